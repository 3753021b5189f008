//! What is to know of a verb: what it does, who is told, what forbids it.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One effect of a verb on this kind of server; the window has a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Consequence {
    /// May sign in and post from now on.
    LetIn,
    /// Let in as soon as the mail address is confirmed; until then nothing happens.
    LetInOnceConfirmed,
    /// A welcome mail goes out about an hour later.
    WelcomeMailInAnHour,
    /// The server mails that the account was approved.
    ApprovalMail,
    /// The sign-up and everything about it is erased at once.
    SignUpErased,
    /// The account is erased by a worker of the server, soon.
    SignUpErasedSoon,
    /// Name and mail address become free again.
    NameAndMailFree,
    /// A warning is put on record; nothing about the account changes.
    OnRecordOnly,
    /// Posts are hidden from those who do not follow.
    HiddenFromStrangers,
    /// All media is shown behind a warning.
    MediaBehindWarning,
    /// Media is shown as the person marks it again.
    MediaAsMarked,
    /// May not sign in nor post; profile and posts stay where they are.
    LoginStops,
    /// Profile and posts are shown to nobody; may not sign in.
    ShutOut,
    /// Profile and posts are shown to nobody of this server.
    HiddenHere,
    /// All data is erased after thirty days; until then it can be taken back.
    ErasedInThirtyDays,
    /// Suspended already: the thirty days begin anew.
    ThirtyDaysAnew,
    /// Suspended by its own server already: from now on by this one.
    BecomesOurs,
    /// Profile text, name and picture cannot be read from the server any more.
    ProfileBlanked,
    /// The mail address cannot sign up again.
    MailShutOut,
    /// Its follows of people here are cut, and do not come back.
    FollowsSevered,
    /// All open reports against the account are closed, this moderator as resolver.
    ClosesOpenReports,
    /// Only the chosen report is closed.
    ClosesChosenReport,
    /// A strike is added to the account's record.
    AddsStrike,
    /// A strike is added that only moderators see.
    StrikeUnseen,
    /// Profile and posts are shown again, as far as they were not erased.
    ShownAgainUnlessErased,
    /// Of an account that was erased, an empty profile comes back, its login frozen.
    ErasedComesBackEmpty,
    /// Its own server may have it suspended again at once.
    MayBeSuspendedAgain,
    /// Follows that were cut stay cut.
    FollowsStayCut,
    /// Posts, media, follows and profile are erased for good.
    DataErased,
    /// Name and mail address stay taken.
    NameAndMailTaken,
    /// The server writes no line about it into its own log.
    NotInServersLog,
    /// A worker of the server does it, soon.
    DoneByWorker,
    /// This server erases what it suspends, and cannot take it back.
    SuspendingErases,
    /// You stand beside the report as the one who handles it.
    ReportIsYours,
    /// Whoever has it now is not told.
    TakenFromOther,
    /// Nobody stands beside the report.
    ReportIsNobodys,
    /// The report leaves the list of open ones; the account is not changed.
    ReportCloses,
    /// The report is among the open ones again, what was done stays.
    ReportOpensAgain,
    /// Seen by everybody again.
    SeenAgain,
    /// May not sign in; sessions end with the next request.
    CannotSignIn,
    /// Running pipelines are cancelled and schedules switched off.
    PipelinesStop,
    /// Issues, merge requests and comments are hidden.
    ContributionsHidden,
    /// The server compares mail addresses: other active accounts with the same one are banned too.
    SameMailBannedToo,
    /// Where the server compares mail addresses, other active accounts with the same one are banned too.
    SameMailMayBeBannedToo,
    /// May sign in again.
    MaySignInAgain,
    /// Hidden work is shown again; accounts that were banned along stay banned.
    ContributionsShownAgain,
    /// Pipelines stay cancelled; schedules stay off.
    PipelinesStayStopped,
    /// Frees or takes a licence seat.
    SeatChanges,
    /// Shown to everybody of this server only by this server: the other server is not told.
    OnlyThisServer,
    /// Cannot use the server until the person signs in again.
    OutUntilSignIn,
    /// The person can end it by signing in.
    EndsBySigningIn,
    /// Two steps: between them the account is active for a moment.
    ActiveForAMoment,
    /// If the second step fails, the first is undone.
    PutBackIfSecondFails,
    /// If the second step fails, the first is undone where the server lets it.
    PutBackWherePossible,
    /// The account is erased for good by a worker of the server, soon.
    AccountErasedSoon,
    /// What it contributed stays, under the name of a ghost.
    ContributionsToGhost,
    /// Everything that it contributed is erased, groups that it alone owns included.
    ContributionsErased,
    /// Its own projects are erased.
    OwnProjectsErased,
    /// Every administrator of the server reads the note.
    NoteReadByAdministrators,
    /// The whole note is replaced; the server keeps no earlier one.
    NoteReplaced,
}

/// Whether the person hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Told {
    /// The server never tells them.
    Never,
    /// The server always tells them.
    Always,
    /// The server is set to tell them or not to, and keeps to itself which.
    BySetting,
    /// The moderator chooses; the choice is always sent explicitly, and "no" silences the notice inside the server too.
    Choice,
}

/// Why an action is not offered, or why the server refused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Refusal {
    /// The instance cannot be reached.
    Offline,
    /// The server asked to wait; nothing was sent.
    AskedToWait,
    /// Something else than the server answered, or an address elsewhere: nothing was sent.
    NotSent,
    /// This profile only looks.
    ReadOnly,
    /// There is no token for this instance in this session.
    NoToken,
    /// The server does not take the token any more.
    TokenDead,
    /// The journal cannot be opened, so nothing could be recorded.
    JournalUnusable,
    /// It is the moderator's own account.
    OwnAccount,
    /// The account belongs to the server itself.
    ServersOwn,
    /// The server no longer has it.
    Gone,
    /// The account is of another server.
    OtherServersAccount,
    /// The token lacks this scope.
    ScopeMissing {
        /// The scope's name on the server.
        scope: String,
    },
    /// The role lacks the permission.
    RoleMissing,
    /// The role does not stand above the account's.
    Outranked,
    /// It is not pending.
    NotPending,
    /// Pending accounts are approved or rejected.
    DecidePending,
    /// Already limited.
    AlreadyLimited,
    /// Not limited.
    NotLimited,
    /// Already blocked.
    AlreadyBlocked,
    /// Not blocked.
    NotBlocked,
    /// Already forced sensitive.
    AlreadySensitive,
    /// Not forced sensitive.
    NotSensitive,
    /// The login is frozen already.
    AlreadyFrozen,
    /// The login is not frozen.
    NotFrozen,
    /// Suspended already, and suspending again would change nothing here.
    AlreadySuspended,
    /// Not suspended.
    NotSuspended,
    /// Only suspended accounts' data can be deleted.
    SuspendFirst,
    /// Suspended by its own server, or the account's data is erased already: the server does not tell which.
    ErasedOrSuspendedElsewhere,
    /// Suspended by its own server: only that one can lift it.
    SuspendedElsewhere,
    /// An account without a user: its person deleted it. Nobody signs in, and nobody is approved.
    WithoutUser,
    /// This server does not serve it.
    NotOnThisServer,
    /// The server knows no preset of this id, or no such report any more.
    PresetOrReportUnknown,
    /// The server is still at another action on this account.
    ActionRunning,
    /// The report is about another account.
    ReportAboutOther,
    /// The report is resolved already.
    ReportResolved,
    /// The report is open already.
    ReportOpen,
    /// The report is assigned to you already.
    ReportYours,
    /// The report is assigned to nobody.
    ReportNobodys,
    /// Blocked by the directory: changed there, not here.
    DirectoryBlocked,
    /// Banned: unban it instead.
    BannedInstead,
    /// Already banned.
    AlreadyBanned,
    /// Not banned.
    NotBanned,
    /// Only active accounts can be banned; blocked ones must be unblocked first.
    OnlyActiveBanned,
    /// Deactivated: it comes back by activating or by signing in.
    Deactivated,
    /// Deactivated already.
    AlreadyDeactivated,
    /// Not deactivated.
    NotDeactivated,
    /// Blocked: unblock it instead.
    UnblockInstead,
    /// Only active accounts can be deactivated.
    OnlyActiveDeactivated,
    /// Only dormant accounts can be deactivated.
    RecentlyActive {
        /// The last activity, in whole days ago.
        days: u32,
        /// How many days without activity this server needs.
        needed: u32,
    },
    /// It is the only owner of a group.
    SoleOwner,
    /// The note is longer than we take, or would be with the reason.
    NoteTooLong {
        /// The limit in characters.
        limit: u32,
    },
    /// In a state that we do not know.
    UnknownState {
        /// The server's word.
        word: String,
    },
    /// The server said no and its state does not explain it.
    ServerSaysNo,
}

/// Something to know before acting, that does not forbid it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Caution {
    /// Staff: the handle is typed.
    Staff,
    /// The server may refuse, because ranks are not told.
    RankUnknown,
    /// The role may not close reports: with open ones, the server refuses.
    ReportsNotYours,
    /// The cached state is older than a day.
    OldState,
}
