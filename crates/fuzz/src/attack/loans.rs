//! Who holds what, who is honest, and what of it can be borrowed.
//!
//! Invariant: what targets hold is never lent, and claims are not.

use super::accounts::{ACCOMPLICE, ATTACKER, BANK, word_of};
use super::act::ask;
use super::arena::{APPROVE, Arena, TRANSFER, plain, two_words};
use crate::tx::Tx;
use alloy_primitives::{Address, Bytes, U256};
use hotfire_evm::chain::Chain;
use hotfire_evm::fast::FastExecutor;

/// Lenders of one asset.
const LENDERS_MAX: usize = 3;
/// Contracts that may spend the attacker's tokens.
const SPENDERS_MAX: usize = 12;
/// The attacker's own means, as a share of what could be lent: they may be kept over time.
pub(super) const OWN_SHARE: u64 = 100;
/// Ether that can be borrowed at least, in wei.
const ETHER_MIN: u128 = 100_000 * 10_u128.pow(18);

/// Who lends how much of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loan {
    /// Index into [`Arena::assets`].
    pub asset: usize,
    /// The lender.
    pub from: Address,
    /// Units.
    pub amount: U256,
}

impl Arena {
    pub(super) fn find_holders(
        &mut self,
        exec: &mut FastExecutor,
        world_contract: Address,
        accounts: &[Address],
    ) {
        for asset in 0..self.assets.len() {
            let mut idle: Vec<(U256, Address)> = Vec::new();
            let mut prize = U256::ZERO;
            let others = accounts.iter().filter(|who| !self.targets.contains(who));
            for &who in others.chain(&self.targets) {
                let held = self.balance(exec, asset, who);
                // What tests are given to play with is nobody's money.
                let is_play = who == BANK || (asset == 0 && who == world_contract);
                if held.is_zero() || is_play {
                    continue;
                }
                prize = prize.saturating_add(held);
                if self.targets.contains(&who) {
                    continue;
                }
                let is_person = exec.code(who).is_empty();
                if is_person && !self.honest.contains(&who) {
                    self.honest.push(who);
                }
                if is_person || who == world_contract {
                    idle.push((held, who));
                }
            }
            self.assets[asset].prize = prize;
            if asset == 0 {
                self.assets[0].supply = prize;
            }
            if self.assets[asset].is_claim {
                continue;
            }
            idle.sort_by(|a, b| b.cmp(a));
            if asset == 0 {
                let amount = prize.saturating_mul(U256::from(10)).max(U256::from(ETHER_MIN));
                self.loans.push(Loan { asset, from: BANK, amount });
                continue;
            }
            for (amount, from) in idle.into_iter().take(LENDERS_MAX) {
                self.loans.push(Loan { asset, from, amount });
            }
        }
        // Whoever deposited everything holds nothing any more, and is honest all the same.
        for &who in accounts {
            if exec.code(who).is_empty() && !self.honest.contains(&who) && self.is_known(exec, who) {
                self.honest.push(who);
            }
        }
        self.honest.sort_unstable();
    }

    /// Whether some view of a target answers something else than zero about an account.
    fn is_known(&self, exec: &mut FastExecutor, who: Address) -> bool {
        let mut views = self.views.iter().filter(|view| view.takes_account());
        views.any(|view| {
            ask(exec, view.address, view.selector, word_of(who)).is_some_and(|word| {
                let stranger = ask(exec, view.address, view.selector, word_of(ACCOMPLICE));
                Some(word) != stranger
            })
        })
    }

    /// The transactions by which the attacker gets what can be lent of the chosen assets, and of the others what it may
    /// keep over time.
    pub(super) fn loan_txs(&self, all_of: impl Fn(usize) -> bool) -> Vec<Tx> {
        let share = |loan: &Loan| U256::from(if all_of(loan.asset) { 1 } else { OWN_SHARE });
        let loans = self.loans.iter().map(|loan| (loan, loan.amount / share(loan)));
        let loans = loans.filter(|(_, amount)| !amount.is_zero());
        loans.map(|(loan, amount)| self.transfer_tx(loan, amount)).collect()
    }

    fn transfer_tx(&self, loan: &Loan, amount: U256) -> Tx {
        match self.assets[loan.asset].token {
            None => plain(loan.from, ATTACKER, amount, Bytes::new()),
            Some(token) => plain(loan.from, token, U256::ZERO, two_words(TRANSFER, ATTACKER, amount)),
        }
    }

    /// What a transaction lends to the attacker, if it does.
    pub(crate) fn lent_by(&self, tx: &Tx) -> Option<(usize, U256)> {
        if tx.from == BANK && tx.to == ATTACKER && tx.data.is_empty() {
            return Some((0, tx.value));
        }
        let loan = self
            .loans
            .iter()
            .find(|loan| loan.from == tx.from && self.assets[loan.asset].token == Some(tx.to))?;
        let args = tx.data.strip_prefix(&TRANSFER)?;
        let to = args.get(12..32)?;
        (to == ATTACKER.as_slice()).then_some(())?;
        Some((loan.asset, U256::from_be_slice(args.get(32..64)?)))
    }

    /// The approvals that accounts give before anything else: every token to every target.
    pub(super) fn approval_txs(&self, accounts: &[Address]) -> Vec<Tx> {
        let mut txs = Vec::new();
        for token in self.assets.iter().filter_map(|asset| asset.token) {
            for spender in self.targets.iter().filter(|spender| **spender != token).take(SPENDERS_MAX) {
                let data = two_words(APPROVE, *spender, U256::MAX);
                txs.extend(accounts.iter().map(|who| plain(*who, token, U256::ZERO, data.clone())));
            }
        }
        txs
    }

    /// Lets no more of an asset be borrowed than this: from the largest lenders first, and ether as much as is said.
    pub(crate) fn limit_capital(&mut self, asset: usize, most: U256) {
        let mut left = most;
        for loan in self.loans.iter_mut().filter(|loan| loan.asset == asset) {
            loan.amount = if loan.from == BANK { left } else { loan.amount.min(left) };
            left -= loan.amount;
        }
        self.loans.retain(|loan| !loan.amount.is_zero());
    }
}
