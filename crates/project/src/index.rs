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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::forge_artifact;
    use crate::assemble::{Folders, Found, assemble};

    /// Contracts with these runtime codes, named by their places; `links` is solc's table for all.
    fn contracts(codes: &[&str], links: &str) -> Vec<Contract> {
        let found = codes.iter().enumerate().map(|(index, code)| {
            let init = code.replace(|letter: char| !letter.is_ascii_hexdigit(), "0");
            let json = format!(
                r#"{{"abi":[],"bytecode":{{"object":"0x60{init}","linkReferences":{{}}}},
                    "deployedBytecode":{{"object":"0x{code}","linkReferences":{links},"immutableReferences":{{}}}}}}"#
            );
            let compiled = forge_artifact(json.as_bytes()).unwrap().unwrap();
            Found { path: "a.sol".into(), name: format!("C{index}"), compiled, ids: Default::default(), compiler: None }
        });
        assemble(found.collect(), &Folders::default(), |_| None).0
    }

    fn name(contracts: &[Contract], code: &[u8]) -> Option<String> {
        RuntimeIndex::new(contracts).find(contracts, code).map(|contract| contract.name.clone())
    }

    #[test]
    fn of_equal_codes_the_one_with_equal_metadata_wins() {
        let all = contracts(&["6001a101010003", "6001a102020003", "6002a102020003"], "{}");
        let of = |code: &str| name(&all, &alloy_primitives::hex::decode(code).unwrap());
        assert_eq!(of("6001a102020003").as_deref(), Some("C1"));
        assert_eq!(of("6001a101010003").as_deref(), Some("C0"));
        assert_eq!(of("6001a109090003").as_deref(), Some("C0"));
        assert_eq!(of("6002a109090003").as_deref(), Some("C2"));
        assert_eq!(of("6001a20909090004").as_deref(), Some("C0"), "metadata of another length");
        assert_eq!(of("6003"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn of_creation_codes_the_longest_prefix_wins() {
        let all = contracts(&["6001", "600160", "6001"], "{}");
        let of = |code: &str| {
            by_init_code(&all, &alloy_primitives::hex::decode(code).unwrap())
                .map(|contract| contract.name.as_str())
        };
        assert_eq!(of("606001"), Some("C0"));
        assert_eq!(of("606001600000"), Some("C1"));
        assert_eq!(of("60600200"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn a_library_s_address_does_not_count() {
        let code = format!("73{}__$0123456789abcdef0123456789abcdef01$__00", "00".repeat(20));
        let all = contracts(&[&code], r#"{"l.sol":{"L":[{"start":21,"length":20}]}}"#);
        let mut deployed = all[0].runtime.bytes.to_vec();
        deployed[1..41].fill(7);
        assert_eq!(name(&all, &deployed).as_deref(), Some("C0"));
        deployed[41] = 1;
        assert_eq!(name(&all, &deployed), None);
    }
}
