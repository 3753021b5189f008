//! What holds whatever servers and people do.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::simulated::{Fixed, Outcomes, Run, Scene};
use super::*;

fn run(scene: Scene, seed: [u8; 32], seconds: i64) -> Outcomes {
    Run::new(scene, TestRng::from_seed(RngAlgorithm::ChaCha, &seed)).for_seconds(seconds)
}

/// What background work may use in the time: what its share of both throttles permits.
fn permitted(scene: &Scene, seconds: i64) -> u32 {
    let windows = |fixed: &Fixed| u32::try_from(seconds * SECOND / fixed.length).unwrap();
    let token = scene.token.limit - scene.token.limit.div_ceil(5).min(scene.token.limit - 1);
    match &scene.paging {
        None => token * windows(&scene.token),
        Some(paging) => {
            let in_one = u32::try_from(paging.length / scene.token.length).unwrap();
            let plain = paging.limit / (scene.plain_each - 1);
            (token * in_one).min(paging.limit + plain) * windows(paging)
        }
    }
}

fn scenes() -> impl Strategy<Value = Scene> {
    let clocks = (-600_000_i64..600_000, 1_u32..400);
    let paging = prop_oneof![Just(None), (20_u32..900).prop_map(Some)];
    (20_u32..400, paging, clocks, 1_usize..8, 2_u32..20).prop_map(
        |(token, paging, (ahead, latency), workers, plain_each)| Scene {
            token: Fixed::new(token, 300),
            paging: paging.map(|limit| Fixed::new(limit, 900)),
            ahead,
            workers,
            plain_each,
            latency,
            person: 0,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn background_uses_what_is_allowed_less_what_is_kept_and_never_more(scene in scenes(), seed: [u8; 32]) {
        let seconds = 3 * 3600;
        let allowed = permitted(&scene, seconds);
        let kept = i64::from(scene.token.limit.div_ceil(5));
        let outcomes = run(scene, seed, seconds);
        prop_assert_eq!(outcomes.too_many, 0);
        prop_assert!(outcomes.least_left >= kept, "{:?}", outcomes);
        prop_assert!(f64::from(outcomes.served) >= 0.98 * f64::from(allowed), "{} of {}", outcomes.served, allowed);
    }

    #[test]
    fn the_person_is_served_beside_it_without_one_too_many(scene in scenes(), seed: [u8; 32], person in 1_u32..2000) {
        let outcomes = run(Scene { person, ..scene }, seed, 3600);
        prop_assert_eq!((outcomes.too_many, outcomes.held_in_vain), (0, 0), "{:?}", outcomes);
        prop_assert!(outcomes.person_served > 0);
    }
}

#[derive(Debug, Clone)]
enum Step {
    Ask(Request),
    Answer { which: usize, status: u16, headers: Vec<(usize, String)> },
    Lose(usize),
    Clock(i64),
}

const NAMES: [&str; 9] = [
    "date",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "ratelimit-limit",
    "ratelimit-observed",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let request = prop_oneof![Just(PERSON), Just(PERSON_PAGED), Just(PLAIN), Just(PAGED)];
    let moment = (-100_000_000_i64..100_000_000).prop_map(|by| later(NOW, by));
    let date = moment.prop_map(|moment| jiff::Timestamp::from_millisecond(moment.0).unwrap());
    let value = prop_oneof![
        3 => (0_u32..10).prop_map(|number| number.to_string()),
        2 => (0_i64..4_000_000).prop_map(|by| (NOW.0 / 1000 + by - 1000).to_string()),
        2 => date.clone().prop_map(|date| date.to_string()),
        2 => date.prop_map(|date| date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()),
        1 => "[ -~]{0,12}",
        1 => "[0-9]{0,24}",
    ];
    let headers = proptest::collection::vec((0..NAMES.len(), value), 0..9);
    let status = prop_oneof![4 => Just(200), 2 => Just(429), 1 => Just(503), 1 => Just(500), 1 => Just(302)];
    let clock = prop_oneof![4 => 0_i64..400_000, 1 => -100_000_000_i64..100_000_000];
    let step = prop_oneof![
        6 => request.prop_map(Step::Ask),
        5 => (any::<usize>(), status, headers).prop_map(|(which, status, headers)| Step::Answer { which, status, headers }),
        1 => any::<usize>().prop_map(Step::Lose),
        2 => clock.prop_map(Step::Clock),
    ];
    proptest::collection::vec(step, 0..120)
}

fn headers(pairs: &[(usize, String)]) -> HeaderMap {
    use reqwest::header::{HeaderName, HeaderValue};
    let header = |(name, value): &(usize, String)| {
        Some((HeaderName::from_static(NAMES[*name]), HeaderValue::from_str(value).ok()?))
    };
    pairs.iter().filter_map(header).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_headers_in_any_order_make_anybody_wait_for_more_than_an_hour_or_for_ever(steps in steps()) {
        let mut state = State::default();
        let mut flying: Vec<Ticket> = Vec::new();
        let mut now = NOW;
        for step in steps {
            match step {
                Step::Clock(by) => now = later(now, by),
                Step::Ask(request) => match state.admit(request, now) {
                    Admission::Go(ticket) => flying.push(ticket),
                    Admission::Refused(until) | Admission::Wait(Some(until)) => {
                        prop_assert!(until > now && until <= later(now, HOUR), "{:?} at {:?}", until, now);
                        prop_assert!(request.class == Class::Background || until > now);
                    }
                    Admission::Wait(None) => prop_assert!(!flying.is_empty(), "waits for nobody's answer"),
                },
                Step::Answer { which, status, headers: pairs } if !flying.is_empty() => {
                    let ticket = flying.swap_remove(which % flying.len());
                    let status = StatusCode::from_u16(status).unwrap();
                    let told = told::read(status, &headers(&pairs), now);
                    let outcome = match status.as_u16() {
                        429 => Outcome::Refused,
                        503 if told.retry.is_some() => Outcome::Refused,
                        500.. => Outcome::Trouble,
                        _ => Outcome::Served,
                    };
                    state.answer(&ticket, told, outcome, now);
                }
                Step::Lose(which) if !flying.is_empty() => {
                    let ticket = flying.swap_remove(which % flying.len());
                    state.lose(ticket.request.paged);
                    state.over(&ticket);
                }
                Step::Answer { .. } | Step::Lose(_) => {}
            }
            let budget = state.budget(now);
            prop_assert!(budget.is_none_or(|budget| budget.kept < budget.limit && budget.waits_until.is_none()));
        }
        for ticket in flying {
            state.lose(ticket.request.paged);
            state.over(&ticket);
        }
        // Whoever waits its time gets through; windows, refusals and both throttles may follow each other.
        for request in [PERSON, PERSON_PAGED, PLAIN, PAGED] {
            let waits = (0..6).find(|_| match state.admit(request, now) {
                Admission::Go(ticket) => {
                    state.answer(&ticket, Told::default(), Outcome::Served, now);
                    true
                }
                Admission::Refused(until) | Admission::Wait(Some(until)) => {
                    now = until;
                    false
                }
                Admission::Wait(None) => false,
            });
            prop_assert!(waits.is_some(), "{:?} waits for ever", request);
        }
    }

    #[test]
    fn never_more_go_than_the_window_has(limit in 1_u32..500, left in 0_u32..500, paged: bool, class: bool) {
        let left = left.min(limit);
        let mut state = State::default();
        state.asked(PERSON, super::left(left, limit, at(300)), at(0));
        let request = Request { class: if class { Class::Person } else { Class::Background }, paged };
        let mut gone = 0;
        // Nobody answers, then nobody ever did.
        while let Admission::Go(ticket) = state.admit(request, at(1)) {
            gone += 1;
            if gone % 3 == 0 {
                state.lose(paged);
                state.over(&ticket);
            }
            prop_assert!(gone <= left);
        }
        let kept = if class { 0 } else { limit.div_ceil(5).min(limit - 1) };
        prop_assert!(gone <= left.saturating_sub(kept));
        prop_assert!(!class || gone == left);
    }
}
