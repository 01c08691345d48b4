//! What happened inside a call, frame by frame; the same for both engines.
//!
//! Invariant: a tree holds at most [`NODES_MAX`] frames and [`ITEMS_MAX`] items; what is cut is counted.

use crate::outcome::Event;
use alloy_primitives::{Address, Bytes, U256};

/// Frames kept in one tree.
pub const NODES_MAX: usize = 4_096;

/// Events, storage writes and child links kept in one tree.
pub const ITEMS_MAX: usize = 65_536;

/// Bytes of input and of output kept per frame.
pub const DATA_MAX: usize = 64 * 1024;

/// How a frame came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "the names are the opcodes")]
pub enum FrameKind {
    Call,
    CallCode,
    DelegateCall,
    StaticCall,
    Create,
    Create2,
}

impl FrameKind {
    /// Whether the frame runs creation code.
    #[must_use]
    pub fn is_create(self) -> bool {
        matches!(self, Self::Create | Self::Create2)
    }
}

/// How a frame ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum FrameStatus {
    /// Returned normally.
    Success,
    /// Reverted with data.
    Revert,
    /// Ended exceptionally.
    Halt(crate::outcome::Halt),
}

/// One thing that happened inside a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A child frame: index into [`CallTree::nodes`].
    Frame(usize),
    /// An event.
    Event(Event),
    /// A storage write.
    Store {
        /// The slot.
        slot: U256,
        /// Value before.
        old: U256,
        /// Value after.
        new: U256,
    },
}

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// How it came about.
    pub kind: FrameKind,
    /// Call depth: 0 for the transaction itself.
    pub depth: usize,
    /// `msg.sender` of the frame (for a delegate call: the sender that its code sees).
    pub from: Address,
    /// The account whose storage the frame works on; for creations the created address.
    pub to: Address,
    /// The account whose code runs (differs from `to` in delegate calls and for EIP-7702 delegations).
    pub code_address: Address,
    /// Wei sent along or, in delegate calls, apparent.
    pub value: U256,
    /// Call data or creation code, cut at [`DATA_MAX`].
    pub input: Bytes,
    /// Return data, revert data or created code, cut at [`DATA_MAX`].
    pub output: Bytes,
    /// How it ended.
    pub status: FrameStatus,
    /// Gas it was given.
    pub gas_limit: u64,
    /// Gas it used.
    pub gas_used: u64,
    /// What happened inside, in order.
    pub items: Vec<Item>,
    /// Where the frame stopped if it did not succeed: program counter of the reverting or failing instruction.
    pub failed_pc: Option<usize>,
}

impl Node {
    /// Indices of the frames inside, in order.
    pub fn frames(&self) -> impl Iterator<Item = usize> + '_ {
        self.items.iter().filter_map(|item| match item {
            Item::Frame(index) => Some(*index),
            _ => None,
        })
    }
}

/// All frames of one call; the root is the first node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallTree {
    /// Frames in the order they were entered.
    pub nodes: Vec<Node>,
    /// Frames and items that were not kept.
    pub cut: usize,
}

impl CallTree {
    /// The frame in which a failing call broke first: from the root along failing frames whose failure was passed on
    /// unchanged, down to the deepest. `None` if the call succeeded.
    #[must_use]
    pub fn broke_at(&self) -> Option<&Node> {
        let mut node = self.nodes.first().filter(|n| n.status != FrameStatus::Success)?;
        while let Some(child) = self.cause_of(node) {
            node = child;
        }
        Some(node)
    }

    /// The frame around each frame.
    #[must_use]
    pub fn parents(&self) -> Vec<Option<usize>> {
        let mut parents = vec![None; self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            for inner in node.frames() {
                parents[inner] = Some(index);
            }
        }
        parents
    }

    /// The frames whose callers all succeeded, by index: what such a frame did is not undone by anybody around it.
    #[must_use]
    pub fn reached(&self) -> Vec<usize> {
        let mut reached = Vec::new();
        let mut open = vec![0];
        // Every frame is inside one other at the most: as many rounds as there are frames.
        while let Some(index) = open.pop() {
            let Some(node) = self.nodes.get(index) else { continue };
            reached.push(index);
            if node.status == FrameStatus::Success {
                let mut inside: Vec<usize> = node.frames().collect();
                inside.reverse();
                open.extend(inside);
            }
        }
        reached
    }

    fn cause_of(&self, node: &Node) -> Option<&Node> {
        let last = node.items.iter().rev().find_map(|item| match item {
            Item::Frame(index) => self.nodes.get(*index),
            _ => None,
        })?;
        let failed = last.status != FrameStatus::Success;
        let passed_on = node.status == FrameStatus::Revert && last.output == node.output;
        (failed && passed_on).then_some(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(depth: usize, status: FrameStatus, inside: &[usize]) -> Node {
        Node {
            kind: FrameKind::Call,
            depth,
            from: Address::ZERO,
            to: Address::ZERO,
            code_address: Address::ZERO,
            value: U256::ZERO,
            input: Bytes::new(),
            output: Bytes::new(),
            status,
            gas_limit: 0,
            gas_used: 0,
            items: inside.iter().map(|index| Item::Frame(*index)).collect(),
            failed_pc: None,
        }
    }

    #[test]
    fn what_a_caller_undid_is_not_reached() {
        let (good, bad) = (FrameStatus::Success, FrameStatus::Revert);
        let nodes = vec![
            node(0, good, &[1, 3]),
            node(1, bad, &[2]),
            node(2, good, &[]),
            node(1, good, &[4]),
            node(2, bad, &[]),
        ];
        let tree = CallTree { nodes, cut: 0 };
        assert_eq!(tree.reached(), [0, 1, 3, 4]);
        assert_eq!(tree.parents(), [None, Some(0), Some(1), Some(0), Some(3)]);
        assert!(CallTree::default().reached().is_empty());
    }
}
