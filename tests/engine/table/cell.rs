//! One cell: decided, watched on the wire, looked up on the server, decided again.

use bailiwick_engine::action::{ActionOffer, Choices, Refusal, ReportUse, Told, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::list::AccountDetail;
use bailiwick_engine::model::{AccountId, ReportId};
use bailiwick_practice::LoggedRequest;

use super::desk::{Desk, PRESET, Person, same};
use super::file::{Cell, Outcome, again};
use super::people::{restrictions, shown};
use super::record::Record;
use super::request::{Wanted, action_type};

impl Desk {
    /// Plays the cell; what is wrong comes back in words.
    pub async fn play(&self, cell: &Cell, outcome: &Outcome, number: usize) -> Result<(), String> {
        let fresh = cell.verb == Verb::Reject && *outcome == Outcome::Confirmed;
        let person = self.subject(cell, fresh).await;
        let played = match outcome {
            Outcome::Refused(refusal, proof) => {
                self.refused(cell, &person, refusal).await?;
                self.proves(cell, &person, *proof).await
            }
            _ => self.sent_twice(cell, &person, outcome, number).await,
        };
        if cell.rank == "self" {
            self.put(&person, "active", "local", None);
        }
        if cell.version == "gotosocial" && cell.verb == Verb::Suspend {
            // An action is running for as long as the worker takes; the next one would meet a 409.
            self.let_workers_run();
        }
        played
    }

    async fn open(&self, cell: &Cell, person: &Person) -> Result<AccountDetail, String> {
        let opened = self.engine.look_at_account(self.profile(cell.by), &AccountId(person.id.clone())).await;
        opened.map_err(|error| format!("cannot be opened: {:?}", error.code))
    }

    fn changing_requests(&self) -> Vec<LoggedRequest> {
        self.server.requests().into_iter().filter(|request| request.method != "GET").collect()
    }

    /// The offer says why not, `decide` says the same, and nothing has left.
    async fn refused(&self, cell: &Cell, person: &Person, refusal: &Refusal) -> Result<(), String> {
        self.server.clear_requests();
        let seen = self.open(cell, person).await?;
        let raw = self.server.person(&person.number);
        if let Some(raw) = raw {
            same("the marks", restrictions(&seen.marks), shown(&raw, cell.version))?;
        }
        let offer = seen.offers.iter().find(|offer| offer.verb == cell.verb).ok_or("is not explained by any offer")?;
        same("the offer's refusal", offer.refusal.as_ref(), Some(refusal))?;
        let choices = Choices { typed_handle: offer.type_handle.clone(), tell: Some(false), ..Choices::default() };
        let id = AccountId(person.id.clone());
        let decided = self.engine.decide(self.profile(cell.by), &id, &seen.revision, cell.verb, choices).await;
        let code = decided.map(|decision| decision.status).map_err(|error| error.code);
        same("the decision", code, Err(ErrorCode::NotAllowed { refusal: refusal.clone() }))?;
        same("changing requests", self.changing_requests().len(), 0)
    }

    async fn sent_twice(&self, cell: &Cell, person: &Person, outcome: &Outcome, at: usize) -> Result<(), String> {
        if action_type(cell.verb).is_some() {
            self.open_reports(person).await;
        }
        let first = self.sent(cell, person, outcome, at).await?;
        if matches!(outcome, Outcome::Server(..)) {
            return Ok(());
        }
        let at_second = |why: String| format!("a second time: {why}");
        match again(cell, outcome) {
            Outcome::Refused(refusal, _) => self.refused(cell, person, &refusal).await.map_err(at_second)?,
            second => {
                self.sent(cell, person, &second, at + 1).await.map_err(at_second)?;
            }
        }
        if *outcome == Outcome::Accepted {
            self.erased_by_the_worker(cell, person, &first).await?;
        }
        Ok(())
    }

    /// Once the worker has run, the server shows it, and a third call is refused (2.2).
    async fn erased_by_the_worker(&self, cell: &Cell, person: &Person, first: &DecisionView) -> Result<(), String> {
        self.let_workers_run();
        let looked = self.engine.look_again(self.profile(cell.by), &first.id).await;
        let looked = looked.map_err(|error| format!("cannot be looked up: {:?}", error.code))?;
        same("once the worker has run", looked.status, Status::Confirmed)?;
        let third = Outcome::Server(Refusal::ErasedOrSuspendedElsewhere, 403);
        self.sent(cell, person, &third, 0).await.map_err(|why| format!("after the worker: {why}"))?;
        Ok(())
    }

    /// One call that leaves the desk: request, server, decision.
    async fn sent(&self, cell: &Cell, person: &Person, outcome: &Outcome, at: usize) -> Result<DecisionView, String> {
        let before = self.record(person);
        self.server.clear_requests();
        let seen = self.open(cell, person).await?;
        same("the marks", restrictions(&seen.marks), shown(&before.person, cell.version))?;
        let offer = seen.offers.iter().find(|offer| offer.verb == cell.verb).ok_or("is not offered")?;
        same("the offer's refusal", offer.refusal.as_ref(), None)?;
        is_offered_rightly(cell, offer, &before)?;
        let choices = choices(offer, before.open_about(&person.number), at);
        let id = AccountId(person.id.clone());
        let decided = self.engine.decide(self.profile(cell.by), &id, &seen.revision, cell.verb, choices.clone()).await;
        let decision = decided.map_err(|error| format!("is not sent: {:?}", error.code))?;
        let came: Vec<Wanted> = self.changing_requests().iter().map(Wanted::came).collect();
        same("the requests", came, vec![Wanted::chosen(cell.verb, &person.id, &choices, cell.version)])?;
        let after = self.record(person);
        if let Outcome::Server(refusal, code) = outcome {
            same("the server", &after, &before)?;
            same("its reason", decision.refusal.as_ref(), Some(refusal))?;
            same("its code", decision.answer_code, Some(*code))?;
            same("the status", decision.status, Status::Refused)?;
            return Ok(decision);
        }
        after.shows_one_call(&before, cell, &choices, &self.own(cell.by).number)?;
        keeps_what_was_chosen(&decision, &choices)?;
        same("its refusal", decision.refusal.as_ref(), None)?;
        same("its code", decision.answer_code, Some(200))?;
        same("marks before", restrictions(&decision.before), shown(&before.person, cell.version))?;
        let marks_after = decision.after.as_deref().map(restrictions);
        let shown_after = (!after.person.is_null()).then(|| shown(&after.person, cell.version));
        same("marks after", marks_after, shown_after)?;
        let status = match outcome {
            Outcome::Confirmed => Status::Confirmed,
            Outcome::Accepted => Status::Accepted,
            _ => Status::Unprovable,
        };
        same("the status", decision.status, status)?;
        Ok(decision)
    }
}

/// What the panel would ask for, from 2.4 and desk.md.
fn is_offered_rightly(cell: &Cell, offer: &ActionOffer, before: &Record) -> Result<(), String> {
    // 5.6: what is suspended there is erased.
    let erases = cell.verb == Verb::DeleteData || (cell.verb == Verb::Suspend && cell.version == "gotosocial");
    let typed = !["member", "self"].contains(&cell.rank) || erases;
    same("whether the handle is typed", offer.type_handle.is_some(), typed)?;
    if cell.version == "gotosocial" || action_type(cell.verb).is_none() {
        return Ok(());
    }
    let told = if before.person["user"].is_null() { Told::Never } else { Told::Choice };
    same("whether they are told", offer.told, told)?;
    let closes = if cell.verb == Verb::Warn { ReportUse::ClosesChosen } else { ReportUse::ClosesAll };
    same("which reports close", offer.reports, closes)
}

/// Now this, now that, so that each way of asking meets each verb.
fn choices(offer: &ActionOffer, open: Vec<String>, at: usize) -> Choices {
    Choices {
        tell: (offer.told == Told::Choice).then_some(at.is_multiple_of(2)),
        message: (offer.takes_message && at.is_multiple_of(3))
            .then(|| "Please read rule 2 & 3 (50 % of it)".to_owned()),
        preset: (offer.takes_preset && at % 4 < 2).then(|| PRESET.to_owned()),
        report: open.into_iter().next().filter(|_| offer.reports != ReportUse::Untouched && at % 5 < 3).map(ReportId),
        reason: Some("kept here".to_owned()),
        typed_handle: offer.type_handle.clone(),
        ..Choices::default()
    }
}

fn keeps_what_was_chosen(decision: &DecisionView, choices: &Choices) -> Result<(), String> {
    same("told", decision.told, choices.tell)?;
    same("message", &decision.message, &choices.message)?;
    same("preset", &decision.preset, &choices.preset)?;
    same("report", &decision.report, &choices.report)?;
    same("reason", &decision.reason, &choices.reason)
}
