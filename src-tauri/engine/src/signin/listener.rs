//! The listener on the loopback to which the browser brings the server's answer (RFC 8252 §7.3).
//!
//! It knows one page, takes one answer, and lives as long as the sign-in that it belongs to. Any program on this computer
//! can call it, and any web page can make the browser call it: so what does not carry the state is answered and forgotten.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{HOST, LOCATION};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use url::form_urlencoded;

use super::page::{self, Page};
use super::proof::Proof;
use crate::error::{Error, ErrorCode, Result};
use crate::platform::oauth::{self, Fault, Refused};
use crate::secret::Secret;

/// The one page.
const PATH: &str = "/callback";
/// How long a browser may take to send its question: real time, because it is about a real connection.
const HEAD: Duration = Duration::from_secs(10);
/// The longest head that is read, in bytes. Codes are some 40 to 100 letters.
const LONGEST_HEAD: usize = 16 * 1024;
/// How many may be connected at once.
const CROWD: usize = 16;

/// A port that was taken, and at which nobody is answered yet.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    port: u16,
}

/// A listener at work. It ends when this is dropped; whoever has asked gets an answer still.
#[derive(Debug)]
pub struct Listening {
    expected: Arc<Mutex<Expected>>,
    came: mpsc::Receiver<Came>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Expected {
    proof: Proof,
    used: bool,
}

/// The server's answer, with the browser that waits for a page.
#[derive(Debug)]
pub struct Came {
    /// The code, or what the server refused.
    pub answer: std::result::Result<Secret, Refused>,
    /// Takes what the browser gets.
    pub reply: oneshot::Sender<Reply>,
}

/// What the browser gets.
#[derive(Debug)]
pub enum Reply {
    /// A page.
    Page(Page),
    /// It is sent on: the server is asked once more.
    Again(String),
}

impl Listener {
    /// Takes this port of the loopback, or any.
    ///
    /// # Errors
    /// `ListenerUnusable`.
    pub async fn bind(port: Option<u16>) -> Result<Self> {
        let unusable = |error| Error::caused(ErrorCode::ListenerUnusable, error);
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0))).await.map_err(unusable)?;
        let port = socket.local_addr().map_err(unusable)?.port();
        Ok(Listener { socket, port })
    }

    /// The address that the server is given.
    pub fn redirect(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Answers from now on, and waits for the answer that this proves.
    pub fn listen(self, proof: Proof) -> Listening {
        let expected = Arc::new(Mutex::new(Expected { proof, used: false }));
        let (send, came) = mpsc::channel(1);
        let desk = Desk { host: format!("127.0.0.1:{}", self.port), expected: expected.clone(), send };
        let accepting = tokio::spawn(accept(self.socket, desk));
        Listening { expected, came, accepting }
    }
}

impl Listening {
    /// The next answer with the right state. None only if listening broke down.
    pub async fn next(&mut self) -> Option<Came> {
        self.came.recv().await
    }

    /// Waits for another answer in the place of the one that came.
    pub fn expect(&self, proof: Proof) {
        *lock(&self.expected) = Expected { proof, used: false };
    }

    /// Ends it, and waits until the port is free again.
    pub async fn close(mut self) {
        self.accepting.abort();
        let _aborted = (&mut self.accepting).await;
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What every connection knows.
#[derive(Clone)]
struct Desk {
    host: String,
    expected: Arc<Mutex<Expected>>,
    send: mpsc::Sender<Came>,
}

async fn accept(socket: TcpListener, desk: Desk) {
    let crowd = Arc::new(Semaphore::new(CROWD));
    loop {
        let Ok(place) = crowd.clone().acquire_owned().await else { return };
        match socket.accept().await {
            Ok((stream, _)) => {
                let desk = desk.clone();
                tokio::spawn(async move {
                    serve(stream, desk).await;
                    drop(place);
                });
            }
            // Out of file handles, or the caller is gone: others may come yet.
            Err(error) => {
                tracing::warn!(%error, "the listener for a sign-in stumbled");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, desk: Desk) {
    let answering = service_fn(move |request| {
        let desk = desk.clone();
        async move { Ok::<_, std::convert::Infallible>(desk.answer(&request).await) }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LONGEST_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), answering)
        .await;
    if let Err(error) = served {
        // hyper's errors name what went wrong, not what was sent.
        tracing::debug!(%error, "a browser's question to the listener broke off");
    }
}

impl Desk {
    async fn answer(&self, request: &Request<Incoming>) -> Response<String> {
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
        let ours = request.method() == Method::GET
            && request.uri().path() == PATH
            && host == Some(self.host.as_str())
            && request.uri().authority().is_none_or(|authority| authority.as_str() == self.host);
        match self.take(ours.then(|| request.uri().query().unwrap_or_default())).await {
            Reply::Page(page) => respond(page.status(), page.html(), None),
            Reply::Again(address) => respond(302, String::new(), Some(&address)),
        }
    }

    async fn take(&self, query: Option<&str>) -> Reply {
        let Some(query) = query else { return Reply::Page(Page::Missing) };
        let answer = {
            let mut expected = lock(&self.expected);
            match read(query, &expected.proof) {
                None => return Reply::Page(Page::NotThisOne),
                Some(_) if expected.used => return Reply::Page(Page::AlreadyUsed),
                Some(answer) => {
                    expected.used = true;
                    answer
                }
            }
        };
        let (reply, told) = oneshot::channel();
        if self.send.send(Came { answer, reply }).await.is_err() {
            return Reply::Page(Page::Over);
        }
        told.await.unwrap_or(Reply::Page(Page::Over))
    }
}

/// The answer, if it is one to this question: the right state, and either a code or an error, each once (RFC 6749 §3.1).
fn read(query: &str, proof: &Proof) -> Option<std::result::Result<Secret, Refused>> {
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let once = |wanted: &str| {
        let mut found = pairs.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_ref());
        let first = found.next();
        if found.next().is_some() { Err(()) } else { Ok(first) }
    };
    let state = once("state").ok()??;
    if !proof.is_state(state) {
        return None;
    }
    match (once("code").ok()?, once("error").ok()?) {
        (Some(code), None) => oauth::is_word(code).then(|| Ok(Secret::new(code.to_owned()))),
        (None, Some(error)) => {
            let said = once("error_description").ok()?;
            Some(Err(Refused::new(Fault::of(error), said, &[&proof.state, &proof.verifier])))
        }
        _ => None,
    }
}

fn respond(status: u16, body: String, location: Option<&str>) -> Response<String> {
    let mut response = Response::builder().status(status);
    for (name, value) in page::headers() {
        response = response.header(name, value);
    }
    if let Some(location) = location {
        response = response.header(LOCATION, location);
    }
    response.body(body).unwrap_or_default()
}

fn lock(expected: &Mutex<Expected>) -> MutexGuard<'_, Expected> {
    expected.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_state_with_one_code_or_one_error_is_an_answer() {
        let proof = Proof::new().unwrap();
        let state = proof.state.expose();
        let code = |query: String| read(&query, &proof).and_then(std::result::Result::ok);
        assert_eq!(code(format!("code=a%2Db&state={state}&iss=x")).unwrap().expose(), "a-b");
        let long = "x".repeat(2049);
        for odd in [
            String::new(),
            "code=a".to_owned(),
            "code=a&state=".to_owned(),
            format!("code=a&state={}", &state[1..]),
            format!("state={state}"),
            format!("code=&state={state}"),
            format!("code=a%20b&state={state}"),
            format!("code={long}&state={state}"),
            format!("code=a&code=b&state={state}"),
            format!("code=a&state={state}&state={state}"),
            format!("code=a&state={state}&state=x"),
            format!("code=a&error=access_denied&state={state}"),
            format!("error=access_denied&error=access_denied&state={state}"),
        ] {
            assert!(read(&odd, &proof).is_none(), "{odd}");
        }
        let refused = read(&format!("error=access_denied&error_description=No+{state}&state={state}"), &proof);
        let refused = refused.unwrap().unwrap_err();
        assert_eq!((refused.fault, refused.said.as_deref()), (Fault::Denied, Some("No …")));
    }
}
