//! Reading files and folders within limits.
//!
//! Invariant: no file above [`FILE_BYTES_MAX`] is read, no walk goes deeper than [`DEPTH_MAX`] or past [`FILES_MAX`].

use std::fs;
use std::path::{Path, PathBuf};

use crate::ProjectError;

/// The largest file that is read, in bytes.
pub(crate) const FILE_BYTES_MAX: u64 = 1 << 30;
/// The deepest that a folder is walked.
const DEPTH_MAX: usize = 24;
/// How many files a walk gives at most.
const FILES_MAX: usize = 100_000;

pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, ProjectError> {
    let bytes = fs::metadata(path).map_err(ProjectError::io("read", path))?.len();
    if bytes > FILE_BYTES_MAX {
        return Err(ProjectError::TooLarge { path: path.to_owned(), bytes, bytes_max: FILE_BYTES_MAX });
    }
    fs::read(path).map_err(ProjectError::io("read", path))
}

/// Reads text; bytes that are not UTF-8 are replaced.
pub(crate) fn read_text(path: &Path) -> Result<String, ProjectError> {
    let bytes = read_bytes(path)?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// The files under a folder whose names end so, sorted; folders in `skip` are not entered. No folder gives none.
pub(crate) fn files_under(folder: &Path, ending: &str, skip: &[&str]) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).max_depth(DEPTH_MAX).sort_by_file_name().into_iter();
    let entered = walk.filter_entry(|entry| {
        let skipped =
            entry.file_type().is_dir() && entry.file_name().to_str().is_some_and(|name| skip.contains(&name));
        entry.depth() == 0 || !skipped
    });
    let files = entered.filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
    let named = files.filter(|entry| entry.file_name().to_str().is_some_and(|name| name.ends_with(ending)));
    named.take(FILES_MAX).map(walkdir::DirEntry::into_path).collect()
}

/// The path from `root`, with `/` between its parts; as it is when it lies elsewhere.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    inner.to_string_lossy().replace('\\', "/")
}

/// `items` mapped on all cores, in their order.
pub(crate) fn in_parallel<T: Sync, R: Send>(items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const THREADS_MAX: usize = 8;
    const WORTH_IT: usize = 4;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    if threads < 2 || items.len() < WORTH_IT {
        return items.iter().map(map).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, map(item)));
        }
    };
    let mut all: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.flat_map(|result| result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    all.sort_by_key(|&(index, _)| index);
    all.into_iter().map(|(_, result)| result).collect()
}
