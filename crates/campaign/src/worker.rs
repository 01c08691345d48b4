//! One worker: takes its turns at the harnesses, passes on what it finds, and leaves when it is told to.
//!
//! Invariant: what a worker does until it is stopped depends on harnesses, seed, worker index, corpus and budget alone.

use crate::{
    budget::{Turn, Turns},
    exchange::{Exchange, Parcel},
    gauge::Gauges,
    keeper::Outlet,
    outcome::Covered,
    stand::{Search, Stand},
};
use alloy_primitives::{Bytes, U256};
use crossbeam_channel::Sender;
use hotfire_fuzz::{Function, FuzzOptions, FuzzStats, Harness, Hit, Sequence, Tx, tx::Script};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Calls between two looks at the outside world.
const BATCH_EXECUTIONS: u64 = 1024;

/// Entries of others or of an earlier corpus that are replayed between two looks at the outside world.
const IMPORT_ENTRIES: usize = 8;

/// What all workers share.
pub(crate) struct Shared<'a, S> {
    pub(crate) stand: &'a S,
    pub(crate) harnesses: &'a [Arc<Harness>],
    /// Corpus entries that each harness starts with.
    pub(crate) seeds: &'a [Vec<Sequence>],
    pub(crate) seed: u64,
    pub(crate) workers: u32,
    pub(crate) executions_max: Option<u64>,
    pub(crate) corpus_bytes_max: usize,
    pub(crate) exchange: Exchange,
    pub(crate) gauges: Vec<Gauges>,
    pub(crate) stop: Arc<AtomicBool>,
}

/// What a worker tells the runner.
pub(crate) enum Message {
    /// Hits of a batch; batches are numbered from 0 over all turns.
    Hits { worker: u32, batch: u64, lane: usize, hits: Vec<Hit> },
    /// The worker has ended; nothing follows.
    Left { worker: u32, how: Leave },
}

/// How a worker ended.
pub(crate) enum Leave {
    /// It was stopped or has used up its budget.
    Done { why: Why, lanes: Vec<LaneEnd> },
    /// It panicked: our bug.
    Panicked { message: String },
}

/// Why a worker ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Stopped,
    Executions,
    Exhausted,
}

/// What a worker knows about one harness at the end.
pub(crate) struct LaneEnd {
    pub(crate) lane: usize,
    pub(crate) stats: FuzzStats,
    pub(crate) covered: Covered,
    pub(crate) optima: Vec<Hit>,
}

/// Where a worker's results go.
#[derive(Clone)]
pub(crate) struct Outs<'a> {
    pub(crate) messages: Sender<Message>,
    /// Absent when there is no store.
    pub(crate) corpus: Option<Outlet<'a>>,
}

/// Runs a worker to its end and reports it, whatever happens.
pub(crate) fn work<S: Stand>(shared: &Shared<'_, S>, index: u32, out: &Outs<'_>) {
    let how = catch_unwind(AssertUnwindSafe(|| Worker::new(shared, index, out).run()));
    shared.exchange.depart(index as usize);
    shared.gauges[index as usize].raise_mark(u64::MAX);
    let how = match how {
        Ok((why, lanes)) => Leave::Done { why, lanes },
        Err(panic) => Leave::Panicked { message: panic_message(panic.as_ref()) },
    };
    // The runner outlives the workers; if it is gone, so is the campaign.
    drop(out.messages.send(Message::Left { worker: index, how }));
}

/// Stateless tests without arguments are all called once; chance must not pass one over.
fn plain_tests(harness: &Harness) -> Vec<Sequence> {
    let from = harness.senders.first().filter(|_| harness.semantics.stateless);
    let plain = harness.functions.iter().filter(|function| function.inputs.is_empty());
    let call = |function: &Function| {
        let selector = function.selector?;
        Some(Sequence(vec![Tx {
            from: *from?,
            to: function.address,
            value: U256::ZERO,
            data: Bytes::copy_from_slice(&selector),
            delay_secs: 0,
            delay_blocks: 0,
            script: Script::default(),
        }]))
    };
    plain.filter_map(call).collect()
}

/// The words of a panic.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

struct Worker<'a, S: Stand> {
    shared: &'a Shared<'a, S>,
    index: u32,
    out: &'a Outs<'a>,
    lanes: Vec<Option<S::Search>>,
    batch: u64,
    /// Calls so far, without the replay of an earlier corpus: that must not use up a small budget.
    executions: u64,
}

impl<'a, S: Stand> Worker<'a, S> {
    fn new(shared: &'a Shared<'a, S>, index: u32, out: &'a Outs<'a>) -> Self {
        let lanes = shared.harnesses.iter().map(|_| None).collect();
        Self { shared, index, out, lanes, batch: 0, executions: 0 }
    }

    fn run(mut self) -> (Why, Vec<LaneEnd>) {
        let mut turns = Turns::new(self.shared.harnesses);
        let why = loop {
            if self.shared.stop.load(Ordering::Relaxed) {
                break Why::Stopped;
            }
            if self.left() == 0 {
                break Why::Executions;
            }
            let Some(turn) = turns.next() else { break Why::Exhausted };
            if self.take(turn) == 0 && !self.shared.stop.load(Ordering::Relaxed) {
                // There is nothing to call, and there never will be.
                turns.retire(turn.lane);
            }
        };
        self.send_rest();
        (why, self.ends())
    }

    /// Sends what the searches held back.
    fn send_rest(&mut self) {
        for lane in 0..self.lanes.len() {
            let hits = self.lanes[lane].as_mut().map(S::Search::rest).unwrap_or_default();
            if !hits.is_empty() {
                self.send(Message::Hits { worker: self.index, batch: self.batch, lane, hits });
                self.batch += 1;
            }
        }
        self.shared.gauges[self.index as usize].raise_mark(self.batch);
    }

    /// Calls left in the budget.
    fn left(&self) -> u64 {
        self.shared.executions_max.map_or(u64::MAX, |all| all.saturating_sub(self.executions))
    }

    /// Takes a turn and tells how many calls it had.
    fn take(&mut self, turn: Turn) -> u64 {
        let lane = turn.lane;
        if self.lanes[lane].is_none() {
            self.lanes[lane] = Some(self.open(lane));
        }
        self.import(turn);
        let given = turn.executions.min(self.left());
        let mut left = given;
        while left > 0 && !self.shared.stop.load(Ordering::Relaxed) {
            let done = self.fire(lane, left.min(BATCH_EXECUTIONS));
            if done == 0 {
                break;
            }
            left = left.saturating_sub(done);
        }
        self.export(turn);
        given - left
    }

    fn open(&self, lane: usize) -> S::Search {
        let shared = self.shared;
        let options = FuzzOptions {
            seed: shared.seed,
            worker: self.index,
            workers: shared.workers,
            corpus_bytes_max: shared.corpus_bytes_max,
        };
        let mut search = shared.stand.search(&shared.harnesses[lane], options);
        for entries in shared.seeds[lane].chunks(IMPORT_ENTRIES) {
            if shared.stop.load(Ordering::Relaxed) {
                break;
            }
            search.import(entries);
        }
        search.import(&plain_tests(&shared.harnesses[lane]));
        search
    }

    fn import(&mut self, turn: Turn) {
        if self.shared.workers == 1 {
            return;
        }
        let parcels =
            self.shared.exchange.take(turn.lane, self.index as usize, turn.round, &self.shared.stop);
        if let Some(search) = &mut self.lanes[turn.lane] {
            let before = search.stats().executions;
            for entries in parcels.iter().flat_map(|parcel| parcel.chunks(IMPORT_ENTRIES)) {
                if self.shared.stop.load(Ordering::Relaxed) {
                    break;
                }
                search.import(entries);
            }
            let stats = search.stats();
            self.executions += stats.executions - before;
            self.shared.gauges[self.index as usize].set(turn.lane, &stats);
        }
    }

    /// Runs a batch and tells how many calls it took.
    fn fire(&mut self, lane: usize, executions: u64) -> u64 {
        let Some(search) = &mut self.lanes[lane] else { return 0 };
        let before = search.stats().executions;
        let hits = search.run(executions, &self.shared.stop);
        let stats = search.stats();
        let gauges = &self.shared.gauges[self.index as usize];
        gauges.set(lane, &stats);
        if !hits.is_empty() {
            self.send(Message::Hits { worker: self.index, batch: self.batch, lane, hits });
        }
        self.batch += 1;
        gauges.raise_mark(self.batch);
        let done = stats.executions - before;
        self.executions += done;
        done
    }

    fn export(&mut self, turn: Turn) {
        let Some(search) = &mut self.lanes[turn.lane] else { return };
        let entries: Parcel = search.export().into();
        if self.shared.workers > 1 {
            self.shared.exchange.leave(turn.lane, self.index as usize, turn.round, Arc::clone(&entries));
        }
        if let Some(corpus) = self.out.corpus.as_ref().filter(|_| !entries.is_empty()) {
            corpus.offer(turn.lane, &entries);
        }
    }

    fn ends(self) -> Vec<LaneEnd> {
        let open = self.lanes.into_iter().enumerate().filter_map(|(lane, search)| Some((lane, search?)));
        let end = |(lane, search): (usize, S::Search)| LaneEnd {
            lane,
            stats: search.stats(),
            covered: search.covered(),
            optima: search.optima(),
        };
        open.map(end).collect()
    }

    fn send(&self, message: Message) {
        // The runner outlives the workers; if it is gone, so is the campaign.
        drop(self.out.messages.send(message));
    }
}
