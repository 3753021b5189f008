//! Proxies: what they were asked for is kept, and all of it ends at one address.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// What a proxy does with those who come.
#[derive(Clone, Copy)]
pub enum Manner {
    /// SOCKS5 (RFC 1928).
    Socks,
    /// SOCKS5 that finds no host.
    SocksWithoutHosts,
    /// HTTP `CONNECT`.
    Connect,
    /// HTTP that refuses every `CONNECT`.
    Refusing,
}

pub struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub async fn new(manner: Manner, to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = asked.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, manner, to, kept.clone()));
            }
        });
        Proxy { port, asked }
    }

    pub fn address(&self, scheme: &str) -> String {
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// `host:port` of everything that was asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, manner: Manner, to: SocketAddr, asked: Arc<Mutex<Vec<String>>>) {
    let place = match manner {
        Manner::Socks | Manner::SocksWithoutHosts => socks_request(&mut stream).await,
        Manner::Connect | Manner::Refusing => connect_request(&mut stream).await,
    };
    asked.lock().unwrap().push(place);
    let answer: &[u8] = match manner {
        Manner::Socks => &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0],
        Manner::SocksWithoutHosts => &[5, 4, 0, 1, 0, 0, 0, 0, 0, 0],
        Manner::Connect => b"HTTP/1.1 200 Connection established\r\n\r\n",
        Manner::Refusing => b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
    };
    stream.write_all(answer).await.unwrap();
    if matches!(manner, Manner::Socks | Manner::Connect) {
        let mut server = TcpStream::connect(to).await.unwrap();
        drop(copy_bidirectional(&mut stream, &mut server).await);
    }
}

async fn socks_request(stream: &mut TcpStream) -> String {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await.unwrap();
    stream.read_exact(&mut vec![0; usize::from(head[1])]).await.unwrap();
    stream.write_all(&[5, 0]).await.unwrap();
    let mut request = [0; 4];
    stream.read_exact(&mut request).await.unwrap();
    let host = match request[3] {
        1 => {
            let mut ip = [0; 4];
            stream.read_exact(&mut ip).await.unwrap();
            std::net::Ipv4Addr::from(ip).to_string()
        }
        3 => {
            let length = usize::from(stream.read_u8().await.unwrap());
            let mut name = vec![0; length];
            stream.read_exact(&mut name).await.unwrap();
            String::from_utf8(name).unwrap()
        }
        other => panic!("an address of the kind {other}"),
    };
    format!("{host}:{}", stream.read_u16().await.unwrap())
}

async fn connect_request(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    head.strip_prefix("CONNECT ").unwrap().split(' ').next().unwrap().to_owned()
}
