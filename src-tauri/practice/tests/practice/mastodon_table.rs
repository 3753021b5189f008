//! Every verb on every state, origin, rank and version, by the table in `mastodon_table.json`; each row on a server of its own.

use bailiwick_practice::{Manner, Options, Practice, serve};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::client::{Client, mastodon, quick, read, somebody};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    says: String,
    like: Option<String>,
    otherwise: Option<String>,
    /// The end of a fixed token's name.
    #[serde(default = "moderator")]
    who: String,
    get: Option<String>,
    /// Below admin/accounts unless it begins with `/`.
    post: Option<String>,
    method: Option<String>,
    form: Option<Map<String, Value>>,
    #[serde(default = "fine")]
    status: u16,
    error: Option<String>,
    /// The whole body.
    body: Option<Value>,
    /// Parts of the body, by pointer.
    #[serde(default)]
    has: Map<String, Value>,
    #[serde(default)]
    lacks: Vec<String>,
    /// Parts of the account afterwards, by pointer.
    #[serde(default)]
    then: Map<String, Value>,
}

fn moderator() -> String {
    "moderator".to_owned()
}

const fn fine() -> u16 {
    200
}

/// The id of somebody in the state that a word of the table means; other words are handles.
fn id_of(practice: &Practice, word: &str) -> String {
    let plain = |person: &Value| {
        person["suspension"].is_null()
            && person["silenced_at"].is_null()
            && person["sensitized_at"].is_null()
            && person["moved_to"].is_null()
            && person["memorial"] == false
            && person["id"] != "-99"
    };
    let login = |person: &Value| person["user"]["approved"] == true && person["user"]["role"].is_null();
    let member = |person: &Value| {
        plain(person) && login(person) && person["user"]["disabled"] == false && person["username"] != "wren"
    };
    let local = |person: &Value| person["domain"].is_null();
    let ours = |person: &Value| person["suspension"]["origin"] == "local";
    let due = |person: &Value| person["suspension"]["deletion_due"].is_string();
    match word {
        "pending" => somebody(practice, |p| p["user"]["approved"] == false && p["user"]["confirmed_at"].is_string()),
        "unconfirmed" => somebody(practice, |p| p["user"]["approved"] == false && p["user"]["confirmed_at"].is_null()),
        "member" => somebody(practice, member),
        "remote" => somebody(practice, |p| !local(p) && plain(p)),
        "self_deleted" => somebody(practice, |p| local(p) && plain(p) && p["user"].is_null()),
        "frozen" => somebody(practice, |p| plain(p) && p["user"]["disabled"] == true),
        "limited" => somebody(practice, |p| local(p) && p["silenced_at"].is_string() && p["suspension"].is_null()),
        "limited_remote" => somebody(practice, |p| !local(p) && p["silenced_at"].is_string()),
        "sensitized" => somebody(practice, |p| p["sensitized_at"].is_string()),
        "suspended" => somebody(practice, |p| local(p) && ours(p) && due(p)),
        "permanent" => somebody(practice, |p| local(p) && ours(p) && !due(p)),
        "suspended_there" => somebody(practice, |p| p["suspension"]["origin"] == "remote"),
        "orphan" => somebody(practice, |p| p["user"]["invited_by"]["account"] == "1"),
        "decorated" => somebody(practice, |p| p["profile"]["emojis"][0].is_string()),
        "memorial" => somebody(practice, |p| p["memorial"] == true),
        "moved" => somebody(practice, |p| local(p) && p["moved_to"].is_string()),
        handle => practice.id_of(handle).unwrap(),
    }
}

fn filled(practice: &Practice, path: &str) -> (String, Option<String>) {
    let Some((before, rest)) = path.split_once('{') else { return (path.to_owned(), None) };
    let (word, after) = rest.split_once('}').unwrap();
    let id = id_of(practice, word);
    (format!("{before}{id}{after}"), Some(id))
}

async fn check(row: &Row) {
    let manner = json!({ "version": row.like.as_deref().unwrap_or("4.6"), "otherwise": row.otherwise.iter().collect::<Vec<_>>() });
    let manner: Manner = serde_json::from_value(manner).unwrap();
    let practice = serve(Options { manner, ..quick(bailiwick_practice::Kind::Mastodon) }).await.unwrap();
    let client = Client::with(&practice, Some(format!("practice-{}", row.who)));
    let wanted = row.get.as_ref().or(row.post.as_ref()).unwrap();
    let (path, id) = filled(&practice, wanted);
    let path = if path.starts_with('/') { path } else { format!("/api/v1/admin/accounts/{path}") };
    let method = row.method.as_deref().unwrap_or(if row.get.is_some() { "GET" } else { "POST" });
    let before = practice.state();
    let mut request = client.request(method, &path);
    if let Some(form) = &row.form {
        request = request.form(form);
    }
    let answer = read(request.send().await.unwrap()).await;
    let says = &row.says;
    assert_eq!(answer.status, row.status, "{says}: {}", answer.text);
    if row.status >= 400 {
        let (mut before, mut after) = (before, practice.state());
        // A queued deletion is not part of a refusal's traces, since none was queued; nothing else may move either.
        assert_eq!(before.as_object_mut(), after.as_object_mut(), "{says}: something was done all the same");
    }
    if let Some(error) = &row.error {
        assert_eq!(answer.json()["error"], *error, "{says}");
    }
    if let Some(body) = &row.body {
        assert_eq!(answer.json(), *body, "{says}");
    }
    for (pointer, value) in &row.has {
        assert_eq!(answer.json().pointer(pointer), Some(value), "{says} {pointer}: {}", answer.text);
    }
    for pointer in &row.lacks {
        assert_eq!(answer.json().pointer(pointer), None, "{says} {pointer}");
    }
    if !row.then.is_empty() {
        let admin = Client::with(&practice, Some("practice-moderator".to_owned()));
        let account = admin.get(&format!("/api/v1/admin/accounts/{}", id.unwrap())).await.json();
        for (pointer, value) in &row.then {
            assert_eq!(account.pointer(pointer), Some(value), "{says} {pointer}: {account}");
        }
    }
}

#[tokio::test]
async fn every_row_of_the_table_holds() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("mastodon_table.json")).unwrap();
    assert!(rows.len() > 90);
    for row in &rows {
        check(row).await;
    }
}

#[tokio::test]
async fn every_version_lists_everybody_in_its_own_shape() {
    let practice = mastodon().await;
    let client = Client::with(&practice, Some("practice-moderator".to_owned()));
    for version in ["3.5", "4.0", "4.2", "4.6"] {
        practice.change_settings(&json!({ "version": version })).unwrap();
        let page = client.get("/api/v2/admin/accounts?limit=3&origin=local").await;
        let next = page.link("next").unwrap();
        // Until 4.1 the links of v2 led to v1 (1.5).
        assert_eq!(next.contains("/api/v1/"), version < "4.2", "{version}: {next}");
        let row = &page.rows()[0];
        assert_eq!(row.get("sensitized").is_some(), version != "3.5");
        assert_eq!(row["ip"].is_object(), version == "3.5", "{row}");
        let role = &row["role"];
        assert_eq!(
            (role.is_string(), role["id"].is_number(), role["id"].is_string()),
            (version == "3.5", version == "4.0", version > "4.0")
        );
    }
}
