//! Snapshots of the state, under their new and old names.
//!
//! Invariant: going back keeps the mark that `ds-test`'s `fail()` leaves, so that a failure cannot be undone.

use super::CHEAT_ADDRESS;
use super::abi::{Answer, Args, done, give};
use super::table::{Ctx, Registry};
use crate::fast::SAVED_MAX;
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{U256, uint};

/// "failed" in ASCII, padded on the right: the slot that `fail()` sets.
const FAILED_SLOT: U256 = uint!(0x6661696c65640000000000000000000000000000000000000000000000000000_U256);

pub(super) fn register(table: &mut Registry) {
    table.all(&["snapshotState()", "snapshot()"], |ctx, _| {
        let id = ctx.chain.save_state();
        let saved = &mut ctx.cheats.state.kept_mut().saved;
        saved.push(id);
        if saved.len() > SAVED_MAX {
            saved.remove(0);
        }
        give(super::abi::uint(id))
    });
    table.all(&["revertToState(uint256)", "revertTo(uint256)"], |ctx, args| revert(ctx, args, false));
    table.all(&["revertToStateAndDelete(uint256)", "revertToAndDelete(uint256)"], |ctx, args| {
        revert(ctx, args, true)
    });
    table.all(&["deleteStateSnapshot(uint256)", "deleteSnapshot(uint256)"], |ctx, args| {
        give(DynSolValue::Bool(ctx.chain.drop_state(args.u256(0))))
    });
    table.all(&["deleteStateSnapshots()", "deleteSnapshots()"], |ctx, _| {
        for id in std::mem::take(&mut ctx.cheats.state.kept_mut().saved) {
            ctx.chain.drop_state(id);
        }
        done()
    });
}

fn revert(ctx: &mut Ctx<'_>, args: &Args, delete: bool) -> Answer {
    let id = args.u256(0);
    let failed = ctx.chain.load(CHEAT_ADDRESS, FAILED_SLOT);
    let found = ctx.chain.load_state(id);
    if found && !failed.is_zero() {
        ctx.chain.store(CHEAT_ADDRESS, FAILED_SLOT, failed);
    }
    if found && delete {
        ctx.chain.drop_state(id);
    }
    give(DynSolValue::Bool(found))
}
