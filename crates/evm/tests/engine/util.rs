//! Small worlds.

use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::{Call, Outcome};
use hotfire_evm::setup::{Fork, Setup};
use hotfire_evm::world::World;
use hotfire_evm::{Address, Bytes, U256};
use std::sync::Arc;

pub(crate) const SENDER: Address = Address::repeat_byte(0x5e);
pub(crate) const A: Address = Address::repeat_byte(0xaa);
pub(crate) const B: Address = Address::repeat_byte(0xbb);
pub(crate) const GAS: u64 = 30_000_000;

/// An executor on a world with these codes; the sender is rich.
pub(crate) fn stand(fork: Fork, codes: &[(Address, Bytes)]) -> FastExecutor {
    let setup = Setup {
        fork,
        balances: vec![(SENDER, U256::from(1_000_000))],
        codes: codes.to_vec(),
        ..Setup::default()
    };
    FastExecutor::new(Arc::new(World::build(&setup).expect("no steps, no failure")))
}

pub(crate) fn to(who: Address, data: &[u8]) -> Call<'_> {
    Call { from: SENDER, to: who, value: U256::ZERO, data, gas_limit: GAS }
}

pub(crate) fn call(fast: &mut FastExecutor, who: Address, data: &[u8]) -> Outcome {
    fast.call(&to(who, data))
}

pub(crate) fn number(value: u64) -> [u8; 32] {
    U256::from(value).to_be_bytes()
}
