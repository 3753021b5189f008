//! Bending what a page holds, and what has to be remembered of the pages before.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::{Bench, links};
use crate::call::{Answer, Content};
use crate::chance::Chance;

/// No circle is longer.
const TRAIL: usize = 64;

/// What was served while a fault looked on that has to know of it.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Addresses of pages, oldest first.
    trail: VecDeque<String>,
    rows: Vec<Value>,
}

impl Memory {
    /// Notes a page and gives the one that was asked for so many pages before it.
    pub(super) fn pages_before(&mut self, address: String, pages: usize) -> Option<String> {
        self.trail.push_back(address);
        if self.trail.len() > TRAIL {
            self.trail.pop_front();
        }
        self.trail.len().checked_sub(pages.max(1) + 1).and_then(|at| self.trail.get(at)).cloned()
    }
}

fn rows(answer: &mut Answer) -> Option<&mut Vec<Value>> {
    match &mut answer.content {
        Content::Json(Value::Array(rows)) => Some(rows),
        _ => None,
    }
}

/// Rows of the page before, or of this one where it is the first, once more at its top.
pub(super) fn repeat(answer: &mut Answer, count: usize, changed: bool, bench: &mut Bench<'_>) {
    let Some(rows) = rows(answer) else { return };
    let first = !super::points_at_a_page(&bench.call.query);
    let known = if first { rows.clone() } else { std::mem::take(&mut bench.memory.rows) };
    bench.memory.rows = rows.clone();
    let again = known.into_iter().rev().take(count).map(|row| if changed { otherwise(row) } else { row });
    let again: Vec<Value> = again.collect();
    rows.splice(0..0, again.into_iter().rev());
}

/// The same account as somebody else would have it.
fn otherwise(mut row: Value) -> Value {
    let again = |text: &Value| json!(format!("{} (again)", text.as_str().unwrap_or_default()));
    for name in ["name", "bio"] {
        if let Some(text) = row.get_mut(name) {
            *text = again(text);
        }
    }
    if let Some(text) = row.pointer_mut("/account/display_name") {
        *text = again(text);
    }
    for flag in ["silenced", "two_factor_enabled", "external"] {
        if let Some(Value::Bool(holds)) = row.get_mut(flag) {
            *holds = !*holds;
        }
    }
    row
}

pub(super) fn shuffle(answer: &mut Answer, chance: &mut Chance) {
    if let Some(rows) = rows(answer) {
        chance.shuffle(rows);
    }
}

/// Takes the rows away. Where their ids are numbers in text, the next page begins right above them, so that none is lost.
pub(super) fn hide(answer: &mut Answer, own_address: &str) {
    let Some(rows) = rows(answer) else { return };
    let first = rows.first().and_then(|row| row["id"].as_str()?.parse::<i64>().ok());
    rows.clear();
    if let Some(above) = first.and_then(|id| id.checked_add(1)) {
        links::set_next(answer, &links::with_parameter(own_address, "max_id", &above.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_closes_after_its_pages_and_the_trail_forgets_the_oldest() {
        let mut memory = Memory::default();
        let mut page = |address: &str, pages| memory.pages_before(address.to_owned(), pages);
        assert_eq!([page("1", 2), page("2", 2)], [None, None]);
        assert_eq!(page("3", 2).as_deref(), Some("1"));
        assert_eq!(page("1", 2).as_deref(), Some("2"));
        (0..1_000).for_each(|at| drop(page(&at.to_string(), 1)));
        assert_eq!(memory.trail.len(), TRAIL);
    }
}
