//! Leaves out the steps of an attack under way that its end does not depend on (as in Weiser, "Program slicing", 1984).
//!
//! What is kept for a new branch or order of calls was mostly reached by way of much else. What the last steps read, and what the steps
//! that wrote it read, is all that they need.
//!
//! Invariant: shorter steps take the place of longer ones only if their last does the same.

use super::PLAN;
use super::act::Act;
use super::hunter::Hunter;
use super::keep::Path;
use super::miss::Miss;
use hashbrown::HashSet;

/// Fewer steps are not looked at.
const STEPS_MIN: usize = 3;

/// What a step read and wrote.
struct Effect {
    reads: Vec<u32>,
    writes: Vec<u32>,
}

impl Hunter {
    /// The steps of a path without those that its last ones do not depend on; the state is the one that they lead to. `None` if nothing
    /// can be left out; then the state is undefined.
    pub(super) fn sliced(&mut self, path: &Path, ends: usize) -> Option<Path> {
        if path.acts.len() < STEPS_MIN.max(ends + 1) {
            return None;
        }
        let effects = self.effects_of(path)?;
        let wrote = self.exec.written().len();
        let first = effects.len() - ends;
        self.smaller(path, &effects, |at| at >= first, |hunter| hunter.exec.written().len() == wrote)
    }

    /// The same of a path after which a step fails: what that step reads is needed, and it fails at the same place.
    pub(super) fn sliced_to_fail(&mut self, path: &Path, last: &Act, miss: Miss) -> Option<Path> {
        let mut effects = self.effects_of(path)?;
        let tx = self.lower(last);
        effects.push(Effect { reads: self.reads_of_tx(&tx), writes: Vec::new() });
        let end = effects.len() - 1;
        self.smaller(
            path,
            &effects,
            |at| at == end,
            |hunter| {
                let tx = hunter.lower(last);
                hunter.miss_of(&tx).is_some_and(|found| found.is_where(&miss))
            },
        )
    }

    fn smaller(
        &mut self,
        path: &Path,
        effects: &[Effect],
        is_end: impl Fn(usize) -> bool,
        is_same: impl Fn(&mut Self) -> bool,
    ) -> Option<Path> {
        self.find_own_cells();
        // What the attacker holds ties most steps together, and mostly does not matter.
        [false, true].into_iter().find_map(|holdings| {
            let acts = needed(&path.acts, effects, &is_end, |cell| holdings || !self.own.contains(cell));
            if acts.len() == path.acts.len() {
                return None;
            }
            let (found, score) = self.replay(path, &acts)?;
            let is_whole = found.acts.len() == acts.len() && !found.ledger.is_overdue();
            let (borrowed, returned) = (path.borrowed, path.returned.clone());
            (is_whole && is_same(self)).then_some(Path { score, borrowed, returned, ..found })
        })
    }

    /// What each of the steps reads and writes.
    fn effects_of(&mut self, path: &Path) -> Option<Vec<Effect>> {
        self.restore(path.base);
        self.path.answers.clone_from(&path.answers);
        let mut effects = Vec::with_capacity(path.txs.len());
        for tx in &path.txs {
            let reads = self.reads_of_tx(tx);
            self.stats.executions += 1;
            if !self.fire_tx(tx).status.is_success() {
                return None;
            }
            let cells = self.exec.written().to_vec();
            let is_plan = |cell: &u32| self.exec.slot_of(*cell).is_some_and(|(account, _)| account == PLAN);
            let writes = cells.into_iter().filter(|cell| !is_plan(cell)).collect();
            effects.push(Effect { reads, writes });
        }
        Some(effects)
    }
}

/// The steps at the end of some, and those that they depend on by cells that count. The last effect may be that of a step that fails.
fn needed(
    steps: &[Act],
    effects: &[Effect],
    is_end: impl Fn(usize) -> bool,
    counts: impl Fn(u32) -> bool,
) -> Vec<Act> {
    let mut wanted: HashSet<u32> = HashSet::new();
    let mut acts: Vec<Act> = Vec::new();
    for (at, effect) in effects.iter().enumerate().rev() {
        let act = steps.get(at);
        if is_end(at) || effect.writes.iter().any(|cell| wanted.contains(cell)) {
            wanted.extend(effect.reads.iter().copied().filter(|cell| counts(*cell)));
            acts.extend(act.cloned());
        } else if let (Some(act), Some(next)) = (act, acts.last_mut()) {
            // As much time passes as before.
            next.delay_secs = next.delay_secs.saturating_add(act.delay_secs);
            next.delay_blocks = next.delay_blocks.saturating_add(act.delay_blocks);
        }
    }
    acts.reverse();
    acts
}

#[cfg(test)]
mod tests {
    use super::super::arena::call_to;
    use super::*;
    use alloy_primitives::{Address, Bytes};

    /// Steps that each write the cell of their own number, and what they read.
    fn steps(reads: &[&[u32]]) -> (Vec<Act>, Vec<Effect>) {
        let act = |index| Act {
            delay_secs: 10,
            ..Act::plain(Some(index), Address::ZERO, call_to(Address::ZERO, Bytes::new()))
        };
        let effects =
            reads.iter().zip(0..).map(|(reads, at)| Effect { reads: reads.to_vec(), writes: vec![at] });
        ((0..reads.len()).map(act).collect(), effects.collect())
    }

    fn kept(acts: &[Act]) -> Vec<usize> {
        acts.iter().filter_map(|act| act.function).collect()
    }

    #[test]
    fn what_the_end_depends_on_stays_and_so_does_the_time() {
        let (acts, effects) = steps(&[&[], &[], &[0], &[], &[2, 3]]);
        let found = needed(&acts, &effects, |at| at == 4, |_| true);
        assert_eq!(kept(&found), [0, 2, 3, 4]);
        assert_eq!(found.iter().map(|act| act.delay_secs).collect::<Vec<_>>(), [10, 20, 10, 10]);
        let found = needed(&acts, &effects, |at| at == 4, |cell| cell != 2);
        assert_eq!(kept(&found), [3, 4], "by way of a cell that does not count");
        assert_eq!(kept(&needed(&acts, &effects, |at| at >= 3, |_| false)), [3, 4]);
    }

    #[test]
    fn a_step_that_fails_is_none_of_them() {
        let (acts, effects) = steps(&[&[], &[], &[1]]);
        assert_eq!(kept(&needed(&acts[..2], &effects, |at| at == 2, |_| true)), [1]);
    }
}
