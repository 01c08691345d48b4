//! How each instruction of a followed run moves tagged values.
//!
//! Invariant: what an instruction does besides moving tagged values (where it reads and writes, what it pays, where it goes on)
//! depends on pinned values only; an instruction that is not known here ends the following.

use super::Source;
use super::shadow::{FOLLOWED_MAX, Shadow, ShadowFrame};
use super::steps::arity;
use super::words::{Tag, Words};
use crate::cheats::word_assert::word_assert;
use crate::cheats::{CHEAT_ADDRESS, is_cheat_address};
use crate::cmplog::{Cmp, CmpOp};
use crate::fast::host::{Interp, Stand};
use crate::fast::intern::BALANCE;
use alloy_primitives::U256;
use revm::bytecode::opcode::{self as op, OPCODE_INFO};
use revm::interpreter::InstructionResult as Stop;
use revm::interpreter::instructions::utility::IntoAddress;
use revm::interpreter::interpreter_types::Jumps;

/// Most operands of an instruction.
const OPERANDS_MAX: usize = 7;

/// An instruction that is about to run, with its operands, the top of the stack first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    opcode: u8,
    tags: [Tag; OPERANDS_MAX],
    values: [U256; OPERANDS_MAX],
    /// Comparisons that were logged before it.
    logged: usize,
}

impl Look {
    fn offset(&self, at: usize) -> usize {
        usize::try_from(self.values[at]).unwrap_or(usize::MAX)
    }
}

/// Instructions whose results are the same in each run that comes to them the same way.
fn is_steady(opcode: u8) -> bool {
    matches!(
        opcode,
        op::STOP
            | op::KECCAK256
            | op::ADDRESS
            | op::ORIGIN
            | op::CALLER
            | op::CALLVALUE
            | op::CALLDATASIZE
            | op::CALLDATACOPY
            | op::CODESIZE
            | op::CODECOPY
            | op::EXTCODESIZE
            | op::EXTCODECOPY
            | op::EXTCODEHASH
            | op::RETURNDATASIZE
            | op::RETURNDATACOPY
            | op::POP
            | op::MSTORE
            | op::MSTORE8
            | op::MCOPY
            | op::JUMP
            | op::JUMPI
            | op::JUMPDEST
            | op::PC
            | op::MSIZE
            | op::GAS
            // What a run that writes nothing finds in transient storage is nothing.
            | op::TLOAD
            | op::RETURN
            | op::REVERT
            | op::INVALID
    ) || (op::PUSH0..=op::PUSH32).contains(&opcode)
}

impl Shadow {
    /// Before an instruction: everything it depends on is pinned, except what [`Shadow::follow`] tags.
    pub(crate) fn look(&mut self, interp: &Interp, stand: &Stand) -> Look {
        let opcode = interp.bytecode.opcode();
        let logged = stand.cmps.cmps().len();
        let mut look = Look { opcode, tags: [0; OPERANDS_MAX], values: [U256::ZERO; OPERANDS_MAX], logged };
        self.followed += 1;
        let Some(frame) = self.frames.last() else { return look };
        let data = interp.stack.data();
        if frame.stack.len() != data.len() || self.followed > FOLLOWED_MAX {
            self.give_up();
            return look;
        }
        let tops = data.iter().rev().zip(frame.stack.iter().rev());
        for (at, (value, tag)) in tops.take(OPERANDS_MAX).enumerate() {
            look.values[at] = *value;
            look.tags[at] = *tag;
        }
        let inputs = OPCODE_INFO[usize::from(opcode)].map_or(0, |info| usize::from(info.inputs()));
        match opcode {
            op::DUP1..=op::SWAP16 | op::POP => {}
            op::EXP => self.pin(look.tags[1]),
            _ if arity(opcode) > 0 => {}
            op::MSTORE => self.pin(look.tags[0]),
            op::JUMPI => {
                self.pin(look.tags[0]);
                self.branch(look.tags[1]);
            }
            _ => self.pin_all(look.tags.into_iter().take(inputs)),
        }
        if opcode == op::KECCAK256 {
            let words = self.frames.last().map(|frame| frame.memory.tags_in(look.offset(0), look.offset(1)));
            self.pin_all(words.unwrap_or_default());
        }
        look
    }

    /// What an instruction copies from the innermost frame.
    fn from(&self, part: impl Fn(&ShadowFrame) -> &Words, start: usize, len: usize) -> Words {
        self.frames.last().map(|frame| part(frame).copied(start, len)).unwrap_or_default()
    }

    /// What a read of a word gives; one that is put together from several is pinned.
    fn word(&mut self, part: impl Fn(&ShadowFrame) -> &Words, offset: usize) -> Tag {
        let word = self.frames.last().map_or(Ok(0), |frame| part(frame).word_at(offset));
        word.unwrap_or_else(|tags| {
            self.pin_all(tags);
            0
        })
    }

    /// After an instruction.
    pub(crate) fn follow(&mut self, look: &Look, interp: &Interp, stand: &Stand, done: Result<(), Stop>) {
        if !self.follows() || self.frames.is_empty() {
            return;
        }
        self.note_comparison(look, interp, stand, done.is_ok());
        match done {
            Ok(()) => self.move_on(look, interp, stand),
            Err(Stop::Suspend) => self.call(look, interp, stand),
            Err(Stop::Return | Stop::Revert) if matches!(look.opcode, op::RETURN | op::REVERT) => {
                self.ended = self.from(|frame| &frame.memory, look.offset(0), look.offset(1));
            }
            // What fails without data fails the same way each time; what is not known may not.
            Err(_) if is_steady(look.opcode) || arity(look.opcode) > 0 => self.ended = Words::default(),
            Err(_) => self.give_up(),
        }
    }

    /// A comparison was logged, or would be if the values were others.
    fn note_comparison(&mut self, look: &Look, interp: &Interp, stand: &Stand, ran: bool) {
        if look.opcode == op::ISZERO && ran {
            let cmp = Cmp {
                code: u32::MAX,
                pc: (interp.bytecode.pc() - 1) as u32,
                op: CmpOp::IsZero,
                a: look.values[0],
                b: U256::ZERO,
            };
            self.compare(cmp, [look.tags[0], 0]);
        } else if let Some(cmp) = stand.cmps.cmps().get(look.logged) {
            self.compare(*cmp, [look.tags[0], look.tags[1]]);
        }
    }

    fn move_on(&mut self, look: &Look, interp: &Interp, stand: &Stand) {
        let Some(frame) = self.frames.last_mut() else { return };
        match look.opcode {
            op::DUP1..=op::DUP16 => {
                let depth = usize::from(look.opcode - op::DUP1) + 1;
                let tag = frame.stack[frame.stack.len() - depth];
                frame.stack.push(tag);
                return;
            }
            op::SWAP1..=op::SWAP16 => {
                let top = frame.stack.len() - 1;
                frame.stack.swap(top, top - usize::from(look.opcode - op::SWAP1) - 1);
                return;
            }
            _ => {}
        }
        let Some(info) = OPCODE_INFO[usize::from(look.opcode)] else { return self.give_up() };
        frame.stack.truncate(frame.stack.len() - usize::from(info.inputs()));
        let tag = self.result(look, interp, stand);
        self.write_memory(look, stand);
        if info.outputs() == 1
            && let Some(frame) = self.frames.last_mut()
        {
            frame.stack.push(tag);
        }
    }

    /// The tag of what the instruction pushed.
    fn result(&mut self, look: &Look, interp: &Interp, stand: &Stand) -> Tag {
        let pushed = interp.stack.data().last().copied().unwrap_or_default();
        let cell = |cell: Option<u32>| cell.map(|cell| (Source::Cell(cell), stand.state.value(cell)));
        let acct = interp.extend.acct;
        let read = match look.opcode {
            opcode if arity(opcode) > 0 => {
                let args: Vec<(Tag, U256)> =
                    look.tags.into_iter().zip(look.values).take(arity(opcode)).collect();
                return self.step(opcode, &args, pushed);
            }
            op::MLOAD => return self.word(|frame| &frame.memory, look.offset(0)),
            op::CALLDATALOAD => return self.word(|frame| &frame.input, look.offset(0)),
            op::SLOAD => cell(stand.state.names.find_slot(acct, &look.values[0])),
            op::SELFBALANCE => cell(Some(stand.state.names.first(acct) + BALANCE)),
            op::BALANCE => {
                let acct = stand.state.names.find(&look.values[0].into_address());
                cell(acct.map(|acct| stand.state.names.first(acct) + BALANCE))
            }
            op::NUMBER => Some((Source::Number, pushed)),
            op::TIMESTAMP => Some((Source::Timestamp, pushed)),
            opcode if is_steady(opcode) => return 0,
            _ => None,
        };
        let Some((source, value)) = read.filter(|(_, value)| *value == pushed) else {
            self.give_up();
            return 0;
        };
        self.read(source, value)
    }

    /// What the instruction did to the memory.
    fn write_memory(&mut self, look: &Look, stand: &Stand) {
        let (start, len) = match look.opcode {
            op::MSTORE => (look.offset(0), 32),
            op::MSTORE8 => (look.offset(0), 1),
            op::EXTCODECOPY => (look.offset(1), look.offset(3)),
            op::CODECOPY | op::CALLDATACOPY | op::RETURNDATACOPY | op::MCOPY => {
                (look.offset(0), look.offset(2))
            }
            _ => (0, 0),
        };
        let words = match look.opcode {
            op::MSTORE => Words::single(look.tags[1]),
            op::CALLDATACOPY => self.from(|frame| &frame.input, look.offset(1), len),
            op::RETURNDATACOPY => self.from(|frame| &frame.returned, look.offset(1), len),
            op::MCOPY => self.from(|frame| &frame.memory, look.offset(1), len),
            _ => Words::default(),
        };
        if matches!(look.opcode, op::EXTCODESIZE | op::EXTCODECOPY | op::EXTCODEHASH) {
            self.pin_code(stand, look.values[0].into_address());
        }
        self.write(start, len, words);
    }

    /// A call was asked for.
    fn call(&mut self, look: &Look, interp: &Interp, stand: &Stand) {
        let (value, input) = match look.opcode {
            op::CALL | op::CALLCODE => (look.values[2], 3),
            op::DELEGATECALL | op::STATICCALL => (U256::ZERO, 2),
            _ => return self.give_up(),
        };
        let Some(info) = OPCODE_INFO[usize::from(look.opcode)] else { return self.give_up() };
        if !value.is_zero() {
            return self.give_up();
        }
        let to = look.values[1].into_address();
        let (start, len) = (look.offset(input), look.offset(input + 1));
        let words = self.from(|frame| &frame.memory, start, len);
        self.ended = Words::default();
        if let Some(frame) = self.frames.last_mut() {
            frame.stack.truncate(frame.stack.len() - usize::from(info.inputs()));
        }
        if !stand.cheats.enabled() || !is_cheat_address(to) {
            self.pin_code(stand, to);
            self.asked = Some(words);
        } else if to == CHEAT_ADDRESS && len > 0 {
            let data = interp.memory.slice_len(start, len).to_vec();
            self.assertion(&data, &words, interp.bytecode.pc());
        } else {
            self.give_up();
        }
    }

    /// An assertion that holds is a condition; every other cheatcode does what no formula tells.
    fn assertion(&mut self, data: &[u8], words: &Words, pc: usize) {
        let Some(assert) = word_assert(data).filter(|assert| assert.holds) else { return self.give_up() };
        let opcode = match assert.op {
            CmpOp::Eq => op::EQ,
            CmpOp::Lt => op::LT,
            CmpOp::Gt => op::GT,
            CmpOp::Slt => op::SLT,
            CmpOp::Sgt => op::SGT,
            CmpOp::Differ | CmpOp::IsZero => return self.give_up(),
        };
        let operand = |at: usize| words.word_at(at).ok().filter(|_| assert.wide).unwrap_or(0);
        let operands = [4, 36].map(operand);
        self.pin_all(words.tags().into_iter().filter(|tag| !operands.contains(tag)));
        let args = [(operands[0], assert.a), (operands[1], assert.b)];
        let truth = super::steps::apply(opcode, assert.a, assert.b, U256::ZERO);
        let tag = self.step(opcode, &args, truth);
        self.branch(tag);
        let cmp = Cmp { code: u32::MAX, pc: pc as u32, op: assert.op, a: assert.a, b: assert.b };
        self.compare(cmp, operands);
    }
}
