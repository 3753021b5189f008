//! Writes rows: an account, its words for the full-text indexes, its addresses, what the server said, and the tally.
//! A page is written by few statements, whatever its size; what is as it was is only seen again.

use std::collections::{BTreeSet, HashMap, HashSet};

use sha2::{Digest, Sha256};
use sqlx::sqlite::{Sqlite, SqliteConnection};
use sqlx::{QueryBuilder, Row};

use super::pack::Packer;
use super::place::{Places, is_placed};
use super::{Fetched, IDS, LATEST, bits, signature, text};
use crate::error::Result;
use crate::filter::{folded, identities, lower, octets};
use crate::model::{Account, Activity, Mark, Timestamp};
use crate::store::sql;

/// Rows keep this much of a reason and of a profile's text; the whole is in what the server said.
const TEXT_SHOWN: usize = 280;

/// As many rows are written by one statement: SQLite takes 32,766 values.
const AT_ONCE: usize = 100;

/// What the cache has of an account already.
struct Known {
    row: i64,
    seen_at: i64,
    marks: i64,
    digest: i64,
    folded: String,
}

/// A row to be written.
struct Written<'a> {
    row: i64,
    fetched: &'a Fetched,
    marks: i64,
    digest: i64,
    folded: String,
    ip: Option<Vec<u8>>,
    /// What it was before; none for a newcomer.
    known: Option<&'a Known>,
}

/// Writes accounts as seen then, unless they were seen later. A known one keeps its row; newcomers get theirs by the time
/// they were made.
pub(super) async fn put(
    db: &mut SqliteConnection,
    packer: &Packer,
    accounts: &[Fetched],
    seen_at: Timestamp,
) -> Result<()> {
    // A page may have an account twice: the later one counts.
    let mut there = HashSet::new();
    let mut once: Vec<&Fetched> = accounts.iter().rev().filter(|one| there.insert(&one.account.id)).collect();
    once.reverse();
    // Servers send the newest first; an index that grows upwards is a third smaller and faster to write.
    once.sort_by_key(|fetched| fetched.account.created_at);
    let known = known(db, &once).await?;
    let mut places = Places::default();
    let (mut seen, mut written) = (Vec::new(), Vec::new());
    for fetched in once {
        let before = known.get(&fetched.account.id.0);
        // What was asked for earlier than what we have tells nothing new.
        if before.is_some_and(|known| known.seen_at > seen_at.0 && known.seen_at - seen_at.0 <= LATEST) {
            continue;
        }
        let digest = digest(&fetched.raw);
        match before {
            Some(known) if known.digest == digest && known.marks & bits::GONE == 0 => seen.push(known.row),
            before => {
                let row = match before {
                    Some(known) => known.row,
                    None => places.free(db, fetched.account.created_at.unwrap_or(seen_at)).await?,
                };
                written.push(Written::of(row, fetched, digest, before));
            }
        }
    }
    see(db, &seen, seen_at).await?;
    for some in written.chunks(AT_ONCE) {
        write(db, some, seen_at).await.map_err(sql)?;
        write_raw(db, packer, some).await?;
        write_addresses(db, some).await.map_err(sql)?;
        write_text(db, some).await.map_err(sql)?;
        let moved = some.iter().map(|one| (one.known.map(|known| known.marks), Some(one.marks)));
        count(db, moved).await.map_err(sql)?;
    }
    Ok(())
}

impl<'a> Written<'a> {
    fn of(row: i64, fetched: &'a Fetched, digest: i64, known: Option<&'a Known>) -> Self {
        let account = &fetched.account;
        let ip = account.addresses.first().and_then(|address| octets(&address.ip));
        let active = if active_at(account).is_some() { bits::ACTIVE } else { 0 };
        let misplaced = account.created_at.is_some_and(|at| !is_placed(row, at));
        let misplaced = if misplaced { bits::MISPLACED } else { 0 };
        let (_, mail_domain) = mail(account);
        let signature = signature::of_account(account, mail_domain.as_deref());
        let marks = bits::of_account(account, ip.is_some()) | active | misplaced | signature;
        Written { row, fetched, marks, digest, folded: folded(account), ip, known }
    }
}

fn active_at(account: &Account) -> Option<i64> {
    match account.activity {
        Activity::At(at) => Some(at.0),
        Activity::Never | Activity::Untold => None,
    }
}

fn digest(raw: &str) -> i64 {
    let bytes = Sha256::digest(raw.as_bytes());
    bytes.iter().take(8).fold(0_i64, |sum, byte| (sum << 8) | i64::from(*byte))
}

async fn known(db: &mut SqliteConnection, accounts: &[&Fetched]) -> Result<HashMap<String, Known>> {
    let mut known = HashMap::with_capacity(accounts.len());
    for some in accounts.chunks(IDS) {
        let mut query = QueryBuilder::new("SELECT id, row, seen_at, marks, digest, folded FROM account WHERE id IN (");
        let mut ids = query.separated(", ");
        for fetched in some {
            ids.push_bind(&fetched.account.id.0);
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *db).await.map_err(sql)? {
            let read = || -> sqlx::Result<(String, Known)> {
                let known = Known {
                    row: row.try_get("row")?,
                    seen_at: row.try_get("seen_at")?,
                    marks: row.try_get("marks")?,
                    digest: row.try_get("digest")?,
                    folded: row.try_get("folded")?,
                };
                Ok((row.try_get("id")?, known))
            };
            known.extend([read().map_err(sql)?]);
        }
    }
    Ok(known)
}

/// Rows that were seen again, as they were.
async fn see(db: &mut SqliteConnection, rows: &[i64], seen_at: Timestamp) -> Result<()> {
    for some in rows.chunks(IDS) {
        let mut query = QueryBuilder::new("UPDATE account SET seen_at = ");
        query.push_bind(seen_at.0).push(" WHERE row IN (");
        in_list(&mut query, some.iter().copied());
        query.build().execute(&mut *db).await.map_err(sql)?;
    }
    Ok(())
}

fn in_list(query: &mut QueryBuilder<Sqlite>, rows: impl Iterator<Item = i64>) {
    let mut list = query.separated(", ");
    for row in rows {
        list.push_bind(row);
    }
    query.push(")");
}

const COLUMNS: [&str; 27] = [
    "row",
    "id",
    "username",
    "domain",
    "display_name",
    "mail",
    "mail_confirmed",
    "ip",
    "reason",
    "about",
    "marks",
    "created_at",
    "seen_at",
    "active_at",
    "gone_at",
    "folded",
    "username_lower",
    "name_lower",
    "mail_lower",
    "mail_domain",
    "ip_bytes",
    "locale",
    "role",
    "role_lower",
    "role_id",
    "public_mail_lower",
    "identities",
];

async fn write(db: &mut SqliteConnection, some: &[Written<'_>], seen_at: Timestamp) -> sqlx::Result<()> {
    let mut query =
        QueryBuilder::new(format!("INSERT INTO account ({}, oldest_address_at, digest) ", COLUMNS.join(", ")));
    query.push_values(some, |mut row, one| {
        let account = &one.fetched.account;
        let (mail_lower, mail_domain) = mail(account);
        // Only the queue shows it in the row.
        let about = Some(account.bio.as_str()).filter(|bio| !bio.is_empty() && account.marks.has(Mark::Pending));
        let identities = Some(identities(account)).filter(|identities| !identities.is_empty());
        row.push_bind(one.row)
            .push_bind(&account.id.0)
            .push_bind(&account.username)
            .push_bind(&account.domain)
            .push_bind(&account.display_name)
            .push_bind(&account.mail)
            .push_bind(account.mail_confirmed)
            .push_bind(account.addresses.first().map(|address| &address.ip))
            .push_bind(account.reason.as_deref().map(beginning))
            .push_bind(about.map(beginning))
            .push_bind(one.marks)
            .push_bind(account.created_at.map(|at| at.0))
            .push_bind(seen_at.0)
            .push_bind(active_at(account))
            .push_bind(account.marks.has(Mark::Gone).then_some(seen_at.0))
            .push_bind(&one.folded)
            .push_bind(if_other(&account.username))
            .push_bind(if_other(&account.display_name))
            .push_bind(mail_lower)
            .push_bind(mail_domain)
            .push_bind(&one.ip)
            .push_bind(account.locale.as_deref().map(lower))
            .push_bind(&account.role)
            .push_bind(account.role.as_deref().map(lower))
            .push_bind(&account.role_id)
            .push_bind(account.public_mail.as_deref().map(lower))
            .push_bind(identities)
            .push_bind(account.addresses.iter().filter_map(|address| address.used_at).map(|at| at.0).min())
            .push_bind(one.digest);
    });
    query.push(" ON CONFLICT (row) DO UPDATE SET ");
    let mut set = query.separated(", ");
    for column in COLUMNS.iter().skip(1).chain(&["oldest_address_at", "digest"]) {
        set.push(format!("{column} = excluded.{column}"));
    }
    query.build().persistent(false).execute(db).await.map(drop)
}

/// The text without its case, where that is another one.
fn if_other(text: &str) -> Option<String> {
    Some(lower(text)).filter(|lower| lower != text)
}

/// The mail address without its case where that is another one, and its domain.
fn mail(account: &Account) -> (Option<String>, Option<String>) {
    let mail = account.mail.as_deref();
    let domain = mail.and_then(|mail| Some(lower(mail.rsplit_once('@')?.1))).filter(|domain| !domain.is_empty());
    (mail.and_then(if_other), domain)
}

async fn write_raw(db: &mut SqliteConnection, packer: &Packer, some: &[Written<'_>]) -> Result<()> {
    let texts: Vec<&str> = some.iter().map(|one| one.fetched.raw.as_str()).collect();
    let packed = packer.pack(&texts)?;
    let mut query = QueryBuilder::new("INSERT OR REPLACE INTO account_raw (row, dictionary, packed) ");
    query.push_values(some.iter().zip(packed), |mut row, (one, (dictionary, packed))| {
        row.push_bind(one.row).push_bind(dictionary).push_bind(packed);
    });
    query.build().persistent(false).execute(db).await.map(drop).map_err(sql)
}

async fn write_addresses(db: &mut SqliteConnection, some: &[Written<'_>]) -> sqlx::Result<()> {
    let known: Vec<i64> = some.iter().filter(|one| one.known.is_some()).map(|one| one.row).collect();
    if !known.is_empty() {
        let mut query = QueryBuilder::new("DELETE FROM account_address WHERE row IN (");
        in_list(&mut query, known.into_iter());
        query.build().persistent(false).execute(&mut *db).await?;
    }
    let addresses: BTreeSet<(i64, Vec<u8>)> = some
        .iter()
        .flat_map(|one| {
            one.fetched.account.addresses.iter().filter_map(|address| Some((one.row, octets(&address.ip)?)))
        })
        .collect();
    let addresses: Vec<_> = addresses.into_iter().collect();
    for some in addresses.chunks(1_000) {
        let mut query = QueryBuilder::new("INSERT INTO account_address (row, ip) ");
        query.push_values(some, |mut row, (number, ip)| {
            row.push_bind(number).push_bind(ip);
        });
        query.build().persistent(false).execute(&mut *db).await?;
    }
    Ok(())
}

/// The index is rewritten only where its text changed: that is what a refresh costs most.
async fn write_text(db: &mut SqliteConnection, some: &[Written<'_>]) -> sqlx::Result<()> {
    let text_of = |marks: i64| text::marks(marks);
    let same = |one: &&Written<'_>| {
        one.known.is_some_and(|known| known.folded == one.folded && text_of(known.marks) == text_of(one.marks))
    };
    let changed: Vec<&Written<'_>> = some.iter().filter(|one| !same(one)).collect();
    if changed.is_empty() {
        return Ok(());
    }
    for one in changed.iter().filter(|one| one.known.is_some()) {
        sqlx::query("DELETE FROM account_text WHERE rowid = ?").bind(one.row).execute(&mut *db).await?;
    }
    let mut query = QueryBuilder::new("INSERT INTO account_text (rowid, folded, marks) ");
    query.push_values(&changed, |mut row, one| {
        row.push_bind(one.row).push_bind(text::indexed(&one.folded)).push_bind(text::marks(one.marks));
    });
    query.build().persistent(false).execute(&mut *db).await.map(drop)
}

/// Counts rows by what their marks were, and what they are; none where they were not, or are no more.
pub(super) async fn count(
    db: &mut SqliteConnection,
    moved: impl Iterator<Item = (Option<i64>, Option<i64>)>,
) -> sqlx::Result<()> {
    let mut sums: HashMap<i64, i64> = HashMap::new();
    for (before, now) in moved {
        if let Some(before) = before {
            *sums.entry(before & signature::BELOW).or_default() -= 1;
        }
        if let Some(now) = now {
            *sums.entry(now & signature::BELOW).or_default() += 1;
        }
    }
    sums.retain(|_, sum| *sum != 0);
    if sums.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::new("INSERT INTO tally (marks, count) ");
    query.push_values(&sums, |mut row, (marks, sum)| {
        row.push_bind(marks).push_bind(sum);
    });
    query.push(" ON CONFLICT (marks) DO UPDATE SET count = count + excluded.count");
    query.build().persistent(false).execute(&mut *db).await?;
    if sums.values().any(|sum| *sum < 0) {
        sqlx::query("DELETE FROM tally WHERE count = 0").execute(db).await?;
    }
    Ok(())
}

/// As much of a text as rows show.
fn beginning(text: &str) -> String {
    text.chars().take(TEXT_SHOWN).collect()
}
