//! The engine as the desk uses it: a data folder of its own that goes with the run, no keychain, one profile.

use std::time::Duration;

use bailiwick_engine::action::{ActionOffer, Choices, Refusal, Told, Verb};
use bailiwick_engine::clock::Clock;
use bailiwick_engine::decision::{DecisionView, Holds, RememberDays};
use bailiwick_engine::error::{Error, ErrorCode, Result};
use bailiwick_engine::event::Event;
use bailiwick_engine::list::{AccountPage, AccountQuery, Place, Sort, Start};
use bailiwick_engine::model::{AccountId, Mark, Rank, ReportId};
use bailiwick_engine::profile::{
    Caching, FoundPerson, FoundServer, Pictures, ProfileId, ProfileSetup, ProfileView, RemoteCache, SafeMode,
};
use bailiwick_engine::{Engine, Keychain, Options};
use tempfile::TempDir;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::table::Verdict;

/// A refresh of a large server takes its time; one that takes longer has stopped.
const PATIENCE: Duration = Duration::from_secs(600);

/// The engine with nothing connected yet.
pub struct Empty {
    engine: Engine,
    folder: TempDir,
}

/// The engine with the server connected.
pub struct Desk {
    /// The engine.
    pub engine: Engine,
    /// The server's profile.
    pub profile: ProfileId,
    _folder: TempDir,
}

impl Empty {
    /// Opens an engine in a folder that goes with it.
    ///
    /// # Errors
    /// Why it doesn't open, for people.
    pub async fn open() -> std::result::Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| format!("no folder for the run: {error}"))?;
        let options = Options {
            folder: folder.path().to_owned(),
            clock: Clock::System,
            keychain: Keychain::Unused,
            holds: Holds::NONE,
            remember: RememberDays::default(),
        };
        let engine = Engine::open(options).await.map_err(|error| format!("the engine does not open: {error}"))?;
        Ok(Empty { engine, folder })
    }

    /// Finds the server, without a token.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn find(&self, address: &str) -> Result<FoundServer> {
        self.engine.find_server(address).await
    }

    /// Asks who the token is there.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn identify(&self, draft: &str, token: &str) -> Result<FoundPerson> {
        self.engine.identify(draft, token.to_owned()).await
    }

    /// Puts the server on the desk and lets it be moderated.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn finish(self, person: FoundPerson) -> Result<Desk> {
        let caching = Caching { remote: RemoteCache::All, ..Caching::default() };
        let setup = ProfileSetup { name: "Contract".to_owned(), mark: person.mark, pictures: Pictures::Off, caching };
        let view = self.engine.finish_connecting(&person.draft, setup).await?;
        let profile = self.engine.set_safe_mode(&view.id, SafeMode::default()).await?.id;
        Ok(Desk { engine: self.engine, profile, _folder: self.folder })
    }
}

impl Desk {
    /// The profile as it is drawn now.
    ///
    /// # Errors
    /// As the engine's, and for a profile that is gone.
    pub async fn view(&self) -> Result<ProfileView> {
        let views = self.engine.profiles().await?;
        views.into_iter().find(|view| view.id == self.profile).ok_or_else(|| ErrorCode::NoSuchProfile.into())
    }

    /// Waits until the profile is as wanted.
    ///
    /// # Errors
    /// As the engine's; `TimedOut` when it never is.
    pub async fn until(
        &self,
        mut events: Receiver<Event>,
        wanted: impl Fn(&ProfileView) -> bool,
    ) -> Result<ProfileView> {
        let waiting = async {
            loop {
                let view = self.view().await?;
                if wanted(&view) {
                    return Ok(view);
                }
                if let Err(RecvError::Closed) = events.recv().await {
                    return Err(ErrorCode::Internal.into());
                }
            }
        };
        let seconds = u32::try_from(PATIENCE.as_secs()).unwrap_or(u32::MAX);
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| Err(ErrorCode::TimedOut { seconds }.into()))
    }

    /// Refreshes, and waits until the run ends.
    pub async fn refreshed(&self) -> Verdict {
        let expected = "a run that ends well";
        let events = self.engine.listen();
        if let Err(error) = self.engine.refresh(&self.profile).await {
            return verdict_of(expected, &error);
        }
        let ended =
            |view: &ProfileView| !view.sync.running && (view.sync.finished_at.is_some() || view.sync.problem.is_some());
        match self.until(events, ended).await {
            Err(error) => verdict_of(expected, &error),
            Ok(view) => match view.sync.problem {
                Some(problem) => verdict_of(expected, &problem.into()),
                None => Verdict::served(format!("{} accounts, {} wait", view.cached, view.pending)),
            },
        }
    }

    /// A list from the cache.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn list(&self, place: Place, typed: &str) -> Result<AccountPage> {
        let query = AccountQuery {
            place,
            typed: typed.to_owned(),
            filter: bailiwick_engine::filter::Filter::default(),
            sort: Sort::default(),
            start: Start::Top,
            limit: 500,
        };
        self.engine.list_accounts(&self.profile, query).await
    }

    /// Decides about an account as it is on the server now, without a mail. Never about oneself or about staff, whatever the
    /// caller has chosen.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn decide(&self, account: &AccountId, verb: Verb, report: Option<ReportId>) -> Result<DecisionView> {
        self.decide_with(account, verb, |choices| Choices { report, ..choices }).await
    }

    /// The same with other choices.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn decide_with(
        &self,
        account: &AccountId,
        verb: Verb,
        chosen: impl FnOnce(Choices) -> Choices,
    ) -> Result<DecisionView> {
        let seen = self.engine.look_at_account(&self.profile, account).await?;
        if seen.own || seen.rank != Rank::Member || seen.marks.contains(&Mark::Internal) {
            return Err(ErrorCode::NotAllowed { refusal: Refusal::OwnAccount }.into());
        }
        let choices = chosen(choices(offer(&seen.offers, verb)?));
        self.engine.decide(&self.profile, account, &seen.revision, verb, choices).await
    }

    /// Decides about a report as it is on the server now.
    ///
    /// # Errors
    /// As the engine's.
    pub async fn decide_report(&self, report: &ReportId, verb: Verb) -> Result<DecisionView> {
        let seen = self.engine.look_at_report(&self.profile, report).await?;
        let choices = choices(offer(&seen.offers, verb)?);
        self.engine.decide_report(&self.profile, report, &seen.revision, verb, choices).await
    }
}

fn offer(offers: &[ActionOffer], verb: Verb) -> Result<&ActionOffer> {
    let offer = offers.iter().find(|offer| offer.verb == verb);
    let offer = offer.ok_or(ErrorCode::NotAllowed { refusal: Refusal::NotOnThisServer })?;
    match &offer.refusal {
        Some(refusal) => Err(ErrorCode::NotAllowed { refusal: refusal.clone() }.into()),
        None => Ok(offer),
    }
}

/// What a careful moderator would choose: nobody is mailed.
fn choices(offer: &ActionOffer) -> Choices {
    Choices {
        message: offer.takes_message.then(|| "Contract test of Bailiwick: please ignore.".to_owned()),
        tell: (offer.told == Told::Choice).then_some(false),
        typed_handle: offer.type_handle.clone(),
        ..Choices::default()
    }
}

/// The engine's error as a verdict: what the server doesn't let us do is refused, everything else is a difference.
pub fn verdict_of(expected: &str, error: &Error) -> Verdict {
    let said = error.server_said.as_deref().map(|said| format!(": {said}")).unwrap_or_default();
    let refused = match &error.code {
        ErrorCode::NotAllowed { refusal } => is_refusal(refusal),
        _ => error.is_about_rights(),
    };
    if refused {
        Verdict::Refused(format!("{:?}{said}", error.code))
    } else {
        Verdict::differs(expected, format!("{:?}{said}", error.code))
    }
}

/// Whether the refusal is about rights, or about what the server has; all others are about a state that ought to be another.
pub fn is_refusal(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NotOnThisServer | Refusal::RoleMissing | Refusal::ScopeMissing { .. } | Refusal::Outranked
    )
}
