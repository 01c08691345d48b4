//! Accounts that contracts trust.
//!
//! Invariant: who has a role is asked of the contract that knows it.

use super::accounts::{ACCOMPLICE, ATTACKER, BANK, word_of};
use super::act::{answer, ask};
use super::arena::Arena;
use crate::tx::Question;
use alloy_primitives::{Address, U256};
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;

/// Accounts that may have one role: more of them are users, not a role.
const MEMBERS_MAX: usize = 8;
/// Roles by membership.
const MEMBERSHIPS_MAX: usize = 64;

/// An account that some contract trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The contract that knows it; zero if only the user does.
    pub contract: Address,
    /// The view's selector.
    pub selector: [u8; 4],
    /// `Contract.owner()`, for people.
    pub subject: String,
    /// Name of the view, or of the role that it is asked about, without parameters.
    pub name: String,
    /// Who it is at genesis.
    pub holder: Address,
    /// Whether it can do what a stranger cannot, because it is named there.
    pub guards: bool,
    /// What the view is asked.
    pub asked: Asked,
}

/// How a contract tells who has a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The view answers who it is.
    Who,
    /// The view answers whether an account is one.
    Whether,
    /// The view answers whether an account has this role.
    WhetherInRole(U256),
}

/// A view that answers whether an account has a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The contract that is asked.
    pub contract: Address,
    /// Its selector.
    pub selector: [u8; 4],
    /// `Contract.isSigner(address)` or `Contract.MINTER_ROLE`, for people.
    pub subject: String,
    /// The view that tells the role it is asked about, if it takes one.
    pub role: Option<[u8; 4]>,
}

impl Role {
    /// The question by which the contract tells whether an account has the role.
    #[must_use]
    pub fn question(&self, who: Address) -> Question {
        let arguments = match self.asked {
            Asked::Who => [U256::ZERO; 2],
            Asked::Whether => [word_of(who), U256::ZERO],
            Asked::WhetherInRole(role) => [role, word_of(who)],
        };
        Question { contract: self.contract, selector: self.selector, arguments, word: 0 }
    }

    /// Whether an account has the role in the current state.
    pub(crate) fn is_held_by(&self, exec: &mut impl Executor, who: Address) -> bool {
        let yes = if self.asked == Asked::Who { word_of(who) } else { U256::ONE };
        answer(exec, &self.question(who)) == Some(yes)
    }
}

impl Arena {
    pub(super) fn find_roles(&mut self, exec: &mut FastExecutor) {
        for view in self.views.iter().filter(|view| view.names_account()) {
            let Some(word) = ask(exec, view.address, view.selector, U256::ZERO) else { continue };
            if word.is_zero() || word.bit_len() > 160 {
                continue;
            }
            let holder = Address::from_word(word.into());
            self.roles.push(Role {
                contract: view.address,
                selector: view.selector,
                name: name_in(&view.subject),
                subject: view.subject.clone(),
                holder,
                guards: false,
                asked: Asked::Who,
            });
        }
    }

    /// Finds who has a role by membership, among known accounts. What strangers have, or many, is no role.
    pub(super) fn find_members(
        &mut self,
        exec: &mut FastExecutor,
        memberships: &[Membership],
        accounts: &[Address],
    ) {
        for membership in memberships.iter().take(MEMBERSHIPS_MAX) {
            let asked = match membership.role.map(|role| ask(exec, membership.contract, role, U256::ZERO)) {
                None => Asked::Whether,
                Some(Some(role)) => Asked::WhetherInRole(role),
                Some(None) => continue,
            };
            let role = Role {
                contract: membership.contract,
                selector: membership.selector,
                subject: membership.subject.clone(),
                name: name_in(&membership.subject),
                holder: Address::ZERO,
                guards: false,
                asked,
            };
            let strangers = [ATTACKER, ACCOMPLICE, BANK, Address::ZERO];
            if strangers.iter().any(|who| role.is_held_by(exec, *who)) {
                continue;
            }
            let members = accounts.iter().filter(|who| role.is_held_by(exec, **who));
            let members: Vec<Address> = members.copied().take(MEMBERS_MAX + 1).collect();
            if members.len() <= MEMBERS_MAX {
                let held = members.into_iter().map(|holder| Role { holder, ..role.clone() });
                self.roles.extend(held);
            }
        }
    }

    /// Adds accounts that the user names; no view tells them, so nobody can be seen to take them over.
    pub(super) fn add_roles(&mut self, named: &[(String, Address)]) {
        for (name, holder) in named {
            self.roles.push(Role {
                contract: Address::ZERO,
                selector: [0; 4],
                subject: format!("hotfire.toml world.roles.{name}"),
                name: name.clone(),
                holder: *holder,
                guards: false,
                asked: Asked::Who,
            });
        }
    }
}

/// The name in `Contract.name(parameters)`.
fn name_in(subject: &str) -> String {
    let name = subject.rsplit('.').next().unwrap_or_default();
    name.split('(').next().unwrap_or_default().to_owned()
}
