//! Decisions in any order with anything that can come between: the desk is killed, the server goes and comes back, stumbles
//! over a request, is changed by somebody else, the clock jumps. After each step, and once all is over, the journal and the
//! server's own books have to fit together.
//!
//! `steps` is what can happen, `desk` does it to a real engine and a practice server, `books` lays the server's memory beside
//! the journal for `fitting` to compare, `receipts` reads which way each decision went.
//!
//! `BAILIWICK_MODEL=1000 cargo test --test engine model` plays more, `BAILIWICK_SEED` others.

mod books;
mod desk;
mod fitting;
mod receipts;
mod server;
mod steps;
mod waiting;

use proptest::test_runner::{Config, RngSeed};
use proptest_state_machine::prop_state_machine;

use self::desk::Desk;
use crate::kills::number;

/// How many lives are played.
const CASES: u64 = 30;

fn config() -> Config {
    Config {
        cases: u32::try_from(number("BAILIWICK_MODEL", CASES)).unwrap(),
        rng_seed: RngSeed::Fixed(number("BAILIWICK_SEED", 6)),
        // What waits for ever takes its time in each try: a play that is short enough to read will do.
        max_shrink_time: 60_000,
        failure_persistence: None,
        ..Config::default()
    }
}

prop_state_machine! {
    #![proptest_config(config())]

    #[test]
    fn whatever_comes_between_nothing_is_lost_and_nothing_sent_twice(sequential 1..25 => Desk);
}
