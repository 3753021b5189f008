//! What helps to judge a report: posts as text, their pictures, and the other posts of the account.

use std::collections::BTreeSet;

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::model::{AccountId, Mark, MediaKind};
use bailiwick_engine::profile::{Connection, Pictures};
use bailiwick_engine::report::ReportRow;
use bailiwick_practice::{Dialect, Fault, FaultKind, Who};
use serde_json::json;

use super::{EVERYTHING, Tree, VERSIONS, open};
use crate::bench::code;

#[tokio::test]
async fn strangers_words_are_plain_text() {
    let tree = Tree::new(Dialect::V4_6).await;
    tree.load(EVERYTHING).await;
    let mut texts = Vec::new();
    for row in tree.rows(EVERYTHING).await {
        let report = tree.engine.open_report(&tree.profile, &row.id).await.unwrap();
        for post in report.posts {
            assert!(post.page.is_some_and(|page| page.starts_with("http")));
            texts.push(post.text);
        }
    }
    assert!(texts.contains(&"Double your coins in 24 h!! click".to_owned()));
    assert!(texts.iter().any(|text| text.contains("• who closed it\n• who has the key")));
    assert!(texts.iter().all(|text| !text.contains("pwned") && !text.contains("</")));
}

#[tokio::test]
async fn a_picture_of_a_post_is_fetched_when_it_is_shown_and_not_before() {
    let tree = Tree::new(Dialect::V4_6).await;
    tree.refresh().await;
    let row = tree.rows(open()).await.into_iter().find(|row| row.media > 0).unwrap();
    let report = tree.engine.look_at_report(&tree.profile, &row.id).await.unwrap();
    let files: Vec<_> = report.posts.iter().flat_map(|post| &post.media).collect();
    assert_eq!(files.len(), row.media as usize);
    let key = files.iter().find(|media| media.kind == MediaKind::Image).unwrap().key.clone().unwrap();
    assert_eq!(tree.asked("/media/"), 0);
    let picture = tree.engine.media(&tree.profile, &key).await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    assert_eq!(tree.asked("/media/"), 1);
    assert!(tree.server.requests().iter().all(|request| !request.path.contains("/media/") || request.who.is_none()));
    assert_eq!(code(tree.engine.media(&tree.profile, "0123456789abcdef").await), ErrorCode::NoPicture);
    tree.engine.set_pictures(&tree.profile, Pictures::Off).await.unwrap();
    assert_eq!(code(tree.engine.media(&tree.profile, &key).await), ErrorCode::NoPicture);
    let report = tree.engine.open_report(&tree.profile, &row.id).await.unwrap();
    assert!(report.posts.iter().flat_map(|post| &post.media).all(|media| media.key.is_none()));
    assert_eq!(tree.asked("/media/"), 1);
}

#[tokio::test]
async fn an_accounts_posts_are_read_page_by_page() {
    for version in VERSIONS {
        let tree = Tree::new(version).await;
        tree.load(open()).await;
        let rows = tree.rows(open()).await;
        let suspended = |row: &&ReportRow| row.target.marks.contains(&Mark::Suspended);
        let target = rows.iter().find(|row| !suspended(row) && row.posts > 0).unwrap().target.id.clone();
        assert!(tree.engine.open_account(&tree.profile, &target).await.unwrap().has_posts);
        tree.server.add_fault(Fault::new("/api/v1/accounts/*/statuses", FaultKind::ShortPages { rows: 4 }));
        let mut posts = Vec::new();
        let mut cursor = None;
        loop {
            let page = tree.engine.posts(&tree.profile, &target, cursor).await.unwrap();
            posts.extend(page.posts);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert!(posts.len() > 4, "{version:?}");
        assert_eq!(posts.iter().map(|post| &post.id).collect::<BTreeSet<_>>().len(), posts.len());
        assert!(posts.iter().map(|post| post.created_at).rev().is_sorted(), "newest first");
    }
}

#[tokio::test]
async fn posts_are_public_unless_the_server_is_closed_or_the_account_suspended() {
    let tree = Tree::with(Dialect::V4_6, Who::Read).await;
    tree.refresh().await;
    let rows = tree.rows(open()).await;
    let target = rows.iter().find(|row| row.posts > 0 && row.target.marks.is_empty()).unwrap().target.id.clone();
    let page = tree.engine.posts(&tree.profile, &target, None).await.unwrap();
    assert!(!page.posts.is_empty(), "the token lacks the scope, and nobody needs one");
    tree.server.change_settings(&json!({ "limited_federation": true })).unwrap();
    let scope = "read:statuses".to_owned();
    assert_eq!(code(tree.engine.posts(&tree.profile, &target, None).await), ErrorCode::ScopeMissing { scope });
    assert_eq!(tree.view().await.connection, Connection::Online);
    let people = tree.server.people();
    let suspended = people.iter().find(|person| !person["suspension"].is_null()).unwrap()["id"].to_string();
    let suspended = AccountId(suspended.trim_matches('"').to_owned());
    tree.server.clear_requests();
    assert!(!tree.engine.open_account(&tree.profile, &suspended).await.unwrap().has_posts);
    assert_eq!(code(tree.engine.posts(&tree.profile, &suspended, None).await), ErrorCode::NotFound);
    assert_eq!(tree.asked("/statuses"), 0);
}
