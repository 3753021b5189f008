//! Free words and phrases: how a filter keeps them, and in what of an account they are looked for.
//!
//! A filter keeps them as one text, between spaces; what has spaces of its own stands in quotes. A colon or a `-` means
//! nothing in there.

use super::Filter;
use super::fold;
use super::part::{LONGEST, beginning, visible};
use super::words::{plain, quote, quoted, words};
use crate::model::Account;

/// More free words are not typed, and each costs the search something.
const MOST: usize = 16;

/// The words and phrases of a filter's text, without quotes.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (piece, length) = quoted(rest).unwrap_or_else(|| plain(rest, false));
        pieces.push(piece);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// One of them as it is kept: with single spaces, without control characters; none for nothing.
pub(super) fn piece(typed: &str) -> Option<String> {
    let words: Vec<String> = typed.split_whitespace().map(visible).filter(|word| !word.is_empty()).collect();
    let piece = beginning(&words.join(" "), LONGEST).trim_end().to_owned();
    (!piece.is_empty()).then_some(piece)
}

/// The text that keeps them, at most 16 with 320 characters together.
pub(super) fn kept(pieces: &[String]) -> String {
    let mut room = LONGEST;
    let mut text = Vec::new();
    for piece in pieces.iter().take(MOST) {
        let Some(piece) = self::piece(&beginning(piece, room)) else { continue };
        room -= piece.chars().count();
        let bare = !piece.starts_with('"') && !piece.contains(' ');
        text.push(if bare { piece } else { quote(&piece) });
    }
    text.join(" ")
}

/// A free word or phrase as one types it: in quotes where it would be read as something else.
pub(super) fn typed(piece: &str, not: bool) -> String {
    let dash = if not { "-" } else { "" };
    let bare = format!("{dash}{piece}");
    let read = words(&bare);
    let is_itself = match read.as_slice() {
        [word] if !piece.contains('"') => match word.field {
            None => word.not == not && word.values == [piece],
            // What is no filter stays a word; one that begins with a `-` as well.
            Some(_) => !not && Filter::default().take(word).is_err(),
        },
        _ => false,
    };
    if is_itself { bare } else { format!("{dash}{}", quote(piece)) }
}

/// What words are looked for in, one a line: name with domain, display name, mail, reason and note.
pub(crate) fn folded(account: &Account) -> String {
    let handle = account.handle();
    let texts = [&account.mail, &account.reason, &account.note].map(|text| text.as_deref().unwrap_or_default());
    let lines = [&handle, account.display_name.as_str()].into_iter().chain(texts).map(single_spaced);
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// The words and phrases of a text as they are looked for. A handle is typed with its `@`, but stored without.
pub(crate) fn looked_for(text: &str) -> Vec<String> {
    let sought = pieces(text).into_iter().map(|piece| {
        let folded = single_spaced(&piece);
        folded.strip_prefix('@').unwrap_or(&folded).to_owned()
    });
    sought.filter(|word| !word.is_empty()).collect()
}

fn single_spaced(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
