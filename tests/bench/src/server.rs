//! A practice server in a process of its own, so that what it costs is not the client's.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Trouble;

/// A running practice server. It ends with this value.
pub struct Server {
    child: Child,
    /// Its address.
    pub address: String,
}

/// Throttles so wide that nothing waits for them.
pub const WIDE: &str = "1000000000/300,1000000000/900";

impl Server {
    /// Starts `bailiwick-practice`, which lies beside this program.
    pub fn start(kind: &str, people: u32, more: &[&str]) -> Result<Self, Trouble> {
        let own = std::env::current_exe()?;
        let program = own.parent().unwrap_or(Path::new(".")).join("bailiwick-practice");
        let mut child = Command::new(&program)
            .args([kind, "--port", "0", "--people", &people.to_string()])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Trouble::said(format!("{}: {error}", program.display())))?;
        let said = child.stdout.take().ok_or_else(|| Trouble::said("no voice"))?;
        let mut lines = BufReader::new(said).lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        // Whoever stops reading would stop the server.
        std::thread::spawn(move || lines.for_each(drop));
        let address = first.split_whitespace().find(|word| word.starts_with("http://"));
        match address {
            Some(address) => Ok(Server { child, address: address.trim_end_matches(['/', '.', ',']).to_owned() }),
            None => Err(Trouble::said(format!("a practice server said {first:?} and no address"))),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing else to do about it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
