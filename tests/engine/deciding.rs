//! Each verb, each refusal, and answers that never come.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{Lookup, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::Place;
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_engine::profile::SafeMode;
use bailiwick_practice::{Fault, FaultKind, Kind, Who};
use serde_json::json;

use crate::bench::{Bench, code};

fn told(tell: bool) -> Choices {
    Choices { tell: Some(tell), ..Choices::default() }
}

/// One verb in one state: what was sent, what the server says afterwards, what the journal kept.
async fn done(bench: &Bench, state: StateFilter, verb: Verb, choices: Choices, post: &str, after: fn(&[Mark]) -> bool) {
    let account = bench.somebody(state).await;
    bench.server().clear_requests();
    let decision = bench.decide(&account.id, verb, choices).await.unwrap();
    assert_eq!(decision.status, Status::Confirmed, "{verb:?}: {decision:?}");
    assert_eq!(decision.before, account.marks);
    assert!(after(&decision.after.unwrap()), "{verb:?}");
    assert_eq!(bench.posts(), [post.replace("ID", &account.id.0)]);
    let mut order: Vec<String> = bench.server().requests().into_iter().map(|request| request.method).collect();
    // Reading an account may take two requests.
    order.dedup();
    assert_eq!(order, ["GET", "POST", "GET"], "the account is read before and after");
    let kept = bench.engine.history(&bench.profile, None).await.unwrap().rows.remove(0);
    assert_eq!((kept.id, kept.status), (decision.id, Status::Confirmed));
}

#[tokio::test]
async fn each_verb_of_a_mastodon_is_confirmed_by_the_server() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let limited = |marks: &[Mark]| marks.contains(&Mark::Limited);
    let free = |marks: &[Mark]| !marks.contains(&Mark::Limited);
    let let_in = |marks: &[Mark]| !marks.contains(&Mark::Pending);
    done(&bench, StateFilter::Pending, Verb::Approve, Choices::default(), "/api/v1/admin/accounts/ID/approve", let_in)
        .await;
    let quiet = "/api/v1/admin/accounts/ID/action type=silence&send_email_notification=false";
    done(&bench, StateFilter::Unrestricted, Verb::Limit, told(false), quiet, limited).await;
    let lift = "/api/v1/admin/accounts/ID/unsilence";
    done(&bench, StateFilter::Limited, Verb::LiftLimit, Choices::default(), lift, free).await;
}

#[tokio::test]
async fn each_verb_of_a_gitlab_is_confirmed_by_the_server() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let blocked = |marks: &[Mark]| marks.contains(&Mark::Blocked);
    let banned = |marks: &[Mark]| marks.contains(&Mark::Banned);
    let neither = |marks: &[Mark]| !marks.contains(&Mark::Blocked) && !marks.contains(&Mark::Banned);
    let let_in = |marks: &[Mark]| !marks.contains(&Mark::Pending);
    let none = Choices::default;
    done(&bench, StateFilter::Active, Verb::Block, none(), "/api/v4/users/ID/block", blocked).await;
    done(&bench, StateFilter::Blocked, Verb::Unblock, none(), "/api/v4/users/ID/unblock", neither).await;
    done(&bench, StateFilter::Active, Verb::Ban, none(), "/api/v4/users/ID/ban", banned).await;
    done(&bench, StateFilter::Banned, Verb::Unban, none(), "/api/v4/users/ID/unban", neither).await;
    done(&bench, StateFilter::Pending, Verb::Approve, none(), "/api/v4/users/ID/approve", let_in).await;
}

#[tokio::test]
async fn a_rejected_sign_up_is_confirmed_by_being_gone() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let account = bench.list(Place::Queue, "").await.rows.remove(0);
    let choices = Choices { reason: Some("  wave from one address  ".to_owned()), ..Choices::default() };
    let decision = bench.decide(&account.id, Verb::Reject, choices).await.unwrap();
    assert_eq!((decision.status, &decision.after), (Status::Confirmed, &None));
    assert_eq!(decision.reason.as_deref(), Some("wave from one address"), "kept here");
    assert!(bench.posts().iter().all(|post| !post.contains("wave")), "and never sent");
    assert!(bench.list(Place::Queue, "").await.rows.iter().all(|row| row.id != account.id), "the row leaves");
    assert_eq!(bench.engine.open_account(&bench.profile, &account.id).await.unwrap().marks[0], Mark::Gone);
}

#[tokio::test]
async fn what_is_said_to_the_person_is_sent_and_kept() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Unrestricted).await;
    let choices = Choices { message: Some("Please read rule 2 & 3".to_owned()), ..told(true) };
    let decision = bench.decide(&account.id, Verb::Limit, choices).await.unwrap();
    assert_eq!((decision.told, decision.message.as_deref()), (Some(true), Some("Please read rule 2 & 3")));
    let sent = bench.posts().remove(0);
    assert!(sent.contains("send_email_notification=true") && sent.contains("text=Please+read+rule+2+%26+3"), "{sent}");
}

#[tokio::test]
async fn whether_the_person_is_told_is_never_left_to_the_server() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Unrestricted).await;
    assert_eq!(code(bench.decide(&account.id, Verb::Limit, Choices::default()).await), ErrorCode::TellNotChosen);
    assert!(bench.posts().is_empty());
}

#[tokio::test]
async fn a_profile_that_only_looks_sends_nothing() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    bench.engine.set_safe_mode(&bench.profile, SafeMode::ReadOnly).await.unwrap();
    let account = bench.somebody(StateFilter::Active).await;
    let refused = code(bench.decide(&account.id, Verb::Block, Choices::default()).await);
    assert_eq!(refused, ErrorCode::NotAllowed { refusal: Refusal::ReadOnly });
    assert!(bench.posts().is_empty());
    let offers = bench.engine.open_account(&bench.profile, &account.id).await.unwrap().offers;
    assert!(offers.iter().all(|offer| offer.refusal.is_some()));
}

#[tokio::test]
async fn nobody_decides_about_themselves() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let bench = Bench::new(kind).await;
        bench.refresh().await;
        let me = AccountId(bench.view().await.you.id);
        let verb = if kind == Kind::Mastodon { Verb::Limit } else { Verb::Ban };
        let refused = code(bench.decide(&me, verb, told(false)).await);
        assert_eq!(refused, ErrorCode::NotAllowed { refusal: Refusal::OwnAccount });
        assert!(bench.posts().is_empty());
    }
}

#[tokio::test]
async fn staff_is_decided_about_only_with_the_handle_typed() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let me = bench.view().await.you.id;
    let staff = bench.list(Place::Accounts, "state:staff").await.rows;
    let colleague = staff.into_iter().find(|row| row.id.0 != me && !row.marks.contains(&Mark::Blocked)).unwrap();
    let typed = |handle: &str| Choices { typed_handle: Some(handle.to_owned()), ..Choices::default() };
    for wrong in ["", "somebody-else"] {
        assert_eq!(code(bench.decide(&colleague.id, Verb::Block, typed(wrong)).await), ErrorCode::HandleNotTyped);
    }
    assert!(bench.posts().is_empty());
    let decision = bench.decide(&colleague.id, Verb::Block, typed(&format!("@{}", colleague.handle))).await.unwrap();
    assert_eq!(decision.status, Status::Confirmed);
}

#[tokio::test]
async fn an_account_that_changed_meanwhile_is_shown_again_and_nothing_is_sent() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Active).await;
    let seen = bench.engine.open_account(&bench.profile, &account.id).await.unwrap().revision;
    bench.server().change_person(&account.id.0, &json!({ "state": "blocked" })).unwrap();
    let decision = bench.engine.decide(&bench.profile, &account.id, &seen, Verb::Ban, Choices::default()).await;
    assert_eq!(code(decision), ErrorCode::ChangedMeanwhile);
    assert!(bench.posts().is_empty());
    let now = bench.engine.open_account(&bench.profile, &account.id).await.unwrap();
    assert!(now.marks.contains(&Mark::Blocked), "the cache has what the server said");
}

#[tokio::test]
async fn an_account_that_is_gone_is_not_decided_about() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let account = bench.list(Place::Queue, "").await.rows.remove(0);
    assert!(bench.server().remove_person(&account.id.0));
    let refused = code(bench.decide(&account.id, Verb::Approve, Choices::default()).await);
    assert_eq!(refused, ErrorCode::NotAllowed { refusal: Refusal::Gone });
    assert_eq!(bench.view().await.pending, 40, "and leaves the queue");
}

#[tokio::test]
async fn a_refusal_is_explained_by_rank_and_not_by_its_number() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let me = bench.view().await.you.id;
    let staff = bench.list(Place::Accounts, "state:staff").await.rows;
    let owner = staff.into_iter().find(|row| row.id.0 != me).unwrap();
    let choices = Choices { typed_handle: Some(owner.handle.clone()), ..told(false) };
    let decision = bench.decide(&owner.id, Verb::Limit, choices).await.unwrap();
    assert_eq!(decision.status, Status::Refused);
    assert_eq!(decision.refusal, Some(Refusal::Outranked));
    assert_eq!(decision.answer_code, Some(403));
}

#[tokio::test]
async fn a_token_that_may_only_read_is_told_beforehand() {
    let bench = Bench::with(Kind::Gitlab, Who::Read).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Active).await;
    let refused = code(bench.decide(&account.id, Verb::Block, Choices::default()).await);
    assert_eq!(refused, ErrorCode::NotAllowed { refusal: Refusal::ScopeMissing { scope: "api".to_owned() } });
    assert!(bench.posts().is_empty());
}

#[tokio::test]
async fn a_yes_without_effect_is_never_shown_as_done() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Unrestricted).await;
    bench.server().add_fault(Fault::once("/api/v1/admin/accounts/*/action", FaultKind::NoEffect).on("POST"));
    let decision = bench.decide(&account.id, Verb::Limit, told(false)).await.unwrap();
    assert_eq!(decision.status, Status::Accepted);
    let again = bench.engine.look_again(&bench.profile, &decision.id).await.unwrap();
    assert_eq!((again.status, again.lookup), (Status::Accepted, Some(Lookup::Unchanged)));
}

#[tokio::test]
async fn an_answer_that_never_comes_is_looked_up_and_not_sent_again() {
    for (fault, status, lookup) in [
        (FaultKind::CloseAfter, Status::Confirmed, Lookup::Shows),
        (FaultKind::CutOff, Status::Confirmed, Lookup::Shows),
        (FaultKind::CloseBefore, Status::Unsure, Lookup::Unchanged),
    ] {
        let bench = Bench::new(Kind::Gitlab).await;
        bench.refresh().await;
        let account = bench.somebody(StateFilter::Active).await;
        bench.server().add_fault(Fault::once("/api/v4/users/*/block", fault.clone()).on("POST"));
        let decision = bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
        assert_eq!((decision.status, decision.lookup), (status, Some(lookup)), "{fault:?}");
        assert_eq!(bench.posts().len(), 1, "{fault:?}: sent once");
    }
}

#[tokio::test]
async fn a_server_that_asks_to_wait_got_nothing_and_the_decision_says_so() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Active).await;
    bench
        .server()
        .add_fault(Fault::once("/api/v4/users/*/block", FaultKind::TooMany { retry_after: Some(30) }).on("POST"));
    let decision = bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!((decision.status, decision.refusal), (Status::Refused, Some(Refusal::AskedToWait)));
    assert_eq!(bench.posts().len(), 1);
}

#[tokio::test]
async fn a_decision_found_sending_at_start_is_checked_not_resent() {
    // Without an answer nobody can say whose doing it was, even where the server shows it.
    for (fault, lookup) in
        [(FaultKind::DelayAfter { ms: 60_000 }, Lookup::Shows), (FaultKind::Delay { ms: 60_000 }, Lookup::Unchanged)]
    {
        let bench = Bench::practice(Kind::Gitlab).await;
        bench.refresh().await;
        let account = bench.somebody(StateFilter::Active).await;
        bench.server().add_fault(Fault::once("/api/v4/users/*/block", fault.clone()).on("POST"));
        let seen = bench.engine.open_account(&bench.profile, &account.id).await.unwrap().revision;
        let (engine, profile, id) = (bench.engine.clone(), bench.profile.clone(), account.id.clone());
        let cut_off =
            tokio::spawn(async move { engine.decide(&profile, &id, &seen, Verb::Block, Choices::default()).await });
        // Once the request has reached the server, the desk dies.
        bench.server().request_came(|request| request.method == "POST").await;
        cut_off.abort();
        assert!(cut_off.await.unwrap_err().is_cancelled());
        let bench = bench.reopen().await;
        let kept = bench.settled().await;
        assert_eq!((kept.status, kept.lookup), (Status::Unsure, Some(lookup)), "{fault:?}: {kept:?}");
        assert_eq!(bench.posts().len(), 1, "{fault:?}: sent once");
    }
}
