//! The server's own words, out of whatever body it sent.
//!
//! Forms: `{"error"}`, `{"error", "error_description"}`, `{"message": text}`, `{"message": {"error"}}`,
//! `{"message": {field: [texts]}}`, `{"status", "error"}`, plain text, a page (mastodon.md §6, gitlab.md §1.2, §7, §11).
//! What comes out is for people: one line, no markup, nothing invisible, short, without the token.

use serde_json::Value;

use super::redact::redacted;
use crate::filter::is_invisible;
use crate::platform::markup;

/// Longer words are cut, in characters.
const LONGEST: usize = 200;

/// GitLab puts one of these before the reasons that its API layer gives (gitlab.md §1.1, §1.2); its services do not.
const PREFIXES: [&str; 3] = ["403 Forbidden - ", "400 Bad request - ", "401 Unauthorized - "];

/// What the body says, if it says anything.
pub(super) fn of_body(body: &[u8], html: bool, token: Option<&str>) -> Option<String> {
    let text = String::from_utf8_lossy(body.get(..64 * 1024).unwrap_or(body));
    let said = match serde_json::from_slice::<Value>(body) {
        Ok(value) => of_json(&value)?,
        Err(_) if html => {
            let page = markup::plain(&text);
            page.title.unwrap_or(page.text)
        }
        Err(_) => text.into_owned(),
    };
    let without_token = |said: String| match token {
        Some(token) => redacted(said, &[token]),
        None => said,
    };
    // Again after cleaning: a token could be hidden by markup, or by characters that are not seen.
    clean_words(&without_token(said)).map(without_token)
}

/// Words of a server as people may see them; none if nothing is left.
pub(crate) fn clean_words(said: &str) -> Option<String> {
    // Looks like markup: read it as such. A lonely `<` is not worth a second look.
    let said = if said.contains('<') { markup::plain(said).text } else { markup::clean(said) };
    let seen: String = said.chars().filter(|c| !is_invisible(*c)).collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = PREFIXES.iter().find_map(|prefix| line.strip_prefix(prefix)).unwrap_or(&line);
    if line.is_empty() {
        return None;
    }
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < line.len() {
        short = short.chars().take(LONGEST - 1).collect();
        short.push('…');
    }
    Some(short)
}

fn of_json(value: &Value) -> Option<String> {
    let Value::Object(object) = value else {
        return value.as_str().map(str::to_owned);
    };
    if let Some(message) = object.get("message").and_then(flat).filter(|message| !message.trim().is_empty()) {
        return Some(message);
    }
    let error = object.get("error").and_then(flat)?;
    match object.get("error_description").and_then(Value::as_str) {
        Some(description) if !description.is_empty() => Some(format!("{error}: {description}")),
        _ => Some(error),
    }
}

/// A text, or the texts of a list or of an object's fields.
fn flat(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(texts) => Some(texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let told = |(name, value): (&String, &Value)| {
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                    _ => return None,
                };
                Some(if name == "error" || name == "base" { text } else { format!("{name}: {text}") })
            };
            Some(fields.iter().filter_map(told).collect::<Vec<_>>().join("; "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(body: &str) -> Option<String> {
        of_body(body.as_bytes(), body.starts_with('<'), Some("glpat-secret"))
    }

    #[test]
    fn words_are_found_in_every_kind_of_body() {
        let cases = [
            (r#"{"error":"This action is not allowed"}"#, Some("This action is not allowed")),
            (r#"{"status":500,"error":"Internal Server Error"}"#, Some("Internal Server Error")),
            (
                r#"{"error":"invalid_token","error_description":"Token was revoked."}"#,
                Some("invalid_token: Token was revoked."),
            ),
            (
                r#"{"message":"403 Forbidden - LDAP blocked users cannot be modified by the API"}"#,
                Some("LDAP blocked users cannot be modified by the API"),
            ),
            (r#"{"message":"403 Forbidden"}"#, Some("403 Forbidden")),
            (
                r#"{"message":"400 Bad request - Two-factor authentication is not enabled for this user"}"#,
                Some("Two-factor authentication is not enabled for this user"),
            ),
            (r#"{"message":"You cannot ban ldap_blocked users."}"#, Some("You cannot ban ldap_blocked users.")),
            (r#"{"message":{},"error":"base is missing"}"#, Some("base is missing")),
            (r#"{"message":null,"error":["id is invalid","page is invalid"]}"#, Some("id is invalid, page is invalid")),
            (
                r#"{"message":{"error":"This endpoint has been requested too many times."}}"#,
                Some("This endpoint has been requested too many times."),
            ),
            (
                r#"{"message":{"email":["is invalid","is taken"],"base":["No."]}}"#,
                Some("email: is invalid, is taken; No."),
            ),
            ("Retry later\n", Some("Retry later")),
            (
                "<html><head><title>502 Bad Gateway</title></head><body><h1>x</h1></body></html>",
                Some("502 Bad Gateway"),
            ),
            ("<p>Go <b>away</b></p>", Some("Go away")),
            ("true", None),
            ("null", None),
            ("{}", None),
            ("", None),
            (r#"{"error":"a\u202eb\u0000c <script>d</script>e"}"#, Some("abc e")),
            (r#"{"error":"token glpat-secret is bad"}"#, Some("token … is bad")),
        ];
        for (body, said) in cases {
            assert_eq!(words(body).as_deref(), said, "{body}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        let said = words(&"é".repeat(500)).unwrap();
        assert_eq!(said.chars().count(), LONGEST);
        assert!(said.ends_with('…'));
    }

    proptest! {
        #[test]
        fn any_body_gives_short_clean_words(body in proptest::collection::vec(any::<u8>(), 0..600), html: bool) {
            if let Some(said) = of_body(&body, html, None) {
                prop_assert!(said.chars().count() <= LONGEST);
                prop_assert!(!said.chars().any(|c| c.is_control() || is_invisible(c)));
            }
        }
    }
}
