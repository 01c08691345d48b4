//! Walks: where they start, which transaction comes next, what is kept of them.
//!
//! Invariant: a walk's path never grows beyond the harness's longest sequence.

use super::fuzzer::Fuzzer;
use super::plan::{change_sequence, draw_delay};
use super::policy::{Policy, draw_policy};
use crate::values::Context;
use hotfire_evm::chain::Chain;
use std::sync::Arc;

/// Senders that are used most of the time: the first ones.
const FEW_SENDERS: usize = 8;
/// Longest run of repetitions of one transaction.
const REPEAT_MAX: usize = 64;

impl Fuzzer {
    /// One walk, from its start to its end.
    pub(super) fn walk(&mut self) {
        let policy = draw_policy(&self.options, self.stats.executions, &mut self.rng);
        self.begin(policy);
        let max = self.harness.semantics.sequence_len_max.max(1);
        let room = max.saturating_sub(self.path.len());
        let mut left = if self.rng.one_in(2) { room } else { self.rng.log_count(room.max(1)) };
        left = left.max(self.plan.len());
        self.refresh_amounts();
        // Failures use up the walk too: twice its length is tried at most.
        let mut tries = 2 * left;
        while left > 0 && tries > 0 && self.path.len() < max && !self.is_spent() {
            self.next_draft();
            let fired = if self.sampling { self.fire_observed() } else { self.fire_draft() };
            left -= usize::from(fired.success || self.harness.semantics.stateless);
            tries -= 1;
            // Time passes also while transactions fail: the next one waits on top.
            self.waited = match fired.success || self.rng.one_in(2) {
                true => (0, 0),
                false => (self.draft.delay_secs, self.draft.delay_blocks),
            };
            if !fired.success && self.repeat > 0 {
                self.repeat = 0;
            }
            if self.harness.semantics.stateless {
                break;
            }
        }
        self.check_end();
        self.maybe_add_job();
    }

    /// Puts state, path and plan to the walk's start.
    fn begin(&mut self, policy: Policy) {
        self.repeat = 0;
        self.waited = (0, 0);
        // Few senders most of the time; a crowd now and then.
        self.crowded = self.rng.one_in(8);
        self.focus = None;
        self.sampling = policy == Policy::Sample;
        self.plan.clear();
        if self.harness.semantics.stateless {
            self.start_at_genesis();
            return;
        }
        let picked = if policy == Policy::Fresh { None } else { self.corpus.pick(&mut self.rng) };
        let Some(picked) = picked else {
            self.start_at_genesis();
            return;
        };
        if policy == Policy::Mutate {
            let other = self.corpus.pick(&mut self.rng).unwrap_or(picked);
            let (txs, other) =
                (Arc::clone(&self.corpus.get(picked).txs), Arc::clone(&self.corpus.get(other).txs));
            self.start_at_genesis();
            self.plan.extend(change_sequence(&txs, &other, &self.harness, &mut self.rng));
            return;
        }
        self.continue_from(picked);
        if policy == Policy::Focus {
            self.focus = Some(self.rng.below(self.targets.len()));
        }
    }

    /// Goes to the state that an entry leads to.
    fn continue_from(&mut self, index: usize) {
        let entry = self.corpus.get(index).clone();
        let kept = if entry.fails { entry.txs.len() - 1 } else { entry.txs.len() };
        match &entry.snapshot {
            Some(snapshot) => {
                self.exec.restore(snapshot);
                let base = if entry.fails { Arc::from(&entry.txs[..kept]) } else { Arc::clone(&entry.txs) };
                self.path.start(base);
            }
            None => {
                self.start_at_genesis();
                self.plan.extend(entry.txs[..kept].iter().cloned());
            }
        }
        if entry.fails
            && let Some(last) = entry.txs.last()
        {
            self.plan.push_back(last.clone());
        }
    }

    /// Makes the next transaction: planned, repeated or new.
    fn next_draft(&mut self) {
        if let Some(tx) = self.plan.pop_front() {
            let harness = Arc::clone(&self.harness);
            if self.draft.load(&harness, &tx) {
                if self.plan.is_empty() || self.rng.one_in(12) {
                    self.change_draft();
                }
                return;
            }
        }
        if self.repeat > 0 {
            self.repeat -= 1;
            return;
        }
        let last = self.draft.function;
        self.draft.function = self.choose_function(last);
        self.draw_sender();
        self.draw_delays();
        self.draw_arguments();
        if self.rng.one_in(32) {
            self.repeat = self.rng.log_count(REPEAT_MAX);
        } else if self.rng.one_in(64) {
            self.splice();
        }
    }

    /// Mutates the arguments of a planned transaction half of the time.
    fn change_draft(&mut self) {
        if self.rng.one_in(2) {
            return;
        }
        let context = Context {
            dictionary: &self.dictionary,
            senders: &self.harness.senders,
            sender: self.draft.from,
            amounts: &self.amounts,
        };
        let target = &self.targets[self.draft.function];
        target.mutate(&mut self.draft.data, &context, &mut self.rng, &mut self.leaves);
    }

    fn choose_function(&mut self, last: usize) -> usize {
        if let Some(focus) = self.focus
            && self.rng.one_in(2)
        {
            return focus;
        }
        if self.rng.percent(20)
            && let Some(reader) = self.rng.pick(self.flows.readers(last))
        {
            return *reader;
        }
        let mut chosen = self.rng.below(self.targets.len());
        for _ in 0..2 {
            let target = &self.targets[chosen];
            let hopeless = target.calls > 4_096 && target.successes * 256 < target.calls;
            let dull = self.harness.functions[chosen].view && target.calls > 256;
            if (hopeless || dull) && !self.rng.one_in(4) {
                chosen = self.rng.below(self.targets.len());
            }
        }
        chosen
    }

    fn draw_sender(&mut self) {
        let keep = !self.draft.from.is_zero() && self.path.len() > 0 && self.rng.percent(50);
        if !keep {
            let senders = &self.harness.senders;
            let few = if self.crowded { senders.len() } else { senders.len().min(FEW_SENDERS) };
            self.draft.from = self.rng.pick(&senders[..few]).copied().unwrap_or_default();
        }
    }

    fn draw_delays(&mut self) {
        (self.draft.delay_secs, self.draft.delay_blocks) = (0, 0);
        let semantics = &self.harness.semantics;
        if (semantics.delay_secs_max > 0 || semantics.delay_blocks_max > 0) && self.rng.percent(20) {
            (self.draft.delay_secs, self.draft.delay_blocks) = draw_delay(&self.harness, &mut self.rng);
        }
        self.draft.delay_secs = self.draft.delay_secs.saturating_add(self.waited.0);
        self.draft.delay_blocks = self.draft.delay_blocks.saturating_add(self.waited.1);
    }

    fn draw_arguments(&mut self) {
        let context = Context {
            dictionary: &self.dictionary,
            senders: &self.harness.senders,
            sender: self.draft.from,
            amounts: &self.amounts,
        };
        let target = &self.targets[self.draft.function];
        target.draw(&mut self.draft, &context, &mut self.rng, &mut self.leaves);
    }

    /// Plans a few transactions of another entry.
    fn splice(&mut self) {
        if let Some(other) = self.corpus.pick(&mut self.rng) {
            let txs = Arc::clone(&self.corpus.get(other).txs);
            let start = txs.len().saturating_sub(1 + self.rng.below(8));
            self.plan.extend(txs[start..].iter().cloned());
        }
    }

    /// Balances that amounts are drawn from.
    fn refresh_amounts(&mut self) {
        if !self.rng.one_in(16) && !self.amounts.is_empty() {
            return;
        }
        self.amounts.clear();
        let senders = self.harness.senders.iter().take(8);
        let accounts = self.harness.functions.iter().map(|function| &function.address).take(8);
        for who in senders.chain(accounts) {
            let balance = self.exec.balance(*who);
            if !balance.is_zero() {
                self.amounts.push(balance);
            }
        }
    }

    /// Keeps the path (with the draft, if that failed) as a corpus entry.
    pub(super) fn keep(&mut self, success: bool) {
        let target = &mut self.targets[self.draft.function];
        target.keep(&self.draft.data, self.draft.value);
        self.learn_from_state();
        if self.harness.semantics.stateless {
            let txs: Arc<[_]> = self.path.to_txs(&self.harness, (!success).then_some(&self.draft)).into();
            self.note_export(&txs);
            self.jobs.add_solve(txs);
            return;
        }
        let last = (!success).then_some(&self.draft);
        let txs = self.path.to_txs(&self.harness, last);
        let (txs, snapshot) = self.trim(txs, success);
        self.note_export(&txs);
        self.jobs.add_solve(Arc::clone(&txs));
        self.corpus.add(txs, Some(snapshot), !success);
    }

    /// Feeds the dictionary with what the last transaction wrote.
    fn learn_from_state(&mut self) {
        for value in self.exec.written_values().take(32) {
            self.dictionary.add_words_of(&value.to_be_bytes::<32>());
        }
    }
}
