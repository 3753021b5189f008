//! Tokens are ended at their server: what one signed in with by its application (RFC 7009; mastodon.md §5.1, gitlab.md §6),
//! a pasted one by itself where the server has a route for that.

use super::http::{Http, Posted};
use super::renewal;
use crate::error::{Error, ErrorCode, Result};
use crate::secret::Credential;

/// Where OAuth revokes, below the server's base.
const PATH: &str = "oauth/revoke";

/// A token that expires within this time may do so before it arrives, in ms.
const AHEAD: i64 = 60_000;

/// Ends what one signed in with. Both of its tokens end with either; but one that has expired ends nothing, though the server
/// says that it did (Doorkeeper's `tokens_controller.rb` revokes what is accessible), and what renews it stays good. So it is
/// renewed once more, for its end.
///
/// # Errors
/// `NotFound` for a pasted token, which OAuth does not know; what the server or the way to it has against it.
pub(super) async fn grant(http: &Http, credential: &Credential) -> Result<()> {
    let grant = credential.grant().ok_or(ErrorCode::NotFound)?;
    let now = http.clock().now();
    let has_expired = grant.expires_at.is_some_and(|at| at.0.saturating_sub(AHEAD) <= now.0);
    let fresh = match renewal::form(credential).filter(|_| has_expired) {
        None => None,
        Some(form) => {
            let posted = http.as_nobody().come_what_may().post(renewal::PATH, &form.pairs()).await;
            match renewal::read(posted, credential, now) {
                Ok(fresh) => Some(fresh),
                // The server knows it no more: it has ended.
                Err(Error { code: ErrorCode::SignInNeeded, .. }) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    };
    let credential = fresh.as_ref().unwrap_or(credential);
    let app = &grant.app;
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
