//! What an honest user had approved to a target is spent, though the user did nothing and gets nothing for it.
//!
//! Invariant: without the approval the user would have kept its tokens: replayed from genesis, not guessed.

use super::Scene;
use crate::attack::{Granted, Held, kept, mover};
use crate::finding::{Reason, Violation};
use crate::rules::Rule;
use alloy_primitives::{Address, I256, U256};
use hotfire_evm::executor::Executor;

/// Losses below this share of what the user held are passed over: what rounding takes.
const DUST_SHARE: u64 = 1_000;
/// Losses whose cause is looked for in one state.
const CAUSES_MAX: usize = 4;

/// Judges the state at the end of an attack, and changes it.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { harness, arena, txs, .. } = *scene;
    let idle = |who: Address| arena.honest.contains(&who) && !arena.stolen.contains(&who);
    let mut hurt = Vec::new();
    for granted in arena.granted.iter().filter(|granted| idle(granted.owner)) {
        let kept = kept(arena, exec, granted, txs);
        let dust = granted.balance / U256::from(DUST_SHARE);
        let lost = granted.balance.saturating_sub(kept);
        if lost > dust && !acted(scene, granted.owner) && ends_up_amiss(scene, exec, granted.asset, lost) {
            hurt.push((granted, lost));
        }
    }
    hurt.retain(|(granted, _)| gets_nothing(scene, exec, granted));
    // Looking for the cause changes the state: last.
    hurt.into_iter().take(CAUSES_MAX).find_map(|(granted, lost)| {
        let least = granted.balance - lost / U256::from(2);
        let spender = mover(harness, arena, exec, granted, txs, least)?;
        Some(violation(scene, granted, spender, lost))
    })
}

/// Whether somebody sent a transaction that was no loan.
fn acted(scene: &Scene<'_>, who: Address) -> bool {
    let mut txs = scene.txs.into_iter().flatten();
    txs.any(|tx| tx.from == who && scene.arena.lent_by(tx).is_none())
}

/// Whether half of what was lost is now the attacker's or lies in targets. What went to somebody else went, for all that can be told,
/// where its owner wanted it.
fn ends_up_amiss(scene: &Scene<'_>, exec: &mut impl Executor, asset: usize, lost: U256) -> bool {
    let Scene { arena, ledger, genesis, .. } = *scene;
    let held = Held::read(arena, exec);
    let net = ledger.net(&held, asset);
    let own = if net.is_positive() { net.unsigned_abs() } else { U256::ZERO };
    let in_targets = arena.targets.iter().map(|who| genesis.surplus(arena, exec, asset, *who));
    in_targets.fold(own, U256::saturating_add) >= lost / U256::from(2)
}

/// Whether the owner holds more of nothing, and nothing more is told of it: whatever is more may be what it was given for, a purchase, a
/// deposit, time that is paid for.
fn gets_nothing(scene: &Scene<'_>, exec: &mut impl Executor, granted: &Granted) -> bool {
    let wealth = scene.arena.wealth_of(exec, granted.owner);
    let told = scene.arena.told_of(exec, granted.owner);
    wealth.iter().zip(&granted.wealth).all(|(now, before)| now <= before)
        && told.iter().zip(&granted.told).all(|(now, before)| now.2 <= before.2)
}

fn violation(scene: &Scene<'_>, granted: &Granted, spender: Address, lost: U256) -> Violation {
    let asset = &scene.arena.assets[granted.asset];
    let owner = super::name_of(scene.harness, granted.owner);
    let ppm = lost.saturating_mul(U256::from(1_000_000)) / granted.balance.max(U256::ONE);
    Violation {
        reason: Reason {
            rule: Rule::Approval,
            subject: super::name_of(scene.harness, spender),
            how: format!("spends {} that it was only approved to", asset.name),
            site: None,
        },
        at: 0,
        message: format!(
            "{owner} did nothing, gets nothing, and is short of {}",
            super::gain::told(lost, asset.decimals, &asset.name)
        ),
        value: I256::try_from(ppm).ok(),
        judge: spender,
    }
}
