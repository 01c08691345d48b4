//! Takes one step and looks at what it did: coverage, views, books.
//!
//! Invariant: a step that does not succeed leaves state and path as they were.

use super::accounts::{handovers, install};
use super::act::{Act, Setting, VIEW_GAS};
use super::hopes::{KNOWN_COST, NEW_COST};
use super::hunter::{ACTS_MAX, Hunter};
use super::ledger::Held;
use super::miss::Miss;
use crate::replay::{fire, wait};
use crate::tx::Tx;
use alloy_primitives::{I256, U256};
use hotfire_evm::chain::Chain;
use hotfire_evm::cmplog::CmpOp;
use hotfire_evm::outcome::{Call, Outcome};
use std::cell::Cell;

/// How seldom a step is listened to.
const LISTEN_ONE_IN: usize = 64;
/// Selectors kept that the attacker was asked by.
const ASKED_MAX: usize = 64;
/// `onFlashLoan`: the last selector that the plan compares with.
const PLAN_SELECTOR: U256 = U256::from_limbs([0x23e3_0c8b, 0, 0, 0]);
/// How seldom a failing step is learned from.
const LEARN_ONE_IN: usize = 6;
/// Comparisons looked at, from the last.
const LEARN_CMPS: usize = 16;
/// Looks at a view in a row that showed nothing new before it is looked at more seldom, and how seldom then.
const IN_VAIN_MAX: u16 = 48;
const VAIN_LOOK_ONE_IN: usize = 8;
/// States that were new for what views answered.
const SEEN_VIEWS_MAX: usize = 1 << 16;
/// Share of what there is that makes a step one that pays.
pub(super) const PAYOUT_MIN: f64 = 1e-6;
/// How seldom a step whose amounts are all nothing is taken all the same.
const VOID_ONE_IN: usize = 12;
/// Written cells that tell patterns apart.
const WRITTEN_MAX: usize = 32;
/// Patterns of calls that were seen.
const SEEN_PATTERNS_MAX: usize = 1 << 14;
/// More steps than an attack has.
const ALL: usize = ACTS_MAX + 1;
/// Most often that one step is repeated at once.
pub(super) const REPEATS_MAX: usize = 24;

/// What a step did.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    pub(super) success: bool,
    pub(super) new: bool,
    /// Control came back during the step.
    pub(super) handed: bool,
}

impl Taken {
    fn failed(new: bool) -> Self {
        Self { success: false, new, handed: false }
    }
}

impl Hunter {
    /// Takes a step from the current state and looks at what it did. One that fails may be taken once more with a word
    /// changed to what it was compared with.
    pub(super) fn take(&mut self, act: &Act) -> Taken {
        let (taken, failed) = self.attempt(act);
        let Some(act) = failed.and_then(|tx| self.learn_from_failure(act, &tx, taken.new)) else {
            return taken;
        };
        let again = self.attempt(&act).0;
        Taken { new: taken.new || again.new, ..again }
    }

    /// Takes a step; gives its transaction if it failed.
    pub(super) fn attempt(&mut self, act: &Act) -> (Taken, Option<Tx>) {
        let tx = self.lower(act);
        self.attempt_as(act, tx)
    }

    /// Takes a step as a transaction.
    pub(super) fn attempt_as(&mut self, act: &Act, tx: Tx) -> (Taken, Option<Tx>) {
        if !self.arena.may_follow(act, &tx, &self.path.txs) {
            return (Taken::failed(false), None);
        }
        if act.is_void(&tx) && !self.rng.one_in(VOID_ONE_IN) {
            return (Taken::failed(false), None);
        }
        if self.rng.one_in(LISTEN_ONE_IN) {
            self.listen(&tx);
        }
        self.note_reader(act, &tx);
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
        let hands = handovers(&mut self.exec);
        // The plan counts handovers in a cell of its own.
        let changed = success && self.exec.written().len() > usize::from(hands > 0);
        self.moves.count(act, success, changed);
        if success && hands > 0 {
            self.moves.note_handovers(act, hands);
        }
        if !success {
            self.stats.failures += 1;
            if new {
                self.moves.keep_near(act);
            }
            return (Taken::failed(new), Some(tx));
        }
        if outcome.output.len() >= 32 && self.rng.one_in(8) {
            self.dictionary.add_words_of(&outcome.output);
        }
        self.path.note_returned(&outcome.output);
        // What was to be done when control came back was not, if it came back less often.
        let mut act = act.clone();
        let mut tx = tx;
        act.notes.truncate(hands);
        tx.script.notes.truncate(hands);
        (self.after_success(&act, tx, new, hands, changed), None)
    }

    fn after_success(&mut self, act: &Act, tx: Tx, mut new: bool, hands: usize, changed: bool) -> Taken {
        self.written.clear();
        self.written.extend_from_slice(self.exec.written());
        self.path.wrote.clone_from(&self.written);
        if !changed && tx.value.is_zero() && !new {
            return Taken { success: true, new, handed: hands > 0 };
        }
        let pattern = self.pattern(act, hands);
        let held = Held::read(&self.arena, &mut self.exec);
        self.path.ledger.note(&self.arena, &held, &tx);
        if act.function.is_some() {
            for asset in held.risen_since(&self.path.held) {
                self.moves.note_raised(asset, act);
            }
        }
        self.path.acts.push(act.clone());
        self.path.txs.push(tx);
        self.writers.note(&self.path.acts, &self.written, &mut self.rng);
        // Steps at the end that make it new.
        let mut ends = usize::from(new);
        if self.seen_patterns.len() < SEEN_PATTERNS_MAX && self.seen_patterns.insert(pattern) {
            (new, ends) = (true, 2);
        }
        if new || self.rng.one_in(64) {
            self.moves.keep(act);
        }
        if self.look_at_views() {
            (new, ends) = (true, ALL);
        }
        let score = self.score(&held);
        let may_gain = self.path.ledger.may_gain(&self.arena, &held);
        if score > self.path.score + PAYOUT_MIN {
            self.moves.note_payout(act);
            self.prospects.note(&self.path);
        }
        self.path.score = score;
        self.path.held = held;
        if score > self.best_score {
            self.best_score = score;
            (new, ends) = (true, ALL);
        }
        if may_gain {
            self.judge(score);
        }
        if new {
            self.judge_state();
            self.moves.keep(act);
            self.keep_sliced(ends);
        }
        Taken { success: true, new, handed: hands > 0 }
    }

    /// Keeps the attack under way without what its last steps do not depend on.
    fn keep_sliced(&mut self, ends: usize) {
        let (state, path) = (self.exec.snapshot(), self.path.clone());
        if let Some(shorter) = self.sliced(&path, ends) {
            let (snapshot, score) = (self.exec.snapshot(), shorter.score);
            self.keep.add(shorter, snapshot, score);
            self.exec.restore(&state);
            self.path = path;
            return;
        }
        self.exec.restore(&state);
        self.path.clone_from(&path);
        let score = path.score;
        self.keep.add(path, state, score);
    }

    /// Which functions were called last, in order, which inside the last and whether any could be: a new pattern is worth
    /// keeping.
    fn pattern(&self, act: &Act, hands: usize) -> [u32; 4] {
        let name = |act: &Act| act.function.map_or(u32::MAX, |index| index as u32);
        let mut last = self.path.acts.iter().rev().map(name);
        let second = last.next().unwrap_or(u32::MAX - 1);
        let inside = act
            .notes
            .iter()
            .flat_map(|note| &note.0)
            .find_map(|call| self.arena.function_at(call.to, &call.data).map(|index| index as u32));
        // A call inside that failed wrote less.
        let written = self.written.len().min(WRITTEN_MAX) as u32;
        let nothing = u32::MAX - u32::from(hands > 0);
        [second, name(act), inside.unwrap_or(nothing), written]
    }

    /// The transaction that a step is in the current state. What is tried for it counts as executed.
    pub(super) fn lower(&mut self, act: &Act) -> Tx {
        let trials = Cell::new(0);
        let setting = Setting {
            arena: &self.arena,
            ledger: &self.path.ledger,
            answers: &self.path.answers,
            gas_limit: self.harness.semantics.gas_limit,
            trials: &trials,
        };
        let before = wait(&mut self.exec, act.delay_secs, act.delay_blocks);
        let tx = act.lower(&mut self.exec, &setting);
        self.at_time(before);
        self.stats.executions += trials.get();
        tx
    }

    /// Sets the timestamp and number of the block.
    fn at_time(&mut self, (timestamp, number): (U256, U256)) {
        let block = self.exec.block_mut();
        (block.timestamp, block.number) = (timestamp, number);
    }

    /// Asks something of the state that a transaction would meet once it has waited.
    pub(super) fn once_waited<T>(&mut self, tx: &Tx, ask: impl FnOnce(&mut Self) -> T) -> T {
        install(&mut self.exec, &tx.script);
        let before = wait(&mut self.exec, tx.delay_secs, tx.delay_blocks);
        let answer = ask(self);
        self.at_time(before);
        answer
    }

    pub(super) fn fire_tx(&mut self, tx: &Tx) -> Outcome {
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

    /// Notes what the attacker would be asked during a step: the plan compares it with every selector that it knows.
    fn listen(&mut self, tx: &Tx) {
        self.probe_logged(tx);
        for selector in self.last_asked() {
            if !self.asked.contains(&selector) && self.asked.len() < ASKED_MAX {
                self.asked.push(selector);
            }
        }
    }

    /// What the attacker was asked during the transaction that was logged last, in order.
    pub(super) fn last_asked(&self) -> Vec<[u8; 4]> {
        let cmps = self.exec.cmps().cmps().iter();
        let compared = cmps.filter(|cmp| cmp.b == PLAN_SELECTOR || cmp.a == PLAN_SELECTOR);
        let asked = compared.map(|cmp| if cmp.b == PLAN_SELECTOR { cmp.a } else { cmp.b });
        let selectors = asked.filter_map(|word| u32::try_from(word).ok()).map(u32::to_be_bytes);
        let mut selectors: Vec<[u8; 4]> = selectors.filter(|selector| *selector != [0; 4]).collect();
        selectors.dedup();
        selectors
    }

    pub(super) fn probe_logged(&mut self, tx: &Tx) {
        let gas_limit = self.harness.semantics.gas_limit;
        let call = Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit };
        self.once_waited(tx, |hunter| hunter.exec.probe_logged(&call));
    }

    /// A step that failed where none had, or where its function was not seen to, is noted to be gone on from. Of such steps, and now
    /// and then of others, what they compared goes into the dictionary, and one of its words is changed to what it was
    /// compared with, or next to it (as REDQUEEN does: Aschermann et al., NDSS 2019).
    fn learn_from_failure(&mut self, act: &Act, tx: &Tx, new: bool) -> Option<Act> {
        if !new && !self.rng.one_in(LEARN_ONE_IN) {
            return None;
        }
        self.probe_logged(tx);
        let function = act.function?;
        let miss = Miss::of(self.exec.cmps().cmps());
        if miss.is_some_and(|miss| self.hopes.is_new(function, &miss)) || new {
            let state = self.exec.snapshot();
            let cost = if new { NEW_COST } else { KNOWN_COST };
            self.hopes.note(&self.path, state, act, miss, cost);
        }
        let words = self.moves.words(function, &tx.data);
        let mut changes = Vec::new();
        for cmp in self.exec.cmps().cmps().iter().rev().take(LEARN_CMPS) {
            if cmp.op != CmpOp::IsZero {
                self.dictionary.add_operand(cmp.a);
                self.dictionary.add_operand(cmp.b);
                for leaf in &words {
                    let word = leaf.word(&tx.data);
                    let sides = [(cmp.a, cmp.b), (cmp.b, cmp.a)];
                    changes.extend(sides.iter().filter(|(own, _)| *own == word).map(|side| (*leaf, side.1)));
                }
            }
        }
        let (leaf, other) = *self.rng.pick(&changes)?;
        let word = match self.rng.below(4) {
            0 => other.wrapping_add(U256::ONE),
            1 => other.wrapping_sub(U256::ONE),
            _ => other,
        };
        let mut data = tx.data.to_vec();
        leaf.set_word(&mut data, word);
        let mut act = act.clone();
        act.fix(leaf.offset as u32);
        // The other amounts are read anew; this one stays.
        act.call.data = data.into();
        Some(act)
    }

    pub(super) fn repeat(&mut self, act: &Act) {
        let times = if act.notes.is_empty() { REPEATS_MAX } else { REPEATS_MAX / 6 };
        for _ in 0..self.rng.log_count(times) {
            if self.path.acts.len() >= ACTS_MAX || !self.take(act).success {
                return;
            }
        }
    }

    /// Asks the views that the last step may have changed; tells whether one answers in a range that is new.
    pub(super) fn look_at_views(&mut self) -> bool {
        self.dirty.clear();
        self.exec.dirty_watchers(&self.watch, &mut self.dirty);
        if self.dirty.is_empty() {
            return false;
        }
        let dirty = std::mem::take(&mut self.dirty);
        let mut new = false;
        for index in dirty.iter() {
            if self.looks_in_vain[index] < IN_VAIN_MAX || self.rng.one_in(VAIN_LOOK_ONE_IN) {
                new |= self.look(index);
            }
        }
        self.dirty = dirty;
        new
    }

    pub(super) fn look(&mut self, index: usize) -> bool {
        let (question, is_address) = self.questions[index];
        let data = question.data();
        let to = question.contract;
        let call = Call { from: super::ATTACKER, to, value: U256::ZERO, data: &data, gas_limit: VIEW_GAS };
        self.stats.checks += 1;
        let outcome = self.exec.probe_watched(&call, &mut self.watch, index);
        let range = match question.read(&outcome.output) {
            Some(word) if outcome.status.is_success() => range_of(word, is_address),
            _ => u16::MAX,
        };
        let new = self.seen_views.len() < SEEN_VIEWS_MAX && self.seen_views.insert((index as u32, range));
        self.looks_in_vain[index] = if new { 0 } else { self.looks_in_vain[index].saturating_add(1) };
        new
    }

    /// What the attacker would be left with now, in shares of what there is to take.
    pub(super) fn score(&self, held: &Held) -> f64 {
        let mut score = 0.0;
        for asset in 0..self.arena.assets.len() {
            if self.arena.assets[asset].is_claim {
                continue;
            }
            let net = self.path.ledger.net(held, asset);
            if net.is_positive() && !self.arena.assets[asset].counts {
                continue;
            }
            score += share(net, self.arena.assets[asset].prize);
        }
        score
    }
}

/// Answers below this are told apart, and larger ones by so many bits of their length.
const SMALL_MAX: u16 = 8;
const RANGE_BITS: usize = 4;

/// The order of magnitude of an answer; an address is one of a few.
fn range_of(word: U256, is_address: bool) -> u16 {
    if is_address {
        return u16::from_be_bytes([word.byte(1), word.byte(0)]);
    }
    // A negative number is as far from zero as its magnitude. Small numbers count each for itself.
    let (base, word) = if word.bit(255) { (1_024, word.wrapping_neg()) } else { (0, word) };
    match u16::try_from(word) {
        Ok(word) if word < SMALL_MAX => base + word,
        _ => base + SMALL_MAX + (word.bit_len() / RANGE_BITS) as u16,
    }
}

pub(super) fn share(net: I256, prize: U256) -> f64 {
    let magnitude = f64::from(net.unsigned_abs()) / f64::from(prize.max(U256::ONE));
    if net.is_negative() { -magnitude } else { magnitude }
}
