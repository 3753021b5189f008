//! Who asks, with which scopes, and whether they count as an administrator (section 6).

use super::refusal::Refusal;
use super::state::{Duty, Gitlab, State, User};
use super::switches::Inferred;
use super::tokens::Token;
use crate::call::Call;

/// The fixed personal access tokens: id, text, name, username, scopes.
#[rustfmt::skip]
const FIXED: &[(i64, &str, &str, &str, &[&str])] = &[
    (11, "practice-administrator", "Bailiwick", "kim", &["api", "admin_mode"]),
    (12, "practice-read", "Bailiwick, reading", "kim", &["read_api", "admin_mode"]),
    (13, "practice-user", "Bailiwick", "wren", &["api"]),
    (14, "practice-no-admin-mode", "Bailiwick", "osei", &["api"]),
    (15, "practice-no-scope", "git only", "kim", &["read_repository"]),
    (16, REVOKED, "old laptop", "kim", &["api", "admin_mode"]),
    (17, EXPIRED, "last year", "kim", &["api", "admin_mode"]),
    (18, "practice-read-user", "directory", "kim", &["read_user", "admin_mode"]),
];
const REVOKED: &str = "practice-revoked";
const EXPIRED: &str = "practice-expired";

/// The tokens that every practice instance has.
pub(super) fn fixed() -> Vec<Token> {
    let token = |(id, text, name, holder, scopes): &(i64, &str, &str, &str, &[&str])| Token {
        id: *id,
        text: (*text).to_owned(),
        name: (*name).to_owned(),
        holder: (*holder).to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        revoked: *text == REVOKED,
        expires_at: (*text == EXPIRED).then(|| jiff::civil::date(2024, 2, 29)),
        impersonation: false,
    };
    FIXED.iter().map(token).collect()
}

/// Scopes that open users for reading.
pub(super) const READ_USERS: &[&str] = &["api", "read_api", "read_user"];
/// Scopes that open everything else for reading.
pub(super) const READ: &[&str] = &["api", "read_api"];
/// Scopes that open changes.
pub(super) const WRITE: &[&str] = &["api"];

/// Somebody who has shown a token that is good enough.
#[derive(Clone, Debug)]
pub(super) struct Caller<'a> {
    pub(super) user: &'a User,
    pub(super) scopes: Vec<&'a str>,
    /// None: the token is OAuth's.
    pub(super) token: Option<&'a Token>,
    /// Administrator, and with `admin_mode` where the instance asks for it.
    pub(super) is_admin: bool,
}

impl Gitlab {
    /// Handle of the token's owner.
    pub(crate) fn holder(&self, text: &str) -> Option<&str> {
        match self.kept_token(text) {
            Some(token) => Some(&token.holder),
            None => self.users.get(&self.oauth.grant(text)?.user).map(|user| user.username.as_str()),
        }
    }

    fn kept_token(&self, text: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.text == text)
    }

    /// Before 15.8 there was no such scope as `admin_mode`.
    pub(super) fn known_scopes<'a>(&self, scopes: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let scope_exists = self.settings.practice.at_least(15, 8);
        scopes.filter(|scope| scope_exists || *scope != "admin_mode").collect()
    }

    /// The caller; any one of `scopes` will do, none means that no scope is needed.
    pub(super) fn admit(&self, call: &Call, scopes: &[&str]) -> Result<Caller<'_>, Refusal> {
        let switches = &self.settings.practice;
        let text = call.token.as_deref().ok_or(Refusal::Unauthorized)?;
        let (token, owned, user, revoked, expired): (_, Vec<&str>, _, _, _) = match self.kept_token(text) {
            Some(token) => {
                let owned = token.scopes.iter().map(String::as_str).collect();
                (Some(token), owned, self.named(&token.holder), token.revoked, token.expired(call.now))
            }
            None => {
                let grant = self.oauth.grant(text).ok_or(Refusal::Unauthorized)?;
                (None, grant.scopes(), self.users.get(&grant.user), grant.revoked, grant.expired(call.now))
            }
        };
        if revoked {
            return Err(Refusal::Revoked);
        }
        if expired {
            return Err(Refusal::Expired);
        }
        if !scopes.is_empty() && !scopes.iter().any(|scope| owned.contains(scope)) {
            return Err(Refusal::InsufficientScope(if scopes == WRITE { "api" } else { "api read_api read_user" }));
        }
        let user = user.ok_or(Refusal::Unauthorized)?;
        self.may_come_in(user)?;
        // Nor any need of it.
        let scope_exists = switches.at_least(15, 8);
        let without = token.is_none() && switches.other(Inferred::GrantWithoutAdminMode);
        let in_admin_mode = !self.settings.admin_mode || !scope_exists || (owned.contains(&"admin_mode") && !without);
        let scopes = self.known_scopes(owned.into_iter());
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
            (State::Active, Some(Duty::Dpop)) => return Err(Refusal::NoProof),
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
