//! Dormancy (§1.6): what the desk refuses beforehand is exactly what the server would refuse, on both sides of the border.

use bailiwick_engine::action::{Choices, Refusal, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::error::{ErrorCode, Result};
use bailiwick_engine::profile::ServerSettings;
use bailiwick_practice::Who;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::place::{Person, Place};
use super::raw::send;
use super::{cell, people};
use crate::bench::code;

/// Whether the desk offers it; the refusal must be this one, with the days of this activity.
async fn offered(place: &Place, person: &Person) -> std::result::Result<(), Refusal> {
    let seen = place.engine().look_at_account(place.profile(), &person.account()).await.unwrap();
    let offer = seen.offers.into_iter().find(|offer| offer.verb == Verb::Deactivate).unwrap();
    offer.refusal.map_or(Ok(()), Err)
}

/// The last activity was so many hours ago, seen by a sign-in, by the day of the activity, or by both.
fn active(place: &Place, hours: i64, by: &str) -> Value {
    let at = place.server.now() - SignedDuration::from_hours(hours);
    let mut fields = people::active(Some(at));
    if by == "sign-in" {
        fields["last_activity_on"] = Value::Null;
    }
    if by == "day" {
        fields["current_sign_in_at"] = Value::Null;
    }
    if by == "an older sign-in" {
        let older = at - SignedDuration::from_hours(24 * 300);
        fields["current_sign_in_at"] = json!(older.to_string());
    }
    if by == "an older day" {
        let older = (at - SignedDuration::from_hours(24 * 300)).to_zoned(TimeZone::UTC).date();
        fields["last_activity_on"] = json!(older.to_string());
    }
    fields
}

#[tokio::test]
async fn what_is_refused_beforehand_is_exactly_what_the_server_refuses() {
    let mut odd = Vec::new();
    let (mut refused, mut taken) = (0, 0);
    // §1.6: lower than 90 only while the automatic deactivation is off, as it is here.
    for period in [1, 30, 90, 365] {
        let place = Place::new("18.6", false).await;
        place.server.change_settings(&json!({ "deactivate_dormant_users_period": period })).unwrap();
        let place = place.with_desk().await;
        let cell = cell("deactivate", "18.6", "dormant", "active");
        for days in [0, 1, period - 2, period - 1, period, period + 1, period + 2] {
            for (by, hours) in
                [("sign-in", 1), ("sign-in", -1), ("day", 0), ("an older day", 1), ("an older sign-in", 1)]
            {
                let person = place.subject(&cell);
                place.server.change_person(&person.id, &active(&place, (24 * days + hours).max(0), by)).unwrap();
                let offer = offered(&place, &person).await;
                let came = send(&place, &place.token(Who::Administrator), &person.id, ("POST", "/deactivate")).await;
                let fine = match (&offer, came.status) {
                    (Ok(()), 201) => true,
                    (Err(Refusal::RecentlyActive { days: told, needed }), 403) => {
                        i64::from(*needed) == period && (days - 1..=days + 1).contains(&i64::from(*told))
                    }
                    _ => false,
                };
                if !fine {
                    odd.push(format!(
                        "{days} days by {by} ({hours} h), {period} needed: desk {offer:?}, server {}",
                        came.status
                    ));
                }
                if came.status == 403 { refused += 1 } else { taken += 1 }
            }
        }
    }
    assert!(odd.is_empty(), "{} of {} differ\n{}", odd.len(), refused + taken, odd.join("\n"));
    assert!(refused > 30 && taken > 30, "both sides of the border: {refused} refused, {taken} taken");
}

#[tokio::test]
async fn before_15_4_the_days_are_not_told_and_the_server_has_the_word() {
    // §1.6: a constant then, which no setting tells.
    let place = Place::new("15.3.5", true).await;
    let settings: ServerSettings = settings(&place).await;
    assert_eq!(settings.dormant_days, None);
    let person = place.subject(&cell("deactivate", "18.6", "recent", "active"));
    assert_eq!(offered(&place, &person).await, Ok(()));
    let seen = place.engine().look_at_account(place.profile(), &person.account()).await.unwrap();
    place.server.clear_requests();
    let decision = deactivated(&place, &person, &seen.revision).await.unwrap();
    assert_eq!((decision.status, decision.answer_code), (Status::Refused, Some(403)));
    assert_eq!(place.changing().len(), 1);
}

#[tokio::test]
async fn whoever_comes_back_meanwhile_is_not_deactivated() {
    let place = Place::new("18.6", true).await;
    let person = place.subject(&cell("deactivate", "18.6", "dormant", "active"));
    let seen = place.engine().look_at_account(place.profile(), &person.account()).await.unwrap();
    place.server.act(&person.id, "sign_in", "kim").unwrap();
    place.server.clear_requests();
    let refused = code(deactivated(&place, &person, &seen.revision).await);
    let recently = ErrorCode::NotAllowed { refusal: Refusal::RecentlyActive { days: 0, needed: 90 } };
    assert!(refused == recently || refused == ErrorCode::ChangedMeanwhile, "{refused:?}");
    assert_eq!(place.changing().len(), 0);
}

async fn deactivated(place: &Place, person: &Person, revision: &str) -> Result<DecisionView> {
    let (profile, account) = (place.profile(), person.account());
    place.engine().decide(profile, &account, revision, Verb::Deactivate, Choices::default()).await
}

async fn settings(place: &Place) -> ServerSettings {
    let views = place.engine().profiles().await.unwrap();
    views.into_iter().find(|view| view.id == *place.profile()).unwrap().you.settings
}
