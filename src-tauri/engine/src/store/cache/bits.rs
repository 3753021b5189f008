//! What is asked of rows with yes or no, as bits of one number: the marks, and above them what is no mark. Every index has
//! the number, so that rows are left out without being read.

use sqlx::QueryBuilder;
use sqlx::sqlite::Sqlite;

use crate::filter::{
    AccountKind, Filter, FilterField, Has, Origin, StateFilter, addresses_are_untold, internal_is_untold,
};
use crate::model::{Account, Mark, Marks};

/// Lives on another server.
pub(super) const REMOTE: i64 = 1 << 20;
/// Its mail address is known to be unconfirmed.
pub(super) const UNCONFIRMED: i64 = 1 << 21;
const TWO_FACTOR: i64 = 1 << 22;
const NO_TWO_FACTOR: i64 = 1 << 23;
const AUDITOR: i64 = 1 << 24;
const REASON: i64 = 1 << 25;
/// Has a mail address.
pub(super) const MAIL: i64 = 1 << 26;
const NOTE: i64 = 1 << 27;
/// Its latest network address can be read.
pub(super) const ADDRESS: i64 = 1 << 28;
const BIO: i64 = 1 << 29;
const ROLE: i64 = 1 << 30;
/// The server compares more addresses than it tells.
pub(super) const ADDRESSES_UNTOLD: i64 = 1 << 31;
/// May be the server's own without its saying so.
pub(super) const INTERNAL_UNTOLD: i64 = 1 << 32;
/// Has a display name.
pub(super) const NAME: i64 = 1 << 33;
/// Was active at a known time.
pub(super) const ACTIVE: i64 = 1 << 34;
/// Was made at a known time.
pub(super) const DATED: i64 = 1 << 35;

/// Its row stands at another time than it was made: the server once told another one, or the millisecond was full.
pub(super) const MISPLACED: i64 = 1 << 38;
const HAS_ADDRESS: i64 = 1 << 36;
const HAS_MAIL: i64 = 1 << 37;

/// Gone from the server.
pub(super) const GONE: i64 = 1 << Mark::Gone as u8;
/// Waits for approval. The index of the queue has it as a number.
pub(super) const PENDING: i64 = 1;

/// Marks that few accounts have, as the index `account_rare` has them.
pub(super) const RARE: i64 = 1_017_853;

/// The bits of marks.
pub(super) fn of_marks(marks: &[Mark]) -> i64 {
    i64::from(Marks::of(marks).bits())
}

/// All bits of an account.
pub(super) fn of_account(account: &Account, ip: bool) -> i64 {
    let when = |is: bool, bit: i64| if is { bit } else { 0 };
    i64::from(account.marks.bits())
        | when(account.domain.is_some(), REMOTE)
        | when(account.mail_confirmed == Some(false), UNCONFIRMED)
        | when(account.two_factor == Some(true), TWO_FACTOR)
        | when(account.two_factor == Some(false), NO_TWO_FACTOR)
        | when(account.auditor, AUDITOR)
        | when(Has::Reason.holds(account), REASON)
        | when(account.mail.is_some(), MAIL)
        | when(Has::Note.holds(account), NOTE)
        | when(ip, ADDRESS)
        | when(Has::Address.holds(account), HAS_ADDRESS)
        | when(Has::Mail.holds(account), HAS_MAIL)
        | when(Has::Bio.holds(account), BIO)
        | when(Has::Role.holds(account), ROLE)
        | when(addresses_are_untold(account), ADDRESSES_UNTOLD)
        | when(internal_is_untold(account), INTERNAL_UNTOLD)
        | when(!account.display_name.is_empty(), NAME)
        | when(account.created_at.is_some(), DATED)
}

/// One of these bits where there are any, and none of those.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bits {
    /// One of them has to be there; zero: none needs to be.
    pub one_of: i64,
    /// None of them may be there.
    pub none_of: i64,
}

impl Bits {
    /// One of these.
    pub const fn one_of(bits: i64) -> Self {
        Bits { one_of: bits, none_of: 0 }
    }

    /// None of these.
    pub const fn none_of(bits: i64) -> Self {
        Bits { one_of: 0, none_of: bits }
    }

    fn of((wanted, unwanted): (&[Mark], &[Mark])) -> Self {
        Bits { one_of: of_marks(wanted), none_of: of_marks(unwanted) }
    }

    /// The bits of a state.
    pub fn of_state(state: StateFilter) -> Self {
        Bits::of(state.marks())
    }

    /// Whether a row with these marks fits.
    pub const fn holds(self, marks: i64) -> bool {
        (self.one_of == 0 || marks & self.one_of != 0) && marks & self.none_of == 0
    }

    /// As a condition on `marks`.
    pub fn push(self, query: &mut QueryBuilder<Sqlite>) {
        if self.one_of != 0 {
            query.push(" AND account.marks & ").push(self.one_of);
        }
        if self.none_of != 0 {
            query.push(" AND NOT account.marks & ").push(self.none_of);
        }
    }
}

/// The bits of a part of a filter that nothing but bits says; none for another part. `kind:internal` is not among them: of
/// some accounts only the server knows.
pub(super) fn of_filter(filter: &Filter) -> Vec<Bits> {
    let mut all = Vec::new();
    all.extend(filter.state.map(Bits::of_state));
    all.extend(filter.origin.map(|origin| match origin {
        Origin::Local => Bits::none_of(REMOTE),
        Origin::Remote => Bits::one_of(REMOTE),
    }));
    all.extend(filter.kind.filter(|kind| *kind != AccountKind::Internal).map(|kind| Bits::of(kind.marks())));
    all.extend(filter.external.map(|is| yes_or_no(is, of_marks(&[Mark::External]))));
    all.extend(filter.two_factor.map(|on| Bits::one_of(if on { TWO_FACTOR } else { NO_TWO_FACTOR })));
    all.extend(filter.auditor.map(|is| yes_or_no(is, AUDITOR)));
    all
}

const fn yes_or_no(is: bool, bits: i64) -> Bits {
    if is { Bits::one_of(bits) } else { Bits::none_of(bits) }
}

/// The bit of something that an account can have.
pub(super) const fn of_has(has: Has) -> i64 {
    match has {
        Has::Reason => REASON,
        Has::Mail => HAS_MAIL,
        Has::Note => NOTE,
        Has::Address => HAS_ADDRESS,
        Has::Bio => BIO,
        Has::Role => ROLE,
    }
}

/// Whether a clause about the part is nothing but bits, when its values are.
pub(super) const fn is_bits(field: FilterField) -> bool {
    matches!(
        field,
        FilterField::State
            | FilterField::Origin
            | FilterField::External
            | FilterField::TwoFactor
            | FilterField::Auditor
            | FilterField::Has
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_the_few_has_their_marks_as_a_number() {
        let few = [
            Mark::Pending,
            Mark::Limited,
            Mark::Sensitive,
            Mark::LoginFrozen,
            Mark::Suspended,
            Mark::Banned,
            Mark::Blocked,
            Mark::LdapBlocked,
            Mark::Deactivated,
            Mark::Locked,
            Mark::Staff,
            Mark::Administrator,
            Mark::Internal,
            Mark::Gone,
            Mark::Unknown,
        ];
        assert_eq!(RARE, of_marks(&few));
        assert!(include_str!("../migrations/cache/0006_whole.sql").contains(&format!("marks & {RARE};")));
    }
}
