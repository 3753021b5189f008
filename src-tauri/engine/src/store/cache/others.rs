//! Accounts that share an address, a network or a mail domain with one: by index, and no further than people count.

use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

use super::super::sql;
use super::Cache;
use super::bits::GONE;
use super::count::by_marks;
use super::signature;
use crate::error::Result;
use crate::filter::Network;
use crate::model::{AccountId, Marks};

/// As many are counted; of more it is only said that there are more.
pub const SHARERS: u32 = 1_000;

/// What is shared.
#[derive(Debug, Clone)]
pub enum Shared {
    /// An address, or a range of them.
    Range(Network),
    /// A mail domain, in lower case, without the `@`.
    MailDomain(String),
}

/// Who shares it: at most one more than [`SHARERS`].
#[derive(Debug)]
pub struct Sharers {
    /// How many have which marks.
    pub marks: Vec<(Marks, u32)>,
    /// Those of them who are gone from the server.
    pub gone: Vec<AccountId>,
}

impl Sharers {
    /// How many there are.
    pub fn total(&self) -> u32 {
        self.marks.iter().map(|(_, count)| count).sum()
    }
}

impl Cache {
    /// The others who share it with the account.
    pub async fn sharers(&self, account: &AccountId, shared: &Shared) -> Result<Sharers> {
        let mut query = QueryBuilder::new("SELECT marks & ");
        query.push(signature::BELOW).push(" AS counted, count(*) FROM (");
        sharers(&mut query, shared, account);
        query.push(") GROUP BY counted");
        let rows: Vec<(i64, u32)> = query.build_query_as().fetch_all(&self.0).await.map_err(sql)?;
        let gone = if rows.iter().any(|(bits, _)| bits & GONE != 0) {
            let mut query = QueryBuilder::new("SELECT id FROM account WHERE row IN (SELECT row FROM (");
            sharers(&mut query, shared, account);
            query.push(") WHERE marks & ").push(GONE).push(")");
            query.build_query_scalar().fetch_all(&self.0).await.map_err(sql)?
        } else {
            Vec::new()
        };
        Ok(Sharers { marks: by_marks(rows), gone: gone.into_iter().map(AccountId).collect() })
    }

    /// How many others were at addresses in one of the ranges: at most one more than [`SHARERS`].
    pub async fn sharers_in_number(&self, account: &AccountId, ranges: &[Network]) -> Result<u32> {
        let mut query = QueryBuilder::new("SELECT count(*) FROM (");
        from_ranges(&mut query, ranges, account);
        query.push(")");
        query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)
    }
}

/// Rows and marks of those who share it, from indexes alone.
fn sharers(query: &mut QueryBuilder<Sqlite>, shared: &Shared, account: &AccountId) {
    match shared {
        Shared::Range(range) => {
            query.push("SELECT row, marks FROM account INDEXED BY account_newest WHERE row IN (");
            from_ranges(query, std::slice::from_ref(range), account);
            query.push(")");
        }
        Shared::MailDomain(domain) => {
            query.push("SELECT row, marks FROM account INDEXED BY account_mail_domain WHERE mail_domain = ");
            query.push_bind(domain.clone());
            but(query, account);
        }
    }
}

/// The rows of those who were at an address in one of the ranges, each once. Range by range: of an `OR` among them SQLite
/// would read the whole table.
fn from_ranges(query: &mut QueryBuilder<Sqlite>, ranges: &[Network], account: &AccountId) {
    query.push("SELECT DISTINCT row FROM (SELECT NULL AS row WHERE FALSE");
    for Network { first, last } in ranges {
        query.push(" UNION ALL SELECT row FROM account_address WHERE ip BETWEEN ").push_bind(first.clone());
        query.push(" AND ").push_bind(last.clone());
        // Bytes compare from the left: an IPv6 address can begin as an IPv4 one.
        query.push(" AND length(ip) = ").push_bind(i64::try_from(first.len()).unwrap_or_default());
    }
    query.push(") WHERE TRUE");
    but(query, account);
}

/// Without the account itself, and no further than is counted.
fn but(query: &mut QueryBuilder<Sqlite>, account: &AccountId) {
    query.push(" AND row IS NOT (SELECT row FROM account WHERE id = ").push_bind(account.0.clone());
    query.push(") LIMIT ").push_bind(SHARERS + 1);
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;
    use crate::store::cache::tests::cache;

    #[tokio::test]
    async fn nobody_is_read_who_does_not_share_it() {
        let cache = cache().await;
        let range = |text| Network::parse(text).unwrap();
        let me = AccountId("1".to_owned());
        let several = [range("198.51.100.7"), range("2001:db8::/64")];
        let mut plans = vec![QueryBuilder::new("EXPLAIN QUERY PLAN ")];
        from_ranges(&mut plans[0], &several, &me);
        for shared in [Shared::Range(range("198.51.100.0/24")), Shared::MailDomain("spam.example".to_owned())] {
            let mut plan = QueryBuilder::new("EXPLAIN QUERY PLAN ");
            sharers(&mut plan, &shared, &me);
            plans.push(plan);
        }
        for mut plan in plans {
            let steps = plan.build().fetch_all(&cache.0).await.unwrap();
            let steps: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
            assert!(steps.iter().any(|step| step.contains("COVERING INDEX")), "{steps:?}");
            assert!(!steps.iter().any(|step| step.starts_with("SCAN account")), "{steps:?}");
        }
    }
}
