//! The flow of money in an attack: who paid whom, what, and in which transaction; and what everybody gained and lost.
//!
//! Invariant: only what was not reverted is counted, net between two accounts within a transaction; at most [`FLOWS_MAX`] lines.

use crate::amount::units;
use crate::case::Case;
use crate::names::Names;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, B256, U256, b256};
use hotfire_evm::CallTree;
use hotfire_evm::outcome::Event;
use hotfire_evm::trace::{FrameKind, FrameStatus, Item, Node};
use hotfire_fuzz::attack::Change;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most payments that are told.
pub const FLOWS_MAX: usize = 256;
/// Most tokens of one batch that are counted.
const BATCH_MAX: usize = 64;

/// `Transfer(address,address,uint256)`.
const TRANSFER: B256 = b256!("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
/// `TransferSingle(address,address,address,uint256,uint256)`.
const SINGLE: B256 = b256!("c3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62");
/// `TransferBatch(address,address,address,uint256[],uint256[])`.
const BATCH: B256 = b256!("4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb");

/// What one account paid another within a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Number of the transaction, from 1.
    pub tx: usize,
    /// Who paid; zero where it was made from nothing.
    pub from: Address,
    /// Who was paid; zero where it was destroyed.
    pub to: Address,
    /// The token; absent for ether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Address>,
    /// Which one of the token, where each has a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Units, decimal.
    pub units: String,
    /// The payment in words: `bank pays attacker 5 ether`.
    pub told: String,
}

/// What somebody gained or lost in the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldChange {
    /// Who.
    pub who: Address,
    /// The token; absent for ether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Address>,
    /// Units, decimal, with a minus for a loss.
    pub units: String,
    /// The change in words: `Fund loses 5 ether`.
    pub told: String,
}

/// Account pairs are kept in ascending order; a payment in the other direction is subtracted.
type Key = (Option<Address>, Option<U256>, Address, Address);

/// Both directions of a pair.
#[derive(Default)]
struct Paid {
    there: U256,
    back: U256,
}

/// The payments of a case, transaction by transaction.
#[must_use]
pub fn flows(case: &Case<'_>, names: &Names<'_>) -> Vec<Flow> {
    let mut flows = Vec::new();
    if !case.rule().is_attack() {
        return flows;
    }
    for (at, tree) in case.traces.iter().take(case.sequence.len()).enumerate() {
        for ((token, id, low, high), paid) in payments(tree) {
            let (from, to, amount) = match paid.there >= paid.back {
                true => (low, high, paid.there - paid.back),
                false => (high, low, paid.back - paid.there),
            };
            if amount.is_zero() || flows.len() >= FLOWS_MAX {
                continue;
            }
            let what = names.amount(token, amount);
            let what = id.map_or_else(|| what.clone(), |id| format!("{what} no. {id}"));
            let told = match (from.is_zero(), to.is_zero()) {
                (true, _) => format!("{} is given {what} out of nothing", names.short(to)),
                (_, true) => format!("{} gives up {what}", names.short(from)),
                _ => format!("{} pays {} {what}", names.short(from), names.short(to)),
            };
            let id = id.map(|id| id.to_string());
            flows.push(Flow { tx: at + 1, from, to, token, id, units: amount.to_string(), told });
        }
    }
    flows
}

/// What everybody gained and lost.
#[must_use]
pub fn changes(case: &Case<'_>, names: &Names<'_>) -> Vec<ToldChange> {
    let told = |change: &Change| {
        let verb = if change.units.is_negative() { "loses" } else { "gains" };
        let amount = units(change.units.unsigned_abs(), change.decimals, &change.asset);
        ToldChange {
            who: change.who,
            token: change.token,
            units: change.units.to_string(),
            told: format!("{} {verb} {amount}", names.short(change.who)),
        }
    };
    case.changes.iter().map(told).collect()
}

/// What was paid in a call, in a stable order.
fn payments(tree: &CallTree) -> BTreeMap<Key, Paid> {
    let mut payments = BTreeMap::new();
    let mut open: Vec<&Node> = tree.nodes.first().into_iter().collect();
    while let Some(node) = open.pop() {
        // What a failed frame did is undone with everything below it.
        if node.status != FrameStatus::Success {
            continue;
        }
        if matches!(node.kind, FrameKind::Call | FrameKind::Create | FrameKind::Create2) {
            pay(&mut payments, None, None, node.from, node.to, node.value);
        }
        for item in &node.items {
            match item {
                Item::Frame(index) => open.extend(tree.nodes.get(*index)),
                Item::Event(event) => note(&mut payments, event),
                Item::Store { .. } => {}
            }
        }
    }
    payments
}

fn note(payments: &mut BTreeMap<Key, Paid>, event: &Event) {
    let token = Some(event.address);
    let who = |topic: &B256| Address::from_word(*topic);
    match event.topics.as_slice() {
        [TRANSFER, from, to] if event.data.len() == 32 => {
            pay(payments, token, None, who(from), who(to), U256::from_be_slice(&event.data));
        }
        [TRANSFER, from, to, id] if event.data.is_empty() => {
            pay(payments, token, Some(U256::from_be_bytes(id.0)), who(from), who(to), U256::ONE);
        }
        [SINGLE, _, from, to] if event.data.len() == 64 => {
            let id = U256::from_be_slice(&event.data[..32]);
            pay(payments, token, Some(id), who(from), who(to), U256::from_be_slice(&event.data[32..]));
        }
        [BATCH, _, from, to] => {
            for (id, amount) in batch(&event.data) {
                pay(payments, token, Some(id), who(from), who(to), amount);
            }
        }
        _ => {}
    }
}

fn batch(data: &[u8]) -> Vec<(U256, U256)> {
    let list = || DynSolType::Array(Box::new(DynSolType::Uint(256)));
    let Ok(DynSolValue::Tuple(lists)) = DynSolType::Tuple(vec![list(), list()]).abi_decode_params(data)
    else {
        return Vec::new();
    };
    let numbers = |list: &DynSolValue| -> Vec<U256> {
        let values = list.as_array().unwrap_or_default();
        values.iter().filter_map(|value| value.as_uint().map(|(number, _)| number)).collect()
    };
    let [ids, amounts] = lists.as_slice() else { return Vec::new() };
    numbers(ids).into_iter().zip(numbers(amounts)).take(BATCH_MAX).collect()
}

fn pay(
    payments: &mut BTreeMap<Key, Paid>,
    token: Option<Address>,
    id: Option<U256>,
    from: Address,
    to: Address,
    amount: U256,
) {
    if from == to || amount.is_zero() {
        return;
    }
    let paid = payments.entry((token, id, from.min(to), from.max(to))).or_default();
    let way = if from < to { &mut paid.there } else { &mut paid.back };
    *way = way.saturating_add(amount);
}

#[cfg(test)]
mod tests {
    use super::{BATCH, SINGLE, TRANSFER, payments};
    use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
    use hotfire_evm::CallTree;
    use hotfire_evm::outcome::Event;
    use hotfire_evm::trace::{FrameKind, FrameStatus, Item, Node};

    const A: Address = Address::with_last_byte(0xa);
    const B: Address = Address::with_last_byte(0xb);
    const TOKEN: Address = Address::with_last_byte(0x70);

    fn frame(from: Address, to: Address, wei: u64, status: FrameStatus, items: Vec<Item>) -> Node {
        Node {
            kind: FrameKind::Call,
            depth: 0,
            from,
            to,
            code_address: to,
            value: U256::from(wei),
            input: Bytes::new(),
            output: Bytes::new(),
            status,
            gas_limit: 0,
            gas_used: 0,
            items,
            failed_pc: None,
        }
    }

    fn transfer(from: Address, to: Address, amount: u64) -> Item {
        Item::Event(Event {
            address: TOKEN,
            topics: vec![TRANSFER, from.into_word(), to.into_word()],
            data: U256::from(amount).to_be_bytes::<32>().into(),
        })
    }

    #[test]
    fn the_topics_are_those_of_the_standards() {
        assert_eq!(TRANSFER, keccak256("Transfer(address,address,uint256)"));
        assert_eq!(SINGLE, keccak256("TransferSingle(address,address,address,uint256,uint256)"));
        assert_eq!(BATCH, keccak256("TransferBatch(address,address,address,uint256[],uint256[])"));
    }

    #[test]
    fn payments_are_net_and_what_failed_is_left_out() {
        let ok = FrameStatus::Success;
        let tree = CallTree {
            nodes: vec![
                frame(
                    A,
                    B,
                    5,
                    ok,
                    vec![Item::Frame(1), Item::Frame(2), transfer(A, B, 7), transfer(B, A, 9)],
                ),
                frame(B, A, 2, ok, vec![]),
                frame(B, A, 100, FrameStatus::Revert, vec![transfer(A, B, 100), Item::Frame(3)]),
                frame(A, B, 100, ok, vec![]),
            ],
            cut: 0,
        };
        let found: Vec<_> =
            payments(&tree).into_iter().map(|(key, paid)| (key.0, paid.there, paid.back)).collect();
        let number = U256::from::<u64>;
        assert_eq!(found, [(None, number(5), number(2)), (Some(TOKEN), number(7), number(9))]);
    }

    #[test]
    fn numbered_tokens_are_told_apart() {
        let id = B256::from(U256::from(42));
        let event = Event {
            address: TOKEN,
            topics: vec![TRANSFER, A.into_word(), B.into_word(), id],
            data: Bytes::new(),
        };
        let tree = CallTree {
            nodes: vec![frame(A, TOKEN, 0, FrameStatus::Success, vec![Item::Event(event)])],
            cut: 0,
        };
        let keys: Vec<_> = payments(&tree).into_keys().collect();
        assert_eq!(keys, [(Some(TOKEN), Some(U256::from(42)), A, B)]);
    }
}
