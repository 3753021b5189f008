//! Certificates as people see them, and the files that they come in. What is trusted is not decided here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::X509Certificate;

use super::clean_words;
use crate::error::{CertificateFault, Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::profile::CertificateSeen;

/// More names are not shown.
const NAMES: usize = 50;
/// More authorities than any system brings along are no list of one's own.
const ROOTS: usize = 500;

/// The certificate as people can compare it.
///
/// # Errors
/// `Unreadable` for what is no certificate.
pub(crate) fn seen(der: &[u8], fault: Option<CertificateFault>, now: Timestamp) -> Result<CertificateSeen> {
    let (_, read) = parse_x509_certificate(der).map_err(|_| Error::new(ErrorCode::Unreadable))?;
    let words = |text: String| clean_words(&text).unwrap_or_default();
    let seconds = |moment: i64| Timestamp(moment.saturating_mul(1000));
    Ok(CertificateSeen {
        subject: words(read.subject().to_string()),
        issuer: words(read.issuer().to_string()),
        names: names(&read),
        sha256: fingerprint(der),
        not_before: seconds(read.validity().not_before.timestamp()),
        not_after: seconds(read.validity().not_after.timestamp()),
        self_signed: read.subject().as_raw() == read.issuer().as_raw(),
        fault,
        now,
    })
}

/// The same for one that is kept here, where only time can have gone wrong.
pub(crate) fn kept(base64: &str, now: Timestamp) -> Result<CertificateSeen> {
    let mut seen = seen(&decoded(base64)?, None, now)?;
    let valid = seen.not_before <= now && now <= seen.not_after;
    seen.fault = (!valid).then_some(CertificateFault::Expired);
    Ok(seen)
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = certificate.subject_alternative_name() else { return Vec::new() };
    let shown = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => clean_words(name),
        GeneralName::IPAddress(bytes) => match **bytes {
            [a, b, c, d] => Some(std::net::Ipv4Addr::new(a, b, c, d).to_string()),
            _ => Some(std::net::Ipv6Addr::from(<[u8; 16]>::try_from(*bytes).ok()?).to_string()),
        },
        _ => None,
    };
    names.value.general_names.iter().filter_map(shown).take(NAMES).collect()
}

/// The SHA-256 of a certificate: `AA:BB:…`.
pub(crate) fn fingerprint(der: &[u8]) -> String {
    let bytes: Vec<String> = Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    bytes.join(":")
}

/// A fingerprint as we write it, however it was typed: with colons, spaces or nothing between, in either case, perhaps
/// behind the name of the sum.
///
/// # Errors
/// `FingerprintInvalid`.
pub(crate) fn typed_fingerprint(typed: &str) -> Result<String> {
    let invalid = || Error::new(ErrorCode::FingerprintInvalid);
    let digits = typed.rsplit('=').next().unwrap_or_default();
    let digits: String = digits.chars().filter(|c| !matches!(c, ':' | ' ' | '-' | '\u{a0}' | '\n' | '\r')).collect();
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(invalid());
    }
    let upper = digits.to_ascii_uppercase();
    let pairs: Vec<&str> = (0..32).filter_map(|at| upper.get(at * 2..at * 2 + 2)).collect();
    Ok(pairs.join(":"))
}

/// The authorities in a PEM file, each as it is kept. What else is in the file, a key by mistake, is not taken.
///
/// # Errors
/// The reason for the log, without anything of the file.
pub(crate) fn roots(pem: &[u8]) -> std::result::Result<Vec<String>, &'static str> {
    let mut usable = RootCertStore::empty();
    let mut kept = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| "it is no PEM file")?;
        kept.push(STANDARD.encode(&certificate));
        usable.add(certificate).map_err(|_| "a certificate in it cannot be an authority")?;
        if kept.len() > ROOTS {
            return Err("it has more authorities than are taken");
        }
    }
    if kept.is_empty() { Err("it has no certificate") } else { Ok(kept) }
}

/// The certificate with its key in a PEM file.
///
/// # Errors
/// The reason for the log, without anything of the file.
pub(crate) fn client(pem: &[u8]) -> std::result::Result<CertifiedKey, &'static str> {
    let chain: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let chain = chain.map_err(|_| "it is no PEM file")?;
    if chain.is_empty() {
        return Err("it has no certificate");
    }
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| "it has no key, or one under a password")?;
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    CertifiedKey::from_der(chain, key, &provider).map_err(|_| "its key is none that is taken, or another's")
}

/// The certificate of a pair as it is kept.
pub(crate) fn public(pair: &CertifiedKey) -> Option<String> {
    pair.cert.first().map(|certificate| STANDARD.encode(certificate))
}

/// The certificate that is kept so.
///
/// # Errors
/// `Unreadable`.
pub(crate) fn decoded(base64: &str) -> Result<Vec<u8>> {
    STANDARD.decode(base64).map_err(|_| Error::new(ErrorCode::Unreadable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_taken_however_it_was_copied() {
        let written = fingerprint(b"a certificate");
        assert_eq!(written.len(), 32 * 3 - 1);
        for typed in [
            written.clone(),
            written.to_lowercase(),
            written.replace(':', ""),
            written.replace(':', " "),
            format!("sha256 Fingerprint={written}\n"),
        ] {
            assert_eq!(typed_fingerprint(&typed).unwrap(), written, "{typed}");
        }
        for typed in ["", "AA:BB", &written[1..], &format!("{written}:00"), &"GG".repeat(32)] {
            assert_eq!(typed_fingerprint(typed).unwrap_err().code, ErrorCode::FingerprintInvalid, "{typed}");
        }
    }
}
