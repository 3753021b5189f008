//! Which kind of server is at an address. Asks by GET only, as nobody.
//!
//! Mastodon-like servers tell what they are at `/api/v2/instance` (4.0 and later) or `/api/v1/instance`, always at the
//! bare origin, and by nodeinfo (mastodon.md §5.4, §5.5). GitLab tells nobody its version, but its API answers a 401 of
//! its own shape, perhaps under a path (gitlab.md §1.2, §6).

use std::time::Instant;

use serde_json::Value;

use super::address::host_for_people;
use super::http::{Answer, Http, Line, clean_words};
use super::json::{get, line, list};
use super::mastodon::GOTOSOCIAL;
use super::{BaseUrl, Found};
use crate::error::{Error, ErrorCode, Result};
use crate::profile::{Platform, Software};

/// Longer titles and names are cut, in characters.
const LONGEST: usize = 100;

/// Names in nodeinfo, of those that may have Mastodon's admin API, as people write them. Others that speak Mastodon's
/// client API (Pleroma, Akkoma, Sharkey, Iceshrimp, Pixelfed) have another admin API or none (mastodon.md §5.5).
const MASTODON_LIKE: [(&str, &str); 6] = [
    ("mastodon", "Mastodon"),
    ("glitch", "glitch-soc"),
    ("glitch-soc", "glitch-soc"),
    ("hometown", "Hometown"),
    ("fedibird", "Fedibird"),
    ("gotosocial", GOTOSOCIAL),
];

/// Finds the server at what was typed: under its path, shorter paths, and the bare origin.
///
/// # Errors
/// What keeps the server from answering; [`ErrorCode::NeitherPlatform`], with the software's name if it told one; else
/// what was odd about its answers.
pub async fn find(typed: &BaseUrl, line: &Line) -> Result<Found> {
    let mut odd = None;
    for base in typed.candidates() {
        let http = Http::new(base.clone(), None, line)?;
        let at_origin = base.candidates().len() == 1;
        if at_origin && let Some(found) = usable(mastodon(&http).await, &mut odd)? {
            return Ok(found);
        }
        if let Some(found) = usable(gitlab(&http).await, &mut odd)? {
            return Ok(found);
        }
    }
    Err(odd.unwrap_or_else(|| Error::new(ErrorCode::NeitherPlatform)))
}

/// Keeps the first odd answer for the case that nothing is found. A server that cannot be reached, asks to wait, or
/// names itself as something else ends the search.
fn usable(outcome: Result<Option<Found>>, odd: &mut Option<Error>) -> Result<Option<Found>> {
    match outcome {
        Ok(found) => Ok(found),
        Err(error) => match error.code {
            // A page to sign in at, or the like.
            ErrorCode::HtmlInsteadOfData { .. } => Ok(None),
            ErrorCode::SentElsewhere { .. }
            | ErrorCode::TooLarge { .. }
            | ErrorCode::CutOff
            | ErrorCode::Unreadable
            | ErrorCode::ServerTrouble { .. }
            | ErrorCode::ServerSaysNo { .. } => {
                odd.get_or_insert(error);
                Ok(None)
            }
            _ => Err(error),
        },
    }
}

async fn mastodon(http: &Http) -> Result<Option<Found>> {
    for path in ["api/v2/instance", "api/v1/instance"] {
        let asked = Instant::now();
        let answer = http.get(path, &[]).await?;
        let latency_ms = millis(asked);
        let Some(instance) = instance(&answer)? else { continue };
        let version = short(&instance, "version").unwrap_or_default();
        let software = software(&instance, &version, nodeinfo(http).await)?;
        let base = http.base().clone();
        let home = home(&instance).unwrap_or_else(|| base.for_people());
        let clock_ahead = http.clock_ahead();
        return Ok(Some(Found { base, software, title: short(&instance, "title"), home, latency_ms, clock_ahead }));
    }
    Ok(None)
}

/// The instance's description, if the answer is one.
fn instance(answer: &Answer) -> Result<Option<Value>> {
    if !answer.is_success() || answer.is_html() {
        return Ok(None);
    }
    let value = match answer.data() {
        Ok(value) => value,
        // Something that says it is JSON and is not: more use to the person than "neither".
        Err(error) if answer.claims_json() => return Err(error),
        Err(_) => return Ok(None),
    };
    let told = |key| get(&value, key).is_some_and(Value::is_string);
    let is_one = told("version") && (told("title") || told("domain") || told("uri"));
    Ok(is_one.then_some(value))
}

/// The domain of the server's handles: v2 calls it `domain`, v1 `uri` (mastodon.md §5.4). It may be another than that of
/// its pages, so it is taken from the server, if it is a domain at all.
fn home(instance: &Value) -> Option<String> {
    let told = line(instance, "domain").or_else(|| line(instance, "uri"))?;
    let bare = told.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    match url::Host::parse(bare).ok()? {
        url::Host::Domain(domain) if domain.contains('.') => Some(host_for_people(&domain)),
        url::Host::Domain(_) | url::Host::Ipv4(_) | url::Host::Ipv6(_) => None,
    }
}

/// What nodeinfo names: software and version. It is optional, so whatever goes wrong counts as untold.
async fn nodeinfo(http: &Http) -> Option<(String, String)> {
    let index = http.get(".well-known/nodeinfo", &[]).await.ok()?.data().ok()?;
    let mut links = list(&index, "links").iter().filter_map(|link| http.base().resolve(line(link, "href")?.as_str()));
    // The last is the newest form, and all of them have the software.
    let document = links.rfind(|url| http.base().covers(url))?;
    let told = http.get_url(document).await.ok()?.data().ok()?;
    let software = get(&told, "software")?;
    Some((short(software, "name")?, short(software, "version").unwrap_or_default()))
}

/// The software's name, if it may have Mastodon's admin API.
///
/// The leading number proves nothing: servers that are no Mastodon claim Mastodon's versions (mastodon.md §5.5).
fn software(instance: &Value, version: &str, nodeinfo: Option<(String, String)>) -> Result<Software> {
    let neither = |name: &str| Error::new(ErrorCode::NeitherPlatform).saying(clean_words(name));
    if let Some((_, claims)) = version.split_once("(compatible; ") {
        let name = claims.split([' ', '/', ')']).next().unwrap_or_default();
        return Err(neither(name));
    }
    let (named, own_version) = nodeinfo.unzip();
    let lower = version.to_ascii_lowercase();
    let forks = [("+glitch", "glitch-soc"), ("hometown", "Hometown"), ("fedibird", "Fedibird")];
    let source = line(instance, "source_url").unwrap_or_default().to_ascii_lowercase();
    let mut version = version.to_owned();
    let name = match named.as_deref().map(str::to_ascii_lowercase).as_deref() {
        // A fork that names itself in its version only.
        Some("mastodon") | None => match forks.iter().find(|(sign, _)| lower.contains(sign)) {
            Some((_, fork)) => fork,
            None if named.is_none() && source.contains("gotosocial") => GOTOSOCIAL,
            None => "Mastodon",
        },
        Some(name) => match MASTODON_LIKE.iter().find(|(known, _)| *known == name) {
            Some((_, written)) => written,
            None => return Err(neither(named.as_deref().unwrap_or_default())),
        },
    };
    if name == GOTOSOCIAL {
        // It can be told to claim a Mastodon's version; nodeinfo has its own.
        version = own_version.filter(|own| !own.is_empty()).unwrap_or(version);
    }
    Ok(Software { platform: Platform::Mastodon, name: name.to_owned(), version })
}

async fn gitlab(http: &Http) -> Result<Option<Found>> {
    // The first came with 15.2, the second is older than anything in use (gitlab.md §6).
    for path in ["api/v4/metadata", "api/v4/version"] {
        let asked = Instant::now();
        let answer = http.get(path, &[]).await?;
        let latency_ms = millis(asked);
        let Some(body) = answer.json() else { continue };
        let version = short(&body, "version").filter(|_| answer.is_success() && get(&body, "revision").is_some());
        let refuses = answer.status() == 401 && line(&body, "message").as_deref() == Some("401 Unauthorized");
        if refuses || version.is_some() {
            let version = version.unwrap_or_default();
            let software = Software { platform: Platform::Gitlab, name: "GitLab".to_owned(), version };
            let base = http.base().clone();
            // Names of a GitLab have no domain behind them.
            let clock_ahead = http.clock_ahead();
            return Ok(Some(Found { base, software, title: None, home: String::new(), latency_ms, clock_ahead }));
        }
    }
    Ok(None)
}

/// A short text of a stranger's server, cleaned.
fn short(value: &Value, key: &str) -> Option<String> {
    let cleaned = clean_words(&line(value, key)?)?;
    Some(cleaned.chars().take(LONGEST).collect())
}

fn millis(since: Instant) -> u32 {
    u32::try_from(since.elapsed().as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
