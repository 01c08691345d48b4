//! An honest user could take out what is its own before the attack, and never can again.
//!
//! Invariant: an empty till alone freezes nothing: what the targets lost is given back before the user is asked to try.

use crate::attack::{Arena, Holdings, frozen};
use crate::finding::{Reason, Violation};
use crate::harness::Harness;
use crate::rules::Rule;
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack, and changes it.
pub(super) fn judge(
    harness: &Harness,
    arena: &Arena,
    exec: &mut impl Executor,
    genesis: &Holdings,
) -> Option<Violation> {
    let exit = frozen(harness, arena, exec, genesis)?;
    let selector = exit.call.data.first_chunk::<4>().copied();
    let function = harness.functions.iter().find(|f| f.address == exit.call.to && f.selector == selector)?;
    let who = harness.labels.get(&exit.who).cloned().unwrap_or_else(|| exit.who.to_string());
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
