//! How to get at the rows of a list: along the index of its order, through the index of a text, or from the few rows that
//! an index knows of.

use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

use super::super::sql;
use super::Cache;
use super::bits;
use super::narrow::{HANDLE, NAME, Narrow, from_range};
use super::order::{Order, Part};
use super::text;
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
    Text(String),
    /// From a few rows.
    Few(Narrowest),
}

/// What leads to few rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Narrowest {
    /// A text.
    Text(String),
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
    /// The row, as the way to it knows it: an order by this one needs no sorting.
    pub const fn row(&self) -> &'static str {
        match self {
            Access::Text(_) => "account_text.rowid",
            Access::Walk | Access::Index(_) | Access::Few(_) => "account.row",
        }
    }

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
                query.push(" FROM account_text CROSS JOIN account ON account.row = account_text.rowid");
                query.push(" WHERE account_text MATCH ").push_bind(asked.clone());
                if !is_answered(narrow) {
                    narrow.plain.push(query);
                }
                narrow.push_unasked(query);
            }
            Access::Few(narrowest) => {
                query.push(" FROM account WHERE account.row IN (");
                narrowest.push(query);
                query.push(")");
                narrow.push(query);
            }
        }
    }

    /// The same for counting, which reads no row that the index of texts answers for.
    pub fn push_count(&self, query: &mut QueryBuilder<Sqlite>, narrow: &Narrow<'_>, part: Part) {
        let mut unasked = QueryBuilder::new("");
        narrow.push_unasked(&mut unasked);
        match self {
            Access::Text(asked) if is_answered(narrow) && unasked.sql().as_str().is_empty() => {
                query.push(" FROM account_text WHERE account_text MATCH ").push_bind(asked.clone());
            }
            _ => self.push_from(query, narrow, part),
        }
    }
}

/// Whether the index of texts answers for all that bits tell.
fn is_answered(narrow: &Narrow<'_>) -> bool {
    narrow.plain.some.is_empty() && narrow.plain.all.iter().all(|bits| text::knows(*bits))
}

impl Narrowest {
    /// The rows.
    fn push(&self, query: &mut QueryBuilder<Sqlite>) {
        match self {
            Narrowest::Text(asked) => {
                query.push("SELECT rowid FROM account_text WHERE account_text MATCH ").push_bind(asked.clone());
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
    /// The best way to the rows of a list whose words are spelt.
    pub(super) async fn access(&self, narrow: &Narrow<'_>, order: Order) -> Result<Access> {
        let newest = order.key.is_none();
        let rare = newest && rare(narrow).is_some();
        if narrow.is_plain() && (newest || order.index == "account_queue") {
            // Those who are few are found at once, in the order of their making.
            return Ok(if rare { Access::Index(RARE) } else { Access::Walk });
        }
        let asked = text::asked(&narrow.words, &narrow.plain.all);
        if newest && let Some(asked) = asked {
            return Ok(Access::Text(asked));
        }
        for narrowest in candidates(narrow, asked) {
            if self.is_few(&narrowest).await? {
                return Ok(Access::Few(narrowest));
            }
        }
        Ok(match newest {
            true if narrow.filter.domain.is_some() => Access::Index("account_domain"),
            true if rare => Access::Index(RARE),
            _ => Access::Walk,
        })
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
fn candidates(narrow: &Narrow<'_>, asked: Option<String>) -> Vec<Narrowest> {
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
    all.extend(rare(narrow).map(Narrowest::Rare));
    all
}

/// Marks that few have, one of which is asked for.
fn rare(narrow: &Narrow<'_>) -> Option<i64> {
    narrow.plain.all.iter().map(|bits| bits.one_of).find(|one_of| *one_of != 0 && one_of & !bits::RARE == 0)
}
