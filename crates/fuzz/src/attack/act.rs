//! One step of an attack with its numbers still open, and how it becomes a transaction in a given state.
//!
//! Invariant: lowering asks the state and changes nothing.

use super::arena::Arena;
use super::ledger::{Held, Ledger};
use crate::rng::Rng;
use crate::tx::{Answer, LiveAmount, Note, NoteCall, Script, Source, Tx};
use alloy_primitives::{Address, Bytes, U256};
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Call;

/// Steps of four until an amount does not work any more, or works.
const STEPS_MAX: usize = 8;
/// Halvings of what lies between.
const HALVINGS_MAX: usize = 10;
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

/// Which amount is found by trying, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aim {
    /// Offset in the data; `None` for the wei.
    pub(super) at: Option<u32>,
    pub(super) goal: Goal,
}

/// What an amount is to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// As much as the step allows.
    Most,
    /// As little as brings back what is owed of an asset.
    Cover(usize),
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
}

impl Act {
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
        self.call.amounts.retain(|amount| amount.at != Some(at));
        self.surplus.retain(|surplus| surplus.at != Some(at));
        self.aim = self.aim.filter(|aim| aim.at != Some(at));
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
        Self {
            function: arena.function_at(tx.to, &tx.data),
            from: tx.from,
            call: NoteCall { to: tx.to, value: tx.value, data: tx.data.clone(), amounts: Vec::new() },
            delay_secs: tx.delay_secs,
            delay_blocks: tx.delay_blocks,
            notes: tx.script.notes.clone(),
            surplus: Vec::new(),
            aim: None,
        }
    }
}

/// How far an amount gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trial {
    Fails,
    Works,
    Reaches,
}

impl Aim {
    /// The transaction with the amount that serves the goal best, as far as steps of four and halving tell.
    fn reached(self, mut tx: Tx, exec: &mut FastExecutor, setting: &Setting<'_>) -> Tx {
        super::install(exec, &tx.script);
        let state = matches!(self.goal, Goal::Cover(_)).then(|| exec.snapshot());
        let wei = exec.balance(tx.from);
        let mut attempt = |tx: &mut Tx, word: U256| {
            set(tx, self.at, word);
            if self.at.is_none() && word > wei {
                return Trial::Fails;
            }
            let gas_limit = setting.gas_limit;
            let call = Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit };
            let (Goal::Cover(asset), Some(state)) = (self.goal, &state) else {
                return if exec.probe(&call).status.is_success() { Trial::Works } else { Trial::Fails };
            };
            let mut trial = Trial::Fails;
            if exec.call(&call).status.is_success() {
                let held = Held::of(setting.arena, exec, asset);
                let covers = !setting.ledger.net_of(held, asset).is_negative();
                trial = if covers { Trial::Reaches } else { Trial::Works };
            }
            exec.restore(state);
            trial
        };
        // From what is drawn: up while it only works, or down until it works or is too little.
        let mut low = U256::ZERO;
        let mut high = get(&tx, self.at).max(U256::ONE);
        let mut at_high = attempt(&mut tx, high);
        let up = at_high == Trial::Works;
        for _ in 0..STEPS_MAX {
            let next = if up { high.saturating_mul(U256::from(4)) } else { high >> 2 };
            let trial = attempt(&mut tx, next);
            if up {
                (low, high, at_high) = (high, next, trial);
                if trial != Trial::Works {
                    break;
                }
            } else if trial == at_high || trial == Trial::Reaches {
                (high, at_high) = (next, trial);
            } else {
                low = next;
                break;
            }
        }
        for _ in 0..HALVINGS_MAX {
            let middle = low + ((high - low) >> 1);
            match attempt(&mut tx, middle) {
                Trial::Reaches => (high, at_high) = (middle, Trial::Reaches),
                Trial::Fails if at_high == Trial::Fails => high = middle,
                _ => low = middle,
            }
        }
        set(&mut tx, self.at, if at_high == Trial::Reaches { high } else { low });
        tx
    }
}

fn get(tx: &Tx, at: Option<u32>) -> U256 {
    let Some(at) = at else { return tx.value };
    tx.data.get(at as usize..at as usize + 32).map_or(U256::ZERO, U256::from_be_slice)
}

fn set(tx: &mut Tx, at: Option<u32>, word: U256) {
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
        Source::View(contract, selector, argument) => {
            ask(exec, *contract, *selector, *argument).unwrap_or_default()
        }
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

/// Asks a view with at most one argument; `None` if it fails or answers less than a word.
pub(crate) fn ask(
    exec: &mut impl Executor,
    contract: Address,
    selector: [u8; 4],
    argument: U256,
) -> Option<U256> {
    let data = question(selector, argument);
    let call =
        Call { from: super::ATTACKER, to: contract, value: U256::ZERO, data: &data, gas_limit: VIEW_GAS };
    let outcome = exec.probe(&call);
    let output: &Bytes = &outcome.output;
    (outcome.status.is_success() && output.len() >= 32).then(|| U256::from_be_slice(&output[..32]))
}

/// Call data of a view with one argument.
pub(super) fn question(selector: [u8; 4], argument: U256) -> [u8; 36] {
    let mut data = [0; 36];
    data[..4].copy_from_slice(&selector);
    data[4..].copy_from_slice(&argument.to_be_bytes::<32>());
    data
}
