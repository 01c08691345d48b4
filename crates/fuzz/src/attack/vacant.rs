//! Roles that nobody has before the attack, and whether they would guard something if somebody had them: found by trying.
//!
//! Invariant: every try is undone; a vacancy is kept only if its holder could do what others, and nobody at genesis, could do.

use super::accounts::{ATTACKER, BANK, word_of};
use super::act::ask;
use super::arena::Arena;
use super::exits::Explorer;
use super::moves::Moves;
use super::roles::{Asked, Role};
use super::view::View;
use alloy_primitives::{Address, U256};
use hotfire_evm::chain::Chain;

/// Views that are looked at.
const VIEWS_MAX: usize = 32;
/// First slots of a contract that are tried.
const SLOTS_MAX: u64 = 48;
/// Constants of all code that are tried as slots.
const CONSTANTS_MAX: usize = 64;
/// Constants below this many bits are no hashed slots.
const CONSTANT_BITS_MIN: usize = 200;
/// Calls tried by each would-be holder.
const TRIES: usize = 400;

impl Explorer<'_> {
    /// Finds the roles that wait for somebody to take them.
    pub(super) fn find_vacancies(&mut self, arena: &mut Arena) {
        let constants = self.constants(arena);
        let genesis = self.exec.snapshot();
        for view in arena.views.clone().iter().filter(|view| view.names_account()).take(VIEWS_MAX) {
            if ask(&mut self.exec, view.address, view.selector, U256::ZERO) != Some(U256::ZERO) {
                continue;
            }
            let place = self.place_of(view, &constants);
            self.exec.restore(&genesis);
            let Some(place) = place else { continue };
            let guards = self.would_guard(arena, view.address, place);
            self.exec.restore(&genesis);
            if guards {
                let name = view.subject.rsplit('.').next().unwrap_or_default();
                arena.vacancies.push(Role {
                    contract: view.address,
                    selector: view.selector,
                    subject: view.subject.clone(),
                    name: name.split('(').next().unwrap_or_default().to_owned(),
                    holder: Address::ZERO,
                    guards,
                    asked: Asked::Who,
                });
            }
        }
    }

    /// Constants of the targets' code that may be slots.
    fn constants(&mut self, arena: &Arena) -> Vec<U256> {
        let mut constants = Vec::new();
        for target in &arena.targets {
            let code = self.exec.code(*target);
            crate::values::code_constants(&code, |word| {
                let is_new = word.bit_len() >= CONSTANT_BITS_MIN && !constants.contains(&word);
                if is_new && constants.len() < CONSTANTS_MAX {
                    constants.push(word);
                }
            });
        }
        constants
    }

    /// The slot from which a view answers, and by how many bits the account in it is shifted. Writes into the state.
    fn place_of(&mut self, view: &View, constants: &[U256]) -> Option<(U256, usize)> {
        let slots = (0..SLOTS_MAX).map(U256::from).chain(constants.iter().copied());
        // Small variables may lie below the account in its slot.
        let places = slots.flat_map(|slot| [0, 8, 16].map(|shift| (slot, shift)));
        for (slot, shift) in places {
            let old = self.exec.load(view.address, slot);
            self.exec.store(view.address, slot, with(old, shift, ATTACKER));
            if ask(&mut self.exec, view.address, view.selector, U256::ZERO) == Some(word_of(ATTACKER)) {
                return Some((slot, shift));
            }
            self.exec.store(view.address, slot, old);
        }
        None
    }

    /// Whether whoever is named in a slot can do what nobody can at genesis, and what somebody else cannot when it is named.
    fn would_guard(&mut self, arena: &Arena, contract: Address, (slot, shift): (U256, usize)) -> bool {
        let moves = Moves::of_somebody(self.harness, arena, ATTACKER);
        let genesis = self.exec.snapshot();
        let old = self.exec.load(contract, slot);
        for _ in 0..TRIES {
            self.exec.store(contract, slot, with(old, shift, ATTACKER));
            let (act, tx) = self.draw(arena, &moves);
            let of_holder = act.call.to == contract && self.works(&tx);
            self.exec.restore(&genesis);
            if !of_holder || self.works(&tx) {
                continue;
            }
            self.exec.store(contract, slot, with(old, shift, BANK));
            let of_stranger = self.works(&tx);
            self.exec.restore(&genesis);
            if !of_stranger {
                return true;
            }
        }
        false
    }
}

/// A word with an account in it.
fn with(old: U256, shift: usize, who: Address) -> U256 {
    let mask: U256 = (U256::MAX >> 96) << shift;
    (old & !mask) | (word_of(who) << shift)
}
