//! Who asks, with which scopes, and whether they count as an administrator (section 6).

use super::refusal::Refusal;
use super::state::{Duty, Gitlab, State, User};
use super::switches::Inferred;
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
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Good,
    Revoked,
    Expired,
}

const fn kims(id: i64, text: &'static str, name: &'static str, scopes: &'static [&'static str], fate: Fate) -> Token {
    Token { id, text, name, holder: "kim", scopes, fate }
}

#[rustfmt::skip]
const TOKENS: &[Token] = &[
    kims(11, "practice-administrator", "Bailiwick", &["api", "admin_mode"], Fate::Good),
    kims(12, "practice-read", "Bailiwick, reading", &["read_api", "admin_mode"], Fate::Good),
    Token { id: 13, text: "practice-user", name: "Bailiwick", holder: "wren", scopes: &["api"], fate: Fate::Good },
    Token { id: 14, text: "practice-no-admin-mode", name: "Bailiwick", holder: "osei", scopes: &["api"], fate: Fate::Good },
    kims(15, "practice-no-scope", "git only", &["read_repository"], Fate::Good),
    kims(16, "practice-revoked", "old laptop", &["api", "admin_mode"], Fate::Revoked),
    kims(17, "practice-expired", "last year", &["api", "admin_mode"], Fate::Expired),
    kims(18, "practice-read-user", "directory", &["read_user", "admin_mode"], Fate::Good),
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

/// Somebody who has shown a token that is good enough.
#[derive(Clone, Debug)]
pub(super) struct Caller<'a> {
    pub(super) user: &'a User,
    pub(super) scopes: Vec<&'a str>,
    /// None: the token is OAuth's.
    pub(super) token: Option<&'static Token>,
    /// Administrator, and with `admin_mode` where the instance asks for it.
    pub(super) is_admin: bool,
}

impl Gitlab {
    /// Handle of the token's owner.
    pub(crate) fn holder(&self, text: &str) -> Option<&str> {
        match token(text) {
            Some(token) => Some(token.holder),
            None => self.users.get(&self.oauth.grant(text)?.user).map(|user| user.username.as_str()),
        }
    }

    /// The caller; any one of `scopes` will do, none means that no scope is needed.
    pub(super) fn admit(&self, call: &Call, scopes: &[&str]) -> Result<Caller<'_>, Refusal> {
        let switches = &self.settings.practice;
        let text = call.token.as_deref().ok_or(Refusal::Unauthorized)?;
        let (token, owned, user, fate): (_, Vec<&str>, _, _) = match token(text) {
            Some(token) => (Some(token), token.scopes.to_vec(), self.named(token.holder), token.fate),
            None => {
                let grant = self.oauth.grant(text).ok_or(Refusal::Unauthorized)?;
                let fate = match grant {
                    grant if grant.revoked => Fate::Revoked,
                    grant if grant.expired(call.now) => Fate::Expired,
                    _ => Fate::Good,
                };
                (None, grant.scopes(), self.users.get(&grant.user), fate)
            }
        };
        match fate {
            Fate::Good => {}
            Fate::Revoked => return Err(Refusal::Revoked),
            Fate::Expired => return Err(Refusal::Expired),
        }
        if !scopes.is_empty() && !scopes.iter().any(|scope| owned.contains(scope)) {
            return Err(Refusal::InsufficientScope(if scopes == WRITE { "api" } else { "api read_api read_user" }));
        }
        let user = user.ok_or(Refusal::Unauthorized)?;
        self.may_come_in(user)?;
        // Before 15.8 there was no such scope, and no need of it.
        let scope_exists = switches.at_least(15, 8);
        let without = token.is_none() && switches.other(Inferred::GrantWithoutAdminMode);
        let in_admin_mode = !self.settings.admin_mode || !scope_exists || (owned.contains(&"admin_mode") && !without);
        let scopes = owned.into_iter().filter(|scope| scope_exists || *scope != "admin_mode").collect();
        Ok(Caller { user, scopes, token, is_admin: user.is_admin && in_admin_mode })
    }

    /// A good token is of no use to somebody who could not sign in.
    fn may_come_in(&self, user: &User) -> Result<(), Refusal> {
        let why = match (user.state, user.duty) {
            (State::Active, None) => return Ok(()),
            (State::Active, Some(Duty::Password)) => {
                "Your password expired. Please access GitLab from a web browser to update your password."
            }
            (State::Active, Some(Duty::Terms)) => {
                "You must accept the Terms of Service in order to perform this action. To accept these terms, please access GitLab from a web browser."
            }
            (State::Active, Some(Duty::TwoFactor)) => {
                "Two-factor authentication is required. Please access GitLab from a web browser to set it up."
            }
            (State::Deactivated, _) => {
                "Your account has been deactivated by your administrator. Please log back in to reactivate your account."
            }
            (State::BlockedPendingApproval, _) => {
                "Your account is pending approval from your administrator and hence blocked."
            }
            (State::Blocked | State::LdapBlocked | State::Banned, _) => "Your account has been blocked.",
        };
        let as_unknown = self.settings.practice.other(Inferred::BlockedCallerIs401);
        Err(if as_unknown { Refusal::Unauthorized } else { Refusal::forbidden_because(why) })
    }

    /// The caller, who has to be an administrator.
    pub(super) fn admit_admin(&self, call: &Call, scopes: &[&str]) -> Result<Caller<'_>, Refusal> {
        let caller = self.admit(call, scopes)?;
        if caller.is_admin { Ok(caller) } else { Err(Refusal::forbidden()) }
    }
}
