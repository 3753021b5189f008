//! What a decision is about, read from the server: an account, or a report about one.

use crate::action::{ActionOffer, Goal, Refusal};
use crate::error::{ErrorCode, Result};
use crate::model::{Account, AccountId, Mark, Marks, Report, ReportId};
use crate::platform;
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;
use crate::{read, sync};

/// What is to be decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// An account.
    Account(AccountId),
    /// A report.
    Report(ReportId),
}

impl About {
    /// The account that it is, or that the report is about as the cache has it.
    ///
    /// # Errors
    /// `NotFound` for a report that the cache does not have.
    pub async fn account(&self, instance: &Instance) -> Result<AccountId> {
        match self {
            About::Account(id) => Ok(id.clone()),
            About::Report(id) => Ok(read::cached_report(instance, id).await?.target.id),
        }
    }
}

/// What the server has.
#[derive(Debug)]
pub(super) enum Subject {
    /// The account.
    Account(Box<Account>),
    /// The report, whether it is in our hands, and whether another moderator resolved it.
    Report { report: Box<Report>, mine: bool, resolved_by_other: bool },
}

/// What the server shows of a wanted outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// It is so.
    Shown,
    /// It is not so.
    NotShown,
    /// It does not show such things, or it was so before.
    Untold,
}

impl Subject {
    /// Reads what the decision is about; none when the server no longer has it.
    pub async fn read(instance: &Instance, record: &DecisionRecord) -> Result<Option<Self>> {
        if record.verb.is_about_report() {
            let Some(report) = &record.report else { return Ok(None) };
            let found = sync::look_at_report(instance, report).await?;
            Ok(found.map(|fetched| Subject::of_report(instance, fetched.report)))
        } else {
            let found = sync::look(instance, &record.account).await?;
            Ok(found.map(|account| Subject::Account(Box::new(account))))
        }
    }

    /// The report, with whose hands it is in and was.
    pub fn of_report(instance: &Instance, report: Report) -> Self {
        let us = instance.record().who;
        let mine = report.assigned.as_ref().is_some_and(|account| platform::is_own(account, &us));
        let resolved_by_other = report.resolved_by.as_ref().is_some_and(|account| !platform::is_own(account, &us));
        Subject::Report { report: Box::new(report), mine, resolved_by_other }
    }

    /// What the cache has of it, as it was on screen.
    ///
    /// # Errors
    /// `NotFound` when the cache does not have it.
    pub async fn cached(instance: &Instance, about: &About) -> Result<Self> {
        Ok(match about {
            About::Account(id) => Subject::Account(Box::new(read::cached(instance, id).await?)),
            About::Report(id) => Subject::of_report(instance, read::cached_report(instance, id).await?),
        })
    }

    /// What the server has of it now.
    ///
    /// # Errors
    /// `NotAllowed` when it is gone; whatever keeps it from being read.
    pub async fn now(instance: &Instance, about: &About) -> Result<Self> {
        let found = match about {
            About::Account(id) => sync::look(instance, id).await?.map(|account| Subject::Account(Box::new(account))),
            About::Report(id) => {
                let found = sync::look_at_report(instance, id).await?;
                found.map(|fetched| Subject::of_report(instance, fetched.report))
            }
        };
        found.ok_or_else(|| ErrorCode::NotAllowed { refusal: Refusal::Gone }.into())
    }

    /// The fingerprint that a decision carries.
    pub fn revision(&self) -> String {
        match self {
            Subject::Account(account) => account.revision(),
            Subject::Report { report, .. } => report.revision(),
        }
    }

    /// What may be done here and now.
    pub fn offers(&self, instance: &Instance) -> Vec<ActionOffer> {
        let record = instance.record();
        let here = instance.circumstances(&record);
        match self {
            Subject::Account(account) => platform::offers(&record.software, account, &here),
            Subject::Report { report, .. } => platform::report_offers(&record.software, report, &here),
        }
    }

    /// What may be decided, also to be sent later.
    pub fn offers_to_decide(&self, instance: &Instance) -> Vec<ActionOffer> {
        match self {
            Subject::Account(account) => instance.offers(account),
            Subject::Report { report, .. } => instance.report_offers(report),
        }
    }

    /// The account that it is, or that the report is about.
    pub fn account(&self) -> &Account {
        match self {
            Subject::Account(account) => account,
            Subject::Report { report, .. } => &report.target,
        }
    }

    /// Its states.
    pub fn marks(&self) -> Marks {
        self.account().marks
    }
}

/// What a decision wants, and how it was right before it was sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub goal: Goal,
    /// The states before.
    pub before: Marks,
    /// The note that was to be written.
    pub note: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    /// What the decision wants.
    pub fn of(record: &'a DecisionRecord) -> Self {
        Wanted { goal: record.verb.goal(), before: record.before, note: record.note.as_deref() }
    }
}

/// Whether the server shows what is wanted. No subject stands for one that the server no longer has.
pub(super) fn seen(wanted: &Wanted<'_>, now: Option<&Subject>) -> Seen {
    let shown = |is: bool| if is { Seen::Shown } else { Seen::NotShown };
    match (wanted.goal, now) {
        (Goal::Gone | Goal::Erased, None) => Seen::Shown,
        (Goal::Gone, Some(_)) | (_, None) => Seen::NotShown,
        (Goal::Unseen, Some(_)) => Seen::Untold,
        (Goal::Noted, Some(Subject::Account(account))) => shown(same_note(account.note.as_deref(), wanted.note)),
        (goal, Some(Subject::Account(account))) => of_account(goal, wanted.before, account),
        (Goal::Assigned(wanted), Some(Subject::Report { report, mine, .. })) => {
            shown(if wanted { *mine } else { report.assigned.is_none() })
        }
        // Another's name beside it: they were quicker, or resolved it again; ours is overwritten (mastodon.md §4.2).
        (Goal::Resolved(true), Some(Subject::Report { report, resolved_by_other: true, .. })) if report.resolved => {
            Seen::Untold
        }
        (Goal::Resolved(wanted), Some(Subject::Report { report, .. })) => shown(report.resolved == wanted),
        (Goal::Has(_) | Goal::Lacks(_) | Goal::Erased | Goal::Noted, Some(Subject::Report { .. })) => Seen::NotShown,
    }
}

/// Whether two notes read the same. Which line ends a server keeps is its own affair, and an empty note may be none
/// (gitlab.md §4).
pub(super) fn same_note(one: Option<&str>, other: Option<&str>) -> bool {
    let lines = |note: Option<&str>| note.unwrap_or_default().trim().replace("\r\n", "\n").replace('\r', "\n");
    lines(one) == lines(other)
}

fn of_account(goal: Goal, before: Marks, now: &Account) -> Seen {
    let frozen = now.marks.has(Mark::LoginFrozen);
    match goal {
        // It was so already (suspended again): that it is so still proves nothing.
        Goal::Has(mark) if now.untold.has(mark) => Seen::Untold,
        Goal::Has(mark) if now.marks.has(mark) => {
            if before.has(mark) {
                Seen::Untold
            } else {
                Seen::Shown
            }
        }
        Goal::Lacks(marks) if now.marks.any(marks) => Seen::NotShown,
        Goal::Lacks(marks) if now.untold.any(marks) => Seen::Untold,
        Goal::Lacks(_) => Seen::Shown,
        // Of erased data the API shows one thing: the worker freezes the login of people of this server
        // (mastodon.md §2.3, §9.4). Where it was frozen before, or there is none, nothing tells.
        Goal::Erased if now.domain.is_some() || before.has(Mark::LoginFrozen) => Seen::Untold,
        // Somebody may have lifted the suspension and frozen the login: nothing is erased then.
        Goal::Erased if frozen && now.marks.has(Mark::Suspended) => Seen::Shown,
        _ => Seen::NotShown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Verb;
    use crate::model::AccountId;

    fn account(marks: &[Mark], domain: Option<&str>) -> Account {
        let (domain, marks) = (domain.map(str::to_owned), Marks::of(marks));
        Account { id: AccountId("1".to_owned()), username: "anna".to_owned(), domain, marks, ..Account::nobody() }
    }

    fn judged(verb: Verb, before: &[Mark], now: &[Mark], domain: Option<&str>) -> Seen {
        let now = Subject::Account(Box::new(account(now, domain)));
        wanted(verb, before, Some(&now))
    }

    fn wanted(verb: Verb, before: &[Mark], now: Option<&Subject>) -> Seen {
        seen(&Wanted { goal: verb.goal(), before: Marks::of(before), note: None }, now)
    }

    #[test]
    fn a_warning_is_never_shown() {
        assert_eq!(judged(Verb::Warn, &[], &[], None), Seen::Untold);
        assert_eq!(wanted(Verb::Warn, &[], None), Seen::NotShown);
    }

    #[test]
    fn a_note_is_there_when_it_reads_the_same() {
        let mut noted = account(&[], None);
        let reads = |noted: &Account, wanted: &str| {
            let now = Subject::Account(Box::new(noted.clone()));
            seen(&Wanted { goal: Goal::Noted, before: Marks::NONE, note: Some(wanted) }, Some(&now))
        };
        assert_eq!((reads(&noted, ""), reads(&noted, "one")), (Seen::Shown, Seen::NotShown));
        noted.note = Some("one\r\ntwo\n".to_owned());
        assert_eq!((reads(&noted, "one\ntwo"), reads(&noted, "one")), (Seen::Shown, Seen::NotShown));
    }

    #[test]
    fn suspending_again_proves_nothing() {
        assert_eq!(judged(Verb::Suspend, &[], &[Mark::Suspended], None), Seen::Shown);
        assert_eq!(judged(Verb::Suspend, &[Mark::Suspended], &[Mark::Suspended], None), Seen::Untold);
    }

    #[test]
    fn erased_data_shows_by_the_login_that_is_frozen_and_by_nothing_else() {
        let suspended = &[Mark::Suspended];
        let frozen = &[Mark::Suspended, Mark::LoginFrozen];
        assert_eq!(judged(Verb::DeleteData, suspended, suspended, None), Seen::NotShown);
        assert_eq!(judged(Verb::DeleteData, suspended, frozen, None), Seen::Shown);
        assert_eq!(judged(Verb::DeleteData, suspended, &[Mark::LoginFrozen], None), Seen::NotShown);
        assert_eq!(judged(Verb::DeleteData, frozen, frozen, None), Seen::Untold);
        assert_eq!(judged(Verb::DeleteData, suspended, suspended, Some("other.example")), Seen::Untold);
        assert_eq!(wanted(Verb::DeleteData, suspended, None), Seen::Shown);
    }

    #[test]
    fn what_a_version_does_not_tell_is_not_taken_as_shown() {
        let mut silent = account(&[], None);
        silent.untold = Marks::of(&[Mark::Sensitive]);
        let now = Subject::Account(Box::new(silent));
        assert_eq!(wanted(Verb::Sensitive, &[], Some(&now)), Seen::Untold);
        assert_eq!(wanted(Verb::LiftSensitive, &[], Some(&now)), Seen::Untold);
        assert_eq!(wanted(Verb::Limit, &[], Some(&now)), Seen::NotShown);
    }

    #[test]
    fn who_has_no_user_any_more_was_let_in_by_nobody() {
        let mut deserted = account(&[], None);
        deserted.untold = Marks::of(&[Mark::Pending, Mark::LoginFrozen]);
        let now = Subject::Account(Box::new(deserted));
        assert_eq!(wanted(Verb::Approve, &[Mark::Pending], Some(&now)), Seen::Untold);
    }
}
