//! For tests: a server on loopback that gives prepared answers and keeps what it was asked. Written on bare sockets, so
//! that it can break every rule of HTTP, and independent of the practice servers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::BaseUrl;
use super::http::{Bounds, Http};
use crate::clock::Clock;
use crate::profile::{Ability, Allowance, May, ServerSettings, Who};
use crate::secret::Secret;

pub(crate) const TOKEN: &str = "token-of-the-test";

/// The time of the tests: 2026-11-21T10:00:00Z.
pub(crate) const NOW: i64 = 1_795_255_200_000;

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// `GET /path?query`.
    pub line: String,
    /// The whole request in lower case, as text.
    pub head: String,
    pub body: String,
}

/// How it is answered.
#[derive(Clone)]
pub(crate) enum Reply {
    /// These bytes, then the connection ends.
    Bytes(Vec<u8>),
    /// Nothing, ever.
    Silence,
}

pub(crate) struct Canned {
    pub base: BaseUrl,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Canned {
    pub(crate) async fn serve(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = BaseUrl::parse(&listener.local_addr().unwrap().to_string()).unwrap();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let kept = Arc::clone(&asked);
        let reply = Arc::new(reply);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(stream, Arc::clone(&reply), Arc::clone(&kept)));
            }
        });
        Canned { base, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }

    pub(crate) fn http(&self) -> Http {
        http(&self.base)
    }
}

/// A clock that stands still; its setter may be gone.
pub(crate) fn clock() -> Clock {
    Clock::Set(tokio::sync::watch::channel(NOW).1)
}

/// Requests with short time-outs and a small limit.
pub(crate) fn http(base: &BaseUrl) -> Http {
    let bounds = Bounds {
        connect: Duration::from_millis(1500),
        total: Duration::from_millis(1500),
        largest: 64 * 1024,
        line: (&clock()).into(),
    };
    Http::bounded(base.clone(), Some(Secret::new(TOKEN.to_owned())), bounds).unwrap()
}

async fn answer(mut stream: TcpStream, reply: Arc<impl Fn(&Asked) -> Reply>, kept: Arc<Mutex<Vec<Asked>>>) {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    let (head, body) = loop {
        let read = stream.read(&mut piece).await.unwrap_or(0);
        if read == 0 {
            return;
        }
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase();
            let length = length.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                break (head.to_owned(), body.to_owned());
            }
        }
    };
    let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let asked = Asked { line, head: head.to_lowercase(), body };
    kept.lock().unwrap_or_else(PoisonError::into_inner).push(asked.clone());
    match reply(&asked) {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::Silence => std::future::pending().await,
    }
}

/// An answer with status, headers (each ending its line) and body.
pub(crate) fn reply(status: u16, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(
        format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
            .into_bytes(),
    )
}

pub(crate) fn json(status: u16, body: &Value) -> Reply {
    reply(status, "Content-Type: application/json; charset=utf-8\r\n", &body.to_string())
}

pub(crate) fn html(status: u16) -> Reply {
    reply(status, "Content-Type: text/html\r\n", "<html><head><title>Sign in</title></head><body>x</body></html>")
}

/// Somebody who may everything that is listed.
pub(crate) fn who(id: &str, may: &[(Ability, Allowance)]) -> Who {
    let may = may.iter().map(|(ability, allowance)| May { ability: *ability, allowance: allowance.clone() }).collect();
    Who {
        id: id.to_owned(),
        username: "kim".to_owned(),
        role: None,
        may,
        unserved: Vec::new(),
        settings: ServerSettings::default(),
    }
}

/// JSON of any shape, with keys from the list more often than not.
pub(crate) fn any_json(keys: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        prop_oneof![
            Just("active"),
            Just("-99"),
            Just("2026-11-21T00:00:00Z"),
            Just("<p>a<a href='https://x.example'>"),
            Just("")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 12, move |inner| {
        let key = prop_oneof![4 => proptest::sample::select(keys).prop_map(str::to_owned), 1 => "\\PC{0,8}"];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((key, inner), 0..24).prop_map(|pairs| Value::Object(Map::from_iter(pairs))),
        ]
    })
}
