//! A deployed harness: what may be called, by whom, and what must hold.
//!
//! Invariant: every dialect ends here; nothing behind this type knows which peer a harness was written for.

use crate::attack::Arena;
use alloy_dyn_abi::DynSolType;
use alloy_primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The peer whose harness conventions are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// `invariant_*`, `statefulFuzz*`, `test*`, `setUp()`.
    Foundry,
    /// `echidna_*`, its YAML configuration.
    Echidna,
    /// `property_*`, `optimize_*`, medusa.json.
    Medusa,
    /// A `setUp()` without tests: the world that an attacker is let loose on.
    World,
}

/// Index into [`Harness::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FunctionId(pub u32);

/// Index into [`Harness::properties`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PropertyId(pub u32);

/// A function that a transaction may call.
#[derive(Clone, Debug)]
pub struct Function {
    /// The contract's address in the world.
    pub address: Address,
    /// Name of the contract, for people.
    pub contract: String,
    /// Name without parameters; `receive` for plain ether, `fallback` for unknown selectors.
    pub name: String,
    /// Canonical signature, `deposit(uint256)`.
    pub signature: String,
    /// First four bytes of the call data; `None` for `receive` and `fallback`.
    pub selector: Option<[u8; 4]>,
    /// Types of the arguments.
    pub inputs: Vec<DynSolType>,
    /// Whether wei may be sent along.
    pub payable: bool,
    /// Whether the ABI says `view` or `pure`: worth calling for assertions only.
    pub view: bool,
}

impl Function {
    /// `Contract.signature`: what a violation of this function is about.
    #[must_use]
    pub fn subject(&self) -> String {
        format!("{}.{}", self.contract, self.signature)
    }
}

/// Something that must hold, or a value to be maximised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Signature, `invariant_solvent()`.
    pub name: String,
    /// The contract that is asked.
    pub address: Address,
    /// Name of that contract, for people.
    pub contract: String,
    /// Who asks.
    pub from: Address,
    /// What is asked: selector and nothing else.
    pub data: Bytes,
    /// How the answer is judged.
    pub kind: PropertyKind,
    /// Asked only after the last transaction of a sequence (`afterInvariant()`).
    pub at_end: bool,
}

impl Property {
    /// `Contract.name()`: what a violation of this property is about.
    #[must_use]
    pub fn subject(&self) -> String {
        format!("{}.{}", self.contract, self.name)
    }
}

/// How the answer of a property is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PropertyKind {
    /// Fails when it reverts, fails an assertion, or (if it returns a `bool`) returns `false`.
    MustPass {
        /// The function returns a `bool` that must be `true`.
        returns_bool: bool,
    },
    /// Returns an `int256` or `uint256` that the search maximises; a revert has no value.
    Maximise {
        /// The value is an `int256`.
        signed: bool,
    },
}

/// The peer's rules of judgement and generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Semantics {
    /// Any revert of a called function is a failure.
    pub fail_on_revert: bool,
    /// Panic codes (Solidity's) that are failures when a called function ends with them.
    pub panic_codes: Vec<u8>,
    /// Failing `vm.assert*`, the `failed` slot and the `AssertionFailed` event are failures.
    pub assertions: bool,
    /// Every function is a test of its own on the fresh world: a revert is a failure, sequences have length one.
    pub stateless: bool,
    /// Longest sequence.
    pub sequence_len_max: usize,
    /// Longest pause between two transactions, in seconds.
    pub delay_secs_max: u64,
    /// Longest pause between two transactions, in blocks.
    pub delay_blocks_max: u64,
    /// Most wei that one transaction may send.
    pub value_max: U256,
    /// Gas for one transaction.
    pub gas_limit: u64,
}

/// A harness deployed in its world, ready to be fired at.
#[derive(Clone, Debug)]
pub struct Harness {
    /// `path:Name`, with `#tests` behind it for the stateless tests of the same contract.
    pub id: String,
    /// Name of the harness contract.
    pub contract: String,
    /// Source path of the harness contract, relative to the project.
    pub path: String,
    /// Whose conventions it follows.
    pub dialect: Dialect,
    /// Where the harness contract is.
    pub address: Address,
    /// The deployed chain.
    pub world: std::sync::Arc<hotfire_evm::world::World>,
    /// What may be called.
    pub functions: Vec<Function>,
    /// Who may call; never empty.
    pub senders: Vec<Address>,
    /// What must hold.
    pub properties: Vec<Property>,
    /// How failures are judged and inputs are drawn.
    pub semantics: Semantics,
    /// Names of accounts, for people.
    pub labels: BTreeMap<Address, String>,
    /// Constants found in the sources that the harness is made of.
    pub literals: Literals,
    /// The world as an attacker reads it; `None` for a user's own harness.
    pub arena: Option<std::sync::Arc<Arena>>,
}

/// Constants of the sources, the first words of the dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Literals {
    /// Numbers, addresses and byte constants as words.
    pub words: Vec<U256>,
    /// String and bytes literals.
    pub blobs: Vec<Vec<u8>>,
}
