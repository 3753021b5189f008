//! Sorted lists of several caches as one. Every cache is asked for a page at a time, and again when its page is used up.

use std::collections::VecDeque;

use futures_util::future::join_all;

use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::list::{AccountRow, Place, Sort, Start};
use crate::model::Timestamp;
use crate::profile::instance::Instance;
use crate::store::cache::{Cache, Hits, Listing, Standing};

/// A cache whose list takes part.
pub(in crate::read) struct Source {
    /// The cache, or how it was at some moment.
    pub cache: Cache,
    /// The profile's number: of equals, the lower comes first.
    number: u8,
    filter: Filter,
    hits: Hits,
    /// Days are counted back from here.
    now: Timestamp,
    /// Rows that were read and not taken yet.
    rows: VecDeque<(Standing, AccountRow)>,
    /// Where it is read on; none at its end.
    next: Option<Start>,
}

impl Source {
    /// The instance's list under the filter, from its top on.
    pub fn of(instance: &Instance, filter: &Filter) -> Self {
        let hits = instance.searching.hits(filter);
        Source::new(instance.cache.clone(), instance.record().mark.number, filter.clone(), hits, instance.clock.now())
    }

    const fn new(cache: Cache, number: u8, filter: Filter, hits: Hits, now: Timestamp) -> Self {
        Source { cache, number, filter, hits, now, rows: VecDeque::new(), next: Some(Start::Top) }
    }

    /// Reads a page, if what was read is used up and there is more.
    async fn fill(&mut self, place: Place, sort: Sort, limit: u32) -> Result<()> {
        if !self.rows.is_empty() {
            return Ok(());
        }
        let Some(start) = self.next.take() else { return Ok(()) };
        let listing = Listing { place, filter: &self.filter, hits: self.hits, sort, now: self.now };
        let page = self.cache.page(&listing, &start, limit).await?;
        for row in page.rows {
            self.rows.push_back((Standing::of(place, sort, self.number, &row.cursor)?, row));
        }
        self.next = page.next.map(|cursor| Start::After { cursor });
        Ok(())
    }

    /// Where its next row stands.
    fn head(&self) -> Option<&Standing> {
        self.rows.front().map(|(standing, _)| standing)
    }
}

/// One list of several.
pub(in crate::read) struct Merge {
    place: Place,
    sort: Sort,
    /// As many rows are read from a cache at a time.
    page: u32,
    sources: Vec<Source>,
    /// Where the row stands that was taken last.
    pub last: Option<Standing>,
    /// Sources, by their place among them, that could not be read: they take part no longer.
    pub unread: Vec<(usize, Error)>,
}

impl Merge {
    /// The lists as one, behind the row that stands there, or from the top on.
    pub fn new(mut sources: Vec<Source>, place: Place, sort: Sort, behind: Option<&Standing>, page: u32) -> Self {
        if let Some(behind) = behind {
            for source in &mut sources {
                source.next = Some(Start::After { cursor: behind.cursor_for(source.number) });
            }
        }
        Merge { place, sort, page, sources, last: None, unread: Vec::new() }
    }

    /// The next rows, so many where there are as many, each with its source's place among the sources.
    pub async fn take(&mut self, wanted: usize) -> Vec<(usize, AccountRow)> {
        let mut taken = Vec::with_capacity(wanted);
        while taken.len() < wanted {
            let (place, sort, page) = (self.place, self.sort, self.page);
            let filled = join_all(self.sources.iter_mut().map(|source| source.fill(place, sort, page))).await;
            self.unread.extend(filled.into_iter().enumerate().filter_map(|(at, done)| Some((at, done.err()?))));
            if self.ended() {
                break;
            }
            self.take_read(wanted, &mut taken);
        }
        taken
    }

    /// Takes rows until there are enough, or the page of one source is used up: what it has next may come before the others'.
    fn take_read(&mut self, wanted: usize, taken: &mut Vec<(usize, AccountRow)>) {
        while taken.len() < wanted {
            let heads = self.sources.iter_mut().enumerate().filter(|(_, source)| !source.rows.is_empty());
            let Some((at, source)) = heads.min_by(|(_, one), (_, other)| one.head().cmp(&other.head())) else { return };
            let Some((standing, row)) = source.rows.pop_front() else { return };
            taken.push((at, row));
            self.last = Some(standing);
            if source.rows.is_empty() && source.next.is_some() {
                return;
            }
        }
    }

    /// Whether every row was taken.
    pub fn ended(&self) -> bool {
        self.sources.iter().all(|source| source.rows.is_empty() && source.next.is_none())
    }
}

#[cfg(test)]
mod tests;
