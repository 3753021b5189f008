//! The chain of receipts holds over every move, and shows whatever is done to it behind its back.

use super::{begin, decision, journal};
use crate::action::Verb;
use crate::decision::{ChainTrouble, Status};
use crate::model::Timestamp;
use crate::store::journal::{DecisionRecord, Journal};

/// Three decisions, two of them settled: five receipts.
async fn chained(folder: &std::path::Path) -> Journal {
    let journal = journal(folder, "now").await;
    for id in ["a", "b", "c"] {
        let reason = Some(format!("because of {id}"));
        begin(&journal, DecisionRecord { reason, ..decision(id, Verb::Suspend) }, &[]).await;
    }
    for id in ["a", "b"] {
        settle(&journal, id, Status::Confirmed).await;
    }
    journal
}

async fn settle(journal: &Journal, id: &str, status: Status) {
    let kept = journal.get(id).await.unwrap().unwrap();
    let seen = kept.status;
    assert!(journal.settle(seen, &DecisionRecord { status, ..kept }, Timestamp(7)).await.unwrap());
}

async fn run(journal: &Journal, statement: &'static str) -> Result<u64, sqlx::Error> {
    Ok(sqlx::query(statement).execute(&journal.pool).await?.rows_affected())
}

/// What somebody could do who has the key, and no respect for triggers.
async fn tampered(statement: &'static str) -> (u32, ChainTrouble) {
    let folder = tempfile::tempdir().unwrap();
    let journal = chained(folder.path()).await;
    for trigger in ["DROP TRIGGER receipt_is_not_changed", "DROP TRIGGER receipt_is_not_taken_out"] {
        run(&journal, trigger).await.unwrap();
    }
    run(&journal, "DELETE FROM receipt_personal WHERE receipt >= 3").await.unwrap();
    assert!(run(&journal, statement).await.unwrap() > 0, "{statement}");
    let fault = journal.verify(|_| ()).await.unwrap().fault.unwrap();
    (fault.number, fault.trouble)
}

#[tokio::test]
async fn every_move_has_a_receipt_and_the_chain_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let before = chained(folder.path()).await;
    assert_eq!(before.verify(|_| ()).await.unwrap().receipts, 5);
    before.close().await;
    // The third one was cut off.
    let after = journal(folder.path(), "after").await;
    let report = after.verify(|_| ()).await.unwrap();
    assert_eq!((report.receipts, report.erased, report.fault), (6, 0, None));
}

#[tokio::test]
async fn a_move_that_was_too_late_has_no_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let journal = chained(folder.path()).await;
    let late = decision("a", Verb::Suspend);
    assert!(!journal.settle(Status::Sending, &late, Timestamp(8)).await.unwrap());
    assert_eq!(journal.verify(|_| ()).await.unwrap().receipts, 5);
}

#[tokio::test]
async fn receipts_are_neither_changed_nor_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let journal = chained(folder.path()).await;
    for statement in ["UPDATE receipt SET status = 'refused' WHERE number = 1", "DELETE FROM receipt WHERE number = 5"]
    {
        let error = run(&journal, statement).await.unwrap_err();
        assert!(error.to_string().contains("receipts are not"), "{error}");
    }
}

#[tokio::test]
async fn erased_words_leave_the_chain_whole() {
    let folder = tempfile::tempdir().unwrap();
    let journal = chained(folder.path()).await;
    run(&journal, "DELETE FROM receipt_personal WHERE receipt <= 3").await.unwrap();
    let report = journal.verify(|_| ()).await.unwrap();
    assert_eq!((report.receipts, report.erased, report.fault), (5, 3, None));
    let kept: String = sqlx::query_scalar("SELECT group_concat(body || hex(commitment)) FROM receipt")
        .fetch_one(&journal.pool)
        .await
        .unwrap();
    assert!(!kept.contains("anna") && !kept.contains("because") && !kept.contains("kim"), "{kept}");
}

#[tokio::test]
async fn what_is_done_behind_its_back_shows() {
    for (statement, number, trouble) in [
        ("UPDATE receipt SET body = replace(body, 'suspend', 'approve') WHERE number = 2", 2, ChainTrouble::Changed),
        ("UPDATE receipt SET status = 'refused' WHERE number = 4", 4, ChainTrouble::Changed),
        ("UPDATE receipt SET at = at + 1 WHERE number = 1", 1, ChainTrouble::Changed),
        ("UPDATE receipt SET decision = 'c' WHERE number = 5", 5, ChainTrouble::Changed),
        ("UPDATE receipt SET commitment = zeroblob(32) WHERE number = 3", 3, ChainTrouble::Changed),
        ("UPDATE receipt SET number = 9 WHERE number = 4", 4, ChainTrouble::Missing),
        ("DELETE FROM receipt WHERE number = 3", 3, ChainTrouble::Missing),
        ("DELETE FROM receipt WHERE number = 5", 2, ChainTrouble::DecisionUnlike),
        ("UPDATE receipt_personal SET fields = '{}' WHERE receipt = 1", 1, ChainTrouble::WordsChanged),
        ("UPDATE decision SET status = 'refused' WHERE id = 'b'", 5, ChainTrouble::DecisionUnlike),
        ("DELETE FROM decision WHERE id = 'c'", 3, ChainTrouble::DecisionUnlike),
    ] {
        assert_eq!(tampered(statement).await, (number, trouble), "{statement}");
    }
}
