//! The search of one worker for attacks: goes on from attacks under way, a step at a time, and keeps what is new or pays.
//!
//! Invariant: one worker's run is a function of harness, seed, worker index, executions and imports.

use super::accounts::{handovers, install};
use super::act::{Act, Setting, question};
use super::arena::Arena;
use super::draw::{Draw, Moves, fraction};
use super::keep::{Keep, Path};
use super::ledger::{Held, Holdings, Ledger};
use crate::detectors;
use crate::finding::{Hit, Reason, Violation};
use crate::harness::Harness;
use crate::replay::fire;
use crate::rng::Rng;
use crate::rules::Rule;
use crate::search::{FuzzOptions, FuzzStats};
use crate::tx::{Sequence, Tx};
use crate::values::Dictionary;
use alloy_primitives::{I256, U256};
use hashbrown::HashSet;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::{Call, Outcome};
use hotfire_evm::reads::{Bits, Watch};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Longest attack, without loans and approvals.
const ACTS_MAX: usize = 40;
/// Starting points at which one asset alone is lent in full.
const ALONE_MAX: usize = 4;
/// Steps tried from one entry before another is picked.
const STEPS_MAX: usize = 4;
/// Changes in a row that gain nothing before climbing ends.
const CLIMBS_IDLE_MAX: usize = 96;
/// Gas of a question.
const VIEW_GAS: u64 = 10_000_000;
/// States that were new for what views answered.
const SEEN_VIEWS_MAX: usize = 1 << 16;
/// Most often that one step is repeated at once.
const REPEATS_MAX: usize = 24;

/// The attack search of one worker over one world.
#[derive(Debug)]
pub struct Hunter {
    harness: Arc<Harness>,
    arena: Arc<Arena>,
    exec: FastExecutor,
    rng: Rng,
    dictionary: Dictionary,
    moves: Moves,
    keep: Keep,
    /// Loans and approvals of each starting point.
    bases: Vec<Vec<Tx>>,
    path: Path,
    genesis: Holdings,
    watch: Watch,
    dirty: Bits,
    seen_views: HashSet<(u32, u16)>,
    seen_pairs: HashSet<(u32, u32, u8)>,
    best_score: f64,
    hits: Vec<Hit>,
    known: BTreeSet<Reason>,
    stats: FuzzStats,
    budget: u64,
    started: bool,
}

/// The best form of an attack so far.
struct Best {
    score: f64,
    path: Path,
    violation: Violation,
}

/// What a step did.
#[derive(Clone, Copy)]
struct Taken {
    success: bool,
    new: bool,
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
        let views = arena.views.len();
        let path = Path {
            base: 0,
            borrowed: false,
            acts: Vec::new(),
            txs: Vec::new(),
            ledger: Ledger::new(&arena),
            answers: Vec::new(),
        };
        Self {
            moves: Moves::new(&harness, &arena),
            exec,
            rng: Rng::new(options.seed, u64::from(options.worker)),
            dictionary,
            keep: Keep::new(options.corpus_bytes_max),
            bases: Vec::new(),
            path,
            genesis,
            watch: Watch::new(views),
            dirty: Bits::none(views),
            seen_views: HashSet::new(),
            seen_pairs: HashSet::new(),
            best_score: 0.0,
            hits: Vec::new(),
            known: BTreeSet::new(),
            stats: FuzzStats::default(),
            budget: 0,
            started: false,
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
                self.go_on();
            }
        }
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

    /// Makes the starting points: with everything that can be lent, and with what may be kept over time.
    fn start(&mut self) {
        if self.started {
            return;
        }
        self.started = true;
        for chosen in self.starting_points() {
            self.exec.reset();
            let mut path = Path { base: self.bases.len(), ..self.path.clone() };
            let mut done = Vec::new();
            for tx in self
                .arena
                .loan_txs(|asset| chosen.contains(&asset))
                .into_iter()
                .chain(self.arena.approval_txs())
            {
                let outcome = self.fire_tx(&tx);
                if outcome.status.is_success() {
                    let held = Held::read(&self.arena, &mut self.exec);
                    path.ledger.note(&self.arena, &held, &tx);
                    done.push(tx);
                }
            }
            self.exec.coverage_mut().absorb(hotfire_evm::outcome::Status::Success);
            self.bases.push(done);
            self.keep.add_base(path, self.exec.snapshot());
        }
        self.restore(0);
        for index in 0..self.arena.views.len() {
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
                self.borrow();
            }
            let mut act = self.draw();
            if self.rng.one_in(10) {
                act.stretch(&mut self.rng);
            }
            let taken = self.take(&act);
            if taken.success && self.rng.one_in(10) {
                self.repeat(&act);
            }
            if !taken.success && !taken.new && self.rng.one_in(3) {
                return;
            }
        }
    }

    /// Takes everything that can be lent: from now on, no time passes.
    fn borrow(&mut self) {
        let arena = Arc::clone(&self.arena);
        for loan in &arena.loans {
            let act = super::draw::loan(&arena, loan);
            self.take(&act);
        }
        self.path.borrowed = true;
    }

    fn restore(&mut self, index: usize) {
        let entry = self.keep.get(index);
        self.exec.restore(&entry.snapshot);
        self.path = entry.path.clone();
    }

    fn draw(&mut self) -> Act {
        let harness = Arc::clone(&self.harness);
        let arena = Arc::clone(&self.arena);
        let may_wait = self.path.base == 0 && !self.path.borrowed;
        let mut draw = Draw {
            harness: &harness,
            arena: &arena,
            dictionary: &self.dictionary,
            rng: &mut self.rng,
            before: &self.path.txs,
        };
        self.moves.draw(&mut draw, may_wait)
    }

    /// What is answered to one selector from now on.
    fn draw_answer(&mut self) {
        let views = &self.arena.views;
        let Some(view) = self.rng.pick(views) else { return };
        let selector = view.selector;
        let word = match self.rng.below(6) {
            0 => U256::ZERO,
            1 => U256::MAX >> 1,
            2 => U256::MAX,
            3 => self.rng.pick(&self.arena.assets).map_or(U256::ONE, |asset| asset.prize),
            4 => super::accounts::word_of(super::ATTACKER),
            _ => self.rng.log_uniform(128),
        };
        self.path.answers.retain(|answer| answer.selector != selector);
        if self.path.answers.len() < 8 {
            self.path.answers.push(crate::tx::Answer { selector, word });
        }
    }

    /// Takes a step from the current state and looks at what it did.
    fn take(&mut self, act: &Act) -> Taken {
        let tx = self.lower(act);
        let outcome = self.fire_tx(&tx);
        self.stats.executions += 1;
        let status = outcome.status;
        let mut new = false;
        if self.exec.coverage_mut().is_new(status) {
            new = !self.exec.coverage_mut().absorb(status).is_empty();
            if new {
                self.stats.last_new_edge = self.stats.executions;
            }
        }
        let success = status.is_success();
        self.moves.count(act, success);
        let hands = handovers(&mut self.exec);
        if success && hands > 0 {
            self.moves.note_handovers(act, hands);
        }
        if !success {
            self.stats.failures += 1;
            self.learn_from_failure(&tx);
            return Taken { success, new };
        }
        if outcome.output.len() >= 32 && self.rng.one_in(8) {
            self.dictionary.add_words_of(&outcome.output);
        }
        self.after_success(act, tx, new)
    }

    fn after_success(&mut self, act: &Act, tx: Tx, mut new: bool) -> Taken {
        if self.exec.written().is_empty() && tx.value.is_zero() && !new {
            return Taken { success: true, new };
        }
        let before = self.path.acts.last().and_then(|act| act.function);
        let held = Held::read(&self.arena, &mut self.exec);
        self.path.ledger.note(&self.arena, &held, &tx);
        self.path.acts.push(act.clone());
        self.path.txs.push(tx);
        let pair = |function: Option<usize>| function.map_or(u32::MAX, |index| index as u32);
        let depth = self.path.acts.len().min(255) as u8;
        if self.seen_pairs.insert((pair(before), pair(act.function), depth.min(3))) {
            new = true;
        }
        if new || self.rng.one_in(64) {
            self.moves.keep(act);
        }
        new |= self.look_at_views();
        let score = self.score(&held);
        if score > self.best_score {
            self.best_score = score;
            new = true;
        }
        if self.path.ledger.may_gain(&self.arena, &held) {
            self.judge(score);
        }
        if new {
            self.judge_state();
            self.moves.keep(act);
            let snapshot = self.exec.snapshot();
            self.keep.add(self.path.clone(), snapshot, score);
        }
        Taken { success: true, new }
    }

    fn lower(&mut self, act: &Act) -> Tx {
        let setting = Setting {
            arena: &self.arena,
            ledger: &self.path.ledger,
            answers: &self.path.answers,
            gas_limit: self.harness.semantics.gas_limit,
        };
        act.lower(&mut self.exec, &setting)
    }

    fn fire_tx(&mut self, tx: &Tx) -> Outcome {
        install(&mut self.exec, &tx.script);
        let call = Call {
            from: tx.from,
            to: tx.to,
            value: tx.value,
            data: &tx.data,
            gas_limit: self.harness.semantics.gas_limit,
        };
        fire(&mut self.exec, &call, tx.delay_secs, tx.delay_blocks)
    }

    /// Now and then, what a failing step compared goes into the dictionary.
    fn learn_from_failure(&mut self, tx: &Tx) {
        if !self.rng.one_in(32) {
            return;
        }
        install(&mut self.exec, &tx.script);
        let gas_limit = self.harness.semantics.gas_limit;
        let call = Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit };
        self.exec.probe_logged(&call);
        for cmp in self.exec.cmps().cmps().iter().rev().take(16) {
            self.dictionary.add_operand(cmp.a);
            self.dictionary.add_operand(cmp.b);
        }
    }

    fn repeat(&mut self, act: &Act) {
        let times = if act.notes.is_empty() { REPEATS_MAX } else { REPEATS_MAX / 6 };
        for _ in 0..self.rng.log_count(times) {
            if self.path.acts.len() >= ACTS_MAX || !self.take(act).success {
                return;
            }
        }
    }

    /// Changes an amount, drops or doubles a step of an attack under way, and takes all its steps again.
    fn vary(&mut self, index: usize) {
        let entry = self.keep.get(index);
        let base = entry.path.base;
        let answers = entry.path.answers.clone();
        let mut acts = entry.path.acts.clone();
        self.change(&mut acts);
        self.restore(base);
        self.path.answers = answers;
        for act in &acts {
            if self.path.acts.len() >= ACTS_MAX {
                return;
            }
            self.take(act);
        }
    }

    fn change(&mut self, acts: &mut Vec<Act>) {
        let at = self.rng.below(acts.len());
        match self.rng.below(8) {
            0 if acts.len() > 1 => {
                acts.remove(at);
            }
            1 => {
                let act = acts[at].clone();
                let times = self.rng.log_count(REPEATS_MAX);
                acts.splice(at..at, std::iter::repeat_n(act, times));
                acts.truncate(ACTS_MAX);
            }
            2 => {
                let act = self.draw();
                acts.insert(at, act);
            }
            3 if acts.len() > 1 => {
                let other = self.rng.below(acts.len());
                acts.swap(at, other);
            }
            _ => {
                let amounts = &mut acts[at].call.amounts;
                if amounts.is_empty() {
                    return;
                }
                let which = self.rng.below(amounts.len());
                if self.rng.one_in(8) {
                    acts[at].stretch(&mut self.rng);
                    return;
                }
                let amount = &mut amounts[which];
                if self.rng.one_in(2) {
                    (amount.numerator, amount.denominator) = fraction(&mut self.rng);
                } else {
                    // A little more or less.
                    let percent = 80 + self.rng.below(41) as u64;
                    let scale = (u64::MAX / 200) / amount.numerator.max(amount.denominator).max(1);
                    if scale >= 100 {
                        amount.numerator = (amount.numerator * percent).max(1);
                        amount.denominator *= 100;
                    }
                }
            }
        }
    }

    /// Asks the views that the last step may have changed; tells whether one answers in a range that is new.
    fn look_at_views(&mut self) -> bool {
        self.dirty.clear();
        self.exec.dirty_watchers(&self.watch, &mut self.dirty);
        if self.dirty.is_empty() {
            return false;
        }
        let dirty = std::mem::take(&mut self.dirty);
        let mut new = false;
        for index in dirty.iter() {
            new |= self.look(index);
        }
        self.dirty = dirty;
        new
    }

    fn look(&mut self, index: usize) -> bool {
        let view = &self.arena.views[index];
        let argument =
            if view.takes_account { super::accounts::word_of(super::ATTACKER) } else { U256::ZERO };
        let data = question(view.selector, argument);
        let call = Call {
            from: super::ATTACKER,
            to: view.address,
            value: U256::ZERO,
            data: &data,
            gas_limit: VIEW_GAS,
        };
        let is_address = view.is_address;
        self.stats.checks += 1;
        let outcome = self.exec.probe_watched(&call, &mut self.watch, index);
        let range = match outcome.output.get(..32) {
            Some(word) if outcome.status.is_success() => range_of(U256::from_be_slice(word), is_address),
            _ => u16::MAX,
        };
        self.seen_views.len() < SEEN_VIEWS_MAX && self.seen_views.insert((index as u32, range))
    }

    /// What the attacker would be left with now, in shares of what there is to take.
    fn score(&self, held: &Held) -> f64 {
        let mut score = 0.0;
        for asset in 0..self.arena.assets.len() {
            if self.arena.assets[asset].is_claim {
                continue;
            }
            let net = self.path.ledger.net(held, asset);
            score += share(net, self.arena.assets[asset].prize);
        }
        score
    }

    /// Reports what else broke in a state that is new.
    fn judge_state(&mut self) {
        let state = self.exec.snapshot();
        for rule in [Rule::Takeover, Rule::HostileCode, Rule::Frozen] {
            let found = detectors::judge_attack(
                rule,
                &self.harness,
                &self.arena,
                &mut self.exec,
                &self.path.ledger,
                &self.genesis,
            );
            if let Some(violation) = found
                && self.known.insert(violation.reason.clone())
            {
                let path = self.path.clone();
                self.report(&path, violation);
            }
        }
        self.exec.restore(&state);
    }

    /// Reports a gain, once climbing has made the most of it.
    fn judge(&mut self, score: f64) {
        let found = detectors::judge_attack(
            Rule::Gain,
            &self.harness,
            &self.arena,
            &mut self.exec,
            &self.path.ledger,
            &self.genesis,
        );
        let Some(violation) = found else { return };
        if !self.known.insert(violation.reason.clone()) {
            return;
        }
        let state = self.exec.snapshot();
        let (path, violation) = self.climb(score, violation);
        self.report(&path, violation);
        self.exec.restore(&state);
    }

    fn report(&mut self, path: &Path, mut violation: Violation) {
        let txs: Vec<Tx> = self.bases[path.base].iter().chain(&path.txs).cloned().collect();
        violation.at = txs.len().saturating_sub(1);
        self.hits.push(Hit { violation, sequence: Sequence(txs), executions: self.stats.executions });
    }

    /// Drops the steps that an attack does not need, then changes it as long as it gains more for the same reason.
    fn climb(&mut self, score: f64, violation: Violation) -> (Path, Violation) {
        let current = self.path.clone();
        let mut best = Best { score, path: current.clone(), violation };
        let mut at = best.path.acts.len();
        while at > 0 {
            at -= 1;
            if best.path.acts.len() > 1 && at < best.path.acts.len() {
                let mut acts = best.path.acts.clone();
                acts.remove(at);
                let enough = best.score * 0.99;
                self.try_acts(&mut best, &acts, enough);
            }
        }
        let mut idle = 0;
        while idle < CLIMBS_IDLE_MAX {
            let mut acts = best.path.acts.clone();
            self.change(&mut acts);
            let enough = best.score * 1.001;
            idle = if self.try_acts(&mut best, &acts, enough) { 0 } else { idle + 1 };
        }
        self.path = current;
        (best.path, best.violation)
    }

    /// Takes other steps instead if they break the same and are worth enough.
    fn try_acts(&mut self, best: &mut Best, acts: &[Act], enough: f64) -> bool {
        let Some((path, score)) = self.replay(&best.path, acts) else { return false };
        if score < enough {
            return false;
        }
        let found = detectors::judge_attack(
            Rule::Gain,
            &self.harness,
            &self.arena,
            &mut self.exec,
            &path.ledger,
            &self.genesis,
        );
        let Some(found) = found.filter(|found| found.reason == best.violation.reason) else { return false };
        *best = Best { score, path, violation: found };
        true
    }

    /// Takes steps from the starting point of a path without looking at what is new.
    fn replay(&mut self, like: &Path, acts: &[Act]) -> Option<(Path, f64)> {
        self.restore(like.base);
        self.path.answers.clone_from(&like.answers);
        for act in acts {
            let tx = self.lower(act);
            self.stats.executions += 1;
            if self.fire_tx(&tx).status.is_success() {
                let held = Held::read(&self.arena, &mut self.exec);
                self.path.ledger.note(&self.arena, &held, &tx);
                self.path.acts.push(act.clone());
                self.path.txs.push(tx);
            }
        }
        let held = Held::read(&self.arena, &mut self.exec);
        (!self.path.acts.is_empty()).then(|| (self.path.clone(), self.score(&held)))
    }
}

/// The order of magnitude of an answer; an address is one of a few.
fn range_of(word: U256, is_address: bool) -> u16 {
    if is_address {
        return u16::from_be_bytes([word.byte(1), word.byte(0)]);
    }
    // A negative number is as far from zero as its magnitude.
    if word.bit(255) { 512 + word.wrapping_neg().bit_len() as u16 } else { word.bit_len() as u16 }
}

fn share(net: I256, prize: U256) -> f64 {
    let magnitude = f64::from(net.unsigned_abs()) / f64::from(prize.max(U256::ONE));
    if net.is_negative() { -magnitude } else { magnitude }
}
