//! What accounts that were shut out could be known by again: in the clear at first, then as keyed HMACs, which still match
//! and cannot be read.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Row, SqliteConnection};

use super::super::sql;
use super::Journal;
use super::row::{unknown, word};
use super::waiting::UNSETTLED;
use crate::action::Verb;
use crate::decision::{KnownBy, Remembered, Status, Trace};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AccountId, Timestamp};

/// Another way to make the key will have another one.
const KEY: &[u8] = b"Bailiwick met 1";

/// Writes by what the account of a decision could be known again.
pub(super) async fn keep(connection: &mut SqliteConnection, decision: &str, traces: &[Trace]) -> Result<()> {
    for trace in traces {
        sqlx::query("INSERT INTO met (decision, kind, value) VALUES (?, ?, ?)")
            .bind(decision)
            .bind(trace.by.word())
            .bind(&trace.value)
            .execute(&mut *connection)
            .await
            .map_err(sql)?;
    }
    Ok(())
}

/// Lets go of what somebody could be known by whom a decision did not shut out.
pub(super) async fn drop(connection: &mut SqliteConnection, decision: &str) -> Result<()> {
    sqlx::query("DELETE FROM met WHERE decision = ?").bind(decision).execute(connection).await.map_err(sql)?;
    Ok(())
}

/// Leaves of what is kept in the clear for a decision only its HMACs.
pub(super) async fn hide(connection: &mut SqliteConnection, decision: &str) -> Result<()> {
    let clear = sqlx::query("SELECT rowid, kind, value FROM met WHERE decision = ? AND value IS NOT NULL")
        .bind(decision)
        .fetch_all(&mut *connection)
        .await
        .map_err(sql)?;
    if clear.is_empty() {
        return Ok(());
    }
    let secret = make_secret(connection).await?;
    for row in clear {
        let (id, trace): (i64, Trace) = (row.try_get("rowid").map_err(sql)?, Trace::from_row(&row).map_err(sql)?);
        sqlx::query("UPDATE met SET value = NULL, hmac = ? WHERE rowid = ?")
            .bind(keyed(&secret, &trace)?)
            .bind(id)
            .execute(&mut *connection)
            .await
            .map_err(sql)?;
    }
    Ok(())
}

impl Journal {
    /// Settled decisions that shut somebody out with one of these traces: for each kind of trace and verb, and apart for
    /// the same account and others, how many there are, and the newest.
    pub async fn remembered(&self, account: &AccountId, traces: &[Trace]) -> Result<Vec<Remembered>> {
        if traces.is_empty() {
            return Ok(Vec::new());
        }
        let secret: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT bytes FROM secret").fetch_optional(&self.pool).await.map_err(sql)?;
        // Of a group, what is no sum is that of its newest decision: SQLite promises so beside one max().
        let mut query = QueryBuilder::new("SELECT kind, verb, count(DISTINCT id) AS times, max(seq), account = ");
        query.push_bind(account.0.clone()).push(" AS same, id, account, handle, decided_at FROM (");
        for (number, trace) in traces.iter().enumerate() {
            // Each a search of its own in an index.
            if number > 0 {
                query.push(" UNION ALL ");
            }
            query.push("SELECT decision, kind FROM met WHERE kind = ").push_bind(trace.by.word());
            query.push(" AND value = ").push_bind(trace.value.clone());
            if let Some(secret) = &secret {
                query.push(" UNION ALL SELECT decision, kind FROM met WHERE kind = ").push_bind(trace.by.word());
                query.push(" AND hmac = ").push_bind(keyed(secret, trace)?);
            }
        }
        query.push(") AS known JOIN decision ON decision.id = known.decision WHERE status IN (");
        let mut taken = query.separated(", ");
        for status in [Status::Confirmed, Status::Accepted, Status::Unprovable] {
            taken.push_bind(status.word());
        }
        query.push(") AND NOT ").push(UNSETTLED).push(" GROUP BY kind, verb, same ORDER BY max(seq) DESC");
        query.build_query_as().fetch_all(&self.pool).await.map_err(sql)
    }
}

impl Journal {
    /// What is kept in the clear of these decisions' accounts, by the decision's id.
    pub async fn traces(&self, decisions: impl Iterator<Item = &str>) -> Result<HashMap<String, Vec<Trace>>> {
        let mut query = QueryBuilder::new("SELECT * FROM met WHERE value IS NOT NULL AND decision IN (");
        let mut ids = query.separated(", ");
        for id in decisions {
            ids.push_bind(id.to_owned());
        }
        query.push(") ORDER BY rowid");
        let mut found: HashMap<String, Vec<Trace>> = HashMap::new();
        for row in query.build().fetch_all(&self.pool).await.map_err(sql)? {
            let decision = row.try_get("decision").map_err(sql)?;
            found.entry(decision).or_default().push(Trace::from_row(&row).map_err(sql)?);
        }
        Ok(found)
    }
}

/// The random bytes; made when they are first needed, and kept with the file, so that a backup has them too.
async fn make_secret(connection: &mut SqliteConnection) -> Result<Vec<u8>> {
    let mut fresh = [0_u8; 32];
    getrandom::fill(&mut fresh).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
    sqlx::query("INSERT OR IGNORE INTO secret (only, bytes) VALUES (1, ?)")
        .bind(fresh.as_slice())
        .execute(&mut *connection)
        .await
        .map_err(sql)?;
    sqlx::query_scalar("SELECT bytes FROM secret").fetch_one(connection).await.map_err(sql)
}

/// The kind is part of it, so that a name and a mail address that read alike have nothing in common.
fn keyed(secret: &[u8], trace: &Trace) -> Result<Vec<u8>> {
    let key = hmac(secret, &[KEY])?;
    hmac(&key, &[trace.by.word().as_bytes(), b"\n", trace.value.as_bytes()])
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
    for part in parts {
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().to_vec())
}

impl FromRow<'_, SqliteRow> for Trace {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Trace { by: word(row, "kind", KnownBy::from_word)?, value: row.try_get("value")? })
    }
}

impl FromRow<'_, SqliteRow> for Remembered {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let handle: String = row.try_get("handle")?;
        let verb: Verb = word(row, "verb", Verb::from_word)?;
        if !verb.shuts_out() {
            return Err(unknown("verb"));
        }
        Ok(Remembered {
            by: word(row, "kind", KnownBy::from_word)?,
            verb,
            same: row.try_get("same")?,
            times: row.try_get("times")?,
            decision: row.try_get("id")?,
            account: AccountId(row.try_get("account")?),
            handle: Some(handle).filter(|handle| !handle.is_empty()),
            decided_at: Timestamp(row.try_get("decided_at")?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn an_hmac_is_that_of_rfc_4231() {
        let one = hmac(&[0x0b; 20], &[b"Hi There"]).unwrap();
        assert_eq!(hex(&one), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        let two = hmac(b"Jefe", &[b"what do ya want ", b"for nothing?"]).unwrap();
        assert_eq!(hex(&two), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn another_secret_and_another_kind_make_another_hmac() {
        let trace = |by| Trace { by, value: "anna".to_owned() };
        let one = keyed(&[1; 32], &trace(KnownBy::Name)).unwrap();
        assert_eq!(one, keyed(&[1; 32], &trace(KnownBy::Name)).unwrap());
        assert_ne!(one, keyed(&[2; 32], &trace(KnownBy::Name)).unwrap());
        assert_ne!(one, keyed(&[1; 32], &trace(KnownBy::Mail)).unwrap());
    }
}
