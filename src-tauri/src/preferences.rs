//! What the person prefers, kept by the store plugin: nothing here is secret or about anybody else.

use bailiwick_engine::decision::{Holds, RememberDays};
use bailiwick_engine::profile::ProfileId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Where single letters act (WCAG 2.1.4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Letters {
    /// Everywhere but where text is typed.
    #[default]
    On,
    /// Only inside the menu of all actions.
    Menu,
    /// Nowhere.
    Off,
}

/// The preferences. Each part that is missing or unreadable takes its default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// Where single letters act.
    pub letters: Letters,
    /// Masks mail and addresses for trains and shared screens.
    pub hide_addresses: bool,
    /// The profile that was last on screen.
    pub current: Option<ProfileId>,
    /// Whether the strip that teaches the first keys was closed.
    pub strip_seen: bool,
    /// Whether the practice servers start with the desk.
    pub practice: bool,
    /// How long decisions are held before they leave.
    pub holds: Holds,
    /// For how many days the words of settled decisions are kept.
    pub remember_days: RememberDays,
    /// After so many minutes without a key or a pointer the desk is locked, 1 to 240; none: never by itself.
    pub lock_after_minutes: Option<u32>,
}

impl Preferences {
    /// The same within the bounds that a person may choose in.
    pub fn bounded(self) -> Self {
        Preferences {
            holds: self.holds.bounded(),
            remember_days: self.remember_days.bounded(),
            lock_after_minutes: self.lock_after_minutes.map(|minutes| minutes.clamp(1, 240)),
            ..self
        }
    }
}
