//! Stolen keys: which accounts the attacker signs as, and a harness for each of them in turn.
//!
//! Invariant: without `--compromise` no key is stolen.

use std::collections::BTreeSet;
use std::sync::Arc;

use alloy_primitives::Address;

use super::DialectError;
use crate::attack::{Arena, privileged};
use crate::harness::Harness;

/// The word for: each role in turn.
const ANY_ONE: &str = "any-one";
/// Accounts that are tried in turn.
const TURNS_MAX: usize = 16;

/// The accounts of the roles whose keys are stolen throughout.
pub(super) fn stolen(arena: &Arena, compromise: &[String]) -> Result<Vec<Address>, DialectError> {
    let mut stolen = Vec::new();
    for wanted in compromise.iter().filter(|wanted| *wanted != ANY_ONE) {
        let name = wanted.trim_end_matches("()");
        let mut found = arena.roles.iter().filter(|role| role.name == name || role.subject == *wanted);
        let Some(first) = found.next() else {
            let known: BTreeSet<&str> = arena.roles.iter().map(|role| role.name.as_str()).collect();
            return Err(DialectError::UnknownRole {
                role: wanted.clone(),
                known: known.into_iter().collect::<Vec<_>>().join(", "),
            });
        };
        for role in std::iter::once(first).chain(found) {
            if !stolen.contains(&role.holder) {
                stolen.push(role.holder);
            }
        }
    }
    Ok(stolen)
}

/// The harness itself, or with `any-one` one for each account that can do what a stranger cannot, with that account's key
/// stolen. Who has several roles is tried once.
pub(super) fn in_turn(harness: Harness, compromise: &[String], notes: &mut Vec<String>) -> Vec<Harness> {
    if !compromise.iter().any(|wanted| wanted == ANY_ONE) {
        return vec![harness];
    }
    let mut holders = privileged(&harness);
    holders.retain(|(holder, _)| harness.arena.as_ref().is_none_or(|arena| !arena.stolen.contains(holder)));
    if holders.is_empty() {
        notes.push(format!("{}: --compromise any-one: no role can do what a stranger cannot", harness.id));
        return vec![harness];
    }
    if holders.len() > TURNS_MAX {
        let left = holders.split_off(TURNS_MAX);
        let names: Vec<String> = left.into_iter().map(|(_, names)| names.join("+")).collect();
        notes.push(format!("{}: --compromise any-one leaves out {}", harness.id, names.join(", ")));
    }
    let mut taken = BTreeSet::new();
    let mut harnesses = Vec::new();
    for (holder, names) in holders {
        let name = names.join("+");
        // Two accounts may have roles of the same names, in two contracts.
        let name = if taken.contains(&name) { format!("{name}+{holder}") } else { name };
        let mut one = Harness { id: format!("{}#{name}", harness.id), ..harness.clone() };
        taken.insert(name);
        one.senders.push(holder);
        if let Some(arena) = one.arena.as_mut().map(Arc::make_mut) {
            arena.stolen.push(holder);
        }
        harnesses.push(one);
    }
    harnesses
}
