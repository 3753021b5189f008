//! What a Mastodon can be searched by, and how it compares each part (mastodon.md §1.2, §1.3).

use super::super::client::Mastodon;
use super::super::{STATES, served::Dialect};
use super::plan::{Route, has_role_ids};
use crate::filter::{AccountKind, FieldOffer, FilterField, Has, Matching, Origin, SeenRole, StateFilter};

impl Mastodon {
    /// Every part that can be searched by, as this server takes it. What it cannot be asked for single values is told by
    /// the search itself.
    pub(crate) fn fields(&self, roles: &[SeenRole]) -> Vec<FieldOffer> {
        let v2 = self.route() == Route::V2;
        let offer = |field: FilterField, matching, values: Vec<String>| FieldOffer {
            field,
            word: field.word().to_owned(),
            matching,
            values,
        };
        let states = STATES.iter().copied().map(StateFilter::word).map(str::to_owned).collect();
        let origins = Origin::ALL.into_iter().map(|origin| origin.word().to_owned()).collect();
        let kinds = AccountKind::ALL.map(|kind| kind.word().to_owned()).to_vec();
        let has = Has::ALL.map(|has| has.word().to_owned()).to_vec();
        let mut names: Vec<String> = roles.iter().map(|role| role.name.clone()).collect();
        names.dedup();
        let by_role = if has_role_ids(self.dialect, self.route()) { Matching::OneOf } else { Matching::LoadedOnly };
        let mut fields = vec![
            offer(FilterField::Text, Matching::Beginning, Vec::new()),
            offer(FilterField::State, Matching::OneOf, states),
            offer(FilterField::Origin, Matching::OneOf, origins),
            offer(FilterField::Username, Matching::Beginning, Vec::new()),
            offer(FilterField::Name, Matching::Beginning, Vec::new()),
            offer(FilterField::Mail, Matching::Beginning, Vec::new()),
            offer(FilterField::Ip, Matching::Range, Vec::new()),
            offer(FilterField::Domain, Matching::Whole, Vec::new()),
            offer(FilterField::Role, by_role, names),
            // Accounts tell these, but no list can be asked for them.
            offer(FilterField::Kind, Matching::LoadedOnly, kinds),
            offer(FilterField::Joined, Matching::LoadedOnly, Vec::new()),
            offer(FilterField::Active, Matching::LoadedOnly, Vec::new()),
            offer(FilterField::Lang, Matching::LoadedOnly, Vec::new()),
            offer(FilterField::Has, Matching::LoadedOnly, has),
        ];
        if v2 && matches!(self.dialect, Dialect::Mastodon(_)) {
            fields.push(offer(FilterField::InvitedBy, Matching::IdUnchecked, Vec::new()));
        }
        fields
    }
}
