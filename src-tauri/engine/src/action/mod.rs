//! Every verb with its consequences, and what may be offered for an account, here and now.
//!
//! What a verb does on which kind of server is told by `platform`; this module holds the words that cross the border.

mod offer;
mod steps;
mod verb;
mod words;

pub use offer::{ActionOffer, Choices, NoteUse, OfferPlace, ReportUse};
pub(crate) use steps::{Steps, is_out_alike, is_shut_out, let_in};
pub(crate) use verb::Goal;
pub use verb::{Verb, Weight};
pub use words::{Caution, Consequence, Refusal, Told};
