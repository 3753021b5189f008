//! Who asks, with which scopes, and whether they count as an administrator (section 6).

use super::refusal::Refusal;
use super::state::{Gitlab, State, User};
use crate::call::Call;

/// A fixed personal access token.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) id: i64,
    text: &'static str,
    pub(super) name: &'static str,
    /// Username.
    holder: &'static str,
    pub(super) scopes: &'static [&'static str],
    revoked: bool,
}

const TOKENS: &[Token] = &[
    Token {
        id: 11,
        text: "practice-administrator",
        name: "Bailiwick",
        holder: "kim",
        scopes: &["api", "admin_mode"],
        revoked: false,
    },
    Token {
        id: 12,
        text: "practice-read",
        name: "Bailiwick, reading",
        holder: "kim",
        scopes: &["read_api", "admin_mode"],
        revoked: false,
    },
    Token { id: 13, text: "practice-user", name: "Bailiwick", holder: "wren", scopes: &["api"], revoked: false },
    Token {
        id: 14,
        text: "practice-no-admin-mode",
        name: "Bailiwick",
        holder: "osei",
        scopes: &["api"],
        revoked: false,
    },
    Token {
        id: 15,
        text: "practice-no-scope",
        name: "git only",
        holder: "kim",
        scopes: &["read_repository"],
        revoked: false,
    },
    Token {
        id: 16,
        text: "practice-revoked",
        name: "old laptop",
        holder: "kim",
        scopes: &["api", "admin_mode"],
        revoked: true,
    },
];

/// Scopes that open users for reading.
pub(super) const READ_USERS: &[&str] = &["api", "read_api", "read_user"];
/// Scopes that open everything else for reading.
pub(super) const READ: &[&str] = &["api", "read_api"];
/// Scopes that open changes.
pub(super) const WRITE: &[&str] = &["api"];

fn token(text: &str) -> Option<&'static Token> {
    TOKENS.iter().find(|token| token.text == text)
}

/// Handle of the token's owner.
pub(crate) fn holder(text: &str) -> Option<&'static str> {
    token(text).map(|token| token.holder)
}

/// Somebody who has shown a token that is good enough.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller<'a> {
    pub(super) user: &'a User,
    pub(super) token: &'static Token,
    /// Administrator, and with `admin_mode` where the instance asks for it.
    pub(super) is_admin: bool,
}

impl Gitlab {
    /// The caller; any one of `scopes` will do, none means that no scope is needed.
    pub(super) fn admit(&self, call: &Call, scopes: &[&str]) -> Result<Caller<'_>, Refusal> {
        let token = call.token.as_deref().and_then(token).ok_or(Refusal::Unauthorized)?;
        if token.revoked {
            return Err(Refusal::Revoked);
        }
        if !scopes.is_empty() && !scopes.iter().any(|scope| token.scopes.contains(scope)) {
            return Err(Refusal::InsufficientScope(if scopes == WRITE { "api" } else { "api read_api read_user" }));
        }
        let user = self.named(token.holder).ok_or(Refusal::Unauthorized)?;
        match user.state {
            State::Active => {}
            State::Deactivated => {
                return Err(Refusal::forbidden_because(
                    "Your account has been deactivated by your administrator. Please log back in to reactivate your account.",
                ));
            }
            State::BlockedPendingApproval => {
                return Err(Refusal::forbidden_because(
                    "Your account is pending approval from your administrator and hence blocked.",
                ));
            }
            State::Blocked | State::LdapBlocked | State::Banned => {
                return Err(Refusal::forbidden_because("Your account has been blocked."));
            }
        }
        let in_admin_mode = !self.settings.admin_mode || token.scopes.contains(&"admin_mode");
        Ok(Caller { user, token, is_admin: user.is_admin && in_admin_mode })
    }

    /// The caller, who has to be an administrator.
    pub(super) fn admit_admin(&self, call: &Call, scopes: &[&str]) -> Result<Caller<'_>, Refusal> {
        let caller = self.admit(call, scopes)?;
        if caller.is_admin { Ok(caller) } else { Err(Refusal::forbidden()) }
    }
}
