//! What opens a server: the token, and what renews and revokes it. It is kept whole under one name, so that no crash
//! tears a token from the words that renew it.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Secret;
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;

/// What opens a server.
#[derive(Debug, Clone)]
pub struct Credential {
    /// The token that requests carry.
    pub token: Secret,
    /// When it came to this computer; none for tokens that were kept before this was noted.
    pub since: Option<Timestamp>,
    /// How one came by it.
    pub way: Way,
}

/// How one came by a token.
#[derive(Debug, Clone)]
pub enum Way {
    /// It was made on the server's pages and pasted.
    Pasted,
    /// By signing in with an application.
    SignedIn(Box<Grant>),
}

/// What a server granted when somebody signed in.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The application that asked.
    pub app: App,
    /// What it granted, in the server's own names.
    pub scopes: Vec<String>,
    /// What gets the next token, once; none where tokens do not expire.
    pub refresh: Option<Secret>,
    /// When the token expires; none where it does not.
    pub expires_at: Option<Timestamp>,
}

/// An application that a server knows.
#[derive(Debug, Clone)]
pub struct App {
    /// Its name on the server.
    pub client_id: String,
    /// Its secret; none for public applications.
    pub client_secret: Option<Secret>,
    /// Where it was registered to be answered.
    pub redirect: String,
}

impl Credential {
    /// A token that was pasted.
    pub const fn pasted(token: Secret, since: Timestamp) -> Self {
        Credential { token, since: Some(since), way: Way::Pasted }
    }

    /// The grant, for those who signed in.
    pub const fn grant(&self) -> Option<&Grant> {
        match &self.way {
            Way::Pasted => None,
            Way::SignedIn(grant) => Some(grant),
        }
    }

    /// The form in which it is kept.
    ///
    /// # Errors
    /// `Internal`, never with the secret.
    pub fn kept(&self) -> Result<Secret> {
        let app = self.grant().map(|grant| &grant.app);
        let kept = Kept {
            token: self.token.expose(),
            since: self.since,
            client_id: app.map(|app| app.client_id.as_str()),
            client_secret: app.and_then(|app| app.client_secret.as_ref()).map(Secret::expose),
            redirect: app.map(|app| app.redirect.as_str()),
            scopes: self.grant().map(|grant| grant.scopes.clone()),
            refresh: self.grant().and_then(|grant| grant.refresh.as_ref()).map(Secret::expose),
            expires_at: self.grant().and_then(|grant| grant.expires_at),
        };
        serde_json::to_string(&kept).map(Secret::new).map_err(|_| Error::new(ErrorCode::Internal))
    }

    /// Reads it back. What is no such form is a token by itself, as it was kept before.
    pub fn from_kept(kept: &Secret) -> Self {
        let Ok(read) = serde_json::from_str::<Read>(kept.expose()) else {
            return Credential { token: kept.clone(), since: None, way: Way::Pasted };
        };
        let secret = |text: &Zeroizing<String>| Secret::new(text.as_str().to_owned());
        let way = match read.client_id {
            None => Way::Pasted,
            Some(client_id) => Way::SignedIn(Box::new(Grant {
                app: App {
                    client_id,
                    client_secret: read.client_secret.as_ref().map(secret),
                    redirect: read.redirect.unwrap_or_default(),
                },
                scopes: read.scopes.unwrap_or_default(),
                refresh: read.refresh.as_ref().map(secret),
                expires_at: read.expires_at,
            })),
        };
        Credential { token: secret(&read.token), since: read.since, way }
    }
}

/// The kept form, on its way out. Only here and in [`Read`] does a secret meet serde.
#[derive(Serialize)]
struct Kept<'a> {
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

/// The kept form, on its way in.
#[derive(Deserialize)]
struct Read {
    token: Zeroizing<String>,
    since: Option<Timestamp>,
    client_id: Option<String>,
    client_secret: Option<Zeroizing<String>>,
    redirect: Option<String>,
    scopes: Option<Vec<String>>,
    refresh: Option<Zeroizing<String>>,
    expires_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_comes_back_whole_and_is_never_printed() {
        let grant = Grant {
            app: App {
                client_id: "application".to_owned(),
                client_secret: Some(Secret::new("app-secret".to_owned())),
                redirect: "http://127.0.0.1/callback".to_owned(),
            },
            scopes: vec!["api".to_owned()],
            refresh: Some(Secret::new("refresh-secret".to_owned())),
            expires_at: Some(Timestamp(7_200_000)),
        };
        let whole = Credential {
            token: Secret::new("token-secret".to_owned()),
            since: Some(Timestamp(5)),
            way: Way::SignedIn(Box::new(grant)),
        };
        let back = Credential::from_kept(&whole.kept().unwrap());
        assert_eq!(back.token.expose(), "token-secret");
        assert_eq!(back.since, Some(Timestamp(5)));
        let grant = back.grant().unwrap();
        assert_eq!(grant.refresh.as_ref().unwrap().expose(), "refresh-secret");
        assert_eq!(grant.app.client_secret.as_ref().unwrap().expose(), "app-secret");
        assert_eq!((grant.expires_at, grant.scopes.as_slice()), (Some(Timestamp(7_200_000)), &["api".to_owned()][..]));
        assert!(!format!("{back:?}{whole:?}").contains("-secret"));
    }

    #[test]
    fn a_token_from_an_earlier_version_is_a_pasted_one() {
        let back = Credential::from_kept(&Secret::new("glpat-1234567890".to_owned()));
        assert_eq!((back.token.expose(), back.since), ("glpat-1234567890", None));
        assert!(back.grant().is_none());
        // A token that JSON can read as something else is still a token.
        assert_eq!(Credential::from_kept(&Secret::new("12345678".to_owned())).token.expose(), "12345678");
    }
}
