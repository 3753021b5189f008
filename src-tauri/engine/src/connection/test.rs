//! The test of a connection: piece by piece, each that fails with its reason, later ones skipped where they cannot be
//! tried. By GET only.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Engine;
use crate::error::{CertificateFault, Error, ErrorCode, Problem, Result};
use crate::model::Timestamp;
use crate::platform::{self, CLOCK_TELLING, Found, Introduced};
use crate::profile::instance::Instance;
use crate::profile::{Ability, Allowance, CertificateSeen, ProfileId, Software, TokenHealth, Who};
use crate::store::desk::ProfileRecord;

/// A piece of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Piece {
    /// The server answers at its address.
    Reach,
    /// It shows a certificate that is taken.
    Certificate,
    /// This computer's clock and the server's agree within five minutes.
    Clock,
    /// It is the kind of server that it was.
    Software,
    /// It takes the token.
    Token,
    /// The token has the scopes that looking needs.
    Scopes,
    /// The person has a role that may moderate.
    Role,
    /// The server lists accounts to us.
    Accounts,
    /// The server lists reports to us.
    Reports,
}

/// What became of a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TestOutcome {
    /// It is as it should be.
    Good,
    /// It is not.
    Bad {
        /// Why.
        problem: Problem,
    },
    /// It could not be tried, or the server tells nothing of it.
    Skipped,
    /// There is no such thing here.
    NotHere,
}

/// A piece with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Tested {
    /// Which.
    pub piece: Piece,
    /// How it is.
    pub outcome: TestOutcome,
}

/// What the test of a connection found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionTest {
    /// When it was made.
    pub at: Timestamp,
    /// How long the server took to tell what it is, in milliseconds.
    pub latency_ms: Option<u32>,
    /// What it says that it is.
    pub software: Option<Software>,
    /// Who one is there, and what one may do.
    pub you: Option<Who>,
    /// How the token is, as far as the server tells; none without one.
    pub token: Option<TokenHealth>,
    /// By how many seconds our clock is ahead of the server's; negative where it is behind.
    pub clock_seconds: Option<i32>,
    /// The certificate that it shows.
    pub certificate: Option<CertificateSeen>,
    /// All pieces, in their order.
    pub pieces: Vec<Tested>,
}

const PIECES: [Piece; 9] = [
    Piece::Reach,
    Piece::Certificate,
    Piece::Clock,
    Piece::Software,
    Piece::Token,
    Piece::Scopes,
    Piece::Role,
    Piece::Accounts,
    Piece::Reports,
];

impl ConnectionTest {
    fn begun(at: Timestamp) -> Self {
        let skipped = |piece| Tested { piece, outcome: TestOutcome::Skipped };
        ConnectionTest {
            at,
            latency_ms: None,
            software: None,
            you: None,
            token: None,
            clock_seconds: None,
            certificate: None,
            pieces: PIECES.into_iter().map(skipped).collect(),
        }
    }

    fn set(&mut self, piece: Piece, outcome: TestOutcome) {
        if let Some(tested) = self.pieces.iter_mut().find(|tested| tested.piece == piece) {
            tested.outcome = outcome;
        }
    }

    fn good(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            self.set(*piece, TestOutcome::Good);
        }
    }

    fn bad(&mut self, piece: Piece, error: &Error) {
        self.set(piece, TestOutcome::Bad { problem: Problem::from(error) });
    }

    /// Notes what asking for the software told; whether it is worth going on.
    fn note_found(&mut self, found: &Result<Found>, https: bool, record: &ProfileRecord) -> bool {
        self.set(Piece::Certificate, if https { TestOutcome::Skipped } else { TestOutcome::NotHere });
        let answered: &[Piece] = if https { &[Piece::Reach, Piece::Certificate] } else { &[Piece::Reach] };
        match found {
            Ok(found) => {
                self.good(answered);
                self.latency_ms = Some(found.latency_ms);
                self.note_clock(found.clock_ahead);
                let same = found.software.platform == record.software.platform;
                if same {
                    self.good(&[Piece::Software]);
                } else {
                    self.bad(
                        Piece::Software,
                        &Error::new(ErrorCode::NeitherPlatform).saying(Some(found.software.name.clone())),
                    );
                }
                self.software = Some(found.software.clone());
                same
            }
            Err(error) => {
                let behind = seconds_between(self.at, record.added_at);
                match error.code {
                    // It was connected in what is the future by now.
                    ErrorCode::CertificateNotTrusted { fault: CertificateFault::Expired, .. } if behind < 0 => {
                        self.good(&[Piece::Reach]);
                        self.bad(Piece::Clock, &Error::new(ErrorCode::ClockWrong { seconds: behind }));
                    }
                    ErrorCode::ClockWrong { seconds } => {
                        self.good(&[Piece::Reach]);
                        self.clock_seconds = Some(seconds);
                        self.bad(Piece::Clock, error);
                    }
                    ErrorCode::CertificateNotTrusted { .. }
                    | ErrorCode::CertificateChanged { .. }
                    | ErrorCode::ClientCertificateNeeded { .. }
                    | ErrorCode::ClientCertificateRefused { .. } => {
                        self.good(&[Piece::Reach]);
                        self.bad(Piece::Certificate, error);
                    }
                    _ if error.is_unreachable() && !matches!(error.code, ErrorCode::ServerTrouble { .. }) => {
                        self.bad(Piece::Reach, error);
                    }
                    _ => {
                        self.good(answered);
                        self.bad(Piece::Software, error);
                    }
                }
                false
            }
        }
    }

    fn note_clock(&mut self, ahead: Option<i32>) {
        self.clock_seconds = ahead;
        match ahead {
            Some(seconds) if seconds.saturating_abs() > CLOCK_TELLING => {
                self.bad(Piece::Clock, &Error::new(ErrorCode::ClockWrong { seconds }));
            }
            Some(_) => self.good(&[Piece::Clock]),
            None => {}
        }
    }

    /// Notes who we are there, or the piece at which the server stops us.
    fn note_who(&mut self, who: std::result::Result<&Who, &Error>) {
        match who {
            Ok(who) => {
                self.good(&[Piece::Token, Piece::Scopes, Piece::Role, Piece::Accounts]);
                let reports = match who.allowance(Ability::SeeReports) {
                    // This kind of server has none for anybody.
                    _ if !who.may.iter().any(|may| may.ability == Ability::SeeReports) => TestOutcome::NotHere,
                    Allowance::Yes => TestOutcome::Good,
                    Allowance::NotHere => TestOutcome::NotHere,
                    Allowance::Unknown => TestOutcome::Skipped,
                    // That the token was made for no more is a choice, and "You may" says so.
                    Allowance::NotByScope { .. } => TestOutcome::Skipped,
                    Allowance::NotByRole => {
                        let handle = Some(who.username.clone()).filter(|name| !name.is_empty());
                        TestOutcome::Bad { problem: Problem::from(&Error::new(ErrorCode::RoleMissing { handle })) }
                    }
                };
                self.set(Piece::Reports, reports);
                self.you = Some(who.clone());
            }
            Err(error) => {
                let (taken, stops): (&[Piece], _) = match error.code {
                    ErrorCode::ScopeMissing { .. } | ErrorCode::AdminModeMissing => (&[Piece::Token], Piece::Scopes),
                    ErrorCode::RoleMissing { .. } => (&[Piece::Token], Piece::Role),
                    // The token opened everything but the list of accounts.
                    ErrorCode::NotFound => (&[Piece::Token], Piece::Accounts),
                    _ => (&[], Piece::Token),
                };
                self.good(taken);
                self.bad(stops, error);
            }
        }
    }
}

impl Engine {
    /// Tries the connection of a profile piece by piece. What is learned on the way is kept, as by
    /// [`Engine::check_connection`].
    ///
    /// # Errors
    /// `NoSuchProfile`, `DiskTrouble`; what is wrong with the connection stands in the answer.
    pub async fn test_connection(&self, profile: &ProfileId) -> Result<ConnectionTest> {
        let instance = self.instance(profile)?;
        let mut test = ConnectionTest::begun(self.0.clock.now());
        let base = instance.base()?;
        let line = instance.line();
        // What keeps it from being seen keeps the next request as well, which tells it.
        test.certificate = platform::look(&base, &line).await.unwrap_or(None);
        if !test.note_found(&platform::find(&base, &line).await, base.is_https(), &instance.record()) {
            return Ok(test);
        }
        let introduced = identity(&instance, &mut test).await;
        test.note_who(introduced.as_ref().map(|introduced| &introduced.who));
        if let Ok(introduced) = introduced {
            instance.learn_all(test.software.clone(), introduced).await?;
        }
        test.token = instance.token_health();
        Ok(test)
    }
}

fn seconds_between(now: Timestamp, then: Timestamp) -> i32 {
    let seconds = now.0.saturating_sub(then.0) / 1000;
    i32::try_from(seconds).unwrap_or(if seconds < 0 { i32::MIN } else { i32::MAX })
}

/// Who we are there. The connection's state tells the same from now on.
async fn identity(instance: &Instance, test: &mut ConnectionTest) -> Result<Introduced> {
    let server = instance.server()?;
    let introduced = instance.noted(server.introduced().await).await?;
    if introduced.who.id.is_empty() {
        return Err(ErrorCode::ScopeMissing {
            scope: platform::least_scope(&instance.record().software, &instance.base()?),
        }
        .into());
    }
    if let Some(software) = test.software.as_mut().filter(|software| software.version.is_empty()) {
        // Some tell it only to those who have a token.
        software.version = server.version().await.unwrap_or_default();
    }
    Ok(introduced)
}
