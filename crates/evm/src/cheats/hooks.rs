//! The hooks that engines call.
//!
//! Invariant: a call that is answered here gets no end hook; everything that waits for its end is told here.

use super::abi::{Args, Reply, Stop, encode, encode_error};
use super::console::{self, LINES_MAX};
use super::frame::{CallFrame, CreateFrame, FrameEnd, Intercept, Verdict};
use super::misc::{MAGIC_ASSUME, MAGIC_SKIP};
use super::revert::fail;
use super::state::Running;
use super::table::{self, Ctx, Entry};
use super::word_assert::word_assert;
use super::{CHEAT_ADDRESS, CONSOLE_ADDRESS, Cheats};
use crate::chain::Chain;
use crate::outcome::Fault;
use alloy_primitives::{Address, B256, Bytes, U256, hex};

impl Cheats {
    /// A transaction starts.
    pub fn on_tx_start(&mut self, _chain: &mut dyn Chain) {
        self.before.follow(&self.state);
        self.running = Running::default();
        self.refresh();
    }

    /// A transaction ended, before the engine commits or rolls back. A failed transaction's changes to [`Cheats::state`] are
    /// undone here.
    pub fn on_tx_end(&mut self, _chain: &mut dyn Chain, success: bool, output: &[u8]) -> Verdict {
        let verdict = self.judge(success, output);
        if !success || verdict != Verdict::Keep {
            self.on_undone();
        }
        verdict
    }

    /// A successful transaction is undone all the same (a probe): so are its changes to [`Cheats::state`].
    pub fn on_undone(&mut self) {
        self.state.follow(&self.before);
        self.refresh();
    }

    fn judge(&mut self, success: bool, output: &[u8]) -> Verdict {
        if let Some(fault) = self.running.fault.take() {
            return Verdict::Fault(fault);
        }
        if !success {
            return match output {
                MAGIC_ASSUME => Verdict::Assume,
                _ if output.starts_with(MAGIC_SKIP) => Verdict::Skip,
                _ => Verdict::Keep,
            };
        }
        let running = &mut self.running;
        let pending = running.revert.is_some().then(|| "next call did not revert as expected".to_owned());
        let missing = running.late_error.take().or(pending);
        let missing = missing.or_else(|| self.emit_missing()).or_else(|| self.expected_call_missing());
        match missing.or_else(|| self.expected_create_missing()) {
            Some(message) => Verdict::Revert(encode_error(&message)),
            None => Verdict::Keep,
        }
    }

    /// A message call is about to run.
    pub fn on_call(&mut self, chain: &mut dyn Chain, frame: &mut CallFrame<'_>) -> Intercept {
        if frame.code_address == CHEAT_ADDRESS {
            if self.running.revert.is_none() && word_assert(frame.input).is_some_and(|assert| assert.holds) {
                return answered(true, Bytes::new());
            }
            let answer = self.dispatch(chain, frame);
            self.refresh();
            return answer;
        }
        if frame.code_address == CONSOLE_ADDRESS {
            if self.running.console.len() < LINES_MAX {
                self.running.console.push(console::line(frame.input));
            }
            return answered(true, Bytes::new());
        }
        if !self.active {
            return Intercept::Continue;
        }
        self.expected_call_seen(frame);
        self.mock_code(frame);
        let mocked = self.mocked(frame);
        self.prank_call(chain, frame);
        if let Some(mut end) = mocked {
            self.revert_enter(frame.depth);
            self.on_call_end(chain, frame, &mut end);
            return Intercept::Return(end);
        }
        self.diff_call(chain, frame);
        self.revert_enter(frame.depth);
        Intercept::Continue
    }

    /// A message call ended; the frame is as it was after [`Cheats::on_call`].
    pub fn on_call_end(&mut self, chain: &mut dyn Chain, frame: &CallFrame<'_>, end: &mut FrameEnd) {
        if !self.active {
            return;
        }
        self.diff_end(chain, frame.depth, end);
        self.prank_end(chain, frame.depth);
        self.revert_end(frame.depth, frame.target, end, false);
        if !frame.is_static {
            self.emit_end(frame.depth, end);
        }
        self.raise_late(end);
        self.refresh();
    }

    /// A contract creation is about to run.
    pub fn on_create(&mut self, chain: &mut dyn Chain, frame: &mut CreateFrame<'_>) -> Intercept {
        if self.active {
            self.prank_create(chain, frame.depth, &mut frame.caller);
            self.diff_create(chain, frame);
            self.revert_enter(frame.depth);
        }
        Intercept::Continue
    }

    /// A contract creation ended; the frame is as it was after [`Cheats::on_create`].
    pub fn on_create_end(&mut self, chain: &mut dyn Chain, frame: &CreateFrame<'_>, end: &mut FrameEnd) {
        if !self.active {
            return;
        }
        self.diff_end(chain, frame.depth, end);
        self.prank_end(chain, frame.depth);
        if let Some(created) = end.created.filter(|_| end.success && !self.running.creates.is_empty()) {
            let code = chain.code(created);
            self.expected_create_seen(frame.caller, &code, frame.salt.is_some());
        }
        self.revert_end(frame.depth, frame.caller, end, true);
        self.emit_end(frame.depth, end);
        self.raise_late(end);
        self.refresh();
    }

    /// An event was emitted by a frame of this depth.
    pub fn on_log(&mut self, _depth: usize, address: Address, topics: &[B256], data: &[u8]) {
        if !self.active {
            return;
        }
        if !self.running.emits.is_empty() {
            self.emit_seen(address, topics, data);
        }
        self.record_log(address, topics, data);
    }

    /// A slot was read.
    pub fn on_sload(&mut self, address: Address, slot: U256, value: U256) {
        self.record_access(address, slot, false);
        self.diff_slot(address, slot, value, None);
    }

    /// A slot was written.
    pub fn on_sstore(&mut self, address: Address, slot: U256, old: U256, new: U256) {
        self.record_access(address, slot, true);
        self.diff_slot(address, slot, old, Some(new));
    }

    fn raise_late(&mut self, end: &mut FrameEnd) {
        if end.success
            && let Some(message) = self.running.late_error.take()
        {
            fail(end, &message);
        }
    }

    /// Recomputes [`Cheats::active`].
    pub(super) fn refresh(&mut self) {
        let kept = &self.state.kept;
        self.active = !self.state.pranks.is_empty()
            || self.running.armed()
            || !kept.mocks.is_empty()
            || !kept.mock_functions.is_empty()
            || kept.logs.is_some()
            || kept.recording
            || kept.diff.is_some();
    }

    fn dispatch(&mut self, chain: &mut dyn Chain, frame: &CallFrame<'_>) -> Intercept {
        let Some((selector, data)) = frame.input.split_first_chunk::<4>() else {
            return self.unknown("none", &[]);
        };
        let Some(entry) = table::find(*selector) else { return self.unknown("unknown", selector) };
        let Some(args) = entry.decode(data) else {
            return answered(
                false,
                encode_error(&format!("vm.{}: failed to decode the arguments", entry.name())),
            );
        };
        let depth = frame.depth.saturating_sub(1);
        let mut ctx = Ctx { cheats: self, chain, caller: frame.caller, depth };
        let result = (entry.run)(&mut ctx, &args);
        self.answer(entry, &args, frame, result)
    }

    fn answer(
        &mut self,
        entry: &Entry,
        _args: &Args,
        frame: &CallFrame<'_>,
        result: Result<Reply, Stop>,
    ) -> Intercept {
        let (success, output) = match result {
            Ok(Reply::Run { target, code, input }) => return Intercept::Run { target, code, input },
            Ok(Reply::Values(values)) => (true, encode(values)),
            Err(Stop::Data(data)) => (false, data),
            Err(Stop::Error(message)) if entry.name().contains("assert") => (false, encode_error(&message)),
            Err(Stop::Error(message)) => (false, encode_error(&format!("vm.{}: {message}", entry.name()))),
            Err(Stop::Forbidden(why)) => {
                return self.give_up(Fault::Forbidden { name: entry.signature.clone(), why });
            }
            Err(Stop::Unsupported) => {
                let selector = hex::encode_prefixed(table::selector(&entry.signature));
                return self.give_up(Fault::UnknownCheatcode { name: entry.signature.clone(), selector });
            }
        };
        let armed_now = entry.name() == "_expectCheatcodeRevert" && success;
        if !armed_now && self.running.revert.is_some() {
            let error = (!success).then_some(&output);
            if let Some(end) = self.cheatcode_end(frame.depth, error) {
                return Intercept::Return(end);
            }
        }
        answered(success, output)
    }

    fn unknown(&mut self, name: &str, selector: &[u8]) -> Intercept {
        self.give_up(Fault::UnknownCheatcode {
            name: name.to_owned(),
            selector: hex::encode_prefixed(selector),
        })
    }

    fn give_up(&mut self, fault: Fault) -> Intercept {
        let output = encode_error(&fault.to_string());
        self.running.fault.get_or_insert(fault);
        answered(false, output)
    }
}

fn answered(success: bool, output: Bytes) -> Intercept {
    Intercept::Return(FrameEnd { success, output, created: None, gas_used: 0 })
}
