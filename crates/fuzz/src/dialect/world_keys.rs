//! What the user says about a world: `[world]` of `hotfire.toml`, resolved against what the setup deployed.
//!
//! Invariant: a name that means nothing, or several things, is an error that lists the names there are.

use std::collections::BTreeMap;

use alloy_primitives::{Address, U256};

use super::DialectError;
use crate::attack::{Arena, Wanted};

/// `[world]` and `[[honest]]`, as written. Accounts are addresses, labels or names of contracts; assets also symbols, or `ether`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorldKeys {
    /// The tokens that are assets besides ether; recognised by behaviour when empty.
    pub tokens: Vec<String>,
    /// The asset that a gain is told in first.
    pub numeraire: Option<String>,
    /// How much can be borrowed at the most, by asset, in its smallest units.
    pub capital: BTreeMap<String, U256>,
    /// Further accounts with a role, by the role's name.
    pub roles: BTreeMap<String, String>,
    /// Contracts that the attacker does not call.
    pub trusted: Vec<String>,
    /// Contracts that are no part of the world under attack.
    pub excluded: Vec<String>,
    /// The assets of which a gain counts; all that are no claims when empty.
    pub gain: Vec<String>,
    /// Transactions of honest users.
    pub honest: Vec<HonestKeys>,
}

/// One `[[honest]]`, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HonestKeys {
    /// Who sends it.
    pub from: String,
    /// What is called.
    pub to: String,
    /// `swap(uint256,address)`.
    pub signature: String,
    /// One text for each parameter.
    pub args: Vec<String>,
    /// Wei sent along.
    pub value: U256,
}

/// The names of a world's accounts.
pub(super) struct Directory<'a> {
    /// Label or contract name, for people.
    pub labels: &'a BTreeMap<Address, String>,
    /// Contracts that the setup created.
    pub contracts: &'a [Address],
}

impl Directory<'_> {
    /// The account that a text means.
    pub(super) fn account(&self, key: &str, name: &str) -> Result<Address, DialectError> {
        if let Ok(address) = name.parse() {
            return Ok(address);
        }
        let found: Vec<Address> =
            self.labels.iter().filter(|(_, label)| *label == name).map(|(who, _)| *who).collect();
        let why = match found.as_slice() {
            [one] => return Ok(*one),
            [] => "and nothing is called so; say an address or one of these names",
            _ => "and several accounts are called so; say the address",
        };
        let known = self.labels.iter().map(|(who, label)| format!("{label} ({who})"));
        Err(unknown(key, name, why, &known.collect::<Vec<_>>()))
    }

    /// The contract of the setup that a text means.
    pub(super) fn contract(&self, key: &str, name: &str) -> Result<Address, DialectError> {
        let address = self.account(key, name)?;
        if self.contracts.contains(&address) {
            return Ok(address);
        }
        let label = |who: &Address| self.labels.get(who).map_or_else(|| who.to_string(), Clone::clone);
        let known: Vec<String> = self.contracts.iter().map(label).collect();
        Err(unknown(key, name, "and setUp() created no such contract", &known))
    }

    /// What is known before the assets are.
    pub(super) fn wanted(&self, keys: &WorldKeys) -> Result<Wanted, DialectError> {
        let all = |key: &str, names: &[String]| {
            names.iter().map(|name| self.contract(key, name)).collect::<Result<Vec<_>, _>>()
        };
        let roles = keys
            .roles
            .iter()
            .map(|(role, who)| Ok((role.clone(), self.account(&format!("world.roles.{role}"), who)?)));
        Ok(Wanted {
            tokens: all("world.tokens", &keys.tokens)?,
            trusted: all("world.trusted", &keys.trusted)?,
            roles: roles.collect::<Result<_, DialectError>>()?,
            memberships: Vec::new(),
        })
    }

    /// What is said about assets, once they are known and named.
    pub(super) fn complete(&self, arena: &mut Arena, keys: &WorldKeys) -> Result<(), DialectError> {
        for name in &keys.tokens {
            let token = self.contract("world.tokens", name)?;
            if arena.assets.iter().all(|asset| asset.token != Some(token)) {
                return Err(unknown("world.tokens", name, "which tells no balances", &names_of(arena)));
            }
        }
        for (name, most) in &keys.capital {
            let asset = self.asset(arena, "world.capital", name)?;
            arena.limit_capital(asset, *most);
        }
        if let Some(name) = &keys.numeraire {
            arena.numeraire = Some(self.asset(arena, "world.numeraire", name)?);
        }
        let counting = keys.gain.iter().map(|name| self.asset(arena, "world.gain", name));
        let counting = counting.collect::<Result<Vec<_>, _>>()?;
        for (index, asset) in arena.assets.iter_mut().enumerate() {
            asset.counts = !asset.is_claim && (counting.is_empty() || counting.contains(&index));
        }
        let claim = counting.iter().zip(&keys.gain).find(|(index, _)| arena.assets[**index].is_claim);
        if let Some((_, name)) = claim {
            let why = "which is a claim on other assets; name those";
            return Err(unknown("world.gain", name, why, &names_of(arena)));
        }
        Ok(())
    }

    /// The asset that a text means: by its own name first, then by its token's.
    fn asset(&self, arena: &Arena, key: &str, name: &str) -> Result<usize, DialectError> {
        let named: Vec<usize> =
            (0..arena.assets.len()).filter(|index| arena.assets[*index].name == name).collect();
        if let [one] = named.as_slice() {
            return Ok(*one);
        }
        let token = self.account(key, name).ok();
        let at = arena.assets.iter().position(|asset| asset.token.is_some() && asset.token == token);
        let why = if named.is_empty() {
            "and no asset is called so"
        } else {
            "and several assets are called so; say the token's address"
        };
        at.ok_or_else(|| unknown(key, name, why, &names_of(arena)))
    }
}

fn names_of(arena: &Arena) -> Vec<String> {
    arena.assets.iter().map(|asset| asset.name.clone()).collect()
}

fn unknown(key: &str, name: &str, why: &str, known: &[String]) -> DialectError {
    let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
    DialectError::UnknownName { key: key.to_owned(), name: format!("`{name}`"), why: why.to_owned(), known }
}
