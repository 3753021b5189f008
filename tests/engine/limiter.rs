//! The engine on a server with small throttles: it runs into no 429, and says until when it waits.

use std::time::Duration;

use bailiwick_engine::Options;
use bailiwick_engine::clock::Clock;
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::profile::Connection;
use bailiwick_practice::{Kind, Limits, Who, serve};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::bench::{Open, connect, options};

/// 2027-01-15T08:00:00Z, when windows of ten minutes begin.
const BEGIN: i64 = 1_800_000_000_000;

#[tokio::test]
async fn many_looks_at_once_are_held_back_before_the_server_has_to_refuse_one() {
    let window = Duration::from_secs(600);
    let limits = Limits { per_token: 120, per_user: 600, window, paging: 120, paging_window: window };
    let served =
        bailiwick_practice::Options { limits: Some(limits), ..bailiwick_practice::Options::new(Kind::Mastodon) };
    let server = serve(served).await.unwrap();
    let (clock, now) = watch::channel(BEGIN);
    let set = |now: i64| {
        server.stop_clock(jiff::Timestamp::from_millisecond(now).unwrap());
        clock.send_replace(now);
    };
    set(BEGIN);
    let folder = tempfile::tempdir().unwrap();
    let engine = Open::new(Options { clock: Clock::Set(now), ..options(folder.path()) }).await;
    let profile = connect(&engine, &server, Who::Moderator).await.unwrap().id;
    let somebody: Vec<_> =
        server.people().iter().take(10).map(|person| person["id"].to_string().replace('"', "")).collect();
    let look = || {
        let mut looks = JoinSet::new();
        for number in 0..150 {
            let (engine, profile) = ((*engine).clone(), profile.clone());
            let id = bailiwick_engine::model::AccountId(somebody[number % somebody.len()].clone());
            looks.spawn(async move { engine.look_at_account(&profile, &id).await.map_err(|error| error.code) });
        }
        looks.join_all()
    };
    // Until a first answer has told, nobody knows.
    engine.check_connection(&profile).await.unwrap();
    let looks = look().await;
    let end = bailiwick_engine::model::Timestamp(BEGIN + 600_000);
    let held = looks.iter().filter(|look| matches!(look, Err(ErrorCode::RateLimited { until: Some(_) }))).count();
    assert!(held >= 30, "{held} of 150 held back");
    assert!(server.requests().iter().all(|request| request.status != Some(429)));
    let view = engine.profiles().await.unwrap().remove(0);
    let told = view.budget.unwrap();
    assert_eq!((told.limit, told.remaining, told.kept), (120, 0, 0));
    assert!(told.resets_at.is_some_and(|ends| (0..=2_000).contains(&(ends.0 - end.0))), "{told:?}");
    assert!(matches!(view.connection, Connection::Waiting { until: Some(_) } | Connection::Online));
    set(BEGIN + 602_000);
    assert_eq!(engine.check_connection(&profile).await.unwrap().connection, Connection::Online);
    assert!(server.requests().iter().all(|request| request.status != Some(429)));
}
