//! Everybody here, by id, with an [`Index`] that is kept with each change: no list reads more than the page that it shows.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::index::{Index, Marks};
use super::state::{Account, Id};
use crate::chance::Chance;

/// The accounts. Boxed, so that the tree itself stays small and seeding doesn't copy people about.
#[derive(Clone, Debug, Default)]
pub(super) struct Register {
    accounts: BTreeMap<Id, Box<Account>>,
    index: Index,
}

impl Register {
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    pub(super) fn get(&self, id: &Id) -> Option<&Account> {
        self.accounts.get(id).map(Box::as_ref)
    }

    pub(super) fn len(&self) -> usize {
        self.accounts.len()
    }

    pub(super) fn contains_key(&self, id: &Id) -> bool {
        self.accounts.contains_key(id)
    }

    pub(super) fn values(&self) -> impl DoubleEndedIterator<Item = &Account> {
        self.accounts.values().map(Box::as_ref)
    }

    /// Those whose ids lie between, neither bound included, oldest first.
    pub(super) fn between(&self, above: Id, below: Id) -> impl DoubleEndedIterator<Item = (Id, &Account)> {
        let first = Id(above.0.saturating_add(1));
        // Bounds that cross are an empty page on the server, and would be a panic here.
        let inside = self.accounts.range(first..below.max(first));
        inside.map(|(id, account)| (*id, account.as_ref()))
    }

    /// Makes GoToSocial's order ready.
    pub(super) fn open_alphabet(&mut self) {
        let places = self.accounts.values().map(|account| (account.alphabetical().into(), account.id));
        self.index.open_alphabet(places);
    }

    /// Somebody whom the lot hits; none: nobody is as wanted from there on.
    pub(super) fn anybody(&self, chance: &mut Chance, wanted: impl FnMut(&&Account) -> bool) -> Option<&Account> {
        let (first, last) = (self.accounts.keys().find(|id| id.0 > 0)?, self.accounts.keys().next_back()?);
        let from = Id(chance.between(first.0, last.0));
        self.accounts.range(from..).map(|(_, account)| account.as_ref()).find(wanted)
    }

    /// An account to change; the index follows when the change is over.
    pub(super) fn get_mut(&mut self, id: &Id) -> Option<Edit<'_>> {
        let account = self.accounts.get_mut(id)?;
        Some(Edit { before: Marks::of(account), account, index: &mut self.index })
    }

    /// Puts an account in, in the place of any with its id.
    pub(super) fn insert(&mut self, account: impl Into<Box<Account>>) {
        let account = account.into();
        self.remove(&account.id);
        self.index.put(account.id, &Marks::of(&account));
        self.accounts.insert(account.id, account);
    }

    pub(super) fn remove(&mut self, id: &Id) -> Option<Box<Account>> {
        let account = self.accounts.remove(id)?;
        self.index.take(*id, &Marks::of(&account));
        Some(account)
    }

    /// The account with exactly this username, from wherever; case does not count, and the first to come wins.
    pub(super) fn named(&self, username: &str, wanted: impl Fn(&Account) -> bool) -> Option<&Account> {
        let mut ids: Vec<Id> = self.index.usernames(username).collect();
        ids.sort_unstable();
        let accounts = ids.iter().filter_map(|id| self.get(id));
        accounts.filter(|account| account.username.eq_ignore_ascii_case(username)).find(|account| wanted(account))
    }
}

impl From<BTreeMap<Id, Box<Account>>> for Register {
    fn from(accounts: BTreeMap<Id, Box<Account>>) -> Self {
        let mut index = Index::default();
        for (id, account) in &accounts {
            index.put(*id, &Marks::of(account));
        }
        Self { accounts, index }
    }
}

impl Serialize for Register {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.accounts.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Register {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(|accounts: BTreeMap<Id, Box<Account>>| Self::from(accounts))
    }
}

/// An account while it is changed.
pub(super) struct Edit<'a> {
    account: &'a mut Account,
    index: &'a mut Index,
    before: Marks,
}

impl Deref for Edit<'_> {
    type Target = Account;

    fn deref(&self) -> &Account {
        self.account
    }
}

impl DerefMut for Edit<'_> {
    fn deref_mut(&mut self) -> &mut Account {
        self.account
    }
}

impl Drop for Edit<'_> {
    fn drop(&mut self) {
        let after = Marks::of(self.account);
        if after != self.before {
            self.index.take(self.account.id, &self.before);
            self.index.put(self.account.id, &after);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::List;
    use super::super::state::Mastodon;
    use super::*;

    fn register() -> Register {
        Mastodon::seed(1, 300, "2026-06-01T12:00:00Z".parse().unwrap()).accounts
    }

    #[test]
    fn the_index_follows_every_change_and_is_the_one_that_would_be_made_anew() {
        let mut register = register();
        let ids: Vec<Id> = register.values().map(|account| account.id).collect();
        for (at, id) in ids.iter().enumerate() {
            let mut account = register.get_mut(id).unwrap();
            match at % 4 {
                0 => account.silenced_at = Some(account.created_at),
                1 => account.suspension = None,
                2 => account.username = format!("renamed{at}"),
                _ => {
                    if let Some(user) = &mut account.user {
                        (user.approved, user.email) = (at % 8 == 3, format!("m{at}@elsewhere.example"));
                        user.addresses.truncate(1);
                    }
                }
            }
        }
        for id in ids.iter().step_by(7) {
            register.remove(id);
        }
        assert_eq!(register.index, Register::from(register.accounts.clone()).index);
        assert!(register.index.list(List::Silenced).len() > 60);
    }

    #[test]
    fn bounds_that_cross_hold_nobody() {
        let register = register();
        assert_eq!(register.between(Id(5), Id(5)).count(), 0);
        assert_eq!(register.between(Id(i64::MAX), Id(i64::MIN)).count(), 0);
        assert_eq!(register.between(Id(i64::MIN), Id(i64::MAX)).count(), 300);
    }

    #[test]
    fn a_name_is_found_whatever_its_case() {
        let register = register();
        let kim = register.named("KIM", Account::is_local).unwrap();
        assert_eq!(kim.username, "kim");
        assert!(register.named("kim_", |_| true).is_none());
    }
}
