//! The one table of cheatcodes: Solidity signature to code.
//!
//! Invariant: a selector that is not in the table is a [`Fault`](crate::outcome::Fault) that names itself, never a silent success.

use super::abi::{Answer, Args};
use super::{Cheats, families};
use crate::chain::Chain;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, keccak256};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a cheatcode works with.
pub(super) struct Ctx<'a> {
    /// The cheatcodes' own state.
    pub(super) cheats: &'a mut Cheats,
    /// The chain.
    pub(super) chain: &'a mut dyn Chain,
    /// The contract that called the cheatcode.
    pub(super) caller: Address,
    /// Depth of the frame that called the cheatcode.
    pub(super) depth: usize,
}

/// The code of a cheatcode.
pub(super) type Handler = fn(&mut Ctx<'_>, &Args) -> Answer;

/// One cheatcode.
pub(super) struct Entry {
    /// Name with parameter types.
    pub(super) signature: String,
    /// The tuple of its parameters.
    params: DynSolType,
    /// Its code.
    pub(super) run: Handler,
}

impl Entry {
    /// The name without parameter types.
    pub(super) fn name(&self) -> &str {
        self.signature.split('(').next().unwrap_or_default()
    }

    /// Decodes call data without the selector.
    pub(super) fn decode(&self, data: &[u8]) -> Option<Args> {
        match self.params.abi_decode_params(data).ok()? {
            DynSolValue::Tuple(values) => Some(Args(values)),
            single => Some(Args(vec![single])),
        }
    }
}

/// All cheatcodes by selector. Built once; it never changes.
static TABLE: LazyLock<HashMap<[u8; 4], Entry>> = LazyLock::new(|| {
    let mut registry = Registry { entries: HashMap::new() };
    families::register(&mut registry);
    registry.entries
});

/// Collects the cheatcodes of all families.
pub(super) struct Registry {
    entries: HashMap<[u8; 4], Entry>,
}

impl Registry {
    /// Registers one form of a cheatcode.
    pub(super) fn add(&mut self, signature: &str, run: Handler) {
        let params = signature.find('(').map(|at| &signature[at..]).unwrap_or_default();
        let params = DynSolType::parse(params).expect("signatures in the table are well formed");
        let entry = Entry { signature: signature.to_owned(), params, run };
        let old = self.entries.insert(selector(signature), entry);
        assert!(old.is_none(), "{signature} is registered twice or collides");
    }

    /// Registers several forms that share their code.
    pub(super) fn all(&mut self, signatures: &[&str], run: Handler) {
        for signature in signatures {
            self.add(signature, run);
        }
    }
}

/// The first four bytes of the hash of a signature.
pub(super) fn selector(signature: &str) -> [u8; 4] {
    let hash = keccak256(signature);
    [hash[0], hash[1], hash[2], hash[3]]
}

/// Finds a cheatcode.
pub(super) fn find(selector: [u8; 4]) -> Option<&'static Entry> {
    TABLE.get(&selector)
}

/// The signatures of all cheatcodes that are implemented or refused by name, sorted.
pub(super) fn signatures() -> Vec<&'static str> {
    let mut all: Vec<_> = TABLE.values().map(|entry| entry.signature.as_str()).collect();
    all.sort_unstable();
    all
}
