//! The history: what is settled, how it came there, as a file, and whether all of it is as it was written.

use std::collections::BTreeMap;
use std::path::Path;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::check::JournalCheck;
use bailiwick_engine::decision::{ChainTrouble, DecisionView, HistoryFilter, Holds, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::export::{ExportFormat, ExportState, ExportView, HistoryExport};
use bailiwick_engine::list::Place;
use bailiwick_engine::model::Mark;
use bailiwick_engine::{Engine, Keychain};
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind};
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::bench::{Bench, code, files};

const REASON: &str = "=HYPERLINK(\"http://spam.example\")\nsecond line";

fn quietly(reason: &str) -> Choices {
    Choices { reason: Some(reason.to_owned()), ..Choices::default() }
}

/// A bench on which two sign-ups were decided about and a third waits.
async fn decided() -> (Bench, [DecisionView; 3]) {
    let (bench, _clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let mut queue = bench.list(Place::Queue, "").await.rows.into_iter();
    let mut next = || queue.next().unwrap().id;
    let rejected = bench.decide(&next(), Verb::Reject, quietly(REASON)).await.unwrap();
    let approved = bench.decide(&next(), Verb::Approve, quietly("Looks Kind")).await.unwrap();
    bench.engine.set_holds(Holds::default());
    let held = bench.decide(&next(), Verb::Approve, quietly("Looks kind, too")).await.unwrap();
    assert_eq!((rejected.status, approved.status), (Status::Confirmed, Status::Confirmed));
    assert_eq!(held.status, Status::Held);
    (bench, [rejected, approved, held])
}

async fn found(bench: &Bench, filter: HistoryFilter) -> Vec<String> {
    let page = bench.engine.search_history(&bench.profile, &filter, None).await.unwrap();
    assert_eq!((page.total as usize, page.next), (page.rows.len(), None));
    page.rows.into_iter().map(|decision| decision.id).collect()
}

#[tokio::test]
async fn what_is_settled_is_found_by_its_words_and_what_waits_is_not() {
    let (bench, [rejected, approved, held]) = decided().await;
    let text = |text: &str| HistoryFilter { text: Some(text.to_owned()), ..HistoryFilter::default() };
    assert_eq!(found(&bench, HistoryFilter::default()).await, [approved.id.clone(), rejected.id.clone()]);
    assert_eq!(found(&bench, text("looks kind")).await, std::slice::from_ref(&approved.id));
    let account = HistoryFilter { account: Some(format!("@{}", rejected.handle)), ..HistoryFilter::default() };
    assert_eq!(found(&bench, account).await, [rejected.id]);
    bench.engine.cancel_decision(&bench.profile, &held.id).await.unwrap();
    assert_eq!(found(&bench, text("LOOKS kind")).await, [held.id, approved.id]);
    assert!(bench.engine.outbox(&bench.profile).await.unwrap().is_empty());
}

#[tokio::test]
async fn each_move_has_a_receipt_with_the_states_before_and_after() {
    let (bench, [rejected, approved, held]) = decided().await;
    let receipts = async |id: &str| bench.engine.receipts(&bench.profile, id).await.unwrap();
    let told = receipts(&approved.id).await;
    let moves: Vec<_> = told.iter().map(|receipt| (receipt.status, receipt.answer_code)).collect();
    assert_eq!(moves, [(Status::Sending, None), (Status::Confirmed, Some(200))]);
    assert!(told[0].after.is_none() && told[0].before.contains(&Mark::Pending));
    assert!(told[1].after.as_ref().is_some_and(|after| !after.contains(&Mark::Pending)));
    assert!(told.iter().all(|receipt| !receipt.erased));
    bench.engine.cancel_decision(&bench.profile, &held.id).await.unwrap();
    let told = receipts(&held.id).await;
    assert_eq!(told.iter().map(|receipt| receipt.status).collect::<Vec<_>>(), [Status::Held, Status::Cancelled]);
    assert_eq!(receipts(&rejected.id).await.iter().map(|receipt| receipt.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(code(bench.engine.receipts(&bench.profile, "nothing").await), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_refusal_s_receipt_has_the_server_s_answer_and_words() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let account = bench.list(Place::Queue, "").await.rows.remove(0);
    bench.server().add_fault(Fault::new("*/approve", FaultKind::Status { code: 403, body: ErrorBody::Json }));
    let refused = bench.decide(&account.id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!(refused.status, Status::Refused);
    let told = bench.engine.receipts(&bench.profile, &refused.id).await.unwrap().pop().unwrap();
    assert_eq!((told.status, told.answer_code), (Status::Refused, Some(403)));
    assert!(told.answer_words.is_some());
    assert_eq!(told.answer_words, refused.answer_words);
}

async fn ended(bench: &Bench, query: HistoryExport, folder: &Path) -> (ExportView, String) {
    let mut events = bench.engine.listen();
    let begun = bench.engine.start_history_export(&bench.profile, query, folder).await.unwrap();
    loop {
        if let Event::Export { export } = events.recv().await.unwrap()
            && export.id == begun.id
            && export.state != ExportState::Running
        {
            assert_eq!((&export.state, Some(export.rows)), (&ExportState::Done, begun.of));
            let text = std::fs::read_to_string(folder.join(&export.file)).unwrap();
            return (export, text);
        }
    }
}

fn whole(format: ExportFormat) -> HistoryExport {
    HistoryExport { filter: HistoryFilter::default(), format, personal: false }
}

#[tokio::test]
async fn a_history_is_a_file_that_runs_nowhere_and_tells_no_address_unasked() {
    let (bench, [rejected, approved, held]) = decided().await;
    let folder = tempfile::tempdir().unwrap();
    let (view, text) = ended(&bench, whole(ExportFormat::Csv), folder.path()).await;
    assert_eq!(view.file, "bailiwick-practice-history-2027-01-15.csv");
    let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0]["id"], &rows[1]["id"]), (&approved.id, &rejected.id));
    assert_eq!((rows[1]["verb"].as_str(), rows[1]["status"].as_str()), ("reject", "confirmed"));
    assert_eq!(rows[1]["reason"], format!("'{REASON}"), "begins no formula");
    assert_eq!((rows[0]["answer"].as_str(), rows[0]["before"].contains("pending")), ("200", true));
    let traces = |row: &Value| row.get("mail").is_some() || row.get("addresses").is_some();
    let lines = |text: &str| -> Vec<Value> { text.lines().map(|line| serde_json::from_str(line).unwrap()).collect() };
    let (view, text) = ended(&bench, whole(ExportFormat::JsonLines), folder.path()).await;
    assert!(view.file.ends_with(".jsonl"));
    let unasked = lines(&text);
    assert!(unasked.len() == 2 && unasked.iter().all(|row| !traces(row)));
    assert_eq!(unasked[1]["reason"], REASON, "as it is: nobody runs it");
    assert!(!text.contains(&held.id));
    let query = HistoryExport { personal: true, ..whole(ExportFormat::JsonLines) };
    let (_, text) = ended(&bench, query, folder.path()).await;
    let asked = lines(&text);
    assert!(asked[1]["mail"].as_str().is_some_and(|mail| mail.contains('@')));
    assert!(asked[1]["addresses"].as_array().is_some_and(|addresses| !addresses.is_empty()));
    assert_eq!(asked[0]["mail"], Value::Null, "of those who were let in nothing is remembered");
    let filter = HistoryFilter { verbs: vec![Verb::Approve], ..HistoryFilter::default() };
    let (_, text) = ended(&bench, HistoryExport { filter, ..whole(ExportFormat::Json) }, folder.path()).await;
    let list: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(list.len() == 1 && list[0]["id"] == approved.id.as_str());
}

#[tokio::test]
async fn a_history_of_many_pages_is_in_its_file_once_and_one_that_is_stopped_leaves_nothing() {
    let (bench, [rejected, ..]) = decided().await;
    let (times, clock) = (1_300, bailiwick_engine::clock::Clock::System);
    let bench = bench
        .reopen_after(clock, async |folder| {
            let mut file = journal_file(folder).await;
            let copies = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) \
                 INSERT INTO decision (id, start, account, handle, by, verb, status, decided_at, before_marks) \
                 SELECT 'copy ' || i, start, account, handle, by, verb, status, decided_at, 0 FROM n, decision WHERE id = ?";
            sqlx::query(copies).bind(times).bind(&rejected.id).execute(&mut file).await.unwrap();
            file.close().await.unwrap();
        })
        .await;
    let folder = tempfile::tempdir().unwrap();
    let (_, text) = ended(&bench, whole(ExportFormat::JsonLines), folder.path()).await;
    let ids: std::collections::BTreeSet<&str> = text.lines().map(|line| line.split('"').nth(7).unwrap()).collect();
    assert_eq!((text.lines().count(), ids.len()), (1_302, 1_302));
    std::fs::remove_file(std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path()).unwrap();
    let export = whole(ExportFormat::Csv);
    let begun = bench.engine.start_history_export(&bench.profile, export, folder.path()).await.unwrap();
    bench.engine.stop_export(begun.id).await;
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// The one journal below the folder, open: the key of practice files lies beside them.
/// The journal of the practice profile in the folder, past the desk.
pub async fn journal_file(folder: &Path) -> sqlx::SqliteConnection {
    let path = files(folder).into_iter().find(|path| path.ends_with("journal.db")).unwrap();
    let profile = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
    let secrets = std::fs::read_to_string(folder.join("practice/secrets.json")).unwrap();
    let kept: BTreeMap<String, String> = serde_json::from_str(&secrets).unwrap();
    let key = &kept[&format!("{profile}/key")];
    SqliteConnectOptions::new().pragma("key", format!("\"x'{key}'\"")).filename(path).connect().await.unwrap()
}

async fn checked(folder: &Path) -> JournalCheck {
    let mut checks = Engine::check_journals(folder, Keychain::Unused).await.unwrap();
    assert_eq!(checks.len(), 1);
    checks.remove(0)
}

#[tokio::test]
async fn journals_are_checked_without_the_desk_and_left_as_they_are() {
    let (bench, _) = decided().await;
    assert_eq!(
        Engine::check_journals(bench.folder.path(), Keychain::Unused).await.unwrap_err().code,
        ErrorCode::AlreadyOpen
    );
    bench
        .reopen_after(bailiwick_engine::clock::Clock::System, async |folder| {
            let journal = files(folder).into_iter().find(|path| path.ends_with("journal.db")).unwrap();
            let before = std::fs::read(&journal).unwrap();
            let JournalCheck::Journal { name, found: Ok(report) } = checked(folder).await else { panic!("not read") };
            assert_eq!((name.as_str(), report.receipts, report.fault), ("Practice", 5, None));
            assert_eq!(std::fs::read(&journal).unwrap(), before);
            let mut file = journal_file(folder).await;
            for statement in [
                "DROP TRIGGER receipt_is_not_taken_out",
                "DELETE FROM receipt_personal WHERE receipt = 2",
                "DELETE FROM receipt WHERE number = 2",
                "PRAGMA wal_checkpoint",
            ] {
                sqlx::query(statement).execute(&mut file).await.unwrap();
            }
            file.close().await.unwrap();
            let JournalCheck::Journal { found: Ok(report), .. } = checked(folder).await else { panic!("not read") };
            let fault = report.fault.unwrap();
            assert_eq!((report.receipts, fault.number, fault.trouble), (1, 2, ChainTrouble::Missing));
            std::fs::write(&journal, "this was a journal").unwrap();
            let JournalCheck::Journal { found, .. } = checked(folder).await else { panic!("no list") };
            assert_eq!(found, Err(ErrorCode::StoreUnusable { path: journal.display().to_string() }));
            std::fs::write(folder.join("practice/secrets.json"), "{}").unwrap();
            let JournalCheck::NoList { code: ErrorCode::KeyGone { .. } } = checked(folder).await else {
                panic!("a list without its key")
            };
            // What was spoilt here is not to be opened again.
            std::fs::remove_dir_all(folder.join("practice")).unwrap();
        })
        .await;
}

#[tokio::test]
async fn where_there_is_no_folder_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Engine::check_journals(folder.path(), Keychain::Unused).await.unwrap(), []);
    let missing = folder.path().join("missing");
    let error = Engine::check_journals(&missing, Keychain::Unused).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::FolderUnusable { path: missing.display().to_string() });
    assert!(!missing.exists());
}

#[tokio::test]
async fn going_through_many_receipts_is_told_meanwhile() {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let account = bench.list(Place::Queue, "").await.rows.remove(0);
    bench.decide(&account.id, Verb::Approve, Choices::default()).await.unwrap();
    let mut events = bench.engine.listen();
    // This clock stands still: nobody waits for long enough to be told anything.
    assert_eq!(bench.engine.verify_journal(&bench.profile).await.unwrap().receipts, 2);
    assert!(std::iter::from_fn(|| events.try_recv().ok()).all(|event| !matches!(event, Event::Chain { .. })));
    let ticking = std::thread::spawn({
        let clock = clock.clone();
        move || {
            let told = loop {
                clock.send_modify(|now| *now += 1_000);
                if let Ok(Event::Chain { progress }) = events.try_recv() {
                    break progress;
                }
                std::thread::yield_now();
            };
            (told.checked, told.of)
        }
    });
    let told = loop {
        bench.engine.verify_journal(&bench.profile).await.unwrap();
        if ticking.is_finished() {
            break ticking.join().unwrap();
        }
    };
    assert!(told.0 <= 2 && told.1 == 2, "{told:?}");
}

#[tokio::test]
async fn a_page_that_was_pasted_by_mistake_is_looked_for_by_its_first_words() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    assert_eq!(
        found(&bench, HistoryFilter { text: Some("nobody wrote this ".repeat(3_000)), ..HistoryFilter::default() })
            .await,
        Vec::<String>::new()
    );
}
