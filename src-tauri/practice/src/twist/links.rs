//! Bending headers: where `Link` leads, what is said to be left of a throttle.

use url::Url;

use super::CURSORS;
use crate::call::Answer;

/// Changes every address in angle brackets.
pub(super) fn each(answer: &mut Answer, change: impl Fn(&str) -> String) {
    for (_, value) in answer.headers.iter_mut().filter(|(name, _)| *name == "link") {
        let parts = value.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
            Some((url, rest)) if at > 0 => format!("<{}>{rest}", change(url)),
            _ => part.to_owned(),
        });
        *value = parts.collect();
    }
}

/// The same path on another host or by another scheme.
pub(super) fn elsewhere(url: &str, to: &str) -> String {
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or_default();
    format!("{}{path}", to.trim_end_matches('/'))
}

/// The same address with another cursor in the place of each that is there.
pub(super) fn with_cursor(url: &str, cursor: &str) -> String {
    with_parameters(url, |name, value| if CURSORS.contains(&name) { cursor.to_owned() } else { value.to_owned() })
}

/// The same address with one parameter set.
pub(super) fn with_parameter(url: &str, name: &str, value: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    let others: Vec<(String, String)> = parsed.query_pairs().into_owned().filter(|(other, _)| other != name).collect();
    parsed.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
    parsed.to_string()
}

fn with_parameters(url: &str, change: impl Fn(&str, &str) -> String) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    let pairs: Vec<(String, String)> = parsed.query_pairs().into_owned().collect();
    let changed =
        pairs.into_iter().map(|(name, value)| (change(&name, &value), name)).map(|(value, name)| (name, value));
    parsed.query_pairs_mut().clear().extend_pairs(changed);
    parsed.to_string()
}

/// Says that this is the next page, in `Link` and, where there is one, in the header with its number.
pub(super) fn set_next(answer: &mut Answer, url: &str) {
    let old = answer.headers.iter().find(|(name, _)| *name == "link").map_or("", |(_, value)| value);
    let others = old.split(", ").filter(|part| !part.is_empty() && !part.ends_with("rel=\"next\""));
    let next = format!("<{url}>; rel=\"next\"");
    let link = std::iter::once(next.as_str()).chain(others).collect::<Vec<_>>().join(", ");
    answer.headers.retain(|(name, _)| *name != "link");
    answer.headers.push(("link", link));
    let page = Url::parse(url)
        .ok()
        .and_then(|url| url.query_pairs().find(|(name, _)| name == "page").map(|(_, number)| number.into_owned()));
    for (_, number) in answer.headers.iter_mut().filter(|(name, _)| *name == "x-next-page") {
        *number = page.clone().unwrap_or_else(|| "1".to_owned());
    }
}

const BUDGETS: &[&str] = &[
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "ratelimit-limit",
    "ratelimit-observed",
    "ratelimit-remaining",
    "ratelimit-reset",
];

/// Puts `text` into the headers of throttles, or into those whose name ends so.
pub(super) fn odd_budget(answer: &mut Answer, text: &str, ending: Option<&str>) {
    let meant = |name: &str| BUDGETS.contains(&name) && ending.is_none_or(|ending| name.ends_with(ending));
    if !answer.headers.iter().any(|(name, _)| meant(name)) {
        let made_up = BUDGETS.iter().filter(|name| meant(name)).map(|name| (*name, String::new()));
        answer.headers.extend(made_up);
    }
    for (_, value) in answer.headers.iter_mut().filter(|(name, _)| meant(name)) {
        text.clone_into(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str =
        "<http://127.0.0.1:1/api?limit=2&max_id=5>; rel=\"next\", <http://127.0.0.1:1/api?min_id=9>; rel=\"prev\"";

    fn plain() -> Answer {
        Answer::json(200, serde_json::json!([])).with("link", LINK)
    }

    #[test]
    fn links_can_lead_elsewhere_and_cursors_can_be_odd() {
        let mut away = plain();
        each(&mut away, |url| elsewhere(url, "ftp://elsewhere.example"));
        assert_eq!(
            away.headers[0].1,
            "<ftp://elsewhere.example/api?limit=2&max_id=5>; rel=\"next\", <ftp://elsewhere.example/api?min_id=9>; rel=\"prev\""
        );
        let mut odd = plain();
        each(&mut odd, |url| with_cursor(url, "a/@b"));
        assert!(odd.headers[0].1.contains("limit=2&max_id=a%2F%40b>") && odd.headers[0].1.contains("min_id=a%2F%40b"));
    }

    #[test]
    fn another_next_page_leaves_the_way_back_as_it_is() {
        let mut turned = plain().with("x-next-page", "3");
        set_next(&mut turned, "http://127.0.0.1:1/api?page=2");
        let link = &turned.headers.iter().find(|(name, _)| *name == "link").unwrap().1;
        assert_eq!(
            link,
            "<http://127.0.0.1:1/api?page=2>; rel=\"next\", <http://127.0.0.1:1/api?min_id=9>; rel=\"prev\""
        );
        assert!(turned.headers.contains(&("x-next-page", "2".to_owned())));
    }
}
