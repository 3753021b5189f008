//! What a GitLab can be searched by, and how it compares each part (gitlab.md §3).

use super::super::STATES;
use super::super::client::ADMINISTRATOR;
use super::served::Served;
use crate::filter::{
    AccountKind, FieldOffer, FilterField, Has, Matching, NO_PROJECTS, ON_OR_OFF, StateFilter, YES_OR_NO,
};
use crate::platform::Known;

/// Every part that accounts of a GitLab can be told apart by, as this server takes it. Left out is what no GitLab has
/// (accounts of other servers, invitations) and what only another edition has.
pub(crate) fn fields(known: &Known<'_>) -> Vec<FieldOffer> {
    let served = Served::of(known);
    let offer = |field: FilterField, matching, values: &[&str]| FieldOffer {
        field,
        word: field.word().to_owned(),
        matching,
        values: values.iter().copied().map(str::to_owned).collect(),
    };
    let asked = |asked, matching| if asked { matching } else { Matching::LoadedOnly };
    let states: Vec<&str> = STATES.iter().copied().map(StateFilter::word).collect();
    let kinds = AccountKind::ALL.map(AccountKind::word);
    let mut fields = vec![
        offer(FilterField::Text, Matching::Part, &[]),
        offer(FilterField::State, Matching::OneOf, &states),
        offer(FilterField::Username, Matching::Beginning, &[]),
        offer(FilterField::Name, Matching::Beginning, &[]),
        offer(FilterField::Mail, Matching::Whole, &[]),
        offer(FilterField::Role, Matching::OneOf, &[ADMINISTRATOR]),
        offer(FilterField::Kind, asked(served.kinds_and_states(), Matching::OneOf), &kinds),
        offer(FilterField::External, Matching::OneOf, &YES_OR_NO),
        offer(FilterField::TwoFactor, Matching::OneOf, &ON_OR_OFF),
        offer(FilterField::Joined, Matching::Days, &[]),
        offer(FilterField::Projects, Matching::IdUnchecked, &[NO_PROJECTS]),
        offer(FilterField::Identity, Matching::Whole, &[]),
        offer(FilterField::Ldap, asked(served.enterprise, Matching::OneOf), &YES_OR_NO),
        offer(FilterField::PublicMail, Matching::Whole, &[]),
        offer(FilterField::Attribute, Matching::IdUnchecked, &[]),
        // Lists do not tell them (§4): only of users who were opened here they are known.
        offer(FilterField::Ip, Matching::LoadedOnly, &[]),
        // No list can be asked for what users tell of these.
        offer(FilterField::Active, Matching::LoadedOnly, &[]),
        offer(FilterField::Lang, Matching::LoadedOnly, &[]),
        offer(FilterField::Has, Matching::LoadedOnly, &Has::ALL.map(Has::word)),
    ];
    if served.enterprise {
        fields.push(offer(FilterField::Saml, Matching::IdUnchecked, &[]));
        fields.push(offer(FilterField::Auditor, Matching::OneOf, &YES_OR_NO));
    }
    fields
}
