//! A measured figure beside its bound, as the table prints it and `bench.json` keeps it.

use serde::{Deserialize, Serialize};

/// A figure and its bound, measured in the same run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// The figure.
    pub value: f64,
    /// The unit of both.
    pub unit: String,
    /// What it is compared with.
    pub bound: f64,
    /// What that is.
    pub bound_name: String,
    /// Figure by bound.
    pub ratio: f64,
    /// What the ratio has to be: `<= 2`, `>= 10`.
    pub goal: String,
    /// Whether it is.
    pub holds: bool,
    /// The same ratio over smaller caches, by their size.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub growth: Vec<Grown>,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The same figure over a cache of another size.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Grown {
    /// Accounts in that cache.
    pub accounts: u32,
    /// The figure.
    pub value: f64,
    /// Its bound.
    pub bound: f64,
}

/// What a ratio has to be.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// At most so much.
    AtMost(f64),
    /// At least so much.
    AtLeast(f64),
}

impl Row {
    /// Judges a figure by its bound.
    pub fn new(name: &str, unit: &str, value: f64, (bound_name, bound): (&str, f64), goal: Goal) -> Self {
        let ratio = value / bound;
        let (goal, holds) = match goal {
            Goal::AtMost(most) => (format!("<= {}", trimmed(most)), ratio <= most),
            Goal::AtLeast(least) => (format!(">= {}", trimmed(least)), ratio >= least),
        };
        Row {
            name: name.to_owned(),
            value,
            unit: unit.to_owned(),
            bound,
            bound_name: bound_name.to_owned(),
            ratio,
            goal,
            holds,
            growth: Vec::new(),
            note: String::new(),
        }
    }

    /// With something to say about it.
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// The table: every row with its growth and whether it holds.
pub fn table(rows: &[Row]) -> String {
    let head = ["", "measured", "bound", "ratio", "goal", "", "smaller caches"].map(str::to_owned);
    let line = |row: &Row| {
        let grown = row.growth.iter().map(|one| format!("{}: {}", size(one.accounts), trimmed(one.value / one.bound)));
        [
            row.name.clone(),
            format!("{} {}", trimmed(row.value), row.unit),
            format!("{} {}", trimmed(row.bound), row.bound_name),
            trimmed(row.ratio),
            row.goal.clone(),
            if row.holds { "holds" } else { "MISSED" }.to_owned(),
            grown.collect::<Vec<_>>().join(", "),
        ]
    };
    let cells: Vec<[String; 7]> = std::iter::once(head).chain(rows.iter().map(line)).collect();
    let wide = |column: usize| cells.iter().map(|cells| cells[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(wide).collect();
    let printed = cells.iter().map(|cells| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    printed.collect::<Vec<_>>().join("\n")
}

fn size(accounts: u32) -> String {
    if accounts >= 1_000_000 { format!("{} M", accounts / 1_000_000) } else { format!("{} k", accounts / 1_000) }
}

/// A number with three digits that matter.
fn trimmed(number: f64) -> String {
    match number.abs() {
        n if n >= 100.0 || n == 0.0 => format!("{number:.0}"),
        n if n >= 10.0 => format!("{number:.1}"),
        n if n >= 1.0 => format!("{number:.2}"),
        n if n >= 0.1 => format!("{number:.3}"),
        _ => format!("{number:.4}"),
    }
}
