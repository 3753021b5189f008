//! Which rows a filter leaves, by the same meaning as [`Filter::check`] has for one account.

use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

use crate::filter::{AccountKind, DIRECTORY, Filter, Network, Origin, StateFilter, looked_for, lower, sought_identity};
use crate::model::{Mark, Marks};

/// Shorter words have no trigram; they are looked for in the folded text itself.
const TRIGRAM: usize = 3;

/// Which parts of the filter a search on the server was asked for as well. Where an account does not tell enough to be
/// compared, what that search brought is taken at the server's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hits {
    /// The search, as its hits are kept under.
    pub search: i64,
    /// The same display name.
    pub name: bool,
    /// The same address or range.
    pub ip: bool,
    /// The same inviter.
    pub invited_by: bool,
    /// The same kind.
    pub kind: bool,
    /// Those without projects, too.
    pub without_projects: bool,
    /// The same SAML provider.
    pub saml: bool,
    /// The same custom attribute.
    pub attribute: bool,
}

/// Only rows in the state.
pub(super) fn in_state(query: &mut QueryBuilder<Sqlite>, state: StateFilter) {
    with_marks(query, state.marks());
}

/// With one of the wanted marks, where there are any, and without the unwanted ones.
fn with_marks(query: &mut QueryBuilder<Sqlite>, (wanted, unwanted): (&[Mark], &[Mark])) {
    if !wanted.is_empty() {
        query.push(" AND marks & ").push_bind(Marks::of(wanted).bits());
    }
    if !unwanted.is_empty() {
        query.push(" AND NOT marks & ").push_bind(Marks::of(unwanted).bits());
    }
}

/// Only rows that fit every part of the filter but its state, and that are not gone.
pub(super) fn narrow(query: &mut QueryBuilder<Sqlite>, filter: &Filter, hits: Hits) {
    query.push(" AND NOT marks & ").push_bind(Marks::of(&[Mark::Gone]).bits());
    match filter.origin {
        Some(Origin::Local) => query.push(" AND domain IS NULL"),
        Some(Origin::Remote) => query.push(" AND domain IS NOT NULL"),
        None => query,
    };
    if let Some(domain) = &filter.domain {
        query.push(" AND domain = ").push_bind(domain.clone());
    }
    if let Some(role) = &filter.role {
        query.push(" AND (role_lower = ").push_bind(lower(role));
        query.push(" OR role_id = ").push_bind(role.clone()).push(")");
    }
    if let Some(begin) = &filter.username {
        query.push(" AND ");
        begins(query, "username_lower", begin);
    }
    if let Some(mail) = &filter.mail {
        query.push(" AND ");
        if mail.starts_with('@') {
            ends(query, "mail_lower", mail)
        } else {
            begins(query, "mail_lower", mail)
        };
    }
    if let Some(begin) = &filter.name {
        query.push(" AND (");
        begins(query, "name_lower", begin);
        if hits.name {
            let suspended = Marks::of(&[Mark::Suspended]).bits();
            query.push(" OR (name_lower = '' AND marks & ").push_bind(suspended).push(" AND ");
            of_search(query, hits);
            query.push(")");
        }
        query.push(")");
    }
    if let Some(range) = &filter.ip {
        query.push(" AND (");
        used_from(query, range);
        if hits.ip {
            query.push(" OR (addresses_untold AND ");
            of_search(query, hits);
            query.push(")");
        }
        query.push(")");
    }
    for (wanted, asked) in [
        (filter.invited_by.is_some(), hits.invited_by),
        (filter.without_projects, hits.without_projects),
        (filter.saml.is_some(), hits.saml),
        (filter.attribute.is_some(), hits.attribute),
    ] {
        match (wanted, asked) {
            (true, true) => of_search(query.push(" AND "), hits),
            (true, false) => query.push(" AND FALSE"),
            (false, _) => query,
        };
    }
    narrow_by_login(query, filter);
    match filter.kind {
        Some(AccountKind::Internal) if hits.kind => {
            query.push(" AND (marks & ").push_bind(Marks::of(&[Mark::Internal]).bits());
            of_search(query.push(" OR (internal_untold AND "), hits).push("))");
        }
        Some(kind) => with_marks(query, kind.marks()),
        None => {}
    }
    with_words(query, &filter.text);
}

/// Only rows of those who sign in as the filter says, and since the days that it says.
fn narrow_by_login(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    match filter.external {
        Some(true) => with_marks(query, (&[Mark::External], &[])),
        Some(false) => with_marks(query, (&[], &[Mark::External])),
        None => {}
    }
    if let Some(on) = filter.two_factor {
        query.push(" AND two_factor = ").push_bind(on);
    }
    if let Some(days) = &filter.joined {
        let (from, after) = days.moments();
        query.push(" AND created_at >= ").push_bind(from.map_or(i64::MIN, |at| at.0));
        query.push(" AND created_at < ").push_bind(after.map_or(i64::MAX, |at| at.0));
    }
    if let Some(identity) = &filter.identity {
        query.push(" AND instr(identities, ").push_bind(sought_identity(identity)).push(") > 0");
    }
    if let Some(ldap) = filter.ldap {
        query.push(" AND (instr(identities, ").push_bind(DIRECTORY).push(") > 0) = ").push_bind(ldap);
    }
    if let Some(auditor) = filter.auditor {
        query.push(" AND auditor = ").push_bind(auditor);
    }
    if let Some(mail) = &filter.public_mail {
        query.push(" AND public_mail_lower = ").push_bind(lower(mail));
    }
}

fn begins<'a>(query: &'a mut QueryBuilder<Sqlite>, column: &str, begin: &str) -> &'a mut QueryBuilder<Sqlite> {
    let begin = lower(begin);
    query.push(format!("substr({column}, 1, length(")).push_bind(begin.clone()).push(")) = ").push_bind(begin)
}

fn ends<'a>(query: &'a mut QueryBuilder<Sqlite>, column: &str, end: &str) -> &'a mut QueryBuilder<Sqlite> {
    let end = lower(end);
    query.push(format!("substr({column}, -length(")).push_bind(end.clone()).push(")) = ").push_bind(end)
}

/// Brought by the search.
fn of_search(query: &mut QueryBuilder<Sqlite>, hits: Hits) -> &mut QueryBuilder<Sqlite> {
    query.push("row IN (SELECT row FROM search_hit WHERE search = ").push_bind(hits.search).push(")")
}

/// Used from an address in the range; nobody for what is no range.
fn used_from(query: &mut QueryBuilder<Sqlite>, range: &str) {
    let Some(Network { first, last }) = Network::parse(range) else {
        query.push("FALSE");
        return;
    };
    let length = i64::try_from(first.len()).unwrap_or_default();
    query
        .push("row IN (SELECT row FROM account_address WHERE ip BETWEEN ")
        .push_bind(first)
        .push(" AND ")
        .push_bind(last)
        // Bytes compare from the left: an IPv6 address can begin as an IPv4 one.
        .push(" AND length(ip) = ")
        .push_bind(length)
        .push(")");
}

fn with_words(query: &mut QueryBuilder<Sqlite>, text: &str) {
    let (ranges, words): (Vec<String>, Vec<String>) =
        looked_for(text).into_iter().partition(|word| Network::parse(word).is_some());
    let (long, short): (Vec<String>, Vec<String>) = words.into_iter().partition(|word| word.chars().count() >= TRIGRAM);
    if !long.is_empty() {
        query.push(" AND ");
        with_trigrams(query, &long);
    }
    for word in short {
        query.push(" AND instr(folded, ").push_bind(word).push(") > 0");
    }
    for range in ranges {
        query.push(" AND (instr(folded, ").push_bind(range.clone()).push(") > 0 OR ");
        used_from(query, &range);
        query.push(")");
    }
}

fn with_trigrams(query: &mut QueryBuilder<Sqlite>, words: &[String]) {
    let phrases: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    query
        .push("row IN (SELECT rowid FROM account_text WHERE account_text MATCH ")
        .push_bind(phrases.join(" AND "))
        .push(")");
}
