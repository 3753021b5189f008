//! The one filter type: parsed from what a person types, run on the cache.
//!
//! `fold` is the one rule by which text is compared: the cache stores folded text and folds what is searched.

use serde::{Deserialize, Serialize};
use specta::Type;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::Mark;

/// Where an account is at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// On this server.
    Local,
    /// On another server.
    Remote,
}

/// A state to filter by. States overlap: a limited account is also "not suspended".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StateFilter {
    /// Waits for approval.
    Pending,
    /// Not suspended: what Mastodon calls active.
    NotSuspended,
    /// Active, in GitLab's sense.
    Active,
    /// Without any restriction.
    Unrestricted,
    /// Limited.
    Limited,
    /// Forced sensitive.
    Sensitive,
    /// Login frozen.
    LoginFrozen,
    /// Suspended.
    Suspended,
    /// Blocked, by an administrator or a directory.
    Blocked,
    /// Banned.
    Banned,
    /// Deactivated.
    Deactivated,
    /// Staff and administrators.
    Staff,
}

const RESTRICTIONS: &[Mark] = &[
    Mark::Pending,
    Mark::Limited,
    Mark::Sensitive,
    Mark::LoginFrozen,
    Mark::Suspended,
    Mark::Banned,
    Mark::Blocked,
    Mark::LdapBlocked,
    Mark::Deactivated,
    Mark::Unknown,
];

impl StateFilter {
    const ALL: [StateFilter; 12] = [
        StateFilter::Pending,
        StateFilter::NotSuspended,
        StateFilter::Active,
        StateFilter::Unrestricted,
        StateFilter::Limited,
        StateFilter::Sensitive,
        StateFilter::LoginFrozen,
        StateFilter::Suspended,
        StateFilter::Blocked,
        StateFilter::Banned,
        StateFilter::Deactivated,
        StateFilter::Staff,
    ];

    /// The word that is typed after `state:`.
    pub const fn word(self) -> &'static str {
        match self {
            StateFilter::Pending => "pending",
            StateFilter::NotSuspended => "not-suspended",
            StateFilter::Active => "active",
            StateFilter::Unrestricted => "unrestricted",
            StateFilter::Limited => "limited",
            StateFilter::Sensitive => "sensitive",
            StateFilter::LoginFrozen => "frozen",
            StateFilter::Suspended => "suspended",
            StateFilter::Blocked => "blocked",
            StateFilter::Banned => "banned",
            StateFilter::Deactivated => "deactivated",
            StateFilter::Staff => "staff",
        }
    }

    /// Marks of which one must be there (empty: none needed), and marks that must not.
    pub const fn marks(self) -> (&'static [Mark], &'static [Mark]) {
        match self {
            StateFilter::Pending => (&[Mark::Pending], &[]),
            StateFilter::NotSuspended => (&[], &[Mark::Suspended]),
            StateFilter::Active | StateFilter::Unrestricted => (&[], RESTRICTIONS),
            StateFilter::Limited => (&[Mark::Limited], &[]),
            StateFilter::Sensitive => (&[Mark::Sensitive], &[]),
            StateFilter::LoginFrozen => (&[Mark::LoginFrozen], &[]),
            StateFilter::Suspended => (&[Mark::Suspended], &[]),
            StateFilter::Blocked => (&[Mark::Blocked, Mark::LdapBlocked], &[]),
            StateFilter::Banned => (&[Mark::Banned], &[]),
            StateFilter::Deactivated => (&[Mark::Deactivated], &[]),
            StateFilter::Staff => (&[Mark::Staff, Mark::Administrator], &[]),
        }
    }
}

/// Longer texts are not typed, in characters.
const LONGEST: usize = 200;

/// More words are not typed.
const WORDS: usize = 16;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// Words: all must be found in name, display name or mail.
    pub text: String,
    /// The state.
    pub state: Option<StateFilter>,
    /// Where it is at home.
    pub origin: Option<Origin>,
}

/// A typed word that is no filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FilterProblem {
    /// The word as typed.
    pub word: String,
    /// What could stand there.
    pub possible: Vec<String>,
}

impl Filter {
    /// Reads `state:` and `origin:` words out of the text and leaves the rest as words to search.
    ///
    /// A filter word that names nothing stays in the text (it may be what the person looks for) and is told.
    ///
    /// More than 200 characters or 16 words are not read: nobody types them, and each costs the search something.
    pub fn parse(typed: &str) -> (Self, Vec<FilterProblem>) {
        let typed: String = typed.chars().take(LONGEST).collect();
        let mut filter = Filter::default();
        let mut problems = Vec::new();
        let mut words = Vec::new();
        for word in typed.split_whitespace().take(WORDS) {
            match word.split_once(':') {
                Some(("state", wanted)) => match StateFilter::ALL.into_iter().find(|state| state.word() == wanted) {
                    Some(state) => filter.state = Some(state),
                    None => problems.push(FilterProblem {
                        word: word.to_owned(),
                        possible: StateFilter::ALL.iter().map(|state| format!("state:{}", state.word())).collect(),
                    }),
                },
                Some(("origin", "local")) => filter.origin = Some(Origin::Local),
                Some(("origin", "remote")) => filter.origin = Some(Origin::Remote),
                Some(("origin", _)) => problems.push(FilterProblem {
                    word: word.to_owned(),
                    possible: vec!["origin:local".to_owned(), "origin:remote".to_owned()],
                }),
                _ => words.push(word),
            }
        }
        filter.text = words.join(" ");
        (filter, problems)
    }
}

/// Folds text for comparing: compatibility forms, accents, case, and characters that cannot be seen.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_invisible(*c) && (!c.is_control() || c.is_whitespace()))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Characters without a glyph of their own: zero-width ones, soft hyphen, bidi controls, fillers that only look like space.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
