//! Time in a test's hand: a hold that is over when the test says so, and decisions that are waited for until they have left.

use std::time::Duration;

use bailiwick_engine::Engine;
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{DecisionView, Holds, Sight, Status};
use bailiwick_engine::event::Event;
use bailiwick_engine::model::Mark;
use bailiwick_engine::profile::ProfileId;
use bailiwick_practice::Practice;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

/// What does not leave within this time never leaves.
const PATIENCE: Duration = Duration::from_secs(30);
/// So short that it is over in one tick, and long enough to be a hold.
const HOLD: u32 = 1_000;

/// The clock of an engine, begun at the time of day: servers' dates stand beside it.
pub struct Hourglass(watch::Sender<i64>);

impl Hourglass {
    pub fn new() -> (Self, Clock) {
        let (clock, set) = watch::channel(jiff::Timestamp::now().as_millisecond());
        (Hourglass(clock), Clock::Set(set))
    }

    /// Holds everything for as long as one turn takes.
    pub fn hold_all(engine: &Engine) {
        engine.set_holds(Holds { reversible: HOLD, irreversible: HOLD, ..Holds::NONE });
    }

    /// Lets the hold of the decision pass, and waits until it has left, or will not.
    pub async fn turn(&self, engine: &Engine, held: &DecisionView) -> DecisionView {
        assert_eq!(held.status, Status::Held, "{held:?}");
        // Listens before the time passes, so that nothing is missed.
        let left = Left::new(engine, held);
        self.0.send_modify(|now| *now += i64::from(HOLD));
        left.seen().await
    }
}

/// Whether what was seen of somebody makes them staff.
pub fn is_staff(sight: Option<&Sight>) -> bool {
    sight.is_some_and(|sight| sight.marks.iter().any(|mark| matches!(mark, Mark::Staff | Mark::Administrator)))
}

/// Waits until a decision has left, or will not.
pub struct Left<'a> {
    engine: &'a Engine,
    events: tokio::sync::broadcast::Receiver<Event>,
    profile: ProfileId,
    id: String,
}

impl<'a> Left<'a> {
    pub fn new(engine: &'a Engine, decision: &DecisionView) -> Self {
        Left { engine, events: engine.listen(), profile: decision.profile.clone(), id: decision.id.clone() }
    }

    pub async fn seen(mut self) -> DecisionView {
        let seen = async {
            loop {
                let decision = match self.events.recv().await {
                    Ok(Event::Decision { decision }) if decision.id == self.id => *decision,
                    Ok(_) => continue,
                    Err(RecvError::Lagged(_)) => self.kept().await,
                    Err(RecvError::Closed) => panic!("the engine is gone"),
                };
                if !matches!(decision.status, Status::Held | Status::Ready | Status::Sending) {
                    return decision;
                }
            }
        };
        tokio::time::timeout(PATIENCE, seen).await.unwrap_or_else(|_| panic!("the decision does not leave"))
    }

    async fn kept(&self) -> DecisionView {
        let newest = self.engine.history(&self.profile, None).await.unwrap().rows;
        newest.into_iter().find(|decision| decision.id == self.id).unwrap()
    }
}

/// Waits until the desk looks what became of a request that has just come. The look is in the log before it is answered.
pub async fn looked_after(server: &Practice) {
    server.request_came(|request| request.method != "GET").await;
    let looked = async {
        while !server.requests().iter().skip_while(|request| request.method == "GET").any(|one| one.method == "GET") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, looked).await.unwrap();
}
