//! `assertTrue`, `assertEq`, `assertLt` and their like, in all their forms.
//!
//! Invariant: a failed assertion reverts with forge's text and is remembered even if the revert is caught.

use super::abi::{Answer, Args, Stop, done};
use super::table::{Ctx, Handler, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::utils::{ParseUnits, Unit};
use alloy_primitives::{I256, U256, hex};
use std::cmp::Ordering;

/// Types that can be compared for equality; each also as an array.
const TYPES: [&str; 7] = ["bool", "uint256", "int256", "address", "bytes32", "string", "bytes"];

pub(super) fn register(table: &mut Registry) {
    table.all(&["assertTrue(bool)", "assertTrue(bool,string)"], |ctx, args| truth(ctx, args, true));
    table.all(&["assertFalse(bool)", "assertFalse(bool,string)"], |ctx, args| truth(ctx, args, false));
    for ty in TYPES {
        for ty in [ty.to_owned(), format!("{ty}[]")] {
            both(table, "assertEq", &ty, "", |c, a| compare(c, a, "!=", |o| o == Ordering::Equal, false));
            both(table, "assertNotEq", &ty, "", |c, a| compare(c, a, "==", |o| o != Ordering::Equal, false));
        }
    }
    for ty in ["uint256", "int256"] {
        let dec = "Decimal";
        both(table, "assertLt", ty, "", |c, a| compare(c, a, ">=", Ordering::is_lt, false));
        both(table, "assertGt", ty, "", |c, a| compare(c, a, "<=", Ordering::is_gt, false));
        both(table, "assertLe", ty, "", |c, a| compare(c, a, ">", Ordering::is_le, false));
        both(table, "assertGe", ty, "", |c, a| compare(c, a, "<", Ordering::is_ge, false));
        both(table, "assertEq", ty, dec, |c, a| compare(c, a, "!=", Ordering::is_eq, true));
        both(table, "assertNotEq", ty, dec, |c, a| compare(c, a, "==", Ordering::is_ne, true));
        both(table, "assertLt", ty, dec, |c, a| compare(c, a, ">=", Ordering::is_lt, true));
        both(table, "assertGt", ty, dec, |c, a| compare(c, a, "<=", Ordering::is_gt, true));
        both(table, "assertLe", ty, dec, |c, a| compare(c, a, ">", Ordering::is_le, true));
        both(table, "assertGe", ty, dec, |c, a| compare(c, a, "<", Ordering::is_ge, true));
    }
}

/// Registers a comparison with and without the user's message.
fn both(table: &mut Registry, name: &str, ty: &str, suffix: &str, run: Handler) {
    let decimals = if suffix.is_empty() { "" } else { ",uint256" };
    table.add(&format!("{name}{suffix}({ty},{ty}{decimals})"), run);
    table.add(&format!("{name}{suffix}({ty},{ty}{decimals},string)"), run);
}

/// Fails the running cheatcode as an assertion. The user's message, if there is one, is the argument at `message_at`.
pub(super) fn refuse(ctx: &mut Ctx<'_>, args: &Args, message_at: usize, why: Option<String>) -> Stop {
    let user = (args.len() > message_at).then(|| args.str(message_at));
    let message = match (user, why) {
        (Some(user), Some(why)) => format!("{user}: {why}"),
        (Some(user), None) => user.to_owned(),
        (None, Some(why)) => format!("assertion failed: {why}"),
        (None, None) => "assertion failed".to_owned(),
    };
    ctx.cheats.running.assertion.get_or_insert_with(|| message.clone());
    Stop::Error(message)
}

fn truth(ctx: &mut Ctx<'_>, args: &Args, wanted: bool) -> Answer {
    if args.bool(0) == wanted { done() } else { Err(refuse(ctx, args, 1, None)) }
}

fn compare(
    ctx: &mut Ctx<'_>,
    args: &Args,
    shown: &str,
    holds: fn(Ordering) -> bool,
    decimal: bool,
) -> Answer {
    let (left, right) = (args.at(0), args.at(1));
    if holds(order(left, right)) {
        return done();
    }
    let decimals = decimal.then(|| args.u256(2));
    let why = format!("{} {shown} {}", show(left, decimals), show(right, decimals));
    Err(refuse(ctx, args, if decimal { 3 } else { 2 }, Some(why)))
}

fn order(left: &DynSolValue, right: &DynSolValue) -> Ordering {
    match (left, right) {
        (DynSolValue::Uint(a, _), DynSolValue::Uint(b, _)) => a.cmp(b),
        (DynSolValue::Int(a, _), DynSolValue::Int(b, _)) => a.cmp(b),
        (a, b) if a == b => Ordering::Equal,
        _ => Ordering::Less,
    }
}

/// A value as forge prints it in assertions.
pub(super) fn show(value: &DynSolValue, decimals: Option<U256>) -> String {
    match value {
        DynSolValue::Bool(value) => value.to_string(),
        DynSolValue::Uint(value, _) => units(ParseUnits::U256(*value), value.to_string(), decimals),
        DynSolValue::Int(value, _) => units(ParseUnits::I256(*value), value.to_string(), decimals),
        DynSolValue::Address(who) => who.to_string(),
        DynSolValue::FixedBytes(word, size) => hex::encode_prefixed(&word[..*size]),
        DynSolValue::String(text) => text.clone(),
        DynSolValue::Bytes(bytes) => hex::encode_prefixed(bytes),
        DynSolValue::Array(list) | DynSolValue::FixedArray(list) => {
            let items: Vec<_> = list.iter().map(|item| show(item, decimals)).collect();
            format!("[{}]", items.join(", "))
        }
        other => format!("{other:?}"),
    }
}

fn units(value: ParseUnits, plain: String, decimals: Option<U256>) -> String {
    match decimals.and_then(|d| Unit::new(d.saturating_to())) {
        Some(unit) => value.format_units(unit),
        None => plain,
    }
}

/// An unsigned number with decimals.
pub(super) fn show_uint(value: U256, decimals: Option<U256>) -> String {
    units(ParseUnits::U256(value), value.to_string(), decimals)
}

/// Absolute distance of two integers of the same type.
pub(super) fn distance(left: &DynSolValue, right: &DynSolValue) -> Option<U256> {
    match (left, right) {
        (DynSolValue::Uint(a, _), DynSolValue::Uint(b, _)) => Some(a.abs_diff(*b)),
        (DynSolValue::Int(a, _), DynSolValue::Int(b, _)) => {
            let (a, b): (I256, I256) = (*a, *b);
            if a.is_negative() == b.is_negative() {
                Some(a.unsigned_abs().abs_diff(b.unsigned_abs()))
            } else {
                a.unsigned_abs().checked_add(b.unsigned_abs())
            }
        }
        _ => None,
    }
}
