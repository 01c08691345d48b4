//! The campaign itself: starts workers and judge, keeps the clock, writes the corpus, tells what happens.
//!
//! Invariant: hits are judged in the order of batch, then worker, and only when every worker is past the batch; so with
//! a budget of executions the same findings come in the same order, however the threads are scheduled.

use crate::{
    budget::Budget,
    event::{Ended, Event},
    exchange::Exchange,
    gauge::Gauges,
    judge::{Bench, Case, Renderer, Verdict, judge},
    keeper::{Backlog, Notice, Outlet, keep},
    ledger::Ledger,
    outcome::Outcome,
    stand::{FuzzStand, Stand},
    store::{Store, StoreError},
    worker::{Leave, Message, Outs, Shared, Why, work},
};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select, unbounded};
use hotfire_fuzz::Harness;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How often the clock, the stop flag and the order of hits are looked at.
const TICK: Duration = Duration::from_millis(40);
/// How long shrinking may go on after the time is used up; then what is left is confirmed as it is.
pub const CLOSING: Duration = Duration::from_secs(10);
/// Messages that may wait for the runner before workers wait for it.
const MESSAGES_MAX: usize = 1024;

/// Bytes that every worker's corpus of every harness has at least: below, nothing could be kept.
const CORPUS_BYTES_MIN: usize = 2 << 20;

/// How a campaign is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Decides, with the executions, what is found.
    pub seed: u64,
    /// Threads that search; at least 1.
    pub workers: u32,
    /// When it ends.
    pub budget: Budget,
    /// Bytes for the corpora of all workers together.
    pub corpus_bytes_max: usize,
}

/// A campaign that is ready to run.
#[derive(Clone, Copy)]
pub struct Campaign<'a> {
    /// What is fired at.
    pub harnesses: &'a [Arc<Harness>],
    /// How.
    pub options: &'a Options,
    /// Where corpus and findings go; without one they are only in memory.
    pub store: Option<&'a Store>,
    /// Renders the files beside a finding's record.
    pub renderer: &'a Renderer<'a>,
    /// Set from outside to end the campaign soon and in order.
    pub stop: &'a AtomicBool,
}

impl std::fmt::Debug for Campaign<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Campaign").field("options", self.options).finish_non_exhaustive()
    }
}

impl Campaign<'_> {
    /// Runs to the end of the budget and tells `events` what happens, all on the calling thread.
    ///
    /// # Errors
    /// When the corpus folders cannot be made or listed. What goes wrong later is a warning and part of the outcome.
    pub fn run(&self, events: &mut dyn FnMut(Event)) -> Result<Outcome, StoreError> {
        self.run_on(&FuzzStand, events)
    }

    pub(crate) fn run_on<S: Stand>(
        &self,
        stand: &S,
        events: &mut dyn FnMut(Event),
    ) -> Result<Outcome, StoreError> {
        let mut ledger = Ledger::open(self.harnesses, self.options, self.store, events)?;
        let seeds = ledger.take_seeds();
        let workers = self.options.workers.max(1);
        let lanes = self.harnesses.len();
        let shared = Shared {
            stand,
            harnesses: self.harnesses,
            seeds: &seeds,
            seed: self.options.seed,
            workers,
            executions_max: self.options.budget.executions_of_one(workers),
            corpus_bytes_max: (self.options.corpus_bytes_max / (workers as usize * lanes.max(1)))
                .max(CORPUS_BYTES_MIN),
            exchange: Exchange::new(lanes, workers as usize),
            gauges: (0..workers).map(|_| Gauges::new(lanes)).collect(),
            stop: Arc::default(),
        };
        let (hurry, backlog) = (AtomicBool::new(false), Backlog::default());
        let findings = self.store.map(Store::findings);
        let bench = Bench {
            stand,
            harnesses: self.harnesses,
            findings,
            renderer: self.renderer,
            hurry: &hurry,
            stop_on_first: self.options.budget.stop_on_first,
        };
        let ended = thread::scope(|scope| {
            let (cases, case_queue) = unbounded();
            let (verdict_sink, verdicts) = unbounded();
            let (message_sink, messages) = bounded(MESSAGES_MAX);
            let (parcel_sink, parcels) = unbounded();
            let (notice_sink, notices) = unbounded();
            let (shared, bench, backlog) = (&shared, &bench, &backlog);
            scope.spawn(move || judge(bench, &case_queue, &verdict_sink));
            ledger.queue_known(&cases);
            let corpora = ledger.take_corpora();
            let outlet = (!corpora.is_empty()).then_some(Outlet { sink: parcel_sink, backlog });
            scope.spawn(move || keep(corpora, &parcels, backlog, &notice_sink));
            let outs = Outs { messages: message_sink, corpus: outlet };
            for index in 0..workers {
                let outs = outs.clone();
                scope.spawn(move || work(shared, index, &outs));
            }
            drop(outs);
            let floor = Floor { campaign: self, shared, messages, verdicts, notices, hurry: &hurry };
            floor.watch(&mut ledger, cases)
        });
        Ok(ledger.close(ended, &shared.gauges))
    }
}

/// The running threads, as the runner sees them.
struct Floor<'a, 'b, S> {
    campaign: &'a Campaign<'b>,
    shared: &'a Shared<'a, S>,
    messages: Receiver<Message>,
    verdicts: Receiver<Verdict>,
    notices: Receiver<Notice>,
    hurry: &'a AtomicBool,
}

impl<S: Stand> Floor<'_, '_, S> {
    /// Until workers and judge have ended.
    fn watch(self, ledger: &mut Ledger<'_, '_>, cases: Sender<Case>) -> Ended {
        let ended = self.watch_search(ledger, &cases);
        ledger.release_all(&cases);
        ledger.queue_optima(&cases);
        ledger.say_closing();
        drop(cases);
        self.watch_closing(ledger, ended);
        ended
    }

    fn watch_search(&self, ledger: &mut Ledger<'_, '_>, cases: &Sender<Case>) -> Ended {
        let mut cause = None;
        let mut whys = Vec::new();
        let mut workers = self.shared.workers;
        while workers > 0 {
            // The marks are read before the messages: every hit of a batch below them is then in the channel or here.
            let mark = self.shared.gauges.iter().map(Gauges::mark).min().unwrap_or(u64::MAX);
            let first = select! {
                recv(self.messages) -> message => message.ok(),
                recv(self.verdicts) -> verdict => { verdict.into_iter().for_each(|verdict| ledger.note_verdict(verdict)); None }
                default(TICK) => None,
            };
            for message in first.into_iter().chain(self.messages.try_iter().take(MESSAGES_MAX)) {
                if let Message::Left { worker, how } = message {
                    workers -= 1;
                    match how {
                        Leave::Done { why, lanes } => {
                            whys.push(why);
                            ledger.note_end(lanes);
                        }
                        Leave::Panicked { message } => {
                            ledger.note_panic(&format!("worker {worker}"), &message)
                        }
                    }
                } else {
                    ledger.note(message);
                }
            }
            self.verdicts.try_iter().for_each(|verdict| ledger.note_verdict(verdict));
            self.notices.try_iter().for_each(|notice| ledger.note_keeper(notice));
            ledger.release(mark, cases);
            ledger.say_progress(&self.shared.gauges);
            cause = cause.or_else(|| self.cause(ledger));
            if cause.is_some() {
                self.shared.stop.store(true, Ordering::Relaxed);
            }
            if cause == Some(Ended::Interrupted) {
                self.hurry.store(true, Ordering::Relaxed);
            }
        }
        cause.unwrap_or_else(|| ended(&whys))
    }

    /// Why the search is to stop now, if it is.
    fn cause(&self, ledger: &Ledger<'_, '_>) -> Option<Ended> {
        let budget = &self.campaign.options.budget;
        if self.campaign.stop.load(Ordering::Relaxed) {
            return Some(Ended::Interrupted);
        }
        if budget.stop_on_first && ledger.flaws() > 0 {
            return Some(Ended::FirstFinding);
        }
        budget.time.is_some_and(|time| ledger.elapsed() >= time).then_some(Ended::Time)
    }

    /// Lets the judge finish: in a hurry once the grace is over or somebody asks.
    fn watch_closing(&self, ledger: &mut Ledger<'_, '_>, ended: Ended) {
        let since = Instant::now();
        loop {
            let grace = ended == Ended::Time && since.elapsed() > CLOSING;
            if grace || self.campaign.stop.load(Ordering::Relaxed) {
                self.hurry.store(true, Ordering::Relaxed);
            }
            match self.verdicts.recv_timeout(TICK) {
                Ok(verdict) => ledger.note_verdict(verdict),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            ledger.say_progress(&self.shared.gauges);
        }
        // The keeper ends when it has written what waits; that is bounded.
        self.notices.iter().for_each(|notice| ledger.note_keeper(notice));
    }
}

/// Why the search ended when nobody stopped it.
fn ended(whys: &[Why]) -> Ended {
    if whys.is_empty() {
        Ended::Failed
    } else if whys.contains(&Why::Executions) {
        Ended::Executions
    } else {
        Ended::Exhausted
    }
}
