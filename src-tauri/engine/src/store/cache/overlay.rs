//! Whom something was decided about that is not settled: nobody decides about them a second time by oversight.

use std::collections::HashSet;

use sqlx::{QueryBuilder, Sqlite};

use super::super::sql;
use super::Cache;
use super::bits;
use super::signature;
use crate::error::Result;
use crate::model::AccountId;

/// As many ids as one statement takes.
const IDS: usize = 500;

/// The condition that leaves them out.
pub(super) fn push(query: &mut QueryBuilder<Sqlite>) {
    query.push(" AND account.row NOT IN (SELECT row FROM overlay)");
}

impl Cache {
    /// Notes whom something is decided about now, after what was noted before; none: whatever stands there is of an
    /// earlier session.
    pub async fn overlay(&self, before: Option<&[AccountId]>, now: &[AccountId]) -> Result<()> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await.map_err(sql)?;
        if before.is_none() {
            sqlx::query("DELETE FROM overlay").execute(&mut *transaction).await.map_err(sql)?;
        }
        let before: HashSet<_> = before.unwrap_or_default().iter().collect();
        let now: HashSet<_> = now.iter().collect();
        let over = "DELETE FROM overlay WHERE row IN (SELECT row FROM account WHERE id IN (";
        let new = "INSERT OR IGNORE INTO overlay SELECT row FROM account WHERE id IN (";
        for (begin, end, accounts) in [(over, "))", before.difference(&now)), (new, ")", now.difference(&before))] {
            let accounts: Vec<_> = accounts.collect();
            for some in accounts.chunks(IDS) {
                let mut query = QueryBuilder::new(begin);
                let mut ids = query.separated(", ");
                for account in some {
                    ids.push_bind(&account.0);
                }
                query.push(end).build().execute(&mut *transaction).await.map_err(sql)?;
            }
        }
        transaction.commit().await.map_err(sql)
    }

    /// How many of those who wait are left out.
    pub(super) async fn pending_left_out(&self) -> Result<u32> {
        Ok(self.overlaid().await?.into_iter().map(|(_, count)| count).sum())
    }

    /// How many of those who wait have which bits, and are left out.
    pub(super) async fn overlaid(&self) -> Result<Vec<(i64, u32)>> {
        let mut query = QueryBuilder::new("SELECT account.marks & ");
        query.push(signature::BELOW).push(" AS bits, count(*) FROM overlay JOIN account ON account.row = overlay.row");
        query.push(" WHERE account.marks & ").push(bits::PENDING).push(" GROUP BY bits");
        query.build_query_as().fetch_all(&self.0).await.map_err(sql)
    }
}
