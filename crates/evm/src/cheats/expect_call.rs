//! `expectCall` and `expectCallMinGas`.
//!
//! Invariant: a counted expectation wants exactly its number of calls, an uncounted one at least as many as it was asked for.

use super::Cheats;
use super::abi::{Answer, Args, done};
use super::frame::{CallFrame, CallKind};
use super::table::{Ctx, Registry};
use alloy_primitives::{Bytes, U256, hex};

/// Gas that a call with value gets on top.
const STIPEND: u64 = 2_300;

/// A waiting `expectCall`.
#[derive(Clone, Debug)]
pub(super) struct ExpectedCall {
    /// Prefix of the call data.
    data: Bytes,
    value: Option<U256>,
    gas: Option<u64>,
    gas_min: Option<u64>,
    count: u64,
    exact: bool,
    seen: u64,
}

pub(super) fn register(table: &mut Registry) {
    table.all(&["expectCall(address,bytes)", "expectCall(address,bytes,uint64)"], |ctx, args| {
        expect(ctx, args, 1, None, args.0.get(2).map(|_| 2))
    });
    table.all(
        &["expectCall(address,uint256,bytes)", "expectCall(address,uint256,bytes,uint64)"],
        |ctx, args| expect(ctx, args, 2, None, args.0.get(3).map(|_| 3)),
    );
    table.all(
        &["expectCall(address,uint256,uint64,bytes)", "expectCall(address,uint256,uint64,bytes,uint64)"],
        |ctx, args| expect(ctx, args, 3, Some(false), args.0.get(4).map(|_| 4)),
    );
    table.all(
        &[
            "expectCallMinGas(address,uint256,uint64,bytes)",
            "expectCallMinGas(address,uint256,uint64,bytes,uint64)",
        ],
        |ctx, args| expect(ctx, args, 3, Some(true), args.0.get(4).map(|_| 4)),
    );
}

/// `data_at` and `count_at` are positions of arguments; `gas_is_min` tells whether argument 2 is a minimum.
fn expect(
    ctx: &mut Ctx<'_>,
    args: &Args,
    data_at: usize,
    gas_is_min: Option<bool>,
    count_at: Option<usize>,
) -> Answer {
    let value = (data_at > 1).then(|| args.u256(1));
    let stipend = if value.is_some_and(|v| !v.is_zero()) { STIPEND } else { 0 };
    let gas = gas_is_min.map(|_| args.u64(2).saturating_add(stipend));
    let wanted = ExpectedCall {
        data: Bytes::copy_from_slice(args.bytes(data_at)),
        value,
        gas: gas.filter(|_| gas_is_min == Some(false)),
        gas_min: gas.filter(|_| gas_is_min == Some(true)),
        count: count_at.map_or(1, |at| args.u64(at)),
        exact: count_at.is_some(),
        seen: 0,
    };
    let list = ctx.cheats.running.calls.entry(args.address(0)).or_default();
    match list.iter_mut().find(|c| c.data == wanted.data) {
        None => list.push(wanted),
        Some(_) if wanted.exact => return Err("counted expected calls can only bet set once".into()),
        Some(old) if old.exact => {
            return Err("cannot overwrite a counted expectCall with a non-counted expectCall".into());
        }
        Some(old) => old.count += 1,
    }
    done()
}

impl Cheats {
    /// A call is about to run.
    pub(super) fn expected_call_seen(&mut self, frame: &CallFrame<'_>) {
        let Some(list) = self.running.calls.get_mut(&frame.code_address) else { return };
        let transferred = (frame.kind != CallKind::DelegateCall).then_some(frame.value);
        for call in list {
            let fits = frame.input.starts_with(&call.data)
                && call.value.is_none_or(|v| transferred == Some(v))
                && call.gas.is_none_or(|gas| gas == frame.gas_limit)
                && call.gas_min.is_none_or(|gas| gas <= frame.gas_limit);
            call.seen += u64::from(fits);
        }
    }

    /// What is missing at the end of the transaction.
    pub(super) fn expected_call_missing(&self) -> Option<String> {
        for (address, list) in &self.running.calls {
            for call in list {
                let met = if call.exact { call.seen == call.count } else { call.seen >= call.count };
                if !met {
                    let data = hex::encode_prefixed(&call.data);
                    let (count, seen) = (call.count, call.seen);
                    return Some(format!(
                        "expected call to {address} with data {data} to be called {count} time(s), but was called {seen} time(s)"
                    ));
                }
            }
        }
        None
    }
}
