//! Waiting for a desk: until it knows, until nothing can leave, until all is over.

use std::collections::BTreeSet;
use std::time::Duration;

use bailiwick_engine::decision::{DecisionView, Review, Status};
use bailiwick_engine::profile::Connection;

use super::desk::Desk;

impl Desk {
    /// Waits until the desk knows that the server is away, and what was about to leave has left: what was asked before may
    /// still have been answered. If that answer was to wait, the desk asks nothing before its time has passed.
    pub(super) fn notice(&mut self) {
        while !self.noticed() {
            self.jump(60_000);
        }
    }

    /// Whether it came to know, or else was told to wait.
    fn noticed(&self) -> bool {
        self.run(async |engine, profile| {
            let knows = async {
                loop {
                    let view = engine.check_connection(profile).await.unwrap();
                    for made in &self.made {
                        // Looking one up waits its turn behind whatever is leaving. There is no answer to look at.
                        drop(engine.look_again(profile, &made.id).await);
                    }
                    let open = engine.outbox(profile).await.unwrap();
                    let under_way = open.iter().any(|waits| waits.status == Status::Sending);
                    if matches!(view.connection, Connection::Offline { .. }) && !under_way {
                        return;
                    }
                }
            };
            let told_to_wait = async {
                let waits = async || {
                    let profiles = engine.profiles().await.unwrap();
                    profiles.iter().any(|view| matches!(view.connection, Connection::Waiting { .. }))
                };
                while !waits().await {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                () = knows => true,
                () = told_to_wait => false,
            }
        })
    }

    /// Waits until nothing is on its way that could leave now.
    pub(super) fn settle(&mut self) {
        for turn in 1..600 {
            let open = self.run(async |engine, profile| engine.outbox(profile).await.unwrap());
            let mut behind = BTreeSet::new();
            let rests = open.iter().all(|one| {
                let waits = matches!(one.status, Status::Held | Status::Ready);
                let first = !waits || behind.insert(one.account.clone());
                match one.status {
                    Status::Sending => false,
                    Status::Ready => self.away.is_some() || one.review != Review::None || !first,
                    _ => true,
                }
            });
            if rests {
                return;
            }
            match self.connection() {
                Connection::Waiting { .. } => self.jump(60_000),
                Connection::Offline { .. } if self.away.is_none() => {
                    self.run(async |engine, profile| engine.check_connection(profile).await.map(drop).unwrap());
                }
                // What could not leave is tried again after half a minute.
                _ if turn % 20 == 0 => self.jump(31_000),
                _ => self.something_happens(),
            }
        }
        panic!("nothing leaves any more: {:?}; {:?}", self.connection(), self.journal());
    }

    /// Waits for an event, or for the moment in which one would have come.
    pub(super) fn something_happens(&self) {
        self.run(async |engine, _| {
            let mut events = engine.listen();
            drop(tokio::time::timeout(Duration::from_millis(10), events.recv()).await);
        });
    }

    /// Whatever was decided ends.
    pub(super) fn ends(&mut self) {
        self.server_returns();
        self.server.clear_faults();
        for _ in 0..30 {
            self.release();
            self.settle();
            let open: Vec<_> = self.journal().into_iter().filter(|one| one.status.is_waiting()).collect();
            if open.is_empty() {
                return;
            }
            for one in open.iter().filter(|one| one.status == Status::Changed) {
                self.run(async |engine, profile| engine.send_anyway(profile, &one.id).await.map(drop).unwrap());
            }
            if let Some(held) = open.into_iter().find(|one| one.status == Status::Held) {
                self.jump(4_000);
                self.counted(&held);
            }
        }
        panic!("something waits for ever: {:?}", self.journal());
    }

    /// Waits until the time that passed is counted from its hold.
    pub(super) fn counted(&self, held: &DecisionView) {
        self.run(async |engine, profile| {
            let as_before = async || {
                let now = engine.outbox(profile).await.unwrap();
                now.iter().any(|one| one.id == held.id && (one.status, one.hold_left) == (held.status, held.hold_left))
            };
            while as_before().await {
                tokio::task::yield_now().await;
            }
        });
    }
}
