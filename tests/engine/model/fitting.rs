//! What has to fit together: the journal, the Outbox, the receipts, and the server's own books.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_engine::action::Verb;
use bailiwick_engine::decision::Status;

use super::books;
use super::desk::{Desk, Made};
use super::steps::Deed;

impl Desk {
    /// What holds at every moment.
    pub(super) fn fits(&self) {
        // In this order: what the server has done was begun before, and what has left was in the Outbox before.
        let books = books::read(&self.server.state());
        let open = self.run(async |engine, profile| engine.outbox(profile).await.unwrap());
        let journal = self.journal();
        let later = books::read(&self.server.state());
        let by_id: BTreeMap<_, _> = journal.iter().map(|one| (one.id.as_str(), one)).collect();
        let made: BTreeSet<_> = self.made.iter().map(|made| made.id.as_str()).collect();
        assert_eq!(by_id.len(), journal.len(), "one is there twice");
        assert_eq!(by_id.keys().copied().collect::<BTreeSet<_>>(), made, "the journal has what was decided");
        let open: BTreeSet<_> = open.iter().map(|one| one.id.as_str()).collect();
        for made in &self.made {
            let kept = by_id[made.id.as_str()];
            let status = kept.status;
            let unsettled = kept.status.is_waiting() || status == Status::Sending;
            assert!(!unsettled || open.contains(made.id.as_str()), "neither open nor settled: {kept:?}");
            assert!(!self.cancelled.contains(&made.id) || status == Status::Cancelled, "cancelled, and now {kept:?}");
            let early = self.passed - made.at < made.hold;
            assert!(!early || matches!(status, Status::Held | Status::Cancelled), "left too early: {kept:?}");
            if status == Status::Confirmed {
                assert!(books::shows_it(kept), "confirmed without being shown: {kept:?}");
            }
            if made.words.is_some() {
                let trace = books::trace(made);
                let done = books::times(&books, &self.before, &trace);
                assert!(done <= 1, "done {done} times: {kept:?}");
                assert!(done == 0 || books::may_have_left(status), "done, and the journal says {kept:?}");
                let ours = books::times(&later, &self.before, &trace) == 1;
                assert!(status != Status::Confirmed || ours || self.was_also_done(made), "never done: {kept:?}");
            }
        }
        for made in &self.made {
            let trace = books::trace(made);
            let done = books::times(&books, &self.before, &trace);
            let alike = self.made.iter().filter(|other| books::trace(other) == trace);
            let left = alike.filter(|other| books::may_have_left(by_id[other.id.as_str()].status)).count();
            assert!(done <= left, "{trace:?} was done {done} times by {left} decisions");
        }
        let ours = |trace: &&books::Trace| self.made.iter().any(|made| books::trace(made) == **trace);
        let strikes = books.keys().filter(|trace| matches!(trace, books::Trace::Strike { .. }));
        for trace in strikes.filter(|trace| !ours(trace)) {
            assert_eq!(books::times(&books, &self.before, trace), 0, "nobody decided {trace:?}");
        }
        if let Some(away) = &self.away {
            assert_eq!(self.posts(), away.posts, "sent to a server that is away");
        }
        let chain = self.run(async |engine, profile| engine.verify_journal(profile).await.unwrap());
        assert_eq!(chain.fault, None);
    }

    /// Whether another moderator did the same: then nobody can say whose doing it is.
    pub(super) fn was_also_done(&self, made: &Made) -> bool {
        let deed = match made.verb {
            Verb::Limit => Deed::Limits,
            Verb::Freeze => Deed::Freezes,
            _ => Deed::Suspends,
        };
        self.deeds.contains(&(made.account.clone(), deed))
    }

    /// Once all is over: what was taken by the server is told as taken, and the other way round.
    pub(super) fn everything_is_told(&self) {
        let books = books::read(&self.server.state());
        for kept in self.journal() {
            let made = self.made.iter().find(|made| made.id == kept.id).unwrap();
            assert!(!kept.status.is_waiting() && kept.status != Status::Sending, "{kept:?}");
            let done = books::times(&books, &self.before, &books::trace(made));
            if matches!(kept.status, Status::Accepted | Status::Unprovable) {
                assert!(done > 0, "accepted, and never done: {kept:?}");
            }
        }
    }
}
