//! Where plain revm asks the cheatcodes, notes created contracts and tells the tracer.
//!
//! Invariant: without an armed cheatcode an inspected call does exactly what an uninspected one does.

use super::env::{Ctx, bytecode, sync};
use crate::chain::Chain;
use crate::cheats::{CallFrame, CallKind, Cheats, CreateFrame, FrameEnd, Intercept, is_cheat_address};
use crate::executor::{CreateKind, Deployed};
use crate::fast::{DEPLOYED_MAX, Entry, Tracer, frame_status};
use crate::trace::FrameKind;
use alloy_primitives::{Address, B256, Bytes, Log, U256, keccak256};
use revm::Inspector;
use revm::bytecode::opcode;
use revm::context_interface::{CreateScheme, JournalTr};
use revm::interpreter::interpreter_types::{InputsTr, Jumps, LoopControl};
use revm::interpreter::{
    CallInput, CallInputs, CallOutcome, CallScheme, CallValue, CreateInputs, CreateOutcome, Gas,
    InstructionResult, Interpreter, InterpreterResult,
};
use revm::primitives::constants::CALL_STACK_LIMIT;

/// A frame that runs now.
#[derive(Debug)]
struct Open {
    /// The cheatcodes answered in its place: it gets no end hook.
    answered: bool,
    /// Contracts created before it started.
    made: usize,
    /// The creator's nonce before a creation.
    nonce: u64,
}

/// A storage access that an instruction is about to make.
#[derive(Debug)]
struct Access {
    account: Address,
    slot: U256,
    old: U256,
    /// The value to be written.
    new: Option<U256>,
}

/// The inspector of the reference engine.
#[derive(Debug)]
pub(super) struct Hooks {
    pub(super) cheats: Cheats,
    pub(super) tracer: Option<Box<Tracer>>,
    /// Contracts created since genesis; those of frames that failed are gone.
    pub(super) made: Vec<Deployed>,
    open: Vec<Open>,
    access: Option<Access>,
}

impl Hooks {
    pub(super) fn new(cheats: Cheats) -> Self {
        Self { cheats, tracer: None, made: Vec::new(), open: Vec::new(), access: None }
    }

    /// Forgets the frames of a transaction that could not end.
    pub(super) fn clear(&mut self) {
        self.open.clear();
        self.access = None;
    }

    fn enter(&mut self, answered: bool, nonce: u64) {
        self.open.push(Open { answered, made: self.made.len(), nonce });
    }

    /// Asks the cheatcodes about a call.
    fn ask(&mut self, ctx: &mut Ctx, inputs: &mut CallInputs) -> Option<CallOutcome> {
        let bytes = inputs.input.bytes(ctx);
        // The shared buffer does not outlive the call, but the end hook wants the call data.
        inputs.input = CallInput::Bytes(bytes.clone());
        let mut frame = frame_of(inputs, self.open.len(), &bytes);
        let answer = self.cheats.on_call(ctx, &mut frame);
        let (caller, target, code_address) = (frame.caller, frame.target, frame.code_address);
        sync(ctx);
        inputs.caller = caller;
        inputs.target_address = target;
        load(ctx, caller);
        load(ctx, target);
        // The hook may have changed code, also that of the account that is called.
        if !is_cheat_address(code_address) {
            inputs.known_bytecode = code_of(ctx, code_address);
        }
        inputs.bytecode_address = code_address;
        match answer {
            Intercept::Continue => None,
            Intercept::Return(end) => {
                Some(CallOutcome::new(result_of(&end, inputs.gas_limit), inputs.return_memory_offset.clone()))
            }
            Intercept::Run { target, code, input } => {
                load(ctx, target);
                inputs.target_address = target;
                inputs.bytecode_address = target;
                inputs.value = CallValue::Transfer(U256::ZERO);
                inputs.known_bytecode = (keccak256(&code), bytecode(code));
                inputs.input = CallInput::Bytes(input);
                None
            }
        }
    }

    fn trace_call(&mut self, ctx: &Ctx, inputs: &CallInputs) {
        let Some(tracer) = &mut self.tracer else { return };
        tracer.enter(&Entry {
            kind: match inputs.scheme {
                CallScheme::Call => FrameKind::Call,
                CallScheme::CallCode => FrameKind::CallCode,
                CallScheme::DelegateCall => FrameKind::DelegateCall,
                CallScheme::StaticCall => FrameKind::StaticCall,
            },
            from: inputs.caller,
            to: inputs.target_address,
            code_address: inputs.bytecode_address,
            value: inputs.value.get(),
            input: &inputs.input.as_bytes(ctx),
            gas_limit: inputs.gas_limit,
        });
    }

    fn trace_create(&mut self, ctx: &mut Ctx, inputs: &CreateInputs, nonce: u64) {
        let Some(tracer) = &mut self.tracer else { return };
        let salted = matches!(inputs.scheme(), CreateScheme::Create2 { .. });
        tracer.enter(&Entry {
            kind: if salted { FrameKind::Create2 } else { FrameKind::Create },
            from: inputs.caller(),
            to: Address::ZERO,
            code_address: Address::ZERO,
            value: inputs.value(),
            input: inputs.init_code(),
            gas_limit: inputs.gas_limit(),
        });
        // A creation that ends before it starts gets no address.
        let deep = self.open.len() > CALL_STACK_LIMIT as usize;
        if !deep && nonce < u64::MAX && ctx.balance(inputs.caller()) >= inputs.value() {
            tracer.created_at(inputs.created_address(nonce));
        }
    }

    fn trace_leave(&mut self, result: &InterpreterResult, gas_limit: u64) {
        if let Some(tracer) = &mut self.tracer {
            tracer.leave(frame_status(result.result), &result.output, used(result, gas_limit));
        }
    }
}

fn load(ctx: &mut Ctx, who: Address) {
    let Ok(_) = ctx.journaled_state.load_account(who);
}

/// The code that runs for an account, with one delegation followed.
fn code_of(ctx: &mut Ctx, who: Address) -> (B256, revm::bytecode::Bytecode) {
    let code = bytecode(ctx.code(who));
    let code = match code.eip7702_address() {
        Some(other) => bytecode(ctx.code(other)),
        None => code,
    };
    (code.hash_slow(), code)
}

fn frame_of<'a>(inputs: &CallInputs, depth: usize, input: &'a [u8]) -> CallFrame<'a> {
    CallFrame {
        depth,
        kind: match inputs.scheme {
            CallScheme::Call => CallKind::Call,
            CallScheme::CallCode => CallKind::CallCode,
            CallScheme::DelegateCall => CallKind::DelegateCall,
            CallScheme::StaticCall => CallKind::StaticCall,
        },
        caller: inputs.caller,
        target: inputs.target_address,
        code_address: inputs.bytecode_address,
        value: inputs.value.get(),
        input,
        gas_limit: inputs.gas_limit,
        is_static: inputs.is_static,
    }
}

fn create_frame_of(inputs: &CreateInputs, depth: usize) -> CreateFrame<'_> {
    let salt = match inputs.scheme() {
        CreateScheme::Create2 { salt } => Some(B256::from(salt)),
        _ => None,
    };
    CreateFrame {
        depth,
        caller: inputs.caller(),
        value: inputs.value(),
        init_code: inputs.init_code(),
        salt,
        gas_limit: inputs.gas_limit(),
    }
}

fn result_of(end: &FrameEnd, gas_limit: u64) -> InterpreterResult {
    let result = if end.success { InstructionResult::Return } else { InstructionResult::Revert };
    let mut gas = Gas::new(gas_limit);
    gas.set_remaining(gas_limit.saturating_sub(end.gas_used));
    InterpreterResult { result, output: end.output.clone(), gas }
}

/// Gas that a frame cost its caller: all of it when it halted, which revm takes only after it has told of the end.
fn used(result: &InterpreterResult, gas_limit: u64) -> u64 {
    if result.result.is_halt() { gas_limit } else { gas_limit.saturating_sub(result.gas.remaining()) }
}

/// Lets the cheatcodes' view of an end replace revm's where they differ.
fn take_over(result: &mut InterpreterResult, told: FrameEnd) {
    if result.result.is_ok() != told.success {
        result.result = if told.success { InstructionResult::Return } else { InstructionResult::Revert };
    }
    result.output = told.output;
}

impl Inspector<Ctx> for Hooks {
    fn call(&mut self, ctx: &mut Ctx, inputs: &mut CallInputs) -> Option<CallOutcome> {
        let wanted = self.cheats.active() || is_cheat_address(inputs.bytecode_address);
        let answer = if self.cheats.enabled() && wanted { self.ask(ctx, inputs) } else { None };
        self.trace_call(ctx, inputs);
        self.enter(answer.is_some(), 0);
        answer
    }

    fn call_end(&mut self, ctx: &mut Ctx, inputs: &CallInputs, outcome: &mut CallOutcome) {
        let Some(open) = self.open.pop() else { return };
        if !outcome.result.is_ok() {
            self.made.truncate(open.made);
        }
        if self.cheats.active() && !open.answered {
            let input = inputs.input.bytes(ctx);
            let frame = frame_of(inputs, self.open.len(), &input);
            let mut told = FrameEnd {
                success: outcome.result.is_ok(),
                output: outcome.result.output.clone(),
                created: None,
                gas_used: used(&outcome.result, inputs.gas_limit),
            };
            self.cheats.on_call_end(ctx, &frame, &mut told);
            sync(ctx);
            take_over(&mut outcome.result, told);
        }
        self.trace_leave(&outcome.result, inputs.gas_limit);
    }

    fn create(&mut self, ctx: &mut Ctx, inputs: &mut CreateInputs) -> Option<CreateOutcome> {
        let mut answer = None;
        if self.cheats.active() {
            let mut frame = create_frame_of(inputs, self.open.len());
            let reply = self.cheats.on_create(ctx, &mut frame);
            let caller = frame.caller;
            sync(ctx);
            if caller != inputs.caller() {
                inputs.set_call(caller);
            }
            if let Intercept::Return(end) = reply {
                answer = Some(CreateOutcome::new(result_of(&end, inputs.gas_limit()), end.created));
            }
        }
        let nonce = ctx.nonce(inputs.caller());
        self.trace_create(ctx, inputs, nonce);
        self.enter(answer.is_some(), nonce);
        answer
    }

    fn create_end(&mut self, ctx: &mut Ctx, inputs: &CreateInputs, outcome: &mut CreateOutcome) {
        let Some(open) = self.open.pop() else { return };
        let success = outcome.result.is_ok();
        if !success {
            self.made.truncate(open.made);
        }
        if let Some(address) = outcome.address.filter(|_| success && !open.answered)
            && self.made.len() < DEPLOYED_MAX
        {
            let kind = match inputs.scheme() {
                CreateScheme::Create => CreateKind::Nonce(open.nonce),
                CreateScheme::Create2 { salt } => CreateKind::Salt(B256::from(salt)),
                CreateScheme::Custom { .. } => CreateKind::Forced,
            };
            let (creator, init_code) = (inputs.caller(), inputs.init_code().clone());
            let code_hash = keccak256(ctx.code(address));
            self.made.push(Deployed { address, creator, kind, init_code, code_hash });
        }
        if self.cheats.active() && !open.answered {
            let frame = create_frame_of(inputs, self.open.len());
            let mut told = FrameEnd {
                success,
                output: if success { Bytes::new() } else { outcome.result.output.clone() },
                created: outcome.address,
                gas_used: used(&outcome.result, inputs.gas_limit()),
            };
            self.cheats.on_create_end(ctx, &frame, &mut told);
            sync(ctx);
            outcome.address = told.created;
            let code = outcome.result.output.clone();
            take_over(&mut outcome.result, told);
            if outcome.result.is_ok() {
                outcome.result.output = code;
            }
        }
        self.trace_leave(&outcome.result, inputs.gas_limit());
    }

    fn log(&mut self, _: &mut Ctx, log: Log) {
        if let Some(tracer) = &mut self.tracer {
            tracer.event(log.address, log.topics(), &log.data.data);
        }
        if self.cheats.active() {
            let depth = self.open.len().saturating_sub(1);
            self.cheats.on_log(depth, log.address, log.topics(), &log.data.data);
        }
    }

    fn step(&mut self, interp: &mut Interpreter, ctx: &mut Ctx) {
        if let Some(tracer) = &mut self.tracer {
            tracer.failed_at(interp.bytecode.pc());
        }
        if self.tracer.is_none() && !self.cheats.records_storage() {
            return;
        }
        let op = interp.bytecode.opcode();
        let stack = interp.stack.data();
        let at = |depth: usize| stack.len().checked_sub(depth + 1).map(|index| stack[index]);
        let account = interp.input.target_address();
        self.access = match (op, at(0), at(1)) {
            (opcode::SLOAD, Some(slot), _) => {
                Some(Access { account, slot, old: ctx.load(account, slot), new: None })
            }
            (opcode::SSTORE, Some(slot), Some(new)) => {
                Some(Access { account, slot, old: ctx.load(account, slot), new: Some(new) })
            }
            _ => None,
        };
    }

    fn step_end(&mut self, interp: &mut Interpreter, _: &mut Ctx) {
        let Some(Access { account, slot, old, new }) = self.access.take() else { return };
        if interp.bytecode.is_end() {
            return;
        }
        if let (Some(tracer), Some(new)) = (&mut self.tracer, new) {
            tracer.store(slot, old, new);
        }
        if self.cheats.records_storage() {
            match new {
                Some(new) => self.cheats.on_sstore(account, slot, old, new),
                None => self.cheats.on_sload(account, slot, old),
            }
        }
    }
}
