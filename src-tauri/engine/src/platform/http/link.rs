//! The Link header (RFC 8288): several links, quoted and unquoted parameters, commas inside of addresses.

use url::Url;

/// One link of the header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link {
    target: String,
    relations: Vec<String>,
}

impl Link {
    /// Whether it is a link of this kind.
    pub(super) fn is(&self, relation: &str) -> bool {
        self.relations.iter().any(|found| found.eq_ignore_ascii_case(relation))
    }

    /// The value of a query parameter, unless it is empty.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        // Links may be relative; their host does not matter to us.
        let anywhere = Url::parse("https://server.invalid/").ok()?;
        let url = anywhere.join(&self.target).ok()?;
        let found = url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        found.filter(|value| !value.is_empty() && value.len() <= 4000)
    }
}

/// Reads a header's links; what is not understood is left out.
pub(super) fn parse(header: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut rest = header;
    while let Some((_, opened)) = rest.split_once('<') {
        let Some((target, after)) = opened.split_once('>') else { break };
        let (parameters, next) = split_at_comma(after);
        links.push(Link { target: target.to_owned(), relations: relations(parameters) });
        rest = next;
    }
    links
}

/// Splits where the next link begins: at a comma outside of quotes.
fn split_at_comma(text: &str) -> (&str, &str) {
    text.split_at(first_outside_quotes(text, ',').unwrap_or(text.len()))
}

fn first_outside_quotes(text: &str, wanted: char) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if c == wanted && !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn relations(mut parameters: &str) -> Vec<String> {
    let mut found = Vec::new();
    while !parameters.is_empty() {
        let end = first_outside_quotes(parameters, ';').unwrap_or(parameters.len());
        let (parameter, rest) = parameters.split_at(end);
        parameters = rest.strip_prefix(';').unwrap_or_default();
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            found.extend(value.trim().trim_matches('"').split_whitespace().map(str::to_owned));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn next(header: &str, parameter: &str) -> Option<String> {
        parse(header).into_iter().find(|link| link.is("next")).and_then(|link| link.parameter(parameter))
    }

    #[test]
    fn the_next_cursor_is_found_in_every_form_of_the_header() {
        let cases = [
            (
                r#"<https://t.example/api?max_id=9>; rel="next", <https://t.example/api?min_id=12>; rel="prev""#,
                Some("9"),
            ),
            (
                r#"<https://t.example/api?min_id=12>; rel="prev", <https://t.example/api?limit=2&max_id=8>; rel=next"#,
                Some("8"),
            ),
            (r#"<https://t.example/a,b?max_id=7>; title="x, <y>; rel=prev"; rel="last next""#, Some("7")),
            (r#"</api?max_id=6>;REL="NEXT""#, Some("6")),
            (r#"<https://t.example/api?max_id=example.org%2F%40someone>; rel="next""#, Some("example.org/@someone")),
            (r#"<https://t.example/api?max_id=5>; rel="prev""#, None),
            (r#"<https://t.example/api?max_id=>; rel="next""#, None),
            (r#"<https://t.example/api>; rel="next""#, None),
            ("<https://t.example/api?max_id=4; rel=next", None),
            ("", None),
        ];
        for (header, cursor) in cases {
            assert_eq!(next(header, "max_id").as_deref(), cursor, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_is_too_odd(header in ".{0,200}") {
            for link in parse(&header) {
                let _ = link.parameter("max_id");
            }
        }
    }
}
