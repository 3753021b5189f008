//! Secrets: types that cannot be printed or serialised, and the places that keep them.

mod credential;
pub mod entries;
#[cfg(test)]
mod faulty;
mod passphrase;
mod place;
#[cfg(test)]
mod planted;
pub mod recovery;
pub mod vault;
mod whole;

pub use credential::{App, Credential, Grant, Way};
pub use entries::Entries;
#[cfg(test)]
pub use faulty::{Fate, Faulty};
pub use passphrase::Passphrase;
pub use place::{Keeping, SecretPlace, has_keychain};
pub use recovery::RecoveryKey;
pub use vault::Vault;

use zeroize::Zeroize;

/// A token or a key. Refuses `Debug`, `Display` and serde; our copies are wiped when dropped.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret over.
    pub const fn new(text: String) -> Self {
        Secret(text)
    }

    /// These bytes in hexadecimal digits. No other copy of them is left.
    pub fn hex(bytes: &[u8]) -> Self {
        let mut digits = String::with_capacity(2 * bytes.len());
        for byte in bytes {
            digits.extend([byte >> 4, byte & 15].into_iter().filter_map(|half| char::from_digit(half.into(), 16)));
        }
        Secret(digits)
    }

    /// Shows it to the one who sends or stores it. Never goes into a log, an error or a URL.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_holds_a_secret_prints_it() {
        let secret = || Secret::new("planted-secret".to_owned());
        let passphrase = Passphrase::typed("planted-secret".to_owned());
        let key = crate::store::Key::from_kept(Secret::hex(&[0xa5; 32])).unwrap();
        let recovery = RecoveryKey::from_kept(Secret::hex(&[0xa5; 32])).unwrap();
        let credential = Credential::pasted(secret(), crate::model::Timestamp(0));
        let session = SecretPlace::session();
        if let SecretPlace::Session(kept) = &session {
            kept.lock().unwrap().insert("name".to_owned(), secret());
        }
        let printed = format!("{:?} {passphrase:?} {key:?} {recovery:?} {credential:?} {session:?}", secret());
        assert!(!printed.contains("planted-secret") && !printed.to_lowercase().contains("a5a5"), "{printed}");
        let pretty = format!("{:#?} {passphrase:#?} {key:#?} {recovery:#?} {credential:#?} {session:#?}", secret());
        assert!(!pretty.contains("planted-secret") && !pretty.to_lowercase().contains("a5a5"), "{pretty}");
    }
}
