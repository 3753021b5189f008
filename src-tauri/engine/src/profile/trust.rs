//! By what a server is recognised and reached beyond the system's own settings, and what a certificate shows.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::error::CertificateFault;
use crate::model::Timestamp;

/// By what one server is recognised and reached: kept with the profile, public in all its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trust {
    /// Authorities that are trusted beside the system's, each as Base64 of its certificate.
    pub roots: Vec<String>,
    /// The SHA-256 of the one certificate that is taken, whatever authorities say: `AA:BB:…`.
    pub pinned: Option<String>,
    /// The certificate that we show when the server asks for one, as Base64. Its key is among the secrets.
    pub client: Option<String>,
    /// The proxy in front of the server: `scheme://host:port`.
    pub proxy: Option<String>,
}

/// What the person chose: files are paths, which are read when it is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustSetup {
    /// A PEM file with authorities.
    pub roots_file: Option<String>,
    /// The SHA-256 of the server's certificate.
    pub pinned: Option<String>,
    /// A PEM file with a client certificate and its key.
    pub client_file: Option<String>,
    /// A proxy: http, https, socks5 (names are looked up here) or socks5h (by the proxy).
    pub proxy: Option<String>,
}

/// What becomes of one part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PartChange {
    /// It stays.
    #[default]
    Keep,
    /// It goes.
    Drop,
    /// This takes its place.
    Set(String),
}

/// What becomes of a profile's [`Trust`], part by part as in [`TrustSetup`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustChange {
    /// The authorities.
    pub roots_file: PartChange,
    /// The pinned certificate.
    pub pinned: PartChange,
    /// The client certificate.
    pub client_file: PartChange,
    /// The proxy.
    pub proxy: PartChange,
}

impl From<TrustSetup> for TrustChange {
    fn from(setup: TrustSetup) -> Self {
        let set = |part: Option<String>| part.map_or(PartChange::Drop, PartChange::Set);
        TrustChange {
            roots_file: set(setup.roots_file),
            pinned: set(setup.pinned),
            client_file: set(setup.client_file),
            proxy: set(setup.proxy),
        }
    }
}

/// A certificate as people can compare it. Its words are a stranger's: cleaned and cut, and proof of nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificateSeen {
    /// Whom it names.
    pub subject: String,
    /// Who signed it, as it says.
    pub issuer: String,
    /// The hosts and addresses that it is for, the first fifty.
    pub names: Vec<String>,
    /// Its SHA-256: `AA:BB:…`.
    pub sha256: String,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when it is valid.
    pub not_after: Timestamp,
    /// Whether it names itself as its signer.
    pub self_signed: bool,
    /// What is wrong with it by the usual rules: the system's authorities and those that were added, name and time. A
    /// pinned certificate may have a fault and is taken all the same.
    pub fault: Option<CertificateFault>,
    /// What time it was here: a certificate that is not valid yet may mean that this clock is wrong.
    pub now: Timestamp,
}

/// By what the server of a profile is recognised and reached, as the desk draws it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TrustView {
    /// Authorities that are trusted beside the system's.
    pub roots: Vec<CertificateSeen>,
    /// The SHA-256 of the one certificate that is taken.
    pub pinned: Option<String>,
    /// The certificate that we show.
    pub client: Option<CertificateSeen>,
    /// The proxy in front of the server.
    pub proxy: Option<String>,
}
