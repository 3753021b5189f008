//! The desk itself: profiles are connected, marked, changed and taken off.

use std::sync::{Arc, MutexGuard, PoisonError};

use crate::connection::Trusted;
use crate::error::{ErrorCode, Result};
use crate::event::Event;
use crate::home::Home;
use crate::platform::{self, BaseUrl, Introduced, Line, Server, TokenSource};
use crate::profile::draft::{Draft, checked_mark, checked_name, free_mark};
use crate::profile::instance::Instance;
use crate::profile::{
    Caching, FoundPerson, FoundServer, InstanceMark, Pictures, ProfileId, ProfileSetup, ProfileView, RemoteCache,
    SafeMode, Software, Trust, TrustSetup, Who,
};
use crate::secret::{Credential, Secret};
use crate::signin::{Place, Purpose, SignInFor};
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
        self.find_server_by(address, None).await
    }

    /// The same where more is needed than the system's settings: an authority of one's own, a pinned certificate, a client
    /// certificate, a proxy.
    ///
    /// # Errors
    /// As [`Engine::find_server`]; `CertificateFileUnusable`, `FingerprintInvalid`, `ProxyInvalid`.
    pub async fn find_server_by(&self, address: &str, setup: Option<TrustSetup>) -> Result<FoundServer> {
        let base = BaseUrl::parse(address)?;
        let trusted = Trusted::chosen(setup).await?;
        let found = platform::find(&base, &trusted.line(&self.0.clock)).await?;
        let id = uuid::Uuid::new_v4().to_string();
        let draft = Draft { found, trusted, entered: None, registered: None };
        let answer = draft.server(&id);
        self.drafts().insert(id, draft);
        Ok(answer)
    }

    /// Asks the drafted server who one is with the token. The token stays in memory until the draft is finished.
    ///
    /// # Errors
    /// `NotAToken`, `DraftGone`, and the exact reason why the server does not take it.
    pub async fn identify(&self, draft: &str, token: String) -> Result<FoundPerson> {
        let credential = Credential::pasted(checked_token(token)?, self.0.clock.now());
        self.identify_with(draft, credential).await
    }

    /// The same with whatever opens the server.
    pub(crate) async fn identify_with(&self, draft: &str, credential: Credential) -> Result<FoundPerson> {
        let (software, base, line) = {
            let drafts = self.drafts();
            let draft = drafts.get(draft).ok_or(ErrorCode::DraftGone)?;
            (draft.found.software.clone(), draft.found.base.clone(), draft.trusted.line(&self.0.clock))
        };
        let asked = std::time::Instant::now();
        let (software, introduced) = introduced(software, base, &credential, &line).await?;
        let you = introduced.who.clone();
        let latency_ms = u32::try_from(asked.elapsed().as_millis()).unwrap_or(u32::MAX);
        let others = self.records();
        let mut drafts = self.drafts();
        let kept = drafts.get_mut(draft).ok_or(ErrorCode::DraftGone)?;
        if let Some(other) = same(&others, kept.found.base.as_str(), &you, &self.0.real) {
            return Err(ErrorCode::AlreadyConnected { name: other }.into());
        }
        kept.found.software = software;
        let token = credential.token.clone();
        let before = kept.entered.replace((credential, introduced));
        let place = Place::of(kept, &self.0.clock);
        let person = kept.person(draft, you, latency_ms, self.0.real.token_place(), &bare(&others));
        drop(drafts);
        if let Some((before, _)) = before {
            self.give_back_soon(place, before, vec![token]);
        }
        person
    }

    /// Puts the drafted profile on the desk. It starts read-only.
    ///
    /// # Errors
    /// `DraftGone`, `NameInvalid`, `NumberTaken`, `KeychainUnusable`.
    pub async fn finish_connecting(&self, draft: &str, setup: ProfileSetup) -> Result<ProfileView> {
        let (found, trusted, credential, Introduced { who, token }) = {
            let drafts = self.drafts();
            let draft = drafts.get(draft).ok_or(ErrorCode::DraftGone)?;
            let (credential, introduced) = draft.entered.clone().ok_or(ErrorCode::DraftGone)?;
            (draft.found.clone(), draft.trusted.clone(), credential, introduced)
        };
        let record = ProfileRecord {
            id: ProfileId(uuid::Uuid::new_v4().to_string()),
            name: checked_name(&setup.name)?,
            base: found.base.as_str().to_owned(),
            home: found.home,
            mark: setup.mark,
            software: found.software,
            who,
            safe_mode: SafeMode::ReadOnly,
            pictures: setup.pictures,
            caching: checked_caching(setup.caching)?,
            trust: trusted.trust,
            added_at: self.0.clock.now(),
            token_facts: Some(token),
            probed_at: Some(self.0.clock.now()),
        };
        let view = self.add(&self.0.real, record, &credential, trusted.client.as_ref()).await?;
        self.drafts().remove(draft);
        Ok(view)
    }

    /// Drops the draft and its token.
    pub async fn cancel_connecting(&self, draft: &str) {
        self.0.sign_ins.cancel_for(&SignInFor::Draft { draft: draft.to_owned() });
        let dropped = self.drafts().remove(draft);
        if let Some(mut draft) = dropped
            && let Some((credential, _)) = draft.entered.take()
        {
            self.give_back_soon(Place::of(&draft, &self.0.clock), credential, Vec::new());
        }
    }

    /// The page on which the drafted server makes tokens for the purpose, with what it can fill in.
    ///
    /// # Errors
    /// `DraftGone`; `NotFound` for a purpose that this kind of server does not have.
    pub async fn token_page(&self, draft: &str, purpose: Purpose) -> Result<String> {
        let drafts = self.drafts();
        let found = &drafts.get(draft).ok_or(ErrorCode::DraftGone)?.found;
        let purposes = platform::purposes(&found.software, &found.base);
        let wanted = purposes.into_iter().find(|offered| offered.purpose == purpose);
        Ok(wanted.ok_or(ErrorCode::NotFound)?.token_page)
    }

    /// Puts a practice server on the desk, or finds it there again. It may moderate at once: its people are made up.
    ///
    /// # Errors
    /// Whatever keeps it from being recognised.
    pub async fn adopt_practice(&self, server: PracticeServer) -> Result<ProfileView> {
        let line = Line::from(&self.0.clock);
        let found = platform::find(&BaseUrl::parse(&server.address)?, &line).await?;
        let credential = Credential::pasted(checked_token(server.token)?, self.0.clock.now());
        let known = self
            .records()
            .into_iter()
            .find(|(record, home)| home.is_practice() && record.software.platform == found.software.platform);
        if let Some((record, _)) = known {
            let instance = self.instance(&record.id)?;
            // The port may be another than last time; the people are the same.
            instance.change(|record| record.base = found.base.as_str().to_owned()).await?;
            instance.use_credential(credential)?;
            return instance.view().await;
        }
        let (software, Introduced { who, token }) =
            introduced(found.software, found.base.clone(), &credential, &line).await?;
        let mark = InstanceMark { letters: server.letters, ..free_mark(&server.name, &bare(&self.records()))? };
        let record = ProfileRecord {
            id: ProfileId(uuid::Uuid::new_v4().to_string()),
            name: server.name,
            base: found.base.as_str().to_owned(),
            home: found.home,
            mark,
            software,
            who,
            safe_mode: SafeMode::default(),
            pictures: Pictures::Blurred,
            // Made-up people take no room worth sparing.
            caching: Caching { remote: RemoteCache::All, ..Caching::default() },
            trust: Trust::default(),
            added_at: self.0.clock.now(),
            token_facts: Some(token),
            probed_at: Some(self.0.clock.now()),
        };
        self.add(&self.0.practice, record, &credential, None).await
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

    /// Says how much is asked before something leaves, or that the profile only looks.
    ///
    /// # Errors
    /// `NoSuchProfile`.
    pub async fn set_safe_mode(&self, profile: &ProfileId, mode: SafeMode) -> Result<ProfileView> {
        let view = self.changed(profile, |record| record.safe_mode = mode).await?;
        // What waited because nothing was to be sent may leave now.
        self.instance(profile)?.bell.notify_one();
        Ok(view)
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
        let credential = Credential::pasted(checked_token(token)?, self.0.clock.now());
        self.renew_with(profile, credential).await
    }

    /// The same with whatever opens the server.
    pub(crate) async fn renew_with(&self, profile: &ProfileId, credential: Credential) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        let record = instance.record();
        let (software, introduced) =
            introduced(record.software, instance.base()?, &credential, &instance.line()).await?;
        if introduced.who.id != record.who.id {
            return Err(ErrorCode::OtherPerson { username: introduced.who.username }.into());
        }
        let before;
        {
            // Asking took its time: a profile that was removed meanwhile gets no token any more.
            let _one_at_a_time = self.0.desk.lock().await;
            self.instance(profile)?;
            // Not what was kept at the start: it may have renewed itself since.
            before = instance.credential();
            instance.opening.replace(&credential, before.as_ref()).await?;
            instance.use_credential(credential.clone())?;
        }
        if let Some(before) = before {
            self.give_back_after(&instance, before, credential.token);
        }
        instance.learn_all(Some(software), introduced).await?;
        self.check_connection(profile).await
    }

    async fn changed(&self, profile: &ProfileId, change: impl FnOnce(&mut ProfileRecord)) -> Result<ProfileView> {
        let instance = self.instance(profile)?;
        instance.change(change).await?;
        instance.view().await
    }

    /// Written down as coming, then its token, its files, and the profile last: a crash in between leaves nothing that the
    /// next start does not clean away, and never a profile without its token.
    pub(crate) async fn add(
        &self,
        home: &Arc<Home>,
        mut record: ProfileRecord,
        credential: &Credential,
        client: Option<&Secret>,
    ) -> Result<ProfileView> {
        let _one_at_a_time = self.0.desk.lock().await;
        let others = self.records();
        if let Some(name) = same(&others, &record.base, &record.who, &self.0.real).filter(|_| !home.is_practice()) {
            return Err(ErrorCode::AlreadyConnected { name }.into());
        }
        record.mark = checked_mark(record.mark, bare(&others).iter())?;
        let instance = self.bring(home, &record, Some(credential), client).await?;
        self.keep_recoverable().await;
        self.0.events.send(Event::Profiles);
        instance.view().await
    }

    /// Writes it down as coming, then makes what it needs, the profile last. What could not be brought to its end is cleaned
    /// away. Who calls it holds the desk.
    pub(crate) async fn bring(
        &self,
        home: &Arc<Home>,
        record: &ProfileRecord,
        credential: Option<&Credential>,
        client: Option<&Secret>,
    ) -> Result<Arc<Instance>> {
        home.desk.coming(&record.id).await?;
        match self.brought(home, record, credential, client).await {
            Ok(instance) => Ok(self.put(instance)),
            Err(error) => {
                if let Err(left) = home.clean(&record.id).await {
                    tracing::warn!(
                        code = left.code.name(),
                        "what is left of a profile is cleaned away at the next start"
                    );
                }
                Err(error)
            }
        }
    }

    async fn brought(
        &self,
        home: &Arc<Home>,
        record: &ProfileRecord,
        credential: Option<&Credential>,
        client: Option<&Secret>,
    ) -> Result<Instance> {
        if let Some(credential) = credential {
            home.keep_credential(&record.id, credential).await?;
        }
        if let Some(client) = client {
            home.keep_client(&record.id, client).await?;
        }
        let instance = self.instance_of(record.clone(), home, Files::New).await?;
        let arrived = home.desk.arrived(record).await;
        if arrived.is_err() {
            instance.close().await;
        }
        arrived.map(|()| instance)
    }

    /// Looks up in the background what became of decisions that an earlier start left unsure.
    pub(crate) fn settle_unsure(instance: Arc<Instance>) {
        tokio::spawn(async move { decision::recover(&instance).await });
    }

    fn records(&self) -> Vec<(ProfileRecord, Arc<Home>)> {
        self.instances().values().map(|instance| (instance.record(), instance.home.clone())).collect()
    }

    pub(crate) fn drafts(&self) -> MutexGuard<'_, std::collections::HashMap<String, Draft>> {
        self.0.drafts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who one is with the token there, and the software with the version that some servers tell only to those who have one.
async fn introduced(
    software: Software,
    base: BaseUrl,
    credential: &Credential,
    line: &Line,
) -> Result<(Software, Introduced)> {
    let server = Server::new(&software, base.clone(), credential.token.clone(), line)?;
    let server = server.carrying(TokenSource::fixed(credential.clone()));
    let introduced = server.introduced().await?;
    if introduced.who.id.is_empty() {
        // Without knowing who one is, nothing guards one's own account.
        return Err(ErrorCode::ScopeMissing { scope: platform::least_scope(&software, &base) }.into());
    }
    let version = server.version().await.unwrap_or_else(|| software.version.clone());
    Ok((Software { version, ..software }, introduced))
}

/// What is kept, if its days are in their range.
pub(crate) fn checked_caching(caching: Caching) -> Result<Caching> {
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
