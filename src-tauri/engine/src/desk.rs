//! The desk itself: profiles are connected, marked, changed and taken off.

use std::sync::{Arc, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::error::{ErrorCode, Result};
use crate::event::Event;
use crate::home::Home;
use crate::platform::{self, BaseUrl, Server};
use crate::profile::draft::{Draft, checked_mark, checked_name, free_mark};
use crate::profile::instance::Instance;
use crate::profile::{
    Caching, FoundPerson, FoundServer, InstanceMark, Pictures, ProfileId, ProfileSetup, ProfileView, RemoteCache,
    Software, Who,
};
use crate::secret::Secret;
use crate::store::Files;
use crate::store::desk::ProfileRecord;
use crate::{Engine, decision};

/// A practice server that runs on this computer.
#[derive(Debug, Clone)]
pub struct PracticeServer {
    /// Where it listens: `http://127.0.0.1:4780`.
    pub address: String,
    /// The token of the person that one plays there.
    pub token: String,
    /// Its name on the desk.
    pub name: String,
    /// Its letters on the desk.
    pub letters: String,
}

impl Engine {
    /// Asks the server at the address what it is, and begins a draft.
    ///
    /// # Errors
    /// Everything that keeps a server from being recognised: see [`ErrorCode`].
    pub async fn find_server(&self, address: &str) -> Result<FoundServer> {
        let found = platform::find(&BaseUrl::parse(address)?).await?;
        let id = uuid::Uuid::new_v4().to_string();
        let draft = Draft { found, entered: None };
        let answer = draft.server(&id);
        self.drafts().insert(id, draft);
        Ok(answer)
    }

    /// Asks the drafted server who one is with the token. The token stays in memory until the draft is finished.
    ///
    /// # Errors
    /// `NotAToken`, `DraftGone`, and the exact reason why the server does not take it.
    pub async fn identify(&self, draft: &str, token: String) -> Result<FoundPerson> {
        let token = checked_token(token)?;
        let (software, base) = {
            let drafts = self.drafts();
            let draft = drafts.get(draft).ok_or(ErrorCode::DraftGone)?;
            (draft.found.software.clone(), draft.found.base.clone())
        };
        let asked = std::time::Instant::now();
        let (software, you) = introduced(software, base, &token, &self.0.clock).await?;
        let latency_ms = u32::try_from(asked.elapsed().as_millis()).unwrap_or(u32::MAX);
        let others = self.records();
        let mut drafts = self.drafts();
        let kept = drafts.get_mut(draft).ok_or(ErrorCode::DraftGone)?;
        if let Some(other) = same(&others, kept.found.base.as_str(), &you, &self.0.real) {
            return Err(ErrorCode::AlreadyConnected { name: other }.into());
        }
        kept.found.software = software;
        kept.entered = Some((token, you.clone()));
        kept.person(draft, you, latency_ms, self.0.real.token_place(), &bare(&others))
    }

    /// Puts the drafted profile on the desk. It starts read-only.
    ///
    /// # Errors
    /// `DraftGone`, `NameInvalid`, `NumberTaken`, `KeychainUnusable`.
    pub async fn finish_connecting(&self, draft: &str, setup: ProfileSetup) -> Result<ProfileView> {
        let (found, token, who) = {
            let drafts = self.drafts();
            let draft = drafts.get(draft).ok_or(ErrorCode::DraftGone)?;
            let (token, who) = draft.entered.clone().ok_or(ErrorCode::DraftGone)?;
            (draft.found.clone(), token, who)
        };
        let record = ProfileRecord {
            id: ProfileId(uuid::Uuid::new_v4().to_string()),
            name: checked_name(&setup.name)?,
            base: found.base.as_str().to_owned(),
            home: found.home,
            mark: setup.mark,
            software: found.software,
            who,
            read_only: true,
            pictures: setup.pictures,
            caching: checked_caching(setup.caching)?,
            added_at: self.0.clock.now(),
        };
        let view = self.add(&self.0.real, record, &token).await?;
        self.drafts().remove(draft);
        Ok(view)
    }

    /// Drops the draft and its token.
    pub async fn cancel_connecting(&self, draft: &str) {
        self.drafts().remove(draft);
    }

    /// The page on which the drafted server makes tokens.
    ///
    /// # Errors
    /// `DraftGone`.
    pub async fn token_page(&self, draft: &str) -> Result<String> {
        let drafts = self.drafts();
        Ok(platform::token_page(&drafts.get(draft).ok_or(ErrorCode::DraftGone)?.found))
    }

    /// Puts a practice server on the desk, or finds it there again. It may moderate at once: its people are made up.
    ///
    /// # Errors
    /// Whatever keeps it from being recognised.
    pub async fn adopt_practice(&self, server: PracticeServer) -> Result<ProfileView> {
        let found = platform::find(&BaseUrl::parse(&server.address)?).await?;
        let token = checked_token(server.token)?;
        let known = self
            .records()
            .into_iter()
            .find(|(record, home)| home.is_practice() && record.software.platform == found.software.platform);
        if let Some((record, _)) = known {
            let instance = self.instance(&record.id)?;
            // The port may be another than last time; the people are the same.
            instance.change(|record| record.base = found.base.as_str().to_owned()).await?;
            instance.use_token(token)?;
            return instance.view().await;
        }
        let (software, who) = introduced(found.software, found.base.clone(), &token, &self.0.clock).await?;
        let mark = InstanceMark { letters: server.letters, ..free_mark(&server.name, &bare(&self.records()))? };
        let record = ProfileRecord {
            id: ProfileId(uuid::Uuid::new_v4().to_string()),
            name: server.name,
            base: found.base.as_str().to_owned(),
            home: found.home,
            mark,
            software,
            who,
            read_only: false,
            pictures: Pictures::Blurred,
            // Made-up people take no room worth sparing.
            caching: Caching { remote: RemoteCache::All, ..Caching::default() },
            added_at: self.0.clock.now(),
        };
        self.add(&self.0.practice, record, &token).await
    }

    /// Gives the profile another name.
    ///
    /// # Errors
    /// `NameInvalid`.
    pub async fn rename_profile(&self, profile: &ProfileId, name: &str) -> Result<ProfileView> {
        let name = checked_name(name)?;
        self.changed(profile, |record| record.name = name).await
    }

    /// Gives the profile another mark.
    ///
    /// # Errors
    /// `NumberTaken`, `NameInvalid` for letters that cannot be shown.
    pub async fn mark_profile(&self, profile: &ProfileId, mark: InstanceMark) -> Result<ProfileView> {
        let _one_at_a_time = self.0.desk.lock().await;
        let records = bare(&self.records());
        let mark = checked_mark(mark, records.iter().filter(|other| other.id != *profile))?;
        let view = self.changed(profile, |record| record.mark = mark).await?;
        self.0.events.send(Event::Profiles);
        Ok(view)
    }

    /// Lets the profile moderate, or only look.
    ///
    /// # Errors
    /// `NoSuchProfile`.
    pub async fn set_read_only(&self, profile: &ProfileId, read_only: bool) -> Result<ProfileView> {
        self.changed(profile, |record| record.read_only = read_only).await
    }

    /// Says what is kept on this computer, and for how long. What is to be kept no longer is forgotten at once.
    ///
    /// # Errors
    /// `CachingInvalid` for days out of their range; `DiskTrouble`.
    pub async fn set_caching(&self, profile: &ProfileId, caching: Caching) -> Result<ProfileView> {
        let caching = checked_caching(caching)?;
        let instance = self.instance(profile)?;
        crate::sync::retention::adapt(&instance, caching).await?;
        instance.view().await
    }

    /// Says what is done with strangers' pictures.
    ///
    /// # Errors
    /// `NoSuchProfile`.
    pub async fn set_pictures(&self, profile: &ProfileId, pictures: Pictures) -> Result<ProfileView> {
        self.changed(profile, |record| record.pictures = pictures).await
    }

    /// Takes a new token into use, if the server takes it and it is the same person's.
    ///
    /// # Errors
    /// `NotAToken`, `OtherPerson`, and the exact reason why the server does not take it; the old one then stays.
    pub async fn renew_token(&self, profile: &ProfileId, token: String) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        let token = checked_token(token)?;
        let record = instance.record();
        let (software, who) = introduced(record.software, instance.base()?, &token, &self.0.clock).await?;
        if who.id != record.who.id {
            return Err(ErrorCode::OtherPerson { username: who.username }.into());
        }
        {
            // Asking took its time: a profile that was removed meanwhile gets no token any more.
            let _one_at_a_time = self.0.desk.lock().await;
            self.instance(profile)?;
            instance.home.keep_token(profile, &token).await?;
        }
        instance.use_token(token)?;
        instance.learn(Some(software), who).await?;
        self.check_connection(profile).await
    }

    /// Takes the profile off the desk, forgets its token and key, and deletes its files.
    ///
    /// # Errors
    /// `KeychainUnusable` when the keychain does not answer: the profile then stays. `DiskTrouble` when the profile is off
    /// the desk, but files of it are left; they cannot be read any more.
    pub async fn remove_profile(&self, profile: &ProfileId) -> Result<()> {
        let _one_at_a_time = self.0.desk.lock().await;
        let instance = self.instance(profile)?;
        // Asked first: a keychain that cannot answer cannot forget either.
        instance.home.token(profile).await?;
        instance.stop.send_replace(());
        let _no_decision_under_way = instance.turn.lock().await;
        instance.home.desk.drop_profile(profile).await?;
        self.0.instances.write().unwrap_or_else(PoisonError::into_inner).remove(profile);
        self.0.events.send(Event::Profiles);
        self.0.exports.stop_of(profile).await;
        instance.close().await;
        instance.home.forget_secrets(profile).await?;
        instance.home.delete_files(profile)
    }

    async fn changed(&self, profile: &ProfileId, change: impl FnOnce(&mut ProfileRecord)) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        instance.change(change).await?;
        instance.view().await
    }

    /// Token first, profile last: a crash in between leaves a token that nothing points to, never a profile without one.
    async fn add(&self, home: &Arc<Home>, mut record: ProfileRecord, token: &Secret) -> Result<ProfileView> {
        let _one_at_a_time = self.0.desk.lock().await;
        let others = self.records();
        if let Some(name) = same(&others, &record.base, &record.who, &self.0.real).filter(|_| !home.is_practice()) {
            return Err(ErrorCode::AlreadyConnected { name }.into());
        }
        record.mark = checked_mark(record.mark, bare(&others).iter())?;
        home.keep_token(&record.id, token).await?;
        let instance = self.instance_of(record.clone(), home, Files::New).await?;
        home.desk.add(&record).await?;
        let instance = self.put(instance);
        self.0.events.send(Event::Profiles);
        instance.view().await
    }

    /// Looks up in the background what became of decisions that an earlier start left unsure.
    pub(crate) fn settle_unsure(instance: Arc<Instance>) {
        tokio::spawn(async move { decision::recover(&instance).await });
    }

    fn records(&self) -> Vec<(ProfileRecord, Arc<Home>)> {
        self.instances().values().map(|instance| (instance.record(), instance.home.clone())).collect()
    }

    fn drafts(&self) -> MutexGuard<'_, std::collections::HashMap<String, Draft>> {
        self.0.drafts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who the token is there, and the software with the version that some servers tell only to those who have one.
async fn introduced(software: Software, base: BaseUrl, token: &Secret, clock: &Clock) -> Result<(Software, Who)> {
    let server = Server::new(&software, base, token.clone(), clock)?;
    let who = server.who().await?;
    if who.id.is_empty() {
        // Without knowing who one is, nothing guards one's own account.
        let scope = platform::scopes(software.platform).1.first().copied().unwrap_or_default();
        return Err(ErrorCode::ScopeMissing { scope: scope.to_owned() }.into());
    }
    let version = server.version().await.unwrap_or_else(|| software.version.clone());
    Ok((Software { version, ..software }, who))
}

/// What is kept, if its days are in their range.
fn checked_caching(caching: Caching) -> Result<Caching> {
    let addresses = caching.address_days.is_none_or(|days| (1..=3650).contains(&days));
    let fits = (1..=365).contains(&caching.gone_days) && addresses;
    if fits { Ok(caching) } else { Err(ErrorCode::CachingInvalid.into()) }
}

/// The name of a real profile with this address and person.
fn same(others: &[(ProfileRecord, Arc<Home>)], base: &str, you: &Who, real: &Arc<Home>) -> Option<String> {
    let other =
        others.iter().find(|(other, home)| Arc::ptr_eq(home, real) && other.base == base && other.who.id == you.id);
    other.map(|(other, _)| other.name.clone())
}

fn bare(records: &[(ProfileRecord, Arc<Home>)]) -> Vec<ProfileRecord> {
    records.iter().map(|(record, _)| record.clone()).collect()
}

/// Longer than any platform's tokens, shorter than a document that was copied by mistake.
const TOKEN_LENGTH: usize = 512;

/// Whether a text can be a token: one word of visible ASCII.
pub fn looks_like_token(text: &str) -> bool {
    let word = text.trim();
    (8..=TOKEN_LENGTH).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The token, if it can be one. The text itself goes into no error.
fn checked_token(text: String) -> Result<Secret> {
    let fits = looks_like_token(&text);
    let word = Secret::new(text.trim().to_owned());
    // The copy around it is wiped, too.
    drop(Secret::new(text));
    if fits { Ok(word) } else { Err(ErrorCode::NotAToken.into()) }
}
