//! The format of a corpus file: one line that names format, version and checksum, then some sequences, packed.
//!
//! Invariant: [`decode`] never panics, takes memory in proportion to [`DECODED_BYTES_MAX`] at most, and gives back exactly
//! what [`encode`] was given or an error.

use super::{
    disk::sha256_hex,
    pack::{self, Unpack},
};
use hotfire_fuzz::Sequence;

const MAGIC: &str = "hotfire-sequences";
const VERSION: u32 = 1;
/// Longest first line.
pub(super) const HEAD_BYTES_MAX: usize = 128;
/// Most bytes that the sequences of a file may have in memory.
pub const DECODED_BYTES_MAX: usize = 64 << 20;

/// Why a corpus file is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// The first line is not the format's.
    #[error("it is not a file of hotfire sequences")]
    Format,
    /// Written by a later hotfire.
    #[error("its format has version {0}; this hotfire reads version 1")]
    Version(u32),
    /// The contents are not those that were written.
    #[error("its checksum does not fit: it is damaged or was edited")]
    Checksum,
    /// The checksum fits but the contents are no sequences.
    #[error("its contents are not sequences")]
    Contents,
}

/// Sequences as a file: its name and its contents.
#[must_use]
pub fn encode(sequences: &[Sequence]) -> (String, Vec<u8>) {
    let body = pack::pack(sequences);
    let sum = sha256_hex(&body);
    let mut file = format!("{MAGIC} {VERSION} {sum}\n").into_bytes();
    file.extend_from_slice(&body);
    (sum, file)
}

/// The sequences in a corpus file.
///
/// # Errors
/// When the file is not exactly what [`encode`] writes.
pub fn decode(file: &[u8]) -> Result<Vec<Sequence>, EntryError> {
    decode_named(file, None)
}

/// As [`decode`], for a file whose name must be its checksum.
pub(super) fn decode_named(file: &[u8], name: Option<&str>) -> Result<Vec<Sequence>, EntryError> {
    let newline =
        file.iter().take(HEAD_BYTES_MAX).position(|&byte| byte == b'\n').ok_or(EntryError::Format)?;
    let (head, body) = (&file[..newline], &file[newline + 1..]);
    let head = std::str::from_utf8(head).map_err(|_| EntryError::Format)?;
    let mut words = head.split(' ');
    if words.next() != Some(MAGIC) {
        return Err(EntryError::Format);
    }
    let version: u32 = words.next().and_then(|word| word.parse().ok()).ok_or(EntryError::Format)?;
    if version != VERSION {
        return Err(EntryError::Version(version));
    }
    let sum = sha256_hex(body);
    let named = name.is_none_or(|name| name == sum);
    if words.next() != Some(sum.as_str()) || words.next().is_some() || !named {
        return Err(EntryError::Checksum);
    }
    Unpack::new(body, DECODED_BYTES_MAX).all().ok_or(EntryError::Contents)
}
