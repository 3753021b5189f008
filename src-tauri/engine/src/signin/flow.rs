//! How one sign-in goes: it asks, waits for somebody, exchanges what came for a token, and hands that to its draft or profile.
//!
//! Waiting can be broken off at any moment. An exchange cannot: what it brings would be alive on the server and known to
//! nobody here. So it comes to its end, and what it brought is given back.

mod begin;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use super::giving_back::{Place, give_back};
use super::listener::{Came, Listening, Reply};
use super::page::Page;
use super::patience::Patience;
use super::proof::Proof;
use super::under_way::{Outcome, Paste};
use super::{SignInAsk, SignInFor, SignedIn};
use crate::clock::Clock;
use crate::error::{ErrorCode, Problem, Result};
use crate::model::Timestamp;
use crate::platform::http::Http;
use crate::platform::oauth::{Asking, Device, Fault, Refused, Registered, Told, Wanted};
use crate::platform::{self, BaseUrl, Line};
use crate::profile::Software;
use crate::secret::{Credential, Secret};
use crate::{Engine, WeakEngine};

/// A sign-in before it starts, and then as long as it goes.
pub struct Flow {
    id: String,
    target: SignInFor,
    software: Software,
    base: BaseUrl,
    line: Line,
    http: Http,
    clock: Clock,
    engine: WeakEngine,
    ask: SignInAsk,
    asking: Asking,
    page: Arc<Mutex<String>>,
    begun: Timestamp,
    ends_at: Timestamp,
    /// What opened the server when it began: never given back.
    in_use: Vec<Secret>,
}

/// What is waited for.
pub enum Leg {
    Browser(Listening, Proof),
    Code(Proof),
    Device(Device),
}

impl Flow {
    async fn run(mut self, mut leg: Leg, mut patience: Patience, mut pasted: mpsc::Receiver<Paste>) -> Outcome {
        // The leg is kept to the end: until then the browser is told that its answer was used.
        let granted = match &mut leg {
            Leg::Browser(listening, proof) => self.browse(&mut patience, listening, proof).await,
            Leg::Code(proof) => return self.read_codes(&mut patience, &mut pasted, proof).await,
            Leg::Device(device) => self.ask_device(&mut patience, device).await,
        };
        let outcome = self.finish(&patience, granted).await;
        if let Leg::Browser(listening, _) = leg {
            listening.close().await;
        }
        outcome
    }

    /// Waits for the browser. A server that does not know a scope, or the application any more, is asked once more in the
    /// same window.
    async fn browse(
        &mut self,
        patience: &mut Patience,
        listening: &mut Listening,
        proof: &mut Proof,
    ) -> Result<Credential> {
        let mut may_register = platform::registers_itself(self.software.platform);
        loop {
            let Came { answer, reply } = patience.wait(listening.next()).await?.ok_or(ErrorCode::ListenerUnusable)?;
            let refused = match answer {
                Ok(code) => match self.asking.exchange(&self.http, &code, &proof.verifier, self.clock.now()).await {
                    Ok(credential) => {
                        let _gone_browser = reply.send(Reply::Page(Page::Done));
                        return Ok(credential);
                    }
                    Err(refused) => refused,
                },
                Err(refused) => refused,
            };
            let page = if refused.fault == Fault::Denied { Page::Denied } else { Page::Failed };
            match self.another(refused, &mut may_register).await {
                Ok(asking) => {
                    self.asking = asking;
                    *proof = Proof::new()?;
                    listening.expect(proof.clone());
                    let address = self.show(proof);
                    let _gone_browser = reply.send(Reply::Again(address));
                }
                Err(error) => {
                    let _gone_browser = reply.send(Reply::Page(page));
                    return Err(error);
                }
            }
        }
    }

    /// What to ask instead of what was refused.
    async fn another(&self, refused: Refused, may_register: &mut bool) -> Result<Asking> {
        if refused.fault == Fault::Scope
            && let Some(scopes) = platform::fewer_scopes(self.software.platform, &self.asking.scopes)
        {
            return Ok(Asking { scopes, ..self.asking.clone() });
        }
        if refused.fault == Fault::Client && std::mem::replace(may_register, false) {
            tracing::info!("the server forgot the application; it is registered again");
            return asking(&self.http, &self.software, &self.ask, &self.asking.app.redirect, None).await;
        }
        Err(refused.into())
    }

    /// Waits for codes that are pasted. Another code than the server's is refused and waited on; everything else ends it.
    async fn read_codes(
        &mut self,
        patience: &mut Patience,
        pasted: &mut mpsc::Receiver<Paste>,
        proof: &Proof,
    ) -> Outcome {
        loop {
            let paste = match patience.wait(pasted.recv()).await {
                Ok(Some(paste)) => paste,
                Ok(None) => return Err(Problem::from(&ErrorCode::Stopped.into())),
                Err(error) => return Err(Problem::from(&error)),
            };
            let granted = self.asking.exchange(&self.http, &paste.code, &proof.verifier, self.clock.now()).await;
            let (outcome, again) = match granted {
                Err(refused) if refused.fault == Fault::Grant || refused.may_pass() => {
                    (Err(Problem::from(&refused.into())), !patience.is_stopped())
                }
                // Forgotten meanwhile: the page that is open is of no use any more.
                Err(refused) if refused.fault == Fault::Client => {
                    (Err(Problem::from(&ErrorCode::SignInGone.into())), false)
                }
                granted => (self.finish(patience, granted.map_err(Into::into)).await, false),
            };
            let _nobody_waits = paste.reply.send(outcome.clone());
            if !again {
                return outcome;
            }
        }
    }

    async fn ask_device(&mut self, patience: &mut Patience, device: &mut Device) -> Result<Credential> {
        let mut asked = self.begun;
        loop {
            patience.wait(self.clock.sleep_from(asked, device.pause())).await?;
            asked = self.clock.now();
            match device.ask(&self.http, &self.asking, asked).await? {
                Told::Granted(credential) => return Ok(*credential),
                Told::NotYet => {}
            }
        }
    }

    /// Hands over what was granted, or gives it back.
    async fn finish(&mut self, patience: &Patience, granted: Result<Credential>) -> Outcome {
        let credential = granted.map_err(|error| Problem::from(&error))?;
        let place = Place { platform: self.software.platform, base: self.base.clone(), line: self.line.clone() };
        let mut in_use = std::mem::take(&mut self.in_use);
        let Some(engine) = self.engine.upgrade() else {
            give_back(place, credential, &in_use).await;
            return Err(Problem::from(&ErrorCode::Stopped.into()));
        };
        let handed = if patience.is_stopped() {
            Err(ErrorCode::Stopped.into())
        } else {
            self.hand_over(&engine, credential.clone()).await
        };
        let outcome = match (handed, &self.target) {
            // Cancelled while the server told who that is: whoever cancelled sees nobody there.
            (Ok(_), SignInFor::Draft { draft }) if patience.is_stopped() => {
                engine.forget_entered(draft, &credential.token);
                Err(ErrorCode::Stopped.into())
            }
            (handed, _) => handed,
        };
        if outcome.is_err() {
            in_use.extend(engine.tokens_in_use(&self.target).await);
            engine.give_back_soon(place, credential, in_use);
        }
        outcome.map_err(|error| Problem::from(&error))
    }

    async fn hand_over(&self, engine: &Engine, credential: Credential) -> Result<SignedIn> {
        match &self.target {
            SignInFor::Draft { draft } => {
                let person = engine.identify_with(draft, credential).await?;
                Ok(SignedIn::Person { person: Box::new(person) })
            }
            SignInFor::Profile { profile } => {
                let view = engine.renew_with(profile, credential).await?;
                Ok(SignedIn::Profile { profile: Box::new(view) })
            }
        }
    }

    /// Shows another page from now on. Gives its address.
    fn show(&self, proof: &Proof) -> String {
        let page: String = self.asking.page(&self.base, &proof.state, &proof.challenge()).into();
        self.page.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&page);
        page
    }
}

async fn asking(
    http: &Http,
    software: &Software,
    ask: &SignInAsk,
    redirect: &str,
    known: Option<&Registered>,
) -> Result<Asking> {
    let application = ask.application.as_deref();
    platform::asking(http, software, &Wanted { purpose: ask.purpose, redirect, application, known }).await
}
