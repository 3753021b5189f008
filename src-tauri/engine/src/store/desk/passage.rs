//! Profiles on their way: written down before anything of theirs is made outside of this file, and until all of it is gone.

use super::{DeskStore, ProfileRecord, SqliteExecutor, sql};
use crate::error::Result;
use crate::profile::ProfileId;

impl DeskStore {
    /// A profile is coming: whatever is made for it from now on is cleaned away at the next start, unless it arrives.
    pub async fn coming(&self, profile: &ProfileId) -> Result<()> {
        begun(profile, &self.0).await
    }

    /// Puts a profile on the desk that was coming.
    pub async fn arrived(&self, profile: &ProfileRecord) -> Result<()> {
        let mut both = self.0.begin().await.map_err(sql)?;
        super::insert(profile, &mut *both).await?;
        ended(&profile.id, &mut *both).await?;
        both.commit().await.map_err(sql)
    }

    /// Takes the profile off the desk. What is left of it elsewhere is cleaned away, at the next start if not before.
    pub async fn drop_profile(&self, profile: &ProfileId) -> Result<()> {
        let mut both = self.0.begin().await.map_err(sql)?;
        begun(profile, &mut *both).await?;
        let dropped = sqlx::query("DELETE FROM profile WHERE id = ?").bind(&profile.0).execute(&mut *both).await;
        dropped.map_err(sql)?;
        both.commit().await.map_err(sql)
    }

    /// Nothing of the profile is left anywhere.
    pub async fn passed(&self, profile: &ProfileId) -> Result<()> {
        ended(profile, &self.0).await
    }

    /// Profiles that something may be left of.
    pub async fn passages(&self) -> Result<Vec<ProfileId>> {
        let found = sqlx::query_scalar("SELECT profile FROM passage").fetch_all(&self.0).await;
        Ok(found.map_err(sql)?.into_iter().map(ProfileId).collect())
    }
}

async fn begun(profile: &ProfileId, desk: impl SqliteExecutor<'_>) -> Result<()> {
    let written = sqlx::query("INSERT OR IGNORE INTO passage VALUES (?)").bind(&profile.0).execute(desk).await;
    written.map(drop).map_err(sql)
}

async fn ended(profile: &ProfileId, desk: impl SqliteExecutor<'_>) -> Result<()> {
    let written = sqlx::query("DELETE FROM passage WHERE profile = ?").bind(&profile.0).execute(desk).await;
    written.map(drop).map_err(sql)
}
