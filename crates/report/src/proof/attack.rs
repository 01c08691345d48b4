//! The attacker's part of a proof: its loans, what it must be left with, and its contract where it has one.
//!
//! Invariant: what the traces show that the attack does not need is left out; where a trace was cut, nothing is.

use super::Page;
use super::attacker::{self, Contract};
use crate::amount::units;
use crate::case::Case;
use crate::error::ReportError;
use alloy_primitives::{Address, U256};
use hotfire_fuzz::attack::{ACCOMPLICE, ATTACKER, Arena, PLAN};
use hotfire_fuzz::{Rule, Tx};
use serde::Serialize;
use std::collections::BTreeSet;

/// Percent of the stated gain that a proof asks for.
const GAIN_PERCENT: u64 = 99;

/// The attacker's part of the template.
#[derive(Debug, Default, Serialize)]
pub(super) struct Attack {
    /// The attacker's contract, if it needs one.
    pub(super) contract: Option<Contract>,
    /// The accomplice appears.
    accomplice: bool,
    /// Something is borrowed.
    borrows: bool,
    /// A token is borrowed or gained.
    tokens: bool,
    /// What the attacker must be left with.
    gains: Vec<Gain>,
    /// `_balanceOf` is called.
    asks_balances: bool,
}

/// What the attacker must be left with of an asset.
#[derive(Debug, Serialize)]
struct Gain {
    asset: String,
    /// Units; `0` where only the loan must be paid back.
    least: String,
    comment: String,
    otherwise: String,
}

/// Plans the attacker's part; `None` unless an attack is to be proven.
pub(super) fn plan(case: &Case<'_>, page: &mut Page<'_>) -> Result<Option<Attack>, ReportError> {
    if !case.rule().is_attack() {
        return Ok(None);
    }
    let no_proof = |why: &str| ReportError::NoProof { what: format!("finding {}", case.id), why: why.into() };
    if case.rule() != Rule::Gain {
        return Err(no_proof("proofs of this rule are not written yet; `hotfire replay` shows it"));
    }
    let arena = case.harness.arena.as_deref().ok_or_else(|| no_proof("its world has no attacker"))?;
    let contract = attacker::plan(case, page);
    let borrowed = borrowed(case, arena);
    let gains = gains(case, page, arena, &borrowed);
    if gains.iter().all(|gain| gain.least == "0") {
        return Err(no_proof("it does not say what the attacker gains"));
    }
    let tokens = borrowed.iter().any(|asset| arena.assets[*asset].token.is_some())
        || case.changes.iter().any(|change| change.who == ATTACKER && change.token.is_some());
    let in_contract = contract.as_ref().is_some_and(|contract| contract.uses("_balanceOf("));
    Ok(Some(Attack {
        accomplice: appears(case, ACCOMPLICE),
        borrows: !borrowed.is_empty(),
        asks_balances: tokens || in_contract,
        contract,
        tokens,
        gains,
    }))
}

/// The accounts that the attacker's code is put at, with the contract that it is of.
pub(super) fn codes(case: &Case<'_>, attack: &Attack) -> Vec<(Address, &'static str)> {
    let Some(contract) = &attack.contract else { return Vec::new() };
    let mut codes = vec![(ATTACKER, "Attacker")];
    if appears(case, ACCOMPLICE) {
        codes.push((ACCOMPLICE, "Attacker"));
    }
    if contract.has_plan() {
        codes.push((PLAN, "Plan"));
    }
    codes
}

/// Assets that are lent to the attacker.
fn borrowed(case: &Case<'_>, arena: &Arena) -> BTreeSet<usize> {
    case.sequence.iter().filter_map(|tx| arena.lent_by(tx)).map(|(asset, _)| asset).collect()
}

fn gains(case: &Case<'_>, page: &Page<'_>, arena: &Arena, borrowed: &BTreeSet<usize>) -> Vec<Gain> {
    let mut gains = Vec::new();
    let mut gained = Vec::new();
    for change in case.changes.iter().filter(|change| change.who == ATTACKER && change.units.is_positive()) {
        let amount = change.units.unsigned_abs();
        let least = (amount / U256::from(100)).saturating_mul(U256::from(GAIN_PERCENT)).max(U256::ONE);
        gained.push(change.token);
        gains.push(Gain {
            asset: asset_expression(page, change.token),
            least: super::wei(page, least),
            comment: super::comment(&format!(
                "{GAIN_PERCENT} % of {}",
                units(amount, change.decimals, &change.asset)
            )),
            otherwise: sentence("hotfire: the attacker does not gain", &change.asset),
        });
    }
    for asset in borrowed.iter().map(|asset| &arena.assets[*asset]) {
        if !gained.contains(&asset.token) {
            gains.push(Gain {
                asset: asset_expression(page, asset.token),
                least: "0".into(),
                comment: super::comment(&format!("what was borrowed of {} is paid back", asset.name)),
                otherwise: String::new(),
            });
        }
    }
    gains
}

/// Text inside quotes.
fn sentence(text: &str, name: &str) -> String {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || " ._-".contains(*c)).collect();
    format!("{text} {plain}")
}

pub(super) fn asset_expression(page: &Page<'_>, token: Option<Address>) -> String {
    token.map_or_else(|| "ETHER".to_owned(), |token| page.accounts.expression(token))
}

/// A loan as a statement and in words, if the transaction is one.
pub(super) fn loan(case: &Case<'_>, page: &Page<'_>, tx: &Tx) -> Option<(String, String)> {
    let arena = case.harness.arena.as_deref().filter(|_| case.rule().is_attack())?;
    let (asset, amount) = arena.lent_by(tx)?;
    let asset = &arena.assets[asset];
    let (from, of) = (page.accounts.expression(tx.from), asset_expression(page, asset.token));
    let statement = format!("_lend({from}, {of}, {})", super::wei(page, amount));
    let lender = page.names.short(tx.from);
    Some((
        statement,
        format!("{lender} lends {} to the attacker", units(amount, asset.decimals, &asset.name)),
    ))
}

/// `test_attack_takes_ether`.
pub(super) fn test_name(case: &Case<'_>) -> String {
    let how = &case.violation.reason.how;
    let told = match (how.strip_suffix(" taken"), how.strip_suffix(" out of nothing")) {
        (Some(asset), _) => format!("takes_{asset}"),
        (_, Some(asset)) => format!("makes_{asset}_out_of_nothing"),
        _ => how.clone(),
    };
    let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = told.chars().map(word).take(80).collect();
    format!("test_attack_{}", name.trim_matches('_'))
}

/// Whether an account appears anywhere in what is done or in what happens.
fn appears(case: &Case<'_>, who: Address) -> bool {
    let within = |data: &[u8]| data.windows(20).any(|window| window == who.as_slice());
    case.sequence.iter().any(|tx| tx.from == who || tx.to == who || within(&tx.data))
        || case
            .sequence
            .iter()
            .flat_map(|tx| &tx.script.notes)
            .flat_map(|note| &note.0)
            .any(|call| call.to == who || within(&call.data))
        || case.traces.iter().flat_map(|tree| &tree.nodes).any(|node| {
            node.to == who || node.code_address == who || (node.to != PLAN && within(&node.input))
        })
}

/// The word as an address, if it can be one.
pub(super) fn address_in(word: U256) -> Option<Address> {
    (!word.is_zero() && word.bit_len() <= 160).then(|| Address::from_word(word.into()))
}
