//! The sweep: with each refresh a few more pages of the whole list, from where the last one ended. It finds what no change
//! tells: who is gone, and what the changes of a busy day did not reach.

use super::keep::keep_page;
use super::{SINGLE_LOOKS, look_at_each};
use crate::error::{ErrorCode, Result};
use crate::model::Timestamp;
use crate::platform::Which;
use crate::profile::instance::Instance;
use crate::store::cache::{Progress, Sweep};

/// Pages in one run: 300 accounts of a GitLab.
const PAGES: u32 = 3;

/// Goes on with the sweep, or begins anew. How far it came is kept with each page, so that whoever stops it loses one at
/// most.
pub(super) async fn go_on(instance: &Instance, progress: &mut Progress) -> Result<()> {
    let server = instance.server()?;
    // Nothing is seen before a beginning that lies ahead: the computer's clock was set back.
    progress.sweep.take_if(|sweep| sweep.began_at > instance.clock.now());
    for _ in 0..PAGES {
        let (began_at, cursor) = match &progress.sweep {
            None => (None, None),
            Some(Sweep { cursor: None, .. }) => break,
            Some(Sweep { began_at, cursor }) => (Some(*began_at), cursor.clone()),
        };
        let asked_at = instance.clock.now();
        let page = match instance.noted(server.page(Which::All, cursor.as_deref()).await).await {
            // A cursor of an earlier day may mean nothing to a server that was updated since.
            Err(error) if cursor.is_some() && matches!(error.code, ErrorCode::ServerSaysNo { .. }) => {
                progress.sweep = None;
                return instance.cache.keep_progress(progress).await;
            }
            answer => answer?,
        };
        keep_page(instance, page.accounts, asked_at).await?;
        if page.next.is_none() {
            // All were listed, also those that nobody asked for.
            progress.reached_end = true;
            progress.older_cursor = None;
        }
        progress.sweep = Some(Sweep { began_at: began_at.unwrap_or(asked_at), cursor: page.next });
        instance.cache.keep_progress(progress).await?;
    }
    match progress.sweep {
        Some(Sweep { began_at, cursor: None }) => look_at_unseen(instance, began_at, progress).await,
        Some(_) | None => Ok(()),
    }
}

/// At the end of the list: looks at those of the cache who were not in it. Those for whom there is no time are looked at in
/// the next run; after the last one the sweep begins anew.
async fn look_at_unseen(instance: &Instance, began_at: Timestamp, progress: &mut Progress) -> Result<()> {
    let unseen = instance.cache.unseen_since(began_at, instance.clock.now(), SINGLE_LOOKS + 1).await?;
    let now: Vec<_> = unseen.iter().take(SINGLE_LOOKS).collect();
    let read = look_at_each(instance, now.iter().copied()).await?;
    // Where the server stumbles over every one of them, waiting for them would end the sweeping for good.
    if unseen.len() == now.len() || read == 0 {
        progress.sweep = None;
        instance.cache.keep_progress(progress).await?;
    }
    Ok(())
}
