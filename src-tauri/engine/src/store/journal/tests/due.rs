//! What is due goes along with what was decided: written with it, counted when it is so, ended by what comes after.

use super::{begin, decision, journal};
use crate::action::Verb;
use crate::decision::{Lookup, Status};
use crate::due::DueEnd;
use crate::model::{AccountId, Mark, Marks, Timestamp};
use crate::store::journal::{DecisionRecord, DueRecord, Journal};

/// A decision that is meant for a week.
fn timed(id: &str, verb: Verb) -> DecisionRecord {
    DecisionRecord { lasts: Some(7), ..decision(id, verb) }
}

async fn settle(journal: &Journal, id: &str, settled: impl FnOnce(DecisionRecord) -> DecisionRecord) {
    let kept = journal.get(id).await.unwrap().unwrap();
    let seen = kept.status;
    assert!(journal.settle(seen, &settled(kept), Timestamp(7)).await.unwrap());
}

async fn moved(journal: &Journal, id: &str, status: Status) {
    settle(journal, id, |kept| DecisionRecord { status, ..kept }).await;
}

/// How the item of the decision ended; none while it is open.
async fn ended(journal: &Journal, decision: &str) -> Option<DueEnd> {
    let id: String = sqlx::query_scalar("SELECT id FROM due WHERE decision = ?")
        .bind(decision)
        .fetch_one(&journal.pool)
        .await
        .unwrap();
    journal.due(&id).await.unwrap().unwrap().ended
}

#[tokio::test]
async fn a_decision_and_its_item_are_written_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    let fails = "CREATE TRIGGER full BEFORE INSERT ON due BEGIN SELECT raise(ABORT, 'the disk is full'); END";
    sqlx::query(fails).execute(&journal.pool).await.unwrap();
    journal.begin(&timed("a", Verb::Limit)).await.unwrap_err();
    assert_eq!(journal.get("a").await.unwrap(), None);
    assert_eq!(journal.verify(|_| ()).await.unwrap().receipts, 0);
    sqlx::query("DROP TRIGGER full").execute(&journal.pool).await.unwrap();
    begin(&journal, timed("a", Verb::Limit), &[]).await;
    assert_eq!(ended(&journal, "a").await, None);
    assert_eq!(journal.get("a").await.unwrap().unwrap().lasts, Some(7));
    assert_eq!(journal.verify(|_| ()).await.unwrap().fault, None);
}

#[tokio::test]
async fn what_a_kill_cut_off_keeps_its_item_and_counts_once_it_is_seen_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let before = journal(folder.path(), "before").await;
    begin(&before, timed("a", Verb::Limit), &[]).await;
    drop(before);
    let after = journal(folder.path(), "after").await;
    assert_eq!((after.get("a").await.unwrap().unwrap().status, after.dues().await.unwrap()), (Status::Unsure, vec![]));
    settle(&after, "a", |kept| DecisionRecord { lookup: Some(Lookup::Shows), ..kept }).await;
    let dues = after.dues().await.unwrap();
    assert_eq!(dues.len(), 1);
    assert_eq!(dues[0].at, Timestamp(1 + 7 * 24 * 60 * 60 * 1000), "from when it was decided");
}

#[tokio::test]
async fn an_item_counts_where_what_was_decided_is_so_or_nobody_can_say_that_it_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    for status in Status::ALL {
        let lookups =
            [None, Some(Lookup::NotYet), Some(Lookup::Shows), Some(Lookup::Unchanged), Some(Lookup::CannotTell)];
        for lookup in lookups.into_iter().filter(|lookup| lookup.is_none() == (status != Status::Unsure)) {
            let id = format!("{} {lookup:?}", status.word());
            let account = AccountId(id.clone());
            begin(&journal, DecisionRecord { account, ..timed(&id, Verb::Limit) }, &[]).await;
            settle(&journal, &id, |kept| DecisionRecord { status, lookup, ..kept }).await;
        }
    }
    let mut counted: Vec<String> = journal.dues().await.unwrap().into_iter().map(|due| due.account.0).collect();
    counted.sort();
    assert_eq!(
        counted,
        [
            "accepted None",
            "confirmed None",
            "unprovable None",
            "unsure Some(CannotTell)",
            "unsure Some(Shows)",
            "was-so None"
        ]
    );
    for (id, how) in [
        ("cancelled None", Some(DueEnd::Dropped)),
        ("refused None", Some(DueEnd::Dropped)),
        ("put-back None", Some(DueEnd::Dropped)),
        ("gone None", Some(DueEnd::Overtaken)),
        ("held None", None),
        ("unsure Some(NotYet)", None),
    ] {
        assert_eq!(ended(&journal, id).await, how, "{id}");
    }
}

#[tokio::test]
async fn later_decisions_end_what_they_take_back_or_replace_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    for (id, verb) in
        [("early", Verb::LiftLimit), ("limit", Verb::Limit), ("suspend", Verb::Suspend), ("ban", Verb::Ban)]
    {
        begin(&journal, timed(id, verb), &[]).await;
    }
    for id in ["limit", "suspend", "ban"] {
        moved(&journal, id, Status::Confirmed).await;
    }
    // Decided before the limit was, and sent after it: it took back another one.
    moved(&journal, "early", Status::Confirmed).await;
    assert_eq!(ended(&journal, "limit").await, None);
    begin(&journal, decision("lift", Verb::LiftLimit), &[]).await;
    moved(&journal, "lift", Status::Sending).await;
    assert_eq!(ended(&journal, "limit").await, None, "it may still be refused");
    moved(&journal, "lift", Status::Accepted).await;
    assert_eq!(ended(&journal, "limit").await, None, "a yes alone proves nothing");
    moved(&journal, "lift", Status::Confirmed).await;
    assert_eq!(ended(&journal, "limit").await, Some(DueEnd::Done));
    assert_eq!(ended(&journal, "suspend").await, None);
    begin(&journal, decision("again", Verb::Suspend), &[]).await;
    moved(&journal, "again", Status::Unprovable).await;
    assert_eq!(ended(&journal, "suspend").await, Some(DueEnd::Overtaken));
    begin(&journal, decision("block", Verb::BlockBanned), &[]).await;
    settle(&journal, "block", |kept| DecisionRecord {
        status: Status::Confirmed,
        before: Marks::of(&[Mark::Banned]),
        after: Some(Marks::of(&[Mark::Blocked])),
        ..kept
    })
    .await;
    assert_eq!(ended(&journal, "ban").await, Some(DueEnd::Overtaken));
}

#[tokio::test]
async fn who_is_erased_has_nothing_due() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    begin(&journal, timed("block", Verb::Block), &[]).await;
    moved(&journal, "block", Status::Confirmed).await;
    let reminder = DueRecord {
        id: "look".to_owned(),
        account: AccountId("7".to_owned()),
        handle: "anna".to_owned(),
        timed: None,
        at: Timestamp(20),
        words: Some("came back?".to_owned()),
        made_at: Timestamp(2),
        ended: None,
    };
    journal.remind(&reminder).await.unwrap();
    assert_eq!(journal.due("look").await.unwrap().as_ref(), Some(&reminder));
    begin(&journal, decision("report", Verb::ResolveReport), &[]).await;
    moved(&journal, "report", Status::Gone).await;
    assert_eq!(journal.dues().await.unwrap().len(), 2, "a report is gone, not somebody");
    begin(&journal, decision("delete", Verb::Delete), &[]).await;
    moved(&journal, "delete", Status::Confirmed).await;
    assert_eq!(journal.dues().await.unwrap(), []);
    let over = journal.due("look").await.unwrap().unwrap();
    assert_eq!((over.ended, over.words), (Some(DueEnd::Overtaken), None), "what it said goes with it");
    assert!(!journal.end_due("look", DueEnd::Dropped, Timestamp(9)).await.unwrap(), "it ends once");
    assert!(!journal.move_due("look", Timestamp(99)).await.unwrap());
}

#[tokio::test]
async fn what_is_still_due_keeps_its_words_and_what_is_over_lets_go_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    let because = DecisionRecord { reason: Some("third warning".to_owned()), ..timed("a", Verb::Limit) };
    begin(&journal, because, &[]).await;
    moved(&journal, "a", Status::Confirmed).await;
    let later = Timestamp(1_000);
    while journal.forget_words(later, later).await.unwrap() {}
    let due = journal.dues().await.unwrap().remove(0);
    assert_eq!(due.handle, "anna");
    assert_eq!(journal.get("a").await.unwrap().unwrap().reason.as_deref(), Some("third warning"));
    assert!(journal.end_due(&due.id, DueEnd::Dropped, Timestamp(10)).await.unwrap());
    while journal.forget_words(later, later).await.unwrap() {}
    assert_eq!(journal.get("a").await.unwrap().unwrap().reason, None);
    assert_eq!(journal.verify(|_| ()).await.unwrap().fault, None);
}

#[tokio::test]
async fn a_word_of_a_later_version_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    begin(&journal, timed("a", Verb::Limit), &[]).await;
    moved(&journal, "a", Status::Confirmed).await;
    sqlx::query("UPDATE due SET verb = 'forgive'").execute(&journal.pool).await.unwrap();
    journal.dues().await.unwrap_err();
}
