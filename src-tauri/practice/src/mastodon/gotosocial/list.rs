//! Lists in alphabetical order of `domain/@username`, which is also the cursor (5.6).

use serde_json::Value;

use super::super::filter::{Filter, V1, V2, readable_network};
use super::super::paging::kept_url;
use super::super::refusal::Refusal;
use super::super::state::{Account, Mastodon};
use super::super::statuses::truth;
use super::{READ, bad};
use crate::call::{Answer, Call, Params};
use crate::world::Site;

const USUAL: usize = 50;
const LARGEST: usize = 200;

/// Where an account stands in the alphabet; local ones come first, because their domain is empty.
fn place(account: &Account) -> String {
    format!("{}/@{}", account.domain.as_deref().unwrap_or_default(), account.username)
}

/// A number within bounds; what is none is refused.
pub(super) fn limit(query: &Params, usual: usize, largest: usize) -> Result<usize, Refusal> {
    match query.filled("limit") {
        None => Ok(usual),
        Some(text) => {
            let asked: i64 = text.parse().map_err(|_| bad(&format!("error parsing limit={text} as int")))?;
            Ok(usize::try_from(asked).unwrap_or(1).clamp(1, largest))
        }
    }
}

/// Flags are real booleans here: those that say no count as absent.
fn flags(query: &Params) -> Params {
    let no = query.iter().filter(|(name, value)| V1.contains(name) && !truth(value));
    let no: Vec<String> = no.map(|(name, _)| name.to_owned()).collect();
    no.iter().fold(query.clone(), |query, name| query.without(name))
}

impl Mastodon {
    pub(super) fn gts_list(&self, call: &Call, site: &Site, second: bool) -> Result<Answer, Refusal> {
        self.administrator(call, READ)?;
        let (query, version) = (&call.query, self.manner.version);
        if query.filled("ip").is_some_and(|text| !readable_network(text)) {
            return Err(bad("ip is neither an address nor a range"));
        }
        if second && query.filled("permissions").is_some_and(|word| word != "staff") {
            return Err(bad("permissions has to be staff"));
        }
        let filter = if second {
            Filter::v2(query, version).map_err(|refusal| match refusal {
                Refusal::BadRequest(text) => bad(&text),
                other => other,
            })?
        } else {
            Filter::v1(&flags(query))
        };
        let limit = limit(query, USUAL, LARGEST)?;
        let (after, before) = (query.filled("max_id"), query.filled("min_id"));
        let mut rows: Vec<(String, &Account)> = self
            .accounts
            .values()
            .filter(|account| account.id != super::super::INSTANCE_ACTOR && filter.matches(account, version))
            .map(|account| (place(account), account))
            .filter(|(place, _)| {
                after.is_none_or(|after| place.as_str() > after) && before.is_none_or(|before| place.as_str() < before)
            })
            .collect();
        rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        if before.is_some() && after.is_none() {
            // The page right before the cursor, still in alphabetical order.
            rows.drain(..rows.len().saturating_sub(limit));
        }
        rows.truncate(limit);
        let json = rows.iter().map(|(_, account)| self.admin_account_json(account, site)).collect();
        let answer = Answer::json(200, Value::Array(json));
        let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) else {
            return Ok(answer);
        };
        let kept = if second { [V2, &["role_ids[]"]].concat() } else { V1.to_vec() };
        let address = format!("{}{}", site.base, call.path);
        let next = kept_url(&address, query, &kept, "max_id", last);
        let prev = kept_url(&address, query, &kept, "min_id", first);
        Ok(answer.with("link", format!("{next}; rel=\"next\", {prev}; rel=\"prev\"")))
    }
}
