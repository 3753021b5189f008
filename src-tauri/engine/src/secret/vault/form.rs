//! The form of the vault's file, and nothing about where it lies.
//!
//! ```text
//! magic 16 · version 4 · memory in KiB 4 · passes 4 · lanes 4 · salt 16 · nonce 24 · sealed … · checksum 32
//! ```
//! Numbers are little-endian. The key is Argon2id (RFC 9106) of the passphrase; what is sealed is under XChaCha20-Poly1305 with
//! all that stands before it as associated data; the checksum is SHA-256 over everything before it. It protects from
//! nobody: it tells a damaged file from a wrong passphrase.

use std::collections::BTreeMap;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::secret::{Passphrase, Secret};

const MAGIC: &[u8; 16] = b"Bailiwick vault\n";
const VERSION: u32 = 1;
const SALT: usize = 16;
const NONCE: usize = 24;
const CHECKSUM: usize = 32;
/// Where the salt begins.
const COSTS: usize = MAGIC.len() + 4 * 4;
/// Where the sealed part begins.
const HEADER: usize = COSTS + SALT + NONCE;

/// Secrets by their names.
pub type Contents = BTreeMap<String, Secret>;

/// Why a file was not opened.
#[derive(Debug, PartialEq, Eq)]
pub enum Unopened {
    /// It is none, not whole, or of a later version; what is wrong is for the log.
    Damaged(&'static str),
    /// The passphrase is not the one.
    WrongPassphrase,
}

/// What a guess costs. It stands in the file, so that it can be raised in later versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cost {
    /// In KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// The second recommended choice of RFC 9106 §4, which asks for more than OWASP does.
    const USUAL: Cost = Cost { memory: 64 * 1024, passes: 3, lanes: 4 };

    /// A file that lies about its costs neither eats the computer's memory nor its day, nor is it opened for less than
    /// what OWASP asks for.
    const fn is_bearable(self) -> bool {
        matches!(self, Cost { memory: 19_456..=262_144, passes: 2..=16, lanes: 1..=16 })
    }
}

/// The key of a file, and what it was made with.
pub struct Sealing {
    key: Zeroizing<[u8; 32]>,
    cost: Cost,
    salt: [u8; SALT],
}

impl Sealing {
    /// A key for a new file. Takes a moment and 64 MiB.
    pub fn fresh(passphrase: &Passphrase) -> Result<Self, Trouble> {
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt)?;
        Self::of(passphrase, Cost::USUAL, salt)
    }

    /// Whether the passphrase is the one that it was made with. Takes the same moment.
    pub fn is_of(&self, passphrase: &Passphrase) -> Result<bool, Trouble> {
        Ok(*Self::of(passphrase, self.cost, self.salt)?.key == *self.key)
    }

    fn of(passphrase: &Passphrase, cost: Cost, salt: [u8; SALT]) -> Result<Self, Trouble> {
        let mut key = Zeroizing::new([0; 32]);
        let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(key.len())).map_err(told)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(passphrase.plain().as_bytes(), &salt, &mut *key).map_err(told)?;
        Ok(Sealing { key, cost, salt })
    }

    /// The file with these contents. Each time it is made, with a nonce of its own.
    pub fn sealed(&self, contents: &Contents) -> Result<Vec<u8>, Trouble> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let mut file = MAGIC.to_vec();
        for number in [VERSION, self.cost.memory, self.cost.passes, self.cost.lanes] {
            file.extend_from_slice(&number.to_le_bytes());
        }
        file.extend_from_slice(&self.salt);
        file.extend_from_slice(&nonce);
        let clear = written(contents)?;
        let payload = Payload { msg: &clear, aad: &file };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(told)?;
        file.extend_from_slice(&sealed);
        let checksum = Sha256::digest(&file);
        file.extend_from_slice(&checksum);
        Ok(file)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.key))
    }
}

/// A fault that no file has: of the system's randomness, or of a library.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

fn told(error: impl std::fmt::Display) -> Trouble {
    error.to_string().into()
}

/// What a file claims, as far as that can be known without the passphrase.
pub struct Claims<'a> {
    header: &'a [u8],
    sealed: &'a [u8],
    cost: Cost,
    salt: [u8; SALT],
    nonce: [u8; NONCE],
}

impl<'a> Claims<'a> {
    /// Reads it.
    pub fn of(file: &'a [u8]) -> Result<Self, Unopened> {
        let damaged = Unopened::Damaged("it is too short");
        let (body, checksum) = file.split_at_checked(file.len().saturating_sub(CHECKSUM)).ok_or(damaged)?;
        let (header, sealed) = body.split_at_checked(HEADER).ok_or(Unopened::Damaged("it is too short"))?;
        if !header.starts_with(MAGIC) {
            return Err(Unopened::Damaged("it is no vault"));
        }
        if Sha256::digest(body).as_slice() != checksum {
            return Err(Unopened::Damaged("its checksum is wrong"));
        }
        let number = |at: usize| {
            let four = header.get(MAGIC.len() + 4 * at..).and_then(|rest| rest.first_chunk());
            four.map(|four| u32::from_le_bytes(*four)).unwrap_or_default()
        };
        if number(0) != VERSION {
            return Err(Unopened::Damaged("it is of a version that is not known here"));
        }
        let cost = Cost { memory: number(1), passes: number(2), lanes: number(3) };
        if !cost.is_bearable() {
            return Err(Unopened::Damaged("its costs are out of their bounds"));
        }
        let (mut salt, mut nonce) = ([0; SALT], [0; NONCE]);
        salt.copy_from_slice(&header[COSTS..COSTS + SALT]);
        nonce.copy_from_slice(&header[COSTS + SALT..HEADER]);
        Ok(Claims { header, sealed, cost, salt, nonce })
    }

    /// Opens it. Takes a moment and the memory that it claims. A fault of the system's is the outer error.
    pub fn opened(&self, passphrase: &Passphrase) -> Result<Result<(Sealing, Contents), Unopened>, Trouble> {
        let sealing = Sealing::of(passphrase, self.cost, self.salt)?;
        let payload = Payload { msg: self.sealed, aad: self.header };
        let Ok(clear) = sealing.cipher().decrypt(&XNonce::from(self.nonce), payload) else {
            return Ok(Err(Unopened::WrongPassphrase));
        };
        let clear = Zeroizing::new(clear);
        let contents = read(&clear).ok_or(Unopened::Damaged("what it holds cannot be read"));
        Ok(contents.map(|contents| (sealing, contents)))
    }
}

/// Name and secret after name and secret, each with its length before it. No library for that: it would leave copies behind
/// that nobody wipes.
fn written(contents: &Contents) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    let parts = || contents.iter().flat_map(|(name, secret)| [name.as_str(), secret.expose()]);
    let mut clear = Zeroizing::new(Vec::with_capacity(parts().map(|part| 4 + part.len()).sum()));
    for part in parts() {
        clear.extend_from_slice(&u32::try_from(part.len())?.to_le_bytes());
        clear.extend_from_slice(part.as_bytes());
    }
    Ok(clear)
}

fn read(clear: &[u8]) -> Option<Contents> {
    let mut rest = clear;
    let mut part = || {
        let (length, after) = rest.split_first_chunk()?;
        let (part, after) = after.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        rest = after;
        Some((String::from_utf8(part.to_vec()).ok()?, after.is_empty()))
    };
    let mut contents = Contents::new();
    let mut at_end = clear.is_empty();
    while !at_end {
        let (name, _) = part()?;
        let (secret, last) = part()?;
        contents.insert(name, Secret::new(secret));
        at_end = last;
    }
    Some(contents)
}

#[cfg(test)]
mod tests;
