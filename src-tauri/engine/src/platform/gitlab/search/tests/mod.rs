//! What the search claims of the reference, as facts. Here the servers; the claims are in the files below.

mod asking;
mod planning;

use super::served::Served;
use crate::platform::Known;
use crate::profile::{Platform, ServerSettings, Software};

fn software(version: &str) -> Software {
    Software { platform: Platform::Gitlab, name: "GitLab".to_owned(), version: version.to_owned() }
}

fn settings(enterprise: Option<bool>) -> ServerSettings {
    ServerSettings { enterprise, ..ServerSettings::default() }
}

fn served(version: &str, enterprise: Option<bool>) -> Served {
    Served::of(&Known { software: &software(version), settings: &settings(enterprise), roles: &[] })
}
