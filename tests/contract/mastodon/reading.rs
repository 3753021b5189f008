//! Reading as the desk does: a refresh, the lists from the cache, one account, its posts; each against what the wire says.

use bailiwick_engine::list::{AccountRow, Place};
use bailiwick_engine::model::{AccountId, Mark};
use serde_json::Value;

use super::people::{V1, V2, id, pending, text, yes};
use super::{Contract, ids, judged_list};
use crate::desk::verdict_of;
use crate::table::Verdict;

impl Contract<'_> {
    /// Refresh, lists, posts.
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
        self.posts().await;
    }

    /// The queue is who waits, by the server's own list.
    async fn queue(&self) -> Verdict {
        let expected = "the same people as in the server's list of pending ones";
        let answer = self.wire.get(&format!("{V2}?status=pending&limit=200")).await;
        let Some(waiting) = answer.rows() else { return answer.judged(expected, 200, |_| Err("no list".to_owned())) };
        let queue = match self.desk.list(Place::Queue, "").await {
            Ok(page) => page.rows,
            Err(error) => return verdict_of(expected, &error),
        };
        // Suspended ones wait for nothing any more.
        let waiting: Vec<Value> = waiting.into_iter().filter(|row| pending(row) && !yes(row, "suspended")).collect();
        let waiting = ids(&waiting);
        let missing = waiting.iter().find(|id| !queue.iter().any(|row| row.id.0 == **id));
        // More of them than a page holds: then the queue has more, too.
        let extra = queue.iter().find(|row| waiting.len() < 200 && !waiting.contains(&row.id.0));
        match (missing, extra) {
            (Some(id), _) => Verdict::differs(expected, format!("id {id} is missing")),
            (_, Some(row)) => Verdict::differs(expected, format!("id {} waits on the desk only", row.id)),
            _ if waiting.is_empty() => Verdict::not_tried("a pending sign-up"),
            _ => Verdict::served(format!("{} wait", queue.len())),
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
            let again = self.wire.get(&format!("{V1}/{}", row.id)).await.json();
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

    /// Posts of whoever has some.
    async fn posts(&mut self) {
        let has_posts = |row: &&Value| row["account"]["statuses_count"].as_u64() > Some(0);
        let author = {
            let mut everybody = self.people.members.iter().chain([&self.people.me]).chain(&self.people.remotes);
            everybody.find(has_posts).map(|row| id(row).to_owned())
        };
        let Some(author) = author else {
            self.put("an account's posts", Verdict::not_tried("somebody with a post"));
            return;
        };
        let answer = self.wire.get(&format!("api/v1/accounts/{author}/statuses?limit=40")).await;
        let shape = |rows: &[Value]| match rows
            .iter()
            .find(|row| !row["content"].is_string() || !row["visibility"].is_string())
        {
            Some(odd) => Err(format!("post {} has no content or no visibility", id(odd))),
            None => Ok(super::counted(rows.len())),
        };
        let verdict = judged_list(&answer, "posts with content and visibility", shape);
        self.put("GET an account's posts", verdict);
        let wanted = answer.rows().map(|rows| ids(&rows));
        self.wire.make_room(1).await;
        let expected = "the posts of the account's public list";
        let verdict = match self.desk.engine.posts(&self.desk.profile, &AccountId(author), None).await {
            Err(error) => verdict_of(expected, &error),
            Ok(page) => {
                let public = |id: &String| wanted.as_ref().is_none_or(|wanted| wanted.contains(id));
                match page.posts.iter().find(|post| !public(&post.id)) {
                    Some(odd) => Verdict::differs(expected, format!("post {} is not in it", odd.id)),
                    None if page.posts.is_empty() && wanted.is_some_and(|wanted| !wanted.is_empty()) => {
                        Verdict::differs(expected, "no post")
                    }
                    None => Verdict::served(format!("{} posts", page.posts.len())),
                }
            }
        };
        self.put("desk: an account's posts", verdict);
    }
}

/// What the desk's row and the server's answer don't agree on.
fn difference(row: &AccountRow, said: &Value) -> Option<String> {
    let marks = [
        (Mark::Suspended, yes(said, "suspended")),
        (Mark::Limited, yes(said, "silenced")),
        (Mark::Pending, pending(said)),
        (Mark::Sensitive, yes(said, "sensitized")),
    ];
    let odd = marks.into_iter().find(|(mark, there)| row.marks.contains(mark) != *there);
    if let Some((mark, there)) = odd {
        return Some(format!("{mark:?} is {there} on the server"));
    }
    let begins = row.handle.split('@').next() == Some(text(said, "username"));
    let mail = row.mail.as_deref().unwrap_or_default() == text(said, "email");
    (!begins || !mail).then(|| "name or mail is another".to_owned())
}
