//! Requests to a GitLab (gitlab.md §1, §3, §6).

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::Value;

use super::{READ_SCOPE, WRITE_SCOPE};
use crate::error::{Error, ErrorCode, Result};
use crate::platform::http::{Answer, Http, Line, TokenSource};
use crate::platform::json::{count, flag, id, line, yes};
use crate::platform::{BaseUrl, Introduced};
use crate::profile::{Ability, Allowance, Budget, May, ServerSettings, Who};
use crate::secret::{Credential, Secret};

/// The name of the one role that GitLab has for whole instances.
pub(super) const ADMINISTRATOR: &str = "Administrator";
/// The state of those who wait (§2).
pub(super) const PENDING: &str = "blocked_pending_approval";

pub(super) const USERS: &str = "api/v4/users";

/// One GitLab with a token. A clone shares connections and what was learned.
#[derive(Debug, Clone)]
pub struct Gitlab {
    pub(super) http: Http,
    /// Set when the server turned out to page users by number only (before 16.5).
    pub(super) only_offset: Arc<AtomicBool>,
}

impl Gitlab {
    pub(crate) fn new(base: BaseUrl, token: Secret, line: &Line) -> Result<Self> {
        Ok(Self::over(Http::new(base, Some(token), line)?))
    }

    pub(super) fn over(http: Http) -> Self {
        Gitlab { http, only_offset: Arc::default() }
    }

    pub(crate) fn carrying(self, source: Arc<TokenSource>) -> Self {
        Gitlab { http: self.http.carrying(source), ..self }
    }

    pub(crate) async fn revoke(&self, credential: &Credential) -> Result<()> {
        super::token::revoke(&self.http, credential).await
    }

    pub(crate) fn in_background(&self) -> Self {
        Gitlab { http: self.http.in_background(), ..self.clone() }
    }

    pub(crate) fn come_what_may(&self) -> Self {
        Gitlab { http: self.http.come_what_may(), ..self.clone() }
    }

    pub(crate) fn budget(&self) -> Option<Budget> {
        self.http.budget()
    }

    pub(crate) fn throttle(&self) -> Option<Budget> {
        self.http.throttle()
    }

    /// Who one is, and whether the server treats the token as an administrator's (§6, "preflight").
    pub(crate) async fn introduced(&self) -> Result<Introduced> {
        let me = self.me().await?;
        let username = line(&me, "username").ok_or(ErrorCode::Unreadable)?;
        if !yes(&me, "is_admin") {
            return Err(Error::new(ErrorCode::RoleMissing { handle: Some(username) }));
        }
        let token = super::token::facts(&self.http).await?;
        if self.sees_short_rows().await? {
            return Err(Error::new(ErrorCode::AdminModeMissing));
        }
        // Where the server does not tell, it is assumed until a refusal says otherwise.
        let may_write = token.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope == WRITE_SCOPE));
        let write = if may_write { Allowance::Yes } else { Allowance::NotByScope { scope: WRITE_SCOPE.to_owned() } };
        let may = [
            (Ability::Look, Allowance::Yes),
            (Ability::DecideSignUps, write.clone()),
            (Ability::Block, write.clone()),
            (Ability::Ban, write.clone()),
            (Ability::Deactivate, write.clone()),
            (Ability::Notes, write.clone()),
            (Ability::DeleteAccounts, write.clone()),
            // Administrators can act on administrators (§1.2).
            (Ability::ActOnStaff, write),
        ];
        let who = Who {
            id: id(&me, "id").unwrap_or_default(),
            username,
            role: Some(ADMINISTRATOR.to_owned()),
            may: may.into_iter().map(|(ability, allowance)| May { ability, allowance }).collect(),
            unserved: Vec::new(),
            settings: self.settings().await,
        };
        Ok(Introduced { who, token })
    }

    pub(crate) async fn version(&self) -> Option<String> {
        line(&self.metadata().await?, "version")
    }

    /// `/metadata` came with 15.2; `/version` is older than anything in use (§6).
    async fn metadata(&self) -> Option<Value> {
        for path in ["api/v4/metadata", "api/v4/version"] {
            let told = self.http.get(path, &[]).await.ok().and_then(|answer| answer.json());
            if let Some(told) = told.filter(|told| line(told, "version").is_some()) {
                return Some(told);
            }
        }
        None
    }

    /// What decides about verbs (§5, "application settings"). A server that does not tell is asked no less: without a
    /// setting the offers say that it depends.
    async fn settings(&self) -> ServerSettings {
        let answer = self.http.get("api/v4/application/settings", &[]).await;
        let told = answer.and_then(|answer| answer.data()).unwrap_or_default();
        ServerSettings {
            dormant_days: count(&told, "deactivate_dormant_users_period"),
            bans_same_mail: flag(&told, "enforce_email_subaddress_restrictions"),
            mails_deactivated: flag(&told, "user_deactivation_emails_enabled"),
            enterprise: self.metadata().await.as_ref().and_then(is_enterprise),
        }
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
    pub(super) async fn granted(&self, answer: Answer) -> Result<Answer> {
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

    /// Whether the server shows us what it shows to anybody. Somebody is there, ourselves at least: a list of nobody proves
    /// nothing.
    pub(super) async fn sees_short_rows(&self) -> Result<bool> {
        let answer = self.http.get(USERS, &[("per_page", "1")]).await?;
        let rows = self.granted(answer).await?.data()?;
        let rows = rows.as_array().filter(|rows| !rows.is_empty()).ok_or(ErrorCode::Unreadable)?;
        Ok(rows.iter().any(is_short))
    }

    /// Why the server shows us what it shows to anybody: no administrator any more, or the token is not for Admin Mode.
    pub(super) async fn why_short(&self) -> Error {
        match self.me().await {
            Ok(me) if yes(&me, "is_admin") => Error::new(ErrorCode::AdminModeMissing),
            Ok(me) => Error::new(ErrorCode::RoleMissing { handle: line(&me, "username") }),
            Err(error) => error,
        }
    }
}

/// Whether it is the row that anybody sees: administrators' rows say who is one (§3.1).
pub(super) fn is_short(row: &Value) -> bool {
    row.is_object() && row.get("is_admin").is_none()
}

/// Whether it is the edition with more filters: by its own word, or by the version's ending where `/metadata` lacks it.
/// A version without any ending is the other edition's; another ending (`-pre`) says nothing.
fn is_enterprise(metadata: &Value) -> Option<bool> {
    flag(metadata, "enterprise").or_else(|| {
        let version = line(metadata, "version")?;
        match version.split_once('-') {
            None => Some(false),
            Some((_, ending)) => ending.split('-').any(|part| part == "ee").then_some(true),
        }
    })
}

/// What a refusal means by itself: a missing scope has an OAuth error's body (§1.2).
pub(super) fn refused(answer: &Answer, scope: &str) -> Error {
    let error = answer.json().and_then(|body| line(&body, "error"));
    match error.as_deref() {
        Some("insufficient_scope") => {
            Error::new(ErrorCode::ScopeMissing { scope: scope.to_owned() }).saying(answer.words())
        }
        _ => answer.refusal(),
    }
}
