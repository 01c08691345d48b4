//! `prank` and its family: calls that come from someone else.
//!
//! Invariant: a prank applies only to calls and creations made by the contract that asked for it, at the depth at which it asked.

use super::Cheats;
use super::abi::{Answer, Args, Reply, done, uint};
use super::frame::{CallFrame, CallKind};
use super::table::{Ctx, Registry};
use crate::chain::Chain;
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, U256};

/// A changed sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prank {
    /// Depth of the frame that asked.
    depth: usize,
    /// The contract that asked.
    asker: Address,
    /// The new `msg.sender`.
    sender: Address,
    /// The new `tx.origin`.
    origin: Option<Address>,
    /// `tx.origin` to be restored.
    old_origin: Address,
    /// Also applies to delegate calls, which then run in the sender's context.
    delegate: bool,
    /// Ends with the first call.
    single: bool,
    /// Was applied at least once.
    used: bool,
    /// Is a `broadcast`: each call is a transaction of the sender and uses up a nonce.
    broadcast: bool,
}

pub(super) fn register(table: &mut Registry) {
    table.all(
        &["prank(address)", "prank(address,address)", "prank(address,bool)", "prank(address,address,bool)"],
        once,
    );
    table.all(
        &[
            "startPrank(address)",
            "startPrank(address,address)",
            "startPrank(address,bool)",
            "startPrank(address,address,bool)",
        ],
        start,
    );
    table.all(&["stopPrank()", "stopBroadcast()"], stop);
    table.all(&["broadcast()", "broadcast(address)", "broadcast(uint256)"], |ctx, args| {
        broadcast(ctx, args, true)
    });
    table.all(&["startBroadcast()", "startBroadcast(address)", "startBroadcast(uint256)"], |ctx, args| {
        broadcast(ctx, args, false)
    });
    table.add("readCallers()", read_callers);
}

fn once(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    set(ctx, args, true)
}

fn start(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    set(ctx, args, false)
}

fn set(ctx: &mut Ctx<'_>, args: &Args, single: bool) -> Answer {
    let mut prank = Prank {
        depth: ctx.depth,
        asker: ctx.caller,
        sender: args.address(0),
        origin: None,
        old_origin: ctx.chain.origin(),
        delegate: false,
        single,
        used: false,
        broadcast: false,
    };
    for arg in &args.0[1..] {
        match arg {
            DynSolValue::Address(origin) => prank.origin = Some(*origin),
            DynSolValue::Bool(delegate) => prank.delegate = *delegate,
            _ => unreachable!("pranks take addresses and a flag"),
        }
    }
    if prank.delegate && ctx.chain.code(prank.sender).is_empty() {
        return Err("cannot `prank` delegate call from an EOA".into());
    }
    let pranks = &mut ctx.cheats.state.pranks;
    if let Some(old) = pranks.iter().rev().find(|p| p.depth <= ctx.depth) {
        prank.old_origin = old.old_origin;
        if !old.used {
            return Err("cannot overwrite a prank until it is applied at least once".into());
        }
        if old.single != single {
            return Err("cannot override an ongoing prank with a single vm.prank; use vm.startPrank to override the current prank".into());
        }
    }
    pranks.retain(|p| p.depth != ctx.depth);
    let at = pranks.partition_point(|p| p.depth < ctx.depth);
    pranks.insert(at, prank);
    done()
}

/// In a test, as in forge, a broadcast only changes who calls: nothing is sent anywhere.
fn broadcast(ctx: &mut Ctx<'_>, args: &Args, single: bool) -> Answer {
    let old_origin = ctx.chain.origin();
    let sender = match args.0.first() {
        Some(DynSolValue::Address(who)) => *who,
        Some(_) => super::crypto::remember(ctx, args.u256(0))?,
        None => old_origin,
    };
    let (depth, asker) = (ctx.depth, ctx.caller);
    let pranks = &mut ctx.cheats.state.pranks;
    if pranks.iter().any(|p| p.depth == depth) {
        return Err("a broadcast or prank is active already".into());
    }
    let origin = Some(sender);
    let at = pranks.partition_point(|p| p.depth < depth);
    pranks.insert(
        at,
        Prank {
            depth,
            asker,
            sender,
            origin,
            old_origin,
            delegate: false,
            single,
            used: false,
            broadcast: true,
        },
    );
    done()
}

fn stop(ctx: &mut Ctx<'_>, _: &Args) -> Answer {
    let depth = ctx.depth;
    let pranks = &mut ctx.cheats.state.pranks;
    if let Some(at) = pranks.iter().position(|p| p.depth == depth) {
        let prank = pranks.remove(at);
        if prank.origin.is_some() {
            ctx.chain.set_origin(prank.old_origin);
        }
    }
    done()
}

fn read_callers(ctx: &mut Ctx<'_>, _: &Args) -> Answer {
    let origin = ctx.chain.origin();
    let (mode, sender, origin) = match ctx.cheats.current_prank(ctx.depth) {
        Some(p) => {
            (2 * u8::from(!p.broadcast) + 1 + u8::from(!p.single), p.sender, p.origin.unwrap_or(origin))
        }
        None => (0, origin, origin),
    };
    Ok(Reply::Values(vec![
        uint(U256::from(mode)),
        DynSolValue::Address(sender),
        DynSolValue::Address(origin),
    ]))
}

impl Cheats {
    /// The prank that a frame of this depth stands under.
    fn current_prank(&self, depth: usize) -> Option<&Prank> {
        self.state.pranks.iter().rev().find(|p| p.depth <= depth)
    }

    /// Who a creation asked for by `caller` at this depth comes from.
    pub(super) fn creator(&self, depth: usize, caller: Address) -> Address {
        match self.current_prank(depth) {
            Some(p) if p.depth == depth && p.asker == caller => p.sender,
            _ => caller,
        }
    }

    /// Applies a prank to a call that is about to run.
    pub(super) fn prank_call(&mut self, chain: &mut dyn Chain, frame: &mut CallFrame<'_>) {
        let Some(depth) = frame.depth.checked_sub(1) else { return };
        let Some(prank) = self.state.pranks.iter_mut().rev().find(|p| p.depth <= depth) else { return };
        if prank.delegate && frame.kind == CallKind::DelegateCall && prank.depth == depth {
            frame.target = prank.sender;
            frame.caller = prank.sender;
            if let Some(origin) = prank.origin {
                chain.set_origin(origin);
            }
            prank.used = true;
            return;
        }
        if prank.asker == frame.caller && frame.kind != CallKind::DelegateCall {
            if prank.broadcast && prank.depth == depth && frame.kind != CallKind::StaticCall {
                let nonce = chain.nonce(prank.sender);
                chain.set_nonce(prank.sender, nonce.saturating_add(1));
            }
            if !prank.broadcast || prank.depth == depth {
                prank.apply(chain, depth, &mut frame.caller);
            }
        }
    }

    /// Applies a prank to a creation that is about to run.
    pub(super) fn prank_create(&mut self, chain: &mut dyn Chain, depth: usize, caller: &mut Address) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let Some(prank) = self.state.pranks.iter_mut().rev().find(|p| p.depth <= depth) else { return };
        if prank.asker == *caller {
            prank.apply(chain, depth, caller);
        }
    }

    /// Ends a one-time prank and gives the origin back after a call or creation of this depth.
    pub(super) fn prank_end(&mut self, chain: &mut dyn Chain, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let Some(at) = self.state.pranks.iter().position(|p| p.depth == depth) else { return };
        let prank = &self.state.pranks[at];
        if prank.origin.is_some() {
            chain.set_origin(prank.old_origin);
        }
        if prank.single {
            self.state.pranks.remove(at);
        }
    }
}

impl Prank {
    fn apply(&mut self, chain: &mut dyn Chain, depth: usize, caller: &mut Address) {
        if depth == self.depth {
            *caller = self.sender;
            self.used = true;
        }
        if let Some(origin) = self.origin {
            chain.set_origin(origin);
            self.used = true;
        }
    }
}
