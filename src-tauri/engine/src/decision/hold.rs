//! How long a decision is held before it leaves: a real undo even where the server has none.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::action::{Verb, Weight};

/// How long decisions are held, in ms, and when they are old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Holds {
    /// What can be taken back: 0 to 60,000.
    pub reversible: u32,
    /// What cannot be taken back: 15,000 to 120,000.
    pub irreversible: u32,
    /// What cannot be taken back and was decided longer ago than this is asked about by itself before it leaves, in hours:
    /// 1 to 168.
    pub stale_hours: u32,
}

impl Default for Holds {
    fn default() -> Self {
        Holds { reversible: 10_000, irreversible: 30_000, stale_hours: 6 }
    }
}

impl Holds {
    /// Nothing is held: for programs that nobody sits in front of, who could not take anything back either.
    pub const NONE: Holds = Holds { reversible: 0, irreversible: 0, stale_hours: 6 };

    /// The same within the bounds that a person may choose in.
    pub fn bounded(self) -> Self {
        Holds {
            reversible: self.reversible.min(60_000),
            irreversible: self.irreversible.clamp(15_000, 120_000),
            stale_hours: self.stale_hours.clamp(1, 168),
        }
    }

    /// How long this verb is held. That somebody takes a report is for other moderators to see, at once.
    pub(crate) const fn of(self, verb: Verb) -> u32 {
        match (verb, verb.weight()) {
            (Verb::AssignReport | Verb::UnassignReport, _) => 0,
            (_, Weight::Irreversible) => self.irreversible,
            _ => self.reversible,
        }
    }
}

/// How often what is left of a hold is counted.
pub(super) const TICK: Duration = Duration::from_secs(1);

/// What is left of a hold after this much time on the clock. More than a few ticks at once were not lived through: the
/// computer slept, or its clock was set. Of those counts one tick, so that a hold is over only after it was really there
/// to be used; a clock that was set back counts nothing.
pub(super) fn left(before: u32, passed: i64) -> u32 {
    let tick = i64::try_from(TICK.as_millis()).unwrap_or(i64::MAX);
    let lived = if passed > 5 * tick { tick } else { passed.max(0) };
    before.saturating_sub(u32::try_from(lived).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bounds_are_kept() {
        let wild = Holds { reversible: u32::MAX, irreversible: 0, stale_hours: 0 }.bounded();
        assert_eq!(wild, Holds { reversible: 60_000, irreversible: 15_000, stale_hours: 1 });
        assert_eq!(Holds::default().bounded(), Holds::default());
        assert_eq!(Holds::default().of(Verb::Reject), 30_000);
        assert_eq!(Holds::default().of(Verb::Approve), 10_000);
    }

    #[test]
    fn a_night_asleep_is_no_hold() {
        assert_eq!(left(30_000, 8 * 60 * 60 * 1000), 29_000);
        assert_eq!(left(30_000, -60_000), 30_000, "a clock that was set back");
        assert_eq!(left(500, 1_000), 0);
    }

    proptest! {
        #[test]
        fn a_hold_never_grows_and_never_ends_at_once(before in 6_000_u32..120_000, passed in any::<i64>()) {
            let after = left(before, passed);
            prop_assert!(after <= before && after >= before - 5_000);
        }
    }
}
