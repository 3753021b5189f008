//! What searches on the server brought, and the roles that were seen.

use sqlx::QueryBuilder;

use super::super::sql;
use super::Cache;
use crate::error::Result;
use crate::filter::SeenRole;
use crate::model::AccountId;

/// A column whose values can be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Common {
    /// Domains of other servers.
    Domain,
    /// Mail domains, without the `@`.
    MailDomain,
    /// Languages.
    Locale,
}

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

    /// The values that most accounts have in a column, beginning so, most common first.
    pub async fn common(&self, column: Common, beginning: &str, limit: u32) -> Result<Vec<String>> {
        let (name, index) = match column {
            Common::Domain => ("domain", "account_domain"),
            Common::MailDomain => ("mail_domain", "account_mail_domain"),
            Common::Locale => ("locale", "account_locale"),
        };
        // Only a beginning of the index is read: somebody is typing.
        let mut query = QueryBuilder::new("SELECT value FROM (SELECT ");
        query.push(name).push(" AS value FROM account INDEXED BY ").push(index).push(" WHERE ").push(name);
        query.push(" IS NOT NULL AND ").push(name).push(" >= ").push_bind(beginning.to_owned());
        query.push(" AND ").push(name).push(" < ").push_bind(format!("{beginning}\u{10FFFF}"));
        query.push(" LIMIT 20000) GROUP BY value ORDER BY count(*) DESC, value LIMIT ").push_bind(limit);
        query.build_query_scalar().fetch_all(&self.0).await.map_err(sql)
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
