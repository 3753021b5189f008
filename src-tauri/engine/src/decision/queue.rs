//! Writes a decision down that is not sent at once: it is held for a while, or the server does not answer. It is checked
//! against what the cache has; the server is asked right before it leaves.

use super::sight::Sight;
use super::subject::{About, Subject};
use super::{DecisionView, Status, checks, journal, pay, send};
use crate::action::{Choices, Verb};
use crate::error::Result;
use crate::profile::instance::Instance;
use crate::store::journal::{DecisionRecord, Waiting};

/// Keeps a decision about something as it was on screen, to be sent after so many ms.
///
/// # Errors
/// `NotAllowed`, `ChangedMeanwhile` when the cache has another state than the screen, `NotAsked`, `HandleNotTyped`,
/// `TellNotChosen`, `TextTooLong`, `PresetInvalid`, `PlaceholderLeft`, `NotFound`, `DiskTrouble`.
pub(crate) async fn queue(
    instance: &Instance,
    about: &About,
    revision: &str,
    verb: Verb,
    choices: Choices,
    hold: u32,
) -> Result<DecisionView> {
    pay(instance).await?;
    let record = written(instance, about, revision, verb, choices, hold).await?;
    journal(instance)?.begin(&record).await?;
    instance.bell.notify_one();
    super::told(instance, record).await
}

/// The row of such a decision, checked.
pub(super) async fn written(
    instance: &Instance,
    about: &About,
    revision: &str,
    verb: Verb,
    choices: Choices,
    hold: u32,
) -> Result<DecisionRecord> {
    let subject = Subject::cached(instance, about).await?;
    send::unchanged(revision, &subject.revision())?;
    let offer = send::allowed(subject.offers_to_decide(instance), verb)?;
    let now = instance.clock.now();
    let choices = checks::checked(choices, &offer, instance.safe_mode())?;
    let waiting = Waiting {
        hold_left: (hold > 0).then_some(hold),
        counted_at: (hold > 0).then_some(now),
        ..waiting(&subject, &choices)
    };
    let status = if hold == 0 { Status::Ready } else { Status::Held };
    let report = match about {
        About::Account(_) => choices.report.clone(),
        About::Report(report) => Some(report.clone()),
    };
    Ok(DecisionRecord { status, waiting, ..send::record(instance, &subject, verb, &choices, report) })
}

/// What such a decision needs while it waits, about what was seen.
pub(super) fn waiting(subject: &Subject, choices: &Choices) -> Waiting {
    Waiting {
        revision: subject.revision(),
        seen: Some(Sight::of(subject)),
        note_too: choices.note_too,
        ..Waiting::default()
    }
}
