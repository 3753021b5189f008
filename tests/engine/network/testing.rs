//! The test of a connection: every piece, and the one that fails with its reason.

use bailiwick_engine::clock::Clock;
use bailiwick_engine::connection::{ConnectionTest, Piece, TestOutcome};
use bailiwick_engine::error::{CertificateFault, ErrorCode};
use bailiwick_engine::profile::{PartChange, ProfileView, TrustChange, TrustSetup};
use bailiwick_engine::{Engine, Options, PracticeServer};
use bailiwick_practice::{Fault, FaultKind, Kind, Who};

use tokio::sync::watch;

use super::authority::{Authority, self_signed};
use super::front::Front;
use super::{connect, file};
use crate::bench::{Bench, Open, code, engine, moderator, options, practice};

/// The pieces in their order: `+` good, `-` skipped, `.` not here, `!` bad; and why the bad one is.
fn told(test: &ConnectionTest) -> (String, Option<ErrorCode>) {
    let mut why = None;
    let sign = |outcome: &TestOutcome| match outcome {
        TestOutcome::Good => '+',
        TestOutcome::Skipped => '-',
        TestOutcome::NotHere => '.',
        TestOutcome::Bad { problem } => {
            assert!(why.is_none(), "one reason at a time: {test:?}");
            why = Some(problem.error.clone());
            '!'
        }
    };
    (test.pieces.iter().map(|tested| &tested.outcome).map(sign).collect(), why)
}

async fn tested(engine: &Engine, view: &ProfileView) -> (String, Option<ErrorCode>) {
    told(&engine.test_connection(&view.id).await.unwrap())
}

#[tokio::test]
async fn a_good_connection_tells_latency_version_who_and_what_one_may() {
    for (kind, signs) in [(Kind::Mastodon, "+.+++++++"), (Kind::Gitlab, "+.++++++.")] {
        let bench = Bench::new(kind).await;
        bench.server().clear_requests();
        let test = bench.engine.test_connection(&bench.profile).await.unwrap();
        assert_eq!(told(&test), (signs.to_owned(), None), "{kind:?}");
        let you = test.you.unwrap();
        assert_eq!((you.username.as_str(), you.may.is_empty()), ("kim", false));
        assert!(!test.software.unwrap().version.is_empty() && test.latency_ms.is_some());
        assert!(test.clock_seconds.unwrap().abs() <= 2 && test.certificate.is_none());
        assert!(bench.server().requests().iter().all(|request| request.method == "GET"), "nothing is tried out");
    }
}

#[tokio::test]
async fn each_token_that_fails_is_told_by_the_piece_that_fails() {
    let scope = |scope: &str| ErrorCode::ScopeMissing { scope: scope.to_owned() };
    let roleless = |handle: &str| ErrorCode::RoleMissing { handle: Some(handle.to_owned()) };
    let table = [
        (Kind::Mastodon, Who::Revoked, "+.++!----", ErrorCode::TokenNotTaken),
        (Kind::Mastodon, Who::NoScope, "+.+++!---", scope("admin:read:accounts")),
        (Kind::Mastodon, Who::Member, "+.+++-!--", roleless("wren")),
        (Kind::Gitlab, Who::Revoked, "+.++!----", ErrorCode::TokenNotTaken),
        (Kind::Gitlab, Who::NoAdminMode, "+.+++!---", ErrorCode::AdminModeMissing),
        (Kind::Gitlab, Who::User, "+.+++-!--", roleless("wren")),
    ];
    for (kind, who, signs, why) in table {
        let bench = Bench::practice(kind).await;
        // The practice part takes another token as it is: what is the matter with it is found out by the test.
        let (address, token) = (bench.server().base_url(), bench.server().token(who));
        let other = PracticeServer { address, token, name: "Practice".to_owned(), letters: "PR".to_owned() };
        bench.engine.adopt_practice(other).await.unwrap();
        let test = bench.engine.test_connection(&bench.profile).await.unwrap();
        assert_eq!(told(&test), (signs.to_owned(), Some(why)), "{kind:?} {who:?}");
    }
}

#[tokio::test]
async fn what_keeps_the_server_from_answering_is_told_by_the_piece_that_fails() {
    for kind in [Kind::Mastodon, Kind::Gitlab] {
        let mut bench = Bench::new(kind).await;
        let view = bench.view().await;
        bench.server().add_fault(Fault::new("/", FaultKind::HtmlForJson));
        assert_eq!(tested(&bench.engine, &view).await, ("+.-!-----".to_owned(), Some(ErrorCode::NeitherPlatform)));
        bench.server().clear_faults();
        let trouble = FaultKind::Status { code: 502, body: bailiwick_practice::ErrorBody::Html };
        bench.server().add_fault(Fault::new("/", trouble));
        let expected = ("+.-!-----".to_owned(), Some(ErrorCode::ServerTrouble { status: 502 }));
        assert_eq!(tested(&bench.engine, &view).await, expected);
        bench.server().clear_faults();
        bench.stop_server().await;
        let expected = ("!.-------".to_owned(), Some(ErrorCode::NotReachable { host: view.address.clone() }));
        assert_eq!(tested(&bench.engine, &view).await, expected);
    }
}

#[tokio::test]
async fn a_certificate_that_fails_is_shown_with_its_fault() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = practice(Kind::Mastodon).await;
    let authority = Authority::new("An authority of our own");
    let roots = Some(file(folder.path(), "roots.pem", &authority.pem()));
    let front = Front::tls(&server, &authority.server("localhost")).await;
    let setup = TrustSetup { roots_file: roots, ..TrustSetup::default() };
    let view = connect(&engine, &front, server.token(moderator(Kind::Mastodon)), setup).await;
    let test = engine.test_connection(&view.id).await.unwrap();
    assert_eq!(told(&test), ("+++++++++".to_owned(), None));
    assert_eq!(test.certificate.unwrap().fault, None);
    let drop = TrustChange { roots_file: PartChange::Drop, ..TrustChange::default() };
    engine.set_trust(&view.id, drop).await.unwrap();
    let test = engine.test_connection(&view.id).await.unwrap();
    let fault = CertificateFault::UnknownIssuer;
    let why = ErrorCode::CertificateNotTrusted { host: front.place(), fault };
    assert_eq!(told(&test), ("+!-------".to_owned(), Some(why)));
    assert_eq!(test.certificate.as_ref().unwrap().fault, Some(fault));
    let other = Front::tls(&server, &self_signed("localhost")).await;
    let sha256 = engine.look_at_certificate(&other.address(), None).await.unwrap().sha256;
    let pin = TrustChange { pinned: PartChange::Set(sha256), ..TrustChange::default() };
    engine.set_trust(&view.id, pin).await.unwrap();
    let expected = ("+!-------".to_owned(), Some(ErrorCode::CertificateChanged { host: front.place() }));
    assert_eq!(tested(&engine, &view).await, expected);
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_with_how_much() {
    for (kind, signs) in [(Kind::Mastodon, "+.!++++++"), (Kind::Gitlab, "+.!+++++.")] {
        for skew in [3600, -400] {
            let bench = Bench::new(kind).await;
            bench.server().add_fault(Fault::new("/", FaultKind::DateSkew { seconds: skew }));
            let test = bench.engine.test_connection(&bench.profile).await.unwrap();
            let (pieces, why) = told(&test);
            let Some(ErrorCode::ClockWrong { seconds }) = why else { panic!("{kind:?}: {test:?}") };
            assert_eq!((pieces.as_str(), test.clock_seconds), (signs, Some(seconds)), "{kind:?}");
            assert!((i64::from(seconds) + skew).abs() <= 2, "{seconds} s for a server {skew} s ahead");
        }
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_told_and_not_the_certificate() {
    let folder = tempfile::tempdir().unwrap();
    // Any day in 2028, and how far it goes back.
    let (clock, set) = watch::channel(1_850_000_000_000);
    let engine = Open::new(Options { clock: Clock::Set(set), ..options(folder.path()) }).await;
    let server = practice(Kind::Mastodon).await;
    let authority = Authority::new("An authority of our own");
    let roots = Some(file(folder.path(), "roots.pem", &authority.pem()));
    let front = Front::tls(&server, &authority.server_between("localhost", 2028, 2030)).await;
    let setup = TrustSetup { roots_file: roots, ..TrustSetup::default() };
    let view = connect(&engine, &front, server.token(moderator(Kind::Mastodon)), setup.clone()).await;
    clock.send_replace(1_850_000_000_000 - 365 * 86_400_000);
    let expected = ("+-!------".to_owned(), Some(ErrorCode::ClockWrong { seconds: -365 * 86_400 }));
    assert_eq!(tested(&engine, &view).await, expected);
    // Before this program was made: then it is told at every address.
    clock.send_replace(1_000_000_000_000);
    let refused = code(engine.find_server_by(&front.address(), Some(setup)).await);
    assert!(matches!(refused, ErrorCode::ClockWrong { seconds } if seconds < -700_000_000), "{refused:?}");
    let seen = engine.look_at_certificate(&front.address(), None).await.unwrap();
    assert!(seen.now < seen.not_before, "whoever looks at it sees both");
}

#[tokio::test]
async fn a_test_without_a_token_tells_what_can_be_told_without() {
    let bench = Bench::practice(Kind::Gitlab).await;
    let name = format!("{}/token", bench.profile.0);
    let bench = bench.reopen_after(Clock::System, async |folder| {
        let path = folder.join("practice/secrets.json");
        let text = std::fs::read_to_string(&path).unwrap();
        let mut secrets: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
        secrets.remove(&name).unwrap();
        std::fs::write(path, serde_json::to_string(&secrets).unwrap()).unwrap();
    });
    let bench = bench.await;
    let test = bench.engine.test_connection(&bench.profile).await.unwrap();
    assert_eq!(told(&test), ("+.++!----".to_owned(), Some(ErrorCode::NoToken)));
    assert_eq!(test.pieces.iter().map(|tested| tested.piece).next(), Some(Piece::Reach));
}
