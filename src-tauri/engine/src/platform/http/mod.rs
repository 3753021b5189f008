//! One wrapper over reqwest: base path, time-outs, size limit, budget, redirects, redaction, offline as an outcome.
//!
//! It knows nothing of Mastodon or GitLab but the forms in which they write errors, links and limits. The token goes into
//! one header of requests to the base's own origin and path, and nowhere else. Requests that change something are sent
//! once, on a fresh connection, and never redirected; what became of them is told apart in [`Posted`]. Every request goes
//! through the `limiter` of its server and token.

mod answer;
pub(crate) mod certificate;
mod clocks;
mod connect;
mod fault;
mod limiter;
mod line;
mod link;
mod look;
mod redact;
mod source;
mod tls;
mod told;
mod words;

use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, RETRY_AFTER};
use reqwest::{Client, Method, Request, RequestBuilder, Response, StatusCode};
use url::Url;

pub(crate) use answer::Answer;
pub(crate) use clocks::TELLING as CLOCK_TELLING;
pub(crate) use connect::{Bounds, USER_AGENT, build_client, read_bounded, redirect_target};
pub use line::Line;
pub(crate) use line::typed_proxy;
pub(crate) use look::look;
#[cfg(test)]
pub(crate) use redact::forms;
pub(crate) use redact::redacted;
pub use source::{Keeper, TokenSource};
pub(crate) use tls::config as tls_config;
pub(crate) use words::clean_words;

use self::clocks::Clocks;
use self::connect::{Unread, authorization, client};
use self::fault::Place;
use self::limiter::{Class, Limiter, Permit};
use super::BaseUrl;
use super::address::host_for_people;
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::profile::Budget;
use crate::secret::{Credential, Secret, Way};

/// How many redirects are followed.
const REDIRECTS: usize = 3;

/// Requests to one server. A clone shares connections and limiter.
#[derive(Clone)]
pub struct Http {
    base: BaseUrl,
    token: Option<Arc<TokenSource>>,
    /// Keeps connections between requests.
    reader: Client,
    /// Opens one for each request: a kept connection that the server has just closed would leave a decision unsure.
    writer: Client,
    bounds: Bounds,
    /// The proxy that stands before the server.
    proxy: Option<String>,
    class: Class,
    limiter: Arc<Limiter>,
    /// For requests without the token, which the server counts by themselves.
    nobody: Arc<Limiter>,
    /// How far our clock and the server's differ.
    clocks: Arc<Clocks>,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Http").field("base", &self.base).finish_non_exhaustive()
    }
}

/// What became of a request that changes something, as far as HTTP tells.
#[derive(Debug)]
pub(crate) enum Posted {
    /// The application answered: 2xx with something else than a page for people, or 4xx.
    Answered(Answer),
    /// It surely did not reach the application.
    NotArrived(Error),
    /// It may have.
    Unsure(Error),
}

/// Whether a request without an answer may have been read by the server.
enum Arrival {
    Impossible,
    Possible,
}

impl Http {
    /// Prepares requests to a server, with a token or as nobody.
    ///
    /// # Errors
    /// [`ErrorCode::NotAToken`] for a token that no header can carry; [`ErrorCode::Internal`] if TLS cannot be set up.
    pub fn new(base: BaseUrl, token: Option<Secret>, line: impl Into<Line>) -> Result<Self> {
        Self::bounded(base, token, Bounds::usual(line.into()))
    }

    pub(crate) fn bounded(base: BaseUrl, token: Option<Secret>, bounds: Bounds) -> Result<Self> {
        if let Some(token) = &token {
            authorization(token)?;
        }
        let tls = if base.is_https() { tls::config(&base, &bounds.line)? } else { None };
        let reader = client(&base, &bounds, tls.clone(), |builder| builder)?;
        let writer = client(&base, &bounds, tls, |builder| builder.pool_max_idle_per_host(0))?;
        let clock = &bounds.line.clock;
        let (limiter, nobody, clocks) = (Limiter::new(clock), Limiter::new(clock), Arc::default());
        let proxy = bounds.line.proxy_before(&base);
        let fixed = |token| TokenSource::fixed(Credential { token, since: None, way: Way::Pasted });
        let token = token.map(fixed);
        Ok(Http { base, token, reader, writer, bounds, proxy, class: Class::Person, limiter, nobody, clocks })
    }

    /// The same requests with the token of that source.
    pub(crate) fn carrying(self, source: Arc<TokenSource>) -> Self {
        Http { token: Some(source), ..self }
    }

    /// Requests to the same server without the token, for what is public. Their budget is not the token's.
    pub(crate) fn as_nobody(&self) -> Self {
        Http { token: None, limiter: Arc::clone(&self.nobody), ..self.clone() }
    }

    /// Requests that have time: they wait until the server has room for them, and leave some to the person. All others
    /// go at once; where the server would surely refuse them they are [`ErrorCode::RateLimited`] without being sent.
    pub(crate) fn in_background(&self) -> Self {
        Http { class: Class::Background, ..self.clone() }
    }

    /// Requests that are owed to the server: they are sent even where it would surely refuse them.
    pub(crate) fn come_what_may(&self) -> Self {
        Http { class: Class::Owed, ..self.clone() }
    }

    /// What the server granted when somebody signed in; none for a pasted token, which nobody tells as exactly.
    pub(crate) fn granted(&self) -> Option<Vec<String>> {
        self.token.as_ref()?.granted()
    }

    /// The server's address.
    pub(crate) const fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// What is left of the server's budget, as far as its answers told.
    pub fn budget(&self) -> Option<Budget> {
        self.limiter.budget()
    }

    /// What is left of the throttle that every request counts in.
    pub fn throttle(&self) -> Option<Budget> {
        self.limiter.throttle()
    }

    /// The clock that requests are timed by.
    pub(crate) const fn clock(&self) -> &crate::clock::Clock {
        &self.bounds.line.clock
    }

    /// By how many seconds our clock is ahead of the server's, by its last answer that told; negative where it is behind.
    pub(crate) fn clock_ahead(&self) -> Option<i32> {
        self.clocks.ahead()
    }

    /// Reads something. `path` is below the base path, without a leading slash.
    ///
    /// # Errors
    /// What the network, the server's availability (429, 5xx), a redirect elsewhere or the size did, and
    /// [`ErrorCode::RateLimited`] without asking where a 429 would surely be the answer. Every other status is an
    /// [`Answer`].
    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Answer> {
        let mut url = self.base.join(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.get_url(url).await
    }

    /// Reads something at an address that the server gave, which must be [covered](BaseUrl::covers) by the base.
    pub(crate) async fn get_url(&self, url: Url) -> Result<Answer> {
        let token = self.token().await?;
        // Boxed: every question carries this one within it, and a thread's stack has only so much room.
        let answer = Box::pin(self.get_with(url.clone(), token.as_ref())).await?;
        match self.after_refusal(&answer, token.as_ref()).await? {
            Some(fresh) => Box::pin(self.get_with(url, Some(&fresh))).await,
            None => Ok(answer),
        }
    }

    async fn get_with(&self, mut url: Url, token: Option<&Secret>) -> Result<Answer> {
        for _ in 0..=REDIRECTS {
            let request = self.request(&self.reader, Method::GET, url.clone());
            let request = match token {
                Some(token) => request.header(AUTHORIZATION, authorization(token)?),
                None => request,
            };
            let mut permit = self.permit(&url).await?;
            let response = request.send().await.map_err(|error| self.fault(error))?;
            let held = self.answered(&mut permit, &response);
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                let answer = self.answer(response, token).await?;
                return available(answer, held);
            }
            url = redirect_target(&response, &url).ok_or_else(|| says_no(response.status()))?;
            if !self.base.covers(&url) {
                return Err(self.sent_away(&url, response.status()));
            }
        }
        // The server sends us in a circle.
        Err(Error::new(ErrorCode::ServerSaysNo { status: StatusCode::LOOP_DETECTED.as_u16() }))
    }

    /// The token for a request that leaves now; none as nobody.
    async fn token(&self) -> Result<Option<Secret>> {
        let Some(source) = &self.token else { return Ok(None) };
        Box::pin(source.token(&self.renewing(), &self.bounds.line.clock)).await.map(Some)
    }

    /// Another token after one was not taken; none where there is no other, or another was the reason. Our clock may be
    /// wrong, so that an expired token looked good.
    async fn after_refusal(&self, answer: &Answer, token: Option<&Secret>) -> Result<Option<Secret>> {
        let (Some(source), Some(token)) = (&self.token, token) else { return Ok(None) };
        if answer.status() != StatusCode::UNAUTHORIZED.as_u16() || answer.is_html() {
            return Ok(None);
        }
        Box::pin(source.renewed(&self.renewing(), &self.bounds.line.clock, token)).await
    }

    /// Requests that renew the token: they carry none.
    fn renewing(&self) -> Self {
        self.as_nobody().come_what_may()
    }

    /// Asks the server to change something, once.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Posted {
        self.change(self.writing(Method::POST, path).form(form)).await
    }

    /// Asks the server to put something in the place of something else, once.
    pub(crate) async fn put(&self, path: &str, form: &[(&str, &str)]) -> Posted {
        self.change(self.writing(Method::PUT, path).form(form)).await
    }

    /// Asks the server to delete something, once. What else there is to say stands in the address: servers and proxies
    /// are free to ignore the body of a deletion.
    pub(crate) async fn delete(&self, path: &str, query: &[(&str, &str)]) -> Posted {
        self.change(self.writing(Method::DELETE, path).query(query)).await
    }

    fn writing(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(&self.writer, method, self.base.join(path))
    }

    /// Sends it once. It goes again with another token only where the server surely did nothing, because it did not take
    /// the first.
    async fn change(&self, request: RequestBuilder) -> Posted {
        let sent = async {
            let request = request.build().map_err(|error| self.fault(error))?;
            let token = self.token().await?;
            let again = self.token.as_ref().and_then(|_| request.try_clone());
            let posted = Box::pin(self.change_with(request, token.as_ref())).await?;
            let (Posted::Answered(answer), Some(again)) = (&posted, again) else { return Ok(posted) };
            match self.after_refusal(answer, token.as_ref()).await? {
                Some(fresh) => Box::pin(self.change_with(again, Some(&fresh))).await,
                None => Ok(posted),
            }
        };
        // Whatever is an error here came before the request, or after one that the server did not take.
        sent.await.unwrap_or_else(Posted::NotArrived)
    }

    async fn change_with(&self, mut request: Request, token: Option<&Secret>) -> Result<Posted> {
        if let Some(token) = token {
            request.headers_mut().insert(AUTHORIZATION, authorization(token)?);
        }
        let mut permit = self.permit(request.url()).await?;
        let response = match self.writer.execute(request).await {
            Ok(response) => response,
            Err(error) => {
                let (error, arrival) = self.fault_and_arrival(error);
                return Ok(match arrival {
                    Arrival::Impossible => Posted::NotArrived(error),
                    Arrival::Possible => Posted::Unsure(error),
                });
            }
        };
        let status = response.status();
        let held = self.answered(&mut permit, &response);
        if status.is_redirection() {
            return Ok(self.redirected(&response));
        }
        let asked_to_wait = response.headers().contains_key(RETRY_AFTER);
        let answer = match self.answer(response, token).await {
            Ok(answer) => answer,
            // Refused, only the words are lost.
            Err(_) if status.is_client_error() => Answer::without_body(status.as_u16()),
            Err(error) => return Ok(Posted::Unsure(error)),
        };
        Ok(match status {
            // A login page of a portal answers 200 as well: then the application never saw it, or did and we cannot know.
            _ if status.is_success() && answer.is_html() => Posted::Unsure(answer.refusal()),
            _ if status.is_success() => Posted::Answered(answer),
            StatusCode::TOO_MANY_REQUESTS => Posted::NotArrived(rate_limited(&answer, held)),
            StatusCode::SERVICE_UNAVAILABLE if asked_to_wait => Posted::NotArrived(answer.trouble()),
            StatusCode::REQUEST_TIMEOUT => Posted::Unsure(answer.refusal()),
            _ if status.is_client_error() => Posted::Answered(answer),
            _ => Posted::Unsure(answer.trouble()),
        })
    }

    /// 307 and 308 ask to send it again elsewhere, so here nothing was done. To another host or scheme a proxy sends,
    /// before the application reads anything (http to https, a canonical name, a sign-in). Everything else (301, 302 and
    /// 304 on the own server, 303 to anywhere) may be an application that did it and says "look there": sending it again
    /// could be a second strike.
    fn redirected(&self, response: &Response) -> Posted {
        let target = redirect_target(response, response.url()).unwrap_or_else(|| response.url().clone());
        let error = self.sent_away(&target, response.status());
        match response.status() {
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => Posted::NotArrived(error),
            StatusCode::SEE_OTHER => Posted::Unsure(error),
            _ if self.is_own(&target) => Posted::Unsure(error),
            _ => Posted::NotArrived(error),
        }
    }

    fn is_own(&self, target: &Url) -> bool {
        self.base.join("").origin() == target.origin()
    }

    /// The error of a redirect that is not followed: to another server, or to a page for people on the same one.
    fn sent_away(&self, target: &Url, status: StatusCode) -> Error {
        Error::new(if self.is_own(target) {
            ErrorCode::HtmlInsteadOfData { status: status.as_u16() }
        } else {
            ErrorCode::SentElsewhere { host: host_for_people(target.host_str().unwrap_or_default()) }
        })
    }

    fn request(&self, client: &Client, method: Method, url: Url) -> RequestBuilder {
        debug_assert!(self.base.covers(&url), "a token would leave its server");
        client.request(method, url)
    }

    async fn answer(&self, response: Response, token: Option<&Secret>) -> Result<Answer> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = read_bounded(response, self.bounds.largest).await.map_err(|unread| match unread {
            Unread::TooLarge => too_large(self.bounds.largest),
            Unread::Broken(error) => self.fault(error),
        })?;
        let answer = Answer::new(status, headers, body, token.cloned());
        fault::of_page(&answer, &self.base).map_or(Ok(answer), Err)
    }

    /// Takes note of what an answer's head tells.
    fn answered(&self, permit: &mut Permit, response: &Response) -> Option<Timestamp> {
        self.clocks.note(response.headers(), self.bounds.line.clock.now());
        permit.answered(response.status(), response.headers())
    }

    async fn permit(&self, url: &Url) -> Result<Permit> {
        self.limiter.enter(limiter::Request::new(self.class, url)).await
    }

    fn fault(&self, error: reqwest::Error) -> Error {
        self.fault_and_arrival(error).0
    }

    fn fault_and_arrival(&self, error: reqwest::Error) -> (Error, Arrival) {
        let early = error.is_connect() || error.is_builder();
        let seconds = if error.is_connect() { self.bounds.connect } else { self.bounds.total };
        let error = fault::of(error, &self.place(), seconds);
        // With TLS 1.3 the word about our certificate comes after we have written, and before anybody has read it.
        let shut_out = matches!(
            error.code,
            ErrorCode::ClientCertificateNeeded { .. } | ErrorCode::ClientCertificateRefused { .. }
        );
        (error, if early || shut_out { Arrival::Impossible } else { Arrival::Possible })
    }

    fn place(&self) -> Place<'_> {
        Place {
            host: self.base.place_for_people(),
            proxy: self.proxy.as_deref(),
            shows_certificate: self.bounds.line.client.is_some(),
            now: self.bounds.line.clock.now(),
        }
    }
}

fn available(answer: Answer, held: Option<Timestamp>) -> Result<Answer> {
    match answer.status() {
        429 => Err(rate_limited(&answer, held)),
        500..=599 => Err(answer.trouble()),
        _ => Ok(answer),
    }
}

fn rate_limited(answer: &Answer, until: Option<Timestamp>) -> Error {
    Error::new(ErrorCode::RateLimited { until }).saying(answer.words())
}

fn says_no(status: StatusCode) -> Error {
    Error::new(ErrorCode::ServerSaysNo { status: status.as_u16() })
}

fn too_large(largest: usize) -> Error {
    Error::new(ErrorCode::TooLarge { megabytes: u32::try_from(largest / (1024 * 1024)).unwrap_or(u32::MAX) })
}

#[cfg(test)]
mod tests;
