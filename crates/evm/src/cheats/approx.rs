//! `assertApproxEqAbs` and `assertApproxEqRel`.
//!
//! Invariant: relative distances are fractions of the second value in 1e18, rounded down, without overflow.

use super::abi::{Answer, Args, done};
use super::asserts::{distance, refuse, show, show_uint};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{U256, U512};

/// A fraction of one, in units of a relative distance.
const ONE: u64 = 1_000_000_000_000_000_000;

pub(super) fn register(table: &mut Registry) {
    for ty in ["uint256", "int256"] {
        for tail in ["", ",string"] {
            table.add(&format!("assertApproxEqAbs({ty},{ty},uint256{tail})"), |c, a| absolute(c, a, false));
            table.add(&format!("assertApproxEqRel({ty},{ty},uint256{tail})"), |c, a| relative(c, a, false));
            table.add(&format!("assertApproxEqAbsDecimal({ty},{ty},uint256,uint256{tail})"), |c, a| {
                absolute(c, a, true)
            });
            table.add(&format!("assertApproxEqRelDecimal({ty},{ty},uint256,uint256{tail})"), |c, a| {
                relative(c, a, true)
            });
        }
    }
}

fn absolute(ctx: &mut Ctx<'_>, args: &Args, decimal: bool) -> Answer {
    let (left, right, max) = (args.at(0), args.at(1), args.u256(2));
    let decimals = decimal.then(|| args.u256(3));
    let real = distance(left, right).unwrap_or(U256::MAX);
    if real <= max {
        return done();
    }
    let why = format!(
        "{} !~= {} (max delta: {}, real delta: {})",
        show(left, decimals),
        show(right, decimals),
        show_uint(max, decimals),
        show_uint(real, decimals)
    );
    Err(refuse(ctx, args, if decimal { 4 } else { 3 }, Some(why)))
}

fn relative(ctx: &mut Ctx<'_>, args: &Args, decimal: bool) -> Answer {
    let (left, right, max) = (args.at(0), args.at(1), args.u256(2));
    let decimals = decimal.then(|| args.u256(3));
    let message_at = if decimal { 4 } else { 3 };
    let Some(real) = fraction(left, right) else {
        return Err(refuse(ctx, args, message_at, Some("overflow in delta calculation".to_owned())));
    };
    if real <= max {
        return done();
    }
    let percent = |delta| format!("{}%", show_uint(delta, Some(U256::from(16))));
    let why = format!(
        "{} !~= {} (max delta: {}, real delta: {})",
        show(left, decimals),
        show(right, decimals),
        percent(max),
        percent(real)
    );
    Err(refuse(ctx, args, message_at, Some(why)))
}

/// Distance as a fraction of the second value; `None` if it does not fit.
fn fraction(left: &DynSolValue, right: &DynSolValue) -> Option<U256> {
    let size = match right {
        DynSolValue::Uint(value, _) => *value,
        DynSolValue::Int(value, _) => value.unsigned_abs(),
        _ => return None,
    };
    let delta = distance(left, right)?;
    if size.is_zero() {
        return Some(if delta.is_zero() { U256::ZERO } else { U256::MAX });
    }
    let scaled = U512::from(delta) * U512::from(ONE) / U512::from(size);
    U256::checked_from_limbs_slice(scaled.as_limbs())
}
