//! Calls that are asked again and again: what they read, who must be asked after a change, and answers without running.
//!
//! Invariant: a watcher whose answer may have changed is dirty, and an answer is the one that running gives.

use super::formula::Shadow;
use super::frame::Mode;
use super::intern::NONE;
use super::transact::{FastExecutor, Keep};
use crate::outcome::{Call, Outcome};
use crate::reads::{Bits, ReadSet, Watch, block_difference};
use alloy_primitives::{Address, U256};
use std::sync::Arc;

impl FastExecutor {
    /// As [`crate::Executor::probe`], and tells what the call read.
    pub fn probe_reads(&mut self, call: &Call<'_>) -> (Outcome, &ReadSet) {
        self.recordings = self.recordings.wrapping_add(1);
        if self.recordings == 0 {
            for meta in &mut self.machine.stand.state.meta {
                meta.read = 0;
            }
            self.recordings = 1;
        }
        self.rebuild_if_large();
        let mut recorder = self.recorder.take().unwrap_or_default();
        recorder.start(self.recordings);
        let stand = &mut self.machine.stand;
        stand.state.reading = Some(recorder);
        stand.take_block_reads();
        let outcome = self.transact(call, Keep::Undo, Mode::default());
        let stand = &mut self.machine.stand;
        let block = stand.take_block_reads();
        let mut recorder = stand.state.reading.take().unwrap_or_default();
        recorder.finish(block);
        (outcome, &self.recorder.insert(recorder).set)
    }

    /// The slot that a cell of a [`ReadSet`] is, and whose; `None` if it is no storage.
    #[must_use]
    pub fn slot_of(&self, cell: u32) -> Option<(Address, U256)> {
        let names = &self.machine.stand.state.names;
        let key = names.key(cell);
        (key.part == NONE).then(|| (names.address(key.acct), key.slot))
    }

    /// As [`crate::Executor::probe`], and takes note of what a watcher read. A watcher should ask the same each time: then most calls need
    /// not run.
    pub fn probe_watched(&mut self, call: &Call<'_>, watch: &mut Watch, watcher: usize) -> Outcome {
        if let Some(outcome) = self.recall(call, watch, watcher) {
            return outcome;
        }
        if watch.recalls[watcher].wants(call) {
            return self.probe_followed(call, watch, watcher);
        }
        self.probe_noted(call, watch, watcher)
    }

    /// As [`FastExecutor::probe_logged`], of a call that a watcher asks; its reads are not noted.
    pub fn probe_watched_logged(&mut self, call: &Call<'_>, watch: &mut Watch, watcher: usize) -> Outcome {
        match self.recall(call, watch, watcher) {
            Some(outcome) if watch.recalls[watcher].log(&mut self.machine.stand.cmps) => outcome,
            _ => self.probe_logged(call),
        }
    }

    fn probe_noted(&mut self, call: &Call<'_>, watch: &mut Watch, watcher: usize) -> Outcome {
        let (outcome, _) = self.probe_reads(call);
        if let Some(recorder) = self.recorder.take() {
            self.watch(watch, watcher, &recorder.set);
            self.recorder = Some(recorder);
        }
        outcome
    }

    /// Runs a watcher's call slowly, to learn a formula of it.
    fn probe_followed(&mut self, call: &Call<'_>, watch: &mut Watch, watcher: usize) -> Outcome {
        let log = std::mem::take(&mut self.machine.stand.cmps);
        self.machine.stand.logging = true;
        self.machine.shadow = Some(Box::new(Shadow::new(call)));
        let outcome = self.probe_noted(call, watch, watcher);
        let stand = &mut self.machine.stand;
        stand.logging = false;
        let log = std::mem::replace(&mut stand.cmps, log);
        let formula = self
            .machine
            .shadow
            .take()
            .and_then(|shadow| shadow.finish(&outcome, log, stand.state.block.coinbase));
        watch.recalls[watcher].learn(formula);
        outcome
    }

    /// What a call of a watcher would give, if that follows from what it gave before. It would read nothing new.
    fn recall(&mut self, call: &Call<'_>, watch: &mut Watch, watcher: usize) -> Option<Outcome> {
        let stand = &mut self.machine.stand;
        let recall = &mut watch.recalls[watcher];
        let numbered = watch.numbering.as_ref().is_some_and(|own| Arc::ptr_eq(own, &stand.state.numbering));
        if !numbered || !recall.knows(call) {
            return None;
        }
        if stand.cheats.enabled() {
            stand.cheats.on_tx_start(&mut stand.state);
        }
        if stand.cheats.active() {
            return None;
        }
        let outcome = recall.answer(&stand.state)?;
        self.events.clear();
        stand.logs.clear();
        stand.coverage.begin();
        Some(outcome)
    }

    /// Takes note of what a watcher read.
    pub fn watch(&self, watch: &mut Watch, watcher: usize, reads: &ReadSet) {
        let numbering = &self.machine.stand.state.numbering;
        if !watch.numbering.as_ref().is_some_and(|known| Arc::ptr_eq(known, numbering)) {
            watch.forget();
            watch.numbering = Some(Arc::clone(numbering));
        }
        watch.add(watcher, reads);
    }

    /// Adds to `dirty` the watchers who read a cell or a block field that changed since this was last asked. Going to a snapshot or to
    /// genesis counts as asking: its watchers were asked when it was taken. A watcher whose reads are not known, or were noted before a
    /// rebuild, is always dirty.
    pub fn dirty_watchers(&mut self, watch: &Watch, dirty: &mut Bits) {
        let state = &mut self.machine.stand.state;
        let fields = block_difference(&state.block, &self.block_watched);
        if fields != 0 {
            self.block_watched.clone_from(&state.block);
        }
        let known = watch.numbering.as_ref().is_some_and(|known| Arc::ptr_eq(known, &state.numbering));
        if known && !state.unseen_all {
            watch.readers(&state.unseen, fields, dirty);
        } else {
            (0..watch.count()).for_each(|watcher| dirty.set(watcher));
        }
        state.all_seen();
    }
}
