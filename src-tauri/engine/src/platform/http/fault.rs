//! What reqwest's errors mean to a person: found by type along the chain of causes, since texts differ by system.

use std::error::Error as Cause;
use std::io;
use std::time::Duration;

use rustls::CertificateError;

use crate::error::{CertificateFault, Error, ErrorCode};

/// Turns reqwest's error into ours. `host` is for people; `limit` is how long was waited if it timed out.
pub(super) fn of(error: reqwest::Error, host: &str, limit: Duration) -> Error {
    // The address may carry a search for somebody's mail; only its absence is safe.
    let error = error.without_url();
    let host = host.to_owned();
    let code = if let Some(fault) = certificate_fault(&error) {
        ErrorCode::CertificateNotTrusted { host, fault }
    } else if error.is_timeout() {
        ErrorCode::TimedOut { seconds: u32::try_from(limit.as_secs().max(1)).unwrap_or(u32::MAX) }
    } else if error.is_dns() {
        if name_server_silent(&error) { ErrorCode::NotReachable { host } } else { ErrorCode::NoSuchServer { host } }
    } else if error.is_connect() {
        ErrorCode::NotReachable { host }
    } else if error.is_builder() {
        ErrorCode::Internal
    } else if no_http(&error) {
        ErrorCode::Unreadable
    } else {
        ErrorCode::CutOff
    };
    Error::caused(code, error)
}

/// What is wrong with the server's certificate, or with its TLS altogether.
fn certificate_fault(error: &(dyn Cause + 'static)) -> Option<CertificateFault> {
    let tls = causes(error).into_iter().find_map(|cause| cause.downcast_ref::<rustls::Error>())?;
    Some(match tls {
        rustls::Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature | CertificateError::InvalidPurpose,
        ) => CertificateFault::UnknownIssuer,
        rustls::Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => CertificateFault::Expired,
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => CertificateFault::OtherName,
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) if self_signed(&other.to_string()) => {
            CertificateFault::UnknownIssuer
        }
        _ => CertificateFault::Other,
    })
}

/// The commonest self-signed certificate (`openssl req -x509`) says that it is an authority, and is refused for that
/// before anybody asks for its issuer. webpki's type is not ours to name.
fn self_signed(fault: &str) -> bool {
    fault.contains("CaUsedAsEndEntity")
}

/// Whether no name server answered, which is how a computer without a network fails (getaddrinfo's EAI_AGAIN). The
/// standard library keeps its text only.
fn name_server_silent(error: &(dyn Cause + 'static)) -> bool {
    causes(error).into_iter().any(|cause| cause.to_string().contains("Temporary failure in name resolution"))
}

/// Whether something answered that does not speak HTTP. hyper's type is not ours to name, its text is stable.
fn no_http(error: &(dyn Cause + 'static)) -> bool {
    causes(error).into_iter().any(|cause| cause.to_string().starts_with("invalid HTTP"))
}

/// The chain of causes. An io::Error hides the error it was made from from `source()`.
fn causes<'a>(error: &'a (dyn Cause + 'static)) -> Vec<&'a (dyn Cause + 'static)> {
    let mut found: Vec<&'a (dyn Cause + 'static)> = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next.filter(|_| found.len() < 32) {
        found.push(cause);
        let inner: Option<&(dyn Cause + 'static)> =
            cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref).map(|inner| inner as &(dyn Cause + 'static));
        next = inner.or_else(|| cause.source());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificates_fault_is_found_through_nested_io_errors() {
        let cases = [
            (CertificateError::UnknownIssuer, CertificateFault::UnknownIssuer),
            (CertificateError::Expired, CertificateFault::Expired),
            (CertificateError::NotValidYet, CertificateFault::Expired),
            (CertificateError::NotValidForName, CertificateFault::OtherName),
            (CertificateError::Revoked, CertificateFault::Other),
        ];
        for (wrong, fault) in cases {
            let tls = io::Error::new(io::ErrorKind::InvalidData, rustls::Error::InvalidCertificate(wrong));
            let nested = io::Error::other(tls);
            assert_eq!(certificate_fault(&nested), Some(fault));
        }
        assert!(self_signed("CaUsedAsEndEntity"));
        assert_eq!(certificate_fault(&io::Error::other("connection refused")), None);
    }
}
