//! Formulas: what a call answers, as a function of what it read, so that it can be asked again without running.
//!
//! A call that changes nothing is followed once, instruction by instruction, and what it computed from storage, balances and time
//! is kept as a list of steps. Everything that decided its way (branches, addresses, offsets, lengths, codes) becomes a
//! condition. While the conditions hold, running the call again would take the same way instruction by instruction, and so
//! would read the same cells, pay the same gas and give the output that the steps give. This is what a tracing compiler does
//! with a hot path (Bala, Duesterwald and Banerjia: Dynamo, PLDI 2000).
//!
//! Invariant: a formula answers only if running the call would give the same outcome.

mod follow;
mod shadow;
mod steps;
mod words;

pub(crate) use shadow::Shadow;

use super::intern::Cell;
use super::state::State;
use crate::cmplog::{Cmp, CmpLog, CmpOp};
use crate::outcome::{Call, Outcome, Status};
use alloy_primitives::{Address, Bytes, U256};
use steps::apply;

/// Formulas that are kept of one call; each is another way through the code.
const FORMULAS_MAX: usize = 4;
/// Most runs that pass before one is followed again.
const PATIENCE_MAX: u32 = 4_096;

/// What a value was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Cell(Cell),
    Number,
    Timestamp,
}

impl Source {
    #[inline]
    fn read(self, state: &State) -> U256 {
        match self {
            Self::Cell(cell) => state.value(cell),
            Self::Number => state.block.number,
            Self::Timestamp => state.block.timestamp,
        }
    }
}

/// One instruction over values by their index; its result is the next value.
#[derive(Clone, Copy, Debug)]
struct Step {
    opcode: u8,
    args: [u32; 3],
}

/// A comparison that the call makes.
#[derive(Clone, Copy, Debug)]
struct Compared {
    cmp: Cmp,
    /// Where the operands stand if they depend on what was read.
    places: [Option<u32>; 2],
}

/// Whether the interpreter logs a comparison with these operands.
fn is_logged(cmp: &Cmp) -> bool {
    cmp.op != CmpOp::IsZero || cmp.a > U256::ONE
}

/// One way through a call.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    /// It starts warm, which decides the gas.
    coinbase: Address,
    /// What must be read as it was.
    pins: Vec<(Source, U256)>,
    /// What is read, then constants, then the results of the steps.
    values: Vec<U256>,
    sources: Vec<Source>,
    steps: Vec<Step>,
    /// Values that must be what they were.
    equal: Vec<(u32, U256)>,
    /// Values that must be zero, or must not be.
    branches: Vec<(u32, bool)>,
    output: Vec<u8>,
    /// Where in the output which value stands.
    holes: Vec<(usize, u32)>,
    gas_used: u64,
    /// What is compared; `None` if that is too much to keep.
    compared: Option<Vec<Compared>>,
    /// What is hashed.
    hashed: CmpLog,
}

impl Formula {
    /// Computes everything anew; whether the call would take this way.
    fn holds(&mut self, state: &State) -> bool {
        if self.coinbase != state.block.coinbase
            || self.pins.iter().any(|(source, value)| source.read(state) != *value)
        {
            return false;
        }
        let first_step = self.values.len() - self.steps.len();
        for (value, source) in self.values.iter_mut().zip(&self.sources) {
            *value = source.read(state);
        }
        for (at, step) in self.steps.iter().enumerate() {
            let [a, b, c] = step.args.map(|arg| self.values[arg as usize]);
            self.values[first_step + at] = apply(step.opcode, a, b, c);
        }
        let value = |at: u32| self.values[at as usize];
        self.equal.iter().all(|(at, wanted)| value(*at) == *wanted)
            && self.branches.iter().all(|(at, taken)| value(*at).is_zero() != *taken)
    }

    fn outcome(&self) -> Outcome {
        let mut output = self.output.clone();
        for (at, value) in &self.holes {
            output[*at..*at + 32].copy_from_slice(&self.values[*value as usize].to_be_bytes::<32>());
        }
        let output = if output.is_empty() { Bytes::new() } else { output.into() };
        Outcome { status: Status::Success, gas_used: self.gas_used, output, fault: None }
    }

    /// Tells what the call compares and hashes; `false` if that is not known.
    fn log(&self, log: &mut CmpLog) -> bool {
        let Some(compared) = &self.compared else { return false };
        log.clear();
        log.set_preimages(&self.hashed);
        for Compared { cmp, places: [a, b] } in compared {
            let value = |place: &Option<u32>, known| place.map_or(known, |at| self.values[at as usize]);
            let cmp = Cmp { a: value(a, cmp.a), b: value(b, cmp.b), ..*cmp };
            if is_logged(&cmp) {
                log.push(cmp);
            }
        }
        true
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Question {
    from: Address,
    to: Address,
    data: Vec<u8>,
    gas_limit: u64,
}

impl Question {
    fn is(&self, call: &Call<'_>) -> bool {
        (self.from, self.to, self.gas_limit) == (call.from, call.to, call.gas_limit)
            && call.value.is_zero()
            && self.data == call.data
    }
}

/// The formulas of one call that is asked again and again, those that answered last first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recall {
    question: Option<Question>,
    formulas: Vec<Formula>,
    /// Runs since one was followed.
    runs: u32,
    /// Runs before the next one is followed: following is slow, and pays only if its formula answers often.
    patience: u32,
}

impl Recall {
    /// Whether there is anything to answer the call with.
    pub(crate) fn knows(&self, call: &Call<'_>) -> bool {
        !self.formulas.is_empty() && self.question.as_ref().is_some_and(|question| question.is(call))
    }

    /// What the call would give in a state; `None` if it has to run.
    pub(crate) fn answer(&mut self, state: &State) -> Option<Outcome> {
        let at = self.formulas.iter_mut().position(|formula| formula.holds(state))?;
        self.formulas[..=at].rotate_right(1);
        self.patience = self.patience.saturating_sub(1);
        Some(self.formulas[0].outcome())
    }

    /// Tells what the call that was answered last compares and hashes; `false` if that is not known.
    pub(crate) fn log(&self, log: &mut CmpLog) -> bool {
        self.formulas.first().is_some_and(|formula| formula.log(log))
    }

    /// Counts a run that is about to start; whether it is worth following.
    pub(crate) fn wants(&mut self, call: &Call<'_>) -> bool {
        if !self.question.as_ref().is_some_and(|question| question.is(call)) {
            let Call { from, to, gas_limit, .. } = *call;
            let question = Some(Question { from, to, data: call.data.to_vec(), gas_limit });
            *self = Self { question, patience: self.patience, runs: self.runs, ..Self::default() };
        }
        self.runs = self.runs.saturating_add(1);
        self.runs > self.patience
    }

    /// Takes in the way that the call took when it was followed, if it can be told.
    pub(crate) fn learn(&mut self, formula: Option<Formula>) {
        self.runs = 0;
        self.patience = (2 * self.patience + 1).min(PATIENCE_MAX);
        if let Some(formula) = formula {
            self.formulas.truncate(FORMULAS_MAX - 1);
            self.formulas.insert(0, formula);
        }
    }

    /// Forgets the formulas.
    pub(crate) fn forget(&mut self) {
        self.formulas.clear();
    }
}
