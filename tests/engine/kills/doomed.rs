//! The desk that is killed, in a process of its own: this test program started once more for one test alone.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use bailiwick_engine::PracticeServer;
use bailiwick_engine::action::{Choices, Verb};
use bailiwick_engine::decision::Holds;
use bailiwick_engine::model::AccountId;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::bench::{Open, options};

/// What the child is told, in its environment.
const ERRANDS: &str = "BAILIWICK_TEST_ERRANDS";
const MARK: &str = "begun ";

/// One decision to make.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Errand {
    pub account: String,
    pub verb: Verb,
}

/// All that a child needs to know.
#[derive(Serialize, Deserialize)]
struct Orders {
    folder: std::path::PathBuf,
    address: String,
    token: String,
    errands: Vec<Errand>,
}

/// Numbers that are the same in every run with a seed (xorshift64*).
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end
    }
}

pub struct Doomed {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Doomed {
    pub async fn start(folder: &Path, address: &str, token: &str, errands: &[Errand]) -> Self {
        let orders = Orders {
            folder: folder.to_owned(),
            address: address.to_owned(),
            token: token.to_owned(),
            errands: errands.to_vec(),
        };
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kills::doomed::a_desk_that_will_be_killed", "--ignored", "--nocapture"])
            .env(ERRANDS, serde_json::to_string(&orders).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Doomed { child, lines }
    }

    /// Kills it so many ms after it has begun to decide, and tells what it had written down until then.
    pub async fn killed_after(mut self, ms: u64) -> Vec<String> {
        let mut begun = Vec::new();
        while let Some(line) = self.lines.next_line().await.unwrap() {
            if line.contains("deciding") {
                break;
            }
        }
        tokio::time::sleep(Duration::from_millis(ms)).await;
        self.child.start_kill().unwrap();
        while let Some(line) = self.lines.next_line().await.unwrap() {
            begun.extend(line.split_once(MARK).map(|(_, id)| id.trim().to_owned()));
        }
        self.child.wait().await.unwrap();
        begun
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test that kills it"]
async fn a_desk_that_will_be_killed() {
    let Ok(orders) = std::env::var(ERRANDS) else { return };
    let Orders { folder, address, token, errands } = serde_json::from_str(&orders).unwrap();
    let engine = Open::new(options(&folder)).await;
    let server = PracticeServer { address, token, name: "Practice".to_owned(), letters: "PR".to_owned() };
    let profile = engine.adopt_practice(server).await.unwrap().id;
    println!("deciding");
    for (number, Errand { account, verb }) in errands.into_iter().enumerate() {
        // Half of them by way of a hold that is over at once, half without one.
        let reversible = u32::from(number % 2 == 0);
        engine.set_holds(Holds { reversible, irreversible: 0, ..Holds::NONE });
        let account = AccountId(account);
        let seen = engine.open_account(&profile, &account).await.unwrap();
        let choices = Choices { tell: Some(false), ..Choices::default() };
        if let Ok(decision) = engine.decide(&profile, &account, &seen.revision, verb, choices).await {
            println!("{MARK}{}", decision.id);
        }
    }
    // What is still on its way may be cut off, too.
    std::future::pending::<()>().await;
}
