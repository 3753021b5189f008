//! How far refreshing has come, kept with the page that brought it there.

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::super::sql;
use super::Cache;
use crate::error::Result;
use crate::model::Timestamp;

/// How far refreshing has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// When a whole refresh last ended well.
    pub finished_at: Option<Timestamp>,
    /// Whether everybody who is to be kept was fetched once.
    pub reached_end: bool,
    /// Whether a list of everybody ended before its end: its server led back, or on to nobody.
    pub cut_short: bool,
    /// Whether the person paused it.
    pub paused: bool,
    /// The newest account that is known: newcomers come after it.
    pub newest: Option<String>,
    /// How far the first fill has come; none before it begins and after its end.
    pub fill: Option<FillCursor>,
    /// How far the sweep has come; none before it begins anew.
    pub sweep: Option<Sweep>,
}

/// How far the first fill has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillCursor {
    /// Which list is fetched.
    pub step: String,
    /// Where in it, as the server said; none at its beginning.
    pub cursor: Option<String>,
    /// Accounts so far.
    pub fetched: u32,
    /// How many there will be, about, as the server said last.
    pub expected: Option<u32>,
    /// When it began.
    pub began_at: Timestamp,
}

/// How far a sweep through everybody has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// When it began.
    pub began_at: Timestamp,
    /// Where it goes on at the server; none when it came to the end, and those who were not in the list are looked at.
    pub cursor: Option<String>,
}

impl Progress {
    /// Whether the server knows of more who are to be kept, as far as can be told.
    pub const fn more_on_server(&self) -> bool {
        !self.reached_end || self.cut_short
    }
}

impl Cache {
    /// How far refreshing has come.
    pub async fn progress(&self) -> Result<Progress> {
        let row = sqlx::query("SELECT * FROM progress").fetch_one(&self.0).await.map_err(sql)?;
        let read = || -> sqlx::Result<Progress> {
            let time = |column: &str| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(Timestamp));
            let (step, began_at) = (row.try_get::<Option<String>, _>("fill_step")?, time("fill_began_at")?);
            let fetched: Option<u32> = row.try_get("fill_fetched")?;
            let fill = match step.zip(began_at) {
                Some((step, began_at)) => Some(FillCursor {
                    step,
                    cursor: row.try_get("fill_cursor")?,
                    fetched: fetched.unwrap_or_default(),
                    expected: row.try_get("fill_expected")?,
                    began_at,
                }),
                None => None,
            };
            let cursor = row.try_get("sweep_cursor")?;
            Ok(Progress {
                finished_at: time("finished_at")?,
                reached_end: row.try_get("reached_end")?,
                cut_short: row.try_get("cut_short")?,
                paused: row.try_get("paused")?,
                newest: row.try_get("newest")?,
                fill,
                sweep: time("sweep_began_at")?.map(|began_at| Sweep { began_at, cursor }),
            })
        };
        read().map_err(sql)
    }
}

/// Keeps how far refreshing has come.
pub(super) async fn keep(db: &mut SqliteConnection, progress: &Progress) -> sqlx::Result<()> {
    let fill = progress.fill.as_ref();
    sqlx::query(
        "UPDATE progress SET finished_at = ?, reached_end = ?, cut_short = ?, paused = ?, newest = ?, fill_step = ?, \
         fill_cursor = ?, fill_fetched = ?, fill_expected = ?, fill_began_at = ?, sweep_began_at = ?, sweep_cursor = ?",
    )
    .bind(progress.finished_at.map(|at| at.0))
    .bind(progress.reached_end)
    .bind(progress.cut_short)
    .bind(progress.paused)
    .bind(&progress.newest)
    .bind(fill.map(|fill| &fill.step))
    .bind(fill.and_then(|fill| fill.cursor.as_deref()))
    .bind(fill.map(|fill| fill.fetched))
    .bind(fill.and_then(|fill| fill.expected))
    .bind(fill.map(|fill| fill.began_at.0))
    .bind(progress.sweep.as_ref().map(|sweep| sweep.began_at.0))
    .bind(progress.sweep.as_ref().and_then(|sweep| sweep.cursor.as_deref()))
    .execute(db)
    .await
    .map(drop)
}
