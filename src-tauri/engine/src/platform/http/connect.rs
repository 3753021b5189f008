//! Connections and their bounds: clients that trust what the system or the instance trusts, time-outs, a limit for what
//! is read.

use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Client, ClientBuilder, Response, redirect, retry};
use rustls::ClientConfig;
use url::Url;
use zeroize::Zeroizing;

use super::line::Line;
use crate::error::{Error, ErrorCode, Result};
use crate::platform::BaseUrl;
use crate::secret::Secret;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a request may take, with its whole answer.
const TOTAL: Duration = Duration::from_secs(30);
/// The largest answer that is read, in bytes. 200 accounts with long profiles are some 2 MB.
const LARGEST: usize = 16 * 1024 * 1024;
pub(crate) const USER_AGENT: &str = concat!("Bailiwick/", env!("CARGO_PKG_VERSION"));

/// Time-outs and sizes, and how the server is reached.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    pub connect: Duration,
    pub total: Duration,
    pub largest: usize,
    pub line: Line,
}

impl Bounds {
    pub(super) const fn usual(line: Line) -> Self {
        Bounds { connect: CONNECT, total: TOTAL, largest: LARGEST, line }
    }
}

/// Why a body was not read.
pub(crate) enum Unread {
    /// It is larger than allowed.
    TooLarge,
    /// The connection broke or took too long.
    Broken(reqwest::Error),
}

/// Reads a body piece by piece and stops where it grows too large, whatever its announced length.
pub(crate) async fn read_bounded(mut response: Response, largest: usize) -> std::result::Result<Vec<u8>, Unread> {
    let announced = response.content_length().unwrap_or_default();
    if usize::try_from(announced).unwrap_or(usize::MAX) > largest {
        return Err(Unread::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(Unread::Broken)? {
        if body.len().saturating_add(piece.len()) > largest {
            return Err(Unread::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

pub(super) fn client(
    base: &BaseUrl,
    bounds: &Bounds,
    tls: Option<ClientConfig>,
    shape: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Client> {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .default_headers(HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]))
        .connect_timeout(bounds.connect)
        .timeout(bounds.total)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false);
    build_client(shape(bounds.line.through(builder, base.is_loopback())?), tls)
}

/// Builds a client with this TLS. Without any (for servers that have none, and on a system without certificates) nothing
/// is trusted, and a request that would need it says so.
pub(crate) fn build_client(builder: ClientBuilder, tls: Option<ClientConfig>) -> Result<Client> {
    let builder = match tls {
        Some(tls) => builder.tls_backend_preconfigured(tls),
        None => builder.tls_certs_only([]),
    };
    builder.build().map_err(|error| Error::caused(ErrorCode::Internal, error.without_url()))
}

pub(super) fn authorization(token: &Secret) -> Result<HeaderValue> {
    // Both platforms take bearer tokens (gitlab.md §6).
    let text = Zeroizing::new(format!("Bearer {}", token.expose()));
    let mut value = HeaderValue::from_str(&text).map_err(|_| Error::new(ErrorCode::NotAToken))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Where a redirect leads.
pub(crate) fn redirect_target(response: &Response, from: &Url) -> Option<Url> {
    from.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()
}
