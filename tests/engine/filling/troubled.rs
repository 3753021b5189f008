//! A fill in trouble: refusals by the dozen, a full disk, a broken cache.

use std::path::{Path, PathBuf};

use bailiwick_engine::clock::Clock;
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::event::Event;
use bailiwick_practice::{Fault, FaultKind, Kind};

use super::{ACCOUNTS, USERS, assert_whole, at_speed, options, timed, well};
use crate::bench::{Bench, engine};

/// Where the process that has a full disk finds the desk's folder.
const FOLDER: &str = "BAILIWICK_TEST_FULL_DISK";

#[tokio::test]
async fn a_storm_of_refusals_is_waited_out() {
    for (kind, path) in [(Kind::Mastodon, ACCOUNTS), (Kind::Gitlab, USERS)] {
        for retry_after in [Some(2), None] {
            let (bench, clock) = timed(kind, 500).await;
            let refused = FaultKind::TooMany { retry_after };
            // The refresh is somebody's wish and told at once; the fill behind it waits.
            bench.server().add_fault(Fault { after: 8, count: Some(5), ..Fault::new(path, refused) });
            bench.engine.refresh(&bench.profile).await.unwrap();
            let view = at_speed(&bench, &clock).await;
            assert!(view.sync.problem.is_none(), "{kind:?} {retry_after:?}: {:?}", view.sync.problem);
            assert_whole(&bench, &format!("{kind:?}")).await;
            assert_eq!(bench.server().counts().too_many, 5);
        }
    }
}

#[tokio::test]
async fn a_cache_that_was_broken_is_filled_anew() {
    let bench = Bench::adopted_on(options(Kind::Mastodon, 500), Clock::System).await;
    well(&bench.refresh().await);
    let file = bench.file("cache.db");
    let breaking = async |_: &Path| {
        let mut bytes = std::fs::read(&file).unwrap();
        bytes.iter_mut().skip(2_000).step_by(50).for_each(|byte| *byte ^= 0x5a);
        std::fs::write(&file, bytes).unwrap();
    };
    let bench = bench.reopen_after(Clock::System, breaking).await;
    let view = bench.view().await;
    assert!(view.cache_was_reset && view.sync.fill.is_some());
    well(&bench.refresh().await);
    assert_whole(&bench, "anew").await;
}

#[tokio::test]
async fn a_full_disk_ends_the_fill_and_leaves_what_was_stored() {
    let bench = Bench::adopted_on(options(Kind::Mastodon, 3_000), Clock::System).await;
    // No file of that process may grow beyond two megabytes.
    let limited = "ulimit -f 4096; trap '' XFSZ; exec \"$0\" \"$@\"";
    let name = "filling::troubled::on_a_full_disk";
    let filling = async |folder: &Path| {
        let mut process = tokio::process::Command::new("sh");
        process.args(["-c", limited]).arg(std::env::current_exe().unwrap());
        process.args([name, "--exact", "--ignored"]).env(FOLDER, folder);
        let output = process.output().await.unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && told.contains("1 passed"), "{} {told}", output.status);
    };
    let bench = bench.reopen_after(Clock::System, filling).await;
    let view = bench.view().await;
    assert!(view.cached > 0 && !view.cache_was_reset && view.sync.fill.is_some(), "{}", view.cached);
    well(&bench.refresh().await);
    assert_whole(&bench, "with room again").await;
}

/// Run by the test before, in a process of its own.
#[tokio::test]
#[ignore = "run by the test before, in a process whose files may not grow"]
async fn on_a_full_disk() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let engine = engine(&folder).await;
    let profile = engine.profiles().await.unwrap().remove(0).id;
    let mut events = engine.listen();
    engine.refresh(&profile).await.unwrap();
    let view = loop {
        match events.recv().await {
            Ok(Event::Profile { profile }) if !profile.sync.running => break profile,
            Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(view.sync.problem.map(|problem| problem.error), Some(ErrorCode::DiskTrouble));
    assert!(view.cached > 0, "what was stored before can be read");
}
