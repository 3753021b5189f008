//! Facts in their groups, for every platform's mapping.

use crate::model::{Fact, FactGroup, FactGroupKind, FactLabel, FactValue};

/// A fact that the server may not have told.
pub(super) type Told = Option<(FactLabel, FactValue)>;

/// The groups without what was not told; those with nothing in them are left out.
pub(super) fn grouped(groups: Vec<(FactGroupKind, Vec<Told>)>) -> Vec<FactGroup> {
    let told = |(kind, facts): (FactGroupKind, Vec<Told>)| FactGroup {
        kind,
        facts: facts.into_iter().flatten().map(|(label, value)| Fact { label, value }).collect(),
    };
    groups.into_iter().map(told).filter(|group| !group.facts.is_empty()).collect()
}
