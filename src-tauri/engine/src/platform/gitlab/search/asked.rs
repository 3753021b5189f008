//! What a GitLab was asked for, to notice when it sends what it was not asked for.

use super::term::is_long;
use crate::filter::{AccountKind, DIRECTORY, Filter, Fit, StateFilter, identities, internal_is_untold, lower};
use crate::model::{Account, Timestamp};

/// What its parameters ask for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Asked {
    /// Parts that mean the same to the server as to us.
    pub filter: Filter,
    /// The text that is looked for.
    pub term: Option<String>,
    /// Nobody who is active.
    pub shut_out: bool,
    /// Only programs, and the server's own.
    pub no_person: bool,
    /// Nobody who signs in by a directory only.
    pub skip_ldap: bool,
}

impl Asked {
    /// Whether a server that heeds its parameters can have sent the user.
    pub(super) fn may_bring(&self, account: &Account, now: Timestamp) -> bool {
        self.filter.check(account, &[], now) != Fit::No
            && self.term.as_ref().is_none_or(|term| may_have(account, term))
            && !(self.shut_out && StateFilter::Unrestricted.holds(account.marks))
            && !(self.no_person && AccountKind::Human.holds(account.marks) && !internal_is_untold(account))
            && !(self.skip_ldap && only_by_directory(account))
    }
}

/// Whether the server may have found the text. Other confirmed mail addresses are compared, too, and not told (§3.2); only
/// of plain letters it is sure that the server folds their case as we do; and quotes around words it takes off.
fn may_have(account: &Account, term: &str) -> bool {
    if term.contains(['@', '"']) || !term.is_ascii() {
        return true;
    }
    let term = lower(term);
    let has = |name: &str| {
        let name = lower(name);
        term.split_whitespace().filter(|word| is_long(word)).all(|word| name.contains(word))
    };
    has(&account.username) || has(&account.display_name)
}

/// Whether every identity is a directory's. Who has another one as well may come by that.
fn only_by_directory(account: &Account) -> bool {
    let ways = identities(account);
    !ways.is_empty() && ways.matches(DIRECTORY).count() == account.identities.len()
}
