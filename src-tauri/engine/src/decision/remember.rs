//! What is remembered of accounts that were shut out, so that they are known when they come again, and for how long.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::watch;

use super::journal;
use super::subject::Subject;
use crate::WeakEngine;
use crate::action::Verb;
use crate::clock::Clock;
use crate::error::Result;
use crate::filter::lower;
use crate::model::{Account, AccountId, Timestamp};
use crate::profile::instance::Instance;
use crate::read;

/// By what an account is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KnownBy {
    /// Its mail address.
    Mail,
    /// A network address.
    Address,
    /// Its name.
    Name,
}

impl KnownBy {
    const ALL: [KnownBy; 3] = [KnownBy::Mail, KnownBy::Address, KnownBy::Name];

    /// The word under which the journal keeps it: never changed.
    pub const fn word(self) -> &'static str {
        match self {
            KnownBy::Mail => "mail",
            KnownBy::Address => "address",
            KnownBy::Name => "name",
        }
    }

    /// The kind of a kept word; an unknown word is an error of the caller, never a default.
    pub fn from_word(word: &str) -> Option<Self> {
        KnownBy::ALL.into_iter().find(|by| by.word() == word)
    }
}

/// Something that an account is known by, in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What it is.
    pub by: KnownBy,
    /// In lower case; an address in its canonical form.
    pub value: String,
}

/// Earlier decisions that shut out somebody who was known by the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Remembered {
    /// By what.
    pub by: KnownBy,
    /// What was done.
    pub verb: Verb,
    /// Whether it was done to this very account.
    pub same: bool,
    /// How many decisions.
    pub times: u32,
    /// The newest of them, by its id.
    pub decision: String,
    /// Its account.
    pub account: AccountId,
    /// Its account's handle; none once it was erased.
    pub handle: Option<String>,
    /// When it was decided.
    pub decided_at: Timestamp,
}

/// For how many days the words of settled decisions are kept; for as many again, their accounts are known by HMACs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct RememberDays(pub u16);

impl Default for RememberDays {
    fn default() -> Self {
        RememberDays(180)
    }
}

impl RememberDays {
    /// The same within the bounds that a person may choose in: 7 to 3,650.
    pub fn bounded(self) -> Self {
        RememberDays(self.0.clamp(7, 3_650))
    }
}

/// What the account of a decision may be known by later. Only of those that are shut out: of others it is never asked.
pub(super) fn traces(verb: Verb, subject: &Subject) -> Vec<Trace> {
    match subject {
        Subject::Account(account) if verb.shuts_out() => of_account(account),
        Subject::Account(_) | Subject::Report { .. } => Vec::new(),
    }
}

fn of_account(account: &Account) -> Vec<Trace> {
    let mail = account.mail.as_deref().map(|mail| lower(mail.trim())).filter(|mail| !mail.is_empty());
    let addresses = read::addresses(account).into_iter().map(|address| (KnownBy::Address, address.to_string()));
    let name = std::iter::once((KnownBy::Name, lower(&account.handle())));
    let all = mail.map(|mail| (KnownBy::Mail, mail)).into_iter().chain(addresses).chain(name);
    all.map(|(by, value)| Trace { by, value }).collect()
}

/// Settled decisions that shut out somebody with the mail address, a network address or the name of this account.
///
/// # Errors
/// `NotFound` when the cache does not have the account, `NotAllowed` when the journal cannot be read.
pub(crate) async fn remembered(instance: &Instance, account: &AccountId) -> Result<Vec<Remembered>> {
    let known = read::cached(instance, account).await?;
    journal(instance)?.remembered(account, &of_account(&known)).await
}

/// A day, in ms.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How often it is looked for what has had its time. Oftener than daily: a computer that sleeps would skip days.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Forgets until the engine is gone: at the start, once in a while, and whenever somebody chooses another time.
pub(crate) async fn run(engine: WeakEngine, clock: Clock, mut days: watch::Receiver<RememberDays>) {
    loop {
        let begun = clock.now();
        {
            let Some(engine) = engine.upgrade() else { return };
            let days = *days.borrow_and_update();
            let instances: Vec<_> = engine.instances().values().cloned().collect();
            for instance in instances {
                if let Err(error) = forget(&instance, days).await {
                    tracing::warn!(code = error.code.name(), "what has had its time could not be forgotten yet");
                }
            }
        }
        tokio::select! {
            () = clock.sleep_from(begun, EVERY) => {}
            changed = days.changed() => if changed.is_err() { return },
        }
    }
}

async fn forget(instance: &Instance, days: RememberDays) -> Result<()> {
    let Some(journal) = &instance.journal else { return Ok(()) };
    let now = instance.clock.now();
    let before = |times: i64| Timestamp(now.0.saturating_sub(times * i64::from(days.bounded().0) * DAY));
    while journal.forget_words(before(1), now).await? {}
    while journal.drop_hidden(before(2)).await? {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Address;

    #[test]
    fn an_account_is_known_by_what_it_writes_in_other_ways_too() {
        let address = |ip: &str| Address { ip: ip.to_owned(), used_at: None };
        let account = Account {
            username: "Anna".to_owned(),
            mail: Some(" Anna@Spam.Example ".to_owned()),
            addresses: vec![address("2001:DB8::0:7"), address("::ffff:192.0.2.1"), address("192.0.2.1")],
            ..Account::nobody()
        };
        let known = of_account(&account);
        let known: Vec<_> = known.iter().map(|trace| (trace.by.word(), trace.value.as_str())).collect();
        let expected =
            [("mail", "anna@spam.example"), ("address", "2001:db8::7"), ("address", "192.0.2.1"), ("name", "anna")];
        assert_eq!(known, expected);
        let remote = Account { domain: Some("far.example".to_owned()), ..account };
        assert!(of_account(&remote).iter().any(|trace| trace.value == "anna@far.example"), "another Anna elsewhere");
    }

    #[test]
    fn only_of_those_who_are_shut_out_something_is_kept() {
        let subject = Subject::Account(Box::new(Account::nobody()));
        assert_eq!(traces(Verb::Reject, &subject).len(), 1);
        for verb in [Verb::Approve, Verb::Warn, Verb::Limit, Verb::Unban] {
            assert_eq!(traces(verb, &subject), [], "{verb:?}");
        }
    }

    #[test]
    fn bounds_are_kept() {
        assert_eq!(RememberDays(0).bounded(), RememberDays(7));
        assert_eq!(RememberDays(u16::MAX).bounded(), RememberDays(3_650));
        assert_eq!(RememberDays::default().bounded(), RememberDays(180));
    }
}
