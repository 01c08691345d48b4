//! There are more claims than there is to meet them: balances beyond a supply, or exits of which only the first can be taken.
//!
//! Invariant: it was not so at genesis, and what the targets merely lent or lost is given back before the till is counted.

use super::Scene;
use crate::attack::{till_short, unbacked};
use crate::finding::{Reason, Violation};
use crate::rules::Rule;
use alloy_primitives::Address;
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack, and changes it.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { harness, arena, genesis, .. } = *scene;
    if !super::loss::is_for_nothing(scene, exec) {
        return None;
    }
    if let Some(asset) = unbacked(arena, exec) {
        let token = arena.assets[asset].token?;
        let message = "nobody can tell whose are the ones that there are not".to_owned();
        return Some(violation(
            super::name_of(harness, token),
            "has less in total than its holders have",
            message,
            token,
        ));
    }
    let exit = till_short(harness, arena, exec, genesis)?;
    let selector = exit.call.data.first_chunk::<4>().copied();
    let function = harness.functions.iter().find(|f| f.address == exit.call.to && f.selector == selector)?;
    let who = super::name_of(harness, exit.who);
    let message = format!("{who} can take out what is its own, but not after the others did");
    Some(violation(function.subject(), "cannot be called by all who could", message, exit.call.to))
}

fn violation(subject: String, how: &str, message: String, judge: Address) -> Violation {
    let reason = Reason { rule: Rule::Insolvency, subject, how: how.to_owned(), site: None };
    Violation { reason, at: 0, message, value: None, judge }
}
