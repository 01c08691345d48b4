//! Bytecode as the compiler left it: bytes with holes for libraries and immutables, and its source map.
//!
//! Invariant: every link and immutable range lies inside the bytes; the holes hold zeros.

use std::sync::{Arc, OnceLock};

use alloy_primitives::{Address, Bytes};

use crate::link::LinkedLibraries;
use crate::pcs::PcMap;

/// The longest code that is read, in bytes; far above any limit of a chain.
pub const CODE_BYTES_MAX: usize = 16 << 20;

/// The length of an address and of a library's hole, in bytes.
pub(crate) const ADDRESS_BYTES: usize = 20;

/// Which of a contract's two codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeKind {
    /// The creation code, which runs the constructor.
    Init,
    /// The code on chain.
    Runtime,
}

/// A hole of 20 bytes for a library's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkReference {
    /// The library's source, project-relative.
    pub path: Arc<str>,
    /// The library's name.
    pub name: Arc<str>,
    /// Byte offset of the hole.
    pub start: usize,
}

/// A hole that the constructor fills with an immutable's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImmutableReference {
    /// The AST id of the immutable's declaration.
    pub id: u64,
    /// Byte offset of the hole.
    pub start: usize,
    /// Its length in bytes.
    pub len: usize,
}

/// One code of a contract.
#[derive(Debug, Clone, Default)]
pub struct Code {
    /// The bytes; holes are zero.
    pub bytes: Bytes,
    /// Holes for libraries.
    pub links: Vec<LinkReference>,
    /// Holes for immutables; runtime code only.
    pub immutables: Vec<ImmutableReference>,
    pub(crate) source_map: Arc<str>,
    pub(crate) pcs: OnceLock<PcMap>,
}

impl Code {
    /// Whether there is no code, as for an interface.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The compressed source map as the compiler wrote it.
    pub fn source_map(&self) -> &str {
        &self.source_map
    }

    /// The libraries that this code calls, each once, in the order of its holes.
    pub fn libraries(&self) -> Vec<(&str, &str)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        for link in &self.links {
            if !found.contains(&(&*link.path, &*link.name)) {
                found.push((&link.path, &link.name));
            }
        }
        found
    }

    /// The bytes with library addresses filled in.
    ///
    /// # Errors
    /// The libraries, `path:Name` each, that `libraries` does not know.
    pub fn linked(&self, libraries: &LinkedLibraries) -> Result<Vec<u8>, Vec<String>> {
        let mut bytes = self.bytes.to_vec();
        let mut missing = Vec::new();
        for link in &self.links {
            match libraries.get(&link.path, &link.name) {
                Some(address) => put_address(&mut bytes, link.start, address),
                None => {
                    let name = format!("{}:{}", link.path, link.name);
                    if !missing.contains(&name) {
                        missing.push(name);
                    }
                }
            }
        }
        if missing.is_empty() { Ok(bytes) } else { Err(missing) }
    }

    /// The ranges that differ between the artifact and what is deployed.
    pub(crate) fn holes(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let links = self.links.iter().map(|link| (link.start, ADDRESS_BYTES));
        links.chain(self.immutables.iter().map(|hole| (hole.start, hole.len)))
    }
}

fn put_address(bytes: &mut [u8], start: usize, address: Address) {
    if let Some(hole) = bytes.get_mut(start..start + ADDRESS_BYTES) {
        hole.copy_from_slice(address.as_slice());
    }
}

/// The length of the CBOR metadata at the end of runtime code, its two length bytes included; 0 when there is none.
pub(crate) fn metadata_len(code: &[u8]) -> usize {
    const TRAILER_BYTES_MAX: usize = 256;
    let Some(split) = code.len().checked_sub(2) else { return 0 };
    let len = usize::from(u16::from_be_bytes([code[split], code[split + 1]]));
    let Some(start) = split.checked_sub(len) else { return 0 };
    // A CBOR map of one to four entries, as solc writes it.
    let is_map = len > 0 && matches!(code[start], 0xa1..=0xa4);
    if is_map && len <= TRAILER_BYTES_MAX { len + 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_trailer_is_measured_only_when_it_is_one() {
        assert_eq!(metadata_len(&[0x60, 0xa1, 0x64, 0x00, 0x02]), 4);
        assert_eq!(metadata_len(&[0x60, 0x60, 0x64, 0x00, 0x02]), 0);
        assert_eq!(metadata_len(&[0xff, 0xff]), 0);
        assert_eq!(metadata_len(&[0x00]), 0);
        assert_eq!(metadata_len(&[]), 0);
    }
}
