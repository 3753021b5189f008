//! The pages that the browser shows when it comes back. They hold nothing of the request: no code, no state, nobody's
//! words. No script runs on them, and nothing is fetched.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// What the browser is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The server's answer was taken.
    Done,
    /// The person said no there.
    Denied,
    /// The server did not give what it was to give.
    Failed,
    /// It is not the answer that is waited for.
    NotThisOne,
    /// The answer was taken before.
    AlreadyUsed,
    /// Nobody waits any more.
    Over,
    /// There is no such page.
    Missing,
}

impl Page {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Page::Done | Page::Denied | Page::Failed => 200,
            Page::NotThisOne => 400,
            Page::AlreadyUsed => 409,
            Page::Over => 410,
            Page::Missing => 404,
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Page::Done => ("Signed in", "Go back to Bailiwick: it goes on there. You can close this page."),
            Page::Denied => ("Not signed in", "You did not agree, so Bailiwick got nothing. You can close this page."),
            Page::Failed => {
                ("Not signed in", "Go back to Bailiwick: it says what went wrong. You can close this page.")
            }
            Page::NotThisOne => (
                "Not the sign-in that Bailiwick waits for",
                "This page belongs to another sign-in, or did not come from your server. Bailiwick took nothing from it and goes on waiting. You can close this page.",
            ),
            Page::AlreadyUsed => (
                "Already used",
                "Bailiwick has taken this answer before; it counts once. Go back to Bailiwick. You can close this page.",
            ),
            Page::Over => ("Nobody waits for this any more", "Sign in again from Bailiwick. You can close this page."),
            Page::Missing => ("Nothing here", "Bailiwick only waits here for a sign-in. You can close this page."),
        }
    }

    /// The page as HTML.
    pub fn html(self) -> String {
        let (title, text) = self.words();
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title} · Bailiwick</title><style>{STYLE}</style><main><h1>{title}</h1><p>{text}</p></main></html>"
        )
    }
}

const STYLE: &str = ":root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1rem;color:#23262f;background:#faf9f6}\
h1{font-size:1.4rem;line-height:1.3}\
@media(prefers-color-scheme:dark){body{color:#e8e6e1;background:#1c1e24}}";

/// What every answer of the listener carries. Nothing but the page's own style counts, nothing is kept or told on.
pub fn headers() -> [(&'static str, String); 7] {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    [
        ("content-type", "text/html; charset=utf-8".to_owned()),
        ("content-security-policy", policy),
        ("cache-control", "no-store".to_owned()),
        ("referrer-policy", "no-referrer".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("x-frame-options", "DENY".to_owned()),
        ("connection", "close".to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_whole_and_by_itself() {
        for page in
            [Page::Done, Page::Denied, Page::Failed, Page::NotThisOne, Page::AlreadyUsed, Page::Over, Page::Missing]
        {
            let html = page.html();
            assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>"));
            assert!(html.contains("prefers-color-scheme:dark") && html.contains("close this page"));
            for foreign in ["<script", "http://", "https://", "src=", "href=", "@import", "url("] {
                assert!(!html.contains(foreign), "{page:?}: {foreign}");
            }
        }
    }
}
