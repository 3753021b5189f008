//! Leaving a server: what goes, in which order, what remains there, and that nothing comes back.

use std::path::Path;

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{Holds, Status};
use bailiwick_engine::error::{ErrorCode, Problem};
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::forgetting::{Remains, Revocation};
use bailiwick_engine::{Options, PracticeServer};
use bailiwick_practice::{Fault, FaultKind, Kind, Practice, Who};

use crate::bench::{Bench, Open, connect, files, moderator, options, practice};
use crate::refresh::granted::Granted;

const LEFT: Revocation = Revocation::Left { problem: None };

/// Whether the server still takes the token.
async fn is_good(server: &Practice, who: Who) -> bool {
    let me = reqwest::Client::new().get(format!("{}/api/v4/user", server.base_url()));
    me.bearer_auth(server.token(who)).send().await.unwrap().status().is_success()
}

fn folder_of(bench: &Bench) -> std::path::PathBuf {
    bench.file("cache.db").parent().unwrap().to_owned()
}

fn secrets(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("practice/secrets.json")).unwrap()
}

#[tokio::test]
async fn what_a_forgotten_gitlab_leaves_is_told_and_its_token_has_ended() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let somebody = bench.somebody(StateFilter::Active).await;
    bench.decide(&somebody.id, Verb::Block, Choices::default()).await.unwrap();
    bench.engine.set_holds(Holds { reversible: 60_000, ..Holds::NONE });
    let other = bench.somebody(StateFilter::Active).await;
    let held = bench.decide(&other.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!(held.status, Status::Held);
    let files = folder_of(&bench);
    let told = bench.engine.forget_instance(&bench.profile, true).await.unwrap();
    assert_eq!((told.name.as_str(), told.practice), ("Test", false));
    assert_eq!((told.token, told.dropped, told.unsure), (Revocation::Revoked, 1, 0));
    assert_eq!(told.stays_on_server, [Remains::Decisions]);
    assert!(told.token_page.ends_with("/-/user_settings/personal_access_tokens"));
    assert!(!files.exists() && bench.engine.profiles().await.unwrap().is_empty());
    assert!(!is_good(bench.server(), Who::Administrator).await);
}

#[tokio::test]
async fn a_token_that_ends_on_the_servers_pages_only_is_told_with_its_application() {
    let bench = Bench::new(Kind::Mastodon).await;
    let told = bench.engine.forget_instance(&bench.profile, true).await.unwrap();
    assert_eq!((told.token, told.stays_on_server), (LEFT, vec![Remains::Token, Remains::Application]));
    assert!(told.token_page.ends_with("/settings/applications"));
}

#[tokio::test]
async fn a_token_stays_good_where_nobody_asked_to_end_it() {
    let bench = Bench::new(Kind::Gitlab).await;
    let told = bench.engine.forget_instance(&bench.profile, false).await.unwrap();
    assert_eq!((told.token, told.stays_on_server), (LEFT, vec![Remains::Token]));
    assert!(is_good(bench.server(), Who::Administrator).await);
}

#[tokio::test]
async fn a_server_that_is_away_does_not_keep_its_instance_on_the_desk() {
    let mut bench = Bench::new(Kind::Gitlab).await;
    bench.stop_server().await;
    let told = bench.engine.forget_instance(&bench.profile, true).await.unwrap();
    let Revocation::Left { problem: Some(problem) } = told.token else { panic!("{:?}", told.token) };
    assert!(matches!(problem.error, ErrorCode::NotReachable { .. }));
    assert!(told.stays_on_server.contains(&Remains::Token));
    assert!(bench.engine.profiles().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_waited_for_ten_seconds() {
    let (clock, set) = tokio::sync::watch::channel(jiff::Timestamp::now().as_millisecond());
    let folder = tempfile::tempdir().unwrap();
    let engine = Open::new(Options { clock: Clock::Set(set), ..options(folder.path()) }).await;
    let server = practice(Kind::Gitlab).await;
    let profile = connect(&engine, &server, Who::Administrator).await.unwrap().id;
    let silence = FaultKind::DelayAfter { ms: 60_000 };
    server.add_fault(Fault::new("/api/v4/personal_access_tokens/self", silence).on("DELETE"));
    let (leaving, gone) = (engine.clone(), profile.clone());
    let leaving = tokio::spawn(async move { leaving.forget_instance(&gone, true).await });
    server.request_came(|request| request.method == "DELETE").await;
    assert!(!leaving.is_finished());
    clock.send_modify(|now| *now += 10_001);
    let told = leaving.await.unwrap().unwrap();
    let late = Problem { error: ErrorCode::TimedOut { seconds: 10 }, server_said: None };
    assert_eq!(told.token, Revocation::Left { problem: Some(late) });
}

#[tokio::test]
async fn a_decision_under_way_comes_to_its_end_before_its_instance_goes() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let somebody = bench.somebody(StateFilter::Active).await;
    let seen = bench.engine.open_account(&bench.profile, &somebody.id).await.unwrap();
    bench.server().add_fault(Fault::once("/api/v4/users/*/block", FaultKind::DelayAfter { ms: 500 }).on("POST"));
    let (engine, profile) = (bench.engine.clone(), bench.profile.clone());
    let account = somebody.id.clone();
    let deciding = tokio::spawn(async move {
        engine.decide(&profile, &account, &seen.revision, Verb::Block, Choices::default()).await
    });
    bench.server().request_came(|request| request.method == "POST").await;
    let told = bench.engine.forget_instance(&bench.profile, true).await.unwrap();
    assert_eq!((told.token, told.stays_on_server), (Revocation::Revoked, vec![Remains::Decisions]));
    assert_eq!(deciding.await.unwrap().unwrap().status, Status::Confirmed);
}

#[tokio::test]
async fn what_was_granted_in_practice_leaves_nothing_behind() {
    let granted = Granted::new().await;
    let told = granted.bench.engine.forget_instance(&granted.bench.profile, true).await.unwrap();
    assert_eq!((told.practice, told.stays_on_server), (true, Vec::new()));
    assert!(!secrets(granted.bench.folder.path()).contains(&granted.bench.profile.0));
}

#[tokio::test]
async fn keys_that_cannot_be_forgotten_now_go_at_the_next_start_and_the_files_at_once() {
    let bench = Bench::practice(Kind::Gitlab).await;
    let (files, profile) = (folder_of(&bench), bench.profile.0.clone());
    let in_the_way = bench.folder.path().join("practice/secrets.new");
    std::fs::create_dir(&in_the_way).unwrap();
    let told = bench.engine.forget_instance(&bench.profile, false).await.unwrap();
    assert_eq!(told.problem.unwrap().error, ErrorCode::DiskTrouble);
    assert!(bench.engine.profiles().await.unwrap().is_empty() && !files.exists());
    assert!(secrets(bench.folder.path()).contains(&profile));
    let bench = bench.reopen_after(Clock::System, async |_| std::fs::remove_dir(&in_the_way).unwrap()).await;
    assert!(bench.engine.profiles().await.unwrap().is_empty() && !secrets(bench.folder.path()).contains(&profile));
}

#[tokio::test]
async fn keys_that_cannot_be_asked_for_keep_the_instance_on_the_desk() {
    let bench = Bench::practice(Kind::Gitlab).await;
    let kept = bench.folder.path().join("practice/secrets.json");
    let text = std::fs::read_to_string(&kept).unwrap();
    std::fs::write(&kept, "torn").unwrap();
    assert!(bench.engine.forget_instance(&bench.profile, true).await.is_err());
    assert_eq!(bench.engine.profiles().await.unwrap().len(), 1);
    std::fs::write(&kept, text).unwrap();
    assert!(bench.engine.check_connection(&bench.profile).await.unwrap().token_health.is_some());
}

#[tokio::test]
async fn everything_is_forgotten_and_the_persons_own_files_are_named() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let playground = practice(Kind::Mastodon).await;
    let on_desk = PracticeServer {
        address: playground.base_url(),
        token: playground.token(moderator(Kind::Mastodon)),
        name: "Practice".to_owned(),
        letters: "PR".to_owned(),
    };
    bench.engine.adopt_practice(on_desk).await.unwrap();
    let own = tempfile::tempdir().unwrap();
    for name in ["Bailiwick journal test 2026-11-22.bailiwick", "bailiwick test.csv", "letter.csv"] {
        std::fs::write(own.path().join(name), "").unwrap();
    }
    std::fs::write(bench.folder.path().join("somebody's own.txt"), "").unwrap();
    let told = bench.engine.forget_everything(true, own.path()).await.unwrap();
    let names: Vec<_> = told.forgotten.iter().map(|one| (one.name.as_str(), &one.token)).collect();
    assert_eq!(names, [("Test", &Revocation::Revoked), ("Practice", &LEFT)]);
    let named: Vec<_> = told.backups.iter().map(|path| path.rsplit('/').next().unwrap()).collect();
    assert_eq!(named, ["Bailiwick journal test 2026-11-22.bailiwick", "bailiwick test.csv"]);
    let left: Vec<_> =
        files(bench.folder.path()).into_iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(!is_good(bench.server(), Who::Administrator).await);
    let bench = bench.reopen().await;
    assert!(bench.engine.profiles().await.unwrap().is_empty());
    connect(&bench.engine, &practice(Kind::Gitlab).await, Who::Administrator).await.unwrap();
}

#[tokio::test]
async fn an_end_that_was_cut_off_goes_on_before_the_desk_opens() {
    let bench = Bench::practice(Kind::Gitlab).await;
    let profile = bench.profile.0.clone();
    let bench = bench
        .reopen_after(Clock::System, async |folder| {
            std::fs::create_dir_all(folder.join("forgetting")).unwrap();
            std::fs::write(folder.join("forgetting/everything"), &profile).unwrap();
        })
        .await;
    assert!(bench.engine.profiles().await.unwrap().is_empty());
    assert!(!secrets(bench.folder.path()).contains(&profile) && !bench.folder.path().join("forgetting").exists());
}
