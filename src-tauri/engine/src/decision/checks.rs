//! What was chosen in the panel, looked at before anything is sent.

use super::note;
use crate::action::{ActionOffer, Choices, NoteUse, Refusal, ReportUse, Told};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AccountId, ReportId};
use crate::profile::SafeMode;
use crate::profile::instance::Instance;
use crate::sync;

/// The longest text that is sent or kept, in characters.
const TEXT_LENGTH: u32 = 5_000;
/// The longest that a decision can be meant for, in days.
const LONGEST_DAYS: u32 = 365;
/// The longest id of a preset, in digits: more than any database counts.
const PRESET_LENGTH: usize = 19;
/// The longest placeholder of a template, in characters; braces further apart are somebody's text.
const PLACEHOLDER_LENGTH: usize = 80;

/// What was chosen, without what this verb does not take; blank texts count as none.
pub(super) fn checked(choices: Choices, offer: &ActionOffer, mode: SafeMode) -> Result<Choices> {
    if choices.at_once && !mode.lets_go_at_once(offer) {
        return Err(ErrorCode::NotAsked.into());
    }
    if let Some(handle) = &offer.type_handle {
        let typed = choices.typed_handle.as_deref().unwrap_or_default().trim();
        if typed.trim_start_matches('@') != handle {
            return Err(ErrorCode::HandleNotTyped.into());
        }
    }
    if offer.told == Told::Choice && choices.tell.is_none() {
        return Err(ErrorCode::TellNotChosen.into());
    }
    let message = if offer.takes_message { text(choices.message)? } else { None };
    if let Some(placeholder) = message.as_deref().and_then(placeholder) {
        return Err(ErrorCode::PlaceholderLeft { placeholder: placeholder.to_owned() }.into());
    }
    Ok(Choices {
        message,
        tell: if offer.told == Told::Choice { choices.tell } else { None },
        preset: if offer.takes_preset { preset(choices.preset)? } else { None },
        report: choices.report.filter(|_| offer.reports != ReportUse::Untouched),
        reason: text(choices.reason)?,
        typed_handle: None,
        note: if offer.note == NoteUse::Writes { Some(whole_note(choices.note)?) } else { None },
        note_too: choices.note_too && offer.note == NoteUse::MayAdd,
        lasts: if offer.reverse.is_some() { days(choices.lasts)? } else { None },
        at_once: false,
    })
}

/// Days within what anybody remembers the reason of.
fn days(days: Option<u32>) -> Result<Option<u32>> {
    match days {
        Some(days) if !(1..=LONGEST_DAYS).contains(&days) => Err(ErrorCode::DueInvalid.into()),
        _ => Ok(days),
    }
}

/// What is kept of a text; none of a blank one.
///
/// # Errors
/// `TextTooLong`.
pub(crate) fn text(text: Option<String>) -> Result<Option<String>> {
    let text = text.map(|text| seen(&text)).filter(|text| !text.is_empty());
    text.map(|text| bounded(text, TEXT_LENGTH)).transpose()
}

/// The whole note, blank to empty it. That none came is a fault of the window, and must not empty anything.
fn whole_note(text: Option<String>) -> Result<String> {
    let text = text.ok_or_else(|| Error::caused(ErrorCode::Internal, "a note is to be written, and there is none"))?;
    bounded(seen(&text), note::LONGEST)
}

/// What cannot be seen in the panel is not sent: NUL alone makes servers stumble.
fn seen(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim().to_owned()
}

fn bounded(text: String, limit: u32) -> Result<String> {
    if text.chars().count() > limit as usize { Err(ErrorCode::TextTooLong { limit }.into()) } else { Ok(text) }
}

fn preset(typed: Option<String>) -> Result<Option<String>> {
    let typed = typed.map(|typed| typed.trim().to_owned()).filter(|typed| !typed.is_empty());
    match &typed {
        Some(id) if id.len() > PRESET_LENGTH || !id.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(ErrorCode::PresetInvalid.into())
        }
        _ => Ok(typed),
    }
}

/// The first `{placeholder}` that nobody filled in.
fn placeholder(text: &str) -> Option<&str> {
    text.match_indices('{').find_map(|(begin, _)| {
        let end = begin + text[begin..].find('}')? + 1;
        let inside = &text[begin + 1..end - 1];
        let is_one =
            !inside.trim().is_empty() && !inside.contains(['{', '\n']) && inside.chars().count() <= PLACEHOLDER_LENGTH;
        is_one.then(|| &text[begin..end])
    })
}

/// The report that is given as cause, read now: it has to be about this account, because the server does not look
/// (mastodon.md §2.4), and open.
pub(super) async fn report(instance: &Instance, account: &AccountId, choices: &Choices) -> Result<()> {
    let Some(chosen) = &choices.report else { return Ok(()) };
    match of_report(instance, account, chosen).await? {
        Some(refusal) => Err(ErrorCode::NotAllowed { refusal }.into()),
        None => Ok(()),
    }
}

/// Why the report cannot be the cause of a decision about this account; none where it can.
pub(super) async fn of_report(instance: &Instance, account: &AccountId, chosen: &ReportId) -> Result<Option<Refusal>> {
    Ok(match sync::look_at_report(instance, chosen).await? {
        None => Some(Refusal::PresetOrReportUnknown),
        Some(fetched) if fetched.report.target.id != *account => Some(Refusal::ReportAboutOther),
        Some(fetched) if fetched.report.resolved => Some(Refusal::ReportResolved),
        Some(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_braces_around_words_are_placeholders() {
        assert_eq!(placeholder("Because {facts}, see"), Some("{facts}"));
        assert_eq!(placeholder("a { } b {\n} c {}"), None);
        assert_eq!(placeholder("fn main() { body"), None);
        assert_eq!(placeholder("{{rule or law}}"), Some("{rule or law}"));
    }

    #[test]
    fn a_note_is_emptied_only_by_a_blank_one() {
        assert_eq!(whole_note(None).unwrap_err().code, ErrorCode::Internal);
        assert_eq!(whole_note(Some(" \n".to_owned())).unwrap(), "");
        assert_eq!(whole_note(Some("a\r\n\u{0}b\rc ".to_owned())).unwrap(), "a\nb\nc");
        assert_eq!(whole_note(Some("é".repeat(5_000))).unwrap().chars().count(), 5_000);
        assert_eq!(whole_note(Some("é".repeat(5_001))).unwrap_err().code, ErrorCode::TextTooLong { limit: 5_000 });
    }

    proptest! {
        #[test]
        fn what_is_sent_can_be_seen_and_is_bounded(typed in any::<String>()) {
            let sent = whole_note(Some(typed)).unwrap_or_default();
            prop_assert!(sent.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
            prop_assert_eq!(whole_note(Some(sent.clone())).unwrap(), sent);
        }
    }

    #[test]
    fn a_preset_is_digits() {
        assert_eq!(preset(Some(" 12 ".to_owned())).unwrap(), Some("12".to_owned()));
        assert_eq!(preset(Some("  ".to_owned())).unwrap(), None);
        assert!(preset(Some("1 OR 1".to_owned())).is_err());
        assert!(preset(Some("٣".to_owned())).is_err());
        assert!(preset(Some("1".repeat(20))).is_err());
    }
}
