//! What a filter means for one account. The cache narrows its rows by the same meaning.

use super::{
    AccountKind, DIRECTORY, Filter, FilterField, Network, Origin, folded, identities, internal_is_untold, looked_for,
    lower, sought_identity,
};
use crate::model::{Account, Activity, Mark, Timestamp};

/// Whether an account fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// No.
    No,
    /// Not as far as the server tells: it compared what it does not show, as the name of a suspended account.
    Untold,
    /// Yes.
    Yes,
}

impl Fit {
    pub(super) const fn of(fits: bool) -> Self {
        if fits { Fit::Yes } else { Fit::No }
    }

    const fn or_untold(self, untold: bool) -> Self {
        match self {
            Fit::No if untold => Fit::Untold,
            fit => fit,
        }
    }
}

impl Filter {
    /// Whether the account fits every part of the filter, as far as its row tells; days are counted back from `now`.
    pub fn fits(&self, account: &Account, now: Timestamp) -> bool {
        self.check(account, &[], now) == Fit::Yes
    }

    /// The same, told apart from what the server compared without showing it: it did not compare what it was not asked for.
    /// No account tells who invited it (in a form that `invited-by:` could be compared with), its projects, its custom
    /// attributes, and the number of its SAML provider.
    pub(crate) fn check(&self, account: &Account, not_asked: &[FilterField], now: Timestamp) -> Fit {
        let asked = |field| !not_asked.contains(&field);
        let only_asked = |is_there: bool, field| Fit::of(!is_there).or_untold(asked(field));
        let begins = |wanted: &Option<String>, text: &str| {
            Fit::of(wanted.as_ref().is_none_or(|wanted| lower(text).starts_with(&lower(wanted))))
        };
        let parts = [
            Fit::of(self.state.is_none_or(|state| state.holds(account.marks))),
            Fit::of(self.origin.is_none_or(|origin| (origin == Origin::Local) == account.domain.is_none())),
            Fit::of(self.domain.is_none() || self.domain == account.domain),
            Fit::of(self.role.as_ref().is_none_or(|role| has_role(account, role))),
            Fit::of(self.mail.as_ref().is_none_or(|wanted| has_mail(account, wanted))),
            begins(&self.username, &account.username),
            begins(&self.name, &account.display_name).or_untold(asked(FilterField::Name) && name_is_untold(account)),
            Fit::of(self.ip.as_ref().is_none_or(|range| has_address(account, range)))
                .or_untold(asked(FilterField::Ip) && addresses_are_untold(account)),
            Fit::of(has_words(account, &self.text)),
            Fit::of(self.kind.is_none_or(|kind| kind.holds(account.marks))).or_untold(
                asked(FilterField::Kind) && self.kind == Some(AccountKind::Internal) && internal_is_untold(account),
            ),
            Fit::of(self.external.is_none_or(|external| external == account.marks.has(Mark::External))),
            Fit::of(self.two_factor.is_none() || self.two_factor == account.two_factor),
            Fit::of(self.joined.as_ref().is_none_or(|days| days.hold(account.created_at, now))),
            Fit::of(self.active.as_ref().is_none_or(|days| days.hold(last_active(account), now))),
            Fit::of(self.signs_in(account)),
            Fit::of(self.auditor.is_none_or(|auditor| auditor == account.auditor)),
            Fit::of(self.public_mail.as_ref().is_none_or(|wanted| has_public_mail(account, wanted))),
            only_asked(self.invited_by.is_some(), FilterField::InvitedBy),
            only_asked(self.without_projects, FilterField::Projects),
            only_asked(self.saml.is_some(), FilterField::Saml),
            only_asked(self.attribute.is_some(), FilterField::Attribute),
            Fit::of(self.clauses.iter().all(|clause| clause.holds(account, now))),
        ];
        parts.into_iter().min().unwrap_or(Fit::Yes)
    }

    /// Whether the person signs in by the services that are looked for. Of a SAML provider only the number is looked for,
    /// which no account tells; but whoever has one signs in by some SAML.
    fn signs_in(&self, account: &Account) -> bool {
        if self.identity.is_none() && self.ldap.is_none() && self.saml.is_none() {
            return true;
        }
        let told = identities(account);
        self.identity.as_ref().is_none_or(|wanted| told.contains(&sought_identity(wanted)))
            && self.ldap.is_none_or(|ldap| ldap == told.contains(DIRECTORY))
            && (self.saml.is_none() || account.identities.iter().any(|own| lower(&own.provider).contains("saml")))
    }
}

fn has_public_mail(account: &Account, wanted: &str) -> bool {
    account.public_mail.as_ref().is_some_and(|mail| lower(mail) == lower(wanted))
}

/// When it was last active, if the server tells and it ever was.
const fn last_active(account: &Account) -> Option<Timestamp> {
    match account.activity {
        Activity::At(at) => Some(at),
        Activity::Never | Activity::Untold => None,
    }
}

/// Suspended accounts are shown blank (mastodon.md §3.4), and found by the name that they had.
fn name_is_untold(account: &Account) -> bool {
    account.marks.has(Mark::Suspended) && account.display_name.is_empty()
}

/// A server that tells all addresses tells when they were used; a lone one without is one of several (mastodon.md §3.1, §5.6).
pub(crate) fn addresses_are_untold(account: &Account) -> bool {
    !account.addresses.is_empty() && account.addresses.iter().all(|address| address.used_at.is_none())
}

fn has_role(account: &Account, wanted: &str) -> bool {
    let named = account.role.as_ref().is_some_and(|role| lower(role) == lower(wanted));
    named || account.role_id.as_deref() == Some(wanted)
}

fn has_mail(account: &Account, wanted: &str) -> bool {
    let Some(mail) = account.mail.as_ref().map(|mail| lower(mail)) else { return false };
    let wanted = lower(wanted);
    if wanted.starts_with('@') { mail.ends_with(&wanted) } else { mail.starts_with(&wanted) }
}

fn has_address(account: &Account, range: &str) -> bool {
    Network::parse(range).is_some_and(|range| account.addresses.iter().any(|address| range.holds(&address.ip)))
}

fn has_words(account: &Account, text: &str) -> bool {
    let told = folded(account);
    let found = |word: &String| told.contains(word) || has_address(account, word);
    looked_for(text).iter().all(found)
}
