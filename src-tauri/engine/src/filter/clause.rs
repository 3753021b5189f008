//! What is not so, or may be one of several: `-state:suspended`, `domain:a.example,b.example`, `has:reason`.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::field::TEXT;
use super::language::written;
use super::{Filter, FilterField, Fit, Has, language, speaks, text};
use crate::model::{Account, Timestamp};

/// One of several values, or none of them: `domain:a.example,b.example`, `-state:suspended`, `has:reason`, `lang:de`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Clause {
    /// Which part of the filter. Free words too: `-casino`.
    pub field: FilterField,
    /// Whether none of the values may fit, instead of one of them.
    pub not: bool,
    /// The values as they are typed, without quotes; 1 to 32.
    pub values: Vec<String>,
}

impl Clause {
    /// Whether the account fits, as far as its own row tells: no search vouches for a clause. One that may or may not have
    /// what is asked (see [`Fit::Untold`]) fits neither `x:a` nor `-x:a`; nor does anybody where only a server knows.
    pub(super) fn holds(&self, account: &Account, now: Timestamp) -> bool {
        if self.field.is_of_the_server() {
            return false;
        }
        let fits = self.values.iter().map(|value| self.fit(value, account, now)).max().unwrap_or(Fit::No);
        fits == if self.not { Fit::No } else { Fit::Yes }
    }

    /// The filters that its values are, of which one has to fit; none where they are not to fit, and for parts that are in
    /// clauses only.
    pub(crate) fn ways(&self) -> Option<Vec<Filter>> {
        if self.not { None } else { self.values.iter().map(|value| Filter::single(self.field, value)).collect() }
    }

    /// Whether the account fits one value. What is no value of the part fits nobody.
    fn fit(&self, value: &str, account: &Account, now: Timestamp) -> Fit {
        match self.field {
            FilterField::Lang => {
                let chosen = account.locale.as_deref().and_then(language);
                Fit::of(chosen.zip(language(value)).is_some_and(|(chosen, wanted)| speaks(&chosen, &wanted)))
            }
            FilterField::Has => Fit::of(Has::read(value).is_some_and(|has| has.holds(account))),
            field => Filter::single(field, value).map_or(Fit::No, |filter| filter.check(account, &[], now)),
        }
    }

    /// The clause as one types it.
    pub(super) fn print(&self) -> String {
        if let (FilterField::Text, true, [word]) = (self.field, self.not, self.values.as_slice()) {
            return text::typed(word, true);
        }
        let dash = if self.not { "-" } else { "" };
        let word = if self.field == FilterField::Text { TEXT } else { self.field.word() };
        let list = self.values.len() > 1;
        let values: Vec<String> = self.values.iter().map(|value| written(self.field, value, list)).collect();
        format!("{dash}{word}:{}", values.join(","))
    }
}
