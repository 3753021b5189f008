//! What of the decisions stays on the server, whatever becomes of this computer.

use super::super::sql;
use super::Journal;
use crate::error::Result;

impl Journal {
    /// Whether something that was decided is, or may be, in force there; and whether notes were written there.
    pub async fn left_on_server(&self) -> Result<(bool, bool)> {
        let asked = "SELECT coalesce(max(verb != 'note'), 0), coalesce(max(verb = 'note' OR note_too), 0) FROM decision \
                     WHERE status IN ('confirmed', 'accepted', 'unprovable', 'unsure', 'halfway', 'gone')";
        sqlx::query_as(asked).fetch_one(&self.pool).await.map_err(sql)
    }
}
