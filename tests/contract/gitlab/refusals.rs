//! How the server says no where no state is the reason: nobody with this id, no number, no route, oneself.

use super::{Contract, USERS};
use crate::rows::key;
use crate::table::Verdict;
use crate::wire::Answer;

/// An id that fits a database and that nobody has.
const NOBODY: &str = "2147483646";

/// The verbs of moderation.
pub const VERBS: [&str; 8] = ["activate", "deactivate", "block", "unblock", "ban", "unban", "approve", "reject"];

impl Contract<'_> {
    /// Every refusal that this token alone can provoke. Those of a missing scope and of admin mode would need others.
    pub(super) async fn refusals(&mut self) {
        let gone = |answer: &Answer| answer.says("404 of a missing user", 404, "404 User Not Found");
        let answer = self.wire.get(&format!("{USERS}/{NOBODY}")).await;
        self.put("GET nobody", gone(&answer));
        for verb in VERBS {
            let answer = self.wire.post(&format!("{USERS}/{NOBODY}/{verb}"), &[]).await;
            self.put(format!("{verb} nobody"), gone(&answer));
        }
        let answer = self.wire.put(&format!("{USERS}/{NOBODY}"), &[("note", "nobody's")]).await;
        self.put("PUT nobody", gone(&answer));
        let answer = self.wire.delete(&format!("{USERS}/{NOBODY}")).await;
        self.put("DELETE nobody", gone(&answer));
        // Routing's own answer: its body is nobody's business.
        for (operation, at) in [
            ("GET an id that is no number", format!("{USERS}/nonsense")),
            ("GET a route that is not there", format!("{USERS}/1/nonsense")),
        ] {
            let answer = self.wire.get(&at).await;
            let verdict = match answer.status {
                404 => Verdict::served(answer.summary()),
                _ => Verdict::differs("404", answer.summary()),
            };
            self.put(operation, verdict);
        }
        self.oneself().await;
    }

    /// One's own account can't be blocked, since some version before 16.0. Everything else about oneself the API would do: it isn't tried.
    async fn oneself(&mut self) {
        let me = key(&self.people.me);
        if !self.version.since(16, 0) {
            self.put("block oneself", Verdict::not_tried("16.0 or later: before, it may well be done"));
            return;
        }
        let answer = self.wire.post(&format!("{USERS}/{me}/block"), &[]).await;
        let words = "403 Forbidden - The API initiating user cannot be blocked by the API";
        self.put("block oneself", answer.says("403 of the guard", 403, words));
    }
}
