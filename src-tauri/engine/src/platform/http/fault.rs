//! What reqwest's errors mean to a person: found by type along the chain of causes, since texts differ by system.

use std::error::Error as Cause;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError};

use super::Answer;
use super::tls::Another;
use crate::error::{CertificateFault, Error, ErrorCode};
use crate::model::Timestamp;
use crate::platform::BaseUrl;

/// Whoever reads a certificate before this moment (2026-01-01) has a clock that is wrong: this program is younger.
const OLDER_THAN_US: i64 = 1_767_225_600_000;

/// Where a request went, and how.
pub(super) struct Place<'a> {
    /// The server, for people.
    pub(super) host: String,
    /// The proxy before it, for people.
    pub(super) proxy: Option<&'a str>,
    /// Whether we have a certificate to show.
    pub(super) shows_certificate: bool,
    /// What time it was here.
    pub(super) now: Timestamp,
}

/// Turns reqwest's error into ours. `limit` is how long was waited if it timed out.
pub(super) fn of(error: reqwest::Error, place: &Place<'_>, limit: Duration) -> Error {
    // The address may carry a search for somebody's mail; only its absence is safe.
    let error = error.without_url();
    let host = place.host.clone();
    let code = if let Some(fault) = tls_fault(&error, place) {
        fault
    } else if error.is_timeout() {
        ErrorCode::TimedOut { seconds: u32::try_from(limit.as_secs().max(1)).unwrap_or(u32::MAX) }
    } else if let Some(proxy) = place.proxy.filter(|_| error.is_connect() && !beyond_proxy(&error)) {
        ErrorCode::ProxyUnusable { host: proxy.to_owned() }
    } else if error.is_dns() {
        if name_server_silent(&error) { ErrorCode::NotReachable { host } } else { ErrorCode::NoSuchServer { host } }
    } else if error.is_connect() {
        if hung_up(&error) { ErrorCode::CutOff } else { ErrorCode::NotReachable { host } }
    } else if error.is_builder() {
        ErrorCode::Internal
    } else if no_http(&error) {
        ErrorCode::Unreadable
    } else {
        ErrorCode::CutOff
    };
    Error::caused(code, error)
}

/// What is wrong with TLS: the server's certificate, ours, or this computer's clock.
fn tls_fault(error: &(dyn Cause + 'static), place: &Place<'_>) -> Option<ErrorCode> {
    let tls = causes(error).into_iter().find_map(|cause| cause.downcast_ref::<rustls::Error>())?;
    let host = place.host.clone();
    if is_another(tls) {
        return Some(ErrorCode::CertificateChanged { host });
    }
    if let rustls::Error::AlertReceived(alert) = tls
        && let Some(code) = client_refused(*alert, place)
    {
        return Some(code);
    }
    let fault = certificate_fault(tls);
    if fault == CertificateFault::Expired && place.now.0 < OLDER_THAN_US {
        let seconds = i32::try_from((place.now.0 - OLDER_THAN_US) / 1000).unwrap_or(i32::MIN);
        return Some(ErrorCode::ClockWrong { seconds });
    }
    Some(ErrorCode::CertificateNotTrusted { host, fault })
}

/// Whether a pinned certificate is another one now.
fn is_another(tls: &rustls::Error) -> bool {
    match tls {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
            other.0.downcast_ref::<Another>().is_some()
        }
        _ => false,
    }
}

/// The server's word about the certificate that we show, or should.
fn client_refused(alert: AlertDescription, place: &Place<'_>) -> Option<ErrorCode> {
    let host = place.host.clone();
    match alert {
        AlertDescription::CertificateRequired if !place.shows_certificate => {
            Some(ErrorCode::ClientCertificateNeeded { host })
        }
        AlertDescription::CertificateRequired
        | AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied
        | AlertDescription::DecryptError
            if place.shows_certificate =>
        {
            Some(ErrorCode::ClientCertificateRefused { host })
        }
        _ => None,
    }
}

/// The word of an nginx about our certificate: it lets everybody connect and answers with a page of these titles.
pub(super) fn of_page(answer: &Answer, base: &BaseUrl) -> Option<Error> {
    let words = (answer.status() == 400 && answer.is_html()).then(|| answer.words())??;
    let host = base.place_for_people();
    if words.contains("No required SSL certificate was sent") {
        Some(ErrorCode::ClientCertificateNeeded { host }.into())
    } else {
        words.contains("The SSL certificate error").then(|| ErrorCode::ClientCertificateRefused { host }.into())
    }
}

/// What is wrong with the server's certificate, or with its TLS altogether.
pub(super) fn certificate_fault(tls: &rustls::Error) -> CertificateFault {
    match tls {
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
    }
}

/// The commonest self-signed certificate (`openssl req -x509`) says that it is an authority, and is refused for that
/// before anybody asks for its issuer. webpki's type is not ours to name.
fn self_signed(fault: &str) -> bool {
    fault.contains("CaUsedAsEndEntity")
}

/// Whether the proxy did its part, and says what became of the server behind it (SOCKS, RFC 1928 §6), or the names that
/// are looked up here led nowhere. hyper-util's types are not ours to name.
fn beyond_proxy(error: &(dyn Cause + 'static)) -> bool {
    let told = ["network unreachable", "host unreachable", "ttl expired", "error resolving for socks proxy"];
    let socks = |text: String| told.iter().any(|told| text.contains(told));
    let handshake = |text: String| text == "tls handshake eof";
    causes(error).into_iter().any(|cause| socks(cause.to_string()) || handshake(cause.to_string()))
}

/// Whether somebody answered and hung up in the middle of the TLS handshake.
fn hung_up(error: &(dyn Cause + 'static)) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let kinds = [BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof];
    let errors = causes(error).into_iter().filter_map(|cause| cause.downcast_ref::<io::Error>());
    errors.into_iter().any(|error| kinds.contains(&error.kind()))
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
            let expected = ErrorCode::CertificateNotTrusted { host: "tree.example".to_owned(), fault };
            assert_eq!(tls_fault(&nested, &place(OLDER_THAN_US)), Some(expected));
        }
        assert!(self_signed("CaUsedAsEndEntity"));
        assert_eq!(tls_fault(&io::Error::other("connection refused"), &place(OLDER_THAN_US)), None);
    }

    #[test]
    fn a_certificate_out_of_its_time_before_this_program_was_made_is_the_clocks_fault() {
        for wrong in [CertificateError::Expired, CertificateError::NotValidYet] {
            let error = io::Error::other(rustls::Error::InvalidCertificate(wrong));
            let told = tls_fault(&error, &place(OLDER_THAN_US - 90_000));
            assert_eq!(told, Some(ErrorCode::ClockWrong { seconds: -90 }));
        }
        let other = io::Error::other(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer));
        assert!(matches!(tls_fault(&other, &place(0)), Some(ErrorCode::CertificateNotTrusted { .. })));
    }

    fn place(now: i64) -> Place<'static> {
        Place { host: "tree.example".to_owned(), proxy: None, shows_certificate: false, now: Timestamp(now) }
    }
}
