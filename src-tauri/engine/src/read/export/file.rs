//! The file: unfinished under a name of ours, readable by its owner only; whole under the name that people see.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorCode};

/// What unfinished files are called, with a UUID between.
const UNFINISHED: (&str, &str) = ("bailiwick-", ".part");

/// More files of one name than this are not looked for: something is wrong with the folder.
const ALIKE: u32 = 10_000;

/// A file that is not whole yet. One that is let go is deleted.
#[derive(Debug)]
pub(crate) struct Unfinished {
    /// None once it is closed.
    file: Option<File>,
    path: PathBuf,
}

impl Unfinished {
    /// Begins a file in the folder, and deletes those that a killed Bailiwick left there: they hold what people wrote.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        drop_leftovers(folder);
        let path = folder.join(format!("{}{}{}", UNFINISHED.0, uuid::Uuid::new_v4(), UNFINISHED.1));
        let mut options = File::options();
        options.create_new(true).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&path)?;
        if let Err(error) = file.try_lock() {
            // Some network folders have no locks; then nobody takes it for a leftover either.
            tracing::debug!(%error, "an unfinished file could not be locked");
        }
        Ok(Unfinished { file: Some(file), path })
    }

    /// Writes on.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write_all(bytes)
    }

    /// Gives the whole file the name, or the first free one like it. What has that name already stays as it is.
    pub fn finish(mut self, wanted: &Path) -> io::Result<PathBuf> {
        let file = self.file.take().ok_or(io::ErrorKind::BrokenPipe)?;
        // Else a power failure could leave an empty file under the name of a whole one.
        file.sync_all()?;
        drop(file);
        for name in alike(wanted) {
            // Renaming would write over what is there; so the name is taken first, by an empty file of ours.
            match File::options().create_new(true).write(true).open(&name) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            }
            return match fs::rename(&self.path, &name) {
                Ok(()) => Ok(name),
                Err(error) => {
                    drop(fs::remove_file(&name));
                    Err(error)
                }
            };
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.file = None;
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "an unfinished file could not be deleted");
            }
            // Renamed, or gone with its folder.
            _ => {}
        }
    }
}

/// The first name like it that neither the folder nor an export under way has.
pub(super) fn free(wanted: &Path, taken: &[PathBuf]) -> PathBuf {
    alike(wanted).find(|path| !path.exists() && !taken.contains(path)).unwrap_or_else(|| wanted.to_owned())
}

/// `name.csv`, `name (2).csv`, `name (3).csv` …
fn alike(wanted: &Path) -> impl Iterator<Item = PathBuf> {
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (part(wanted.file_stem()), part(wanted.extension()));
    let numbered = move |number| wanted.with_file_name(format!("{stem} ({number}).{ending}"));
    std::iter::once(wanted.to_owned()).chain((2..ALIKE).map(numbered))
}

/// What keeps a file from being written, as the desk tells it.
pub(crate) fn trouble(folder: &Path, error: io::Error) -> Error {
    let code = match error.kind() {
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::ReadOnlyFilesystem => ErrorCode::ExportUnwritable { path: folder.display().to_string() },
        _ => ErrorCode::DiskTrouble,
    };
    Error::caused(code, error)
}

/// Who writes a file holds its lock, so a free one is nobody's. Nothing that we did not name is deleted.
fn drop_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let id = name.strip_prefix(UNFINISHED.0).and_then(|rest| rest.strip_suffix(UNFINISHED.1));
        let ours = id.is_some_and(|id| uuid::Uuid::parse_str(id).is_ok());
        let left = || File::options().write(true).open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if ours
            && left()
            && let Err(error) = fs::remove_file(entry.path())
        {
            tracing::warn!(%error, "an unfinished file of an earlier session could not be deleted");
        }
    }
}

/// More of an instance's name is not in a file's name, in characters: the systems' limit is 255 bytes in all.
const NAMED: usize = 40;

/// Text as a part of a file's name: letters and digits of any script, the rest as single dashes.
pub(crate) fn part_of_name(text: &str) -> String {
    let mut part = String::new();
    for c in text.chars().take(4 * NAMED).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            part.push(c);
        } else if !part.ends_with('-') {
            part.push('-');
        }
    }
    let part: String = part.trim_matches('-').chars().take(NAMED).collect();
    let part = part.trim_end_matches('-');
    if part.is_empty() { "instance".to_owned() } else { part.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_whole_file_has_the_first_free_name_and_what_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = folder.path().join("list 1.5.csv");
        for (number, expected) in [(1, "list 1.5.csv"), (2, "list 1.5 (2).csv"), (3, "list 1.5 (3).csv")] {
            let mut file = Unfinished::begin(folder.path()).unwrap();
            file.write(format!("{number}").as_bytes()).unwrap();
            assert_eq!(file.finish(&wanted).unwrap(), folder.path().join(expected));
            assert_eq!(fs::read_to_string(folder.path().join(expected)).unwrap(), format!("{number}"));
        }
        assert_eq!(fs::read_to_string(&wanted).unwrap(), "1");
        assert_eq!(names(folder.path()).len(), 3, "and nothing unfinished");
        let taken = [folder.path().join("list 1.5 (4).csv")];
        assert_eq!(free(&wanted, &taken), folder.path().join("list 1.5 (5).csv"));
    }

    #[test]
    fn one_that_is_let_go_is_deleted_and_so_is_what_a_killed_session_left() {
        let folder = tempfile::tempdir().unwrap();
        drop(Unfinished::begin(folder.path()).unwrap());
        assert_eq!(names(folder.path()), [""; 0]);
        let left = format!("bailiwick-{}.part", uuid::Uuid::new_v4());
        for name in [left.as_str(), "bailiwick-mine.part", "list.csv"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let one = Unfinished::begin(folder.path()).unwrap();
        let other = Unfinished::begin(folder.path()).unwrap();
        assert!(one.path.exists() && other.path.exists(), "who writes is not a leftover");
        drop((one, other));
        assert_eq!(names(folder.path()), ["bailiwick-mine.part", "list.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let whole = Unfinished::begin(folder.path()).unwrap().finish(&folder.path().join("list.csv")).unwrap();
        assert_eq!(fs::metadata(whole).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_apart_from_a_full_disk() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        let error = trouble(&missing, Unfinished::begin(&missing).unwrap_err());
        assert_eq!(error.code, ErrorCode::ExportUnwritable { path: missing.display().to_string() });
        assert_eq!(trouble(&missing, io::ErrorKind::StorageFull.into()).code, ErrorCode::DiskTrouble);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_disk_that_fills_up_is_told_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Unfinished::begin(folder.path()).unwrap();
        // Says of every write that the disk is full.
        file.file = Some(File::options().write(true).open("/dev/full").unwrap());
        let error = file.write(b"row").unwrap_err();
        assert_eq!(trouble(folder.path(), error).code, ErrorCode::DiskTrouble);
        drop(file);
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn names_are_those_of_the_instance_where_a_file_may_have_them() {
        for (name, part) in [
            ("Tree Example", "tree-example"),
            ("../../etc/passwd", "etc-passwd"),
            ("CON", "con"),
            ("a:b\\c|d?e*f\"g<h>i", "a-b-c-d-e-f-g-h-i"),
            ("…", "instance"),
            ("", "instance"),
            ("Дерево 木", "дерево-木"),
            ("x\u{202e}fdp.\n", "x-fdp"),
        ] {
            assert_eq!(part_of_name(name), part, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_name_leaves_the_folder_or_is_too_long(name in any::<String>()) {
            let part = part_of_name(&name);
            prop_assert!(part.chars().all(|c| c.is_alphanumeric() || c == '-'));
            prop_assert!(!part.is_empty() && part.len() <= 4 * NAMED && !part.starts_with('-') && !part.ends_with('-'));
        }
    }
}
