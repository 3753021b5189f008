//! What a platform sees of a request and what it gives back: plain values, no HTTP library, so that a platform is a function from state and call to answer.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::http::HeaderMap;
use base64::Engine as _;
use futures_util::stream;
use jiff::Timestamp;
use serde_json::Value;
use url::form_urlencoded;

use crate::Kind;
use crate::avatar::Picture;

/// Parameters in the order in which they came; of several with one name the last counts, as in Rails.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn from_query(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// A form's or a JSON object's fields, also those of a multipart form. Anything else counts as no parameters, as the servers take it.
    pub(crate) async fn from_body(content_type: &str, body: &Bytes) -> Self {
        if let Ok(boundary) = multer::parse_boundary(content_type) {
            return Self::from_parts(body, boundary).await.unwrap_or_default();
        }
        if !content_type.starts_with("application/json") {
            return Self(form_urlencoded::parse(body).into_owned().collect());
        }
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        Self(fields.into_iter().flat_map(|(name, value)| flatten(name, value)).collect())
    }

    /// The parts of a multipart form. Files are none: no parameter of moderation takes one.
    async fn from_parts(body: &Bytes, boundary: String) -> Result<Self, multer::Error> {
        let whole = stream::iter([Ok::<_, Infallible>(body.clone())]);
        let mut parts = multer::Multipart::new(whole, boundary);
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await? {
            if part.file_name().is_none()
                && let Some(name) = part.name().map(str::to_owned)
            {
                fields.push((name, part.text().await?));
            }
        }
        Ok(Self(fields))
    }

    /// These first, then `more`, which therefore wins.
    pub(crate) fn followed_by(&self, more: Self) -> Self {
        Self(self.0.iter().cloned().chain(more.0).collect())
    }

    /// The same without any of that name.
    pub(crate) fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(key, _)| key != name).cloned().collect())
    }

    /// The same with this one in the place of any of that name.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.without(name);
        changed.0.push((name.to_owned(), value.to_owned()));
        changed
    }

    pub(crate) fn get<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Like [`Params::get`], but empty and blank values count as absent (Rails' `present?`).
    pub(crate) fn filled<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn flatten(name: String, value: Value) -> Vec<(String, String)> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![(name, text)],
        Value::Array(items) => items.into_iter().flat_map(|item| flatten(format!("{name}[]"), item)).collect(),
        other => vec![(name, other.to_string())],
    }
}

/// How a body came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    None,
    Json,
    /// Also a multipart one.
    Form,
}

impl BodyKind {
    pub(crate) fn of(content_type: &str, body: &[u8]) -> Self {
        match content_type.starts_with("application/json") {
            _ if body.is_empty() => Self::None,
            true => Self::Json,
            false => Self::Form,
        }
    }
}

/// A request, as far as a platform has to know.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Upper case.
    pub(crate) method: String,
    /// Decoded, below the root, beginning with `/`.
    pub(crate) path: String,
    pub(crate) query: Params,
    /// Query and body together, as Rails hands them to a POST.
    pub(crate) form: Params,
    pub(crate) body: BodyKind,
    pub(crate) token: Option<String>,
    /// Name and secret of HTTP Basic, with which OAuth clients may show who they are.
    pub(crate) basic: Option<(String, String)>,
    /// `If-Unmodified-Since` as it came.
    pub(crate) unmodified_since: Option<String>,
    /// `Accept-Language` as it came.
    pub(crate) languages: String,
    /// Whether `Accept` names JSON; `*/*` does not.
    pub(crate) accepts_json: bool,
    pub(crate) now: Timestamp,
}

impl Call {
    /// The path's parts, for matching routes.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path.split('/').filter(|part| !part.is_empty()).collect()
    }
}

/// The token of a request, where that kind of server looks for one.
pub(crate) fn token_of(kind: Kind, headers: &HeaderMap, query: &Params) -> Option<String> {
    let header = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let bearer = || header("authorization")?.strip_prefix("Bearer ").map(str::trim);
    let own = match kind {
        Kind::Mastodon => None,
        Kind::Gitlab => header("private-token").or_else(|| query.filled("private_token")),
    };
    own.or_else(bearer).or_else(|| query.filled("access_token")).map(str::to_owned)
}

/// The two parts of HTTP Basic.
pub(crate) fn basic_of(headers: &HeaderMap) -> Option<(String, String)> {
    let coded = headers.get("authorization")?.to_str().ok()?.strip_prefix("Basic ")?;
    let plain = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(coded.trim()).ok()?).ok()?;
    plain.split_once(':').map(|(name, secret)| (name.to_owned(), secret.to_owned()))
}

/// What goes back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) content: Content,
}

/// The body of an [`Answer`].
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Json(Value),
    Html(String),
    Text(String),
    Picture(Picture),
}

impl Answer {
    pub(crate) fn json(status: u16, value: Value) -> Self {
        Self { status, headers: Vec::new(), content: Content::Json(value) }
    }

    pub(crate) fn html(status: u16, page: String) -> Self {
        Self { status, headers: Vec::new(), content: Content::Html(page) }
    }

    pub(crate) fn text(status: u16, text: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), content: Content::Text(text.into()) }
    }

    /// 204: done, and nothing to say about it.
    pub(crate) fn empty() -> Self {
        Self { status: 204, headers: Vec::new(), content: Content::Text(String::new()) }
    }

    pub(crate) fn picture(picture: Picture) -> Self {
        Self {
            status: 200,
            headers: vec![("cache-control", "max-age=3600".to_owned())],
            content: Content::Picture(picture),
        }
    }

    pub(crate) fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }
}
