//! Every verb with its consequences, and what may be offered for an account, here and now.
//!
//! What a verb does on which kind of server is told by `platform`; this module holds the words that cross the border.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::model::Mark;

/// What a moderator does to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Verb {
    /// Let a pending account in.
    Approve,
    /// Turn a pending account away; it is erased.
    Reject,
    /// Limit (Mastodon's "silence").
    Limit,
    /// Lift the limit.
    LiftLimit,
    /// Block.
    Block,
    /// Unblock.
    Unblock,
    /// Ban.
    Ban,
    /// Unban.
    Unban,
}

impl Verb {
    /// Every verb, for tables and for reading stored words.
    pub const ALL: [Verb; 8] =
        [Verb::Approve, Verb::Reject, Verb::Limit, Verb::LiftLimit, Verb::Block, Verb::Unblock, Verb::Ban, Verb::Unban];

    /// The word under which the journal keeps it: never changed.
    pub const fn word(self) -> &'static str {
        match self {
            Verb::Approve => "approve",
            Verb::Reject => "reject",
            Verb::Limit => "limit",
            Verb::LiftLimit => "lift-limit",
            Verb::Block => "block",
            Verb::Unblock => "unblock",
            Verb::Ban => "ban",
            Verb::Unban => "unban",
        }
    }

    /// The verb kept under the word; none for a word of a later version.
    pub fn from_word(word: &str) -> Option<Self> {
        Verb::ALL.into_iter().find(|verb| verb.word() == word)
    }

    /// The key that opens its panel. Every reverse is `U`: lift.
    pub const fn letter(self) -> char {
        match self {
            Verb::Approve => 'A',
            Verb::Reject => 'R',
            Verb::Limit => 'L',
            Verb::Block => 'B',
            Verb::Ban => 'N',
            Verb::LiftLimit | Verb::Unblock | Verb::Unban => 'U',
        }
    }

    /// Whether it can be taken back by another verb.
    pub const fn weight(self) -> Weight {
        match self {
            Verb::Approve | Verb::LiftLimit | Verb::Unblock | Verb::Unban => Weight::Gentle,
            Verb::Limit | Verb::Block | Verb::Ban => Weight::Restricts,
            Verb::Reject => Weight::Irreversible,
        }
    }
}

/// How heavy a verb is; the window colours its button by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Weight {
    /// Gives something to the person.
    Gentle,
    /// Takes something away; can be reversed.
    Restricts,
    /// Cannot be taken back.
    Irreversible,
}

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
    /// Posts are hidden from those who do not follow.
    HiddenFromStrangers,
    /// All open reports against the account are closed, this moderator as resolver.
    ClosesOpenReports,
    /// A strike is added to the account's record.
    AddsStrike,
    /// Seen by everybody again.
    SeenAgain,
    /// May not sign in; sessions end with the next request.
    CannotSignIn,
    /// Running pipelines are cancelled and schedules switched off.
    PipelinesStop,
    /// Issues, merge requests and comments are hidden.
    ContributionsHidden,
    /// Where the server compares mail addresses, other accounts with the same one are banned too.
    SameMailBannedToo,
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
}

/// Whether the person hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Told {
    /// The server never tells them.
    Never,
    /// The server always tells them.
    Always,
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
    /// The cached state is older than a day.
    OldState,
}

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OfferPlace {
    /// A button in the action bar.
    Bar,
    /// Only in the menu of all actions.
    Menu,
}

/// What may be done to this account, here, now; and if not, why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActionOffer {
    /// The verb.
    pub verb: Verb,
    /// The key that opens its panel, an upper-case letter.
    pub letter: char,
    /// Where it stands.
    pub place: OfferPlace,
    /// Why it cannot be done; none when it can.
    pub refusal: Option<Refusal>,
    /// How heavy it is.
    pub weight: Weight,
    /// What it does, the main effect first.
    pub consequences: Vec<Consequence>,
    /// Whether the person hears of it.
    pub told: Told,
    /// Whether the server takes a text for the person.
    pub takes_message: bool,
    /// What to know before.
    pub cautions: Vec<Caution>,
    /// The handle that has to be typed first, in ASCII; none where nothing is typed.
    pub type_handle: Option<String>,
}

/// What the moderator chose in the panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    /// Text for the person, where the server takes one.
    pub message: Option<String>,
    /// Whether the server tells the person; needed where it is [`Told::Choice`].
    pub tell: Option<bool>,
    /// Why, kept on this computer.
    pub reason: Option<String>,
    /// What was typed where the handle has to be.
    pub typed_handle: Option<String>,
}

/// States of those who may not take part, and the one that cannot be judged: whoever is let in has none of them.
const SHUT_OUT: &[Mark] =
    &[Mark::Pending, Mark::Suspended, Mark::Banned, Mark::Blocked, Mark::LdapBlocked, Mark::Deactivated, Mark::Unknown];

/// The wanted outcome of a verb, as marks that must be there and marks that must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// The account has this mark.
    Has(Mark),
    /// The account lacks these marks.
    Lacks(&'static [Mark]),
    /// The server has no such account any more.
    Gone,
}

impl Verb {
    /// What must be true of the account once the verb is done.
    pub const fn goal(self) -> Goal {
        match self {
            Verb::Approve => Goal::Lacks(SHUT_OUT),
            Verb::Reject => Goal::Gone,
            Verb::Limit => Goal::Has(Mark::Limited),
            Verb::LiftLimit => Goal::Lacks(&[Mark::Limited, Mark::Unknown]),
            Verb::Block => Goal::Has(Mark::Blocked),
            Verb::Unblock | Verb::Unban => Goal::Lacks(SHUT_OUT),
            Verb::Ban => Goal::Has(Mark::Banned),
        }
    }
}
