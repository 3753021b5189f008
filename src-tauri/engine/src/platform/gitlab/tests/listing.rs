use proptest::prelude::*;
use serde_json::{Value, json};

use super::raw;
use crate::error::ErrorCode;
use crate::model::{AccountId, Mark};
use crate::platform::canned::{Asked, Canned, Reply, any_json, html, json as answer, reply};
use crate::platform::gitlab::{Gitlab, is_news, merge_raw};
use crate::platform::{Fetched, Page, Which};

const OURS: &str = "bailiwick_internal";

fn next_cursor(cursor: &str) -> String {
    format!("Link: <https://proxy.internal/api/v4/users?cursor={cursor}&per_page=100>; rel=\"next\"\r\n")
}

fn next_number(page: u32) -> String {
    format!("Link: <https://git.example/api/v4/users?page={page}>; rel=\"next\"\r\n")
}

fn ids(page: &Page) -> Vec<&str> {
    page.accounts.iter().map(|fetched| fetched.account.id.0.as_str()).collect()
}

#[tokio::test]
async fn pages_go_by_keyset_and_everybody_who_is_not_active_is_listed() {
    let server = Canned::serve(|asked| {
        let (ids, cursor) = if asked.line.contains("cursor=abc%3D") { ([40, 39], "xyz") } else { ([42, 41], "abc%3D") };
        let rows = json!([
            raw(&json!({"id": ids[0], "state": "blocked_pending_approval"})),
            raw(&json!({"id": ids[1], "state": "banned"}))
        ]);
        reply(200, &next_cursor(cursor), &rows.to_string())
    })
    .await;
    let gitlab = Gitlab::over(server.http());
    let first = gitlab.page(Which::Pending, None).await.unwrap();
    assert_eq!(ids(&first), ["42", "41"], "who waits is told by the mark");
    assert!(first.accounts[0].account.marks.has(Mark::Pending) && first.accounts[1].account.marks.has(Mark::Banned));
    let second = gitlab.page(Which::Pending, first.next.as_deref()).await.unwrap();
    assert_eq!(ids(&second), ["40", "39"]);
    let third = gitlab.page(Which::Pending, second.next.as_deref()).await.unwrap();
    assert_eq!(third.next, None, "ids went up again: the pages lead back");
    let asked = "GET /api/v4/users?per_page=100&order_by=id&sort=desc&exclude_active=true&pagination=keyset";
    assert_eq!(server.lines(), [asked.to_owned(), format!("{asked}&cursor=abc%3D"), format!("{asked}&cursor=xyz")]);
}

#[tokio::test]
async fn by_change_ids_go_up_and_down_and_only_the_same_cursor_leads_back() {
    let server = Canned::serve(|asked| {
        let (id, cursor) = match asked.line.rsplit_once("cursor=") {
            None => (7, "b"),
            Some((_, "b")) => (99, "c"),
            Some(_) => (3, "c"),
        };
        reply(200, &next_cursor(cursor), &json!([raw(&json!({ "id": id }))]).to_string())
    })
    .await;
    let gitlab = Gitlab::over(server.http());
    let mut cursor = None;
    let mut seen = Vec::new();
    loop {
        let page = gitlab.page(Which::Changed, cursor.as_deref()).await.unwrap();
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["7", "99", "3"]);
    let asked = "GET /api/v4/users?per_page=100&order_by=updated_at&sort=desc&pagination=keyset";
    assert_eq!(server.lines(), [asked.to_owned(), format!("{asked}&cursor=b"), format!("{asked}&cursor=c")]);
}

#[tokio::test]
async fn a_server_without_keyset_is_paged_by_number() {
    let server = Canned::serve(|asked| {
        if asked.line.contains("keyset") {
            return answer(405, &json!({"error": "Keyset pagination is not yet available for this type of request"}));
        }
        let next = if asked.line.contains("page=2") { String::new() } else { next_number(2) };
        reply(200, &next, &json!([raw(&json!({}))]).to_string())
    })
    .await;
    let gitlab = Gitlab::over(server.http());
    let first = gitlab.page(Which::All, None).await.unwrap();
    let second = gitlab.page(Which::All, first.next.as_deref()).await.unwrap();
    assert_eq!(second.next, None);
    assert_eq!(server.lines()[2], "GET /api/v4/users?per_page=100&order_by=id&sort=desc&page=2");
    assert!(gitlab.page(Which::All, Some("made up")).await.is_err());
    gitlab.page(Which::Changed, None).await.unwrap();
    assert_eq!(server.lines().len(), 4, "that it has none is known by now");
}

#[tokio::test]
async fn a_server_without_keyset_by_change_keeps_it_by_id() {
    let server = Canned::serve(|asked| {
        if asked.line.contains("updated_at") && asked.line.contains("keyset") {
            return answer(405, &json!({"error": "Keyset pagination is not yet available for this type of request"}));
        }
        let next = match asked.line.rsplit_once("&page=") {
            None => next_number(2),
            // A page that leads to itself.
            Some((_, page)) => next_number(page.parse().unwrap()),
        };
        reply(200, &next, &json!([raw(&json!({}))]).to_string())
    })
    .await;
    let gitlab = Gitlab::over(server.http());
    let first = gitlab.page(Which::Changed, None).await.unwrap();
    let second = gitlab.page(Which::Changed, first.next.as_deref()).await.unwrap();
    assert_eq!(second.next, None);
    gitlab.page(Which::All, None).await.unwrap();
    assert!(server.lines()[3].ends_with("order_by=id&sort=desc&pagination=keyset"), "{:?}", server.lines());
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_left_out() {
    let stateless = || raw(&json!({"state": null}));
    let cases = [
        (json!([stateless(), raw(&json!({})), {}, 7, raw(&json!({"id": "a b"}))]), Ok(1)),
        (json!([]), Ok(0)),
        (json!([stateless(), {}]), Err(ErrorCode::Unreadable)),
        (json!({"users": []}), Err(ErrorCode::Unreadable)),
    ];
    for (page, wanted) in cases {
        let server = Canned::serve(move |_| answer(200, &page)).await;
        let found = Gitlab::over(server.http()).page(Which::All, None).await;
        assert_eq!(found.map(|page| page.accounts.len()).map_err(|error| error.code), wanted);
        assert_eq!(server.asked().len(), 1);
    }
}

/// Somebody of whom no answer says what it is: nobody ever signed in there.
fn unclear(changes: &Value) -> Value {
    let never = json!({"last_sign_in_at": null, "current_sign_in_at": null, "last_activity_on": null});
    let Value::Object(mut unclear) = raw(&never) else { panic!("a user is an object") };
    unclear.extend(changes.as_object().unwrap().clone());
    Value::Object(unclear)
}

/// Reads user 42, who is as given, where the list without internal users answers as given.
async fn read(user: Value, list: Reply) -> (Fetched, Vec<String>) {
    let server = Canned::serve(move |asked: &Asked| match asked.line.as_str() {
        "GET /api/v4/users/42" => answer(200, &user),
        _ => list.clone(),
    })
    .await;
    let found = Gitlab::over(server.http()).account(&AccountId("42".to_owned())).await.unwrap().unwrap();
    (found, server.lines().split_off(1))
}

#[tokio::test]
async fn whether_a_user_is_the_servers_own_is_asked_where_it_is_in_doubt() {
    let row = || answer(200, &json!([unclear(&json!({}))]));
    let asked = "GET /api/v4/users?username=kim.lee&exclude_internal=true&per_page=1";
    let cases = [
        (unclear(&json!({})), answer(200, &json!([])), Some(true)),
        (unclear(&json!({})), row(), Some(false)),
        (raw(&json!({"bot": true})), row(), Some(false)),
        (raw(&json!({"bot": true})), answer(200, &json!([])), Some(true)),
        // What does not answer the question leaves it open.
        (unclear(&json!({})), answer(200, &json!([unclear(&json!({"id": 43}))])), None),
        (unclear(&json!({})), answer(200, &json!([{"id": 42, "username": "kim.lee", "state": "active"}])), None),
        (unclear(&json!({})), answer(200, &json!([unclear(&json!({})), unclear(&json!({"id": 43}))])), None),
        (unclear(&json!({})), answer(200, &json!({})), None),
        (unclear(&json!({})), answer(403, &json!({"message": "403 Forbidden"})), None),
        (unclear(&json!({})), reply(429, "", "Retry later"), None),
        (unclear(&json!({})), html(200), None),
    ];
    for (user, list, wanted) in cases {
        let (found, more) = read(user, list).await;
        assert_eq!(found.raw.get(OURS).and_then(Value::as_bool), wanted, "{more:?}");
        assert_eq!(found.account.marks.has(Mark::Internal), wanted == Some(true));
        assert_eq!(more, [asked]);
    }
}

#[tokio::test]
async fn nobody_else_costs_a_second_request_and_nobody_but_us_writes_under_our_key() {
    let lying = |user: Value| merge_raw(user, json!({ OURS: true }));
    let cases = [
        raw(&json!({})),
        raw(&json!({"last_sign_in_at": null, "current_sign_in_at": null})),
        unclear(&json!({"state": "blocked_pending_approval"})),
        // Found under its name it would never be.
        unclear(&json!({"username": "kim.lee "})),
    ];
    for user in cases {
        let (found, more) = read(lying(user), html(500)).await;
        assert_eq!((found.raw.get(OURS), more.len()), (None, 0), "{}", found.account.username);
        assert!(!found.account.marks.has(Mark::Internal));
    }
    let page = json!([lying(raw(&json!({}))), 7]);
    let server = Canned::serve(move |_| answer(200, &page)).await;
    let page = Gitlab::over(server.http()).page(Which::Changed, None).await.unwrap();
    assert_eq!(page.accounts[0].raw.get(OURS), None);
    let kept = merge_raw(json!({ OURS: true, "id": 42 }), page.accounts[0].raw.clone());
    assert_eq!(kept[OURS], true, "a list row, which says nothing about it, does not undo what was found");
}

#[test]
fn the_time_of_day_is_no_news() {
    let kept = raw(&json!({"local_time": "9:00 AM", "sign_in_count": 17}));
    let row = |changes: Value| merge_raw(kept.clone(), raw(&changes));
    assert!(!is_news(&kept, &row(json!({"local_time": "9:01 AM"}))));
    assert!(is_news(&kept, &row(json!({"state": "blocked"}))));
    assert!(is_news(&kept, &row(json!({"github_handle": "x"}))));
    assert!(is_news(&Value::Null, &row(json!({}))));
}

const KEYS: &[&str] = &["id", "username", "state", "is_admin", "local_time", "bot", OURS];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_is_no_news_to_itself_and_any_page_is_read_or_refused(old in any_json(KEYS), new in any_json(KEYS)) {
        let merged = merge_raw(old, new.clone());
        prop_assert!(!is_news(&merged, &merged));
        prop_assert!(!is_news(&merged, &merge_raw(merged.clone(), merged.clone())));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (page, user) = (json!([new, merged]), merged.clone());
            let server = Canned::serve(move |asked: &Asked| answer(200, if asked.line.contains('?') { &page } else { &user }));
            let gitlab = Gitlab::over(server.await.http());
            for which in [Which::Pending, Which::All, Which::Changed] {
                if let Ok(page) = gitlab.page(which, None).await {
                    prop_assert!(page.accounts.iter().all(|fetched| fetched.raw.get(OURS).is_none()));
                }
            }
            let _ = gitlab.account(&AccountId("42".to_owned())).await;
            Ok(())
        })?;
    }
}
