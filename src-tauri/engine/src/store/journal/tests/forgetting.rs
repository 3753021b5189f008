//! What is kept of people is kept for so long: then their words go, what they are known by is hidden, and goes as well.

use super::{begin, decision, journal, step};
use crate::action::Verb;
use crate::decision::{HistoryFilter, KnownBy, Lookup, Remembered, Sight, Status, StepPart, Trace};
use crate::model::{AccountId, Timestamp};
use crate::store::journal::{DecisionRecord, Journal, Waiting};

fn trace(by: KnownBy, value: &str) -> Trace {
    Trace { by, value: value.to_owned() }
}

/// A rejection of somebody of whom everything is known.
fn rejection(id: &str, account: &str, at: i64) -> DecisionRecord {
    let said = |text: &str| Some(format!("{text} of anna"));
    DecisionRecord {
        account: AccountId(account.to_owned()),
        decided_at: Timestamp(at),
        settled_at: Some(Timestamp(at)),
        reason: said("reason"),
        message: said("message"),
        note: said("note"),
        note_before: said("former note"),
        answer_words: said("answer"),
        waiting: Waiting {
            revision: "digest of anna".to_owned(),
            seen: Some(Sight { mail: Some("anna@spam.example".to_owned()), ..Sight::default() }),
            found: Some(Sight { mail: Some("anna@spam.example".to_owned()), ..Sight::default() }),
            ..Waiting::default()
        },
        traces: vec![
            trace(KnownBy::Mail, "anna@spam.example"),
            trace(KnownBy::Address, "192.0.2.1"),
            trace(KnownBy::Name, "anna"),
        ],
        ..decision(id, Verb::Reject)
    }
}

async fn settled(journal: &Journal, record: DecisionRecord, status: Status) {
    let mut words = step(StepPart::Note, Verb::Note, Status::Accepted);
    words.answer_words = Some("step of anna".to_owned());
    let begun = begin(journal, record.clone(), &[words]).await;
    let settled = DecisionRecord { status, steps: begun.steps, ..record };
    assert!(journal.settle(Status::Sending, &settled, Timestamp(5)).await.unwrap());
}

async fn forget(journal: &Journal, before: i64) {
    while journal.forget_words(Timestamp(before), Timestamp(99)).await.unwrap() {}
}

/// Whom the mail address, the address or the name brings back to mind.
async fn known(journal: &Journal) -> Vec<Remembered> {
    let traces = rejection("", "", 0).traces;
    journal.remembered(&AccountId("new".to_owned()), &traces).await.unwrap()
}

/// All that the file says, of any table, but of the one who decided.
async fn whole(journal: &Journal) -> String {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            .fetch_all(&journal.pool)
            .await
            .unwrap();
    assert!(tables.iter().any(|table| table == "met"), "{tables:?}");
    let mut text = String::new();
    for table in tables {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
            .bind(&table)
            .fetch_all(&journal.pool)
            .await
            .unwrap();
        let all = columns.iter().map(|name| format!("quote(\"{name}\")")).collect::<Vec<_>>().join(" || ' ' || ");
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT {all} FROM \"{table}\"")))
            .fetch_all(&journal.pool)
            .await
            .unwrap();
        text.extend(rows);
    }
    text.to_lowercase()
}

#[tokio::test]
async fn somebody_is_known_again_by_mail_address_or_name() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    settled(&journal, rejection("old", "1", 10), Status::Confirmed).await;
    let traces = vec![trace(KnownBy::Address, "192.0.2.1"), trace(KnownBy::Name, "bert")];
    settled(&journal, DecisionRecord { traces, ..rejection("newer", "2", 20) }, Status::Unprovable).await;
    let ban = DecisionRecord { verb: Verb::Ban, ..rejection("ban", "new", 30) };
    settled(&journal, ban, Status::Confirmed).await;
    let told = known(&journal).await;
    let told: Vec<_> = told.iter().map(|one| (one.by, one.verb, one.same, one.times, one.decision.as_str())).collect();
    for expected in [
        (KnownBy::Mail, Verb::Reject, false, 1, "old"),
        (KnownBy::Address, Verb::Reject, false, 2, "newer"),
        (KnownBy::Name, Verb::Reject, false, 1, "old"),
        (KnownBy::Mail, Verb::Ban, true, 1, "ban"),
        (KnownBy::Address, Verb::Ban, true, 1, "ban"),
        (KnownBy::Name, Verb::Ban, true, 1, "ban"),
    ] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    assert_eq!(told.len(), 6);
}

#[tokio::test]
async fn nobody_is_known_by_a_decision_that_did_not_come_true_or_is_not_settled() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    for status in Status::ALL.into_iter().filter(|status| *status != Status::Sending) {
        // What a worker of the server does later would be looked at until it shows.
        let verb = if status == Status::Accepted { Verb::Block } else { Verb::Reject };
        let decision = DecisionRecord { verb, ..rejection(status.word(), status.word(), 10) };
        settled(&journal, decision, status).await;
    }
    begin(&journal, rejection("sending", "sending", 10), &[]).await;
    let told = known(&journal).await;
    assert!(told.iter().all(|one| one.times == 2 && one.decision == "unprovable"), "and confirmed: {told:?}");
    // Whether it is shown can no longer be told, but the server took it.
    let accepted = journal.get("accepted").await.unwrap().unwrap();
    let as_far = DecisionRecord { lookup: Some(Lookup::CannotTell), ..accepted };
    assert!(journal.settle(Status::Accepted, &as_far, Timestamp(6)).await.unwrap());
    let blocked: Vec<_> = known(&journal).await.into_iter().filter(|one| one.verb == Verb::Block).collect();
    assert!(blocked.len() == 3 && blocked.iter().all(|one| one.decision == "accepted"), "{blocked:?}");
}

#[tokio::test]
async fn what_has_had_its_time_leaves_no_word_and_is_known_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    settled(&journal, rejection("old", "1", 10), Status::Confirmed).await;
    assert!(whole(&journal).await.contains("anna"));
    let mut before = known(&journal).await;
    forget(&journal, 10).await;
    assert!(journal.get("old").await.unwrap().unwrap().reason.is_some(), "not before its time");
    forget(&journal, 11).await;
    let left = whole(&journal).await;
    for word in ["anna", "spam.example", "192.0.2.1", "digest"] {
        assert!(!left.contains(word), "{word}");
    }
    before.iter_mut().for_each(|one| one.handle = None);
    assert_eq!(known(&journal).await, before);
    assert_eq!(before.len(), 3);
    let report = journal.verify(|_| ()).await.unwrap();
    assert_eq!((report.receipts, report.erased, report.fault), (2, 2, None));
    let kept = journal.get("old").await.unwrap().unwrap();
    assert_eq!((kept.account.0.as_str(), kept.verb, kept.status), ("1", Verb::Reject, Status::Confirmed));
    assert_eq!(kept.by, "kim", "who decided is no stranger");
    let receipts = journal.receipts("old").await.unwrap();
    assert!(receipts.len() == 2 && receipts.iter().all(|receipt| receipt.erased && receipt.answer_words.is_none()));
    let by_words = HistoryFilter { text: Some("anna".to_owned()), ..HistoryFilter::default() };
    assert_eq!(journal.settled_in_number(&by_words).await.unwrap(), 0);
    assert_eq!(journal.settled_in_number(&HistoryFilter::default()).await.unwrap(), 1);
}

#[tokio::test]
async fn after_as_long_again_nobody_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    settled(&journal, rejection("old", "1", 10), Status::Confirmed).await;
    settled(&journal, rejection("new", "2", 20), Status::Confirmed).await;
    while journal.drop_hidden(Timestamp(99)).await.unwrap() {}
    assert!(known(&journal).await.iter().all(|one| one.times == 2), "what is not hidden yet is not dropped");
    forget(&journal, 99).await;
    while journal.drop_hidden(Timestamp(11)).await.unwrap() {}
    assert!(known(&journal).await.iter().all(|one| one.times == 1 && one.decision == "new"));
    while journal.drop_hidden(Timestamp(99)).await.unwrap() {}
    assert_eq!(known(&journal).await, []);
}

#[tokio::test]
async fn what_is_not_settled_never_loses_anything() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    for status in Status::ALL.into_iter().filter(|status| *status != Status::Sending) {
        settled(&journal, rejection(status.word(), "1", 10), status).await;
    }
    begin(&journal, rejection("sending", "1", 10), &[]).await;
    let open = journal.unsettled().await.unwrap();
    forget(&journal, 99).await;
    assert_eq!(journal.unsettled().await.unwrap(), open);
    assert_eq!(open.len(), 7);
    for kept in &open {
        assert!(journal.receipts(&kept.id).await.unwrap().iter().all(|receipt| !receipt.erased), "{}", kept.id);
    }
    let traces = journal.traces(open.iter().map(|kept| kept.id.as_str())).await.unwrap();
    assert!(traces.len() == 7 && traces.values().all(|traces| traces.len() == 3));
    assert_eq!(journal.verify(|_| ()).await.unwrap().fault, None);
}

#[tokio::test]
async fn one_that_moves_after_its_words_were_erased_is_erased_again() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    let record = DecisionRecord { lookup: Some(Lookup::CannotTell), ..rejection("late", "1", 10) };
    settled(&journal, record, Status::Accepted).await;
    forget(&journal, 11).await;
    let kept = journal.get("late").await.unwrap().unwrap();
    let answer_words = Some("anna is gone".to_owned());
    let moved = DecisionRecord { status: Status::Confirmed, answer_words, ..kept };
    assert!(journal.settle(Status::Accepted, &moved, Timestamp(50)).await.unwrap());
    assert!(whole(&journal).await.contains("anna"));
    forget(&journal, 11).await;
    assert!(!whole(&journal).await.contains("anna"));
    assert_eq!(journal.verify(|_| ()).await.unwrap().erased, 3);
}

#[tokio::test]
async fn what_was_due_is_forgotten_once_it_is_over_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    let reminder = |id: &str| crate::store::journal::DueRecord {
        id: id.to_owned(),
        account: AccountId("7".to_owned()),
        handle: "anna".to_owned(),
        timed: None,
        at: Timestamp(5),
        words: None,
        made_at: Timestamp(1),
        ended: None,
    };
    for id in ["over", "open"] {
        journal.remind(&reminder(id)).await.unwrap();
    }
    assert!(journal.end_due("over", crate::due::DueEnd::Done, Timestamp(10)).await.unwrap());
    forget(&journal, 10).await;
    assert!(journal.due("over").await.unwrap().is_some(), "not before its time");
    forget(&journal, 11).await;
    assert!(journal.due("over").await.unwrap().is_none());
    assert!(journal.due("open").await.unwrap().is_some());
}
