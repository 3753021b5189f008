//! When accounts were last seen: what a sweep and a listing by change go by.

use sqlx::QueryBuilder;

use super::list::marks_of;
use super::{Cache, IDS, LATEST, bits};
use crate::error::Result;
use crate::model::{AccountId, Marks, Timestamp};
use crate::store::sql;

impl Cache {
    /// Whether one of these accounts was last seen then or before.
    pub async fn any_seen_by(&self, accounts: &[AccountId], at: Timestamp) -> Result<bool> {
        for some in accounts.chunks(IDS) {
            let mut query = QueryBuilder::new("SELECT EXISTS (SELECT 1 FROM account WHERE seen_at <= ");
            query.push_bind(at.0).push(" AND id IN (");
            let mut ids = query.separated(", ");
            for account in some {
                ids.push_bind(&account.0);
            }
            query.push("))");
            if query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Those that were not seen since then and are not known to be gone, longest unseen first. What seems to be seen in
    /// the future was seen before the computer's clock was set back.
    pub async fn unseen_since(&self, since: Timestamp, now: Timestamp, limit: usize) -> Result<Vec<AccountId>> {
        let unseen = self.longest_unseen(since, now, u32::try_from(limit).unwrap_or(u32::MAX)).await?;
        Ok(unseen.into_iter().map(|one| one.id).collect())
    }

    /// The same, with what tells in which list they are to be found again.
    pub async fn longest_unseen(&self, before: Timestamp, now: Timestamp, limit: u32) -> Result<Vec<Unseen>> {
        let mut found = Vec::new();
        for range in ["seen_at < ?1", "seen_at > ?2"] {
            let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
            let unseen = format!(
                "SELECT id, marks FROM account INDEXED BY account_seen WHERE {range} AND NOT marks & ?3 \
                 ORDER BY seen_at, row DESC LIMIT ?4"
            );
            let rows: Vec<(String, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(unseen))
                .bind(before.0)
                .bind(now.0.saturating_add(LATEST))
                .bind(bits::GONE)
                .bind(left)
                .fetch_all(&self.0)
                .await
                .map_err(sql)?;
            found.extend(rows.into_iter().map(|(id, marks)| Unseen {
                id: AccountId(id),
                marks: marks_of(marks),
                local: marks & bits::REMOTE == 0,
            }));
        }
        Ok(found)
    }

    /// Accounts with an address that was last used before then.
    pub async fn addresses_before(&self, used_before: Timestamp, limit: u32) -> Result<Vec<AccountId>> {
        let old = "SELECT id FROM account WHERE oldest_address_at IS NOT NULL AND oldest_address_at < ? LIMIT ?";
        let ids: Vec<String> =
            sqlx::query_scalar(old).bind(used_before.0).bind(limit).fetch_all(&self.0).await.map_err(sql)?;
        Ok(ids.into_iter().map(AccountId).collect())
    }
}

/// Somebody who was not seen for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Who.
    pub id: AccountId,
    /// As they were then.
    pub marks: Marks,
    /// Whether they are at home on this server.
    pub local: bool,
}

#[cfg(test)]
mod tests {
    use crate::model::{Account, AccountId, Timestamp};
    use crate::store::cache::tests::cache;
    use crate::store::cache::{Cache, Fetched, LATEST, Progress, Sweep};

    fn ids(texts: &[&str]) -> Vec<AccountId> {
        texts.iter().map(|text| AccountId((*text).to_owned())).collect()
    }

    /// Accounts with the time at which each was seen.
    async fn seen(accounts: &[(&str, i64)]) -> Cache {
        let cache = cache().await;
        for (id, at) in accounts {
            let account = Account { id: AccountId((*id).to_owned()), ..Account::nobody() };
            cache.store(&[Fetched { account, raw: format!("{id}{at}") }], Timestamp(*at)).await.unwrap();
        }
        cache
    }

    #[tokio::test]
    async fn those_who_were_not_seen_come_longest_unseen_first() {
        let ahead = 100 + LATEST;
        let cache =
            seen(&[("late", 90), ("early", 10), ("then", 50), ("gone", 5), ("soon", ahead), ("future", ahead + 1)])
                .await;
        cache.mark_gone(&AccountId("gone".to_owned()), Timestamp(20)).await.unwrap();
        let unseen = async |since, limit| cache.unseen_since(Timestamp(since), Timestamp(100), limit).await.unwrap();
        assert_eq!(unseen(50, 9).await, ids(&["early", "future"]), "whoever was seen just then was seen");
        assert_eq!(unseen(95, 2).await, ids(&["early", "then"]));
    }

    #[tokio::test]
    async fn one_that_was_seen_before_is_enough() {
        let cache = seen(&[("a", 10), ("b", 20)]).await;
        let seen_by = async |ids: &[AccountId], at| cache.any_seen_by(ids, Timestamp(at)).await.unwrap();
        assert!(seen_by(&ids(&["x", "b", "a"]), 10).await);
        assert!(!seen_by(&ids(&["x", "b", "a"]), 9).await);
        assert!(!seen_by(&ids(&["b"]), 19).await && !seen_by(&[], 99).await);
    }

    #[tokio::test]
    async fn how_far_a_sweep_came_is_kept() {
        let cache = cache().await;
        assert_eq!(cache.progress().await.unwrap(), Progress::default());
        for cursor in [Some("keyset:7:abc".to_owned()), None] {
            let sweep = Some(Sweep { began_at: Timestamp(7), cursor });
            let progress = Progress { sweep, reached_end: true, ..Progress::default() };
            cache.store_page(&[], Timestamp(1), Some(&progress)).await.unwrap();
            assert_eq!(cache.progress().await.unwrap(), progress);
        }
        cache.store_page(&[], Timestamp(1), Some(&Progress::default())).await.unwrap();
        assert_eq!(cache.progress().await.unwrap().sweep, None);
    }
}
