//! The life itself: in a process of its own, which ends by being killed.

use std::fmt::Debug;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use bailiwick_practice::{Kind, Who};

use super::mirror::Mirror;
use super::{APP_SECRET, FOLDER, PASSPHRASE, REFRESH, WRONG};
use crate::action::{Choices, Verb};
use crate::clock::Clock;
use crate::decision::{HistoryFilter, Holds, RememberDays};
use crate::error::{Problem, Result};
use crate::event::Event;
use crate::export::{ExportColumn, ExportFormat, ExportQuery, ExportState, HistoryExport};
use crate::filter::Filter;
use crate::list::{AccountQuery, Place, Sort, Start};
use crate::model::{AccountId, Timestamp};
use crate::profile::{Caching, Pictures, ProfileId, ProfileSetup, SafeMode};
use crate::secret::{App, Credential, Grant, Passphrase, Secret, Way};
use crate::{Engine, Keychain, Options};

/// Keeps everything that a command would answer.
struct Answers(Mutex<std::fs::File>);

impl Answers {
    fn note<T: Debug>(&self, answer: Result<T>) -> Option<T> {
        let words = match &answer {
            Ok(value) => format!("{value:#?}"),
            Err(error) => format!("{error:?} {error} {:?} {:?}", Problem::from(error), error.source),
        };
        writeln!(self.0.lock().unwrap(), "{words}").unwrap();
        answer.ok()
    }
}

fn plant(secret: &str) {
    println!("planted: {secret}");
}

fn options(folder: &Path) -> Options {
    Options {
        folder: folder.join("data"),
        clock: Clock::System,
        keychain: Keychain::Unused,
        holds: Holds::NONE,
        remember: RememberDays::default(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test that kills it"]
async fn a_life_with_secrets() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let log = std::fs::File::create(folder.join("log.txt")).unwrap();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(Mutex::new(log)).init();
    let answers = Answers(Mutex::new(std::fs::File::create(folder.join("answers.txt")).unwrap()));
    let downloads = folder.join("downloads");
    std::fs::create_dir(&downloads).unwrap();

    let server = bailiwick_practice::serve(bailiwick_practice::Options::new(Kind::Mastodon)).await.unwrap();
    let token = server.token(Who::Moderator);
    for secret in [&token, REFRESH, APP_SECRET, PASSPHRASE, WRONG] {
        plant(secret);
    }
    let mirror = Mirror::before(server.base_url().replace("http://", "")).await;
    let engine = Engine::open(options(&folder)).await.unwrap();
    keep_events(&engine, &folder);
    let profile = connected(&engine, &mirror, &token, &answers).await;
    plant(engine.instance(&profile).unwrap().home.file_key(&profile).await.unwrap().secret().expose());
    refreshed(&engine, &profile).await;
    refused(&engine, &profile, &mirror, &token, &answers).await;
    decided(&engine, &profile, &answers).await;

    answers.note(engine.make_vault(&Passphrase::typed(PASSPHRASE.to_owned())).await).unwrap();
    answers.note(Engine::open(options(&folder)).await.map(drop));
    let typed = |text: &str| Passphrase::typed(text.to_owned());
    answers.note(Engine::unlock(options(&folder), &typed(WRONG)).await.map(drop));
    let engine = Engine::unlock(options(&folder), &typed(PASSPHRASE)).await.unwrap();
    keep_events(&engine, &folder);
    answers.note(engine.change_passphrase(&typed(WRONG), &typed(PASSPHRASE)).await);

    let draft = engine.draft_recovery_key().await.unwrap();
    for pair in draft.groups.windows(2) {
        for between in ["", " ", "-"] {
            plant(&pair.join(between));
        }
    }
    let asked = draft.asked.iter().map(|number| draft.groups[*number as usize - 1].clone()).collect();
    answers.note(engine.keep_recovery_key(asked).await).unwrap();
    answers.note(engine.back_up(&profile, &downloads).await).unwrap();
    let mut mistyped = draft.groups.clone();
    mistyped.swap(3, 4);
    answers.note(engine.recover_with_key(mistyped.join(" ")).await);
    exported(&engine, &profile, &downloads).await;
    refreshed(&engine, &profile).await;
    answers.note(engine.profiles().await);

    // Whatever a fault may print of what it has at hand.
    let credential = engine.instance(&profile).unwrap().home.credential(&profile).await.unwrap();
    let at_hand = format!("{credential:?} {:?} {:?}", typed(PASSPHRASE), engine.instance(&profile).unwrap().home);
    let broken = tokio::spawn(async move {
        tracing::error!(at_hand, "about to break");
        panic!("broken with {at_hand}");
    });
    assert!(broken.await.is_err());
    plant("that is all");
    std::future::pending::<()>().await;
}

/// Keeps everything that the window would be told.
fn keep_events(engine: &Engine, folder: &Path) {
    let mut events = engine.listen();
    let mut file = std::fs::File::options().append(true).create(true).open(folder.join("events.txt")).unwrap();
    tokio::spawn(async move {
        while let Ok(event) = events.recv().await {
            writeln!(file, "{event:?}\n{}", serde_json::to_string(&event).unwrap()).unwrap();
        }
    });
}

async fn connected(engine: &Engine, mirror: &Mirror, token: &str, answers: &Answers) -> ProfileId {
    let found = answers.note(engine.find_server(&mirror.address).await).unwrap();
    mirror.refuse(401);
    answers.note(engine.identify(&found.draft, token.to_owned()).await);
    mirror.refuse(0);
    let secret = |text: &str| Secret::new(text.to_owned());
    let grant = Grant {
        app: App {
            client_id: "application".to_owned(),
            client_secret: Some(secret(APP_SECRET)),
            redirect: "http://127.0.0.1/".to_owned(),
        },
        scopes: vec!["read".to_owned()],
        refresh: Some(secret(REFRESH)),
        expires_at: Some(Timestamp(i64::MAX)),
    };
    let credential = Credential { token: secret(token), since: None, way: Way::SignedIn(Box::new(grant)) };
    let person = answers.note(engine.identify_with(&found.draft, credential).await).unwrap();
    let setup = ProfileSetup {
        name: "Tree".to_owned(),
        mark: person.mark,
        pictures: Pictures::Blurred,
        caching: Caching::default(),
    };
    let profile = answers.note(engine.finish_connecting(&found.draft, setup).await).unwrap().id;
    answers.note(engine.set_safe_mode(&profile, SafeMode::default()).await).unwrap();
    profile
}

async fn refreshed(engine: &Engine, profile: &ProfileId) {
    let mut events = engine.listen();
    engine.refresh(profile).await.unwrap();
    loop {
        if let Event::Profile { profile } = events.recv().await.unwrap()
            && !profile.sync.running
        {
            return;
        }
    }
}

async fn somebody(engine: &Engine, profile: &ProfileId, at: usize) -> (AccountId, String) {
    let query = AccountQuery {
        place: Place::Queue,
        typed: String::new(),
        filter: Filter::default(),
        sort: Sort::default(),
        start: Start::Top,
        limit: 20,
    };
    let row = engine.list_accounts(profile, query).await.unwrap().rows.remove(at);
    let seen = engine.open_account(profile, &row.id).await.unwrap().revision;
    (row.id, seen)
}

/// Everything is asked of a server that refuses and repeats.
async fn refused(engine: &Engine, profile: &ProfileId, mirror: &Mirror, token: &str, answers: &Answers) {
    for (at, status) in [401, 403, 422, 429, 500, 503].into_iter().enumerate() {
        let (account, seen) = somebody(engine, profile, at).await;
        mirror.refuse(status);
        answers.note(engine.find_server(&mirror.address).await);
        answers.note(engine.renew_token(profile, token.to_owned()).await);
        answers.note(engine.look_at_account(profile, &account).await);
        answers.note(engine.account_raw(profile, &account).await);
        answers.note(engine.decide(profile, &account, &seen, Verb::Approve, Choices::default()).await);
        refreshed(engine, profile).await;
        answers.note(engine.check_connection(profile).await);
        answers.note(engine.outbox(profile).await);
        mirror.refuse(0);
        // A limit or a refusal that was told keeps the rest from being asked: the person does it all the same.
        answers.note(engine.check_connection(profile).await);
    }
}

async fn decided(engine: &Engine, profile: &ProfileId, answers: &Answers) {
    let (account, seen) = somebody(engine, profile, 8).await;
    answers.note(engine.decide(profile, &account, &seen, Verb::Approve, Choices::default()).await);
    let history = answers.note(engine.history(profile, None).await).unwrap();
    for row in history.rows {
        answers.note(engine.receipts(profile, &row.id).await);
    }
}

async fn exported(engine: &Engine, profile: &ProfileId, downloads: &Path) {
    let mut events = engine.listen();
    let mut begun = Vec::new();
    for format in [ExportFormat::Csv, ExportFormat::Json, ExportFormat::JsonLines] {
        let columns = vec![ExportColumn::Handle, ExportColumn::Mail, ExportColumn::Reason];
        let (place, filter, sort) = (Place::Accounts, Filter::default(), Sort::default());
        let query = ExportQuery { place, typed: String::new(), filter, sort, format, columns };
        begun.push(engine.start_export(Some(profile), query, downloads).await.unwrap().id);
        if format != ExportFormat::Json {
            let query = HistoryExport { filter: HistoryFilter::default(), format, personal: true };
            begun.push(engine.start_history_export(profile, query, downloads).await.unwrap().id);
        }
    }
    while !begun.is_empty() {
        if let Event::Export { export } = events.recv().await.unwrap()
            && export.state != ExportState::Running
        {
            assert!(matches!(export.state, ExportState::Done), "{:?}", export.state);
            begun.retain(|id| *id != export.id);
        }
    }
}
