//! A look at a server's certificate: the handshake ends with it, so that neither a request nor a token is sent.

use std::sync::Arc;

use super::connect::{Bounds, client};
use super::fault::{Place, certificate_fault, of};
use super::line::Line;
use super::tls::{Sight, looking};
use super::{BaseUrl, certificate};
use crate::error::Result;
use crate::profile::CertificateSeen;

/// What the server shows, with what the usual rules say of it; none where connections are not encrypted.
///
/// # Errors
/// What keeps it from showing one.
pub(crate) async fn look(base: &BaseUrl, line: &Line) -> Result<Option<CertificateSeen>> {
    if !base.is_https() {
        return Ok(None);
    }
    let sight = Arc::new(Sight::default());
    let bounds = Bounds::usual(line.clone());
    let looking = client(base, &bounds, looking(base, line, &sight)?, |builder| builder)?;
    let outcome = looking.head(base.join("")).send().await;
    let now = line.clock.now();
    if let Some((der, judged)) = sight.taken() {
        let fault = judged.err().as_ref().map(certificate_fault);
        return certificate::seen(&der, fault, now).map(Some);
    }
    let proxy = line.proxy_before(base);
    let place = Place { host: base.place_for_people(), proxy: proxy.as_deref(), shows_certificate: false, now };
    match outcome {
        Err(error) => Err(of(error, &place, bounds.connect)),
        // A handshake that ends well without a certificate is none that we know.
        Ok(_) => Err(crate::error::ErrorCode::Unreadable.into()),
    }
}
