//! How a proof sends in somebody's name without being in the way of the harness's own pranks.
//!
//! Invariant: under a prank forge lets only pranks of its own kind begin, and no broadcast; a relay is no prank.

use crate::case::Case;
use alloy_primitives::keccak256;
use hotfire_evm::cheats::is_cheat_address;
use serde::Serialize;

/// Begin a prank for one call.
const ONCE: [&str; 4] =
    ["prank(address)", "prank(address,address)", "prank(address,bool)", "prank(address,address,bool)"];
/// Begin a prank that lasts.
const STARTED: [&str; 4] = [
    "startPrank(address)",
    "startPrank(address,address)",
    "startPrank(address,bool)",
    "startPrank(address,address,bool)",
];
/// Begin a broadcast.
const BROADCAST: [&str; 6] = [
    "broadcast()",
    "broadcast(address)",
    "broadcast(uint256)",
    "startBroadcast()",
    "startBroadcast(address)",
    "startBroadcast(uint256)",
];

/// What makes a call of the proof come from its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sender {
    /// `vm.prank`.
    Once,
    /// `vm.startPrank`.
    Started,
    /// Code that is put in the sender's place for the time of the call. `tx.origin` is then forge's default sender.
    Relayed,
}

/// The sender's kind that all that the replay saw can run under.
pub(super) fn sender(case: &Case<'_>) -> Sender {
    let saw = |signatures: &[&str]| {
        let selectors: Vec<_> = signatures.iter().map(keccak256).collect();
        case.traces.iter().flat_map(|tree| &tree.nodes).any(|node| {
            is_cheat_address(node.to) && selectors.iter().any(|hash| node.input.starts_with(&hash[..4]))
        })
    };
    match (saw(&ONCE), saw(&STARTED), saw(&BROADCAST)) {
        (_, false, false) => Sender::Once,
        (false, true, false) => Sender::Started,
        _ => Sender::Relayed,
    }
}
