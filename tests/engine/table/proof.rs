//! That a refusal beforehand is right: the server refuses the raw request too, or takes it and leaves what nobody wants.

use super::desk::{Desk, Person, same};
use super::file::{Cell, Proof};
use super::request::Wanted;

impl Desk {
    /// Sends what the desk would not, with the same token.
    pub async fn proves(&self, cell: &Cell, person: &Person, proof: Proof) -> Result<(), String> {
        let before = self.record(person);
        let (code, _) = self.raw.send(&self.token(cell.by), &Wanted::bare(cell.verb, &person.id)).await;
        let after = self.record(person);
        let wanted = if let Proof::Server(code) = proof { code } else { 200 };
        same("the raw request", code, wanted)?;
        match proof {
            Proof::Server(_) | Proof::Idle => same("the server after the raw request", &after, &before),
            // What happens to one's own account is not the point: the desk does not do it.
            Proof::House => Ok(()),
            Proof::HarmfulStrike => same("strikes by the raw request", after.strikes.len(), before.strikes.len() + 1),
            Proof::HarmfulLog => {
                same("lines by the raw request", after.audit, before.audit + 1)?;
                same("the person after the raw request", &after.person, &before.person)
            }
        }
    }
}
