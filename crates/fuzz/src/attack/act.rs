//! One step of an attack with its numbers still open, and how it becomes a transaction in a given state.
//!
//! Invariant: lowering asks the state and changes nothing.

use super::arena::Arena;
use super::ledger::{Held, Ledger};
use crate::rng::Rng;
use crate::tx::{Answer, LiveAmount, Note, NoteCall, Script, Source, Tx};
use alloy_primitives::{Address, Bytes, U256};
use hotfire_evm::executor::Executor;
use hotfire_evm::outcome::Call;

/// Doublings or halvings until an amount is as large as it goes.
const STRETCHES_MAX: usize = 14;
/// Gas of a question.
const VIEW_GAS: u64 = 10_000_000;

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
    /// An amount that is made as large as the step allows, by its offset in the data; `None` inside is the wei.
    pub(super) most: Option<Option<u32>>,
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
    pub(super) fn lower(&self, exec: &mut impl Executor, setting: &Setting<'_>) -> Tx {
        let mut tx = self.read_amounts(exec, setting.answers);
        if !self.surplus.is_empty() {
            let held = Held::read(setting.arena, exec);
            for surplus in &self.surplus {
                let net = setting.ledger.net(&held, surplus.asset);
                let left = if net.is_negative() { U256::ZERO } else { net.unsigned_abs() };
                set(&mut tx, surplus.at, part(left, surplus.numerator, surplus.denominator));
            }
        }
        match self.most {
            Some(at) => stretched(tx, at, exec, setting.gas_limit),
            None => tx,
        }
    }

    /// Chooses an amount that is made as large as the step allows from now on, or lets go of it.
    pub(super) fn stretch(&mut self, rng: &mut Rng) {
        let amounts = self.call.amounts.iter().map(|amount| amount.at);
        let places: Vec<Option<u32>> = amounts.chain(self.surplus.iter().map(|surplus| surplus.at)).collect();
        self.most = places.get(rng.below(places.len() + 1)).copied();
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
            most: None,
        }
    }
}

/// The transaction with the largest amount with which it still succeeds, as far as doubling and halving tell.
fn stretched(mut tx: Tx, at: Option<u32>, exec: &mut impl Executor, gas_limit: u64) -> Tx {
    super::install(exec, &tx.script);
    let wei = exec.balance(tx.from);
    let mut works = |tx: &mut Tx, word: U256| {
        set(tx, at, word);
        let call = Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit };
        (at.is_some() || word <= wei) && exec.probe(&call).status.is_success()
    };
    let first = get(&tx, at).max(U256::ONE);
    let (mut low, mut high) = (U256::ZERO, first);
    if works(&mut tx, first) {
        for _ in 0..STRETCHES_MAX {
            low = high;
            high = high.saturating_mul(U256::from(4));
            if !works(&mut tx, high) {
                break;
            }
        }
    } else {
        for _ in 0..STRETCHES_MAX {
            let smaller = high >> 2;
            if works(&mut tx, smaller) {
                low = smaller;
                break;
            }
            high = smaller;
        }
    }
    for _ in 0..STRETCHES_MAX {
        let middle = low + ((high - low) >> 1);
        if works(&mut tx, middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    set(&mut tx, at, low);
    tx
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
