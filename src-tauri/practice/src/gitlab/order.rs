//! The order of a list of users (3.1, 3.2).

use std::cmp::Ordering;

use jiff::Timestamp;

use super::filter::searched;
use super::refusal::Refusal;
use super::state::User;
use crate::call::Params;

/// What a list is sorted by; ties go by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Also for `created_at`, which the server replaces by the id.
    Id,
    Name,
    Username,
    UpdatedAt,
}

/// Where a user stands in an order: what it is sorted by, and the id for ties.
pub(super) type Place = (String, i64);

impl Column {
    /// Where a user stands in the ascending order. A cursor keeps this, so that its page begins behind it, whoever has come, gone or changed meanwhile.
    pub(super) fn place(self, user: &User) -> Place {
        let value = match self {
            Self::Id => String::new(),
            Self::Name => user.name.to_lowercase(),
            Self::Username => user.username.clone(),
            Self::UpdatedAt => format!("{:030}", user.updated_at.as_nanosecond()),
        };
        (value, user.id)
    }

    /// On which side of everybody a cursor's value is that is none of this order's: a bent one, or another order's.
    pub(super) fn beyond(self, value: &str) -> Option<Ordering> {
        match self {
            Self::Id => (!value.is_empty()).then_some(Ordering::Greater),
            Self::UpdatedAt => moment(value).is_none().then(|| value.cmp("0")),
            Self::Name | Self::Username => None,
        }
    }
}

/// The moment that a place of [`Column::UpdatedAt`] says.
pub(super) fn moment(nanoseconds: &str) -> Option<Timestamp> {
    Timestamp::from_nanosecond(nanoseconds.parse().ok()?).ok()
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    BestMatch,
    /// Column, and whether it goes down.
    By(Column, bool),
}

impl Order {
    /// Default: id, newest first; with a search and no wish: the best match first.
    pub(super) fn parse(query: &Params, as_admin: bool) -> Result<Self, Refusal> {
        let invalid = |name: &str| Refusal::Parameter(format!("{name} does not have a valid value"));
        let column = match query.get("order_by") {
            None => None,
            Some("id" | "created_at") => Some(Column::Id),
            Some("name") => Some(Column::Name),
            Some("username") => Some(Column::Username),
            Some("updated_at") => Some(Column::UpdatedAt),
            Some(_) => return Err(invalid("order_by")),
        };
        let descending = match query.get("sort") {
            None => None,
            Some("desc") => Some(true),
            Some("asc") => Some(false),
            Some(_) => return Err(invalid("sort")),
        };
        let searching = searched(query).is_some();
        Ok(match (column.filter(|_| as_admin), descending.filter(|_| as_admin)) {
            (None, None) if searching => Self::BestMatch,
            (column, descending) => Self::By(column.unwrap_or(Column::Id), descending.unwrap_or(true)),
        })
    }
}
