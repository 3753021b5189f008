//! Whole copies of open files. A copy has its name only once it was opened with its key and has every row; until then it is
//! called `.part`, which nobody takes for a copy.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use sqlx::sqlite::{SqliteConnection, SqlitePool};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::file::{self, Key};

/// What kept a copy from being made: for the log.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// How every database begins that is not encrypted.
const CLEAR: &[u8] = b"SQLite format 3\0";

/// Copies what is open under the same key. What had the name is replaced.
pub async fn proven(pool: &SqlitePool, to: &Path, key: &Key) -> Result<(), Trouble> {
    let part = to.with_extension("part");
    let copied = async {
        begin(&part)?;
        vacuum(pool, &part).await?;
        prove(&part, key, &rows(&mut *pool.acquire().await?).await?).await?;
        put(&part, to)?;
        Ok(())
    };
    let copied = copied.await;
    if copied.is_err() {
        discard(&part);
    }
    copied
}

/// Makes an empty file that only its owner reads, in the place of what an earlier try left.
pub fn begin(part: &Path) -> io::Result<()> {
    remove(part)?;
    let mut options = File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(part).map(drop)
}

/// Writes everything that is open into the empty file, under the same key.
pub async fn vacuum(pool: &SqlitePool, into: &Path) -> Result<(), Trouble> {
    let name = into.to_str().ok_or("the folder's name is no text")?;
    sqlx::query("VACUUM INTO ?").bind(name).execute(pool).await?;
    Ok(())
}

/// Opens the file with the key and looks whether it is whole, encrypted, and has so many rows in each table.
pub async fn prove(file: &Path, key: &Key, wanted: &[(String, i64)]) -> Result<(), Trouble> {
    let mut start = [0; CLEAR.len()];
    io::Read::read_exact(&mut File::open(file)?, &mut start)?;
    if start == CLEAR {
        return Err("the copy is not encrypted".into());
    }
    let mut copy = file::options(file, key).connect().await?;
    let looked = async {
        let findings: Vec<String> = sqlx::query_scalar("PRAGMA quick_check").fetch_all(&mut copy).await?;
        let same = rows(&mut copy).await? == wanted;
        Ok::<_, sqlx::Error>((findings == ["ok"], same))
    };
    let looked = looked.await;
    copy.close().await?;
    match looked? {
        (true, true) => Ok(()),
        (false, _) => Err("the copy is damaged".into()),
        (true, false) => Err("the copy lacks rows".into()),
    }
}

/// How many rows each table has, by name.
pub async fn rows(connection: &mut SqliteConnection) -> sqlx::Result<Vec<(String, i64)>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut counted = Vec::with_capacity(tables.len());
    for table in tables {
        // The name is one of our own schema's.
        let count = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
        let count = sqlx::query_scalar(AssertSqlSafe(count)).fetch_one(&mut *connection).await?;
        counted.push((table, count));
    }
    Ok(counted)
}

/// Gives the file its name. SQLite does not wait for the disk when it writes a copy; so this does, or a power failure could
/// leave an empty file under the name of a whole one.
pub fn put(part: &Path, name: &Path) -> io::Result<()> {
    File::options().write(true).open(part)?.sync_all()?;
    fs::rename(part, name)?;
    #[cfg(unix)]
    if let Some(folder) = name.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Deletes what did not become a copy.
pub fn discard(part: &Path) {
    if let Err(error) = remove(part) {
        tracing::warn!(%error, "an unfinished copy could not be deleted");
    }
}

/// Deletes the file and what SQLite keeps beside it: the next file of this name would be rolled back by that.
fn remove(part: &Path) -> io::Result<()> {
    for ending in ["-journal", "-wal", "-shm", ""] {
        let mut name = part.as_os_str().to_owned();
        name.push(ending);
        match fs::remove_file(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqliteConnectOptions;

    use super::super::file::{Durability, Files};
    use super::*;
    use crate::secret::Secret;

    fn key(digits: &str) -> Key {
        Key::from_kept(Secret::new(digits.repeat(32))).unwrap()
    }

    async fn filled(path: &Path, key: &Key) -> SqlitePool {
        let pool = file::connect(path, key, Durability::MustKeepAll, Files::New).await.unwrap();
        sqlx::raw_sql("CREATE TABLE one (a TEXT); CREATE TABLE other (b TEXT)").execute(&pool).await.unwrap();
        for _ in 0..200 {
            sqlx::query("INSERT INTO one VALUES (?)").bind("word ".repeat(40)).execute(&pool).await.unwrap();
        }
        pool
    }

    #[tokio::test]
    async fn a_copy_is_proven_by_its_key_and_every_row() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("file.db"), folder.path().join("copy.db"));
        let pool = filled(&from, &key("0f")).await;
        proven(&pool, &to, &key("0f")).await.unwrap();
        let wanted = [("one".to_owned(), 200), ("other".to_owned(), 0)];
        prove(&to, &key("0f"), &wanted).await.unwrap();
        let says = async |file: &Path, digits: &str, wanted: &[(String, i64)]| {
            prove(file, &key(digits), wanted).await.unwrap_err().to_string()
        };
        assert_eq!(says(&to, "0f", &wanted[..1]).await, "the copy lacks rows");
        assert!(says(&to, "0e", &wanted).await.contains("not a database"), "another key");
        let mut bytes = fs::read(&to).unwrap();
        bytes[9_000..12_000].fill(0x5a);
        let damaged = folder.path().join("damaged.db");
        fs::write(&damaged, &bytes).unwrap();
        assert!(prove(&damaged, &key("0f"), &wanted).await.is_err());
        fs::write(&damaged, &bytes[..5_000]).unwrap();
        assert!(prove(&damaged, &key("0f"), &wanted).await.is_err());
        fs::write(&damaged, b"").unwrap();
        assert!(prove(&damaged, &key("0f"), &[]).await.is_err());
        pool.close().await;
    }

    #[tokio::test]
    async fn a_copy_in_the_clear_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let clear = folder.path().join("clear.db");
        let options = SqliteConnectOptions::new().filename(&clear).create_if_missing(true);
        let mut file = options.connect().await.unwrap();
        sqlx::raw_sql("CREATE TABLE one (a TEXT)").execute(&mut file).await.unwrap();
        file.close().await.unwrap();
        let told = prove(&clear, &key("0f"), &[("one".to_owned(), 0)]).await.unwrap_err();
        assert_eq!(told.to_string(), "the copy is not encrypted");
    }
}
