//! The statements of the bounds, over the cache's own tables: what is asked of SQLite, without anything around it.

/// What texts are searched in.
pub const FOLDED: &str = "SELECT folded FROM account ORDER BY row";

/// How many there are in each state, by counting them along the narrowest index that has the states.
pub const GROUPED: &str =
    "SELECT marks & 549755813887 AS counted, count(*) FROM account INDEXED BY account_newest GROUP BY counted";

/// What a row of a list shows.
const SHOWN: &str = "account.row, id, username, domain, display_name, mail, mail_confirmed, ip, reason, about, \
                     account.marks, created_at, seen_at, active_at";

/// Gone, as the index of a text has it.
const GONE: &str = "\u{E012}\u{E012}\u{E012}";

/// The newest hundred that have the part somewhere.
pub fn search(part: &str) -> String {
    format!(
        "SELECT {SHOWN} FROM account_text CROSS JOIN account ON account.row = account_text.rowid \
         WHERE account_text MATCH '{}' ORDER BY account_text.rowid DESC LIMIT 100",
        matching(part)
    )
}

/// How many of those with the part are in each state.
pub fn grouped_under(part: &str) -> String {
    format!(
        "SELECT account.marks & 549755813887 AS counted, count(*) FROM account_text CROSS JOIN account INDEXED BY account_newest \
         ON account.row = account_text.rowid WHERE account_text MATCH '{}' GROUP BY counted",
        matching(part)
    )
}

/// The rows from an address, from its network, and of a mail domain, each counted by state no further than people count.
pub fn others(ip: &str, mail: &str) -> Vec<String> {
    let mut statements = Vec::new();
    if let Ok(std::net::IpAddr::V4(address)) = ip.parse::<std::net::IpAddr>() {
        let [a, b, c, d] = address.octets();
        let range = |first: u8, last: u8| {
            format!(
                "SELECT marks & 549755813887 AS counted, count(*) FROM account INDEXED BY account_newest WHERE row IN (SELECT row FROM account_address \
                 WHERE ip BETWEEN x'{a:02x}{b:02x}{c:02x}{first:02x}' AND x'{a:02x}{b:02x}{c:02x}{last:02x}' \
                 AND length(ip) = 4 LIMIT 1001) GROUP BY counted"
            )
        };
        statements.extend([range(d, d), range(0, 255)]);
    }
    if let Some((_, domain)) = mail.rsplit_once('@') {
        statements.push(format!(
            "SELECT marks & 549755813887 AS counted, count(*) FROM (SELECT marks FROM account INDEXED BY account_mail_domain \
             WHERE mail_domain = '{}' LIMIT 1001) GROUP BY counted",
            domain.to_lowercase().replace('\'', "''")
        ));
    }
    statements
}

fn matching(part: &str) -> String {
    format!("(folded : \"{}\") NOT (marks : \"{GONE}\")", part.replace('\'', "''").replace('"', "\"\""))
}
