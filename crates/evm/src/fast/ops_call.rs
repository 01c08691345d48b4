//! The call instructions: they compute gas and leave a [`Pending`] for the frame loop.
//!
//! Invariant: nothing is allocated, and nothing but gas, stack, memory size, warmth and `pending` changes.

use super::host::{Callee, Pending, Stand};
use super::ops::{Ctx, Done, account, pay, pay_access, pop};
use crate::cheats::CallKind;
use alloy_primitives::U256;
use revm::bytecode::opcode::{CALL, CALLCODE, DELEGATECALL, STATICCALL};
use revm::interpreter::InstructionResult as Stop;
use revm::interpreter::instructions::contract::get_memory_input_and_out_ranges;
use revm::interpreter::instructions::utility::IntoAddress;
use revm::primitives::hardfork::SpecId;

pub(super) fn call<const OP: u8>(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    match OP {
        DELEGATECALL => super::ops::since(interpreter, SpecId::HOMESTEAD)?,
        STATICCALL => super::ops::since(interpreter, SpecId::BYZANTIUM)?,
        _ => {}
    }
    let (gas, to, value) = if matches!(OP, CALL | CALLCODE) {
        let [gas, to, value] = pop(interpreter)?;
        (gas, to, value)
    } else {
        let [gas, to] = pop(interpreter)?;
        (gas, to, U256::ZERO)
    };
    let to = to.into_address();
    let gas = u64::try_from(gas).unwrap_or(u64::MAX);
    let pays = !value.is_zero();
    let is_static = interpreter.runtime_flag.is_static;
    if OP == CALL && is_static && pays {
        return Err(Stop::CallNotAllowedInsideStatic);
    }
    let (input, output) = get_memory_input_and_out_ranges(interpreter, &host.gas_params)?;
    let (code, gas_limit) = charge::<OP>(interpreter, host, to, pays, gas)?;

    let here = account(interpreter);
    let parent = &interpreter.input;
    let (kind, caller, target, value) = match OP {
        CALL => (CallKind::Call, here, to, value),
        CALLCODE => (CallKind::CallCode, here, here, value),
        DELEGATECALL => (CallKind::DelegateCall, parent.caller_address, here, parent.call_value),
        _ => (CallKind::StaticCall, here, to, U256::ZERO),
    };
    host.pending = Some(Pending {
        kind,
        caller,
        target,
        code_address: to,
        code,
        value,
        gas_limit,
        is_static: is_static || OP == STATICCALL,
        input,
        output,
    });
    Err(Stop::Suspend)
}

/// Pays for the call; gives the code to run and the callee's gas.
#[inline]
fn charge<const OP: u8>(
    interp: &mut super::host::Interp,
    host: &mut Stand,
    to: alloy_primitives::Address,
    pays: bool,
    wanted: u64,
) -> Result<(u32, u64), Stop> {
    if pays {
        pay(interp, host.gas_params.transfer_value_cost())?;
    }
    let Callee { acct, code, is_empty, delegate } = host.callee(to);
    if host.access_found(to, acct) {
        pay(interp, host.gas_params.cold_account_additional_cost())?;
    }
    if OP == CALL && is_empty {
        let eip161 = host.spec.is_enabled_in(SpecId::SPURIOUS_DRAGON);
        pay(interp, host.gas_params.new_account_cost(eip161, pays))?;
    } else if let Some(delegate) = delegate {
        pay(interp, host.gas_params.warm_storage_read_cost())?;
        pay_access(interp, host, delegate)?;
    }
    let mut gas = wanted;
    if host.spec.is_enabled_in(SpecId::TANGERINE) {
        gas = gas.min(host.gas_params.call_stipend_reduction(interp.gas.remaining()));
    }
    pay(interp, gas)?;
    if pays {
        gas = gas.saturating_add(host.gas_params.call_stipend());
    }
    Ok((code, gas))
}
