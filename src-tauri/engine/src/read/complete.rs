//! What could be typed next in the search box.

use crate::Engine;
use crate::error::Result;
use crate::filter::{
    AccountKind, Completion, FieldOffer, FilterField, Has, Matching, Origin, StateFilter, Typing, lower,
};
use crate::platform::{self, Known};
use crate::profile::ProfileId;
use crate::profile::instance::Instance;
use crate::store::cache::Common;

/// More of the most common values are not looked up.
const COMMON: u32 = 12;

impl Engine {
    /// What could be typed next at the caret (in UTF-16 units): words of the filter, and values that the cache has; at most
    /// 12, best first. Without a profile, the words that every instance but the practice ones knows.
    ///
    /// # Errors
    /// `NoSuchProfile`, `DiskTrouble`.
    pub async fn complete_filter(
        &self,
        profile: Option<&ProfileId>,
        typed: &str,
        caret: u32,
    ) -> Result<Vec<Completion>> {
        let instances = match profile {
            Some(profile) => vec![self.instance(profile)?],
            None => self.real_instances(),
        };
        let typing = Typing::at(typed, caret);
        let mut offers: Option<Vec<FieldOffer>> = None;
        let mut values = Vec::new();
        for instance in &instances {
            let its = offers_of(instance).await?;
            offers = Some(match offers {
                None => its,
                Some(all) => common_ground(all, &its),
            });
            values.extend(common(instance, &typing).await?);
        }
        Ok(typing.completions(&offers.unwrap_or_default(), &values))
    }
}

/// What both offer, with the values of either.
fn common_ground(all: Vec<FieldOffer>, its: &[FieldOffer]) -> Vec<FieldOffer> {
    let both = all.into_iter().filter_map(|mut offer| {
        let other = its.iter().find(|other| other.field == offer.field)?;
        let new: Vec<String> = other.values.iter().filter(|value| !offer.values.contains(value)).cloned().collect();
        offer.values.extend(new);
        Some(offer)
    });
    both.collect()
}

/// The values that most accounts have in the part that is typed, as far as the cache can tell them quickly.
async fn common(instance: &Instance, typing: &Typing) -> Result<Vec<String>> {
    let begun = lower(&typing.begun);
    let (column, begun, before) = match typing.field {
        Some(FilterField::Domain) => (Common::Domain, begun.as_str(), ""),
        // Whole addresses are nobody's business before they are asked for.
        Some(FilterField::Mail) => (Common::MailDomain, begun.strip_prefix('@').unwrap_or(&begun), "@"),
        Some(FilterField::Lang) => (Common::Locale, begun.as_str(), ""),
        _ => return Ok(Vec::new()),
    };
    let values = instance.cache.common(column, begun, COMMON).await?;
    Ok(values.into_iter().map(|value| format!("{before}{value}")).collect())
}

/// What the server can be searched by; without a token, what its cache can.
async fn offers_of(instance: &Instance) -> Result<Vec<FieldOffer>> {
    let record = instance.record();
    let roles = instance.cache.roles().await?;
    if let Ok(server) = instance.server() {
        return Ok(server.fields(&Known::of(&record.software, &record.who, &roles)));
    }
    let offer = |field: FilterField, values: Vec<String>| FieldOffer {
        field,
        word: field.word().to_owned(),
        matching: Matching::LoadedOnly,
        values,
    };
    let words = |words: &[&str]| words.iter().copied().map(str::to_owned).collect();
    let states: Vec<&str> = platform::states(record.software.platform).iter().copied().map(StateFilter::word).collect();
    let mut names: Vec<String> = roles.into_iter().map(|role| role.name).collect();
    names.dedup();
    Ok(vec![
        offer(FilterField::State, words(&states)),
        offer(FilterField::Origin, words(&Origin::ALL.map(Origin::word))),
        offer(FilterField::Username, Vec::new()),
        offer(FilterField::Name, Vec::new()),
        offer(FilterField::Mail, Vec::new()),
        offer(FilterField::Ip, Vec::new()),
        offer(FilterField::Domain, Vec::new()),
        offer(FilterField::Role, names),
        offer(FilterField::Kind, words(&AccountKind::ALL.map(AccountKind::word))),
        offer(FilterField::Joined, Vec::new()),
        offer(FilterField::Active, Vec::new()),
        offer(FilterField::Lang, Vec::new()),
        offer(FilterField::Has, words(&Has::ALL.map(Has::word))),
    ])
}
