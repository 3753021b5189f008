//! Everybody here, by id, with an [`Index`] that is kept with each change: no list reads or sorts more than it shows.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::empty;
use std::ops::{Bound, Deref, DerefMut};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::index::{Index, List, Marks};
use super::order::{Column, Place, moment};
use super::state::User;
use crate::chance::Chance;

/// The users. Boxed, so that the tree itself stays small and seeding doesn't copy people about.
#[derive(Clone, Debug, Default)]
pub(super) struct Register {
    users: BTreeMap<i64, Box<User>>,
    index: Index,
}

/// More than so many are not gathered and sorted: where there are so many, stepping through the order fills a page soon.
const FEW: usize = 5_000;

impl Register {
    pub(super) fn get(&self, id: &i64) -> Option<&User> {
        self.users.get(id).map(Box::as_ref)
    }

    pub(super) fn contains_key(&self, id: &i64) -> bool {
        self.users.contains_key(id)
    }

    pub(super) fn len(&self) -> usize {
        self.users.len()
    }

    pub(super) fn last_id(&self) -> i64 {
        self.users.keys().next_back().copied().unwrap_or(0)
    }

    pub(super) fn values(&self) -> impl DoubleEndedIterator<Item = &User> {
        self.users.values().map(Box::as_ref)
    }

    /// Somebody whom the lot hits; none: nobody is as wanted from there on.
    pub(super) fn anybody(&self, chance: &mut Chance, wanted: impl FnMut(&&User) -> bool) -> Option<&User> {
        let from = chance.between(1, self.last_id());
        self.users.range(from..).map(|(_, user)| user.as_ref()).find(wanted)
    }

    /// A user to change; the index follows when the change is over.
    pub(super) fn get_mut(&mut self, id: &i64) -> Option<Edit<'_>> {
        let user = self.users.get_mut(id)?;
        Some(Edit { before: Some(Marks::of(user)), user, index: &mut self.index })
    }

    /// Puts a user in, in the place of any with that id.
    pub(super) fn insert(&mut self, user: User) {
        self.remove(&user.id);
        self.index.put(user.id, Marks::of(&user));
        self.users.insert(user.id, Box::new(user));
    }

    pub(super) fn remove(&mut self, id: &i64) -> Option<Box<User>> {
        let user = self.users.remove(id)?;
        self.index.take(*id, Marks::of(&user));
        Some(user)
    }

    pub(super) fn listed(&self, list: List) -> &BTreeSet<i64> {
        self.index.list(list)
    }

    /// By username; case does not count.
    pub(super) fn named(&self, username: &str) -> Option<&User> {
        let start = (Box::from(username.to_ascii_lowercase()), i64::MIN);
        let (found, id) = self.index.folded_usernames.range(start..).next()?;
        if found.eq_ignore_ascii_case(username) { self.get(id) } else { None }
    }

    /// Ids between two moments of creation, both included; none: too many to gather.
    pub(super) fn created(&self, after: Option<Timestamp>, before: Option<Timestamp>) -> Option<BTreeSet<i64>> {
        let from = after.map_or(Bound::Unbounded, |moment| Bound::Included((moment, i64::MIN)));
        let to = before.map_or(Bound::Unbounded, |moment| Bound::Included((moment, i64::MAX)));
        if after.zip(before).is_some_and(|(after, before)| after > before) {
            return Some(BTreeSet::new());
        }
        let mut inside = self.index.created.range((from, to)).map(|(_, id)| *id);
        let few = inside.by_ref().take(FEW).collect();
        inside.next().is_none().then_some(few)
    }

    /// Makes an order ready that is not kept for everybody all the time.
    pub(super) fn open(&mut self, column: Column) {
        let texts = |text: fn(&User) -> Box<str>| self.users.values().map(move |user| (text(user), user.id)).collect();
        match column {
            Column::Name if self.index.names.is_none() => {
                self.index.names = Some(texts(|user| user.name.to_lowercase().into()));
            }
            Column::Username if self.index.usernames.is_none() => {
                self.index.usernames = Some(texts(|user| user.username.as_str().into()));
            }
            Column::Id | Column::UpdatedAt | Column::Name | Column::Username => {}
        }
    }

    /// Everybody in an order, from behind a place or from its start, without the first so many, who are not even looked up. None: the order isn't open.
    pub(super) fn walk<'a>(
        &'a self,
        (column, descending): (Column, bool),
        behind: Option<&Place>,
        skipped: usize,
    ) -> Option<Box<dyn Iterator<Item = &'a User> + 'a>> {
        if let Some(side) = behind.and_then(|(value, _)| column.beyond(value)) {
            let everybody = (side == Ordering::Greater) == descending;
            return if everybody { self.walk((column, descending), None, skipped) } else { Some(Box::new(empty())) };
        }
        Some(match column {
            Column::Id => {
                let users = self.users.range(bounds(behind.map(|(_, id)| *id), descending));
                Box::new(directed(users, descending).skip(skipped).map(|(_, user)| user.as_ref()))
            }
            Column::UpdatedAt => {
                let behind = behind.and_then(|(value, id)| Some((moment(value)?, *id)));
                let places = self.index.updated.range(bounds(behind, descending));
                Box::new(directed(places, descending).skip(skipped).filter_map(|(_, id)| self.get(id)))
            }
            Column::Name | Column::Username => {
                let set = if column == Column::Name { &self.index.names } else { &self.index.usernames };
                let behind = behind.map(|(value, id)| (Box::from(value.as_str()), *id));
                let places = set.as_ref()?.range(bounds(behind, descending));
                Box::new(directed(places, descending).skip(skipped).filter_map(|(_, id)| self.get(id)))
            }
        })
    }
}

/// Everything behind a place, in either direction.
pub(super) fn bounds<K>(behind: Option<K>, descending: bool) -> (Bound<K>, Bound<K>) {
    match behind {
        None => (Bound::Unbounded, Bound::Unbounded),
        Some(place) if descending => (Bound::Unbounded, Bound::Excluded(place)),
        Some(place) => (Bound::Excluded(place), Bound::Unbounded),
    }
}

/// Upwards or downwards.
pub(super) fn directed<'a, T: 'a>(
    places: impl DoubleEndedIterator<Item = T> + 'a,
    descending: bool,
) -> Box<dyn Iterator<Item = T> + 'a> {
    if descending { Box::new(places.rev()) } else { Box::new(places) }
}

impl FromIterator<User> for Register {
    fn from_iter<I: IntoIterator<Item = User>>(users: I) -> Self {
        Self::from(users.into_iter().map(|user| (user.id, Box::new(user))).collect::<BTreeMap<_, _>>())
    }
}

impl From<BTreeMap<i64, Box<User>>> for Register {
    fn from(users: BTreeMap<i64, Box<User>>) -> Self {
        let mut index = Index::default();
        for (id, user) in &users {
            index.put(*id, Marks::of(user));
        }
        Self { users, index }
    }
}

impl Serialize for Register {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.users.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Register {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(|users: BTreeMap<i64, Box<User>>| Self::from(users))
    }
}

/// A user while they are changed.
pub(super) struct Edit<'a> {
    user: &'a mut User,
    index: &'a mut Index,
    /// None once it has been put right.
    before: Option<Marks>,
}

impl Deref for Edit<'_> {
    type Target = User;

    fn deref(&self) -> &User {
        self.user
    }
}

impl DerefMut for Edit<'_> {
    fn deref_mut(&mut self) -> &mut User {
        self.user
    }
}

impl Drop for Edit<'_> {
    fn drop(&mut self) {
        let after = Marks::of(self.user);
        if let Some(before) = self.before.take_if(|before| *before != after) {
            self.index.take(self.user.id, before);
            self.index.put(self.user.id, after);
        }
    }
}
