//! What rows of a list show cut or not at all: a file has it whole.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::Result;
use crate::export::ExportColumn;
use crate::list::AccountRow;
use crate::model::AccountId;
use crate::platform::{self, BaseUrl};
use crate::profile::Platform;
use crate::profile::instance::Instance;
use crate::read::all::merge::Source;
use crate::store::cache::Cache;

/// Rows show this much of a reason, in characters: see [`AccountRow::reason`].
const REASON_SHOWN: usize = 280;

/// Where rows are made whole, as far as the columns want it.
#[derive(Debug)]
pub(super) struct Whole {
    origins: Vec<Origin>,
    roles_or_names: bool,
    reasons: bool,
}

/// A cache from which rows come, and whose words it keeps.
#[derive(Debug)]
struct Origin {
    cache: Cache,
    platform: Platform,
    base: BaseUrl,
}

impl Whole {
    /// For rows of these instances' caches.
    pub fn of(columns: &[ExportColumn], instances: &[Arc<Instance>], sources: &[Source]) -> Result<Self> {
        let origins = instances.iter().zip(sources).map(|(instance, source)| {
            let (platform, base) = (instance.record().software.platform, instance.base()?);
            Ok(Origin { cache: source.cache.clone(), platform, base })
        });
        Ok(Whole {
            origins: origins.collect::<Result<_>>()?,
            roles_or_names: columns.contains(&ExportColumn::Role) || columns.contains(&ExportColumn::Name),
            reasons: columns.contains(&ExportColumn::Reason),
        })
    }

    /// Makes names and reasons whole in the rows, each given with the place of its instance, and tells the name of each
    /// one's role.
    pub async fn restore(&self, rows: &mut [(usize, AccountRow)]) -> Result<Vec<Option<String>>> {
        let mut roles = vec![None; rows.len()];
        for (at, origin) in self.origins.iter().enumerate() {
            let mut own: Vec<_> = rows.iter_mut().zip(&mut roles).filter(|((of, _), _)| *of == at).collect();
            if self.roles_or_names {
                let ids: Vec<&AccountId> = own.iter().map(|((_, row), _)| &row.id).collect();
                let mut unshown = origin.cache.unshown(&ids).await?;
                for ((_, row), role) in &mut own {
                    let found = unshown.remove(&row.id).unwrap_or_default();
                    row.display_name = found.display_name;
                    **role = found.role;
                }
            }
            if self.reasons {
                let ids = own.iter().filter(|((_, row), _)| may_be_cut(row)).map(|((_, row), _)| row.id.clone());
                let mut reasons = origin.reasons(&ids.collect::<Vec<_>>()).await?;
                for ((_, row), _) in &mut own {
                    row.reason = reasons.remove(&row.id).or(row.reason.take());
                }
            }
        }
        Ok(roles)
    }
}

impl Origin {
    /// The whole reasons of these accounts. What can't be understood any more is left out, and stays as the row shows it.
    async fn reasons(&self, accounts: &[AccountId]) -> Result<HashMap<AccountId, String>> {
        let whole = self.cache.raw_of(accounts).await?.into_iter().filter_map(|(id, raw)| {
            let json = serde_json::from_str(&raw).ok()?;
            let account = platform::account_from_raw(self.platform, &self.base, &json).ok()?;
            Some((id, account.reason?))
        });
        Ok(whole.collect())
    }
}

fn may_be_cut(row: &AccountRow) -> bool {
    row.reason.as_ref().is_some_and(|reason| reason.chars().nth(REASON_SHOWN - 1).is_some())
}
