//! Moves: what a server has no single request for, and how an account stands between their steps.

use super::Verb;
use super::verb::SHUT_OUT;
use crate::model::{Mark, Marks};

/// The steps of a move. Between the two the account is active (gitlab.md §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Steps {
    /// Makes the account active.
    pub first: Verb,
    /// What is wanted.
    pub second: Verb,
    /// What undoes the first when the second fails.
    pub back: Verb,
}

impl Verb {
    /// The steps of a move; none for a verb that is one request.
    pub(crate) const fn steps(self) -> Option<Steps> {
        Some(match self {
            Verb::BanBlocked => Steps { first: Verb::Unblock, second: Verb::Ban, back: Verb::Block },
            Verb::BlockBanned => Steps { first: Verb::Unban, second: Verb::Block, back: Verb::Ban },
            Verb::BanDeactivated => Steps { first: Verb::Activate, second: Verb::Ban, back: Verb::Deactivate },
            _ => return None,
        })
    }
}

/// Whether somebody with these marks surely may not take part: of a state that nobody here knows that cannot be said.
pub(crate) fn is_shut_out(marks: Marks) -> bool {
    !marks.has(Mark::Unknown) && marks.any(SHUT_OUT)
}

/// Whether somebody is shut out in the same way as before, or let in as before. Other marks come and go meanwhile.
pub(crate) fn is_out_alike(before: Marks, now: Marks) -> bool {
    SHUT_OUT.iter().all(|mark| before.has(*mark) == now.has(*mark))
}

/// The same marks for somebody who may take part.
pub(crate) fn let_in(marks: Marks) -> Marks {
    SHUT_OUT.iter().fold(marks, |left, mark| left.without(*mark))
}
