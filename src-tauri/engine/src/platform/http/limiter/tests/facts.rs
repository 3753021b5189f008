//! What each shape of answer does to what may be sent.

use super::*;

const NOTHING: Told = Told { reading: None, retry: None, end: None };

fn retry(until: Timestamp) -> Told {
    Told { retry: Some(until), ..NOTHING }
}

#[test]
fn background_leaves_a_fifth_of_the_tokens_throttle_to_the_person_who_may_use_it_up() {
    let mut state = State::default();
    state.asked(PLAIN, left(62, 300, at(300)), at(1));
    state.asked(PLAIN, left(61, 300, at(300)), at(1));
    state.asked(PLAIN, left(60, 300, at(300)), at(1));
    assert_eq!(state.waits(PLAIN, at(1)), Some(at(300)));
    assert_eq!(state.waits(PAGED, at(1)), Some(at(300)));
    for remaining in (0..60).rev() {
        state.asked(PERSON, left(remaining, 300, at(300)), at(2));
    }
    assert_eq!(state.waits(PERSON, at(2)), Some(at(300)));
    assert_eq!(state.waits(PERSON_PAGED, at(299)), Some(at(300)));
    assert_eq!(state.waits(PERSON, at(300)), None);
}

#[test]
fn what_undoes_half_a_move_goes_even_where_it_would_surely_be_refused() {
    let mut state = State::default();
    let ticket = state.sent(PERSON, at(1));
    state.answer(&ticket, retry(at(60)), Outcome::Refused, at(1));
    assert_eq!(state.waits(PERSON, at(2)), Some(at(60)));
    assert_eq!(state.waits(Request { class: Class::Owed, paged: false }, at(2)), None);
}

#[test]
fn the_paging_throttle_is_used_whole_and_stops_pages_only() {
    let mut state = State::default();
    state.asked(PLAIN, left(299, 300, at(300)), at(1));
    state.asked(PAGED, left(2, 300, at(900)), at(1));
    state.asked(PAGED, left(1, 300, at(900)), at(1));
    state.asked(PAGED, left(0, 300, at(900)), at(1));
    assert_eq!(state.waits(PAGED, at(1)), Some(at(900)));
    assert_eq!(state.waits(PERSON_PAGED, at(1)), Some(at(900)));
    state.asked(PLAIN, left(295, 300, at(300)), at(1));
    state.asked(PERSON, left(294, 300, at(300)), at(1));
    assert_eq!(state.waits(PAGED, at(899)), Some(at(900)));
    assert_eq!(state.waits(PAGED, at(900)), None);
}

#[test]
fn a_throttle_that_answers_do_not_describe_is_counted_all_the_same() {
    let mut state = State::default();
    state.asked(PLAIN, left(299, 300, at(300)), at(1));
    // The paging has less left from the beginning, so that every page tells of it: the token's has 240 for background.
    for used in 1..=239 {
        state.asked(PAGED, left(250 - used, 1000, at(900)), at(1));
    }
    assert_eq!(state.waits(PAGED, at(2)), Some(at(300)));
}

#[test]
fn windows_that_end_together_are_told_apart_by_our_own_count() {
    let mut state = State::default();
    let end = at(900);
    state.asked(PLAIN, left(299, 300, end), at(601));
    // Others have paged as the same person: what is left is the paging's.
    state.asked(PAGED, left(40, 300, end), at(601));
    state.asked(PAGED, left(39, 300, end), at(601));
    state.asked(PERSON, left(296, 300, end), at(601));
    let budget = state.budget(at(601)).unwrap();
    assert_eq!((budget.remaining, budget.kept, budget.resets_at), (39, 0, Some(end)));
    // The token's may be told by the same words.
    for remaining in (36..=295).rev() {
        state.asked(PERSON, left(remaining, 300, end), at(602));
    }
    state.asked(PERSON_PAGED, left(35, 300, end), at(602));
    assert_eq!(state.waits(PAGED, at(602)), Some(end));
    assert_eq!(state.budget(at(602)).map(|budget| (budget.remaining, budget.kept)), Some((35, 35)));
}

#[test]
fn a_first_page_that_told_of_the_paging_is_set_right_by_a_window_that_ends_earlier() {
    let mut state = State::default();
    state.asked(PERSON_PAGED, left(61, 300, at(900)), at(1));
    // As long as nobody knows better, the careful guess: the token's, of which a part is kept.
    state.asked(PAGED, left(60, 300, at(900)), at(1));
    assert_eq!(state.waits(PAGED, at(1)), Some(at(900)));
    state.asked(PERSON, left(100, 300, at(300)), at(2));
    state.asked(PAGED, left(59, 300, at(900)), at(2));
    assert_eq!(state.waits(PAGED, at(2)), None);
}

#[test]
fn a_new_window_of_the_token_is_not_mistaken_for_what_is_left_to_page() {
    let mut state = State::default();
    state.asked(PLAIN, left(61, 300, at(300)), at(1));
    state.asked(PAGED, left(60, 300, at(300)), at(1));
    assert_eq!(state.waits(PAGED, at(2)), Some(at(300)));
    for remaining in (0..60).rev() {
        state.asked(PAGED, left(remaining, 300, at(900)), at(300));
    }
    assert_eq!(state.waits(PAGED, at(301)), Some(at(900)));
    assert_eq!(state.waits(PLAIN, at(301)), None);
}

#[test]
fn limits_are_the_servers_whatever_they_are() {
    for (limit, kept) in [(1, 0), (2, 1), (4, 1), (5, 1), (6, 2), (7200, 1440), (u32::MAX, 858_993_459)] {
        let mut state = State::default();
        state.asked(PLAIN, left(kept + 1, limit, at(300)), at(1));
        state.asked(PLAIN, left(kept, limit, at(300)), at(1));
        assert_eq!(state.waits(PLAIN, at(1)), Some(at(300)), "{limit}");
    }
}

#[test]
fn requests_under_way_count_and_are_counted_once() {
    let mut state = State::default();
    state.asked(PERSON, left(63, 300, at(300)), at(1));
    let flying: Vec<_> = (0..3).map(|_| state.sent(PLAIN, at(1))).collect();
    assert!(matches!(state.admit(PLAIN, at(1)), Admission::Wait(None)));
    // Answers overtake each other; each tells what is left after itself.
    for (ticket, remaining) in flying.iter().zip([60, 62, 61]) {
        state.answer(ticket, left(remaining, 300, at(300)), Outcome::Served, at(1));
    }
    assert_eq!(state.budget(at(1)).map(|budget| budget.remaining), Some(60));
    assert_eq!(state.waits(PLAIN, at(1)), Some(at(300)));
}

#[test]
fn a_request_without_an_answer_counts_as_sent() {
    let mut state = State::default();
    state.asked(PERSON, left(61, 300, at(300)), at(1));
    let ticket = state.sent(PLAIN, at(1));
    state.lose(false);
    state.over(&ticket);
    assert_eq!(state.waits(PLAIN, at(1)), Some(at(300)));
    // The next answer knows it better.
    state.asked(PERSON, left(60 + 5, 300, at(300)), at(2));
    assert_eq!(state.waits(PLAIN, at(2)), None);
}

#[test]
fn after_a_windows_end_one_request_looks_first() {
    let mut state = State::default();
    state.asked(PLAIN, left(60, 300, at(300)), at(1));
    let scout = state.sent(PLAIN, at(300));
    assert!(matches!(state.admit(PLAIN, at(300)), Admission::Wait(None)));
    // Our clock was early: it is still the old window.
    state.answer(&scout, left(60, 300, at(301)), Outcome::Served, at(300));
    assert_eq!(state.waits(PLAIN, at(300)), Some(at(301)));
    state.asked(PLAIN, left(299, 300, at(600)), at(301));
    for _ in 0..4 {
        state.sent(PLAIN, at(301));
    }
}

#[test]
fn a_server_that_tells_nothing_is_asked_five_times_a_second_after_fifty_and_by_two() {
    let mut state = State::default();
    let two = [state.sent(PLAIN, at(0)), state.sent(PAGED, at(0))];
    assert!(matches!(state.admit(PLAIN, at(0)), Admission::Wait(None)));
    for ticket in &two {
        state.answer(ticket, NOTHING, Outcome::Served, at(0));
    }
    for _ in 2..50 {
        state.asked(PLAIN, NOTHING, at(0));
    }
    assert_eq!(state.waits(PLAIN, at(0)), Some(later(at(0), 200)));
    for fifth in 1..=50 {
        state.asked(PLAIN, NOTHING, later(at(0), 200 * fifth));
        assert_eq!(state.waits(PLAIN, later(at(0), 200 * fifth)), Some(later(at(0), 200 * (fifth + 1))));
    }
    // The person isn't slowed down.
    state.asked(PERSON, NOTHING, at(10));
    assert_eq!(state.budget(at(10)), None);
}

#[test]
fn refusals_without_a_word_are_waited_out_longer_each_time_and_by_background_only() {
    let mut state = State::default();
    let mut now = at(0);
    for minutes in [1, 2, 4, 8, 15, 15] {
        let two = state.sent(PLAIN, now);
        if minutes > 1 {
            assert!(matches!(state.admit(PLAIN, now), Admission::Wait(None)), "more than one tries");
        }
        state.answer(&two, NOTHING, Outcome::Refused, now);
        assert_eq!(state.waits(PLAIN, now), Some(later(now, minutes * MINUTE)));
        assert_eq!(state.held(false, now), None);
        now = later(now, minutes * MINUTE);
    }
    state.asked(PLAIN, NOTHING, now);
    let again = state.sent(PLAIN, now);
    state.answer(&again, NOTHING, Outcome::Refused, now);
    assert_eq!(state.waits(PLAIN, now), Some(later(now, MINUTE)));
}

#[test]
fn several_that_are_refused_together_are_one_refusal() {
    let mut state = State::default();
    state.asked(PLAIN, left(299, 300, at(300)), at(0));
    let four: Vec<_> = (0..4).map(|_| state.sent(PLAIN, at(0))).collect();
    for ticket in &four {
        state.answer(ticket, NOTHING, Outcome::Refused, at(0));
    }
    assert_eq!(state.waits(PLAIN, at(0)), Some(at(60)));
}

#[test]
fn a_wait_that_was_asked_for_holds_for_all_within_an_hour() {
    let year = 365 * 24 * 3600;
    for (told, held, background) in [(30, Some(30), 30), (year, Some(3600), 3600), (0, None, 60), (-year, None, 60)] {
        let mut state = State::default();
        let ticket = state.sent(PERSON, at(0));
        state.answer(&ticket, retry(at(told)), Outcome::Refused, at(0));
        assert_eq!(state.held(false, at(0)), held.map(at), "{told}");
        assert_eq!(state.waits(PLAIN, at(0)), Some(at(background)), "{told}");
        assert_eq!(state.waits(PLAIN, at(background)), None, "{told}");
    }
}

#[test]
fn what_a_window_with_room_says_has_nothing_to_do_with_a_refusal() {
    let mut state = State::default();
    let ticket = state.sent(PERSON, at(0));
    state.answer(&ticket, left(7000, 7200, at(3600)), Outcome::Refused, at(0));
    assert_eq!(state.held(false, at(0)), None);
    assert_eq!(state.waits(PLAIN, at(0)), Some(at(60)));
}

#[test]
fn a_server_that_tells_only_when_it_refuses_is_counted_by_its_length() {
    let mut state = State::default();
    let alone = |told: Told| Told {
        reading: told.reading.map(|reading| Reading { alone: true, length: Some(60 * SECOND), ..reading }),
        ..told
    };
    let ticket = state.sent(PLAIN, at(10));
    state.answer(&ticket, alone(left(0, 10, at(60))), Outcome::Refused, at(10));
    for used in 0..8 {
        state.asked(PLAIN, NOTHING, at(61 + used));
    }
    assert_eq!(state.waits(PLAIN, at(70)), Some(at(120)), "two of ten are kept");
    state.asked(PERSON, NOTHING, at(70));
    state.asked(PERSON, NOTHING, at(70));
    assert_eq!(state.held(false, at(70)), None, "what is only presumed stops nobody");
}

#[test]
fn a_window_without_a_told_end_is_looked_at_each_minute() {
    let mut state = State::default();
    let endless = Told { end: None, ..left(0, 300, at(0)) };
    let endless = Told { reading: endless.reading.map(|reading| Reading { end: None, ..reading }), ..endless };
    for minute in 0..5 {
        state.asked(PLAIN, endless, at(60 * minute));
        assert_eq!(state.waits(PLAIN, at(60 * minute)), Some(at(60 * (minute + 1))));
        assert_eq!(state.held(false, at(60 * minute)), None);
    }
}

#[test]
fn our_clock_may_jump_either_way() {
    let spent = || {
        let mut state = State::default();
        state.asked(PERSON, left(0, 300, at(300)), at(0));
        state
    };
    let day = 24 * 3600;
    let mut back = spent();
    assert_eq!(back.waits(PLAIN, at(-day)), Some(at(300 - day)));
    assert_eq!(back.waits(PERSON, at(10 - day)), Some(at(300 - day)));
    assert_eq!(back.waits(PLAIN, at(300 - day)), None);
    let mut forth = spent();
    let scout = forth.sent(PLAIN, at(day));
    assert!(matches!(forth.admit(PLAIN, at(day)), Admission::Wait(None)), "a flood");
    // By the server's own date the window goes on.
    let end = Some(End { server: at(300).0, ours: at(day + 290), told: at(10).0 });
    let told = left(0, 300, at(300));
    let told = Told { reading: told.reading.map(|reading| Reading { end, ..reading }), end, retry: None };
    forth.answer(&scout, told, Outcome::Refused, at(day));
    assert_eq!(forth.waits(PLAIN, at(day + 1)), Some(at(day + 290)));
}

#[test]
fn a_window_that_lasts_longer_than_an_hour_is_looked_at_after_one() {
    let mut state = State::default();
    state.asked(PLAIN, left(0, 300, at(12 * 3600)), at(0));
    for hour in 1..12 {
        assert_eq!(state.waits(PLAIN, at(3600 * hour - 1)), Some(at(3600 * hour)));
        state.asked(PLAIN, left(0, 300, at(12 * 3600)), at(3600 * hour));
    }
}
