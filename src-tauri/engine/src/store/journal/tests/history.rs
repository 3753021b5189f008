//! The history: each settled decision once, whatever it is narrowed by, and never through the whole table.

use sqlx::Row;

use super::{begin, decision, journal, schema_until};
use crate::action::Verb;
use crate::decision::{HistoryFilter, Lookup, Status};
use crate::model::{AccountId, Timestamp};
use crate::store::file::{self, Durability};
use crate::store::journal::history::{count, page};
use crate::store::journal::{DecisionRecord, Journal};
use crate::store::{Files, Key};

async fn found(journal: &Journal, filter: &HistoryFilter) -> Vec<String> {
    let rows = journal.settled(filter, None, 500).await.unwrap();
    let ids: Vec<String> = rows.into_iter().map(|(_, kept)| kept.id).collect();
    assert_eq!(journal.settled_in_number(filter).await.unwrap() as usize, ids.len(), "{filter:?}");
    ids
}

/// Puts a decision into the journal as it is.
async fn put(journal: &Journal, record: DecisionRecord) {
    begin(journal, DecisionRecord { status: Status::Sending, ..record.clone() }, &[]).await;
    if record.status != Status::Sending {
        assert!(journal.settle(Status::Sending, &record, Timestamp(5)).await.unwrap());
    }
}

fn text(typed: &str) -> HistoryFilter {
    HistoryFilter { text: Some(typed.to_owned()), ..HistoryFilter::default() }
}

fn account(typed: &str) -> HistoryFilter {
    HistoryFilter { account: Some(typed.to_owned()), ..HistoryFilter::default() }
}

#[tokio::test]
async fn each_decision_is_in_the_outbox_or_in_the_history_and_in_one_of_them_only() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    let lookups = [None, Some(Lookup::NotYet), Some(Lookup::Shows), Some(Lookup::Unchanged), Some(Lookup::Different)];
    let mut all = Vec::new();
    for status in Status::ALL {
        for lookup in lookups.into_iter().chain([Some(Lookup::CannotTell)]) {
            let id = format!("{status:?} {lookup:?}");
            put(&journal, DecisionRecord { status, lookup, ..decision(&id, Verb::Ban) }).await;
            all.push(id);
        }
    }
    let open: Vec<String> = journal.unsettled().await.unwrap().into_iter().map(|kept| kept.id).collect();
    let mut both = [open.clone(), found(&journal, &HistoryFilter::default()).await].concat();
    both.sort();
    all.sort();
    assert_eq!(both, all);
    for id in ["Held None", "Changed None", "Halfway None", "Unsure Some(NotYet)", "Accepted None"] {
        assert!(open.contains(&id.to_owned()), "{id}");
    }
}

#[tokio::test]
async fn it_is_narrowed_by_account_verb_result_day_and_words_in_either_case() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    let settled = |id: &str, verb, at| DecisionRecord {
        status: Status::Confirmed,
        decided_at: Timestamp(at),
        account: AccountId(format!("account {id}")),
        ..decision(id, verb)
    };
    let reason = |text: &str| Some(text.to_owned());
    put(&journal, DecisionRecord { reason: reason("Наталья wrote CASINO ads"), ..settled("a", Verb::Reject, 100) })
        .await;
    let other = DecisionRecord { handle: "Bert@far.example".to_owned(), ..settled("b", Verb::Suspend, 200) };
    put(&journal, DecisionRecord { note: reason("100% casino_x"), message: reason("Please leave"), ..other }).await;
    let refused = DecisionRecord { status: Status::Refused, ..settled("c", Verb::Suspend, 300) };
    put(&journal, DecisionRecord { answer_words: reason("Not allowed"), ..refused }).await;
    put(&journal, DecisionRecord { status: Status::Sending, ..settled("open", Verb::Reject, 400) }).await;
    let between = |from, before| HistoryFilter {
        from: Some(Timestamp(from)),
        before: Some(Timestamp(before)),
        ..HistoryFilter::default()
    };
    let verbs = |verbs: &[Verb]| HistoryFilter { verbs: verbs.to_vec(), ..HistoryFilter::default() };
    let statuses = |some: &[Status]| HistoryFilter { statuses: some.to_vec(), ..HistoryFilter::default() };
    for (filter, expected) in [
        (HistoryFilter::default(), vec!["c", "b", "a"]),
        (verbs(&[Verb::Suspend]), vec!["c", "b"]),
        (verbs(&[Verb::Reject, Verb::Suspend]), vec!["c", "b", "a"]),
        (statuses(&[Status::Refused]), vec!["c"]),
        (HistoryFilter { verbs: vec![Verb::Suspend], ..statuses(&[Status::Confirmed]) }, vec!["b"]),
        (between(100, 300), vec!["b", "a"]),
        (between(101, 301), vec!["c", "b"]),
        (text("casino"), vec!["b", "a"]),
        (text("наталья"), vec!["a"]),
        (text(" Casino  bert "), vec!["b"]),
        (text("leave"), vec!["b"]),
        (text("NOT allowed"), vec!["c"]),
        (text("100%"), vec!["b"]),
        (text("casino_"), vec!["b"]),
        (text("%"), vec!["b"]),
        (text("' OR 1=1 --"), vec![]),
        (text("   "), vec!["c", "b", "a"]),
        (account("@bert"), vec!["b"]),
        (account("account a"), vec!["a"]),
        (account("account"), vec![]),
        (account("anna"), vec!["c", "a"]),
    ] {
        assert_eq!(found(&journal, &filter).await, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn pages_follow_one_another_under_a_filter() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    for number in 0..12 {
        let verb = if number % 2 == 0 { Verb::Ban } else { Verb::Block };
        let status = if number % 3 == 0 { Status::Sending } else { Status::Confirmed };
        put(&journal, DecisionRecord { status, ..decision(&number.to_string(), verb) }).await;
    }
    let filter = HistoryFilter { verbs: vec![Verb::Ban], ..HistoryFilter::default() };
    let (mut pages, mut before) = (Vec::new(), None);
    loop {
        let page = journal.settled(&filter, before, 3).await.unwrap();
        before = page.last().map(|(seq, _)| *seq);
        pages.push(page.into_iter().map(|(_, kept)| kept.id).collect::<Vec<_>>());
        if before.is_none() {
            break;
        }
    }
    assert_eq!(pages, [vec!["10", "8", "4"], vec!["2"], vec![]]);
}

#[tokio::test]
async fn words_of_decisions_that_an_earlier_version_made_are_found_too() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::from_kept(crate::secret::Secret::new("0f".repeat(32))).unwrap();
    let path = folder.path().join("journal.db");
    let pool = file::open(&path, &key, Durability::MustKeepAll, &schema_until(5), Files::New).await.unwrap();
    for number in 0..1_203 {
        // The last of them was cut off, and is moved when the journal opens.
        let status = if number == 1_202 { "sending" } else { "confirmed" };
        sqlx::query(
            "INSERT INTO decision (id, start, account, handle, by, verb, status, decided_at, reason, before_marks) \
             VALUES (?, 'earlier', '7', 'Anna', 'kim', 'reject', ?, 1, 'SPAM number ' || ?, 0)",
        )
        .bind(number.to_string())
        .bind(status)
        .bind(number)
        .execute(&pool)
        .await
        .unwrap();
    }
    pool.close().await;
    let journal = journal(folder.path(), "now").await;
    assert_eq!(journal.settled_in_number(&text("spam anna")).await.unwrap(), 1_202);
    assert_eq!(found(&journal, &text("spam 1201")).await, ["1201"]);
}

#[tokio::test]
async fn a_hundred_thousand_decisions_are_counted_without_reading_them() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "now").await;
    put(&journal, DecisionRecord { status: Status::Confirmed, ..decision("one", Verb::Ban) }).await;
    let filter = HistoryFilter { from: Some(Timestamp(1)), ..text("anna") };
    for narrowed in [HistoryFilter::default(), filter, account("anna")] {
        for (asked, reads) in [(count(&narrowed), 0), (page(&narrowed, Some(9), 3), 1)] {
            let asked = format!("EXPLAIN QUERY PLAN {}", asked.sql().as_str());
            let plan = sqlx::query(sqlx::AssertSqlSafe(asked)).fetch_all(&journal.pool).await.unwrap();
            let plan: Vec<String> = plan.iter().map(|step| step.get("detail")).collect();
            // A covering index has all that is asked for: the long rows stay where they are, but for those of the page.
            let of_index = |step: &String| step.contains(" decision USING COVERING INDEX decision_history");
            assert!(plan.iter().any(of_index), "{plan:?}");
            let of_rows = |step: &&String| step.contains(" decision ") && !of_index(step);
            assert_eq!(plan.iter().filter(of_rows).count(), reads, "{plan:?}");
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
        }
    }
}
