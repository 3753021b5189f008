//! What can happen.

use bailiwick_engine::action::Verb;
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

/// So many people are decided about: few, so that decisions meet.
pub const PEOPLE: usize = 5;

const VERBS: [Verb; 8] = [
    Verb::Limit,
    Verb::LiftLimit,
    Verb::Freeze,
    Verb::Unfreeze,
    Verb::Suspend,
    Verb::Unsuspend,
    Verb::Approve,
    Verb::Reject,
];

#[derive(Debug, Clone)]
pub enum Step {
    /// `worded` sends a text that names the decision in the server's books.
    Decide {
        who: usize,
        verb: Verb,
        worded: bool,
        hold: u32,
    },
    Cancel(usize),
    SendAnyway(usize),
    Release,
    /// The server is gone: another page answers in its place, or nobody.
    Leave {
        another_page: bool,
    },
    Return,
    /// The next request that changes something meets this.
    Stumble(Trip),
    /// Another moderator is there.
    SomebodyElse {
        who: usize,
        deed: Deed,
    },
    /// The desk dies, in the middle of a request if one comes; it starts anew after so many ms.
    Kill {
        midway: bool,
        after: i64,
    },
    /// The desk is closed and opened.
    Restart,
    /// So many ms on the clock at once; negative: it is set back.
    Jump(i64),
    /// Whatever can leave has left.
    Settle,
}

#[derive(Debug, Clone, Copy)]
pub enum Trip {
    CloseBefore,
    CloseAfter,
    CutOff,
    TooMany,
    Slow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    Limits,
    Lifts,
    Suspends,
    Freezes,
    Approves,
    Removes,
}

/// What a step depends on.
#[derive(Debug, Clone)]
pub struct Model {
    decided: usize,
    away: bool,
}

impl ReferenceStateMachine for Model {
    type State = Model;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model { decided: 0, away: false }).boxed()
    }

    fn transitions(state: &Model) -> BoxedStrategy<Step> {
        let decide =
            (0..PEOPLE, prop::sample::select(&VERBS[..]), any::<bool>(), prop::sample::select(&[0, 1_000, 6_000][..]))
                .prop_map(|(who, verb, worded, hold)| Step::Decide { who, verb, worded, hold });
        let trip = prop::sample::select(
            &[Trip::CloseBefore, Trip::CloseAfter, Trip::CutOff, Trip::TooMany, Trip::Slow, Trip::Slow][..],
        );
        let deed = prop::sample::select(
            &[Deed::Limits, Deed::Lifts, Deed::Suspends, Deed::Freezes, Deed::Approves, Deed::Removes][..],
        );
        let nth = 0..state.decided.max(1);
        let gone = match state.away {
            true => Just(Step::Return).boxed(),
            false => any::<bool>().prop_map(|another_page| Step::Leave { another_page }).boxed(),
        };
        let jumps = [500, 1_000, 4_000, 4_000, 60_000, 11 * 60_000, 7 * 60 * 60_000, -90_000];
        prop_oneof![
            12 => decide,
            2 => nth.clone().prop_map(Step::Cancel),
            2 => nth.prop_map(Step::SendAnyway),
            1 => Just(Step::Release),
            2 => gone,
            3 => trip.prop_map(Step::Stumble),
            2 => (0..PEOPLE, deed).prop_map(|(who, deed)| Step::SomebodyElse { who, deed }),
            3 => (any::<bool>(), prop::sample::select(&[0, 2_000, 11 * 60_000][..]))
                .prop_map(|(midway, after)| Step::Kill { midway, after }),
            1 => Just(Step::Restart),
            6 => prop::sample::select(jumps.to_vec()).prop_map(Step::Jump),
            2 => Just(Step::Settle),
        ]
        .boxed()
    }

    fn apply(mut state: Model, step: &Step) -> Model {
        match step {
            Step::Decide { .. } => state.decided += 1,
            Step::Leave { .. } => state.away = true,
            Step::Return => state.away = false,
            _ => {}
        }
        state
    }

    /// Holds also while a failing play is made shorter.
    fn preconditions(state: &Model, step: &Step) -> bool {
        match step {
            Step::Cancel(_) | Step::SendAnyway(_) => state.decided > 0,
            Step::Leave { .. } => !state.away,
            Step::Return => state.away,
            _ => true,
        }
    }
}
