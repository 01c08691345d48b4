//! What in a world is of value: ether and tokens, and which contracts have to do with which.
//!
//! Invariant: a token is recognised by what it answers and by moving nothing, never by its name.

use super::accounts::BANK;
use super::accounts::word_of;
use super::act::ask;
use super::arena::{Arena, TRANSFER, two_words};
use crate::tx::{Question, Source};
use alloy_primitives::{Address, U256, hex};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Call;

/// `balanceOf(address)`.
pub(super) const BALANCE_OF: [u8; 4] = hex!("70a08231");
/// `totalSupply()`.
pub(super) const TOTAL_SUPPLY: [u8; 4] = hex!("18160ddd");
/// Assets of one world.
const ASSETS_MAX: usize = 16;
/// Gas of a step that reads the world.
const GAS: u64 = 30_000_000;

/// Something of value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The token; `None` for ether.
    pub token: Option<Address>,
    /// For people.
    pub name: String,
    /// Decimal places that people use.
    pub decimals: u8,
    /// A claim on other assets (a share, a receipt): not lent, and worth what it can be turned into.
    pub is_claim: bool,
    /// A gain of it counts.
    pub counts: bool,
    /// Units in existence at genesis.
    pub supply: U256,
    /// Units that the targets and honest users hold at genesis.
    pub prize: U256,
}

impl Arena {
    pub(super) fn find_assets(&mut self, exec: &mut FastExecutor, tokens: &[Address]) {
        self.assets.push(Asset {
            token: None,
            name: "ether".to_owned(),
            decimals: 18,
            is_claim: false,
            counts: true,
            supply: U256::ZERO,
            prize: U256::ZERO,
        });
        for at in self.targets.clone() {
            let supply = match tokens.is_empty() {
                true => token_supply(exec, at),
                // The user says what is a token; it need not behave like one in everything.
                false => tokens.contains(&at).then(|| told_supply(exec, at)).flatten(),
            };
            let Some(supply) = supply else { continue };
            if self.assets.len() < ASSETS_MAX {
                let decimals = ask(exec, at, hex!("313ce567"), U256::ZERO);
                self.assets.push(Asset {
                    token: Some(at),
                    name: String::new(),
                    decimals: decimals.map_or(0, |n| n.saturating_to()),
                    is_claim: false,
                    counts: true,
                    supply,
                    prize: U256::ZERO,
                });
            }
        }
        // A token that holds other assets is backed by them: a claim.
        for i in 1..self.assets.len() {
            let Some(token) = self.assets[i].token else { continue };
            let backed = (0..self.assets.len()).any(|j| j != i && !self.balance(exec, j, token).is_zero());
            self.assets[i].is_claim = backed;
            self.assets[i].counts = !backed;
        }
    }

    pub(super) fn find_relations(&mut self, exec: &mut FastExecutor) {
        for &target in &self.targets {
            let names = |token: Address| {
                self.roles.iter().any(|role| role.contract == target && role.holder == token)
            };
            let related = (0..self.assets.len()).filter(|asset| {
                let token = self.assets[*asset].token;
                token.is_some_and(|token| token == target || names(token))
                    || !self.balance(exec, *asset, target).is_zero()
            });
            self.related.push(related.collect());
        }
    }

    /// Assets that a target has to do with; all if none is known of.
    pub(super) fn assets_of(&self, target: Address) -> Vec<usize> {
        let at = self.targets.iter().position(|other| *other == target);
        let related = at.and_then(|at| self.related.get(at)).filter(|related| !related.is_empty());
        related.cloned().unwrap_or_else(|| (0..self.assets.len()).collect())
    }

    /// Units of an asset that an account holds.
    pub(crate) fn balance(&self, exec: &mut impl Executor, asset: usize, who: Address) -> U256 {
        match self.assets[asset].token {
            None => exec.balance(who),
            Some(token) => ask(exec, token, BALANCE_OF, word_of(who)).unwrap_or_default(),
        }
    }

    /// Where an account's units of an asset are read.
    pub(super) fn source(&self, asset: usize, who: Address) -> Source {
        match self.assets[asset].token {
            None => Source::Wei(who),
            Some(token) => Source::View(Question::new(token, BALANCE_OF, word_of(who))),
        }
    }

    /// Names the assets by what labels say of their tokens.
    pub(crate) fn name_assets(&mut self, mut name: impl FnMut(Address) -> Option<String>) {
        for asset in &mut self.assets {
            if let Some(token) = asset.token {
                asset.name = name(token).unwrap_or_else(|| token.to_string());
            }
        }
    }
}

/// The supply of a contract that tells balances; nothing if it does not tell it.
fn told_supply(exec: &mut FastExecutor, at: Address) -> Option<U256> {
    ask(exec, at, BALANCE_OF, word_of(BANK))?;
    Some(ask(exec, at, TOTAL_SUPPLY, U256::ZERO).unwrap_or_default())
}

/// The supply of a contract that behaves like a fungible token: it tells supply and balances, and moves zero units.
fn token_supply(exec: &mut FastExecutor, at: Address) -> Option<U256> {
    let supply = ask(exec, at, TOTAL_SUPPLY, U256::ZERO)?;
    ask(exec, at, BALANCE_OF, word_of(BANK))?;
    let data = two_words(TRANSFER, BANK, U256::ZERO);
    let call = Call { from: BANK, to: at, value: U256::ZERO, data: &data, gas_limit: GAS };
    exec.probe(&call).status.is_success().then_some(supply)
}
