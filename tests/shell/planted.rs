//! What is typed into the window goes into the engine and nowhere else: neither into an answer nor into a file.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::border::Shell;

const PASSPHRASE: &str = "planted-passphrase-of-somebody";
const OTHER: &str = "planted-other-passphrase";
const RECOVERY: &str = "PLNT ED00 RECV ERYK EY00";

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn what_is_typed_comes_back_in_no_answer_and_stands_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let shell = Shell::at(folder.path());
    let calls = [
        ("make_vault", json!({ "passphrase": "planted" })),
        ("make_vault", json!({ "passphrase": PASSPHRASE })),
        ("change_passphrase", json!({ "old": OTHER, "fresh": PASSPHRASE })),
        ("recover", json!({ "typed": RECOVERY })),
        ("recover_vault", json!({ "typed": RECOVERY, "passphrase": OTHER })),
        ("keep_recovery_key", json!({ "typed": [RECOVERY, PASSPHRASE] })),
        ("lock", json!({})),
        ("unlock", json!({ "passphrase": OTHER })),
        ("unlock", json!({ "passphrase": [PASSPHRASE] })),
        ("recover_vault", json!({ "typed": RECOVERY, "passphrase": OTHER })),
        ("unlock", json!({ "passphrase": PASSPHRASE })),
        ("leave_vault", json!({ "passphrase": OTHER })),
        ("desk_state", json!({})),
    ];
    let mut texts = Vec::new();
    for (command, arguments) in calls {
        let answer = match shell.call(command, arguments) {
            Ok(answer) => answer.to_string(),
            Err(error) => error.to_string(),
        };
        texts.push((command.to_owned(), answer));
    }
    assert!(texts.iter().any(|(command, answer)| command == "unlock" && answer.contains("\"keeping\":\"vault\"")));
    drop(shell);
    for path in files(folder.path()) {
        texts.push((path.display().to_string(), String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()));
    }
    assert!(texts.iter().any(|(name, _)| name.ends_with("vault.bin")));
    for (whence, text) in texts {
        for secret in [PASSPHRASE, OTHER, RECOVERY, "PLNT"] {
            assert!(!text.contains(secret), "{secret} in {whence}: {text}");
        }
    }
}
