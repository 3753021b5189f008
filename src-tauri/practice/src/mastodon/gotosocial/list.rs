//! Lists in alphabetical order of `domain/@username`, which is also the cursor (5.6).

use serde_json::Value;

use super::super::filter::{Filter, V1, V2, readable_network};
use super::super::paging::kept_url;
use super::super::refusal::Refusal;
use super::super::state::{Account, Id, Mastodon};
use super::super::statuses::truth;
use super::{READ, bad};
use crate::call::{Answer, Call, Params};
use crate::world::Site;

const USUAL: usize = 50;
const LARGEST: usize = 200;

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
    pub(super) fn gts_list(&mut self, call: &Call, site: &Site, second: bool) -> Result<Answer, Refusal> {
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
        self.accounts.open_alphabet();
        // The page right before a cursor is still in alphabetical order.
        let backwards = before.is_some() && after.is_none();
        let rows = self.stepped(&filter, after, before, backwards, limit);
        let json = rows.iter().map(|account| self.admin_account_json(account, site)).collect();
        let answer = Answer::json(200, Value::Array(json));
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(answer);
        };
        let kept = if second { [V2, &["role_ids[]"]].concat() } else { V1.to_vec() };
        let address = format!("{}{}", site.base, call.path);
        let next = kept_url(&address, query, &kept, "max_id", &last.alphabetical());
        let prev = kept_url(&address, query, &kept, "min_id", &first.alphabetical());
        Ok(answer.with("link", format!("{next}; rel=\"next\", {prev}; rel=\"prev\"")))
    }

    /// A page of those who match, through the few whom the index leaves or step by step through the alphabet.
    fn stepped(
        &self,
        filter: &Filter,
        after: Option<&str>,
        before: Option<&str>,
        backwards: bool,
        limit: usize,
    ) -> Vec<&Account> {
        let version = self.manner.version;
        let listed =
            |account: &&Account| account.id != super::super::INSTANCE_ACTOR && filter.matches(account, version);
        let found = |id: Id| self.accounts.get(&id).filter(listed);
        let index = self.accounts.index();
        let inside: Box<dyn DoubleEndedIterator<Item = &Account>> = match index.candidates(&filter.clues()) {
            Some(few) => {
                let few = few.between(Id(i64::MIN), Id(i64::MAX)).filter_map(found);
                let mut few: Vec<(String, &Account)> = few.map(|account| (account.alphabetical(), account)).collect();
                few.retain(|(place, _)| {
                    after.is_none_or(|after| place.as_str() > after)
                        && before.is_none_or(|before| place.as_str() < before)
                });
                few.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
                Box::new(few.into_iter().map(|(_, account)| account))
            }
            None => Box::new(index.alphabet(after, before).filter_map(found)),
        };
        if backwards {
            let mut page: Vec<&Account> = inside.rev().take(limit).collect();
            page.reverse();
            page
        } else {
            inside.take(limit).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dialect;

    #[test]
    fn a_page_of_the_alphabet_holds_what_sorting_everybody_would() {
        let mut instance = Mastodon::seed(3, 10_000, "2026-06-01T12:00:00Z".parse().unwrap());
        instance.manner.version = Dialect::GoToSocial;
        instance.accounts.open_alphabet();
        instance.sign_up(20, "2026-06-02T12:00:00Z".parse().unwrap());
        for query in
            ["", "origin=remote", "status=pending", "status=suspended", "by_domain=noise.example", "username=a"]
        {
            let filter = Filter::v2(&Params::from_query(query), Dialect::GoToSocial).unwrap();
            let matching = instance.accounts.values().filter(|account| {
                account.id != super::super::super::INSTANCE_ACTOR && filter.matches(account, Dialect::GoToSocial)
            });
            let mut sorted: Vec<String> = matching.map(Account::alphabetical).collect();
            sorted.sort_unstable();
            let places = |page: Vec<&Account>| page.into_iter().map(Account::alphabetical).collect::<Vec<_>>();
            let (middle, end) = (sorted.len() / 2, sorted.len());
            let place = sorted[middle].as_str();
            assert_eq!(places(instance.stepped(&filter, None, None, false, end + 9)), sorted, "{query}");
            assert_eq!(
                places(instance.stepped(&filter, Some(place), None, false, end)),
                sorted[middle + 1..],
                "{query}"
            );
            let from = middle.saturating_sub(7);
            assert_eq!(places(instance.stepped(&filter, None, Some(place), true, 7)), sorted[from..middle], "{query}");
            assert!(instance.stepped(&filter, Some(place), Some(&sorted[0]), false, 9).is_empty());
        }
    }
}
