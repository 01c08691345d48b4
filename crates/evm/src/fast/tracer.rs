//! Builds a call tree while a call runs.
//!
//! Invariant: every frame that is entered is left; frames beyond the tree's limits are counted, not kept.

use crate::outcome::Event;
use crate::trace::{CallTree, DATA_MAX, FrameKind, FrameStatus, ITEMS_MAX, Item, NODES_MAX, Node};
use alloy_primitives::{Address, B256, Bytes, U256};

/// A tree that grows.
#[derive(Debug, Default)]
pub(crate) struct Tracer {
    tree: CallTree,
    /// Indices of the open frames; `None` for those that were cut.
    open: Vec<Option<usize>>,
    items: usize,
}

/// What is known of a frame when it is entered.
pub(crate) struct Entry<'a> {
    pub(crate) kind: FrameKind,
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) code_address: Address,
    pub(crate) value: U256,
    pub(crate) input: &'a [u8],
    pub(crate) gas_limit: u64,
}

fn cut(data: &[u8]) -> Bytes {
    Bytes::copy_from_slice(&data[..data.len().min(DATA_MAX)])
}

impl Tracer {
    pub(crate) fn enter(&mut self, entry: &Entry<'_>) {
        if self.tree.nodes.len() >= NODES_MAX {
            self.tree.cut += 1;
            self.open.push(None);
            return;
        }
        let index = self.tree.nodes.len();
        self.item(Item::Frame(index));
        self.tree.nodes.push(Node {
            kind: entry.kind,
            depth: self.open.len(),
            from: entry.from,
            to: entry.to,
            code_address: entry.code_address,
            value: entry.value,
            input: cut(entry.input),
            output: Bytes::new(),
            status: FrameStatus::Success,
            gas_limit: entry.gas_limit,
            gas_used: 0,
            items: Vec::new(),
            failed_pc: None,
        });
        self.open.push(Some(index));
    }

    /// The frame that is open turns out to be a creation at this address.
    pub(crate) fn created_at(&mut self, address: Address) {
        if let Some(node) = self.current() {
            node.to = address;
            node.code_address = address;
        }
    }

    /// The instruction at which the open frame fails.
    pub(crate) fn failed_at(&mut self, pc: usize) {
        if let Some(node) = self.current() {
            node.failed_pc = Some(pc);
        }
    }

    pub(crate) fn leave(&mut self, status: FrameStatus, output: &[u8], gas_used: u64) {
        if let Some(node) = self.current() {
            node.status = status;
            node.output = cut(output);
            node.gas_used = gas_used;
            if status == FrameStatus::Success {
                node.failed_pc = None;
            }
        }
        self.open.pop();
    }

    pub(crate) fn store(&mut self, slot: U256, old: U256, new: U256) {
        self.item(Item::Store { slot, old, new });
    }

    pub(crate) fn event(&mut self, address: Address, topics: &[B256], data: &[u8]) {
        self.item(Item::Event(Event { address, topics: topics.to_vec(), data: cut(data) }));
    }

    pub(crate) fn finish(self) -> CallTree {
        debug_assert!(self.open.is_empty(), "every frame was left");
        self.tree
    }

    fn current(&mut self) -> Option<&mut Node> {
        let index = self.open.last().copied().flatten()?;
        self.tree.nodes.get_mut(index)
    }

    fn item(&mut self, item: Item) {
        if self.open.is_empty() {
            return;
        }
        if self.items >= ITEMS_MAX {
            self.tree.cut += 1;
            return;
        }
        match self.current() {
            Some(node) => {
                node.items.push(item);
                self.items += 1;
            }
            None => self.tree.cut += 1,
        }
    }
}
