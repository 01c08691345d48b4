//! An honest user could take out what is its own before the attack, and never can again.
//!
//! Invariant: an empty till alone freezes nothing: what the targets lost is given back before the user is asked to try.

use super::Scene;
use crate::attack::frozen;
use crate::finding::{Reason, Violation};
use crate::rules::Rule;
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack, and changes it.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { harness, arena, genesis, .. } = *scene;
    let exit = frozen(harness, arena, exec, genesis)?;
    let selector = exit.call.data.first_chunk::<4>().copied();
    let function = harness.functions.iter().find(|f| f.address == exit.call.to && f.selector == selector)?;
    let who = super::name_of(harness, exit.who);
    Some(Violation {
        reason: Reason {
            rule: Rule::Frozen,
            subject: function.subject(),
            how: "works no more".to_owned(),
            site: None,
        },
        at: 0,
        message: format!(
            "{who} could take out what is its own by it, and cannot any more, nor in thirty days"
        ),
        value: None,
        judge: exit.call.to,
    })
}
