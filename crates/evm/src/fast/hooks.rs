//! Where the frame loop asks the cheatcodes and tells the tracer.
//!
//! Invariant: without cheatcodes, tracer or a call to a cheat address none of this runs.

use super::create::Creation;
use super::frame::{End, Machine, NO_VALUE, frame_kind, frame_status, input_range};
use super::host::Pending;
use super::tracer::Entry;
use crate::cheats::word_assert::{WordAssert, word_assert};
use crate::cheats::{CallFrame, CreateFrame, FrameEnd, Intercept, is_cheat_address};
use crate::cmplog::Cmp;
use crate::edges::NO_EDGE;
use alloy_primitives::{Address, Bytes};
use revm::interpreter::InstructionResult;
use revm::interpreter::interpreter_types::Jumps;

/// What the cheatcodes made of a call.
pub(crate) enum Hooked {
    /// It runs, perhaps changed.
    No,
    /// It ended at once.
    Ended(End),
    /// It runs with these call data.
    Input(Bytes),
}

fn call_frame<'a>(call: &Pending, depth: usize, input: &'a [u8]) -> CallFrame<'a> {
    CallFrame {
        depth,
        kind: call.kind,
        caller: call.caller,
        target: call.target,
        code_address: call.code_address,
        value: call.value,
        input,
        gas_limit: call.gas_limit,
        is_static: call.is_static,
    }
}

fn create_frame(creation: &Creation, depth: usize) -> CreateFrame<'_> {
    CreateFrame {
        depth,
        caller: creation.caller,
        value: creation.value,
        init_code: &creation.init_code,
        salt: creation.salt,
        gas_limit: creation.gas_limit,
    }
}

impl Machine {
    /// Asks the cheatcodes about a call that is about to run.
    pub(crate) fn hook_call(&mut self, call: &mut Pending) -> Hooked {
        if !self.stand.cheats.active() && !is_cheat_address(call.code_address) {
            return Hooked::No;
        }
        if self.stand.logging {
            self.log_assertion(call);
        }
        let stand = &mut self.stand;
        let intercept = {
            let buffer = self.buffer.borrow();
            let mut frame = call_frame(call, self.depth, &buffer[input_range(&call.input)]);
            let intercept = stand.cheats.on_call(&mut stand.state, &mut frame);
            call.caller = frame.caller;
            call.target = frame.target;
            call.value = frame.value;
            call.gas_limit = frame.gas_limit;
            call.is_static = frame.is_static;
            call.code_address = frame.code_address;
            intercept
        };
        // The hook may have changed code, also that of the account that is called.
        call.code = stand.callee(call.code_address).code;
        stand.access(call.caller);
        stand.access(call.target);
        stand.update_flags();
        match intercept {
            Intercept::Continue => Hooked::No,
            Intercept::Return(end) => Hooked::Ended(self.end_intercepted(call, &end)),
            Intercept::Run { target, code, input } => {
                stand.access(target);
                call.target = target;
                call.code_address = target;
                call.value = NO_VALUE;
                call.code = self.stand.state.codes.intern(&code);
                Hooked::Input(input)
            }
        }
    }

    /// Logs what a `vm.assert*` is about to compare, as if the caller had compared it.
    fn log_assertion(&mut self, call: &Pending) {
        let buffer = self.buffer.borrow();
        let asserted = is_cheat_address(call.code_address)
            .then(|| word_assert(&buffer[input_range(&call.input)]))
            .flatten();
        if let (Some(WordAssert { op, a, b, .. }), Some(frame)) = (asserted, self.frames[..self.depth].last())
        {
            let edges = frame.interp.extend.edges;
            let code = if edges == NO_EDGE { u32::MAX } else { self.stand.coverage.code_at(edges) };
            let pc = frame.interp.bytecode.pc() as u32;
            self.stand.cmps.push(Cmp { code, pc, op, a, b });
        }
    }

    fn end_intercepted(&mut self, call: &Pending, end: &FrameEnd) -> End {
        if self.stand.tracer.is_some() {
            self.trace_call(call);
        }
        self.out.clear();
        self.out.extend_from_slice(&end.output);
        let result = if end.success { InstructionResult::Return } else { InstructionResult::Revert };
        let gas_left = call.gas_limit.saturating_sub(end.gas_used);
        let end = End { result, gas_left, refunded: 0, wanted: Some(call.output.clone()), created: None };
        self.trace_leave(&end, call.gas_limit);
        end
    }

    /// Asks the cheatcodes about a creation; `Some` if it ended at once.
    pub(crate) fn hook_create(&mut self, creation: &mut Creation) -> Option<End> {
        let stand = &mut self.stand;
        let mut frame = create_frame(creation, self.depth);
        let intercept = stand.cheats.on_create(&mut stand.state, &mut frame);
        let (caller, value, gas_limit) = (frame.caller, frame.value, frame.gas_limit);
        creation.caller = caller;
        creation.value = value;
        creation.gas_limit = gas_limit;
        stand.update_flags();
        let Intercept::Return(end) = intercept else {
            return None;
        };
        self.out.clear();
        self.out.extend_from_slice(&end.output);
        let result = if end.success { InstructionResult::Return } else { InstructionResult::Revert };
        let gas_left = creation.gas_limit.saturating_sub(end.gas_used);
        Some(End { result, gas_left, refunded: 0, wanted: None, created: end.created })
    }

    /// Tells that a call ended; the cheatcodes may change how.
    pub(crate) fn finish_call(&mut self, call: &Pending, mut end: End) -> End {
        if self.stand.cheats.active() {
            let stand = &mut self.stand;
            let mut told = FrameEnd {
                success: end.result.is_ok(),
                output: Bytes::copy_from_slice(&self.out),
                created: None,
                gas_used: call.gas_limit.saturating_sub(end.gas_left),
            };
            {
                let buffer = self.buffer.borrow();
                let frame = call_frame(call, self.depth, &buffer[input_range(&call.input)]);
                stand.cheats.on_call_end(&mut stand.state, &frame, &mut told);
            }
            stand.update_flags();
            self.take_over(&mut end, &told);
        }
        self.trace_leave(&end, call.gas_limit);
        end
    }

    /// Tells that a creation ended; the cheatcodes may change how.
    pub(crate) fn finish_create(&mut self, creation: &Creation, mut end: End) -> End {
        if self.stand.cheats.active() {
            let stand = &mut self.stand;
            let output = if end.result.is_ok() { Bytes::new() } else { Bytes::copy_from_slice(&self.out) };
            let mut told = FrameEnd {
                success: end.result.is_ok(),
                output,
                created: end.created,
                gas_used: creation.gas_limit.saturating_sub(end.gas_left),
            };
            let frame = create_frame(creation, self.depth);
            stand.cheats.on_create_end(&mut stand.state, &frame, &mut told);
            stand.update_flags();
            end.created = told.created;
            let code = std::mem::take(&mut self.out);
            self.take_over(&mut end, &told);
            if end.result.is_ok() {
                self.out = code;
            }
        }
        self.trace_leave(&end, creation.gas_limit);
        end
    }

    /// Lets a hook's view of the end replace the engine's where they differ.
    fn take_over(&mut self, end: &mut End, told: &FrameEnd) {
        if end.result.is_ok() != told.success {
            end.result = if told.success { InstructionResult::Return } else { InstructionResult::Revert };
        }
        self.out.clear();
        self.out.extend_from_slice(&told.output);
    }

    // ---- tracer ----

    pub(crate) fn trace_call(&mut self, call: &Pending) {
        let buffer = self.buffer.borrow();
        let input = &buffer[input_range(&call.input)];
        if let Some(tracer) = &mut self.stand.tracer {
            tracer.enter(&Entry {
                kind: frame_kind(call.kind),
                from: call.caller,
                to: call.target,
                code_address: call.code_address,
                value: call.value,
                input,
                gas_limit: call.gas_limit,
            });
        }
    }

    pub(crate) fn trace_create(&mut self, creation: &Creation) {
        if let Some(tracer) = &mut self.stand.tracer {
            tracer.enter(&Entry {
                kind: creation.kind(),
                from: creation.caller,
                to: Address::ZERO,
                code_address: Address::ZERO,
                value: creation.value,
                input: &creation.init_code,
                gas_limit: creation.gas_limit,
            });
        }
    }

    fn trace_leave(&mut self, end: &End, gas_limit: u64) {
        if let Some(tracer) = &mut self.stand.tracer {
            tracer.leave(frame_status(end.result), &self.out, gas_limit.saturating_sub(end.gas_left));
        }
    }
}
