//! Cuts what a new sequence does not need before it is kept.
//!
//! Invariant: the trimmed sequence ends with the same transaction, reaching the same new edges with the same result.

use super::fuzzer::Fuzzer;
use crate::replay::fire;
use crate::tx::Tx;
use hotfire_evm::coverage::Hit;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::Snapshot;
use std::sync::Arc;

/// Shortest sequence that is worth trimming.
const LEN_MIN: usize = 3;
/// Most replays per trim.
const REPLAYS_MAX: usize = 12;

impl Fuzzer {
    /// Trims a sequence that has just been executed; leaves the executor where it was. Returns the state behind it too.
    pub(super) fn trim(&mut self, txs: Vec<Tx>, success: bool) -> (Arc<[Tx]>, Snapshot) {
        let here = self.exec.snapshot();
        if txs.len() < LEN_MIN {
            return (txs.into(), here);
        }
        let novel = std::mem::take(&mut self.novel);
        if novel.is_empty() {
            return (txs.into(), here);
        }
        let mut best = txs;
        let mut state = None;
        let mut run = (best.len() - 1).div_ceil(2);
        let mut replays = REPLAYS_MAX;
        while run > 0 && replays > 0 {
            let mut start = 0;
            while start < best.len() - 1 && replays > 0 {
                let end = (start + run).min(best.len() - 1);
                let candidate: Vec<Tx> = best[..start].iter().chain(&best[end..]).cloned().collect();
                replays -= 1;
                if let Some(reached) = self.still_reaches(&candidate, success, &novel) {
                    best = candidate;
                    state = Some(reached);
                } else {
                    start = end;
                }
            }
            run = if run == 1 { 0 } else { run.div_ceil(2) };
        }
        self.exec.restore(&here);
        (best.into(), state.unwrap_or(here))
    }

    /// The state behind the sequence, if its last transaction ends alike and reaches all the edges.
    fn still_reaches(&mut self, txs: &[Tx], success: bool, edges: &[Hit]) -> Option<Snapshot> {
        self.exec.reset();
        let (last, prefix) = txs.split_last()?;
        for tx in prefix {
            let call = crate::replay::call_of(&self.harness, tx);
            fire(&mut self.exec, &call, tx.delay_secs, tx.delay_blocks);
        }
        self.stats.executions += txs.len() as u64;
        let call = crate::replay::call_of(&self.harness, last);
        let outcome = fire(&mut self.exec, &call, last.delay_secs, last.delay_blocks);
        (outcome.status.is_success() == success && reached(self.exec.coverage().hits(), edges))
            .then(|| self.exec.snapshot())
    }
}

/// Whether all edges were taken at the depths asked for.
fn reached(hits: &[Hit], edges: &[Hit]) -> bool {
    edges
        .iter()
        .all(|edge| hits.iter().any(|hit| hit.edge == edge.edge && hit.depths & edge.depths == edge.depths))
}
