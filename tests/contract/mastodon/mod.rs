//! The contract with a Mastodon and with what speaks its admin API.
//!
//! `run` is the order of a run. Facts of the wire: `instance`, `lists`, `filters`, `paging`, `shapes`, `refusals`, `bodies`.
//! What the desk does, through the engine: `searching`, `reading`, `verbs`, `reports`. `people` chooses whom it is tried on,
//! `dialect` knows which version answers. Looking comes first and changing last, so that nothing is looked for that the run
//! itself has changed.

mod bodies;
mod dialect;
mod filters;
mod instance;
mod lists;
mod paging;
mod people;
mod reading;
mod refusals;
mod reports;
mod searching;
mod shapes;
mod verbs;

use bailiwick_engine::profile::Software;
use serde_json::Value;

use crate::desk::Desk;
use crate::rows::{all, all_with, counted, judged_list, keys as ids};
use crate::table::{Table, Verdict};
use crate::wire::{Wire, path};
use dialect::Dialect;
use people::People;

/// A run under way.
pub struct Contract<'a> {
    wire: &'a Wire,
    desk: &'a Desk,
    dialect: Dialect,
    people: People,
    table: &'a mut Table,
}

/// Everything, on a server that the desk has connected.
pub async fn run(wire: &Wire, desk: &Desk, software: &Software, me: &str, table: &mut Table) {
    let dialect = Dialect::of(software);
    let home = instance::look(wire, dialect, table).await;
    let people = People::read(wire, me, &home).await;
    let mut contract = Contract { wire, desk, dialect, people, table };
    contract.lists().await;
    contract.filters().await;
    contract.paging().await;
    contract.shapes().await;
    contract.refusals().await;
    contract.searching().await;
    contract.reading().await;
    contract.report_lists().await;
    contract.report_verbs().await;
    contract.verbs().await;
    contract.bodies().await;
    contract.erasing().await;
}

impl Contract<'_> {
    fn put(&mut self, operation: impl Into<String>, verdict: Verdict) -> bool {
        self.table.put(operation, verdict)
    }

    /// GETs a list, and judges it as a whole. An empty one proves nothing, unless it is expected.
    async fn list(
        &mut self,
        operation: &str,
        at: &str,
        query: &[(&str, &str)],
        expected: &str,
        holds: impl FnOnce(&[Value]) -> Result<String, String>,
    ) -> bool {
        let answer = self.wire.get(&path(at, query)).await;
        let verdict = judged_list(&answer, expected, holds);
        self.put(operation, verdict)
    }

    /// GETs a list of which every row has to fit.
    async fn each(
        &mut self,
        operation: &str,
        at: &str,
        query: &[(&str, &str)],
        expected: &str,
        needed: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> bool {
        let answer = self.wire.get(&path(at, query)).await;
        let verdict = match answer.rows() {
            Some(rows) if rows.is_empty() => Verdict::not_tried(needed),
            _ => judged_list(&answer, expected, |rows| all(rows, fits)),
        };
        self.put(operation, verdict)
    }
}
