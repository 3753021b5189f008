//! admin/accounts: lists, one account, and the verbs that take no parameters (1.1, 2.2).

use serde_json::{Value, json};

use super::INSTANCE_ACTOR;
use super::auth::{READ, WRITE, require};
use super::filter::{Filter, V1, V2};
use super::paging::{ADMIN, Page, Window};
use super::refusal::Refusal;
use super::roles::{DELETE_USER_DATA, MANAGE_USERS};
use super::state::{Account, Id, Mastodon, Origin};
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
        let window = Window::asked(&call.query, ADMIN, &self.manner.otherwise)?;
        let page = self.page(window, filter);
        let rows: Vec<Value> = page.rows.iter().map(|(_, account)| self.admin_account_json(account, site)).collect();
        let answer = Answer::json(200, Value::Array(rows));
        // Until 4.1 v2's Link led to v1, with parameters that v1 doesn't know.
        let path = if version < Dialect::V4_2 { "/api/v1/admin/accounts" } else { call.path.as_str() };
        Ok(match page.link(&format!("{}{path}", site.base), &call.query, kept) {
            Some(link) => answer.with("link", link),
            None => answer,
        })
    }

    /// Steps from the cursor, through those only whom the index leaves where it knows better than to look at everybody.
    fn page(&self, window: Window, filter: &Filter) -> Page<&Account> {
        let version = self.manner.version;
        let listed = |account: &Account| account.id != INSTANCE_ACTOR && filter.matches(account, version);
        if filter.finds_nobody() {
            return window.page(std::iter::empty());
        }
        match self.accounts.index().candidates(&filter.clues()) {
            Some(candidates) => {
                let inside = candidates.between(window.above, window.below);
                let accounts = inside.filter_map(|id| Some((id, self.accounts.get(&id)?)));
                window.page(accounts.filter(|(_, account)| listed(account)))
            }
            None => {
                let inside = self.accounts.between(window.above, window.below);
                window.page(inside.filter(|(_, account)| listed(account)))
            }
        }
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
        let mut account = self.accounts.get_mut(&id).ok_or(Refusal::NoRecord)?;
        match verb {
            "approve" => {
                let user = account.user.as_mut().filter(|user| !user.approved).ok_or(Refusal::NotAllowed)?;
                user.approved = true;
            }
            "reject" => {
                account.user.as_ref().filter(|user| !user.approved).ok_or(Refusal::NotAllowed)?;
                drop(account);
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
        let mut account = self.accounts.get_mut(&id).ok_or(Refusal::NoRecord)?;
        let suspension = account
            .suspension
            .as_mut()
            .filter(|suspension| suspension.deletion_due.is_some())
            .ok_or(Refusal::NotAllowed)?;
        suspension.deletion_queued_at.get_or_insert(call.now);
        drop(account);
        Ok(Answer::json(200, self.farewell(id, site)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Params;

    /// What each of these finds by stepping from the cursor through side lists is what looking at everybody finds, at any depth and in both directions.
    #[test]
    fn a_page_holds_what_looking_at_everybody_would_find() {
        let instance = Mastodon::seed(3, 10_000, "2026-06-01T12:00:00Z".parse().unwrap());
        #[rustfmt::skip]
        let filters = [
            "", "origin=local", "origin=remote&status=active", "status=pending", "status=disabled", "status=silenced&origin=local",
            "status=sensitized", "status=suspended&origin=remote", "permissions=staff", "role_ids[]=1", "role_ids=2&status=active", "username=kim",
            "username=a", "username=ab", "username=quiet_otter", "username=%25otter", "username=@KIM", "display_name=Anna", "display_name=%C3%89lodie",
            "display_name=%E0%A4", "email=anna", "email=%25@mailbox.example", "email=%25@bigmail.example", "email=%25@uni", "email=a_b%25",
            "by_domain=noise.example", "by_domain=nowhere.example", "by_domain=noise.example&origin=local&status=silenced", "ip=198.51.100.0/24",
            "ip=192.0.2.31", "ip=10.0.0.0/8", "ip=2001:db8::/32", "ip=0.0.0.0/0", "ip=nonsense", "invited_by=3", "username=a&status=suspended",
        ];
        let ids: Vec<Id> = instance.accounts.values().map(|account| account.id).collect();
        let cursor = |percent: usize| ids[ids.len() * percent / 100];
        for query in filters {
            let parsed = Params::from_query(query);
            let filter = Filter::v2(&parsed, Dialect::V4_6).unwrap();
            let matching: Vec<Id> = instance
                .accounts
                .values()
                .filter(|account| account.id != INSTANCE_ACTOR && filter.matches(account, Dialect::V4_6))
                .map(|account| account.id)
                .collect();
            for cursors in [
                "limit=3".to_owned(),
                format!("limit=200&max_id={}", cursor(50)),
                format!("limit=200&min_id={}", cursor(90)),
                format!("limit=50&since_id={}&max_id={}", cursor(2), cursor(97)),
                format!("limit=7&min_id={}&max_id={}", cursor(60), cursor(30)),
            ] {
                let asked = Params::from_query(&cursors);
                let everybody = matching.iter().map(|id| (*id, ()));
                let wanted = Page::of(everybody, &asked, ADMIN, &instance.manner.otherwise).unwrap();
                let window = Window::asked(&asked, ADMIN, &instance.manner.otherwise).unwrap();
                let page = instance.page(window, &filter);
                let found: Vec<Id> = page.rows.iter().map(|(id, _)| *id).collect();
                let wanted: Vec<Id> = wanted.rows.iter().map(|(id, ())| *id).collect();
                assert_eq!(found, wanted, "{query} with {cursors}");
            }
        }
    }
}
