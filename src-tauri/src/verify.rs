//! `bailiwick --verify-journal`: says on the terminal how the journals stand. It needs no display.

use std::process::ExitCode;

use bailiwick_engine::Engine;
use bailiwick_engine::check::JournalCheck;
use bailiwick_engine::decision::{ChainReport, ChainTrouble};
use bailiwick_engine::error::ErrorCode;
use tauri::Wry;

use crate::options::Options;

/// A receipt does not hold.
const FAULT: u8 = 1;
/// Something could not be checked.
const UNCHECKED: u8 = 2;

pub(crate) fn run(options: &Options) -> ExitCode {
    let context: tauri::Context<Wry> = crate::context();
    let Some(folder) = options.folder_without_app(&context.config().identifier) else {
        eprintln!("This system has no place for data; BAILIWICK_DATA names one.");
        return ExitCode::from(UNCHECKED);
    };
    match tauri::async_runtime::block_on(Engine::check_journals(&folder, options.keychain)) {
        Ok(checks) => {
            if checks.is_empty() {
                println!("There is no journal in {}.", folder.display());
            }
            for check in &checks {
                println!("{}", line(check));
            }
            ExitCode::from(code(&checks))
        }
        Err(error) => {
            eprintln!("Nothing was checked: {}", why(&error.code));
            ExitCode::from(UNCHECKED)
        }
    }
}

/// A fault weighs more than what could not be checked.
fn code(checks: &[JournalCheck]) -> u8 {
    let of = |check: &JournalCheck| match check {
        JournalCheck::Journal { found: Ok(ChainReport { fault: None, .. }), .. } => 0,
        JournalCheck::Journal { found: Ok(_), .. } => FAULT,
        JournalCheck::Journal { found: Err(_), .. } | JournalCheck::NoList { .. } => UNCHECKED,
    };
    let codes: Vec<u8> = checks.iter().map(of).collect();
    [FAULT, UNCHECKED].into_iter().find(|code| codes.contains(code)).unwrap_or_default()
}

fn line(check: &JournalCheck) -> String {
    match check {
        JournalCheck::Journal { name, found: Ok(report) } => format!("{name}: {}", told(report)),
        JournalCheck::Journal { name, found: Err(code) } => format!("{name}: not checked, because {}", why(code)),
        JournalCheck::NoList { code } => format!("The list of instances: not read, because {}", why(code)),
    }
}

fn told(report: &ChainReport) -> String {
    let receipts = if report.receipts == 1 { "1 receipt".to_owned() } else { format!("{} receipts", report.receipts) };
    let hold = if report.receipts == 1 { "holds" } else { "hold" };
    let erased = match report.erased {
        0 => String::new(),
        erased => format!(", the words of {erased} erased as the settings say"),
    };
    match &report.fault {
        None => format!("{receipts} {hold}{erased}"),
        Some(fault) => {
            let what = match fault.trouble {
                ChainTrouble::Missing => "is missing",
                ChainTrouble::Changed => "was changed",
                ChainTrouble::WordsChanged => "has other words than were written",
                ChainTrouble::DecisionUnlike => "does not fit its decision",
            };
            format!("FAULT: receipt {} {what}; {receipts} {hold} before that{erased}", fault.number)
        }
    }
}

fn why(code: &ErrorCode) -> String {
    match code {
        ErrorCode::AlreadyOpen => "Bailiwick is open; close it, or check in its History".to_owned(),
        ErrorCode::FolderUnusable { path } => format!("{path} is not there or cannot be written"),
        ErrorCode::StoreUnusable { path } => format!("{path} cannot be read, or is of another version"),
        ErrorCode::KeyGone { path } => format!("the key of {path} is gone"),
        ErrorCode::Locked => "a passphrase keeps the keys; check in the desk's History".to_owned(),
        ErrorCode::KeychainUnusable { .. } => "the system's keychain does not give the keys".to_owned(),
        other => other.name().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use bailiwick_engine::decision::ChainFault;

    use super::*;

    fn found(found: Result<ChainReport, ErrorCode>) -> JournalCheck {
        JournalCheck::Journal { name: "Tree".to_owned(), found }
    }

    #[test]
    fn a_fault_weighs_more_than_what_was_not_checked() {
        let whole = found(Ok(ChainReport { receipts: 1, ..ChainReport::default() }));
        let fault = Some(ChainFault { number: 2, trouble: ChainTrouble::Missing });
        let broken = found(Ok(ChainReport { receipts: 1, fault, ..ChainReport::default() }));
        let closed = found(Err(ErrorCode::AlreadyOpen));
        assert_eq!(code(&[]), 0);
        assert_eq!(code(std::slice::from_ref(&whole)), 0);
        assert_eq!(code(&[whole.clone(), closed.clone()]), 2);
        assert_eq!(code(&[closed, broken.clone(), whole.clone()]), 1);
        assert_eq!(line(&whole), "Tree: 1 receipt holds");
        assert_eq!(line(&broken), "Tree: FAULT: receipt 2 is missing; 1 receipt holds before that");
    }
}
