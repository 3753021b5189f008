//! What moderators have been told and have done so far: reports, strikes, ready-made warnings.

use jiff::Timestamp;

use super::super::state::{Id, Mastodon, Preset, Report, Strike};
use super::evidence;
use crate::time::{HOUR, ago};

/// Hours ago, category, comment, whether it is resolved.
#[rustfmt::skip]
const REPORTS: &[(i64, &str, &str, bool)] = &[
    (3, "spam", "Same advert under five of my posts.", false),
    (7, "violation", "Keeps replying after I asked them to stop. See the thread about the bridge.", false),
    (20, "other", "Pretends to be Kim. The letters are slightly wrong.", false),
    (26, "spam", "", false),
    (40, "violation", "Posts photographs of other people's children without asking.", false),
    (55, "legal", "Scans of my book, all 312 pages.", false),
    (70, "other", "Not sure if this is allowed: a bot that quotes everybody's lunch.", false),
    (200, "spam", "Crypto again.", true),
    (310, "violation", "Slurs in Welsh. I can translate if needed.", true),
    (460, "other", "Wrong button, sorry!", true),
    (700, "violation", "Dogpiled a new member.", true),
    (900, "spam", "Link in every reply.", true),
];

const PRESETS: &[&str] = &[
    "Please describe your pictures; our members read with their ears, too.",
    "This is a reminder of rule 2. The next step would be a limit.",
    "Advertising is welcome in small doses only. Please read rule 3.",
];

/// Reports against those under a measure and some others, and the strikes that explain the measures.
pub(super) fn open(instance: &mut Mastodon, now: Timestamp) {
    instance.presets = PRESETS.iter().zip(1..).map(|(text, id)| Preset { id, text: (*text).to_owned() }).collect();
    let id_of = |handle: &str| instance.local(handle).map(|account| account.id);
    let (Some(kim), Some(teo), Some(wren)) = (id_of("kim"), id_of("teo"), id_of("wren")) else {
        return;
    };
    let ordinary: Vec<Id> = instance
        .accounts
        .values()
        .filter(|account| {
            account.user.as_ref().is_none_or(|user| user.role.is_none()) && account.id > Id(0) && account.statuses > 0
        })
        .map(|account| account.id)
        .collect();
    if ordinary.is_empty() {
        return;
    }
    // Every third report is against the same person: a measure has to close more than one.
    let suspect = id_of("office_desk").unwrap_or(ordinary[0]);
    let impostor = id_of("kirn").unwrap_or(suspect);
    instance.reports = REPORTS
        .iter()
        .zip(1_i64..)
        .map(|((hours, category, comment, resolved), number)| Report {
            id: Id(number),
            by: if number % 2 == 0 { wren } else { ordinary[(number as usize * 31) % ordinary.len()] },
            target: match number {
                3 => impostor,
                number if number % 3 == 1 => suspect,
                number => ordinary[(number as usize * 17) % ordinary.len()],
            },
            category: (*category).to_owned(),
            comment: (*comment).to_owned(),
            created_at: ago(now, hours * HOUR),
            resolved_at: resolved.then(|| ago(now, (hours - 5) * HOUR)),
            resolved_by: resolved.then_some(teo),
            assigned_to: (number == 2).then_some(teo),
            updated_at: None,
            posts: Vec::new(),
            // Keeps on at people, photographs, slurs, dogpiles: all against the second rule.
            rules: if *category == "violation" { vec![2] } else { Vec::new() },
            forwarded: None,
            action_comment: None,
        })
        .collect();
    for report in &mut instance.reports {
        report.posts = evidence::of(report.id.0, report.target, report.created_at);
        let remote = instance.accounts.get(&report.target).is_some_and(|target| !target.is_local());
        report.forwarded = remote.then_some(report.id.0 % 2 == 0);
    }
    let measures = instance.accounts.values().filter_map(|account| {
        let suspended = account.suspension.as_ref().map(|suspension| (suspension.at, "suspend"));
        let (at, action) = suspended
            .or(account.silenced_at.map(|at| (at, "silence")))
            .or(account.sensitized_at.map(|at| (at, "sensitive")))?;
        Some(Strike {
            at,
            target: account.id,
            by: if account.id.0 % 2 == 0 { kim } else { teo },
            action: action.to_owned(),
            text: String::new(),
            report: None,
            posts: Vec::new(),
            notified: account.user.is_some(),
        })
    });
    instance.strikes = measures.collect();
}
