//! Stands before a practice server and hands everything on; told to refuse, it answers with all that it was sent, the
//! Authorization header first, in every form that it can think of.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The mirror.
pub struct Mirror {
    pub address: String,
    refuses: Arc<AtomicU16>,
}

impl Mirror {
    pub async fn before(upstream: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let refuses = Arc::new(AtomicU16::new(0));
        let told = refuses.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, upstream.clone(), told.clone()));
            }
        });
        Mirror { address, refuses }
    }

    /// From now on everything is answered with this status; 0: handed on.
    pub fn refuse(&self, status: u16) {
        self.refuses.store(status, Ordering::SeqCst);
    }
}

async fn serve(mut stream: TcpStream, upstream: String, refuses: Arc<AtomicU16>) -> Option<()> {
    let request = request(&mut stream).await?;
    let status = refuses.load(Ordering::SeqCst);
    let answer = match status {
        0 => {
            let mut server = TcpStream::connect(&upstream).await.ok()?;
            server.write_all(&request).await.ok()?;
            let mut answer = Vec::new();
            server.read_to_end(&mut answer).await.ok()?;
            answer
        }
        status => refusal(status, &String::from_utf8_lossy(&request)).into_bytes(),
    };
    stream.write_all(&answer).await.ok()?;
    stream.shutdown().await.ok()
}

/// One request with its body, asking for the connection to end after the answer.
async fn request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let length = stream.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        request.extend_from_slice(&piece[..length]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let announced = head
            .to_lowercase()
            .split_once("content-length: ")
            .map_or(0, |(_, rest)| rest.lines().next().and_then(|length| length.trim().parse().ok()).unwrap_or(0));
        if body.len() >= announced {
            return Some(format!("{head}\r\nconnection: close\r\n\r\n{body}").into_bytes());
        }
    }
}

fn refusal(status: u16, request: &str) -> String {
    let sent = request.lines().find(|line| line.to_lowercase().starts_with("authorization"));
    let sent = sent.and_then(|line| line.split_once(": ")).map_or("nothing", |(_, value)| value);
    let token = sent.rsplit(' ').next().unwrap_or_default();
    let digits: String = token.bytes().map(|byte| format!("{byte:02x}")).collect();
    let error =
        format!("you are {sent} or {} or {digits} and that is refused", STANDARD.encode(format!("kim:{token}")));
    let body = serde_json::json!({ "error": error, "request": request }).to_string();
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Refused\r\ncontent-type: application/json\r\nx-echo: {sent}\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}
