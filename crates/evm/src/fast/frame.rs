//! Frames: reused interpreters and how a message call or a creation fills one.
//!
//! Invariant: `depth` frames are open, each on top of its caller's memory; a frame that fails undoes exactly what it did.

use super::codes::{CodeId, EMPTY};
use super::create::Creation;
use super::formula::Shadow;
use super::host::{Extra, Interp, Pending, Stand, Wire};
use super::intern::{Acct, NONE};
use super::state::Checkpoint;
use super::table::{self, Table};
use crate::cheats::CallKind;
use crate::coverage::depth_bit;
use crate::executor::MEMORY_MAX_BYTES;
use crate::outcome::Halt;
use crate::trace::{FrameKind, FrameStatus};
use alloy_primitives::{Address, Bytes, U256};
use revm::bytecode::Bytecode;
use revm::interpreter::interpreter::{ExtBytecode, InputsImpl, Interpreter, SharedMemory};
use revm::interpreter::interpreter_types::StackTr;
use revm::interpreter::{CallInput, Gas, GasTable, InstructionResult, Stack};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// Deepest frame; the transaction's own is 0.
pub(crate) const DEPTH_MAX: usize = 1_024;
/// Frames and bytes of memory that are kept for the next transaction.
const FRAMES_KEPT: usize = 64;
const BUFFER_KEPT: usize = 1 << 20;
/// Mark of a code that got no coverage.
const UNCOVERED: u32 = NONE - 1;

/// What a frame is for.
#[derive(Debug)]
pub(crate) enum Role {
    Call(Pending),
    Create(Box<Creation>),
}

/// One open frame.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) interp: Interp,
    pub(crate) table: &'static Table,
    pub(crate) role: Role,
    pub(crate) checkpoint: Checkpoint,
    pub(crate) logs: usize,
}

/// How a frame ended; its output is in [`Machine::out`].
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) result: InstructionResult,
    pub(crate) gas_left: u64,
    pub(crate) refunded: i64,
    /// Where a caller wants the output of a call; `None` for creations.
    pub(crate) wanted: Option<Range<usize>>,
    pub(crate) created: Option<Address>,
}

/// What is told about the calls that run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mode {
    pub(crate) covered: bool,
    pub(crate) logged: bool,
}

/// The engine: open frames over the stand.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) stand: Stand,
    pub(crate) frames: Vec<Frame>,
    pub(crate) depth: usize,
    pub(crate) mode: Mode,
    /// Output of the frame that ended last.
    pub(crate) out: Vec<u8>,
    pub(crate) buffer: Rc<RefCell<Vec<u8>>>,
    pub(crate) root: SharedMemory,
    pub(crate) gas_table: GasTable,
    /// Set while a run is followed.
    pub(crate) shadow: Option<Box<Shadow>>,
}

impl Machine {
    pub(crate) fn new(stand: Stand) -> Self {
        let buffer = Rc::new(RefCell::new(Vec::with_capacity(4_096)));
        let mut root = SharedMemory::new_with_buffer(Rc::clone(&buffer));
        root.set_memory_limit(MEMORY_MAX_BYTES);
        let gas_table = revm::interpreter::instructions::gas_table_spec(stand.spec);
        Self {
            stand,
            frames: Vec::new(),
            depth: 0,
            mode: Mode::default(),
            out: Vec::new(),
            buffer,
            root,
            gas_table,
            shadow: None,
        }
    }

    /// Puts the transaction's data at the bottom of the memory.
    pub(crate) fn set_input(&mut self, data: &[u8]) {
        assert_eq!(self.depth, 0, "a transaction starts without open frames");
        self.root.free_child_context();
        let mut buffer = self.buffer.borrow_mut();
        buffer.clear();
        buffer.extend_from_slice(data);
    }

    /// Gives back memory that a greedy transaction took.
    pub(crate) fn trim(&mut self) {
        if self.frames.len() <= FRAMES_KEPT && self.buffer.borrow().capacity() <= BUFFER_KEPT {
            return;
        }
        self.frames.truncate(FRAMES_KEPT);
        for frame in &mut self.frames {
            frame.interp.extend.returned = Vec::new();
        }
        self.root.free_child_context();
        let mut buffer = self.buffer.borrow_mut();
        buffer.clear();
        buffer.shrink_to(BUFFER_KEPT);
        self.out.shrink_to(BUFFER_KEPT);
    }

    /// Starts a message call: opens a frame, or ends at once.
    pub(crate) fn enter_call(&mut self, mut call: Pending) -> Option<End> {
        let mut given = None;
        if self.stand.cheats.enabled() {
            match self.hook_call(&mut call) {
                super::hooks::Hooked::No => {}
                super::hooks::Hooked::Ended(end) => return Some(end),
                super::hooks::Hooked::Input(input) => given = Some(input),
            }
        }
        if self.stand.tracer.is_some() {
            self.trace_call(&call);
        }
        if self.depth > DEPTH_MAX {
            return Some(self.end_now(&call, InstructionResult::CallTooDeep));
        }
        let checkpoint = self.stand.state.checkpoint();
        if !call.transferred().is_zero() && !self.pay(&call) {
            return Some(self.end_now(&call, InstructionResult::OutOfFunds));
        }
        if is_low(&call.code_address)
            && let Some(precompile) = self.stand.precompiles.get(&call.code_address)
        {
            let output = {
                let buffer = self.buffer.borrow();
                precompile.execute(&buffer[input_range(&call.input)], call.gas_limit, 0)
            };
            return Some(self.end_precompile(&call, checkpoint, output));
        }
        if call.code == EMPTY {
            return Some(self.end_now(&call, InstructionResult::Stop));
        }
        self.open_call(call, given, checkpoint);
        None
    }

    fn pay(&mut self, call: &Pending) -> bool {
        let state = &mut self.stand.state;
        let (from, to) = (state.intern(call.caller), state.intern(call.target));
        if self.stand.spying {
            self.stand.read_account(from);
            self.stand.read_account(to);
        }
        self.stand.state.transfer(from, to, call.value)
    }

    fn end_precompile(
        &mut self,
        call: &Pending,
        checkpoint: Checkpoint,
        output: revm::precompile::PrecompileResult,
    ) -> End {
        use revm::precompile::PrecompileStatus as Status;
        let Ok(output) = output else {
            self.stand.state.revert(checkpoint);
            return self.end_now(call, InstructionResult::PrecompileError);
        };
        let result = match &output.status {
            _ if output.gas_used > call.gas_limit => InstructionResult::PrecompileOOG,
            Status::Success => InstructionResult::Return,
            Status::Revert => InstructionResult::Revert,
            Status::Halt(reason) if reason.is_oog() => InstructionResult::PrecompileOOG,
            Status::Halt(_) => InstructionResult::PrecompileError,
        };
        if !result.is_ok() {
            self.stand.state.revert(checkpoint);
        }
        let mut end = self.end_now_with(call, result, &output.bytes, output.gas_used);
        end.refunded = 0;
        end
    }

    /// Ends a call that never got a frame and used no gas.
    fn end_now(&mut self, call: &Pending, result: InstructionResult) -> End {
        self.end_now_with(call, result, &[], 0)
    }

    fn end_now_with(&mut self, call: &Pending, result: InstructionResult, output: &[u8], used: u64) -> End {
        self.out.clear();
        if result.is_ok_or_revert() {
            self.out.extend_from_slice(output);
        }
        let gas_left = if result.is_halt() { 0 } else { call.gas_limit - used };
        let end = End { result, gas_left, refunded: 0, wanted: Some(call.output.clone()), created: None };
        self.finish_call(call, end)
    }

    fn open_call(&mut self, call: Pending, given: Option<Bytes>, checkpoint: Checkpoint) {
        let acct = self.stand.state.intern(call.target);
        let (edges, table) = self.cover(call.code);
        let bytecode = self.stand.state.codes.get(call.code).bytecode.clone();
        let input = match given {
            Some(bytes) => CallInput::Bytes(bytes),
            None => CallInput::SharedBuffer(call.input.clone()),
        };
        let inputs = InputsImpl {
            target_address: call.target,
            bytecode_address: Some(call.code_address),
            caller_address: call.caller,
            input,
            call_value: call.value,
            depth: self.depth,
        };
        let (gas, is_static) = (call.gas_limit, call.is_static);
        let filling = Filling { acct, edges, table, bytecode, inputs, gas, is_static };
        self.open(filling, Role::Call(call), checkpoint);
    }

    /// Edge map and table for a code that is about to run.
    fn cover(&mut self, code: CodeId) -> (u32, &'static Table) {
        let bare = if self.mode.logged { &table::LOGGED_INIT } else { &table::PLAIN };
        if !self.mode.covered {
            return (NONE, bare);
        }
        let code = self.stand.state.codes.get_mut(code);
        if code.edges == NONE {
            let raw = code.bytecode.original_byte_slice();
            code.edges = self.stand.coverage.register(raw).unwrap_or(UNCOVERED);
        }
        if code.edges == UNCOVERED {
            return (NONE, bare);
        }
        let entry = self.stand.coverage.entry(code.edges);
        self.stand.coverage.hit(entry, depth_bit(self.depth));
        (code.edges, if self.mode.logged { &table::LOGGED } else { &table::COVERED })
    }

    /// Fills the next frame.
    pub(crate) fn open(&mut self, filling: Filling, role: Role, checkpoint: Checkpoint) {
        let memory = match self.depth.checked_sub(1) {
            Some(parent) => self.frames[parent].interp.memory.new_child_context(),
            None => self.root.new_child_context(),
        };
        let logs = self.stand.logs.len();
        if self.depth == self.frames.len() {
            let interp: Interp = Interpreter::<Wire>::invalid();
            self.frames.push(Frame { interp, table: filling.table, role, checkpoint, logs });
        } else {
            let frame = &mut self.frames[self.depth];
            frame.role = role;
            frame.table = filling.table;
            frame.checkpoint = checkpoint;
            frame.logs = logs;
        }
        let interp = &mut self.frames[self.depth].interp;
        interp.bytecode = ExtBytecode::new(filling.bytecode);
        interp.gas = Gas::new(filling.gas);
        if interp.stack.data().capacity() == 0 {
            interp.stack = Stack::new();
        } else {
            StackTr::clear(&mut interp.stack);
        }
        interp.memory = memory;
        interp.input = filling.inputs;
        interp.runtime_flag.is_static = filling.is_static;
        interp.runtime_flag.spec_id = self.stand.spec;
        let Extra { acct, edges, depth_bit: bit, returned } = &mut interp.extend;
        *acct = filling.acct;
        *edges = filling.edges;
        *bit = depth_bit(self.depth);
        returned.clear();
        self.depth += 1;
        if let Some(shadow) = &mut self.shadow {
            shadow.opened();
        }
    }
}

/// What goes into an interpreter.
pub(crate) struct Filling {
    pub(crate) acct: Acct,
    pub(crate) edges: u32,
    pub(crate) table: &'static Table,
    pub(crate) bytecode: Bytecode,
    pub(crate) inputs: InputsImpl,
    pub(crate) gas: u64,
    pub(crate) is_static: bool,
}

/// Empty input ranges have no place in memory.
pub(crate) fn input_range(range: &Range<usize>) -> Range<usize> {
    if range.is_empty() { 0..0 } else { range.clone() }
}

/// Precompiles live at addresses below 2^16.
#[inline]
fn is_low(who: &Address) -> bool {
    who.0.0[..18] == [0; 18]
}

/// The frame kind of a call kind.
pub(crate) fn frame_kind(kind: CallKind) -> FrameKind {
    match kind {
        CallKind::Call => FrameKind::Call,
        CallKind::CallCode => FrameKind::CallCode,
        CallKind::DelegateCall => FrameKind::DelegateCall,
        CallKind::StaticCall => FrameKind::StaticCall,
    }
}

/// The outcome's word for a failure.
pub(crate) fn halt_of(result: InstructionResult) -> Halt {
    use InstructionResult as R;
    match result {
        R::OutOfGas
        | R::MemoryOOG
        | R::MemoryLimitOOG
        | R::PrecompileOOG
        | R::InvalidOperandOOG
        | R::ReentrancySentryOOG => Halt::OutOfGas,
        R::OpcodeNotFound | R::InvalidFEOpcode | R::NotActivated | R::InvalidImmediateEncoding => {
            Halt::InvalidOpcode
        }
        R::InvalidJump => Halt::InvalidJump,
        R::StackUnderflow | R::StackOverflow => Halt::Stack,
        R::StateChangeDuringStaticCall | R::CallNotAllowedInsideStatic => Halt::StaticWrite,
        R::OutOfFunds | R::OverflowPayment => Halt::OutOfFunds,
        R::CreateCollision
        | R::NonceOverflow
        | R::CreateContractSizeLimit
        | R::CreateContractStartingWithEF
        | R::CreateInitCodeSizeLimit
        | R::CreateInitCodeStartingEF00 => Halt::Create,
        R::PrecompileError => Halt::Precompile,
        R::OutOfOffset => Halt::ReturnDataBounds,
        _ => Halt::Other,
    }
}

/// A frame's status in a call tree.
pub(crate) fn frame_status(result: InstructionResult) -> FrameStatus {
    if result.is_ok() {
        FrameStatus::Success
    } else if result == InstructionResult::Revert {
        FrameStatus::Revert
    } else {
        FrameStatus::Halt(halt_of(result))
    }
}

/// Nothing: the value of a call that moves none.
pub(crate) const NO_VALUE: U256 = U256::ZERO;
