//! What can go wrong with a request, a list or an answer.

use serde::{Deserialize, Serialize};

/// The kinds of fault; in JSON the field `kind` with the rest beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Waits, then serves the request as usual (also when the client has left meanwhile, as real servers do).
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Serves the request, but sends the answer late.
    DelayAfter {
        /// Milliseconds.
        ms: u64,
    },
    /// Answers with this status, nothing done.
    Status {
        /// HTTP status.
        code: u16,
        /// What the body looks like.
        #[serde(default)]
        body: ErrorBody,
    },
    /// 429 in the platform's own shape, nothing done.
    TooMany {
        /// Seconds in `Retry-After`; none: no such header (Mastodon never sends one).
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The connection is closed without an answer, nothing done.
    CloseBefore,
    /// The request takes effect, then the connection is closed without an answer.
    CloseAfter,
    /// The request takes effect; half of the body comes, though `Content-Length` promises all, then the connection closes.
    CutOff,
    /// 200 with a page instead of JSON, nothing done: a captive portal, a sign-in wall.
    HtmlForJson,
    /// 200 with JSON of another shape, nothing done.
    WrongType,
    /// 200 with a very large JSON body, nothing done.
    BigBody {
        /// Megabytes (a million bytes).
        #[serde(default = "fifty")]
        megabytes: u32,
    },
    /// 302 to another address, nothing done.
    Redirect {
        /// Absolute URL.
        to: String,
    },
    /// 401 as for a revoked token, nothing done.
    TokenRevoked,
    /// Answered as if it had worked, but nothing has changed.
    NoEffect,
    /// Served, but a list has no `Link`.
    NoLink,
    /// Served, but `Link` leads to another host or scheme.
    LinkElsewhere {
        /// Scheme and host that take the place of the server's own, such as `https://elsewhere.example`.
        to: String,
    },
    /// Served, but the cursors in `Link` are no ids.
    OddCursor {
        /// What stands there instead.
        #[serde(default = "odd_cursor")]
        cursor: String,
    },
    /// Pages hold no more than so many rows, whatever was asked; `Link` still leads on.
    ShortPages {
        /// The most rows of a page.
        rows: u32,
    },
    /// A filter (or any other parameter) is silently ignored.
    IgnoreFilter {
        /// Its name, without `[]`.
        name: String,
    },
    /// Takes effect; where that is a success, the body says nothing about it.
    Bare {
        /// What comes instead.
        #[serde(default)]
        body: BareBody,
    },
    /// Only JSON bodies are read (`json: true`) or only forms, multipart ones too; parameters in the others are not seen, those in the address are.
    OnlyBodies {
        /// Whether JSON is what is read.
        json: bool,
    },
    /// Served, but the next page is said to be the same page again.
    NextSame,
    /// Served, but from the page so many further on, the next page is said to be an earlier one: a circle of this many pages and one.
    NextEarlier {
        /// How many pages back, from 1.
        pages: usize,
    },
    /// Rows of the page before stand at the top of this one again; on a first page its own do.
    RepeatRows {
        /// How many.
        rows: usize,
        /// Whether they have other content the second time: another display name, the opposite flags.
        #[serde(default)]
        changed: bool,
    },
    /// The rows of each page come in any order; `Link` is as it should be.
    ShuffleRows,
    /// A page without rows, and a link to the next. On a Mastodon that leads to the rows that are missing here, elsewhere they are simply not shown.
    EmptyPage,
    /// Requests with a cursor are refused, others served; with `after` a list breaks off midway.
    RefuseCursor {
        /// HTTP status.
        #[serde(default = "bad_request")]
        code: u16,
    },
    /// All parameters that are neither page nor order are silently ignored. What a list does without any it still does: a Mastodon's v1 stays local and active.
    IgnoreFilters,
    /// The length that is asked for is ignored.
    IgnoreLimit,
    /// Cursors and page numbers are ignored: each page is the first.
    IgnoreCursor,
    /// Refused for now, nothing done: `Retry-After` as seconds, as an HTTP date, in words, or not at all.
    RetryLater {
        /// HTTP status.
        #[serde(default = "too_many")]
        code: u16,
        /// Seconds until it may be tried again, also negative; none: no such header, unless `text` is there.
        #[serde(default)]
        seconds: Option<i64>,
        /// Whether they are told as a date, by the server's clock.
        #[serde(default)]
        date: bool,
        /// Stands in the header as it is, whatever it says.
        #[serde(default)]
        text: Option<String>,
    },
    /// Before each GET is served so many people sign up and so many others are gone.
    Churn {
        /// New ones, who wait for approval.
        #[serde(default)]
        join: usize,
        /// Anybody but the staff and those whose tokens are known.
        #[serde(default)]
        leave: usize,
    },
    /// `Date` is wrong by this much. Comes with other faults.
    DateSkew {
        /// Seconds; negative: the server's clock is late.
        seconds: i64,
    },
    /// The headers that tell what is left of a throttle say this instead; they are made up where there are none. Comes with other faults.
    OddBudget {
        /// What they say, such as `-1`, `soon`, or nothing.
        text: String,
        /// Only headers whose name ends so (`remaining`, `reset`, `limit`); none: all.
        #[serde(default)]
        name: Option<String>,
    },
}

/// A success without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BareBody {
    /// `{}`, as Mastodon's reject.
    #[default]
    Empty,
    /// `{"message":"OK"}`, as GoToSocial's action.
    Message,
    /// No bytes at all.
    Nothing,
}

/// The body of a made-up error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// The platform's JSON with an `error`.
    #[default]
    Json,
    /// A proxy's page.
    Html,
}

impl FaultKind {
    /// Whether it comes besides another fault, instead of which none other would.
    pub(crate) const fn accompanies(&self) -> bool {
        matches!(
            self,
            Self::Delay { .. }
                | Self::DelayAfter { .. }
                | Self::Churn { .. }
                | Self::DateSkew { .. }
                | Self::OddBudget { .. }
        )
    }
}

const fn bad_request() -> u16 {
    400
}

const fn too_many() -> u16 {
    429
}

const fn fifty() -> u32 {
    50
}

fn odd_cursor() -> String {
    "example.org/@someone".to_owned()
}
