//! The window's pictures: `picture://localhost/PROFILE/ACCOUNT`, answered by the engine, which fetches, checks and stills them.

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
            Some((profile, account)) => find(&app.state::<Desk>(), &profile, &account).await,
            None => None,
        };
        responder.respond(response(picture));
    });
}

async fn find(desk: &Desk, profile: &ProfileId, account: &AccountId) -> Option<Vec<u8>> {
    let engine = desk.engine().await.ok()?;
    engine.picture(profile, account).await.ok()
}

/// The profile and the account that the path names.
fn parts(path: &str) -> Option<(ProfileId, AccountId)> {
    let (profile, account) = path.strip_prefix('/')?.split_once('/')?;
    let account = percent_encoding::percent_decode_str(account).decode_utf8().ok()?;
    Some((ProfileId(profile.to_owned()), AccountId(account.into_owned())))
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
