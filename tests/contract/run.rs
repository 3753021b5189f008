//! A whole run: find the server, say who we are, then the part for its kind.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::profile::Platform;

use crate::desk::{Desk, Empty, verdict_of};
use crate::table::{Table, Verdict};
use crate::target::Target;
use crate::wire::Wire;
use crate::{gitlab, mastodon};

/// Runs everything that there is for this kind of server.
pub async fn whole(target: Target, mut table: Table) -> Table {
    let wire = match Wire::new(target) {
        Ok(wire) => wire,
        Err(why) => {
            table.put("begin", Verdict::differs("a client", why));
            return table;
        }
    };
    let Some((desk, me)) = connect(&wire, &mut table).await else { return table };
    match desk.view().await.map(|view| (view.software, view.home)) {
        Err(error) => {
            table.put("desk: the profile", verdict_of("a profile", &error));
        }
        Ok((_, home)) if !wire.target().may_be(&home) => {
            let came = format!("{home}: if nobody will miss anything there, set DISPOSABLE=yes in the environment");
            table.put("begin", Verdict::differs("a server with a made-up name, or DISPOSABLE=yes", came));
        }
        Ok((software, _)) => match software.platform {
            Platform::Mastodon => mastodon::run(&wire, &desk, &software, &me, &mut table).await,
            Platform::Gitlab => gitlab::run(&wire, &desk, &software, &me, &mut table).await,
        },
    }
    desk.engine.close().await;
    table
}

/// Connects as a person does: address first, then the token. Without it nothing else can be tried, and the row says why.
async fn connect(wire: &Wire, table: &mut Table) -> Option<(Desk, String)> {
    let target = wire.target();
    let empty = match Empty::open().await {
        Ok(empty) => empty,
        Err(why) => {
            table.put("begin", Verdict::differs("an engine", why));
            return None;
        }
    };
    wire.make_room(4).await;
    let found = match empty.find(target.base()).await {
        Ok(found) => found,
        Err(error) => {
            table.put("desk: find the server", failed("a server that the desk knows", &error));
            return None;
        }
    };
    table.put("desk: find the server", Verdict::served(format!("{} {}", found.software.name, found.software.version)));
    wire.make_room(5).await;
    let person = match empty.identify(&found.draft, target.token()).await {
        Ok(person) => person,
        Err(error) => {
            table.put("desk: who we are", failed("somebody with a role", &error));
            return None;
        }
    };
    let role = person.you.role.clone().unwrap_or_else(|| "not told".to_owned());
    table.put("desk: who we are", Verdict::served(format!("@{}, role {role}", person.you.username)));
    let me = person.you.id.clone();
    match empty.finish(person).await {
        Ok(desk) => Some((desk, me)),
        Err(error) => {
            table.put("desk: connect", failed("a profile", &error));
            None
        }
    }
}

/// Nothing else can be tried: a difference, also where the server refused.
fn failed(expected: &str, error: &bailiwick_engine::error::Error) -> Verdict {
    let said = error.server_said.as_deref().unwrap_or("no words of the server");
    let code: &ErrorCode = &error.code;
    Verdict::differs(expected, format!("{code:?} ({said}); nothing else can be tried"))
}
