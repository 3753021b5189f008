//! Reading as the desk does: a refresh, the lists from the cache, one account with its background; each against what the wire says.

use bailiwick_engine::background::Background;
use bailiwick_engine::list::{AccountRow, Place};
use bailiwick_engine::model::{AccountId, Mark};
use serde_json::Value;

use super::people::PENDING;
use super::{Contract, USERS};
use crate::desk::verdict_of;
use crate::rows::{key, text, yes};
use crate::table::Verdict;

impl Contract<'_> {
    /// Refresh, lists, background.
    pub(super) async fn reading(&mut self) {
        self.wire.make_room(10).await;
        let verdict = self.desk.refreshed().await;
        if !self.put("desk: refresh", verdict) {
            return;
        }
        let verdict = self.queue().await;
        self.put("desk: the queue", verdict);
        let verdict = self.newest().await;
        self.put("desk: accounts, newest first", verdict);
        self.wire.make_room(4).await;
        let verdict = self.desk.refreshed().await;
        self.put("desk: refresh again, nothing changed", verdict);
        self.backgrounds().await;
    }

    /// The queue is who waits, as the server's rows say it.
    async fn queue(&self) -> Verdict {
        let expected = "the same people as wait in the server's list";
        let queue = match self.desk.list(Place::Queue, "").await {
            Ok(page) => page.rows,
            Err(error) => return verdict_of(expected, &error),
        };
        let waiting = self.people.everybody.iter().filter(|row| text(row, "state") == PENDING);
        let waiting: Vec<String> = waiting.map(key).collect();
        if let Some(id) = waiting.iter().find(|id| !queue.iter().any(|row| row.id.0 == **id)) {
            return Verdict::differs(expected, format!("id {id} is missing"));
        }
        for row in queue.iter().filter(|row| !waiting.contains(&row.id.0)) {
            // Not among those that were read at first: asked for singly.
            let state = self.wire.get(&format!("{USERS}/{}", row.id)).await.json();
            if text(&state, "state") != PENDING {
                return Verdict::differs(expected, format!("id {} waits on the desk only", row.id));
            }
        }
        if queue.is_empty() {
            Verdict::not_tried("a pending sign-up")
        } else {
            Verdict::served(format!("{} wait", queue.len()))
        }
    }

    /// The newest rows, read again.
    async fn newest(&self) -> Verdict {
        let expected = "rows as the server tells them singly";
        let rows = match self.desk.list(Place::Accounts, "").await {
            Ok(page) => page.rows,
            Err(error) => return verdict_of(expected, &error),
        };
        for row in rows.iter().take(5) {
            let again = self.wire.get(&format!("{USERS}/{}", row.id)).await.json();
            if let Some(difference) = difference(row, &again) {
                return Verdict::differs(expected, format!("id {}: {difference}", row.id));
            }
        }
        if rows.is_empty() {
            Verdict::differs(expected, "no row")
        } else {
            Verdict::served(format!("{} rows", rows.len()))
        }
    }

    /// Counts, memberships, events and measures, as the desk reads them and as the wire tells them.
    async fn backgrounds(&mut self) {
        let Some(id) = self.people.sample(|row| row["bot"] == false && super::people::was_seen(row)).map(key) else {
            self.put("desk: background", Verdict::not_tried("somebody who was active"));
            return;
        };
        let [counts, memberships, events, attributes] =
            ["associations_count", "memberships?per_page=100", "events?per_page=20", "custom_attributes"]
                .map(|part| format!("{USERS}/{id}/{part}"));
        let counts = self.wire.get(&counts).await;
        let verdict = counts.judged("four numbers", 200, |answer| {
            let names = ["groups_count", "projects_count", "issues_count", "merge_requests_count"];
            let json = answer.json();
            match names.into_iter().find(|name| !json[name].is_u64()) {
                None => Ok(json.to_string()),
                Some(name) => Err(format!("`{name}` is {}", json[name])),
            }
        });
        self.put("GET associations_count", verdict);
        let mut lengths = Vec::new();
        for (name, at) in [("memberships", memberships), ("events", events), ("custom_attributes", attributes)] {
            let answer = self.wire.get(&at).await;
            lengths.push(answer.rows().map(|rows| rows.len()));
            self.put(
                format!("GET {name}"),
                crate::rows::judged_list(&answer, "a list", |rows| Ok(format!("{}", rows.len()))),
            );
        }
        self.wire.make_room(5).await;
        let expected = "the same as on the wire";
        let verdict = match self.desk.engine.background(&self.desk.profile, &AccountId(id)).await {
            Err(error) => verdict_of(expected, &error),
            Ok(read) => agrees(&read, &counts.json(), &lengths),
        };
        self.put("desk: background", verdict);
    }
}

/// What the desk read of somebody, against the wire.
fn agrees(read: &Background, counts: &Value, lengths: &[Option<usize>]) -> Verdict {
    let expected = "the same as on the wire";
    let told = read.counts.map(|counts| [counts.groups, counts.projects, counts.issues, counts.merge_requests]);
    let names = ["groups_count", "projects_count", "issues_count", "merge_requests_count"];
    let wanted = names.map(|name| counts[name].as_u64().and_then(|count| u32::try_from(count).ok()));
    if told != Some(wanted) {
        return Verdict::differs(expected, format!("counts {told:?}, not {wanted:?}"));
    }
    let came = [
        read.memberships.as_ref().map(Vec::len),
        read.deeds.as_ref().map(Vec::len),
        read.measures.as_ref().map(Vec::len),
    ];
    if came != *lengths {
        return Verdict::differs(expected, format!("{came:?} memberships, events and measures, not {lengths:?}"));
    }
    Verdict::served(format!("{came:?} memberships, events and measures"))
}

/// What the desk's row and the server's answer don't agree on.
fn difference(row: &AccountRow, said: &Value) -> Option<String> {
    let state = text(said, "state");
    let marks = [
        (Mark::Blocked, state == "blocked"),
        (Mark::LdapBlocked, state == "ldap_blocked"),
        (Mark::Banned, state == "banned"),
        (Mark::Deactivated, state == "deactivated"),
        (Mark::Pending, state == PENDING),
        (Mark::Bot, yes(said, "bot")),
        (Mark::External, yes(said, "external")),
        (Mark::Administrator, yes(said, "is_admin")),
    ];
    let odd = marks.into_iter().find(|(mark, there)| row.marks.contains(mark) != *there);
    if let Some((mark, there)) = odd {
        return Some(format!("{mark:?} is {there} on the server"));
    }
    let mail = row.mail.as_deref().unwrap_or_default() == text(said, "email");
    (row.handle != text(said, "username") || !mail).then(|| "name or mail is another".to_owned())
}
