//! What a Foundry harness says about its targets: the answers of forge-std's `StdInvariant`.
//!
//! Invariant: a list that the harness does not have, or does not answer, is empty.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, Selector, keccak256};

/// The ten lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wishes {
    /// `targetContracts()`.
    pub contracts: Vec<Address>,
    /// `excludeContracts()`.
    pub not_contracts: Vec<Address>,
    /// `targetSenders()`.
    pub senders: Vec<Address>,
    /// `excludeSenders()`.
    pub not_senders: Vec<Address>,
    /// `targetArtifacts()`.
    pub artifacts: Vec<String>,
    /// `excludeArtifacts()`.
    pub not_artifacts: Vec<String>,
    /// `targetSelectors()`.
    pub selectors: Vec<(Address, Vec<Selector>)>,
    /// `excludeSelectors()`.
    pub not_selectors: Vec<(Address, Vec<Selector>)>,
    /// `targetArtifactSelectors()`.
    pub artifact_selectors: Vec<(String, Vec<Selector>)>,
    /// `targetInterfaces()`.
    pub interfaces: Vec<(Address, Vec<String>)>,
}

impl Wishes {
    /// Asks a harness; `ask` makes a call with the given data and gives the answer of a successful one.
    pub(super) fn read(abi: &JsonAbi, mut ask: impl FnMut(&[u8]) -> Option<Vec<u8>>) -> Self {
        let mut list = |name: &str, item: &str| -> Vec<DynSolValue> {
            if abi.function(name).is_none_or(|overloads| overloads.iter().all(|f| !f.inputs.is_empty())) {
                return Vec::new();
            }
            let Some(answer) = ask(&keccak256(format!("{name}()"))[..4]) else { return Vec::new() };
            decode(item, &answer).unwrap_or_default()
        };
        Self {
            contracts: collect(&list("targetContracts", "address"), address),
            not_contracts: collect(&list("excludeContracts", "address"), address),
            senders: collect(&list("targetSenders", "address"), address),
            not_senders: collect(&list("excludeSenders", "address"), address),
            artifacts: collect(&list("targetArtifacts", "string"), text),
            not_artifacts: collect(&list("excludeArtifacts", "string"), text),
            selectors: collect(&list("targetSelectors", "(address,bytes4[])"), |v| {
                pair(v, address, selectors)
            }),
            not_selectors: collect(&list("excludeSelectors", "(address,bytes4[])"), |v| {
                pair(v, address, selectors)
            }),
            artifact_selectors: collect(&list("targetArtifactSelectors", "(string,bytes4[])"), |v| {
                pair(v, text, selectors)
            }),
            interfaces: collect(&list("targetInterfaces", "(address,string[])"), |v| {
                pair(v, address, |names| items(names, text))
            }),
        }
    }
}

/// Decodes a returned list of `item`s.
fn decode(item: &str, answer: &[u8]) -> Option<Vec<DynSolValue>> {
    let list = DynSolType::parse(&format!("{item}[]")).ok()?;
    match DynSolType::Tuple(vec![list]).abi_decode_params(answer).ok()? {
        DynSolValue::Tuple(mut values) => match values.pop()? {
            DynSolValue::Array(items) => Some(items),
            _ => None,
        },
        _ => None,
    }
}

fn collect<T>(values: &[DynSolValue], read: impl Fn(&DynSolValue) -> Option<T>) -> Vec<T> {
    values.iter().filter_map(read).collect()
}

fn address(value: &DynSolValue) -> Option<Address> {
    value.as_address()
}

fn text(value: &DynSolValue) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn selectors(value: &DynSolValue) -> Option<Vec<Selector>> {
    items(value, |item| match item {
        DynSolValue::FixedBytes(word, 4) => Some(Selector::from_slice(&word[..4])),
        _ => None,
    })
}

fn items<T>(value: &DynSolValue, read: impl Fn(&DynSolValue) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

fn pair<A, B>(
    value: &DynSolValue,
    first: impl Fn(&DynSolValue) -> Option<A>,
    second: impl Fn(&DynSolValue) -> Option<B>,
) -> Option<(A, B)> {
    match value.as_tuple()? {
        [a, b] => Some((first(a)?, second(b)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(address: u8) -> DynSolValue {
        DynSolValue::Address(Address::with_last_byte(address))
    }

    fn selector_list(bytes: [u8; 4]) -> DynSolValue {
        let mut word = [0; 32];
        word[..4].copy_from_slice(&bytes);
        DynSolValue::Array(vec![DynSolValue::FixedBytes(word.into(), 4)])
    }

    #[test]
    fn lists_are_asked_for_and_decoded() {
        let abi = JsonAbi::parse([
            "function targetContracts() view returns (address[])",
            "function targetSelectors() view returns ((address,bytes4[])[])",
            "function targetInterfaces() view returns ((address,string[])[])",
        ])
        .unwrap();
        let wishes = Wishes::read(&abi, |data| {
            let items = if data == &keccak256("targetContracts()")[..4] {
                vec![word(1), word(2)]
            } else if data == &keccak256("targetSelectors()")[..4] {
                vec![DynSolValue::Tuple(vec![word(3), selector_list([1, 2, 3, 4])])]
            } else {
                let names = DynSolValue::Array(vec![DynSolValue::String("IToken".into())]);
                vec![DynSolValue::Tuple(vec![word(4), names])]
            };
            Some(DynSolValue::Tuple(vec![DynSolValue::Array(items)]).abi_encode_params())
        });
        assert_eq!(wishes.contracts, [Address::with_last_byte(1), Address::with_last_byte(2)]);
        assert_eq!(wishes.selectors, [(Address::with_last_byte(3), vec![Selector::new([1, 2, 3, 4])])]);
        assert_eq!(wishes.interfaces, [(Address::with_last_byte(4), vec!["IToken".to_owned()])]);
        assert!(wishes.senders.is_empty());
    }

    #[test]
    fn silence_and_nonsense_are_empty_lists() {
        let abi = JsonAbi::parse(["function targetContracts() view returns (address[])"]).unwrap();
        assert_eq!(Wishes::read(&abi, |_| None), Wishes::default());
        assert_eq!(Wishes::read(&abi, |_| Some(vec![1, 2, 3])), Wishes::default());
    }
}
