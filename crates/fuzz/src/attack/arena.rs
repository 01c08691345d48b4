//! A world as an attacker reads it: assets, who holds them, who would lend them, views worth watching, roles.
//!
//! Invariant: everything is recognised by what calls do and answer, never by the name of a contract.

use super::accounts::{ACCOMPLICE, ATTACKER, word_of};
use super::assets::Asset;
use super::honest::HonestTx;
use super::loans::Loan;
use super::roles::{Membership, Role};
use super::view::View;
use crate::harness::Function;
use crate::tx::{NoteCall, Tx};
use alloy_primitives::{Address, Bytes, U256, hex};
use hotfire_evm::fast::FastExecutor;

/// `transfer(address,uint256)`.
pub(crate) const TRANSFER: [u8; 4] = hex!("a9059cbb");
/// `approve(address,uint256)`.
pub(super) const APPROVE: [u8; 4] = hex!("095ea7b3");

/// Accounts that are looked at for what they hold.
const ACCOUNTS_MAX: usize = 256;

/// A call by which an honest user takes out what is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The user.
    pub who: Address,
    /// The call with the words that worked at genesis, and where its amounts are read.
    pub call: NoteCall,
}

/// What the user says of a world before it is read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The tokens that are assets; recognised by behaviour when empty.
    pub tokens: Vec<Address>,
    /// Contracts that the attacker does not call.
    pub trusted: Vec<Address>,
    /// Further accounts with a role, by its name.
    pub roles: Vec<(String, Address)>,
    /// Views that tell who has a role.
    pub memberships: Vec<Membership>,
}

/// A world under attack.
#[derive(Clone, Debug, Default)]
pub struct Arena {
    /// Ether first.
    pub assets: Vec<Asset>,
    /// What can be borrowed.
    pub loans: Vec<Loan>,
    /// Contracts that are attacked.
    pub targets: Vec<Address>,
    /// Accounts without code that hold something, and the world contract.
    pub honest: Vec<Address>,
    /// Views of the targets.
    pub views: Vec<View>,
    /// Accounts that the targets trust.
    pub roles: Vec<Role>,
    /// Roles that nobody has and that would guard something if somebody had them.
    pub vacancies: Vec<Role>,
    /// What accounts let targets spend of theirs.
    pub granted: Vec<super::Granted>,
    /// What is told at genesis that honest users have to claim.
    pub claims: Vec<super::Claim>,
    /// Signatures that were shown before the attack.
    pub signatures: super::Signatures,
    /// What honest users could take out at genesis.
    pub exits: Vec<Exit>,
    /// How much that was, and which tokens added up.
    pub books: super::Books,
    /// Accounts whose keys are stolen.
    pub stolen: Vec<Address>,
    /// Transactions of honest users that the attacker may act before and after.
    pub honest_txs: Vec<HonestTx>,
    /// Honest accounts that lend nothing: whoever has less than without the attacker was wronged.
    pub(super) users: Vec<Address>,
    /// Targets that the attacker does not call.
    pub trusted: Vec<Address>,
    /// The asset that a gain is told in first.
    pub numeraire: Option<usize>,
    /// Assets that each target has to do with: it holds them at genesis, names their token, or is their token.
    pub(super) related: Vec<Vec<usize>>,
    /// Functions by address and selector, as in the harness.
    functions: Vec<(Address, Option<[u8; 4]>)>,
}

impl Arena {
    /// Reads a world. `accounts` are further accounts that may hold something.
    pub(crate) fn read(
        exec: &mut FastExecutor,
        world_contract: Address,
        functions: &[Function],
        views: Vec<View>,
        accounts: &[Address],
        stolen: Vec<Address>,
        wanted: &Wanted,
    ) -> Self {
        let mut targets: Vec<Address> = Vec::new();
        for function in functions {
            if !targets.contains(&function.address) {
                targets.push(function.address);
            }
        }
        let mut arena = Self {
            targets,
            views,
            stolen,
            trusted: wanted.trusted.clone(),
            functions: functions.iter().map(|f| (f.address, f.selector)).collect(),
            ..Self::default()
        };
        let accounts = &accounts[..accounts.len().min(ACCOUNTS_MAX)];
        arena.find_assets(exec, &wanted.tokens);
        arena.find_holders(exec, world_contract, accounts);
        arena.find_roles(exec);
        arena.find_members(exec, &wanted.memberships, accounts);
        arena.add_roles(&wanted.roles);
        arena.find_relations(exec);
        arena.find_allowances(exec);
        arena.find_claims(exec);
        arena
    }

    /// Index of the function that call data reach.
    pub(super) fn function_at(&self, to: Address, data: &[u8]) -> Option<usize> {
        let selector = data.first_chunk::<4>().copied();
        self.functions.iter().position(|f| *f == (to, selector))
    }

    /// The attacker's accounts that may hold what was gained.
    pub(crate) fn own_accounts(&self) -> [Address; 2] {
        [ATTACKER, ACCOMPLICE]
    }
}

/// A transaction without delay or script.
pub(super) fn plain(from: Address, to: Address, value: U256, data: Bytes) -> Tx {
    Tx { from, to, value, data, delay_secs: 0, delay_blocks: 0, script: crate::tx::Script::default() }
}

/// Call data of a function of an address and a number.
pub(super) fn two_words(selector: [u8; 4], who: Address, amount: U256) -> Bytes {
    let mut data = selector.to_vec();
    data.extend(word_of(who).to_be_bytes::<32>());
    data.extend(amount.to_be_bytes::<32>());
    data.into()
}

/// A plain call without live amounts.
pub(super) fn call_to(to: Address, data: Bytes) -> NoteCall {
    NoteCall { to, value: U256::ZERO, data, amounts: Vec::new() }
}
