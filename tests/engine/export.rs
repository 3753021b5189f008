//! Lists as files: whole or not there at all, and harmless in a spreadsheet.

use std::path::Path;

use bailiwick_engine::error::{ErrorCode, Problem};
use bailiwick_engine::event::Event;
use bailiwick_engine::export::{ExportColumn, ExportFormat, ExportQuery, ExportState, ExportView};
use bailiwick_engine::filter::Filter;
use bailiwick_engine::list::{Place, Sort, SortBy, Start};
use bailiwick_engine::profile::ProfileId;
use bailiwick_practice::{Kind, Who};
use serde_json::Value;
use tempfile::TempDir;

use crate::bench::{Bench, code, connect, practice, query};

const COLUMNS: [ExportColumn; 13] = [
    ExportColumn::Handle,
    ExportColumn::Id,
    ExportColumn::Instance,
    ExportColumn::Name,
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

fn export(typed: &str, format: ExportFormat, columns: &[ExportColumn]) -> ExportQuery {
    ExportQuery {
        place: Place::Accounts,
        typed: typed.to_owned(),
        filter: Filter::default(),
        sort: Sort::default(),
        format,
        columns: columns.to_vec(),
    }
}

/// Names in the folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Writes the list and waits for its end.
async fn ended(bench: &Bench, profile: Option<&ProfileId>, query: ExportQuery, folder: &Path) -> ExportView {
    let mut events = bench.engine.listen();
    let begun = bench.engine.start_export(profile, query, folder).await.unwrap();
    assert_eq!((begun.state, begun.rows), (ExportState::Running, 0));
    loop {
        if let Event::Export { export } = events.recv().await.unwrap()
            && export.id == begun.id
            && export.state != ExportState::Running
        {
            return export;
        }
    }
}

/// The text of the whole file.
async fn written(bench: &Bench, query: ExportQuery, folder: &TempDir) -> String {
    let view = ended(bench, Some(&bench.profile), query, folder.path()).await;
    assert_eq!(view.state, ExportState::Done);
    assert_eq!(view.of, Some(view.rows));
    assert_eq!(view.folder, folder.path().display().to_string());
    let path = bench.engine.export_file(view.id).await.unwrap();
    assert_eq!(path, folder.path().join(view.file));
    std::fs::read_to_string(path).unwrap()
}

fn cells(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn filled(kind: Kind) -> (Bench, TempDir) {
    let bench = Bench::new(kind).await;
    bench.refresh().await;
    (bench, tempfile::tempdir().unwrap())
}

#[tokio::test]
async fn a_file_has_the_rows_of_the_list_in_its_order() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let (bench, folder) = filled(kind).await;
        for (place, typed, by) in [
            (Place::Accounts, "", SortBy::Joined),
            (Place::Accounts, "state:pending", SortBy::Mail),
            (Place::Queue, "", SortBy::Joined),
        ] {
            let sort = Sort { by, descending: true };
            let list = bailiwick_engine::list::AccountQuery { sort, ..query(place, typed, Start::Top, 500) };
            let rows = bench.engine.list_accounts(&bench.profile, list).await.unwrap().rows;
            let query = ExportQuery { place, sort, ..export(typed, ExportFormat::Csv, &COLUMNS) };
            let lines = cells(&written(&bench, query.clone(), &folder).await);
            assert_eq!(lines[0][..4], ["handle", "id", "instance", "name"]);
            assert_eq!(lines.len() - 1, rows.len(), "{kind:?} {place:?} {typed}");
            let address = bench.view().await.address;
            for (line, row) in lines[1..].iter().zip(&rows) {
                assert_eq!((&line[1], &line[2]), (&row.id.0, &address));
                assert_eq!(line[0].trim_start_matches('\''), row.handle);
                assert_eq!(line[11].trim_start_matches('\''), row.mail.clone().unwrap_or_default());
                assert_eq!(line[12], row.ip.clone().unwrap_or_default());
                assert_eq!(line[7].is_empty(), row.created_at.is_none());
                assert_eq!(line[5].split(", ").filter(|word| !word.is_empty()).count(), row.marks.len());
            }
            let json = written(&bench, ExportQuery { format: ExportFormat::Json, ..query }, &folder).await;
            let list: Vec<Value> = serde_json::from_str(&json).unwrap();
            assert_eq!(
                list.iter().map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>(),
                rows.iter().map(|row| &row.id.0).collect::<Vec<_>>()
            );
        }
    }
}

#[tokio::test]
async fn texts_are_whole_and_formulas_do_not_run() {
    let (bench, folder) = filled(Kind::Mastodon).await;
    let columns = [ExportColumn::Id, ExportColumn::Reason, ExportColumn::Name, ExportColumn::Role];
    let csv = cells(&written(&bench, export("", ExportFormat::Csv, &columns), &folder).await);
    let json = written(&bench, export("", ExportFormat::Json, &columns), &folder).await;
    let json: Vec<Value> = serde_json::from_str(&json).unwrap();
    let (mut long, mut formulas, mut roles) = (0, 0, 0);
    for (line, row) in csv[1..].iter().zip(&json) {
        let id = bailiwick_engine::model::AccountId(line[0].clone());
        let told = bench.engine.open_account(&bench.profile, &id).await.unwrap();
        assert_eq!(row["reason"].as_str(), told.reason.as_deref().filter(|reason| !reason.is_empty()));
        assert_eq!(row["name"].as_str().unwrap_or_default(), told.display_name);
        long += usize::from(line[1].chars().count() > 300);
        formulas += usize::from(told.reason.is_some_and(|reason| reason.starts_with('=')));
        roles += usize::from(!line[3].is_empty());
        assert!(!line[1].starts_with(['=', '+', '-', '@']));
    }
    assert!(long > 0 && formulas > 0 && roles > 0, "{long} {formulas} {roles}");
}

#[tokio::test]
async fn nobody_s_mail_or_address_is_in_a_file_that_was_not_asked_for_it() {
    let (bench, folder) = filled(Kind::Gitlab).await;
    let columns = &COLUMNS[..11];
    for format in [ExportFormat::Csv, ExportFormat::Json] {
        let text = written(&bench, export("", format, columns), &folder).await;
        for row in bench.list(Place::Accounts, "").await.rows {
            assert!(row.mail.is_none_or(|mail| !text.contains(&mail)));
            assert!(row.ip.is_none_or(|ip| !text.contains(&format!("\"{ip}\""))));
        }
    }
}

#[tokio::test]
async fn a_list_without_rows_is_a_file_all_the_same() {
    let (bench, folder) = filled(Kind::Gitlab).await;
    let nobody = "user:nobody-has-this-name";
    assert_eq!(written(&bench, export(nobody, ExportFormat::Json, &COLUMNS), &folder).await, "[]\n");
    let csv = written(&bench, export(nobody, ExportFormat::Csv, &COLUMNS[..1]), &folder).await;
    assert_eq!(csv, "\u{feff}\"handle\"\r\n");
}

#[tokio::test]
async fn a_file_is_named_after_its_list_and_day_and_none_is_written_over() {
    let (bench, _clock) = Bench::on_set_clock(Kind::Gitlab).await;
    let folder = tempfile::tempdir().unwrap();
    let expected = ["bailiwick-practice-accounts-2027-01-15.csv", "bailiwick-practice-accounts-2027-01-15 (2).csv"];
    std::fs::write(folder.path().join(expected[0]), "mine").unwrap();
    let view = ended(&bench, Some(&bench.profile), export("", ExportFormat::Csv, &COLUMNS), folder.path()).await;
    assert_eq!(view.file, expected[1]);
    assert_eq!(std::fs::read_to_string(folder.path().join(expected[0])).unwrap(), "mine");
    let queue = ExportQuery { place: Place::Queue, ..export("", ExportFormat::Json, &COLUMNS) };
    let view = ended(&bench, Some(&bench.profile), queue, folder.path()).await;
    assert_eq!(view.file, "bailiwick-practice-queue-2027-01-15.json");
    // Two at once don't want the same name.
    let query = export("", ExportFormat::Csv, &COLUMNS);
    let one = bench.engine.start_export(Some(&bench.profile), query.clone(), folder.path()).await.unwrap();
    let other = bench.engine.start_export(Some(&bench.profile), query, folder.path()).await.unwrap();
    assert_ne!(one.file, other.file);
}

#[tokio::test]
async fn one_that_is_stopped_leaves_nothing() {
    let (bench, folder) = filled(Kind::Mastodon).await;
    let mut events = bench.engine.listen();
    let query = export("", ExportFormat::Csv, &COLUMNS);
    let begun = bench.engine.start_export(Some(&bench.profile), query, folder.path()).await.unwrap();
    assert_eq!(names(folder.path()).len(), 1, "it is being written, under a name of ours");
    assert_eq!(code(bench.engine.export_file(begun.id).await), ErrorCode::NotFound);
    bench.engine.stop_export(begun.id).await;
    assert_eq!(names(folder.path()), [""; 0]);
    let told = loop {
        if let Event::Export { export } = events.recv().await.unwrap() {
            break export;
        }
    };
    assert_eq!((told.id, told.state), (begun.id, ExportState::Stopped));
    bench.engine.stop_export(begun.id).await;
    bench.engine.stop_export(4_000_000_000).await;
    assert_eq!(code(bench.engine.export_file(begun.id).await), ErrorCode::NotFound);
}

#[tokio::test]
async fn closing_the_desk_stops_what_is_written() {
    let (bench, folder) = filled(Kind::Mastodon).await;
    for profile in [None, Some(&bench.profile)] {
        let query = export("", ExportFormat::Csv, &COLUMNS);
        bench.engine.start_export(profile, query, folder.path()).await.unwrap();
    }
    assert_eq!(names(folder.path()).len(), 2);
    bench.engine.close().await;
    assert_eq!(names(folder.path()), [""; 0]);
}

#[tokio::test]
async fn nothing_unfinished_is_left_of_an_instance_that_is_taken_off_the_desk() {
    let (bench, folder) = filled(Kind::Mastodon).await;
    let query = export("", ExportFormat::Csv, &COLUMNS);
    let begun = bench.engine.start_export(Some(&bench.profile), query, folder.path()).await.unwrap();
    bench.engine.forget_instance(&bench.profile, false).await.unwrap();
    // It may have been done before.
    let left: Vec<_> = names(folder.path()).into_iter().filter(|name| *name != begun.file).collect();
    assert_eq!(left, [""; 0]);
}

#[tokio::test]
async fn what_keeps_a_file_from_being_written_is_told_and_leaves_nothing() {
    let (bench, folder) = filled(Kind::Gitlab).await;
    let start = async |query, folder: &Path| bench.engine.start_export(Some(&bench.profile), query, folder).await;
    assert_eq!(code(start(export("", ExportFormat::Csv, &[]), folder.path()).await), ErrorCode::ExportEmpty);
    let twice = [ExportColumn::Id, ExportColumn::Name, ExportColumn::Id];
    assert_eq!(code(start(export("", ExportFormat::Csv, &twice), folder.path()).await), ErrorCode::Internal);
    let nobody = ProfileId("nobody".to_owned());
    let query = export("", ExportFormat::Csv, &COLUMNS);
    let answer = bench.engine.start_export(Some(&nobody), query.clone(), folder.path()).await;
    assert_eq!(code(answer), ErrorCode::NoSuchProfile);
    assert_eq!(names(folder.path()), [""; 0]);
    std::fs::write(folder.path().join("file"), "").unwrap();
    for missing in ["missing", "file"] {
        let path = folder.path().join(missing);
        let expected = ErrorCode::ExportUnwritable { path: path.display().to_string() };
        assert_eq!(code(start(query.clone(), &path).await), expected);
    }
    // A folder that goes while its file is written.
    let gone = folder.path().join("gone");
    std::fs::create_dir(&gone).unwrap();
    let mut events = bench.engine.listen();
    start(query, &gone).await.unwrap();
    std::fs::remove_dir_all(&gone).unwrap();
    let state = loop {
        if let Event::Export { export } = events.recv().await.unwrap()
            && export.state != ExportState::Running
        {
            break export.state;
        }
    };
    let error = ErrorCode::ExportUnwritable { path: gone.display().to_string() };
    assert_eq!(state, ExportState::Failed { problem: Problem { error, server_said: None } });
}

#[tokio::test]
async fn the_list_over_all_is_written_with_the_instance_of_each() {
    let (mut bench, folder) = filled(Kind::Mastodon).await;
    let server = practice(Kind::Gitlab).await;
    let gitlab = connect(&bench.engine, &server, Who::Administrator).await.unwrap();
    let mastodon = bench.view().await;
    bench.profile = gitlab.id.clone();
    bench.refresh().await;
    let cached = mastodon.cached + bench.view().await.cached;
    let columns = [ExportColumn::Instance, ExportColumn::Id];
    let view = ended(&bench, None, export("", ExportFormat::Csv, &columns), folder.path()).await;
    assert_eq!((view.state, view.rows, view.of), (ExportState::Done, cached, Some(cached)));
    assert!(view.file.starts_with("bailiwick-all-accounts-"));
    let text = std::fs::read_to_string(folder.path().join(view.file)).unwrap();
    let lines = cells(&text);
    let of = |address: &str| lines.iter().filter(|line| line[0] == address).count();
    assert_eq!(
        (of(&mastodon.address), of(&gitlab.address)),
        (mastodon.cached as usize, (cached - mastodon.cached) as usize)
    );
}
