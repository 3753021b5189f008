//! The contract with a GitLab.
//!
//! `run` is the order of a run. Facts of the wire: `instance`, `filters`, `paging`, `shapes`, `refusals`, `matrix`. What the desk does, through the
//! engine: `searching`, `reading`, `verbs`, `erasing`. `people` chooses whom it is tried on, `version` knows which one answers. Looking comes first
//! and changing last, so that nothing is looked for that the run itself has changed. Sections in the table mean GitLab's own documentation of users,
//! user moderation and REST, read together with its source.

mod erasing;
mod filters;
mod instance;
mod matrix;
mod paging;
mod people;
mod reading;
mod refusals;
mod searching;
mod shapes;
mod verbs;
mod version;

use bailiwick_engine::profile::Software;
use serde_json::Value;

use crate::desk::Desk;
use crate::rows::judged_list;
use crate::table::{Table, Verdict};
use crate::wire::{Wire, path};
use people::People;
use version::Version;

/// Users, and everything about one of them.
const USERS: &str = "api/v4/users";

/// A run under way.
pub struct Contract<'a> {
    wire: &'a Wire,
    desk: &'a Desk,
    version: Version,
    people: People,
    table: &'a mut Table,
}

/// Everything, on a server that the desk has connected.
pub async fn run(wire: &Wire, desk: &Desk, software: &Software, me: &str, table: &mut Table) {
    if !instance::may_be(wire, table).await {
        return;
    }
    let version = instance::look(wire, &software.version, table).await;
    let people = People::read(wire, me, table).await;
    let mut contract = Contract { wire, desk, version, people, table };
    contract.filters().await;
    contract.paging().await;
    contract.shapes().await;
    contract.refusals().await;
    contract.searching().await;
    contract.reading().await;
    contract.verbs().await;
    contract.matrix().await;
    contract.erasing().await;
}

impl Contract<'_> {
    fn put(&mut self, operation: impl Into<String>, verdict: Verdict) -> bool {
        self.table.put(operation, verdict)
    }

    /// GETs a list of users, and judges it as a whole.
    async fn list(
        &mut self,
        operation: &str,
        query: &[(&str, &str)],
        expected: &str,
        holds: impl FnOnce(&[Value]) -> Result<String, String>,
    ) -> bool {
        let answer = self.wire.get(&path(USERS, query)).await;
        let verdict = judged_list(&answer, expected, holds);
        self.put(operation, verdict)
    }
}
