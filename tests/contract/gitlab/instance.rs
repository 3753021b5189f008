//! What the instance says of itself, and of whom the token belongs to.

use super::USERS;
use super::version::Version;
use crate::rows::{text, yes};
use crate::table::{Table, Verdict};
use crate::wire::{Answer, As, Wire};

/// Whether a server that calls itself so may be touched. Its address alone doesn't tell: on this computer may stand the end of a tunnel, and only
/// the pages that it names for people tell where they lead.
pub async fn may_be(wire: &Wire, table: &mut Table) -> bool {
    let me = wire.get("api/v4/user").await.json();
    let page = url::Url::parse(text(&me, "web_url")).ok();
    let home = page.as_ref().and_then(url::Url::host_str).unwrap_or("a server that doesn't tell its name");
    let may = wire.target().may_be(home);
    if !may {
        let came = format!("{home}: if nobody will miss anything there, set DISPOSABLE=yes in the environment");
        table.put("begin", Verdict::differs("a server with a made-up name, or DISPOSABLE=yes", came));
    }
    may
}

/// Looks at the instance's facts; gives its version. `known` is what the desk has found.
pub async fn look(wire: &Wire, known: &str, table: &mut Table) -> Version {
    let plain = wire.get("api/v4/version").await;
    let named = |answer: &Answer| match text(&answer.json(), "version") {
        "" => Err("no `version`".to_owned()),
        version => Ok(version.to_owned()),
    };
    table.put("GET version", plain.judged("a version", 200, named));
    let metadata = wire.get("api/v4/metadata").await;
    let json = metadata.json();
    let said = [text(&json, "version"), known].into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned();
    let version = Version::of(&said, json["enterprise"].as_bool());
    let verdict = if version.since(15, 2) {
        metadata.judged("a version, and since 15.6 the edition", 200, |answer| match json["enterprise"].as_bool() {
            None if version.since(15, 6) => Err("no `enterprise`".to_owned()),
            edition => named(answer).map(|name| format!("{name}, enterprise {edition:?}")),
        })
    } else {
        metadata.judged("a missing route before 15.2", 404, |answer| Ok(answer.summary()))
    };
    table.put("GET metadata", verdict);
    table.put("GET user", who(wire).await);
    table.put("GET personal_access_tokens/self", token(wire).await);
    table.put("GET application/settings", settings(wire, version).await);
    strangers(wire, table).await;
    version
}

async fn who(wire: &Wire) -> Verdict {
    wire.get("api/v4/user").await.judged("an id, a user name, and an administrator", 200, |answer| {
        let me = answer.json();
        match (me["id"].as_i64(), text(&me, "username"), yes(&me, "is_admin")) {
            (Some(id), name, true) if !name.is_empty() => Ok(format!("@{name}, id {id}")),
            _ => Err(format!("id {}, username {}, is_admin {}", me["id"], me["username"], me["is_admin"])),
        }
    })
}

/// What the token may do, and how long. An OAuth token isn't told this.
async fn token(wire: &Wire) -> Verdict {
    let answer = wire.get("api/v4/personal_access_tokens/self").await;
    let told = answer.judged("the token's scopes, `api` among them", 200, |answer| {
        let json = answer.json();
        let scopes: Vec<&str> =
            json["scopes"].as_array().into_iter().flatten().filter_map(|one| one.as_str()).collect();
        let end = json["expires_at"].as_str().unwrap_or("never");
        if scopes.contains(&"api") { Ok(format!("{scopes:?}, expires {end}")) } else { Err(format!("{scopes:?}")) }
    });
    match told {
        Verdict::Differs { came, .. } if answer.status == 200 => Verdict::Refused(format!("no scope api: {came}")),
        Verdict::Differs { .. } if answer.status == 400 => Verdict::not_tried("a personal access token"),
        other => other,
    }
}

/// The settings by which refusals and notices are computed beforehand.
async fn settings(wire: &Wire, version: Version) -> Verdict {
    wire.get("api/v4/application/settings").await.judged("the settings that bear on moderation", 200, |answer| {
        let json = answer.json();
        let days = json["deactivate_dormant_users_period"].as_i64();
        if days.is_none() && version.since(15, 4) {
            return Err("no `deactivate_dormant_users_period`".to_owned());
        }
        match json["user_deactivation_emails_enabled"].as_bool() {
            None if version.since(15, 4) => Err("no `user_deactivation_emails_enabled`".to_owned()),
            mails => Ok(format!("dormant after {days:?} days, mails {mails:?}, admin mode {}", json["admin_mode"])),
        }
    })
}

/// No token, and one that nobody has.
async fn strangers(wire: &Wire, table: &mut Table) {
    for (who, name) in [(As::Nobody, "no token"), (As::Unknown, "an unknown token")] {
        for at in ["api/v4/user", USERS] {
            let answer = wire.get_as(who, at).await;
            let verdict = if at == USERS && who == As::Nobody {
                // Without a token the list is served to nobody, in one of two ways.
                match answer.status {
                    401 | 403 => Verdict::served(answer.summary()),
                    _ => Verdict::differs("401 or 403", answer.summary()),
                }
            } else {
                answer.says("401 before anything else", 401, "401 Unauthorized")
            };
            table.put(format!("{} with {name}", at.trim_start_matches("api/v4/")), verdict);
        }
    }
}
