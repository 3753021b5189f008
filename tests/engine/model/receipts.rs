//! Which way each decision went, as its receipts in the closed journal tell: over every death of the desk.

use std::collections::BTreeMap;
use std::path::Path;

use bailiwick_engine::decision::Status;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::bench::files;

/// Fails for a step that no decision may take.
pub async fn all_went_an_allowed_way(folder: &Path, profile: &str) {
    let secrets = std::fs::read_to_string(folder.join("practice/secrets.json")).unwrap();
    let secrets: BTreeMap<String, String> = serde_json::from_str(&secrets).unwrap();
    let key = &secrets[&format!("{profile}/key")];
    let journal = files(folder).into_iter().find(|path| path.ends_with(Path::new(profile).join("journal.db"))).unwrap();
    let options = SqliteConnectOptions::new().pragma("key", format!("\"x'{key}'\"")).filename(journal);
    let mut file = options.connect().await.unwrap();
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT decision, status FROM receipt ORDER BY number").fetch_all(&mut file).await.unwrap();
    file.close().await.unwrap();
    let mut ways: BTreeMap<String, Vec<Status>> = BTreeMap::new();
    for (decision, word) in rows {
        ways.entry(decision).or_default().push(Status::from_word(&word).unwrap());
    }
    for way in ways.values() {
        assert!(matches!(way[0], Status::Held | Status::Ready | Status::Sending), "begins as {way:?}");
        assert!(way.windows(2).all(|pair| may_follow(pair[0], pair[1])), "went {way:?}");
        // Sent more often only where each time before surely nothing arrived: then it is ready again.
        let sent = way.iter().filter(|status| **status == Status::Sending).count();
        let back = way.windows(2).filter(|pair| *pair == [Status::Sending, Status::Ready]).count();
        assert!(sent <= back + 1, "sent again without knowing: {way:?}");
    }
}

/// Mastodon's verbs alone: none of them takes two requests.
fn may_follow(from: Status, to: Status) -> bool {
    use Status::{
        Accepted, Cancelled, Changed, Confirmed, Gone, Halfway, Held, PutBack, Ready, Refused, Sending, Unprovable,
        Unsure, WasSo,
    };
    match from {
        // Marked to be asked about, it stays where it is.
        Held => matches!(to, Held | Ready | Cancelled),
        Ready => matches!(to, Ready | Sending | Cancelled | WasSo | Changed | Gone | Refused),
        Sending => matches!(to, Ready | Confirmed | Accepted | Unprovable | Refused | Unsure | Gone),
        Changed => matches!(to, Ready | Cancelled),
        Unsure => matches!(to, Unsure | Gone),
        Accepted => matches!(to, Accepted | Confirmed | Unprovable | Gone),
        Confirmed | Unprovable | Refused | Gone | WasSo | Cancelled | PutBack | Halfway => false,
    }
}
