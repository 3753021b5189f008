//! What the instance says about itself.

use serde_json::json;

use super::auth::READ_USERS;
use super::refusal::Refusal;
use super::state::Gitlab;
use crate::call::{Answer, Call};

const REVISION: &str = "f3a91c7d2be";

impl Gitlab {
    /// Since 15.2; with the edition since 15.6.
    pub(super) fn metadata(&self, call: &Call) -> Result<Answer, Refusal> {
        let switches = &self.settings.practice;
        if !switches.at_least(15, 2) {
            return Err(Refusal::NoRoute);
        }
        self.admit(call, READ_USERS)?;
        let kas = json!({ "enabled": false, "externalUrl": null, "externalK8sProxyUrl": null, "version": null });
        let mut json = json!({ "version": switches.full_version(), "revision": REVISION, "kas": kas });
        if switches.at_least(15, 6) {
            json["enterprise"] = json!(switches.enterprise);
        }
        Ok(Answer::json(200, json))
    }

    pub(super) fn version(&self, call: &Call) -> Result<Answer, Refusal> {
        self.admit(call, READ_USERS)?;
        let version = self.settings.practice.full_version();
        Ok(Answer::json(200, json!({ "version": version, "revision": REVISION })))
    }
}
