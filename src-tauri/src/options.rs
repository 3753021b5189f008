//! How the program is started: its arguments, and the variables that tests and careful people set.

use std::path::PathBuf;

use bailiwick_engine::Keychain;
use tauri::{AppHandle, Manager, Runtime};

const HELP: &str = "\
Bailiwick: a desk for people who moderate Mastodon and GitLab instances

Usage: bailiwick [--practice | --verify-journal]

  --practice        start the practice servers with made-up people, and put them on the desk
  --verify-journal  go through the receipts of every journal, without a window, and say what is found:
                    ends with 0 when all hold, 1 when one does not, 2 when one could not be checked
  --version         print the version
  --help            print this

Variables:
  BAILIWICK_DATA            the data folder, instead of the system's place for it
  BAILIWICK_KEYCHAIN=none   leaves the system's keychain alone: real instances for this session only
  BAILIWICK_PRACTICE_PORTS  two ports for the practice servers, instead of 4780,4781 (0: any free one)";

/// What the arguments ask for.
pub(crate) enum Parsed {
    /// Open the desk.
    Run(Options),
    /// Check the journals and leave.
    Verify(Options),
    /// Say something and leave.
    Say(String),
}

/// How the desk is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Starts the practice servers.
    pub practice: bool,
    /// The data folder; the system's place for it when none.
    pub data: Option<PathBuf>,
    /// Where the secrets of real instances are kept.
    pub keychain: Keychain,
    /// The practice servers' ports: Mastodon, GitLab.
    pub practice_ports: [u16; 2],
}

impl Default for Options {
    fn default() -> Self {
        Options { practice: false, data: None, keychain: Keychain::System, practice_ports: [4780, 4781] }
    }
}

impl Options {
    /// The data folder.
    pub(crate) fn folder<R: Runtime>(&self, app: &AppHandle<R>) -> tauri::Result<PathBuf> {
        match &self.data {
            Some(folder) => Ok(folder.clone()),
            None => app.path().app_data_dir(),
        }
    }

    /// The same where there is no app to ask.
    pub(crate) fn folder_without_app(&self, identifier: &str) -> Option<PathBuf> {
        self.data.clone().or_else(|| Some(dirs::data_dir()?.join(identifier)))
    }
}

/// Reads the arguments and the variables.
pub(crate) fn parse(arguments: &[String]) -> Result<Parsed, String> {
    // Plugins would look for a relative path in folders of their own.
    let data = std::env::var_os("BAILIWICK_DATA").map(std::path::absolute).transpose();
    let data = data.map_err(|_| "BAILIWICK_DATA names no folder")?;
    let mut options = Options { data, ..Options::default() };
    match std::env::var("BAILIWICK_KEYCHAIN").as_deref() {
        Err(_) => {}
        Ok("none") => options.keychain = Keychain::Unused,
        Ok(_) => return Err("BAILIWICK_KEYCHAIN can only be none".to_owned()),
    }
    if let Ok(ports) = std::env::var("BAILIWICK_PRACTICE_PORTS") {
        let read = || {
            let (mastodon, gitlab) = ports.split_once(',')?;
            Some([mastodon.trim().parse().ok()?, gitlab.trim().parse().ok()?])
        };
        options.practice_ports = read().ok_or("BAILIWICK_PRACTICE_PORTS wants two ports, such as 4780,4781")?;
    }
    let mut verify = false;
    for argument in arguments {
        match argument.as_str() {
            "--verify-journal" => verify = true,
            "--practice" => options.practice = true,
            "--version" => return Ok(Parsed::Say(format!("bailiwick {}", env!("CARGO_PKG_VERSION")))),
            "--help" | "-h" => return Ok(Parsed::Say(HELP.to_owned())),
            unknown => return Err(format!("{unknown} is no argument of bailiwick; --help tells what is")),
        }
    }
    Ok(if verify { Parsed::Verify(options) } else { Parsed::Run(options) })
}
