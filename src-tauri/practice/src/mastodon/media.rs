//! What is attached to posts: photographs, films, silent loops, sound, and what could not be fetched (MediaAttachment).
//!
//! Every picture named here is really served, as PNG; films and sounds lead to a page that says what would play.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::state::Id;
use crate::world::Site;

/// Valid blurhashes, in the colours of the made-up photographs more or less.
const BLURHASHES: &[&str] =
    &["LEHV6nWB2yk8pyo0adR*.7kCMdnj", "L6PZfSi_.AyE_3t7t7R**0o#DgR4", "LKO2?U%2Tw=w]~RBVZRi};RPxuwH"];

/// Which sort of thing; its `type` on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MediaKind {
    #[default]
    Image,
    Video,
    /// A film without sound that goes round and round.
    Gifv,
    /// With a cover.
    Audio,
    /// Without one: there is no preview.
    Sound,
    /// Another server's file that could not be fetched.
    Unknown,
}

/// Something attached.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub(crate) struct Media {
    pub(super) kind: MediaKind,
    /// None: nobody has described it.
    pub(super) about: Option<String>,
}

/// As state files hold it: before there were other kinds, a picture was its description.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Whole { kind: MediaKind, about: Option<String> },
    Picture(Option<String>),
}

impl From<Kept> for Media {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Whole { kind, about } => Self { kind, about },
            Kept::Picture(about) => Self { kind: MediaKind::Image, about },
        }
    }
}

impl Media {
    /// An empty description is none.
    pub(super) fn new(kind: MediaKind, about: &str) -> Self {
        Self { kind, about: Some(about.to_owned()).filter(|about| !about.is_empty()) }
    }

    /// The `at`th attachment of the post `post`; `home` is the origin of another server's post.
    pub(super) fn json(&self, post: Id, at: usize, home: Option<&str>, site: &Site) -> Value {
        let id = post.0 + at as i64;
        let here = |folder: &str, end: &str| Some(format!("{}/{folder}/{id}.{end}", site.base));
        let cover = here("media/small", "png");
        let (word, end, preview) = match self.kind {
            MediaKind::Image => ("image", "png", cover),
            MediaKind::Video => ("video", "mp4", cover),
            MediaKind::Gifv => ("gifv", "mp4", cover),
            MediaKind::Audio => ("audio", "mp3", cover),
            MediaKind::Sound => ("audio", "mp3", None),
            MediaKind::Unknown => ("unknown", "bin", None),
        };
        let url = here("media", end).filter(|_| self.kind != MediaKind::Unknown);
        let remote = home.map(|home| format!("{home}/media/{id}.{end}"));
        json!({
            "id": id.to_string(), "type": word, "url": url, "preview_url": preview, "remote_url": remote, "preview_remote_url": null, "text_url": null,
            "meta": self.meta(),
            "description": self.about,
            "blurhash": Some(BLURHASHES[at % BLURHASHES.len()]).filter(|_| preview.is_some()),
        })
    }

    fn meta(&self) -> Value {
        let small = json!({ "width": 320, "height": 200, "size": "320x200", "aspect": 1.6 });
        match self.kind {
            MediaKind::Image => json!({
                "original": { "width": 640, "height": 400, "size": "640x400", "aspect": 1.6 }, "small": small,
            }),
            MediaKind::Video | MediaKind::Gifv => json!({
                "original": { "width": 1280, "height": 800, "frame_rate": "30/1", "duration": 14.2, "bitrate": 988_211 },
                "small": small,
            }),
            MediaKind::Audio | MediaKind::Sound => json!({ "original": { "duration": 48.3, "bitrate": 128_000 } }),
            MediaKind::Unknown => json!({}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_as_a_description_is_a_picture() {
        let kept: Vec<Media> =
            serde_json::from_value(json!([null, "A pig.", { "kind": "audio", "about": null }])).unwrap();
        let told: Vec<_> = kept.iter().map(|media| (media.kind, media.about.as_deref())).collect();
        assert_eq!(told, [(MediaKind::Image, None), (MediaKind::Image, Some("A pig.")), (MediaKind::Audio, None)]);
    }
}
