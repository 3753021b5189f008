//! The first fill: list after list, page after page, to the end. Each page and how far the fill has come by it are stored
//! in one transaction, so that whoever kills it loses one page at most; whoever opens the desk again goes on with it.

use std::collections::HashSet;

use super::keep::keep_page;
use super::steps::{self, Step};
use crate::error::{Error, ErrorCode, Result};
use crate::platform::{self, Page, Which};
use crate::profile::instance::Instance;
use crate::profile::{Fill, RemoteCache};
use crate::store::cache::{FillCursor, Progress};

/// So many refusals in a row for asking too much, each waited for, and the run ends.
const REFUSALS: u32 = 8;

/// So many pages in a row without an account, and the list ends.
const EMPTY: u32 = 3;

/// What a run knows of its way.
#[derive(Default)]
struct Way {
    /// Where it was: cursors need not be in an order by which one sees that they lead back.
    been: HashSet<(&'static str, String)>,
    refusals: u32,
    empty: u32,
    /// Whether a list was begun anew because its cursor was no longer taken.
    begun_anew: bool,
}

/// Fetches everybody who is to be kept and was not fetched yet.
pub(super) async fn go_on(instance: &Instance) -> Result<()> {
    let server = instance.server()?.in_background();
    let kind = instance.record().software.platform;
    let mut way = Way::default();
    let mut expected = None;
    loop {
        // What is to be kept may change while it goes on.
        let remote = instance.caching().remote;
        let lists = server.fill(remote);
        let fill = instance.syncing.progress().await.fill.or_else(|| steps::begun(&lists, instance.clock.now()));
        let turn = steps::turn(&lists, fill.as_ref());
        let (Some(fill), Some((step, cursor))) = (fill, turn) else { return end(instance).await };
        if expected.is_none() {
            expected = Some(if remote == RemoteCache::All && platform::federated(kind) {
                None
            } else {
                server.expected().await
            });
        }
        instance.set_phase(step.phase()).await;
        let asked_at = instance.clock.now();
        let page = match instance.noted_single(server.page(step.which, cursor.as_deref()).await).await {
            Ok(page) => page,
            Err(error) => match way.after(&error, step, cursor.is_some()) {
                Next::Wait => continue,
                Next::Skip => {
                    tracing::info!(code = error.code.name(), "a list is not served as it was asked for");
                    instance.note_unreliable(step.phase()).await;
                    move_to(instance, &lists, &fill, step, None).await?;
                    continue;
                }
                Next::Anew => {
                    instance
                        .syncing
                        .advance(&instance.cache, &[], asked_at, |progress| {
                            // The first of those that bring everybody is counted from its beginning.
                            let fetched = if step.which == Which::Remote { fill.fetched } else { 0 };
                            progress.fill = Some(FillCursor { cursor: None, fetched, ..fill });
                            progress.cut_short = false;
                        })
                        .await?;
                    continue;
                }
                // What only lists of this kind answered so is the connection's trouble after all.
                Next::End => return instance.noted(Err(error)).await,
            },
        };
        let (next, doubt) = way.next(instance, step, &page, cursor.as_deref()).await;
        let count = step.is_whole().then(|| u32::try_from(page.accounts.len()).unwrap_or(u32::MAX));
        let newest =
            if step.which == Which::Local && cursor.is_none() { platform::newest(kind, &page.accounts) } else { None };
        let counted = FillCursor {
            fetched: fill.fetched.saturating_add(count.unwrap_or_default()),
            expected: expected.flatten().or(fill.expected),
            ..fill
        };
        let (fetched, told) = (counted.fetched, counted.expected);
        let cut_short = next.is_none() && step.is_whole() && doubt.is_some_and(|doubt| doubt.costs(fetched, told));
        let moved = steps::moved(&lists, &counted, step, next);
        let ended = moved.is_none();
        let change = move |progress: &mut Progress| {
            progress.fill = moved;
            progress.reached_end = ended;
            progress.cut_short |= cut_short;
            progress.newest = newest.or_else(|| progress.newest.take());
        };
        let kept = keep_page(instance, page.accounts, asked_at, Some(Box::new(change))).await?;
        drop(kept);
        tell(instance, fetched, count, told).await;
        if ended {
            return Ok(());
        }
    }
}

/// Why the end of a list may be none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// What is called the next page leads back.
    LedBack,
    /// Page after page had nobody, as behind the end of a list whose server always tells of a next page.
    Nobody,
}

impl Doubt {
    /// Whether people are missing: where a server tells how many it has, that says more than its links.
    fn costs(self, fetched: u32, expected: Option<u32>) -> bool {
        expected.map_or(self == Doubt::LedBack, |expected| u64::from(fetched) * 100 < u64::from(expected) * 95)
    }
}

/// Where a fill goes after an error.
enum Next {
    /// The same again, when the limiter lets it.
    Wait,
    /// With the next list: this one is not served.
    Skip,
    /// From the top of this list.
    Anew,
    /// Nowhere in this run.
    End,
}

impl Way {
    fn after(&mut self, error: &Error, step: Step, has_cursor: bool) -> Next {
        let not_served = match error.code {
            ErrorCode::RateLimited { .. } => {
                self.refusals += 1;
                return if self.refusals <= REFUSALS { Next::Wait } else { Next::End };
            }
            ErrorCode::ServerSaysNo { .. } | ErrorCode::NotFound => true,
            // Old servers stumble over words that they do not know (mastodon.md §1.4).
            ErrorCode::ServerTrouble { status: 500 } => !step.is_whole(),
            _ => false,
        };
        match not_served {
            true if !step.is_whole() => Next::Skip,
            true if has_cursor && !self.begun_anew => {
                self.begun_anew = true;
                // Its places are met once more, which is no circle.
                self.been.retain(|(list, _)| *list != step.name());
                Next::Anew
            }
            _ => Next::End,
        }
    }

    /// Where the list goes on after the page; none at its end, and where it would go on in circles: beside it why it may not
    /// be the end.
    async fn next(
        &mut self,
        instance: &Instance,
        step: Step,
        page: &Page,
        cursor: Option<&str>,
    ) -> (Option<String>, Option<Doubt>) {
        self.refusals = 0;
        self.empty = if page.accounts.is_empty() && page.next.is_some() { self.empty + 1 } else { 0 };
        let tired = self.empty == EMPTY;
        // The same page is asked for again only where it brought nobody.
        let circle = page.next.as_ref().is_some_and(|next| match Some(next.as_str()) == cursor {
            true => !page.accounts.is_empty(),
            false => !self.been.insert((step.name(), next.clone())),
        });
        let doubt = match page.broken_off || circle {
            true => Some(Doubt::LedBack),
            false => tired.then_some(Doubt::Nobody),
        };
        if doubt.is_some() || page.is_unfiltered() {
            instance.note_unreliable(step.phase()).await;
        }
        if tired {
            self.empty = 0;
        }
        // A list without its filter is the list of everybody, which comes anyway.
        let useless = page.is_unfiltered() && !step.is_whole();
        (page.next.clone().filter(|_| !circle && !tired && !useless), doubt)
    }
}

async fn move_to(
    instance: &Instance,
    lists: &[Which],
    fill: &FillCursor,
    step: Step,
    cursor: Option<String>,
) -> Result<()> {
    let moved = steps::moved(lists, fill, step, cursor);
    let change = move |progress: &mut Progress| {
        progress.reached_end = moved.is_none();
        progress.fill = moved;
    };
    instance.syncing.advance(&instance.cache, &[], instance.clock.now(), change).await
}

/// Everybody has been fetched.
async fn end(instance: &Instance) -> Result<()> {
    let change = |progress: &mut Progress| {
        progress.reached_end = true;
        progress.fill = None;
    };
    instance.syncing.advance(&instance.cache, &[], instance.clock.now(), change).await?;
    let more = instance.syncing.progress().await.more_on_server();
    instance
        .set_sync(|sync| {
            sync.fill = None;
            sync.more_on_server = more;
        })
        .await;
    Ok(())
}

/// Tells how the fill goes. Lists whose accounts are not counted would make it look slower than it is: they have no speed.
async fn tell(instance: &Instance, fetched: u32, counted: Option<u32>, expected: Option<u32>) {
    let now = instance.clock.now();
    let per_minute = counted.and_then(|counted| instance.syncing.session().rate.take(now, counted));
    // What a server counts is not quite what it lists.
    let expected = expected.map(|expected| expected.max(fetched));
    let ends_at = expected.zip(per_minute.filter(|rate| *rate > 0)).map(|(expected, rate)| {
        let left = i64::from(expected - fetched) * 60_000 / i64::from(rate);
        crate::model::Timestamp(now.0.saturating_add(left))
    });
    let progress = instance.syncing.progress().await;
    instance
        .set_sync(|sync| {
            sync.fill = (!progress.reached_end).then_some(Fill { fetched, expected, per_minute, ends_at });
            sync.more_on_server = progress.more_on_server();
        })
        .await;
}
