//! What searches on the server brought, and the roles that were seen.

use sqlx::QueryBuilder;

use super::super::sql;
use super::Cache;
use crate::error::Result;
use crate::filter::SeenRole;
use crate::model::AccountId;

impl Cache {
    /// Forgets what earlier searches brought: it no longer counts as theirs.
    pub async fn forget_hits(&self) -> Result<()> {
        sqlx::query("DELETE FROM search_hit").execute(&self.0).await.map_err(sql)?;
        Ok(())
    }

    /// Keeps that the search brought these accounts, which are stored already.
    pub async fn keep_hits(&self, search: i64, accounts: &[AccountId]) -> Result<()> {
        for some in accounts.chunks(super::IDS) {
            let mut query = QueryBuilder::new("INSERT OR IGNORE INTO search_hit (search, row) SELECT ");
            query.push_bind(search).push(", row FROM account WHERE id IN (");
            let mut ids = query.separated(", ");
            for account in some {
                ids.push_bind(&account.0);
            }
            query.push(")");
            query.build().execute(&self.0).await.map_err(sql)?;
        }
        Ok(())
    }

    /// The roles that accounts of the cache have, by name.
    pub async fn roles(&self) -> Result<Vec<SeenRole>> {
        let roles: Vec<(String, Option<String>)> =
            sqlx::query_as("SELECT DISTINCT role, role_id FROM account WHERE role IS NOT NULL ORDER BY role, role_id")
                .fetch_all(&self.0)
                .await
                .map_err(sql)?;
        Ok(roles.into_iter().map(|(name, id)| SeenRole { name, id }).collect())
    }
}
