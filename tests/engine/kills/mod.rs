//! A desk in a process of its own is killed again and again while it sends, against a server that closes connections before
//! it acts and after. Afterwards the server's own books are laid beside the journal: no decision is lost, none was applied
//! twice, and each ends in a status that is true.
//!
//! `BAILIWICK_KILLS=10000 cargo test --test engine kills` kills more often, `BAILIWICK_SEED` in another order.

mod books;
mod doomed;

use std::collections::BTreeSet;

use bailiwick_engine::action::Verb;
use bailiwick_engine::list::Place;
use bailiwick_practice::{Fault, FaultKind, Kind, Options, Who};

use self::doomed::{Dice, Doomed, Errand};
use crate::bench::Bench;

const KILLS: u64 = 300;
/// So many decisions stand ready for each life: more than one is likely to get done.
const EACH: u64 = 6;

pub fn number(variable: &str, unless: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(unless)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn none_is_lost_none_is_applied_twice_and_each_status_is_true() {
    let (kills, seed) = (number("BAILIWICK_KILLS", KILLS), number("BAILIWICK_SEED", 6));
    let mut dice = Dice::of(seed);
    let people = usize::try_from(kills * EACH * 2).unwrap().clamp(3_000, 500_000);
    let practice = Options { people, limits: None, ..Options::new(Kind::Mastodon) };
    let bench = Bench::adopted_on(practice, bailiwick_engine::clock::Clock::System).await;
    bench.refresh().await;
    let errands = errands(&bench, usize::try_from(kills * EACH).unwrap()).await;
    for (kind, probability) in
        [(FaultKind::CloseBefore, 0.08), (FaultKind::CloseAfter, 0.08), (FaultKind::CutOff, 0.04)]
    {
        let fault = Fault::new("/api/v1/admin/accounts/*/action", kind).on("POST");
        bench.server().add_fault(Fault { probability: Some(probability), ..fault });
    }
    let server = bench.server.as_ref().unwrap();
    let (address, token) = (server.base_url(), server.token(Who::Moderator));
    let earlier = books::strikes(&bench);
    let mut begun = BTreeSet::new();
    // An engine holds its folder as long as it lives.
    let bench = bench
        .reopen_after(bailiwick_engine::clock::Clock::System, async |folder| {
            for life in 0..kills {
                let first = usize::try_from(life * EACH).unwrap();
                let some = &errands[first..first + usize::try_from(EACH).unwrap()];
                let doomed = Doomed::start(folder, &address, &token, some).await;
                begun.extend(doomed.killed_after(dice.below(200)).await);
            }
        })
        .await;
    bench.server().clear_faults();
    assert!(begun.len() as u64 > kills, "{} decisions in {kills} lives", begun.len());
    books::balance(&bench, &begun, &errands, &earlier).await;
}

/// People to limit, each once.
async fn errands(bench: &Bench, many: usize) -> Vec<Errand> {
    let mut errands = Vec::new();
    let mut cursor = None;
    while errands.len() < many {
        let page = bench.page(Place::Accounts, "state:unrestricted -state:staff", cursor, 500).await;
        errands.extend(page.rows.into_iter().map(|row| Errand { account: row.id.0, verb: Verb::Limit }));
        cursor = Some(page.next.unwrap());
    }
    errands.truncate(many);
    errands
}
