//! `startStateDiffRecording`: account and storage accesses in order.
//!
//! Invariant: an access that was reverted stays in the record and is marked.

use super::Cheats;
use super::abi::{Answer, Args, bytes, done, give, uint, word};
use super::frame::{CallFrame, CallKind, CreateFrame, FrameEnd};
use super::table::{Ctx, Registry};
use crate::chain::Chain;
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, Bytes, U256};

/// Account and storage accesses kept.
const ACCESSES_MAX: usize = 1 << 16;
/// `AccountAccessKind.Create`.
const CREATE: u8 = 4;
/// `AccountAccessKind.Resume`.
const RESUME: u8 = 6;

/// A running record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Diff {
    accesses: Vec<Access>,
    /// The access of each frame that runs now.
    open: Vec<Open>,
    total: usize,
}

/// A frame that runs now.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Open {
    /// Its first access.
    first: usize,
    /// Where its storage accesses go; `None` after a call inside it ended.
    current: Option<usize>,
    account: Address,
    accessor: Address,
    depth: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Access {
    kind: u8,
    account: Address,
    accessor: Address,
    initialized: bool,
    balances: [U256; 2],
    nonces: [u64; 2],
    code: Bytes,
    value: U256,
    data: Bytes,
    reverted: bool,
    storage: Vec<Slot>,
    depth: usize,
    chain_id: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Slot {
    account: Address,
    slot: U256,
    write: bool,
    old: U256,
    new: U256,
    reverted: bool,
}

pub(super) fn register(table: &mut Registry) {
    table.add("startStateDiffRecording()", |ctx, _| {
        ctx.cheats.state.kept_mut().diff = Some(Diff::default());
        done()
    });
    table.add("stopAndReturnStateDiff()", stop);
    table.add("getStorageAccesses()", |ctx, _| {
        let diff = ctx.cheats.state.kept.diff.as_ref();
        let all = diff.into_iter().flat_map(|d| &d.accesses).flat_map(|a| &a.storage);
        give(DynSolValue::Array(all.map(Slot::encode).collect()))
    });
}

fn stop(ctx: &mut Ctx<'_>, _: &Args) -> Answer {
    let diff = ctx.cheats.state.kept_mut().diff.take().unwrap_or_default();
    if diff.total >= ACCESSES_MAX {
        return Err(format!("more than {ACCESSES_MAX} accesses recorded").into());
    }
    give(DynSolValue::Array(diff.accesses.iter().map(Access::encode).collect()))
}

impl Cheats {
    /// A call is about to run.
    pub(super) fn diff_call(&mut self, chain: &mut dyn Chain, frame: &CallFrame<'_>) {
        if self.state.kept.diff.is_none() {
            return;
        }
        let kind = match frame.kind {
            CallKind::Call => 0,
            CallKind::DelegateCall => 1,
            CallKind::CallCode => 2,
            CallKind::StaticCall => 3,
        };
        let account = frame.code_address;
        let moved = if frame.kind == CallKind::Call { frame.value } else { U256::ZERO };
        let mut access = Access::new(chain, kind, account, frame.caller, frame.depth);
        access.balances[1] = access.balances[0].saturating_add(moved);
        access.value = frame.value;
        access.data = Bytes::copy_from_slice(frame.input);
        self.diff_open(access, frame.target);
    }

    /// A creation is about to run.
    pub(super) fn diff_create(&mut self, chain: &mut dyn Chain, frame: &CreateFrame<'_>) {
        if self.state.kept.diff.is_none() {
            return;
        }
        let account = match frame.salt {
            Some(salt) => frame.caller.create2_from_code(salt, frame.init_code),
            None => frame.caller.create(chain.nonce(frame.caller)),
        };
        let mut access = Access::new(chain, CREATE, account, frame.caller, frame.depth);
        access.balances[1] = access.balances[0].saturating_add(frame.value);
        access.initialized = true;
        access.value = frame.value;
        access.data = Bytes::copy_from_slice(frame.init_code);
        self.diff_open(access, account);
    }

    fn diff_open(&mut self, access: Access, account: Address) {
        let Some(diff) = &mut self.state.kept_mut().diff else { return };
        diff.total += 1;
        if diff.total >= ACCESSES_MAX {
            return;
        }
        let first = diff.accesses.len();
        let (accessor, depth) = (access.accessor, access.depth);
        diff.open.push(Open { first, current: Some(first), account, accessor, depth });
        diff.accesses.push(access);
    }

    /// A call or creation ended.
    pub(super) fn diff_end(&mut self, chain: &mut dyn Chain, depth: usize, end: &FrameEnd) {
        if self.state.kept.diff.is_none() {
            return;
        }
        let Some(diff) = &mut self.state.kept_mut().diff else { return };
        let Some(open) = diff.open.pop_if(|open| open.depth == depth) else { return };
        let access = &mut diff.accesses[open.first];
        if end.success {
            if access.kind == CREATE {
                access.code = chain.code(access.account);
            }
            access.balances[1] = chain.balance(access.account);
            access.nonces[1] = chain.nonce(access.account);
        } else {
            for access in &mut diff.accesses[open.first..] {
                access.reverted = true;
                access.storage.iter_mut().for_each(|slot| slot.reverted = true);
            }
        }
        if let Some(parent) = diff.open.last_mut() {
            parent.current = None;
        }
    }

    /// A slot was read or written.
    pub(super) fn diff_slot(&mut self, account: Address, slot: U256, old: U256, new: Option<U256>) {
        if self.state.kept.diff.is_none() {
            return;
        }
        let Some(diff) = &mut self.state.kept_mut().diff else { return };
        let Some(open) = diff.open.last_mut() else { return };
        diff.total += 1;
        if diff.total >= ACCESSES_MAX {
            return;
        }
        let at = *open.current.get_or_insert_with(|| {
            diff.accesses.push(Access {
                kind: RESUME,
                account: open.account,
                accessor: open.accessor,
                initialized: true,
                depth: open.depth,
                chain_id: diff.accesses[open.first].chain_id,
                ..Access::default()
            });
            diff.accesses.len() - 1
        });
        let slot =
            Slot { account, slot, write: new.is_some(), old, new: new.unwrap_or(old), reverted: false };
        diff.accesses[at].storage.push(slot);
    }
}

impl Access {
    fn new(chain: &mut dyn Chain, kind: u8, account: Address, accessor: Address, depth: usize) -> Self {
        let (balance, nonce) = (chain.balance(account), chain.nonce(account));
        let initialized = !balance.is_zero() || nonce != 0 || !chain.code(account).is_empty();
        let chain_id = chain.block().chain_id;
        let (balances, nonces) = ([balance; 2], [nonce; 2]);
        Self { kind, account, accessor, initialized, balances, nonces, depth, chain_id, ..Self::default() }
    }

    fn encode(&self) -> DynSolValue {
        DynSolValue::Tuple(vec![
            DynSolValue::Tuple(vec![uint(U256::ZERO), uint(U256::from(self.chain_id))]),
            DynSolValue::Uint(U256::from(self.kind), 8),
            DynSolValue::Address(self.account),
            DynSolValue::Address(self.accessor),
            DynSolValue::Bool(self.initialized),
            uint(self.balances[0]),
            uint(self.balances[1]),
            bytes(self.code.to_vec()),
            uint(self.value),
            bytes(self.data.to_vec()),
            DynSolValue::Bool(self.reverted),
            DynSolValue::Array(self.storage.iter().map(Slot::encode).collect()),
            DynSolValue::Uint(U256::from(self.depth), 64),
            DynSolValue::Uint(U256::from(self.nonces[0]), 64),
            DynSolValue::Uint(U256::from(self.nonces[1]), 64),
        ])
    }
}

impl Slot {
    fn encode(&self) -> DynSolValue {
        DynSolValue::Tuple(vec![
            DynSolValue::Address(self.account),
            word(B256::from(self.slot)),
            DynSolValue::Bool(self.write),
            word(B256::from(self.old)),
            word(B256::from(self.new)),
            DynSolValue::Bool(self.reverted),
        ])
    }
}
