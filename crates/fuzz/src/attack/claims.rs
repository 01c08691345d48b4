//! What views tell of honest users that they have to claim: amounts owed, deposits, shares.
//!
//! Invariant: what is asked about a user depends on the world alone; asking changes nothing.

use super::act::answer;
use super::allowances::ALLOWANCE;
use super::arena::Arena;
use super::assets::BALANCE_OF;
use super::view::{Input, View};
use crate::tx::Question;
use alloy_primitives::{Address, U256};
use hotfire_evm::executor::Executor;

/// Questions about one user.
const QUESTIONS_MAX: usize = 96;
/// Claims of one user, and of all.
const CLAIMS_OF_ONE_MAX: usize = 8;
const CLAIMS_MAX: usize = 64;

/// Something that is told of an honest user at genesis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The user.
    pub who: Address,
    /// How it is asked for.
    pub question: Question,
    /// `Contract.signature` of the view.
    pub subject: String,
    /// What was answered.
    pub units: U256,
}

impl Claim {
    /// What is answered now.
    pub(crate) fn now(&self, exec: &mut impl Executor) -> U256 {
        answer(exec, &self.question).unwrap_or_default()
    }
}

impl Arena {
    /// Reads what honest users have to claim.
    pub(super) fn find_claims(&mut self, exec: &mut impl Executor) {
        for who in self.honest.clone() {
            if self.stolen.contains(&who) {
                continue;
            }
            let claims = self.claims_of(exec, who).into_iter().filter(|claim| !claim.units.is_zero());
            self.claims.extend(claims.take(CLAIMS_OF_ONE_MAX));
        }
        self.claims.truncate(CLAIMS_MAX);
    }

    /// Everything that is told of a user in numbers, balances of assets that are no claims left out.
    pub(crate) fn claims_of(&self, exec: &mut impl Executor, who: Address) -> Vec<Claim> {
        let tokens: Vec<Address> = self.assets.iter().filter_map(|asset| asset.token).collect();
        let mut claims = Vec::new();
        for view in self.views.iter().filter(|view| self.tells_claims(view)) {
            for (question, is_address) in view.questions(who, &tokens) {
                if !is_address && claims.len() < QUESTIONS_MAX {
                    let units = answer(exec, &question).unwrap_or_default();
                    claims.push(Claim { who, question, subject: view.subject.clone(), units });
                }
            }
        }
        claims
    }

    fn tells_claims(&self, view: &View) -> bool {
        let asset = self.assets.iter().find(|asset| asset.token == Some(view.address));
        let is_money = asset.is_some_and(|asset| {
            view.selector == ALLOWANCE || (view.selector == BALANCE_OF && !asset.is_claim)
        });
        view.inputs.contains(&Input::Address) && !is_money
    }

    /// Users of whom less is told than at genesis, by enough that it is no rounding: cheap, for every state that is judged.
    pub(crate) fn users_told_less(&self, exec: &mut impl Executor) -> Vec<Address> {
        let mut users: Vec<Address> = Vec::new();
        for claim in &self.claims {
            if !users.contains(&claim.who) && is_less(claim.units, claim.now(exec)) {
                users.push(claim.who);
            }
        }
        users
    }
}

/// Part of a claim that must be gone: less is rounding or a fee.
const LESS_SHARE: u64 = 100;

/// Whether a claim fell by more than rounding takes.
pub(crate) fn is_less(before: U256, now: U256) -> bool {
    let fell = before.saturating_sub(now);
    !fell.is_zero() && fell >= before / U256::from(LESS_SHARE)
}
