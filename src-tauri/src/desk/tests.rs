//! The desk in a made-up desktop: what a real one would open, and what its clipboard holds, can be seen here.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bailiwick_engine::error::Result;
use bailiwick_engine::profile::{Caching, Pictures, ProfileSetup};
use bailiwick_engine::signin::{Purpose, SignInAsk, SignInFor, SignInWay};
use bailiwick_engine::{Keychain, Passphrase};
use bailiwick_practice::{Kind, Practice, Who, serve};

use super::*;
use crate::bindings::{DeskEvent, LockChanged, QuitAsked};
use crate::preferences::Theme;

struct Desktop {
    downloads: PathBuf,
    clipboard: Mutex<String>,
    preferences: Mutex<Preferences>,
}

impl Host for Arc<Desktop> {
    fn tell(&self, _event: DeskEvent) {}

    fn ask_to_quit(&self, _asked: QuitAsked) {}

    fn lock_changed(&self, _changed: LockChanged) {}

    fn open(&self, _url: &str) -> Result<()> {
        Ok(())
    }

    fn downloads(&self) -> Result<PathBuf> {
        Ok(self.downloads.clone())
    }

    fn choose_file(&self) -> Option<PathBuf> {
        None
    }

    fn reveal(&self, _file: &Path) -> Result<()> {
        Ok(())
    }

    fn take_clipboard(&self, wanted: fn(&str) -> bool) -> Result<String> {
        let text = std::mem::take(&mut *self.clipboard.lock().unwrap());
        if wanted(&text) { Ok(text) } else { Err(ErrorCode::NotAToken.into()) }
    }

    fn fill_clipboard(&self, text: String) -> Result<()> {
        *self.clipboard.lock().unwrap() = text;
        Ok(())
    }

    fn preferences(&self) -> Preferences {
        self.preferences.lock().unwrap().clone()
    }

    fn keep_preferences(&self, preferences: &Preferences) -> Result<()> {
        *self.preferences.lock().unwrap() = preferences.clone();
        Ok(())
    }

    fn quit(&self) {}
}

/// A desk beside a server that nobody has connected yet.
struct Scene {
    desk: Desk,
    desktop: Arc<Desktop>,
    server: Practice,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let downloads = folder.path().join("downloads");
        fs::create_dir(&downloads).unwrap();
        let desktop = Arc::new(Desktop { downloads, clipboard: Mutex::default(), preferences: Mutex::default() });
        let options = Options { keychain: Keychain::Unused, practice_ports: [0, 0], ..Options::default() };
        let desk = Desk::open(Box::new(desktop.clone()), folder.path().join("data"), options);
        let server = serve(bailiwick_practice::Options::new(Kind::Mastodon)).await.unwrap();
        Scene { desk, desktop, server, folder }
    }

    fn clipboard(&self) -> String {
        self.desktop.clipboard.lock().unwrap().clone()
    }
}

fn code<T>(answer: Answer<T>) -> Option<ErrorCode> {
    answer.err().map(|error| error.0.error)
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

#[tokio::test]
async fn a_token_from_the_clipboard_is_in_no_answer_and_in_no_diagnostics() {
    let scene = Scene::new().await;
    let (desk, token) = (&scene.desk, scene.server.token(Who::Moderator));
    let engine = desk.engine().await.unwrap();
    let found = engine.find_server(&scene.server.base_url()).await.unwrap();
    scene.desktop.fill_clipboard(token.clone()).unwrap();
    let person = engine.identify(&found.draft, desk.take_token().await.unwrap()).await.unwrap();
    assert_eq!(scene.clipboard(), "", "it is taken, not copied");
    let mark = person.mark.clone();
    let setup =
        ProfileSetup { name: "Orchard".to_owned(), mark, pictures: Pictures::Blurred, caching: Caching::default() };
    let profile = engine.finish_connecting(&found.draft, setup).await.unwrap();
    desk.copy(desk.diagnostics().await.unwrap()).await.unwrap();
    let diagnostics = scene.clipboard();
    assert!(diagnostics.contains("secrets: for this session only (keychain: Unused)\n"), "{diagnostics}");
    for name in ["Orchard", "127.0.0.1", &profile.you.username] {
        assert!(!diagnostics.contains(name), "{name} in {diagnostics}");
    }
    let exported = desk.export_settings().await.unwrap();
    let answers = [
        diagnostics,
        json(&person),
        json(&profile),
        json(&desk.state().await.unwrap()),
        json(&engine.test_connection(&profile.id).await.unwrap()),
        json(&engine.probe(&profile.id).await.unwrap()),
        fs::read_to_string(&exported).unwrap(),
        json(&desk.lock().await.unwrap()),
    ];
    for answer in answers {
        assert!(!answer.contains(&token), "{answer}");
    }
}

#[tokio::test]
async fn the_diagnostics_tell_a_vault_from_a_keychain() {
    let scene = Scene::new().await;
    scene.desk.make_vault(Passphrase::typed("a passphrase of mine".to_owned())).await.unwrap();
    let diagnostics = scene.desk.diagnostics().await.unwrap();
    assert!(diagnostics.contains("secrets: in a vault\n"), "{diagnostics}");
}

#[tokio::test]
async fn a_sign_in_ends_behind_a_lock_that_only_hides_and_nobody_is_told_how() {
    let scene = Scene::new().await;
    let desk = &scene.desk;
    let engine = desk.engine().await.unwrap();
    let found = engine.find_server(&scene.server.base_url()).await.unwrap();
    let ask = SignInAsk { purpose: Purpose::Moderate, way: SignInWay::Browser, application: None };
    let started = desk.begin_sign_in(SignInFor::Draft { draft: found.draft.clone() }, ask).await.unwrap();
    let page = tauri::Url::parse(&started.page).unwrap();
    let (_, back) = page.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap();
    let port = tauri::Url::parse(&back).unwrap().port().unwrap();
    let locks = async {
        desk.lock().await.unwrap();
        assert_eq!(code(desk.paste_code(&started.id).await), Some(ErrorCode::Locked));
        assert_eq!(code(desk.cancel_sign_in(&started.id).await), None);
        assert_eq!(code(desk.cancel_connecting(&found.draft).await), None);
    };
    let (awaited, ()) = tokio::join!(desk.await_sign_in(&started.id), locks);
    assert_eq!(code(awaited), Some(ErrorCode::Locked));
    let closed = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), closed).await.unwrap();
    desk.unlock(None).await.unwrap();
    assert_eq!(code(desk.await_sign_in(&started.id).await), Some(ErrorCode::SignInGone));
}

#[tokio::test]
async fn everything_is_forgotten_though_somebody_locks_meanwhile() {
    let scene = Scene::new().await;
    let desk = &scene.desk;
    desk.engine().await.unwrap();
    desk.set_preferences(Preferences { theme: Theme::Dark, ..Preferences::default() }).await.unwrap();
    let data = scene.folder.path().join("data");
    let logs = data.join("logs");
    fs::create_dir(&logs).unwrap();
    let (before, today) = (logs.join("bailiwick.2026-01-01.log"), logs.join("bailiwick.2026-01-02.log"));
    for file in [&before, &today, &data.join("window.json")] {
        fs::write(file, "something").unwrap();
    }
    let (forgotten, locked) = tokio::join!(desk.forget_everything(false), desk.lock());
    assert_eq!(forgotten.unwrap().problem, None);
    assert!(locked.unwrap().secrets.locked);
    assert_eq!(scene.desktop.preferences(), Preferences::default());
    assert_eq!((before.exists(), fs::read_to_string(today).unwrap().as_str()), (false, ""));
    assert!(!data.join("window.json").exists());
    assert_eq!(desk.unlock(None).await.unwrap().profiles.len(), 0);
}
