//! What may be done with a report of a Mastodon (mastodon.md §4.1, §4.2), and why it was refused.
//!
//! The server minds neither a second resolving nor taking a report from another moderator, and tells nobody; so what it
//! would do without a word is told here.

use super::served::{self, Dialect};
use crate::action::{ActionOffer, Consequence, NoteUse, OfferPlace, Refusal, ReportUse, Told, Verb};
use crate::error::{ErrorCode, Problem};
use crate::model::Report;
use crate::platform::Circumstances;
use crate::platform::offer;
use crate::profile::{Ability, Allowance, Software, Who};

/// The verbs in the order of the bar.
const VERBS: [Verb; 4] = [Verb::AssignReport, Verb::UnassignReport, Verb::ResolveReport, Verb::ReopenReport];

/// The words of a missing route; a missing record has others (§5.4).
const NO_ROUTE: &str = "Not Found";

/// Every verb for this report. No handle is typed, whoever it is about: nothing happens to the account.
pub(crate) fn report_offers(software: &Software, report: &Report, here: &Circumstances<'_>) -> Vec<ActionOffer> {
    let dialect = Dialect::of(software);
    VERBS.iter().map(|verb| offered(*verb, report, dialect, here)).collect()
}

fn offered(verb: Verb, report: &Report, dialect: Dialect, here: &Circumstances<'_>) -> ActionOffer {
    let served = served::serves(dialect, verb) && !here.who.unserved.contains(&verb);
    let own = offer::is_own(&report.target, here.who).then_some(Refusal::OwnAccount);
    let refusal = own
        .or_else(|| (!served).then_some(Refusal::NotOnThisServer))
        .or_else(|| state_refusal(verb, report, here.who))
        .or_else(|| by_rights(verb, here.who))
        .or_else(|| here.blocked_by.clone());
    ActionOffer {
        verb,
        letter: verb.letter(),
        place: if served && in_bar(verb, report, here.who) { OfferPlace::Bar } else { OfferPlace::Menu },
        refusal,
        weight: verb.weight(),
        consequences: consequences(verb, report, here.who),
        told: Told::Never,
        takes_message: false,
        takes_preset: false,
        reports: ReportUse::Untouched,
        note: NoteUse::Untouched,
        reverse: None,
        cautions: Vec::new(),
        type_handle: None,
    }
}

/// Whether the verb has a button. A resolved report is nobody's business until it is opened again, and another
/// moderator's name is taken off it from the menu only.
fn in_bar(verb: Verb, report: &Report, who: &Who) -> bool {
    match verb {
        Verb::AssignReport => !report.resolved && !is_ours(report, who),
        Verb::UnassignReport => !report.resolved && is_ours(report, who),
        Verb::ResolveReport => !report.resolved,
        Verb::ReopenReport => report.resolved,
        _ => false,
    }
}

fn consequences(verb: Verb, report: &Report, who: &Who) -> Vec<Consequence> {
    let mut consequences = match verb {
        Verb::AssignReport => vec![Consequence::ReportIsYours],
        Verb::UnassignReport => vec![Consequence::ReportIsNobodys],
        Verb::ResolveReport => vec![Consequence::ReportCloses],
        Verb::ReopenReport => vec![Consequence::ReportOpensAgain],
        _ => Vec::new(),
    };
    let in_hand = matches!(verb, Verb::AssignReport | Verb::UnassignReport);
    if in_hand && report.assigned.is_some() && !is_ours(report, who) {
        consequences.push(Consequence::TakenFromOther);
    }
    consequences
}

/// Why the report's state makes the verb pointless. The server would say yes, and a second resolving would put another
/// name and time on it (§4.2).
fn state_refusal(verb: Verb, report: &Report, who: &Who) -> Option<Refusal> {
    match verb {
        Verb::AssignReport => is_ours(report, who).then_some(Refusal::ReportYours),
        Verb::UnassignReport => report.assigned.is_none().then_some(Refusal::ReportNobodys),
        Verb::ResolveReport => report.resolved.then_some(Refusal::ReportResolved),
        Verb::ReopenReport => (!report.resolved).then_some(Refusal::ReportOpen),
        // Verbs about accounts.
        _ => Some(Refusal::NotOnThisServer),
    }
}

/// Who may not see reports may do nothing with them.
fn by_rights(verb: Verb, who: &Who) -> Option<Refusal> {
    offer::by_rights(verb, who).or_else(|| match who.allowance(Ability::SeeReports) {
        Allowance::Yes | Allowance::Unknown => None,
        Allowance::NotByRole => Some(Refusal::RoleMissing),
        Allowance::NotByScope { scope } => Some(Refusal::ScopeMissing { scope: scope.clone() }),
        Allowance::NotHere => Some(Refusal::NotOnThisServer),
    })
}

fn is_ours(report: &Report, who: &Who) -> bool {
    report.assigned.as_ref().is_some_and(|account| offer::is_own(account, who))
}

/// Why the server refused a verb about a report, which is none if it could not be read again. No state of a report is
/// refused by a Mastodon, so a 403 is about the role (§4.2, §6.2); unless the moderator's own login is disabled.
pub(crate) fn explain_report(verb: Verb, report: Option<&Report>, who: &Who, problem: &Problem) -> Refusal {
    if let Some(refusal) = offer::by_problem(problem) {
        return refusal;
    }
    let said = problem.server_said.as_deref();
    let disabled = said.is_some_and(|said| said.to_ascii_lowercase().contains("login is currently disabled"));
    match problem.error {
        ErrorCode::NotFound if said == Some(NO_ROUTE) && report.is_some() => return Refusal::NotOnThisServer,
        ErrorCode::NotFound if report.is_none() => return Refusal::Gone,
        ErrorCode::ServerSaysNo { status: 403 } if disabled => return Refusal::ServerSaysNo,
        ErrorCode::ServerSaysNo { status: 403 } => return Refusal::RoleMissing,
        _ => {}
    }
    report
        .and_then(|report| state_refusal(verb, report, who))
        .or_else(|| by_rights(verb, who))
        .unwrap_or(Refusal::ServerSaysNo)
}
