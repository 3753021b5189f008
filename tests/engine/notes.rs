//! The note that the administrators of a GitLab share: written whole, or a reason added to it. It has no history there, and
//! the last write wins.

use std::path::Path;

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{DecisionView, Lookup, Status, StepPart};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::model::AccountId;
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind, Options};
use serde_json::json;
use sqlx::Connection;

use crate::bench::{Bench, code, moderator};
use crate::history::journal_file;

/// Active, with a note of several lines.
const NOTED: &str = "hugo.ashby";
/// Active, without a note.
const PLAIN: &str = "vera.stone";
/// Active, and the server cannot save it.
const OLD_ROW: &str = "bertil.gammal";

const FORBIDDEN: FaultKind = FaultKind::Status { code: 403, body: ErrorBody::Json };

async fn desk(username: &str) -> (Bench, AccountId) {
    let options = Options { limits: None, ..Options::new(Kind::Gitlab) };
    let bench = Bench::on(options, moderator(Kind::Gitlab)).await;
    let id = AccountId(bench.server().id_of(username).unwrap());
    bench.engine.look_at_account(&bench.profile, &id).await.unwrap();
    bench.server().clear_requests();
    (bench, id)
}

fn note(text: &str) -> Choices {
    Choices { note: Some(text.to_owned()), ..Choices::default() }
}

fn because(reason: &str) -> Choices {
    Choices { reason: Some(reason.to_owned()), note_too: true, ..Choices::default() }
}

fn on_server(bench: &Bench, id: &AccountId) -> String {
    bench.server().person(&id.0).unwrap()["note"].as_str().unwrap_or_default().to_owned()
}

fn writes(bench: &Bench) -> usize {
    bench.server().requests().iter().filter(|request| request.method == "PUT").count()
}

fn fails(bench: &Bench, id: &AccountId, kind: FaultKind) {
    bench.server().add_fault(Fault::once(format!("/api/v4/users/{id}"), kind).on("PUT"));
}

async fn kept(bench: &Bench) -> DecisionView {
    bench.engine.history(&bench.profile, None).await.unwrap().rows.remove(0)
}

#[tokio::test]
async fn a_note_is_written_whole_and_what_it_replaced_is_kept() {
    let (bench, id) = desk(NOTED).await;
    let before = on_server(&bench, &id);
    let decision = bench.decide(&id, Verb::Note, note(" one\r\ntwo <b>& \u{1F600}\u{0} ")).await.unwrap();
    assert_eq!(decision.status, Status::Confirmed, "{decision:?}");
    assert_eq!(on_server(&bench, &id), "one\ntwo <b>& \u{1F600}");
    assert_eq!(decision.note.as_deref(), Some("one\ntwo <b>& \u{1F600}"));
    assert_eq!(decision.note_before.as_deref(), Some(before.as_str()));
    assert_eq!((decision.steps.len(), writes(&bench)), (0, 1));
    assert_eq!(kept(&bench).await, decision);
    let shown = bench.engine.open_account(&bench.profile, &id).await.unwrap();
    assert_eq!(shown.note.as_deref(), Some("one\ntwo <b>& \u{1F600}"));
    let restored = bench.decide(&id, Verb::Note, note(&before)).await.unwrap();
    assert_eq!((restored.status, on_server(&bench, &id)), (Status::Confirmed, before));
}

#[tokio::test]
async fn a_note_is_emptied_by_a_blank_one_and_by_nothing_else() {
    let (bench, id) = desk(NOTED).await;
    let before = on_server(&bench, &id);
    assert_eq!(code(bench.decide(&id, Verb::Note, Choices::default()).await), ErrorCode::Internal);
    assert_eq!((writes(&bench), on_server(&bench, &id)), (0, before.clone()));
    let decision = bench.decide(&id, Verb::Note, note(" \n")).await.unwrap();
    assert_eq!((decision.status, decision.note.as_deref()), (Status::Confirmed, Some("")));
    assert_eq!((on_server(&bench, &id), decision.note_before), (String::new(), Some(before)));
    assert_eq!(bench.engine.open_account(&bench.profile, &id).await.unwrap().note, None);
}

#[tokio::test]
async fn whatever_is_written_reads_back_as_it_was_written() {
    let (bench, id) = desk(PLAIN).await;
    let longest = "é".repeat(5_000);
    for text in [
        "a=b&c=d%20+;",
        "\r\n one\rtwo\n\nthree\t",
        "\u{202E}turned\u{200B}",
        "null",
        "{\"note\":1}",
        "<p>\u{7}</p>",
        &longest,
    ] {
        let decision = bench.decide(&id, Verb::Note, note(text)).await.unwrap();
        assert_eq!(decision.status, Status::Confirmed, "{text:?}");
        assert_eq!(Some(on_server(&bench, &id)), decision.note, "{text:?}");
    }
}

#[tokio::test]
async fn a_note_that_is_too_long_is_not_sent() {
    let (bench, id) = desk(PLAIN).await;
    let long = code(bench.decide(&id, Verb::Note, note(&"x".repeat(5_001))).await);
    assert_eq!((long, writes(&bench)), (ErrorCode::TextTooLong { limit: 5_000 }, 0));
}

#[tokio::test]
async fn what_another_administrator_wrote_meanwhile_is_not_overwritten() {
    let (bench, id) = desk(NOTED).await;
    bench.server().change_person(&id.0, &json!({ "note": "by ingrid" })).unwrap();
    let decided = bench.decide(&id, Verb::Note, note("by us")).await;
    assert_eq!((code(decided), writes(&bench)), (ErrorCode::ChangedMeanwhile, 0));
    assert_eq!(on_server(&bench, &id), "by ingrid");
    let shown = bench.engine.open_account(&bench.profile, &id).await.unwrap();
    assert_eq!(shown.note.as_deref(), Some("by ingrid"), "it is shown");
    bench.server().change_person(&id.0, &json!({ "note": "by osei" })).unwrap();
    let decided = bench.decide(&id, Verb::Ban, Choices::default()).await;
    assert_eq!(code(decided), ErrorCode::ChangedMeanwhile, "a note may say why not to ban");
}

#[tokio::test]
async fn a_note_that_the_server_refuses_is_told_and_not_kept_as_written() {
    for (username, fault) in [(PLAIN, Some(FORBIDDEN)), (OLD_ROW, None)] {
        let (bench, id) = desk(username).await;
        if let Some(fault) = fault {
            fails(&bench, &id, fault);
        }
        let decision = bench.decide(&id, Verb::Note, note("a")).await.unwrap();
        assert_eq!((decision.status, decision.refusal), (Status::Refused, Some(Refusal::ServerSaysNo)), "{username}");
        assert_eq!(on_server(&bench, &id), "");
    }
}

#[tokio::test]
async fn a_note_without_an_answer_is_looked_up_and_not_sent_again() {
    for (fault, status, lookup) in [
        (FaultKind::CloseAfter, Status::Confirmed, Some(Lookup::Shows)),
        (FaultKind::CloseBefore, Status::Unsure, Some(Lookup::Unchanged)),
        (FaultKind::NoEffect, Status::Accepted, None),
    ] {
        let (bench, id) = desk(NOTED).await;
        fails(&bench, &id, fault.clone());
        let decision = bench.decide(&id, Verb::Note, note("ours")).await.unwrap();
        assert_eq!((decision.status, decision.lookup, writes(&bench)), (status, lookup, 1), "{fault:?}");
        if decision.status == Status::Unsure {
            bench.server().change_person(&id.0, &json!({ "note": "by ingrid" })).unwrap();
            let again = bench.engine.look_again(&bench.profile, &decision.id).await.unwrap();
            assert_eq!((again.status, again.lookup), (Status::Unsure, Some(Lookup::Different)));
        }
    }
}

#[tokio::test]
async fn a_reason_is_added_to_the_note_below_what_others_wrote() {
    let (bench, id) = desk(NOTED).await;
    let before = on_server(&bench, &id);
    let by = bench.view().await.you.username;
    let decision = bench.decide(&id, Verb::Ban, because("spam,\nthird time")).await.unwrap();
    assert_eq!(decision.status, Status::Confirmed);
    let day = today(&bench);
    assert_eq!(on_server(&bench, &id), format!("{before}\n{day} banned by @{by}: spam,\nthird time"));
    let step = &decision.steps[0];
    assert_eq!((decision.steps.len(), step.part, step.verb), (1, StepPart::Note, Verb::Note));
    assert_eq!((step.status, step.answer_code), (Status::Confirmed, Some(200)));
    assert_eq!((decision.note.as_ref(), decision.note_before.as_ref()), (None, None), "the note is not the decision");
    assert_eq!(kept(&bench).await, decision);
    let again = bench.decide(&id, Verb::Unban, because("appeal")).await.unwrap();
    assert_eq!(again.steps[0].status, Status::Confirmed);
    assert!(on_server(&bench, &id).ends_with(&format!("third time\n{day} unbanned by @{by}: appeal")));
}

#[tokio::test]
async fn a_move_adds_its_reason_at_the_end() {
    let (bench, id) = desk("silas.reed").await;
    let decision = bench.decide(&id, Verb::BanBlocked, because("spam")).await.unwrap();
    let parts: Vec<StepPart> = decision.steps.iter().map(|step| step.part).collect();
    assert_eq!(parts, [StepPart::First, StepPart::Second, StepPart::Note]);
    assert!(decision.steps.iter().all(|step| step.status == Status::Confirmed), "{decision:?}");
    assert!(on_server(&bench, &id).ends_with(": spam"));
    assert_eq!(kept(&bench).await, decision);
}

#[tokio::test]
async fn nothing_is_added_without_a_reason_or_for_what_was_not_done() {
    let (bench, id) = desk(PLAIN).await;
    bench.server().add_fault(Fault::once(format!("/api/v4/users/{id}/ban"), FORBIDDEN).on("POST"));
    assert_eq!(bench.decide(&id, Verb::Ban, because("spam")).await.unwrap().status, Status::Refused);
    let blank = because("  ");
    assert_eq!(bench.decide(&id, Verb::Ban, blank).await.unwrap().status, Status::Confirmed);
    assert_eq!((writes(&bench), on_server(&bench, &id)), (0, String::new()));
}

#[tokio::test]
async fn a_reason_that_could_not_be_added_leaves_the_decision_as_it_is() {
    for (fault, status, refusal) in [
        (FORBIDDEN, Status::Refused, Some(Refusal::ServerSaysNo)),
        (FaultKind::TooMany { retry_after: Some(9) }, Status::Refused, Some(Refusal::AskedToWait)),
        (FaultKind::CloseBefore, Status::Unsure, None),
        (FaultKind::NoEffect, Status::Unsure, None),
        (FaultKind::CloseAfter, Status::Confirmed, None),
    ] {
        let (bench, id) = desk(PLAIN).await;
        fails(&bench, &id, fault.clone());
        let decision = bench.decide(&id, Verb::Block, because("spam")).await.unwrap();
        assert_eq!(decision.status, Status::Confirmed, "{fault:?}");
        let step = &decision.steps[0];
        assert_eq!((step.status, &step.refusal), (status, &refusal), "{fault:?}");
        assert_eq!((kept(&bench).await, writes(&bench)), (decision, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_reason_that_would_make_the_note_too_long_is_not_sent() {
    let (bench, id) = desk(PLAIN).await;
    bench.server().change_person(&id.0, &json!({ "note": "x".repeat(4_990) })).unwrap();
    bench.engine.look_at_account(&bench.profile, &id).await.unwrap();
    let decision = bench.decide(&id, Verb::Block, because("spam")).await.unwrap();
    assert_eq!((decision.status, writes(&bench)), (Status::Confirmed, 0));
    let step = &decision.steps[0];
    assert_eq!((step.status, step.answer_code), (Status::Refused, None));
    assert_eq!(step.refusal, Some(Refusal::NoteTooLong { limit: 5_000 }));
    assert_eq!(kept(&bench).await, decision);
}

/// A practice desk, whose files a test can look into.
async fn practice_desk(username: &str) -> (Bench, AccountId) {
    let options = Options { limits: None, ..Options::new(Kind::Gitlab) };
    let bench = Bench::adopted_on(options, Clock::System).await;
    let id = AccountId(bench.server().id_of(username).unwrap());
    bench.engine.look_at_account(&bench.profile, &id).await.unwrap();
    (bench, id)
}

#[tokio::test]
async fn a_reason_that_was_being_added_when_the_desk_died_may_be_lost_and_is_told() {
    let (bench, id) = practice_desk(PLAIN).await;
    let decision = bench.decide(&id, Verb::Block, because("spam")).await.unwrap();
    assert_eq!(decision.steps[0].status, Status::Confirmed);
    let killed = async |folder: &Path| {
        let mut file = journal_file(folder).await;
        sqlx::query("UPDATE step SET status = 'sending', answer_code = NULL").execute(&mut file).await.unwrap();
        file.close().await.unwrap();
    };
    let bench = bench.reopen_after(Clock::System, killed).await;
    let found = kept(&bench).await;
    assert_eq!((found.status, found.steps[0].status), (Status::Confirmed, Status::Unsure));
}

#[tokio::test]
async fn what_a_later_look_told_is_written_down_once_the_journal_can_be_written_again() {
    let (bench, id) = practice_desk(PLAIN).await;
    fails(&bench, &id, FaultKind::NoEffect);
    let decision = bench.decide(&id, Verb::Note, note("ours")).await.unwrap();
    assert_eq!(decision.status, Status::Accepted);
    bench.server().change_person(&id.0, &json!({ "note": "ours" })).unwrap();
    let mut file = journal_file(bench.folder.path()).await;
    let full = "CREATE TRIGGER full BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::query(full).execute(&mut file).await.unwrap();
    let looked = bench.engine.look_again(&bench.profile, &decision.id).await.unwrap();
    assert_eq!(looked.status, Status::Confirmed, "it is told all the same");
    assert_eq!(kept(&bench).await.status, Status::Accepted);
    sqlx::query("DROP TRIGGER full").execute(&mut file).await.unwrap();
    file.close().await.unwrap();
    let other = AccountId(bench.server().id_of(NOTED).unwrap());
    bench.engine.look_at_account(&bench.profile, &other).await.unwrap();
    bench.decide(&other, Verb::Note, note("theirs")).await.unwrap();
    let rows = bench.engine.history(&bench.profile, None).await.unwrap().rows;
    assert_eq!(rows.iter().find(|row| row.id == decision.id).unwrap().status, Status::Confirmed);
}

/// The day on which the server and the desk both are.
fn today(bench: &Bench) -> String {
    bench.server().now().strftime("%Y-%m-%d").to_string()
}
