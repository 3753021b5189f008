//! What happens to the server of a desk: it leaves and comes back, stumbles, and others are there.

use bailiwick_engine::decision::{DecisionView, Review, Status};
use bailiwick_practice::{Fault, FaultKind};
use serde_json::json;

use super::desk::{Away, Desk};
use super::steps::{Deed, PEOPLE, Trip};

/// After so long without an answer nothing leaves before a word, in ms.
const LONG_AWAY: i64 = 10 * 60_000;

impl Desk {
    /// Two who wait and three who take part.
    pub(super) fn some_people(&self) -> Vec<(String, String)> {
        let local: Vec<_> = self.server.people().into_iter().filter(|one| one["user"]["role"].is_null()).collect();
        let plain = |one: &&serde_json::Value| {
            let flags = ["silenced_at", "sensitized_at", "suspension", "moved_to", "domain"];
            flags.iter().all(|flag| one[*flag].is_null()) && one["user"].is_object() && one["memorial"] == false
        };
        let named = |one: &serde_json::Value| {
            let id = one["id"].as_str().map_or_else(|| one["id"].to_string(), str::to_owned);
            (id, one["username"].as_str().unwrap().to_owned())
        };
        let of = |approved: bool| {
            let fits =
                move |one: &&serde_json::Value| one["user"]["approved"] == approved && one["user"]["disabled"] == false;
            local.iter().filter(plain).filter(fits).map(named)
        };
        let people: Vec<_> = of(false).take(2).chain(of(true).take(PEOPLE - 2)).collect();
        assert_eq!(people.len(), PEOPLE);
        people
    }

    pub(super) fn server_leaves(&mut self, another_page: bool) {
        let kind = if another_page { FaultKind::HtmlForJson } else { FaultKind::CloseBefore };
        self.server.clear_faults();
        self.server.add_fault(Fault::new("/", kind));
        self.notice();
        self.away = Some(Away { since: self.passed, posts: self.posts() });
    }

    pub(super) fn server_returns(&mut self) {
        let Some(away) = self.away.take() else { return };
        let waits = |decision: &DecisionView| matches!(decision.status, Status::Held | Status::Ready);
        let waiting: Vec<_> = self.journal().into_iter().filter(waits).collect();
        self.server.clear_faults();
        self.run(async |engine, profile| engine.check_connection(profile).await.unwrap());
        if self.passed - away.since >= LONG_AWAY {
            self.run(async |engine, profile| {
                let unasked = async || {
                    let now = engine.outbox(profile).await.unwrap();
                    now.into_iter().any(|one| waits(&one) && one.review == Review::None)
                };
                while unasked().await {
                    tokio::task::yield_now().await;
                }
            });
            assert_eq!(self.posts(), away.posts, "sent without a word: {waiting:?}");
        }
    }

    pub(super) fn stumble(&self, trip: Trip) {
        let kind = match trip {
            Trip::CloseBefore => FaultKind::CloseBefore,
            Trip::CloseAfter => FaultKind::CloseAfter,
            Trip::CutOff => FaultKind::CutOff,
            Trip::TooMany => FaultKind::TooMany { retry_after: None },
            Trip::Slow => FaultKind::Delay { ms: 30 },
        };
        self.server.add_fault(Fault::once("/api/v1/admin/accounts/", kind).on("POST"));
    }

    pub(super) fn somebody_else(&mut self, who: usize, deed: Deed) {
        let (account, _) = &self.people[who];
        let now = self.server.now().to_string();
        let change = match deed {
            Deed::Limits => json!({ "silenced_at": now }),
            Deed::Lifts => json!({ "silenced_at": null, "suspension": null, "user": { "disabled": false } }),
            Deed::Suspends => {
                let suspension =
                    json!({ "at": now, "origin": "local", "deletion_due": null, "deletion_queued_at": null });
                json!({ "suspension": suspension })
            }
            Deed::Freezes => json!({ "user": { "disabled": true } }),
            Deed::Approves => json!({ "user": { "approved": true } }),
            Deed::Removes => {
                self.server.remove_person(account);
                json!({})
            }
        };
        // Whoever is gone is not changed any more.
        if self.server.person(account).is_some() {
            self.server.change_person(account, &change).unwrap();
        }
        self.deeds.insert((account.clone(), deed));
    }
}
