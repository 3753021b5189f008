//! Lists of accounts, page by page (mastodon.md §1.2 to §1.5).

use std::sync::atomic::Ordering;

use super::client::{LIMIT, Mastodon, V1, V2, accounts_data, goes_on};
use super::served;
use crate::error::{ErrorCode, Result};
use crate::filter::Origin;
use crate::model::{Account, AccountId, Mark, Rank};
use crate::platform::http::Answer;
use crate::platform::json::{count, get};
use crate::platform::rows::{accounts, aside};
use crate::platform::{Fetched, Page, Restriction, Which};
use crate::profile::RemoteCache;

/// As [`LIMIT`], for counting.
const FULL: usize = 200;

/// Newcomers are asked for from a minute before the newest that is known, where ids have their time in the upper bits (§1.5):
/// one whose sign-up took longer than that of the next is otherwise overlooked.
const OVERLAP: u128 = 60_000 << 16;

/// Ids below are no such ids: they belong to accounts from before they were introduced.
const DATED: u128 = 1 << 56;

impl Mastodon {
    /// The lists of a first fill, in their order: what matters first, then everybody. Everybody of other servers, or only
    /// those with a restriction, or nobody.
    pub(crate) fn fill(&self, remote: RemoteCache) -> Vec<Which> {
        let mut lists = Vec::new();
        let restricted = served::restrictions(self.dialect);
        if !restricted.is_empty() {
            lists.push(Which::Staff);
            lists.extend(restricted.iter().map(|one| Which::Restricted(*one, Origin::Local)));
            if remote != RemoteCache::None {
                // Logins are known of one's own users only (§1.3).
                let theirs = restricted.iter().filter(|one| **one != Restriction::Frozen);
                lists.extend(theirs.map(|one| Which::Restricted(*one, Origin::Remote)));
            }
        }
        lists.push(Which::Local);
        // Who cannot be asked for by a restriction is found among all.
        if remote == RemoteCache::All || (remote == RemoteCache::Restricted && restricted.is_empty()) {
            lists.push(Which::Remote);
        }
        lists
    }

    /// How many accounts of its own the server says to have (`stats.user_count`); none where it does not.
    pub(crate) async fn expected(&self) -> Option<u32> {
        let told = self.http.get("api/v1/instance", &[]).await.ok()?.data().ok()?;
        count(get(&told, "stats")?, "user_count")
    }

    /// A page of accounts, by descending id (§1.5).
    pub(crate) async fn page(&self, which: Which, cursor: Option<&str>) -> Result<Page> {
        let answer = self.listed(which, cursor.map(|cursor| ("max_id", cursor))).await?;
        let (told, linked) = (answer.next("max_id"), answer.has_link());
        let accounts = read(answer).await?;
        let (next, broken_off) = next(cursor, told, linked, &accounts);
        Ok(Page { misfits: misfits(which, &accounts), accounts, next, broken_off })
    }

    /// The accounts right above this id, newest first; [`Page::next`] is the id of the newest where there may be more.
    ///
    /// # Errors
    /// `NotFound` where ids are no numbers, and so in no order.
    pub(crate) async fn newer(&self, which: Which, than: &str) -> Result<Page> {
        let known: u128 = than.parse().map_err(|_| ErrorCode::NotFound)?;
        let above = if known >= DATED { known - OVERLAP } else { known };
        let answer = self.listed(which, Some(("min_id", &above.to_string()))).await?;
        let accounts = read(answer).await?;
        let newest = numbers(&accounts).max().filter(|newest| *newest > known);
        let next = newest.filter(|_| accounts.len() >= FULL).map(|newest| newest.to_string());
        // A server that ignores where to begin sends its newest, be they new or not.
        let older = numbers(&accounts).filter(|id| *id <= above).count();
        Ok(Page { misfits: misfits(which, &accounts).max(older), accounts, next, broken_off: false })
    }

    async fn listed(&self, which: Which, place: Option<(&str, &str)>) -> Result<Answer> {
        let (mut v2, mut v1) = queries(which).ok_or(ErrorCode::NotFound)?;
        for query in [&mut v2, &mut v1] {
            query.insert(0, ("limit", LIMIT));
            query.extend(place);
        }
        self.list(&v2, &v1).await
    }

    /// Lists accounts by v2, or by v1 where the route is missing.
    pub(super) async fn list(&self, v2: &[(&str, &str)], v1: &[(&str, &str)]) -> Result<Answer> {
        if !self.only_v1.load(Ordering::Relaxed) {
            let answer = self.http.get(V2, v2).await?;
            if answer.status() != 404 {
                return Ok(answer);
            }
        }
        let answer = self.http.get(V1, v1).await?;
        if answer.is_success() {
            self.only_v1.store(true, Ordering::Relaxed);
        }
        Ok(answer)
    }
}

/// The cursor of a page that begins with this account, wherever it stands in the list; none where ids are no numbers.
pub(crate) fn place_of(account: &AccountId) -> Option<String> {
    Some(account.0.parse::<u128>().ok()?.checked_add(1)?.to_string())
}

/// The newest of the accounts, as a beginning for [`Mastodon::newer`]; none where ids are no numbers.
pub(crate) fn newest(accounts: &[Fetched]) -> Option<String> {
    numbers(accounts).max().map(|newest| newest.to_string())
}

type Query = Vec<(&'static str, &'static str)>;

/// The parameters for v2, and those for v1. v2 has no defaults: all origins, all states. v1 means local and not suspended,
/// and takes a state by its mere presence (§1.2, §1.3).
fn queries(which: Which) -> Option<(Query, Query)> {
    let (status, v1) = match which {
        Which::Pending => return Some((vec![("status", "pending")], vec![("local", "true"), ("pending", "true")])),
        Which::Staff => return Some((vec![("permissions", "staff")], vec![("local", "true"), ("staff", "true")])),
        Which::Local => return Some((vec![("origin", "local")], vec![("local", "true")])),
        Which::Remote => return Some((vec![("origin", "remote")], vec![("remote", "true")])),
        Which::All => return Some((Vec::new(), vec![("local", "true")])),
        Which::Restricted(one, origin) => (one, origin),
        // Nothing lists by change here (§1.2).
        Which::Changed => return None,
    };
    let status = match status {
        Restriction::Suspended => "suspended",
        Restriction::Limited => "silenced",
        Restriction::Frozen => "disabled",
        Restriction::Sensitive => "sensitized",
    };
    let (v2, v1) = match v1 {
        Origin::Local => ("local", "local"),
        Origin::Remote => ("remote", "remote"),
    };
    Some((vec![("origin", v2), ("status", status)], vec![(v1, "true"), (status, "true")]))
}

async fn read(answer: Answer) -> Result<Vec<Fetched>> {
    aside(move || accounts(accounts_data(&answer, None)?, super::map::account)).await
}

/// How many accounts are no part of the list.
fn misfits(which: Which, accounts: &[Fetched]) -> usize {
    accounts.iter().filter(|fetched| !fits(which, &fetched.account)).count()
}

fn fits(which: Which, account: &Account) -> bool {
    let at_home = |origin| (origin == Origin::Local) == account.domain.is_none();
    match which {
        Which::Pending => account.marks.has(Mark::Pending) || account.marks.has(Mark::Unknown),
        Which::Staff => account.rank != Rank::Member,
        Which::Restricted(one, origin) => {
            at_home(origin) && (account.marks.has(one.mark()) || account.untold.has(one.mark()))
        }
        Which::Local => at_home(Origin::Local),
        Which::Remote => at_home(Origin::Remote),
        Which::All | Which::Changed => true,
    }
}

fn numbers(accounts: &[Fetched]) -> impl Iterator<Item = u128> {
    accounts.iter().filter_map(|fetched| fetched.account.id.0.parse().ok())
}

/// Where the next page begins, and whether the list breaks off here instead.
///
/// Ids descend, and the cursor is one of them: what the server calls the next page is believed only as far as it leads
/// down, and neither past what this page shows nor hardly past this page's beginning. Where it tells of none, a full page
/// has one all the same, and so has any page of a server whose links are lost on the way: a Mastodon links at least back.
/// GoToSocial's cursors are no ids (§5.6), and only the link tells them.
fn next(cursor: Option<&str>, told: Option<String>, linked: bool, rows: &[Fetched]) -> (Option<String>, bool) {
    let ids: Vec<u128> = numbers(rows).collect();
    let here = cursor.map(str::parse::<u128>);
    let (Some(lowest), None | Some(Ok(_))) = (ids.iter().min().copied(), here.as_ref()) else {
        return match told {
            None => (None, rows.len() >= FULL),
            // A page may be empty because something went wrong: then the same one is asked for again.
            Some(told) if rows.is_empty() && cursor == Some(told.as_str()) => (Some(told), false),
            Some(told) => {
                let further = goes_on(cursor, &told);
                (Some(told).filter(|_| further), !further)
            }
        };
    };
    if told.is_none() && rows.len() < FULL && linked {
        return (None, false);
    }
    let here = here.and_then(std::result::Result::ok).unwrap_or(u128::MAX);
    let told = told.and_then(|told| told.parse::<u128>().ok());
    let believable = |told: &u128| *told < here && ids.iter().filter(|id| *id < told).count() * 2 < ids.len();
    let next = [told.filter(believable), Some(lowest)].into_iter().flatten().filter(|next| *next < here).max();
    (next.map(|next| next.to_string()), next.is_none())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn rows(ids: impl IntoIterator<Item = u128>) -> Vec<Fetched> {
        let row = |id: u128| Fetched {
            account: Account { id: AccountId(id.to_string()), ..Account::nobody() },
            raw: Value::Null,
        };
        ids.into_iter().map(row).collect()
    }

    fn after(cursor: Option<&str>, told: Option<&str>, rows: &[Fetched]) -> (Option<String>, bool) {
        next(cursor, told.map(str::to_owned), true, rows)
    }

    fn on(next: &str) -> (Option<String>, bool) {
        (Some(next.to_owned()), false)
    }

    #[test]
    fn what_is_called_next_is_followed_where_it_leads_down_and_past_nobody() {
        let page = rows([90, 80, 70, 60]);
        assert_eq!(after(Some("100"), Some("60"), &page), on("60"));
        assert_eq!(after(Some("100"), Some("20"), &page), on("60"), "those from 20 to 60 are not left out");
        for back in ["100", "120", "99", "nonsense"] {
            assert_eq!(after(Some("100"), Some(back), &page), on("60"), "{back}");
        }
        let astray = rows([90, 80, 70, 60, 5]);
        assert_eq!(after(Some("100"), Some("60"), &astray), on("60"), "one that stands out of order leads nowhere");
        assert_eq!(after(Some("60"), Some("60"), &page), (None, true), "the same page again");
    }

    #[test]
    fn a_link_that_is_missing_ends_a_list_only_where_it_would_be_there() {
        let (short, full) = (rows([9, 7]), rows((1001..=1200).rev()));
        assert_eq!(after(None, None, &short), (None, false));
        assert_eq!(after(None, None, &full), on("1001"));
        assert_eq!(next(None, None, false, &short), on("7"), "no link at all: they are lost on the way");
        assert_eq!(next(Some("7"), None, false, &short), (None, true));
        assert_eq!(next(Some("7"), None, false, &[]), (None, false));
    }

    #[test]
    fn an_empty_page_with_a_link_is_gone_past() {
        assert_eq!(after(Some("100"), Some("60"), &[]), on("60"));
        assert_eq!(after(Some("100"), Some("100"), &[]), on("100"), "or asked for again");
        assert_eq!(after(Some("100"), Some("101"), &[]), (None, true));
    }

    #[test]
    fn cursors_that_are_no_ids_come_from_the_link_alone() {
        let page = rows([1, 2]);
        assert_eq!(after(Some("a.example/@b"), Some("b.example/@c"), &page), on("b.example/@c"));
        assert_eq!(after(Some("a.example/@b"), Some("a.example/@b"), &page), (None, true));
        assert_eq!(place_of(&AccountId("01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned())), None);
        assert_eq!(place_of(&AccountId("109".to_owned())).as_deref(), Some("110"));
    }
}
