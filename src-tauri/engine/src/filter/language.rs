//! What one types: `state:limited user:foo name:"Anna K" words`, read and printed.

use super::words::{Word, quote, words};
use super::{AccountKind, Days, Filter, FilterField, FilterProblem, Network, Origin, StateFilter, identity};

/// More is not read, in characters: nobody types it.
const TYPED: usize = 4_000;

/// Longer values and texts are not typed, in characters. The longest is a place in a directory, 255 at most on a GitLab.
const LONGEST: usize = 320;

pub(crate) const YES_OR_NO: [&str; 2] = [YES, NO];
pub(crate) const ON_OR_OFF: [&str; 2] = [ON, OFF];
/// The one word that stands behind `projects:`.
pub(crate) const NO_PROJECTS: &str = "none";
const YES: &str = "yes";
const NO: &str = "no";
const ON: &str = "on";
const OFF: &str = "off";

/// More free words are not typed, and each costs the search something.
const WORDS: usize = 16;

impl Filter {
    /// Reads a filter. Free words are left as text, with their quotes taken off.
    ///
    /// A filter word that names nothing stays in the text (it may be what the person looks for) and is told with what is
    /// possible. Of a word that is typed twice the later one counts. At most 16 free words, and 320 characters of each part.
    pub fn parse(typed: &str) -> (Self, Vec<FilterProblem>) {
        let typed = beginning(typed, TYPED);
        let mut filter = Filter::default();
        let mut problems = Vec::new();
        let mut text: Vec<String> = Vec::new();
        for word in words(&typed) {
            if let Some(field) = word.field {
                if filter.read(field, &word.value) {
                    continue;
                }
                problems.push(FilterProblem { word: word.typed.to_owned(), possible: possible(field) });
            }
            let said = if word.field.is_some() { word.typed } else { &word.value };
            text.extend(said.split_whitespace().map(visible).filter(|word| !word.is_empty()));
        }
        text.truncate(WORDS);
        filter.text = beginning(&text.join(" "), LONGEST).trim_end().to_owned();
        (filter, problems)
    }

    /// Takes a value in, unless it is none.
    fn read(&mut self, field: FilterField, value: &str) -> bool {
        let value = beginning(&visible(value), LONGEST).trim().to_owned();
        if value.is_empty() {
            return false;
        }
        match field {
            FilterField::Text => false,
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
        }
    }

    /// The filter as one types it; read again, it is the same.
    pub fn print(&self) -> String {
        let yes = |is: bool| if is { YES } else { NO }.to_owned();
        let value = |field| match field {
            FilterField::Text => None,
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
            FilterField::Projects => self.without_projects.then(|| NO_PROJECTS.to_owned()),
            FilterField::Identity => self.identity.clone(),
            FilterField::Ldap => self.ldap.map(yes),
            FilterField::Saml => self.saml.clone(),
            FilterField::Auditor => self.auditor.map(yes),
            FilterField::PublicMail => self.public_mail.clone(),
            FilterField::Attribute => self.attribute.clone(),
        };
        let parts = FilterField::WORDED.into_iter().filter_map(|field| {
            let value = value(field)?;
            let bare = !value.is_empty() && !value.starts_with('"') && !value.contains(char::is_whitespace);
            Some(format!("{}:{}", field.word(), if bare { value } else { quote(&value) }))
        });
        parts.chain(self.text.split_whitespace().map(free)).collect::<Vec<_>>().join(" ")
    }
}

/// Puts a value in its place, unless there is none.
fn put<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let known = value.is_some();
    *place = value.or(place.take());
    known
}

/// A free word as one types it: in quotes where it would be read as something else.
fn free(word: &str) -> String {
    let is_filter = |word: &Word<'_>| word.field.is_some_and(|field| Filter::default().read(field, &word.value));
    if word.contains('"') || words(word).iter().any(is_filter) { quote(word) } else { word.to_owned() }
}

/// What could stand after the word.
fn possible(field: FilterField) -> Vec<String> {
    let values: Vec<&str> = match field {
        FilterField::Text => Vec::new(),
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
        FilterField::Joined => vec!["2026-11-21", "2026-11-01..2026-11-21", "2026-11-01..", "..2026-11-21"],
        FilterField::Projects => vec![NO_PROJECTS],
        FilterField::Identity => vec!["ldapmain", "\"ldapmain:uid=kim,ou=people\""],
        FilterField::Saml => vec!["12"],
        FilterField::PublicMail => vec!["anna@example.org"],
        FilterField::Attribute => vec!["key=value"],
    };
    values.into_iter().map(|value| format!("{}:{value}", field.word())).collect()
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
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn beginning(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}
