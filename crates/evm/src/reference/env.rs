//! How plain revm sees our block, our fork and our rules.
//!
//! Invariant: nothing of revm's gas or instruction rules is changed; only checks of transactions and size limits are lifted.

use crate::chain::Block;
use crate::setup::Fork;
use alloy_primitives::{Address, B256, U256};
use revm::bytecode::Bytecode;
use revm::context::{CfgEnv, Context, TxEnv};
use revm::context_interface::Block as RevmBlock;
use revm::context_interface::block::BlobExcessGasAndPrice;
use revm::database::{EmptyDB, InMemoryDB};
use revm::primitives::hardfork::SpecId;
use revm::{Journal, MainnetEvm};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::chain::Saved;
use super::inspect::Hooks;

/// revm's context with our block in it.
pub(super) type Ctx = Context<Block, TxEnv, CfgEnv, InMemoryDB, Journal<InMemoryDB>, Extra>;
/// The machine.
pub(super) type Evm = MainnetEvm<Ctx, Hooks>;

/// What travels with the context for the cheatcodes.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    /// Remembered states by id.
    pub(super) saved: BTreeMap<u64, Arc<Saved>>,
    /// The next id.
    pub(super) saved_next: u64,
}

impl RevmBlock for Block {
    fn number(&self) -> U256 {
        self.number
    }
    fn beneficiary(&self) -> Address {
        self.coinbase
    }
    fn timestamp(&self) -> U256 {
        self.timestamp
    }
    fn gas_limit(&self) -> u64 {
        self.gas_limit
    }
    fn basefee(&self) -> u64 {
        self.base_fee
    }
    fn difficulty(&self) -> U256 {
        U256::from_be_bytes(self.prevrandao.0)
    }
    fn prevrandao(&self) -> Option<B256> {
        Some(self.prevrandao)
    }
    fn blob_excess_gas_and_price(&self) -> Option<BlobExcessGasAndPrice> {
        Some(BlobExcessGasAndPrice { excess_blob_gas: 0, blob_gasprice: self.blob_base_fee })
    }
}

/// revm's name of a fork.
pub(super) fn spec_of(fork: Fork) -> SpecId {
    match fork {
        Fork::Homestead => SpecId::HOMESTEAD,
        Fork::TangerineWhistle => SpecId::TANGERINE,
        Fork::SpuriousDragon => SpecId::SPURIOUS_DRAGON,
        Fork::Byzantium => SpecId::BYZANTIUM,
        // Constantinople without its withdrawn gas rule.
        Fork::Constantinople | Fork::Petersburg => SpecId::PETERSBURG,
        Fork::Istanbul => SpecId::ISTANBUL,
        Fork::Berlin => SpecId::BERLIN,
        Fork::London => SpecId::LONDON,
        Fork::Paris => SpecId::MERGE,
        Fork::Shanghai => SpecId::SHANGHAI,
        Fork::Cancun => SpecId::CANCUN,
        Fork::Prague => SpecId::PRAGUE,
        Fork::Osaka => SpecId::OSAKA,
    }
}

/// A context over an empty chain.
pub(super) fn context(fork: Fork, block: &Block) -> Ctx {
    let spec = spec_of(fork);
    let mut cfg = CfgEnv::new_with_spec(spec).with_mainnet_gas_params();
    cfg.limit_contract_code_size = Some(usize::MAX);
    cfg.limit_contract_initcode_size = Some(usize::MAX);
    cfg.tx_gas_limit_cap = Some(u64::MAX);
    cfg.chain_id = block.chain_id;
    let plain: Context<Block, TxEnv, CfgEnv, InMemoryDB, Journal<InMemoryDB>, Extra> =
        Context::new(InMemoryDB::new(EmptyDB::new()), spec);
    plain.with_block(block.clone()).with_cfg(cfg)
}

/// Copies those block fields that revm keeps in the configuration and in the transaction.
pub(super) fn sync(ctx: &mut Ctx) {
    ctx.cfg.chain_id = ctx.block.chain_id;
    ctx.tx.gas_price = ctx.block.gas_price;
    // revm shows blob hashes only to transactions of the blob type.
    ctx.tx.tx_type = if ctx.block.blob_hashes.is_empty() { 0 } else { 3 };
    ctx.tx.blob_hashes.clone_from(&ctx.block.blob_hashes);
}

/// Code as revm wants it; what looks like a broken delegation is kept as it is.
pub(super) fn bytecode(code: alloy_primitives::Bytes) -> Bytecode {
    if code.is_empty() {
        return Bytecode::default();
    }
    Bytecode::new_raw_checked(code.clone()).unwrap_or_else(|_| Bytecode::new_legacy(code))
}
