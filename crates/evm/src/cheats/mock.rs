//! `mockCall` and its family: calls that are answered without running, and code that is answered by other code.
//!
//! Invariant: of all mocks that fit a call, the one with the longest call data answers, then the one that names the value.

use super::Cheats;
use super::abi::{Answer, Args, done};
use super::frame::{CallFrame, CallKind, FrameEnd};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, Bytes, U256};

/// One mocked call of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mock {
    /// Prefix of the call data.
    data: Bytes,
    value: Option<U256>,
    /// Answers in order; the last one stays.
    answers: Vec<Bytes>,
    next: usize,
    reverts: bool,
}

pub(super) fn register(table: &mut Registry) {
    table.all(&["mockCall(address,bytes,bytes)", "mockCall(address,bytes4,bytes)"], |ctx, args| {
        mock(ctx, args, None, 1, false)
    });
    table.all(
        &["mockCall(address,uint256,bytes,bytes)", "mockCall(address,uint256,bytes4,bytes)"],
        |ctx, args| mock(ctx, args, Some(args.u256(1)), 2, false),
    );
    table.add("mockCalls(address,bytes,bytes[])", |ctx, args| mock(ctx, args, None, 1, false));
    table.add("mockCalls(address,uint256,bytes,bytes[])", |ctx, args| {
        mock(ctx, args, Some(args.u256(1)), 2, false)
    });
    table.all(
        &["mockCallRevert(address,bytes,bytes)", "mockCallRevert(address,bytes4,bytes)"],
        |ctx, args| mock(ctx, args, None, 1, true),
    );
    table.all(
        &["mockCallRevert(address,uint256,bytes,bytes)", "mockCallRevert(address,uint256,bytes4,bytes)"],
        |ctx, args| mock(ctx, args, Some(args.u256(1)), 2, true),
    );
    table.add("mockFunction(address,address,bytes)", mock_function);
    table.add("clearMockedCalls()", |ctx, _| {
        let kept = ctx.cheats.state.kept_mut();
        kept.mocks.clear();
        kept.mock_functions.clear();
        done()
    });
}

/// `data_at` is the position of the call data; the answers follow it.
fn mock(ctx: &mut Ctx<'_>, args: &Args, value: Option<U256>, data_at: usize, reverts: bool) -> Answer {
    let callee = args.address(0);
    let answers = match args.at(data_at + 1) {
        DynSolValue::Array(list) => {
            list.iter().filter_map(DynSolValue::as_bytes).map(Bytes::copy_from_slice).collect()
        }
        _ => vec![Bytes::copy_from_slice(args.bytes(data_at + 1))],
    };
    let data = Bytes::copy_from_slice(args.bytes(data_at));
    give_code(ctx, callee);
    let list = ctx.cheats.state.kept_mut().mocks.entry(callee).or_default();
    list.retain(|m| m.data != data || m.value != value);
    list.push(Mock { data, value, answers, next: 0, reverts });
    list.sort_by_key(|m| std::cmp::Reverse((m.data.len(), m.value.is_some())));
    done()
}

fn mock_function(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let (callee, target) = (args.address(0), args.address(1));
    give_code(ctx, callee);
    let data = Bytes::copy_from_slice(args.bytes(2));
    ctx.cheats.state.kept_mut().mock_functions.entry(callee).or_default().insert(data, target);
    done()
}

/// An account without code would fail the caller's `extcodesize` check.
fn give_code(ctx: &mut Ctx<'_>, who: Address) {
    if ctx.chain.code(who).is_empty() {
        ctx.chain.set_code(who, Bytes::from_static(&[0]));
    }
}

impl Cheats {
    /// The answer of a mocked call.
    pub(super) fn mocked(&mut self, frame: &CallFrame<'_>) -> Option<FrameEnd> {
        if self.state.kept.mocks.is_empty() {
            return None;
        }
        let transferred = (frame.kind != CallKind::DelegateCall).then_some(frame.value);
        let fits = |m: &Mock| {
            frame.input.starts_with(&m.data) && m.value.is_none_or(|value| transferred == Some(value))
        };
        let list = self.state.kept.mocks.get(&frame.code_address)?;
        let at = list.iter().position(fits)?;
        let mock = &list[at];
        let output = mock.answers.get(mock.next).cloned().unwrap_or_default();
        let success = !mock.reverts;
        if mock.next + 1 < mock.answers.len()
            && let Some(list) = self.state.kept_mut().mocks.get_mut(&frame.code_address)
        {
            list[at].next += 1;
        }
        Some(FrameEnd { success, output, created: None, gas_used: 0 })
    }

    /// Sends a call to the code that replaces its function.
    pub(super) fn mock_code(&self, frame: &mut CallFrame<'_>) {
        let Some(functions) = self.state.kept.mock_functions.get(&frame.code_address) else { return };
        let exact = functions.get(frame.input);
        let by_selector = frame.input.get(..4).and_then(|selector| functions.get(selector));
        if let Some(target) = exact.or(by_selector) {
            frame.code_address = *target;
        }
    }
}
