//! Whether the server answers, and what is learned from that.

use std::sync::atomic::Ordering;

use super::{Instance, State};
use crate::action::Verb;
use crate::error::{Error, ErrorCode, Problem, Result};
use crate::model::Timestamp;
use crate::platform;
use crate::profile::{Connection, Software, Who};

impl State {
    /// Notes how it stands with the server, and returns how it stood: the one way to change it, or an absence is forgotten.
    pub(super) fn connects(&mut self, connection: Connection) -> Connection {
        if let Connection::Offline { since, .. } = &self.connection {
            self.away.get_or_insert(*since);
        }
        // Also by way of a refusal, a wait or another token: only an answer ends the time away. The longest one counts.
        if connection == Connection::Online {
            let away = self.away.take();
            self.returned = self.returned.or(away);
        }
        std::mem::replace(&mut self.connection, connection)
    }
}

impl Instance {
    /// Notes whether the server answered, and passes the answer on.
    pub async fn noted<T>(&self, answer: Result<T>) -> Result<T> {
        let connection = match &answer {
            Ok(_) => self.online(),
            Err(error) => match self.connection_after(error) {
                Some(connection) => connection,
                None => return answer,
            },
        };
        let before = self.state().connects(connection.clone());
        if before != connection {
            self.bell.notify_one();
            self.tell().await;
        }
        answer
    }

    /// Since when it had not answered, where it answers again and nobody has looked after what waited for it.
    pub fn returned(&self) -> Option<Timestamp> {
        self.state().returned
    }

    /// Notes that what waited for it was looked after.
    pub fn received(&self) {
        self.state().returned = None;
    }

    /// The same for the answer about a single account: a server that stumbles over one account is not offline.
    pub async fn noted_single<T>(&self, answer: Result<T>) -> Result<T> {
        match answer {
            Err(error) if matches!(error.code, ErrorCode::ServerTrouble { .. } | ErrorCode::Unreadable) => Err(error),
            other => self.noted(other).await,
        }
    }

    /// What an error says about the connection; none when it says nothing (our own faults).
    fn connection_after(&self, error: &Error) -> Option<Connection> {
        let problem = || Problem::from(error);
        if error.is_unreachable() || error.is_interposed() {
            let since = match &self.state().connection {
                Connection::Offline { since, .. } => *since,
                _ => self.clock.now(),
            };
            return Some(Connection::Offline { since, problem: problem() });
        }
        match &error.code {
            ErrorCode::RateLimited { until } => Some(Connection::Waiting { until: *until }),
            _ if error.is_about_rights() => Some(Connection::Refused { problem: problem() }),
            // It answered, though not what was hoped for.
            ErrorCode::ServerSaysNo { .. } | ErrorCode::NotFound => Some(self.online()),
            _ => None,
        }
    }

    /// How it stands after an answer: one that was on its way when the token ended does not bring that back.
    fn online(&self) -> Connection {
        let refused = self.state().source.as_ref().and_then(|source| source.refused());
        refused.map_or(Connection::Online, |problem| Connection::Refused { problem })
    }

    /// Whether the last request was answered.
    pub fn connection(&self) -> Connection {
        self.state().connection.clone()
    }

    /// Whether the server does not answer.
    pub fn is_offline(&self) -> bool {
        matches!(self.state().connection, Connection::Offline { .. })
    }

    /// Keeps what the server says of itself and of us, when it changed.
    pub async fn learn(&self, software: Option<Software>, mut who: Who) -> Result<()> {
        let record = self.record();
        let software = software.unwrap_or_else(|| record.software.clone());
        if software == record.software {
            // What this version turned out not to serve, it does not serve today either.
            who.unserved.clone_from(&record.who.unserved);
            // A server that stumbles over its settings has not changed them.
            who.settings = who.settings.or(&record.who.settings);
        }
        // Another person's answer under this token would be a fault of the server: what is known stays.
        if record.who.id != who.id || (record.who == who && record.software == software) {
            return Ok(());
        }
        let another = (software != record.software).then(|| software.clone());
        self.change(|record| {
            record.who = who;
            record.software = software;
        })
        .await?;
        if let Some(software) = another {
            let mut state = self.state();
            state.server = state.server.take().map(|server| server.speaking(&software));
        }
        Ok(())
    }

    /// What the server says of its software today, once in a session: servers are updated, and what they serve with them.
    /// None where it was asked already or does not tell.
    pub async fn software_now(&self) -> Option<Software> {
        if self.software_asked.swap(true, Ordering::Relaxed) {
            return None;
        }
        self.software_today().await
    }

    /// The same, asked now. None where it does not tell.
    pub async fn software_today(&self) -> Option<Software> {
        let known = self.record().software;
        let found = platform::find(&self.base().ok()?, &self.line()).await.ok()?.software;
        let version = if found.version.is_empty() {
            // Some tell it only to those who have a token.
            self.server().ok()?.version().await.unwrap_or(known.version)
        } else {
            found.version
        };
        (found.platform == known.platform).then_some(Software { version, ..found })
    }

    /// Keeps that this version of the server does not serve a verb, as a refusal told.
    pub async fn learn_unserved(&self, verb: Verb) {
        let learned = self.change(|record| {
            if !record.who.unserved.contains(&verb) {
                record.who.unserved.push(verb);
            }
        });
        if let Err(error) = learned.await {
            tracing::warn!(code = error.code.name(), "a verb that is not served could not be noted");
        }
    }
}
