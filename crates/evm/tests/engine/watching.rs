//! Snapshots, read sets, coverage, comparisons and call trees.

use crate::asm::Asm;
use crate::util::{A, B, SENDER, call, number, stand, to};
use hotfire_evm::chain::Chain;
use hotfire_evm::cmplog::CmpOp;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Status;
use hotfire_evm::reads::{Bits, Watch, field};
use hotfire_evm::setup::Fork;
use hotfire_evm::trace::{FrameStatus, Item};
use hotfire_evm::{Address, Bytes, U256};
use revm::bytecode::opcode as op;
use std::sync::Arc;

fn n(value: u64) -> U256 {
    U256::from(value)
}

/// `sstore(calldata[0], calldata[1])`.
fn writer() -> Bytes {
    Asm::default()
        .push(n(32))
        .op(op::CALLDATALOAD)
        .push(n(0))
        .ops(&[op::CALLDATALOAD, op::SSTORE, op::STOP])
        .done()
}

/// Returns `sload(calldata[0])` of itself.
fn reader() -> Vec<u8> {
    Asm::default()
        .push(n(0))
        .ops(&[op::CALLDATALOAD, op::SLOAD])
        .push(n(0))
        .op(op::MSTORE)
        .push(n(32))
        .push(n(0))
        .op(op::RETURN)
        .0
}

fn write(fast: &mut FastExecutor, slot: u64, value: u64) {
    let data = [number(slot), number(value)].concat();
    assert_eq!(call(fast, A, &data).status, Status::Success);
}

#[test]
fn a_snapshot_brings_back_what_was() {
    let mut fast = stand(Fork::Osaka, &[(A, writer())]);
    let genesis = fast.dump();
    write(&mut fast, 1, 10);
    write(&mut fast, 2, 20);
    fast.block_mut().timestamp = n(77);
    let (then, kept) = (fast.snapshot(), fast.dump());
    write(&mut fast, 1, 11);
    write(&mut fast, 3, 30);
    fast.set_balance(B, n(5));
    fast.set_code(B, writer());
    fast.block_mut().timestamp = n(99);
    let (late, last) = (fast.snapshot(), fast.dump());
    for _ in 0..2 {
        fast.restore(&then);
        assert_eq!((fast.dump(), fast.block().timestamp), (kept.clone(), n(77)));
        write(&mut fast, 9, 9);
        fast.restore(&then);
        assert_eq!(fast.dump(), kept);
        fast.restore(&late);
        assert_eq!((fast.dump(), fast.block().timestamp), (last.clone(), n(99)));
        fast.reset();
        assert_eq!((fast.dump(), fast.block().timestamp), (genesis.clone(), U256::ONE));
    }
    // Another executor of the same world, with other numbers.
    let mut other = FastExecutor::new(Arc::clone(fast.world()));
    write(&mut other, 55, 1);
    other.restore(&late);
    assert_eq!(other.dump(), last);
    assert!(late.bytes() > 0 && late.cells() == 5, "three slots, a balance and a code: {}", late.cells());
}

#[test]
fn a_probe_changes_nothing() {
    let mut fast = stand(Fork::Osaka, &[(A, writer())]);
    let before = fast.dump();
    let data = [number(1), number(2)].concat();
    assert_eq!(fast.probe(&to(A, &data)).status, Status::Success);
    assert_eq!(fast.dump(), before);
}

#[test]
fn a_watcher_is_dirty_when_what_it_read_changes() {
    let mut fast = stand(Fork::Osaka, &[(A, writer()), (B, reader().into())]);
    let mut code = Asm::default().push(n(0)).ops(&[op::CALLDATALOAD, op::SLOAD, op::POP]);
    code = code.ops(&[op::TIMESTAMP, op::POP]).address(SENDER).ops(&[op::BALANCE, op::POP, op::STOP]);
    fast.set_code(B, code.done());
    let mut watch = Watch::new(2);
    // Watcher 0 reads a slot of B that was never written; watcher 1 runs A, which reads only calldata.
    let (outcome, reads) = fast.probe_reads(&to(B, &number(7)));
    let reads = reads.clone();
    assert_eq!(outcome.status, Status::Success);
    assert_eq!(reads.block, field::TIMESTAMP);
    fast.watch(&mut watch, 0, &reads);
    let reads = fast.probe_reads(&to(A, &[])).1.clone();
    fast.watch(&mut watch, 1, &reads);

    let mut dirty = Bits::none(2);
    fast.dirty_watchers(&watch, &mut dirty);
    assert_eq!(dirty.iter().collect::<Vec<_>>(), [0], "what changed before they read is new to them too");
    dirty.clear();
    write(&mut fast, 1, 1);
    fast.dirty_watchers(&watch, &mut dirty);
    assert!(dirty.is_empty(), "A's slot is nobody's business");
    fast.block_mut().timestamp = n(5);
    fast.dirty_watchers(&watch, &mut dirty);
    assert_eq!(dirty.iter().collect::<Vec<_>>(), [0]);

    dirty.clear();
    fast.set_code(B, writer());
    fast.dirty_watchers(&watch, &mut dirty);
    assert!(dirty.has(0), "the code it ran is read");
    dirty.clear();
    assert_eq!(call(&mut fast, B, &[number(7), number(1)].concat()).status, Status::Success);
    let written = fast.written().to_vec();
    assert_eq!(written.len(), 1);
    // Calls that change nothing do not hide the change.
    assert_eq!(fast.probe(&to(A, &[number(3), number(3)].concat())).status, Status::Success);
    assert_eq!(fast.written(), written);
    assert_eq!(call(&mut fast, A, &[]).status, Status::Success);
    assert!(fast.written().is_empty());
    fast.dirty_watchers(&watch, &mut dirty);
    assert!(dirty.has(0) && !dirty.has(1));
    dirty.clear();
    assert_eq!(call(&mut fast, B, &[number(7), number(1)].concat()).status, Status::Success);
    fast.dirty_watchers(&watch, &mut dirty);
    assert!(dirty.is_empty(), "writing what is there changes nothing");
}

/// `if (calldata[0] == 1234) revert(); else stop`.
fn gate() -> Bytes {
    let asm = Asm::default().push(n(1234)).push(n(0)).ops(&[op::CALLDATALOAD, op::EQ]);
    let target = asm.0.len() as u64 + 4;
    asm.push(n(target)).ops(&[op::JUMPI, op::STOP, op::JUMPDEST]).push(n(0)).push(n(0)).op(op::REVERT).done()
}

#[test]
fn coverage_tells_what_is_new() {
    let mut fast = stand(Fork::Osaka, &[(A, gate())]);
    let status = call(&mut fast, A, &number(1)).status;
    let new = fast.coverage_mut().absorb(status);
    assert_eq!((new.edges, new.shades), (2, 0), "entry and not taken");
    let status = call(&mut fast, A, &number(2)).status;
    assert!(fast.coverage_mut().absorb(status).is_empty());
    let status = call(&mut fast, A, &number(1234)).status;
    assert_eq!(status, Status::Revert);
    let new = fast.coverage_mut().absorb(status);
    assert_eq!((new.edges, new.shades), (1, 1), "taken; and the entry of a call that reverts");
    let pcs = fast.coverage().covered_pcs(&gate()).expect("the code ran");
    assert_eq!(pcs.last().copied(), Some(gate().len() as u32 - 1));

    let mut other = FastExecutor::new(Arc::clone(fast.world()));
    let exported = fast.coverage().export();
    assert_eq!(exported.edges(), 3);
    other.coverage_mut().merge(&exported);
    let status = call(&mut other, A, &number(1234)).status;
    assert!(other.coverage_mut().absorb(status).is_empty());
    assert!(other.coverage_mut().merge(&exported).is_empty());
    assert_eq!(other.coverage().edges_taken(), 3);
}

#[test]
fn coverage_that_starts_over_finds_the_old_new_and_forgets_nothing() {
    let mut fast = stand(Fork::Osaka, &[(A, gate())]);
    let status = call(&mut fast, A, &number(1)).status;
    fast.coverage_mut().absorb(status);
    let before = fast.coverage().covered_pcs(&gate());
    fast.coverage_mut().start_over();
    assert_eq!(fast.coverage().covered_pcs(&gate()), before);
    assert_eq!(fast.coverage().edges_taken(), 2);
    let status = call(&mut fast, A, &number(1)).status;
    assert!(fast.coverage().is_new(status));
    assert_eq!(fast.coverage_mut().absorb(status).edges, 2);
    assert_eq!(fast.coverage().edges_taken(), 2, "taken before");
    let status = call(&mut fast, A, &number(1234)).status;
    fast.coverage_mut().absorb(status);
    assert_eq!(fast.coverage().edges_taken(), 3);
}

#[test]
fn comparisons_are_logged_on_request() {
    let mut fast = stand(Fork::Osaka, &[(A, gate())]);
    fast.call(&to(A, &number(5)));
    assert!(fast.cmps().cmps().is_empty());
    fast.call_logged(&to(A, &number(5)));
    let cmp = fast.cmps().cmps()[0];
    assert_eq!((cmp.op, cmp.a, cmp.b, cmp.pc), (CmpOp::Eq, n(5), n(1234), 6));
}

#[test]
fn hashes_are_logged_with_their_preimages() {
    let code = Asm::default()
        .push(n(7))
        .push(n(0))
        .op(op::MSTORE)
        .push(n(32))
        .push(n(0))
        .op(op::KECCAK256)
        .keep(0)
        .done();
    let mut fast = stand(Fork::Osaka, &[(A, code)]);
    fast.call_logged(&to(A, &[]));
    let (preimage, hash) = fast.cmps().preimages().next().expect("one hash");
    assert_eq!(preimage, number(7));
    assert_eq!(U256::from_be_bytes(hash.0), fast.load(A, U256::ZERO));
}

#[test]
fn a_call_tree_shows_where_it_broke() {
    // A writes, calls B and passes B's revert on; B is a gate.
    let asm = Asm::default().push(n(1)).keep(0).push(n(1234)).push(n(0)).op(op::MSTORE);
    let asm = asm.push(n(0)).push(n(0)).push(n(32)).push(n(0)).push(n(0)).address(B).ops(&[
        op::GAS,
        op::CALL,
        op::POP,
    ]);
    let code = asm.push(n(0)).push(n(0)).op(op::REVERT).done();
    let mut fast = stand(Fork::Osaka, &[(A, code), (B, gate())]);
    let (outcome, tree) = fast.call_traced(&to(A, &[]));
    assert_eq!(outcome.status, Status::Revert);
    assert_eq!(tree.nodes.len(), 2);
    assert_eq!(tree.nodes[0].items[0], Item::Store { slot: U256::ZERO, old: U256::ZERO, new: U256::ONE });
    assert_eq!(tree.nodes[0].items[1], Item::Frame(1));
    let broke = tree.broke_at().expect("it failed");
    assert_eq!((broke.to, broke.status, broke.depth), (B, FrameStatus::Revert, 1));
    assert_eq!(broke.failed_pc, Some(gate().len() - 1));
    assert_eq!(broke.input.as_ref(), number(1234));
}

#[test]
fn transient_storage_lasts_for_one_transaction() {
    let code = Asm::default()
        .push(n(0))
        .op(op::TLOAD)
        .keep(0)
        .push(n(9))
        .push(n(0))
        .op(op::TSTORE)
        .push(n(0))
        .op(op::TLOAD)
        .keep(1);
    let mut fast = stand(Fork::Cancun, &[(A, code.done())]);
    for _ in 0..2 {
        assert_eq!(call(&mut fast, A, &[]).status, Status::Success);
        assert_eq!((fast.load(A, n(0)), fast.load(A, n(1))), (n(0), n(9)));
    }
    let _ = Address::ZERO;
}
