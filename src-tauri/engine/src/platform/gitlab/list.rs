//! Lists of users, page by page, and single ones (gitlab.md §3, §4).

use std::sync::atomic::Ordering;

use serde_json::Value;

use super::client::{Gitlab, USERS, is_short};
use super::map::INTERNAL;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Account, AccountId, Mark, Rank};
use crate::platform::address::safe_segment;
use crate::platform::http::Answer;
use crate::platform::json::{get, id, line};
use crate::platform::rows::{accounts, aside};
use crate::platform::{Fetched, Page, Which};

/// The server's most (§3.4).
const LIMIT: &str = "100";
/// The same, for counting.
const FULL: usize = 100;

/// What a row says anew each minute: the time of day where the user is (§4).
const CLOCK: &str = "local_time";

/// Where a page begins, as it is handed out and taken back.
pub(super) enum Cursor<'a> {
    /// The server's own word, and the lowest id so far: the guard against pages that lead back.
    Keyset { lowest: Option<u64>, cursor: &'a str },
    /// A page's number.
    Offset(u64),
}

impl Gitlab {
    /// The lists of a first fill, after those who wait, whose list has everybody who is not active.
    pub(crate) fn fill() -> Vec<Which> {
        vec![Which::Staff, Which::All]
    }

    /// How many users there are; none where the server does not count them, as large ones do not (§3.4).
    pub(crate) async fn expected(&self) -> Option<u32> {
        let answer = self.http.get(USERS, &[("per_page", "1"), ("page", "1")]).await.ok()?;
        u32::try_from(answer.number("x-total").filter(|_| answer.is_success())?).ok()
    }

    /// A page of users, by keyset, or by number where the server has no keyset for users (§3.4).
    ///
    /// There is no filter for pending users (§3.3): everybody who is not active is listed. Nobody is left out of that list,
    /// so that it brings the blocked, banned and deactivated as well. Before 17.0 the filter is ignored, and the list has
    /// everybody.
    ///
    /// # Errors
    /// `NotFound` for lists that this kind of server does not have.
    pub(crate) async fn page(&self, which: Which, cursor: Option<&str>) -> Result<Page> {
        let cursor = cursor.map(Cursor::read).transpose()?;
        let (mut told, accounts) = self.told_page(which, cursor.as_ref()).await?;
        // The last page may be full as well. But its link may also be lost on the way. What changed is asked for anew soon.
        if told == (None, None) && accounts.len() >= FULL && which != Which::Changed {
            told = match &cursor {
                Some(Cursor::Keyset { .. }) => self.told_page(which, cursor.as_ref()).await?.0,
                Some(Cursor::Offset(number)) => (None, Some(number.saturating_add(1).to_string())),
                None => (None, Some("2".to_owned())),
            };
        }
        // By change, ids go up and down: there they tell nothing about where a page leads.
        let by_id = if which == Which::Changed { &[] } else { accounts.as_slice() };
        let leads_on = told != (None, None);
        let next = next(told, cursor.as_ref(), by_id);
        let misfits = accounts.iter().filter(|fetched| !fits(which, &fetched.account)).count();
        Ok(Page { broken_off: leads_on && next.is_none(), accounts, next, misfits })
    }

    /// The users of a page, and the cursor or the number that the server tells for the next one.
    async fn told_page(
        &self,
        which: Which,
        cursor: Option<&Cursor<'_>>,
    ) -> Result<((Option<String>, Option<String>), Vec<Fetched>)> {
        let answer = self.page_answer(which, cursor).await?;
        let answer = self.granted(answer).await?;
        let told = (answer.next("cursor"), answer.next("page"));
        Ok((told, self.rows(answer).await?))
    }

    /// The users of a page.
    ///
    /// # Errors
    /// As for any page, and the exact reason why the server shows us short rows only.
    pub(super) async fn rows(&self, answer: Answer) -> Result<Vec<Fetched>> {
        let base = self.http.base().clone();
        let read = move || {
            let mut page = answer.data()?;
            // Rows say nothing about that, and nobody but us writes under our key: what is kept stays as it was found
            // when the user was read singly.
            page.as_array_mut().into_iter().flatten().for_each(forget_internal);
            accounts(page, |raw| super::map::account(&base, raw))
        };
        let accounts = aside(read).await?;
        if accounts.iter().any(|fetched| is_short(&fetched.raw)) {
            // A 200 that hides blocked and banned users (§3.1): nothing of it may reach the cache.
            return Err(self.why_short().await);
        }
        Ok(accounts)
    }

    async fn page_answer(&self, which: Which, cursor: Option<&Cursor<'_>>) -> Result<Answer> {
        let (order, filter) = match which {
            Which::Pending => ("id", Some(("exclude_active", "true"))),
            Which::Staff => ("id", Some(("admins", "true"))),
            Which::All => ("id", None),
            Which::Changed => ("updated_at", None),
            // Nobody is of another server, and states are no filters (§3.3).
            Which::Local | Which::Remote | Which::Restricted(..) => return Err(ErrorCode::NotFound.into()),
        };
        let mut query = vec![("order_by", order), ("sort", "desc")];
        query.extend(filter);
        let (answer, keyset_refused) = self.paged(&query, cursor).await?;
        // It may have no keyset for this order only; by number no list reaches its end on a large server (§3.4).
        if keyset_refused && which != Which::Changed {
            self.only_offset.store(true, Ordering::Relaxed);
        }
        Ok(answer)
    }

    /// A page of what the query asks for, by keyset or else by number; and whether the server has no keyset for it.
    pub(super) async fn paged(&self, query: &[(&str, &str)], cursor: Option<&Cursor<'_>>) -> Result<(Answer, bool)> {
        let mut query = [&[("per_page", LIMIT)], query].concat();
        let number;
        match cursor {
            Some(Cursor::Offset(page)) => {
                number = page.to_string();
                query.push(("page", &number));
            }
            Some(Cursor::Keyset { cursor, .. }) => query.extend([("pagination", "keyset"), ("cursor", *cursor)]),
            None if self.only_offset.load(Ordering::Relaxed) => {}
            None => {
                let answer = self.http.get(USERS, &[&query[..], &[("pagination", "keyset")]].concat()).await?;
                if answer.status() != 405 {
                    return Ok((answer, false));
                }
                return Ok((self.http.get(USERS, &query).await?, true));
            }
        }
        Ok((self.http.get(USERS, &query).await?, false))
    }

    /// One user; none if the server has none of this id.
    pub(crate) async fn account(&self, account: &AccountId) -> Result<Option<Fetched>> {
        if !safe_segment(&account.0) {
            return Ok(None);
        }
        let answer = self.http.get(&format!("{USERS}/{account}"), &[]).await?;
        if is_missing_user(&answer) {
            return Ok(None);
        }
        let answer = self.granted(answer).await?;
        let base = self.http.base().clone();
        let read = move || {
            let mut raw = answer.data()?;
            forget_internal(&mut raw);
            Ok(Fetched { account: super::map::account(&base, &raw)?, raw })
        };
        let fetched = aside(read).await?;
        if is_short(&fetched.raw) {
            return Err(self.why_short().await);
        }
        self.with_internal(fetched).await.map(Some)
    }

    /// The user, and whether it belongs to the server itself, which no answer says (§2): those who do are missing in a list
    /// without them. Asked only where it is in doubt; left out where the list does not tell. The list's row is the later
    /// answer, so it counts where both say something: whoever decides knows the user as the last answer had it.
    async fn with_internal(&self, fetched: Fetched) -> Result<Fetched> {
        let Some(found) = self.among_people(&fetched).await else { return Ok(fetched) };
        let base = self.http.base().clone();
        let mut raw = fetched.raw;
        let read = move || {
            if let Some(raw) = raw.as_object_mut() {
                let internal = found.is_none();
                if let Some(Value::Object(row)) = found {
                    raw.extend(row);
                }
                raw.insert(INTERNAL.to_owned(), Value::Bool(internal));
            }
            Ok(Fetched { account: super::map::account(&base, &raw)?, raw })
        };
        aside(read).await
    }

    /// The user's row in a list without the server's own users, or that there is none. None where it is in no doubt, and
    /// where the list does not tell.
    async fn among_people(&self, fetched: &Fetched) -> Option<Option<Value>> {
        let Fetched { account, raw } = fetched;
        let never_came =
            ["last_sign_in_at", "current_sign_in_at", "last_activity_on"].iter().all(|key| get(raw, key).is_none());
        // Whoever waits has asked to come in, as no user of the server does.
        let in_doubt = (never_came || account.marks.has(Mark::Bot)) && !account.marks.has(Mark::Pending);
        // A name that we read otherwise than it is written would be missing, too.
        if !in_doubt || get(raw, "username")?.as_str()? != account.username {
            return None;
        }
        let query = [("username", account.username.as_str()), ("exclude_internal", "true"), ("per_page", "1")];
        let rows = self.http.get(USERS, &query).await.ok()?.data().ok()?;
        match rows.as_array()?.as_slice() {
            [] => Some(None),
            [row] if !is_short(row) && id(row, "id").as_ref() == Some(&account.id.0) => Some(Some(row.clone())),
            _ => None,
        }
    }
}

/// Whether the kept JSON of a user and the one to be kept now say different things.
pub(crate) fn is_news(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            old.len() != new.len() || new.iter().any(|(key, value)| key != CLOCK && old.get(key) != Some(value))
        }
        _ => old != new,
    }
}

/// A missing record says `message`, a missing route `error` (§1.2).
pub(super) fn is_missing_record(answer: &Answer) -> bool {
    answer.status() == 404 && answer.json().is_some_and(|body| get(&body, "message").is_some())
}

/// A missing user is said to be one (§1.2, `404 User Not Found`). Gateways before a server have messages of their own for
/// what they cannot route, and nobody is gone by that.
fn is_missing_user(answer: &Answer) -> bool {
    let said = (answer.status() == 404).then(|| answer.json()).flatten().and_then(|body| line(&body, "message"));
    said.is_some_and(|said| said.to_ascii_lowercase().contains("user not found"))
}

fn forget_internal(raw: &mut Value) {
    if let Some(raw) = raw.as_object_mut() {
        raw.remove(INTERNAL);
    }
}

/// Whether the user belongs into the list. Of somebody in a state that we do not know nobody can say that they are active.
fn fits(which: Which, account: &Account) -> bool {
    let inactive = [Mark::Pending, Mark::Blocked, Mark::LdapBlocked, Mark::Banned, Mark::Deactivated, Mark::Unknown];
    match which {
        Which::Pending => inactive.iter().any(|mark| account.marks.has(*mark)),
        Which::Staff => account.rank == Rank::Administrator,
        Which::All | Which::Changed | Which::Local | Which::Remote | Which::Restricted(..) => true,
    }
}

impl<'a> Cursor<'a> {
    pub(super) fn read(text: &'a str) -> Result<Self> {
        let unreadable = || Error::caused(ErrorCode::Internal, "a cursor that we never gave out");
        match text.split_once(':').ok_or_else(unreadable)? {
            ("page", number) => Ok(Cursor::Offset(number.parse().map_err(|_| unreadable())?)),
            ("keyset", rest) => {
                let (lowest, cursor) = rest.split_once(':').ok_or_else(unreadable)?;
                Ok(Cursor::Keyset { lowest: lowest.parse().ok(), cursor })
            }
            _ => Err(unreadable()),
        }
    }
}

/// Where the next page begins by the cursor or the number that the server told, unless it leads back.
pub(super) fn next(
    (cursor, page): (Option<String>, Option<String>),
    here: Option<&Cursor<'_>>,
    rows: &[Fetched],
) -> Option<String> {
    let lowest = rows.iter().filter_map(|row| row.account.id.0.parse::<u64>().ok()).min();
    let (next, further) = if let Some(cursor) = cursor {
        let further = match here {
            Some(Cursor::Keyset { lowest: before, cursor: current }) => {
                cursor != *current && before.zip(lowest).is_none_or(|(before, now)| now < before)
            }
            Some(Cursor::Offset(_)) | None => true,
        };
        let lowest = lowest.map(|id| id.to_string()).unwrap_or_default();
        (format!("keyset:{lowest}:{cursor}"), further)
    } else {
        let page: u64 = page?.parse().ok()?;
        let further = match here {
            Some(Cursor::Offset(current)) => page > *current,
            Some(Cursor::Keyset { .. }) | None => page > 1,
        };
        (format!("page:{page}"), further)
    };
    if !further {
        tracing::warn!("a GitLab's next page leads back; the listing ends here");
    }
    further.then_some(next)
}
