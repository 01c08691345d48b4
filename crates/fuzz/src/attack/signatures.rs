//! Signatures that were shown before the attack, and the calls that carried them: anybody reads them on the chain.
//!
//! Invariant: a signature is known by what was signed and by whom, whichever of its two forms is shown.

use super::act::Act;
use super::arena::Arena;
use super::hunter::Hunter;
use crate::tx::{NoteCall, Script};
use alloy_primitives::{Address, B256, Bytes, U256, address, uint};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Call;
use hotfire_evm::trace::{CallTree, FrameKind, FrameStatus, Node};
use hotfire_evm::world::World;
use std::sync::Arc;

/// The precompile that tells who signed.
const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");
/// The order of the curve: with `s`, `ORDER - s` signs the same.
const ORDER: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);
/// Calls with signatures that are kept.
const CALLS_MAX: usize = 32;
/// Signatures of one call, and those that were used before the attack.
const SHOWN_MAX: usize = 8;
const USED_MAX: usize = 256;
/// How seldom one of the calls is made again, is sent to another contract, and carries the other form of its signature.
const AGAIN_ONE_IN: usize = 8;
const ELSEWHERE_ONE_IN: usize = 4;
const TWIN_ONE_IN: usize = 4;

/// What was signed, and by whom.
pub(crate) type Key = (B256, Address);

/// A signature that was found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) key: Key,
    v: U256,
    r: U256,
    s: U256,
    /// The call of a target by which it came: index of its frame.
    pub(crate) entry: usize,
}

/// A call of a target that carried signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Carrier {
    to: Address,
    value: U256,
    data: Bytes,
    shown: Vec<Shown>,
}

/// What is known of signatures before the attack.
#[derive(Clone, Debug, Default)]
pub struct Signatures {
    carriers: Vec<Carrier>,
    /// Those that were used already.
    pub(crate) used: Vec<Key>,
    /// Who signed, and what they hold of each asset at genesis.
    pub(crate) signers: Vec<(Address, Vec<U256>)>,
}

impl Signatures {
    /// Whether none was ever shown.
    pub(crate) fn is_empty(&self) -> bool {
        self.carriers.is_empty()
    }

    fn note(&mut self, tree: &CallTree, targets: &[Address], is_used: bool) {
        for shown in shown_in(tree, targets) {
            if is_used && self.used.len() < USED_MAX && !self.used.contains(&shown.key) {
                self.used.push(shown.key);
            }
            let Node { to, value, input, .. } = &tree.nodes[shown.entry];
            let mut carriers = self.carriers.iter();
            let known = carriers.position(|carrier| carrier.to == *to && carrier.data == *input);
            match known {
                Some(known) if self.carriers[known].shown.len() < SHOWN_MAX => {
                    self.carriers[known].shown.push(shown);
                }
                None if self.carriers.len() < CALLS_MAX => {
                    let (to, value, data) = (*to, *value, input.clone());
                    self.carriers.push(Carrier { to, value, data, shown: vec![shown] });
                }
                _ => {}
            }
        }
    }
}

/// The signatures that a transaction showed to targets, in frames that nobody around them undid.
pub(crate) fn shown_in(tree: &CallTree, targets: &[Address]) -> Vec<Shown> {
    let asked = tree.nodes.iter().any(|node| node.code_address == ECRECOVER);
    if !asked || tree.nodes.first().is_none_or(|root| root.status != FrameStatus::Success) {
        return Vec::new();
    }
    let parents = tree.parents();
    let mut shown = Vec::new();
    for index in tree.reached() {
        let Some((key, [v, r, s])) = recovered(&tree.nodes[index]) else { continue };
        // The outermost call of a target that it is part of; what a view finds good is not used by that.
        let around = std::iter::successors(parents[index], |index| parents[*index]);
        let entry = around.filter(|index| targets.contains(&tree.nodes[*index].to)).last();
        if let Some(entry) = entry.filter(|entry| tree.nodes[*entry].kind == FrameKind::Call) {
            shown.push(Shown { key, v, r, s, entry });
        }
    }
    shown
}

/// What a frame of the precompile recovered: what was signed by whom, and `v`, `r` and `s`.
fn recovered(node: &Node) -> Option<(Key, [U256; 3])> {
    if node.code_address != ECRECOVER || node.status != FrameStatus::Success || node.output.len() != 32 {
        return None;
    }
    let mut words = [0; 128];
    let given = node.input.len().min(words.len());
    words[..given].copy_from_slice(&node.input[..given]);
    let signer = Address::from_slice(&node.output[12..]);
    let word = |at: usize| U256::from_be_slice(&words[32 * at..32 * at + 32]);
    Some(((B256::from_slice(&words[..32]), signer), [word(1), word(2), word(3)]))
}

impl Shown {
    /// Call data with the other form of the signature in place of this one, if it stands there as words or packed.
    fn twin_in(&self, data: &[u8]) -> Option<Bytes> {
        let (r, s) = (self.r.to_be_bytes::<32>(), self.s.to_be_bytes::<32>());
        let at = data.windows(64).position(|window| window[..32] == r && window[32..] == s)?;
        let mut twin = data.to_vec();
        twin[at + 32..at + 64].copy_from_slice(&(ORDER - self.s).to_be_bytes::<32>());
        // `v` as a word before or behind the two, or as the byte behind them; 27 and 28, or 0 and 1.
        let v = self.v.byte(0);
        let is_v = |byte: u8| byte == v || byte + 27 == v;
        let is_word =
            |at: usize| data.get(at..at + 31).is_some_and(|word| word.iter().all(|byte| *byte == 0));
        let before = at.checked_sub(32).filter(|at| is_word(*at)).map(|at| at + 31);
        let behind = Some(at + 64).filter(|at| is_word(*at)).map(|at| at + 31);
        let places = [before, behind, Some(at + 64)];
        let place = places.into_iter().flatten().find(|at| data.get(*at).is_some_and(|byte| is_v(*byte)))?;
        twin[place] = match twin[place] {
            27 | 0 => twin[place] + 1,
            _ => twin[place] - 1,
        };
        Some(twin.into())
    }
}

impl Arena {
    /// Looks for signatures in what made the world and in the transactions of honest users.
    pub(super) fn find_signatures(&mut self, world: &World, exec: &mut FastExecutor, gas_limit: u64) {
        let mut signatures = Signatures::default();
        for tree in world.trace_setup() {
            signatures.note(&tree, &self.targets, true);
        }
        let genesis = exec.snapshot();
        for tx in self.honest_txs.iter().map(|honest| &honest.tx) {
            super::install(exec, &Script::default());
            let call = Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit };
            let (_, tree) = exec.call_traced(&call);
            exec.restore(&genesis);
            signatures.note(&tree, &self.targets, false);
        }
        let shown = signatures.carriers.iter().flat_map(|carrier| &carrier.shown);
        let mut signers: Vec<Address> = shown.map(|shown| shown.key.1).collect();
        signers.sort_unstable();
        signers.dedup();
        signatures.signers = signers.into_iter().map(|who| (who, self.wealth_of(exec, who))).collect();
        self.signatures = signatures;
    }
}

impl Hunter {
    /// A call that carried a signature, made once more; where there is none, nothing is drawn.
    pub(super) fn draw_signed(&mut self) -> Option<Act> {
        if self.arena.signatures.is_empty() || !self.rng.one_in(AGAIN_ONE_IN) {
            return None;
        }
        let arena = Arc::clone(&self.arena);
        let carrier = self.rng.pick(&arena.signatures.carriers)?;
        let (mut to, mut data) = (carrier.to, carrier.data.clone());
        if self.rng.one_in(TWIN_ONE_IN)
            && let Some(twin) = self.rng.pick(&carrier.shown).and_then(|shown| shown.twin_in(&data))
        {
            data = twin;
        }
        if self.rng.one_in(ELSEWHERE_ONE_IN) {
            let alike = arena.targets.iter().filter(|target| arena.function_at(**target, &data).is_some());
            to = self.rng.pick(&alike.copied().collect::<Vec<_>>()).copied().unwrap_or(to);
        }
        let from = *self.rng.pick(&self.moves.actors)?;
        let function = arena.function_at(to, &data);
        let call = NoteCall { to, value: carrier.value, data, amounts: Vec::new() };
        let mut act = Act::plain(function, from, call);
        if self.rng.one_in(2) {
            self.draw_with(|moves, draw| moves.change(&mut act, draw));
        }
        Some(act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown() -> Shown {
        let (v, r, s) = (U256::from(28), U256::from(0x1111), U256::from(0x2222));
        Shown { key: (B256::ZERO, Address::ZERO), v, r, s, entry: 0 }
    }

    /// Four bytes of a selector and words.
    fn data(words: &[U256], rest: &[u8]) -> Vec<u8> {
        let words = words.iter().flat_map(U256::to_be_bytes::<32>);
        [1, 2, 3, 4].into_iter().chain(words).chain(rest.iter().copied()).collect()
    }

    #[test]
    fn the_other_form_of_a_signature_stands_where_it_stood() {
        let Shown { v, r, s, .. } = shown();
        let (other, nine) = (ORDER - s, U256::from(9));
        let twin =
            |words: &[U256], rest: &[u8]| shown().twin_in(&data(words, rest)).map(|data| data.to_vec());
        let flipped = U256::from(27);
        assert_eq!(twin(&[nine, v, r, s], &[]), Some(data(&[nine, flipped, r, other], &[])));
        assert_eq!(twin(&[nine, r, s, v], &[]), Some(data(&[nine, r, other, flipped], &[])));
        assert_eq!(twin(&[nine, r, s], &[28, 0, 0]), Some(data(&[nine, r, other], &[27, 0, 0])));
        assert_eq!(twin(&[nine, r, s], &[1, 0, 0]), Some(data(&[nine, r, other], &[0, 0, 0])));
        assert_eq!(twin(&[nine, s, r], &[28]), None, "the signature does not stand there");
    }
}
