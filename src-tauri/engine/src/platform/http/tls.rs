//! TLS for a server: the system's authorities and those of the instance, or exactly one certificate. Nothing here turns
//! checking off.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::certificate::{decoded, fingerprint};
use super::line::Line;
use crate::clock::Clock;
use crate::error::Result;
use crate::platform::BaseUrl;

/// The server shows another certificate than the one that is pinned.
#[derive(Debug, thiserror::Error)]
#[error("another certificate than the pinned one")]
pub(super) struct Another;

/// The certificate was looked at, which is all that was wanted.
#[derive(Debug, thiserror::Error)]
#[error("the certificate was only looked at")]
pub(super) struct OnlyLooked;

/// How TLS is set up for the server; none on a system without any authority, where nothing is to be trusted.
///
/// # Errors
/// `Unreadable` for a kept authority that is none.
pub(crate) fn config(base: &BaseUrl, line: &Line) -> Result<Option<ClientConfig>> {
    let usual = usual(line)?;
    let verifier: Arc<dyn ServerCertVerifier> = match (&line.trust.pinned, usual) {
        (Some(sha256), usual) => Arc::new(Pinned { server: name(base), sha256: sha256.clone(), usual }),
        (None, Some(usual)) => usual,
        (None, None) => return Ok(None),
    };
    Ok(built(verifier, line))
}

/// The same for a look at the server's certificate: the handshake ends with it, so that nothing is sent.
pub(super) fn looking(base: &BaseUrl, line: &Line, sight: &Arc<Sight>) -> Result<Option<ClientConfig>> {
    let verifier = Looking { server: name(base), sight: Arc::clone(sight), usual: usual(line)? };
    Ok(built(Arc::new(verifier), line))
}

fn built(verifier: Arc<dyn ServerCertVerifier>, line: &Line) -> Option<ClientConfig> {
    let time = Arc::new(Time(line.clock.clone()));
    let config = ClientConfig::builder_with_details(provider(), time)
        .with_safe_default_protocol_versions()
        .ok()?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    Some(match &line.client {
        Some(client) => config.with_client_cert_resolver(client.0.clone()),
        None => config.with_no_client_auth(),
    })
}

/// The system's rules, with the instance's authorities beside the system's.
fn usual(line: &Line) -> Result<Option<Arc<Verifier>>> {
    let roots: Result<Vec<_>> = line.trust.roots.iter().map(|root| Ok(CertificateDer::from(decoded(root)?))).collect();
    match Verifier::new_with_extra_roots(roots?, provider()) {
        Ok(verifier) => Ok(Some(Arc::new(verifier))),
        Err(error) => {
            tracing::warn!(%error, "the system's authorities cannot be read");
            Ok(None)
        }
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// The name by which TLS knows the server.
fn name(base: &BaseUrl) -> Option<ServerName<'static>> {
    let url = base.join("");
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(host.to_owned()).ok()
}

/// Certificates expire by the one source of time.
#[derive(Debug)]
struct Time(Clock);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let millis = u64::try_from(self.0.now().0).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_millis(millis)))
    }
}

/// Takes exactly one certificate from the server; from others, which can only be a proxy, what the system takes.
#[derive(Debug)]
struct Pinned {
    server: Option<ServerName<'static>>,
    sha256: String,
    usual: Option<Arc<Verifier>>,
}

/// A certificate with what the usual rules say of it.
type Judged = (Vec<u8>, std::result::Result<(), rustls::Error>);

/// What was seen of a server's certificate.
#[derive(Debug, Default)]
pub(super) struct Sight(Mutex<Option<Judged>>);

impl Sight {
    /// What was seen; once.
    pub(super) fn taken(&self) -> Option<Judged> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Keeps the certificate with what the usual rules say of it, and refuses it.
#[derive(Debug)]
struct Looking {
    server: Option<ServerName<'static>>,
    sight: Arc<Sight>,
    usual: Option<Arc<Verifier>>,
}

fn invalid(why: impl std::error::Error + Send + Sync + 'static) -> rustls::Error {
    rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(why))))
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        if self.server.as_ref() == Some(server_name) {
            let same = same(fingerprint(end_entity).as_bytes(), self.sha256.as_bytes());
            return if same { Ok(ServerCertVerified::assertion()) } else { Err(invalid(Another)) };
        }
        match &self.usual {
            Some(usual) => usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now),
            None => Err(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &provider().signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &provider().signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

impl ServerCertVerifier for Looking {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let judged = match &self.usual {
            Some(usual) => {
                usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now).map(drop)
            }
            None => Err(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)),
        };
        if self.server.as_ref() != Some(server_name) {
            // A proxy's: it stands before the server that is looked at.
            return judged.map(|()| ServerCertVerified::assertion());
        }
        *self.sight.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((end_entity.to_vec(), judged));
        Err(invalid(OnlyLooked))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &provider().signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &provider().signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

/// Compares all of it, wherever the first difference is.
fn same(one: &[u8], other: &[u8]) -> bool {
    let pairs = one.iter().zip(other);
    one.len() == other.len() && pairs.fold(0, |sum, (one, other)| sum | (one ^ other)) == 0
}
