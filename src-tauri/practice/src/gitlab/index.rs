//! What lists look up instead of reading and sorting everybody: side lists of the few, and the orders that are asked for. The real server has such
//! indices in its database.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::state::{State, User, UserType};

/// Users who have something seldom about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Blocked,
    NotActive,
    Admins,
    External,
    /// Everybody but people.
    Machines,
    Identified,
    Auditors,
    Attributed,
    /// A worker is to delete them.
    Doomed,
    LeftDirectory,
}

const LISTS: [List; 10] = [
    List::Blocked,
    List::NotActive,
    List::Admins,
    List::External,
    List::Machines,
    List::Identified,
    List::Auditors,
    List::Attributed,
    List::Doomed,
    List::LeftDirectory,
];

impl List {
    fn holds(self, user: &User) -> bool {
        match self {
            Self::Blocked => matches!(user.state, State::Blocked | State::LdapBlocked),
            Self::NotActive => user.state != State::Active,
            Self::Admins => user.is_admin,
            Self::External => user.external,
            Self::Machines => user.user_type != UserType::Human,
            Self::Identified => !user.identities.is_empty(),
            Self::Auditors => user.is_auditor,
            Self::Attributed => !user.custom_attributes.is_empty(),
            Self::Doomed => user.removal_queued_at.is_some(),
            Self::LeftDirectory => user.left_directory,
        }
    }
}

/// Everything about one user that the index keeps.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marks {
    lists: [bool; LISTS.len()],
    username: Box<str>,
    folded_username: Box<str>,
    name: Box<str>,
    updated_at: Timestamp,
    created_at: Timestamp,
}

impl Marks {
    pub(super) fn of(user: &User) -> Self {
        Self {
            lists: LISTS.map(|list| list.holds(user)),
            username: user.username.as_str().into(),
            folded_username: user.username.to_ascii_lowercase().into(),
            name: user.name.to_lowercase().into(),
            updated_at: user.updated_at,
            created_at: user.created_at,
        }
    }
}

/// The index of one instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    lists: [BTreeSet<i64>; LISTS.len()],
    pub(super) folded_usernames: BTreeSet<(Box<str>, i64)>,
    pub(super) updated: BTreeSet<(Timestamp, i64)>,
    pub(super) created: BTreeSet<(Timestamp, i64)>,
    /// These two are made when somebody first asks for their order.
    pub(super) names: Option<BTreeSet<(Box<str>, i64)>>,
    pub(super) usernames: Option<BTreeSet<(Box<str>, i64)>>,
}

impl Index {
    pub(super) fn list(&self, list: List) -> &BTreeSet<i64> {
        &self.lists[list as usize]
    }

    pub(super) fn put(&mut self, id: i64, marks: Marks) {
        for (list, holds) in self.lists.iter_mut().zip(marks.lists) {
            if holds {
                list.insert(id);
            }
        }
        self.folded_usernames.insert((marks.folded_username, id));
        self.updated.insert((marks.updated_at, id));
        self.created.insert((marks.created_at, id));
        for (set, text) in [(&mut self.names, marks.name), (&mut self.usernames, marks.username)] {
            if let Some(set) = set {
                set.insert((text, id));
            }
        }
    }

    pub(super) fn take(&mut self, id: i64, marks: Marks) {
        for list in &mut self.lists {
            list.remove(&id);
        }
        self.folded_usernames.remove(&(marks.folded_username, id));
        self.updated.remove(&(marks.updated_at, id));
        self.created.remove(&(marks.created_at, id));
        for (set, text) in [(&mut self.names, marks.name), (&mut self.usernames, marks.username)] {
            if let Some(set) = set {
                set.remove(&(text, id));
            }
        }
    }
}
