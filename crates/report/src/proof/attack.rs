//! The attacker's part of a proof: its loans, what it must be left with, and its contract where it has one.
//!
//! Invariant: what the traces show that the attack does not need is left out; where a trace was cut, nothing is.

use super::Page;
use super::attacker::{self, Contract};
use super::compared;
use super::ending;
use crate::amount::units;
use crate::case::Case;
use crate::error::ReportError;
use alloy_primitives::{Address, U256};
use hotfire_fuzz::attack::{ACCOMPLICE, ATTACKER, Arena, DUST_SHARE, DUST_UNITS, codes as stand_codes};
use hotfire_fuzz::replay::loan_in;
use hotfire_fuzz::{Rule, Tx};
use serde::Serialize;
use std::collections::BTreeSet;

/// Percent of the stated gain that a proof asks for.
const GAIN_PERCENT: u64 = 99;

/// Longest part of a test's name.
const NAME_MAX: usize = 80;

/// The attacker's part of the template.
#[derive(Debug, Default, Serialize)]
pub(super) struct Attack {
    /// The attacker's contract, if it needs one.
    pub(super) contract: Option<Contract>,
    /// The accomplice appears.
    accomplice: bool,
    /// The end shows only after the transaction.
    settles: bool,
    /// The end is about what the attacker has.
    counts: bool,
    /// Something is borrowed.
    borrows: bool,
    /// Something is borrowed that is not gained.
    repays: bool,
    /// What may be missing of it, as a share and in units.
    dust_share: u64,
    dust_units: u64,
    /// A token is borrowed or gained.
    tokens: bool,
    /// What is looked at before the last transaction, as statements.
    before: Vec<String>,
    /// What must be true in the end, as statements.
    checks: Vec<String>,
    /// `_balanceOf` is called.
    asks_balances: bool,
}

/// Plans the attacker's part; `None` unless an attack is to be proven.
pub(super) fn plan(case: &Case<'_>, page: &mut Page<'_>) -> Result<Option<Attack>, ReportError> {
    if !case.rule().is_attack() {
        return Ok(None);
    }
    let no_proof = |why: &str| ReportError::NoProof { what: format!("finding {}", case.id), why: why.into() };
    let arena = case.harness.arena.as_deref().ok_or_else(|| no_proof("its world has no attacker"))?;
    let counts = case.rule() == Rule::Gain;
    let borrowed = if counts { borrowed(case) } else { BTreeSet::new() };
    let mut before = Vec::new();
    let checks = match case.rule() {
        Rule::Gain => gains(case, page, arena, &borrowed),
        Rule::Takeover => ending::taken_over(case, page, arena),
        Rule::HostileCode => ending::hostile(case, page),
        Rule::Frozen => ending::frozen(case, page, arena),
        Rule::Destroyed => ending::destroyed(case, page),
        Rule::VacantRole => ending::taken_over(case, page, arena),
        Rule::ArbitraryCall => ending::arbitrary(case, page),
        Rule::Approval => ending::spent(case, page, arena),
        Rule::SilentFailure | Rule::ReplayedSignature | Rule::ReadOnlyReentrancy => {
            let compared = compared::plan(case, page, arena);
            compared.map(|compared| {
                before = compared.before;
                compared.checks
            })
        }
        Rule::Loss => ending::lost(case, page, arena),
        Rule::Insolvency => ending::insolvent(case, page, arena),
        _ => None,
    };
    let checks = checks.ok_or_else(|| no_proof("its end cannot be told in Solidity yet"))?;
    let contract = attacker::plan(case, page);
    let tokens = borrowed.iter().any(|asset| arena.assets[*asset].token.is_some())
        || case.changes.iter().any(|change| change.who == ATTACKER && change.token.is_some());
    let in_contract = checks.iter().chain(&before).any(|line| line.contains("_balanceOf("))
        || contract.as_ref().is_some_and(|contract| contract.uses("_balanceOf("));
    Ok(Some(Attack {
        accomplice: appears(case, ACCOMPLICE),
        borrows: !borrowed.is_empty(),
        repays: checks.iter().any(|line| line.starts_with("_repay(")),
        dust_share: DUST_SHARE,
        dust_units: DUST_UNITS,
        asks_balances: (counts && tokens) || in_contract,
        settles: case.rule() == Rule::Destroyed,
        counts,
        contract,
        tokens,
        before,
        checks,
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
        codes.push((plan_address(), "Plan"));
    }
    codes
}

/// Assets that are lent to the attacker.
fn borrowed(case: &Case<'_>) -> BTreeSet<usize> {
    case.sequence.iter().filter_map(|tx| loan_in(case.harness, tx)).map(|(asset, _)| asset).collect()
}

/// What the attacker must be left with; `None` if that is not said.
fn gains(case: &Case<'_>, page: &Page<'_>, arena: &Arena, borrowed: &BTreeSet<usize>) -> Option<Vec<String>> {
    let left = if borrowed.is_empty() { "_held" } else { "_left" };
    let mut lines = Vec::new();
    let mut gained = Vec::new();
    for change in case.changes.iter().filter(|change| change.who == ATTACKER && change.units.is_positive()) {
        let amount = change.units.unsigned_abs();
        let least = (amount / U256::from(100)).saturating_mul(U256::from(GAIN_PERCENT)).max(U256::ONE);
        let told = units(amount, change.decimals, &change.asset);
        gained.push(change.token);
        lines.push(format!("// {}", super::comment(&format!("at least {GAIN_PERCENT} % of {told}"))));
        lines.push(format!(
            "require({left}({}) >= {}, \"{}\");",
            asset_expression(page, change.token),
            super::wei(page, least),
            sentence("hotfire: the attacker does not gain", &change.asset),
        ));
    }
    for asset in borrowed.iter().map(|asset| &arena.assets[*asset]) {
        if !gained.contains(&asset.token) {
            let told = format!("what was borrowed of {} can be paid back", asset.name);
            lines.push(format!("// {}", super::comment(&told)));
            lines.push(format!("_repay({});", asset_expression(page, asset.token)));
        }
    }
    (!gained.is_empty()).then_some(lines)
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
    let arena = case.harness.arena.as_deref().filter(|_| case.rule() == Rule::Gain)?;
    let (asset, amount) = loan_in(case.harness, tx)?;
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
    let subject = &case.violation.reason.subject;
    match case.rule() {
        Rule::Takeover => return format!("test_attack_takes_over_{}", words(subject)),
        Rule::HostileCode => return format!("test_attack_runs_its_code_as_{}", words(subject)),
        Rule::Frozen => return format!("test_attack_freezes_{}", words(subject)),
        Rule::Destroyed => return format!("test_attack_destroys_{}", words(subject)),
        Rule::ReplayedSignature => return format!("test_attack_shows_again_to_{}", words(subject)),
        Rule::SilentFailure => return format!("test_attack_leaves_unpaid_{}", words(subject)),
        Rule::Loss => return format!("test_attack_takes_from_{}", words(subject)),
        Rule::Insolvency => return format!("test_attack_breaks_{}", words(subject)),
        Rule::VacantRole => return format!("test_attack_takes_{}", words(subject)),
        Rule::ArbitraryCall => return format!("test_attack_calls_anybody_as_{}", words(subject)),
        Rule::ReadOnlyReentrancy => return format!("test_attack_misleads_by_{}", words(subject)),
        Rule::Approval => return format!("test_attack_spends_approvals_given_to_{}", words(subject)),
        _ => {}
    }
    let told = match (how.strip_suffix(" taken"), how.strip_suffix(" out of nothing")) {
        (Some(asset), _) => format!("takes_{asset}"),
        (_, Some(asset)) => format!("makes_{asset}_out_of_nothing"),
        _ => how.clone(),
    };
    format!("test_attack_{}", words(&told))
}

/// Text as a part of a function's name; what is in parentheses is left out.
fn words(text: &str) -> String {
    let text = text.split('(').next().unwrap_or_default();
    let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = text.chars().map(word).take(NAME_MAX).collect();
    name.trim_matches('_').to_owned()
}

/// Where the attacker's contracts ask what to do: the third account of the attacker's that has code.
pub(super) fn plan_address() -> Address {
    let mut with_code = stand_codes().into_iter().map(|(who, _)| who);
    with_code.find(|who| ![ATTACKER, ACCOMPLICE].contains(who)).expect("the stand gives the plan its code")
}

/// Whether an account appears anywhere in what is done or in what happens.
pub(super) fn appears(case: &Case<'_>, who: Address) -> bool {
    let plan = plan_address();
    let within = |data: &[u8]| data.windows(20).any(|window| window == who.as_slice());
    case.sequence.iter().any(|tx| tx.from == who || tx.to == who || within(&tx.data))
        || case
            .sequence
            .iter()
            .flat_map(|tx| &tx.script.notes)
            .flat_map(|note| &note.0)
            .any(|call| call.to == who || within(&call.data))
        || case.traces.iter().flat_map(|tree| &tree.nodes).any(|node| {
            node.to == who || node.code_address == who || (node.to != plan && within(&node.input))
        })
}

/// The word as an address, if it can be one.
pub(super) fn address_in(word: U256) -> Option<Address> {
    (!word.is_zero() && word.bit_len() <= 160).then(|| Address::from_word(word.into()))
}
