//! What may be done to an account of a Mastodon (mastodon.md §2).
//!
//! Mastodon answers "you may not" and "it is so already" with the same 403 (§2.1), so both are computed here; `refusals`
//! reads a refusal that came all the same.

use super::served::{self, Dialect};
use crate::action::{ActionOffer, Consequence, OfferPlace, Refusal, ReportUse, Told, Verb, Weight};
use crate::model::{Account, Mark};
use crate::platform::Circumstances;
use crate::platform::offer::{self, Rule};
use crate::profile::Software;

/// The verbs in the order of the bar.
const VERBS: [Verb; 12] = [
    Verb::Approve,
    Verb::Reject,
    Verb::Warn,
    Verb::Limit,
    Verb::Sensitive,
    Verb::Freeze,
    Verb::Suspend,
    Verb::LiftLimit,
    Verb::LiftSensitive,
    Verb::Unfreeze,
    Verb::Unsuspend,
    Verb::DeleteData,
];

/// Every verb for this account; those that the server does not serve are told as such.
pub(crate) fn offers(software: &Software, account: &Account, here: &Circumstances<'_>) -> Vec<ActionOffer> {
    let dialect = Dialect::of(software);
    VERBS.iter().map(|verb| offer::offer(rule(*verb, account, dialect), account, here)).collect()
}

fn rule(verb: Verb, account: &Account, dialect: Dialect) -> Rule {
    let unserved = (!served::serves(dialect, verb)).then_some(Refusal::NotOnThisServer);
    let served = unserved.is_none();
    let suspended = account.marks.has(Mark::Suspended);
    // What is erased with the suspension cannot be suspended again.
    let erased =
        (verb == Verb::Suspend && dialect == Dialect::GoToSocial && suspended).then_some(Refusal::AlreadySuspended);
    Rule {
        state: unserved.or_else(|| untold(account)).or_else(|| state_refusal(verb, account)).or(erased),
        first: (verb == Verb::DeleteData && !suspended).then_some(Refusal::SuspendFirst),
        place: if served && in_bar(verb, account) { OfferPlace::Bar } else { OfferPlace::Menu },
        ..effects(verb, account, dialect)
    }
}

/// Whether the verb has a button: those that can be used on such an account. The others stand in the menu with their reason.
fn in_bar(verb: Verb, account: &Account) -> bool {
    let has = |mark| account.marks.has(mark);
    match verb {
        Verb::Approve | Verb::Reject => has(Mark::Pending),
        // A strike that nobody sees (§2.4) is no everyday verb.
        Verb::Warn => has_user(account) && !has(Mark::Pending),
        Verb::Limit => !has(Mark::Limited) && !has(Mark::Suspended),
        Verb::Sensitive => !has(Mark::Sensitive) && !has(Mark::Suspended) && !has(Mark::Pending),
        Verb::Freeze => state_refusal(verb, account).is_none() && !has(Mark::Suspended) && !has(Mark::Pending),
        Verb::Suspend => !has(Mark::Suspended),
        Verb::LiftLimit => has(Mark::Limited),
        Verb::LiftSensitive => has(Mark::Sensitive),
        Verb::Unfreeze => has(Mark::LoginFrozen),
        Verb::Unsuspend => has(Mark::Suspended),
        // In the menu only, as everything that is done once in a long while.
        _ => false,
    }
}

/// What the verb does, whom the server tells, and what it takes.
fn effects(verb: Verb, account: &Account, dialect: Dialect) -> Rule {
    let plain = Rule::plain(verb);
    match verb {
        // Without a confirmed address nothing is sent and nothing happens before it is confirmed (§2.2).
        Verb::Approve if account.mail_confirmed == Some(false) => {
            Rule { consequences: vec![Consequence::LetInOnceConfirmed], ..plain }
        }
        Verb::Approve => Rule {
            consequences: vec![Consequence::LetIn, Consequence::WelcomeMailInAnHour],
            told: Told::Always,
            ..plain
        },
        Verb::Reject => {
            let erased = Rule { consequences: vec![Consequence::SignUpErased, Consequence::NameAndMailFree], ..plain };
            match dialect {
                Dialect::Mastodon(_) => erased,
                // It can mail the applicant, with a text (§5.6); Mastodon never does.
                Dialect::GoToSocial => Rule { told: Told::Choice, takes_message: true, ..erased },
            }
        }
        Verb::Suspend if dialect == Dialect::GoToSocial => Rule {
            weight: Weight::Irreversible,
            consequences: vec![Consequence::ShutOut, Consequence::SuspendingErases],
            type_handle: true,
            ..plain
        },
        Verb::Warn | Verb::Limit | Verb::Sensitive | Verb::Freeze | Verb::Suspend => sanction(verb, account),
        Verb::LiftLimit => Rule { consequences: vec![Consequence::SeenAgain], ..plain },
        Verb::LiftSensitive => Rule { consequences: vec![Consequence::MediaAsMarked], ..plain },
        Verb::Unfreeze => Rule { consequences: vec![Consequence::MaySignInAgain], ..plain },
        Verb::Unsuspend => {
            let mut consequences = vec![Consequence::ShownAgainUnlessErased, Consequence::ErasedComesBackEmpty];
            if account.domain.is_some() {
                consequences.extend([Consequence::FollowsStayCut, Consequence::MayBeSuspendedAgain]);
            }
            Rule { consequences, ..plain }
        }
        // The answer comes before a worker has done it, and nothing is written into the audit log (§2.2).
        Verb::DeleteData => Rule {
            consequences: vec![
                Consequence::DataErased,
                Consequence::NameAndMailTaken,
                Consequence::DoneByWorker,
                Consequence::NotInServersLog,
            ],
            type_handle: true,
            ..plain
        },
        // Verbs of other servers, and those about reports.
        _ => plain,
    }
}

/// The verbs of `action` (§2.4): with text, preset and report; each is a strike.
fn sanction(verb: Verb, account: &Account) -> Rule {
    let local = account.domain.is_none();
    let hears = has_user(account);
    let mut consequences = match verb {
        Verb::Warn => vec![Consequence::OnRecordOnly],
        Verb::Limit => vec![Consequence::HiddenFromStrangers],
        Verb::Sensitive => vec![Consequence::MediaBehindWarning],
        Verb::Freeze => vec![Consequence::LoginStops],
        _ => suspension(account),
    };
    consequences.push(if verb == Verb::Warn && !hears { Consequence::StrikeUnseen } else { Consequence::AddsStrike });
    let reports = if verb == Verb::Warn {
        consequences.push(Consequence::ClosesChosenReport);
        ReportUse::ClosesChosen
    } else {
        consequences.push(Consequence::ClosesOpenReports);
        ReportUse::ClosesAll
    };
    if !local && verb != Verb::Warn {
        consequences.push(Consequence::OnlyThisServer);
    }
    Rule {
        consequences,
        // Only people of this server are notified (§2.4), as long as there is a person.
        told: if hears { Told::Choice } else { Told::Never },
        takes_message: hears,
        takes_preset: hears,
        reports,
        // A warning is compared with nobody's rank (§2.4).
        rank_counts: verb != Verb::Warn,
        ..Rule::plain(verb)
    }
}

/// What suspending does (§2.3). Suspending again is a verb of its own weight: it starts the thirty days anew, and makes a
/// suspension of the account's own server one of this server.
fn suspension(account: &Account) -> Vec<Consequence> {
    let local = account.domain.is_none();
    let mut consequences = vec![if local { Consequence::ShutOut } else { Consequence::HiddenHere }];
    if account.marks.has(Mark::Suspended) {
        consequences = vec![Consequence::ThirtyDaysAnew];
        if !local {
            consequences.push(Consequence::BecomesOurs);
        }
    } else {
        consequences.extend([Consequence::ErasedInThirtyDays, Consequence::ProfileBlanked]);
        if !local {
            consequences.push(Consequence::FollowsSevered);
        } else if has_user(account) {
            consequences.push(Consequence::MailShutOut);
        }
    }
    consequences
}

/// Whether a person of this server stands behind the account: those of other servers and those who deleted themselves
/// have no user (§2.1, §3.1).
const fn has_user(account: &Account) -> bool {
    account.domain.is_none() && !account.untold.has(Mark::LoginFrozen)
}

/// An account whose state the server did not tell: what is done to it could be done twice.
fn untold(account: &Account) -> Option<Refusal> {
    let word = || account.unknown_state.clone().unwrap_or_default();
    account.marks.has(Mark::Unknown).then(|| Refusal::UnknownState { word: word() })
}

/// Why the account's state forbids the verb (§2.2, §2.4).
pub(super) fn state_refusal(verb: Verb, account: &Account) -> Option<Refusal> {
    let has = |mark| account.marks.has(mark);
    let remote = account.domain.is_some();
    let user = || match has_user(account) {
        true => None,
        false if remote => Some(Refusal::OtherServersAccount),
        // A 500 for "disable", a bare "Forbidden" for the others (§2.1, §2.4).
        false => Some(Refusal::WithoutUser),
    };
    match verb {
        Verb::Approve | Verb::Reject => user().or_else(|| (!has(Mark::Pending)).then_some(Refusal::NotPending)),
        Verb::Warn | Verb::Suspend | Verb::DeleteData => None,
        // The server would do it again, with another strike and another mail (§2.4).
        Verb::Limit => has(Mark::Limited).then_some(Refusal::AlreadyLimited),
        Verb::Sensitive => has(Mark::Sensitive).then_some(Refusal::AlreadySensitive),
        Verb::Freeze => user().or_else(|| has(Mark::LoginFrozen).then_some(Refusal::AlreadyFrozen)),
        // The server would answer 200 and write a line into its log.
        Verb::LiftLimit => (!has(Mark::Limited)).then_some(Refusal::NotLimited),
        Verb::LiftSensitive => {
            (!has(Mark::Sensitive) && !account.untold.has(Mark::Sensitive)).then_some(Refusal::NotSensitive)
        }
        Verb::Unfreeze => user().or_else(|| (!has(Mark::LoginFrozen)).then_some(Refusal::NotFrozen)),
        Verb::Unsuspend => (!has(Mark::Suspended)).then_some(Refusal::NotSuspended),
        // Verbs of other servers, and those about reports.
        _ => Some(Refusal::NotOnThisServer),
    }
}
