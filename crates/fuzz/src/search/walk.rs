//! The way from genesis to the current state, kept without allocating per call.
//!
//! Invariant: replaying a path from genesis leads to the state that the executor is in.

use super::draft::Draft;
use crate::harness::Harness;
use crate::tx::{Script, Tx};
use alloy_primitives::{Address, Bytes, U256};
use std::sync::Arc;

/// A committed transaction whose data lie in the path's arena.
#[derive(Clone, Copy, Debug)]
struct Step {
    function: usize,
    from: Address,
    value: U256,
    delay_secs: u64,
    delay_blocks: u64,
    start: usize,
    end: usize,
}

/// A kept prefix and the steps taken since.
#[derive(Debug)]
pub(crate) struct Path {
    base: Arc<[Tx]>,
    steps: Vec<Step>,
    data: Vec<u8>,
}

impl Default for Path {
    fn default() -> Self {
        Self { base: Arc::from([]), steps: Vec::new(), data: Vec::new() }
    }
}

impl Path {
    /// Starts anew behind a prefix.
    pub(crate) fn start(&mut self, base: Arc<[Tx]>) {
        self.base = base;
        self.steps.clear();
        self.data.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.base.len() + self.steps.len()
    }

    /// Adds a committed transaction.
    pub(crate) fn push(&mut self, draft: &Draft) {
        let start = self.data.len();
        self.data.extend_from_slice(&draft.data);
        self.steps.push(Step {
            function: draft.function,
            from: draft.from,
            value: draft.value,
            delay_secs: draft.delay_secs,
            delay_blocks: draft.delay_blocks,
            start,
            end: self.data.len(),
        });
    }

    /// Takes the last step back.
    pub(crate) fn pop(&mut self) {
        if let Some(step) = self.steps.pop() {
            self.data.truncate(step.start);
        }
    }

    /// How many steps there are; for [`Path::back_to`].
    pub(crate) fn mark(&self) -> usize {
        self.steps.len()
    }

    /// Takes back every step since the mark.
    pub(crate) fn back_to(&mut self, mark: usize) {
        while self.steps.len() > mark {
            self.pop();
        }
    }

    /// The transactions from genesis, and one more if given.
    pub(crate) fn to_txs(&self, harness: &Harness, last: Option<&Draft>) -> Vec<Tx> {
        let steps = self.steps.iter().map(|step| Tx {
            from: step.from,
            to: harness.functions[step.function].address,
            value: step.value,
            data: Bytes::copy_from_slice(&self.data[step.start..step.end]),
            delay_secs: step.delay_secs,
            delay_blocks: step.delay_blocks,
            script: Script::default(),
        });
        let last = last.map(|draft| draft.to_tx(harness));
        self.base.iter().cloned().chain(steps).chain(last).collect()
    }
}
