//! Decisions that are not sure and that no look can settle: the person is asked, and what they say is kept as theirs.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::{DecisionView, Lookup, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::StateFilter;
use bailiwick_practice::{Fault, FaultKind, Kind};

use crate::bench::{Bench, code};

async fn bench(kind: Kind) -> Bench {
    let bench = Bench::practice(kind).await;
    bench.refresh().await;
    bench
}

/// A decision whose request never arrived, and nobody knows: it was looked up, and the account is as it was.
async fn unsure(bench: &Bench, verb: Verb, state: StateFilter, fault: FaultKind) -> DecisionView {
    let one = bench.somebody(state).await;
    bench.server().add_fault(Fault::once("/api/**", fault).on("POST"));
    let tell = (verb != Verb::BanBlocked).then_some(verb == Verb::Warn);
    bench.decide(&one.id, verb, Choices { tell, ..Choices::default() }).await.unwrap();
    let decision = bench.settled().await;
    assert_eq!(decision.status, Status::Unsure);
    bench.server().clear_requests();
    decision
}

async fn say(bench: &Bench, decision: &DecisionView, arrived: bool) -> DecisionView {
    bench.engine.say_whether_arrived(&bench.profile, &decision.id, arrived).await.unwrap()
}

#[tokio::test]
async fn what_never_arrived_is_over_by_a_persons_word_and_nothing_is_sent_for_it() {
    let bench = bench(Kind::Mastodon).await;
    let decision = unsure(&bench, Verb::Limit, StateFilter::Unrestricted, FaultKind::CloseBefore).await;
    assert_eq!(decision.lookup, Some(Lookup::Unchanged));
    let said = say(&bench, &decision, false).await;
    assert_eq!((said.status, said.lookup, said.refusal), (Status::Refused, Some(Lookup::SaidNot), None));
    assert!(bench.posts().is_empty());
    assert!(bench.engine.outbox(&bench.profile).await.unwrap().is_empty());
    // Whoever wants it after all decides again.
    let again = Choices { tell: Some(false), ..Choices::default() };
    let again = bench.decide(&decision.account, Verb::Limit, again).await.unwrap();
    assert_eq!((again.status, bench.posts().len()), (Status::Confirmed, 1));
}

#[tokio::test]
async fn what_arrived_by_a_persons_word_is_done_and_never_called_confirmed() {
    let bench = bench(Kind::Mastodon).await;
    // A warning leaves no trace that the API shows.
    let decision = unsure(&bench, Verb::Warn, StateFilter::Unrestricted, FaultKind::CloseAfter).await;
    assert_eq!(decision.lookup, Some(Lookup::CannotTell));
    let said = say(&bench, &decision, true).await;
    assert_eq!((said.status, said.lookup), (Status::Unprovable, Some(Lookup::SaidArrived)));
    // It is said once: another word, or the same on another screen, moves nothing.
    assert_eq!(say(&bench, &decision, false).await.status, Status::Unprovable);
    let receipts = bench.engine.receipts(&bench.profile, &decision.id).await.unwrap();
    let last = receipts.last().unwrap();
    assert_eq!((last.status, last.lookup), (Status::Unprovable, Some(Lookup::SaidArrived)));
    assert!(bench.engine.verify_journal(&bench.profile).await.unwrap().fault.is_none());
    // The next start reads it as it was said.
    let bench = bench.reopen().await;
    let kept = bench.engine.history(&bench.profile, None).await.unwrap().rows.remove(0);
    assert_eq!((kept.status, kept.lookup), (Status::Unprovable, Some(Lookup::SaidArrived)));
}

#[tokio::test]
async fn nobody_is_asked_before_the_server_was() {
    let bench = bench(Kind::Mastodon).await;
    let one = bench.somebody(StateFilter::Unrestricted).await;
    bench.server().add_fault(Fault::once("/api/**", FaultKind::CloseBefore).on("POST"));
    let away = FaultKind::Status { code: 503, body: bailiwick_practice::ErrorBody::default() };
    let deciding = async {
        bench.server().request_came(|request| request.method == "POST").await;
        bench.server().add_fault(Fault::new("/api/**", away).on("GET"));
    };
    let choices = Choices { tell: Some(false), ..Choices::default() };
    let (decided, ()) = tokio::join!(bench.decide(&one.id, Verb::Limit, choices), deciding);
    let decided = decided.unwrap();
    assert_eq!((decided.status, decided.lookup), (Status::Unsure, Some(Lookup::NotYet)));
    assert_eq!(say(&bench, &decided, true).await.status, Status::Unsure);
    let unknown = bench.engine.say_whether_arrived(&bench.profile, "nothing", true).await;
    assert_eq!(code(unknown), ErrorCode::NotFound);
}

#[tokio::test]
async fn of_a_move_only_the_server_says_what_it_left() {
    let bench = bench(Kind::Gitlab).await;
    let decision = unsure(&bench, Verb::BanBlocked, StateFilter::Blocked, FaultKind::CloseBefore).await;
    assert!(!decision.steps.is_empty());
    assert_eq!(say(&bench, &decision, true).await.status, Status::Unsure);
}
