//! The accounts that a proof speaks of, as constants with readable names.
//!
//! Invariant: two addresses never share a constant, and no constant shadows a word of Solidity or of the proof.

use super::attack::plan_address;
use super::attacker::addresses_in;
use crate::case::Case;
use crate::names::{CHEATS, Names};
use alloy_primitives::Address;
use hotfire_fuzz::attack::{ACCOMPLICE, ATTACKER};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Most constants; further accounts are literals.
const ACCOUNTS_MAX: usize = 64;
/// Names that a proof has already.
const RESERVED: [&str; 1] = ["ETHER"];
/// Longest name of a constant.
const NAME_MAX: usize = 40;

/// The constants of a proof.
pub(super) struct Accounts {
    constants: BTreeMap<Address, String>,
    order: Vec<Line>,
}

/// One constant.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    name: String,
    address: String,
    comment: String,
}

impl Accounts {
    pub(super) fn new(case: &Case<'_>, names: &Names<'_>) -> Self {
        let (harness, plan) = (case.harness, plan_address());
        let mut accounts = Self { constants: BTreeMap::new(), order: Vec::new() };
        let mut taken: BTreeSet<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
        let judge = case.property().map(|property| property.address);
        let targets = case.sequence.iter().map(|tx| tx.to);
        let senders: Vec<Address> = case.sequence.iter().map(|tx| tx.from).collect();
        let labelled = harness.labels.keys().copied();
        let attacker = case.rule().is_attack().then_some([ATTACKER, ACCOMPLICE, plan]).into_iter().flatten();
        let tokens = case.changes.iter().filter_map(|change| change.token);
        let order = [harness.address].into_iter().chain(judge).chain(targets).chain(senders.iter().copied());
        let order = order.chain(attacker).chain(tokens);
        let scripted: Vec<Address> = case.sequence.iter().flat_map(addresses_in).collect();
        let is_named = |address: &Address| scripted.contains(address) || mentioned(case, *address);
        for address in order.chain(labelled.filter(is_named)) {
            if accounts.constants.contains_key(&address)
                || address == CHEATS
                || address.is_zero()
                || accounts.order.len() >= ACCOUNTS_MAX
            {
                continue;
            }
            let known = if address == harness.address {
                Some(harness.contract.clone())
            } else if address == plan {
                Some("plan".to_owned())
            } else {
                names.known(address)
            };
            let base = known.as_deref().map(constant_name).filter(|name| !name.is_empty());
            let fallback = if senders.contains(&address) { "SENDER" } else { "ACCOUNT" };
            let name = unique(base.as_deref().unwrap_or(fallback), base.is_none(), &mut taken);
            let comment = known.map(|name| super::comment(&name)).unwrap_or_default();
            accounts.order.push(Line { name: name.clone(), address: address.to_checksum(None), comment });
            accounts.constants.insert(address, name);
        }
        accounts
    }

    /// The constant of an address.
    pub(super) fn constant(&self, address: Address) -> Option<String> {
        self.constants.get(&address).cloned()
    }

    /// The constant of an address, or the address itself.
    pub(super) fn expression(&self, address: Address) -> String {
        self.constant(address).unwrap_or_else(|| address.to_checksum(None))
    }

    pub(super) fn lines(&self) -> &[Line] {
        &self.order
    }
}

/// Whether call data hold the address as an argument.
fn mentioned(case: &Case<'_>, address: Address) -> bool {
    let word = address.into_word();
    case.sequence
        .iter()
        .any(|tx| tx.data.get(4..).is_some_and(|args| args.chunks(32).any(|arg| arg == word.as_slice())))
}

/// `VaultTest` → `VAULT_TEST`, `the owner` → `THE_OWNER`.
fn constant_name(name: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
        } else {
            if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
                out.push('_');
            }
            out.push(c.to_ascii_uppercase());
        }
        before = c;
    }
    out.truncate(NAME_MAX);
    let name = out.trim_end_matches('_');
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("A_{name}") } else { name.to_owned() }
}

fn unique(base: &str, always_numbered: bool, taken: &mut BTreeSet<String>) -> String {
    // A one-word constant could meet a contract of that name.
    let mut name = if always_numbered { format!("{base}_1") } else { base.to_owned() };
    let mut number = 1;
    while taken.contains(&name) {
        number += 1;
        name = format!("{base}_{number}");
    }
    taken.insert(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::constant_name;

    #[test]
    fn names_become_constants() {
        assert_eq!(constant_name("VaultTest"), "VAULT_TEST");
        assert_eq!(constant_name("the owner!"), "THE_OWNER");
        assert_eq!(constant_name("0x12"), "A_0X12");
        assert_eq!(constant_name("ERC20Mock"), "ERC20_MOCK");
        assert_eq!(constant_name("é"), "");
    }
}
