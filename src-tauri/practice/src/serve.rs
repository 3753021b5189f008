//! A request's way through the server: log, faults, the platform, and what of the answer really reaches the client.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Method, header};
use axum::response::Response;
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::call::{Answer, BodyKind, Call, Content, Params, basic_of, token_of};
use crate::deed::{Outcome, strike};
use crate::line::{Cutter, Doorway};
use crate::shared::{Shared, lock};
use crate::{control, log, page};

/// No moderation request is larger; more would only fill memory.
const LARGEST_BODY: usize = 1_000_000;

/// Serves until told to stop.
pub(crate) async fn run(listener: TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let service = Router::new().fallback(handle).with_state(shared).into_make_service_with_connect_info::<Cutter>();
    let served = axum::serve(Doorway(listener), service)
        .with_graceful_shutdown(async move {
            // An error means that the `Practice` is gone: stop as well.
            let _ = stopped.wait_for(|stop| *stop).await;
        })
        .await;
    if let Err(error) = served {
        tracing::warn!(%error, "a practice server ended");
    }
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    // On a task of its own: a real server goes on with what it was asked, also when the client has hung up meanwhile.
    let served = tokio::spawn(async move { respond(&shared, &cutter, request).await }).await;
    served.unwrap_or_else(|error| {
        tracing::error!(%error, "a practice request failed");
        render(Answer::json(500, json!({ "error": "the practice server has a bug" })))
    })
}

async fn respond(shared: &Shared, cutter: &Cutter, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return render(Answer::json(413, json!({ "error": "Payload Too Large" })));
    };
    let path = percent_encoding::percent_decode_str(head.uri.path()).decode_utf8_lossy().into_owned();
    let raw_query = head.uri.query().unwrap_or_default();
    let now = shared.now();
    if path == "/practice" || path.starts_with("/practice/") {
        return render(control::answer(shared, head.method.as_str(), &path, &body));
    }
    let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let query = Params::from_query(raw_query);
    let token = token_of(shared.options.kind, &head.headers, &query);
    let method = if head.method == Method::HEAD { "GET" } else { head.method.as_str() };
    let who = token.as_deref().map(|token| lock(&shared.world).holder(token).unwrap_or_else(|| "unknown".to_owned()));
    let struck = lock(&shared.faults).strike(method, &path, &query);
    let number = lock(&shared.log).add(log::entry(now, method, &path, raw_query, &body, who));
    shared.came.notify_waiters();
    let Some(below_root) =
        path.strip_prefix(&shared.options.root).filter(|rest| rest.is_empty() || rest.starts_with('/'))
    else {
        lock(&shared.log).settle(number, 404);
        return render(Answer::html(404, page::missing()));
    };
    let call = Call {
        method: method.to_owned(),
        path: below_root.to_owned(),
        form: query.followed_by(Params::from_body(text(header::CONTENT_TYPE), &body).await),
        query,
        body: BodyKind::of(text(header::CONTENT_TYPE), &body),
        token,
        basic: basic_of(&head.headers),
        unmodified_since: Some(text(header::IF_UNMODIFIED_SINCE).to_owned()).filter(|text| !text.is_empty()),
        languages: text(header::ACCEPT_LANGUAGE).to_owned(),
        accepts_json: text(header::ACCEPT).contains("json"),
        now,
    };
    let outcome = strike(shared, cutter, &call, &struck).await;
    if let Some(status) = outcome.status() {
        lock(&shared.log).settle(number, status);
    }
    response(outcome)
}

fn response(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Whole(answer) => render(answer),
        Outcome::Broken(answer) => broken(answer),
        Outcome::Big(megabytes) => big(megabytes),
        // Never seen by the client: writing it is what makes hyper notice the cut.
        Outcome::Cut => Response::new(Body::empty()),
    }
}

fn bytes_of(content: Content) -> (&'static str, Vec<u8>) {
    match content {
        Content::Json(value) => ("application/json; charset=utf-8", value.to_string().into_bytes()),
        Content::Html(page) => ("text/html; charset=utf-8", page.into_bytes()),
        Content::Text(text) => ("text/plain", text.into_bytes()),
        Content::Picture(picture) => ("image/png", picture.draw()),
    }
}

fn head(status: u16, headers: &[(&'static str, String)], content_type: &str) -> axum::http::response::Builder {
    let start = Response::builder().status(status).header(header::CONTENT_TYPE, content_type);
    headers.iter().fold(start, |builder, (name, value)| builder.header(*name, value))
}

/// A header that can't be written (a newline in a redirect's address) leaves an empty 500 behind.
fn finish(built: Result<Response, axum::http::Error>) -> Response {
    built.unwrap_or_else(|error| {
        tracing::error!(%error, "an answer could not be written");
        let mut response = Response::new(Body::empty());
        *response.status_mut() = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

fn render(answer: Answer) -> Response {
    let (content_type, bytes) = bytes_of(answer.content);
    finish(head(answer.status, &answer.headers, content_type).body(Body::from(bytes)))
}

fn broken(answer: Answer) -> Response {
    let (content_type, bytes) = bytes_of(answer.content);
    let half = Bytes::copy_from_slice(&bytes[..bytes.len() / 2]);
    // The pause lets the first half leave the building before the connection falls.
    let parts = stream::iter([Ok(half)]).chain(stream::once(async {
        tokio::time::sleep(Duration::from_millis(30)).await;
        Err(io::Error::other("cut off by a practice fault"))
    }));
    let head = head(answer.status, &answer.headers, content_type).header(header::CONTENT_LENGTH, bytes.len());
    finish(head.body(Body::from_stream(parts)))
}

fn big(megabytes: u32) -> Response {
    let chunk = Bytes::from(format!("\"{}\",", "practice".repeat(125_000)));
    let chunks = std::iter::once(Bytes::from_static(b"["))
        .chain(std::iter::repeat_n(chunk, usize::try_from(megabytes).unwrap_or(usize::MAX)))
        .chain([Bytes::from_static(b"\"\"]")])
        .map(Ok::<_, io::Error>);
    finish(head(200, &[], "application/json").body(Body::from_stream(stream::iter(chunks))))
}
