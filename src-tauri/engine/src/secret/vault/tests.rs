use tokio::io::{AsyncBufReadExt, BufReader};

use super::*;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::typed(text.to_owned())
}

async fn made(root: &Path) -> Vault {
    let contents = [("one".to_owned(), Secret::new("first".to_owned()))].into();
    Vault::make(root, &passphrase("0123456789"), contents).await.unwrap()
}

async fn kept(root: &Path, typed: &str, name: &str) -> Option<String> {
    let vault = Vault::open(root, &passphrase(typed)).await.unwrap();
    vault.get(name).map(|secret| secret.expose().to_owned())
}

fn put(name: &str, secret: &str) -> impl FnOnce(&mut Contents) + Send + use<> {
    let (name, secret) = (name.to_owned(), Secret::new(secret.to_owned()));
    move |contents| drop(contents.insert(name, secret))
}

#[tokio::test]
async fn every_change_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    assert!(!is_there(folder.path()).unwrap());
    let vault = made(folder.path()).await;
    assert!(is_there(folder.path()).unwrap());
    vault.change(put("two", "second")).await.unwrap();
    assert_eq!(kept(folder.path(), "0123456789", "two").await.as_deref(), Some("second"));
    vault.change(|contents| drop(contents.remove("one"))).await.unwrap();
    assert_eq!(kept(folder.path(), "0123456789", "one").await, None);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file(folder.path())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_change_that_cannot_be_written_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let vault = made(folder.path()).await;
    // Where the new file is to be, a folder stands in the way.
    let way = file(folder.path()).with_extension("new");
    std::fs::create_dir(&way).unwrap();
    assert_eq!(vault.change(put("one", "other")).await.unwrap_err().code, ErrorCode::DiskTrouble);
    let changed = vault.change_passphrase(&passphrase("0123456789"), &passphrase("9876543210")).await;
    assert_eq!(changed.unwrap_err().code, ErrorCode::DiskTrouble);
    std::fs::remove_dir(&way).unwrap();
    assert_eq!(vault.get("one").unwrap().expose(), "first");
    vault.change(put("two", "second")).await.unwrap();
    assert_eq!(kept(folder.path(), "0123456789", "one").await.as_deref(), Some("first"));
}

#[tokio::test]
async fn one_that_was_closed_changes_nothing_behind_the_back_of_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let before = made(folder.path()).await;
    before.close();
    let now = Vault::open(folder.path(), &passphrase("0123456789")).await.unwrap();
    now.change_passphrase(&passphrase("0123456789"), &passphrase("9876543210")).await.unwrap();
    assert_eq!(before.change(put("one", "late")).await.unwrap_err().code, ErrorCode::Locked);
    assert_eq!(before.get("one").map(|one| one.expose().to_owned()), None);
    assert_eq!(kept(folder.path(), "9876543210", "one").await.as_deref(), Some("first"));
}

#[tokio::test]
async fn what_could_not_be_read_again_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let vault = made(folder.path()).await;
    let long = "x".repeat(usize::try_from(LARGEST).unwrap());
    assert_eq!(vault.change(put("long", &long)).await.unwrap_err().code, ErrorCode::DiskTrouble);
    assert_eq!(kept(folder.path(), "0123456789", "one").await.as_deref(), Some("first"));
}

#[tokio::test]
async fn another_passphrase_opens_it_and_the_old_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let vault = made(folder.path()).await;
    let change = async |old: &str, fresh: &str| vault.change_passphrase(&passphrase(old), &passphrase(fresh)).await;
    assert_eq!(change("0123456780", "9876543210").await.unwrap_err().code, ErrorCode::PassphraseWrong);
    let short = change("0123456789", "short").await.unwrap_err().code;
    assert_eq!(short, ErrorCode::PassphraseShort { least: 10 });
    change("0123456789", "9876543210").await.unwrap();
    assert_eq!(kept(folder.path(), "9876543210", "one").await.as_deref(), Some("first"));
    let old = Vault::open(folder.path(), &passphrase("0123456789")).await.unwrap_err();
    assert_eq!(old.code, ErrorCode::PassphraseWrong);
    vault.change(put("two", "second")).await.unwrap();
    assert_eq!(kept(folder.path(), "9876543210", "two").await.as_deref(), Some("second"));
}

#[tokio::test]
async fn a_damaged_file_is_told_from_a_wrong_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    drop(made(folder.path()).await);
    let path = file(folder.path());
    let unusable = ErrorCode::VaultUnusable { path: path.display().to_string() };
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.pop();
    for damaged in [bytes, Vec::new(), vec![0; 2 * 1024 * 1024]] {
        std::fs::write(&path, damaged).unwrap();
        assert_eq!(is_there(folder.path()).unwrap_err().code, unusable);
        let opened = Vault::open(folder.path(), &passphrase("0123456789")).await;
        assert_eq!(opened.unwrap_err().code, unusable);
    }
}

const FOLDER: &str = "BAILIWICK_TEST_VAULT";

#[tokio::test]
async fn killed_in_the_middle_of_a_write_the_old_or_the_new_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    drop(made(folder.path()).await);
    for life in 0..8 {
        let mut child = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "secret::vault::tests::a_vault_that_will_be_killed", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut written: Vec<u32> = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            written.extend(line.strip_prefix("wrote ").and_then(|number| number.parse::<u32>().ok()));
            if written.len() > life {
                // Sent again and again until it is heard: what was written until then is told, too.
                let _ = child.start_kill();
            }
        }
        child.wait().await.unwrap();
        let last = *written.last().unwrap();
        let kept: u32 = kept(folder.path(), "0123456789", "number").await.unwrap().parse().unwrap();
        assert!(kept == last || kept == last + 1, "{kept} after {last}");
    }
}

#[tokio::test]
#[ignore = "started by the test that kills it"]
async fn a_vault_that_will_be_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let vault = Vault::open(Path::new(&folder), &passphrase("0123456789")).await.unwrap();
    let mut number = vault.get("number").map_or(0, |kept| kept.expose().parse::<u32>().unwrap());
    println!();
    loop {
        number += 1;
        // Long enough that a write takes its time.
        vault.change(put("long", &"x".repeat(20_000))).await.unwrap();
        vault.change(put("number", &number.to_string())).await.unwrap();
        println!("wrote {number}");
    }
}
