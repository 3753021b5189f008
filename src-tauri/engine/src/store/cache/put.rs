//! Writes rows: an account, its words for the full-text index, its addresses.

use std::collections::BTreeSet;

use sqlx::sqlite::SqliteConnection;

use super::Fetched;
use crate::filter::{addresses_are_untold, folded, identities, internal_is_untold, lower, octets};
use crate::model::{Account, Timestamp};

/// Rows keep this much of a reason and of a profile's text; the whole is in the raw JSON.
const TEXT_SHOWN: usize = 280;

/// Writes an account as seen then, unless it was seen later. A known one keeps its row.
pub(super) async fn put(db: &mut SqliteConnection, fetched: &Fetched, seen_at: Timestamp) -> sqlx::Result<()> {
    let account = &fetched.account;
    let known: Option<(i64, i64, String)> = sqlx::query_as("SELECT row, seen_at, folded FROM account WHERE id = ?")
        .bind(&account.id.0)
        .fetch_optional(&mut *db)
        .await?;
    let (row, before) = match known {
        // What was asked for earlier than what we have tells nothing new.
        Some((_, known_at, _)) if known_at > seen_at.0 && known_at - seen_at.0 <= super::LATEST => return Ok(()),
        Some((row, _, folded)) => (row, Some(folded)),
        None => (free_row(db, account.created_at.unwrap_or(seen_at)).await?, None),
    };
    let folded = folded(account);
    sqlx::query(
        "INSERT INTO account (row, id, username, domain, display_name, mail, mail_confirmed, ip, reason, about, marks, \
         created_at, seen_at, folded, username_lower, name_lower, mail_lower, role, role_lower, role_id, addresses_untold, \
         internal_untold, two_factor, auditor, public_mail_lower, identities, raw) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET username = excluded.username, domain = excluded.domain, \
         display_name = excluded.display_name, mail = excluded.mail, mail_confirmed = excluded.mail_confirmed, \
         ip = excluded.ip, reason = excluded.reason, about = excluded.about, marks = excluded.marks, \
         created_at = excluded.created_at, seen_at = excluded.seen_at, folded = excluded.folded, \
         username_lower = excluded.username_lower, name_lower = excluded.name_lower, mail_lower = excluded.mail_lower, \
         role = excluded.role, role_lower = excluded.role_lower, role_id = excluded.role_id, \
         addresses_untold = excluded.addresses_untold, internal_untold = excluded.internal_untold, \
         two_factor = excluded.two_factor, auditor = excluded.auditor, public_mail_lower = excluded.public_mail_lower, \
         identities = excluded.identities, raw = excluded.raw",
    )
    .bind(row)
    .bind(&account.id.0)
    .bind(&account.username)
    .bind(&account.domain)
    .bind(&account.display_name)
    .bind(&account.mail)
    .bind(account.mail_confirmed)
    .bind(account.addresses.first().map(|address| &address.ip))
    .bind(account.reason.as_deref().map(beginning))
    .bind(Some(account.bio.as_str()).filter(|bio| !bio.is_empty()).map(beginning))
    .bind(account.marks.bits())
    .bind(account.created_at.map(|at| at.0))
    .bind(seen_at.0)
    .bind(&folded)
    .bind(lower(&account.username))
    .bind(lower(&account.display_name))
    .bind(account.mail.as_deref().map(lower))
    .bind(&account.role)
    .bind(account.role.as_deref().map(lower))
    .bind(&account.role_id)
    .bind(addresses_are_untold(account))
    .bind(internal_is_untold(account))
    .bind(account.two_factor)
    .bind(account.auditor)
    .bind(account.public_mail.as_deref().map(lower))
    .bind(identities(account))
    .bind(&fetched.raw)
    .execute(&mut *db)
    .await?;
    put_addresses(db, row, account, before.is_some()).await?;
    // The index is rewritten only where the text changed: that is what a refresh costs most.
    if before.as_deref() != Some(&folded) {
        if before.is_some() {
            sqlx::query("DELETE FROM account_text WHERE rowid = ?").bind(row).execute(&mut *db).await?;
        }
        sqlx::query("INSERT INTO account_text (rowid, folded) VALUES (?, ?)")
            .bind(row)
            .bind(&folded)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Writes the addresses, where they changed.
async fn put_addresses(db: &mut SqliteConnection, row: i64, account: &Account, known: bool) -> sqlx::Result<()> {
    let wanted: BTreeSet<Vec<u8>> = account.addresses.iter().filter_map(|address| octets(&address.ip)).collect();
    if known {
        let before: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT ip FROM account_address WHERE row = ?").bind(row).fetch_all(&mut *db).await?;
        if before.len() == wanted.len() && before.iter().all(|ip| wanted.contains(ip)) {
            return Ok(());
        }
        sqlx::query("DELETE FROM account_address WHERE row = ?").bind(row).execute(&mut *db).await?;
    }
    for ip in wanted {
        sqlx::query("INSERT INTO account_address (row, ip) VALUES (?, ?)").bind(row).bind(ip).execute(&mut *db).await?;
    }
    Ok(())
}

/// As much of a text as rows show.
fn beginning(text: &str) -> String {
    text.chars().take(TEXT_SHOWN).collect()
}

/// The first free row of the millisecond, or of a later one: thousands of remote accounts share one midnight.
async fn free_row(db: &mut SqliteConnection, at: Timestamp) -> sqlx::Result<i64> {
    let mut first = at.0.clamp(0, (1 << 43) - 1) << 20;
    loop {
        let end = first | 0xf_ffff;
        let last: Option<i64> = sqlx::query_scalar("SELECT max(row) FROM account WHERE row BETWEEN ? AND ?")
            .bind(first)
            .bind(end)
            .fetch_one(&mut *db)
            .await?;
        match last {
            None => return Ok(first),
            Some(row) if row < end => return Ok(row + 1),
            Some(_) => first = end + 1,
        }
    }
}
