//! What the interpreter sees of the world.
//!
//! Invariant: an access tells whether it was the transaction's first, so that the instruction pays for it; nothing here ever fails.

use super::codes::CodeId;
use super::intern::Acct;
use super::keccak::HashCache;
use super::logs::Logs;
use super::state::State;
use super::tracer::Tracer;
use crate::cheats::{CallKind, Cheats};
use crate::cmplog::CmpLog;
use crate::coverage::Coverage;
use crate::reads::field;
use crate::setup::Fork;
use alloy_primitives::{Address, B256, Log, U256, keccak256};
use revm::bytecode::Bytecode;
use revm::context_interface::cfg::GasParams;
use revm::context_interface::context::{SStoreResult, SelfDestructResult, StateLoad};
use revm::context_interface::host::LoadError;
use revm::context_interface::journaled_state::AccountInfoLoad;
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::{Host, Interpreter};
use revm::precompile::{PrecompileSpecId, Precompiles};
use revm::primitives::hardfork::SpecId;
use revm::state::AccountInfo;
use std::borrow::Cow;
use std::cell::Cell as Flag;
use std::ops::Range;

/// What each interpreter carries for us.
#[derive(Debug, Default)]
pub(crate) struct Extra {
    /// The account whose storage the frame works on.
    pub(crate) acct: Acct,
    /// Offset of the code's edge map; meaningful only in covered frames.
    pub(crate) edges: u32,
    /// Bit of the frame's depth in coverage masks.
    pub(crate) depth_bit: u8,
    /// What the last call of this frame returned.
    pub(crate) returned: Vec<u8>,
}

/// The interpreter's types: Ethereum's, with [`Extra`] on board.
pub(crate) type Wire = EthInterpreter<Extra>;
/// The interpreter.
pub(crate) type Interp = Interpreter<Wire>;

/// A message call that an instruction asked for.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) kind: CallKind,
    pub(crate) caller: Address,
    pub(crate) target: Address,
    pub(crate) code_address: Address,
    pub(crate) code: CodeId,
    pub(crate) value: U256,
    pub(crate) gas_limit: u64,
    pub(crate) is_static: bool,
    /// Where the call data are in the shared memory.
    pub(crate) input: Range<usize>,
    /// Where the caller wants the return data in its own memory.
    pub(crate) output: Range<usize>,
}

/// What there is to call at an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Callee {
    /// The account's number if it has one.
    pub(crate) acct: Option<Acct>,
    /// The code that runs.
    pub(crate) code: CodeId,
    pub(crate) is_empty: bool,
    /// Whose code that is, if the account delegates.
    pub(crate) delegate: Option<Address>,
}

impl Pending {
    /// The value that moves from caller to target.
    pub(crate) fn transferred(&self) -> U256 {
        match self.kind {
            CallKind::Call | CallKind::CallCode => self.value,
            CallKind::DelegateCall | CallKind::StaticCall => U256::ZERO,
        }
    }
}

/// Everything that instructions work on besides their own frame.
#[derive(Debug)]
pub(crate) struct Stand {
    pub(crate) state: State,
    pub(crate) cheats: Cheats,
    pub(crate) coverage: Coverage,
    pub(crate) cmps: CmpLog,
    pub(crate) logs: Logs,
    pub(crate) hashes: HashCache<64>,
    pub(crate) hashes_of_words: HashCache<32>,
    pub(crate) tracer: Option<Box<Tracer>>,
    pub(crate) gas_params: GasParams,
    pub(crate) spec: SpecId,
    pub(crate) precompiles: &'static Precompiles,
    /// Set by the call instructions, taken by the frame loop.
    pub(crate) pending: Option<Pending>,
    /// Set by `RETURN` and `REVERT`: offset and length of the output in the frame's memory.
    pub(crate) output: (usize, usize),
    /// Whether reads and writes of storage must be told to someone.
    pub(crate) spying: bool,
    /// Whether events must be kept.
    pub(crate) listening: bool,
    /// Whether the caller wants events.
    pub(crate) record_events: bool,
    /// Whether comparisons and hashes are logged.
    pub(crate) logging: bool,
    block_reads: Flag<u32>,
}

/// revm's name of a fork.
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

impl Stand {
    pub(crate) fn new(state: State, cheats: Cheats) -> Self {
        let spec = spec_of(state.genesis.fork);
        Self {
            state,
            cheats,
            coverage: Coverage::default(),
            cmps: CmpLog::default(),
            logs: Logs::default(),
            hashes: HashCache::default(),
            hashes_of_words: HashCache::default(),
            tracer: None,
            gas_params: GasParams::new_spec(spec),
            spec,
            precompiles: Precompiles::new(PrecompileSpecId::from_spec_id(spec)),
            pending: None,
            output: (0, 0),
            spying: false,
            listening: false,
            record_events: false,
            logging: false,
            block_reads: Flag::new(0),
        }
    }

    /// Brings the flags in line with who is interested now.
    #[inline]
    pub(crate) fn update_flags(&mut self) {
        let traced = self.tracer.is_some();
        self.spying = traced || self.state.reading.is_some() || self.cheats.records_storage();
        self.listening = traced || self.record_events || self.cheats.active();
    }

    /// Block fields read since the last time, as bits of [`field`].
    pub(crate) fn take_block_reads(&mut self) -> u32 {
        self.block_reads.replace(0)
    }

    #[inline]
    fn reads(&self, bit: u32) {
        self.block_reads.set(self.block_reads.get() | bit);
    }

    /// What there is to call at an address, delegation followed. Looking is no access.
    #[inline]
    pub(crate) fn callee(&mut self, who: Address) -> Callee {
        let Some(acct) = self.state.reader(who) else {
            return Callee { acct: None, code: super::codes::EMPTY, is_empty: true, delegate: None };
        };
        if self.spying {
            self.read_account(acct);
        }
        let code = self.state.code_of(acct);
        let delegate = self.state.codes.get(code).delegate;
        let (code, is_empty) = match delegate {
            Some(delegate) => (self.code_at(delegate), false),
            None => (code, self.state.is_empty(acct)),
        };
        Callee { acct: Some(acct), code, is_empty, delegate }
    }

    /// Accesses an account; `true` if it was cold.
    #[inline]
    pub(crate) fn access(&mut self, who: Address) -> bool {
        let acct = self.state.names.find(&who);
        self.access_found(who, acct)
    }

    /// As [`Stand::access`], of an account whose number is known.
    #[inline]
    pub(crate) fn access_found(&mut self, who: Address, acct: Option<Acct>) -> bool {
        self.state.access_account(who, acct) && !self.precompiles.contains(&who)
    }

    /// The code of an account, delegation not followed.
    pub(crate) fn code_at(&mut self, who: Address) -> CodeId {
        match self.state.reader(who) {
            Some(acct) => {
                self.read_account(acct);
                self.state.code_of(acct)
            }
            None => super::codes::EMPTY,
        }
    }

    /// Notes that balance, nonce and code of an account were read.
    pub(crate) fn read_account(&mut self, acct: Acct) {
        let first = self.state.names.first(acct);
        for cell in first..first + 3 {
            self.state.note_read(cell);
        }
    }
}

impl Host for Stand {
    fn basefee(&self) -> U256 {
        self.reads(field::BASE_FEE);
        U256::from(self.state.block.base_fee)
    }

    fn blob_gasprice(&self) -> U256 {
        self.reads(field::BLOB_BASE_FEE);
        U256::from(self.state.block.blob_base_fee)
    }

    fn gas_limit(&self) -> U256 {
        self.reads(field::GAS_LIMIT);
        U256::from(self.state.block.gas_limit)
    }

    fn difficulty(&self) -> U256 {
        self.reads(field::PREVRANDAO);
        self.state.block.prevrandao.into()
    }

    fn prevrandao(&self) -> Option<U256> {
        self.reads(field::PREVRANDAO);
        Some(self.state.block.prevrandao.into())
    }

    fn block_number(&self) -> U256 {
        self.reads(field::NUMBER);
        self.state.block.number
    }

    fn timestamp(&self) -> U256 {
        self.reads(field::TIMESTAMP);
        self.state.block.timestamp
    }

    fn beneficiary(&self) -> Address {
        self.reads(field::COINBASE);
        self.state.block.coinbase
    }

    fn slot_num(&self) -> U256 {
        U256::ZERO
    }

    fn chain_id(&self) -> U256 {
        self.reads(field::CHAIN_ID);
        U256::from(self.state.block.chain_id)
    }

    fn effective_gas_price(&self) -> U256 {
        self.reads(field::GAS_PRICE);
        U256::from(self.state.block.gas_price)
    }

    fn caller(&self) -> Address {
        self.state.origin
    }

    fn blob_hash(&self, number: usize) -> Option<U256> {
        self.reads(field::BLOB_HASHES);
        self.state.block.blob_hashes.get(number).map(|hash| (*hash).into())
    }

    fn max_initcode_size(&self) -> usize {
        usize::MAX
    }

    fn gas_params(&self) -> &GasParams {
        &self.gas_params
    }

    fn is_amsterdam_eip8037_enabled(&self) -> bool {
        false
    }

    fn block_hash(&mut self, number: u64) -> Option<B256> {
        Some(keccak256(number.to_string().as_bytes()))
    }

    fn selfdestruct(
        &mut self,
        address: Address,
        target: Address,
        _skip_cold_load: bool,
    ) -> Result<StateLoad<SelfDestructResult>, LoadError> {
        let from = self.state.intern(address);
        let to = self.state.intern(target);
        let is_cold = self.access_found(target, Some(to));
        let target_exists = !self.state.is_empty(to);
        if self.spying {
            self.read_account(from);
            self.read_account(to);
        }
        let balance = self.state.balance_of(from);
        let wiped = self.state.created_now(from) || !self.spec.is_enabled_in(SpecId::CANCUN);
        if from != to {
            let sum = self.state.balance_of(to).wrapping_add(balance);
            self.state.set_balance_of(to, sum);
        }
        if wiped || from != to {
            self.state.set_balance_of(from, U256::ZERO);
        }
        let first = wiped && self.state.mark_destroyed(from);
        let result = SelfDestructResult {
            had_value: !balance.is_zero(),
            target_exists,
            previously_destroyed: wiped && !first,
        };
        Ok(StateLoad::new(result, is_cold))
    }

    fn log(&mut self, log: Log) {
        if self.listening {
            self.logs.push(log.address, log.data.topics(), &log.data.data);
        }
    }

    fn sstore_skip_cold_load(
        &mut self,
        address: Address,
        key: U256,
        value: U256,
        _skip_cold_load: bool,
    ) -> Result<StateLoad<SStoreResult>, LoadError> {
        let acct = self.state.intern(address);
        Ok(self.store(acct, key, value))
    }

    fn sload_skip_cold_load(
        &mut self,
        address: Address,
        key: U256,
        _skip_cold_load: bool,
    ) -> Result<StateLoad<U256>, LoadError> {
        let acct = self.state.intern(address);
        let cell = self.state.slot_reader(acct, &key);
        let is_cold = self.state.access_slot(acct, &key, cell);
        Ok(StateLoad::new(crate::chain::Chain::load(&mut self.state, address, key), is_cold))
    }

    fn tstore(&mut self, address: Address, key: U256, value: U256) {
        self.state.set_transient(address, key, value);
    }

    fn tload(&mut self, address: Address, key: U256) -> U256 {
        self.state.transient(address, key)
    }

    fn load_account_info_skip_cold_load(
        &mut self,
        address: Address,
        load_code: bool,
        _skip_cold_load: bool,
    ) -> Result<AccountInfoLoad<'_>, LoadError> {
        let acct = self.state.reader(address);
        let is_cold = self.access_found(address, acct);
        let Some(acct) = acct else {
            let info = AccountInfo { code: Some(Bytecode::default()), ..AccountInfo::default() };
            return Ok(AccountInfoLoad { account: Cow::Owned(info), is_cold, is_empty: true });
        };
        self.read_account(acct);
        let code = self.state.codes.get(self.state.code_of(acct));
        let info = AccountInfo {
            balance: self.state.balance_of(acct),
            nonce: self.state.nonce_of(acct),
            code_hash: code.hash,
            code: load_code.then(|| code.bytecode.clone()),
            ..AccountInfo::default()
        };
        let is_empty = self.state.is_empty(acct);
        Ok(AccountInfoLoad { account: Cow::Owned(info), is_cold, is_empty })
    }
}

impl Stand {
    /// Writes a slot; says what was there and whether it was cold.
    #[inline]
    pub(crate) fn store(&mut self, acct: Acct, key: U256, value: U256) -> StateLoad<SStoreResult> {
        let cell = match self.state.names.find_slot(acct, &key) {
            Some(cell) => cell,
            // Zero over zero leaves no trace, so hostile code cannot fill the table for 100 gas a slot.
            None if value.is_zero() => {
                let is_cold = self.state.access_slot(acct, &key, None);
                return StateLoad::new(SStoreResult::default(), is_cold);
            }
            None => self.state.intern_slot(acct, key),
        };
        let is_cold = self.state.access_slot(acct, &key, Some(cell));
        let present = self.state.value(cell);
        let original = self.state.original(cell);
        if present != value {
            self.state.write(cell, value);
        }
        let result = SStoreResult { original_value: original, present_value: present, new_value: value };
        StateLoad::new(result, is_cold)
    }
}
