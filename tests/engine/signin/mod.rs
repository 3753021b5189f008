//! Signing in, through the practice servers' real pages: as a browser would go, from the page to the desk's own listener.

mod abandoned;
mod browser;
mod gitlab;
mod listener;
mod mastodon;
mod secrets;

use bailiwick_engine::Engine;
use bailiwick_engine::clock::Clock;
use bailiwick_engine::profile::{
    FoundPerson, FoundServer, Hue, InstanceMark, Pattern, Pictures, ProfileSetup, ProfileView,
};
use bailiwick_engine::signin::{Purpose, SignInAsk, SignInFor, SignInStarted, SignInWay, SignedIn};
use bailiwick_practice::{Dialect, Kind, LoggedRequest, Manner, Practice, serve};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::bench::{Open, everybody, options};

/// The id of the application that practice administrators have registered.
pub const APPLICATION: &str = "practice-application";

/// A desk without profiles beside a server.
pub struct Scene {
    pub engine: Open,
    pub server: Practice,
    /// Sets the desk's clock, in milliseconds.
    pub clock: watch::Sender<i64>,
    _folder: TempDir,
}

impl Scene {
    pub async fn new(kind: Kind) -> Self {
        Self::on(bailiwick_practice::Options::new(kind)).await
    }

    pub async fn speaking(version: Dialect) -> Self {
        let manner = Manner { version, ..Manner::default() };
        Self::on(bailiwick_practice::Options { manner, ..bailiwick_practice::Options::new(Kind::Mastodon) }).await
    }

    pub async fn on(practice: bailiwick_practice::Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, set) = watch::channel(1_800_000_000_000);
        let options = bailiwick_engine::Options { clock: Clock::Set(set), ..options(folder.path()) };
        Scene { engine: Open::new(options).await, server: serve(practice).await.unwrap(), clock, _folder: folder }
    }

    pub async fn found(&self) -> FoundServer {
        self.engine.find_server(&self.server.base_url()).await.unwrap()
    }

    /// Begins a sign-in for a new draft.
    pub async fn begun(&self, ask: SignInAsk) -> (FoundServer, SignInStarted) {
        let found = self.found().await;
        let started = self.engine.begin_sign_in(draft(&found), ask).await.unwrap();
        (found, started)
    }

    /// Connects the server by signing in as somebody.
    pub async fn connected(&self, ask: SignInAsk, who: &str) -> ProfileView {
        let (found, started) = self.begun(ask).await;
        let page = browser::sign_in(&started.page, who).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let person = person(self.engine.await_sign_in(&started.id).await.unwrap());
        finish(&self.engine, &found, &person).await
    }

    /// How many requests of this method to this path came.
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.requests(method, path).len()
    }

    pub fn requests(&self, method: &str, path: &str) -> Vec<LoggedRequest> {
        self.server.requests().into_iter().filter(|one| one.method == method && one.path == path).collect()
    }

    /// What the server remembers of OAuth: its log leaves secrets out.
    pub fn oauth(&self) -> Value {
        self.server.state()["oauth"].clone()
    }

    /// Every token that the server has given out, with whether it was revoked, oldest first.
    pub fn tokens(&self) -> Vec<(String, bool)> {
        let oauth = self.oauth();
        let rows = [(&oauth["tokens"], "text"), (&oauth["grants"], "access_token")];
        let read = |(rows, name): (&Value, &'static str)| {
            let rows = rows.as_array().cloned().unwrap_or_default();
            // A Mastodon's `grants` are codes.
            let tokens = rows.into_iter().filter(move |row| row[name].is_string());
            tokens.map(move |row| (row[name].as_str().unwrap().to_owned(), row["revoked"] == true))
        };
        rows.into_iter().flat_map(read).collect()
    }

    /// Waits until the server was asked to forget a token. Gives the tokens that are alive.
    pub async fn alive_after_revoking(&self) -> Vec<String> {
        self.revoked().await;
        self.tokens().into_iter().filter(|(_, revoked)| !revoked).map(|(token, _)| token).collect()
    }

    /// Waits until the server was asked to forget a token.
    pub async fn revoked(&self) {
        self.server.request_came(|one| one.path == "/oauth/revoke" && one.status == Some(200)).await;
    }
}

pub fn draft(found: &FoundServer) -> SignInFor {
    SignInFor::Draft { draft: found.draft.clone() }
}

pub fn again(profile: &ProfileView) -> SignInFor {
    SignInFor::Profile { profile: profile.id.clone() }
}

pub fn ask(purpose: Purpose, way: SignInWay) -> SignInAsk {
    SignInAsk { purpose, way, application: None }
}

/// To moderate a GitLab, with the application that is registered there.
pub fn with_application(way: SignInWay) -> SignInAsk {
    SignInAsk { application: Some(APPLICATION.to_owned()), ..ask(Purpose::Moderate, way) }
}

pub fn person(signed_in: SignedIn) -> FoundPerson {
    match signed_in {
        SignedIn::Person { person } => *person,
        SignedIn::Profile { .. } => panic!("a profile, where a person was to come"),
    }
}

pub fn profile(signed_in: SignedIn) -> ProfileView {
    match signed_in {
        SignedIn::Profile { profile } => *profile,
        SignedIn::Person { .. } => panic!("a person, where a profile was to come"),
    }
}

pub fn setup() -> ProfileSetup {
    let mark = InstanceMark { number: 1, letters: "TE".to_owned(), pattern: Pattern::Solid, hue: Hue::Blue };
    ProfileSetup { name: "Test".to_owned(), mark, pictures: Pictures::Blurred, caching: everybody() }
}

pub async fn finish(engine: &Engine, found: &FoundServer, person: &FoundPerson) -> ProfileView {
    let setup = ProfileSetup { mark: person.mark.clone(), ..setup() };
    engine.finish_connecting(&found.draft, setup).await.unwrap()
}

/// The value of a form's or a query's field.
pub fn field(form: &str, name: &str) -> Option<String> {
    let pairs = url::form_urlencoded::parse(form.as_bytes());
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
