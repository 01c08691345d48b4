//! `record`/`accesses` and `recordLogs`/`getRecordedLogs`.
//!
//! Invariant: what is recorded is bounded by [`LOGS_MAX`] and [`ACCESSES_MAX`]; beyond that the cheatcode fails, it never forgets silently.

use super::Cheats;
use super::abi::{Answer, Args, Reply, bytes, done, give, words};
use super::state::Accesses;
use super::table::{Ctx, Registry};
use crate::outcome::Event;
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, Bytes, U256};
use std::collections::BTreeMap;

/// Events kept by `recordLogs`.
pub(super) const LOGS_MAX: usize = 1 << 16;
/// Slots kept by `record`, per account and kind.
pub(super) const ACCESSES_MAX: usize = 1 << 16;

pub(super) fn register(table: &mut Registry) {
    table.add("record()", |ctx, _| {
        let kept = ctx.cheats.state.kept_mut();
        kept.accesses = Some(BTreeMap::new());
        kept.recording = true;
        done()
    });
    table.add("stopRecord()", |ctx, _| {
        ctx.cheats.state.kept_mut().recording = false;
        done()
    });
    table.add("accesses(address)", accesses);
    table.add("recordLogs()", |ctx, _| {
        ctx.cheats.state.kept_mut().logs = Some(Vec::new());
        done()
    });
    table.add("getRecordedLogs()", recorded_logs);
}

fn accesses(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let found = ctx.cheats.state.kept.accesses.as_ref().and_then(|all| all.get(&args.address(0)));
    let Accesses { reads, writes } = found.cloned().unwrap_or_default();
    if reads.len().max(writes.len()) >= ACCESSES_MAX {
        return Err(format!("more than {ACCESSES_MAX} accesses recorded").into());
    }
    let encode = |slots: Vec<U256>| words(slots.into_iter().map(B256::from));
    Ok(Reply::Values(vec![encode(reads), encode(writes)]))
}

fn recorded_logs(ctx: &mut Ctx<'_>, _: &Args) -> Answer {
    if ctx.cheats.state.kept.logs.is_none() {
        return give(DynSolValue::Array(Vec::new()));
    }
    let logs = ctx.cheats.state.kept_mut().logs.replace(Vec::new()).unwrap_or_default();
    if logs.len() >= LOGS_MAX {
        return Err(format!("more than {LOGS_MAX} logs recorded").into());
    }
    give(DynSolValue::Array(logs.into_iter().map(log).collect()))
}

fn log(event: Event) -> DynSolValue {
    DynSolValue::Tuple(vec![
        words(event.topics),
        bytes(event.data.to_vec()),
        DynSolValue::Address(event.address),
    ])
}

impl Cheats {
    /// Keeps an event if asked to.
    pub(super) fn record_log(&mut self, address: Address, topics: &[B256], data: &[u8]) {
        if self.state.kept.logs.is_none() {
            return;
        }
        if let Some(logs) = &mut self.state.kept_mut().logs
            && logs.len() < LOGS_MAX
        {
            logs.push(Event { address, topics: topics.to_vec(), data: Bytes::copy_from_slice(data) });
        }
    }

    /// Keeps an access if asked to. A write counts as a read too, as in forge.
    pub(super) fn record_access(&mut self, address: Address, slot: U256, write: bool) {
        if !self.state.kept.recording {
            return;
        }
        let Some(all) = &mut self.state.kept_mut().accesses else { return };
        let of = all.entry(address).or_default();
        if of.reads.len() < ACCESSES_MAX {
            of.reads.push(slot);
        }
        if write && of.writes.len() < ACCESSES_MAX {
            of.writes.push(slot);
        }
    }
}
