//! Who asks, and whether they may (2.1, 6.2). An unknown token is nobody, not an error: the role check refuses it later, with 403.

use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use super::roles::Role;
use super::state::{Account, Id, Mastodon};
use crate::call::{Answer, Call};
use crate::world::Site;

/// A fixed token.
#[derive(Debug)]
struct Token {
    text: &'static str,
    /// Username of a local account.
    holder: &'static str,
    scopes: &'static [&'static str],
    revoked: bool,
}

const EVERYTHING: &[&str] = &["profile", "read", "write", "admin:read", "admin:write"];

const TOKENS: &[Token] = &[
    Token { text: "practice-moderator", holder: "kim", scopes: EVERYTHING, revoked: false },
    Token { text: "practice-admin", holder: "noor", scopes: EVERYTHING, revoked: false },
    Token { text: "practice-owner", holder: "ada", scopes: EVERYTHING, revoked: false },
    Token { text: "practice-member", holder: "wren", scopes: EVERYTHING, revoked: false },
    Token { text: "practice-read", holder: "kim", scopes: &["read:accounts", "admin:read"], revoked: false },
    Token { text: "practice-no-scope", holder: "kim", scopes: &["profile"], revoked: false },
    Token { text: "practice-revoked", holder: "kim", scopes: EVERYTHING, revoked: true },
];

/// Scopes of which any one opens reading accounts.
pub(super) const READ: &[&str] = &["admin:read", "admin:read:accounts"];
/// Scopes of which any one opens deciding on accounts.
pub(super) const WRITE: &[&str] = &["admin:write", "admin:write:accounts"];

fn token(text: &str) -> Option<&'static Token> {
    TOKENS.iter().find(|token| token.text == text)
}

/// Handle of the token's owner.
pub(crate) fn holder(text: &str) -> Option<&'static str> {
    token(text).map(|token| token.holder)
}

impl Mastodon {
    /// The account behind a request's token, whatever it may.
    pub(super) fn caller(&self, call: &Call) -> Option<Id> {
        let token = call.token.as_deref().and_then(token)?;
        self.local(token.holder).map(|account| account.id)
    }

    /// The first checks: the token's life, its scopes, its owner. Gives the owner; none for nobody.
    pub(super) fn admit(&self, call: &Call, scopes: &[&str]) -> Result<Option<&Account>, Refusal> {
        let Some(token) = call.token.as_deref().and_then(token) else {
            return Ok(None);
        };
        if token.revoked {
            return Err(Refusal::Revoked);
        }
        if !scopes.iter().any(|scope| token.scopes.contains(scope)) {
            return Err(Refusal::OutsideScopes);
        }
        let owner = self.local(token.holder);
        if owner.is_some_and(|owner| owner.suspension.is_some()) {
            return Err(Refusal::Login("Your login is currently disabled"));
        }
        Ok(owner)
    }

    /// What the owner's own settings show them; the only call that tells a dead token from a missing role.
    pub(super) fn verify_credentials(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let owner = self.admit(call, &["profile", "read", "read:accounts"])?.ok_or(Refusal::InvalidToken)?;
        let user = owner.user.as_ref().ok_or(Refusal::InvalidToken)?;
        if user.confirmed_at.is_none() {
            return Err(Refusal::Login("Your login is missing a confirmed e-mail address"));
        }
        if !user.approved {
            return Err(Refusal::Login("Your login is currently pending approval"));
        }
        if user.disabled {
            return Err(Refusal::Login("Your login is currently disabled"));
        }
        let Value::Object(mut credentials) = self.account_json(owner, site) else {
            return Err(Refusal::Broken);
        };
        credentials.insert("source".to_owned(), source(owner));
        credentials.insert("role".to_owned(), Self::role_json(Role::of(user.role)));
        Ok(Answer::json(200, Value::Object(credentials)))
    }
}

fn source(owner: &Account) -> Value {
    let fields: Vec<Map<String, Value>> = Vec::new();
    json!({
        "privacy": "public", "sensitive": false, "language": owner.user.as_ref().and_then(|user| user.locale.clone()), "note": "",
        "fields": fields, "follow_requests_count": 0, "hide_collections": null, "discoverable": owner.profile.discoverable,
        "indexable": owner.profile.indexable, "attribution_domains": [], "quote_policy": "public",
    })
}

/// The role of whoever asks; nobody has that of an ordinary member without any permission that matters here.
pub(super) fn role_of(owner: Option<&Account>) -> &'static Role {
    Role::of(owner.and_then(|owner| owner.user.as_ref()).and_then(|user| user.role))
}

/// The owner, if their role has the permission.
pub(super) fn require(owner: Option<&Account>, permission: u64) -> Result<&Account, Refusal> {
    owner.filter(|_| role_of(owner).may(permission)).ok_or(Refusal::NotAllowed)
}
