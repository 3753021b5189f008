//! Requests to a Mastodon (mastodon.md §1, §2, §5, §6).

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::Value;

use super::role::{self, Role};
use super::served::{self, Dialect};
use super::{READ_REPORTS_SCOPE, READ_SCOPE, WRITE_REPORTS_SCOPE, WRITE_SCOPE};
use crate::action::Verb;
use crate::error::{Error, ErrorCode, Result};
use crate::model::AccountId;
use crate::platform::address::safe_segment;
use crate::platform::http::{Answer, Http, Line, TokenSource};
use crate::platform::json::{get, id, line, words};
use crate::platform::revoking;
use crate::platform::rows::aside;
use crate::platform::{BaseUrl, Fetched, Introduced};
use crate::profile::{Ability, Allowance, Budget, May, ServerSettings, Software, TokenFacts, Who};
use crate::secret::{Credential, Secret};

pub(super) const V1: &str = "api/v1/admin/accounts";
/// Since 3.5; the list only, single accounts and verbs have no v2 (§1.1).
pub(super) const V2: &str = "api/v2/admin/accounts";
/// Reports have no v2 (§4.1).
pub(super) const REPORTS: &str = "api/v1/admin/reports";
/// The server's most (§1.5). Never 0: that is a 500.
pub(super) const LIMIT: &str = "200";

/// One Mastodon with a token. A clone shares connections and what was learned.
#[derive(Debug, Clone)]
pub struct Mastodon {
    pub(super) http: Http,
    pub(super) gotosocial: bool,
    pub(super) dialect: Dialect,
    /// Set when the server turned out to have no v2.
    pub(super) only_v1: Arc<AtomicBool>,
}

impl Mastodon {
    pub(crate) fn new(software: &Software, base: BaseUrl, token: Secret, line: &Line) -> Result<Self> {
        Ok(Self::over(Http::new(base, Some(token), line)?, software))
    }

    pub(super) fn over(http: Http, software: &Software) -> Self {
        Mastodon {
            http,
            gotosocial: super::is_gotosocial(software),
            dialect: Dialect::of(software),
            only_v1: Arc::default(),
        }
    }

    pub(crate) fn speaking(self, software: &Software) -> Self {
        Self::over(self.http, software)
    }

    pub(crate) fn carrying(self, source: Arc<TokenSource>) -> Self {
        Mastodon { http: self.http.carrying(source), ..self }
    }

    /// A pasted token ends with its application, on the server's own pages.
    pub(crate) async fn revoke(&self, credential: &Credential) -> Result<()> {
        revoking::grant(&self.http, credential).await
    }

    pub(crate) fn in_background(&self) -> Self {
        Mastodon { http: self.http.in_background(), ..self.clone() }
    }

    pub(crate) fn come_what_may(&self) -> Self {
        Mastodon { http: self.http.come_what_may(), ..self.clone() }
    }

    pub(crate) fn budget(&self) -> Option<Budget> {
        self.http.budget()
    }

    pub(crate) fn throttle(&self) -> Option<Budget> {
        self.http.throttle()
    }

    /// Who one is (§5.2), and by a look at the list that one may moderate: an admin request with an unknown token, one
    /// without role and one in a wrong state all get the same 403, a true 401 comes only from `verify_credentials` (§6.2).
    pub(crate) async fn introduced(&self) -> Result<Introduced> {
        let answer = self.http.get("api/v1/accounts/verify_credentials", &[]).await?;
        let me = if answer.is_success() {
            Some(answer.data()?)
        } else if answer.status() == 403 && scope_missing(&answer) {
            // The token may not tell who we are. Moderating may work all the same.
            None
        } else {
            return Err(answer.refusal());
        };
        let handle = me.as_ref().and_then(|me| line(me, "username"));
        let own_id = me.as_ref().and_then(|me| id(me, "id")).unwrap_or_default();
        self.prove_list(handle.clone()).await?;
        let role = match me.as_ref().and_then(|me| Role::read(get(me, "role"))) {
            Some(role) => Some(role),
            None => self.own_role(&own_id).await,
        };
        let token = self.token_facts().await;
        let scopes = token.scopes.as_deref().unwrap_or_default();
        let who = Who {
            id: own_id,
            username: handle.unwrap_or_default(),
            role: role.as_ref().and_then(|role| role.name.clone()),
            may: self.may(role.as_ref(), scopes, self.reports_allowance(role.as_ref()).await),
            unserved: Vec::new(),
            settings: ServerSettings::default(),
        };
        Ok(Introduced { who, token })
    }

    /// Before 4.0 one's role stands only in the moderators' view of one's own account (§3.2, §5.2).
    async fn own_role(&self, own_id: &str) -> Option<Role> {
        if !safe_segment(own_id) {
            return None;
        }
        let answer = self.http.get(&format!("{V1}/{own_id}"), &[]).await.ok()?;
        Role::read(get(&answer.data().ok()?, "role"))
    }

    /// The list is open to those with scope and role only.
    async fn prove_list(&self, handle: Option<String>) -> Result<()> {
        let answer = self.list(&[("limit", "1")], &[("limit", "1"), ("local", "true")]).await?;
        if answer.status() == 403 && login_disabled(&answer) {
            return Err(answer.refusal());
        }
        accounts_data(&answer, handle).map(|_| ())
    }

    /// Name and scopes of the application that the token was made for, where the server tells them (4.3 and later). A pasted
    /// token has these or fewer, so only what is missing here is sure; what was granted is known exactly.
    async fn token_facts(&self) -> TokenFacts {
        let answer = self.http.get("api/v1/apps/verify_credentials", &[]).await;
        let told = answer.and_then(|answer| answer.data()).unwrap_or_default();
        let scopes = self.http.granted().or_else(|| words(&told, "scopes"));
        TokenFacts { scopes, name: line(&told, "name"), ..TokenFacts::default() }
    }

    /// Whether reports are shown to us: looked at, because the role's bits alone do not tell what the token may (§4.1).
    async fn reports_allowance(&self, role: Option<&Role>) -> Allowance {
        let Ok(answer) = self.http.get(REPORTS, &[("limit", "1")]).await else { return Allowance::Unknown };
        match answer.status() {
            200..=299 if !answer.is_html() => Allowance::Yes,
            403 if scope_missing(&answer) => Allowance::NotByScope { scope: READ_REPORTS_SCOPE.to_owned() },
            403 => Allowance::NotByRole,
            404 => Allowance::NotHere,
            _ => match role {
                Some(role) if !role.can(role::MANAGE_REPORTS) => Allowance::NotByRole,
                _ => Allowance::Unknown,
            },
        }
    }

    /// A listing that came back proves `manage_users`, whatever the role's bits say. What the scopes allow is assumed
    /// until the application's scopes or a refusal say otherwise: one doesn't try out a verb.
    fn may(&self, role: Option<&Role>, scopes: &[String], see_reports: Allowance) -> Vec<May> {
        let by_role = |permission| match role {
            None => Allowance::Unknown,
            Some(role) if role.can(permission) => Allowance::Yes,
            Some(_) => Allowance::NotByRole,
        };
        let scope = |scope: &str, broad: &str| {
            let granted = scopes.is_empty() || scopes.iter().any(|one| one == scope || one == broad);
            if granted { Allowance::Yes } else { Allowance::NotByScope { scope: scope.to_owned() } }
        };
        let write = scope(WRITE_SCOPE, "admin:write");
        let served = |verb| if served::serves(self.dialect, verb) { write.clone() } else { Allowance::NotHere };
        let both = |first: Allowance, then: Allowance| if first == Allowance::Yes { then } else { first };
        let may = [
            (Ability::Look, Allowance::Yes),
            (Ability::DecideSignUps, write.clone()),
            (Ability::Warn, served(Verb::Warn)),
            (Ability::Limit, served(Verb::Limit)),
            (Ability::Freeze, served(Verb::Freeze)),
            (Ability::Suspend, served(Verb::Suspend)),
            (Ability::DeleteData, both(served(Verb::DeleteData), by_role(role::DELETE_USER_DATA))),
            (Ability::SeeReports, see_reports.clone()),
            (Ability::Reports, both(see_reports, scope(WRITE_REPORTS_SCOPE, "admin:write"))),
            // The role has to stand above theirs, and positions are not told (§2.4, §3.2).
            (Ability::ActOnStaff, Allowance::Unknown),
        ];
        may.into_iter().map(|(ability, allowance)| May { ability, allowance }).collect()
    }

    /// One account; none if the server has none of this id.
    pub(crate) async fn account(&self, account: &AccountId) -> Result<Option<Fetched>> {
        if !safe_segment(&account.0) {
            return Ok(None);
        }
        let answer = self.http.get(&format!("{V1}/{account}"), &[]).await?;
        if answer.status() == 404 && self.is_missing_record(&answer) {
            return Ok(None);
        }
        let read = move || {
            let raw = accounts_data(&answer, None)?;
            Ok(Fetched { account: super::map::account(&raw)?, raw })
        };
        aside(read).await.map(Some)
    }

    /// A missing route answers `Not Found`, a missing record `Record not found` (§5.4). GoToSocial has the route, so
    /// its 404 means the record, in whatever words.
    pub(super) fn is_missing_record(&self, answer: &Answer) -> bool {
        let error = answer.json().and_then(|body| line(&body, "error"));
        !answer.is_html() && error.is_some_and(|error| self.gotosocial || error != "Not Found")
    }
}

/// The data of an admin answer, or what its refusal means. Whom a look is refused lacks scope or role, or has an unknown
/// token (§6.2): a 403 to a GET is never about the account's state.
pub(super) fn accounts_data(answer: &Answer, handle: Option<String>) -> Result<Value> {
    if answer.is_success() {
        return answer.data();
    }
    let error = refused(answer, READ_SCOPE);
    Err(match error.code {
        ErrorCode::ServerSaysNo { status: 403 } => Error { code: ErrorCode::RoleMissing { handle }, ..error },
        _ => error,
    })
}

/// What a refusal means by itself. The fixed English words of scope errors are the only way to know them (§6.2, §6.4).
pub(super) fn refused(answer: &Answer, scope: &str) -> Error {
    if answer.status() == 403 && !answer.is_html() && scope_missing(answer) {
        return Error::new(ErrorCode::ScopeMissing { scope: scope.to_owned() }).saying(answer.words());
    }
    answer.refusal()
}

/// `This action is outside the authorized scopes`, or GoToSocial's `token has insufficient scope`.
fn scope_missing(answer: &Answer) -> bool {
    answer.words().is_some_and(|words| words.to_ascii_lowercase().contains("scope"))
}

/// `Your login is currently disabled`: neither scope nor role would help.
pub(super) fn login_disabled(answer: &Answer) -> bool {
    answer.words().is_some_and(|words| words.to_ascii_lowercase().contains("login is currently disabled"))
}

/// Whether the next cursor leads further down. Ids descend; GoToSocial's cursors are no ids and can only be compared.
pub(super) fn goes_on(cursor: Option<&str>, next: &str) -> bool {
    let Some(cursor) = cursor else { return true };
    let further = match (cursor.parse::<u128>(), next.parse::<u128>()) {
        (Ok(here), Ok(there)) => there < here,
        _ => next != cursor,
    };
    if !further {
        tracing::warn!("a Mastodon's next page leads back; the listing ends here");
    }
    further
}
