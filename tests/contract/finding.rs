//! Searching the server by a filter, as the desk does: whatever is found, the server sent.

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::Filter;
use bailiwick_engine::list::Place;
use bailiwick_engine::profile::ProfileView;
use serde_json::Value;

use crate::desk::{Desk, verdict_of};
use crate::rows::key;
use crate::table::Verdict;
use crate::wire::Wire;

/// How many rows of an answer are read again.
const READ_AGAIN: usize = 3;

/// One search: what is typed, who has to be found, what has to be true of everybody who is.
pub struct Search {
    /// As it stands in the table.
    pub name: &'static str,
    /// What is looked for.
    pub filter: Filter,
    /// Somebody who has to be found; none where nobody is known to fit.
    pub wanted: Option<Value>,
    /// Whether the server has no filter for it and the desk picks them from more: then that it wasn't asked is no refusal.
    pub picked_here: bool,
    /// Whether an account fits, as the server tells it singly.
    pub fits: Box<dyn Fn(&Value) -> bool + Send + Sync>,
}

/// Searches, and reads some of what came again below `accounts`.
pub async fn searched(wire: &Wire, desk: &Desk, accounts: &str, search: &Search) -> Verdict {
    let expected = "the server's rows in the list, each as the filter says when read again";
    wire.make_room(2).await;
    let typed = search.filter.print();
    let events = desk.engine.listen();
    if let Err(error) = desk.engine.search_server(&desk.profile, typed.clone()).await {
        return match error.code {
            ErrorCode::NotFound => Verdict::Refused("this kind of server cannot be searched from here".to_owned()),
            _ => verdict_of(expected, &error),
        };
    }
    let ended =
        |view: &ProfileView| view.search.as_ref().is_some_and(|search| search.typed == typed && !search.running);
    let ended = match desk.until(events, ended).await {
        Ok(view) => view.search,
        Err(error) => return verdict_of(expected, &error),
    };
    let Some(ended) = ended else { return Verdict::differs(expected, "no search") };
    if let Some(problem) = ended.problem {
        return verdict_of(expected, &problem.into());
    }
    if !ended.not_asked.is_empty() && !search.picked_here {
        return Verdict::Refused("the server cannot be asked for this; looked for in what is loaded".to_owned());
    }
    if ended.ignored {
        return Verdict::differs(expected, "rows that don't fit: the server ignores the filter");
    }
    let rows = match desk.list(Place::Accounts, &typed).await {
        Ok(page) => page.rows,
        Err(error) => return verdict_of(expected, &error),
    };
    let wanted = search.wanted.as_ref().map(key).filter(|_| !ended.more);
    if let Some(wanted) = wanted.filter(|wanted| !rows.iter().any(|row| row.id.0 == *wanted)) {
        let came = format!("{} of the server, {} fit, id {wanted} not among them", ended.fetched, rows.len());
        return Verdict::differs(expected, came);
    }
    for row in rows.iter().take(READ_AGAIN) {
        let again = wire.get(&format!("{accounts}/{}", row.id)).await;
        if again.status != 200 || !(search.fits)(&again.json()) {
            return Verdict::differs(expected, format!("id {} read again: {} doesn't fit", row.id, again.status));
        }
    }
    Verdict::served(format!("{} fetched, {} fit", ended.fetched, ended.fitting))
}
