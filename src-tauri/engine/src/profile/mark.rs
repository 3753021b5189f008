//! How an instance is recognised on the desk, and what is done with its pictures.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The pattern of an instance's tile and stripe: told apart before the hue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Pattern {
    /// Filled.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// Two lines.
    Double,
    /// Slanted lines.
    Diagonal,
    /// Waves.
    Wave,
}

/// The hue of an instance's tile: never red, amber or green, which mean something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Hue {
    /// Blue.
    Blue,
    /// Teal.
    Teal,
    /// Purple.
    Purple,
    /// Brown.
    Brown,
    /// Pink.
    Pink,
    /// Slate.
    Slate,
}

/// How an instance is recognised on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InstanceMark {
    /// 1 to 9, fixed: `Ctrl+number` switches to it. No two profiles share one.
    pub number: u8,
    /// Two letters or digits.
    pub letters: String,
    /// The pattern.
    pub pattern: Pattern,
    /// The hue.
    pub hue: Hue,
}

/// What is done with strangers' pictures on one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Pictures {
    /// Blurred until asked.
    Blurred,
    /// Without colour.
    Grey,
    /// Never fetched.
    Off,
}
