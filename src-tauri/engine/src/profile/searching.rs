//! The last search of a profile on its server, in memory: how far it came, and what it may vouch for.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::ServerSearch;
use crate::error::{ErrorCode, Problem};
use crate::filter::{Filter, FilterField, Fit};
use crate::model::{AccountId, Timestamp};
use crate::store::cache::Hits;

/// Fewer accounts do not show whether a server heeds a filter.
const TELLING: usize = 10;

/// One search at a time; another filter takes the place of the one before.
#[derive(Debug)]
pub(crate) struct Searching {
    last: Mutex<Option<Last>>,
    /// The run that may go on. Every other one ends without a word.
    run: watch::Sender<i64>,
}

#[derive(Debug)]
struct Last {
    filter: Filter,
    /// Days are counted back from here, whenever it goes on: so all pages are asked for the same.
    began: Timestamp,
    shown: ServerSearch,
    /// What it brought is kept under this number.
    number: i64,
    place: Place,
    seen: HashSet<AccountId>,
    came: usize,
    misfits: usize,
}

#[derive(Debug, Clone)]
enum Place {
    Begin,
    Next(String),
    End,
}

/// A run that has the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// Its own number.
    pub run: i64,
    /// The search's.
    pub number: i64,
}

/// What a run does next.
#[derive(Debug)]
pub(crate) struct Turn {
    /// What is looked for.
    pub filter: Filter,
    /// When the search began.
    pub began: Timestamp,
    /// Where it goes on; none at its beginning.
    pub cursor: Option<String>,
}

/// What a page brought.
#[derive(Debug)]
pub(crate) struct Brought {
    /// Each account, and whether it fits what is looked for.
    pub accounts: Vec<(AccountId, Fit)>,
    /// How many of them the server should not have sent.
    pub misfits: usize,
    /// What it was not asked for.
    pub not_asked: Vec<FilterField>,
    /// Where the search goes on.
    pub next: Option<String>,
}

impl Default for Searching {
    fn default() -> Self {
        Searching { last: Mutex::default(), run: watch::Sender::new(0) }
    }
}

impl Searching {
    fn last(&self) -> MutexGuard<'_, Option<Last>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The search as the desk draws it.
    pub fn shown(&self) -> Option<ServerSearch> {
        self.last().as_ref().map(|last| last.shown.clone())
    }

    /// Takes the turn: goes on with the search for this filter, or begins it. None where it is under way.
    pub fn begin(&self, filter: &Filter, now: Timestamp) -> Option<Run> {
        let mut last = self.last();
        if last.as_ref().is_some_and(|last| last.shown.running && last.filter == *filter) {
            return None;
        }
        let run = *self.run.borrow() + 1;
        self.run.send_replace(run);
        match &mut *last {
            Some(last) if last.filter == *filter && !matches!(last.place, Place::End) => {
                last.shown.running = true;
                last.shown.problem = None;
                Some(Run { run, number: last.number })
            }
            last => {
                *last = Some(Last::new(filter.clone(), run, now));
                Some(Run { run, number: run })
            }
        }
    }

    /// What the run does next; none when it has lost the turn, or there is nothing more.
    pub fn turn(&self, run: Run) -> Option<Turn> {
        let last = self.last();
        let last = last.as_ref().filter(|_| *self.run.borrow() == run.run)?;
        let cursor = match &last.place {
            Place::Begin => None,
            Place::Next(cursor) => Some(cursor.clone()),
            Place::End => return None,
        };
        Some(Turn { filter: last.filter.clone(), began: last.began, cursor })
    }

    /// Takes in what a page brought, unless the run has lost the turn.
    pub fn take_in(&self, run: Run, brought: Brought) {
        let mut last = self.last();
        if let Some(last) = last.as_mut().filter(|_| *self.run.borrow() == run.run) {
            last.take_in(brought);
        }
    }

    /// Ends the run; false when it had lost the turn.
    pub fn end(&self, run: Run, problem: Option<Problem>) -> bool {
        let mut last = self.last();
        let Some(last) = last.as_mut().filter(|_| *self.run.borrow() == run.run) else { return false };
        last.shown.running = false;
        last.shown.problem = problem;
        true
    }

    /// Stops what is under way.
    pub fn stop(&self) {
        let mut last = self.last();
        if let Some(last) = last.as_mut().filter(|last| last.shown.running) {
            self.run.send_modify(|run| *run += 1);
            last.shown.running = false;
            last.shown.problem = Some(Problem { error: ErrorCode::Stopped, server_said: None });
        }
    }

    /// Waits until the run has lost the turn.
    pub async fn lost(&self, run: Run) {
        // An error says that the profile is gone, and with it the turn.
        let _ = self.run.subscribe().wait_for(|now| *now != run.run).await;
    }

    /// What of this filter the last search was asked for as well.
    pub fn hits(&self, filter: &Filter) -> Hits {
        let last = self.last();
        let Some(last) = last.as_ref() else { return Hits::default() };
        let asked = |field| !last.shown.not_asked.contains(&field);
        let before = &last.filter;
        Hits {
            search: last.number,
            name: before.name == filter.name && asked(FilterField::Name),
            ip: before.ip == filter.ip && asked(FilterField::Ip),
            invited_by: before.invited_by == filter.invited_by && asked(FilterField::InvitedBy),
            kind: before.kind == filter.kind && asked(FilterField::Kind),
            without_projects: before.without_projects == filter.without_projects && asked(FilterField::Projects),
            saml: before.saml == filter.saml && asked(FilterField::Saml),
            attribute: before.attribute == filter.attribute && asked(FilterField::Attribute),
        }
    }
}

impl Last {
    fn new(filter: Filter, number: i64, began: Timestamp) -> Self {
        let shown = ServerSearch {
            typed: filter.print(),
            running: true,
            pages: 0,
            fetched: 0,
            fitting: 0,
            not_asked: Vec::new(),
            ignored: false,
            more: false,
            problem: None,
        };
        Last { filter, began, shown, number, place: Place::Begin, seen: HashSet::new(), came: 0, misfits: 0 }
    }

    fn take_in(&mut self, brought: Brought) {
        let rows = brought.accounts.len();
        self.came += rows;
        self.misfits += brought.misfits;
        let most = |came: usize, misfits: usize| came >= TELLING && misfits * 2 > came;
        for (account, fit) in brought.accounts {
            // What is found in two ways is one account.
            if self.seen.insert(account) {
                self.shown.fetched = self.shown.fetched.saturating_add(1);
                self.shown.fitting = self.shown.fitting.saturating_add(u32::from(fit != Fit::No));
            }
        }
        self.shown.pages += 1;
        // One page is enough: later ones may be asked for something else.
        self.shown.ignored |= most(self.came, self.misfits) || most(rows, brought.misfits);
        self.shown.not_asked = brought.not_asked;
        self.shown.more = brought.next.is_some();
        self.place = brought.next.map_or(Place::End, Place::Next);
    }
}
