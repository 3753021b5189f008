//! The PEM files that the person points at: read once, within bounds, and never quoted.

use std::path::Path;

use tokio::io::AsyncReadExt;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorCode, Result};
use crate::platform::certificate;
use crate::secret::Secret;

/// Larger files are none of these, in bytes. A whole system's authorities are some 250 KB.
const LARGEST: u64 = 1024 * 1024;

/// A certificate with its chain and key is a few of these, in bytes; what is larger is something else, and would be kept among
/// the secrets.
const LARGEST_CLIENT: usize = 64 * 1024;

/// The authorities in the file, as they are kept.
///
/// # Errors
/// `CertificateFileUnusable`.
pub(super) async fn roots(path: &str) -> Result<Vec<String>> {
    let pem = read(path).await?;
    certificate::roots(&pem).map_err(|why| unusable(path, why))
}

/// The client certificate in the file: what is shown of it, and the whole with its key.
///
/// # Errors
/// `CertificateFileUnusable`.
pub(super) async fn client(path: &str) -> Result<(String, Secret)> {
    let pem = read(path).await?;
    if pem.len() > LARGEST_CLIENT {
        return Err(unusable(path, "it is too large"));
    }
    let pair = certificate::client(&pem).map_err(|why| unusable(path, why))?;
    let public = certificate::public(&pair).ok_or_else(|| unusable(path, "it has no certificate"))?;
    let whole = std::str::from_utf8(&pem).map_err(|_| unusable(path, "it is no text"))?;
    Ok((public, Secret::new(whole.to_owned())))
}

async fn read(path: &str) -> Result<Zeroizing<Vec<u8>>> {
    let odd = |error: std::io::Error| Error::caused(code(path), error);
    // Asked first: opening a pipe would wait for whoever writes into it.
    let found = tokio::fs::metadata(path).await.map_err(odd)?;
    if !Path::new(path).is_absolute() || !found.is_file() {
        return Err(unusable(path, "it is no file"));
    }
    let file = tokio::fs::File::open(path).await.map_err(odd)?;
    // Room for all of it from the start: a vector that grows leaves copies behind.
    let room = usize::try_from(found.len().min(LARGEST) + 1).unwrap_or(0);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(LARGEST + 1).read_to_end(&mut bytes).await.map_err(odd)?;
    if bytes.len() as u64 > LARGEST {
        return Err(unusable(path, "it is too large"));
    }
    Ok(bytes)
}

fn unusable(path: &str, why: &'static str) -> Error {
    Error::caused(code(path), why)
}

fn code(path: &str) -> ErrorCode {
    ErrorCode::CertificateFileUnusable { path: path.to_owned() }
}
