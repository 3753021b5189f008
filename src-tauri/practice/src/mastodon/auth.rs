//! Who asks, and whether they may (2.1, 6.2). An unknown token is nobody, not an error: the role check refuses it later, with 403.

use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use super::roles::Role;
use super::state::{Account, Id, Mastodon};
use super::words::Phrase;
use crate::call::{Answer, Call};
use crate::world::Site;
use crate::{Dialect, Otherwise};

/// A fixed token.
#[derive(Debug)]
struct Fixed {
    text: &'static str,
    /// Username of a local account; none: an application's own token.
    holder: Option<&'static str>,
    scopes: &'static [&'static str],
    life: Life,
}

/// Whether a token still opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Live,
    Revoked,
    Expired,
}

const EVERYTHING: &[&str] = &["profile", "read", "write", "admin:read", "admin:write"];
const KIM: Option<&str> = Some("kim");

const TOKENS: &[Fixed] = &[
    Fixed { text: "practice-moderator", holder: KIM, scopes: EVERYTHING, life: Life::Live },
    Fixed { text: "practice-admin", holder: Some("noor"), scopes: EVERYTHING, life: Life::Live },
    Fixed { text: "practice-owner", holder: Some("ada"), scopes: EVERYTHING, life: Life::Live },
    Fixed { text: "practice-member", holder: Some("wren"), scopes: EVERYTHING, life: Life::Live },
    Fixed { text: "practice-read", holder: KIM, scopes: &["read:accounts", "admin:read"], life: Life::Live },
    Fixed { text: "practice-no-scope", holder: KIM, scopes: &["profile"], life: Life::Live },
    Fixed { text: "practice-revoked", holder: KIM, scopes: EVERYTHING, life: Life::Revoked },
    Fixed { text: "practice-expired", holder: KIM, scopes: EVERYTHING, life: Life::Expired },
    Fixed { text: "practice-application", holder: None, scopes: EVERYTHING, life: Life::Live },
];

/// Scopes of which any one opens reading accounts.
pub(super) const READ: &[&str] = &["admin:read", "admin:read:accounts"];
/// Scopes of which any one opens deciding on accounts.
pub(super) const WRITE: &[&str] = &["admin:write", "admin:write:accounts"];

/// A token that has a row, fixed or issued.
#[derive(Debug)]
struct Token<'a> {
    holder: Option<&'a Account>,
    scopes: Vec<&'a str>,
    life: Life,
}

impl Mastodon {
    fn token(&self, text: &str) -> Option<Token<'_>> {
        if let Some(fixed) = TOKENS.iter().find(|token| token.text == text) {
            let holder = fixed.holder.and_then(|name| self.local(name));
            return Some(Token { holder, scopes: fixed.scopes.to_vec(), life: fixed.life });
        }
        let issued = self.oauth.token(text)?;
        Some(Token {
            holder: issued.holder.and_then(|id| self.accounts.get(&id)),
            scopes: issued.scopes.iter().map(String::as_str).collect(),
            life: if issued.revoked { Life::Revoked } else { Life::Live },
        })
    }

    /// Handle of the token's owner, for the log; an application stands for itself.
    pub(crate) fn holder(&self, text: &str) -> Option<String> {
        let token = self.token(text)?;
        Some(token.holder.map_or_else(|| "application".to_owned(), |account| account.username.clone()))
    }

    /// The account behind a request's token, whatever it may.
    pub(super) fn caller(&self, call: &Call) -> Option<Id> {
        call.token.as_deref().and_then(|text| self.token(text))?.holder.map(|account| account.id)
    }

    /// Limited federation: whoever has no user's token, or a login that doesn't work, gets nowhere (6.5).
    pub(super) fn gate(&self, call: &Call) -> Result<(), Refusal> {
        let token = call.token.as_deref().and_then(|text| self.token(text)).ok_or(Refusal::NoUser(401))?;
        alive(&token)?;
        functional(token.holder.ok_or(Refusal::NoUser(401))?)
    }

    /// The first checks: the token's life, its scopes, its owner. Gives the owner; none for nobody and for applications.
    pub(super) fn admit(&self, call: &Call, scopes: &[&str]) -> Result<Option<&Account>, Refusal> {
        let Some(token) = call.token.as_deref().and_then(|text| self.token(text)) else {
            return if self.manner.otherwise.contains(&Otherwise::NoToken) {
                Err(Refusal::Token(Phrase::InvalidToken))
            } else {
                Ok(None)
            };
        };
        alive(&token)?;
        if !scopes.is_empty() && !scopes.iter().any(|scope| token.scopes.contains(scope)) {
            return Err(Refusal::OutsideScopes);
        }
        if token.holder.is_some_and(|owner| owner.suspension.is_some()) {
            return Err(Refusal::Login("Your login is currently disabled"));
        }
        Ok(token.holder)
    }

    /// The same where no token at all is a refusal, as it is everywhere outside admin.
    pub(super) fn admit_user(&self, call: &Call, scopes: &[&str]) -> Result<&Account, Refusal> {
        if call.token.as_deref().and_then(|text| self.token(text)).is_none() {
            return Err(Refusal::Token(Phrase::InvalidToken));
        }
        let owner = self.admit(call, scopes)?.ok_or(Refusal::NoUser(422))?;
        functional(owner)?;
        Ok(owner)
    }

    /// What the owner's own settings show them; the only call that tells a dead token from a missing role.
    pub(super) fn verify_credentials(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let owner = self.admit_user(call, &["profile", "read", "read:accounts"])?;
        let user = owner.user.as_ref().ok_or(Refusal::Token(Phrase::InvalidToken))?;
        let Value::Object(mut credentials) = self.account_json(owner, site) else {
            return Err(Refusal::Broken);
        };
        credentials.insert("source".to_owned(), source(owner));
        match self.manner.version {
            // Before roles there was none to tell.
            Dialect::V3_5 => {}
            Dialect::GoToSocial => {
                credentials.insert("role".to_owned(), super::gotosocial::role_json(user.role));
            }
            Dialect::V4_0 | Dialect::V4_2 | Dialect::V4_6 => {
                credentials.insert("role".to_owned(), Role::of(user.role).entity(self.manner.version));
            }
        }
        Ok(Answer::json(200, Value::Object(credentials)))
    }
}

fn alive(token: &Token<'_>) -> Result<(), Refusal> {
    match token.life {
        Life::Live => Ok(()),
        Life::Revoked => Err(Refusal::Token(Phrase::Revoked)),
        Life::Expired => Err(Refusal::Token(Phrase::Expired)),
    }
}

/// Whether a login works. Admin endpoints look only at suspension (5.3).
fn functional(owner: &Account) -> Result<(), Refusal> {
    let user = owner.user.as_ref().ok_or(Refusal::Token(Phrase::InvalidToken))?;
    if user.confirmed_at.is_none() {
        return Err(Refusal::Login("Your login is missing a confirmed e-mail address"));
    }
    if !user.approved {
        return Err(Refusal::Login("Your login is currently pending approval"));
    }
    if user.disabled {
        return Err(Refusal::Login("Your login is currently disabled"));
    }
    Ok(())
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
