//! What a followed run computed from what it read, and the formula that comes of it.
//!
//! Invariant: every value on the stacks and in the memories of the run is either tagged with the node that it is, or the same in
//! each run that meets the conditions noted so far.

use super::steps::apply;
use super::words::{Tag, Words};
use super::{Compared, Formula, Source, Step, is_logged};
use crate::cmplog::{Cmp, CmpLog};
use crate::fast::codes::EMPTY;
use crate::fast::host::Stand;
use crate::fast::intern::{BALANCE, CODE, NONCE};
use crate::outcome::{Call, Outcome};
use alloy_primitives::{Address, U256};
use std::collections::BTreeMap;
use std::ops::Range;

/// Nodes of one run.
const NODES_MAX: usize = 4_096;
/// Comparisons of one run.
const COMPARED_MAX: usize = 2_048;
/// Instructions of a run that are followed.
pub(super) const FOLLOWED_MAX: usize = 1 << 18;

/// An operand of a step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Operand {
    Constant(U256),
    Node(Tag),
}

#[derive(Clone, Copy, Debug)]
enum Origin {
    Read(Source),
    Step(u8, [Operand; 3]),
}

/// A value that depends on what was read.
#[derive(Clone, Copy, Debug)]
struct Node {
    origin: Origin,
    /// The value in the followed run.
    value: U256,
    /// It must have this value again.
    pinned: bool,
    /// It must be zero again, or something else again.
    branched: bool,
}

/// One open frame of the run.
#[derive(Debug, Default)]
pub(super) struct ShadowFrame {
    pub(super) stack: Vec<Tag>,
    pub(super) memory: Words,
    pub(super) input: Words,
    pub(super) returned: Words,
}

/// The followed run.
#[derive(Debug)]
pub(crate) struct Shadow {
    nodes: Vec<Node>,
    by_source: BTreeMap<Source, Tag>,
    pub(super) frames: Vec<ShadowFrame>,
    /// Call data of a call that was asked for and has no frame yet.
    pub(super) asked: Option<Words>,
    /// Output of the frame that ended last.
    pub(super) ended: Words,
    pub(super) followed: usize,
    /// Comparisons, with the tags of their operands.
    pub(super) compared: Vec<(Cmp, [Tag; 2])>,
    /// Something happened that no formula tells.
    given_up: bool,
}

impl Shadow {
    /// A run that is about to start.
    pub(crate) fn new(call: &Call<'_>) -> Self {
        Self {
            nodes: Vec::new(),
            by_source: BTreeMap::new(),
            frames: Vec::new(),
            asked: Some(Words::default()),
            ended: Words::default(),
            followed: 0,
            compared: Vec::new(),
            given_up: !call.value.is_zero(),
        }
    }

    #[inline]
    pub(crate) fn follows(&self) -> bool {
        !self.given_up
    }

    pub(crate) fn give_up(&mut self) {
        self.given_up = true;
    }

    // ---- nodes ----

    fn add(&mut self, origin: Origin, value: U256) -> Tag {
        if self.nodes.len() >= NODES_MAX {
            self.given_up = true;
            return 0;
        }
        self.nodes.push(Node { origin, value, pinned: false, branched: false });
        self.nodes.len() as Tag
    }

    /// What was read from a source.
    pub(super) fn read(&mut self, source: Source, value: U256) -> Tag {
        if let Some(&tag) = self.by_source.get(&source) {
            self.given_up |= self.nodes[tag as usize - 1].value != value;
            return tag;
        }
        let tag = self.add(Origin::Read(source), value);
        self.by_source.insert(source, tag);
        tag
    }

    /// The result of an instruction; 0 if all operands are pinned.
    pub(super) fn step(&mut self, opcode: u8, args: &[(Tag, U256)], result: U256) -> Tag {
        if !args.iter().any(|(tag, _)| self.free(*tag)) {
            return 0;
        }
        let mut operands = [Operand::Constant(U256::ZERO); 3];
        let mut values = [U256::ZERO; 3];
        for (at, (tag, value)) in args.iter().enumerate() {
            values[at] = *value;
            operands[at] = if *tag == 0 { Operand::Constant(*value) } else { Operand::Node(*tag) };
        }
        let same = apply(opcode, values[0], values[1], values[2]) == result;
        debug_assert!(same, "opcode {opcode:#x} of {values:?} is not {result}");
        self.given_up |= !same;
        self.add(Origin::Step(opcode, operands), result)
    }

    /// From here on the value is what it is in this run.
    pub(super) fn pin(&mut self, tag: Tag) {
        if tag != 0 {
            self.nodes[tag as usize - 1].pinned = true;
        }
    }

    /// As [`Shadow::pin`], of several.
    pub(super) fn pin_all(&mut self, tags: impl IntoIterator<Item = Tag>) {
        tags.into_iter().for_each(|tag| self.pin(tag));
    }

    /// The run depends on whether the value is zero.
    pub(super) fn branch(&mut self, tag: Tag) {
        if tag != 0 {
            self.nodes[tag as usize - 1].branched = true;
        }
    }

    /// The code of an account is run or looked at.
    pub(super) fn pin_code(&mut self, stand: &Stand, who: Address) {
        // Reads are recorded while a run is followed, so that whatever was looked at has a number.
        let Some(acct) = stand.state.names.find(&who) else { return self.give_up() };
        let code = stand.state.code_of(acct);
        if stand.state.codes.get(code).delegate.is_some() {
            self.give_up();
        }
        // Without code, balance and nonce decide whether the account is there at all.
        let parts: &[u32] = if code == EMPTY { &[BALANCE, NONCE, CODE] } else { &[CODE] };
        for part in parts {
            let cell = stand.state.names.first(acct) + part;
            let tag = self.read(Source::Cell(cell), stand.state.value(cell));
            self.pin(tag);
        }
    }

    // ---- frames ----

    /// Notes a comparison and whose values it compares.
    pub(super) fn compare(&mut self, cmp: Cmp, tags: [Tag; 2]) {
        // One that can never be logged is none.
        let never = !is_logged(&cmp) && tags == [0; 2];
        if !never && self.compared.len() < COMPARED_MAX {
            self.compared.push((cmp, tags));
        }
    }

    /// The run starts.
    pub(crate) fn start(&mut self, stand: &Stand, to: Address) {
        self.given_up |= stand.cheats.active();
        self.pin_code(stand, to);
    }

    /// A frame was opened.
    pub(crate) fn opened(&mut self) {
        let input = self.asked.take().unwrap_or_default();
        self.frames.push(ShadowFrame { input, ..ShadowFrame::default() });
    }

    /// The innermost frame ended.
    pub(crate) fn closed(&mut self) {
        self.frames.pop();
    }

    /// The caller got an output: so much of it, there in its memory; `None` if nothing was written.
    pub(crate) fn delivered(&mut self, written: Option<Range<usize>>) {
        if let Some(input) = self.asked.take() {
            // What ran without a frame, a precompile, saw all of its input.
            self.pin_all(input.tags());
        }
        let ended = std::mem::take(&mut self.ended);
        if let Some(written) = written {
            self.write(written.start, written.len(), ended.copied(0, written.len()));
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.returned = ended;
            frame.stack.push(0);
        }
    }

    /// Puts words into the innermost frame's memory.
    pub(super) fn write(&mut self, start: usize, len: usize, words: Words) {
        if let Some(frame) = self.frames.last_mut() {
            frame.memory.put(start, len, words);
        }
    }

    // ---- the formula ----

    /// The formula of a run that succeeded.
    pub(crate) fn finish(mut self, outcome: &Outcome, hashed: CmpLog, coinbase: Address) -> Option<Formula> {
        if self.given_up || !outcome.status.is_success() {
            return None;
        }
        self.pin_all(self.ended.parts());
        let live = self.live();
        let mut formula = Formula {
            coinbase,
            pins: Vec::new(),
            values: Vec::new(),
            sources: Vec::new(),
            steps: Vec::new(),
            equal: Vec::new(),
            branches: Vec::new(),
            output: outcome.output.to_vec(),
            holes: Vec::new(),
            gas_used: outcome.gas_used,
            compared: None,
            hashed,
        };
        let places = self.lay_out(&live, &mut formula);
        for (node, place) in self.nodes.iter().zip(&places) {
            match node.origin {
                Origin::Read(source) if node.pinned => formula.pins.push((source, node.value)),
                _ if node.pinned => formula.equal.push((*place, node.value)),
                _ if node.branched => formula.branches.push((*place, !node.value.is_zero())),
                _ => {}
            }
        }
        formula.holes = self.ended.whole().map(|(at, tag)| (at, places[tag as usize - 1])).collect();
        let place = |tag: Tag| self.free(tag).then(|| places[tag as usize - 1]);
        let compared =
            self.compared.iter().map(|(cmp, tags)| Compared { cmp: *cmp, places: tags.map(place) });
        formula.compared = (self.compared.len() < COMPARED_MAX).then(|| compared.collect());
        Some(formula)
    }

    /// Whether the value may be another one when the formula answers.
    fn free(&self, tag: Tag) -> bool {
        tag != 0 && !self.nodes[tag as usize - 1].pinned
    }

    /// Which nodes have to be computed: those that conditions, output and comparisons are made of.
    fn live(&self) -> Vec<bool> {
        let is_read = |node: &Node| matches!(node.origin, Origin::Read(_));
        let decides = |node: &Node| if node.pinned { !is_read(node) } else { node.branched };
        let mut live: Vec<bool> = self.nodes.iter().map(decides).collect();
        self.ended.whole().for_each(|(_, tag)| live[tag as usize - 1] = true);
        let compared = self.compared.iter().flat_map(|(_, tags)| tags).filter(|tag| self.free(**tag));
        compared.for_each(|tag| live[*tag as usize - 1] = true);
        // Operands come before what is made of them.
        for at in (0..self.nodes.len()).rev() {
            if let (true, Origin::Step(_, operands)) = (live[at], self.nodes[at].origin) {
                for operand in operands {
                    if let (Operand::Node(tag), None) = (operand, self.constant(operand)) {
                        live[tag as usize - 1] = true;
                    }
                }
            }
        }
        live
    }

    /// The operand's value if it is the same whenever the formula answers.
    fn constant(&self, operand: Operand) -> Option<U256> {
        match operand {
            Operand::Constant(value) => Some(value),
            Operand::Node(tag) => {
                let node = &self.nodes[tag as usize - 1];
                node.pinned.then_some(node.value)
            }
        }
    }

    /// Gives every live node a place among the values: what is read, constants, steps.
    fn lay_out(&self, live: &[bool], formula: &mut Formula) -> Vec<u32> {
        let mut places = vec![0; self.nodes.len()];
        let mut steps = Vec::new();
        for at in (0..self.nodes.len()).filter(|at| live[*at]) {
            match self.nodes[at].origin {
                Origin::Read(source) => {
                    places[at] = formula.sources.len() as u32;
                    formula.sources.push(source);
                }
                Origin::Step(opcode, operands) => steps.push((at, opcode, operands)),
            }
        }
        formula.values.resize(formula.sources.len(), U256::ZERO);
        let mut constants = BTreeMap::new();
        for value in steps.iter().flat_map(|(_, _, operands)| operands).filter_map(|o| self.constant(*o)) {
            constants.entry(value).or_insert_with(|| {
                formula.values.push(value);
                formula.values.len() as u32 - 1
            });
        }
        for (at, opcode, operands) in steps {
            let args = operands.map(|operand| match (self.constant(operand), operand) {
                (None, Operand::Node(tag)) => places[tag as usize - 1],
                (value, _) => constants[&value.unwrap_or_default()],
            });
            places[at] = formula.values.len() as u32;
            formula.values.push(U256::ZERO);
            formula.steps.push(Step { opcode, args });
        }
        places
    }
}
