//! What accounts let targets spend before the attack, and how to tell that this was what moved their tokens.
//!
//! Invariant: reading a world changes nothing; telling what moved tokens replays from genesis and leaves another state behind.

use super::accounts::{ATTACKER, word_of};
use super::act::{answer, ask};
use super::arena::{APPROVE, Arena, two_words};
use super::assets::BALANCE_OF;
use super::view::{Input, View};
use crate::detectors::Stake;
use crate::harness::Harness;
use crate::replay::{call_of, fire, prepare};
use crate::tx::{Question, Tx};
use alloy_primitives::{Address, U256, hex};
use hotfire_evm::executor::Executor;
use hotfire_evm::outcome::Call;

/// `allowance(address,address)`.
pub(super) const ALLOWANCE: [u8; 4] = hex!("dd62ed3e");
/// `transferFrom(address,address,uint256)`.
pub(crate) const TRANSFER_FROM: [u8; 4] = hex!("23b872dd");
/// Accounts whose allowances are read.
const OWNERS_MAX: usize = 64;
/// Targets that may spend them.
const SPENDERS_MAX: usize = 32;

/// What an account lets targets spend of an asset at genesis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// Index into [`Arena::assets`].
    pub asset: usize,
    /// Whose it is.
    pub owner: Address,
    /// Units that the owner holds.
    pub balance: U256,
    /// Who may spend of it.
    pub spenders: Vec<Address>,
    /// Units that the owner holds of every asset.
    pub wealth: Vec<U256>,
    /// What views of one account tell of the owner: the contract, the selector and the answer.
    pub told: Vec<Told>,
}

/// A view of one account and what it answers.
pub type Told = (Address, [u8; 4], U256);

impl Arena {
    /// Reads what honest accounts and targets let other targets spend of what they hold.
    pub(super) fn find_allowances(&mut self, exec: &mut impl Executor) {
        let owners: Vec<Address> =
            self.honest.iter().chain(&self.targets).take(OWNERS_MAX).copied().collect();
        for (asset, token) in self.assets.iter().enumerate().filter_map(|(at, a)| Some((at, a.token?))) {
            for &owner in &owners {
                let balance = self.balance(exec, asset, owner);
                if balance.is_zero() {
                    continue;
                }
                let candidates = self.targets.iter().copied().take(SPENDERS_MAX);
                let others = candidates.filter(|spender| ![owner, token].contains(spender));
                let spenders: Vec<Address> =
                    others.filter(|spender| may_spend(exec, token, owner, *spender)).collect();
                if !spenders.is_empty() {
                    let (wealth, told) = (self.wealth_of(exec, owner), self.told_of(exec, owner));
                    self.granted.push(Granted { asset, owner, balance, spenders, wealth, told });
                }
            }
        }
    }

    /// What somebody holds of every asset.
    pub(crate) fn wealth_of(&self, exec: &mut impl Executor, who: Address) -> Vec<U256> {
        (0..self.assets.len()).map(|asset| self.balance(exec, asset, who)).collect()
    }

    /// What views of one account tell of somebody, balances of tokens left out.
    pub(crate) fn told_of(&self, exec: &mut impl Executor, who: Address) -> Vec<Told> {
        let is_balance = |view: &View| {
            view.selector == BALANCE_OF && self.assets.iter().any(|asset| asset.token == Some(view.address))
        };
        let views = self.views.iter().filter(|view| view.inputs == [Input::Address] && !is_balance(view));
        let told = views.map(|view| {
            let answer = ask(exec, view.address, view.selector, word_of(who));
            (view.address, view.selector, answer.unwrap_or_default())
        });
        told.collect()
    }
}

fn may_spend(exec: &mut impl Executor, token: Address, owner: Address, spender: Address) -> bool {
    let arguments = [word_of(owner), word_of(spender)];
    let question = Question { contract: token, selector: ALLOWANCE, arguments, word: 0 };
    answer(exec, &question).is_some_and(|units| !units.is_zero())
}

/// What an account holds of an asset at the end, with what it lent on the way.
pub(crate) fn kept(arena: &Arena, exec: &mut impl Executor, granted: &Granted, txs: [&[Tx]; 2]) -> U256 {
    let loans =
        txs.into_iter().flatten().filter(|tx| tx.from == granted.owner).filter_map(|tx| arena.lent_by(tx));
    let lent = loans.filter(|(asset, _)| *asset == granted.asset).map(|(_, units)| units);
    let idle = arena.balance(exec, granted.asset, granted.owner);
    lent.fold(idle, U256::saturating_add)
}

/// The target without whose allowance the owner would have kept at least so much: it was what moved the tokens. The state is
/// genesis with that replay afterwards.
pub(crate) fn mover(
    harness: &Harness,
    arena: &Arena,
    exec: &mut impl Executor,
    granted: &Granted,
    txs: [&[Tx]; 2],
    least: U256,
) -> Option<Address> {
    let token = arena.assets[granted.asset].token?;
    granted.spenders.iter().copied().find(|spender| {
        exec.reset();
        let data = two_words(APPROVE, *spender, U256::ZERO);
        let gas_limit = harness.semantics.gas_limit;
        let revoke = Call { from: granted.owner, to: token, value: U256::ZERO, data: &data, gas_limit };
        if !exec.call(&revoke).status.is_success() {
            return false;
        }
        for tx in txs.into_iter().flatten() {
            prepare(harness, exec, tx);
            fire(exec, &call_of(harness, tx), tx.delay_secs, tx.delay_blocks);
        }
        kept(arena, exec, granted, txs) >= least
    })
}

/// Call data that harm whoever makes the call: it gives away what it holds, or what it may spend, the least unit of it.
pub(crate) fn calldata_of_harm(stake: Stake) -> Vec<u8> {
    match stake {
        Stake::Held(_) => two_words(APPROVE, ATTACKER, U256::ONE).to_vec(),
        Stake::Granted(_, owner) => {
            let words = [word_of(owner), word_of(ATTACKER), U256::ONE];
            TRANSFER_FROM.iter().copied().chain(words.iter().flat_map(U256::to_be_bytes::<32>)).collect()
        }
    }
}

/// How much of that harm is done, in units.
pub(crate) fn harm_done(exec: &mut impl Executor, caller: Address, stake: Stake) -> U256 {
    match stake {
        Stake::Held(token) => {
            let arguments = [word_of(caller), word_of(ATTACKER)];
            let question = Question { contract: token, selector: ALLOWANCE, arguments, word: 0 };
            answer(exec, &question).unwrap_or_default()
        }
        Stake::Granted(token, _) => ask(exec, token, BALANCE_OF, word_of(ATTACKER)).unwrap_or_default(),
    }
}
