//! An honest user can take out less than before the attack, and nobody paid for that: no price, no choice of its own.
//!
//! Invariant: an empty till is filled before anything is measured, and a gain is never told as a mere loss.

use super::Scene;
use crate::attack::{Held, shortage};
use crate::finding::{Reason, Violation};
use crate::rules::Rule;
use alloy_primitives::{I256, U256};
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack, and changes it.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { harness, arena, genesis, txs, .. } = *scene;
    if !is_for_nothing(scene, exec) {
        return None;
    }
    let short = shortage(harness, arena, exec, genesis, txs)?;
    let exit = arena.exits.iter().find(|exit| exit.who == short.who)?;
    let selector = exit.call.data.first_chunk::<4>().copied();
    let function = harness.functions.iter().find(|f| f.address == exit.call.to && f.selector == selector)?;
    let who = super::name_of(harness, short.who);
    let percent = short.ppm / U256::from(10_000);
    Some(Violation {
        reason: Reason {
            rule: Rule::Loss,
            subject: function.subject(),
            how: format!("gives less {} than before", arena.assets[short.asset].name),
            site: None,
        },
        at: 0,
        message: format!(
            "{who} can take out {percent} % less of it than at the beginning, by any way and in any order"
        ),
        value: I256::try_from(short.ppm).ok(),
        judge: exit.call.to,
    })
}

/// Whether the attacker has all that it borrowed and no gain: then nothing of what others lost was a price that it paid, and a gain is
/// told as such.
pub(super) fn is_for_nothing(scene: &Scene<'_>, exec: &mut impl Executor) -> bool {
    let Scene { arena, ledger, genesis, .. } = *scene;
    if arena.exits.is_empty() && arena.books.sound.is_empty() {
        return false;
    }
    let held = Held::read(arena, exec);
    ledger.is_even(arena, &held) && ledger.gain(arena, exec, genesis).is_none()
}
