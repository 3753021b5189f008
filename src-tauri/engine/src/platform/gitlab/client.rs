//! Requests to a GitLab (gitlab.md §1, §3, §6).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::{READ_SCOPE, WRITE_SCOPE};
use crate::action::Verb;
use crate::clock::Clock;
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::model::{AccountId, Mark};
use crate::platform::address::safe_segment;
use crate::platform::http::{Answer, Http, Posted};
use crate::platform::json::{get, id, line, list, yes};
use crate::platform::rows::{accounts, aside};
use crate::platform::{BaseUrl, Fetched, Page, Sent, Which};
use crate::profile::{Ability, Allowance, Budget, May, Who};
use crate::secret::Secret;

/// The name of the one role that GitLab has for whole instances.
pub(super) const ADMINISTRATOR: &str = "Administrator";
/// The state of those who wait (§2).
pub(super) const PENDING: &str = "blocked_pending_approval";

const USERS: &str = "api/v4/users";
/// The server's most (§3.4).
const LIMIT: &str = "100";

/// One GitLab with a token. A clone shares connections and what was learned.
#[derive(Debug, Clone)]
pub struct Gitlab {
    http: Http,
    /// Set when the server turned out to page users by number only (before 16.5).
    only_offset: Arc<AtomicBool>,
}

/// Where a page begins, as it is handed out and taken back.
enum Cursor<'a> {
    /// The server's own word, and the lowest id so far: the guard against pages that lead back.
    Keyset { lowest: Option<u64>, cursor: &'a str },
    /// A page's number.
    Offset(u64),
}

impl Gitlab {
    pub(crate) fn new(base: BaseUrl, token: Secret, clock: &Clock) -> Result<Self> {
        Ok(Self::over(Http::new(base, Some(token), clock)?))
    }

    pub(super) fn over(http: Http) -> Self {
        Gitlab { http, only_offset: Arc::default() }
    }

    pub(crate) fn budget(&self) -> Option<Budget> {
        self.http.budget()
    }

    /// Who one is, and whether the server treats the token as an administrator's (§6, "preflight").
    pub(crate) async fn who(&self) -> Result<Who> {
        let me = self.me().await?;
        let username = line(&me, "username").ok_or(ErrorCode::Unreadable)?;
        if !yes(&me, "is_admin") {
            return Err(Error::new(ErrorCode::RoleMissing { handle: Some(username) }));
        }
        let scopes = self.token_scopes().await;
        let listing = self.http.get(USERS, &[("per_page", "1")]).await?;
        let rows = self.granted(listing).await?.data()?;
        if rows.as_array().ok_or(ErrorCode::Unreadable)?.iter().any(is_short) {
            return Err(Error::new(ErrorCode::AdminModeMissing));
        }
        let may_write = scopes.is_empty() || scopes.iter().any(|scope| scope == WRITE_SCOPE);
        let write = if may_write { Allowance::Yes } else { Allowance::NotByScope { scope: WRITE_SCOPE.to_owned() } };
        let may = [
            (Ability::Look, Allowance::Yes),
            (Ability::DecideSignUps, write.clone()),
            (Ability::Block, write.clone()),
            (Ability::Ban, write.clone()),
            (Ability::DeleteData, write.clone()),
            // Administrators can act on administrators (§1.2).
            (Ability::ActOnStaff, write),
        ];
        Ok(Who {
            id: id(&me, "id").unwrap_or_default(),
            username,
            role: Some(ADMINISTRATOR.to_owned()),
            may: may.into_iter().map(|(ability, allowance)| May { ability, allowance }).collect(),
            unserved: Vec::new(),
        })
    }

    /// `/metadata` came with 15.2; `/version` is older than anything in use (§6).
    pub(crate) async fn version(&self) -> Option<String> {
        for path in ["api/v4/metadata", "api/v4/version"] {
            let told = self.http.get(path, &[]).await.ok().and_then(|answer| answer.json());
            if let Some(version) = told.and_then(|told| line(&told, "version")) {
                return Some(version);
            }
        }
        None
    }

    async fn me(&self) -> Result<Value> {
        let answer = self.http.get("api/v4/user", &[]).await?;
        if answer.is_success() {
            return answer.data();
        }
        let error = refused(&answer, READ_SCOPE);
        Err(match error.code {
            // Blocked, or not let in before a form is filled (gitlab.md §6): the server's words say which.
            ErrorCode::ServerSaysNo { status: 403 } => Error { code: ErrorCode::RoleMissing { handle: None }, ..error },
            _ => error,
        })
    }

    /// An answer that was given, or why it was not. A 403 to a GET is never about a user's state, and whether the role
    /// or Admin Mode is missing stands in no answer's body (§1.2): one's own entry tells.
    async fn granted(&self, answer: Answer) -> Result<Answer> {
        if answer.is_success() {
            return Ok(answer);
        }
        let error = refused(&answer, READ_SCOPE);
        if error.code != (ErrorCode::ServerSaysNo { status: 403 }) {
            return Err(error);
        }
        let why = self.why_short().await;
        Err(Error { server_said: why.server_said.or(error.server_said), ..why })
    }

    /// The token's scopes; empty where the server does not tell, as for OAuth tokens.
    async fn token_scopes(&self) -> Vec<String> {
        let Ok(answer) = self.http.get("api/v4/personal_access_tokens/self", &[]).await else { return Vec::new() };
        let told = answer.data().unwrap_or_default();
        list(&told, "scopes").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// A page of users by descending id: by keyset, or by number where the server has no keyset for users (§3.4).
    ///
    /// There is no filter for pending users (§3.3): those who are not active are listed, and picked here.
    pub(crate) async fn page(&self, which: Which, cursor: Option<&str>) -> Result<Page> {
        let cursor = cursor.map(Cursor::read).transpose()?;
        let answer = self.page_answer(which, cursor.as_ref()).await?;
        let answer = self.granted(answer).await?;
        let told = (answer.next("cursor"), answer.next("page"));
        let base = self.http.base().clone();
        let mut accounts = aside(move || accounts(answer.data()?, |raw| super::map::account(&base, raw))).await?;
        if accounts.iter().any(|fetched| is_short(&fetched.raw)) {
            // A 200 that hides blocked and banned users (§3.1): nothing of it may reach the cache.
            return Err(self.why_short().await);
        }
        let next = if accounts.is_empty() { None } else { next(told, cursor.as_ref(), &accounts) };
        match which {
            Which::Pending => accounts.retain(|fetched| fetched.account.marks.has(Mark::Pending)),
            Which::All => {}
        }
        Ok(Page { accounts, next })
    }

    async fn page_answer(&self, which: Which, cursor: Option<&Cursor<'_>>) -> Result<Answer> {
        let mut query = vec![("per_page", LIMIT), ("order_by", "id"), ("sort", "desc")];
        match which {
            Which::Pending => {
                // Older servers ignore what they do not know, and list everybody (§3.1).
                query.extend([
                    ("exclude_active", "true"),
                    ("exclude_internal", "true"),
                    ("without_project_bots", "true"),
                ]);
            }
            Which::All => {}
        }
        let number;
        match cursor {
            Some(Cursor::Offset(page)) => {
                number = page.to_string();
                query.push(("page", &number));
                return self.http.get(USERS, &query).await;
            }
            Some(Cursor::Keyset { cursor, .. }) => {
                query.extend([("pagination", "keyset"), ("cursor", cursor)]);
                return self.http.get(USERS, &query).await;
            }
            None => {}
        }
        if !self.only_offset.load(Ordering::Relaxed) {
            let mut keyset = query.clone();
            keyset.push(("pagination", "keyset"));
            let answer = self.http.get(USERS, &keyset).await?;
            if answer.status() != 405 {
                return Ok(answer);
            }
            self.only_offset.store(true, Ordering::Relaxed);
        }
        self.http.get(USERS, &query).await
    }

    /// One user; none if the server has none of this id.
    pub(crate) async fn account(&self, account: &AccountId) -> Result<Option<Fetched>> {
        if !safe_segment(&account.0) {
            return Ok(None);
        }
        let answer = self.http.get(&format!("{USERS}/{account}"), &[]).await?;
        // A missing record says `message`, a missing route `error` (§1.2).
        let missing_record =
            answer.status() == 404 && answer.json().is_some_and(|body| get(&body, "message").is_some());
        if missing_record {
            return Ok(None);
        }
        let answer = self.granted(answer).await?;
        let base = self.http.base().clone();
        let read = move || {
            let raw = answer.data()?;
            Ok(Fetched { account: super::map::account(&base, &raw)?, raw })
        };
        let fetched = aside(read).await?;
        if is_short(&fetched.raw) {
            return Err(self.why_short().await);
        }
        Ok(Some(fetched))
    }

    /// Sends a verb. The body decides, not the status (§1.3).
    pub(crate) async fn act(&self, account: &AccountId, verb: Verb) -> Sent {
        let Some(action) = action(verb).filter(|_| safe_segment(&account.0)) else {
            return Sent::NotArrived(Error::new(ErrorCode::NotFound));
        };
        let answer = match self.http.post(&format!("{USERS}/{account}/{action}"), &[]).await {
            Posted::NotArrived(error) => return Sent::NotArrived(error),
            Posted::Unsure(error) => return Sent::Unsure(error),
            Posted::Answered(answer) => answer,
        };
        let (status, words) = (answer.status(), answer.words());
        if !answer.is_success() {
            let problem = Problem::from(&refused(&answer, WRITE_SCOPE));
            return Sent::Refused { status, words, problem };
        }
        match answer.json() {
            Some(Value::Null | Value::Bool(false)) => Sent::NothingDone { status, words },
            _ => Sent::Taken { status, words },
        }
    }

    /// Why the server shows us what it shows to anybody: no administrator any more, or the token is not for Admin Mode.
    async fn why_short(&self) -> Error {
        match self.me().await {
            Ok(me) if yes(&me, "is_admin") => Error::new(ErrorCode::AdminModeMissing),
            Ok(me) => Error::new(ErrorCode::RoleMissing { handle: line(&me, "username") }),
            Err(error) => error,
        }
    }
}

impl<'a> Cursor<'a> {
    fn read(text: &'a str) -> Result<Self> {
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
fn next(
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

const fn action(verb: Verb) -> Option<&'static str> {
    match verb {
        Verb::Approve => Some("approve"),
        Verb::Reject => Some("reject"),
        Verb::Block => Some("block"),
        Verb::Unblock => Some("unblock"),
        Verb::Ban => Some("ban"),
        Verb::Unban => Some("unban"),
        // Verbs of other servers.
        _ => None,
    }
}

/// Whether it is the row that anybody sees: administrators' rows say who is one (§3.1).
fn is_short(row: &Value) -> bool {
    row.is_object() && row.get("is_admin").is_none()
}

/// What a refusal means by itself: a missing scope has an OAuth error's body (§1.2).
fn refused(answer: &Answer, scope: &str) -> Error {
    let error = answer.json().and_then(|body| line(&body, "error"));
    match error.as_deref() {
        Some("insufficient_scope") => {
            Error::new(ErrorCode::ScopeMissing { scope: scope.to_owned() }).saying(answer.words())
        }
        _ => answer.refusal(),
    }
}
