//! A role that guards something is the attacker's, or a target ran the attacker's code as its own.
//!
//! Invariant: a role counts only if its holder could do, at genesis, what a stranger could not, and if it was not paid for.

use super::Scene;
use crate::attack::{ACCOMPLICE, ATTACKER, Arena, Asked, Held, hostile_runner};
use crate::finding::{Reason, Violation};
use crate::harness::Harness;
use crate::rules::Rule;
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack.
pub(super) fn judge_roles(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let arena = scene.arena;
    // Whoever joins a list by itself may be one of many: only what is called a role counts there.
    let guarding = arena.roles.iter().filter(|role| role.guards && role.asked != Asked::Whether);
    let mut guarding = guarding.filter(|role| !arena.stolen.contains(&role.holder));
    let own = [ATTACKER, ACCOMPLICE];
    let role = guarding.find(|role| own.iter().any(|who| role.is_held_by(&mut *exec, *who)))?;
    // Who paid for a role bought it.
    let held = Held::read(arena, exec);
    if !scene.ledger.short(arena, &held).is_empty() {
        return None;
    }
    Some(Violation {
        reason: Reason {
            rule: Rule::Takeover,
            subject: role.subject.clone(),
            how: match role.asked {
                Asked::Who => "is the attacker",
                Asked::Whether | Asked::WhetherInRole(_) => "is given to the attacker",
            }
            .to_owned(),
            site: None,
        },
        at: 0,
        message: "the role may do what strangers may not".to_owned(),
        value: None,
        judge: role.contract,
    })
}

/// Judges whether a target ran the attacker's code. With a stolen key, what its holder may run is no finding by itself.
pub(super) fn judge_code(harness: &Harness, arena: &Arena, exec: &mut impl Executor) -> Option<Violation> {
    let runner = hostile_runner(exec).filter(|_| arena.stolen.is_empty())?;
    let subject = super::name_of(harness, runner);
    Some(Violation {
        reason: Reason {
            rule: Rule::HostileCode,
            subject,
            how: "runs the attacker's code as its own".to_owned(),
            site: None,
        },
        at: 0,
        message: "by a delegatecall to an address of the attacker's choice".to_owned(),
        value: None,
        judge: runner,
    })
}
