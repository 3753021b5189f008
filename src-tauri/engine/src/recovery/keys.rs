//! Keeps `recovery.db`, and puts back into the keychain what it holds.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Error, ErrorCode, Result};
use crate::home::{Home, RECOVERY_KEY, file_of_key, key_names, profile_of_key};
use crate::model::Timestamp;
use crate::profile::ProfileId;
use crate::secret::{RecoveryKey, SecretPlace};
use crate::store::recovery::{self, Keys};
use crate::store::{Key, opens};

/// The recovery key that the keychain has, so that the keys of new profiles can be written down.
pub(super) async fn kept(secrets: &SecretPlace) -> Result<Option<RecoveryKey>> {
    Ok(secrets.get(RECOVERY_KEY).await?.and_then(RecoveryKey::from_kept))
}

/// Writes the keys of everything on the desk under a new recovery key.
pub(super) async fn replace(home: &Home, key: &RecoveryKey, profiles: &[ProfileId], now: Timestamp) -> Result<()> {
    let before = match kept(&home.secrets).await? {
        Some(before) => known(home, &before).await?,
        // Whatever opens a file that is there, it is not the new key.
        None => known(home, key).await?,
    };
    let keys = collected(home, profiles, before, now).await?;
    let prepared = recovery::prepare(&home.root, key, &Keys { made_at: now, ..keys }).await?;
    // What may fail for want of room has not. Cut off here, the file is set aside and written anew at the next start.
    home.secrets.set(RECOVERY_KEY, key.secret()).await?;
    prepared.put()
}

/// Writes the keys of everything on the desk under the recovery key that there is, if they are not written already.
pub(super) async fn keep(home: &Home, profiles: &[ProfileId], now: Timestamp) -> Result<()> {
    let Some(key) = kept(&home.secrets).await? else { return Ok(()) };
    let before = known(home, &key).await?;
    let keys = collected(home, profiles, before.clone(), now).await?;
    if before.is_some_and(|before| before.are(&keys)) {
        return Ok(());
    }
    recovery::prepare(&home.root, &key, &keys).await?.put()
}

/// What the file holds. One that the key does not open is set aside: another key may.
async fn known(home: &Home, key: &RecoveryKey) -> Result<Option<Keys>> {
    match recovery::read(&home.root, key).await {
        Ok(keys) => Ok(Some(keys)),
        Err(Error { code: ErrorCode::NoRecoveryFile { .. }, .. }) => Ok(None),
        Err(Error { code: ErrorCode::RecoveryKeyWrong, .. }) => recovery::set_aside(&home.root).map(|()| None),
        Err(error) => Err(error),
    }
}

/// The keys of everything on the desk: from the keychain, and from before where that has lost one, or has another now that
/// does not open the file.
async fn collected(home: &Home, profiles: &[ProfileId], before: Option<Keys>, now: Timestamp) -> Result<Keys> {
    let (made_at, mut before) = before.map_or((now, BTreeMap::new()), |before| (before.made_at, before.keys));
    let mut keys = BTreeMap::new();
    for name in key_names(profiles) {
        let kept = home.secrets.get(&name).await?.and_then(Key::from_kept);
        let key = match (kept, before.remove(&name)) {
            (Some(kept), Some(before)) if !kept.is(&before) => {
                let right = match file_of_key(&home.root, &name) {
                    Some(file) => opens(&file, &kept).await,
                    None => true,
                };
                Some(if right { kept } else { before })
            }
            (kept, before) => kept.or(before),
        };
        if let Some(key) = key {
            keys.insert(name, key);
        }
    }
    Ok(Keys { made_at, keys })
}

/// The profiles whose keys the file holds.
pub(super) async fn profiles_of(root: &Path, key: &RecoveryKey) -> Result<Vec<ProfileId>> {
    let known = recovery::read(root, key).await?;
    Ok(known.keys.keys().filter_map(|name| profile_of_key(name)).collect())
}

/// Puts the keys back that the keychain has lost. Returns how many. One that opens its file is never replaced.
pub(super) async fn put_back(root: &Path, secrets: &SecretPlace, key: &RecoveryKey) -> Result<u32> {
    let known = recovery::read(root, key).await?;
    let mut back = 0;
    for (name, key) in &known.keys {
        let Some(file) = file_of_key(root, name) else { continue };
        let lost = match secrets.get(name).await?.map(Key::from_kept) {
            None | Some(None) => true,
            Some(Some(kept)) => !kept.is(key) && !opens(&file, &kept).await && opens(&file, key).await,
        };
        if lost {
            secrets.set(name, key.secret()).await?;
            back += 1;
        }
    }
    secrets.set(RECOVERY_KEY, key.secret()).await?;
    Ok(back)
}
