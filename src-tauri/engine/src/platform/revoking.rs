//! Tokens are ended at their server: what one signed in with by its application (RFC 7009; mastodon.md §5.1, gitlab.md §6),
//! a pasted one by itself where the server has a route for that.

use super::http::{Http, Posted};
use crate::error::{ErrorCode, Result};
use crate::secret::Credential;

/// Where OAuth revokes, below the server's base.
const PATH: &str = "oauth/revoke";

/// Ends what one signed in with. Both of its tokens end with either.
///
/// # Errors
/// `NotFound` for a pasted token, which OAuth does not know; what the server or the way to it has against it.
pub(super) async fn grant(http: &Http, credential: &Credential) -> Result<()> {
    let app = &credential.grant().ok_or(ErrorCode::NotFound)?.app;
    let mut form = vec![("token", credential.token.expose()), ("client_id", app.client_id.as_str())];
    form.extend(app.client_secret.as_ref().map(|secret| ("client_secret", secret.expose())));
    // It authorises itself by what it ends.
    done(http.as_nobody().come_what_may().post(PATH, &form).await)
}

/// Whether it is done. The server's words do not come along: what was sent is secret, and some pages repeat it.
pub(super) fn done(posted: Posted) -> Result<()> {
    match posted {
        Posted::Answered(answer) if answer.is_success() => Ok(()),
        Posted::Answered(answer) => Err(answer.refusal().saying(None)),
        Posted::NotArrived(error) | Posted::Unsure(error) => Err(error.saying(None)),
    }
}
