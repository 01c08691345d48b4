//! The state against a model that copies everything.
//!
//! Invariant: a frame's revert, a rollback, a snapshot and a rebuild each leave what a plain copy would.

use super::snapshot::Snapshot;
use super::state::State;
use crate::chain::Chain;
use crate::world::Genesis;
use alloy_primitives::{Address, Bytes, U256};
use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::{collection, prop_assert_eq};
use std::collections::BTreeMap;
use std::sync::Arc;

type Model = BTreeMap<(u8, u8), U256>;

fn who(n: u8) -> Address {
    Address::repeat_byte(n % 4)
}

/// Parts: balance, nonce, code, and five slots.
fn set(state: &mut State, model: &mut Model, account: u8, part: u8, value: u8) {
    let (account, part) = (account % 4, part % 8);
    match part {
        0 => state.set_balance(who(account), U256::from(value)),
        1 => state.set_nonce(who(account), u64::from(value)),
        2 => state.set_code(who(account), Bytes::copy_from_slice(&vec![value; usize::from(value > 0)])),
        _ => state.store(who(account), U256::from(part), U256::from(value)),
    }
    model.insert((account, part), U256::from(value));
}

fn all(state: &mut State) -> Model {
    let mut model = Model::new();
    for account in 0..4 {
        let mut put = |part: u8, value: U256| {
            if !value.is_zero() {
                model.insert((account, part), value);
            }
        };
        put(0, state.balance(who(account)));
        put(1, U256::from(state.nonce(who(account))));
        put(2, state.code(who(account)).first().map(|byte| U256::from(*byte)).unwrap_or_default());
        for part in 3..8 {
            put(part, state.load(who(account), U256::from(part)));
        }
    }
    model
}

fn bare(model: &Model) -> Model {
    model.iter().filter(|(_, value)| !value.is_zero()).map(|(key, value)| (*key, *value)).collect()
}

/// A transaction with nested frames; each frame may revert.
fn transaction(state: &mut State, model: &mut Model, steps: &[(u8, u8, u8)], commit: bool) {
    let before = model.clone();
    let mut frames = Vec::new();
    state.begin(Address::ZERO);
    for (action, part, value) in steps {
        match action % 8 {
            0 => frames.push((state.checkpoint(), model.clone())),
            1 => {
                frames.pop();
            }
            2 => {
                if let Some((mark, kept)) = frames.pop() {
                    state.revert(mark);
                    *model = kept;
                }
            }
            _ => set(state, model, *action / 8, *part, *value),
        }
    }
    if commit {
        state.commit();
    } else {
        state.rollback();
        *model = before;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_state_is_what_a_copy_would_be(
        rounds in collection::vec((any::<u8>(), collection::vec(any::<(u8, u8, u8)>(), 0..24)), 1..24),
    ) {
        let mut state = State::new(Arc::new(Genesis::default()));
        let mut model = Model::new();
        let mut kept: Vec<(Snapshot, Model)> = Vec::new();
        for (what, steps) in &rounds {
            match what % 8 {
                0 => kept.push((state.capture(None), model.clone())),
                1 => {
                    if let Some((snapshot, then)) = kept.get(usize::from(*what / 8) % kept.len().max(1)) {
                        state.go_to_snapshot(snapshot);
                        model = then.clone();
                    }
                }
                2 => {
                    state.go_to_genesis();
                    model.clear();
                }
                3 => state.rebuild(),
                4 => transaction(&mut state, &mut model, steps, false),
                5 => {
                    if let Some((snapshot, then)) = kept.last() {
                        state.begin(Address::ZERO);
                        state.write_snapshot(snapshot);
                        state.commit();
                        model = then.clone();
                    }
                }
                _ => transaction(&mut state, &mut model, steps, true),
            }
            prop_assert_eq!(all(&mut state), bare(&model));
        }
    }
}
