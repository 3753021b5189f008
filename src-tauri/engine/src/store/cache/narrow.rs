//! Which rows a filter leaves, by the same meaning as [`Filter::check`] has for one account.
//!
//! What is asked with yes or no is a condition on bits, which every index has; the rest is a condition on the row. `access`
//! knows what of it leads to few rows by an index.

use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

use super::bits::{self, Bits};
use super::overlay;
use super::place::{LAST_PLACE, row_at};
use super::signature;
use super::text::Word;
use crate::filter::{
    AccountKind, Clause, DIRECTORY, Days, Filter, FilterField, Has, Network, language, looked_for, lower,
    sought_identity,
};
use crate::model::{Mark, Timestamp};

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

/// What of a filter is nothing but bits: each part has to hold, and of a part one of several, or none.
#[derive(Debug, Clone, Default)]
pub(super) struct Plain {
    /// Each of them.
    pub all: Vec<Bits>,
    /// Of each one or none, each of them with all of its bits.
    pub some: Vec<(bool, Vec<Vec<Bits>>)>,
}

impl Plain {
    /// Whether a row with these marks fits.
    pub fn holds(&self, marks: i64) -> bool {
        let one = |(not, values): &(bool, Vec<Vec<Bits>>)| {
            values.iter().any(|bits| bits.iter().all(|bits| bits.holds(marks))) != *not
        };
        self.all.iter().all(|bits| bits.holds(marks)) && self.some.iter().all(one)
    }

    /// As conditions on `marks`.
    pub fn push(&self, query: &mut QueryBuilder<Sqlite>) {
        self.all.iter().for_each(|bits| bits.push(query));
        for (not, values) in &self.some {
            query.push(if *not { " AND NOT (FALSE" } else { " AND (FALSE" });
            for value in values {
                query.push(" OR (TRUE");
                value.iter().for_each(|bits| bits.push(query));
                query.push(")");
            }
            query.push(")");
        }
    }
}

/// A filter as the cache goes about it.
#[derive(Clone)]
pub(super) struct Narrow<'a> {
    pub filter: &'a Filter,
    pub hits: Hits,
    pub now: Timestamp,
    /// What the indexes tell without a row.
    pub plain: Plain,
    /// Clauses that need the row.
    clauses: Vec<&'a Clause>,
    /// The words that are looked for.
    pub words: Vec<Word>,
    /// Words that are addresses or ranges.
    ranges: Vec<String>,
    /// Without those about whom something was decided already.
    undecided: bool,
}

impl<'a> Narrow<'a> {
    /// The filter, without those who are gone.
    pub fn of(filter: &'a Filter, hits: Hits, now: Timestamp) -> Self {
        let mut all = vec![Bits::none_of(bits::GONE)];
        all.extend(bits::of_filter(filter));
        let (mut some, mut clauses) = (Vec::new(), Vec::new());
        for clause in &filter.clauses {
            match plain(clause) {
                Some(values) => some.push((clause.not, values)),
                None => clauses.push(clause),
            }
        }
        let (ranges, words): (Vec<String>, Vec<String>) =
            looked_for(&filter.text).into_iter().partition(|word| Network::parse(word).is_some());
        let words = words.into_iter().map(Word::of).collect();
        Narrow { filter, hits, now, plain: Plain { all, some }, clauses, words, ranges, undecided: false }
    }

    /// Only those in the state, too.
    pub fn in_state(&mut self, bits: Bits) {
        self.plain.all.push(bits);
    }

    /// Without those about whom something was decided that is not settled.
    pub fn leave_out_decided(&mut self) {
        self.undecided = true;
    }

    /// Whether bits alone tell who fits.
    pub fn is_plain(&self) -> bool {
        let mut query = QueryBuilder::new("");
        self.push_rest(&mut query);
        self.words.is_empty() && query.sql().as_str().is_empty()
    }

    /// Every condition.
    pub fn push(&self, query: &mut QueryBuilder<Sqlite>) {
        self.plain.push(query);
        self.push_words(query, |_| true);
        self.push_rest(query);
        self.push_undecided(query);
    }

    /// Those of the words.
    fn push_words(&self, query: &mut QueryBuilder<Sqlite>, which: impl Fn(&Word) -> bool) {
        for word in self.words.iter().filter(|word| which(word)) {
            query.push(" AND instr(account.folded, ").push_bind(word.text.clone()).push(") > 0");
        }
    }

    /// What the index of texts leaves to the row, besides bits.
    pub fn push_unasked(&self, query: &mut QueryBuilder<Sqlite>) {
        self.push_words(query, |word| word.asked.is_none());
        self.push_rest(query);
        self.push_undecided(query);
    }

    fn push_undecided(&self, query: &mut QueryBuilder<Sqlite>) {
        if self.undecided {
            overlay::push(query);
        }
    }

    /// What needs the row, but for the words.
    fn push_rest(&self, query: &mut QueryBuilder<Sqlite>) {
        for range in &self.ranges {
            query.push(" AND (instr(account.folded, ").push_bind(range.clone()).push(") > 0 OR ");
            used_from(query, range);
            query.push(")");
        }
        parts(query, self.filter, self.hits, self.now);
        for clause in &self.clauses {
            self.push_clause(query, clause);
        }
    }

    fn push_clause(&self, query: &mut QueryBuilder<Sqlite>, clause: &Clause) {
        if clause.field.is_of_the_server() {
            query.push(" AND FALSE");
            return;
        }
        // Of whom it is not known, neither is so (see [`crate::filter::Fit::Untold`]).
        let untold = match clause.field {
            FilterField::Ip if clause.not => bits::ADDRESSES_UNTOLD,
            FilterField::Kind if clause.not && clause.values.iter().any(|value| names_internal(value)) => {
                bits::INTERNAL_UNTOLD
            }
            _ => 0,
        };
        if untold != 0 {
            query.push(" AND NOT account.marks & ").push(untold);
        }
        if clause.not && clause.field == FilterField::Name {
            let suspended = bits::of_marks(&[Mark::Suspended]);
            query.push(" AND NOT (display_name = '' AND account.marks & ").push(suspended).push(")");
        }
        if !clause.not {
            signature::push(query, clause.field, clause.values.iter().map(String::as_str));
        }
        // Without a value, a comparison is neither true nor false.
        query.push(if clause.not { " AND NOT coalesce((FALSE" } else { " AND coalesce((FALSE" });
        for value in &clause.values {
            query.push(" OR (TRUE");
            self.push_value(query, clause.field, value);
            query.push(")");
        }
        query.push("), FALSE)");
    }

    fn push_value(&self, query: &mut QueryBuilder<Sqlite>, field: FilterField, value: &str) {
        if field == FilterField::Lang {
            match language(value) {
                Some(wanted) => {
                    query.push(" AND (locale = ").push_bind(wanted.clone());
                    query.push(" OR (locale >= ").push_bind(format!("{wanted}-"));
                    query.push(" AND locale < ").push_bind(format!("{wanted}.")).push("))");
                }
                None => {
                    query.push(" AND FALSE");
                }
            }
            return;
        }
        let Some(single) = Filter::single(field, value) else {
            query.push(" AND FALSE");
            return;
        };
        bits::of_filter(&single).iter().for_each(|bits| bits.push(query));
        for word in looked_for(&single.text) {
            query.push(" AND (instr(account.folded, ").push_bind(word.clone()).push(") > 0");
            if Network::parse(&word).is_some() {
                used_from(query.push(" OR "), &word);
            }
            query.push(")");
        }
        parts(query, &single, Hits::default(), self.now);
    }
}

fn names_internal(value: &str) -> bool {
    Filter::single(FilterField::Kind, value).is_some_and(|filter| filter.kind == Some(AccountKind::Internal))
}

/// The values of a clause as bits; none where one of them is more than that.
fn plain(clause: &Clause) -> Option<Vec<Vec<Bits>>> {
    if !bits::is_bits(clause.field) {
        return None;
    }
    let of_value = |value: &String| match clause.field {
        FilterField::Has => Has::read(value).map(|has| vec![Bits::one_of(bits::of_has(has))]),
        field => Filter::single(field, value).map(|filter| bits::of_filter(&filter)),
    };
    clause.values.iter().map(of_value).collect()
}

/// What of single parts is more than bits, but for the words.
fn parts(query: &mut QueryBuilder<Sqlite>, filter: &Filter, hits: Hits, now: Timestamp) {
    for (field, value) in [
        (FilterField::Domain, &filter.domain),
        (FilterField::Username, &filter.username),
        (FilterField::Mail, &filter.mail),
        // Whom a search vouches for has no name here.
        (FilterField::Name, if hits.name { &None } else { &filter.name }),
    ] {
        if let Some(value) = value {
            signature::push(query, field, std::iter::once(value.as_str()));
        }
    }
    if let Some(domain) = &filter.domain {
        query.push(" AND domain = ").push_bind(domain.clone());
    }
    if let Some(role) = &filter.role {
        query.push(" AND (role_lower = ").push_bind(lower(role));
        query.push(" OR role_id = ").push_bind(role.clone()).push(")");
    }
    if let Some(begin) = &filter.username {
        begins(query.push(" AND "), HANDLE, begin);
    }
    if let Some(mail) = &filter.mail {
        query.push(" AND ");
        match mail.strip_prefix('@') {
            // A domain is looked up; a longer end is compared.
            Some(domain) if !domain.contains('@') => {
                query.push("(mail_domain = ").push_bind(lower(domain)).push(" OR (mail_domain IS NULL AND ");
                ends(query, MAIL, mail).push("))");
            }
            Some(_) => drop(ends(query, MAIL, mail)),
            None => drop(begins(query, MAIL, mail)),
        }
    }
    if let Some(begin) = &filter.name {
        begins(query.push(" AND ("), NAME, begin);
        if hits.name {
            query
                .push(" OR (display_name = '' AND account.marks & ")
                .push(bits::of_marks(&[Mark::Suspended]))
                .push(" AND ");
            of_search(query, hits).push(")");
        }
        query.push(")");
    }
    if let Some(range) = &filter.ip {
        used_from(query.push(" AND ("), range);
        if hits.ip {
            query.push(" OR (account.marks & ").push(bits::ADDRESSES_UNTOLD).push(" AND ");
            of_search(query, hits).push(")");
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
    if filter.kind == Some(AccountKind::Internal) {
        query.push(" AND (account.marks & ").push(bits::of_marks(&[Mark::Internal]));
        if hits.kind {
            query.push(" OR (account.marks & ").push(bits::INTERNAL_UNTOLD).push(" AND ");
            of_search(query, hits).push(")");
        }
        query.push(")");
    }
    by_login(query, filter);
    if let Some(days) = &filter.joined {
        let (from, after) = ends_of(days, now);
        // Rows are in the order of their making; those of unknown making stand at their first seeing.
        query.push(" AND account.marks & ").push(bits::DATED);
        query.push(" AND created_at >= ").push_bind(from).push(" AND created_at < ").push_bind(after);
        query.push(" AND (account.marks & ").push(bits::MISPLACED);
        query
            .push(" OR row >= ")
            .push_bind(row_at(from))
            .push(" AND row <= ")
            .push_bind(row_at(after).saturating_add(LAST_PLACE))
            .push(")");
    }
    if let Some(days) = &filter.active {
        let (from, after) = ends_of(days, now);
        query.push(" AND active_at >= ").push_bind(from).push(" AND active_at < ").push_bind(after);
    }
}

/// How people sign in.
fn by_login(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    let has = |query: &mut QueryBuilder<Sqlite>, sought: String| {
        query.push("instr(coalesce(identities, ''), ").push_bind(sought).push(") > 0");
    };
    if let Some(identity) = &filter.identity {
        query.push(" AND identities IS NOT NULL AND ");
        has(query, sought_identity(identity));
    }
    if let Some(ldap) = filter.ldap {
        query.push(" AND (");
        has(query, DIRECTORY.to_owned());
        query.push(") = ").push_bind(ldap);
    }
    if let Some(mail) = &filter.public_mail {
        query.push(" AND public_mail_lower = ").push_bind(lower(mail));
    }
}

fn ends_of(days: &Days, now: Timestamp) -> (i64, i64) {
    let (from, after) = days.moments(now);
    (from.map_or(i64::MIN, |at| at.0), after.map_or(i64::MAX, |at| at.0))
}

/// The user name without its case, as its index has it.
pub(super) const HANDLE: &str = "coalesce(username_lower, username)";
/// The display name.
pub(super) const NAME: &str = "coalesce(name_lower, display_name)";
/// The mail address.
pub(super) const MAIL: &str = "coalesce(mail_lower, mail)";

/// Begins so; as a range, which the index of the column finds.
fn begins<'a>(query: &'a mut QueryBuilder<Sqlite>, column: &str, begin: &str) -> &'a mut QueryBuilder<Sqlite> {
    let begin = lower(begin);
    query.push(format!("({column} >= ")).push_bind(begin.clone());
    // The greatest character there is ends the range: nothing that begins so comes after it.
    query.push(format!(" AND {column} < ")).push_bind(format!("{begin}\u{10FFFF}"));
    query
        .push(format!(" AND substr({column}, 1, length("))
        .push_bind(begin.clone())
        .push(")) = ")
        .push_bind(begin)
        .push(")")
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
pub(super) fn used_from(query: &mut QueryBuilder<Sqlite>, range: &str) {
    query.push("row IN (");
    from_range(query, range);
    query.push(")");
}

/// The rows that were used from an address in the range.
pub(super) fn from_range(query: &mut QueryBuilder<Sqlite>, range: &str) {
    let Some(Network { first, last }) = Network::parse(range) else {
        query.push("SELECT NULL WHERE FALSE");
        return;
    };
    let length = i64::try_from(first.len()).unwrap_or_default();
    query.push("SELECT row FROM account_address WHERE ip BETWEEN ").push_bind(first).push(" AND ").push_bind(last);
    // Bytes compare from the left: an IPv6 address can begin as an IPv4 one.
    query.push(" AND length(ip) = ").push_bind(length);
}
