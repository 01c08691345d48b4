//! A target that has something to lose makes a call of which the attacker chose target and data.
//!
//! Invariant: it would have made a call that does harm just as well: replayed from genesis, not guessed.

use super::Scene;
use crate::attack::{ATTACKER, calldata_of_harm, harm_done, marked, marked_caller, word_of};
use crate::finding::{Reason, Violation};
use crate::replay::{call_of, fire, prepare};
use crate::rules::Rule;
use crate::tx::Tx;
use crate::values::{Codec, replace_blob};
use alloy_primitives::{Address, U256};
use hotfire_evm::executor::Executor;

/// Tokens that harm is tried with, of those that the caller holds and of those that it may spend.
const TOKENS_MAX: usize = 4;
/// Arguments of type `bytes` that the harmful data is tried in.
const BLOBS_MAX: usize = 4;

/// What a target has to lose by a call in its name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stake {
    /// Units of the token, its own.
    Held(Address),
    /// Units of the token that this account lets it spend.
    Granted(Address, Address),
}

/// Judges the state at the end of an attack, and changes it. With a stolen key, whom its holder may call is no finding by itself.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let caller = marked_caller(exec).filter(|_| scene.arena.stolen.is_empty())?;
    let last = scene.txs.into_iter().rev().find_map(|txs| txs.last())?;
    if !scene.arena.targets.contains(&caller) || !marked(&last.data) {
        return None;
    }
    let stake =
        stakes(scene, caller).into_iter().find(|stake| does_harm(scene, exec, last, caller, *stake))?;
    let message = match stake {
        Stake::Held(_) => "told to approve what it holds to the attacker, it does",
        Stake::Granted(..) => "told to spend what others approved to it, it does",
    };
    Some(Violation {
        reason: Reason {
            rule: Rule::ArbitraryCall,
            subject: super::name_of(scene.harness, caller),
            how: "calls whom it is told to with the data that it is told".to_owned(),
            site: None,
        },
        at: 0,
        message: message.to_owned(),
        value: None,
        judge: caller,
    })
}

/// A forwarder that has nothing and may spend nothing may call whom it likes.
fn stakes(scene: &Scene<'_>, caller: Address) -> Vec<Stake> {
    let arena = scene.arena;
    let held = (0..arena.assets.len()).filter(|asset| scene.genesis.had(arena, *asset, caller));
    let held = held.filter_map(|asset| arena.assets[asset].token).map(Stake::Held).take(TOKENS_MAX);
    let granted = arena.granted.iter().filter(|granted| granted.spenders.contains(&caller));
    let granted =
        granted.filter_map(|granted| Some(Stake::Granted(arena.assets[granted.asset].token?, granted.owner)));
    held.chain(granted.take(TOKENS_MAX)).collect()
}

/// Whether the same transaction does harm when it names the token instead of the attacker, and has harmful data instead of the mark.
fn does_harm(scene: &Scene<'_>, exec: &mut impl Executor, last: &Tx, caller: Address, stake: Stake) -> bool {
    let selector = last.data.first_chunk::<4>().copied();
    let mut functions = scene.harness.functions.iter();
    let Some(function) = functions.find(|f| f.address == last.to && f.selector == selector) else {
        return false;
    };
    let codec = Codec::new(function.selector, function.inputs.clone());
    let (Stake::Held(token) | Stake::Granted(token, _)) = stake;
    let mut data = last.data.to_vec();
    for word in data[4..].chunks_exact_mut(32) {
        if U256::from_be_slice(word) == word_of(ATTACKER) {
            word.copy_from_slice(&word_of(token).to_be_bytes::<32>());
        }
    }
    let harm = calldata_of_harm(stake);
    let variants = (0..BLOBS_MAX).filter_map(|n| replace_blob(&codec, &data, n, &harm));
    variants.map(|data| Tx { data: data.into(), ..last.clone() }).any(|tx| {
        super::replay_all_but_last(scene, exec);
        let before_it = harm_done(exec, caller, stake);
        prepare(scene.harness, exec, &tx);
        fire(exec, &call_of(scene.harness, &tx), tx.delay_secs, tx.delay_blocks);
        harm_done(exec, caller, stake) > before_it
    })
}
