//! Our own instructions: storage, hashes, events, accounts and the ways out of a frame.
//!
//! Invariant: each gives the stack, memory, gas and errors that revm's own instruction gives.

use super::host::{Interp, Stand, Wire};
use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256};
use revm::context_interface::context::StateLoad;
use revm::interpreter::instructions::utility::IntoAddress;
use revm::interpreter::interpreter_types::StackTr;
use revm::interpreter::{InstructionContext, InstructionExecResult, InstructionResult};
use revm::primitives::hardfork::SpecId;

pub(super) type Ctx<'a> = InstructionContext<'a, Stand, Wire>;
pub(super) type Done = InstructionExecResult;
use InstructionResult as Stop;

#[inline(always)]
pub(super) fn pop<const N: usize>(interp: &mut Interp) -> Result<[U256; N], Stop> {
    StackTr::popn(&mut interp.stack).ok_or(Stop::StackUnderflow)
}

#[inline(always)]
pub(super) fn pop_top<const N: usize>(interp: &mut Interp) -> Result<([U256; N], &mut U256), Stop> {
    StackTr::popn_top(&mut interp.stack).ok_or(Stop::StackUnderflow)
}

#[inline(always)]
pub(super) fn pay(interp: &mut Interp, gas: u64) -> Done {
    if interp.gas.record_regular_cost(gas) { Ok(()) } else { Err(Stop::OutOfGas) }
}

#[inline(always)]
pub(super) fn index(value: U256) -> Result<usize, Stop> {
    usize::try_from(value).map_err(|_| Stop::InvalidOperandOOG)
}

#[inline(always)]
fn saturated(value: U256) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

#[inline(always)]
pub(super) fn since(interp: &Interp, fork: SpecId) -> Done {
    if interp.runtime_flag.spec_id.is_enabled_in(fork) { Ok(()) } else { Err(Stop::NotActivated) }
}

// ---- storage ----

pub(super) fn sload(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    let acct = interpreter.extend.acct;
    let ([], top) = pop_top(interpreter)?;
    let slot = *top;
    let cell = host.state.names.find_slot(acct, &slot);
    let is_cold = host.state.access_slot(acct, &slot, cell);
    *top = match cell {
        _ if host.spying => spied_load(host, acct, slot),
        Some(cell) => host.state.value(cell),
        None => U256::ZERO,
    };
    if is_cold { pay(interpreter, host.gas_params.cold_storage_additional_cost()) } else { Ok(()) }
}

#[cold]
fn spied_load(host: &mut Stand, acct: u32, slot: U256) -> U256 {
    let value = match host.state.slot_reader(acct, &slot) {
        Some(cell) => {
            host.state.note_read(cell);
            host.state.value(cell)
        }
        None => U256::ZERO,
    };
    if host.cheats.records_storage() {
        host.cheats.on_sload(host.state.names.address(acct), slot, value);
    }
    value
}

pub(super) fn sstore(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    if interpreter.runtime_flag.is_static {
        return Err(Stop::StateChangeDuringStaticCall);
    }
    let [slot, value] = pop(interpreter)?;
    if host.state.is_full() {
        return Err(Stop::OutOfGas);
    }
    let istanbul = host.spec.is_enabled_in(SpecId::ISTANBUL);
    if istanbul && interpreter.gas.remaining() <= host.gas_params.call_stipend() {
        return Err(Stop::ReentrancySentryOOG);
    }
    pay(interpreter, host.gas_params.sstore_static_gas())?;
    let acct = interpreter.extend.acct;
    let StateLoad { data: result, is_cold } = host.store(acct, slot, value);
    if host.spying {
        spied_store(host, acct, slot, result.present_value, value);
    }
    pay(interpreter, host.gas_params.sstore_dynamic_gas(istanbul, &result, is_cold))?;
    interpreter.gas.record_refund(host.gas_params.sstore_refund(istanbul, &result));
    Ok(())
}

pub(super) fn tstore(ctx: Ctx<'_>) -> Done {
    if ctx.host.state.is_full() {
        return Err(Stop::OutOfGas);
    }
    revm::interpreter::instructions::host::tstore::<Wire, Stand>(ctx)
}

#[cold]
fn spied_store(host: &mut Stand, acct: u32, slot: U256, old: U256, new: U256) {
    if host.cheats.records_storage() {
        host.cheats.on_sstore(host.state.names.address(acct), slot, old, new);
    }
    if let Some(tracer) = &mut host.tracer {
        tracer.store(slot, old, new);
    }
}

// ---- hashes ----

pub(super) fn keccak256(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    let [offset, len] = pop(interpreter)?;
    let len = index(len)?;
    pay(interpreter, host.gas_params.keccak256_cost(len))?;
    let hash = if len == 0 {
        KECCAK256_EMPTY
    } else {
        let from = index(offset)?;
        interpreter.resize_memory(&host.gas_params, from, len)?;
        let input = interpreter.memory.slice_len(from, len);
        let hash = if let Ok(input) = <&[u8; 64]>::try_from(&*input) {
            host.hashes.hash(input)
        } else if let Ok(input) = <&[u8; 32]>::try_from(&*input) {
            host.hashes_of_words.hash(input)
        } else {
            alloy_primitives::keccak256(&*input)
        };
        if host.logging {
            host.cmps.hashed(&input, hash);
        }
        hash
    };
    push(interpreter, hash.into())
}

#[inline(always)]
fn push(interp: &mut Interp, value: U256) -> Done {
    if interp.stack.push(value) { Ok(()) } else { Err(Stop::StackOverflow) }
}

// ---- events ----

pub(super) fn log<const N: usize>(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    if interpreter.runtime_flag.is_static {
        return Err(Stop::StateChangeDuringStaticCall);
    }
    let [offset, len] = pop(interpreter)?;
    let len = index(len)?;
    pay(interpreter, host.gas_params.log_cost(N as u8, len as u64))?;
    let mut from = 0;
    if len != 0 {
        from = index(offset)?;
        interpreter.resize_memory(&host.gas_params, from, len)?;
    }
    let topics: [U256; N] = pop(interpreter)?;
    if host.listening {
        emit(interpreter, host, &topics.map(B256::from), from, len);
    }
    Ok(())
}

#[cold]
fn emit(interp: &Interp, host: &mut Stand, topics: &[B256], from: usize, len: usize) {
    let data = if len == 0 { Vec::new() } else { interp.memory.slice_len(from, len).to_vec() };
    let address = interp.input.target_address;
    host.logs.push(address, topics, &data);
    if host.cheats.active() {
        host.cheats.on_log(interp.input.depth, address, topics, &data);
    }
    if let Some(tracer) = &mut host.tracer {
        tracer.event(address, topics, &data);
    }
}

// ---- accounts ----

pub(super) fn balance(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    let ([], top) = pop_top(interpreter)?;
    let who = top.into_address();
    *top = crate::chain::Chain::balance(&mut host.state, who);
    pay_access(interpreter, host, who)
}

pub(super) fn selfbalance(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    since(interpreter, SpecId::ISTANBUL)?;
    let wei = match host.spying {
        true => crate::chain::Chain::balance(&mut host.state, interpreter.input.target_address),
        false => host.state.balance_of(interpreter.extend.acct),
    };
    push(interpreter, wei)
}

pub(super) fn extcodesize(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    let ([], top) = pop_top(interpreter)?;
    let who = top.into_address();
    let code = host.code_at(who);
    *top = U256::from(host.state.codes.get(code).bytecode.len());
    pay_access(interpreter, host, who)
}

pub(super) fn extcodehash(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    since(interpreter, SpecId::PETERSBURG)?;
    let ([], top) = pop_top(interpreter)?;
    let who = top.into_address();
    *top = match host.state.reader(who) {
        Some(acct) => {
            host.read_account(acct);
            if host.state.is_empty(acct) { U256::ZERO } else { host.state.code_hash_of(acct).into() }
        }
        None => U256::ZERO,
    };
    pay_access(interpreter, host, who)
}

/// Accesses an account, and pays if it was cold.
#[inline]
pub(super) fn pay_access(interp: &mut Interp, host: &mut Stand, who: Address) -> Done {
    if host.access(who) { pay(interp, host.gas_params.cold_account_additional_cost()) } else { Ok(()) }
}

pub(super) fn account(interp: &Interp) -> Address {
    interp.input.target_address
}

// ---- return data ----

pub(super) fn returndatasize(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, .. } = ctx;
    since(interpreter, SpecId::BYZANTIUM)?;
    let len = interpreter.extend.returned.len();
    push(interpreter, U256::from(len))
}

pub(super) fn returndatacopy(ctx: Ctx<'_>) -> Done {
    let Ctx { interpreter, host } = ctx;
    since(interpreter, SpecId::BYZANTIUM)?;
    let [to, offset, len] = pop(interpreter)?;
    let len = index(len)?;
    let offset = saturated(offset);
    if offset.saturating_add(len) > interpreter.extend.returned.len() {
        return Err(Stop::OutOfOffset);
    }
    pay(interpreter, host.gas_params.copy_cost(len))?;
    if len == 0 {
        return Ok(());
    }
    let to = index(to)?;
    interpreter.resize_memory(&host.gas_params, to, len)?;
    interpreter.memory.set_data(to, offset, len, &interpreter.extend.returned);
    Ok(())
}

// ---- ways out ----

#[inline(always)]
fn leave(ctx: Ctx<'_>, how: Stop) -> Done {
    let Ctx { interpreter, host } = ctx;
    let [offset, len] = pop(interpreter)?;
    let len = index(len)?;
    let mut from = 0;
    if len != 0 {
        from = index(offset)?;
        interpreter.resize_memory(&host.gas_params, from, len)?;
    }
    host.output = (from, len);
    Err(how)
}

pub(super) fn ret(ctx: Ctx<'_>) -> Done {
    leave(ctx, Stop::Return)
}

pub(super) fn revert(ctx: Ctx<'_>) -> Done {
    since(ctx.interpreter, SpecId::BYZANTIUM)?;
    leave(ctx, Stop::Revert)
}
