//! Numbers that workers set and the runner reads, without either waiting.
//!
//! Invariant: a worker's mark is raised after it has sent every hit from before the mark.

use hotfire_fuzz::FuzzStats;
use std::sync::atomic::{AtomicU64, Ordering};

/// The gauges of one worker.
#[derive(Debug)]
pub(crate) struct Gauges {
    lanes: Vec<LaneGauge>,
    /// Every batch with a smaller number is done and its hits are sent.
    mark: AtomicU64,
}

#[derive(Debug, Default)]
struct LaneGauge {
    executions: AtomicU64,
    reverts: AtomicU64,
    edges: AtomicU64,
    corpus: AtomicU64,
}

/// The numbers of one harness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) executions: u64,
    pub(crate) reverts: u64,
    pub(crate) edges: u64,
    pub(crate) corpus: u64,
}

impl Gauges {
    pub(crate) fn new(lanes: usize) -> Self {
        Self { lanes: (0..lanes).map(|_| LaneGauge::default()).collect(), mark: AtomicU64::new(0) }
    }

    pub(crate) fn set(&self, lane: usize, stats: &FuzzStats) {
        let gauge = &self.lanes[lane];
        gauge.executions.store(stats.executions, Ordering::Relaxed);
        gauge.reverts.store(stats.failures, Ordering::Relaxed);
        gauge.edges.store(stats.edges, Ordering::Relaxed);
        gauge.corpus.store(stats.corpus_len as u64, Ordering::Relaxed);
    }

    pub(crate) fn raise_mark(&self, mark: u64) {
        self.mark.store(mark, Ordering::Release);
    }

    pub(crate) fn mark(&self) -> u64 {
        self.mark.load(Ordering::Acquire)
    }
}

/// One harness over all workers: calls are summed, what was reached is that of the worker who reached most.
pub(crate) fn reading(workers: &[Gauges], lane: usize) -> Reading {
    let mut all = Reading::default();
    for gauge in workers.iter().map(|worker| &worker.lanes[lane]) {
        all.executions += gauge.executions.load(Ordering::Relaxed);
        all.reverts += gauge.reverts.load(Ordering::Relaxed);
        all.edges = all.edges.max(gauge.edges.load(Ordering::Relaxed));
        all.corpus = all.corpus.max(gauge.corpus.load(Ordering::Relaxed));
    }
    all
}
