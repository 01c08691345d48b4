//! From code on chain to the contract that it was compiled from.
//!
//! Invariant: an answer's code equals the given code everywhere but in immutables, library addresses and metadata; of
//! several, one whose metadata is equal too wins, then the first in the project's order.

use std::collections::HashMap;

use crate::code::{ADDRESS_BYTES, metadata_len};
use crate::{Code, Contract};

/// Contracts by the length of their runtime code without metadata.
#[derive(Debug, Default)]
pub(crate) struct RuntimeIndex {
    by_len: HashMap<usize, Vec<usize>>,
}

impl RuntimeIndex {
    pub(crate) fn new(contracts: &[Contract]) -> Self {
        let mut by_len: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, contract) in
            contracts.iter().enumerate().filter(|(_, contract)| !contract.runtime.is_empty())
        {
            by_len.entry(without_metadata(&contract.runtime.bytes)).or_default().push(index);
        }
        Self { by_len }
    }

    pub(crate) fn find<'a>(&self, contracts: &'a [Contract], code: &[u8]) -> Option<&'a Contract> {
        let body = without_metadata(code);
        let same_len = self.by_len.get(&body)?;
        let mut fitting = same_len
            .iter()
            .map(|&index| &contracts[index])
            .filter(|contract| fits(&contract.runtime, code, body));
        let first = fitting.next()?;
        let has_metadata = |contract: &&Contract| contract.runtime.bytes.get(body..) == code.get(body..);
        if has_metadata(&first) {
            return Some(first);
        }
        fitting.find(has_metadata).or(Some(first))
    }
}

/// The contract whose creation code `init` begins with, arguments after it; the longest wins.
pub(crate) fn by_init_code<'a>(contracts: &'a [Contract], init: &[u8]) -> Option<&'a Contract> {
    let fitting = contracts.iter().filter(|contract| {
        let len = contract.init.bytes.len();
        len > 0 && len <= init.len() && fits(&contract.init, init, len)
    });
    // Of equal lengths the first one wins: `max_by_key` gives the last, so look from the end.
    fitting.rev().max_by_key(|contract| contract.init.bytes.len())
}

fn without_metadata(code: &[u8]) -> usize {
    code.len() - metadata_len(code)
}

/// Whether the first `len` bytes are equal but for the holes.
fn fits(artifact: &Code, code: &[u8], len: usize) -> bool {
    let mut at = library_prologue(&artifact.bytes, code);
    let mut holes: Vec<(usize, usize)> = artifact.holes().collect();
    holes.sort_unstable();
    for (start, hole_len) in holes {
        let start = start.min(len);
        if at < start && artifact.bytes.get(at..start) != code.get(at..start) {
            return false;
        }
        at = at.max(start + hole_len);
    }
    at >= len || artifact.bytes.get(at..len) == code.get(at..len)
}

/// A deployed library begins with PUSH20 of its own address where the artifact has zeros.
fn library_prologue(artifact: &[u8], code: &[u8]) -> usize {
    const PUSH20: u8 = 0x73;
    let zeros = artifact.get(1..=ADDRESS_BYTES).is_some_and(|address| address.iter().all(|&byte| byte == 0));
    let both = artifact.first() == Some(&PUSH20) && code.first() == Some(&PUSH20);
    if both && zeros { 1 + ADDRESS_BYTES } else { 0 }
}
