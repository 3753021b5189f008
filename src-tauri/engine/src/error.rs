//! What can go wrong, with codes that the desk turns into sentences. A code exists only where somebody uses it.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::action::Refusal;
use crate::model::Timestamp;

/// What went wrong, and what the person needs to know to go on. The sentences are the window's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, strum::IntoStaticStr)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum ErrorCode {
    /// The typed address is no address of a server.
    AddressInvalid,
    /// Plain http is taken for loopback addresses only.
    HttpNotAllowed,
    /// No server of this name was found.
    NoSuchServer {
        /// The host that was looked up.
        host: String,
    },
    /// Nothing answered: connection refused, unreachable, or the network is down.
    NotReachable {
        /// The host that was called.
        host: String,
    },
    /// No answer in time.
    TimedOut {
        /// How long was waited.
        seconds: u32,
    },
    /// The server's certificate is not trusted.
    CertificateNotTrusted {
        /// The host.
        host: String,
        /// What is wrong with it.
        fault: CertificateFault,
    },
    /// The server shows another certificate than the pinned one.
    CertificateChanged {
        /// The host.
        host: String,
    },
    /// The server lets in only who shows a certificate, and there is none for it.
    ClientCertificateNeeded {
        /// The host.
        host: String,
    },
    /// The server does not take the certificate that we show.
    ClientCertificateRefused {
        /// The host.
        host: String,
    },
    /// A file is not what was asked for: authorities, or a certificate with its key, as PEM.
    CertificateFileUnusable {
        /// Where it is.
        path: String,
    },
    /// The typed text is no SHA-256 of a certificate.
    FingerprintInvalid,
    /// The typed text is no address of a proxy, or has a name or password in it.
    ProxyInvalid,
    /// The proxy does not answer, or does not let us through.
    ProxyUnusable {
        /// The proxy.
        host: String,
    },
    /// This computer's clock is wrong.
    ClockWrong {
        /// Ours minus the server's, in seconds. Where nothing tells the server's time, it is at least that much.
        seconds: i32,
    },
    /// The connection broke before the answer was complete.
    CutOff,
    /// The answer is larger than we take.
    TooLarge {
        /// The limit.
        megabytes: u32,
    },
    /// A page for people came where data was expected.
    HtmlInsteadOfData {
        /// The HTTP status of the answer.
        status: u16,
    },
    /// The data is not of the expected shape.
    Unreadable,
    /// The server sends us to another host; the token stays here.
    SentElsewhere {
        /// The other host.
        host: String,
    },
    /// Neither a Mastodon-like server nor a GitLab.
    NeitherPlatform,
    /// The server takes no requests for now.
    RateLimited {
        /// When it takes them again, if it says so.
        until: Option<Timestamp>,
    },
    /// The server has a trouble of its own.
    ServerTrouble {
        /// The HTTP status.
        status: u16,
    },
    /// The server does not take the token: wrong, revoked or expired.
    TokenNotTaken,
    /// The server no longer renews what one signed in with: sign in again.
    SignInNeeded,
    /// The token was made without this scope.
    ScopeMissing {
        /// The scope's name on the server.
        scope: String,
    },
    /// The person has no role there that may moderate.
    RoleMissing {
        /// Who the server says that we are.
        handle: Option<String>,
    },
    /// Administrator, but the server keeps administrators' rights from this token.
    AdminModeMissing,
    /// The server said no, or something unexpected.
    ServerSaysNo {
        /// The HTTP status.
        status: u16,
    },
    /// The server has no such thing, or does not serve this.
    NotFound,
    /// The clipboard holds no text.
    ClipboardEmpty,
    /// The clipboard cannot be read on this system.
    ClipboardUnusable,
    /// The clipboard's text cannot be a token.
    NotAToken,
    /// An instance with this address and person is on the desk already.
    AlreadyConnected {
        /// Its name.
        name: String,
    },
    /// The new token is another person's.
    OtherPerson {
        /// Who that is.
        username: String,
    },
    /// Every one of the nine places is taken.
    DeskFull,
    /// The number is taken by another instance.
    NumberTaken,
    /// A name or letters that cannot be shown.
    NameInvalid,
    /// Days out of their range, for what is kept on this computer.
    CachingInvalid,
    /// Days out of their range, or a time that is not ahead or too far ahead, for what is to be looked at again.
    DueInvalid,
    /// A list without a column can't be written into a file.
    ExportEmpty,
    /// A list can't be written into this folder: it is missing, or not ours to write.
    ExportUnwritable {
        /// The folder.
        path: String,
    },
    /// The person did not agree on the server's page.
    SignInDenied,
    /// Nobody agreed in time.
    SignInTimedOut,
    /// There is no such sign-in (any more): begin again.
    SignInGone,
    /// The server would not sign anybody in; its words tell why.
    SignInRefused,
    /// The server knows no application of this id, or one of another kind.
    ApplicationUnknown,
    /// Nothing can listen on this computer's loopback: sign in by a code.
    ListenerUnusable,
    /// The clipboard's text cannot be a code.
    NotACode,
    /// The connection draft is gone: begin again.
    DraftGone,
    /// There is no such profile (any more).
    NoSuchProfile,
    /// The keychain cannot be used just now.
    KeychainUnusable {
        /// Why.
        why: KeychainFault,
    },
    /// The instance has no token in this session.
    NoToken,
    /// It may not be done, with the reason.
    NotAllowed {
        /// The reason.
        refusal: Refusal,
    },
    /// The handle was not typed as it is.
    HandleNotTyped,
    /// It was decided with one key, and here that has to be asked about first.
    NotAsked,
    /// The moderator has not chosen whether the person is told.
    TellNotChosen,
    /// A warning preset's id has digits only.
    PresetInvalid,
    /// A placeholder of a template is still in the text; nothing was sent.
    PlaceholderLeft {
        /// The placeholder, with its braces.
        placeholder: String,
    },
    /// The account is not as it was on screen; nothing was sent.
    ChangedMeanwhile,
    /// The text is longer than we send.
    TextTooLong {
        /// The limit in characters.
        limit: u32,
    },
    /// Another Bailiwick has this data folder open.
    AlreadyOpen,
    /// The data folder cannot be used.
    FolderUnusable {
        /// Where it is.
        path: String,
    },
    /// A file that must not be lost cannot be opened; it was not touched.
    StoreUnusable {
        /// Where it is.
        path: String,
    },
    /// The keychain has no key for a file that must not be lost; it was not touched. A recovery key may open it.
    KeyGone {
        /// Where it is.
        path: String,
    },
    /// The copy could not be made without which a file that must not be lost is not changed; it was not touched.
    SnapshotFailed {
        /// Where the file is.
        path: String,
    },
    /// Groups of the typed recovery key are not as they were shown.
    RecoveryKeyMistyped {
        /// Which, from 1; none when every group is right by itself and the whole is not.
        groups: Vec<u32>,
    },
    /// The typed recovery key is too short or too long.
    RecoveryKeyLength {
        /// Letters and digits that were typed.
        has: u32,
        /// Letters and digits of a recovery key.
        needs: u32,
    },
    /// It is a recovery key, but not the one for this file; or the file is damaged.
    RecoveryKeyWrong,
    /// There is no recovery key on this computer.
    NoRecoveryKey,
    /// The file with the keys that a recovery key opens is not there.
    NoRecoveryFile {
        /// Where it would be.
        path: String,
    },
    /// The journal opens: no backup is put in its place.
    JournalOpens,
    /// The backup is not whole, or no backup.
    BackupUnusable,
    /// The backup was made by a newer version of Bailiwick.
    BackupTooNew,
    /// The backup is another instance's, or another person's.
    BackupOfAnother {
        /// The instance's address.
        address: String,
        /// The person there.
        username: String,
    },
    /// The desk is locked: nothing is shown or done before it is unlocked.
    Locked,
    /// The passphrase does not open the vault.
    PassphraseWrong,
    /// The passphrase has too few characters to be chosen.
    PassphraseShort {
        /// How many it needs.
        least: u32,
    },
    /// The vault's file is damaged or of a later version: no passphrase opens it. It was not touched.
    VaultUnusable {
        /// Where it is.
        path: String,
    },
    /// It is no file with settings, or one of a later version.
    SettingsUnreadable {
        /// Where it is.
        path: String,
    },
    /// The disk is full or broken.
    DiskTrouble,
    /// There is no picture, or it is none that we show.
    NoPicture,
    /// The link's target is not a web page.
    LinkNotAllowed,
    /// The system's browser cannot be started.
    BrowserUnusable,
    /// The system's file manager cannot be started.
    FileManagerUnusable,
    /// A practice server cannot start, because its port is taken.
    PortTaken {
        /// The port.
        port: u16,
    },
    /// It was stopped by the person.
    Stopped,
    /// A fault of Bailiwick itself; the log has more.
    Internal,
}

impl ErrorCode {
    /// The code without its details: what a log may have, because details name hosts and people.
    pub fn name(&self) -> &'static str {
        self.into()
    }
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CertificateFault {
    /// Not signed by an authority that this system trusts.
    UnknownIssuer,
    /// Expired, or not valid yet (or this computer's clock is wrong).
    Expired,
    /// Made for another name.
    OtherName,
    /// Something else.
    Other,
}

/// Why the keychain cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeychainFault {
    /// It is not to be used.
    Unused,
    /// The system has none running.
    Absent,
    /// It is there, but locked or refusing.
    Locked,
    /// It does not answer.
    TimedOut,
}

/// An error of the engine: the code for the window, the cause for the log.
#[derive(Debug, thiserror::Error)]
#[error("{}", code.name())]
pub struct Error {
    /// What went wrong.
    pub code: ErrorCode,
    /// The server's own words, cleaned and shortened; never a token.
    pub server_said: Option<String>,
    /// What the log should know: never personal data.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error with nothing but its code.
    pub const fn new(code: ErrorCode) -> Self {
        Error { code, server_said: None, source: None }
    }

    /// An error with the cause for the log.
    pub fn caused(code: ErrorCode, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error { code, server_said: None, source: Some(source.into()) }
    }

    /// Adds the server's words.
    #[must_use]
    pub fn saying(mut self, words: Option<String>) -> Self {
        self.server_said = words;
        self
    }

    /// Whether the server was not reached, or is in trouble: waiting may help.
    pub const fn is_unreachable(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::NoSuchServer { .. }
                | ErrorCode::NotReachable { .. }
                | ErrorCode::TimedOut { .. }
                | ErrorCode::CutOff
                | ErrorCode::ServerTrouble { .. }
                | ErrorCode::CertificateNotTrusted { .. }
                | ErrorCode::CertificateChanged { .. }
                | ErrorCode::ClientCertificateNeeded { .. }
                | ErrorCode::ClientCertificateRefused { .. }
                | ErrorCode::ProxyUnusable { .. }
                | ErrorCode::ClockWrong { .. }
        )
    }

    /// Whether the server answered, and lets us in less far than needed: token, scope, role.
    pub const fn is_about_rights(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::TokenNotTaken
                | ErrorCode::SignInNeeded
                | ErrorCode::ScopeMissing { .. }
                | ErrorCode::RoleMissing { .. }
                | ErrorCode::AdminModeMissing
        )
    }

    /// Whether something else than the server answered, as sign-in pages of hotels and broken proxies do.
    pub const fn is_interposed(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::HtmlInsteadOfData { .. }
                | ErrorCode::SentElsewhere { .. }
                | ErrorCode::TooLarge { .. }
                | ErrorCode::Unreadable
        )
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Error::new(code)
    }
}

/// The engine's result.
pub type Result<T> = std::result::Result<T, Error>;

/// The same error as it crosses to the window and into a profile's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What went wrong.
    pub error: ErrorCode,
    /// The server's own words, cleaned and shortened.
    pub server_said: Option<String>,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        Problem { error: error.code.clone(), server_said: error.server_said.clone() }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error::new(problem.error).saying(problem.server_said)
    }
}
