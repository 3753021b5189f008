//! The window's pictures, answered by the engine, which fetches, checks and stills them: `picture://localhost/PROFILE/ACCOUNT`
//! of an account, `picture://localhost/PROFILE/media/KEY` of a post's file.

use bailiwick_engine::model::AccountId;
use bailiwick_engine::profile::ProfileId;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::Desk;

/// The protocol's name.
pub(crate) const SCHEME: &str = "picture";

/// Where the window asks for pictures: custom protocols look like this on Windows, and like that elsewhere.
pub(crate) const fn base() -> &'static str {
    if cfg!(windows) { "http://picture.localhost" } else { "picture://localhost" }
}

/// Answers one request for a picture.
pub(crate) fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    let path = request.uri().path().to_owned();
    tauri::async_runtime::spawn(async move {
        let picture = match parts(&path) {
            Some((profile, wanted)) => find(&app.state::<Desk>(), &profile, &wanted).await,
            None => None,
        };
        responder.respond(response(picture));
    });
}

/// What the picture is of.
enum Wanted {
    Account(AccountId),
    /// A post's file, by the key that the engine gave it.
    File(String),
}

async fn find(desk: &Desk, profile: &ProfileId, wanted: &Wanted) -> Option<Vec<u8>> {
    let engine = desk.engine().await.ok()?;
    match wanted {
        Wanted::Account(account) => engine.picture(profile, account).await.ok(),
        Wanted::File(key) => engine.media(profile, key).await.ok(),
    }
}

/// The profile and what the path names. An account's id is one segment, so it is never taken for a file.
fn parts(path: &str) -> Option<(ProfileId, Wanted)> {
    let (profile, rest) = path.strip_prefix('/')?.split_once('/')?;
    let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().ok().map(Into::into);
    let wanted = match rest.strip_prefix("media/") {
        Some(key) => Wanted::File(plain(key)?),
        None => Wanted::Account(AccountId(plain(rest)?)),
    };
    Some((ProfileId(profile.to_owned()), wanted))
}

fn response(picture: Option<Vec<u8>>) -> Response<Vec<u8>> {
    let (status, body) = match picture {
        Some(png) => (StatusCode::OK, png),
        None => (StatusCode::NOT_FOUND, Vec::new()),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("image/png"));
    // Strangers' pictures stay on the screen only as long as they are looked at.
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
