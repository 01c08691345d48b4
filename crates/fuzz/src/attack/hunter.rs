//! The search of one worker for attacks: goes on from attacks under way, a step at a time, and keeps what is new or pays.
//!
//! Invariant: one worker's run is a function of harness, seed, worker index, executions and imports.

use super::act::Act;
use super::aim::Goal;
use super::arena::Arena;
use super::draw::Draw;
use super::hopes::Hopes;
use super::keep::{Keep, Path};
use super::ledger::{Held, Holdings};
use super::moves::Moves;
use super::needs::OwnCells;
use super::readers::Readers;
use super::settle::{Ended, EndedBy};
use super::ways::Prospects;
use super::writers::Writers;
use crate::finding::{Hit, Reason};
use crate::harness::Harness;
use crate::rng::Rng;
use crate::search::{FuzzOptions, FuzzStats};
use crate::tx::{Answer, Question, Sequence, Tx};
use crate::values::Dictionary;
use alloy_primitives::U256;
use hashbrown::{HashMap, HashSet};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::reads::{Bits, Watch};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Longest attack, without loans and approvals.
pub(super) const ACTS_MAX: usize = 40;
/// Starting points at which one asset alone is lent in full.
const ALONE_MAX: usize = 4;
/// How seldom what is owed is brought back at the end of some steps.
const SETTLE_ONE_IN: usize = 8;
/// How seldom gifts go before a step.
const PREPAID_ONE_IN: usize = 12;
/// Steps tried from one entry before another is picked.
const STEPS_MAX: usize = 4;

/// The attack search of one worker over one world.
#[derive(Debug)]
pub struct Hunter {
    pub(super) harness: Arc<Harness>,
    pub(super) arena: Arc<Arena>,
    pub(super) exec: FastExecutor,
    pub(super) rng: Rng,
    pub(super) dictionary: Dictionary,
    pub(super) moves: Moves,
    pub(super) keep: Keep,
    pub(super) prospects: Prospects,
    pub(super) hopes: Hopes,
    pub(super) writers: Writers,
    pub(super) readers: Readers,
    /// Cells that tell what the attacker holds.
    pub(super) own: OwnCells,
    /// Cells that the last step changed.
    pub(super) written: Vec<u32>,
    pub(super) ended: HashMap<EndedBy, Ended>,
    /// Loans and approvals of each starting point.
    pub(super) bases: Vec<Vec<Tx>>,
    pub(super) path: Path,
    pub(super) genesis: Holdings,
    pub(super) watch: Watch,
    pub(super) dirty: Bits,
    /// What is watched, and whether the answer is an address.
    pub(super) questions: Vec<(Question, bool)>,
    /// Looks at each of them in a row that showed nothing new.
    pub(super) looks_in_vain: Vec<u16>,
    /// Selectors that the attacker was asked by.
    pub(super) asked: Vec<[u8; 4]>,
    pub(super) seen_views: HashSet<(u32, u16)>,
    pub(super) seen_patterns: HashSet<[u32; 4]>,
    pub(super) best_score: f64,
    pub(super) hits: Vec<Hit>,
    /// Hits that are held back for a while.
    pub(super) late: Vec<Hit>,
    pub(super) known: BTreeSet<Reason>,
    pub(super) stats: FuzzStats,
    pub(super) budget: u64,
    pub(super) started: bool,
    /// Searches so far, and the executions after which the present one ends.
    pub(super) searches: u64,
    pub(super) search_ends: u64,
}

impl Hunter {
    /// A worker that has not run yet.
    ///
    /// # Panics
    /// If the harness is not a world under attack.
    #[must_use]
    pub fn new(harness: Arc<Harness>, options: FuzzOptions) -> Self {
        let arena = Arc::clone(harness.arena.as_ref().expect("a hunter is made for a world under attack"));
        let mut exec = FastExecutor::new(Arc::clone(&harness.world));
        let dictionary = crate::search::dictionary_of(&harness, &mut exec);
        let genesis = Holdings::read(&arena, &mut exec);
        let sets = 1..1_u32 << arena.honest_txs.len();
        let genesis = genesis.with_honest(&arena, &mut exec, harness.semantics.gas_limit, sets);
        let questions = arena.questions();
        let path = Path::empty(&arena);
        Self {
            moves: Moves::new(&harness, &arena),
            exec,
            rng: Rng::new(options.seed, u64::from(options.worker)),
            dictionary,
            keep: Keep::new(options.corpus_bytes_max),
            prospects: Prospects::default(),
            hopes: Hopes::default(),
            writers: Writers::default(),
            readers: Readers::default(),
            own: OwnCells::default(),
            written: Vec::new(),
            ended: HashMap::new(),
            bases: Vec::new(),
            path,
            genesis,
            watch: Watch::new(questions.len()),
            dirty: Bits::none(questions.len()),
            looks_in_vain: vec![0; questions.len()],
            questions,
            asked: Vec::new(),
            seen_views: HashSet::new(),
            seen_patterns: HashSet::new(),
            best_score: 0.0,
            hits: Vec::new(),
            late: Vec::new(),
            known: BTreeSet::new(),
            stats: FuzzStats::default(),
            budget: 0,
            started: false,
            searches: 0,
            search_ends: 0,
            arena,
            harness,
        }
    }

    /// Runs about so many executions more and returns the hits, one per reason.
    ///
    /// Stops early when `stop` is set; only then does the clock decide what is found.
    pub fn run(&mut self, executions: u64, stop: &AtomicBool) -> Vec<Hit> {
        self.budget = self.stats.executions.saturating_add(executions);
        self.start();
        if !self.moves.is_empty() {
            while self.stats.executions < self.budget && !stop.load(Ordering::Relaxed) {
                self.start_over_if_due();
                self.go_on();
            }
        }
        self.ripen();
        std::mem::take(&mut self.hits)
    }

    /// Nothing: attacks under way depend on states that are not passed on yet.
    pub fn export(&mut self) -> Vec<Sequence> {
        Vec::new()
    }

    /// Replays attacks of other workers or of an earlier run, and keeps what is new here.
    pub fn import(&mut self, entries: &[Sequence]) {
        self.start();
        for entry in entries {
            self.restore(0);
            for tx in entry.iter() {
                let act = Act::of_tx(tx, &self.arena);
                if self.arena.lent_by(tx).is_some() {
                    continue;
                }
                if self.path.acts.len() >= ACTS_MAX {
                    break;
                }
                self.path.answers.clone_from(&tx.script.answers);
                self.take(&act);
            }
        }
    }

    /// How far the worker has come.
    #[must_use]
    pub fn stats(&self) -> FuzzStats {
        FuzzStats {
            edges: self.exec.coverage().edges_taken() as u64,
            corpus_len: self.keep.len(),
            corpus_bytes: self.keep.bytes(),
            ..self.stats
        }
    }

    /// How often each function was called as a step, and how often that succeeded.
    pub fn tally(&self) -> impl Iterator<Item = (String, u64, u64)> + '_ {
        let named = self.harness.functions.iter().zip(self.moves.tally());
        named.map(|(function, (calls, successes))| (function.subject(), calls, successes))
    }

    /// The engine's coverage, for reports.
    #[must_use]
    pub fn coverage(&self) -> &hotfire_evm::coverage::Coverage {
        self.exec.coverage()
    }

    /// Makes the starting points: each with its loans, and with every approval given.
    pub(super) fn start(&mut self) {
        if self.started {
            return;
        }
        self.started = true;
        for chosen in self.starting_points() {
            self.exec.reset();
            let mut path = Path { base: self.bases.len(), ..Path::empty(&self.arena) };
            let mut done = Vec::new();
            for tx in self
                .arena
                .loan_txs(|asset| chosen.contains(&asset))
                .into_iter()
                .chain(self.arena.approval_txs(&self.arena.own_accounts()))
            {
                let outcome = self.fire_tx(&tx);
                if outcome.status.is_success() {
                    let held = Held::read(&self.arena, &mut self.exec);
                    path.ledger.note(&self.arena, &held, &tx);
                    done.push(tx);
                }
            }
            path.held = Held::read(&self.arena, &mut self.exec);
            self.exec.coverage_mut().absorb(hotfire_evm::outcome::Status::Success);
            self.bases.push(done);
            self.keep.add_base(path, self.exec.snapshot());
        }
        self.restore(0);
        for index in 0..self.questions.len() {
            self.look(index);
        }
    }

    /// The assets of which everything is lent at each starting point: none of them, all, and each for itself.
    fn starting_points(&self) -> Vec<Vec<usize>> {
        let mut lent: Vec<usize> = self.arena.loans.iter().map(|loan| loan.asset).collect();
        lent.dedup();
        let mut points = vec![Vec::new(), lent.clone()];
        if lent.len() > 1 {
            points.extend(lent.into_iter().take(ALONE_MAX).map(|asset| vec![asset]));
        }
        points
    }

    /// Picks an attack under way and takes some steps more, or changes one that is behind it.
    fn go_on(&mut self) {
        if self.prospects.are_due(self.stats.executions) {
            let before = self.stats.executions;
            self.prospect();
            self.prospects.spent += self.stats.executions - before;
            return;
        }
        if self.hopes.are_due(self.stats.executions) {
            let before = self.stats.executions;
            self.hope();
            self.hopes.spent += self.stats.executions - before;
            return;
        }
        let index = self.keep.pick(&mut self.rng);
        if self.keep.get(index).path.acts.len() >= 2 && self.rng.one_in(8) {
            self.vary(index);
            return;
        }
        self.restore(index);
        if self.rng.one_in(12) {
            self.draw_answer();
        }
        let steps = 1 + self.rng.below(STEPS_MAX);
        for _ in 0..steps {
            if self.path.acts.len() >= ACTS_MAX || self.stats.executions >= self.budget {
                return;
            }
            if self.path.base == 0 && !self.path.borrowed && self.rng.one_in(16) {
                self.borrow((0, 0));
            }
            if self.rng.one_in(PREPAID_ONE_IN) {
                for act in self.draw_with(Moves::prepaid) {
                    if self.path.acts.len() < ACTS_MAX && !self.take(&act).success {
                        break;
                    }
                }
                continue;
            }
            let honest = self.draw_honest();
            let is_own = honest.is_none();
            let mut act = honest.or_else(|| self.draw_signed()).unwrap_or_else(|| self.draw());
            if is_own && act.aim.is_none() && self.rng.one_in(10) {
                let goal = Goal::draw(&mut self.rng);
                act.aim(goal, &mut self.rng);
            }
            let before = self.before_handover(&act);
            let taken = self.take(&act);
            if !is_own && taken.success {
                // What the honest transaction left is taken at once.
                self.bring_back();
                return;
            }
            if let Some(before) = before.filter(|_| taken.new && taken.handed) {
                self.nest(&before, &act);
                return;
            }
            if taken.new && self.rng.one_in(2) {
                let index = self.keep.last();
                self.settle(index);
                return;
            }
            if taken.success && self.rng.one_in(10) {
                self.repeat(&act);
            }
            if !taken.success && !taken.new && self.rng.one_in(3) {
                break;
            }
        }
        if self.rng.one_in(SETTLE_ONE_IN) {
            self.wind_up_if_worthwhile();
        }
    }

    /// Takes everything that can be lent after so many seconds and blocks: from now on, no time passes.
    pub(super) fn borrow(&mut self, mut delay: (u64, u64)) {
        let arena = Arc::clone(&self.arena);
        for loan in &arena.loans {
            let mut act = super::draw::loan(&arena, loan);
            (act.delay_secs, act.delay_blocks) = std::mem::take(&mut delay);
            self.take(&act);
        }
        self.path.borrowed = true;
    }

    pub(super) fn restore(&mut self, index: usize) {
        let entry = self.keep.get(index);
        self.exec.restore(&entry.snapshot);
        self.path = entry.path.clone();
    }

    /// Goes back to a starting point, to take steps that were taken with these means and answers.
    pub(super) fn begin(&mut self, base: usize, borrowed: bool, answers: &[Answer]) {
        self.restore(base);
        self.path.borrowed = borrowed;
        self.path.answers = answers.to_vec();
    }

    pub(super) fn draw(&mut self) -> Act {
        let may_wait = self.path.base == 0 && !self.path.borrowed;
        self.draw_with(|moves, draw| moves.draw(draw, may_wait))
    }

    /// Draws something in the current state.
    pub(super) fn draw_with<T>(&mut self, drawn: impl FnOnce(&Moves, &mut Draw<'_>) -> T) -> T {
        let harness = Arc::clone(&self.harness);
        let arena = Arc::clone(&self.arena);
        let readers = self.readers.of_some(&self.path.wrote, &mut self.rng);
        let mut draw = Draw {
            harness: &harness,
            arena: &arena,
            dictionary: &self.dictionary,
            rng: &mut self.rng,
            readers,
            before: &self.path.txs,
            returned: &self.path.returned,
            short: &self.path.ledger.short(&arena, &self.path.held),
        };
        drawn(&self.moves, &mut draw)
    }

    /// What is answered to one selector from now on.
    fn draw_answer(&mut self) {
        let asked = !self.asked.is_empty() && self.rng.percent(80);
        let view = self.rng.pick(&self.arena.views).map(|view| view.selector);
        let drawn = if asked { self.rng.pick(&self.asked).copied() } else { view };
        if let Some(selector) = drawn {
            self.draw_answer_to(selector);
        }
    }

    /// Draws what is answered to a selector from now on.
    pub(super) fn draw_answer_to(&mut self, selector: [u8; 4]) {
        let word = match self.rng.below(8) {
            0 => U256::ZERO,
            1 => U256::MAX >> 1,
            2 => U256::MAX,
            3 => self.rng.pick(&self.arena.assets).map_or(U256::ONE, |asset| asset.prize),
            4 => super::accounts::word_of(super::ATTACKER),
            5 | 6 => {
                self.rng.pick(&self.arena.targets).map_or(U256::ONE, |who| super::accounts::word_of(*who))
            }
            _ => self.rng.log_uniform(128),
        };
        self.path.answers.retain(|answer| answer.selector != selector);
        if self.path.answers.len() < 8 {
            self.path.answers.push(Answer { selector, word });
        }
    }
}
