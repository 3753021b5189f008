//! Secrets that cannot be mistaken for anything else are planted, and a desk lives a full life with them: connected, refreshed,
//! refused by a server that repeats what it was sent, deciding, exporting, backing up, locked, broken by a panic, killed. Then
//! they are looked for in everything that it left: the log with all that libraries put there, events, answers, files, the
//! words on the terminal.

mod life;
mod mirror;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tokio::io::{AsyncBufReadExt, BufReader};

use crate::platform::http::forms;

const FOLDER: &str = "BAILIWICK_TEST_PLANTED";
const LIFE: &str = "secret::planted::life::a_life_with_secrets";

const REFRESH: &str = "planted-refresh-token-7c1fe09b";
const APP_SECRET: &str = "planted-application-secret-5d20a1";
const PASSPHRASE: &str = "planted passphrase, quite long";
const WRONG: &str = "planted wrong passphrase 81";

/// A desk in a process of its own, which is killed when it has said that it is done.
#[tokio::test]
async fn no_secret_is_left_anywhere_after_a_full_life() {
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| Stdio::from(std::fs::File::create(folder.path().join(name)).unwrap());
    let mut child = tokio::process::Command::from(Command::new(std::env::current_exe().unwrap()))
        .args(["--exact", LIFE, "--ignored", "--nocapture"])
        .env(FOLDER, folder.path())
        .env("RUST_BACKTRACE", "full")
        .stdout(Stdio::piped())
        .stderr(out("terminal.txt"))
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut planted, mut said) = (Vec::new(), String::new());
    while let Some(line) = lines.next_line().await.unwrap() {
        // How the child tells what is to be looked for: by a way that is no part of the desk.
        match line.strip_prefix("planted: ") {
            Some("that is all") => child.start_kill().unwrap(),
            Some(secret) => planted.push(secret.to_owned()),
            None => said += &line,
        }
    }
    child.wait().await.unwrap();
    std::fs::write(folder.path().join("said.txt"), said).unwrap();
    assert!(planted.len() >= 8, "the life ended early:\n{}", text(&folder.path().join("terminal.txt")));

    let files = files(folder.path());
    let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for ending in [".csv", ".json", ".jsonl", ".bailiwick", "vault.bin", "journal.db", "recovery.db"] {
        assert!(names.iter().any(|name| name.ends_with(ending)), "{ending}: {names:?}");
    }
    let log = text(&folder.path().join("log.txt"));
    for library in ["hyper_util", "reqwest", "bailiwick_engine"] {
        assert!(log.contains(library), "the log has the words of {library}");
    }
    let answers = text(&folder.path().join("answers.txt"));
    assert!(answers.contains("you are Bearer … or a2ltOn…"), "the server repeated it, and was read");
    let mut found = Vec::new();
    let wanted: Vec<_> = planted.iter().map(|secret| (secret, forms_of(secret))).collect();
    for path in &files {
        let text = text(path);
        let held = wanted.iter().filter(|(_, forms)| holds(&text, forms));
        found.extend(held.map(|(secret, _)| (path, secret)));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The forms in which it is looked for. A part of a recovery key is too short to be told from chance in another form.
fn forms_of(secret: &str) -> Vec<String> {
    if secret.len() < 12 {
        return vec![secret.to_owned()];
    }
    forms(secret).iter().map(|form| form.to_string()).collect()
}

fn holds(text: &str, forms: &[String]) -> bool {
    forms.iter().any(|form| text.contains(form))
}

#[test]
fn what_is_planted_would_be_found() {
    for secret in [REFRESH, APP_SECRET, PASSPHRASE] {
        assert!(holds(&format!("GET /?token={secret}&x"), &forms_of(secret)));
        assert!(!holds("nothing of it", &forms_of(secret)));
    }
}

/// What stands in a file, whatever else is in it: the forms of a secret are plain letters.
fn text(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
