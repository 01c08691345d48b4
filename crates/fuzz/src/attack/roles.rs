//! Accounts that contracts trust.
//!
//! Invariant: who has a role is read from the contract that names it.

use super::act::ask;
use super::arena::Arena;
use alloy_primitives::{Address, U256};
use hotfire_evm::fast::FastExecutor;

/// An account that some contract trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The contract that names it; zero if only the user does.
    pub contract: Address,
    /// The view's selector.
    pub selector: [u8; 4],
    /// `Contract.owner()`, for people.
    pub subject: String,
    /// Name of the view without parameters.
    pub name: String,
    /// Who it is at genesis.
    pub holder: Address,
    /// Whether it can do what a stranger cannot, because it is named there.
    pub guards: bool,
}

impl Arena {
    pub(super) fn find_roles(&mut self, exec: &mut FastExecutor) {
        for view in self.views.iter().filter(|view| view.names_account()) {
            let Some(word) = ask(exec, view.address, view.selector, U256::ZERO) else { continue };
            if word.is_zero() || word.bit_len() > 160 {
                continue;
            }
            let holder = Address::from_word(word.into());
            let name = view.subject.rsplit('.').next().unwrap_or_default();
            let name = name.split('(').next().unwrap_or_default().to_owned();
            self.roles.push(Role {
                contract: view.address,
                selector: view.selector,
                subject: view.subject.clone(),
                name,
                holder,
                guards: false,
            });
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
            });
        }
    }
}
