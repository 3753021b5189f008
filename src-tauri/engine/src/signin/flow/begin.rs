//! How a sign-in begins: everything that is asked of the server before somebody is sent to its page.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, watch};

use super::super::listener::Listener;
use super::super::patience::Patience;
use super::super::proof::Proof;
use super::super::under_way::UnderWay;
use super::super::{Asked, SignInAsk, SignInFor, SignInStarted, SignInWay};
use super::{Flow, Leg, asking};
use crate::error::{ErrorCode, Result};
use crate::model::Timestamp;
use crate::platform;
use crate::platform::http::Http;
use crate::platform::oauth::{Device, Fault, OUT_OF_BAND, Registered};
use crate::{Engine, WeakEngine};

/// How long somebody may take, by the clock: to find the password, the second factor, and out of the pages in between.
const TIME: i64 = 10 * 60 * 1000;
/// A device's code is typed in no longer than this, whatever the server says, in seconds.
const LONGEST_DEVICE: u64 = 30 * 60;

impl Flow {
    /// Asks the server for everything that is needed before somebody is sent to its page.
    ///
    /// # Errors
    /// As [`Engine::begin_sign_in`].
    pub async fn begin(engine: &Engine, target: SignInFor, asked: Asked, ask: &SignInAsk) -> Result<(Self, Leg)> {
        let Asked { software, base, line, known } = asked;
        let clock = engine.0.clock.clone();
        let http = Http::new(base.clone(), None, &line)?;
        let in_use = engine.tokens_in_use(&target).await;
        let now = clock.now();
        let mut ends_at = Timestamp(now.0.saturating_add(TIME));
        let (asking, leg, page) = match ask.way {
            SignInWay::Browser => {
                let listener = listener(known.as_ref()).await?;
                let asking = asking(&http, &software, ask, &listener.redirect(), known.as_ref()).await?;
                let proof = Proof::new()?;
                let page = asking.page(&base, &proof.state, &proof.challenge()).into();
                (asking, Leg::Browser(listener.listen(proof.clone()), proof), page)
            }
            SignInWay::Code => {
                let asking = asking(&http, &software, ask, OUT_OF_BAND, known.as_ref()).await?;
                let proof = Proof::new()?;
                let page = asking.page(&base, &proof.state, &proof.challenge()).into();
                (asking, Leg::Code(proof), page)
            }
            SignInWay::Device => {
                let mut asking = asking(&http, &software, ask, "", known.as_ref()).await?;
                let device = match Device::begin(&http, &asking).await {
                    Err(refused) if refused.fault == Fault::Scope => {
                        let fewer = platform::fewer_scopes(software.platform, &asking.scopes).ok_or(refused)?;
                        asking.scopes = fewer;
                        Device::begin(&http, &asking).await?
                    }
                    begun => begun?,
                };
                let lives = device.lives.unwrap_or(LONGEST_DEVICE).min(LONGEST_DEVICE);
                ends_at = Timestamp(now.0.saturating_add(i64::try_from(lives * 1000).unwrap_or(TIME)));
                let page = platform::device_page(software.platform, &base, &device.user_code)?;
                (asking, Leg::Device(device), page)
            }
        };
        if let SignInFor::Draft { draft } = &target {
            let registered = Registered { app: asking.app.clone(), scopes: asking.scopes.clone() };
            engine.drafts().get_mut(draft).ok_or(ErrorCode::DraftGone)?.registered = Some(registered);
        }
        let flow = Flow {
            id: uuid::Uuid::new_v4().to_string(),
            target,
            software,
            base,
            line,
            http,
            clock,
            engine: WeakEngine(Arc::downgrade(&engine.0)),
            ask: ask.clone(),
            asking,
            page: Arc::new(Mutex::new(page)),
            begun: now,
            ends_at,
            in_use,
        };
        Ok((flow, leg))
    }

    /// Lets it go on by itself.
    pub fn start(self, leg: Leg, engine: &Engine) -> (SignInStarted, UnderWay) {
        let (stop, stopped) = watch::channel(false);
        let (pastes, pasted) = mpsc::channel(1);
        let (tell, outcome) = watch::channel(None);
        let page = self.page.clone();
        let started = SignInStarted {
            id: self.id.clone(),
            way: self.ask.way,
            page: page.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            user_code: match &leg {
                Leg::Device(device) => Some(device.user_code.clone()),
                Leg::Browser(..) | Leg::Code(_) => None,
            },
            scopes: self.asking.scopes.clone(),
            ends_at: self.ends_at,
        };
        let target = self.target.clone();
        let patience = Patience { clock: self.clock.clone(), ends_at: self.ends_at, stop: stopped };
        engine.0.sign_ins.watch_over(tokio::spawn(async move {
            let outcome = self.run(leg, patience, pasted).await;
            tell.send_replace(Some(outcome));
        }));
        (started, UnderWay { target, page, pastes, stop, outcome })
    }
}

/// A listener at the port of the last time, because older servers compare it; at any where that is taken.
async fn listener(known: Option<&Registered>) -> Result<Listener> {
    let redirect = known.and_then(|known| url::Url::parse(&known.app.redirect).ok());
    if let Some(port) = redirect.and_then(|redirect| redirect.port())
        && let Ok(listener) = Listener::bind(Some(port)).await
    {
        return Ok(listener);
    }
    Listener::bind(None).await
}
