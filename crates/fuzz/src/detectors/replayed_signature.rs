//! A signature that was used before is taken once more, and the signer or a target is short by it.
//!
//! Invariant: the attack is replayed frame by frame: which signatures were found good, and when, is seen, not guessed.

use super::Scene;
use crate::attack::{Key, is_less, shown_in};
use crate::finding::{Reason, Violation};
use crate::replay::{call_of, fire_traced, prepare};
use crate::rules::Rule;
use alloy_primitives::{Address, U256};
use hotfire_evm::executor::Executor;
use hotfire_evm::trace::CallTree;

/// Judges the state at the end of an attack, and changes it.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { harness, arena, txs, .. } = *scene;
    let last = txs.into_iter().rev().find_map(|txs| txs.last())?;
    let is_own = |who: &Address| arena.own_accounts().contains(who) || arena.stolen.contains(who);
    if arena.signatures.is_empty() || !is_own(&last.from) || !may_be_short(scene, exec) {
        return None;
    }
    super::replay_all_but_last(scene, exec);
    let before = Books::read(scene, exec);
    prepare(harness, exec, last);
    let (outcome, tree) = fire_traced(exec, &call_of(harness, last), last.delay_secs, last.delay_blocks);
    let mut shown = shown_in(&tree, &arena.targets);
    shown.retain(|shown| !is_own(&shown.key.1));
    if !outcome.status.is_success() || shown.is_empty() {
        return None;
    }
    let after = Books::read(scene, exec);
    let known = |key: &Key| arena.signatures.used.contains(key);
    if !shown.iter().any(|shown| known(&shown.key)) {
        let earlier = shown_before(scene, exec);
        shown.retain(|shown| earlier.contains(&shown.key));
    } else {
        shown.retain(|shown| known(&shown.key));
    }
    shown.into_iter().find_map(|shown| {
        let short = before.short(scene, &after, shown.key.1)?;
        Some(violation(scene, &tree, shown.entry, shown.key.1, short))
    })
}

/// Whether a target or a signer has less of anything than at genesis: cheap, for every state that is judged.
fn may_be_short(scene: &Scene<'_>, exec: &mut impl Executor) -> bool {
    let Scene { arena, genesis, .. } = *scene;
    !genesis.losses(arena, exec).is_empty()
        || arena.signatures.signers.iter().any(|(who, before)| {
            arena.wealth_of(exec, *who).iter().zip(before).any(|(now, before)| now < before)
        })
}

/// The signatures that were shown in the attack before its last transaction. The state is another one afterwards.
fn shown_before(scene: &Scene<'_>, exec: &mut impl Executor) -> Vec<Key> {
    let Scene { harness, arena, txs, .. } = *scene;
    exec.reset();
    let all = txs.iter().map(|txs| txs.len()).sum::<usize>();
    let mut keys = Vec::new();
    for tx in txs.into_iter().flatten().take(all.saturating_sub(1)) {
        prepare(harness, exec, tx);
        let (_, tree) = fire_traced(exec, &call_of(harness, tx), tx.delay_secs, tx.delay_blocks);
        keys.extend(shown_in(&tree, &arena.targets).into_iter().map(|shown| shown.key));
    }
    keys
}

/// What targets, signers and users have, and what is told of them.
struct Books {
    targets: Vec<Vec<U256>>,
    signers: Vec<Vec<U256>>,
    /// What is told of each signer.
    told: Vec<Vec<U256>>,
    /// For each claim of a user: what it is now, and what the user has.
    claims: Vec<(U256, Vec<U256>)>,
}

impl Books {
    fn read(scene: &Scene<'_>, exec: &mut impl Executor) -> Self {
        let arena = scene.arena;
        let signers = || arena.signatures.signers.iter().map(|(who, _)| *who);
        let told =
            |exec: &mut _, who| arena.claims_of(exec, who).into_iter().map(|claim| claim.units).collect();
        Self {
            targets: arena.targets.iter().map(|who| arena.wealth_of(exec, *who)).collect(),
            signers: signers().map(|who| arena.wealth_of(exec, who)).collect(),
            told: signers().map(|who| told(&mut *exec, who)).collect(),
            claims: arena
                .claims
                .iter()
                .map(|claim| (claim.now(exec), arena.wealth_of(exec, claim.who)))
                .collect(),
        }
    }

    /// Who is short of what, and by how much: the signer, or else a target.
    fn short(&self, scene: &Scene<'_>, after: &Self, signer: Address) -> Option<(Address, usize, U256)> {
        let arena = scene.arena;
        let at = arena.signatures.signers.iter().position(|(who, _)| *who == signer);
        let signers_loss = at.and_then(|at| {
            let gets = self.told[at].iter().zip(&after.told[at]).any(|(before, after)| after > before);
            self.loss(scene, &self.signers[at], &after.signers[at]).filter(|_| !gets)
        });
        if let Some((asset, lost)) = signers_loss {
            return Some((signer, asset, lost));
        }
        // What a target owed and paid it is not short of.
        let mut claims = self.claims.iter().zip(&after.claims);
        if claims.any(|(before, after)| is_less(before.0, after.0) && gains(&before.1, &after.1)) {
            return None;
        }
        let in_targets = |books: &Self, asset: usize| {
            books.targets.iter().map(|wealth| wealth[asset]).fold(U256::ZERO, U256::saturating_add)
        };
        arena.targets.iter().enumerate().find_map(|(at, who)| {
            let (asset, lost) = self.loss(scene, &self.targets[at], &after.targets[at])?;
            // What one target gives to another is not lost.
            (in_targets(after, asset) < in_targets(self, asset)).then_some((*who, asset, lost))
        })
    }

    /// The first counted asset of which there is less, if there is more of none.
    fn loss(&self, scene: &Scene<'_>, before: &[U256], after: &[U256]) -> Option<(usize, U256)> {
        if gains(before, after) {
            return None;
        }
        let assets = scene.arena.assets.iter().enumerate().filter(|(_, asset)| asset.counts);
        let mut losses = assets.map(|(asset, _)| (asset, before[asset].saturating_sub(after[asset])));
        losses.find(|(_, lost)| !lost.is_zero())
    }
}

/// Whether there is more of anything.
fn gains(before: &[U256], after: &[U256]) -> bool {
    before.iter().zip(after).any(|(before, after)| after > before)
}

fn violation(
    scene: &Scene<'_>,
    tree: &CallTree,
    entry: usize,
    signer: Address,
    (short, asset, lost): (Address, usize, U256),
) -> Violation {
    let Scene { harness, arena, .. } = *scene;
    let entry = &tree.nodes[entry];
    let selector = entry.input.first_chunk::<4>().copied();
    let function = harness.functions.iter().find(|f| f.address == entry.to && f.selector == selector);
    let subject = function.map(crate::harness::Function::subject);
    let asset = &arena.assets[asset];
    let who = if signer == short { "it".to_owned() } else { super::name_of(harness, signer) };
    Violation {
        reason: Reason {
            rule: Rule::ReplayedSignature,
            subject: subject.unwrap_or_else(|| super::name_of(harness, entry.to)),
            how: "takes a signature that was used before".to_owned(),
            site: None,
        },
        at: 0,
        message: format!(
            "{} has {} less by what {who} signed once",
            super::name_of(harness, short),
            super::gain::told(lost, asset.decimals, &asset.name)
        ),
        value: None,
        judge: short,
    }
}
