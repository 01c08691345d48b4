//! One step of an attack with its numbers still open, and how it becomes a transaction in a given state.
//!
//! Invariant: lowering asks the state and changes nothing.

use super::aim::{Aim, Goal};
use super::arena::Arena;
use super::ledger::{Held, Ledger};
use crate::rng::Rng;
use crate::tx::{Answer, LiveAmount, Note, NoteCall, Question, Script, Source, Tx};
use alloy_primitives::{Address, U256};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Call;
use std::cell::Cell;

/// Gas of a question.
pub(super) const VIEW_GAS: u64 = 10_000_000;

/// A step of an attack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    /// Index of the function in the harness; `None` for plain wei.
    pub(super) function: Option<usize>,
    pub(super) from: Address,
    /// What is called; its amounts are read when the step is taken.
    pub(super) call: NoteCall,
    pub(super) delay_secs: u64,
    pub(super) delay_blocks: u64,
    /// What is done when control comes back during the step.
    pub(super) notes: Vec<Note>,
    /// Amounts that are parts of what is left of an asset beyond what is owed.
    pub(super) surplus: Vec<Surplus>,
    /// An amount that is found by trying when the step is taken.
    pub(super) aim: Option<Aim>,
}

/// A transaction with its amounts read anew.
pub(super) fn with_amounts(exec: &mut impl Executor, tx: &Tx, amounts: &[LiveAmount]) -> Tx {
    let mut tx = tx.clone();
    for amount in amounts {
        let word = read(exec, amount);
        set(&mut tx, amount.at, word);
    }
    tx.value = tx.value.min(exec.balance(tx.from));
    tx
}

/// A part of what the attacker holds of an asset beyond what it owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Surplus {
    /// Offset in the data; `None` for the wei.
    pub(super) at: Option<u32>,
    pub(super) asset: usize,
    pub(super) numerator: u64,
    pub(super) denominator: u64,
}

/// What a step becomes a transaction in.
pub(super) struct Setting<'a> {
    pub(super) arena: &'a Arena,
    pub(super) ledger: &'a Ledger,
    pub(super) answers: &'a [Answer],
    pub(super) gas_limit: u64,
    /// Transactions that were tried to find amounts.
    pub(super) trials: &'a Cell<u64>,
}

impl Setting<'_> {
    pub(super) fn count_trial(&self) {
        self.trials.set(self.trials.get() + 1);
    }
}

impl Act {
    /// A step without script, delay or aim.
    pub(super) fn plain(function: Option<usize>, from: Address, call: NoteCall) -> Self {
        let (notes, surplus) = (Vec::new(), Vec::new());
        Self { function, from, call, delay_secs: 0, delay_blocks: 0, notes, surplus, aim: None }
    }

    /// The transaction that the step is in the current state.
    pub(super) fn lower(&self, exec: &mut FastExecutor, setting: &Setting<'_>) -> Tx {
        let mut tx = self.read_amounts(exec, setting.answers);
        if !self.surplus.is_empty() {
            let held = Held::read(setting.arena, exec);
            for surplus in &self.surplus {
                let net = setting.ledger.net(&held, surplus.asset);
                let left = if net.is_negative() { U256::ZERO } else { net.unsigned_abs() };
                set(&mut tx, surplus.at, part(left, surplus.numerator, surplus.denominator));
            }
        }
        match self.aim {
            Some(aim) => aim.reached(tx, exec, setting),
            None => tx,
        }
    }

    /// Chooses an amount that is found by trying from now on, or lets go of it.
    pub(super) fn aim(&mut self, goal: Goal, rng: &mut Rng) {
        let places = self.places();
        self.aim = places.get(rng.below(places.len() + 1)).map(|at| Aim { at: *at, goal });
    }

    /// Lets a word of the data be what it is.
    pub(super) fn fix(&mut self, at: u32) {
        self.keep_amounts(|other| other != at);
    }

    /// Lets words of the data be what they are, but for those at some offsets.
    pub(super) fn keep_amounts(&mut self, keep: impl Fn(u32) -> bool) {
        self.call.amounts.retain(|amount| amount.at.is_none_or(&keep));
        self.surplus.retain(|surplus| surplus.at.is_none_or(&keep));
        self.aim = self.aim.filter(|aim| aim.at.is_none_or(&keep));
    }

    /// Where the amounts stand.
    pub(super) fn places(&self) -> Vec<Option<u32>> {
        let amounts = self.call.amounts.iter().map(|amount| amount.at);
        amounts.chain(self.surplus.iter().map(|surplus| surplus.at)).collect()
    }

    /// Whether all amounts that the step reads are nothing in this transaction.
    pub(super) fn is_void(&self, tx: &Tx) -> bool {
        let places = self.call.amounts.iter().map(|amount| amount.at);
        let mut places = places.chain(self.surplus.iter().map(|surplus| surplus.at)).peekable();
        places.peek().is_some() && places.all(|at| get(tx, at).is_zero())
    }

    fn read_amounts(&self, exec: &mut impl Executor, answers: &[Answer]) -> Tx {
        let tx = Tx {
            from: self.from,
            to: self.call.to,
            value: self.call.value,
            data: self.call.data.clone(),
            delay_secs: self.delay_secs,
            delay_blocks: self.delay_blocks,
            script: Script { notes: self.notes.clone(), answers: answers.to_vec() },
        };
        with_amounts(exec, &tx, &self.call.amounts)
    }

    /// A transaction as a step whose numbers are fixed.
    pub(super) fn of_tx(tx: &Tx, arena: &Arena) -> Self {
        let call = NoteCall { to: tx.to, value: tx.value, data: tx.data.clone(), amounts: Vec::new() };
        Self {
            delay_secs: tx.delay_secs,
            delay_blocks: tx.delay_blocks,
            notes: tx.script.notes.clone(),
            ..Self::plain(arena.function_at(tx.to, &tx.data), tx.from, call)
        }
    }
}

pub(super) fn call_of<'t>(tx: &'t Tx, setting: &Setting<'_>) -> Call<'t> {
    let gas_limit = setting.gas_limit;
    Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit }
}

/// A word of the data, or the wei.
pub(super) fn get(tx: &Tx, at: Option<u32>) -> U256 {
    let Some(at) = at else { return tx.value };
    tx.data.get(at as usize..at as usize + 32).map_or(U256::ZERO, U256::from_be_slice)
}

pub(super) fn set(tx: &mut Tx, at: Option<u32>, word: U256) {
    let Some(at) = at else {
        tx.value = word;
        return;
    };
    let mut data = tx.data.to_vec();
    if let Some(place) = data.get_mut(at as usize..at as usize + 32) {
        place.copy_from_slice(&word.to_be_bytes::<32>());
        tx.data = data.into();
    }
}

/// Reads a live amount; what cannot be read is zero, as in the attacker's contract.
pub(super) fn read(exec: &mut impl Executor, amount: &LiveAmount) -> U256 {
    let word = match &amount.source {
        Source::Handed(_) => U256::ZERO,
        Source::Wei(who) => exec.balance(*who),
        Source::View(question) => answer(exec, question).unwrap_or_default(),
    };
    part(word, amount.numerator, amount.denominator)
}

/// `word · numerator / denominator`, rounded as the attacker's contract rounds.
pub(super) fn part(word: U256, numerator: u64, denominator: u64) -> U256 {
    let (numerator, denominator) = (U256::from(numerator), U256::from(denominator.max(1)));
    if word.bit_len() <= 192 {
        word * numerator / denominator
    } else {
        (word / denominator).wrapping_mul(numerator)
    }
}

/// Asks a view; `None` if it fails or its answer does not have the word that is meant.
pub(super) fn answer(exec: &mut impl Executor, question: &Question) -> Option<U256> {
    let data = question.data();
    let to = question.contract;
    let call = Call { from: super::ATTACKER, to, value: U256::ZERO, data: &data, gas_limit: VIEW_GAS };
    let outcome = exec.probe(&call);
    outcome.status.is_success().then(|| question.read(&outcome.output)).flatten()
}

/// Asks a view with at most one argument; `None` if it fails or answers less than a word.
pub(crate) fn ask(
    exec: &mut impl Executor,
    contract: Address,
    selector: [u8; 4],
    argument: U256,
) -> Option<U256> {
    answer(exec, &Question::new(contract, selector, argument))
}
