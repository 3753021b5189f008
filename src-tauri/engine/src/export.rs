//! What crosses the border when a list is written into a file. `under_way` knows the exports of this session; how they are
//! written is in `read`.

mod under_way;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::decision::HistoryFilter;
use crate::error::Problem;
use crate::filter::Filter;
use crate::list::{Place, Sort};
pub(crate) use under_way::{Exports, Handle};

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// RFC 4180, UTF-8 with a byte order mark, for spreadsheets: a cell that could begin a formula begins with an
    /// apostrophe, and control characters and those that turn the direction of writing are left out.
    Csv,
    /// A list of objects, their texts as they are.
    Json,
    /// An object on each line.
    JsonLines,
}

impl ExportFormat {
    /// What stands at the end of the file's name.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Json => "json",
            ExportFormat::JsonLines => "jsonl",
        }
    }
}

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportColumn {
    /// The instance's address.
    Instance,
    /// The server's id.
    Id,
    /// `username` or `username@domain`.
    Handle,
    /// The display name.
    Name,
    /// The other server's domain.
    Domain,
    /// States and attributes, by their words.
    States,
    /// The role's name.
    Role,
    /// When it was made, ISO 8601.
    Joined,
    /// When it was last active, ISO 8601.
    Active,
    /// When the server last told of it, ISO 8601.
    Seen,
    /// Why the person wanted to join.
    Reason,
    /// Mail address: personal, only where asked for.
    Mail,
    /// Latest known network address: personal, only where asked for.
    Address,
}

/// Which list is written, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportQuery {
    /// Which list.
    pub place: Place,
    /// What is typed.
    pub typed: String,
    /// Filters that stand beside the text.
    pub filter: Filter,
    /// The order.
    pub sort: Sort,
    /// How the file is written.
    pub format: ExportFormat,
    /// The columns, in their order; at least one, each once.
    pub columns: Vec<ExportColumn>,
}

/// Which part of a history is written, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryExport {
    /// What it is narrowed by.
    pub filter: HistoryFilter,
    /// How the file is written.
    pub format: ExportFormat,
    /// Whether mail and network addresses are written, as far as they are remembered: personal, only where asked for.
    pub personal: bool,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ExportState {
    /// Rows are written.
    Running,
    /// The file is whole.
    Done,
    /// Somebody stopped it: there is no file.
    Stopped,
    /// It failed: there is no file.
    Failed {
        /// Why.
        problem: Problem,
    },
}

/// An export as the desk draws it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportView {
    /// Its id, in this session.
    pub id: u32,
    /// The file's name.
    pub file: String,
    /// The folder in which it is, for people.
    pub folder: String,
    /// Rows written.
    pub rows: u32,
    /// Rows that the list had when it began; none where they were not counted exactly.
    pub of: Option<u32>,
    /// How far it is.
    pub state: ExportState,
}
