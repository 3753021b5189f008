//! What is to be looked at again: the end of what was meant for some days, and reminders.
//!
//! The item of a decision is written with the decision's own row. It counts once what was decided is so, as far as
//! anybody knows; it ends with whatever the decision's moves, or those of a later one, say about it.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{FromRow, Row};

use super::super::sql;
use super::row::word;
use super::{DecisionRecord, Journal};
use crate::action::{Goal, Verb};
use crate::decision::Status;
use crate::due::DueEnd;
use crate::error::Result;
use crate::model::{AccountId, Timestamp};

/// An item as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRecord {
    /// Its UUID.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// Its handle when the item was made.
    pub handle: String,
    /// What was meant for some days, and what takes it back; a reminder has neither.
    pub timed: Option<(String, Verb)>,
    /// When it is due.
    pub at: Timestamp,
    /// What a reminder says.
    pub words: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// How it ended; none while it is open.
    pub ended: Option<DueEnd>,
}

impl FromRow<'_, SqliteRow> for DueRecord {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let decision: Option<String> = row.try_get("decision")?;
        let timed = decision.map(|decision| Ok::<_, sqlx::Error>((decision, word(row, "verb", Verb::from_word)?)));
        let ended: Option<&str> = row.try_get("ended")?;
        Ok(DueRecord {
            id: row.try_get("id")?,
            account: AccountId(row.try_get("account")?),
            handle: row.try_get("handle")?,
            timed: timed.transpose()?,
            at: Timestamp(row.try_get("at")?),
            words: row.try_get("words")?,
            made_at: Timestamp(row.try_get("made_at")?),
            ended: ended.map(|_| word(row, "ended", DueEnd::from_word)).transpose()?,
        })
    }
}

impl Journal {
    /// Open items that count, the first due first. What was decided has to be so, or may be: nobody is reminded of a
    /// sanction that was never sent, and nobody forgets one that only the server cannot show.
    pub async fn dues(&self) -> Result<Vec<DueRecord>> {
        sqlx::query_as(
            "SELECT due.* FROM due LEFT JOIN decision ON decision.id = due.decision \
             WHERE due.ended IS NULL AND (due.decision IS NULL \
             OR decision.status IN ('confirmed', 'accepted', 'unprovable', 'was-so') \
             OR (decision.status = 'unsure' AND decision.lookup IN ('shows', 'cannotTell'))) ORDER BY due.at, due.seq",
        )
        .fetch_all(&self.pool)
        .await
        .map_err(sql)
    }

    /// The decisions of open items.
    pub async fn timed(&self) -> Result<Vec<DecisionRecord>> {
        self.with_steps(
            sqlx::query_as("SELECT * FROM decision WHERE id IN (SELECT decision FROM due WHERE ended IS NULL)")
                .fetch_all(&self.pool)
                .await,
        )
        .await
    }

    /// One item, also one that has ended.
    pub async fn due(&self, id: &str) -> Result<Option<DueRecord>> {
        sqlx::query_as("SELECT * FROM due WHERE id = ?").bind(id).fetch_optional(&self.pool).await.map_err(sql)
    }

    /// Writes a reminder down.
    pub async fn remind(&self, due: &DueRecord) -> Result<()> {
        sqlx::query("INSERT INTO due (id, account, handle, at, words, made_at) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(&due.id)
            .bind(&due.account.0)
            .bind(&due.handle)
            .bind(due.at.0)
            .bind(&due.words)
            .bind(due.made_at.0)
            .execute(&self.pool)
            .await
            .map_err(sql)?;
        Ok(())
    }

    /// Puts an open item to another time. Returns whether it was open.
    pub async fn move_due(&self, id: &str, at: Timestamp) -> Result<bool> {
        let moved = sqlx::query("UPDATE due SET at = ? WHERE id = ? AND ended IS NULL").bind(at.0).bind(id);
        Ok(moved.execute(&self.pool).await.map_err(sql)?.rows_affected() == 1)
    }

    /// Ends an open item; what a reminder said is forgotten with it. Returns whether it was open.
    pub async fn end_due(&self, id: &str, how: DueEnd, at: Timestamp) -> Result<bool> {
        let ended = sqlx::query("UPDATE due SET ended = ?, ended_at = ?, words = NULL WHERE id = ? AND ended IS NULL");
        let ended = ended.bind(how.word()).bind(at.0).bind(id).execute(&self.pool).await.map_err(sql)?;
        Ok(ended.rows_affected() == 1)
    }
}

/// A day, in ms.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Writes the item of a decision that is meant for some days, within the transaction that writes the decision.
pub(super) async fn begin(connection: &mut SqliteConnection, decision: &DecisionRecord) -> Result<()> {
    let (Some(days), Some(reverse)) = (decision.lasts, decision.verb.reverse()) else { return Ok(()) };
    sqlx::query("INSERT INTO due (id, account, handle, decision, verb, at, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(uuid::Uuid::new_v4().to_string())
        .bind(&decision.account.0)
        .bind(&decision.handle)
        .bind(&decision.id)
        .bind(reverse.word())
        .bind(decision.decided_at.0.saturating_add(i64::from(days).saturating_mul(DAY)))
        .bind(decision.decided_at.0)
        .execute(connection)
        .await
        .map_err(sql)?;
    Ok(())
}

/// Ends what a decision's move ends, within the transaction that moves it.
pub(super) async fn follow(connection: &mut SqliteConnection, decision: &DecisionRecord, at: Timestamp) -> Result<()> {
    if decision.verb.is_about_report() {
        return Ok(());
    }
    match decision.status {
        // What never was so needs no end.
        Status::Cancelled | Status::Refused | Status::PutBack => own(connection, decision, DueEnd::Dropped, at).await,
        // A server that does not find somebody this once ends nothing else that is due to them.
        Status::Gone => own(connection, decision, DueEnd::Overtaken, at).await,
        Status::Confirmed | Status::Unprovable | Status::WasSo => {
            if matches!(decision.verb.goal(), Goal::Gone | Goal::Erased) {
                forsake(connection, decision, at).await
            } else {
                settle_earlier(connection, decision, at).await
            }
        }
        // That the server took it proves nothing yet.
        Status::Held
        | Status::Ready
        | Status::Sending
        | Status::Accepted
        | Status::Unsure
        | Status::Halfway
        | Status::Changed => Ok(()),
    }
}

/// Ends the decision's own item.
async fn own(connection: &mut SqliteConnection, decision: &DecisionRecord, how: DueEnd, at: Timestamp) -> Result<()> {
    let own = sqlx::query("UPDATE due SET ended = ?, ended_at = ?, words = NULL WHERE decision = ? AND ended IS NULL");
    own.bind(how.word()).bind(at.0).bind(&decision.id).execute(connection).await.map_err(sql)?;
    Ok(())
}

/// Nobody is there any more to whom anything could be due.
async fn forsake(connection: &mut SqliteConnection, decision: &DecisionRecord, at: Timestamp) -> Result<()> {
    let all = sqlx::query(
        "UPDATE due SET ended = 'overtaken', ended_at = ?, words = NULL WHERE account = ? AND ended IS NULL",
    );
    all.bind(at.0).bind(&decision.account.0).execute(connection).await.map_err(sql)?;
    Ok(())
}

/// Ends what earlier decisions left to be due, where this one took it back, did it anew, or put something in its place.
/// Other sanctions stand beside it, and stay due.
async fn settle_earlier(connection: &mut SqliteConnection, decision: &DecisionRecord, at: Timestamp) -> Result<()> {
    let earlier = sqlx::query(
        "SELECT due.id, due.verb AS reverse, decision.verb AS sanction FROM due \
         JOIN decision ON decision.id = due.decision WHERE due.account = ? AND due.ended IS NULL \
         AND decision.seq < (SELECT seq FROM decision WHERE id = ?)",
    )
    .bind(&decision.account.0)
    .bind(&decision.id)
    .fetch_all(&mut *connection)
    .await
    .map_err(sql)?;
    for row in earlier {
        let verb = |column| word(&row, column, Verb::from_word).map_err(sql);
        let Some(how) = end_by(decision, verb("sanction")?, verb("reverse")?) else { continue };
        let id: String = row.try_get("id").map_err(sql)?;
        sqlx::query("UPDATE due SET ended = ?, ended_at = ?, words = NULL WHERE id = ?")
            .bind(how.word())
            .bind(at.0)
            .bind(id)
            .execute(&mut *connection)
            .await
            .map_err(sql)?;
    }
    Ok(())
}

/// How a later decision that went well ends an earlier one's item, if it does.
fn end_by(later: &DecisionRecord, sanction: Verb, reverse: Verb) -> Option<DueEnd> {
    if later.verb == reverse {
        return Some(DueEnd::Done);
    }
    let Goal::Has(mark) = sanction.goal() else { return None };
    let took_its_place = later.before.has(mark) && later.after.is_some_and(|after| !after.has(mark));
    (later.verb == sanction || took_its_place).then_some(DueEnd::Overtaken)
}
