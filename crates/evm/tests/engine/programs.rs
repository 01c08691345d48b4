//! Random programs that mostly make sense: operands are there, targets exist, something is kept.

use crate::asm::{Asm, deploys};
use hotfire_evm::{Address, Bytes, U256};
use revm::bytecode::opcode as op;

/// Contracts of a random world.
pub(crate) const CONTRACTS: usize = 4;

pub(crate) fn contract(at: usize) -> Address {
    Address::repeat_byte(0xc0 + at as u8)
}

/// Choices from a seed.
pub(crate) struct Dice<'a> {
    seed: &'a [u8],
    at: usize,
}

impl<'a> Dice<'a> {
    pub(crate) fn new(seed: &'a [u8]) -> Self {
        Self { seed, at: 0 }
    }

    fn byte(&mut self) -> u8 {
        self.at += 1;
        let wrapped = self.seed.get(self.at % self.seed.len().max(1)).copied().unwrap_or(7);
        wrapped.wrapping_add(((self.at / self.seed.len().max(1)) as u8).wrapping_mul(31))
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::from(self.byte()) % n
    }

    pub(crate) fn pick(&mut self, list: &[u8]) -> u8 {
        list[self.below(list.len())]
    }

    pub(crate) fn number(&mut self) -> U256 {
        match self.below(6) {
            0 => U256::ZERO,
            1 => U256::MAX,
            2 => U256::ONE << (self.below(256)),
            3 => U256::from(self.byte()),
            4 => U256::MAX << (self.below(256)),
            _ => U256::from_be_slice(&[self.byte(), self.byte(), self.byte(), self.byte()]),
        }
    }

    fn who(&mut self) -> Address {
        match self.below(9) {
            at @ 0..=3 => contract(at),
            4 => Address::with_last_byte(4),
            5 => Address::with_last_byte(1 + self.below(12) as u8),
            6 => Address::repeat_byte(0xee),
            7 => Address::ZERO,
            _ => contract(self.below(CONTRACTS)),
        }
    }
}

const BINARY: &[u8] = &[
    op::ADD,
    op::MUL,
    op::SUB,
    op::DIV,
    op::SDIV,
    op::MOD,
    op::SMOD,
    op::EXP,
    op::SIGNEXTEND,
    op::LT,
    op::GT,
    op::SLT,
    op::SGT,
    op::EQ,
    op::AND,
    op::OR,
    op::XOR,
    op::BYTE,
    op::SHL,
    op::SHR,
    op::SAR,
];

const NULLARY: &[u8] = &[
    op::ADDRESS,
    op::ORIGIN,
    op::CALLER,
    op::CALLVALUE,
    op::CALLDATASIZE,
    op::CODESIZE,
    op::GASPRICE,
    op::RETURNDATASIZE,
    op::COINBASE,
    op::TIMESTAMP,
    op::NUMBER,
    op::DIFFICULTY,
    op::GASLIMIT,
    op::CHAINID,
    op::SELFBALANCE,
    op::BASEFEE,
    op::MSIZE,
    op::PC,
    op::GAS,
];

/// Creation codes of at most 32 bytes.
fn init(dice: &mut Dice<'_>) -> Vec<u8> {
    let own = |asm: Asm| asm.0;
    match dice.below(9) {
        0 => vec![op::STOP],
        1 => deploys(&[op::CALLER, op::SELFDESTRUCT]),
        2 => vec![op::ADDRESS, op::SELFDESTRUCT],
        3 => vec![op::CALLER, op::SELFDESTRUCT],
        4 => own(Asm::default().push(U256::from(3)).push(U256::ZERO).op(op::REVERT)),
        5 => deploys(&[0xef, 1, 2]),
        6 => own(Asm::default().push(U256::from(7)).keep(1).push(U256::ZERO).keep(1)),
        7 => vec![op::INVALID],
        _ => deploys(&own(Asm::default().op(op::CALLVALUE).keep(2))),
    }
}

/// One program.
pub(crate) fn program(seed: &[u8]) -> Bytes {
    let mut dice = Dice::new(seed);
    let mut asm = Asm::default();
    for _ in 0..4 + dice.below(14) {
        asm = snippet(asm, &mut dice);
    }
    let (offset, len) = (U256::from(dice.below(100)), U256::from(dice.below(100)));
    asm = match dice.below(10) {
        0 => asm.push(len).push(offset).op(op::REVERT),
        1 => asm.op(op::INVALID),
        2 => asm.op(op::STOP),
        3 => asm.address(dice.who()).op(op::SELFDESTRUCT),
        _ => asm.push(len).push(offset).op(op::RETURN),
    };
    asm.done()
}

fn snippet(asm: Asm, dice: &mut Dice<'_>) -> Asm {
    let slot = dice.below(5) as u64;
    let word = U256::from(dice.below(5) * 32);
    match dice.below(19) {
        0 | 1 => asm.push(dice.number()).push(dice.number()).op(dice.pick(BINARY)).keep(slot),
        2 => asm.push(U256::from(slot)).op(op::SLOAD).push(dice.number()).op(op::ADD).keep(slot + 1),
        3 => asm.push(dice.number()).push(word).op(op::MSTORE),
        4 => asm.push(U256::from(64)).push(word).op(op::KECCAK256).keep(slot),
        5 | 6 => call(asm, dice).keep(slot),
        7 => call(asm, dice)
            .op(op::POP)
            .op(op::RETURNDATASIZE)
            .push(U256::ZERO)
            .push(word)
            .op(op::RETURNDATACOPY),
        8 | 9 => create(asm, dice).keep(slot),
        10 => {
            let topics = dice.below(5) as u8;
            let asm = (0..topics).fold(asm, |asm, _| asm.push(dice.number()));
            asm.push(U256::from(dice.below(80))).push(word).op(op::LOG0 + topics)
        }
        11 => asm.push(dice.number()).push(U256::from(slot)).op(op::TSTORE),
        12 => asm.push(U256::from(slot)).op(op::TLOAD).keep(slot),
        13 => asm.op(dice.pick(NULLARY)).keep(slot),
        14 => {
            asm.address(dice.who()).op(dice.pick(&[op::BALANCE, op::EXTCODESIZE, op::EXTCODEHASH])).keep(slot)
        }
        15 => branch(asm, dice),
        16 => {
            // A selector's dispatch, which may find the stack empty and the target no JUMPDEST.
            let target = if dice.below(3) == 0 { dice.below(200) } else { asm.0.len() + 12 };
            let asm = if dice.below(9) == 0 { asm } else { asm.push(U256::from(dice.below(2))) };
            let asm = asm.ops(&[op::PUSH4, 0, 0, 0, dice.below(2) as u8, op::EQ]);
            let jump = dice.pick(&[op::JUMPI, op::JUMPI, op::JUMP]);
            asm.op(op::PUSH2).ops(&(target as u16).to_be_bytes()).op(jump).op(op::JUMPDEST)
        }
        17 => {
            let target = asm.0.len() + 5;
            asm.op(op::PUSH2).ops(&(target as u16).to_be_bytes()).ops(&[op::JUMP, op::STOP, op::JUMPDEST])
        }
        _ => asm
            .push(U256::from(dice.below(60)))
            .push(U256::from(dice.below(60)))
            .push(word)
            .address(dice.who())
            .op(op::EXTCODECOPY),
    }
}

fn call(asm: Asm, dice: &mut Dice<'_>) -> Asm {
    let op = dice.pick(&[op::CALL, op::CALL, op::DELEGATECALL, op::STATICCALL, op::CALLCODE]);
    let mut asm = asm;
    for _ in 0..4 {
        asm = asm.push(U256::from(dice.below(70)));
    }
    if matches!(op, op::CALL | op::CALLCODE) {
        asm = asm.push(U256::from(if dice.below(2) == 0 { 0 } else { dice.below(9) }));
    }
    let gas = if dice.below(3) == 0 { U256::from(dice.below(256) * 40) } else { U256::from(200_000) };
    asm.address(dice.who()).push(gas).op(op)
}

fn create(asm: Asm, dice: &mut Dice<'_>) -> Asm {
    let code = init(dice);
    assert!(code.len() <= 32, "creation code fits a word");
    let asm = asm.memory(0, &code);
    let value = U256::from(dice.below(3));
    let len = U256::from(code.len());
    let asm = if dice.below(2) == 0 {
        asm.push(len).push(U256::ZERO).push(value).op(op::CREATE)
    } else {
        asm.push(U256::from(dice.below(2))).push(len).push(U256::ZERO).push(value).op(op::CREATE2)
    };
    if dice.below(2) == 0 {
        return asm;
    }
    // Call what was created, keep its address.
    let asm = asm.op(op::DUP1);
    let asm = asm.ops(&[op::PUSH1, 0, op::DUP1, op::DUP1, op::DUP1, op::PUSH1, 1, op::DUP6]);
    asm.push(U256::from(50_000)).op(op::CALL).op(op::POP).op(op::POP)
}

fn branch(asm: Asm, dice: &mut Dice<'_>) -> Asm {
    let inner = snippet(Asm::default(), dice).0;
    let asm = asm.push(dice.number());
    let behind = asm.0.len() + 4 + inner.len();
    if behind > 0xffff || inner.contains(&op::JUMPDEST) || inner.contains(&op::JUMPI) {
        return asm.op(op::POP);
    }
    asm.op(op::PUSH2).ops(&(behind as u16).to_be_bytes()).op(op::JUMPI).ops(&inner).op(op::JUMPDEST)
}
