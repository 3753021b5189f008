//! What a bug report needs: versions and states, without names, addresses or tokens.

use std::fmt::Write;

use bailiwick_engine::Keeping;

use crate::desk::{DeskState, SecretState};

/// The text that goes into the clipboard.
pub(crate) fn text(state: &DeskState) -> String {
    let mut text = format!(
        "Bailiwick {} on {} {}\nsecrets: {}\npractice servers: {}\n",
        state.version,
        std::env::consts::OS,
        std::env::consts::ARCH,
        secrets(state.secrets),
        if state.practice_running { "running" } else { "not running" },
    );
    if let Some(problem) = &state.problem {
        let _ = writeln!(text, "the desk cannot open: {}", code(problem));
    }
    for profile in &state.profiles {
        // The instance's name and address say who moderates where; its number is enough to talk about it.
        let _ = writeln!(
            text,
            "instance {}: {} {}, {} accounts cached, connection {}, token {}, journal {}, last refresh {}",
            profile.mark.number,
            profile.software.name,
            profile.software.version,
            profile.cached,
            kind(&profile.connection),
            kind(&profile.token),
            profile.journal_problem.as_ref().map_or_else(|| "usable".to_owned(), code),
            profile.sync.problem.as_ref().map_or_else(|| "went well".to_owned(), code),
        );
    }
    text
}

/// Where they are, and why only there.
fn secrets(state: SecretState) -> String {
    let place = match state.keeping {
        Keeping::Keychain => "in the keychain",
        Keeping::Vault => "in a vault",
        Keeping::Session => "for this session only",
    };
    state.fault.map_or_else(|| place.to_owned(), |fault| format!("{place} (keychain: {fault:?})"))
}

/// The code's name alone: its details may name a host.
fn code(problem: &bailiwick_engine::error::Problem) -> String {
    tag(&problem.error, "code")
}

fn kind(value: &impl serde::Serialize) -> String {
    tag(value, "kind")
}

fn tag(value: &impl serde::Serialize, name: &str) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.get(name).and_then(|word| word.as_str()).unwrap_or("?").to_owned()
}
