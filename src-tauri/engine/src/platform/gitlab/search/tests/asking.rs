//! How the request is sent, page by page, and what its answers mean.

use serde_json::{Value, json};

use super::{NOW, settings, software};
use crate::error::{ErrorCode, Result};
use crate::filter::Filter;
use crate::platform::canned::{Canned, Reply, json as answer, reply};
use crate::platform::gitlab::Gitlab;
use crate::platform::{Known, SearchPage};

/// Rows as administrators see them, with these ids.
fn rows(ids: impl Iterator<Item = u32>) -> Value {
    ids.map(
        |id| json!({"id": id, "username": format!("wren{id}"), "name": "Wren", "state": "active", "is_admin": false}),
    )
    .collect()
}

fn over(server: &Canned) -> Gitlab {
    Gitlab::over(server.http())
}

async fn found(gitlab: &Gitlab, typed: &str, cursor: Option<&str>) -> Result<SearchPage> {
    let (software, settings) = (software("18.6.1"), settings(None));
    let known = Known { software: &software, settings: &settings, roles: &[] };
    gitlab.search(&Filter::parse(typed).0, &known, NOW, cursor).await
}

/// Asks until the search ends; gives the requests and how many accounts came.
async fn whole(server: &Canned, gitlab: &Gitlab, typed: &str) -> (Vec<String>, usize) {
    let (mut cursor, mut came) = (None, 0);
    for _ in 0..20 {
        let page = found(gitlab, typed, cursor.as_deref()).await.unwrap();
        came += page.accounts.len();
        cursor = page.next;
        if cursor.is_none() {
            return (server.lines(), came);
        }
    }
    panic!("the search did not end: {:?}", server.lines())
}

fn leading_to(next: &str, rows: &Value) -> Reply {
    // The link has lost the filters, and leads elsewhere.
    reply(200, &format!("Link: <https://other.example/x?{next}>; rel=\"next\"\r\n"), &rows.to_string())
}

const FIRST: &str = "GET /api/v4/users?per_page=100&order_by=id&sort=desc&search=wren&blocked=true";

#[tokio::test]
async fn a_search_goes_on_with_its_own_filters_and_the_links_cursor() {
    let server = Canned::serve(|asked| match asked.line.as_str() {
        line if line.contains("cursor=abc") => answer(200, &rows([3].into_iter())),
        _ => leading_to("cursor=abc", &rows([9, 8].into_iter())),
    })
    .await;
    let (lines, came) = whole(&server, &over(&server), "wren state:blocked").await;
    let wanted = [format!("{FIRST}&pagination=keyset"), format!("{FIRST}&pagination=keyset&cursor=abc")];
    assert_eq!((lines, came), (wanted.to_vec(), 3));
}

#[tokio::test]
async fn a_search_without_keyset_goes_by_number_and_other_lists_are_left_alone() {
    let server = Canned::serve(|asked| match asked.line.as_str() {
        line if line.contains("keyset") && line.contains("search=") => answer(405, &json!({"error": "not yet"})),
        line if line.contains("&page=2") => answer(200, &rows([3].into_iter())),
        line if line.contains("keyset") => answer(200, &rows([1].into_iter())),
        _ => leading_to("page=2", &rows([9, 8].into_iter())),
    })
    .await;
    let gitlab = over(&server);
    let (lines, came) = whole(&server, &gitlab, "wren state:blocked").await;
    let wanted = [format!("{FIRST}&pagination=keyset"), FIRST.to_owned(), format!("{FIRST}&page=2")];
    assert_eq!((lines, came), (wanted.to_vec(), 3));
    let (lines, _) = whole(&server, &gitlab, "state:blocked").await;
    assert!(lines.last().unwrap().ends_with("&blocked=true&pagination=keyset"));
}

#[tokio::test]
async fn pages_that_lead_back_end_the_search() {
    for next in ["cursor=abc", "page=1"] {
        let server = Canned::serve(move |_| leading_to(next, &rows([9, 8].into_iter()))).await;
        let (lines, _) = whole(&server, &over(&server), "").await;
        assert!(lines.len() <= 2, "{next}: {lines:?}");
    }
    let gitlab = over(&Canned::serve(|_| answer(200, &json!([]))).await);
    assert_eq!(found(&gitlab, "", Some("by guess")).await.unwrap_err().code, ErrorCode::Internal);
}

#[tokio::test]
async fn what_the_server_should_not_have_sent_is_counted() {
    let server = Canned::serve(|_| answer(200, &rows(1..5))).await;
    let gitlab = over(&server);
    for (typed, misfits) in [
        ("wren", 0),
        ("bob", 4),
        ("wrén", 0),
        ("bob@x.example", 0),
        ("name:\"Wren Ab\"", 0),
        ("name:\"Ab Abel\"", 4),
        ("state:active", 0),
        ("state:blocked", 4),
        ("state:banned", 4),
        ("state:locked", 0),
        ("state:staff", 4),
        ("kind:human", 0),
        ("kind:bot", 4),
        ("external:yes", 4),
        ("two-factor:on", 4),
        ("identity:ldapmain", 0),
        ("identity:ldapmain:x", 4),
        ("joined:2026-11-21", 4),
        ("projects:none", 0),
    ] {
        assert_eq!(found(&gitlab, typed, None).await.unwrap().misfits, misfits, "{typed}");
    }
}

#[tokio::test]
async fn short_rows_and_empty_pages_of_somebody_without_rights_are_told() {
    for (listed, admin, code) in [
        (json!([]), true, ErrorCode::AdminModeMissing),
        (json!([{"id": 4, "username": "x", "name": "X", "state": "active"}]), true, ErrorCode::AdminModeMissing),
        (json!([]), false, ErrorCode::RoleMissing { handle: Some("kim".to_owned()) }),
    ] {
        let server = Canned::serve(move |asked| match asked.line.as_str() {
            "GET /api/v4/user" => answer(200, &json!({"id": 1, "username": "kim", "is_admin": admin})),
            "GET /api/v4/users?per_page=1" => {
                answer(200, &json!([{"id": 1, "username": "kim", "name": "K", "state": "active"}]))
            }
            _ => answer(200, &listed),
        })
        .await;
        assert_eq!(found(&over(&server), "state:blocked", None).await.unwrap_err().code, code);
    }
    let server = Canned::serve(|asked| match asked.line.as_str() {
        "GET /api/v4/users?per_page=1" => answer(200, &rows([1].into_iter())),
        _ => answer(200, &json!([])),
    })
    .await;
    assert_eq!(found(&over(&server), "state:blocked", None).await.unwrap().accounts.len(), 0);
}
