//! The one error that crosses to the window.

use bailiwick_engine::error::{Error, Problem};
use serde::Serialize;
use specta::Type;

/// What went wrong in a command: the engine's code, with the cause left in the log.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(transparent)]
pub struct CommandError(pub Problem);

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        match &error.source {
            Some(source) => tracing::warn!(code = error.code.name(), cause = %source, "a command failed"),
            None => tracing::info!(code = error.code.name(), "a command was answered with an error"),
        }
        CommandError(Problem::from(&error))
    }
}

/// What a command answers.
pub type Answer<T> = Result<T, CommandError>;
