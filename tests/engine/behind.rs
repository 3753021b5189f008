//! Decisions that stand behind another about the same person.

use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::{Holds, Status};
use bailiwick_engine::filter::StateFilter;
use bailiwick_practice::Kind;

use crate::bench::Bench;
use crate::hourglass::Left;

fn quietly() -> Choices {
    Choices { tell: Some(false), ..Choices::default() }
}

#[tokio::test]
async fn what_stood_behind_something_that_is_cancelled_leaves_at_once() {
    // Nobody moves the clock: nothing is found by looking again after a while.
    let (bench, _clock) = Bench::on_set_clock(Kind::Mastodon).await;
    bench.refresh().await;
    let one = bench.somebody(StateFilter::Unrestricted).await;
    bench.engine.set_holds(Holds { reversible: 10_000, irreversible: 10_000, ..Holds::NONE });
    let first = bench.decide(&one.id, Verb::Limit, quietly()).await.unwrap();
    bench.engine.set_holds(Holds::NONE);
    let second = bench.decide(&one.id, Verb::Freeze, quietly()).await.unwrap();
    assert_eq!((first.status, second.status), (Status::Held, Status::Ready));
    // The sender has looked at both by the time that the second hold is counted; cancelling is what happens next.
    let other = bench.list(bailiwick_engine::list::Place::Queue, "").await.rows.remove(0);
    let settled = bench.decide(&other.id, Verb::Approve, Choices::default()).await.unwrap();
    assert_eq!(settled.status, Status::Confirmed);
    let left = Left::new(&bench.engine, &second);
    bench.engine.cancel_decision(&bench.profile, &first.id).await.unwrap();
    assert_eq!(left.seen().await.status, Status::Confirmed);
    assert_eq!(bench.posts().len(), 2, "{:?}", bench.posts());
}
