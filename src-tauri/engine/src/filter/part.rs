//! One part of a filter: its value read, printed and taken away, and what can stand there.

use super::field::TEXT;
use super::text::{self, pieces};
use super::{AccountKind, Days, Filter, FilterField, Has, Network, Origin, StateFilter, identity};

/// Longer values and texts are not typed, in characters. The longest is a place in a directory, 255 at most on a GitLab.
pub(super) const LONGEST: usize = 320;

pub(crate) const YES_OR_NO: [&str; 2] = [YES, NO];
pub(crate) const ON_OR_OFF: [&str; 2] = [ON, OFF];
/// The one word that stands behind `projects:`.
pub(crate) const NO_PROJECTS: &str = "none";
const YES: &str = "yes";
const NO: &str = "no";
const ON: &str = "on";
const OFF: &str = "off";

impl Filter {
    /// The filter for one value of one part, as a [`super::Clause`] means each of its values; none for what is no value of
    /// it, and for parts that are only in clauses (`lang:`, `has:`).
    pub(crate) fn single(field: FilterField, value: &str) -> Option<Self> {
        let mut filter = Filter::default();
        filter.read(field, value).then_some(filter)
    }

    /// Takes a value in, unless it is none.
    pub(super) fn read(&mut self, field: FilterField, value: &str) -> bool {
        let value = beginning(&visible(value), LONGEST).trim().to_owned();
        if value.is_empty() {
            return false;
        }
        match field {
            FilterField::State => {
                let named = |state: &StateFilter| state.word().eq_ignore_ascii_case(&value);
                put(&mut self.state, StateFilter::ALL.into_iter().find(named))
            }
            FilterField::Origin => {
                let named = |origin: &Origin| origin.word().eq_ignore_ascii_case(&value);
                put(&mut self.origin, Origin::ALL.into_iter().find(named))
            }
            FilterField::Username => put(&mut self.username, without_at(&value)),
            FilterField::Name => put(&mut self.name, Some(value)),
            FilterField::Mail => put(&mut self.mail, Some(value).filter(|mail| mail != "@")),
            FilterField::Ip => put(&mut self.ip, Some(value).filter(|range| Network::parse(range).is_some())),
            FilterField::Domain => put(&mut self.domain, domain(&value)),
            FilterField::Role => put(&mut self.role, Some(value)),
            FilterField::InvitedBy => put(&mut self.invited_by, Some(value).filter(|id| is_number(id))),
            FilterField::Kind => {
                let named = |kind: &AccountKind| kind.word().eq_ignore_ascii_case(&value);
                put(&mut self.kind, AccountKind::ALL.into_iter().find(named))
            }
            FilterField::External => put(&mut self.external, yes_or_no(&value)),
            FilterField::TwoFactor => put(&mut self.two_factor, yes_or_no(&value)),
            FilterField::Joined => put(&mut self.joined, Days::parse(&value)),
            FilterField::Active => put(&mut self.active, Days::parse(&value)),
            FilterField::Projects => {
                let none = value.eq_ignore_ascii_case(NO_PROJECTS);
                self.without_projects |= none;
                none
            }
            FilterField::Identity => put(&mut self.identity, identity::read(&value)),
            FilterField::Ldap => put(&mut self.ldap, yes_or_no(&value)),
            FilterField::Saml => put(&mut self.saml, Some(value).filter(|id| is_number(id))),
            FilterField::Auditor => put(&mut self.auditor, yes_or_no(&value)),
            FilterField::PublicMail => {
                let whole = |mail: &String| !mail.starts_with('@') && !mail.ends_with('@') && mail.contains('@');
                put(&mut self.public_mail, Some(value).filter(whole))
            }
            FilterField::Attribute => put(&mut self.attribute, Some(value).filter(|text| attribute(text).is_some())),
            FilterField::Text => {
                self.text = text::kept(&[pieces(&self.text), vec![value]].concat());
                true
            }
            FilterField::Lang | FilterField::Has => false,
        }
    }

    /// A part's value as one types it, without quotes; none where the filter has none. Of free words all.
    pub(super) fn part(&self, field: FilterField) -> Option<String> {
        let yes = |is: bool| if is { YES } else { NO }.to_owned();
        match field {
            FilterField::Text => (!self.text.is_empty()).then(|| self.text.clone()),
            FilterField::State => self.state.map(|state| state.word().to_owned()),
            FilterField::Origin => self.origin.map(|origin| origin.word().to_owned()),
            FilterField::Username => self.username.clone(),
            FilterField::Name => self.name.clone(),
            FilterField::Mail => self.mail.clone(),
            FilterField::Ip => self.ip.clone(),
            FilterField::Domain => self.domain.clone(),
            FilterField::Role => self.role.clone(),
            FilterField::InvitedBy => self.invited_by.clone(),
            FilterField::Kind => self.kind.map(|kind| kind.word().to_owned()),
            FilterField::External => self.external.map(yes),
            FilterField::TwoFactor => self.two_factor.map(|on| if on { ON } else { OFF }.to_owned()),
            FilterField::Joined => self.joined.as_ref().and_then(Days::print),
            FilterField::Active => self.active.as_ref().and_then(Days::print),
            FilterField::Projects => self.without_projects.then(|| NO_PROJECTS.to_owned()),
            FilterField::Identity => self.identity.clone(),
            FilterField::Ldap => self.ldap.map(yes),
            FilterField::Saml => self.saml.clone(),
            FilterField::Auditor => self.auditor.map(yes),
            FilterField::PublicMail => self.public_mail.clone(),
            FilterField::Attribute => self.attribute.clone(),
            FilterField::Lang | FilterField::Has => None,
        }
    }

    /// Takes a part away.
    pub(super) fn forget(&mut self, field: FilterField) {
        match field {
            FilterField::Text => self.text.clear(),
            FilterField::Projects => self.without_projects = false,
            FilterField::State => self.state = None,
            FilterField::Origin => self.origin = None,
            FilterField::Username => self.username = None,
            FilterField::Name => self.name = None,
            FilterField::Mail => self.mail = None,
            FilterField::Ip => self.ip = None,
            FilterField::Domain => self.domain = None,
            FilterField::Role => self.role = None,
            FilterField::InvitedBy => self.invited_by = None,
            FilterField::Kind => self.kind = None,
            FilterField::External => self.external = None,
            FilterField::TwoFactor => self.two_factor = None,
            FilterField::Joined => self.joined = None,
            FilterField::Active => self.active = None,
            FilterField::Identity => self.identity = None,
            FilterField::Ldap => self.ldap = None,
            FilterField::Saml => self.saml = None,
            FilterField::Auditor => self.auditor = None,
            FilterField::PublicMail => self.public_mail = None,
            FilterField::Attribute => self.attribute = None,
            FilterField::Lang | FilterField::Has => {}
        }
    }
}

/// Puts a value in its place, unless there is none.
fn put<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let known = value.is_some();
    *place = value.or(place.take());
    known
}

/// What could stand after the word.
pub(super) fn possible(field: FilterField) -> Vec<String> {
    let values: Vec<&str> = match field {
        FilterField::Text => vec!["casino,poker"],
        FilterField::State => StateFilter::ALL.into_iter().map(StateFilter::word).collect(),
        FilterField::Origin => Origin::ALL.into_iter().map(Origin::word).collect(),
        FilterField::Username => vec!["anna"],
        FilterField::Name => vec!["Anna", "\"Anna K\""],
        FilterField::Mail => vec!["anna@", "@example.org"],
        FilterField::Ip => vec!["198.51.100.7", "198.51.100.0/24", "2001:db8::/32"],
        FilterField::Domain => vec!["example.org"],
        FilterField::Role => vec!["Moderator", "3"],
        FilterField::InvitedBy => vec!["12345"],
        FilterField::Kind => AccountKind::ALL.into_iter().map(AccountKind::word).collect(),
        FilterField::External | FilterField::Ldap | FilterField::Auditor => YES_OR_NO.to_vec(),
        FilterField::TwoFactor => ON_OR_OFF.to_vec(),
        FilterField::Joined | FilterField::Active => {
            vec!["<7d", ">3m", "2026-11-21", ">=2026-11-01", "2026-11-01..2026-11-21"]
        }
        FilterField::Projects => vec![NO_PROJECTS],
        FilterField::Identity => vec!["ldapmain", "\"ldapmain:uid=kim,ou=people\""],
        FilterField::Saml => vec!["12"],
        FilterField::PublicMail => vec!["anna@example.org"],
        FilterField::Attribute => vec!["key=value"],
        FilterField::Lang => vec!["de", "pt-BR"],
        FilterField::Has => Has::ALL.map(Has::word).to_vec(),
    };
    let word = if field == FilterField::Text { TEXT } else { field.word() };
    values.into_iter().map(|value| format!("{word}:{value}")).collect()
}

fn yes_or_no(value: &str) -> Option<bool> {
    let is = |word: &str| value.eq_ignore_ascii_case(word);
    if is(YES) || is(ON) { Some(true) } else { (is(NO) || is(OFF)).then_some(false) }
}

/// Whether it is a whole mail address, as far as a text tells: something, an `@`, and a domain of several parts.
pub(crate) fn is_address(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let parts = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    !user.is_empty() && parts && !host.contains('@') && !text.contains(char::is_whitespace)
}

/// The key and the value of a custom attribute. Brackets in a key would make another parameter of it.
pub(crate) fn attribute(typed: &str) -> Option<(&str, &str)> {
    let (key, value) = typed.split_once('=')?;
    let usable = !key.trim().is_empty() && !key.contains(['[', ']']) && !value.trim().is_empty();
    usable.then_some((key, value))
}

/// A user name is typed with its `@`, and servers take it off with the spaces around it (mastodon.md §1.3).
fn without_at(value: &str) -> Option<String> {
    let name = value.trim_start_matches(|c: char| c == '@' || c.is_whitespace());
    (!name.is_empty()).then(|| name.to_owned())
}

/// A domain as servers keep it: lower case, in ASCII, a port at most behind it.
pub(crate) fn domain(value: &str) -> Option<String> {
    let value = value.strip_prefix('@').unwrap_or(value);
    let ascii = idna::domain_to_ascii(value).ok()?;
    let (host, port) = ascii.split_once(':').unwrap_or((&ascii, "0"));
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let labels = host.split('.').all(|label| !label.is_empty());
    (ascii.len() <= LONGEST && host.chars().all(known) && labels && is_number(port)).then_some(ascii)
}

fn is_number(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Without control characters: none is typed, and no server's text is kept with them.
pub(super) fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

pub(super) fn beginning(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}
