//! The steps of a first fill: which lists, in which order, and where among them a fill stands.

use crate::filter::Origin;
use crate::model::Timestamp;
use crate::platform::{Restriction, Which};
use crate::profile::SyncPhase;
use crate::store::cache::FillCursor;

/// A list under the word by which the cache keeps it.
const WORDS: [(&str, Which); 12] = [
    ("staff", Which::Staff),
    ("suspended", Which::Restricted(Restriction::Suspended, Origin::Local)),
    ("limited", Which::Restricted(Restriction::Limited, Origin::Local)),
    ("frozen", Which::Restricted(Restriction::Frozen, Origin::Local)),
    ("sensitive", Which::Restricted(Restriction::Sensitive, Origin::Local)),
    ("remote-suspended", Which::Restricted(Restriction::Suspended, Origin::Remote)),
    ("remote-limited", Which::Restricted(Restriction::Limited, Origin::Remote)),
    ("remote-frozen", Which::Restricted(Restriction::Frozen, Origin::Remote)),
    ("remote-sensitive", Which::Restricted(Restriction::Sensitive, Origin::Remote)),
    ("local", Which::Local),
    ("remote", Which::Remote),
    ("all", Which::All),
];

/// Beside the word: those of other servers with a restriction come after those of this one, because they were wished for
/// later.
const LATE: &str = "+";

/// A step of a fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// The list.
    pub which: Which,
    late: bool,
}

impl Step {
    /// The step at which the fill stands; none where it is not known any more, and so at the first one.
    fn of(cursor: &FillCursor) -> Option<Self> {
        let (word, late) = cursor.step.strip_suffix(LATE).map_or((&*cursor.step, false), |word| (word, true));
        let (_, which) = WORDS.iter().find(|(known, _)| *known == word)?;
        Some(Step { which: *which, late })
    }

    /// The list's word.
    pub fn name(self) -> &'static str {
        WORDS.iter().find(|(_, which)| *which == self.which).map_or("", |(word, _)| word)
    }

    fn word(self) -> String {
        format!("{}{}", self.name(), if self.late { LATE } else { "" })
    }

    /// Its place among all steps that there are.
    fn rank(self) -> usize {
        let place = |which| WORDS.iter().position(|(_, known)| *known == which).unwrap_or(WORDS.len());
        let (theirs, here) = (matches!(self.which, Which::Restricted(_, Origin::Remote)), place(self.which));
        // Those of this server and everything before them, then theirs, then the rest.
        let late = self.late && here > place(Which::Local);
        match (self.late && theirs, late) {
            (true, _) => WORDS.len() + here,
            (false, true) => 2 * WORDS.len() + here,
            (false, false) => here,
        }
    }

    /// What is told of it.
    pub const fn phase(self) -> SyncPhase {
        match self.which {
            Which::Pending => SyncPhase::Pending,
            Which::Staff => SyncPhase::Staff,
            Which::Restricted(..) => SyncPhase::Restricted,
            Which::Local | Which::All => SyncPhase::Accounts,
            Which::Changed => SyncPhase::Changes,
            Which::Remote => SyncPhase::Remote,
        }
    }

    /// Whether the step is one of those that bring everybody: their accounts are counted, and none of them can be skipped.
    pub const fn is_whole(self) -> bool {
        matches!(self.which, Which::Local | Which::Remote | Which::All)
    }
}

/// The step at which a fill by these lists stands, and where in it; none when it has come to the end.
pub(super) fn turn(lists: &[Which], fill: Option<&FillCursor>) -> Option<(Step, Option<String>)> {
    let stands = fill.and_then(|fill| Some((Step::of(fill)?, fill.cursor.clone())));
    let late = stands.as_ref().is_some_and(|(step, _)| step.late);
    let mut steps: Vec<Step> = lists.iter().map(|which| Step { which: *which, late }).collect();
    steps.sort_by_key(|step| step.rank());
    let Some((here, cursor)) = stands else { return steps.first().map(|step| (*step, None)) };
    let next = steps.into_iter().find(|step| step.rank() >= here.rank())?;
    Some((next, cursor.filter(|_| next == here)))
}

/// The fill, once it stands at the cursor of the step; without a cursor, at the step that follows. None at the end.
pub(super) fn moved(lists: &[Which], fill: &FillCursor, step: Step, cursor: Option<String>) -> Option<FillCursor> {
    if cursor.is_some() {
        return Some(FillCursor { step: step.word(), cursor, ..fill.clone() });
    }
    let others: Vec<Which> = lists.iter().copied().filter(|which| *which != step.which).collect();
    let here = FillCursor { step: step.word(), cursor: None, ..fill.clone() };
    turn(&others, Some(&here)).map(|(next, _)| FillCursor { step: next.word(), ..here })
}

/// A fill at its beginning; none where there is nothing to fetch.
pub(super) fn begun(lists: &[Which], now: Timestamp) -> Option<FillCursor> {
    let (first, _) = turn(lists, None)?;
    Some(FillCursor { step: first.word(), cursor: None, fetched: 0, expected: None, began_at: now })
}

/// The fill, once more of other servers' accounts are wished for than before: they come when those of this one are there.
/// Those with a restriction were wished for before, or were not; without a fill, it had come to its end.
pub(super) fn widened(fill: Option<&FillCursor>, had_restricted: bool, now: Timestamp) -> FillCursor {
    let first = match had_restricted {
        true => Step { which: Which::Remote, late: false },
        false => Step { which: Which::Restricted(Restriction::Suspended, Origin::Remote), late: true },
    };
    let Some(fill) = fill else {
        return FillCursor { step: first.word(), cursor: None, fetched: 0, expected: None, began_at: now };
    };
    match Step::of(fill) {
        // What was fetched of theirs may have been forgotten since.
        Some(Step { which: Which::Remote, .. }) => FillCursor { step: first.word(), cursor: None, ..fill.clone() },
        Some(step @ Step { which: Which::Local, .. }) if !had_restricted => {
            FillCursor { step: Step { late: true, ..step }.word(), ..fill.clone() }
        }
        _ => fill.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUSPENDED: Which = Which::Restricted(Restriction::Suspended, Origin::Local);
    const THEIRS: Which = Which::Restricted(Restriction::Suspended, Origin::Remote);

    /// The words of the steps from where the fill stands to its end.
    fn rest(lists: &[Which], fill: Option<FillCursor>) -> Vec<String> {
        let mut fill = fill;
        let mut words = Vec::new();
        while let Some(at) = fill {
            words.push(at.step.clone());
            assert!(words.len() < 20, "{words:?}");
            let Some((step, _)) = turn(lists, Some(&at)) else { break };
            fill = moved(lists, &at, step, None);
        }
        words
    }

    fn at(step: &str, cursor: Option<&str>) -> FillCursor {
        FillCursor {
            step: step.to_owned(),
            cursor: cursor.map(str::to_owned),
            fetched: 7,
            expected: None,
            began_at: Timestamp(1),
        }
    }

    #[test]
    fn what_matters_comes_first_and_each_list_once() {
        let lists = [Which::Staff, SUSPENDED, THEIRS, Which::Local, Which::Remote];
        let words = rest(&lists, begun(&lists, Timestamp(1)));
        assert_eq!(words, ["staff", "suspended", "remote-suspended", "local", "remote"]);
        assert_eq!(begun(&[], Timestamp(1)), None);
    }

    #[test]
    fn a_fill_goes_on_at_its_cursor_and_nowhere_else() {
        let lists = [Which::Staff, SUSPENDED, Which::Local];
        let (step, cursor) = turn(&lists, Some(&at("local", Some("7")))).unwrap();
        assert_eq!((step.which, cursor.as_deref()), (Which::Local, Some("7")));
        let (step, cursor) = turn(&lists, Some(&at("limited", Some("7")))).unwrap();
        assert_eq!((step.which, cursor), (Which::Local, None), "a list that is no longer asked for is passed over");
        assert_eq!(turn(&lists, Some(&at("remote", Some("7")))), None);
        let (step, cursor) = turn(&lists, Some(&at("what is that", Some("7")))).unwrap();
        assert_eq!((step.which, cursor), (Which::Staff, None));
    }

    #[test]
    fn whoever_wishes_for_more_later_gets_it_after_all_else_without_beginning_anew() {
        let lists = [Which::Staff, SUSPENDED, THEIRS, Which::Local, Which::Remote];
        let grown = widened(Some(&at("local", Some("7"))), false, Timestamp(2));
        assert_eq!((grown.cursor.as_deref(), grown.fetched), (Some("7"), 7));
        assert_eq!(rest(&lists, Some(grown.clone())), ["local+", "remote-suspended+", "remote+"]);
        assert_eq!(widened(Some(&grown), false, Timestamp(3)), grown, "twice is once");
        assert_eq!(rest(&lists, Some(widened(None, false, Timestamp(2)))), ["remote-suspended+", "remote+"]);
        assert_eq!(rest(&lists, Some(widened(None, true, Timestamp(2)))), ["remote"]);
        let (early, there) = (at("staff", Some("7")), at("remote", Some("7")));
        assert_eq!(widened(Some(&early), false, Timestamp(2)), early);
        assert_eq!(rest(&lists[..4], Some(widened(Some(&there), false, Timestamp(2)))), ["remote-suspended+"]);
        assert_eq!(widened(Some(&there), true, Timestamp(2)), at("remote", None));
    }
}
