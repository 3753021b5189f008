//! The second proof: through the desk. What it says beforehand, what leaves it, what it says afterwards, and what the server then remembers.

use bailiwick_engine::action::{ActionOffer, Choices, NoteUse, OfferPlace, Refusal, Told as Tells, Verb};
use bailiwick_engine::decision::{DecisionView, Status};
use bailiwick_engine::error::ErrorCode;
use bailiwick_engine::list::AccountDetail;
use bailiwick_practice::LoggedRequest;
use serde_json::Value;
use url::form_urlencoded;

use super::file::{After, Cell, Told};
use super::place::{Person, Place, same};
use super::raw::NOTE;

/// Plays the cell at the desk; what is wrong comes back in words.
pub async fn proves(place: &Place, cell: &Cell) -> Result<(), String> {
    let person = place.subject(cell);
    let proved = match &cell.desk {
        Told::Refused(refusal) => refused(place, cell, &person, Some(refusal)).await,
        Told::Unlisted => refused(place, cell, &person, None).await,
        Told::Confirmed => sent(place, cell, &person, Status::Confirmed, None).await.map(drop),
        Told::Accepted => accepted(place, cell, &person).await,
        Told::Server(refusal) => sent(place, cell, &person, Status::Refused, Some(refusal)).await.map(drop),
    };
    place.restore(cell);
    proved
}

async fn open(place: &Place, person: &Person) -> Result<AccountDetail, String> {
    let opened = place.engine().look_at_account(place.profile(), &person.account()).await;
    opened.map_err(|error| format!("cannot be opened: {:?}", error.code))
}

fn offer_of(seen: &AccountDetail, verb: Verb) -> Option<&ActionOffer> {
    seen.offers.iter().find(|offer| offer.verb == verb)
}

/// With everything that the verb could want, so that nothing but the refusal stands in the way.
fn choices(offer: Option<&ActionOffer>) -> Choices {
    Choices {
        typed_handle: offer.and_then(|offer| offer.type_handle.clone()),
        note: offer.filter(|offer| offer.note == NoteUse::Writes).map(|_| NOTE.to_owned()),
        reason: Some("kept here".to_owned()),
        ..Choices::default()
    }
}

/// The offer says why not, or there is none; `decide` says the same, and nothing has left.
async fn refused(place: &Place, cell: &Cell, person: &Person, refusal: Option<&Refusal>) -> Result<(), String> {
    let before = place.record(person);
    place.server.clear_requests();
    let seen = open(place, person).await?;
    let offer = offer_of(&seen, cell.verb);
    same("the offer's refusal", offer.map(|offer| offer.refusal.as_ref()), refusal.map(Some))?;
    let decided = place
        .engine()
        .decide(place.profile(), &person.account(), &seen.revision, cell.verb, choices(offer))
        .await
        .map(|decision| decision.status)
        .map_err(|error| error.code);
    match (&decided, refusal) {
        (Err(ErrorCode::NotAllowed { refusal: said }), Some(wanted)) => same("the decision's refusal", said, wanted)?,
        (Err(ErrorCode::NotAllowed { .. }), None) => {}
        _ => return Err(format!("the decision: is {decided:?}, should be refused")),
    }
    same("changing requests", place.changing().len(), 0)?;
    same("the server", place.record(person), before)
}

/// Queued: the server shows it once the worker has run, and only then is it confirmed.
async fn accepted(place: &Place, cell: &Cell, person: &Person) -> Result<(), String> {
    let decision = sent(place, cell, person, Status::Accepted, None).await?;
    place.let_workers_run();
    let looked = place.engine().look_again(place.profile(), &decision.id).await;
    let looked = looked.map_err(|error| format!("cannot be looked up: {:?}", error.code))?;
    same("once the worker has run", looked.status, Status::Confirmed)?;
    same("the person", &place.record(person).person, &Value::Null)
}

/// One decision that leaves the desk: offer, requests, decision, server.
async fn sent(
    place: &Place,
    cell: &Cell,
    person: &Person,
    status: Status,
    refusal: Option<&Refusal>,
) -> Result<DecisionView, String> {
    let done = cell.server.as_ref().ok_or("the file does not tell what the server does")?;
    let before = place.record(person);
    place.server.clear_requests();
    let seen = open(place, person).await?;
    let offer = offer_of(&seen, cell.verb).ok_or("is not offered")?;
    same("the offer's refusal", offer.refusal.as_ref(), None)?;
    is_offered_rightly(cell, offer, done.after)?;
    let decided = place
        .engine()
        .decide(place.profile(), &person.account(), &seen.revision, cell.verb, choices(Some(offer)))
        .await;
    let decision = decided.map_err(|error| format!("is not sent: {:?}", error.code))?;
    let came: Vec<_> = place.changing().iter().map(|request| read(request, &person.id)).collect();
    let wanted: Vec<_> = cell.requests().into_iter().map(|(method, rest)| format!("{method} {rest}")).collect();
    same("the requests", came, wanted)?;
    place.record(person).shows(&before, cell, done.after, NOTE)?;
    same("its status", decision.status, status)?;
    same("its reason", decision.refusal.as_ref(), refusal)?;
    same("the answer", decision.answer_code, done.statuses.last().copied())?;
    same("its steps", decision.steps.len(), if cell.is_move() { 2 } else { 0 })?;
    same("its note", decision.note.as_deref(), (cell.verb == Verb::Note).then_some(NOTE))?;
    same("the reason that was given", decision.reason.as_deref(), Some("kept here"))?;
    Ok(decision)
}

/// What the panel promises: whether a handle is typed, where it stands, and whether the person hears of it.
fn is_offered_rightly(cell: &Cell, offer: &ActionOffer, after: After) -> Result<(), String> {
    let staff = cell.who == "administrator" && cell.verb != Verb::Note;
    same("whether the handle is typed", offer.type_handle.is_some(), staff || cell.is_deletion())?;
    if cell.is_move() || cell.is_deletion() {
        same("the place of the offer", offer.place, OfferPlace::Menu)?;
        same("the letter of the offer", offer.letter, None)?;
    }
    if after != After::Same {
        // §1.5: what the practice server writes to them is what the panel says.
        let told = if cell.leaves().letters > 0 { Tells::Always } else { Tells::Never };
        same("whether they are told", offer.told, told)?;
    }
    Ok(())
}

/// A request in the file's words. A note counts by what it says, in whichever body.
fn read(request: &LoggedRequest, id: &str) -> String {
    let rest = request.path.strip_prefix("/api/v4/users/").and_then(|rest| rest.strip_prefix(id));
    let rest = rest.map_or_else(|| format!("elsewhere: {}", request.path), str::to_owned);
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let body = match fields(&request.body).as_slice() {
        [] => String::new(),
        [(name, value)] if name == "note" && value == NOTE => "note".to_owned(),
        other => format!("{other:?}"),
    };
    format!("{} {rest}{query}{body}", request.method)
}

fn fields(body: &str) -> Vec<(String, String)> {
    match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(fields)) => {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            fields.iter().map(|(name, value)| (name.clone(), text(value))).collect()
        }
        _ => form_urlencoded::parse(body.as_bytes()).into_owned().collect(),
    }
}
