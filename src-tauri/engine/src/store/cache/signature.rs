//! A few bits of texts, kept with the marks in every index: whoever is not meant is left out there without being read,
//! whatever a list is sorted by. They only leave out; the text itself is compared as well.

use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

use super::bits;
use crate::filter::{FilterField, language, lower};
use crate::model::Account;

/// The bits below are no signature: what is counted by bits is counted by these.
pub(super) const BELOW: i64 = (1 << 39) - 1;

/// Where a text's bits stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    shift: u32,
    /// How many different ones there are, besides that of no text, which is zero.
    kinds: i64,
}

/// How the user name begins.
pub(super) const USERNAME: Place = Place { shift: 39, kinds: 31 };
/// The server.
pub(super) const DOMAIN: Place = Place { shift: 44, kinds: 31 };
/// The domain of the mail address.
pub(super) const MAIL_DOMAIN: Place = Place { shift: 49, kinds: 31 };
/// The language, without the country.
pub(super) const LANGUAGE: Place = Place { shift: 54, kinds: 31 };
/// How the display name begins.
pub(super) const NAME: Place = Place { shift: 59, kinds: 15 };

impl Place {
    /// The bits of a text.
    fn of(self, text: &str) -> i64 {
        if text.is_empty() {
            return 0;
        }
        let sum = text.bytes().fold(0_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 65_521);
        (1 + sum % self.kinds) << self.shift
    }

    /// The bits of how a text begins.
    fn of_beginning(self, text: &str) -> i64 {
        let first: String = lower(text).chars().take(1).collect();
        self.of(&first)
    }

    fn mask(self) -> i64 {
        self.kinds << self.shift
    }

    /// As a condition: of one of these texts.
    fn push(self, query: &mut QueryBuilder<Sqlite>, of: impl Iterator<Item = i64>) {
        query.push(" AND account.marks & ").push(self.mask()).push(" IN (");
        let mut list = query.separated(", ");
        for bits in of {
            list.push(bits);
        }
        query.push(")");
    }
}

/// All of an account; its mail domain without case.
pub(super) fn of_account(account: &Account, mail_domain: Option<&str>) -> i64 {
    USERNAME.of_beginning(&account.username)
        | NAME.of_beginning(&account.display_name)
        | DOMAIN.of(account.domain.as_deref().unwrap_or_default())
        | MAIL_DOMAIN.of(mail_domain.unwrap_or_default())
        | LANGUAGE.of(primary(&account.locale.as_deref().map(lower).unwrap_or_default()))
}

fn primary(locale: &str) -> &str {
    locale.split('-').next().unwrap_or_default()
}

/// The condition that one of these values of a part of a filter has to fulfil; nothing where a value says more than bits.
pub(super) fn push<'a>(query: &mut QueryBuilder<Sqlite>, field: FilterField, values: impl Iterator<Item = &'a str>) {
    let of = |value: &str| match field {
        FilterField::Username => Some((USERNAME, USERNAME.of_beginning(value))),
        FilterField::Name => Some((NAME, NAME.of_beginning(value))),
        FilterField::Domain => Some((DOMAIN, DOMAIN.of(value))),
        FilterField::Mail => {
            let domain = value.strip_prefix('@').filter(|domain| !domain.contains('@'))?;
            Some((MAIL_DOMAIN, MAIL_DOMAIN.of(&lower(domain))))
        }
        FilterField::Lang => Some((LANGUAGE, LANGUAGE.of(primary(&language(value)?)))),
        _ => None,
    };
    let Some(found) = values.map(of).collect::<Option<Vec<_>>>() else { return };
    if let Some((place, _)) = found.first().copied() {
        // Whoever has no mail domain may have an address that ends so all the same; whoever has no address, as half of a
        // Mastodon's people, has not.
        let mail = place == MAIL_DOMAIN;
        if mail {
            query.push(" AND account.marks & ").push(bits::MAIL);
        }
        place.push(query, found.into_iter().map(|(_, bits)| bits).chain(mail.then_some(0)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_do_not_overlap_and_stay_above_what_is_counted() {
        let mut taken = BELOW;
        for place in [USERNAME, DOMAIN, MAIL_DOMAIN, LANGUAGE, NAME] {
            assert_eq!(taken & place.mask(), 0, "{place:?}");
            taken |= place.mask();
        }
        assert_eq!(taken, i64::MAX);
    }
}
