//! The server's books beside the journal.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_engine::decision::{DecisionView, Lookup, Status};

use super::doomed::Errand;
use crate::bench::Bench;

/// How often somebody was limited, by account.
pub type Strikes = BTreeMap<String, u32>;

/// Lets what waits leave, looks up what is unsure, and compares.
pub async fn balance(bench: &Bench, begun: &BTreeSet<String>, errands: &[Errand], earlier: &Strikes) {
    settled(bench).await;
    let kept = history(bench).await;
    let ids: BTreeSet<&str> = kept.iter().map(|decision| decision.id.as_str()).collect();
    let lost: Vec<_> = begun.iter().filter(|id| !ids.contains(id.as_str())).collect();
    assert!(lost.is_empty(), "decided and not in the journal: {lost:?}");
    let mut applied = strikes(bench);
    applied.retain(|account, times| {
        *times -= earlier.get(account).copied().unwrap_or_default();
        *times > 0
    });
    let mut tally: BTreeMap<String, u32> = BTreeMap::new();
    for decision in &kept {
        let times = applied.remove(&decision.account.0).unwrap_or_default();
        let fits = match decision.status {
            Status::Confirmed | Status::Accepted | Status::Unprovable => times == 1,
            // It may have been ours: that is what unsure says, and the look says what there is.
            Status::Unsure => match decision.lookup {
                Some(Lookup::Shows) => times == 1,
                Some(Lookup::Unchanged) => times == 0,
                _ => false,
            },
            Status::Refused | Status::Cancelled => times == 0,
            // Nobody else acts here: nothing changes meanwhile, is so already, goes, or waits for ever.
            _ => false,
        };
        assert!(fits, "applied {times} times: {decision:?}");
        *tally.entry(format!("{:?}", decision.status)).or_default() += 1;
    }
    assert!(applied.is_empty(), "done on the server without a decision: {applied:?}");
    let about: BTreeSet<&str> = errands.iter().map(|errand| errand.account.as_str()).collect();
    assert!(kept.iter().all(|decision| about.contains(decision.account.0.as_str())));
    let chain = bench.engine.verify_journal(&bench.profile).await.unwrap();
    assert_eq!(chain.fault, None);
    assert!(tally.get("Unsure").is_some_and(|unsure| *unsure > 0), "nothing was cut off in the middle: {tally:?}");
    println!("{} decisions: {tally:?}; {} receipts", kept.len(), chain.receipts);
}

async fn settled(bench: &Bench) {
    let all_left = async {
        loop {
            let open = bench.engine.outbox(&bench.profile).await.unwrap();
            for decision in open.iter().filter(|decision| decision.status == Status::Unsure) {
                bench.engine.look_again(&bench.profile, &decision.id).await.unwrap();
            }
            let waits = |decision: &DecisionView| decision.status != Status::Unsure;
            if !open.iter().any(waits) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(120), all_left).await.unwrap();
}

async fn history(bench: &Bench) -> Vec<DecisionView> {
    let (mut rows, mut cursor) = (Vec::new(), None);
    loop {
        let page = bench.engine.history(&bench.profile, cursor).await.unwrap();
        rows.extend(page.rows);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return rows,
        }
    }
}

/// How often somebody was limited through the API, by account.
pub fn strikes(bench: &Bench) -> Strikes {
    let mut times = Strikes::new();
    let state = bench.server().state();
    for strike in state["strikes"].as_array().unwrap() {
        if strike["action"] == "silence" {
            *times
                .entry(strike["target"].as_str().map_or_else(|| strike["target"].to_string(), str::to_owned))
                .or_default() += 1;
        }
    }
    times
}
