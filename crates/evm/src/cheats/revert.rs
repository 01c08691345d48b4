//! `expectRevert` and its family, and `assumeNoRevert`.
//!
//! Invariant: at most one expectation waits at a time; it is judged by the first call that ends at the depth at which it was asked for, or above.

use super::Cheats;
use super::abi::{Answer, Args, done, encode_error, unwrap_error};
use super::frame::FrameEnd;
use super::misc::MAGIC_ASSUME;
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, Bytes, address, hex};

/// Given in place of return data when a call was expected to revert, so that decoding them does not fail.
static DUMMY_OUTPUT: Bytes = Bytes::from_static(&[0; 8192]);

/// Given in place of the address when a creation was expected to revert.
const DUMMY_CREATED: Address = address!("0000000000000000000000000000000000000001");

/// What a revert has to look like.
#[derive(Clone, Debug, Default)]
struct Pattern {
    reason: Option<Vec<u8>>,
    /// Only the first four bytes of the reason count.
    partial: bool,
    reverter: Option<Address>,
}

/// A waiting `expectRevert`.
#[derive(Clone, Debug)]
pub(super) struct ExpectedRevert {
    pattern: Pattern,
    /// Depth of the frame that asked.
    depth: usize,
    /// Deepest frame entered since.
    deepest: usize,
    /// Reverts wanted.
    count: u64,
    /// Reverts seen.
    seen: u64,
    /// The deepest account that reverted.
    reverted_by: Option<Address>,
    /// Waits for a cheatcode to fail instead of a call.
    of_cheatcode: bool,
}

/// A waiting `assumeNoRevert`.
#[derive(Clone, Debug)]
pub(super) struct AssumedRevert {
    patterns: Vec<Pattern>,
    depth: usize,
    reverted_by: Option<Address>,
}

pub(super) fn register(table: &mut Registry) {
    table.all(
        &[
            "expectRevert()",
            "expectRevert(bytes4)",
            "expectRevert(bytes)",
            "expectRevert(address)",
            "expectRevert(bytes4,address)",
            "expectRevert(bytes,address)",
            "expectRevert(uint64)",
            "expectRevert(bytes4,uint64)",
            "expectRevert(bytes,uint64)",
            "expectRevert(address,uint64)",
            "expectRevert(bytes4,address,uint64)",
            "expectRevert(bytes,address,uint64)",
        ],
        |ctx, args| expect(ctx, args, false, false),
    );
    table.all(&["expectPartialRevert(bytes4)", "expectPartialRevert(bytes4,address)"], |ctx, args| {
        expect(ctx, args, true, false)
    });
    table.all(
        &["_expectCheatcodeRevert()", "_expectCheatcodeRevert(bytes4)", "_expectCheatcodeRevert(bytes)"],
        |ctx, args| expect(ctx, args, false, true),
    );
    table.all(
        &[
            "assumeNoRevert()",
            "assumeNoRevert((address,bool,bytes))",
            "assumeNoRevert((address,bool,bytes)[])",
        ],
        assume_no_revert,
    );
}

fn expect(ctx: &mut Ctx<'_>, args: &Args, partial: bool, of_cheatcode: bool) -> Answer {
    if ctx.cheats.running.revert.is_some() {
        return Err("you must call another function prior to expecting a second revert".into());
    }
    let mut pattern = Pattern { partial, ..Pattern::default() };
    let mut count = 1;
    for (index, arg) in args.0.iter().enumerate() {
        match arg {
            DynSolValue::Address(reverter) => pattern.reverter = Some(*reverter),
            DynSolValue::Uint(..) => count = args.u64(index),
            _ => pattern.reason = Some(args.bytes(index).to_vec()),
        }
    }
    ctx.cheats.running.revert = Some(ExpectedRevert {
        pattern,
        depth: ctx.depth,
        deepest: ctx.depth,
        count,
        seen: 0,
        reverted_by: None,
        of_cheatcode,
    });
    done()
}

fn assume_no_revert(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    if ctx.cheats.running.assumed.is_some() {
        return Err("you must make another external call prior to calling assumeNoRevert again".into());
    }
    let one = |fields: &[DynSolValue]| {
        let fields = Args(fields.to_vec());
        let reverter = Some(fields.address(0)).filter(|who| !who.is_zero());
        Pattern { reason: Some(fields.bytes(2).to_vec()), partial: fields.bool(1), reverter }
    };
    let patterns = match args.0.first() {
        None => Vec::new(),
        Some(DynSolValue::Tuple(fields)) => vec![one(fields)],
        Some(_) => args.list(0).iter().filter_map(DynSolValue::as_tuple).map(one).collect(),
    };
    ctx.cheats.running.assumed = Some(AssumedRevert { patterns, depth: ctx.depth, reverted_by: None });
    done()
}

impl Cheats {
    /// A frame of this depth is about to run code.
    pub(super) fn revert_enter(&mut self, depth: usize) {
        if let Some(expected) = &mut self.running.revert {
            expected.deepest = expected.deepest.max(depth);
        }
    }

    /// A call or creation ended: judges what waits for it. `who` is the account that ran.
    pub(super) fn revert_end(&mut self, depth: usize, who: Address, end: &mut FrameEnd, create: bool) {
        self.assumed_end(depth, who, end);
        let Some(expected) = &mut self.running.revert else { return };
        if !end.success
            && (expected.reverted_by.is_none() || expected.count > 1 && depth > expected.depth + 1)
        {
            expected.reverted_by.get_or_insert(who);
        }
        if depth > expected.depth + 1 || expected.of_cheatcode {
            return;
        }
        let Some(mut expected) = self.running.revert.take() else { return };
        match expected.judge(end.success, &end.output, false) {
            Ok(()) => {
                expected.seen += 1;
                *end =
                    FrameEnd { success: true, output: Bytes::new(), created: None, gas_used: end.gas_used };
                if create {
                    end.created = Some(DUMMY_CREATED);
                } else {
                    end.output = DUMMY_OUTPUT.clone();
                }
                if expected.seen < expected.count {
                    expected.reverted_by = None;
                    self.running.revert = Some(expected);
                }
            }
            Err(message) => fail(end, &message),
        }
    }

    /// A cheatcode ended, with its revert data if it failed: judges `_expectCheatcodeRevert`. `None` keeps its result.
    pub(super) fn cheatcode_end(&mut self, depth: usize, error: Option<&Bytes>) -> Option<FrameEnd> {
        let expected = self.running.revert.take_if(|e| e.of_cheatcode && depth <= e.depth + 1)?;
        let output = error.cloned().unwrap_or_default();
        let mut end = FrameEnd { success: true, output: DUMMY_OUTPUT.clone(), created: None, gas_used: 0 };
        if let Err(message) = expected.judge(error.is_none(), &output, true) {
            fail(&mut end, &message);
        }
        Some(end)
    }

    fn assumed_end(&mut self, depth: usize, who: Address, end: &mut FrameEnd) {
        let Some(assumed) = &mut self.running.assumed else { return };
        if !end.success {
            assumed.reverted_by.get_or_insert(who);
        }
        if depth > assumed.depth + 1 {
            return;
        }
        let Some(assumed) = self.running.assumed.take() else { return };
        let by = assumed.reverted_by;
        let accepted = assumed.patterns.is_empty()
            || assumed.patterns.iter().any(|p| p.check(&end.output, by, false).is_ok());
        if !end.success && accepted {
            end.output = Bytes::from_static(MAGIC_ASSUME);
        }
    }
}

impl ExpectedRevert {
    fn judge(&self, success: bool, output: &Bytes, of_cheatcode: bool) -> Result<(), String> {
        if !of_cheatcode && self.deepest <= self.depth {
            return Err("call didn't revert at a lower depth than cheatcode call depth".to_owned());
        }
        if self.count == 0 {
            return self.judge_none(success, output);
        }
        if success {
            return Err("next call did not revert as expected".to_owned());
        }
        self.pattern.check(output, self.reverted_by, of_cheatcode)
    }

    fn judge_none(&self, success: bool, output: &Bytes) -> Result<(), String> {
        if success {
            return Ok(());
        }
        if self.pattern.reason.is_none() && self.pattern.reverter.is_none() {
            return Err("call reverted when it was expected not to revert".to_owned());
        }
        let got = show(unwrap_error(output));
        let from = self.reverted_by.unwrap_or_default();
        Err(format!("call reverted with '{got}' from {from}, but expected 0 reverts"))
    }
}

impl Pattern {
    fn check(&self, output: &Bytes, by: Option<Address>, of_cheatcode: bool) -> Result<(), String> {
        if let (Some(wanted), Some(got)) = (self.reverter, by)
            && wanted != got
        {
            return Err(format!("Reverter != expected reverter: {got} != {wanted}"));
        }
        let Some(wanted) = &self.reason else { return Ok(()) };
        if output.is_empty() && !wanted.is_empty() {
            return Err("call reverted as expected, but without data".to_owned());
        }
        let same_selector = output.len() >= 4 && wanted.len() >= 4 && output[..4] == wanted[..4];
        let got = unwrap_error(output);
        let contains = || !wanted.is_empty() && got.windows(wanted.len()).any(|part| part == wanted);
        if self.partial && same_selector || output == wanted || got == wanted || of_cheatcode && contains() {
            return Ok(());
        }
        Err(format!("Error != expected error: {} != {}", show(got), show(unwrap_error(wanted))))
    }
}

/// Makes a frame fail with a message.
pub(super) fn fail(end: &mut FrameEnd, message: &str) {
    end.success = false;
    end.created = None;
    end.output = encode_error(message);
}

fn show(data: &[u8]) -> String {
    match std::str::from_utf8(data) {
        Ok(text) if data.is_ascii() => text.to_owned(),
        _ => hex::encode_prefixed(data),
    }
}
