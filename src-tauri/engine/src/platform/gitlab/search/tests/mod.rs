//! What the search claims of the reference, as facts. Here the servers; the claims are in the files below.

mod asking;
mod clauses;
mod planning;

use super::served::Served;
use crate::model::Timestamp;
use crate::platform::Known;
use crate::profile::{Platform, ServerSettings, Software};

/// 2026-11-22T04:30:59.999Z
const NOW: Timestamp = Timestamp(1_795_321_859_999);

fn software(version: &str) -> Software {
    Software { platform: Platform::Gitlab, name: "GitLab".to_owned(), version: version.to_owned() }
}

fn settings(enterprise: Option<bool>) -> ServerSettings {
    ServerSettings { enterprise, ..ServerSettings::default() }
}

fn served(version: &str, enterprise: Option<bool>) -> Served {
    Served::of(&Known { software: &software(version), settings: &settings(enterprise), roles: &[] })
}
