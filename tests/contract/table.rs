//! The table that a run leaves: one row an operation, and what became of it.

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As the reference says for this software and version.
    Served(String),
    /// The server says that we may not, or that it doesn't have it; its words.
    Refused(String),
    /// It answered otherwise.
    Differs {
        /// What was expected, and from which part of the server's documented behaviour.
        expected: String,
        /// What came.
        came: String,
    },
    /// Nobody here whom it could be tried on; who is needed.
    NotTried(String),
}

impl Verdict {
    /// Served, with something worth knowing.
    pub fn served(detail: impl Into<String>) -> Self {
        Verdict::Served(detail.into())
    }

    /// Answered otherwise than expected.
    pub fn differs(expected: impl Into<String>, came: impl Into<String>) -> Self {
        Verdict::Differs { expected: expected.into(), came: came.into() }
    }

    /// Nobody to try it on.
    pub fn not_tried(needed: &str) -> Self {
        Verdict::NotTried(format!("needs {needed}"))
    }

    /// The verdict on a reverse, where what it would undo was not done: only what the server refuses is worth telling.
    pub fn after(self, done: bool) -> Self {
        match self {
            Verdict::Differs { .. } if !done => Verdict::NotTried("what it would undo was not done".to_owned()),
            other => other,
        }
    }

    /// The word in the table's second column.
    pub const fn word(&self) -> &'static str {
        match self {
            Verdict::Served(_) => "served",
            Verdict::Refused(_) => "refused",
            Verdict::Differs { .. } => "differs",
            Verdict::NotTried(_) => "not tried",
        }
    }

    fn detail(&self) -> String {
        match self {
            Verdict::Served(detail) | Verdict::Refused(detail) | Verdict::NotTried(detail) => detail.clone(),
            Verdict::Differs { expected, came } => format!("expected {expected}; came {came}"),
        }
    }
}

/// An operation and what became of it.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was done.
    pub operation: String,
    /// What became of it.
    pub verdict: Verdict,
}

impl Row {
    /// The row as it is printed.
    pub fn line(&self) -> String {
        format!("{:<47} | {:<9} | {}", self.operation, self.verdict.word(), shown(&self.verdict.detail()))
    }
}

/// All rows of a run.
#[derive(Debug, Default)]
pub struct Table {
    /// The rows, in the order of the run.
    pub rows: Vec<Row>,
    /// Whether rows are printed as they come: a run against a real server takes minutes.
    aloud: bool,
}

impl Table {
    /// A table that is printed row by row.
    pub fn aloud() -> Self {
        println!("{:<47} | {:<9} | detail", "operation", "verdict");
        println!("{}", "-".repeat(100));
        Table { rows: Vec::new(), aloud: true }
    }

    /// Adds a row. Tells whether the operation was served.
    pub fn put(&mut self, operation: impl Into<String>, verdict: Verdict) -> bool {
        let row = Row { operation: operation.into(), verdict };
        let served = matches!(row.verdict, Verdict::Served(_));
        if self.aloud {
            println!("{}", row.line());
        }
        self.rows.push(row);
        served
    }

    /// How many rows have this word.
    pub fn count(&self, word: &str) -> usize {
        self.rows.iter().filter(|row| row.verdict.word() == word).count()
    }

    /// The rows with this word, one a line.
    pub fn lines(&self, word: &str) -> String {
        let rows = self.rows.iter().filter(|row| row.verdict.word() == word);
        rows.map(Row::line).collect::<Vec<_>>().join("\n")
    }

    /// The last line: how many of each.
    pub fn sum(&self) -> String {
        let parts = ["served", "refused", "differs", "not tried"].map(|word| format!("{} {word}", self.count(word)));
        parts.join(", ")
    }
}

/// The longest detail, in characters: a server may answer with a page.
const LONGEST: usize = 400;

/// Servers' words on a terminal: without control characters, which could move its cursor, and cut.
fn shown(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match plain.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &plain[..at]),
        None => plain,
    }
}
