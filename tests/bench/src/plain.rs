//! SQLite by its C interface: the bound of what the engine does over the same file with the same key.

use std::ffi::{CStr, CString, c_int};
use std::path::Path;
use std::ptr;

use libsqlite3_sys as ffi;

use crate::Trouble;

/// An open file.
pub struct Plain(*mut ffi::sqlite3);

impl Plain {
    /// Opens the file to read it, with the page cache that the engine's connections have.
    pub fn open(path: &Path, key: &str, cache_kib: u32) -> Result<Self, Trouble> {
        let plain = Self::opened(path, key, ffi::SQLITE_OPEN_READONLY)?;
        plain.rows(&format!("PRAGMA cache_size = -{cache_kib}"))?;
        Ok(plain)
    }

    /// A new file for single rows that must not be lost, set as the engine's journals are.
    pub fn journal(path: &Path) -> Result<Self, Trouble> {
        let plain = Self::opened(path, &"2d".repeat(32), ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE)?;
        for setting in ["journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "cache_size = -2048"] {
            plain.rows(&format!("PRAGMA {setting}"))?;
        }
        plain.rows("CREATE TABLE decision (seq INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT")?;
        Ok(plain)
    }

    fn opened(path: &Path, key: &str, flags: c_int) -> Result<Self, Trouble> {
        let name = CString::new(path.to_string_lossy().as_bytes()).map_err(|_| Trouble::said("a path with a NUL"))?;
        let mut db = ptr::null_mut();
        // SAFETY: `name` ends with NUL and outlives the call; `db` is where the handle goes.
        let code = unsafe { ffi::sqlite3_open_v2(name.as_ptr(), &raw mut db, flags, ptr::null()) };
        let plain = Plain(db);
        if code != ffi::SQLITE_OK {
            return Err(plain.trouble());
        }
        plain.rows(&format!("PRAGMA key = \"x'{key}'\""))?;
        Ok(plain)
    }

    /// Runs a statement to its end, reading every column of every row as text; how many rows there were.
    pub fn rows(&self, sql: &str) -> Result<usize, Trouble> {
        let mut rows = 0;
        let mut bytes = 0_usize;
        self.each(sql, |statement, columns| {
            rows += 1;
            for column in 0..columns {
                // SAFETY: the statement stands on a row, and the column is one of its own.
                bytes += unsafe {
                    ffi::sqlite3_column_text(statement, column);
                    ffi::sqlite3_column_bytes(statement, column)
                } as usize;
            }
        })?;
        std::hint::black_box(bytes);
        Ok(rows)
    }

    /// The first column of every row, as text.
    pub fn texts(&self, sql: &str) -> Result<Vec<String>, Trouble> {
        let mut texts = Vec::new();
        self.each(sql, |statement, _| {
            // SAFETY: the statement stands on a row; the text lives until the next step.
            let text = unsafe { ffi::sqlite3_column_text(statement, 0) };
            if !text.is_null() {
                // SAFETY: SQLite ends its texts with NUL.
                texts.push(unsafe { CStr::from_ptr(text.cast()) }.to_string_lossy().into_owned());
            }
        })?;
        Ok(texts)
    }

    fn each(&self, sql: &str, mut look: impl FnMut(*mut ffi::sqlite3_stmt, c_int)) -> Result<(), Trouble> {
        let text = CString::new(sql).map_err(|_| Trouble::said("a statement with a NUL"))?;
        let mut statement = ptr::null_mut();
        // SAFETY: the handle is open, and `text` ends with NUL and outlives the call.
        let code = unsafe { ffi::sqlite3_prepare_v2(self.0, text.as_ptr(), -1, &raw mut statement, ptr::null_mut()) };
        if code != ffi::SQLITE_OK {
            return Err(self.trouble());
        }
        // SAFETY: the statement was prepared and is finalized below, once.
        let columns = unsafe { ffi::sqlite3_column_count(statement) };
        let end = loop {
            // SAFETY: as above.
            match unsafe { ffi::sqlite3_step(statement) } {
                ffi::SQLITE_ROW => look(statement, columns),
                code => break code,
            }
        };
        // SAFETY: as above; nothing uses the statement any more.
        unsafe { ffi::sqlite3_finalize(statement) };
        if end == ffi::SQLITE_DONE { Ok(()) } else { Err(self.trouble()) }
    }

    fn trouble(&self) -> Trouble {
        // SAFETY: SQLite answers with a text for every handle, also for one that could not be opened.
        let words = unsafe { CStr::from_ptr(ffi::sqlite3_errmsg(self.0)) };
        Trouble::said(words.to_string_lossy())
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        // SAFETY: every statement was finalized, and the handle is closed once.
        unsafe { ffi::sqlite3_close(self.0) };
    }
}
