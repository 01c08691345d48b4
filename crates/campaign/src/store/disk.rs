//! The few ways in which the store touches the file system.
//!
//! Invariant: a name in the store's folders only ever leads to complete contents; they are written elsewhere and renamed.

use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

/// The disk; tests may give it a size.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    #[cfg(test)]
    pub(super) bytes_left: Option<std::sync::Arc<std::sync::atomic::AtomicU64>>,
}

impl Disk {
    /// Writes `bytes` to `to` by way of `temporary`, which lies on the same file system.
    ///
    /// Not synced: the reader verifies a checksum, so a power cut can cost this file but not mislead anyone.
    pub(super) fn write_file(&self, temporary: &Path, to: &Path, bytes: &[u8]) -> io::Result<()> {
        let written = self.write(temporary, bytes, false).and_then(|()| fs::rename(temporary, to));
        if written.is_err() {
            drop(fs::remove_file(temporary));
        }
        written
    }

    /// Makes the folder `temporary` with these files in it, all synced.
    pub(super) fn write_folder(&self, temporary: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
        fs::create_dir_all(temporary)?;
        for (name, bytes) in files {
            self.write(&temporary.join(name), bytes, true)?;
        }
        sync_folder(temporary)
    }

    fn write(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
        self.take(bytes.len())?;
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        if sync { file.sync_all() } else { Ok(()) }
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "only the disk of a test has a size")]
    fn take(&self, _bytes: usize) -> io::Result<()> {
        Ok(())
    }

    #[cfg(test)]
    fn take(&self, bytes: usize) -> io::Result<()> {
        use std::sync::atomic::Ordering;
        let Some(left) = &self.bytes_left else { return Ok(()) };
        let bytes = bytes as u64;
        left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(bytes))
            .map(drop)
            .map_err(|_| io::Error::from(io::ErrorKind::StorageFull))
    }
}

/// Makes a rename inside `folder` survive a power cut.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string cannot fail");
        hex
    })
}
