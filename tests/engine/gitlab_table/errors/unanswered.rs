//! No answer, or none that says anything: the decision claims no more than the server shows, and nothing is sent twice.

use bailiwick_engine::decision::{Lookup, Status};
use bailiwick_practice::{BareBody, ErrorBody, FaultKind};

use super::super::place::{Place, same};
use super::{is_queued, look_again, met};

#[tokio::test]
async fn a_server_in_trouble_may_have_done_it_or_not() {
    let place = Place::new("18.6", true).await;
    let status = |code, body| FaultKind::Status { code, body };
    let faults = [
        status(500, ErrorBody::Json),
        status(500, ErrorBody::Html),
        status(502, ErrorBody::Html),
        status(503, ErrorBody::Json),
        FaultKind::CloseBefore,
    ];
    let mut odd = Vec::new();
    for fault in &faults {
        for one in met(&place, fault).await {
            // A queued deletion cannot be seen: that it is not seen says nothing.
            let lookup = if is_queued(&one.cell) { Lookup::CannotTell } else { Lookup::Unchanged };
            for decision in [&one.decision, &one.looked] {
                let fine = same("the server", &one.after, &one.before)
                    .and_then(|()| same("its status", decision.status, Status::Unsure))
                    .and_then(|()| same("its lookup", decision.lookup, Some(lookup)));
                odd.extend(fine.err().map(|why| format!("{} {fault:?}: {why}", one.name())));
            }
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}

#[tokio::test]
async fn what_was_done_without_an_answer_is_found_on_the_server() {
    let place = Place::new("18.6", true).await;
    let mut odd = Vec::new();
    for fault in [FaultKind::CloseAfter, FaultKind::CutOff] {
        for one in met(&place, &fault).await {
            let queued = is_queued(&one.cell);
            // The first line of a cut answer has said yes already.
            let (yes, no) = (&[Status::Unsure, Status::Accepted], &[Status::Unsure]);
            let allowed: &[Status] = match (queued, fault == FaultKind::CutOff) {
                (false, _) => &[Status::Confirmed],
                (true, true) => yes,
                (true, false) => no,
            };
            for decision in [&one.decision, &one.looked] {
                let fine = same("whether it was done", one.after != one.before, true)
                    // "Unchanged" would mean that it probably never arrived, which is not so.
                    .and_then(|()| same("unchanged", decision.lookup == Some(Lookup::Unchanged), false))
                    .and_then(|()| same("one of the statuses", allowed.contains(&decision.status), true));
                odd.extend(fine.err().map(|why| format!("{} {fault:?}: {why}, {:?}", one.name(), decision.status)));
            }
            if queued {
                place.let_workers_run();
                let looked = look_again(&place, &one.decision).await;
                // Gone; by whom is not known, unless a yes had come.
                let allowed = looked.status == Status::Gone || (looked.status == Status::Confirmed && allowed == yes);
                let fine = same("once the worker has run", allowed, true);
                odd.extend(fine.err().map(|why| format!("{} {fault:?}: {why}, {:?}", one.name(), looked.status)));
            }
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}

#[tokio::test]
async fn a_yes_without_effect_is_never_confirmed() {
    let place = Place::new("18.6", true).await;
    for one in met(&place, &FaultKind::NoEffect).await {
        assert_eq!(one.after, one.before, "{}", one.name());
        for decision in [&one.decision, &one.looked] {
            assert_ne!(decision.status, Status::Confirmed, "{}", one.name());
        }
    }
}

#[tokio::test]
async fn a_page_or_another_shape_is_no_yes() {
    let place = Place::new("18.6", true).await;
    for fault in [FaultKind::HtmlForJson, FaultKind::WrongType] {
        for one in met(&place, &fault).await {
            assert_eq!(one.after, one.before, "{} {fault:?}", one.name());
            let fine = [Status::Refused, Status::Unsure, Status::Accepted].contains(&one.decision.status);
            assert!(fine, "{} {fault:?}: {:?}", one.name(), one.decision.status);
        }
    }
}

#[tokio::test]
async fn a_success_that_says_nothing_is_judged_by_the_account() {
    let place = Place::new("18.6", true).await;
    for body in [BareBody::Empty, BareBody::Message, BareBody::Nothing] {
        for one in met(&place, &FaultKind::Bare { body }).await {
            let wanted = if is_queued(&one.cell) { Status::Accepted } else { Status::Confirmed };
            assert_ne!(one.after, one.before, "{} {body:?}", one.name());
            assert_eq!(one.decision.status, wanted, "{} {body:?}", one.name());
        }
    }
}
