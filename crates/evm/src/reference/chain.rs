//! The state of the reference engine as cheatcodes and callers see it.
//!
//! Invariant: every write goes through revm's journal, so that a frame that reverts takes it back; reads warm nothing.

use super::env::{Ctx, bytecode};
use crate::chain::{Block, Chain};
use crate::executor::AccountDump;
use crate::fast::SAVED_MAX;
use alloy_primitives::{Address, Bytes, U256};
use revm::Database;
use revm::context_interface::JournalTr;
use revm::context_interface::journaled_state::account::JournaledAccountTr;
use revm::state::AccountInfo;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A remembered state.
#[derive(Clone, Debug)]
pub(super) struct Saved {
    accounts: BTreeMap<Address, AccountDump>,
    block: Block,
}

/// An account without loading it into the journal.
fn peek(ctx: &mut Ctx, who: Address) -> AccountInfo {
    if let Some(account) = ctx.journaled_state.inner.state.get(&who) {
        return account.info.clone();
    }
    let Ok(info) = ctx.journaled_state.database.basic(who);
    info.unwrap_or_default()
}

/// The whole state, sorted; empty accounts and zero slots are left out.
pub(super) fn dump(ctx: &mut Ctx) -> BTreeMap<Address, AccountDump> {
    let db = &ctx.journaled_state.database.cache.accounts;
    let live = &ctx.journaled_state.inner.state;
    let all: BTreeSet<Address> = db.keys().chain(live.keys()).copied().collect();
    let dumps = all.into_iter().map(|who| (who, dump_account(ctx, who)));
    dumps.filter(|(_, dump)| *dump != AccountDump::default()).collect()
}

fn dump_account(ctx: &mut Ctx, who: Address) -> AccountDump {
    AccountDump {
        balance: ctx.balance(who),
        nonce: ctx.nonce(who),
        code: ctx.code(who),
        storage: ctx.slots(who).into_iter().collect(),
    }
}

impl Chain for Ctx {
    fn balance(&mut self, who: Address) -> U256 {
        peek(self, who).balance
    }

    fn set_balance(&mut self, who: Address, wei: U256) {
        let Ok(mut account) = self.journaled_state.load_account_mut(who);
        account.data.set_balance(wei);
    }

    fn nonce(&mut self, who: Address) -> u64 {
        peek(self, who).nonce
    }

    fn set_nonce(&mut self, who: Address, nonce: u64) {
        let Ok(mut account) = self.journaled_state.load_account_mut(who);
        account.data.set_nonce(nonce);
    }

    fn code(&mut self, who: Address) -> Bytes {
        let info = peek(self, who);
        match info.code {
            Some(code) => code.original_bytes(),
            None => {
                let Ok(code) = self.journaled_state.database.code_by_hash(info.code_hash);
                code.original_bytes()
            }
        }
    }

    fn set_code(&mut self, who: Address, code: Bytes) {
        let Ok(mut account) = self.journaled_state.load_account_mut(who);
        account.data.set_code_and_hash_slow(bytecode(code));
    }

    fn load(&mut self, who: Address, slot: U256) -> U256 {
        if let Some(account) = self.journaled_state.inner.state.get(&who) {
            if let Some(found) = account.storage.get(&slot) {
                return found.present_value();
            }
            if account.is_created() {
                return U256::ZERO;
            }
        }
        let Ok(value) = self.journaled_state.database.storage(who, slot);
        value
    }

    fn store(&mut self, who: Address, slot: U256, value: U256) {
        let Ok(mut account) = self.journaled_state.load_account_mut(who);
        account.data.touch();
        let stored = account.data.sstore(slot, value, false);
        debug_assert!(stored.is_ok(), "the database is in memory");
    }

    fn slots(&mut self, who: Address) -> Vec<(U256, U256)> {
        let mut slots: BTreeMap<U256, U256> = BTreeMap::new();
        let live = self.journaled_state.inner.state.get(&who);
        if !live.is_some_and(revm::state::Account::is_created)
            && let Some(account) = self.journaled_state.database.cache.accounts.get(&who)
        {
            slots.extend(&account.storage);
        }
        if let Some(account) = live {
            slots.extend(account.storage.iter().map(|(slot, value)| (*slot, value.present_value())));
        }
        slots.into_iter().filter(|(_, value)| !value.is_zero()).collect()
    }

    fn block(&self) -> &Block {
        &self.block
    }

    fn block_mut(&mut self) -> &mut Block {
        &mut self.block
    }

    fn origin(&self) -> Address {
        self.tx.caller
    }

    fn set_origin(&mut self, origin: Address) {
        self.tx.caller = origin;
    }

    fn save_state(&mut self) -> U256 {
        let id = self.chain.saved_next;
        self.chain.saved_next += 1;
        let saved = Arc::new(Saved { accounts: dump(self), block: self.block.clone() });
        self.chain.saved.insert(id, saved);
        if self.chain.saved.len() > SAVED_MAX {
            self.chain.saved.pop_first();
        }
        U256::from(id)
    }

    fn load_state(&mut self, id: U256) -> bool {
        let found = u64::try_from(id).ok().and_then(|id| self.chain.saved.get(&id).cloned());
        let Some(saved) = found else { return false };
        let now = dump(self);
        let all: BTreeSet<Address> = now.keys().chain(saved.accounts.keys()).copied().collect();
        for who in all {
            let old = now.get(&who).cloned().unwrap_or_default();
            let new = saved.accounts.get(&who).cloned().unwrap_or_default();
            change(self, who, &old, &new);
        }
        self.block = saved.block.clone();
        true
    }

    fn drop_state(&mut self, id: U256) -> bool {
        u64::try_from(id).is_ok_and(|id| self.chain.saved.remove(&id).is_some())
    }
}

fn change(ctx: &mut Ctx, who: Address, old: &AccountDump, new: &AccountDump) {
    if old.balance != new.balance {
        ctx.set_balance(who, new.balance);
    }
    if old.nonce != new.nonce {
        ctx.set_nonce(who, new.nonce);
    }
    if old.code != new.code {
        ctx.set_code(who, new.code.clone());
    }
    let slots: BTreeSet<U256> = old.storage.keys().chain(new.storage.keys()).copied().collect();
    for slot in slots {
        let value = new.storage.get(&slot).copied().unwrap_or_default();
        if old.storage.get(&slot).copied().unwrap_or_default() != value {
            ctx.store(who, slot, value);
        }
    }
}
