//! Who was rejected from this desk.

use sqlx::QueryBuilder;

use super::super::sql;
use super::Journal;
use crate::action::Verb;
use crate::decision::Status;
use crate::error::Result;
use crate::model::AccountId;

/// As many ids as one statement takes.
const IDS: usize = 500;

impl Journal {
    /// How many of these accounts the server rejected because somebody at this desk said so.
    pub async fn rejected(&self, accounts: &[AccountId]) -> Result<u32> {
        let mut rejected = 0_u32;
        for some in accounts.chunks(IDS) {
            let mut query = QueryBuilder::new("SELECT count(DISTINCT account) FROM decision WHERE account IN (");
            let mut ids = query.separated(", ");
            for account in some {
                ids.push_bind(&account.0);
            }
            query.push(") AND verb = ").push_bind(Verb::Reject.word()).push(" AND status IN (");
            let mut taken = query.separated(", ");
            for status in [Status::Confirmed, Status::Accepted, Status::Unprovable] {
                taken.push_bind(status.word());
            }
            query.push(")");
            rejected += query.build_query_scalar::<u32>().fetch_one(&self.pool).await.map_err(sql)?;
        }
        Ok(rejected)
    }
}
