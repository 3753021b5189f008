//! What becomes of a request: it is served as it is, bent, pretended or cut off, as the faults that strike it say.

use std::time::Duration;

use serde_json::json;

use crate::call::{Answer, Call};
use crate::fault::{ErrorBody, FaultKind};
use crate::line::Cutter;
use crate::shared::{Shared, lock};
use crate::{page, time, twist};

/// What goes out over the wire.
pub(crate) enum Outcome {
    Whole(Answer),
    /// The body breaks off, whatever its length says.
    Broken(Answer),
    /// Many megabytes of JSON.
    Big(u32),
    /// Nothing: the connection is cut already.
    Cut,
}

impl Outcome {
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Whole(answer) | Self::Broken(answer) => Some(answer.status),
            Self::Big(_) => Some(200),
            Self::Cut => None,
        }
    }
}

/// Serves a request, with the faults that strike it.
pub(crate) async fn strike(shared: &Shared, cutter: &Cutter, call: &Call, struck: &[FaultKind]) -> Outcome {
    for fault in struck {
        match fault {
            FaultKind::Delay { ms } => tokio::time::sleep(Duration::from_millis(*ms)).await,
            FaultKind::Churn { join, leave } if call.method == "GET" => {
                let mut dice = lock(&shared.faults).dice();
                shared.churn(*join, *leave, &mut dice);
            }
            _ => {}
        }
    }
    let deed = struck.iter().find(|fault| !fault.accompanies());
    let mut outcome = match deed {
        None => Outcome::Whole(perform(shared, call)),
        Some(FaultKind::CloseAfter) => {
            perform(shared, call);
            cutter.cut();
            Outcome::Cut
        }
        Some(FaultKind::CutOff) => Outcome::Broken(perform(shared, call)),
        Some(FaultKind::CloseBefore) => {
            cutter.cut();
            Outcome::Cut
        }
        Some(FaultKind::BigBody { megabytes }) => Outcome::Big(*megabytes),
        Some(fault) => Outcome::Whole(match twist::request(call, fault) {
            Some(bent) => bend(shared, perform(shared, &bent), fault, call),
            None => pretend(shared, call, fault),
        }),
    };
    if let Outcome::Whole(answer) | Outcome::Broken(answer) = &mut outcome {
        if shared.clock_is_set() {
            answer.headers.push(("date", time::http_date(call.now)));
        }
        struck.iter().for_each(|fault| twist::headers(answer, fault, call));
    }
    for fault in struck {
        if let FaultKind::DelayAfter { ms } = fault {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
        }
    }
    outcome
}

fn bend(shared: &Shared, answer: Answer, fault: &FaultKind, call: &Call) -> Answer {
    let chance = lock(&shared.faults).dice();
    let mut memory = lock(&shared.memory);
    twist::answer(answer, fault, &mut twist::Bench { call, base: &shared.base, memory: &mut memory, chance })
}

fn perform(shared: &Shared, call: &Call) -> Answer {
    let answer = lock(&shared.world).answer(call, &shared.site());
    if call.method != "GET" {
        shared.touch();
    }
    answer
}

/// Answers that leave everything as it was.
fn pretend(shared: &Shared, call: &Call, fault: &FaultKind) -> Answer {
    match fault {
        FaultKind::Status { code, body: ErrorBody::Json } => {
            Answer::json(*code, json!({ "error": "Something went wrong (practice fault)" }))
        }
        FaultKind::Status { code, body: ErrorBody::Html } => Answer::html(*code, page::proxy_error(*code)),
        FaultKind::TooMany { retry_after } => lock(&shared.world).too_many(call, *retry_after),
        FaultKind::TokenRevoked => lock(&shared.world).revoked(call),
        FaultKind::HtmlForJson => Answer::html(200, page::sign_in_wall()),
        FaultKind::WrongType => {
            Answer::json(200, json!({ "id": { "not": "an id" }, "username": ["not", "a", "name"], "items": 17 }))
        }
        FaultKind::Redirect { to } => Answer::html(302, String::new()).with("location", to.clone()),
        FaultKind::NoEffect => {
            let mut copy = lock(&shared.world).clone();
            copy.answer(call, &shared.site())
        }
        FaultKind::RefuseCursor { code } => {
            Answer::json(*code, json!({ "error": "There is no such page (practice fault)" }))
        }
        FaultKind::RetryLater { code, seconds, date, text } => {
            let plain = lock(&shared.world).too_many(call, None);
            let told = seconds.map(|seconds| {
                if *date { time::http_date(time::ahead(call.now, seconds)) } else { seconds.to_string() }
            });
            let answer = Answer { status: *code, ..plain };
            match text.clone().or(told) {
                Some(value) => answer.with("retry-after", value),
                None => answer,
            }
        }
        // Decided in `strike`, where the connection is at hand, or besides another fault.
        FaultKind::Delay { .. }
        | FaultKind::DelayAfter { .. }
        | FaultKind::Churn { .. }
        | FaultKind::DateSkew { .. }
        | FaultKind::OddBudget { .. }
        | FaultKind::CloseBefore
        | FaultKind::CloseAfter
        | FaultKind::CutOff
        | FaultKind::BigBody { .. }
        // Bent in `twist`, not pretended.
        | FaultKind::NoLink
        | FaultKind::LinkElsewhere { .. }
        | FaultKind::OddCursor { .. }
        | FaultKind::ShortPages { .. }
        | FaultKind::IgnoreFilter { .. }
        | FaultKind::IgnoreFilters
        | FaultKind::IgnoreLimit
        | FaultKind::IgnoreCursor
        | FaultKind::NextSame
        | FaultKind::NextEarlier { .. }
        | FaultKind::RepeatRows { .. }
        | FaultKind::ShuffleRows
        | FaultKind::EmptyPage
        | FaultKind::Bare { .. }
        | FaultKind::OnlyBodies { .. } => perform(shared, call),
    }
}
