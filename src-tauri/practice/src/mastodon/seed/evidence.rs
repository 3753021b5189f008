//! The posts that people have reported: adverts, quarrels, an impostor, pictures one would rather not see large.

use jiff::Timestamp;

use super::super::state::Id;
use super::super::statuses::{Post, Visibility};
use super::plant::html;
use crate::time::{HOUR, ago};

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
    /// Descriptions; empty: none.
    pictures: &'static [&'static str],
}

const PLAIN: Exhibit = Exhibit {
    report: 0,
    hours_before: 1,
    warning: "",
    text: "",
    sensitive: false,
    visibility: Visibility::Public,
    pictures: &[],
};

#[rustfmt::skip]
const EXHIBITS: &[Exhibit] = &[
    Exhibit { report: 1, text: "Best deals on office chairs, only today, see deals-now.example #gardening #birds #trains", pictures: &[""], ..PLAIN },
    Exhibit { report: 1, hours_before: 2, text: "Best deals on office chairs, only today, see deals-now.example #choir #compost", ..PLAIN },
    Exhibit { report: 1, hours_before: 3, text: "Best deal on office chair only today see deals-now.example", visibility: Visibility::Unlisted, ..PLAIN },
    Exhibit { report: 2, text: "You still have not answered me about the bridge. I can wait. I know where the reading group meets.", ..PLAIN },
    Exhibit { report: 2, hours_before: 6, text: "And another thing about the bridge.", visibility: Visibility::Private, ..PLAIN },
    Exhibit { report: 3, text: "Hello, Kim from the moderation team here. Your account has a problem. Please send me your password so that I can fix it.", visibility: Visibility::Direct, ..PLAIN },
    Exhibit { report: 5, warning: "playground", text: "Sunny afternoon, so many happy faces.", sensitive: true, pictures: &["", "Children on a climbing frame, faces clearly visible."], ..PLAIN },
    Exhibit { report: 5, hours_before: 30, text: "More from last week.", sensitive: true, pictures: &[""], ..PLAIN },
    Exhibit { report: 6, text: "Full book for free, pages 1 to 4 of 312. Rest in the thread.", pictures: &["", "", "", ""], ..PLAIN },
    Exhibit { report: 7, text: "RT: \"soup and half a roll\" – lunch no. 4211 #LunchQuotes", ..PLAIN },
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
                content: if exhibit.text.starts_with('<') { exhibit.text.to_owned() } else { html(exhibit.text) },
                spoiler: exhibit.warning.to_owned(),
                sensitive: exhibit.sensitive,
                visibility: exhibit.visibility,
                language: Some("en".to_owned()),
                media: exhibit
                    .pictures
                    .iter()
                    .map(|about| Some((*about).to_owned()).filter(|about| !about.is_empty()))
                    .collect(),
                reply: matches!(report, 2 | 9),
                deleted: report == 5 && exhibit.hours_before > 24,
            }
        })
        .collect();
    posts.sort_by_key(|post| post.id);
    posts
}
