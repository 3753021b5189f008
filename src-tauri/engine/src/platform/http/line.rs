//! How a server is reached: by which clock, recognised by what, through which proxy.

use std::sync::Arc;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, Proxy};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use url::Url;

use super::certificate;
use crate::clock::Clock;
use crate::error::{Error, ErrorCode, Result};
use crate::platform::BaseUrl;
use crate::profile::Trust;
use crate::secret::Secret;

/// How a server is reached. A clock alone is the system's way.
#[derive(Debug, Clone)]
pub struct Line {
    /// The one by which "wait 30 seconds" becomes a moment, and certificates expire.
    pub(crate) clock: Clock,
    pub(crate) trust: Arc<Trust>,
    pub(crate) client: Option<Client>,
}

/// A client certificate with its key. Does not print.
#[derive(Clone)]
pub(crate) struct Client(pub(super) Arc<SingleCertAndKey>);

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client(…)")
    }
}

impl From<CertifiedKey> for Client {
    fn from(pair: CertifiedKey) -> Self {
        Client(Arc::new(SingleCertAndKey::from(pair)))
    }
}

impl From<&Clock> for Line {
    fn from(clock: &Clock) -> Self {
        Line { clock: clock.clone(), trust: Arc::default(), client: None }
    }
}

impl From<&Line> for Line {
    fn from(line: &Line) -> Self {
        line.clone()
    }
}

impl Line {
    /// The way to a server of its own trust. A client certificate that is no longer one is left out, and the server says
    /// that it wants one.
    pub(crate) fn of(clock: &Clock, trust: &Trust, client: Option<&Secret>) -> Self {
        let pair = client.and_then(|pem| match certificate::client(pem.expose().as_bytes()) {
            Ok(pair) => Some(Client::from(pair)),
            Err(why) => {
                tracing::warn!(why, "a kept client certificate cannot be used");
                None
            }
        });
        Line { clock: clock.clone(), trust: Arc::new(trust.clone()), client: pair }
    }

    /// Whether the system's own settings are all that counts.
    pub(crate) fn is_usual(&self) -> bool {
        *self.trust == Trust::default()
    }

    /// Puts the proxy into a client that is being built; none ever stands before this computer itself.
    pub(crate) fn through(&self, builder: ClientBuilder, loopback: bool) -> Result<ClientBuilder> {
        if loopback {
            return Ok(builder.no_proxy());
        }
        let Some(proxy) = &self.trust.proxy else { return Ok(builder) };
        let proxy = Proxy::all(proxy).map_err(|error| Error::caused(ErrorCode::ProxyInvalid, error.without_url()))?;
        Ok(builder.proxy(proxy))
    }

    /// The proxy that requests to the server go through, for people: `host:port`.
    pub(super) fn proxy_before(&self, base: &BaseUrl) -> Option<String> {
        if base.is_loopback() {
            return None;
        }
        if let Some(proxy) = &self.trust.proxy {
            return proxy.split_once("://").map(|(_, place)| place.to_owned());
        }
        // As reqwest asks it.
        let found = Matcher::from_system().intercept(&base.as_str().parse().ok()?)?;
        let host = found.uri().host()?.to_owned();
        Some(found.uri().port_u16().map_or(host.clone(), |port| format!("{host}:{port}")))
    }
}

/// A proxy as it is kept: scheme, host, port. Names and passwords are not taken, because they would stand in a file.
///
/// # Errors
/// `ProxyInvalid`.
pub(crate) fn typed_proxy(typed: &str) -> Result<String> {
    let invalid = || Error::new(ErrorCode::ProxyInvalid);
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > 300 || typed.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(invalid());
    }
    let url = match typed.split_once("://") {
        Some(_) => Url::parse(typed),
        None => Url::parse(&format!("http://{typed}")),
    };
    let url = url.map_err(|_| invalid())?;
    let usual = match url.scheme() {
        "http" => 80,
        "https" => 443,
        "socks5" | "socks5h" => 1080,
        _ => return Err(invalid()),
    };
    let plain = url.username().is_empty() && url.password().is_none();
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    let host = url.host_str().filter(|host| !host.is_empty() && plain && bare).ok_or_else(invalid)?;
    match url.port().unwrap_or(usual) {
        0 => Err(invalid()),
        port => Ok(format!("{}://{host}:{port}", url.scheme())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_kept_with_its_port_and_never_with_a_password() {
        let kept = |typed: &str| typed_proxy(typed).map_err(|error| error.code);
        assert_eq!(kept(" proxy.example:3128 "), Ok("http://proxy.example:3128".to_owned()));
        assert_eq!(kept("https://proxy.example/"), Ok("https://proxy.example:443".to_owned()));
        assert_eq!(kept("socks5h://127.0.0.1"), Ok("socks5h://127.0.0.1:1080".to_owned()));
        assert_eq!(kept("socks5://[::1]:9050"), Ok("socks5://[::1]:9050".to_owned()));
        for typed in [
            "",
            "http://",
            "ftp://proxy.example",
            "socks4://proxy.example",
            "http://kim:word@proxy.example",
            "kim@proxy.example:80",
            "http://proxy.example/path",
            "http://proxy.example?a",
            "proxy.example:0",
            "two words",
        ] {
            assert_eq!(kept(typed), Err(ErrorCode::ProxyInvalid), "{typed}");
        }
    }
}
