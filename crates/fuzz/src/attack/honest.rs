//! Transactions of honest users that wait to be made: the attacker chooses when, and may act before and after them.
//!
//! Invariant: each is made at most once in an attack, and only as it was written.

use super::act::Act;
use super::arena::Arena;
use super::hunter::Hunter;
use super::ledger::Holdings;
use crate::tx::{NoteCall, Script, Tx};
use alloy_primitives::{Address, U256};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Call;

/// Transactions of honest users that are known of: what everybody has after each set of them is looked at.
pub(crate) const HONEST_TXS_MAX: usize = 6;
/// How seldom the attacker lets one be made next.
const MADE_ONE_IN: usize = 4;

/// A transaction of an honest user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HonestTx {
    /// For people: `World.honest_swap()`.
    pub name: String,
    /// What is made.
    pub tx: Tx,
}

/// A set of honest transactions, a bit for each.
pub(super) type HonestSet = u32;

impl Arena {
    /// Which honest transaction a transaction is.
    pub(crate) fn honest_at(&self, tx: &Tx) -> Option<usize> {
        self.honest_like(tx.from, tx.to, tx.value, &tx.data)
    }

    fn honest_like(&self, from: Address, to: Address, value: U256, data: &[u8]) -> Option<usize> {
        let same = |tx: &Tx| (tx.from, tx.to, tx.value) == (from, to, value) && *tx.data == *data;
        self.honest_txs.iter().position(|honest| same(&honest.tx))
    }

    /// Whether a transaction may come next: a stranger's always, an honest one as it was written, and once.
    pub(super) fn may_follow(&self, act: &Act, tx: &Tx, before: &[Tx]) -> bool {
        let (call, wanted) = (&act.call, self.honest_at(tx));
        self.honest_like(act.from, call.to, call.value, &call.data)
            .is_none_or(|_| wanted.is_some() && before.iter().all(|tx| self.honest_at(tx) != wanted))
    }

    /// Takes in the transactions of honest users. Whoever pays or is paid in one lends nothing; gives the names of those that
    /// fail at genesis.
    pub(crate) fn add_honest(
        &mut self,
        exec: &mut FastExecutor,
        txs: Vec<HonestTx>,
        gas_limit: u64,
    ) -> Vec<String> {
        let genesis = exec.snapshot();
        let mut failed = Vec::new();
        let mut parties: Vec<Address> = txs.iter().map(|honest| honest.tx.from).collect();
        let holdings = |arena: &Self, exec: &mut FastExecutor, who: Address| -> Vec<U256> {
            (0..arena.assets.len()).map(|asset| arena.balance(exec, asset, who)).collect()
        };
        for honest in &txs {
            let before: Vec<Vec<U256>> = self.honest.iter().map(|who| holdings(self, exec, *who)).collect();
            if !make(exec, &honest.tx, gas_limit) {
                failed.push(honest.name.clone());
            }
            for (who, before) in self.honest.iter().zip(before) {
                if holdings(self, exec, *who) != before {
                    parties.push(*who);
                }
            }
            exec.restore(&genesis);
        }
        self.loans.retain(|loan| !parties.contains(&loan.from));
        let lends = |who: &Address| self.loans.iter().any(|loan| loan.from == *who);
        self.users = self.honest.iter().copied().filter(|who| !lends(who)).collect();
        self.honest_txs = txs;
        failed
    }
}

/// Makes an honest transaction while the attacker does nothing.
fn make(exec: &mut impl Executor, tx: &Tx, gas_limit: u64) -> bool {
    super::install(exec, &Script::default());
    let call = Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit };
    exec.call(&call).status.is_success()
}

impl Holdings {
    /// Also looks at what everybody has when nothing but these sets of honest transactions is made. Leaves the state at genesis.
    pub(crate) fn with_honest(
        mut self,
        arena: &Arena,
        exec: &mut impl Executor,
        gas_limit: u64,
        sets: impl Iterator<Item = HonestSet>,
    ) -> Self {
        for set in sets {
            exec.reset();
            for (index, honest) in arena.honest_txs.iter().enumerate() {
                if set & (1 << index) != 0 {
                    make(exec, &honest.tx, gas_limit);
                }
            }
            self.add_baseline(set, arena, exec);
        }
        exec.reset();
        self
    }
}

impl Hunter {
    /// An honest transaction to be made next, now and then; where there is none, nothing is drawn.
    pub(super) fn draw_honest(&mut self) -> Option<Act> {
        if self.arena.honest_txs.is_empty() || !self.rng.one_in(MADE_ONE_IN) {
            return None;
        }
        let arena = std::sync::Arc::clone(&self.arena);
        let tx = &self.rng.pick(&arena.honest_txs)?.tx;
        let call = NoteCall { to: tx.to, value: tx.value, data: tx.data.clone(), amounts: Vec::new() };
        let act = Act::plain(None, tx.from, call);
        arena.may_follow(&act, tx, &self.path.txs).then_some(act)
    }
}
