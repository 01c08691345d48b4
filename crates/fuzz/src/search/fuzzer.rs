//! One worker's search: its state, its budget, its exchange with other workers.
//!
//! Invariant: nothing here reads a clock or a global; memory is bounded by the corpus limit and fixed-size tables.

use super::corpus::{Corpus, bytes_of};
use super::draft::{Draft, function_of};
use super::sites::Sites;
use super::solve::Jobs;
use super::target::{Target, targets_of};
use super::walk::Path;
use crate::finding::{Hit, Reason};
use crate::harness::Harness;
use crate::rng::Rng;
use crate::tx::Sequence;
use crate::values::{Dictionary, Leaf};
use alloy_primitives::U256;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::reads::{Bits, Watch};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Most sequences that wait to be exported.
const EXPORTS_MAX: usize = 4_096;
/// Share of the default corpus limit: 128 MiB.
const CORPUS_BYTES_MAX: usize = 128 << 20;

/// What decides a worker's run besides the harness.
#[derive(Clone, Copy, Debug)]
pub struct FuzzOptions {
    /// The campaign's seed.
    pub seed: u64,
    /// Index of the worker, from 0.
    pub worker: u32,
    /// Number of workers of the campaign.
    pub workers: u32,
    /// Limit of the corpus with its snapshots, in bytes.
    pub corpus_bytes_max: usize,
}

impl Default for FuzzOptions {
    fn default() -> Self {
        Self { seed: 0, worker: 0, workers: 1, corpus_bytes_max: CORPUS_BYTES_MAX }
    }
}

/// How far a worker has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FuzzStats {
    /// Transactions executed, those of solving and trimming included.
    pub executions: u64,
    /// Of these, how many did not succeed.
    pub failures: u64,
    /// Evaluations of properties.
    pub checks: u64,
    /// Edges covered (edge × call depth × result).
    pub edges: u64,
    /// Sequences in the corpus.
    pub corpus_len: usize,
    /// Bytes of the corpus with its snapshots.
    pub corpus_bytes: usize,
    /// Executions when the last new edge was found.
    pub last_new_edge: u64,
}

/// The search of one worker over one harness.
#[derive(Debug)]
pub struct Fuzzer {
    pub(super) harness: Arc<Harness>,
    pub(super) options: FuzzOptions,
    pub(super) exec: FastExecutor,
    pub(super) rng: Rng,
    pub(super) targets: Vec<Target>,
    pub(super) dictionary: Dictionary,
    pub(super) corpus: Corpus,
    pub(super) path: Path,
    pub(super) draft: Draft,
    pub(super) plan: VecDeque<crate::Tx>,
    pub(super) repeat: usize,
    pub(super) focus: Option<usize>,
    pub(super) sampling: bool,
    /// The walk draws from all senders.
    pub(super) crowded: bool,
    /// Seconds and blocks that passed since the last success.
    pub(super) waited: (u64, u64),
    pub(super) leaves: Vec<Leaf>,
    pub(super) amounts: Vec<U256>,
    pub(super) sites: Sites,
    pub(super) jobs: Jobs,
    pub(super) flows: super::flow::Flows,
    pub(super) hits: Vec<Hit>,
    /// What broke already.
    pub(super) known: BTreeSet<Reason>,
    /// How often the failing instruction was looked up, by reason without it.
    pub(super) lookups: BTreeMap<Reason, u32>,
    /// Properties that are asked no more.
    pub(super) retired: Vec<bool>,
    pub(super) optima: Vec<Option<Hit>>,
    /// Which property read what.
    pub(super) watch: Watch,
    pub(super) dirty: Bits,
    /// Edges that the last transaction took for the first time.
    pub(super) novel: Vec<hotfire_evm::coverage::Hit>,
    pub(super) stats: FuzzStats,
    pub(super) budget: u64,
    /// Set from outside when the search has to end.
    stop: Arc<AtomicBool>,
    exports: VecDeque<Sequence>,
    started: bool,
}

impl Fuzzer {
    /// A worker that has not run yet.
    #[must_use]
    pub fn new(harness: Arc<Harness>, options: FuzzOptions) -> Self {
        let mut exec = FastExecutor::new(Arc::clone(&harness.world));
        let dictionary = super::seed::dictionary_of(&harness, &mut exec);
        let events = super::seed::needs_events(&harness, &mut exec);
        exec.record_events(events);
        let properties = harness.properties.len();
        Self {
            exec,
            rng: Rng::new(options.seed, u64::from(options.worker)),
            targets: targets_of(&harness),
            dictionary,
            corpus: Corpus::new(options.corpus_bytes_max),
            path: Path::default(),
            draft: Draft::default(),
            plan: VecDeque::new(),
            repeat: 0,
            focus: None,
            sampling: false,
            crowded: false,
            waited: (0, 0),
            leaves: Vec::new(),
            amounts: Vec::new(),
            sites: Sites::default(),
            jobs: Jobs::default(),
            flows: super::flow::Flows::new(harness.functions.len()),
            hits: Vec::new(),
            known: BTreeSet::new(),
            lookups: BTreeMap::new(),
            retired: vec![false; properties],
            optima: vec![None; properties],
            watch: Watch::new(properties),
            dirty: Bits::none(properties),
            novel: Vec::new(),
            stats: FuzzStats::default(),
            budget: 0,
            stop: Arc::default(),
            exports: VecDeque::new(),
            started: false,
            harness,
            options,
        }
    }

    /// Runs about so many executions more and returns the hits, one per reason.
    ///
    /// Stops early when `stop` is set; only then does the clock decide what is found.
    pub fn run(&mut self, executions: u64, stop: &Arc<AtomicBool>) -> Vec<Hit> {
        self.stop = Arc::clone(stop);
        self.budget = self.stats.executions.saturating_add(executions);
        if !self.started {
            self.started = true;
            self.check_genesis();
        }
        if !self.harness.functions.is_empty() {
            while !self.is_spent() {
                if !self.work_on_a_job() {
                    self.walk();
                }
            }
        }
        std::mem::take(&mut self.hits)
    }

    /// Whether the running slice is over.
    pub(super) fn is_spent(&self) -> bool {
        self.stats.executions >= self.budget || self.is_stopped()
    }

    /// Whether the search has to end now, in the middle of whatever it does.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Sequences that were added to the corpus since the last export.
    pub fn export(&mut self) -> Vec<Sequence> {
        self.exports.drain(..).collect()
    }

    /// Replays sequences of other workers or of an earlier run, and keeps what is new here.
    pub fn import(&mut self, entries: &[Sequence]) {
        for entry in entries {
            self.start_at_genesis();
            for tx in entry.iter() {
                if self.path.len() >= self.harness.semantics.sequence_len_max {
                    break;
                }
                if self.draft.load(&self.harness, tx) {
                    self.fire_draft();
                }
            }
        }
        // What was imported is known elsewhere already.
        self.exports.clear();
    }

    /// How far the worker has come.
    #[must_use]
    pub fn stats(&self) -> FuzzStats {
        FuzzStats {
            edges: self.exec.coverage().edges_taken() as u64,
            corpus_len: self.corpus.len(),
            corpus_bytes: self.corpus.bytes(),
            ..self.stats
        }
    }

    /// The engine's coverage, for reports.
    #[must_use]
    pub fn coverage(&self) -> &hotfire_evm::coverage::Coverage {
        self.exec.coverage()
    }

    /// The best value of each optimisation target, with its sequence.
    pub fn optima(&self) -> impl Iterator<Item = &Hit> {
        self.optima.iter().flatten()
    }

    /// Notes a sequence for the next export.
    pub(super) fn note_export(&mut self, txs: &Arc<[crate::Tx]>) {
        if self.exports.len() >= EXPORTS_MAX || bytes_of(txs) > CORPUS_BYTES_MAX / 16 {
            return;
        }
        if txs.iter().all(|tx| function_of(&self.harness, tx).is_some()) {
            self.exports.push_back(Sequence(txs.to_vec()));
        }
    }

    /// Goes to genesis with an empty path.
    pub(super) fn start_at_genesis(&mut self) {
        self.exec.reset();
        self.path.start(Arc::from([]));
        self.plan.clear();
        self.repeat = 0;
    }
}
