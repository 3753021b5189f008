//! What the window asks for when somebody signs in, and what it is told. No code, token or verifier is in any of it.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::model::Timestamp;
use crate::profile::{FoundPerson, ProfileId, ProfileView};

/// What a token is for. Each includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Purpose {
    /// To look at accounts only.
    Look,
    /// To decide about accounts.
    Moderate,
    /// To work on reports as well, where the server has any for programs.
    Reports,
}

/// A purpose with the scopes that it needs on a server, and no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PurposeScopes {
    /// The purpose.
    pub purpose: Purpose,
    /// The scopes, in the server's own names.
    pub scopes: Vec<String>,
    /// Where a token with them is made, in the browser.
    pub token_page: String,
}

/// How somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SignInWay {
    /// In the browser of this computer, which comes back by itself.
    Browser,
    /// In any browser; the server shows a code, which is copied here.
    Code,
    /// In any browser, where a code is typed that is shown here.
    Device,
}

/// How one can sign in to a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInOffers {
    /// The ways, the easiest first.
    pub ways: Vec<SignInWay>,
    /// Whether an administrator has to register an application there first, whose id is typed here.
    pub needs_application: bool,
    /// The address that the administrator enters for it; none where the desk registers itself.
    pub redirect: Option<String>,
}

/// What can be chosen when one signs in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInChoices {
    /// What the token can be for.
    pub purposes: Vec<PurposeScopes>,
    /// How one can sign in.
    pub sign_in: SignInOffers,
}

/// For what somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SignInFor {
    /// A server that is being connected.
    Draft {
        /// The draft.
        draft: String,
    },
    /// A profile that needs another token, as the same person.
    Profile {
        /// The profile.
        profile: ProfileId,
    },
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInAsk {
    /// What the token is for.
    pub purpose: Purpose,
    /// How to sign in.
    pub way: SignInWay,
    /// The application's id, where an administrator registered one.
    pub application: Option<String>,
}

/// A sign-in that waits for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInStarted {
    /// Its name, for everything that follows.
    pub id: String,
    /// How it goes.
    pub way: SignInWay,
    /// The server's page on which the person agrees.
    pub page: String,
    /// What is typed there; none unless the way is [`SignInWay::Device`].
    pub user_code: Option<String>,
    /// The scopes that are asked for, in the server's own names.
    pub scopes: Vec<String>,
    /// When it ends by itself.
    pub ends_at: Timestamp,
}

/// What somebody who signed in sees next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SignedIn {
    /// Who one is on the server that is being connected.
    Person {
        /// The person.
        person: Box<FoundPerson>,
    },
    /// The profile with its new token.
    Profile {
        /// The profile.
        profile: Box<ProfileView>,
    },
}
