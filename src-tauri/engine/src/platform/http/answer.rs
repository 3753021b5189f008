//! A server's answer: status, headers, a whole body; and what it says in data, in words, or as an error.

use reqwest::header::{CONTENT_TYPE, HeaderMap, LINK};
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroize;

use super::{link, words};
use crate::error::{Error, ErrorCode, Result};
use crate::secret::Secret;

/// JSON that holds secrets: its texts are wiped when it is dropped.
pub(crate) struct Wiped(Value);

impl std::ops::Deref for Wiped {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(values) => values.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// An answer that came whole.
pub(crate) struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    /// Only to keep it out of the words, should the server repeat it.
    token: Option<Secret>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

impl Answer {
    pub(super) const fn new(status: u16, headers: HeaderMap, body: Vec<u8>, token: Option<Secret>) -> Self {
        Answer { status, headers, body, token }
    }

    pub(super) fn without_body(status: u16) -> Self {
        Answer::new(status, HeaderMap::new(), Vec::new(), None)
    }

    /// The HTTP status.
    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    /// Whether it is 2xx.
    pub(crate) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Whether a page for people came: by its type, or by how it begins (proxies forget the type).
    pub(crate) fn is_html(&self) -> bool {
        self.type_contains("html") || self.body.trim_ascii_start().first() == Some(&b'<')
    }

    /// Whether it claims to be JSON.
    pub(crate) fn claims_json(&self) -> bool {
        self.type_contains("json")
    }

    /// The body as JSON, if it is.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as something that holds secrets; the answer's own copy is wiped. None if it is not of that shape.
    pub(crate) fn wiped<T: DeserializeOwned>(mut self) -> Option<T> {
        let read = serde_json::from_slice(&self.body).ok();
        self.body.zeroize();
        read
    }

    /// The data of a 2xx answer that holds secrets; the answer's own copy is wiped.
    ///
    /// # Errors
    /// As [`Answer::data`].
    pub(crate) fn secret_data(mut self) -> Result<Wiped> {
        let told = self.data().map(Wiped);
        self.body.zeroize();
        told
    }

    /// The data of a 2xx answer.
    ///
    /// # Errors
    /// [`ErrorCode::HtmlInsteadOfData`], [`ErrorCode::Unreadable`], and [`Answer::refusal`] for every other status.
    pub(crate) fn data(&self) -> Result<Value> {
        if !self.is_success() || self.is_html() {
            return Err(self.refusal());
        }
        // serde's message can quote the data, which is personal: only the place is kept.
        serde_json::from_slice(&self.body).map_err(|error| {
            let place = format!("{:?} at line {} column {}", error.classify(), error.line(), error.column());
            Error::caused(ErrorCode::Unreadable, place)
        })
    }

    /// What the answer refuses, as far as its status tells; the platforms know more from its words.
    pub(crate) fn refusal(&self) -> Error {
        let code = match self.status {
            status if self.is_html() => ErrorCode::HtmlInsteadOfData { status },
            401 => ErrorCode::TokenNotTaken,
            404 => ErrorCode::NotFound,
            200..=299 => ErrorCode::Unreadable,
            status => ErrorCode::ServerSaysNo { status },
        };
        Error::new(code).saying(self.words())
    }

    /// The error of a server that has a trouble of its own.
    pub(super) fn trouble(&self) -> Error {
        Error::new(ErrorCode::ServerTrouble { status: self.status }).saying(self.words())
    }

    /// The server's own words, cleaned and shortened, never with the token.
    pub(crate) fn words(&self) -> Option<String> {
        words::of_body(&self.body, self.is_html(), self.token.as_ref().map(Secret::expose))
    }

    /// The value of a query parameter in the link to the next page: `max_id`, `cursor`, `page`.
    ///
    /// Only the cursor is taken out of the link. The rest of its address stays ours, because the server loses filters
    /// in it (mastodon.md §1.5) and proxies other hosts (gitlab.md §3.4).
    pub(crate) fn next(&self, parameter: &str) -> Option<String> {
        let links = self.headers.get_all(LINK).into_iter().filter_map(|value| value.to_str().ok());
        links.flat_map(link::parse).find(|link| link.is("next")).and_then(|link| link.parameter(parameter))
    }

    /// Whether any link came. A server that always links somewhere did not make an answer without.
    pub(crate) fn has_link(&self) -> bool {
        self.headers.contains_key(LINK)
    }

    /// The number in a header; none where there is none.
    pub(crate) fn number(&self, header: &str) -> Option<u64> {
        self.headers.get(header)?.to_str().ok()?.trim().parse().ok()
    }

    fn type_contains(&self, word: &str) -> bool {
        let kind = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        kind.is_some_and(|kind| kind.to_ascii_lowercase().contains(word))
    }
}
