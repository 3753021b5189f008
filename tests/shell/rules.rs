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

/// Kinds of servers, as they are called.
const PLATFORMS: [&str; 3] = ["gitlab", "mastodon", "gotosocial"];

/// Where they may be named: words on screen, the types of the border, and the made-up servers of the fake backend.
const LABELS: [&str; 3] = ["ui/src/lib/messages", "ui/src/lib/bindings.ts", "ui/dev/servers.ts"];

/// The platform that a line names, whatever the case.
fn platform_in(line: &str) -> Option<&'static str> {
    let line = line.to_lowercase();
    PLATFORMS.into_iter().find(|platform| line.contains(platform))
}

/// Every line under a folder that names a platform, as `file:line: text`.
fn lines_with_platforms(root: &std::path::Path, read: &mut usize) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default();
        if LABELS.iter().any(|label| path == std::path::Path::new(label)) || name == "node_modules" || name == "dist" {
            continue;
        }
        if path.is_dir() {
            found.extend(lines_with_platforms(&path, read));
            continue;
        }
        // What is no text (a picture, a font) names nothing.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        *read += 1;
        let named = text.lines().enumerate().filter(|(_, line)| platform_in(line).is_some());
        found.extend(named.map(|(at, line)| format!("{}:{}: {}", path.display(), at + 1, line.trim())));
    }
    found
}

#[test]
fn the_window_never_asks_which_platform_it_is() {
    let mut read = 0;
    let found = lines_with_platforms(std::path::Path::new("ui"), &mut read);
    assert!(read > 150, "the window's sources were not found: only {read} files were read");
    assert!(
        found.is_empty(),
        "What may be done, and how, is computed in the engine; the window draws it and names no platform outside labels \
         ({}). Take a flag of the profile or an offer instead; in tests and in ui/dev take a server from ui/dev/servers.ts.\n{}",
        LABELS.join(", "),
        found.join("\n")
    );
    for label in LABELS {
        assert!(std::path::Path::new(label).exists(), "{label} is no longer there, and may be struck from this list");
    }
}

#[test]
fn a_line_that_names_a_platform_is_found() {
    for line in
        ["if (view.software.platform === 'gitlab') {", "// A Mastodon's", "<b>GoToSocial</b>", "const ofMASTODON = []"]
    {
        assert!(platform_in(line).is_some(), "{line}");
    }
    assert_eq!(platform_in("if (view.federated) {"), None);
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
