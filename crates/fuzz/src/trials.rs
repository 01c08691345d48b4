//! Replays candidates of a smaller failing sequence, several at a time.
//!
//! Invariant: the answer is that of trying one candidate after the other, whatever the number of threads: the first in
//! order that fails counts, and what was replayed behind it is forgotten.

use crate::finding::Violation;
use crate::harness::Harness;
use crate::replay::replay_until;
use crate::tx::Tx;
use hotfire_evm::fast::FastExecutor;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Most threads that replay for one case.
const THREADS_MAX: usize = 16;

/// Engines that stand ready to replay: one here, the others in threads of their own.
pub(crate) struct Trials<'a> {
    harness: &'a Harness,
    wanted: &'a Violation,
    exec: FastExecutor,
    helpers: Vec<Helper>,
}

/// A thread with an engine.
struct Helper {
    candidates: SyncSender<Vec<Tx>>,
    answers: Receiver<Option<Violation>>,
}

impl Trials<'_> {
    /// Starts the engines, and ends their threads when `work` is done.
    pub(crate) fn with<R>(
        harness: &Harness,
        wanted: &Violation,
        threads: usize,
        work: impl FnOnce(&mut Trials<'_>) -> R,
    ) -> R {
        std::thread::scope(|scope| {
            let start = |_| {
                let (candidates, queue) = sync_channel::<Vec<Tx>>(1);
                let (sink, answers) = sync_channel(1);
                scope.spawn(move || {
                    let mut exec = FastExecutor::new(Arc::clone(&harness.world));
                    for txs in queue {
                        if sink.send(replay_until(harness, &mut exec, &txs, wanted)).is_err() {
                            return;
                        }
                    }
                });
                Helper { candidates, answers }
            };
            let helpers = (1..threads.min(THREADS_MAX)).map(start).collect();
            let exec = FastExecutor::new(Arc::clone(&harness.world));
            // Its end closes the queues, and with them the threads.
            work(&mut Trials { harness, wanted, exec, helpers })
        })
    }

    /// How many candidates are replayed at once.
    pub(crate) fn width(&self) -> usize {
        1 + self.helpers.len()
    }

    /// The first candidate that fails for the wanted reason, and how; there are at most [`Trials::width`] of them.
    pub(crate) fn first(&mut self, candidates: &[Vec<Tx>]) -> Option<(usize, Violation)> {
        assert!(candidates.len() <= self.width(), "each engine replays one candidate");
        let (here, others) = candidates.split_first()?;
        for (helper, txs) in self.helpers.iter().zip(others) {
            helper.candidates.send(txs.clone()).expect("a helper listens until its queue is closed");
        }
        let mut found = replay_until(self.harness, &mut self.exec, here, self.wanted).map(|found| (0, found));
        for (at, helper) in self.helpers.iter().take(others.len()).enumerate() {
            // All are waited for, so that the engines are free again.
            let answer = helper.answers.recv().expect("a helper answers each candidate");
            found = found.or_else(|| answer.map(|answer| (at + 1, answer)));
        }
        found
    }
}
