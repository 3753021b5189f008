//! The server that a run is pointed at, and whether it may run there at all.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// A server and a token for it. Never printed whole.
#[derive(Clone)]
pub struct Target {
    base: String,
    token: String,
    loopback: bool,
    disposable: bool,
}

impl fmt::Debug for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Target({})", self.base)
    }
}

impl Target {
    /// A server at the address. One that is not on this computer has to be called disposable.
    ///
    /// # Errors
    /// Why the run doesn't begin, for people.
    pub fn new(address: &str, token: &str, disposable: bool) -> Result<Self, String> {
        let url = Url::parse(address.trim())
            .map_err(|_| format!("URL is no address: {address}. Like https://tree.example"))?;
        let loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err("a token goes over plain http to this computer only: use https".to_owned()),
            other => return Err(format!("URL has to begin with https://, not {other}://")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("URL has a name or password in it: leave them out".to_owned());
        }
        if token.trim().is_empty() {
            return Err("TOKEN is empty: put a token of somebody with a role there into the environment".to_owned());
        }
        if !loopback && !disposable {
            return Err(format!(
                "{} is not on this computer. The contract suspends or bans people there, rejects sign-ups and deletes accounts for good. \
                 If nobody will miss anything on that server, set DISPOSABLE=yes in the environment.",
                url.host_str().unwrap_or_default()
            ));
        }
        let base = url.origin().ascii_serialization() + url.path().trim_end_matches('/');
        Ok(Target { base, token: token.trim().to_owned(), loopback, disposable })
    }

    /// Scheme, host, port and path, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Whether a server that calls itself so may be touched. On this computer may stand the end of a tunnel: a server that
    /// people use calls itself by a name that the world knows.
    pub fn may_be(&self, home: &str) -> bool {
        const MADE_UP: [&str; 5] = [".example", ".test", ".invalid", ".localhost", ".local"];
        let host = home.rsplit_once(':').map_or(home, |(host, _)| host);
        self.disposable
            || host.is_empty()
            || host == "localhost"
            || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
            || MADE_UP.iter().any(|end| host.ends_with(end))
    }

    /// Whether it is on this computer.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}
