//! A role that nobody had before the attack is the attacker's, and cost nothing: something was left uninitialised.
//!
//! Invariant: a role counts only if its holder can do what nobody could at genesis; what was paid for is a purchase.

use super::Scene;
use crate::attack::{ACCOMPLICE, ATTACKER, Held, ask, word_of};
use crate::finding::{Reason, Violation};
use crate::rules::Rule;
use alloy_primitives::U256;
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack. Who holds a stolen key may give a role to anybody.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { arena, ledger, .. } = *scene;
    let own = [ATTACKER, ACCOMPLICE].map(|who| Some(word_of(who)));
    let mut vacancies = arena.vacancies.iter().filter(|_| arena.stolen.is_empty());
    let role = vacancies.find(|role| own.contains(&ask(exec, role.contract, role.selector, U256::ZERO)))?;
    let held = Held::read(arena, exec);
    if !ledger.short(arena, &held).is_empty() {
        return None;
    }
    Some(Violation {
        reason: Reason {
            rule: Rule::VacantRole,
            subject: role.subject.clone(),
            how: "was nobody and is the attacker".to_owned(),
            site: None,
        },
        at: 0,
        message: "for nothing, and the role may do what others may not".to_owned(),
        value: None,
        judge: role.contract,
    })
}
