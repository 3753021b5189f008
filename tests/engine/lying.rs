//! A server that lies: answers about somebody else, shows what nobody did, stumbles over one account.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::Status;
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::filter::StateFilter;
use bailiwick_engine::list::Place;
use bailiwick_engine::model::{AccountId, Mark};
use bailiwick_engine::profile::{Connection, Pictures, ProfileId, ProfileSetup, SafeMode};
use bailiwick_practice::{ErrorBody, Fault, FaultKind, Kind};
use serde_json::{Value, json};

use crate::bench::{Bench, code, engine, everybody};

/// A Mastodon that answers accounts as the closure says: method, path without query, whether a POST has come.
pub struct Liar {
    address: String,
    posted: Arc<AtomicBool>,
}

impl Liar {
    pub fn new(accounts: impl Fn(&str, &str, bool) -> Value + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let posted = Arc::new(AtomicBool::new(false));
        let seen = posted.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(&mut stream.unwrap(), &accounts, &seen);
            }
        });
        Liar { address, posted }
    }

    pub async fn connect(&self, engine: &bailiwick_engine::Engine) -> ProfileId {
        let found = engine.find_server(&self.address).await.unwrap();
        let person = engine.identify(&found.draft, "AbCdEfGhIjKl".to_owned()).await.unwrap();
        let setup =
            ProfileSetup { name: "Liar".to_owned(), mark: person.mark, pictures: Pictures::Off, caching: everybody() };
        let id = engine.finish_connecting(&found.draft, setup).await.unwrap().id;
        engine.set_safe_mode(&id, SafeMode::default()).await.unwrap();
        id
    }
}

fn serve(stream: &mut TcpStream, accounts: &impl Fn(&str, &str, bool) -> Value, posted: &AtomicBool) {
    let mut request = vec![0; 16 * 1024];
    let length = stream.read(&mut request).unwrap_or(0);
    let text = String::from_utf8_lossy(&request[..length]).into_owned();
    let mut words = text.split([' ', '?']);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let answer = match path {
        "/api/v2/instance" => json!({ "version": "4.6.0", "title": "Liar", "domain": "liar.example" }),
        "/api/v1/accounts/verify_credentials" => {
            json!({ "id": "900", "username": "kim", "role": { "id": "1", "name": "Moderator", "permissions": "1115420" } })
        }
        _ if path.starts_with("/api/v1/admin") || path.starts_with("/api/v2/admin") => {
            let answer = accounts(method, path, posted.load(Ordering::SeqCst));
            if method == "POST" {
                posted.store(true, Ordering::SeqCst);
            }
            answer
        }
        _ => json!({ "error": "Not Found" }),
    };
    let status = if answer["error"].is_null() { "200 OK" } else { "404 Not Found" };
    let body = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}",
        body.len()
    );
    let _ = stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes());
}

pub fn account(id: &str, silenced: bool) -> Value {
    json!({
        "id": id, "username": format!("name{id}"), "domain": null, "created_at": "2026-01-02T03:04:05.678Z",
        "email": format!("name{id}@mail.example"), "ip": null, "ips": [], "confirmed": true, "approved": true,
        "suspended": false, "silenced": silenced, "sensitized": false, "disabled": false, "locale": null,
        "invite_request": null, "role": { "id": "-99", "name": "", "permissions": "65536" },
        "account": { "display_name": "", "note": "", "fields": [] },
    })
}

fn quietly() -> Choices {
    Choices { tell: Some(false), ..Choices::default() }
}

#[tokio::test]
async fn an_answer_about_somebody_else_confirms_nothing() {
    let liar = Liar::new(|_, path, posted| match (path.ends_with("/accounts"), posted) {
        (true, _) => json!([account("1", false), account("2", true)]),
        (false, false) => account("1", false),
        (false, true) => account("2", true),
    });
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let profile = liar.connect(&engine).await;
    let one = AccountId("1".to_owned());
    let seen = engine.look_at_account(&profile, &one).await.unwrap().revision;
    let decision = engine.decide(&profile, &one, &seen, Verb::Limit, quietly()).await.unwrap();
    assert!(liar.posted.load(Ordering::SeqCst));
    assert_eq!((decision.status, decision.after), (Status::Accepted, None));
    assert_eq!(
        engine.open_account(&profile, &one).await.unwrap().marks,
        [],
        "and nothing is cached under the wrong id"
    );
}

#[tokio::test]
async fn an_answer_that_leaves_out_what_matters_confirms_nothing() {
    let liar = Liar::new(|_, path, posted| match (path.ends_with("/accounts"), posted) {
        (true, _) => json!([account("1", true)]),
        (false, false) => account("1", true),
        (false, true) => json!({ "id": "1", "username": "name1" }),
    });
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let profile = liar.connect(&engine).await;
    let one = AccountId("1".to_owned());
    let seen = engine.look_at_account(&profile, &one).await.unwrap().revision;
    let decision = engine.decide(&profile, &one, &seen, Verb::LiftLimit, Choices::default()).await.unwrap();
    assert_eq!(decision.status, Status::Accepted);
}

#[tokio::test]
async fn an_approval_without_effect_is_not_confirmed_because_somebody_blocked() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let account = bench.list(Place::Queue, "").await.rows.remove(0);
    bench.server().add_fault(Fault::once("/api/v4/users/*/approve", FaultKind::NoEffect).on("POST"));
    let decision = bench.decide(&account.id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!(decision.status, Status::Accepted);
    bench.server().change_person(&account.id.0, &json!({ "state": "blocked" })).unwrap();
    let again = bench.engine.look_again(&bench.profile, &decision.id).await.unwrap();
    assert_eq!((again.status, again.after), (Status::Accepted, Some(vec![Mark::Blocked])));
}

#[tokio::test]
async fn a_server_that_stumbles_over_one_account_is_not_offline() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    let account = bench.somebody(StateFilter::Active).await;
    let stumble = FaultKind::Status { code: 500, body: ErrorBody::Html };
    bench.server().add_fault(Fault::once("/api/v4/users/*/block", FaultKind::CloseBefore).on("POST"));
    bench
        .server()
        .add_fault(Fault { after: 1, ..Fault::new(format!("/api/v4/users/{}", account.id), stumble).on("GET") });
    let decision = bench.decide(&account.id, Verb::Block, Choices::default()).await.unwrap();
    assert_eq!(decision.status, Status::Unsure);
    let view = bench.refresh().await;
    assert_eq!((view.connection, view.sync.problem, view.unsure), (Connection::Online, None, 1));
    let other = bench.list(Place::Queue, "").await.rows.remove(0);
    let approved = bench.decide(&other.id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!(approved.status, Status::Confirmed, "others can be decided about");
}

#[tokio::test]
async fn one_row_that_cannot_be_read_does_not_hold_up_the_rest() {
    let liar =
        Liar::new(|_, _, _| json!([account("3", false), { "id": "2" }, account("1", false), account("../1", false)]));
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let profile = liar.connect(&engine).await;
    let mut events = engine.listen();
    engine.refresh(&profile).await.unwrap();
    loop {
        if let bailiwick_engine::event::Event::Profile { profile } = events.recv().await.unwrap()
            && !profile.sync.running
        {
            assert_eq!(profile.cached, 2);
            // The liar's reports are accounts: not one of them can be read, and that is told.
            assert_eq!(profile.sync.problem.map(|problem| problem.error), Some(ErrorCode::Unreadable));
            assert!(profile.sync.finished_at.is_some());
            break;
        }
    }
}

#[tokio::test]
async fn a_slow_page_does_not_undo_what_was_decided_meanwhile() {
    let bench = Bench::new(Kind::Mastodon).await;
    bench.refresh().await;
    let account = bench.list(Place::Queue, "").await.rows.remove(0);
    bench.server().add_fault(Fault::once("/api/v2/admin/accounts", FaultKind::DelayAfter { ms: 1_500 }));
    bench.server().clear_requests();
    bench.engine.refresh(&bench.profile).await.unwrap();
    // The page was answered with the account still waiting, and is on its way.
    bench.server().request_came(|request| request.path == "/api/v2/admin/accounts").await;
    let decision = bench.decide(&account.id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!(decision.status, Status::Confirmed);
    bench.refreshed().await;
    let queue = bench.list(Place::Queue, "").await.rows;
    assert!(queue.iter().all(|row| row.id != account.id), "the account is back in the queue");
}

#[tokio::test]
async fn a_sign_in_page_in_between_is_noticed_when_it_is_gone() {
    let (bench, clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    bench.server().add_fault(Fault::new("/", FaultKind::HtmlForJson));
    assert!(matches!(bench.refresh().await.connection, Connection::Offline { .. }));
    bench.server().clear_faults();
    let mut events = bench.engine.listen();
    clock.send_modify(|now| *now += 31_000);
    loop {
        if let bailiwick_engine::event::Event::Profile { profile } = events.recv().await.unwrap()
            && profile.connection == Connection::Online
        {
            break;
        }
    }
}

#[tokio::test]
async fn read_only_is_not_undone_by_another_change_at_the_same_time() {
    let bench = Bench::new(Kind::Gitlab).await;
    for round in 0..20 {
        bench.engine.set_safe_mode(&bench.profile, SafeMode::default()).await.unwrap();
        let name = format!("Name {round}");
        let (looks, named) = tokio::join!(
            bench.engine.set_safe_mode(&bench.profile, SafeMode::ReadOnly),
            bench.engine.rename_profile(&bench.profile, &name),
        );
        looks.unwrap();
        named.unwrap();
        let view = bench.view().await;
        assert_eq!((view.safe_mode, view.name), (SafeMode::ReadOnly, name));
    }
}

#[tokio::test]
async fn nothing_that_is_typed_breaks_the_search() {
    let bench = Bench::new(Kind::Gitlab).await;
    bench.refresh().await;
    for typed in ["a ".repeat(2_000), "\u{0}\u{0}a".to_owned(), "x".repeat(1_000_000), "\" OR \"".repeat(100)] {
        bench.list(Place::Accounts, &typed).await;
    }
}

#[tokio::test]
async fn the_same_person_on_the_same_server_is_connected_once_whatever_the_order() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let server = crate::bench::practice(Kind::Mastodon).await;
    let mut drafts = Vec::new();
    for _ in 0..2 {
        let found = engine.find_server(&server.base_url()).await.unwrap();
        let token = server.token(crate::bench::moderator(Kind::Mastodon));
        let person = engine.identify(&found.draft, token).await.unwrap();
        let setup =
            ProfileSetup { name: "Tree".to_owned(), mark: person.mark, pictures: Pictures::Off, caching: everybody() };
        drafts.push((found.draft, setup));
    }
    let (second, setup) = drafts.remove(1);
    engine.finish_connecting(&second, setup).await.unwrap();
    let (first, setup) = drafts.remove(0);
    let again = engine.finish_connecting(&first, setup).await;
    assert_eq!(code(again), ErrorCode::AlreadyConnected { name: "Tree".to_owned() });
}
