//! Contracts that delegate by selector (EIP-2535): which functions they have, and whose.
//!
//! Invariant: a function counts only if the contract itself says so, or answers it otherwise than a selector that nobody has.

use alloy_primitives::{Address, U256, hex};
use hotfire_evm::FastExecutor;
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::Executor;
use hotfire_evm::outcome::Call;

use crate::attack::ATTACKER;

/// `facets()` of the loupe.
const FACETS: [u8; 4] = hex!("7a0ed627");
/// A selector that nobody has.
const NOBODYS: [u8; 4] = hex!("00c0ffee");
/// Facets of one contract, and selectors of one facet.
const FACETS_MAX: usize = 64;
const SELECTORS_MAX: usize = 256;
/// Gas of a question.
const GAS: u64 = 10_000_000;

/// A facet with the selectors that are delegated to it.
pub(super) type Facet = (Address, Vec<[u8; 4]>);

/// The facets that the loupe tells; nothing if there is none.
pub(super) fn told(exec: &mut FastExecutor, address: Address) -> Vec<Facet> {
    let call = Call { from: ATTACKER, to: address, value: U256::ZERO, data: &FACETS, gas_limit: GAS };
    let outcome = exec.probe(&call);
    if !outcome.status.is_success() {
        return Vec::new();
    }
    decode(&outcome.output).unwrap_or_default()
}

/// Reads `(address,bytes4[])[]`.
fn decode(output: &[u8]) -> Option<Vec<Facet>> {
    let word = |at: usize| output.get(at..at.checked_add(32)?).map(U256::from_be_slice);
    let number = |at: usize| usize::try_from(word(at)?).ok();
    let list = number(0)?;
    let count = number(list)?;
    let base = list.checked_add(32)?;
    let mut facets = Vec::new();
    for index in 0..count.min(FACETS_MAX) {
        let facet = base.checked_add(number(base.checked_add(32 * index)?)?)?;
        let who = Address::from_word(word(facet)?.into());
        let selectors = facet.checked_add(number(facet.checked_add(32)?)?)?;
        let mut own = Vec::new();
        for at in 0..number(selectors)?.min(SELECTORS_MAX) {
            own.push(*word(selectors.checked_add(32 * (at + 1))?)?.to_be_bytes::<32>().first_chunk()?);
        }
        facets.push((who, own));
    }
    Some(facets)
}

/// Which contracts of the world have their address anywhere in a word of the contract's storage.
pub(super) fn named(exec: &mut FastExecutor, address: Address, contracts: &[Address]) -> Vec<Address> {
    let words: Vec<[u8; 32]> =
        exec.slots(address).into_iter().map(|(_, word)| word.to_be_bytes::<32>()).collect();
    let within = |who: &Address| {
        *who != address && words.iter().any(|word| word.windows(20).any(|part| part == who.as_slice()))
    };
    contracts.iter().copied().filter(within).collect()
}

/// Which of the selectors a contract answers otherwise than one that nobody has.
pub(super) fn answered(exec: &mut FastExecutor, address: Address, selectors: &[[u8; 4]]) -> Vec<[u8; 4]> {
    let mut answer = |selector: [u8; 4]| {
        // Enough words for any function to begin.
        let mut data = selector.to_vec();
        data.resize(4 + 32 * 8, 0);
        let call = Call { from: ATTACKER, to: address, value: U256::ZERO, data: &data, gas_limit: GAS };
        let outcome = exec.probe(&call);
        (outcome.status, outcome.output)
    };
    let nobodys = answer(NOBODYS);
    selectors.iter().copied().filter(|selector| answer(*selector) != nobodys).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_are_read_and_broken_answers_are_not() {
        let words = [0x20, 1, 0x20, 0xfa, 0x40, 2];
        let mut output: Vec<u8> =
            words.iter().flat_map(|word| U256::from(*word).to_be_bytes::<32>()).collect();
        assert_eq!(decode(&output), None, "the selectors are missing");
        for selector in [hex!("01020304"), hex!("a9059cbb")] {
            output.extend(selector);
            output.extend([0; 28]);
        }
        let facet = (Address::with_last_byte(0xfa), vec![hex!("01020304"), hex!("a9059cbb")]);
        assert_eq!(decode(&output), Some(vec![facet]));
        assert_eq!(decode(&[0xff; 64]), None);
    }
}
