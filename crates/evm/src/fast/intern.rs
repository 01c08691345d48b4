//! Dense numbers for accounts and storage cells, found through open hash tables with a fixed hash.
//!
//! Invariant: a number, once given, keeps its key until the table is rebuilt; numbering depends only on the order of requests.

use alloy_primitives::{Address, B256, U256};
use hashbrown::HashTable;

/// Number of an account.
pub(crate) type Acct = u32;
/// Number of a cell: one balance, nonce, code or storage slot.
pub(crate) type Cell = u32;
/// No account, no cell.
pub(crate) const NONE: u32 = u32::MAX;

/// Offsets of an account's own cells from its first.
pub(crate) const BALANCE: u32 = 0;
pub(crate) const NONCE: u32 = 1;
pub(crate) const CODE: u32 = 2;

const K: [u64; 4] =
    [0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0xd6e8_feb8_6659_fd93];

/// Folded multiplication, the mixing step of wyhash and foldhash.
#[inline]
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let wide = u128::from(a) * u128::from(b);
    (wide as u64) ^ ((wide >> 64) as u64)
}

#[inline]
pub(crate) fn hash_address(who: &Address) -> u64 {
    let bytes = who.0.0;
    let word = |at: usize| {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[at..at + 8]);
        u64::from_le_bytes(word)
    };
    mix(word(0) ^ K[0], word(8) ^ K[1]) ^ mix(word(12) ^ K[2], K[3])
}

#[inline]
pub(crate) fn hash_slot(acct: Acct, slot: &U256) -> u64 {
    let limbs = slot.as_limbs();
    mix(limbs[0] ^ K[0], limbs[1] ^ K[1]) ^ mix(limbs[2] ^ K[2] ^ u64::from(acct), limbs[3] ^ K[3])
}

#[inline]
pub(crate) fn hash_word(word: &B256) -> u64 {
    let mut low = [0; 8];
    low.copy_from_slice(&word.0[..8]);
    u64::from_le_bytes(low)
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The account.
    pub(crate) acct: Acct,
    /// [`BALANCE`], [`NONCE`], [`CODE`] or [`NONE`] for a storage slot.
    pub(crate) part: u32,
    /// The slot if it is one.
    pub(crate) slot: U256,
}

/// The numbering.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    addresses: Vec<Address>,
    /// First cell of each account.
    firsts: Vec<Cell>,
    /// Storage cells of each account, in order of appearance.
    slots: Vec<Vec<Cell>>,
    keys: Vec<Key>,
    by_address: HashTable<Acct>,
    by_slot: HashTable<Cell>,
}

impl Names {
    pub(crate) fn cells(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn accounts(&self) -> usize {
        self.addresses.len()
    }

    #[inline]
    pub(crate) fn address(&self, acct: Acct) -> Address {
        self.addresses[acct as usize]
    }

    /// First cell of an account; its balance.
    #[inline]
    pub(crate) fn first(&self, acct: Acct) -> Cell {
        self.firsts[acct as usize]
    }

    pub(crate) fn key(&self, cell: Cell) -> Key {
        self.keys[cell as usize]
    }

    pub(crate) fn slots_of(&self, acct: Acct) -> &[Cell] {
        &self.slots[acct as usize]
    }

    #[inline]
    pub(crate) fn find(&self, who: &Address) -> Option<Acct> {
        let hash = hash_address(who);
        self.by_address.find(hash, |&acct| self.addresses[acct as usize] == *who).copied()
    }

    #[inline]
    pub(crate) fn find_slot(&self, acct: Acct, slot: &U256) -> Option<Cell> {
        let hash = hash_slot(acct, slot);
        let same = |&cell: &Cell| {
            let key = &self.keys[cell as usize];
            key.slot == *slot && key.acct == acct
        };
        self.by_slot.find(hash, same).copied()
    }

    /// Number of an account; a new one brings three cells.
    pub(crate) fn intern(&mut self, who: Address) -> Acct {
        if let Some(acct) = self.find(&who) {
            return acct;
        }
        let acct = self.addresses.len() as Acct;
        self.firsts.push(self.keys.len() as Cell);
        for part in [BALANCE, NONCE, CODE] {
            self.keys.push(Key { acct, part, slot: U256::ZERO });
        }
        self.addresses.push(who);
        self.slots.push(Vec::new());
        let Self { addresses, by_address, .. } = self;
        by_address.insert_unique(hash_address(&who), acct, |&a| hash_address(&addresses[a as usize]));
        acct
    }

    /// Number of a storage cell.
    pub(crate) fn intern_slot(&mut self, acct: Acct, slot: U256) -> Cell {
        if let Some(cell) = self.find_slot(acct, &slot) {
            return cell;
        }
        let cell = self.keys.len() as Cell;
        self.keys.push(Key { acct, part: NONE, slot });
        self.slots[acct as usize].push(cell);
        let Self { keys, by_slot, .. } = self;
        by_slot.insert_unique(hash_slot(acct, &slot), cell, |&c| {
            let key = &keys[c as usize];
            hash_slot(key.acct, &key.slot)
        });
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dense_and_stable() {
        let mut names = Names::default();
        let a = names.intern(Address::repeat_byte(1));
        let b = names.intern(Address::repeat_byte(2));
        assert_eq!((a, b, names.cells()), (0, 1, 6));
        let cell = names.intern_slot(b, U256::from(7));
        assert_eq!(cell, 6);
        assert_eq!(names.intern_slot(b, U256::from(7)), 6);
        assert_eq!(names.find_slot(a, &U256::from(7)), None);
        assert_eq!(names.find(&Address::repeat_byte(2)), Some(b));
        assert_eq!(names.slots_of(b), &[6]);
        assert_eq!(names.first(b) + NONCE, 4);
        assert_eq!(names.key(6).part, NONE);
    }

    #[test]
    fn many_keys_stay_apart() {
        let mut names = Names::default();
        for acct in 0..20_u64 {
            let id = names.intern(Address::left_padding_from(&acct.to_be_bytes()));
            for slot in 0..200_u64 {
                names.intern_slot(id, U256::from(slot));
                names.intern_slot(id, U256::from(slot) << 200);
            }
        }
        assert_eq!(names.accounts(), 20);
        assert_eq!(names.cells(), 20 * (3 + 399));
    }
}
