//! Decisions that have not left yet.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{FromRow, QueryBuilder, Row};

use super::super::sql;
use super::row::{sight, word};
use super::{DecisionRecord, Journal, steps};
use crate::decision::{Review, Sight};
use crate::error::Result;
use crate::model::{AccountId, Timestamp};

/// Of which decisions more may come: what waits, what is being sent, what somebody has to say a word about, and what a look
/// may still settle: what a worker of the server does later is settled when it shows. All others stand in the history.
pub(super) const UNSETTLED: &str = "(status IN ('held', 'ready', 'sending', 'changed') \
    OR (status = 'halfway' AND ifnull(lookup, 'notYet') = 'notYet') \
    OR (status IN ('unsure', 'accepted') AND lookup IS NOT 'shows' AND lookup IS NOT 'cannotTell') \
    OR (status = 'accepted' AND lookup IS 'cannotTell' \
    AND verb IN ('reject', 'delete', 'delete-contributions')))";

/// All of these, and some that are settled: what the index of the unsettled ones goes by, word for word.
pub(super) const MAY_BE_UNSETTLED: &str =
    "status IN ('held', 'ready', 'sending', 'changed', 'halfway', 'unsure', 'accepted')";

/// What waits, in the order in which it was made.
const WAITING: &str = "SELECT * FROM decision WHERE status IN ('held', 'ready') ORDER BY seq";

/// What a decision needs while it waits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// What is left of its hold, in ms; none: it is not held.
    pub hold_left: Option<u32>,
    /// When that was counted last; of one that is held no more, when its hold ended or somebody said a word about it.
    pub counted_at: Option<Timestamp>,
    /// The revision of what it is about, as it was decided about; empty for what was sent at once.
    pub revision: String,
    /// What was seen then.
    pub seen: Option<Sight>,
    /// What was found right before it would have been sent, where that is something else.
    pub found: Option<Sight>,
    /// Whether the reason is added to the note on the server as well.
    pub note_too: bool,
    /// How often it was sent and surely did not arrive.
    pub attempts: u32,
    /// Whose word it waits for.
    pub review: Review,
}

impl FromRow<'_, SqliteRow> for Waiting {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Waiting {
            hold_left: row.try_get("hold_left")?,
            counted_at: row.try_get::<Option<i64>, _>("counted_at")?.map(Timestamp),
            revision: row.try_get("revision")?,
            seen: sight(row, "seen")?,
            found: sight(row, "found")?,
            note_too: row.try_get("note_too")?,
            attempts: row.try_get("attempts")?,
            review: word(row, "review", Review::from_word)?,
        })
    }
}

impl Journal {
    /// Decisions that wait for their hold or for their turn, in the order in which they were made.
    pub async fn waiting(&self) -> Result<Vec<DecisionRecord>> {
        self.with_steps(sqlx::query_as(WAITING).fetch_all(&self.pool).await).await
    }

    /// All that is not settled, in the order in which it was made.
    pub async fn unsettled(&self) -> Result<Vec<DecisionRecord>> {
        let mut query = QueryBuilder::new("SELECT * FROM decision WHERE ");
        query.push(MAY_BE_UNSETTLED).push(" AND ").push(UNSETTLED).push(" ORDER BY seq");
        self.with_steps(query.build_query_as().fetch_all(&self.pool).await).await
    }

    /// How many decisions leave by themselves, and the longest that one of them is still held, in ms.
    pub async fn leaving(&self) -> Result<(u32, u32)> {
        sqlx::query_as(
            "SELECT count(*), ifnull(max(hold_left), 0) FROM decision WHERE status IN ('held', 'ready') AND review = 'none'",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(sql)
    }

    /// Whether something about the account has not left yet, or is just leaving.
    pub async fn is_open(&self, account: &AccountId) -> Result<bool> {
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM decision WHERE account = ? AND status IN ('held', 'ready', 'sending', 'changed'))",
        )
        .bind(&account.0)
        .fetch_one(&self.pool)
        .await
        .map_err(sql)
    }

    /// Whom something was decided about that is under way: held, ready, leaving, or taken and not looked at yet. What a look
    /// does not show is nobody's reason to leave somebody out. A note about
    /// them, or a report's hands, decides nothing about them.
    pub async fn decided_about(&self) -> Result<Vec<AccountId>> {
        let mut query = QueryBuilder::new("SELECT DISTINCT account FROM decision WHERE ");
        query.push(MAY_BE_UNSETTLED).push(
            " AND (status IN ('held', 'ready', 'sending') OR (status = 'accepted' AND (ifnull(lookup, 'notYet') = 'notYet' \
             OR (lookup = 'cannotTell' AND verb IN ('reject', 'delete', 'delete-contributions'))))) \
             AND verb NOT IN ('note', 'assign-report', 'unassign-report', 'resolve-report', 'reopen-report') \
             ORDER BY account",
        );
        let ids: Vec<String> = query.build_query_scalar().fetch_all(&self.pool).await.map_err(sql)?;
        Ok(ids.into_iter().map(AccountId).collect())
    }

    /// Lets what waits wait for a word, as is wanted of each: all of it at once, or none. It is no move and has no receipt.
    /// Returns those that now wait for another word than before.
    pub async fn keep_back(&self, wanted: impl Fn(&DecisionRecord) -> Review) -> Result<Vec<DecisionRecord>> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        let found: Vec<DecisionRecord> = sqlx::query_as(WAITING).fetch_all(&mut *transaction).await.map_err(sql)?;
        let mut kept = Vec::new();
        for mut record in found {
            let review = wanted(&record);
            if review != record.waiting.review {
                record.waiting.review = review;
                sqlx::query("UPDATE decision SET review = ? WHERE id = ?")
                    .bind(review.word())
                    .bind(&record.id)
                    .execute(&mut *transaction)
                    .await
                    .map_err(sql)?;
                kept.push(record);
            }
        }
        steps::load(&mut transaction, kept.iter_mut()).await?;
        transaction.commit().await.map_err(sql)?;
        Ok(kept)
    }

    /// Lets one leave that waited for a word. It is no move and has no receipt. Returns whether it waited.
    pub async fn release(&self, id: &str, at: Timestamp) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE decision SET review = 'none', counted_at = ? WHERE id = ? AND status IN ('held', 'ready') \
             AND review <> 'none'",
        );
        let done = done.bind(at.0).bind(id).execute(&self.pool).await.map_err(sql)?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps what is left of holds, all at once. It is no move and has no receipt.
    pub async fn count_holds(&self, left: &[(String, u32)], at: Timestamp) -> Result<()> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        for (id, left) in left {
            sqlx::query("UPDATE decision SET hold_left = ?, counted_at = ? WHERE id = ? AND status = 'held'")
                .bind(left)
                .bind(at.0)
                .bind(id)
                .execute(&mut *transaction)
                .await
                .map_err(sql)?;
        }
        transaction.commit().await.map_err(sql)
    }
}

/// Lets everything wait for a word that waits in a journal which was taken elsewhere: where it came from, it may have left.
pub(in crate::store) async fn keep_all_back(file: &mut SqliteConnection) -> sqlx::Result<()> {
    let asked = "SELECT EXISTS (SELECT 1 FROM pragma_table_info('decision') WHERE name = 'review')";
    // Before decisions could wait, none did.
    if sqlx::query_scalar(asked).fetch_one(&mut *file).await? {
        let kept = "UPDATE decision SET review = 'together' WHERE status IN ('held', 'ready') AND review = 'none'";
        sqlx::query(kept).execute(file).await?;
    }
    Ok(())
}
