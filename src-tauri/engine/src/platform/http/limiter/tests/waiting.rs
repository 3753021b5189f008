//! Requests that wait: by the clock that was given, woken by answers, and gone when nobody wants them any more.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::Clock;
use crate::error::ErrorCode;
use crate::model::Timestamp;
use crate::platform::canned::{Canned, NOW, TOKEN, reply};
use crate::platform::http::{Http, Posted};
use crate::secret::Secret;

/// A server whose window of five minutes has so many of ten left before each answer, and our clock.
async fn server(before: u32) -> (Canned, Http, watch::Sender<i64>) {
    let left = AtomicU32::new(before);
    let server = Canned::serve(move |_| {
        let left = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_sub(1)));
        let left = left.unwrap_or_default().saturating_sub(1);
        let headers = format!(
            "X-RateLimit-Limit: 10\r\nX-RateLimit-Remaining: {left}\r\nX-RateLimit-Reset: 2026-11-21T10:05:00.5Z\r\n\
             Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n"
        );
        reply(200, &headers, "[]")
    })
    .await;
    let (set, clock) = watch::channel(NOW);
    let token = Some(Secret::new(TOKEN.to_owned()));
    let http = Http::new(server.base.clone(), token, &Clock::Set(clock)).unwrap();
    (server, http, set)
}

/// Lets everything happen that can happen now, until background work waits.
async fn waiting(http: &Http) -> Timestamp {
    loop {
        match http.budget().and_then(|budget| budget.waits_until) {
            Some(until) => return until,
            None => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test]
async fn background_waits_for_the_windows_end_while_the_person_goes_at_once() {
    let (server, http, clock) = server(4).await;
    let background = http.in_background();
    background.get("api/a", &[]).await.unwrap();
    let later = tokio::spawn(async move {
        background.get("api/b", &[]).await.unwrap();
        background.get("api/c", &[]).await.map(|answer| answer.status())
    });
    let end = Timestamp(NOW + 300_000);
    assert_eq!(waiting(&http).await, end);
    let budget = http.budget().unwrap();
    assert_eq!((budget.limit, budget.remaining, budget.kept, budget.resets_at), (10, 2, 2, Some(end)));
    assert!(matches!(http.post("api/verb", &[]).await, Posted::Answered(_)));
    http.get("api/look", &[]).await.unwrap();
    // Now it is spent: nothing is sent.
    let refused = ErrorCode::RateLimited { until: Some(end) };
    assert_eq!(http.get("api/look", &[]).await.unwrap_err().code, refused);
    assert!(matches!(http.post("api/verb", &[]).await, Posted::NotArrived(error) if error.code == refused));
    assert_eq!(server.lines(), ["GET /api/a", "GET /api/b", "POST /api/verb", "GET /api/look"]);
    clock.send_replace(NOW + 299_999);
    assert_eq!(waiting(&http).await, end);
    clock.send_replace(NOW + 300_000);
    assert_eq!(later.await.unwrap().unwrap(), 200);
    assert_eq!(server.lines().len(), 5);
}

#[tokio::test]
async fn who_no_longer_wants_to_wait_leaves_nothing_behind() {
    let (server, http, clock) = server(2).await;
    let background = http.in_background();
    http.get("api/a", &[]).await.unwrap();
    let waits = tokio::spawn(async move { background.get("api/b", &[("max_id", "7")]).await.map(|_| ()) });
    waiting(&http).await;
    waits.abort();
    assert!(waits.await.unwrap_err().is_cancelled());
    assert_eq!(http.budget().unwrap().waits_until, None);
    clock.send_replace(NOW + 300_000);
    http.in_background().get("api/c", &[]).await.unwrap();
    assert_eq!(server.lines(), ["GET /api/a", "GET /api/c"]);
}

#[tokio::test]
async fn an_answer_wakes_those_who_waited_for_it() {
    let (_server, http, _clock) = server(9).await;
    let many = (0..6).map(|_| {
        let background = http.in_background();
        tokio::spawn(async move { background.get("api/x", &[]).await.map(|answer| answer.status()) })
    });
    for one in many.collect::<Vec<_>>() {
        let answered = tokio::time::timeout(Duration::from_secs(20), one).await;
        assert_eq!(answered.unwrap().unwrap().unwrap(), 200);
    }
}
