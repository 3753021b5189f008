mod due;
mod forgetting;
mod history;
mod receipts;

use super::super::file::Durability;
use super::*;
use crate::decision::Review;

async fn journal(folder: &Path, start: &str) -> Journal {
    let key = Key::from_kept(crate::secret::Secret::new("0f".repeat(32))).unwrap();
    let files = if folder.join("journal.db").exists() { Files::There } else { Files::New };
    Journal::open(folder, &key, start, files, Timestamp(9)).await.unwrap()
}

fn decision(id: &str, verb: Verb) -> DecisionRecord {
    DecisionRecord {
        id: id.to_owned(),
        account: AccountId("7".to_owned()),
        handle: "anna".to_owned(),
        by: "kim".to_owned(),
        verb,
        status: Status::Sending,
        decided_at: Timestamp(1),
        settled_at: None,
        reason: None,
        message: None,
        told: None,
        preset: None,
        report: None,
        before: Marks::NONE,
        after: None,
        answer_code: None,
        answer_words: None,
        refusal: None,
        lookup: None,
        lasts: None,
        note: None,
        note_before: None,
        steps: Vec::new(),
        waiting: Waiting::default(),
        traces: Vec::new(),
    }
}

fn step(part: StepPart, verb: Verb, status: Status) -> Step {
    Step { part, verb, status, sent_at: Timestamp(2), answer_code: None, answer_words: None, refusal: None }
}

async fn begin(journal: &Journal, mut record: DecisionRecord, steps: &[Step]) -> DecisionRecord {
    journal.begin(&record).await.unwrap();
    for (number, step) in steps.iter().enumerate() {
        journal.begin_step(&record.id, number, step).await.unwrap();
    }
    record.steps = steps.to_vec();
    record
}

#[tokio::test]
async fn a_move_that_was_cut_off_is_halfway_from_its_first_row_on() {
    let folder = tempfile::tempdir().unwrap();
    let before = journal(folder.path(), "before").await;
    let first = |status| step(StepPart::First, Verb::Unblock, status);
    let second = step(StepPart::Second, Verb::Ban, Status::Sending);
    for (id, steps) in [
        ("none", vec![]),
        ("sending", vec![first(Status::Sending)]),
        ("refused", vec![first(Status::Refused)]),
        ("between", vec![first(Status::Accepted)]),
        ("second", vec![first(Status::Accepted), second]),
    ] {
        begin(&before, decision(id, Verb::BanBlocked), &steps).await;
    }
    begin(&before, decision("single", Verb::Ban), &[]).await;
    before.close().await;
    let after = journal(folder.path(), "after").await;
    begin(&after, decision("now", Verb::BanBlocked), &[first(Status::Sending)]).await;
    let after = journal(folder.path(), "after").await;
    for (id, status) in [
        ("none", Status::Unsure),
        ("sending", Status::Halfway),
        ("refused", Status::Unsure),
        ("between", Status::Halfway),
        ("second", Status::Halfway),
        ("single", Status::Unsure),
    ] {
        let kept = after.get(id).await.unwrap().unwrap();
        assert_eq!((kept.status, kept.lookup), (status, Some(Lookup::NotYet)), "{id}");
        assert!(kept.steps.iter().all(|step| step.status != Status::Sending), "{id}: {:?}", kept.steps);
    }
    let now = after.get("now").await.unwrap().unwrap();
    assert_eq!((now.status, now.steps[0].status), (Status::Sending, Status::Sending), "of this start");
    let loud: Vec<String> = after.halfway().await.unwrap().into_iter().map(|kept| kept.id).collect();
    assert_eq!(loud, ["second", "between", "sending"]);
}

#[tokio::test]
async fn steps_and_notes_come_back_with_their_own_decision_however_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "one").await;
    let steps =
        [step(StepPart::First, Verb::Unban, Status::Accepted), step(StepPart::Second, Verb::Block, Status::Sending)];
    let noted = DecisionRecord {
        note: Some(String::new()),
        note_before: Some("old\nnote".to_owned()),
        report: Some(ReportId("3".to_owned())),
        ..decision("noted", Verb::Note)
    };
    let noted = begin(&journal, noted, &[]).await;
    let mut moved = begin(&journal, decision("moved", Verb::BlockBanned), &steps).await;
    moved.steps[1].status = Status::Refused;
    moved.steps[1].answer_code = Some(403);
    moved.steps[1].answer_words = Some("no".to_owned());
    moved.steps[1].refusal = Some(Refusal::RecentlyActive { days: 1, needed: 90 });
    (moved.status, moved.lookup) = (Status::Halfway, Some(Lookup::NotYet));
    assert!(journal.settle(Status::Sending, &moved, Timestamp(5)).await.unwrap());
    let both = vec![moved.clone(), noted.clone()];
    let page = journal.page(None, 10).await.unwrap();
    assert_eq!(page.into_iter().map(|(_, kept)| kept).collect::<Vec<_>>(), both);
    assert_eq!(journal.of_account(&moved.account).await.unwrap(), both);
    assert_eq!(journal.of_report(&ReportId("3".to_owned())).await.unwrap(), [noted]);
    assert_eq!(journal.get("moved").await.unwrap(), Some(moved.clone()));
    assert_eq!(journal.open_ones().await.unwrap(), [moved.clone()]);
    assert_eq!(journal.halfway().await.unwrap(), [moved]);
}

#[tokio::test]
async fn what_moved_meanwhile_keeps_its_steps() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "one").await;
    let record =
        begin(&journal, decision("a", Verb::BanBlocked), &[step(StepPart::First, Verb::Unblock, Status::Accepted)])
            .await;
    let mut late = record.clone();
    (late.status, late.steps[0].status) = (Status::Confirmed, Status::Confirmed);
    assert!(!journal.settle(Status::Unsure, &late, Timestamp(5)).await.unwrap());
    assert_eq!(journal.get("a").await.unwrap(), Some(record));
}

#[tokio::test]
async fn a_loud_mark_is_looked_at_before_everything_else_and_a_quiet_one_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "one").await;
    let settled = |id: &str, status, lookup| DecisionRecord { status, lookup, ..decision(id, Verb::BanBlocked) };
    for record in [
        settled("loud", Status::Halfway, Some(Lookup::NotYet)),
        settled("quiet", Status::Halfway, Some(Lookup::Unchanged)),
        settled("back", Status::PutBack, None),
    ] {
        begin(&journal, DecisionRecord { status: Status::Sending, ..record.clone() }, &[]).await;
        assert!(journal.settle(Status::Sending, &record, Timestamp(5)).await.unwrap());
    }
    for number in 0..30 {
        let unsure = settled(&format!("unsure {number}"), Status::Unsure, Some(Lookup::NotYet));
        begin(&journal, DecisionRecord { status: Status::Sending, ..unsure.clone() }, &[]).await;
        assert!(journal.settle(Status::Sending, &unsure, Timestamp(5)).await.unwrap());
    }
    let open: Vec<String> = journal.open_ones().await.unwrap().into_iter().map(|kept| kept.id).collect();
    assert_eq!((open.len(), open[0].as_str()), (20, "loud"));
    // The others by lot: thirty that stay open keep no older one from ever being looked at.
    let others =
        async || journal.open_ones().await.unwrap().into_iter().skip(1).map(|kept| kept.id).collect::<Vec<_>>();
    let mut seen: std::collections::HashSet<String> = std::collections::HashSet::new();
    while seen.len() < 30 {
        seen.extend(others().await);
    }
    assert_eq!(journal.halfway().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_kept_back_leaves_by_no_move_that_was_begun_before() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "one").await;
    let waits = |id: &str, status| DecisionRecord { status, ..decision(id, Verb::Approve) };
    let held = begin(&journal, waits("held", Status::Held), &[]).await;
    let ready = begin(&journal, waits("ready", Status::Ready), &[]).await;
    begin(&journal, decision("sending", Verb::Approve), &[]).await;
    let wanted = |record: &DecisionRecord| match record.id.as_str() {
        "held" => Review::Together,
        _ => Review::Singly,
    };
    let kept = journal.keep_back(wanted).await.unwrap();
    let seen: Vec<_> = kept.iter().map(|kept| (kept.id.as_str(), kept.waiting.review)).collect();
    assert_eq!(seen, [("held", Review::Together), ("ready", Review::Singly)]);
    assert_eq!(journal.keep_back(wanted).await.unwrap(), [], "they wait for that word already");
    // Read before, and moved after.
    let over = DecisionRecord { status: Status::Ready, ..held };
    assert!(journal.settle(Status::Held, &over, Timestamp(5)).await.unwrap());
    for record in [over, ready.clone()] {
        let leaves = DecisionRecord { status: Status::Sending, ..record };
        assert!(!journal.settle(Status::Ready, &leaves, Timestamp(6)).await.unwrap(), "{leaves:?}");
    }
    let changed = DecisionRecord { status: Status::Changed, ..ready };
    assert!(journal.settle(Status::Ready, &changed, Timestamp(7)).await.unwrap());
    let anyway = DecisionRecord { status: Status::Ready, ..changed };
    assert!(journal.settle(Status::Changed, &anyway, Timestamp(8)).await.unwrap());
    assert_eq!(journal.get("ready").await.unwrap().unwrap().waiting.review, Review::None, "that was a word");
    assert_eq!(journal.get("held").await.unwrap().unwrap().waiting.review, Review::Together);
}

#[tokio::test]
async fn marks_of_a_later_version_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(folder.path(), "one").await;
    for column in ["before_marks", "after_marks"] {
        begin(&journal, decision(column, Verb::Approve), &[]).await;
        let later = sqlx::AssertSqlSafe(format!("UPDATE decision SET {column} = 1 << 30 WHERE id = '{column}'"));
        sqlx::query(later).execute(&journal.pool).await.unwrap();
        assert!(journal.get(column).await.is_err(), "{column}");
    }
}

/// The schema as an earlier version had it.
fn schema_until(version: i64) -> sqlx::migrate::Migrator {
    let then = SCHEMA.iter().filter(|step| step.version <= version).cloned().collect();
    sqlx::migrate::Migrator { migrations: std::borrow::Cow::Owned(then), ..sqlx::migrate::Migrator::DEFAULT }
}

#[tokio::test]
async fn decisions_of_an_earlier_version_are_kept_and_those_under_way_are_unsure() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::from_kept(crate::secret::Secret::new("0f".repeat(32))).unwrap();
    let path = folder.path().join("journal.db");
    let earlier = schema_until(2);
    let pool = file::open(&path, &key, Durability::MustKeepAll, &earlier, Files::New).await.unwrap();
    for (id, verb, status) in [("a", "block", "confirmed"), ("b", "ban", "sending"), ("c", "reject", "accepted")] {
        sqlx::query(
            "INSERT INTO decision (id, start, account, handle, by, verb, status, decided_at, reason, before_marks) \
             VALUES (?, 'earlier', '7', 'anna', 'kim', ?, ?, 1, 'spam', 0)",
        )
        .bind(id)
        .bind(verb)
        .bind(status)
        .execute(&pool)
        .await
        .unwrap();
    }
    pool.close().await;
    let journal = journal(folder.path(), "now").await;
    let kept: Vec<DecisionRecord> = journal.page(None, 9).await.unwrap().into_iter().map(|(_, kept)| kept).collect();
    let shown: Vec<_> = kept.iter().map(|kept| (kept.id.as_str(), kept.verb, kept.status)).collect();
    assert_eq!(
        shown,
        [
            ("c", Verb::Reject, Status::Accepted),
            ("b", Verb::Ban, Status::Unsure),
            ("a", Verb::Block, Status::Confirmed)
        ]
    );
    assert!(
        kept.iter().all(|kept| kept.reason.as_deref() == Some("spam") && kept.note.is_none() && kept.steps.is_empty())
    );
    assert_eq!(journal.halfway().await.unwrap(), []);
    begin(&journal, decision("d", Verb::BanBlocked), &[step(StepPart::First, Verb::Unblock, Status::Sending)]).await;
    assert_eq!(journal.get("d").await.unwrap().unwrap().steps.len(), 1);
}
