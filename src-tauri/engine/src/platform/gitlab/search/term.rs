//! The one text that a GitLab can be asked for, and the part of the filter that it is taken from (gitlab.md §3.2).
//!
//! It is looked for anywhere in the user name or in the name, and among whole mail addresses. Several words have to be in
//! the same one of them (`lib/gitlab/sql/pattern.rb`): so they are sent together only where one name is meant.

use super::served::Served;
use crate::filter::{Filter, FilterField, Network, is_address, pieces};

/// Shorter words are not looked for, or compared with whole names only.
const SHORTEST: usize = 3;

/// The text to ask for, and the parts of the filter that it does not ask for, or not exactly. One part at most can be
/// asked for: the first that leaves few.
pub(super) fn term(filter: &Filter, served: Served) -> (Option<String>, Vec<FilterField>) {
    let pieces = pieces(&filter.text);
    let words = pieces.iter().map(|piece| piece.strip_prefix('@').unwrap_or(piece));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    // Newer ones have a parameter for it.
    let public_mail = filter.public_mail.as_ref().filter(|_| !served.public_mail());
    // Each part that is there, and what of it can be asked for.
    let parts = [
        filter.mail.as_deref().map(|mail| (FilterField::Mail, whole(mail))),
        public_mail.map(|mail| (FilterField::PublicMail, whole(mail))),
        filter.username.as_deref().map(|name| (FilterField::Username, name_of(name))),
        filter.name.as_deref().map(|name| (FilterField::Name, name_of(name))),
        (!words.is_empty()).then(|| (FilterField::Text, longest(&words))),
    ];
    let parts: Vec<(FilterField, Option<&str>)> = parts.into_iter().flatten().collect();
    let asked = parts.iter().find_map(|(field, term)| Some((*field, (*term)?)));
    let is_asked = |wanted: FilterField| {
        // Other words, and users who came from an address, are looked for here.
        let whole = |term: &str| wanted != FilterField::Text || (words.len() == 1 && Network::parse(term).is_none());
        asked.is_some_and(|(field, term)| field == wanted && whole(term))
    };
    let not_asked = parts.iter().map(|(field, _)| *field).filter(|field| !is_asked(*field)).collect();
    (asked.map(|(_, term)| term.to_owned()), not_asked)
}

/// A mail address; none for parts of one, which are not found.
fn whole(mail: &str) -> Option<&str> {
    is_address(mail).then_some(mail)
}

/// A name, of which one word is long enough.
fn name_of(name: &str) -> Option<&str> {
    name.split_whitespace().any(is_long).then_some(name)
}

/// The longest word or phrase that is found. Parts of mail addresses are not. Of a phrase every word has to be in the name
/// that it is a part of.
fn longest<'a>(words: &[&'a str]) -> Option<&'a str> {
    let found = |word: &&&str| name_of(word).is_some() && (!word.contains('@') || is_address(word));
    words.iter().filter(found).max_by_key(|word| word.chars().count()).copied()
}

pub(super) fn is_long(word: &str) -> bool {
    word.chars().count() >= SHORTEST
}
