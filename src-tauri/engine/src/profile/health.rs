//! How a token is: what it may do, how old it is, when it expires, who renews it. Nothing of it is secret.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Platform;
use crate::model::Timestamp;
use crate::platform;
use crate::secret::{Credential, Way};

/// So long before it expires a token is told to do so, in ms: 14 days.
const SOON: i64 = 14 * 24 * 60 * 60 * 1000;

/// What a server says of a token. None is for what it does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TokenFacts {
    /// What it may do, in the server's own names.
    pub scopes: Option<Vec<String>>,
    /// The name that it was given there, or that of its application.
    pub name: Option<String>,
    /// When it was made.
    pub made_at: Option<Timestamp>,
    /// When it was last used, before we asked.
    pub last_used_at: Option<Timestamp>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
}

impl TokenFacts {
    /// Whether it says the same of a token, whenever that was used.
    pub fn says_the_same(&self, other: &Self) -> bool {
        *self == TokenFacts { last_used_at: self.last_used_at, ..other.clone() }
    }
}

/// How one came by a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TokenWay {
    /// It was made on the server's pages and pasted.
    Pasted,
    /// By signing in with an application.
    SignedIn,
}

/// How the token is. None is for what nobody tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TokenHealth {
    /// How one came by it.
    pub way: TokenWay,
    /// What it may do, in the server's own names. A pasted token may have fewer than its application, which is asked.
    pub scopes: Option<Vec<String>>,
    /// The name that it was given on the server, or that of its application.
    pub name: Option<String>,
    /// When it was made.
    pub made_at: Option<Timestamp>,
    /// When it came to this computer.
    pub since: Option<Timestamp>,
    /// When it was last used, as the server told when it was last asked.
    pub last_used_at: Option<Timestamp>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// Whether that is within 14 days, or past; never of one that renews itself.
    pub expires_soon: bool,
    /// Whether it renews itself before it expires.
    pub renews_itself: bool,
    /// Whether it can be revoked from here.
    pub revocable: bool,
}

impl TokenHealth {
    /// How the token is at that moment.
    pub(crate) fn of(credential: &Credential, facts: Option<&TokenFacts>, on: Platform, now: Timestamp) -> Self {
        let facts = facts.cloned().unwrap_or_default();
        let grant = credential.grant();
        let renews_itself = grant.is_some_and(|grant| grant.refresh.is_some());
        // What was granted is known better here than by any later answer.
        let granted = grant.map(|grant| grant.scopes.clone()).filter(|scopes| !scopes.is_empty());
        let expires_at = grant.and_then(|grant| grant.expires_at).or(facts.expires_at);
        let is_near = expires_at.is_some_and(|at| at.0.saturating_sub(now.0) <= SOON);
        TokenHealth {
            way: match credential.way {
                Way::Pasted => TokenWay::Pasted,
                Way::SignedIn(_) => TokenWay::SignedIn,
            },
            scopes: granted.or(facts.scopes),
            name: facts.name,
            made_at: facts.made_at,
            since: credential.since,
            last_used_at: facts.last_used_at,
            expires_at,
            expires_soon: is_near && !renews_itself,
            renews_itself,
            revocable: platform::can_revoke(on, credential),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{App, Grant, Secret};

    const DAY: i64 = 24 * 60 * 60 * 1000;
    const NOW: Timestamp = Timestamp(1_795_255_200_000);

    fn health(credential: &Credential, expires_at: Option<i64>) -> TokenHealth {
        let facts =
            TokenFacts { expires_at: expires_at.map(|days| Timestamp(NOW.0 + days * DAY)), ..TokenFacts::default() };
        TokenHealth::of(credential, Some(&facts), Platform::Gitlab, NOW)
    }

    fn granted(refresh: Option<&str>) -> Credential {
        let app = App { client_id: "app".to_owned(), client_secret: None, redirect: String::new() };
        let grant = Grant {
            app,
            scopes: vec!["api".to_owned()],
            refresh: refresh.map(|text| Secret::new(text.to_owned())),
            expires_at: Some(Timestamp(NOW.0 + 2 * 60 * 60 * 1000)),
        };
        Credential { token: Secret::new("token".to_owned()), since: None, way: Way::SignedIn(Box::new(grant)) }
    }

    #[test]
    fn a_token_is_told_to_expire_fourteen_days_ahead_unless_it_renews_itself() {
        let pasted = Credential::pasted(Secret::new("token".to_owned()), NOW);
        for (days, soon) in [(Some(15), false), (Some(14), true), (Some(0), true), (Some(-3), true), (None, false)] {
            assert_eq!(health(&pasted, days).expires_soon, soon, "{days:?}");
        }
        assert!(!health(&granted(Some("refresh")), None).expires_soon);
        assert!(health(&granted(None), None).expires_soon, "nothing renews it");
    }

    #[test]
    fn what_was_granted_counts_more_than_what_the_application_may() {
        let facts = TokenFacts { scopes: Some(vec!["api".to_owned(), "sudo".to_owned()]), ..TokenFacts::default() };
        let told = TokenHealth::of(&granted(None), Some(&facts), Platform::Gitlab, NOW);
        assert_eq!((told.way, told.scopes), (TokenWay::SignedIn, Some(vec!["api".to_owned()])));
    }
}
