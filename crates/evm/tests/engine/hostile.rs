//! Code that wants to hurt the stand: it ends, and what it took is given back.

use crate::asm::{Asm, deploys};
use crate::util::{A, B, GAS, SENDER, call, stand, to};
use hotfire_evm::executor::{Deploy, Executor, MEMORY_MAX_BYTES, SETUP_GAS};
use hotfire_evm::outcome::{Call, Halt, Status};
use hotfire_evm::setup::Fork;
use hotfire_evm::{Bytes, U256};
use revm::bytecode::opcode as op;

fn n(value: u64) -> U256 {
    U256::from(value)
}

/// `for (;;) body`.
fn forever(body: &[u8]) -> Bytes {
    Asm::default().op(op::JUMPDEST).ops(body).push(n(0)).op(op::JUMP).done()
}

/// Calls the account on top of the stack with nothing, all gas, and leaves the result.
const CALL_IT: [u8; 14] = [
    op::PUSH1,
    0,
    op::DUP1,
    op::DUP1,
    op::DUP1,
    op::DUP1,
    op::DUP6,
    op::GAS,
    op::CALL,
    op::SWAP1,
    op::POP,
    op::POP,
    op::PUSH1,
    0,
];

#[test]
fn an_endless_loop_runs_out_of_gas() {
    let mut fast = stand(Fork::Osaka, &[(A, forever(&[]))]);
    let outcome = call(&mut fast, A, &[]);
    assert_eq!(outcome.status, Status::Halt(Halt::OutOfGas));
    assert_eq!(outcome.gas_used, GAS);
}

#[test]
fn memory_is_limited_also_with_boundless_gas() {
    let grab = Asm::default().push(n(1)).push(n(MEMORY_MAX_BYTES - 64)).ops(&[op::MSTORE, op::STOP]).done();
    let more = Asm::default().push(n(1)).push(n(MEMORY_MAX_BYTES)).ops(&[op::MSTORE, op::STOP]).done();
    let mut fast = stand(Fork::Osaka, &[(A, grab), (B, more)]);
    let boundless = |who| Call { gas_limit: 1 << 50, ..to(who, &[]) };
    assert_eq!(fast.call(&boundless(A)).status, Status::Success);
    assert_eq!(fast.call(&boundless(B)).status, Status::Halt(Halt::OutOfGas));
}

#[test]
fn a_large_return_is_bounded_by_the_callee_s_gas() {
    // B returns a megabyte; A asks for it for ever.
    let bomb = Asm::default().push(n(1 << 20)).push(n(0)).op(op::RETURN).done();
    let asks = Asm::default().address(B).0;
    let body: Vec<u8> = asks.into_iter().chain(CALL_IT).chain([op::POP]).collect();
    let mut fast = stand(Fork::Osaka, &[(A, forever(&body)), (B, bomb)]);
    assert!(!call(&mut fast, A, &[]).status.is_success());
    assert_eq!(call(&mut fast, B, &[]).output.len(), 1 << 20);
}

#[test]
fn recursion_ends_at_depth_1024() {
    // Counts in slot 0 and calls itself; the deepest call fails without a trace.
    let body = Asm::default()
        .push(n(0))
        .op(op::SLOAD)
        .push(n(1))
        .op(op::ADD)
        .keep(0)
        .op(op::ADDRESS)
        .ops(&CALL_IT)
        .op(op::STOP);
    let mut fast = stand(Fork::Osaka, &[(A, body.done())]);
    let deep = Call { gas_limit: 1 << 50, ..to(A, &[]) };
    assert_eq!(fast.call(&deep).status, Status::Success);
    let depth = fast.dump()[&A].storage[&U256::ZERO];
    assert_eq!(depth, n(1_025), "depths 0 to 1024");
    assert_eq!(fast.coverage().hits()[0].depths, 0xff);
}

#[test]
fn a_creation_storm_ends() {
    let body = [op::PUSH1, 0, op::DUP1, op::DUP1, op::CREATE, op::POP];
    let mut fast = stand(Fork::Osaka, &[(A, forever(&body))]);
    let outcome = call(&mut fast, A, &[]);
    assert_eq!(outcome.status, Status::Halt(Halt::OutOfGas));
    assert!(fast.deployed().is_empty());
    assert_eq!(fast.nonce_of(A), 0);
}

#[test]
fn an_event_storm_ends() {
    let body = [op::PUSH2, 0x10, 0, op::PUSH1, 0, op::LOG0];
    let mut fast = stand(Fork::Osaka, &[(A, forever(&body))]);
    fast.record_events(true);
    assert_eq!(call(&mut fast, A, &[]).status, Status::Halt(Halt::OutOfGas));
    assert!(fast.events().is_empty());
}

#[test]
fn a_storm_of_transient_writes_ends_with_the_room_for_them() {
    let body = [op::PUSH1, 1, op::GAS, op::TSTORE];
    let mut fast = stand(Fork::Osaka, &[(A, forever(&body))]);
    let outcome = fast.call(&Call { gas_limit: 1 << 50, ..to(A, &[]) });
    assert_eq!(outcome.status, Status::Halt(Halt::OutOfGas));
}

#[test]
fn touching_fresh_names_leaves_no_cells() {
    // Reads slots, balances and codes that nobody ever wrote, as many as the gas allows.
    let body = [
        op::GAS,
        op::SLOAD,
        op::POP,
        op::GAS,
        op::BALANCE,
        op::POP,
        op::GAS,
        op::EXTCODESIZE,
        op::POP,
        op::PUSH1,
        0,
        op::GAS,
        op::SSTORE,
    ];
    let mut fast = stand(Fork::Osaka, &[(A, forever(&body))]);
    let before = fast.cells();
    assert!(!call(&mut fast, A, &[]).status.is_success());
    assert_eq!(fast.cells(), before);
}

#[test]
fn a_huge_code_can_be_deployed_where_gas_allows() {
    let runtime = vec![op::JUMPDEST; 100_000];
    let mut fast = stand(Fork::Osaka, &[]);
    let init = deploys(&runtime);
    let deploy = Deploy { from: SENDER, at: None, init_code: &init, value: U256::ZERO, gas_limit: SETUP_GAS };
    let (outcome, created) = fast.deploy(&deploy);
    assert_eq!(outcome.status, Status::Success);
    let created = created.expect("a successful deployment has an address");
    assert_eq!(call(&mut fast, created, &[]).status, Status::Success);
}

/// Names from `Chain` that tests read without importing it everywhere.
trait Peek {
    fn nonce_of(&mut self, who: hotfire_evm::Address) -> u64;
    fn cells(&mut self) -> usize;
}

impl Peek for hotfire_evm::fast::FastExecutor {
    fn nonce_of(&mut self, who: hotfire_evm::Address) -> u64 {
        hotfire_evm::chain::Chain::nonce(self, who)
    }
    fn cells(&mut self) -> usize {
        self.cells_numbered()
    }
}
