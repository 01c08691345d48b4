//! Takes an amount of an earlier step as far as all later steps still work.
//!
//! What a position is worth at the end depends on how large it was made at the beginning; and how large it may be is told by a later
//! step, which fails if it is larger.
//!
//! Invariant: a way is changed only to one whose steps were all seen to work.

use super::act::{Act, get, set};
use super::aim::{Bounds, MOST_TRIALS_MAX};
use super::hunter::Hunter;
use super::ledger::Held;
use super::miss::Miss;
use super::ways::Way;
use crate::tx::Tx;
use alloy_primitives::U256;
use std::cmp::Ordering;

impl Hunter {
    /// Takes one of the amounts before the last step as far as the steps after it work with the amounts that they have; tells whether
    /// it may be larger.
    pub(super) fn stretch(&mut self, way: &mut Way) -> bool {
        let last = way.acts.len() - 1;
        if last == 0 {
            return false;
        }
        let index = self.rng.below(last);
        let places = self.moves.places(&way.acts[index]);
        let Some(at) = self.rng.pick(&places).copied() else { return false };
        self.begin(way.base, way.borrowed, &way.answers);
        let mut later = Vec::new();
        let mut found = None;
        for (step, act) in way.acts.iter().enumerate() {
            let tx = self.lower(act);
            match step.cmp(&index) {
                Ordering::Less => {}
                Ordering::Equal => found = Some((self.exec.snapshot(), self.path.clone(), tx.clone())),
                Ordering::Greater => later.push(as_taken(act, &tx)),
            }
            if self.pass(act, tx).is_some() {
                return false;
            }
        }
        let Some((state, path, mut tx)) = found else { return false };
        let first = get(&tx, at).max(U256::ONE);
        let mut act = with_fixed(&way.acts[index], at);
        let (mut bounds, mut next) = (Bounds::default(), first);
        for _ in 0..MOST_TRIALS_MAX {
            self.exec.restore(&state);
            self.path.clone_from(&path);
            set(&mut tx, at, next);
            (act.call.value, act.call.data) = (tx.value, tx.data.clone());
            let failed = std::iter::once(&act).chain(&later).find_map(|act| {
                let tx = self.lower(act);
                self.pass(act, tx)
            });
            match failed {
                None => bounds.works(next),
                Some(miss) => bounds.fails(next, miss),
            }
            match bounds.next() {
                Some(word) => next = word,
                None => break,
            }
        }
        let is_larger = bounds.low > first;
        if is_larger {
            set(&mut tx, at, bounds.low);
            (act.call.value, act.call.data) = (tx.value, tx.data);
            way.acts[index] = act;
        }
        is_larger
    }

    /// Takes a step without looking at what it does. If it fails, tells where.
    fn pass(&mut self, act: &Act, tx: Tx) -> Option<Option<Miss>> {
        if !self.arena.may_follow(act, &tx, &self.path.txs) {
            return Some(None);
        }
        self.stats.executions += 1;
        if !self.fire_tx(&tx).status.is_success() {
            return Some(self.miss_of(&tx));
        }
        let held = Held::read(&self.arena, &mut self.exec);
        self.path.ledger.note(&self.arena, &held, &tx);
        self.path.acts.push(act.clone());
        self.path.txs.push(tx);
        None
    }
}

/// The step with the amount that was found by trying, if there is one.
fn as_taken(act: &Act, tx: &Tx) -> Act {
    let Some(aim) = act.aim else { return act.clone() };
    let mut act = with_fixed(act, aim.at);
    (act.call.value, act.call.data) = (tx.value, tx.data.clone());
    act
}

/// The step with an amount that is said, and the others read anew.
fn with_fixed(act: &Act, at: Option<u32>) -> Act {
    let mut act = Act { aim: None, ..act.clone() };
    act.call.amounts.retain(|amount| amount.at != at);
    act.surplus.retain(|surplus| surplus.at != at);
    act
}

#[cfg(test)]
mod tests {
    use super::super::aim::{Aim, Goal};
    use super::super::arena::{call_to, plain};
    use super::*;
    use crate::tx::{LiveAmount, NoteCall, Source};
    use alloy_primitives::{Address, Bytes};

    #[test]
    fn an_amount_that_was_found_stays_and_the_others_are_read_anew() {
        let amount = |at| LiveAmount { at, source: Source::Wei(Address::ZERO), numerator: 1, denominator: 1 };
        let call = NoteCall {
            amounts: vec![amount(None), amount(Some(4))],
            ..call_to(Address::ZERO, vec![0; 36].into())
        };
        let mut act = Act::plain(Some(0), Address::ZERO, call);
        let tx = plain(Address::ZERO, Address::ZERO, U256::from(7), Bytes::new());
        assert_eq!(as_taken(&act, &tx), act, "nothing was found by trying");
        act.aim = Some(Aim { at: None, goal: Goal::Most });
        let taken = as_taken(&act, &tx);
        assert_eq!((taken.call.value, taken.aim), (U256::from(7), None));
        assert_eq!(taken.call.amounts, [amount(Some(4))]);
    }
}
