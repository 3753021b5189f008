//! How to get at the rows of a list: along the index of its order, through the index of a text, or from the few rows that
//! an index knows of.

use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

use super::super::sql;
use super::Cache;
use super::bits;
use super::narrow::{HANDLE, NAME, Narrow, from_range};
use super::order::{Order, Part};
use super::text::{self, Match};
use crate::error::Result;
use crate::filter::lower;

/// Fewer rows than these are collected and sorted; more are met soon enough on the way along the order.
const FEW: i64 = 1_500;

/// The index of those who have marks that few have.
const RARE: &str = "account_rare";

/// A way to the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Access {
    /// Along the index of the order.
    Walk,
    /// Along another index, which has exactly these rows by when they were made.
    Index(&'static str),
    /// Through the index of a text, which has the newest first.
    Text(Match),
    /// From a few rows.
    Few(Narrowest),
}

/// What leads to few rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Narrowest {
    /// A text.
    Text(Match),
    /// An address or a range.
    Range(String),
    /// A domain.
    Domain(String),
    /// A mail domain.
    MailDomain(String),
    /// The beginning of a user name.
    Handle(String),
    /// The beginning of a display name.
    Name(String),
    /// Marks that few have.
    Rare(i64),
    /// A public mail address.
    PublicMail(String),
    /// Another way to sign in.
    Identity,
    /// A role.
    Role,
}

impl Access {
    /// `FROM` and all conditions but the order's own.
    pub fn push_from(&self, query: &mut QueryBuilder<Sqlite>, narrow: &Narrow<'_>, part: Part) {
        match self {
            Access::Walk => {
                query.push(" FROM account INDEXED BY ").push(part.index()).push(" WHERE TRUE");
                narrow.push(query);
            }
            Access::Index(index) => {
                query.push(" FROM account INDEXED BY ").push(*index).push(" WHERE TRUE");
                if *index == RARE {
                    // An index of some rows serves only a question that says itself that it is about no others.
                    query.push(" AND account.marks & ").push(bits::RARE);
                }
                narrow.push(query);
            }
            Access::Text(asked) => {
                query.push(" FROM ").push(asked.table).push(" CROSS JOIN account ON account.row = ").push(asked.table);
                query.push(".rowid WHERE ").push(asked.table).push(" MATCH ").push_bind(asked.asked.clone());
                if !narrow.plain.all.iter().all(|bits| text::knows(*bits)) || !narrow.plain.some.is_empty() {
                    narrow.plain.push(query);
                }
                narrow.push_words(query, narrow.answered());
                narrow.push_rest(query);
            }
            Access::Few(narrowest) => {
                query.push(" FROM account WHERE account.row IN (");
                narrowest.push(query);
                query.push(")");
                narrow.push(query);
            }
        }
    }
}

impl Narrowest {
    /// The rows.
    fn push(&self, query: &mut QueryBuilder<Sqlite>) {
        match self {
            Narrowest::Text(asked) => {
                query.push("SELECT rowid FROM ").push(asked.table).push(" WHERE ").push(asked.table).push(" MATCH ");
                query.push_bind(asked.asked.clone());
            }
            Narrowest::Range(range) => from_range(query, range),
            Narrowest::Domain(domain) => {
                query.push("SELECT row FROM account WHERE domain = ").push_bind(domain.clone());
            }
            Narrowest::MailDomain(domain) => {
                query.push("SELECT row FROM account WHERE mail_domain = ").push_bind(domain.clone());
            }
            Narrowest::Handle(begin) => range(query, HANDLE, "", begin),
            Narrowest::Name(begin) => range(query, NAME, "display_name <> '' AND ", begin),
            Narrowest::Rare(marks) => {
                query
                    .push("SELECT row FROM account INDEXED BY ")
                    .push(RARE)
                    .push(" WHERE account.marks & ")
                    .push(bits::RARE);
                query.push(" AND account.marks & ").push(*marks);
            }
            Narrowest::PublicMail(mail) => {
                query.push("SELECT row FROM account WHERE public_mail_lower = ").push_bind(mail.clone());
            }
            Narrowest::Identity => {
                query.push("SELECT row FROM account WHERE identities IS NOT NULL");
            }
            Narrowest::Role => {
                query.push("SELECT row FROM account WHERE role IS NOT NULL");
            }
        }
    }
}

fn range(query: &mut QueryBuilder<Sqlite>, column: &str, also: &str, begin: &str) {
    query.push("SELECT row FROM account WHERE ").push(also).push(column).push(" >= ").push_bind(begin.to_owned());
    query.push(" AND ").push(column).push(" < ").push_bind(format!("{begin}\u{10FFFF}"));
}

impl Cache {
    /// The best way to the rows of a list.
    pub(super) async fn access(&self, narrow: &Narrow<'_>, order: Order) -> Result<Access> {
        if narrow.is_plain() && order.key.is_none() {
            // Those who are few are found at once, in the order of their making.
            let rare = narrow.plain.all.iter().any(|bits| bits.one_of != 0 && bits.one_of & !bits::RARE == 0);
            return Ok(if rare { Access::Index(RARE) } else { Access::Walk });
        }
        if order.index == "account_queue" && narrow.is_plain() {
            return Ok(Access::Walk);
        }
        let asked = text::asked(&narrow.words, &narrow.plain.all);
        if order.key.is_none()
            && let Some(asked) = &asked
        {
            return Ok(Access::Text(asked.clone()));
        }
        for narrowest in candidates(narrow, asked) {
            if self.is_few(&narrowest).await? {
                return Ok(Access::Few(narrowest));
            }
        }
        let domain_only = narrow.filter.domain.is_some() && order.key.is_none();
        Ok(if domain_only { Access::Index("account_domain") } else { Access::Walk })
    }

    async fn is_few(&self, narrowest: &Narrowest) -> Result<bool> {
        let mut query = QueryBuilder::new("SELECT count(*) FROM (");
        narrowest.push(&mut query);
        query.push(" LIMIT ").push_bind(FEW + 1).push(")");
        let count: i64 = query.build_query_scalar().fetch_one(&self.0).await.map_err(sql)?;
        Ok(count <= FEW)
    }
}

/// What may lead to few rows, the likeliest first.
fn candidates(narrow: &Narrow<'_>, asked: Option<Match>) -> Vec<Narrowest> {
    let filter = narrow.filter;
    let mut all = Vec::new();
    // Whom a search on the server vouches for stands in none of these.
    all.extend(filter.ip.clone().filter(|_| !narrow.hits.ip).map(Narrowest::Range));
    all.extend(asked.map(Narrowest::Text));
    all.extend(filter.public_mail.as_deref().map(|mail| Narrowest::PublicMail(lower(mail))));
    all.extend(filter.identity.as_ref().map(|_| Narrowest::Identity));
    // By a number it may be the id of a role without a name, which everybody has.
    let named = filter.role.as_ref().filter(|role| role.parse::<i64>().is_err());
    all.extend(named.map(|_| Narrowest::Role));
    all.extend(filter.domain.clone().map(Narrowest::Domain));
    let mail = filter.mail.as_deref().and_then(|mail| mail.strip_prefix('@'));
    all.extend(mail.filter(|mail| !mail.contains('@')).map(|mail| Narrowest::MailDomain(lower(mail))));
    all.extend(filter.username.as_deref().map(|begin| Narrowest::Handle(lower(begin))));
    all.extend(filter.name.as_deref().filter(|_| !narrow.hits.name).map(|begin| Narrowest::Name(lower(begin))));
    let rare = narrow.plain.all.iter().find(|bits| bits.one_of != 0 && bits.one_of & !bits::RARE == 0);
    all.extend(rare.map(|bits| Narrowest::Rare(bits.one_of)));
    all
}
