//! Lets decisions leave when they are due: counts holds down, and sends what is ready, one after another about one account,
//! a few at a time about different ones, and no more than the server's throttle takes.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};

use super::hold::{self, TICK};
use super::preflight::{self, Verdict};
use super::send::Deed;
use super::{Review, Status, journal, moved, outbox, pay};
use crate::action::{Choices, Refusal};
use crate::error::Result;
use crate::model::{AccountId, Timestamp};
use crate::profile::Connection;
use crate::profile::forecast::REQUESTS;
use crate::profile::instance::Instance;
use crate::store::journal::DecisionRecord;

/// It looks at least this often whether something can leave: a limit may be over, rights may have come back.
const LOOK: Duration = Duration::from_secs(30);

/// So many leave at a time: the server's answers take longer than its throttle asks for, and it has others to serve.
const AT_A_TIME: usize = 4;

/// Sends until the instance is gone, which was opened at that moment.
pub(crate) async fn run(instance: Weak<Instance>, opened: Timestamp) {
    if let Some(here) = instance.upgrade() {
        if let Err(error) = outbox::began(&here, opened).await {
            tracing::warn!(code = error.code.name(), "what an earlier start left waiting could not be looked through");
        }
        super::overlay(&here).await;
    }
    let mut sender = Sender::default();
    loop {
        let Some(here) = instance.upgrade() else { return };
        let (clock, bell) = (here.clock.clone(), here.bell.clone());
        let begun = clock.now();
        let wait = match sender.tend(&here).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(code = error.code.name(), "decisions that wait could not be looked after");
                LOOK
            }
        };
        drop(here);
        tokio::select! {
            () = clock.sleep_from(begun, wait) => {}
            () = bell.notified() => {}
            Some(back) = sender.under_way.join_next() => sender.came_back(back, &clock.now()),
        }
    }
}

/// What is leaving just now.
#[derive(Default)]
struct Sender {
    under_way: JoinSet<Back>,
    /// About whom.
    accounts: HashSet<AccountId>,
    /// About whom nothing is tried before then, because the last try came to nothing for a reason of their own.
    resting: HashMap<AccountId, Timestamp>,
}

/// One that was let go.
struct Back {
    account: AccountId,
    /// Whether it still has to leave.
    again: bool,
}

impl Sender {
    /// Counts holds, and lets go what is due. Returns after what time to come back.
    async fn tend(&mut self, instance: &Arc<Instance>) -> Result<Duration> {
        let Ok(journal) = journal(instance) else { return Ok(LOOK) };
        if instance.is_hidden() {
            return Ok(LOOK);
        }
        if let Some(since) = instance.returned() {
            // Only once all is kept back: what could not be written now is written at the next look, and nothing leaves before.
            outbox::came_back(instance, since).await?;
            instance.received();
        }
        let mut wait = LOOK;
        let mut counted = Vec::new();
        let now = instance.clock.now();
        let mut before = self.accounts.clone();
        for record in journal.waiting().await? {
            // What waits for a word keeps nobody waiting. Of the others, what was decided first about somebody is sent first.
            let follows = record.waiting.review == Review::None && !before.insert(record.account.clone());
            match record.status {
                _ if record.waiting.review != Review::None => {}
                Status::Held => {
                    // First: a hold may also end in a tick that was slept through.
                    let asks = outbox::was_left(instance, &record, now).await?;
                    match left(&record, now) {
                        0 if !asks => {
                            over(instance, record).await?;
                            instance.bell.notify_one();
                        }
                        left => {
                            wait = wait.min(TICK).min(Duration::from_millis(left.into()));
                            counted.push((record.id, left));
                        }
                    }
                }
                _ if follows || self.under_way.len() >= AT_A_TIME => {}
                _ => match pause(instance).or_else(|| self.rest(instance, &record.account)) {
                    Some(pause) => wait = wait.min(pause),
                    None if outbox::is_asked_about(instance, &record).await? => {}
                    None => self.let_go(instance, record),
                },
            }
        }
        if !counted.is_empty() {
            journal.count_holds(&counted, now).await?;
        }
        Ok(wait)
    }

    fn let_go(&mut self, instance: &Arc<Instance>, record: DecisionRecord) {
        self.accounts.insert(record.account.clone());
        let here = instance.clone();
        self.under_way.spawn(async move {
            let begun = here.clock.now();
            let again = !sent(&here, &record.id).await;
            if !again {
                here.took(here.clock.now().0.saturating_sub(begun.0));
            }
            // What a pause of the whole instance keeps needs no rest of its own.
            Back { again: again && pause(&here).is_none(), account: record.account }
        });
    }

    fn came_back(&mut self, back: std::result::Result<Back, JoinError>, now: &Timestamp) {
        match back {
            Ok(back) => {
                self.accounts.remove(&back.account);
                if back.again {
                    let rest = i64::try_from(LOOK.as_millis()).unwrap_or(i64::MAX);
                    self.resting.insert(back.account, Timestamp(now.0.saturating_add(rest)));
                }
            }
            Err(fault) => {
                // Whom it was about is not known any more: its row says what to do at the next start.
                tracing::error!(%fault, "a decision broke off");
            }
        }
    }

    /// How long nothing leaves about this account, or about anybody for want of the throttle's requests.
    fn rest(&mut self, instance: &Instance, account: &AccountId) -> Option<Duration> {
        let now = instance.clock.now();
        // A rest that ends later than any can was begun before the clock was set back.
        let longest = i64::try_from(LOOK.as_millis()).unwrap_or(i64::MAX);
        self.resting.retain(|_, until| *until > now && until.0.saturating_sub(now.0) <= longest);
        let rest = self.resting.get(account).copied();
        let under_way = u32::try_from(self.under_way.len()).unwrap_or(u32::MAX);
        // Each is read before and after: one whose answer nobody could look at would stay open for nothing.
        let needed = under_way.saturating_add(1).saturating_mul(REQUESTS);
        let full = || {
            let budget = instance.server().ok()?.throttle()?;
            budget.resets_at.filter(|reset| budget.remaining < needed.min(budget.limit) && *reset > now)
        };
        let until = rest.or_else(full)?;
        u64::try_from(until.0.saturating_sub(now.0)).ok().filter(|left| *left > 0).map(Duration::from_millis)
    }
}

/// What is left of a hold now, in ms.
fn left(record: &DecisionRecord, now: Timestamp) -> u32 {
    let since = record.waiting.counted_at.unwrap_or(now);
    hold::left(record.waiting.hold_left.unwrap_or_default(), now.0.saturating_sub(since.0))
}

/// Its hold is over: it is its turn.
async fn over(instance: &Instance, mut record: DecisionRecord) -> Result<()> {
    record.status = Status::Ready;
    (record.waiting.hold_left, record.waiting.counted_at) = (None, Some(instance.clock.now()));
    moved(instance, Status::Held, record).await.map(drop)
}

/// How long nothing leaves; none when something may.
fn pause(instance: &Instance) -> Option<Duration> {
    if instance.obstacle().is_some() || instance.is_hidden() {
        return Some(LOOK);
    }
    // It has just come back: what waited for it may want a word first.
    if instance.returned().is_some() {
        instance.bell.notify_one();
        return Some(LOOK);
    }
    match instance.connection() {
        Connection::Waiting { until: Some(until) } => {
            let left = until.0.saturating_sub(instance.clock.now().0);
            u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis)
        }
        _ => None,
    }
}

/// Sends one that is ready, after a look. Returns whether the next one may be tried: false where the server cannot be
/// asked just now.
async fn sent(instance: &Arc<Instance>, id: &str) -> bool {
    match leave(instance, id).await {
        Ok(status) => status != Some(Status::Ready),
        Err(error) => {
            tracing::info!(code = error.code.name(), "a decision could not leave yet");
            false
        }
    }
}

async fn leave(instance: &Arc<Instance>, id: &str) -> Result<Option<Status>> {
    let Some(record) = journal(instance)?.get(id).await? else { return Ok(None) };
    let turn = instance.turns.of(&record.account).await;
    pay(instance).await?;
    let Some(mut record) = journal(instance)?.get(id).await?.filter(|record| record.status == Status::Ready) else {
        return Ok(None);
    };
    let verdict = preflight::look(instance, &record).await?;
    let now = instance.clock.now();
    record.status = match &verdict {
        Verdict::Send(before) => {
            record.before = before.marks();
            Status::Sending
        }
        Verdict::WasSo(found) => {
            preflight::found(&mut record, found);
            Status::WasSo
        }
        Verdict::Changed(found) => {
            preflight::found(&mut record, found);
            Status::Changed
        }
        Verdict::Gone => Status::Gone,
        Verdict::Refused(refusal, found) => {
            // Read-only, offline: nothing is wrong with the decision, it goes on waiting.
            if instance.obstacle().as_ref() == Some(refusal) {
                return Ok(Some(Status::Ready));
            }
            record.refusal = Some(refusal.clone());
            preflight::found(&mut record, found);
            Status::Refused
        }
    };
    let Verdict::Send(before) = verdict else {
        record.settled_at = (record.status != Status::Changed).then_some(now);
        return moved(instance, Status::Ready, record).await.map(|view| Some(view.status));
    };
    let server = instance.server()?;
    let under_way = instance.under_way.clone().read_owned().await;
    // Waiting for its turn and looking took their time: whoever locked the desk meanwhile was quicker. Or the look was what
    // the server answered first after a time away, and a word may be wanted. Neither is a reason to let the account rest.
    if instance.is_hidden() || instance.returned().is_some() {
        return Ok(None);
    }
    // Whoever takes it back in this moment was quicker.
    if !journal(instance)?.settle(Status::Ready, &record, now).await? {
        return Ok(None);
    }
    super::tell(instance, &record);
    let deed = Deed::new(server, before, choices(&record), record, (turn, under_way));
    deed.done(instance).await.map(|view| Some(view.status))
}

/// What was chosen, as it was kept.
fn choices(record: &DecisionRecord) -> Choices {
    Choices {
        message: record.message.clone(),
        tell: record.told,
        preset: record.preset.clone(),
        report: record.report.clone().filter(|_| !record.verb.is_about_report()),
        reason: record.reason.clone(),
        typed_handle: None,
        note: record.note.clone(),
        note_too: record.waiting.note_too,
        lasts: record.lasts,
        at_once: false,
    }
}

/// So often something is sent that does not arrive for a reason that nobody knows.
const TRIES: u32 = 5;

/// Whether what surely did not arrive is worth another try: the server was not there, had no time, or wants somebody to sign
/// in again.
pub(super) fn comes_again(record: &DecisionRecord) -> bool {
    let waited = !record.waiting.revision.is_empty() && record.steps.is_empty();
    waited
        && match record.refusal {
            Some(Refusal::Offline | Refusal::AskedToWait | Refusal::TokenDead) => true,
            Some(Refusal::NotSent) => record.waiting.attempts < TRIES,
            _ => false,
        }
}
