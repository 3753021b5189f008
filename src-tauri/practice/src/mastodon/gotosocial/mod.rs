//! The same people behind GoToSocial's dialect (5.6): ULIDs, lists in alphabetical order with cursors that are no ids, administrators only, `suspend` as the
//! only action, and errors with the status in words. What it shares with Mastodon (OAuth, instance, public accounts) is served by the neighbours.

mod list;
mod reports;
mod ulid;
mod wire;

use serde_json::json;

use super::auth::role_of;
use super::refusal::Refusal;
use super::state::{Account, AuditEntry, Id, Mastodon, Report, Strike, Suspension};
use super::words::Phrase;
use crate::Dialect;
use crate::call::{Answer, Call};
use crate::time::ahead_by;
use crate::world::Site;

pub(super) use wire::role_json;

const READ: &[&str] = &["admin", "admin:read", "admin:read:accounts", "admin:read:reports"];
const WRITE: &[&str] = &["admin", "admin:write", "admin:write:accounts", "admin:write:reports"];

fn bad(text: &str) -> Refusal {
    Refusal::Plain(400, format!("Bad Request: {text}"))
}

fn missing() -> Refusal {
    Refusal::Plain(404, "Not Found".to_owned())
}

impl Mastodon {
    /// An id as this dialect shows it.
    pub(super) fn shown_id(&self, id: Id) -> String {
        if self.manner.version == Dialect::GoToSocial { ulid::of_number(id.0) } else { id.to_string() }
    }

    /// The account behind a ULID.
    pub(super) fn find_ulid(&self, id: &str) -> Option<&Account> {
        let number = ulid::number(id)?;
        let found = self.accounts.get(&Id(number)).or_else(|| self.accounts.get(&super::INSTANCE_ACTOR));
        found.filter(|account| ulid::of_number(account.id.0) == id)
    }

    fn report_ulid(report: &Report) -> String {
        ulid::of(report.created_at.as_millisecond(), report.id.0)
    }

    /// The admin routes. Whatever Mastodon has beyond them is not there.
    pub(super) fn gotosocial(&mut self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        match (call.method.as_str(), call.segments().as_slice()) {
            ("GET", ["api", version @ ("v1" | "v2"), "admin", "accounts"]) => {
                self.gts_list(call, site, *version == "v2")
            }
            ("GET", ["api", "v1", "admin", "accounts", id]) => {
                self.administrator(call, READ)?;
                let account = self.find(id).map_err(|_| missing())?;
                Ok(Answer::json(200, self.admin_account_json(account, site)))
            }
            ("POST", ["api", "v1", "admin", "accounts", id, "approve"]) => self.gts_approve(call, site, id),
            ("POST", ["api", "v1", "admin", "accounts", id, "reject"]) => self.gts_reject(call, site, id),
            ("POST", ["api", "v1", "admin", "accounts", id, "action"]) => self.gts_act(call, site, id),
            ("GET", ["api", "v1", "admin", "reports"]) => self.gts_reports(call, site),
            ("GET", ["api", "v1", "admin", "reports", id]) => self.gts_report(call, site, id),
            ("POST", ["api", "v1", "admin", "reports", id, "resolve"]) => self.gts_resolve(call, site, id),
            _ => Err(missing()),
        }
    }

    /// Administrators only: moderators are refused as everybody else.
    fn administrator(&self, call: &Call, scopes: &[&str]) -> Result<&Account, Refusal> {
        let unauthorized = |text: &str| Refusal::Plain(401, format!("Unauthorized: {text}"));
        let owner = match self.admit(call, scopes) {
            Ok(None) => return Err(unauthorized("token was not supplied or has no user")),
            Ok(Some(owner)) => owner,
            Err(Refusal::Token(Phrase::Revoked | Phrase::Expired | Phrase::InvalidToken)) => {
                return Err(unauthorized("token is not valid any more"));
            }
            Err(Refusal::OutsideScopes) => {
                return Err(Refusal::Plain(403, "Forbidden: token has insufficient scope permission".to_owned()));
            }
            Err(other) => return Err(other),
        };
        // Roles 2 and 3 carry the admin flag here.
        if role_of(Some(owner)).id < 2 {
            return Err(Refusal::Plain(403, format!("Forbidden: user {} not an admin", self.shown_id(owner.id))));
        }
        Ok(owner)
    }

    /// Also a second time.
    fn gts_approve(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let by = self.administrator(call, WRITE)?.id;
        let (id, handle) = self.find(id).map(|account| (account.id, account.handle())).map_err(|_| missing())?;
        let mut account = self.accounts.get_mut(&id).ok_or_else(missing)?;
        let user = account.user.as_mut().ok_or_else(missing)?;
        let waited = !std::mem::replace(&mut user.approved, true);
        drop(account);
        if waited {
            self.note(call.now, by, "approve", handle);
        }
        let account = self.accounts.get(&id).ok_or_else(missing)?;
        Ok(Answer::json(200, self.admin_account_json(account, site)))
    }

    /// The only rejection of all that can say why: a private comment, a message, a mail.
    fn gts_reject(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let by = self.administrator(call, WRITE)?.id;
        let account = self.find(id).map_err(|_| missing())?;
        let user = account.user.as_ref().ok_or_else(missing)?;
        if user.approved {
            let text = format!("Unprocessable Entity: account {} has already been approved", account.username);
            return Err(Refusal::Plain(422, text));
        }
        let (id, target, farewell) = (account.id, account.handle(), self.admin_account_json(account, site));
        let said = |name: &str| call.form.filled(name).map(|text| format!("{name}: {text}"));
        let details = ["private_comment", "message", "send_email"].into_iter().filter_map(said).collect::<Vec<_>>();
        self.audit.push(AuditEntry {
            at: call.now,
            by,
            action: "reject".to_owned(),
            target,
            details: Some(details.join("; ")),
        });
        self.drop_account(id);
        Ok(Answer::json(200, farewell))
    }

    /// `suspend` and nothing else; one at a time on each account, and the data goes with it.
    fn gts_act(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let by = self.administrator(call, WRITE)?.id;
        match call.form.filled("type") {
            Some("suspend") => {}
            None => return Err(bad("no type specified")),
            Some(other) => {
                return Err(bad(&format!(
                    "admin action type {other} is not supported for this endpoint, currently supported types are: [\"suspend\"]"
                )));
            }
        }
        let (id, target) = self.find(id).map(|account| (account.id, account.handle())).map_err(|_| missing())?;
        if self.running.contains_key(&id) {
            let text = format!("Conflict: an action on {target} is currently running, try again later");
            return Err(Refusal::Plain(409, text));
        }
        self.running.insert(id, ahead_by(call.now, site.worker_delay));
        if let Some(mut account) = self.accounts.get_mut(&id) {
            account.suspension =
                Some(Suspension { deletion_queued_at: Some(call.now), ..Suspension::by_moderator(call.now) });
        }
        self.strikes.push(Strike {
            at: call.now,
            target: id,
            by,
            action: "suspend".to_owned(),
            text: call.form.filled("text").unwrap_or_default().to_owned(),
            report: None,
            posts: Vec::new(),
            notified: false,
        });
        self.note(call.now, by, "suspend", target);
        Ok(Answer::json(200, json!({ "message": "OK" })))
    }
}
