//! Lists over every instance but the practice ones: their sorted pages, merged.

pub(super) mod merge;

use std::sync::Arc;

use self::merge::{Merge, Source};
use crate::Engine;
use crate::error::Result;
use crate::filter::{Filter, StateFilter};
use crate::list::{AccountCounts, AllPage, AllQuery, AllRow, Count, Place, QueueParts, StateCount};
use crate::platform;
use crate::profile::instance::Instance;
use crate::store::cache::{Listing, Standing};

impl Engine {
    /// A page over every instance but the practice ones, from their caches. One that was connected meanwhile takes part
    /// from where the list is.
    ///
    /// # Errors
    /// `Internal` for a cursor that this list never gave. An instance whose cache cannot be read is told in the page.
    pub async fn list_all(&self, query: AllQuery) -> Result<AllPage> {
        let (filter, problems) = Filter::parse(&query.typed);
        let limit = query.limit.clamp(1, super::ROWS);
        let behind = query.cursor.as_deref().map(|text| Standing::read(query.place, query.sort, text)).transpose()?;
        let instances = self.real_instances();
        let sources = instances.iter().map(|instance| Source::of(instance, &filter)).collect();
        let mut merge = Merge::new(sources, query.place, query.sort, behind.as_ref(), limit);
        let taken = merge.take(limit as usize).await;
        let next = merge.last.as_ref().filter(|_| !merge.ended()).map(Standing::print);
        let profile = |at: usize| instances.get(at).map(|instance| instance.id.clone());
        let rows = taken.into_iter().filter_map(|(at, row)| Some(AllRow { profile: profile(at)?, row })).collect();
        let unread = merge.unread.iter().filter_map(|(at, error)| {
            tracing::warn!(code = error.code.name(), "a cache is missing in a list over all");
            profile(*at)
        });
        Ok(AllPage { rows, next, typed: filter.print(), unread: unread.collect(), filter, problems })
    }

    /// How many accounts such a list has; those of an instance whose cache cannot be read are missing, as in the list.
    ///
    /// # Errors
    /// What keeps the caches from being read, where it is all of them.
    pub async fn count_all(&self, query: AllQuery) -> Result<AccountCounts> {
        let (filter, _) = Filter::parse(&query.typed);
        let instances = self.real_instances();
        let platforms: Vec<_> = instances.iter().map(|instance| instance.record().software.platform).collect();
        // Of every state in which some server's accounts can be: a list of that state has the others' as well, if they fit.
        let known = |state: &StateFilter| platforms.iter().any(|platform| platform::states(*platform).contains(state));
        let states: Vec<StateFilter> = StateFilter::ALL.into_iter().filter(known).collect();
        let (mut counts, mut error) = (Vec::new(), None);
        for instance in instances {
            match counted(&instance, &query, &filter, &states).await {
                Ok(of_one) => counts.push(of_one),
                Err(failed) => error = Some(failed),
            }
        }
        match error {
            Some(error) if counts.is_empty() => Err(error),
            _ => Ok(sum(query.place, &counts)),
        }
    }

    /// Every instance but the practice ones, by number.
    pub(super) fn real_instances(&self) -> Vec<Arc<Instance>> {
        let real = |instance: &&Arc<Instance>| !instance.home.is_practice();
        let mut instances: Vec<_> = self.instances().values().filter(real).cloned().collect();
        instances.sort_by_cached_key(|instance| instance.record().mark.number);
        instances
    }
}

/// The counts of one instance.
async fn counted(
    instance: &Instance,
    query: &AllQuery,
    filter: &Filter,
    states: &[StateFilter],
) -> Result<AccountCounts> {
    let hits = instance.searching.hits(filter);
    let listing = Listing { place: query.place, filter, hits, sort: query.sort, now: instance.clock.now() };
    let counts = instance.cache.count(&listing, states).await?;
    let states = states.iter().zip(counts.states).map(|(&state, count)| StateCount { state, count });
    let (confirmed, unconfirmed) = counts.parts;
    Ok(AccountCounts {
        matching: counts.matching,
        loaded: instance.cache.counts().await?.0,
        states: states.collect(),
        parts: Some(QueueParts { confirmed, unconfirmed }),
    })
}

/// The counts of several lists as those of one. What was not counted to its end in one isn't in the sum either.
fn sum(place: Place, counts: &[AccountCounts]) -> AccountCounts {
    let states = StateFilter::ALL.into_iter().filter_map(|state| {
        let of_state = counts.iter().flat_map(|counts| &counts.states).filter(|count| count.state == state);
        let count = of_state.map(|count| count.count).reduce(both)?;
        Some(StateCount { state, count })
    });
    let parts = counts.iter().filter_map(|counts| counts.parts);
    let parts = parts.fold(QueueParts { confirmed: 0, unconfirmed: 0 }, |sum, part| QueueParts {
        confirmed: sum.confirmed.saturating_add(part.confirmed),
        unconfirmed: sum.unconfirmed.saturating_add(part.unconfirmed),
    });
    AccountCounts {
        matching: counts.iter().map(|counts| counts.matching).reduce(both).unwrap_or_default(),
        loaded: counts.iter().fold(0, |sum, counts| sum.saturating_add(counts.loaded)),
        states: states.collect(),
        parts: (place == Place::Queue).then_some(parts),
    }
}

const fn both(one: Count, other: Count) -> Count {
    Count { number: one.number.saturating_add(other.number), more: one.more || other.more }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(states: &[(StateFilter, u32, bool)], confirmed: u32) -> AccountCounts {
        let count = |&(state, number, more): &_| StateCount { state, count: Count { number, more } };
        AccountCounts {
            matching: Count { number: 1_000, more: confirmed > 0 },
            loaded: 5,
            states: states.iter().map(count).collect(),
            parts: Some(QueueParts { confirmed, unconfirmed: 1 }),
        }
    }

    #[test]
    fn counts_of_different_servers_are_added_and_what_was_not_counted_out_stays_so() {
        let one = counts(&[(StateFilter::Pending, 3, false), (StateFilter::Suspended, 1_000, true)], 2);
        let other = counts(&[(StateFilter::Banned, 7, false), (StateFilter::Pending, 4, false)], 0);
        let both = sum(Place::Queue, &[one, other]);
        assert_eq!(both.matching, Count { number: 2_000, more: true });
        assert_eq!((both.loaded, both.parts), (10, Some(QueueParts { confirmed: 2, unconfirmed: 2 })));
        let states: Vec<_> = both.states.iter().map(|of| (of.state, of.count.number, of.count.more)).collect();
        let expected =
            [(StateFilter::Pending, 7, false), (StateFilter::Suspended, 1_000, true), (StateFilter::Banned, 7, false)];
        assert_eq!(states, expected);
        let none = sum(Place::Accounts, &[]);
        assert_eq!((none.matching, none.parts), (Count::default(), None));
    }
}
