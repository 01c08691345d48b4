//! The frame loop.
//!
//! Invariant: it ends with no frame open, and the state changed exactly by what succeeded.

use super::create::Creation;
use super::frame::{End, Frame, Machine, Role};
use super::host::Pending;
use super::table;
use alloy_primitives::{B256, U256};
use revm::interpreter::interpreter_types::{Jumps, LoopControl};
use revm::interpreter::{CreateScheme, FrameInput, InstructionResult, InterpreterAction};

/// What a transaction starts with.
pub(crate) enum Start {
    Call(Pending),
    Create(Box<Creation>),
}

impl Machine {
    /// Runs a transaction's frames to the end. The output is in `out`.
    pub(crate) fn execute(&mut self, start: Start) -> End {
        let mut ended = match start {
            Start::Call(call) => self.enter_call(call),
            Start::Create(creation) => self.enter_create(creation),
        };
        loop {
            if let Some(end) = ended {
                if self.depth == 0 {
                    return end;
                }
                self.deliver(&end);
            }
            let stop = self.run_top();
            ended = match stop {
                InstructionResult::Suspend => self.enter_next(),
                stop => Some(self.leave(stop)),
            };
        }
    }

    /// Runs the innermost frame until it stops or wants another.
    #[inline]
    fn run_top(&mut self) -> InstructionResult {
        if let Some(stop) = self.follow_top() {
            return stop;
        }
        let Self { frames, depth, stand, gas_table, .. } = self;
        let Frame { interp, table, .. } = &mut frames[*depth - 1];
        loop {
            if let Err(stop) = interp.step(table, gas_table, stand) {
                return stop;
            }
        }
    }

    /// As [`Machine::run_top`] while the run is followed; `None` if it is not.
    #[inline]
    fn follow_top(&mut self) -> Option<InstructionResult> {
        let Self { frames, depth, stand, gas_table, shadow, .. } = self;
        let shadow = shadow.as_deref_mut()?;
        let Frame { interp, .. } = &mut frames[*depth - 1];
        while shadow.follows() {
            let look = shadow.look(interp, stand);
            let done = interp.step(&table::FOLLOWED, gas_table, stand);
            shadow.follow(&look, interp, stand, done);
            if let Err(stop) = done {
                return Some(stop);
            }
        }
        None
    }

    fn enter_next(&mut self) -> Option<End> {
        if let Some(call) = self.stand.pending.take() {
            return self.enter_call(call);
        }
        let interp = &mut self.frames[self.depth - 1].interp;
        interp.bytecode.reset_action();
        let action = interp.bytecode.action().take();
        let Some(InterpreterAction::NewFrame(FrameInput::Create(inputs))) = action else {
            unreachable!("a frame suspends only for a call or a creation");
        };
        let salt = match inputs.scheme() {
            CreateScheme::Create2 { salt } => Some(B256::from(salt)),
            _ => None,
        };
        self.enter_create(Box::new(Creation {
            caller: inputs.caller(),
            value: inputs.value(),
            init_code: inputs.init_code().clone(),
            salt,
            at: None,
            gas_limit: inputs.gas_limit(),
            address: alloy_primitives::Address::ZERO,
            nonce: 0,
        }))
    }

    /// Ends the innermost frame.
    fn leave(&mut self, stop: InstructionResult) -> End {
        let at = self.depth - 1;
        let frame = &mut self.frames[at];
        self.out.clear();
        if matches!(stop, InstructionResult::Return | InstructionResult::Revert) {
            let (offset, len) = self.stand.output;
            if len != 0 {
                self.out.extend_from_slice(&frame.interp.memory.slice_len(offset, len));
            }
        }
        if let Some(tracer) = &mut self.stand.tracer {
            tracer.failed_at(frame.interp.bytecode.pc().saturating_sub(1));
        }
        let creates = matches!(frame.role, Role::Create(_));
        let result = if creates { self.deposit(stop, at) } else { stop };
        let frame = &mut self.frames[at];
        if result.is_halt() {
            self.out.clear();
        }
        if !result.is_ok() {
            self.stand.state.revert(frame.checkpoint);
            self.stand.logs.truncate(frame.logs);
        }
        self.depth = at;
        if let Some(shadow) = &mut self.shadow {
            shadow.closed();
        }
        let gas_left = if result.is_halt() { 0 } else { frame.interp.gas.remaining() };
        let refunded = if result.is_ok() { frame.interp.gas.refunded() } else { 0 };
        let mut end = End { result, gas_left, refunded, wanted: None, created: None };
        let watched = self.stand.tracer.is_some() || self.stand.cheats.active();
        match &mut frame.role {
            Role::Call(call) => {
                end.wanted = Some(call.output.clone());
                if watched {
                    let call = call.clone();
                    return self.finish_call(&call, end);
                }
            }
            Role::Create(creation) => {
                end.created = result.is_ok().then_some(creation.address);
                if watched {
                    let creation = creation.clone();
                    return self.finish_create(&creation, end);
                }
            }
        }
        end
    }

    /// Gives the end of a frame to its caller.
    fn deliver(&mut self, end: &End) {
        let interp = &mut self.frames[self.depth - 1].interp;
        interp.memory.free_child_context();
        if end.result.is_ok_or_revert() {
            interp.gas.erase_cost(end.gas_left);
        }
        if end.result.is_ok() {
            interp.gas.record_refund(end.refunded);
        }
        let mut written = None;
        let item = match &end.wanted {
            Some(wanted) => {
                std::mem::swap(&mut interp.extend.returned, &mut self.out);
                let len = wanted.len().min(interp.extend.returned.len());
                if len > 0 && end.result.is_ok_or_revert() {
                    interp.memory.set(wanted.start, &interp.extend.returned[..len]);
                    written = Some(wanted.start..wanted.start + len);
                }
                U256::from(end.result.is_ok())
            }
            None => {
                if end.result == InstructionResult::Revert {
                    std::mem::swap(&mut interp.extend.returned, &mut self.out);
                } else {
                    interp.extend.returned.clear();
                }
                let address = end.created.filter(|_| end.result.is_ok()).unwrap_or_default();
                address.into_word().into()
            }
        };
        // A call or creation popped more than this one word.
        let pushed = interp.stack.push(item);
        debug_assert!(pushed, "the call's own operands made room");
        if let Some(shadow) = &mut self.shadow {
            shadow.delivered(written);
        }
    }
}
