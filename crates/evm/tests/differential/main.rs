//! The fast engine against plain revm: the same outcomes, events, states, created contracts and call trees for random programs and random calls.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod program;

use hotfire_evm::chain::{Block, Chain};
use hotfire_evm::executor::Deploy;
use hotfire_evm::outcome::{Call, Halt, Outcome, Status};
use hotfire_evm::setup::{CheatConfig, Fork, Setup};
use hotfire_evm::{Address, Bytes, CallTree, Executor, FastExecutor, ReferenceExecutor, U256, World};
use program::{CONTRACTS, contract, number, program, user};
use proptest::prelude::*;
use std::sync::Arc;

const GAS: u64 = 1 << 30;

/// What is done to both engines.
#[derive(Clone, Debug)]
enum Action {
    /// A call with this data and value.
    Call { from: u8, to: u8, data: Vec<u8>, value: U256, traced: bool },
    /// A call that is undone.
    Probe { to: u8, data: Vec<u8> },
    /// A deployment of contract code as creation code.
    Deploy { code: Vec<u8>, value: u8, at: Option<u8> },
    /// Time passes and someone gets rich.
    Between { seconds: u32, who: u8, wei: U256 },
    /// Back to genesis.
    Reset,
}

fn action() -> impl Strategy<Value = Action> {
    let data = || {
        prop_oneof![
            1 => Just(Vec::new()),
            4 => proptest::collection::vec(any::<u8>(), 1..80),
        ]
    };
    let value = prop_oneof![4 => Just(U256::ZERO), 2 => (0u64..5_000).prop_map(U256::from), 1 => number()];
    prop_oneof![
        10 => (any::<u8>(), 0..CONTRACTS + 3, data(), value, any::<bool>())
            .prop_map(|(from, to, data, value, traced)| Action::Call { from, to, data, value, traced }),
        2 => (0..CONTRACTS, data()).prop_map(|(to, data)| Action::Probe { to, data }),
        2 => (program(CONTRACTS - 1), 0u8..3, proptest::option::of(any::<u8>()))
            .prop_map(|(code, value, at)| Action::Deploy { code, value, at }),
        1 => (any::<u32>(), any::<u8>(), number())
            .prop_map(|(seconds, who, wei)| Action::Between { seconds, who, wei: wei >> 8 }),
        1 => Just(Action::Reset),
    ]
}

fn fork() -> impl Strategy<Value = Fork> {
    prop_oneof![
        6 => Just(Fork::Cancun),
        4 => Just(Fork::Osaka),
        3 => Just(Fork::Prague),
        2 => Just(Fork::London),
        2 => Just(Fork::Shanghai),
        1 => Just(Fork::Istanbul),
        1 => Just(Fork::Byzantium),
    ]
}

fn setup() -> impl Strategy<Value = Setup> {
    let codes = (program(0), program(1), program(2), program(3));
    (fork(), codes, any::<bool>()).prop_map(|(fork, codes, cheats)| {
        let codes = [codes.0, codes.1, codes.2, codes.3];
        let mut balances: Vec<_> = (0..3).map(|index| (user(index), U256::from(10_000))).collect();
        balances.extend((0..CONTRACTS).map(|index| (contract(index), U256::from(1_000))));
        Setup {
            fork,
            block: Block {
                number: U256::from(300),
                timestamp: U256::from(1_000_000),
                base_fee: 7,
                gas_price: 11,
                blob_hashes: vec![U256::from(5).into()],
                ..Block::default()
            },
            balances,
            codes: (0..CONTRACTS).map(contract).zip(codes.map(Bytes::from)).collect(),
            steps: Vec::new(),
            // With cheatcodes enabled every hook is in place, and none may matter.
            cheats: CheatConfig { enabled: cheats, ..CheatConfig::default() },
        }
    })
}

fn same_trees(one: &CallTree, two: &CallTree) {
    assert_eq!(one.nodes.len(), two.nodes.len(), "numbers of frames");
    for (index, (a, b)) in one.nodes.iter().zip(&two.nodes).enumerate() {
        assert_eq!(a, b, "frame {index}");
    }
    assert_eq!(one.cut, two.cut);
}

fn same_outcomes(fast: &Outcome, reference: &Outcome) {
    assert_eq!(fast.status, reference.status, "fast: {fast:?}\nreference: {reference:?}");
    assert_eq!(fast.output, reference.output);
    assert_eq!(fast.fault, reference.fault);
    assert_ne!(fast.status, Status::Halt(Halt::Other), "every halt has a name");
    assert_eq!(fast.gas_used, reference.gas_used, "fast: {fast:?}\nreference: {reference:?}");
}

/// Does the same to both engines; gives both outcomes.
fn act(action: &Action, fast: &mut FastExecutor, reference: &mut ReferenceExecutor) -> Option<[Outcome; 2]> {
    match action {
        Action::Call { from, to, data, value, traced } => {
            let to = if *to < CONTRACTS { contract(*to) } else { user(*to) };
            let call = Call { from: user(*from), to, value: *value, data, gas_limit: GAS };
            if *traced {
                let ((one, tree), (two, other)) = (fast.call_traced(&call), reference.call_traced(&call));
                same_trees(&tree, &other);
                return Some([one, two]);
            }
            Some([fast.call(&call), reference.call(&call)])
        }
        Action::Probe { to, data } => {
            let call = Call { from: user(0), to: contract(*to), value: U256::ZERO, data, gas_limit: GAS };
            Some([fast.probe(&call), reference.probe(&call)])
        }
        Action::Deploy { code, value, at } => {
            let deploy = Deploy {
                from: user(*value),
                at: at.map(|at| Address::repeat_byte(at | 1)),
                init_code: code,
                value: U256::from(*value),
                gas_limit: GAS,
            };
            let ((one, created), (two, other)) = (fast.deploy(&deploy), reference.deploy(&deploy));
            assert_eq!(created, other);
            Some([one, two])
        }
        Action::Between { seconds, who, wei } => {
            for engine in [fast as &mut dyn Chain, reference] {
                engine.block_mut().timestamp += U256::from(*seconds);
                engine.set_balance(user(*who), *wei);
                engine.store(contract(*who % CONTRACTS), U256::from(*who | 0x80), *wei);
            }
            None
        }
        Action::Reset => {
            fast.reset();
            reference.reset();
            None
        }
    }
}

fn run(setup: &Setup, actions: &[Action]) {
    let mut fast = FastExecutor::new(Arc::new(World::build(setup).unwrap()));
    let mut reference = ReferenceExecutor::new(setup).unwrap();
    fast.record_events(true);
    reference.record_events(true);
    assert_eq!(fast.dump(), reference.dump(), "the worlds differ");
    for action in actions {
        if let Some([one, two]) = act(action, &mut fast, &mut reference) {
            same_outcomes(&one, &two);
        }
        assert_eq!(fast.events(), reference.events(), "events after {action:?}");
        assert_eq!(fast.dump(), reference.dump(), "states after {action:?}");
        assert_eq!(fast.deployed(), reference.deployed(), "created contracts after {action:?}");
        assert_eq!(fast.block(), reference.block());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_engines_agree(setup in setup(), actions in proptest::collection::vec(action(), 1..12)) {
        run(&setup, &actions);
    }

    #[test]
    fn both_engines_agree_on_any_bytes(
        fork in fork(),
        code in proptest::collection::vec(any::<u8>(), 0..60),
        data in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let setup = Setup { fork, codes: vec![(contract(0), code.into())], ..Setup::default() };
        run(&setup, &[Action::Call { from: 0, to: 0, data, value: U256::ZERO, traced: true }]);
    }
}
