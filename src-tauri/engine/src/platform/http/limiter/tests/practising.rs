//! Against practice servers with small windows, whose clock and ours are moved together.

use std::time::Duration;

use bailiwick_practice::{Fault, FaultKind, Kind, Limits, Options, Practice, Who, serve};
use serde_json::json;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::error::ErrorCode;
use crate::platform::BaseUrl;
use crate::platform::http::{Http, Posted};
use crate::secret::Secret;

/// 2027-01-15T08:00:00Z: windows of one and of three minutes begin.
const BEGIN: i64 = 1_800_000_000_000;
const SECOND: i64 = 1000;

const LISTS: &str = "api/v1/admin/accounts";

struct Scene {
    practice: Practice,
    http: Http,
    clock: watch::Sender<i64>,
}

impl Scene {
    async fn new(kind: Kind, who: Who, limits: Limits) -> Self {
        let practice = serve(Options { limits: Some(limits), ..Options::new(kind) }).await.unwrap();
        let (clock, now) = watch::channel(BEGIN);
        let base = BaseUrl::parse(&practice.base_url()).unwrap();
        let http = Http::new(base, Some(Secret::new(practice.token(who))), &Clock::Set(now)).unwrap();
        let scene = Scene { practice, http, clock };
        scene.set(BEGIN);
        scene
    }

    async fn mastodon(per_token: u32, paging: u32) -> Self {
        let seconds = Duration::from_secs;
        let limits = Limits { per_token, per_user: 1500, window: seconds(60), paging, paging_window: seconds(180) };
        Self::new(Kind::Mastodon, Who::Moderator, limits).await
    }

    fn set(&self, now: i64) {
        self.practice.stop_clock(jiff::Timestamp::from_millisecond(now).unwrap());
        self.clock.send_replace(now);
    }

    /// Some who ask for pages without end, and now and then for something else.
    fn background(&self, workers: usize) -> JoinSet<()> {
        let mut set = JoinSet::new();
        for _ in 0..workers {
            let http = self.http.in_background();
            set.spawn(async move {
                for number in 0_u32.. {
                    let page: &[_] = if number % 10 == 0 { &[] } else { &[("max_id", "9")] };
                    // A refusal is counted by the server.
                    drop(http.get(LISTS, page).await);
                }
            });
        }
        set
    }

    /// Until when background work waits, once it does.
    async fn waits(&self) -> i64 {
        loop {
            match self.http.budget().and_then(|budget| budget.waits_until) {
                Some(until) => return until.0,
                None => tokio::task::yield_now().await,
            }
        }
    }

    fn statuses(&self, wanted: u16) -> usize {
        self.practice.requests().iter().filter(|request| request.status == Some(wanted)).count()
    }
}

#[tokio::test]
async fn a_mastodons_two_throttles_are_used_as_far_as_is_allowed_without_one_429() {
    // By windows of one and three minutes: the first is bound by the token's throttle, the second by the paging's.
    for (per_token, paging, permitted) in [(50, 1000, 40 * 3), (50, 90, 90 + 9)] {
        let scene = Scene::mastodon(per_token, paging).await;
        let mut background = scene.background(4);
        let end = BEGIN + 9 * 180 * SECOND;
        loop {
            let until = scene.waits().await;
            // The person goes at once meanwhile; once in a window, so that it can be counted.
            assert_eq!(scene.http.get("api/v2/instance", &[]).await.unwrap().status(), 200);
            if until >= end {
                break;
            }
            scene.set(until);
        }
        background.shutdown().await;
        let person = scene.practice.requests().iter().filter(|request| request.path == "/api/v2/instance").count();
        assert_eq!(scene.statuses(429), 0);
        let (served, permitted) = (scene.statuses(200) - person, permitted * 9);
        assert!(served * 100 >= permitted * 98, "{served} of {permitted}");
    }
}

#[tokio::test]
async fn a_gitlabs_throttle_is_used_as_far_as_is_allowed_without_one_429() {
    let scene = Scene::new(Kind::Gitlab, Who::Administrator, Limits::default()).await;
    let settings = json!({
        "throttle_authenticated_api_enabled": true,
        "throttle_authenticated_api_requests_per_period": 100,
        "throttle_authenticated_api_period_in_seconds": 90,
    });
    scene.practice.change_settings(&settings).unwrap();
    let http = scene.http.in_background();
    let background = tokio::spawn(async move {
        loop {
            drop(http.get("api/v4/users", &[("page", "2")]).await);
        }
    });
    let end = BEGIN + 10 * 90 * SECOND;
    loop {
        let until = scene.waits().await;
        let budget = scene.http.budget().unwrap();
        assert_eq!((budget.limit, budget.remaining, budget.kept), (100, 20, 20));
        if until >= end {
            break;
        }
        scene.set(until);
    }
    background.abort();
    assert_eq!(scene.statuses(429), 0);
    assert!(scene.statuses(200) >= 784, "{} of 800", scene.statuses(200));
}

#[tokio::test]
async fn many_at_once_use_the_window_up_and_none_is_one_too_many() {
    let scene = Scene::mastodon(50, 1000).await;
    scene.http.get(LISTS, &[]).await.unwrap();
    let mut many = JoinSet::new();
    for _ in 0..120 {
        let http = scene.http.clone();
        many.spawn(async move { http.post("api/v1/admin/accounts/0/approve", &[]).await });
    }
    let (mut answered, mut held) = (0, 0);
    while let Some(one) = many.join_next().await {
        match one.unwrap() {
            Posted::Answered(_) => answered += 1,
            Posted::NotArrived(error) => {
                assert!(matches!(error.code, ErrorCode::RateLimited { until: Some(_) }));
                held += 1;
            }
            Posted::Unsure(error) => panic!("{error:?}"),
        }
    }
    assert_eq!((answered, held, scene.practice.requests().len()), (49, 71, 50));
    assert_eq!(scene.statuses(429), 0);
}

#[tokio::test]
async fn a_storm_of_refusals_is_met_with_one_request_at_a_time() {
    let scene = Scene::mastodon(300, 300).await;
    scene.http.get(LISTS, &[]).await.unwrap();
    scene.practice.add_fault(Fault::new("/", FaultKind::TooMany { retry_after: None }));
    let mut background = scene.background(8);
    let hour = BEGIN + 3600 * SECOND;
    let over = loop {
        let until = scene.waits().await;
        if until >= hour {
            break until;
        }
        scene.set(until);
    };
    let refused = scene.statuses(429);
    // Four were under way together; then one each time that the wait was over: 5, 10 and 15 minutes apart and so on.
    assert!((5..=4 + 12).contains(&refused), "{refused}");
    scene.practice.clear_faults();
    scene.set(over);
    let before = scene.practice.requests().len();
    scene.practice.request_came(|request| request.status == Some(200) && request.query.contains("max_id")).await;
    assert!(scene.practice.requests().len() > before);
    assert_eq!(scene.statuses(429), refused);
    background.shutdown().await;
}
