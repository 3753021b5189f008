//! Posts: what an account's page shows, and what reports carry (9.5).
//!
//! An ordinary account's posts are not stored but made up from its id each time, the same every time: a large instance would otherwise be mostly posts.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::media::{Media, MediaKind};
use super::paging::{Page, TIMELINE};
use super::refusal::Refusal;
use super::seed::html;
use super::state::{Account, Id, Mastodon};
use crate::Dialect;
use crate::call::{Answer, Call};
use crate::chance::Chance;
use crate::people::posts;
use crate::time::{DAY, HOUR, ago, iso};
use crate::world::Site;

/// How many of an account's posts there are to read, however many it counts.
const MADE_UP: u32 = 12;
/// Who may see a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Visibility {
    #[default]
    Public,
    Unlisted,
    Private,
    Direct,
}

/// One post.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Post {
    pub(super) id: Id,
    pub(super) at: Timestamp,
    /// HTML.
    pub(super) content: String,
    pub(super) spoiler: String,
    pub(super) sensitive: bool,
    pub(super) visibility: Visibility,
    pub(super) language: Option<String>,
    pub(super) media: Vec<Media>,
    pub(super) reply: bool,
    /// Deleted by its author since; reports show it all the same.
    #[serde(default)]
    pub(super) deleted: bool,
    /// When its author changed it last.
    #[serde(default)]
    pub(super) edited_at: Option<Timestamp>,
}

impl Post {
    /// An id as the server makes them, kept apart by a number.
    pub(super) fn id_at(at: Timestamp, number: i64) -> Id {
        Id((at.as_millisecond() << 16) | (number & 0xFFFF))
    }
}

impl Mastodon {
    /// What the account shows at present, oldest first: nothing while suspended, or once its data is gone.
    fn timeline(&self, account: &Account) -> Vec<Post> {
        if account.suspension.is_some() {
            return Vec::new();
        }
        let mut timeline = made_up(account);
        if account.statuses > 0 {
            let reported = self.reports.iter().filter(|report| report.target == account.id);
            timeline.extend(reported.flat_map(|report| report.posts.iter().cloned()));
        }
        timeline.retain(|post| !post.deleted && matches!(post.visibility, Visibility::Public | Visibility::Unlisted));
        timeline.sort_by_key(|post| post.id);
        timeline.dedup_by_key(|post| post.id);
        timeline
    }

    /// `GET /api/v1/accounts/:id/statuses`: also without a token, but a token needs the scope.
    pub(super) fn statuses(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        self.admit_anybody(call, &["read", "read:statuses"])?;
        let account = self.visible(id)?;
        let asks = |name: &str| call.query.filled(name).is_some_and(truth);
        let (only_media, no_replies) = (asks("only_media"), asks("exclude_replies"));
        let nothing = asks("pinned") || call.query.filled("tagged").is_some();
        let timeline = if nothing { Vec::new() } else { self.timeline(account) };
        let shown = timeline
            .into_iter()
            .filter(|post| (!only_media || !post.media.is_empty()) && (!no_replies || !post.reply))
            .map(|post| (post.id, post));
        let page = Page::of(shown, &call.query, TIMELINE, &self.manner.otherwise)?;
        let rows = page.rows.iter().map(|(_, post)| self.status_json(post, account, site)).collect();
        let answer = Answer::json(200, Value::Array(rows));
        let kept = ["only_media", "exclude_replies", "exclude_reblogs", "pinned", "tagged"];
        Ok(match page.link(&format!("{}{}", site.base, call.path), &call.query, &kept) {
            Some(link) => answer.with("link", link),
            None => answer,
        })
    }

    /// `GET /api/v1/accounts/:id`.
    pub(super) fn account(&self, call: &Call, site: &Site, id: &str) -> Result<Answer, Refusal> {
        self.admit_anybody(call, &["read", "read:accounts"])?;
        Ok(Answer::json(200, self.account_json(self.visible(id)?, site)))
    }

    fn admit_anybody(&self, call: &Call, scopes: &[&str]) -> Result<(), Refusal> {
        match call.token {
            Some(_) => self.admit(call, scopes).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Those who wait or have not confirmed their mail are not there for the public.
    fn visible(&self, id: &str) -> Result<&Account, Refusal> {
        let account = self.find(id)?;
        let hidden = account.user.as_ref().is_some_and(|user| !user.approved || user.confirmed_at.is_none());
        if hidden { Err(Refusal::NoRecord) } else { Ok(account) }
    }

    /// Status. Everything of a sensitized account is sensitive.
    pub(super) fn status_json(&self, post: &Post, account: &Account, site: &Site) -> Value {
        let home = account.domain.as_ref().map_or_else(|| site.base.clone(), |domain| format!("https://{domain}"));
        let (id, name) = (self.shown_id(post.id), &account.username);
        let mut chance = Chance::of_word(&id);
        let mut json = Map::new();
        let mut put = |name: &str, value: Value| {
            json.insert(name.to_owned(), value);
        };
        put("id", json!(id));
        put("created_at", json!(iso(post.at)));
        let parent = post.reply.then(|| self.shown_id(Id(post.id.0 - ((HOUR * 1000) << 16))));
        put("in_reply_to_id", json!(parent));
        put("in_reply_to_account_id", json!(post.reply.then(|| self.shown_id(account.id))));
        put("sensitive", json!(post.sensitive || account.sensitized_at.is_some()));
        put("spoiler_text", json!(post.spoiler));
        put("visibility", json!(post.visibility));
        put("language", json!(post.language));
        put("uri", json!(format!("{home}/users/{name}/statuses/{}", post.id)));
        put("url", json!(format!("{home}/@{name}/{}", post.id)));
        for count in ["replies_count", "reblogs_count", "favourites_count"] {
            put(count, json!(chance.below(9)));
        }
        if self.manner.version >= Dialect::V4_6 {
            put("quotes_count", json!(0));
        }
        put("edited_at", json!(post.edited_at.map(iso)));
        put("content", json!(post.content));
        put("reblog", Value::Null);
        put("account", self.account_json(account, site));
        let there = Some(home.as_str()).filter(|_| !account.is_local());
        let media = post.media.iter().enumerate();
        put("media_attachments", media.map(|(at, media)| media.json(post.id, at, there, site)).collect());
        for list in ["mentions", "tags", "emojis"] {
            put(list, json!([]));
        }
        put("card", Value::Null);
        put("poll", Value::Null);
        Value::Object(json)
    }
}

/// A boolean parameter as Rails casts it.
pub(super) fn truth(text: &str) -> bool {
    !matches!(text, "0" | "f" | "F" | "false" | "FALSE" | "off" | "OFF")
}

/// The posts that follow from the account's id, oldest first.
fn made_up(account: &Account) -> Vec<Post> {
    let Some(last) = account.last_status_on.and_then(|day| day.at(9, 0, 0, 0).to_zoned(TimeZone::UTC).ok()) else {
        return Vec::new();
    };
    let mut chance = Chance::of_word(&account.id.to_string());
    let locale = account.user.as_ref().and_then(|user| user.locale.as_deref());
    let own: Vec<_> = posts::POSTS.iter().filter(|(language, ..)| Some(*language) == locale).collect();
    let mut at = last.timestamp();
    let mut posts = Vec::new();
    for number in 0..account.statuses.min(MADE_UP) {
        at = ago(at, chance.between(HOUR, 5 * DAY));
        if at < account.created_at {
            break;
        }
        let (language, spoiler, text, picture) =
            if own.is_empty() || chance.percent(25) { *chance.pick(posts::POSTS) } else { **chance.pick(&own) };
        posts.push(Post {
            id: Post::id_at(at, i64::from(number) * 8 + (account.id.0 & 0xFF00)),
            at,
            content: html(text),
            spoiler: spoiler.to_owned(),
            sensitive: !spoiler.is_empty(),
            visibility: if chance.percent(15) { Visibility::Unlisted } else { Visibility::Public },
            language: Some(language.to_owned()),
            media: picture.map(|about| Media::new(MediaKind::Image, about)).into_iter().collect(),
            reply: chance.percent(20),
            deleted: false,
            edited_at: None,
        });
    }
    posts.reverse();
    posts
}
