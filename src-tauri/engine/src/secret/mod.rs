//! Secrets: types that cannot be printed or serialised, and the places that keep them.

mod place;

pub use place::SecretPlace;

use zeroize::Zeroize;

/// A token or a key. Refuses `Debug`, `Display` and serde; our copies are wiped when dropped.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret over.
    pub const fn new(text: String) -> Self {
        Secret(text)
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
