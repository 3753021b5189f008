//! What servers said, packed: with a dictionary that is made from the first thousand accounts, an eighth of its size.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::sqlite::SqlitePool;
use zstd::bulk::{Compressor, Decompressor};

use crate::error::{Error, ErrorCode, Result};
use crate::store::sql;

/// So many accounts tell what the rest will look like.
pub(super) const ENOUGH: i64 = 1_000;

/// The size of a dictionary, in bytes.
const DICTIONARY: usize = 64 * 1024;

/// Takes a hundredth of the time that storing takes, and packs better than the next two levels without a dictionary.
const LEVEL: i32 = 3;

/// Nothing that a server said is larger: answers are limited to 16 MB.
const LARGEST: usize = 64 * 1024 * 1024;

/// The dictionaries of one cache.
#[derive(Debug, Default)]
pub(super) struct Packer(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    by_number: HashMap<i64, Arc<Vec<u8>>>,
    newest: i64,
}

impl Packer {
    /// With the dictionaries of an open cache.
    pub async fn of(pool: &SqlitePool) -> sqlx::Result<Self> {
        let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as("SELECT number, bytes FROM dictionary").fetch_all(pool).await?;
        let packer = Packer::default();
        for (number, bytes) in rows {
            packer.learn(number, bytes);
        }
        Ok(packer)
    }

    fn learn(&self, number: i64, bytes: Vec<u8>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.by_number.insert(number, Arc::new(bytes));
        known.newest = known.newest.max(number);
    }

    /// The dictionary to pack with, and its number; zero for none.
    fn newest(&self) -> (i64, Option<Arc<Vec<u8>>>) {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (known.newest, known.by_number.get(&known.newest).cloned())
    }

    /// Packs texts, with the number of the dictionary that each needs to be unpacked.
    pub fn pack(&self, texts: &[&str]) -> Result<Vec<(i64, Vec<u8>)>> {
        let (number, dictionary) = self.newest();
        let bytes = dictionary.as_deref().map_or(&[][..], Vec::as_slice);
        let mut packer = Compressor::with_dictionary(LEVEL, bytes).map_err(unpackable)?;
        texts.iter().map(|text| Ok((number, packer.compress(text.as_bytes()).map_err(unpackable)?))).collect()
    }

    /// What was packed.
    pub fn unpack(&self, number: i64, packed: &[u8]) -> Result<String> {
        let dictionary = self.0.lock().unwrap_or_else(PoisonError::into_inner).by_number.get(&number).cloned();
        if number != 0 && dictionary.is_none() {
            return Err(Error::caused(ErrorCode::Internal, "a dictionary is missing"));
        }
        let bytes = dictionary.as_deref().map_or(&[][..], Vec::as_slice);
        let size = zstd::bulk::Decompressor::upper_bound(packed).unwrap_or(LARGEST).min(LARGEST);
        let text = Decompressor::with_dictionary(bytes).and_then(|mut packer| packer.decompress(packed, size));
        String::from_utf8(text.map_err(unpackable)?).map_err(unpackable)
    }

    /// Makes a dictionary from what is there, where there is none yet and enough to make one from.
    pub async fn train(&self, pool: &SqlitePool) -> Result<()> {
        if self.newest().0 != 0 {
            return Ok(());
        }
        let accounts: i64 = sqlx::query_scalar("SELECT total(count) FROM tally")
            .fetch_one(pool)
            .await
            .map(|count: f64| count as i64)
            .map_err(sql)?;
        if accounts < ENOUGH {
            return Ok(());
        }
        let samples: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT dictionary, packed FROM account_raw ORDER BY row DESC LIMIT ?")
                .bind(ENOUGH)
                .fetch_all(pool)
                .await
                .map_err(sql)?;
        let texts: Vec<String> =
            samples.iter().map(|(number, packed)| self.unpack(*number, packed)).collect::<Result<_>>()?;
        // Answers that are too much alike, or too short, make none: then nothing is gained by one.
        let Ok(bytes) = zstd::dict::from_samples(&texts, DICTIONARY) else { return Ok(()) };
        sqlx::query("INSERT OR REPLACE INTO dictionary (number, bytes) VALUES (1, ?)")
            .bind(&bytes)
            .execute(pool)
            .await
            .map_err(sql)?;
        self.learn(1, bytes);
        Ok(())
    }
}

fn unpackable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::caused(ErrorCode::Internal, error.into().to_string())
}
