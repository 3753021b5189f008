//! The contract between the desk and a server: everything that the desk does, done once on a server that may be spoilt.
//!
//! With `BAILIWICK_CONTRACT_URL` in the environment it runs there and prints a table; `make contract URL=…` sets it. Without,
//! as in `cargo test`, it runs against the practice servers, which keep it whole or break it where a check wants that.
//!
//! `run` connects and goes on with the part for the kind of server: `mastodon` or `gitlab`. `wire` is plain HTTP, `rows` lists of
//! it, `desk` the engine, `finding` its searches, `table` what is printed, `target` the guard before all of it, `pace` how fast it
//! may go. README.md says how to run it.

mod desk;
mod finding;
mod gitlab;
mod mastodon;
mod pace;
mod practice;
mod rows;
mod run;
mod table;
mod target;
mod wire;

use std::env;
use std::pin::Pin;
use std::process::ExitCode;

use bailiwick_practice::Dialect;

use practice::gitlab as gitlab_practice;
use table::Table;
use target::Target;

/// A check, and what it found.
type Found = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

/// A check by name.
type Check = (&'static str, fn() -> Found);

/// What runs without a server of one's own.
const CHECKS: &[Check] = &[
    ("only_disposable_servers_are_touched", || Box::pin(practice::guarded())),
    ("words_of_a_server_are_plain", || Box::pin(practice::plain_words())),
    ("mastodon_3_5_keeps_it", || Box::pin(practice::version(Dialect::V3_5))),
    ("mastodon_4_0_keeps_it", || Box::pin(practice::version(Dialect::V4_0))),
    ("mastodon_4_2_keeps_it", || Box::pin(practice::version(Dialect::V4_2))),
    ("mastodon_4_6_keeps_it", || Box::pin(practice::version(Dialect::V4_6))),
    ("gotosocial_keeps_it", || Box::pin(practice::version(Dialect::GoToSocial))),
    ("a_moderator_is_refused_by_role_only", || Box::pin(practice::as_moderator())),
    ("an_ignored_filter_differs", || Box::pin(practice::broken(practice::ignored("username"), "v2 username"))),
    ("an_ignored_filter_is_seen_by_the_desk", || {
        Box::pin(practice::broken(practice::ignored("email"), "desk: search mail:"))
    }),
    ("a_verb_without_effect_differs", || Box::pin(practice::broken(practice::without_effect(), "desk: limit, local"))),
    ("pages_without_links_differ", || Box::pin(practice::broken(practice::without_links(), "Link rel=next"))),
    ("another_body_differs", || Box::pin(practice::broken(practice::other_body(), "body of reject"))),
    ("a_server_in_trouble_differs", || Box::pin(practice::broken(practice::in_trouble(), "desk: resolve a report"))),
    ("gitlab_15_11_keeps_it", || Box::pin(gitlab_practice::version("15.11.13", false))),
    ("gitlab_16_11_keeps_it", || Box::pin(gitlab_practice::version("16.11.10", false))),
    ("gitlab_17_6_keeps_it", || Box::pin(gitlab_practice::version("17.6.5", true))),
    ("gitlab_18_6_keeps_it", || Box::pin(gitlab_practice::version("18.6.1", false))),
    ("a_gitlab_token_that_only_reads_is_refused_by_scope_only", || Box::pin(gitlab_practice::reading())),
    ("a_gitlab_filter_that_is_ignored_differs", || {
        Box::pin(gitlab_practice::broken(gitlab_practice::ignored("blocked"), "blocked=true"))
    }),
    ("a_gitlab_filter_that_is_ignored_is_seen_by_the_desk", || {
        Box::pin(gitlab_practice::broken(gitlab_practice::ignored("two_factor"), "desk: search two-factor:on"))
    }),
    ("a_gitlab_verb_without_effect_differs", || {
        Box::pin(gitlab_practice::broken(gitlab_practice::without_effect("ban"), "desk: ban somebody active"))
    }),
    ("another_body_of_a_gitlab_differs", || {
        Box::pin(gitlab_practice::broken(gitlab_practice::other_body(), "approve somebody pending"))
    }),
    ("pages_of_a_gitlab_without_links_differ", || {
        Box::pin(gitlab_practice::broken(gitlab_practice::without_links(), "pagination=keyset by id"))
    }),
    ("a_note_of_a_gitlab_that_is_not_kept_differs", || {
        Box::pin(gitlab_practice::broken(gitlab_practice::forgetful(), "desk: note"))
    }),
    ("nobody_there_differs", || Box::pin(practice::nobody_there())),
];

fn main() -> ExitCode {
    let wanted = Wanted::read(env::args().skip(1));
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("contract: no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let address = env::var("BAILIWICK_CONTRACT_URL").unwrap_or_default();
    if wanted.list || address.trim().is_empty() {
        runtime.block_on(checks(&wanted))
    } else {
        runtime.block_on(real(&address))
    }
}

/// On a server of somebody's own.
async fn real(address: &str) -> ExitCode {
    let token = env::var("BAILIWICK_CONTRACT_TOKEN").unwrap_or_default();
    let disposable = env::var("DISPOSABLE").is_ok_and(|word| word == "yes");
    let target = match Target::new(address, &token, disposable) {
        Ok(target) => target,
        Err(why) => {
            eprintln!("contract: {why}");
            return ExitCode::FAILURE;
        }
    };
    println!("The contract with {}\n", target.base());
    let table = run::whole(target, Table::aloud()).await;
    println!("\n{}", table.sum());
    if table.count("differs") == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// On the practice servers, side by side; told in order.
async fn checks(wanted: &Wanted) -> ExitCode {
    let chosen: Vec<_> = CHECKS.iter().filter(|(name, _)| wanted.has(name)).collect();
    if wanted.list {
        for (name, _) in &chosen {
            println!("{name}: test");
        }
        println!("\n{} tests, 0 benchmarks", chosen.len());
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", chosen.len());
    let running: Vec<_> = chosen.iter().map(|(name, check)| (name, tokio::spawn(check()))).collect();
    let mut failed = 0;
    for (name, check) in running {
        match check.await.unwrap_or_else(|error| Err(error.to_string())) {
            Ok(found) => println!("test {name} ... ok ({found})"),
            Err(why) => {
                failed += 1;
                println!("test {name} ... FAILED\n{why}");
            }
        }
    }
    println!(
        "\ntest result: {}. {} passed; {failed} failed",
        if failed == 0 { "ok" } else { "FAILED" },
        chosen.len() - failed
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What cargo and people pass to a test: filters, `--skip`, `--exact`, `--list`. Everything else is taken and not looked at.
#[derive(Debug, Default)]
struct Wanted {
    list: bool,
    exact: bool,
    none: bool,
    filters: Vec<String>,
    skipped: Vec<String>,
}

/// Options of the usual harness that have a value of their own.
const WITH_VALUE: [&str; 6] = ["--test-threads", "--format", "--color", "--logfile", "-Z", "--shuffle-seed"];

impl Wanted {
    fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut wanted = Wanted::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--list" => wanted.list = true,
                "--exact" => wanted.exact = true,
                // None of ours is ignored, and none is a benchmark.
                "--ignored" | "--bench" => wanted.none = true,
                "--skip" => wanted.skipped.extend(arguments.next()),
                with_value if WITH_VALUE.contains(&with_value) => drop(arguments.next()),
                option if option.starts_with('-') => {
                    wanted.skipped.extend(option.strip_prefix("--skip=").map(str::to_owned));
                }
                filter => wanted.filters.push(filter.to_owned()),
            }
        }
        wanted
    }

    fn has(&self, name: &str) -> bool {
        let fits = |filter: &String| if self.exact { name == filter } else { name.contains(filter.as_str()) };
        !self.none && !self.skipped.iter().any(fits) && (self.filters.is_empty() || self.filters.iter().any(fits))
    }
}
