//! The whole state as a sorted map, and back.
//!
//! Invariant: a dump names everything that is not empty and nothing that is.

use super::intern::{Acct, Cell};
use super::state::State;
use crate::executor::AccountDump;
use alloy_primitives::{Address, U256};
use std::collections::BTreeMap;

impl State {
    /// The slots of an account that are not zero, sorted.
    pub(crate) fn storage_of(&self, who: Address) -> BTreeMap<U256, U256> {
        let cells = self.names.find(&who).map(|acct| self.names.slots_of(acct)).unwrap_or_default();
        let slots = cells.iter().map(|&cell| (self.names.key(cell).slot, self.value(cell)));
        slots.filter(|(_, value)| !value.is_zero()).collect()
    }

    /// Everything that is not empty, sorted.
    pub(crate) fn dump(&self) -> BTreeMap<Address, AccountDump> {
        let mut dump = BTreeMap::new();
        for acct in 0..self.names.accounts() as Acct {
            let storage = self.storage_of(self.names.address(acct));
            if self.is_empty(acct) && storage.is_empty() {
                continue;
            }
            let account = AccountDump {
                balance: self.balance_of(acct),
                nonce: self.nonce_of(acct),
                code: self.code_bytes_of(acct),
                storage,
            };
            dump.insert(self.names.address(acct), account);
        }
        dump
    }

    /// Sets the whole state to a dump, as a transaction of its own.
    pub(crate) fn load_dump(&mut self, dump: &BTreeMap<Address, AccountDump>) {
        self.begin(Address::ZERO);
        for cell in 0..self.names.cells() as Cell {
            if !self.value(cell).is_zero() {
                self.write(cell, U256::ZERO);
            }
        }
        for (who, account) in dump {
            let acct = self.intern(*who);
            let code = self.codes.intern(&account.code);
            self.set_balance_of(acct, account.balance);
            self.set_nonce_of(acct, account.nonce);
            self.set_code_of(acct, code);
            for (slot, value) in &account.storage {
                let cell = self.intern_slot(acct, *slot);
                self.write(cell, *value);
            }
        }
        self.commit();
    }
}
