//! A target that had code before the attack has none any more.
//!
//! Invariant: only what the rules of the chain take away counts: since Cancun that is nothing that was there at genesis.

use super::Scene;
use crate::finding::{Reason, Violation};
use crate::rules::Rule;
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack. With a stolen key, what its holder may destroy is no finding by itself.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { harness, arena, .. } = *scene;
    if !arena.stolen.is_empty() {
        return None;
    }
    let mut targets = arena.targets.iter().copied();
    let gone = targets.find(|who| exec.code(*who).is_empty() && !harness.world.code(*who).is_empty())?;
    Some(Violation {
        reason: Reason {
            rule: Rule::Destroyed,
            subject: super::name_of(harness, gone),
            how: "has no code any more".to_owned(),
            site: None,
        },
        at: 0,
        message: "whatever it held or did for others is gone".to_owned(),
        value: None,
        judge: gone,
    })
}
