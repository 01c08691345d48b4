//! Calls that are answered without running: each answer must be the one that running gives.

use crate::asm::Asm;
use crate::programs::{CONTRACTS, Dice, contract};
use crate::util::{A, GAS, SENDER, number, stand};
use hotfire_evm::chain::Chain;
use hotfire_evm::cheats::{CHEAT_ADDRESS, CHEAT_CODE};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::{Call, Outcome, Status};
use hotfire_evm::reads::{Bits, Watch};
use hotfire_evm::setup::{CheatConfig, Fork, Setup};
use hotfire_evm::world::World;
use hotfire_evm::{Address, Bytes, U256};
use proptest::prelude::*;
use revm::bytecode::opcode as op;
use std::sync::Arc;

/// Values that a program keeps on its stack.
const KEPT: usize = 5;
/// Rounds of changes and questions in one random world.
const ROUNDS: usize = 24;

const PURE: &[u8] = &[
    op::ADD,
    op::MUL,
    op::SUB,
    op::DIV,
    op::SDIV,
    op::MOD,
    op::SMOD,
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
const TERNARY: &[u8] = &[op::ADDMOD, op::MULMOD];
const UNARY: &[u8] = &[op::ISZERO, op::NOT, op::CLZ];
const READS: &[u8] = &[
    op::TIMESTAMP,
    op::NUMBER,
    op::SELFBALANCE,
    op::GAS,
    op::MSIZE,
    op::RETURNDATASIZE,
    op::CALLER,
    op::CALLDATASIZE,
];
const OFFSETS: [u64; 8] = [0, 32, 64, 96, 4, 36, 17, 50];

fn offset(dice: &mut Dice<'_>) -> U256 {
    U256::from(OFFSETS[dice.below(OFFSETS.len())])
}

/// One of the kept values.
fn some(asm: Asm, dice: &mut Dice<'_>, above: usize) -> Asm {
    asm.op(op::DUP1 + (above + dice.below(KEPT)) as u8)
}

/// The top of the stack takes the place of a kept value.
fn keep(asm: Asm, dice: &mut Dice<'_>) -> Asm {
    asm.op(op::SWAP1 + dice.below(KEPT) as u8).op(op::POP)
}

fn snippet(asm: Asm, dice: &mut Dice<'_>, own: usize) -> Asm {
    match dice.below(20) {
        0..=2 => {
            let asm = some(asm, dice, 0);
            let asm = some(asm, dice, 1);
            keep(asm.op(dice.pick(PURE)), dice)
        }
        3 => {
            let asm = (0..3).fold(asm, |asm, at| some(asm, dice, at));
            keep(asm.op(dice.pick(TERNARY)), dice)
        }
        4 => keep(some(asm, dice, 0).op(dice.pick(UNARY)), dice),
        5 | 6 => keep(asm.push(U256::from(dice.below(4))).op(op::SLOAD), dice),
        7 => keep(asm.op(dice.pick(READS)), dice),
        8 | 9 => some(asm, dice, 0).push(offset(dice)).op(dice.pick(&[op::MSTORE, op::MSTORE, op::MSTORE8])),
        10 => keep(asm.push(offset(dice)).op(dice.pick(&[op::MLOAD, op::CALLDATALOAD])), dice),
        11 => keep(asm.push(U256::from(dice.below(70))).push(offset(dice)).op(op::KECCAK256), dice),
        12..=14 => call(asm, dice, own),
        15 => asm.op(op::RETURNDATASIZE).push(U256::ZERO).push(offset(dice)).op(op::RETURNDATACOPY),
        16 => {
            let len = U256::from(dice.below(70));
            asm.push(len).push(offset(dice)).push(offset(dice)).op(dice.pick(&[op::MCOPY, op::CALLDATACOPY]))
        }
        17 => {
            let who = contract(dice.below(CONTRACTS));
            keep(asm.address(who).op(dice.pick(&[op::BALANCE, op::EXTCODESIZE, op::EXTCODEHASH])), dice)
        }
        18 => match dice.below(12) {
            0 => some(asm, dice, 0).push(U256::from(dice.below(4))).op(op::SSTORE),
            1 => asm.push(U256::from(9)).push(U256::ZERO).op(op::LOG0),
            2 => keep(asm.op(dice.pick(&[op::CHAINID, op::COINBASE])), dice),
            3 => keep(some(asm, dice, 0).op(op::SLOAD), dice),
            4 => keep(asm.push(U256::from(dice.below(4))).op(op::TLOAD), dice),
            _ => {
                let asm = asm.push(U256::from(dice.below(4)));
                keep(some(asm, dice, 1).op(op::EXP), dice)
            }
        },
        _ => branch(asm, dice, own),
    }
}

/// Calls a later contract, or the precompile that copies.
fn call(asm: Asm, dice: &mut Dice<'_>, own: usize) -> Asm {
    let who = match dice.below(4) {
        0 => Address::with_last_byte(4),
        _ if own + 1 < CONTRACTS => contract(own + 1 + dice.below(CONTRACTS - own - 1)),
        _ => SENDER,
    };
    let kind = dice.pick(&[op::STATICCALL, op::STATICCALL, op::DELEGATECALL, op::CALL]);
    let asm = asm.push(U256::from(dice.below(70))).push(offset(dice));
    let mut asm = asm.push(U256::from(dice.below(110))).push(offset(dice));
    if kind == op::CALL {
        asm = asm.push(U256::ZERO);
    }
    let gas = if dice.below(8) == 0 { 3_000 } else { 200_000_u64 };
    keep(asm.address(who).push(U256::from(gas)).op(kind), dice)
}

fn branch(asm: Asm, dice: &mut Dice<'_>, own: usize) -> Asm {
    let inner = snippet(Asm::default(), dice, own).0;
    let asm = some(asm, dice, 0).push(U256::from(dice.below(6))).op(dice.pick(&[op::LT, op::GT, op::EQ]));
    let behind = asm.0.len() + 4 + inner.len();
    if inner.contains(&op::JUMPDEST) {
        return asm.op(op::POP);
    }
    asm.op(op::PUSH2).ops(&(behind as u16).to_be_bytes()).op(op::JUMPI).ops(&inner).op(op::JUMPDEST)
}

/// A program that looks around.
fn looker(seed: &[u8], own: usize) -> Bytes {
    let mut dice = Dice::new(seed);
    let mut asm = (0..=KEPT).fold(Asm::default(), |asm, at| asm.push(U256::from(at)));
    for _ in 0..6 + dice.below(30) {
        asm = snippet(asm, &mut dice, own);
    }
    let asm = (0..3).fold(asm, |asm, at| some(asm, &mut dice, 0).push(U256::from(32 * at)).op(op::MSTORE));
    let end = if dice.below(6) == 0 { op::REVERT } else { op::RETURN };
    asm.push(U256::from(dice.below(120))).push(offset(&mut dice)).op(end).done()
}

fn value(dice: &mut Dice<'_>) -> U256 {
    if dice.below(3) == 0 { dice.number() } else { U256::from(dice.below(7)) }
}

/// The same change in two executors; whether watchers cannot tell it.
fn change(both: &mut [FastExecutor; 2], dice: &mut Dice<'_>, codes: &[Bytes]) -> bool {
    let who = contract(dice.below(CONTRACTS));
    let (slot, value) = (U256::from(dice.below(4)), value(dice));
    let kind = dice.below(16);
    let code = dice.below(codes.len());
    for fast in both {
        match kind {
            0 => fast.set_balance(who, value),
            1 => fast.block_mut().timestamp += U256::ONE,
            2 => fast.block_mut().number += U256::from(3),
            3 if slot.is_zero() => fast.set_code(who, codes[code].clone()),
            4 if slot.is_zero() => fast.block_mut().coinbase = who,
            5 if slot.is_zero() => fast.reset(),
            _ => fast.store(who, slot, value),
        }
    }
    // Going to genesis counts as asking, and whose account is warm is not noted.
    matches!(kind, 4 | 5) && slot.is_zero()
}

/// Asks in both and compares everything that can be told.
fn ask(both: &mut [FastExecutor; 2], call: &Call<'_>, watch: &mut Watch, watcher: usize) -> Outcome {
    let [fast, twin] = both;
    let outcome = fast.probe_watched(call, watch, watcher);
    assert_eq!(outcome, twin.probe(call));
    assert_eq!(fast.probe_watched_logged(call, watch, watcher), twin.probe_logged(call));
    assert_eq!(fast.cmps().cmps(), twin.cmps().cmps());
    assert!(fast.cmps().preimages().eq(twin.cmps().preimages()));
    assert_eq!(fast.assertion_failed(), twin.assertion_failed());
    outcome
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_is_what_running_gives(
        seeds in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 40..160), CONTRACTS),
        changes in proptest::collection::vec(any::<u8>(), 200..400),
        data in proptest::collection::vec(any::<u8>(), 0..80),
        early in any::<bool>(),
    ) {
        let codes: Vec<Bytes> = seeds.iter().enumerate().map(|(at, seed)| looker(seed, at)).collect();
        let placed: Vec<(Address, Bytes)> =
            codes.iter().enumerate().map(|(at, code)| (contract(at), code.clone())).collect();
        let fork = if early { Fork::Cancun } else { Fork::Osaka };
        let mut both = [stand(fork, &placed), stand(fork, &placed)];
        let mut watch = Watch::new(2);
        let mut dice = Dice::new(&changes);
        let mut before: [Option<Outcome>; 2] = [None, None];
        for _ in 0..ROUNDS {
            for _ in 0..dice.below(4) {
                if change(&mut both, &mut dice, &codes) {
                    before = [None, None];
                }
            }
            let mut dirty = Bits::none(2);
            both[0].dirty_watchers(&watch, &mut dirty);
            for watcher in 0..2 {
                let call = Call {
                    from: SENDER, to: contract(watcher), value: U256::ZERO, data: &data, gas_limit: GAS,
                };
                let outcome = ask(&mut both, &call, &mut watch, watcher);
                // What a write overwrites decides its gas, and is not noted.
                let known = !dirty.has(watcher) && !codes.iter().any(|code| code.contains(&op::SSTORE));
                if let Some(before) = before[watcher].take().filter(|_| known) {
                    prop_assert_eq!(&before, &outcome, "nothing that was read has changed");
                }
                before[watcher] = Some(outcome);
            }
        }
    }
}

/// `assertLe(uint256,uint256)` of slots 0 and 1, and `assertTrue(bool)` of slot 2; returns slot 0.
fn asserting() -> Bytes {
    let selector = |signature: &str| U256::from_be_slice(&alloy_primitives::keccak256(signature)[..4]) << 224;
    let slot = |asm: Asm, slot: u64, at: u64| {
        asm.push(U256::from(slot)).op(op::SLOAD).push(U256::from(at)).op(op::MSTORE)
    };
    let vm = |asm: Asm, len: u64| {
        let asm = asm.push(U256::ZERO).push(U256::ZERO).push(U256::from(len)).push(U256::ZERO);
        let asm = asm.address(CHEAT_ADDRESS).op(op::GAS).op(op::STATICCALL).op(op::ISZERO);
        let fails = asm.0.len() as u64 + 5;
        let asm = asm.op(op::ISZERO).op(op::PUSH2).ops(&((fails + 5) as u16).to_be_bytes()).op(op::JUMPI);
        asm.push(U256::ZERO).push(U256::ZERO).op(op::REVERT).op(op::JUMPDEST)
    };
    let asm = Asm::default().push(selector("assertLe(uint256,uint256)")).push(U256::ZERO).op(op::MSTORE);
    let asm = vm(slot(slot(asm, 0, 4), 1, 36), 68);
    let asm = asm.push(selector("assertTrue(bool)")).push(U256::ZERO).op(op::MSTORE);
    let asm = vm(slot(asm, 2, 4), 36);
    slot(asm, 0, 0).push(U256::from(32)).push(U256::ZERO).op(op::RETURN).done()
}

#[test]
fn assertions_that_fail_are_run() {
    let setup = Setup {
        fork: Fork::Osaka,
        codes: vec![(A, asserting()), (CHEAT_ADDRESS, CHEAT_CODE.into())],
        cheats: CheatConfig { enabled: true, ..CheatConfig::default() },
        ..Setup::default()
    };
    let world = Arc::new(World::build(&setup).expect("no steps, no failure"));
    let mut both = [FastExecutor::new(Arc::clone(&world)), FastExecutor::new(world)];
    let mut watch = Watch::new(1);
    let call = Call { from: SENDER, to: A, value: U256::ZERO, data: &[], gas_limit: GAS };
    let rounds = [(1_u64, 2_u64, 1_u64), (2, 2, 1), (3, 2, 1), (4, 9, 1), (4, 9, 0), (4, 9, 2), (5, 7, 1)];
    for (a, b, c) in rounds {
        for fast in &mut both {
            [a, b, c].into_iter().enumerate().for_each(|(at, value)| {
                fast.store(A, U256::from(at), U256::from(value));
            });
        }
        let outcome = ask(&mut both, &call, &mut watch, 0);
        let holds = a <= b && c != 0;
        assert_eq!(outcome.status == Status::Success, holds, "{a} <= {b}, {c}");
        assert_eq!(both[0].assertion_failed(), a > b || c == 0, "{a} <= {b}, {c}");
        if holds {
            assert_eq!(outcome.output.as_ref(), number(a));
        }
    }
}
