//! admin/accounts: lists, one account, and the verbs that take no parameters (1.1, 2.2).

use serde_json::{Value, json};

use super::INSTANCE_ACTOR;
use super::auth::{READ, WRITE, require};
use super::filter::{Filter, V1, V2};
use super::paging::{ADMIN, Page};
use super::refusal::Refusal;
use super::roles::{DELETE_USER_DATA, MANAGE_USERS};
use super::state::{Id, Mastodon, Origin};
use crate::Dialect;
use crate::call::{Answer, Call};
use crate::world::Site;

impl Mastodon {
    pub(super) fn list_v1(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let caller = self.admit(call, READ)?;
        let filter = Filter::v1(&call.query);
        require(caller, MANAGE_USERS)?;
        self.list(call, site, &filter, V1)
    }

    /// A word that the filter does not know is refused before the role is looked at (1.4).
    pub(super) fn list_v2(&self, call: &Call, site: &Site) -> Result<Answer, Refusal> {
        let caller = self.admit(call, READ)?;
        let filter = Filter::v2(&call.query, self.manner.version)?;
        require(caller, MANAGE_USERS)?;
        self.list(call, site, &filter, V2)
    }

    fn list(&self, call: &Call, site: &Site, filter: &Filter, kept: &[&str]) -> Result<Answer, Refusal> {
        let version = self.manner.version;
        let listed =
            self.accounts.iter().filter(|(id, account)| **id != INSTANCE_ACTOR && filter.matches(account, version));
        let listed = listed.map(|(id, account)| (*id, account));
        let page = Page::of(listed, &call.query, ADMIN, &self.manner.otherwise)?;
        let rows: Vec<Value> = page.rows.iter().map(|(_, account)| self.admin_account_json(account, site)).collect();
        let answer = Answer::json(200, Value::Array(rows));
        // Until 4.1 v2's Link led to v1, with parameters that v1 doesn't know.
        let path = if version < Dialect::V4_2 { "/api/v1/admin/accounts" } else { call.path.as_str() };
        Ok(match page.link(&format!("{}{path}", site.base), &call.query, kept) {
            Some(link) => answer.with("link", link),
            None => answer,
        })
    }

    pub(super) fn show(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let caller = self.admit(call, READ)?;
        let account = self.find(id)?;
        require(caller, MANAGE_USERS)?;
        Ok(Answer::json(200, self.admin_account_json(account, site)))
    }

    /// approve, reject, enable and the reverses; each answers the account as it is now, reject answers `{}` (the account as it was, up to 3.5).
    pub(super) fn undo_or_decide(&mut self, call: &Call, site: &Site, id: &str, verb: &str) -> Result<Answer, Refusal> {
        if !["approve", "reject", "enable", "unsilence", "unsensitive", "unsuspend"].contains(&verb) {
            return Err(Refusal::NoRoute);
        }
        let caller = self.admit(call, WRITE)?;
        let account = self.find(id)?;
        let (id, handle) = (account.id, account.handle());
        let has_login = account.is_local() && account.user.is_some();
        if matches!(verb, "approve" | "reject" | "enable") && !has_login {
            return Err(Refusal::Forbidden);
        }
        let by = require(caller, MANAGE_USERS)?.id;
        let before = self.farewell(id, site);
        self.apply(id, verb)?;
        // Approvals are in the audit log since 4.1 only.
        if verb != "approve" || self.manner.version > Dialect::V4_0 {
            self.note(call.now, by, verb, handle);
        }
        Ok(match self.accounts.get(&id) {
            Some(account) => Answer::json(200, self.admin_account_json(account, site)),
            None => Answer::json(200, before),
        })
    }

    /// What reject and DELETE answer: nothing since 4.0, the account before.
    fn farewell(&self, id: Id, site: &Site) -> Value {
        match self.accounts.get(&id).filter(|_| self.manner.version == Dialect::V3_5) {
            Some(account) => self.admin_account_json(account, site),
            None => json!({}),
        }
    }

    fn apply(&mut self, id: Id, verb: &str) -> Result<(), Refusal> {
        let account = self.accounts.get_mut(&id).ok_or(Refusal::NoRecord)?;
        match verb {
            "approve" => {
                let user = account.user.as_mut().filter(|user| !user.approved).ok_or(Refusal::NotAllowed)?;
                user.approved = true;
            }
            "reject" => {
                account.user.as_ref().filter(|user| !user.approved).ok_or(Refusal::NotAllowed)?;
                // Row and login are gone at once: name and mail are free again, and nothing tells that they were ever here.
                self.drop_account(id);
            }
            "enable" => {
                if let Some(user) = &mut account.user {
                    user.disabled = false;
                }
            }
            "unsilence" => account.silenced_at = None,
            "unsensitive" => account.sensitized_at = None,
            _ => {
                account
                    .suspension
                    .as_ref()
                    .filter(|suspension| suspension.origin == Origin::Local)
                    .ok_or(Refusal::NotAllowed)?;
                account.suspension = None;
            }
        }
        Ok(())
    }

    /// Queues the deletion of a suspended account's data. Not in the audit log, and answered before it has happened.
    pub(super) fn delete(&mut self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        let caller = self.admit(call, WRITE)?;
        let id = self.find(id)?.id;
        require(caller, DELETE_USER_DATA)?;
        let suspension = self.accounts.get_mut(&id).and_then(|account| account.suspension.as_mut());
        let suspension =
            suspension.filter(|suspension| suspension.deletion_due.is_some()).ok_or(Refusal::NotAllowed)?;
        suspension.deletion_queued_at.get_or_insert(call.now);
        Ok(Answer::json(200, self.farewell(id, site)))
    }
}
