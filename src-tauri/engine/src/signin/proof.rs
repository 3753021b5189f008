//! What proves that an answer belongs to a question: the state, and the verifier with its challenge (RFC 7636).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorCode, Result};
use crate::secret::Secret;

/// What goes along with one question to the server. Another question gets another one.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Comes back with the answer.
    pub state: Secret,
    /// Stays here until the code is exchanged.
    pub verifier: Secret,
}

impl Proof {
    /// A new one, from the system's randomness.
    ///
    /// # Errors
    /// `Internal` when the system has none to give.
    pub fn new() -> Result<Self> {
        Ok(Proof { state: random()?, verifier: random()? })
    }

    /// What the server is told of the verifier beforehand.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose()))
    }

    /// Whether this is the state, in a time that tells nothing about it.
    pub fn is_state(&self, told: &str) -> bool {
        self.state.expose().as_bytes().ct_eq(told.as_bytes()).into()
    }
}

/// 256 random bits in 43 letters.
fn random() -> Result<Secret> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(&mut *bytes).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(*bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_what_rfc_7636_computes() {
        let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let proof = Proof { state: Secret::new(String::new()), verifier };
        assert_eq!(proof.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn only_the_same_state_is_the_state_and_none_is_like_another() {
        let (one, other) = (Proof::new().unwrap(), Proof::new().unwrap());
        let state = one.state.expose();
        assert_eq!((state.len(), one.verifier.expose().len()), (43, 43));
        assert!(one.is_state(state) && !other.is_state(state));
        assert!(!one.is_state("") && !one.is_state(&state[1..]) && !one.is_state(&format!("{state}a")));
        assert_ne!(state, one.verifier.expose());
        assert!(!format!("{one:?}").contains(state));
    }
}
