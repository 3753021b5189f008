//! How an offer is put together, the same on every kind of server; what differs comes from the platform as a [`Rule`].
//!
//! Of several reasons against, the one is told that nothing but time or another account would change: what the account
//! is, then its state, then one's own rights, and last the circumstances (offline, read-only).

use super::Circumstances;
use crate::action::{ActionOffer, Caution, Consequence, NoteUse, OfferPlace, Refusal, ReportUse, Told, Verb, Weight};
use crate::error::{ErrorCode, Problem};
use crate::model::{Account, Mark, Rank};
use crate::profile::{Ability, Allowance, Who};

/// What a platform knows of one verb on one account.
pub(super) struct Rule {
    pub verb: Verb,
    /// Why the account's state forbids it.
    pub state: Option<Refusal>,
    /// What would have to be done first; told only to those who may do it then.
    pub first: Option<Refusal>,
    pub place: OfferPlace,
    pub weight: Weight,
    /// The main effect first.
    pub consequences: Vec<Consequence>,
    pub told: Told,
    pub takes_message: bool,
    pub takes_preset: bool,
    pub reports: ReportUse,
    pub note: NoteUse,
    /// Whether the server compares ranks for this verb, without telling them.
    pub rank_counts: bool,
    /// Whether it matters that somebody is staff: they are told of, and their handle is typed.
    pub staff_counts: bool,
    /// Whether the handle is typed, whoever it is.
    pub type_handle: bool,
}

impl Rule {
    /// A verb in the menu that takes nothing and tells nobody.
    pub(super) const fn plain(verb: Verb) -> Self {
        Rule {
            verb,
            state: None,
            first: None,
            place: OfferPlace::Menu,
            weight: verb.weight(),
            consequences: Vec::new(),
            told: Told::Never,
            takes_message: false,
            takes_preset: false,
            reports: ReportUse::Untouched,
            note: NoteUse::Untouched,
            rank_counts: false,
            staff_counts: true,
            type_handle: false,
        }
    }
}

/// The offer that follows from the rule, the account and the circumstances.
pub(super) fn offer(rule: Rule, account: &Account, here: &Circumstances<'_>) -> ActionOffer {
    // A move needs both of its steps: found out half-way, it would have made somebody active for nothing.
    let steps = rule.verb.steps().into_iter().flat_map(|steps| [steps.first, steps.second]);
    let lacks = |verb| here.who.unserved.contains(&verb);
    let unserved = std::iter::once(rule.verb).chain(steps).any(lacks).then_some(Refusal::NotOnThisServer);
    let refusal = by_account(account, here.who)
        .or(unserved)
        .or(rule.state)
        .or_else(|| by_rights(rule.verb, here.who))
        .or(rule.first)
        .or_else(|| here.blocked_by.clone());
    let staff = rule.staff_counts && account.rank > Rank::Member;
    let mut cautions = Vec::new();
    if staff {
        cautions.push(Caution::Staff);
        if rule.rank_counts {
            cautions.push(Caution::RankUnknown);
        }
    }
    if rule.reports == ReportUse::ClosesAll && *here.who.allowance(Ability::Reports) == Allowance::NotByRole {
        cautions.push(Caution::ReportsNotYours);
    }
    let reverse = rule.verb.reverse().filter(|reverse| rule.weight == Weight::Restricts && !lacks(*reverse));
    ActionOffer {
        verb: rule.verb,
        letter: rule.verb.letter(),
        place: rule.place,
        refusal,
        weight: rule.weight,
        consequences: rule.consequences,
        told: rule.told,
        takes_message: rule.takes_message,
        takes_preset: rule.takes_preset,
        reports: rule.reports,
        note: rule.note,
        reverse,
        cautions,
        type_handle: (staff || rule.type_handle).then(|| typed_handle(account)),
    }
}

/// Why nothing at all is done to this account.
pub(super) fn by_account(account: &Account, who: &Who) -> Option<Refusal> {
    if account.marks.has(Mark::Gone) {
        Some(Refusal::Gone)
    } else if account.marks.has(Mark::Internal) {
        Some(Refusal::ServersOwn)
    } else if is_own(account, who) {
        Some(Refusal::OwnAccount)
    } else {
        None
    }
}

/// Why one's role or token does not allow the verb.
pub(super) fn by_rights(verb: Verb, who: &Who) -> Option<Refusal> {
    match who.allowance(ability(verb)) {
        Allowance::Yes | Allowance::Unknown => None,
        Allowance::NotByRole => Some(Refusal::RoleMissing),
        Allowance::NotByScope { scope } => Some(Refusal::ScopeMissing { scope: scope.clone() }),
        Allowance::NotHere => Some(Refusal::NotOnThisServer),
    }
}

/// What a refusal's own code explains, without a look at the account.
pub(super) fn by_problem(problem: &Problem) -> Option<Refusal> {
    match &problem.error {
        ErrorCode::TokenNotTaken | ErrorCode::SignInNeeded => Some(Refusal::TokenDead),
        ErrorCode::ScopeMissing { scope } => Some(Refusal::ScopeMissing { scope: scope.clone() }),
        ErrorCode::RoleMissing { .. } => Some(Refusal::RoleMissing),
        ErrorCode::NotAllowed { refusal } => Some(refusal.clone()),
        _ => None,
    }
}

/// What explains a refusal when the account could not be read again.
pub(super) fn without_account(verb: Verb, who: &Who, problem: &Problem) -> Refusal {
    if problem.error == ErrorCode::NotFound {
        return Refusal::Gone;
    }
    by_rights(verb, who).unwrap_or(Refusal::ServerSaysNo)
}

/// Whether it is the moderator's own account. Where the token may not tell our id, the name on this server decides.
pub(crate) fn is_own(account: &Account, who: &Who) -> bool {
    if who.id.is_empty() {
        !who.username.is_empty() && account.domain.is_none() && account.username.eq_ignore_ascii_case(&who.username)
    } else {
        account.id.0 == who.id
    }
}

const fn ability(verb: Verb) -> Ability {
    match verb {
        Verb::Approve | Verb::Reject => Ability::DecideSignUps,
        Verb::Warn => Ability::Warn,
        Verb::Limit | Verb::LiftLimit | Verb::Sensitive | Verb::LiftSensitive => Ability::Limit,
        Verb::Freeze | Verb::Unfreeze => Ability::Freeze,
        Verb::Suspend | Verb::Unsuspend => Ability::Suspend,
        Verb::DeleteData => Ability::DeleteData,
        Verb::Block | Verb::Unblock => Ability::Block,
        Verb::Ban | Verb::Unban | Verb::BanBlocked | Verb::BlockBanned | Verb::BanDeactivated => Ability::Ban,
        Verb::Deactivate | Verb::Activate => Ability::Deactivate,
        Verb::Delete | Verb::DeleteContributions => Ability::DeleteAccounts,
        Verb::Note => Ability::Notes,
        Verb::AssignReport | Verb::UnassignReport | Verb::ResolveReport | Verb::ReopenReport => Ability::Reports,
    }
}

/// What has to be typed: the handle where a keyboard can write it, else the id.
fn typed_handle(account: &Account) -> String {
    let handle = account.handle();
    if handle.is_ascii() { handle } else { account.id.0.clone() }
}
