//! The jumps of one code: their numbers, and the way back from taken edges to executed instructions.
//!
//! Invariant: edge `first` is the code's entry; a `JUMPI` has two edges in a row (not taken, taken), a `JUMPDEST` has one.

use alloy_primitives::{B256, keccak256};
use revm::bytecode::opcode::{
    INVALID, JUMP, JUMPDEST, JUMPI, PUSH1, PUSH20, PUSH32, RETURN, REVERT, SELFDESTRUCT, STOP,
};

/// No edge.
pub(crate) const NO_EDGE: u32 = u32::MAX;

/// Where a code's edges are.
#[derive(Clone, Debug)]
pub(crate) struct CodeEdges {
    pub(crate) skeleton: B256,
    /// Offset of its part of the edge map.
    pub(crate) offset: u32,
    /// Number of its first edge.
    pub(crate) first: u32,
    /// How many edges it has.
    pub(crate) count: u32,
    len: u32,
}

/// Instructions of a code as (program counter, opcode, length of the immediate).
fn instructions(code: &[u8]) -> impl Iterator<Item = (usize, u8, usize)> + '_ {
    let mut pc = 0;
    std::iter::from_fn(move || {
        let op = *code.get(pc)?;
        let immediate = if (PUSH1..=PUSH32).contains(&op) { (op - PUSH1 + 1) as usize } else { 0 };
        let here = pc;
        pc += 1 + immediate;
        Some((here, op, immediate))
    })
}

/// Length of the code without solc's CBOR metadata.
fn without_metadata(code: &[u8]) -> usize {
    let Some(body) = code.len().checked_sub(2) else {
        return code.len();
    };
    let tail = usize::from(u16::from_be_bytes([code[body], code[body + 1]]));
    match body.checked_sub(tail) {
        Some(start) if tail > 0 && (0xa1..=0xa4).contains(&code[start]) => start,
        _ => code.len(),
    }
}

/// Hash of what is equal in all contracts of one source: immutables (`PUSH32`), addresses (`PUSH20`) and metadata are left out.
pub(crate) fn skeleton(code: &[u8]) -> B256 {
    let body = &code[..without_metadata(code)];
    let mut bare = body.to_vec();
    for (pc, op, immediate) in instructions(body) {
        if op == PUSH20 || op == PUSH32 {
            let end = (pc + 1 + immediate).min(bare.len());
            bare[pc + 1..end].fill(0);
        }
    }
    bare.extend_from_slice(&(code.len() as u64).to_be_bytes());
    keccak256(bare)
}

impl CodeEdges {
    /// Numbers the edges of a code and appends its map.
    pub(crate) fn new(skeleton: B256, code: &[u8], map: &mut Vec<u32>, first: u32) -> Self {
        let offset = map.len();
        map.resize(offset + code.len(), NO_EDGE);
        let mut next = first + 1;
        for (pc, op, _) in instructions(code) {
            if op == JUMPI || op == JUMPDEST {
                map[offset + pc] = next;
                next += if op == JUMPI { 2 } else { 1 };
            }
        }
        let count = next - first;
        Self { skeleton, offset: offset as u32, first, count, len: code.len() as u32 }
    }

    /// The numbers of its edges.
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.first as usize..(self.first + self.count) as usize
    }

    /// Program counters that were executed, given which edges were taken.
    pub(crate) fn walk(&self, code: &[u8], map: &[u32], taken: impl Fn(u32) -> bool) -> Vec<u32> {
        assert_eq!(self.len as usize, code.len(), "codes with one skeleton have one length");
        let edge_at = |pc: usize| map[self.offset as usize + pc];
        let mut seen = vec![false; code.len()];
        let mut running = taken(self.first);
        let mut pushed = None;
        let mut targets = Vec::new();
        for (pc, op, immediate) in instructions(code) {
            let edge = edge_at(pc);
            if op == JUMPDEST && taken(edge) {
                running = true;
            }
            seen[pc] |= running;
            match op {
                JUMPI => {
                    if taken(edge.wrapping_add(1)) {
                        targets.extend(pushed);
                    }
                    running = taken(edge);
                }
                JUMP | STOP | RETURN | REVERT | INVALID | SELFDESTRUCT => running = false,
                _ => {}
            }
            pushed = (immediate > 0 && immediate <= 4).then(|| {
                let end = (pc + 1 + immediate).min(code.len());
                code[pc + 1..end].iter().fold(0_usize, |value, byte| (value << 8) | usize::from(*byte))
            });
        }
        for start in targets {
            run_on(code, start, &mut seen);
        }
        (0..code.len() as u32).filter(|pc| seen[*pc as usize]).collect()
    }
}

/// Marks the block that starts at a jump target. Later blocks are marked by their own edges.
fn run_on(code: &[u8], start: usize, seen: &mut [bool]) {
    for (at, op, _) in instructions(code.get(start..).unwrap_or_default()) {
        let pc = start + at;
        if seen[pc] && at > 0 {
            return;
        }
        seen[pc] = true;
        if matches!(op, JUMPI | JUMP | STOP | RETURN | REVERT | INVALID | SELFDESTRUCT) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `calldatasize; push 8; jumpi; stop; stop; stop; stop; jumpdest; pc; stop`
    const CODE: [u8; 11] = [0x36, 0x60, 0x08, 0x57, 0, 0, 0, 0, 0x5b, 0x58, 0];

    #[test]
    fn edges_are_numbered_in_order() {
        let mut map = vec![NO_EDGE; 3];
        let edges = CodeEdges::new(B256::ZERO, &CODE, &mut map, 10);
        assert_eq!((edges.offset, edges.first, edges.count), (3, 10, 4));
        assert_eq!(map[3 + 3], 11);
        assert_eq!(map[3 + 8], 13);
        assert_eq!(edges.range(), 10..14);
    }

    #[test]
    fn executed_instructions_follow_from_edges() {
        let mut map = Vec::new();
        let edges = CodeEdges::new(B256::ZERO, &CODE, &mut map, 0);
        assert!(edges.walk(&CODE, &map, |_| false).is_empty());
        assert_eq!(edges.walk(&CODE, &map, |edge| edge == 0 || edge == 1), [0, 1, 3, 4]);
        assert_eq!(edges.walk(&CODE, &map, |edge| edge == 0 || edge == 2), [0, 1, 3, 8, 9, 10]);
    }

    #[test]
    fn immutables_and_metadata_do_not_count() {
        let mut a = vec![PUSH32];
        a.extend_from_slice(&[1; 32]);
        a.extend_from_slice(&[0xa1, 9, 9, 0, 3]);
        let mut b = vec![PUSH32];
        b.extend_from_slice(&[2; 32]);
        b.extend_from_slice(&[0xa1, 7, 7, 0, 3]);
        assert_eq!(skeleton(&a), skeleton(&b));
        b[0] = PUSH32 - 1;
        assert_ne!(skeleton(&a), skeleton(&b));
        assert_ne!(skeleton(&[]), skeleton(&[0]));
    }
}
