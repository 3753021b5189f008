//! What the instance says of itself, and of whom the token belongs to.

use super::dialect::Dialect;
use super::people::text;
use crate::table::{Table, Verdict};
use crate::wire::{As, Wire};

/// Looks at the instance's facts; gives what it calls itself.
pub async fn look(wire: &Wire, dialect: Dialect, table: &mut Table) -> String {
    table.put("nodeinfo", nodeinfo(wire).await);
    let first = wire.get("api/v1/instance").await;
    table.put(
        "GET instance (v1)",
        first.judged("a version and a name", 200, |answer| {
            let json = answer.json();
            match (text(&json, "version"), text(&json, "uri")) {
                ("", _) | (_, "") => Err("no `version` or no `uri`".to_owned()),
                (version, uri) => Ok(format!("{version} at {uri}")),
            }
        }),
    );
    let second = wire.get("api/v2/instance").await;
    table.put(
        "GET instance (v2)",
        if dialect.before(4, 0) {
            second.says("a missing route before 4.0", 404, "Not Found")
        } else {
            second.judged("a version and a domain", 200, |answer| {
                let json = answer.json();
                match (text(&json, "version"), text(&json, "domain")) {
                    ("", _) | (_, "") => Err("no `version` or no `domain`".to_owned()),
                    (version, domain) => Ok(format!("{version} at {domain}")),
                }
            })
        },
    );
    table.put("GET verify_credentials", who(wire, dialect).await);
    let dead = wire.get_as(As::Unknown, "api/v1/accounts/verify_credentials").await;
    table.put(
        "verify_credentials with an unknown token",
        dead.judged("401: the only call that tells a dead token from a missing role", 401, |answer| {
            Ok(answer.summary())
        }),
    );
    let (first, second) = (first.json(), second.json());
    let home = [text(&second, "domain"), text(&first, "uri")].into_iter().find(|name| !name.is_empty());
    let home = home.unwrap_or_default();
    home.split_once("://").map_or(home, |(_, host)| host).trim_end_matches('/').to_owned()
}

async fn nodeinfo(wire: &Wire) -> Verdict {
    let links = wire.get(".well-known/nodeinfo").await;
    let json = links.json();
    let link = json["links"].as_array().into_iter().flatten().find(|link| text(link, "rel").contains("nodeinfo"));
    let Some(link) = link else {
        return links.judged("links to nodeinfo", 200, |answer| Err(answer.summary()));
    };
    // The address may name the server as the world knows it; only its path is asked for here.
    let path = url::Url::parse(text(link, "href")).map(|url| url.path().to_owned()).unwrap_or_default();
    wire.get(&path).await.judged("the software's name and version", 200, |answer| {
        let software = &answer.json()["software"];
        match (text(software, "name"), text(software, "version")) {
            ("", _) | (_, "") => Err("no name or no version".to_owned()),
            (name, version) => Ok(format!("{name} {version}")),
        }
    })
}

async fn who(wire: &Wire, dialect: Dialect) -> Verdict {
    let answer = wire.get("api/v1/accounts/verify_credentials").await;
    answer.judged("an id, a user name and, since 4.0, a role with permissions", 200, |answer| {
        let me = answer.json();
        if text(&me, "id").is_empty() || text(&me, "username").is_empty() {
            return Err("no id or no user name".to_owned());
        }
        let role = &me["role"];
        if dialect.before(4, 0) {
            return if role.is_null() {
                Ok("no role, as before 4.0".to_owned())
            } else {
                Err("a role before 4.0".to_owned())
            };
        }
        match role["permissions"].as_str() {
            Some(permissions) if permissions.parse::<u64>().is_ok() => {
                Ok(format!("role {:?}, permissions {permissions}", text(role, "name")))
            }
            // The first version with roles wrote numbers.
            None if dialect.before(4, 1) && role["permissions"].is_u64() => Ok("permissions as a number".to_owned()),
            _ => Err(format!("permissions {}", role["permissions"])),
        }
    })
}
