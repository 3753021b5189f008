//! Practice instances from the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use bailiwick_practice::{
    Dialect, GitlabSwitches, Inferred, Kind, Limits, Manner, Options, Otherwise, Practice, PracticeError, Who, serve,
};
use clap::{Args, Parser, Subcommand};

/// A Mastodon or a GitLab to practise moderation on: on this computer only, in memory, with made-up people.
///
/// Connect a client to the address that is printed, with one of the tokens. Control routes for tests are under /practice (requests, count, faults, limits, people, settings, clock, reset).
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    platform: Platform,
}

#[derive(Subcommand)]
enum Platform {
    /// Behaves as a Mastodon does towards moderators.
    Mastodon {
        /// Port on 127.0.0.1; 0 takes any that is free.
        #[arg(long, default_value_t = 4780)]
        port: u16,
        #[command(flatten)]
        manner: MannerFlags,
        #[command(flatten)]
        common: Common,
    },
    /// Behaves as a GitLab does towards administrators.
    Gitlab {
        /// Port on 127.0.0.1; 0 takes any that is free.
        #[arg(long, default_value_t = 4781)]
        port: u16,
        #[command(flatten)]
        switches: SwitchFlags,
        #[command(flatten)]
        common: Common,
    },
}

/// POST /practice/settings changes the same while it runs.
#[derive(Args)]
struct MannerFlags {
    /// Whose shapes and habits.
    #[arg(long, value_enum, default_value_t = Dialect::default())]
    like: Dialect,
    /// Limited federation mode: nothing without a user's token.
    #[arg(long)]
    limited_federation: bool,
    /// The server destroys itself: 410 everywhere.
    #[arg(long)]
    self_destruct: bool,
    /// The caller's address is blocked: 403 in plain text everywhere.
    #[arg(long)]
    address_blocked: bool,
    /// Turns an inferred row of the reference round; may be given several times.
    #[arg(long, value_enum, value_name = "ROW")]
    otherwise: Vec<Otherwise>,
}

impl MannerFlags {
    fn manner(self) -> Manner {
        Manner {
            version: self.like,
            limited_federation: self.limited_federation,
            self_destruct: self.self_destruct,
            address_blocked: self.address_blocked,
            otherwise: self.otherwise.into_iter().collect(),
        }
    }
}

/// POST /practice/settings changes these and more under `practice` while it runs.
#[derive(Args)]
struct SwitchFlags {
    /// The version whose words, fields and routes it has, 13.0 to 19.x.
    #[arg(long, value_name = "VERSION", default_value = "18.6.1")]
    like: String,
    /// Enterprise Edition: more fields and filters.
    #[arg(long)]
    enterprise: bool,
    /// Turns an inferred row of the reference round; may be given several times.
    #[arg(long, value_enum, value_name = "ROW")]
    otherwise: Vec<Inferred>,
}

impl SwitchFlags {
    fn switches(self) -> GitlabSwitches {
        GitlabSwitches {
            version: self.like,
            enterprise: self.enterprise,
            otherwise: self.otherwise.into_iter().collect(),
            ..GitlabSwitches::default()
        }
    }
}

#[derive(Args)]
struct Common {
    /// Keep the state in this file between runs (made when absent; a broken one is set aside as FILE.broken).
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// About how many people to make up: 300 that have always been the same, or up to a million and more, spread as on a real large server.
    #[arg(long, default_value_t = 300)]
    people: usize,
    /// Same seed, same people.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Serve everything under this path, such as /gitlab.
    #[arg(long, default_value = "")]
    root: String,
    /// The throttles, windows in seconds; as on a real Mastodon (300/300,300/900) unless given. Switches a GitLab's on, which has the first pair only.
    #[arg(long, value_name = "PER_TOKEN/WINDOW,PAGING/WINDOW", conflicts_with = "no_limits")]
    limits: Option<Limits>,
    /// Switch the throttles off.
    #[arg(long)]
    no_limits: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bailiwick-practice: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), PracticeError> {
    let mut gitlab = GitlabSwitches::default();
    let (kind, port, manner, common) = match arguments.platform {
        Platform::Mastodon { port, manner, common } => (Kind::Mastodon, port, manner.manner(), common),
        Platform::Gitlab { port, switches, common } => {
            gitlab = switches.switches();
            (Kind::Gitlab, port, Manner::default(), common)
        }
    };
    let usual = Options::new(kind);
    let limits = common.limits.or(usual.limits).filter(|_| !common.no_limits);
    let options = Options {
        port,
        seed: common.seed,
        people: common.people,
        state_file: common.state,
        root: common.root,
        limits,
        manner,
        gitlab,
        ..usual
    };
    let practice = serve(options).await?;
    if let Some(limits) = common.limits {
        practice.change_limits(Some(limits));
    }
    greet(kind, &practice);
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("bailiwick-practice: Ctrl+C can't be heard ({error}), stopping");
    }
    practice.stop().await
}

fn greet(kind: Kind, practice: &Practice) {
    let tokens: &[(Who, &str)] = match kind {
        Kind::Mastodon => &[
            (Who::Moderator, "@kim, Moderator"),
            (Who::Admin, "@noor, Admin"),
            (Who::Owner, "@ada, Owner"),
            (Who::Member, "@wren, no role"),
            (Who::Read, "@kim, may only read"),
            (Who::NoScope, "@kim, no admin scope"),
            (Who::Revoked, "revoked"),
        ],
        Kind::Gitlab => &[
            (Who::Administrator, "kim, administrator"),
            (Who::User, "wren, no administrator"),
            (Who::NoAdminMode, "osei, administrator without the scope admin_mode"),
            (Who::Read, "kim, may only read"),
            (Who::NoScope, "kim, no scope for the API"),
            (Who::Revoked, "revoked"),
        ],
    };
    println!("Practice {kind} on {} (Ctrl+C stops it)", practice.base_url());
    for (who, text) in tokens {
        println!("  {:<24} {text}", practice.token(*who));
    }
}
