//! The language, what it means for an account, and what it offers while one types.

mod completing;
mod language;
mod meaning;

use super::*;

/// A filter of which everything is understood.
#[track_caller]
fn read(typed: &str) -> Filter {
    let (filter, problems) = Filter::parse(typed);
    assert_eq!(problems, [], "{typed}");
    filter
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn clause(field: FilterField, not: bool, values: &[&str]) -> Clause {
    Clause { field, not, values: values.iter().copied().map(str::to_owned).collect() }
}
