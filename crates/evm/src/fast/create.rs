//! Contract creation: address, collision, endowment, and the deposit of the code.
//!
//! Invariant: the creator's nonce stays bumped when the creation fails; everything else is undone.

use super::frame::{DEPTH_MAX, End, Filling, Frame, Machine, Role};
use super::intern::NONE;
use super::table;
use crate::executor::{CreateKind, Deployed};
use crate::trace::FrameKind;
use alloy_primitives::{Address, B256, Bytes, U256};
use revm::bytecode::Bytecode;
use revm::interpreter::interpreter::InputsImpl;
use revm::interpreter::{CallInput, InstructionResult};
use revm::primitives::hardfork::SpecId;

/// A creation that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Creation {
    pub(crate) caller: Address,
    pub(crate) value: U256,
    pub(crate) init_code: Bytes,
    pub(crate) salt: Option<B256>,
    /// A forced address.
    pub(crate) at: Option<Address>,
    pub(crate) gas_limit: u64,
    /// The address, once it is known.
    pub(crate) address: Address,
    /// The creator's nonce before the creation.
    pub(crate) nonce: u64,
}

impl Creation {
    pub(crate) fn kind(&self) -> FrameKind {
        if self.salt.is_some() { FrameKind::Create2 } else { FrameKind::Create }
    }

    fn create_kind(&self) -> CreateKind {
        match (self.at, self.salt) {
            (Some(_), _) => CreateKind::Forced,
            (None, Some(salt)) => CreateKind::Salt(salt),
            (None, None) => CreateKind::Nonce(self.nonce),
        }
    }

    fn place(&self) -> Address {
        match (self.at, self.salt) {
            (Some(at), _) => at,
            (None, Some(salt)) => self.caller.create2_from_code(salt, &self.init_code),
            (None, None) => self.caller.create(self.nonce),
        }
    }
}

impl Machine {
    /// Starts a creation: opens a frame, or ends at once.
    pub(crate) fn enter_create(&mut self, mut creation: Box<Creation>) -> Option<End> {
        if self.stand.cheats.active()
            && let Some(end) = self.hook_create(&mut creation)
        {
            return Some(end);
        }
        if self.stand.tracer.is_some() {
            self.trace_create(&creation);
        }
        if self.depth > DEPTH_MAX {
            return Some(self.end_create_now(&creation, InstructionResult::CallTooDeep));
        }
        let caller = self.stand.state.intern(creation.caller);
        self.stand.access_found(creation.caller, Some(caller));
        if self.stand.spying {
            self.stand.read_account(caller);
        }
        let state = &mut self.stand.state;
        if state.balance_of(caller) < creation.value {
            return Some(self.end_create_now(&creation, InstructionResult::OutOfFunds));
        }
        creation.nonce = state.nonce_of(caller);
        let Some(bumped) = creation.nonce.checked_add(1) else {
            // As in revm: ends well, without an address.
            return Some(self.end_create_now(&creation, InstructionResult::Return));
        };
        state.set_nonce_of(caller, bumped);
        creation.address = creation.place();
        let acct = state.intern(creation.address);
        self.stand.access_found(creation.address, Some(acct));
        if self.stand.spying {
            self.stand.read_account(acct);
        }
        if let Some(tracer) = &mut self.stand.tracer {
            tracer.created_at(creation.address);
        }
        let state = &mut self.stand.state;
        let checkpoint = state.checkpoint();
        if state.code_of(acct) != super::codes::EMPTY || state.nonce_of(acct) != 0 {
            return Some(self.end_create_now(&creation, InstructionResult::CreateCollision));
        }
        state.mark_created(acct);
        if state.eip161 {
            state.set_nonce_of(acct, 1);
        }
        state.clear_storage(acct);
        if !state.transfer(caller, acct, creation.value) {
            state.revert(checkpoint);
            return Some(self.end_create_now(&creation, InstructionResult::OverflowPayment));
        }
        let filling = self.init_filling(&creation, acct);
        self.open(filling, Role::Create(creation), checkpoint);
        None
    }

    fn init_filling(&self, creation: &Creation, acct: u32) -> Filling {
        Filling {
            acct,
            edges: NONE,
            table: if self.mode.logged { &table::LOGGED_INIT } else { &table::PLAIN },
            bytecode: Bytecode::new_legacy(creation.init_code.clone()),
            inputs: InputsImpl {
                target_address: creation.address,
                bytecode_address: None,
                caller_address: creation.caller,
                input: CallInput::Bytes(Bytes::new()),
                call_value: creation.value,
                depth: self.depth,
            },
            gas: creation.gas_limit,
            is_static: false,
        }
    }

    fn end_create_now(&mut self, creation: &Creation, result: InstructionResult) -> End {
        self.out.clear();
        let gas_left = if result.is_halt() { 0 } else { creation.gas_limit };
        let end = End { result, gas_left, refunded: 0, wanted: None, created: None };
        self.finish_create(creation, end)
    }

    /// Puts the code that the constructor returned in place; the result changes if it cannot be.
    pub(crate) fn deposit(&mut self, result: InstructionResult, frame: usize) -> InstructionResult {
        let len = self.out.len();
        let Frame { interp, role: Role::Create(creation), .. } = &mut self.frames[frame] else {
            unreachable!("only creations deposit code");
        };
        if !result.is_ok() {
            return result;
        }
        if self.stand.spec.is_enabled_in(SpecId::LONDON) && self.out.first() == Some(&0xef) {
            return InstructionResult::CreateContractStartingWithEF;
        }
        if !interp.gas.record_regular_cost(self.stand.gas_params.code_deposit_cost(len)) {
            return InstructionResult::OutOfGas;
        }
        let code = Bytes::copy_from_slice(&self.out);
        let state = &mut self.stand.state;
        let id = state.codes.intern(&code);
        state.set_code_of(interp.extend.acct, id);
        let code_hash = state.codes.get(id).hash;
        state.note_deployed(Deployed {
            address: creation.address,
            creator: creation.caller,
            kind: creation.create_kind(),
            init_code: creation.init_code.clone(),
            code_hash,
        });
        InstructionResult::Return
    }
}
