//! What a bug report needs: versions and states, without names, addresses or tokens.

use std::fmt::Write;

use crate::desk::DeskState;

/// The text that goes into the clipboard.
pub(crate) fn text(state: &DeskState) -> String {
    let mut text = format!(
        "Bailiwick {} on {} {}\nkeychain: {}\npractice servers: {}\n",
        state.version,
        std::env::consts::OS,
        std::env::consts::ARCH,
        state.keychain.map_or_else(|| "used".to_owned(), |fault| format!("{fault:?}")),
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
