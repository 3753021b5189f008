//! Posts of a Mastodon (mastodon.md §9.5): in reports, and an account's own.
//!
//! HTML becomes plain text here, and addresses of files stay inside the engine.

use serde_json::Value;

use super::Mastodon;
use super::client::{goes_on, refused};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{AccountId, Media, MediaKind, Post, Visibility};
use crate::platform::PostsPage;
use crate::platform::address::safe_segment;
use crate::platform::bounds;
use crate::platform::http::Answer;
use crate::platform::json::{get, id, line, line_within, link, list, missing, text, text_within, time, yes};
use crate::platform::markup::{cut, plain};
use crate::platform::rows::{aside, readable};

/// The scope for posts.
pub(super) const STATUSES_SCOPE: &str = "read:statuses";

/// The server's most of a timeline.
const LIMIT: &str = "40";

impl Mastodon {
    /// A page of what the account shows to the public and to us. Posts are public data: where the token lacks the scope,
    /// they are asked for as nobody, which servers allow unless they are closed (§6.5).
    pub(crate) async fn posts(&self, account: &AccountId, cursor: Option<&str>) -> Result<PostsPage> {
        if !safe_segment(&account.0) {
            return Err(ErrorCode::NotFound.into());
        }
        let path = format!("api/v1/accounts/{account}/statuses");
        let mut query = vec![("limit", LIMIT)];
        query.extend(cursor.map(|cursor| ("max_id", cursor)));
        let mut answer = self.http.get(&path, &query).await?;
        let refusal = shown(&answer).err();
        if refusal.as_ref().is_some_and(|error| matches!(error.code, ErrorCode::ScopeMissing { .. })) {
            match self.http.as_nobody().get(&path, &query).await {
                Ok(public) if public.is_success() && !public.is_html() => answer = public,
                _ => return Err(refusal.unwrap_or_else(|| ErrorCode::NotFound.into())),
            }
        }
        shown(&answer)?;
        let next = answer.next("max_id");
        let mut posts = aside(move || readable(answer.data()?, |raw| post(&raw))).await?;
        // No server gives more; one that does would fill the window.
        posts.truncate(bounds::POSTS);
        let next = next.filter(|_| !posts.is_empty()).filter(|next| goes_on(cursor, next));
        Ok(PostsPage { posts, next })
    }
}

/// Whether posts came. A suspended account's are shown to nobody: 403, 404 or 410, by version.
fn shown(answer: &Answer) -> Result<()> {
    if answer.is_success() {
        return Ok(());
    }
    let error = refused(answer, STATUSES_SCOPE);
    Err(match error.code {
        ErrorCode::ServerSaysNo { status: 403 | 410 } => Error { code: ErrorCode::NotFound, ..error },
        _ => error,
    })
}

/// Reads a post. One that passes on another has that one's text and files, and its own id and time.
///
/// # Errors
/// [`ErrorCode::Unreadable`] without an id.
pub(super) fn post(raw: &Value) -> Result<Post> {
    let id = id(raw, "id").ok_or_else(|| missing("a post without an id"))?;
    let boosted = get(raw, "reblog").filter(|boosted| boosted.is_object());
    let said = boosted.unwrap_or(raw);
    Ok(Post {
        id,
        created_at: time(raw, "created_at"),
        edited_at: time(said, "edited_at"),
        warning: text_within(said, "spoiler_text", bounds::FIELD).unwrap_or_default(),
        text: words(said),
        sensitive: yes(said, "sensitive"),
        visibility: visibility(raw),
        language: line_within(said, "language", bounds::WORD),
        is_reply: get(said, "in_reply_to_id").is_some(),
        boosts: boosted.map(author),
        page: link(said, "url").or_else(|| link(said, "uri")),
        media: list(said, "media_attachments").iter().take(bounds::MEDIA).filter_map(media).collect(),
    })
}

/// The text, and below it a poll's answers: what is asked in a poll is said, too.
fn words(said: &Value) -> String {
    let mut words =
        text(said, "content").map(|html| cut(&plain(&html).text, bounds::TEXT).to_owned()).unwrap_or_default();
    let poll = get(said, "poll").map(|poll| list(poll, "options")).unwrap_or_default();
    for answer in poll.iter().take(bounds::POLL).filter_map(|option| line(option, "title")) {
        words.push_str(if words.is_empty() { "• " } else { "\n• " });
        words.push_str(&answer);
    }
    words
}

fn visibility(raw: &Value) -> Visibility {
    match get(raw, "visibility").and_then(Value::as_str) {
        Some("public") => Visibility::Public,
        Some("unlisted") => Visibility::Unlisted,
        Some("private") => Visibility::Followers,
        Some("direct") => Visibility::Mentioned,
        _ => Visibility::Unknown,
    }
}

/// Whose post it is; a question mark where the server does not tell.
fn author(post: &Value) -> String {
    let account = get(post, "account").unwrap_or(&Value::Null);
    let name = line_within(account, "acct", bounds::NAME).or_else(|| line_within(account, "username", bounds::NAME));
    name.map_or_else(|| "?".to_owned(), |name| name.trim_start_matches('@').to_owned())
}

/// Reads a file. Its small still picture is the preview; only of a picture the file itself will do.
fn media(raw: &Value) -> Option<Media> {
    let kind = match get(raw, "type").and_then(Value::as_str) {
        Some("image") => MediaKind::Image,
        Some("video" | "gifv") => MediaKind::Video,
        Some("audio") => MediaKind::Audio,
        _ => MediaKind::Other,
    };
    let whole = || link(raw, "url").filter(|_| kind == MediaKind::Image);
    raw.is_object().then(|| Media {
        kind,
        description: text_within(raw, "description", bounds::FIELD),
        preview: link(raw, "preview_url").or_else(whole),
        key: None,
    })
}
