//! Receipts: a row for each move of a decision, never changed, each bound to the one before by its hash.
//!
//! What a person could be known by stands beside them behind a salted commitment: erased, it leaves the chain as it was. A
//! chain proves that nothing between its first and its last receipt was changed, not who wrote it: whoever has the key of
//! the file can write all of it anew.

use futures_util::TryStreamExt;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::super::sql;
use super::{DecisionRecord, Journal};
use crate::action::{Refusal, Verb};
use crate::decision::{ChainFault, ChainReport, ChainTrouble, Lookup, Step};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Marks, Timestamp};

/// Another way to bind receipts will have another one, so that an old receipt is never read as a new one.
const KIND: &[u8] = b"Bailiwick receipt 1";
const SALT: usize = 32;

type Hash = [u8; 32];

/// What nobody can be known by.
#[derive(Serialize)]
struct Body<'a> {
    verb: Verb,
    told: Option<bool>,
    before: u32,
    after: Option<u32>,
    answer_code: Option<u16>,
    refusal: Option<&'a Refusal>,
    lookup: Option<Lookup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lasts: Option<u32>,
    steps: Vec<StepBody<'a>>,
}

#[derive(Serialize)]
struct StepBody<'a> {
    part: &'static str,
    verb: Verb,
    status: &'static str,
    sent_at: i64,
    answer_code: Option<u16>,
    refusal: Option<&'a Refusal>,
}

impl<'a> StepBody<'a> {
    fn of(step: &'a Step) -> Self {
        StepBody {
            part: step.part.word(),
            verb: step.verb,
            status: step.status.word(),
            sent_at: step.sent_at.0,
            answer_code: step.answer_code,
            refusal: step.refusal.as_ref(),
        }
    }
}

/// Whom and what it was about, in words.
#[derive(Serialize)]
struct Personal<'a> {
    account: &'a str,
    handle: &'a str,
    by: &'a str,
    report: Option<&'a str>,
    reason: Option<&'a str>,
    message: Option<&'a str>,
    preset: Option<&'a str>,
    note: Option<&'a str>,
    note_before: Option<&'a str>,
    answer_words: Option<&'a str>,
    step_words: Vec<Option<&'a str>>,
}

/// Adds the receipt of a decision that has just moved, within the transaction that moved it.
pub(super) async fn append(connection: &mut SqliteConnection, kept: &DecisionRecord, at: Timestamp) -> Result<()> {
    let last: Option<(i64, Vec<u8>)> = sqlx::query_as("SELECT number, hash FROM receipt ORDER BY number DESC LIMIT 1")
        .fetch_optional(&mut *connection)
        .await
        .map_err(sql)?;
    let (number, before) = last.map_or((1, Vec::new()), |(number, hash)| (number + 1, hash));
    let (body, fields) = (json(&body(kept))?, json(&personal(kept))?);
    let mut salt = [0_u8; SALT];
    getrandom::fill(&mut salt).map_err(|error| Error::caused(ErrorCode::Internal, error))?;
    let commitment = committed(&salt, &fields);
    let status = kept.status.word();
    let hash = bound(&before, number, at.0, [kept.id.as_bytes(), status.as_bytes(), body.as_bytes(), &commitment]);
    sqlx::query(
        "INSERT INTO receipt (number, decision, at, status, body, commitment, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(number)
    .bind(&kept.id)
    .bind(at.0)
    .bind(status)
    .bind(body)
    .bind(commitment.as_slice())
    .bind(hash.as_slice())
    .execute(&mut *connection)
    .await
    .map_err(sql)?;
    sqlx::query("INSERT INTO receipt_personal (receipt, salt, fields) VALUES (?, ?, ?)")
        .bind(number)
        .bind(salt.as_slice())
        .bind(fields)
        .execute(connection)
        .await
        .map_err(sql)?;
    Ok(())
}

fn body(kept: &DecisionRecord) -> Body<'_> {
    Body {
        verb: kept.verb,
        told: kept.told,
        before: kept.before.bits(),
        after: kept.after.map(Marks::bits),
        answer_code: kept.answer_code,
        refusal: kept.refusal.as_ref(),
        lookup: kept.lookup,
        lasts: kept.lasts,
        steps: kept.steps.iter().map(StepBody::of).collect(),
    }
}

fn personal(kept: &DecisionRecord) -> Personal<'_> {
    Personal {
        account: &kept.account.0,
        handle: &kept.handle,
        by: &kept.by,
        report: kept.report.as_ref().map(|report| report.0.as_str()),
        reason: kept.reason.as_deref(),
        message: kept.message.as_deref(),
        preset: kept.preset.as_deref(),
        note: kept.note.as_deref(),
        note_before: kept.note_before.as_deref(),
        answer_words: kept.answer_words.as_deref(),
        step_words: kept.steps.iter().map(|step| step.answer_words.as_deref()).collect(),
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::caused(ErrorCode::Internal, error))
}

fn committed(salt: &[u8], fields: &str) -> Hash {
    let mut hash = Sha256::new();
    put(&mut hash, salt);
    put(&mut hash, fields.as_bytes());
    hash.finalize().into()
}

fn bound(before: &[u8], number: i64, at: i64, parts: [&[u8]; 4]) -> Hash {
    let mut hash = Sha256::new();
    put(&mut hash, KIND);
    put(&mut hash, before);
    hash.update(number.to_be_bytes());
    hash.update(at.to_be_bytes());
    for part in parts {
        put(&mut hash, part);
    }
    hash.finalize().into()
}

/// With its length before it, so that no two rows read the same when they are put one after another.
fn put(hash: &mut Sha256, part: &[u8]) {
    hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(part);
}

#[derive(sqlx::FromRow)]
struct Receipt {
    number: i64,
    decision: String,
    at: i64,
    status: String,
    body: String,
    commitment: Vec<u8>,
    hash: Vec<u8>,
    salt: Option<Vec<u8>>,
    fields: Option<String>,
}

impl Receipt {
    /// What is wrong with it, after the hash and the number of the one before.
    fn trouble(&self, number: i64, before: &[u8]) -> Option<ChainTrouble> {
        let parts =
            [self.decision.as_bytes(), self.status.as_bytes(), self.body.as_bytes(), self.commitment.as_slice()];
        if self.number != number {
            return Some(ChainTrouble::Missing);
        }
        if bound(before, self.number, self.at, parts).as_slice() != self.hash {
            return Some(ChainTrouble::Changed);
        }
        match (&self.salt, &self.fields) {
            (Some(salt), Some(fields)) if committed(salt, fields).as_slice() != self.commitment => {
                Some(ChainTrouble::WordsChanged)
            }
            _ => None,
        }
    }
}

impl Journal {
    /// The number of the last receipt.
    pub async fn last_receipt(&self) -> Result<u32> {
        sqlx::query_scalar("SELECT ifnull(max(number), 0) FROM receipt").fetch_one(&self.pool).await.map_err(sql)
    }

    /// Goes through all receipts: whether each is bound to the one before, and what stands beside is what was written.
    /// The first fault ends it, because nothing after it is proven. Tells after each how many hold.
    pub async fn verify(&self, mut told: impl FnMut(u32) + Send) -> Result<ChainReport> {
        let mut report = ChainReport::default();
        let mut before = Vec::new();
        let mut rows = sqlx::query_as::<_, Receipt>(
            "SELECT receipt.*, salt, fields FROM receipt LEFT JOIN receipt_personal ON receipt = number ORDER BY number",
        )
        .fetch(&self.pool);
        while let Some(receipt) = rows.try_next().await.map_err(sql)? {
            let number = i64::from(report.receipts) + 1;
            if let Some(trouble) = receipt.trouble(number, &before) {
                report.fault = Some(ChainFault { number: report.receipts + 1, trouble });
                return Ok(report);
            }
            report.receipts += 1;
            report.erased += u32::from(receipt.fields.is_none());
            before = receipt.hash;
            told(report.receipts);
        }
        drop(rows);
        report.fault = self.unlike().await?;
        Ok(report)
    }

    /// A decision that does not stand as its last receipt says: it was changed behind the receipts' back, or these were
    /// cut off at their end.
    async fn unlike(&self) -> Result<Option<ChainFault>> {
        let found: Option<u32> = sqlx::query_scalar(
            "SELECT number FROM (SELECT max(number) AS number, decision, status FROM receipt GROUP BY decision) AS last \
             JOIN decision ON decision.id = last.decision WHERE decision.status <> last.status \
             UNION ALL SELECT number FROM receipt WHERE decision NOT IN (SELECT id FROM decision) LIMIT 1",
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(sql)?;
        Ok(found.map(|number| ChainFault { number, trouble: ChainTrouble::DecisionUnlike }))
    }
}
