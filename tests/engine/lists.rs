//! Lists from the cache, filled page by page.

use std::collections::HashSet;

use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::Place;
use bailiwick_engine::model::Mark;
use bailiwick_practice::{Fault, FaultKind, Kind};
use serde_json::json;

use crate::bench::{Bench, code};

#[tokio::test]
async fn a_refresh_brings_everybody_once() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let bench = Bench::new(kind).await;
        assert_eq!(bench.view().await.cached, 0);
        let view = bench.refresh().await;
        // Two accounts of a Mastodon are nobody's: the one of the server itself is hidden from its lists.
        let there =
            bench.server().people().iter().filter(|person| person["id"].to_string().trim_matches('"') != "-99").count();
        assert_eq!(view.cached as usize, there, "{kind:?}");
        assert!(view.sync.finished_at.is_some() && !view.sync.more_on_server);
        let again = bench.refresh().await;
        assert_eq!(again.cached, view.cached, "{kind:?}: a second refresh adds nobody");
    }
}

#[tokio::test]
async fn the_pages_of_a_list_join_without_loss_or_duplicate() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    for (place, typed) in [
        (Place::Accounts, ""),
        (Place::Queue, ""),
        (Place::Accounts, "state:limited"),
        (Place::Accounts, "origin:remote"),
    ] {
        let whole: Vec<_> = bench.list(place, typed).await.rows;
        let mut joined = Vec::new();
        let mut cursor = None;
        loop {
            let page = bench.page(place, typed, cursor, 7).await;
            joined.extend(page.rows);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(joined, whole, "{place:?} {typed}");
        assert_eq!(bench.counts(place, typed).await.matching.number as usize, whole.len(), "{place:?} {typed}");
        assert_eq!(joined.iter().map(|row| &row.id).collect::<HashSet<_>>().len(), joined.len());
    }
}

#[tokio::test]
async fn the_queue_has_the_confirmed_first_and_the_oldest_of_them_on_top() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let queue = bench.list(Place::Queue, "").await;
    let parts = bench.counts(Place::Queue, "").await.parts.unwrap();
    assert_eq!((parts.confirmed, parts.unconfirmed), (29, 12));
    let order: Vec<_> = queue.rows.iter().map(|row| (row.mail_confirmed == Some(false), row.created_at)).collect();
    assert!(order.is_sorted());
    assert!(queue.rows.iter().all(|row| row.marks.contains(&Mark::Pending)));
}

#[tokio::test]
async fn search_finds_name_display_name_and_mail_without_case_accents_or_invisible_characters() {
    let bench = Bench::new(Kind::Mastodon).await;
    let somebody = bench.server().id_of("kim").unwrap();
    let change = json!({ "profile": { "display_name": "Zo\u{eb} \u{200b}\u{ff2d}eyer \u{202e}x" } });
    bench.server().change_person(&somebody, &change).unwrap();
    bench.refresh().await;
    for typed in ["kim", "KIM", "@kim", "zoe", "ZOË", "meyer", "eye", "zo", "zoe meyer", "meyer origin:local"] {
        let rows = bench.list(Place::Accounts, typed).await.rows;
        assert!(rows.iter().any(|row| row.id.0 == somebody), "{typed}");
    }
    assert!(bench.list(Place::Accounts, "zoe nobody-has-this").await.rows.is_empty(), "all words must be found");
    for odd in ["\"", "%", "_", "'", "\" OR 1", "*", "AND", "-", "(", "\u{0}", "😀"] {
        // Nothing that is typed can break the search; what it finds contains what was typed.
        bench.list(Place::Accounts, odd).await;
    }
}

#[tokio::test]
async fn filters_are_read_from_the_text_and_what_is_none_is_told() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let page = bench.list(Place::Accounts, "state:limited origin:local").await;
    assert_eq!(page.filter.state, Some(StateFilter::Limited));
    assert!(!page.rows.is_empty());
    assert!(page.rows.iter().all(|row| row.domain.is_none() && row.marks.contains(&Mark::Limited)));
    let page = bench.list(Place::Accounts, "state:angry").await;
    assert_eq!(page.problems[0].word, "state:angry");
    assert!(page.problems[0].possible.contains(&"state:pending".to_owned()));
}

#[tokio::test]
async fn counts_beside_states_are_those_of_their_lists() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let bench = Bench::new(kind).await;
        bench.refresh().await;
        let all = bench.counts(Place::Accounts, "").await;
        assert_eq!(all.matching.number, all.loaded);
        for state in all.states {
            let list = bench.list(Place::Accounts, &format!("state:{}", state.state.word())).await;
            assert_eq!(list.rows.len(), state.count.number as usize, "{kind:?} {:?}", state.state);
        }
    }
}

#[tokio::test]
async fn who_no_longer_waits_leaves_the_queue_whoever_decided() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let queue = bench.list(Place::Queue, "").await.rows;
    assert!(bench.server().remove_person(&queue[0].id.0));
    bench.server().change_person(&queue[1].id.0, &json!({ "user": { "approved": true } })).unwrap();
    let newcomers = bench.server().sign_up(3);
    let view = bench.refresh().await;
    assert_eq!(view.pending, 41 - 2 + 3);
    let ids: Vec<_> = bench.list(Place::Queue, "").await.rows.into_iter().map(|row| row.id.0).collect();
    assert!(!ids.contains(&queue[0].id.0) && !ids.contains(&queue[1].id.0));
    assert!(newcomers.iter().all(|id| ids.contains(id)));
}

#[tokio::test]
async fn a_refresh_tells_its_progress_and_can_be_stopped() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.server().add_fault(Fault::new("/api/v4/users", FaultKind::Delay { ms: 60_000 }));
    let mut events = bench.engine.listen();
    bench.engine.refresh(&bench.profile).await.unwrap();
    loop {
        let Event::Profile { profile } = events.recv().await.unwrap() else { continue };
        if profile.sync.running {
            bench.engine.stop_refresh(&bench.profile).await.unwrap();
        } else {
            assert_eq!(profile.sync.problem.unwrap().error, ErrorCode::Stopped);
            break;
        }
    }
}

#[tokio::test]
async fn an_account_is_told_whole_and_its_text_is_only_text() {
    let bench = Bench::new(Kind::Mastodon).await;
    let id = bench.server().id_of("kim").unwrap();
    bench.refresh().await;
    let detail = bench.engine.look_at_account(&bench.profile, &bailiwick_engine::model::AccountId(id)).await.unwrap();
    assert!(detail.own && !detail.facts.is_empty());
    let raw = bench.engine.account_raw(&bench.profile, &detail.id).await.unwrap();
    assert!(raw.starts_with("{\n") && raw.contains("\"username\": \"kim\""));
    for row in bench.list(Place::Accounts, "").await.rows {
        let detail = bench.engine.open_account(&bench.profile, &row.id).await.unwrap();
        assert!(!detail.bio.contains("<script") && !detail.bio.contains("<p>"), "{}", detail.handle);
        assert_eq!(detail.handle, row.handle);
    }
}

#[tokio::test]
async fn a_picture_is_a_small_still_png_and_only_fetched_when_asked() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let rows = bench.list(Place::Accounts, "origin:local").await.rows;
    assert!(bench.server().requests().iter().all(|request| !request.path.contains("avatars")));
    let mut shown = None;
    for row in &rows {
        if bench.engine.open_account(&bench.profile, &row.id).await.unwrap().has_picture {
            shown = Some(&row.id);
        }
    }
    let shown = shown.unwrap();
    let png = bench.engine.picture(&bench.profile, shown).await.unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    let fetched = bench.server().requests().into_iter().filter(|request| request.path.contains("avatars"));
    assert!(fetched.into_iter().all(|request| request.who.is_none()), "without the token");
    bench.engine.set_pictures(&bench.profile, bailiwick_engine::profile::Pictures::Off).await.unwrap();
    assert_eq!(code(bench.engine.picture(&bench.profile, shown).await), ErrorCode::NoPicture);
}
