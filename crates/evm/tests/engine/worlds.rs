//! Setups, creations and destruction.

use crate::asm::{Asm, deploys};
use crate::util::{A, B, GAS, SENDER, call, stand, to};
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::{CreateKind, Deploy, Executor};
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::{Call, Halt, Status};
use hotfire_evm::setup::{Fork, Setup, Step};
use hotfire_evm::world::World;
use hotfire_evm::{Address, Bytes, U256};
use revm::bytecode::opcode as op;
use std::sync::Arc;

fn n(value: u64) -> U256 {
    U256::from(value)
}

fn deploy_step(at: Option<Address>, runtime: &[u8]) -> Step {
    Step::Deploy {
        from: SENDER,
        at,
        init_code: deploys(runtime).into(),
        value: U256::ZERO,
        label: "deploy".to_owned(),
    }
}

fn call_step(to: Address) -> Step {
    Step::Call { from: SENDER, to, data: Bytes::new(), value: U256::ZERO, label: "setUp()".to_owned() }
}

#[test]
fn a_setup_leads_to_a_world() {
    let runtime = Asm::default().push(n(5)).keep(3).push(n(0)).push(n(0)).op(op::LOG0).op(op::STOP).0;
    let nested = SENDER.create(0);
    let setup = Setup {
        steps: vec![deploy_step(None, &runtime), deploy_step(Some(A), &runtime), call_step(A)],
        ..Setup::default()
    };
    let world = World::build(&setup).expect("it works");
    assert_eq!(world.code(A).as_ref(), runtime);
    assert_eq!(world.storage().collect::<Vec<_>>(), [(A, n(3), n(5))]);
    let kinds: Vec<_> = world.deployed().iter().map(|one| (one.address, one.kind)).collect();
    assert_eq!(kinds, [(nested, CreateKind::Nonce(0)), (A, CreateKind::Forced)]);
    assert_eq!(world.steps()[2].events[0].address, A);
    let mut fast = FastExecutor::new(Arc::new(world));
    assert_eq!((fast.nonce(A), fast.nonce(SENDER)), (1, 2));
    fast.store(A, n(3), n(0));
    fast.reset();
    assert_eq!(fast.load(A, n(3)), n(5));
}

#[test]
fn a_failing_step_names_itself() {
    let runtime = Asm::default().push(n(0)).push(n(0)).op(op::REVERT).0;
    let setup = Setup { steps: vec![deploy_step(Some(A), &runtime), call_step(A)], ..Setup::default() };
    let error = World::build(&setup).expect_err("it reverts");
    assert_eq!((error.label.as_str(), error.step), ("setUp()", 1));
    let trace = error.trace.expect("calls have a tree");
    assert_eq!(trace.broke_at().and_then(|node| node.failed_pc), Some(4));
}

#[test]
fn a_setup_that_never_ends_ends() {
    let endless =
        Asm::default().op(op::JUMPDEST).push(n(0)).op(op::BALANCE).op(op::POP).push(n(0)).op(op::JUMP).0;
    let setup = Setup { steps: vec![deploy_step(Some(A), &endless), call_step(A)], ..Setup::default() };
    let error = World::build(&setup).expect_err("it runs out of gas");
    assert_eq!(error.outcome.status, Status::Halt(Halt::OutOfGas));
}

#[test]
fn a_taken_address_cannot_be_created_again() {
    let mut fast = stand(Fork::Osaka, &[(A, Bytes::from_static(&[op::STOP]))]);
    let init = deploys(&[op::STOP]);
    let deploy = Deploy { from: SENDER, at: Some(A), init_code: &init, value: U256::ZERO, gas_limit: GAS };
    let (outcome, created) = fast.deploy(&deploy);
    assert_eq!((outcome.status, created), (Status::Halt(Halt::Create), None));
    assert_eq!(outcome.gas_used, GAS);
}

#[test]
fn code_that_starts_with_ef_is_refused_since_london() {
    let init = deploys(&[0xef, 0]);
    for (fork, status) in [(Fork::Berlin, Status::Success), (Fork::London, Status::Halt(Halt::Create))] {
        let mut fast = stand(fork, &[]);
        let deploy = Deploy { from: SENDER, at: None, init_code: &init, value: U256::ZERO, gas_limit: GAS };
        assert_eq!(fast.deploy(&deploy).0.status, status, "{fork:?}");
    }
}

#[test]
fn since_cancun_an_old_contract_survives_selfdestruct() {
    let code = Asm::default().push(n(1)).keep(0).address(B).op(op::SELFDESTRUCT).done();
    for (fork, survives) in [(Fork::Shanghai, false), (Fork::Cancun, true)] {
        let mut fast = stand(fork, &[(A, code.clone())]);
        fast.set_balance(A, n(100));
        assert_eq!(call(&mut fast, A, &[]).status, Status::Success);
        assert_eq!((fast.balance(A), fast.balance(B)), (n(0), n(100)));
        assert_eq!(fast.code(A).is_empty(), !survives, "{fork:?}");
        assert_eq!(fast.load(A, n(0)), n(u64::from(survives)), "{fork:?}");
        fast.reset();
        assert_eq!(fast.code(A), code, "a reset brings it back");
    }
}

#[test]
fn a_sender_without_money_is_told_so() {
    let mut fast = stand(Fork::Osaka, &[]);
    let call = Call { value: n(2_000_000), ..to(B, &[]) };
    assert_eq!(fast.call(&call).status, Status::Halt(Halt::OutOfFunds));
    let call = Call { value: n(2), ..to(B, &[]) };
    assert_eq!(fast.call(&call).status, Status::Success);
    assert_eq!((fast.balance(B), fast.nonce(SENDER)), (n(2), 0));
}

#[test]
fn a_delegated_account_runs_its_delegate_s_code_on_its_own_storage() {
    let mut designator = vec![0xef, 1, 0];
    designator.extend_from_slice(B.as_slice());
    let code = Asm::default().op(op::ADDRESS).keep(1).done();
    let mut fast = stand(Fork::Prague, &[(A, designator.into()), (B, code)]);
    assert_eq!(call(&mut fast, A, &[]).status, Status::Success);
    assert_eq!(fast.load(A, n(1)), U256::from_be_slice(A.as_slice()));
    assert_eq!(fast.load(B, n(1)), n(0));
}

#[test]
fn a_remembered_state_outlives_the_setup() {
    let mut fast = stand(Fork::Osaka, &[]);
    fast.store(A, n(1), n(1));
    let id = fast.save_state();
    fast.store(A, n(1), n(2));
    fast.store(B, n(4), n(4));
    let snapshot = fast.snapshot();
    fast.reset();
    assert!(!fast.load_state(id), "at genesis nothing is remembered");
    fast.restore(&snapshot);
    assert!(fast.load_state(id));
    assert_eq!((fast.load(A, n(1)), fast.load(B, n(4))), (n(1), n(0)));
    assert!(fast.drop_state(id) && !fast.drop_state(id));
}
