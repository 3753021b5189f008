//! What lists look up instead of reading everybody: side lists of the few, and where texts, domains and addresses stand.
//!
//! The real server has such indices in its database.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use jiff::Timestamp;

use super::candidates::{Candidates, Clue};
use super::keys::{Place, head, last_head, literal, place};
use super::state::{Account, Id};

/// Accounts that have something seldom about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Pending,
    Disabled,
    Silenced,
    Sensitized,
    Suspended,
    /// Any role.
    Staff,
    /// Suspended, and a moderator's DELETE waits for the worker.
    Doomed,
}

const LISTS: [List; 7] =
    [List::Pending, List::Disabled, List::Silenced, List::Sensitized, List::Suspended, List::Staff, List::Doomed];

impl List {
    fn holds(self, account: &Account) -> bool {
        let user = account.user.as_ref();
        match self {
            Self::Pending => user.is_some_and(|user| !user.approved),
            Self::Disabled => user.is_some_and(|user| user.disabled),
            Self::Silenced => account.silenced_at.is_some(),
            Self::Sensitized => account.sensitized_at.is_some(),
            Self::Suspended => account.suspension.is_some(),
            Self::Staff => user.is_some_and(|user| user.role.is_some()),
            Self::Doomed => account.suspension.as_ref().is_some_and(|one| one.deletion_queued_at.is_some()),
        }
    }
}

/// Everything about one account that the index keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    lists: [bool; LISTS.len()],
    username: u64,
    display_name: u64,
    mail: Option<u64>,
    mail_domain: Option<Box<str>>,
    domain: Option<Box<str>>,
    addresses: Vec<Place>,
    inviter: Option<i64>,
    user: Option<i64>,
    unconfirmed_since: Option<Timestamp>,
    due: Option<Timestamp>,
    local_statuses: u64,
    /// Where the account stands in GoToSocial's alphabet.
    alphabetical: Box<str>,
}

impl Marks {
    pub(super) fn of(account: &Account) -> Self {
        let user = account.user.as_ref();
        let mut addresses: Vec<Place> =
            user.iter().flat_map(|user| &user.addresses).map(|address| place(address.ip)).collect();
        addresses.sort_unstable();
        addresses.dedup();
        Self {
            lists: LISTS.map(|list| list.holds(account)),
            username: head(&account.username),
            display_name: head(&account.profile.display_name),
            mail: user.map(|user| head(&user.email)),
            mail_domain: user.and_then(|user| Some(user.email.split_once('@')?.1.to_lowercase().into())),
            domain: account.domain.as_deref().map(Into::into),
            addresses,
            inviter: user.and_then(|user| user.invited_by.as_ref()).map(|inviter| inviter.user),
            user: user.map(|user| user.id),
            unconfirmed_since: user.filter(|user| user.confirmed_at.is_none()).map(|_| account.created_at),
            due: account.suspension.as_ref().and_then(|suspension| suspension.deletion_due),
            local_statuses: if account.is_local() { account.statuses.into() } else { 0 },
            alphabetical: account.alphabetical().into(),
        }
    }
}

/// The index of one instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    lists: [BTreeSet<Id>; LISTS.len()],
    usernames: BTreeSet<(u64, Id)>,
    display_names: BTreeSet<(u64, Id)>,
    mails: BTreeSet<(u64, Id)>,
    mail_domains: BTreeMap<Box<str>, BTreeSet<Id>>,
    domains: BTreeMap<Box<str>, BTreeSet<Id>>,
    addresses: BTreeSet<(Place, Id)>,
    invited: BTreeSet<(i64, Id)>,
    users: BTreeSet<i64>,
    unconfirmed: BTreeSet<(Timestamp, Id)>,
    due: BTreeSet<(Timestamp, Id)>,
    local_statuses: u64,
    /// Made when somebody first asks in GoToSocial's dialect.
    alphabet: Option<BTreeSet<(Box<str>, Id)>>,
}

/// More than so many are not gathered: where there are so many, stepping from the cursor fills a page soon.
const FEW: usize = 5_000;

impl Index {
    pub(super) fn put(&mut self, id: Id, marks: &Marks) {
        for (list, holds) in self.lists.iter_mut().zip(marks.lists) {
            if holds {
                list.insert(id);
            }
        }
        self.usernames.insert((marks.username, id));
        self.display_names.insert((marks.display_name, id));
        self.mails.extend(marks.mail.map(|mail| (mail, id)));
        for (group, name) in [(&mut self.mail_domains, &marks.mail_domain), (&mut self.domains, &marks.domain)] {
            match name {
                Some(name) if group.contains_key(name) => group.entry(name.clone()).or_default().insert(id),
                Some(name) => group.insert(name.clone(), BTreeSet::from([id])).is_none(),
                None => false,
            };
        }
        self.addresses.extend(marks.addresses.iter().map(|address| (*address, id)));
        self.invited.extend(marks.inviter.map(|inviter| (inviter, id)));
        self.users.extend(marks.user);
        self.unconfirmed.extend(marks.unconfirmed_since.map(|at| (at, id)));
        self.due.extend(marks.due.map(|at| (at, id)));
        self.local_statuses += marks.local_statuses;
        if let Some(alphabet) = &mut self.alphabet {
            alphabet.insert((marks.alphabetical.clone(), id));
        }
    }

    pub(super) fn take(&mut self, id: Id, marks: &Marks) {
        for list in &mut self.lists {
            list.remove(&id);
        }
        self.usernames.remove(&(marks.username, id));
        self.display_names.remove(&(marks.display_name, id));
        if let Some(mail) = marks.mail {
            self.mails.remove(&(mail, id));
        }
        for (group, name) in [(&mut self.mail_domains, &marks.mail_domain), (&mut self.domains, &marks.domain)] {
            let Some(name) = name else { continue };
            if group.get_mut(name).is_some_and(|ids| ids.remove(&id) && ids.is_empty()) {
                group.remove(name);
            }
        }
        for address in &marks.addresses {
            self.addresses.remove(&(*address, id));
        }
        if let Some(inviter) = marks.inviter {
            self.invited.remove(&(inviter, id));
        }
        if let Some(user) = marks.user {
            self.users.remove(&user);
        }
        if let Some(at) = marks.unconfirmed_since {
            self.unconfirmed.remove(&(at, id));
        }
        if let Some(at) = marks.due {
            self.due.remove(&(at, id));
        }
        self.local_statuses -= marks.local_statuses;
        if let Some(alphabet) = &mut self.alphabet {
            alphabet.remove(&(marks.alphabetical.clone(), id));
        }
    }

    /// Takes over the alphabet of everybody, unless it is there.
    pub(super) fn open_alphabet(&mut self, everybody: impl Iterator<Item = (Box<str>, Id)>) {
        self.alphabet.get_or_insert_with(|| everybody.collect());
    }

    /// Everybody between two places of the alphabet, neither included; nobody before it is open.
    pub(super) fn alphabet(&self, after: Option<&str>, before: Option<&str>) -> impl DoubleEndedIterator<Item = Id> {
        let from = after.map_or(Bound::Unbounded, |place| Bound::Excluded((Box::from(place), Id(i64::MAX))));
        let to = before.map_or(Bound::Unbounded, |place| Bound::Excluded((Box::from(place), Id(i64::MIN))));
        let crossed = after.zip(before).is_some_and(|(after, before)| after >= before);
        let open = self.alphabet.iter().filter(move |_| !crossed);
        open.flat_map(move |alphabet| alphabet.range((from.clone(), to.clone()))).map(|(_, id)| *id)
    }

    pub(super) fn list(&self, list: List) -> &BTreeSet<Id> {
        &self.lists[list as usize]
    }

    /// Who may have this username; compare it.
    pub(super) fn usernames(&self, username: &str) -> impl Iterator<Item = Id> {
        among(&self.usernames, head(username), head(username))
    }

    /// The largest number of a login; 0 where there is none.
    pub(super) fn last_user(&self) -> i64 {
        self.users.last().copied().unwrap_or(0)
    }

    /// Logins that are let in.
    pub(super) fn approved(&self) -> usize {
        self.users.len() - self.list(List::Pending).len()
    }

    /// Posts of local accounts.
    pub(super) fn local_statuses(&self) -> u64 {
        self.local_statuses
    }

    /// How many other servers are known.
    pub(super) fn domains(&self) -> usize {
        self.domains.len()
    }

    /// Who signed up before then and has never confirmed the mail address.
    pub(super) fn unconfirmed_before(&self, moment: Timestamp) -> Vec<Id> {
        self.unconfirmed.iter().take_while(|(at, _)| *at < moment).map(|(_, id)| *id).collect()
    }

    /// Whose data is to be deleted by then.
    pub(super) fn due_by(&self, moment: Timestamp) -> Vec<Id> {
        self.due.iter().take_while(|(at, _)| *at <= moment).map(|(_, id)| *id).collect()
    }

    /// Among whom those are whom all clues point at, in ascending order; none: nothing here narrows it down.
    pub(super) fn candidates<'a>(&'a self, clues: &[Clue<'_>]) -> Option<Candidates<'a>> {
        clues.iter().filter_map(|clue| self.pointed_at(*clue)).min_by_key(Candidates::len)
    }

    fn pointed_at(&self, clue: Clue<'_>) -> Option<Candidates<'_>> {
        let gathered = |ids: &mut dyn Iterator<Item = Id>| {
            let mut few: Vec<Id> = ids.take(FEW + 1).collect();
            few.sort_unstable();
            few.dedup();
            (few.len() <= FEW).then_some(Candidates::Few(few))
        };
        let texts = |set: &BTreeSet<(u64, Id)>, pattern: &str| {
            let start = literal(pattern);
            if start.is_empty() { None } else { gathered(&mut among(set, head(start), last_head(start))) }
        };
        match clue {
            Clue::On(list) => Some(Candidates::Listed(self.list(list))),
            Clue::Domain(domain) => {
                Some(self.domains.get(domain).map_or(Candidates::Few(Vec::new()), Candidates::Listed))
            }
            Clue::Username(pattern) => texts(&self.usernames, pattern),
            Clue::DisplayName(pattern) => texts(&self.display_names, pattern),
            Clue::Mail(pattern) => match pattern.strip_prefix("%@").map(str::to_lowercase) {
                // The one wildcard that moderators do type.
                Some(domain) if !domain.is_empty() && literal(&domain) == domain => {
                    let named = self.mail_domains.range(Box::from(domain.as_str())..);
                    let named = named.take_while(|(name, _)| name.starts_with(&domain));
                    gathered(&mut named.flat_map(|(_, ids)| ids.iter().copied()))
                }
                _ => texts(&self.mails, pattern),
            },
            Clue::Network(network) => {
                let (first, last) = (place(network.network()), place(network.broadcast()));
                let inside = self.addresses.range((first, Id(i64::MIN))..=(last, Id(i64::MAX)));
                gathered(&mut inside.map(|(_, id)| *id))
            }
            Clue::InvitedBy(user) => gathered(&mut among(&self.invited, user, user)),
        }
    }
}

fn among<K: Copy + Ord>(set: &BTreeSet<(K, Id)>, first: K, last: K) -> impl Iterator<Item = Id> {
    set.range((first, Id(i64::MIN))..=(last, Id(i64::MAX))).map(|(_, id)| *id)
}
