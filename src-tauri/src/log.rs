//! A log for bug reports: what happened, never to whom. A new file each day, five are kept.

use std::path::Path;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

const FILES: usize = 5;

/// The folder of the logs within the data folder.
pub(crate) const FOLDER: &str = "logs";

/// Starts the log. Without one the desk still works, so a failure is only said.
pub(crate) fn start(data: &Path) {
    let folder = data.join(FOLDER);
    // The data folder first: whatever is made in it is for its owner only.
    if let Err(error) = bailiwick_engine::make_private(data).and_then(|()| std::fs::create_dir_all(&folder)) {
        eprintln!("Bailiwick keeps no log: {error}");
        return;
    }
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("bailiwick")
        .filename_suffix("log")
        .max_log_files(FILES)
        .build(folder);
    let appender = match appender {
        Ok(appender) => appender,
        Err(error) => {
            eprintln!("Bailiwick keeps no log: {error}");
            return;
        }
    };
    // Only our own crates: libraries put addresses and headers into their words.
    let filter = EnvFilter::new("off,bailiwick=info,bailiwick_engine=info,bailiwick_practice=warn");
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_span_events(FmtSpan::NONE)
        .with_writer(std::sync::Mutex::new(appender))
        .try_init();
    if started.is_err() {
        // A test has begun another log in this process already; one is enough.
        return;
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), os = std::env::consts::OS, "the desk opens");
}
