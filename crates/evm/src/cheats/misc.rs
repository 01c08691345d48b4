//! Control of the test itself, versions, and what is accepted without effect.
//!
//! Invariant: a cheatcode is accepted without effect only where nothing but gas, a trace or a debugger would show it.

use super::abi::{Answer, Args, Stop, done, give, text, uint};
use super::table::{Ctx, Registry};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, Bytes, I256, U256, keccak256};

/// Revert data with which `assume` gives up.
pub(super) const MAGIC_ASSUME: &[u8] = b"FOUNDRY::ASSUME";
/// Start of the revert data with which `skip` gives up.
pub(super) const MAGIC_SKIP: &[u8] = b"FOUNDRY::SKIP";
/// The forge that these cheatcodes follow.
const VERSION: [u64; 3] = [1, 7, 1];
/// What `unixTime` gives in milliseconds: always the same, so that runs repeat.
const UNIX_TIME_MILLIS: u64 = 1_700_000_000_000;

pub(super) fn register(table: &mut Registry) {
    table.add("assume(bool)", |_, args| {
        if args.bool(0) { done() } else { Err(Stop::Data(Bytes::from_static(MAGIC_ASSUME))) }
    });
    table.all(&["skip(bool)", "skip(bool,string)"], skip);
    for signature in [
        "pauseGasMetering()",
        "resumeGasMetering()",
        "resetGasMetering()",
        "pauseTracing()",
        "resumeTracing()",
        "breakpoint(string)",
        "breakpoint(string,bool)",
        "sleep(uint256)",
        "allowCheatcodes(address)",
        "cool(address)",
        "coolSlot(address,bytes32)",
        "warmSlot(address,bytes32)",
        "accessList((address,bytes32[])[])",
        "noAccessList()",
        "startSnapshotGas(string)",
        "startSnapshotGas(string,string)",
        "snapshotValue(string,uint256)",
        "snapshotValue(string,string,uint256)",
    ] {
        table.add(signature, |_, _| done());
    }
    register_persistent(table);
    // Gas snapshots go into files that only `forge snapshot` writes; the gas they give back is not measured.
    table.all(
        &[
            "stopSnapshotGas()",
            "stopSnapshotGas(string)",
            "stopSnapshotGas(string,string)",
            "snapshotGasLastCall(string)",
            "snapshotGasLastCall(string,string)",
        ],
        |_, _| give(uint(U256::ZERO)),
    );
    table.add("unixTime()", |_, _| give(uint(U256::from(UNIX_TIME_MILLIS))));
    table.add("isContext(uint8)", |_, args| give(DynSolValue::Bool(matches!(args.u64(0), 0 | 1))));
    table.add("getFoundryVersion()", |_, _| give(text("1.7.1-hotfire")));
    table.add("foundryVersionCmp(string)", |_, args| {
        let order = VERSION.cmp(&version(args)?) as i8;
        give(DynSolValue::Int(I256::try_from(order).unwrap_or_default(), 256))
    });
    table.add("foundryVersionAtLeast(string)", |_, args| give(DynSolValue::Bool(VERSION >= version(args)?)));
    table.add("ensNamehash(string)", |_, args| give(super::abi::word(namehash(args.str(0)))));
}

fn register_persistent(table: &mut Registry) {
    table.all(
        &[
            "makePersistent(address)",
            "makePersistent(address,address)",
            "makePersistent(address,address,address)",
            "makePersistent(address[])",
        ],
        |ctx, args| {
            let who = addresses(args);
            ctx.cheats.state.kept_mut().persistent.extend(who);
            done()
        },
    );
    table.all(&["revokePersistent(address)", "revokePersistent(address[])"], |ctx, args| {
        for who in addresses(args) {
            ctx.cheats.state.kept_mut().persistent.remove(&who);
        }
        done()
    });
    table.add("isPersistent(address)", |ctx, args| {
        give(DynSolValue::Bool(ctx.cheats.state.kept.persistent.contains(&args.address(0))))
    });
}

fn addresses(args: &Args) -> Vec<Address> {
    let all = args.0.iter().flat_map(|arg| match arg {
        DynSolValue::Array(list) => list.clone(),
        one => vec![one.clone()],
    });
    all.filter_map(|value| value.as_address()).collect()
}

fn skip(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    if !args.bool(0) {
        return done();
    }
    if ctx.depth > 0 {
        return Err("`skip` can only be used at test level".into());
    }
    let mut data = MAGIC_SKIP.to_vec();
    if args.len() > 1 {
        data.extend_from_slice(args.str(1).as_bytes());
    }
    Err(Stop::Data(data.into()))
}

/// Parses `1.2.3`; pre-release and build parts are ignored.
fn version(args: &Args) -> Result<[u64; 3], String> {
    let wrong = || format!("invalid version `{}`", args.str(0));
    let core = args.str(0).split(['-', '+']).next().unwrap_or_default();
    let mut out = [0; 3];
    let mut parts = core.split('.');
    for slot in &mut out {
        *slot = parts.next().and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
    }
    if parts.next().is_some() { Err(wrong()) } else { Ok(out) }
}

/// EIP-137.
fn namehash(name: &str) -> B256 {
    let mut node = B256::ZERO;
    for label in name.rsplit('.').filter(|label| !label.is_empty()) {
        node = keccak256([node.as_slice(), keccak256(label).as_slice()].concat());
    }
    node
}
