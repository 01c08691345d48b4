//! Random programs give the same on plain revm.

use crate::plain::{Did, Plain};
use crate::programs::{CONTRACTS, contract, program};
use hotfire_evm::chain::{Block, Chain};
use hotfire_evm::executor::{Deploy, Executor};
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::{Call, Outcome, Status};
use hotfire_evm::setup::{Fork, Setup};
use hotfire_evm::world::World;
use hotfire_evm::{Address, B256, Bytes, U256};
use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::{collection, prop_assert_eq, sample};
use revm::primitives::{Log, TxKind};
use std::sync::Arc;

const SENDER: Address = Address::repeat_byte(0x5e);
const GAS: u64 = 3_000_000;

fn block() -> Block {
    Block {
        number: U256::from(1_000),
        timestamp: U256::from(1_700_000_000),
        coinbase: Address::repeat_byte(0xcb),
        gas_limit: 30_000_000,
        prevrandao: B256::repeat_byte(9),
        ..Block::default()
    }
}

fn both(fork: Fork, codes: &[Bytes]) -> (FastExecutor, Plain) {
    let block = block();
    let mut setup = Setup { fork, block: block.clone(), ..Setup::default() };
    let mut plain = Plain::new(fork, &block);
    let rich = U256::from(1_000_000);
    setup.balances.push((SENDER, rich));
    plain.account(SENDER, rich, 0, &Bytes::new());
    for (at, code) in codes.iter().enumerate() {
        let wei = U256::from(at * 50);
        setup.balances.push((contract(at), wei));
        setup.codes.push((contract(at), code.clone()));
        plain.account(contract(at), wei, 0, code);
    }
    let world = World::build(&setup).expect("no steps, no failure");
    let mut fast = FastExecutor::new(Arc::new(world));
    fast.record_events(true);
    (fast, plain)
}

fn did(outcome: &Outcome, fast: &FastExecutor) -> Did {
    let how = match outcome.status {
        Status::Success => "success",
        Status::Revert => "revert",
        _ => "halt",
    };
    let logs = fast
        .events()
        .iter()
        .map(|event| Log::new_unchecked(event.address, event.topics.clone(), event.data.clone()))
        .collect();
    Did { how, output: outcome.output.clone(), gas_used: outcome.gas_used, logs }
}

fn same(fork: Fork, seeds: &[Vec<u8>], delegated: bool) -> Result<(), proptest::test_runner::TestCaseError> {
    let mut codes: Vec<Bytes> = seeds.iter().map(|seed| program(seed)).collect();
    if delegated {
        let mut designator = vec![0xef, 1, 0];
        designator.extend_from_slice(contract(1).as_slice());
        codes[3] = designator.into();
    }
    let (mut fast, mut plain) = both(fork, &codes);
    for round in 0..3_usize {
        let to = contract(round % CONTRACTS);
        let value = U256::from(round);
        let data = [round as u8; 40];
        let call = Call { from: SENDER, to, value, data: &data, gas_limit: GAS };
        let outcome = if round == 1 { fast.call_logged(&call) } else { fast.call(&call) };
        let ours = did(&outcome, &fast);
        let theirs = plain.run(SENDER, TxKind::Call(to), value, &data, GAS);
        prop_assert_eq!(ours, theirs, "round {} of {:?}", round, codes);
        prop_assert_eq!(fast.dump(), plain.dump(), "state after round {} of {:?}", round, codes);
    }
    Ok(())
}

const FORKS: [Fork; 9] = [
    Fork::SpuriousDragon,
    Fork::Byzantium,
    Fork::Petersburg,
    Fork::Istanbul,
    Fork::Berlin,
    Fork::London,
    Fork::Shanghai,
    Fork::Cancun,
    Fork::Osaka,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn programs_do_the_same(
        fork in sample::select(FORKS.to_vec()),
        seeds in collection::vec(collection::vec(any::<u8>(), 8..120), CONTRACTS),
    ) {
        same(fork, &seeds, fork >= Fork::Prague && seeds[0][0] > 100)?;
    }

    #[test]
    fn raw_bytes_do_the_same(
        codes in collection::vec(collection::vec(any::<u8>(), 1..200), CONTRACTS),
    ) {
        let codes: Vec<Bytes> = codes.into_iter().map(Bytes::from).collect();
        let (mut fast, mut plain) = both(Fork::Osaka, &codes);
        for (at, code) in codes.iter().enumerate() {
            let call = Call { from: SENDER, to: contract(at), value: U256::ZERO, data: &[1; 36], gas_limit: GAS };
            let outcome = fast.call(&call);
            let theirs = plain.run(SENDER, TxKind::Call(contract(at)), U256::ZERO, &[1; 36], GAS);
            prop_assert_eq!(did(&outcome, &fast), theirs, "code {:?}", code);
            prop_assert_eq!(fast.dump(), plain.dump());
        }
    }

    #[test]
    fn creations_do_the_same(
        fork in sample::select(FORKS.to_vec()),
        seeds in collection::vec(collection::vec(any::<u8>(), 8..120), CONTRACTS),
    ) {
        let codes: Vec<Bytes> = seeds.iter().map(|seed| program(seed)).collect();
        let (mut fast, mut plain) = both(fork, &codes[1..]);
        let deploy =
            Deploy { from: SENDER, at: None, init_code: &codes[0], value: U256::from(5), gas_limit: GAS };
        let (outcome, created) = fast.deploy(&deploy);
        let theirs = plain.run(SENDER, TxKind::Create, U256::from(5), &codes[0], GAS);
        prop_assert_eq!(did(&outcome, &fast), theirs, "code {:?}", codes[0]);
        prop_assert_eq!(created.is_some(), outcome.status.is_success());
        if outcome.status.is_success() {
            prop_assert_eq!(fast.dump(), plain.dump());
            prop_assert_eq!(fast.nonce(SENDER), 1);
        }
    }
}
