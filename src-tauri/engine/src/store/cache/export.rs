//! What an export reads beside the list: the cache as it was when the export began, and what rows don't show whole.

use std::collections::HashMap;

use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{QueryBuilder, Row};

use super::super::sql;
use super::{Cache, IDS};
use crate::error::Result;
use crate::model::AccountId;

/// What a row of a list does not show, or not whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unshown {
    /// The display name, whole.
    pub display_name: String,
    /// The role's name.
    pub role: Option<String>,
}

impl Cache {
    /// The cache as it is now, whatever is stored meanwhile: rows that move within an order are neither met twice nor
    /// missed. It has a connection of its own, so nobody waits for it, and is to be closed soon, since the file grows until
    /// then. A cache in memory cannot be held still and is answered as it is; closing that is left to its owner.
    pub async fn held_still(&self) -> Result<Option<Cache>> {
        let options = self.0.connect_options();
        if !options.get_filename().is_file() {
            return Ok(None);
        }
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with((*options).clone()).await.map_err(sql)?;
        // A transaction sees the file as it is when it first reads, until it ends with its connection.
        sqlx::query("BEGIN").execute(&pool).await.map_err(sql)?;
        sqlx::query("SELECT 1 FROM account LIMIT 1").fetch_optional(&pool).await.map_err(sql)?;
        Ok(Some(Cache(pool, self.1.clone())))
    }

    /// What rows of a list don't show of these accounts, by id.
    pub async fn unshown(&self, accounts: &[&AccountId]) -> Result<HashMap<AccountId, Unshown>> {
        let mut found = HashMap::with_capacity(accounts.len());
        for some in accounts.chunks(IDS) {
            let mut query = QueryBuilder::new("SELECT id, display_name, role FROM account WHERE id IN (");
            let mut ids = query.separated(", ");
            for account in some {
                ids.push_bind(&account.0);
            }
            query.push(")");
            for row in query.build().fetch_all(&self.0).await.map_err(sql)? {
                let unshown = || Ok(Unshown { display_name: row.try_get("display_name")?, role: row.try_get("role")? });
                let id = row.try_get("id").map(AccountId).map_err(sql)?;
                found.insert(id, unshown().map_err(sql)?);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Timestamp};
    use crate::store::Key;
    use crate::store::cache::Fetched;

    fn fetched(id: &str, display_name: &str, role: Option<&str>) -> Fetched {
        let account = Account {
            id: AccountId(id.to_owned()),
            display_name: display_name.to_owned(),
            role: role.map(str::to_owned),
            ..Account::nobody()
        };
        Fetched { account, raw: format!("{{\"name\":\"{display_name}\"}}") }
    }

    #[tokio::test]
    async fn what_is_stored_later_is_not_in_a_cache_that_is_held_still() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, _) = Cache::open(folder.path(), &Key::random().unwrap()).await.unwrap();
        let [anna, ben] = ["1", "2"].map(|id| AccountId(id.to_owned()));
        cache.store(&[fetched("1", "before", Some("Owner"))], Timestamp(1)).await.unwrap();
        let held = cache.held_still().await.unwrap().unwrap();
        cache.store(&[fetched("1", "after", None), fetched("2", "ben", None)], Timestamp(2)).await.unwrap();
        let told = held.unshown(&[&anna, &ben]).await.unwrap();
        let before = Unshown { display_name: "before".to_owned(), role: Some("Owner".to_owned()) };
        assert_eq!(told, HashMap::from([(anna.clone(), before)]));
        assert_eq!(held.get(&anna).await.unwrap().unwrap().seen_at, Timestamp(1));
        assert_eq!(cache.unshown(&[&anna, &ben]).await.unwrap().len(), 2, "nobody waited for it");
        held.close().await;
        assert_eq!(cache.get(&anna).await.unwrap().unwrap().seen_at, Timestamp(2));
        cache.close().await;
    }

    #[tokio::test]
    async fn a_cache_in_memory_is_not_held() {
        assert!(crate::store::cache::tests::cache().await.held_still().await.unwrap().is_none());
    }
}
