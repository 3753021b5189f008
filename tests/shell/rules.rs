//! The rules of the house that machines keep.

use std::process::Command;

/// Runs `cargo tree` for the package and answers what depends on the other.
fn dependants(package: &str, on: &str) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["tree", "--offline", "--package", package, "--edges", "normal,build", "--invert", on]);
    let output = command.output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_engine_never_learns_that_a_window_exists() {
    assert_eq!(dependants("bailiwick-engine", "tauri"), "");
}

#[test]
fn the_engine_and_the_practice_servers_share_no_code() {
    assert_eq!(dependants("bailiwick-engine", "bailiwick-practice"), "");
    assert_eq!(dependants("bailiwick-practice", "bailiwick-engine"), "");
}

#[test]
fn platform_and_store_do_not_know_each_other() {
    for (folder, other) in [("platform", "crate::store"), ("store", "crate::platform"), ("model", "crate::platform")] {
        for (path, text) in sources(&std::path::Path::new("src-tauri/engine/src").join(folder)) {
            assert!(!text.contains(other), "{} uses {other}", path.display());
        }
    }
}

#[test]
fn sql_stays_in_the_store() {
    let all = sources(std::path::Path::new("src-tauri/engine/src"));
    assert!(all.len() > 20, "the engine's sources were not found");
    for (path, text) in all {
        let in_store = path.components().any(|part| part.as_os_str() == "store");
        assert!(in_store || !text.contains("sqlx::"), "{} uses sqlx", path.display());
    }
}

fn sources(root: &std::path::Path) -> Vec<(std::path::PathBuf, String)> {
    if root.is_file() {
        return vec![(root.to_owned(), std::fs::read_to_string(root).unwrap())];
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}
