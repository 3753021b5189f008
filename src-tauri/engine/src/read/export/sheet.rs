//! Rows as bytes of a file: CSV for spreadsheets, JSON for programs. What was written is taken away page by page.

use serde_json::Value;

use super::cell::quoted;
use crate::export::ExportFormat;

/// What is written, since it was last taken away.
#[derive(Debug)]
pub(super) struct Sheet {
    format: ExportFormat,
    names: Vec<&'static str>,
    empty: bool,
    text: String,
}

impl Sheet {
    /// Begins: the mark by which spreadsheets know UTF-8, and the names of the columns.
    pub fn new(format: ExportFormat, names: Vec<&'static str>) -> Self {
        let mut sheet = Sheet { format, names, empty: true, text: String::new() };
        match format {
            ExportFormat::Csv => {
                sheet.text.push('\u{feff}');
                let names = sheet.names.iter().map(|name| quoted(&Value::from(*name)));
                sheet.text.push_str(&joined(names));
            }
            ExportFormat::Json => sheet.text.push('['),
            ExportFormat::JsonLines => {}
        }
        sheet
    }

    /// Adds a row: a value for each column.
    pub fn add(&mut self, values: impl Iterator<Item = Value>) {
        match self.format {
            ExportFormat::Csv => self.text.push_str(&joined(values.map(|value| quoted(&value)))),
            ExportFormat::Json => {
                self.text.push_str(if self.empty { "\n" } else { ",\n" });
                let object = self.object(values);
                self.text.push_str(&object);
            }
            ExportFormat::JsonLines => {
                let object = self.object(values);
                self.text.push_str(&object);
                self.text.push('\n');
            }
        }
        self.empty = false;
    }

    /// On one line: line breaks within texts are written as escapes.
    fn object(&self, values: impl Iterator<Item = Value>) -> String {
        let named = self.names.iter().map(|name| (*name).to_owned()).zip(values);
        Value::Object(named.collect()).to_string()
    }

    /// Ends it: nothing may be added.
    pub fn end(&mut self) {
        match self.format {
            ExportFormat::Csv | ExportFormat::JsonLines => {}
            ExportFormat::Json => self.text.push_str(if self.empty { "]\n" } else { "\n]\n" }),
        }
    }

    /// What was written since it was last asked.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text).into_bytes()
    }
}

/// Cells as a line of RFC 4180.
fn joined(cells: impl Iterator<Item = String>) -> String {
    let mut line = cells.collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cell::{Line, name};
    use super::*;
    use crate::export::ExportColumn;
    use crate::list::AccountRow;
    use crate::model::{AccountId, Mark, Timestamp};

    const COLUMNS: [ExportColumn; 13] = [
        ExportColumn::Name,
        ExportColumn::Id,
        ExportColumn::Instance,
        ExportColumn::Handle,
        ExportColumn::Domain,
        ExportColumn::States,
        ExportColumn::Role,
        ExportColumn::Joined,
        ExportColumn::Active,
        ExportColumn::Seen,
        ExportColumn::Reason,
        ExportColumn::Mail,
        ExportColumn::Address,
    ];

    fn row(name: &str, reason: Option<String>) -> AccountRow {
        AccountRow {
            id: AccountId("7".to_owned()),
            handle: "anna@tree.example".to_owned(),
            domain: Some("tree.example".to_owned()),
            display_name: name.to_owned(),
            mail: None,
            mail_confirmed: None,
            ip: Some("198.51.100.7".to_owned()),
            reason,
            about: None,
            marks: vec![Mark::Pending, Mark::LoginFrozen],
            created_at: Some(Timestamp(0)),
            seen_at: Timestamp(1_795_321_853_120),
            active_at: None,
            cursor: String::new(),
        }
    }

    fn written(format: ExportFormat, columns: &[ExportColumn], rows: &[AccountRow]) -> String {
        let mut sheet = Sheet::new(format, columns.iter().map(|column| name(*column)).collect());
        let mut bytes = Vec::new();
        for row in rows {
            let line = Line { instance: "tree.example", row, role: Some("Owner") };
            sheet.add(columns.iter().map(|column| line.value(*column)));
            bytes.extend(sheet.take());
        }
        sheet.end();
        bytes.extend(sheet.take());
        String::from_utf8(bytes).unwrap()
    }

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn a_sheet_has_its_columns_in_their_order() {
        let text = written(ExportFormat::Csv, &COLUMNS[..8], &[row("Anna", None)]);
        let lines = [
            "\u{feff}\"name\",\"id\",\"instance\",\"handle\",\"domain\",\"states\",\"role\",\"joined\"\r\n",
            "\"Anna\",\"7\",\"tree.example\",\"anna@tree.example\",\"tree.example\",\"pending, frozen\",\"Owner\",\"1970-01-01T00:00:00.000Z\"\r\n",
        ];
        assert_eq!(text, lines.concat());
    }

    #[test]
    fn a_list_in_json_is_whole_whether_or_not_it_has_rows() {
        assert_eq!(written(ExportFormat::Json, &COLUMNS, &[]), "[]\n");
        let two = [row("=1", None), row("\u{202e}", Some("a\n".to_owned()))];
        let read: Value = serde_json::from_str(&written(ExportFormat::Json, &COLUMNS, &two)).unwrap();
        assert_eq!(read[0]["name"], "=1", "as it is: nobody runs it");
        assert_eq!(read[0]["states"], serde_json::json!(["pending", "frozen"]));
        assert_eq!(read[0]["mail"], Value::Null);
        assert_eq!(read[1]["reason"], "a\n");
        let keys: Vec<_> = read[1].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, COLUMNS.map(name));
    }

    /// Texts that people write to break out of a cell, and any others.
    fn hostile() -> impl Strategy<Value = String> {
        let parts =
            ["=", "+", "＝", "\"", "'", ",", ";", "\r\n", "\n", "\t", "\0", "\u{202e}", "\u{feff}", " ", "é", "1"];
        let crafted = proptest::collection::vec(proptest::sample::select(parts.to_vec()), 0..12);
        prop_oneof![crafted.prop_map(|parts| parts.concat()), any::<String>()]
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_cell_is_read_back_and_runs_nowhere(name in hostile(), reason in hostile()) {
            let rows = [row(&name, Some(reason.clone())), row("last", None)];
            let text = written(ExportFormat::Csv, &[ExportColumn::Name, ExportColumn::Reason], &rows);
            let lines = read(text.strip_prefix('\u{feff}').unwrap());
            prop_assert_eq!(lines.len(), 3, "{}", text);
            prop_assert_eq!(&lines[2], &["last", ""]);
            for (cell, sought) in lines[1].iter().zip([&name, &reason]) {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']));
                let kept = |c: &char| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(c);
                let letters = |text: &str| text.chars().filter(kept).filter(|c| c.is_alphanumeric()).collect::<String>();
                prop_assert_eq!(letters(cell), letters(sought), "nothing that is read is lost");
                let acts = |c: char| c == char::MIN || ('\u{202a}'..='\u{202e}').contains(&c);
                prop_assert!(!cell.contains(acts));
            }
        }

        #[test]
        fn whatever_is_in_a_name_the_json_is_json(name in hostile(), reason in hostile()) {
            let text = written(ExportFormat::Json, &COLUMNS, &[row(&name, Some(reason)), row(&name, None)]);
            let read: Value = serde_json::from_str(&text).unwrap();
            let shown = if name.is_empty() { Value::Null } else { Value::from(name.clone()) };
            prop_assert_eq!(&read[0]["name"], &shown);
            let text = written(ExportFormat::JsonLines, &COLUMNS, &[row(&name, None), row("last", None)]);
            let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            prop_assert_eq!(lines.len(), 2, "a line for each row: {}", text);
            prop_assert_eq!(&lines[0]["name"], &shown);
        }
    }
}
