//! From what a person types to the address under which a server's API begins.

mod network;
mod shown;

use std::net::Ipv6Addr;

use url::{Host, Url};

use crate::error::{Error, ErrorCode, Result};
use crate::filter::is_invisible;

pub(crate) use network::{is_loopback, is_private, is_private_ip};
pub(crate) use shown::host_for_people;

/// Longer addresses are not typed by people.
const LONGEST: usize = 2000;

/// First path segments of pages of Mastodon and GitLab: nobody installs a server under such a path, so what follows is
/// a page that was copied from the browser.
const PAGES: [&str; 22] = [
    "-",
    "about",
    "admin",
    "api",
    "auth",
    "dashboard",
    "deck",
    "explore",
    "getting-started",
    "groups",
    "help",
    "home",
    "invite",
    "notifications",
    "oauth",
    "profile",
    "projects",
    "public",
    "search",
    "settings",
    "users",
    "web",
];

/// Where a server's API begins: scheme, host, port and perhaps a path (GitLab can live under one, gitlab.md §6).
///
/// Always https, except on loopback addresses. Without user, query, fragment, and without a slash at the end.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    url: Url,
    text: String,
}

impl std::fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BaseUrl({})", self.text)
    }
}

impl BaseUrl {
    /// Reads what a person typed or pasted: a host, an address, a handle (`@kim@tree.example`), a page's URL.
    ///
    /// # Errors
    /// [`ErrorCode::AddressInvalid`], and [`ErrorCode::HttpNotAllowed`] for `http://` elsewhere than on loopback.
    pub fn parse(typed: &str) -> Result<Self> {
        let typed: String = typed.chars().filter(|c| !is_invisible(*c)).collect();
        let typed = typed.trim();
        if typed.is_empty() || typed.len() > LONGEST || typed.chars().any(odd) {
            return Err(invalid());
        }
        let url = match typed.split_once("://") {
            Some(_) => Url::parse(typed).map_err(|_| invalid())?,
            None => {
                let place = place_without_scheme(typed)?;
                let secure = Url::parse(&format!("https://{place}")).map_err(|_| invalid())?;
                if is_loopback(&secure) {
                    Url::parse(&format!("http://{place}")).map_err(|_| invalid())?
                } else {
                    secure
                }
            }
        };
        // The URL standard reads `1234` and `0x7f.1` as IPv4 addresses; nobody means that.
        if let Some(Host::Ipv4(ip)) = url.host()
            && !typed.contains(&ip.to_string())
        {
            return Err(invalid());
        }
        let path: Vec<String> = url
            .path_segments()
            .into_iter()
            .flatten()
            .filter(|segment| !segment.is_empty())
            .take_while(|segment| !segment.starts_with('@') && !PAGES.contains(segment))
            .map(str::to_owned)
            .collect();
        Self::check(url, &path.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Reads an address that [`BaseUrl::as_str`] printed.
    ///
    /// # Errors
    /// [`ErrorCode::AddressInvalid`] and [`ErrorCode::HttpNotAllowed`], if the stored text was tampered with.
    pub fn from_stored(stored: &str) -> Result<Self> {
        let url = Url::parse(stored).map_err(|_| invalid())?;
        let path = url.path().to_owned();
        Self::check(url, &path.split('/').filter(|segment| !segment.is_empty()).collect::<Vec<_>>())
    }

    /// The address in the form that is stored and that paths are added to.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address for people: `host[:port][/path]`. International names are shown in their own script only where
    /// that cannot be mistaken for another name, else in their ASCII form.
    pub fn for_people(&self) -> String {
        format!("{}{}", self.place_for_people(), self.url.path().trim_end_matches('/'))
    }

    /// The same without the path: `host[:port]`.
    pub(crate) fn place_for_people(&self) -> String {
        let host = match self.url.host() {
            Some(Host::Domain(domain)) => host_for_people(domain),
            Some(Host::Ipv4(ip)) => ip.to_string(),
            Some(Host::Ipv6(ip)) => format!("[{ip}]"),
            None => String::new(),
        };
        let port = self.url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{host}{port}")
    }

    /// Whether the server is on this computer.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Whether connections are encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The address of something on the server. `path` is ours, or made of segments that [`safe_segment`] let through.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.split('/'));
        }
        url
    }

    /// Reads an address that the server wrote: absolute, or relative to the base.
    pub(crate) fn resolve(&self, written: &str) -> Option<Url> {
        let mut base = self.url.clone();
        if let Ok(mut segments) = base.path_segments_mut() {
            segments.pop_if_empty().push("");
        }
        base.join(written).ok()
    }

    /// Whether the address is on the same origin and under the base path: the only place where the token may go.
    pub(crate) fn covers(&self, url: &Url) -> bool {
        let path = self.url.path().trim_end_matches('/');
        let under = url.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        url.origin() == self.url.origin() && url.username().is_empty() && url.password().is_none() && under
    }

    /// The same server at every shorter path, longest first, ending with the bare origin.
    pub(crate) fn candidates(&self) -> Vec<BaseUrl> {
        let path = self.url.path().to_owned();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).take(3).collect();
        (0..=segments.len())
            .rev()
            .filter_map(|length| Self::check(self.url.clone(), segments.get(..length)?).ok())
            .collect()
    }

    fn check(mut url: Url, path: &[&str]) -> Result<Self> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid());
        }
        let trimmed = url.host_str().map(|host| host.trim_end_matches('.').to_owned());
        let host = trimmed.filter(|host| !host.is_empty()).ok_or_else(invalid)?;
        url.set_host(Some(&host)).map_err(|_| invalid())?;
        match url.host() {
            Some(Host::Ipv4(ip)) if ip.is_unspecified() || ip.is_broadcast() || ip.is_multicast() => {
                return Err(invalid());
            }
            Some(Host::Ipv6(ip)) if ip.is_unspecified() || ip.is_multicast() => return Err(invalid()),
            // A label that is empty or longer than 63 has no place in the DNS.
            Some(Host::Domain(domain)) if domain.split('.').any(|label| label.is_empty() || label.len() > 63) => {
                return Err(invalid());
            }
            Some(Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_)) => {}
            None => return Err(invalid()),
        }
        if url.port() == Some(0) {
            return Err(invalid());
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(Error::new(ErrorCode::HttpNotAllowed)),
            _ => return Err(invalid()),
        }
        url.set_query(None);
        url.set_fragment(None);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(path.iter().map(|segment| percent_decoded(segment)));
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(BaseUrl { url, text })
    }
}

/// Whether an id of the server may stand in a path as it is: ours never need anything else (Mastodon's are numbers,
/// GoToSocial's ULIDs), and anything else could lead to another route.
pub(crate) fn safe_segment(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 64
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn invalid() -> Error {
    Error::new(ErrorCode::AddressInvalid)
}

/// White space and backslashes: the URL standard would quietly drop or turn them.
fn odd(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\\'
}

/// What is typed without a scheme: a handle's domain, or the text itself.
fn place_without_scheme(typed: &str) -> Result<String> {
    if typed.parse::<Ipv6Addr>().is_ok() {
        return Ok(format!("[{typed}]"));
    }
    let host = typed.split(['/', '?', '#']).next().unwrap_or_default();
    match host.trim_start_matches('@').split_once('@') {
        // `kim:secret@host` is a login, which we do not take.
        Some((name, domain)) if !name.is_empty() && !name.contains(':') && !domain.contains('@') => {
            Ok(domain.to_owned())
        }
        Some(_) => Err(invalid()),
        // `@kim` alone names no server, and `https:/tree.example` lacks a slash.
        None if host.starts_with('@') || host.ends_with(':') => Err(invalid()),
        None => Ok(typed.to_owned()),
    }
}

/// The segment as it was before it was escaped, so that adding it to a URL escapes it once.
fn percent_decoded(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| segment.to_owned())
}

#[cfg(test)]
mod tests;
