//! The posts that people have reported: adverts, quarrels, an impostor, pictures one would rather not see large.

use jiff::Timestamp;

use super::super::media::Media;
use super::super::media::MediaKind::{self, Audio, Gifv, Image, Sound, Unknown, Video};
use super::super::state::Id;
use super::super::statuses::{Post, Visibility};
use super::plant::html;
use crate::time::{HOUR, MINUTE, ago};

/// One reported post.
struct Exhibit {
    /// Number of the report.
    report: i64,
    hours_before: i64,
    warning: &'static str,
    /// Plain text, or HTML as it came from another server where it begins with `<`.
    text: &'static str,
    sensitive: bool,
    visibility: Visibility,
    /// Sort and description; empty: none.
    media: &'static [(MediaKind, &'static str)],
    /// Changed by its author, twenty minutes later.
    edited: bool,
}

const PLAIN: Exhibit = Exhibit {
    report: 0,
    hours_before: 1,
    warning: "",
    text: "",
    sensitive: false,
    visibility: Visibility::Public,
    media: &[],
    edited: false,
};

/// The words stand for a text of as many pages as the report says; see [`whole_book`].
const WHOLE_BOOK: &str = "(the whole book)";

/// As another server sends it: a shortened link, a mention, a list, a quotation, code.
const MARKED_UP: &str = "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://hollyhock.example/@wren\" class=\"u-url mention\">@<span>wren</span></a></span> \
    you still have not answered. It is all here: <a href=\"https://bridge.example/history/of/the/bridge?chapter=4&amp;lang=en\" target=\"_blank\" \
    rel=\"nofollow noopener noreferrer\" translate=\"no\"><span class=\"invisible\">https://</span><span class=\"ellipsis\">bridge.example/history/of/the/</span>\
    <span class=\"invisible\">bridge?chapter=4&amp;lang=en</span></a></p><blockquote><p>The bridge was closed in 1931.</p></blockquote>\
    <ul><li>who closed it</li><li>who has the key</li></ul><p>I can wait.<br>I <em>know</em> where the reading group meets, \
    <a href=\"https://xn--brcke-lva.example/\" target=\"_blank\" rel=\"nofollow noopener noreferrer\">brücke.example</a>, <code>door 2</code>.</p>";

#[rustfmt::skip]
const EXHIBITS: &[Exhibit] = &[
    Exhibit { report: 1, text: "Best deals on office chairs, only today, see deals-now.example #gardening #birds #trains", media: &[(Image, "")], ..PLAIN },
    Exhibit { report: 1, hours_before: 2, text: "Best deals on office chairs, only today, see deals-now.example #choir #compost", ..PLAIN },
    Exhibit { report: 1, hours_before: 3, text: "Best deal on office chair only today see deals-now.example", visibility: Visibility::Unlisted, ..PLAIN },
    Exhibit { report: 2, text: "You still have not answered me about the bridge. I can wait. I know where the reading group meets.", ..PLAIN },
    Exhibit { report: 2, hours_before: 6, text: "And another thing about the bridge.", visibility: Visibility::Private, ..PLAIN },
    Exhibit { report: 2, hours_before: 4, text: MARKED_UP, edited: true, ..PLAIN },
    Exhibit { report: 3, text: "Hello, Kim from the moderation team here. Your account has a problem. Please send me your password so that I can fix it.", visibility: Visibility::Direct, ..PLAIN },
    Exhibit { report: 5, warning: "playground", text: "Sunny afternoon, so many happy faces.", sensitive: true, media: &[(Image, ""), (Image, "Children on a climbing frame, faces clearly visible.")], ..PLAIN },
    Exhibit { report: 5, hours_before: 30, text: "More from last week.", sensitive: true, media: &[(Image, "")], ..PLAIN },
    Exhibit { report: 6, text: "Full book for free, pages 1 to 4 of 312. Rest in the thread.", media: &[(Image, ""), (Image, ""), (Image, ""), (Image, "")], ..PLAIN },
    Exhibit { report: 6, hours_before: 3, text: WHOLE_BOOK, ..PLAIN },
    Exhibit { report: 6, hours_before: 2, warning: "long film", text: "All pages turned, fourteen seconds.", media: &[(Video, "A hand turns the pages of a book very fast.")], ..PLAIN },
    Exhibit { report: 7, text: "RT: \"soup and half a roll\" – lunch no. 4211 #LunchQuotes", ..PLAIN },
    Exhibit { report: 7, hours_before: 2, text: "Lunch no. 4210, read aloud #LunchQuotes", media: &[(Audio, ""), (Sound, "A spoon falls into soup.")], visibility: Visibility::Unlisted, ..PLAIN },
    Exhibit { report: 7, hours_before: 3, text: "Lunch no. 4209 #LunchQuotes", media: &[(Gifv, "Steam goes up from a bowl, over and over."), (Unknown, "")], edited: true, ..PLAIN },
    Exhibit { report: 8, text: "<p>Double your coins in 24 h!! <a href=\"javascript:alert('post')\">click</a> <img src=x onerror=\"document.title='owned'\"><script>window.pwned = true</script></p>", ..PLAIN },
    Exhibit { report: 9, warning: "slurs", text: "(three lines of abuse in Welsh, which these made-up people don't repeat)", sensitive: true, ..PLAIN },
    Exhibit { report: 11, text: "Look at this newcomer, everybody! Tell them what we think of their first post.", ..PLAIN },
    Exhibit { report: 12, text: "more here → deals-now.example", visibility: Visibility::Unlisted, ..PLAIN },
];

/// The posts of a report that came in at `reported`, oldest first. One has been deleted by its author since.
pub(super) fn of(report: i64, target: Id, reported: Timestamp) -> Vec<Post> {
    let mut posts: Vec<Post> = EXHIBITS
        .iter()
        .enumerate()
        .filter(|(_, exhibit)| exhibit.report == report)
        .map(|(at, exhibit)| {
            let moment = ago(reported, exhibit.hours_before * HOUR);
            Post {
                id: Post::id_at(moment, (target.0 & 0xFF00) + at as i64),
                at: moment,
                content: match exhibit.text {
                    WHOLE_BOOK => html(&whole_book()),
                    text if text.starts_with('<') => text.to_owned(),
                    text => html(text),
                },
                spoiler: exhibit.warning.to_owned(),
                sensitive: exhibit.sensitive,
                visibility: exhibit.visibility,
                language: Some("en".to_owned()),
                media: exhibit.media.iter().map(|(kind, about)| Media::new(*kind, about)).collect(),
                reply: matches!(report, 2 | 9),
                deleted: report == 5 && exhibit.hours_before > 24,
                edited_at: exhibit.edited.then(|| ago(reported, exhibit.hours_before * HOUR - 20 * MINUTE)),
            }
        })
        .collect();
    posts.sort_by_key(|post| post.id);
    posts
}

/// A post as long as servers with generous limits let through: some ten thousand letters in many paragraphs.
fn whole_book() -> String {
    const LINES: &[&str] = &[
        "Nobody had crossed it since the winter, and the ferryman said so to whoever would listen.",
        "She wrote the date down twice, once in ink.",
        "It rained. The pig, of whom more later, was indifferent to rain.",
    ];
    let page = |number: usize| format!("[p. {number}] {}", LINES[number % LINES.len()]);
    (1..=128).map(page).collect::<Vec<_>>().join("\n\n")
}
