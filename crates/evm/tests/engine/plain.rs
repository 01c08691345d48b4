//! Plain revm with the rules that both engines agree on, and no intrinsic cost.

use hotfire_evm::chain::Block;
use hotfire_evm::executor::AccountDump;
use hotfire_evm::setup::Fork;
use hotfire_evm::{Address, Bytes, U256};
use revm::bytecode::Bytecode;
use revm::context::result::{ExecutionResult, Output};
use revm::context::{BlockEnv, CfgEnv, Context, TxEnv};
use revm::context_interface::cfg::gas_params::{GasId, GasParams};
use revm::database::{CacheDB, EmptyDB};
use revm::primitives::hardfork::SpecId;
use revm::primitives::{Log, TxKind};
use revm::state::AccountInfo;
use revm::{ExecuteCommitEvm, MainBuilder, MainContext};
use std::collections::BTreeMap;

/// What a transaction did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Did {
    /// `"success"`, `"revert"` or `"halt"`.
    pub(crate) how: &'static str,
    pub(crate) output: Bytes,
    pub(crate) gas_used: u64,
    pub(crate) logs: Vec<Log>,
}

/// Plain revm over an in-memory database.
pub(crate) struct Plain {
    pub(crate) db: CacheDB<EmptyDB>,
    spec: SpecId,
    block: Block,
}

pub(crate) fn spec_of(fork: Fork) -> SpecId {
    match fork {
        Fork::Homestead => SpecId::HOMESTEAD,
        Fork::TangerineWhistle => SpecId::TANGERINE,
        Fork::SpuriousDragon => SpecId::SPURIOUS_DRAGON,
        Fork::Byzantium => SpecId::BYZANTIUM,
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

fn free_envelope(spec: SpecId) -> GasParams {
    let mut params = GasParams::new_spec(spec);
    params.override_gas(
        [
            GasId::tx_base_stipend(),
            GasId::tx_token_cost(),
            GasId::tx_floor_cost_per_token(),
            GasId::tx_floor_cost_base_gas(),
            GasId::tx_create_cost(),
            GasId::tx_initcode_cost(),
        ]
        .map(|id| (id, 0)),
    );
    params
}

impl Plain {
    pub(crate) fn new(fork: Fork, block: &Block) -> Self {
        Self { db: CacheDB::new(EmptyDB::new()), spec: spec_of(fork), block: block.clone() }
    }

    pub(crate) fn account(&mut self, who: Address, balance: U256, nonce: u64, code: &Bytes) {
        let code =
            Bytecode::new_raw_checked(code.clone()).unwrap_or_else(|_| Bytecode::new_legacy(code.clone()));
        self.db.insert_account_info(who, AccountInfo::new(balance, nonce, code.hash_slow(), code));
    }

    pub(crate) fn run(&mut self, from: Address, to: TxKind, value: U256, data: &[u8], gas: u64) -> Did {
        let nonce = self.db.cache.accounts.get(&from).map(|account| account.info.nonce).unwrap_or_default();
        let mut cfg = CfgEnv::new_with_spec_and_gas_params(self.spec, free_envelope(self.spec));
        cfg.chain_id = self.block.chain_id;
        cfg.limit_contract_code_size = Some(usize::MAX);
        cfg.limit_contract_initcode_size = Some(usize::MAX);
        cfg.disable_nonce_check = true;
        cfg.disable_block_gas_limit = true;
        cfg.disable_base_fee = true;
        cfg.disable_eip3607 = true;
        cfg.tx_gas_limit_cap = Some(u64::MAX);
        cfg.memory_limit = hotfire_evm::executor::MEMORY_MAX_BYTES;
        let block = BlockEnv {
            number: self.block.number,
            beneficiary: self.block.coinbase,
            timestamp: self.block.timestamp,
            gas_limit: self.block.gas_limit,
            basefee: self.block.base_fee,
            difficulty: self.block.prevrandao.into(),
            prevrandao: Some(self.block.prevrandao),
            ..BlockEnv::default()
        };
        let tx = TxEnv::builder()
            .caller(from)
            .kind(to)
            .value(value)
            .data(Bytes::copy_from_slice(data))
            .gas_limit(gas)
            .gas_price(0)
            .nonce(nonce)
            .chain_id(Some(self.block.chain_id))
            .build()
            .expect("a plain transaction");
        let mut evm =
            Context::mainnet().with_db(&mut self.db).with_cfg(cfg).with_block(block).build_mainnet();
        let result = evm.transact_commit(tx).expect("a valid transaction");
        if matches!(to, TxKind::Call(_))
            && let Some(account) = self.db.cache.accounts.get_mut(&from)
        {
            account.info.nonce -= 1;
        }
        told(result)
    }

    pub(crate) fn dump(&self) -> BTreeMap<Address, AccountDump> {
        let mut dump = BTreeMap::new();
        for (who, account) in &self.db.cache.accounts {
            let code = match &account.info.code {
                Some(code) => code.original_bytes(),
                None => self
                    .db
                    .cache
                    .contracts
                    .get(&account.info.code_hash)
                    .map(Bytecode::original_bytes)
                    .unwrap_or_default(),
            };
            let storage: BTreeMap<U256, U256> = account
                .storage
                .iter()
                .filter(|(_, value)| !value.is_zero())
                .map(|(slot, value)| (*slot, *value))
                .collect();
            let one = AccountDump { balance: account.info.balance, nonce: account.info.nonce, code, storage };
            if one != AccountDump::default() {
                dump.insert(*who, one);
            }
        }
        dump
    }
}

fn told(result: ExecutionResult) -> Did {
    let gas_used = result.gas().total_gas_spent();
    match result {
        ExecutionResult::Success { logs, output, .. } => {
            let output = match output {
                Output::Call(output) | Output::Create(output, _) => output,
            };
            Did { how: "success", output, gas_used, logs }
        }
        ExecutionResult::Revert { output, .. } => Did { how: "revert", output, gas_used, logs: Vec::new() },
        ExecutionResult::Halt { .. } => Did { how: "halt", output: Bytes::new(), gas_used, logs: Vec::new() },
    }
}
