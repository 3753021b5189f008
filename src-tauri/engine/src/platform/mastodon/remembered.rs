//! What a profile said before it was suspended.
//!
//! A suspended account's profile is blanked in every answer (mastodon.md §3.4), and with it the evidence for an appeal.
//! The last profile that was seen is kept beside what the server says, under a key of our own, as long as the suspension
//! lasts and the data is not erased.

use serde_json::Value;

use crate::platform::json::{get, text, yes};

/// Where it is kept in the cached JSON: no server has such a key, and the tab "Raw" shows whose it is.
const KEY: &str = "bailiwick:profile_before_suspension";

/// The profile from before the suspension, where the server shows a blank one.
pub(super) fn profile(raw: &Value) -> Option<&Value> {
    get(raw, KEY).filter(|_| yes(raw, "suspended"))
}

/// The new answer, with what is to be remembered of the old one.
pub(super) fn merged(old: &Value, mut new: Value) -> Value {
    // Nobody but us writes under our key.
    forget(&mut new);
    let blank = |raw: &Value| get(raw, "account").is_none_or(is_blank);
    // The server's worker freezes the login of those whose data it erases (§2.3): then ours goes, too.
    let erased = yes(&new, "disabled") && !yes(old, "disabled");
    if !yes(&new, "suspended") || !blank(&new) || erased {
        return new;
    }
    let kept = match profile(old) {
        Some(kept) => Some(kept.clone()),
        None => get(old, "account").filter(|inner| !is_blank(inner)).cloned(),
    };
    if let (Some(kept), Some(object)) = (kept, new.as_object_mut()) {
        object.insert(KEY.to_owned(), kept);
    }
    new
}

/// Takes it away; whether there was something.
pub(super) fn forget(raw: &mut Value) -> bool {
    raw.as_object_mut().is_some_and(|object| object.remove(KEY).is_some())
}

/// Whether a profile says nothing of the person.
fn is_blank(inner: &Value) -> bool {
    let empty = |key| text(inner, key).is_none_or(|text| text.is_empty());
    empty("display_name") && empty("note") && get(inner, "fields").and_then(Value::as_array).is_none_or(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(name: &str, suspended: bool, disabled: bool) -> Value {
        json!({"suspended": suspended, "disabled": disabled, "account": {"display_name": name, "note": "", "fields": []}})
    }

    #[test]
    fn a_profile_is_remembered_while_it_is_suspended() {
        let first = merged(&seen("Anna", false, false), seen("", true, false));
        assert_eq!(profile(&first).unwrap()["display_name"], "Anna");
        let again = merged(&first, seen("", true, false));
        assert_eq!(profile(&again).unwrap()["display_name"], "Anna");
        let back = merged(&again, seen("Anna", false, false));
        assert!(profile(&back).is_none() && back.get(KEY).is_none());
    }

    #[test]
    fn what_the_server_erased_is_forgotten_here_too() {
        let suspended = merged(&seen("Anna", false, false), seen("", true, false));
        assert!(merged(&suspended, seen("", true, true)).get(KEY).is_none());
    }

    #[test]
    fn a_server_cannot_write_under_our_key() {
        let mut lying = seen("", true, false);
        lying[KEY] = json!({"display_name": "Mallory"});
        assert!(merged(&seen("", true, false), lying.clone()).get(KEY).is_none());
        assert!(merged(&Value::Null, lying).get(KEY).is_none(), "nor for an account that is new");
    }
}
