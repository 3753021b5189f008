//! What is told of an instance that goes: what remains on its server, and what was not done yet.

use super::{Forgotten, Remains, Revocation};
use crate::decision::{self, Status};
use crate::platform;
use crate::profile::instance::Instance;
use crate::secret::Credential;

/// What there is to say before anything goes. A journal that cannot be read has nothing to say.
pub(super) async fn of(instance: &Instance, token: Revocation) -> Forgotten {
    let record = instance.record();
    let credential = instance.credential();
    let on = record.software.platform;
    let (address, token_page) = match instance.base() {
        Ok(base) => (base.for_people(), platform::revoking_page(on, &base, credential.as_ref())),
        Err(_) => Default::default(),
    };
    let unsettled = decision::outbox(instance).await.unwrap_or_default();
    let unsure = |status| matches!(status, Status::Unsure | Status::Halfway | Status::Sending);
    let dropped = unsettled.iter().filter(|one| one.status.is_waiting()).count();
    let unsure = unsettled.iter().filter(|one| unsure(one.status)).count();
    let practice = instance.home.is_practice();
    let stays_on_server = if practice { Vec::new() } else { remains(instance, &token, credential.as_ref()).await };
    Forgotten {
        name: record.name,
        address,
        token,
        token_page,
        unsure: u32::try_from(unsure).unwrap_or(u32::MAX),
        dropped: u32::try_from(dropped).unwrap_or(u32::MAX),
        practice,
        stays_on_server,
        problem: None,
    }
}

async fn remains(instance: &Instance, token: &Revocation, credential: Option<&Credential>) -> Vec<Remains> {
    let on = instance.record().software.platform;
    let (decided, noted) = match &instance.journal {
        Some(journal) => journal.left_on_server().await.unwrap_or_default(),
        None => (false, false),
    };
    let all = [
        (Remains::Token, *token != Revocation::Revoked),
        (Remains::Application, credential.is_some_and(|credential| platform::leaves_application(on, credential))),
        (Remains::Decisions, decided),
        (Remains::Notes, noted),
    ];
    all.into_iter().filter(|(_, stays)| *stays).map(|(what, _)| what).collect()
}
