//! A target that has something to lose makes a call of which the attacker chose target and data.
//!
//! Invariant: the selector, too, was the attacker's: callbacks with a selector of their own do not count.

use super::Scene;
use crate::attack::marked_caller;
use crate::finding::{Reason, Violation};
use crate::rules::Rule;
use alloy_primitives::Address;
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack. With a stolen key, whom its holder may call is no finding by itself.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let caller = marked_caller(exec)?;
    let stake = stake(scene, caller).filter(|_| scene.arena.stolen.is_empty())?;
    Some(Violation {
        reason: Reason {
            rule: Rule::ArbitraryCall,
            subject: super::name_of(scene.harness, caller),
            how: "calls whom it is told to with the data that it is told".to_owned(),
            site: None,
        },
        at: 0,
        message: stake.to_owned(),
        value: None,
        judge: caller,
    })
}

/// What a call in the name of a target is worth: a forwarder that has nothing, may spend nothing and is nobody may call whom
/// it likes.
fn stake(scene: &Scene<'_>, caller: Address) -> Option<&'static str> {
    let arena = scene.arena;
    if !arena.targets.contains(&caller) {
        return None;
    }
    if scene.genesis.had(arena, caller) {
        return Some("it holds assets");
    }
    if arena.granted.iter().any(|granted| granted.spenders.contains(&caller)) {
        return Some("it may spend what others hold");
    }
    let is_somebody =
        |role: &crate::attack::Role| role.guards && role.holder == caller && role.contract != caller;
    arena.roles.iter().any(is_somebody).then_some("it may do elsewhere what strangers may not")
}
