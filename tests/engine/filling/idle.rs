//! What an instance costs on which nothing happens, and what a fill costs.

use bailiwick_engine::list::Place;
use bailiwick_engine::model::Mark;
use bailiwick_practice::{Dialect, GitlabSwitches, Kind, Options, Who};
use serde_json::json;

use super::{assert_whole, bench, lists, looks, options, there, well};
use crate::bench::{Bench, moderator};

#[tokio::test]
async fn an_idle_mastodon_costs_three_requests() {
    let bench = bench(Kind::Mastodon, 2_000).await;
    well(&bench.refresh().await);
    assert_whole(&bench, "filled").await;
    for _ in 0..3 {
        bench.server().clear_requests();
        well(&bench.refresh().await);
        let asked: Vec<String> = bench.server().requests().into_iter().map(|asked| asked.path).collect();
        assert_eq!(asked, ["/api/v2/admin/accounts", "/api/v2/admin/accounts", "/api/v1/admin/reports"]);
        assert_eq!(lists(&bench), ["new", "pending"]);
    }
}

#[tokio::test]
async fn an_idle_gitlab_costs_two_requests_and_a_third_where_those_who_are_not_active_fit_on_one_page() {
    for (blocked, requests) in [(0, 3), (120, 2)] {
        let bench = bench(Kind::Gitlab, 400).await;
        let people = bench.server().people();
        let active = people.iter().filter(|one| one["state"] == "active" && one["is_admin"] == false);
        for person in active.take(blocked) {
            bench.server().change_person(&person["id"].to_string(), &json!({ "state": "blocked" })).unwrap();
        }
        well(&bench.refresh().await);
        assert_whole(&bench, "filled").await;
        bench.server().clear_requests();
        well(&bench.refresh().await);
        let asked: Vec<String> = bench.server().requests().into_iter().map(|asked| asked.query).collect();
        assert_eq!(asked.len(), requests, "{blocked}: {asked:?}");
    }
}

#[tokio::test]
async fn a_fill_asks_for_what_matters_first_and_then_for_everybody_once() {
    let bench = bench(Kind::Mastodon, 900).await;
    let view = bench.refresh().await;
    well(&view);
    assert!(view.sync.fill.is_none() && !view.sync.more_on_server && view.sync.unreliable.is_empty());
    let asked = lists(&bench);
    let order = [
        "pending",
        "staff",
        "suspended local",
        "silenced local",
        "disabled local",
        "sensitized local",
        "suspended remote",
        "silenced remote",
        "sensitized remote",
        "local",
        "local, on",
        "remote",
        "remote, on",
    ];
    let mut last = 0;
    for list in &asked {
        let place = order.iter().position(|one| one == list).unwrap_or_else(|| panic!("{list} in {asked:?}"));
        assert!(place >= last, "{asked:?}");
        last = place;
    }
    assert_eq!(last, order.len() - 1);
    assert_whole(&bench, "filled").await;
}

#[tokio::test]
async fn newcomers_come_with_the_next_refresh_however_many() {
    let bench = bench(Kind::Mastodon, 300).await;
    well(&bench.refresh().await);
    bench.server().sign_up(450);
    bench.server().clear_requests();
    well(&bench.refresh().await);
    assert_whole(&bench, "450 newcomers").await;
    let asked = lists(&bench);
    assert_eq!(asked.iter().filter(|list| *list == "new").count(), 3, "{asked:?}");
}

#[tokio::test]
async fn every_version_of_a_mastodon_is_filled_whole() {
    for version in [Dialect::GoToSocial, Dialect::V3_5, Dialect::V4_0, Dialect::V4_2, Dialect::V4_6] {
        let mut options = options(Kind::Mastodon, 500);
        options.manner.version = version;
        let bench = Bench::on(options, Who::Admin).await;
        let view = bench.refresh().await;
        well(&view);
        assert!(view.sync.unreliable.is_empty(), "{version:?}: {:?}", view.sync.unreliable);
        match version {
            // Its ids are no numbers, and those of the people here are.
            Dialect::GoToSocial => assert_eq!(view.cached as usize, there(&bench)),
            _ => assert_whole(&bench, version.version()).await,
        }
    }
}

#[tokio::test]
async fn who_no_longer_waits_is_looked_at_and_so_is_a_report_that_is_closed() {
    let bench = bench(Kind::Mastodon, 300).await;
    well(&bench.refresh().await);
    let queue = bench.list(Place::Queue, "").await.rows;
    assert!(bench.server().remove_person(&queue[0].id.0));
    bench.server().change_person(&queue[1].id.0, &json!({ "user": { "approved": true } })).unwrap();
    bench.server().clear_requests();
    well(&bench.refresh().await);
    assert_eq!(looks(&bench), 2);
    let seen = bench.engine.open_account(&bench.profile, &queue[0].id).await.unwrap();
    assert!(seen.marks.contains(&Mark::Gone));
}

#[tokio::test]
async fn an_older_gitlab_is_filled_whole() {
    for version in ["15.11.13", "16.4.1", "17.6.0"] {
        let gitlab = GitlabSwitches { version: version.to_owned(), ..GitlabSwitches::default() };
        let options = Options { gitlab, ..options(Kind::Gitlab, 700) };
        let bench = Bench::on(options, moderator(Kind::Gitlab)).await;
        well(&bench.refresh().await);
        assert_whole(&bench, version).await;
    }
}
