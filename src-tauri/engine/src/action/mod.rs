//! Every verb with its consequences, and what may be offered for an account, here and now.
//!
//! What a verb does on which kind of server is told by `platform`; this module holds the words that cross the border.

mod offer;
mod verb;
mod words;

pub use offer::{ActionOffer, Choices, OfferPlace, ReportUse};
pub(crate) use verb::Goal;
pub use verb::{Verb, Weight};
pub use words::{Caution, Consequence, Refusal, Told};
