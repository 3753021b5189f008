//! What a filter knows about those whom it wants, and those among whom they are.

use std::collections::BTreeSet;

use ipnet::IpNet;

use super::index::List;
use super::state::Id;

/// What a filter knows about those whom it wants.
#[derive(Clone, Copy, Debug)]
pub(super) enum Clue<'a> {
    On(List),
    Domain(&'a str),
    /// The four texts are patterns, as in `ILIKE`.
    Username(&'a str),
    DisplayName(&'a str),
    Mail(&'a str),
    Network(IpNet),
    InvitedBy(i64),
}

/// Accounts of which some may be meant.
#[derive(Debug)]
pub(super) enum Candidates<'a> {
    Listed(&'a BTreeSet<Id>),
    Few(Vec<Id>),
}

impl Candidates<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Listed(ids) => ids.len(),
            Self::Few(ids) => ids.len(),
        }
    }

    /// Those between, neither bound included.
    pub(super) fn between(&self, above: Id, below: Id) -> Box<dyn DoubleEndedIterator<Item = Id> + '_> {
        let first = Id(above.0.saturating_add(1));
        match self {
            Self::Listed(ids) => Box::new(ids.range(first..below.max(first)).copied()),
            Self::Few(ids) => {
                let (from, to) = (ids.partition_point(|id| *id < first), ids.partition_point(|id| *id < below));
                Box::new(ids.get(from..to).unwrap_or_default().iter().copied())
            }
        }
    }
}
