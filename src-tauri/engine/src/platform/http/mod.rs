//! One wrapper over reqwest: base path, time-outs, size limit, budget, redirects, redaction, offline as an outcome.
//!
//! It knows nothing of Mastodon or GitLab but the forms in which they write errors, links and limits. The token goes into
//! one header of requests to the base's own origin and path, and nowhere else. Requests that change something are sent
//! once, on a fresh connection, and never redirected; what became of them is told apart in [`Posted`]. Every request goes
//! through the `limiter` of its server and token.

mod answer;
mod connect;
mod fault;
mod limiter;
mod link;
mod told;
mod words;

use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use url::Url;

pub(crate) use answer::Answer;
pub(crate) use connect::{Bounds, USER_AGENT, build_client, read_bounded, redirect_target};
pub(crate) use words::clean_words;

use self::connect::{Unread, authorization, client};
use self::limiter::{Class, Limiter, Permit};
use super::BaseUrl;
use super::address::host_for_people;
use crate::clock::Clock;
use crate::error::{Error, ErrorCode, Result};
use crate::model::Timestamp;
use crate::profile::Budget;
use crate::secret::Secret;

/// How many redirects are followed.
const REDIRECTS: usize = 3;

/// Requests to one server. A clone shares connections and limiter.
#[derive(Clone)]
pub struct Http {
    base: BaseUrl,
    token: Option<Secret>,
    /// Keeps connections between requests.
    reader: Client,
    /// Opens one for each request: a kept connection that the server has just closed would leave a decision unsure.
    writer: Client,
    bounds: Bounds,
    class: Class,
    limiter: Arc<Limiter>,
    /// For requests without the token, which the server counts by themselves.
    nobody: Arc<Limiter>,
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
    pub fn new(base: BaseUrl, token: Option<Secret>, clock: &Clock) -> Result<Self> {
        Self::bounded(base, token, Bounds::usual(clock))
    }

    pub(crate) fn bounded(base: BaseUrl, token: Option<Secret>, bounds: Bounds) -> Result<Self> {
        if let Some(token) = &token {
            authorization(token)?;
        }
        let reader = client(&base, &bounds, |builder| builder)?;
        let writer = client(&base, &bounds, |builder| builder.pool_max_idle_per_host(0))?;
        let (limiter, nobody) = (Limiter::new(&bounds.clock), Limiter::new(&bounds.clock));
        Ok(Http { base, token, reader, writer, bounds, class: Class::Person, limiter, nobody })
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

    /// The server's address.
    pub(crate) const fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// What is left of the server's budget, as far as its answers told.
    pub fn budget(&self) -> Option<Budget> {
        self.limiter.budget()
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
    pub(crate) async fn get_url(&self, mut url: Url) -> Result<Answer> {
        for _ in 0..=REDIRECTS {
            let request = self.request(&self.reader, Method::GET, url.clone())?;
            let mut permit = self.permit(&url).await?;
            let response = request.send().await.map_err(|error| self.fault(error))?;
            let held = permit.answered(response.status(), response.headers());
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                let answer = self.answer(response).await?;
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

    /// Asks the server to change something, once.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Posted {
        self.change(self.writing(Method::POST, path).map(|request| request.form(form))).await
    }

    /// Asks the server to put something in the place of something else, once.
    pub(crate) async fn put(&self, path: &str, form: &[(&str, &str)]) -> Posted {
        self.change(self.writing(Method::PUT, path).map(|request| request.form(form))).await
    }

    /// Asks the server to delete something, once. What else there is to say stands in the address: servers and proxies
    /// are free to ignore the body of a deletion.
    pub(crate) async fn delete(&self, path: &str, query: &[(&str, &str)]) -> Posted {
        self.change(self.writing(Method::DELETE, path).map(|request| request.query(query))).await
    }

    fn writing(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        self.request(&self.writer, method, self.base.join(path))
    }

    async fn change(&self, request: Result<RequestBuilder>) -> Posted {
        let request = request.and_then(|request| request.build().map_err(|error| self.fault(error)));
        let request = match request {
            Ok(request) => request,
            Err(error) => return Posted::NotArrived(error),
        };
        let mut permit = match self.permit(request.url()).await {
            Ok(permit) => permit,
            Err(error) => return Posted::NotArrived(error),
        };
        let response = match self.writer.execute(request).await {
            Ok(response) => response,
            Err(error) => {
                let (error, arrival) = self.fault_and_arrival(error);
                return match arrival {
                    Arrival::Impossible => Posted::NotArrived(error),
                    Arrival::Possible => Posted::Unsure(error),
                };
            }
        };
        let status = response.status();
        let held = permit.answered(status, response.headers());
        if status.is_redirection() {
            return self.redirected(&response);
        }
        let asked_to_wait = response.headers().contains_key(RETRY_AFTER);
        let answer = match self.answer(response).await {
            Ok(answer) => answer,
            // Refused, only the words are lost.
            Err(_) if status.is_client_error() => Answer::without_body(status.as_u16()),
            Err(error) => return Posted::Unsure(error),
        };
        match status {
            // A login page of a portal answers 200 as well: then the application never saw it, or did and we cannot know.
            _ if status.is_success() && answer.is_html() => Posted::Unsure(answer.refusal()),
            _ if status.is_success() => Posted::Answered(answer),
            StatusCode::TOO_MANY_REQUESTS => Posted::NotArrived(rate_limited(&answer, held)),
            StatusCode::SERVICE_UNAVAILABLE if asked_to_wait => Posted::NotArrived(answer.trouble()),
            StatusCode::REQUEST_TIMEOUT => Posted::Unsure(answer.refusal()),
            _ if status.is_client_error() => Posted::Answered(answer),
            _ => Posted::Unsure(answer.trouble()),
        }
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

    fn request(&self, client: &Client, method: Method, url: Url) -> Result<RequestBuilder> {
        debug_assert!(self.base.covers(&url), "a token would leave its server");
        let request = client.request(method, url);
        match &self.token {
            Some(token) => Ok(request.header(AUTHORIZATION, authorization(token)?)),
            None => Ok(request),
        }
    }

    async fn answer(&self, response: Response) -> Result<Answer> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = read_bounded(response, self.bounds.largest).await.map_err(|unread| match unread {
            Unread::TooLarge => too_large(self.bounds.largest),
            Unread::Broken(error) => self.fault(error),
        })?;
        Ok(Answer::new(status, headers, body, self.token.clone()))
    }

    async fn permit(&self, url: &Url) -> Result<Permit> {
        self.limiter.enter(limiter::Request::new(self.class, url)).await
    }

    fn fault(&self, error: reqwest::Error) -> Error {
        self.fault_and_arrival(error).0
    }

    fn fault_and_arrival(&self, error: reqwest::Error) -> (Error, Arrival) {
        let arrival = if error.is_connect() || error.is_builder() { Arrival::Impossible } else { Arrival::Possible };
        let seconds = if error.is_connect() { self.bounds.connect } else { self.bounds.total };
        (fault::of(error, &self.base.place_for_people(), seconds), arrival)
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
