//! What an attack leaves behind besides a gain: a role taken over, the attacker's code run as a target's own, a user locked out.
//!
//! Invariant: a check passes after the replay that made the finding, and is about the very contract that it names.

use super::Page;
use super::attack::appears;
use crate::case::Case;
use alloy_primitives::{Address, U256};
use hotfire_fuzz::attack::{ACCOMPLICE, ATTACKER, Arena, Asked, Exit, Role};

/// How long a user who is locked out waits, as the detector does.
const PATIENCE_SECS: u64 = 30 * 86_400;
const PATIENCE_BLOCKS: u64 = PATIENCE_SECS / 12;

/// Views that are asked whether something was given in return.
const TOLD_MAX: usize = 12;
/// What a proof says when something was given in return.
const PAID: &str = "hotfire: the user gets something for it";

/// The role is the attacker's.
pub(super) fn taken_over(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Vec<String>> {
    let violation = case.violation;
    let mut roles = arena.roles.iter().chain(&arena.vacancies);
    let role =
        roles.find(|role| role.subject == violation.reason.subject && role.contract == violation.judge)?;
    if role.asked != Asked::Who {
        return Some(given(case, page, role));
    }
    let (question, _) = page.call_data(role.contract, &role.selector);
    let contract = page.accounts.expression(role.contract);
    let own = if appears(case, ACCOMPLICE) {
        "holder == ATTACKER || holder == ACCOMPLICE"
    } else {
        "holder == ATTACKER"
    };
    Some(vec![
        format!("(, bytes memory out) = {contract}.staticcall({question});"),
        "address holder = abi.decode(out, (address));".into(),
        format!("require({own}, \"hotfire: the role is not the attacker's\");"),
    ])
}

/// The attacker is among those who have the role.
fn given(case: &Case<'_>, page: &mut Page<'_>, role: &Role) -> Vec<String> {
    let contract = page.accounts.expression(role.contract);
    let mut lines = vec!["bool given;".into(), "bytes memory out;".into()];
    let accomplice = appears(case, ACCOMPLICE).then_some(ACCOMPLICE);
    for who in std::iter::once(ATTACKER).chain(accomplice) {
        let data = page.names.asked(&role.question(who));
        let (question, _) = page.call_data(role.contract, &data);
        lines.push(format!("(, out) = {contract}.staticcall({question});"));
        lines.push("given = given || abi.decode(out, (uint256)) == 1;".into());
    }
    lines.push("require(given, \"hotfire: the role is not given to the attacker\");".into());
    lines
}

/// A target ran the attacker's code.
pub(super) fn hostile(case: &Case<'_>, page: &Page<'_>) -> Option<Vec<String>> {
    let target = page.accounts.expression(case.violation.judge);
    Some(vec![format!(
        "require(Plan(PLAN).runner() == {target}, \"hotfire: the attacker's code is not run as the target's own\");"
    )])
}

/// A target made the call that the attacker chose.
pub(super) fn arbitrary(case: &Case<'_>, page: &Page<'_>) -> Option<Vec<String>> {
    let target = account(page, case.violation.judge);
    Some(vec![format!(
        "require(Plan(PLAN).caller() == {target}, \"hotfire: the target does not make the attacker's call\");"
    )])
}

/// Whoever approved something is short of it.
pub(super) fn spent(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Vec<String>> {
    let violation = case.violation;
    let mut granted = arena.granted.iter().filter(|granted| granted.spenders.contains(&violation.judge));
    let granted = granted.find(|granted| {
        let asset = &arena.assets[granted.asset];
        violation.reason.how.contains(&asset.name)
            && violation.message.starts_with(&named(case, granted.owner))
    })?;
    let ppm = violation.value?.unsigned_abs().saturating_mul(U256::from(99)) / U256::from(100);
    let short = granted.balance.saturating_mul(ppm) / U256::from(1_000_000);
    let lent = lent(case, granted.asset, granted.owner);
    let most = granted.balance.saturating_sub(short).saturating_sub(lent);
    let token = super::attack::asset_expression(page, arena.assets[granted.asset].token);
    let (owner, most) = (account(page, granted.owner), super::wei(page, most));
    let mut lines = vec![
        "// It did nothing but to approve, long before.".into(),
        format!("require(_balanceOf({token}, {owner}) <= {most}, \"hotfire: the user keeps what it has\");"),
    ];
    let others = arena.assets.iter().zip(&granted.wealth);
    for (other, before) in others.filter_map(|(asset, before)| Some((asset.token?, before))) {
        let (other, before) = (page.accounts.expression(other), super::wei(page, *before));
        lines.push(format!("require(_balanceOf({other}, {owner}) <= {before}, \"{PAID}\");"));
    }
    let told = granted.told.iter().filter(|(contract, ..)| *contract == violation.judge);
    for (at, (contract, selector, before)) in told.take(TOLD_MAX).enumerate() {
        if at == 0 {
            lines.push("bool ok;".into());
            lines.push("bytes memory out;".into());
        }
        let data = [&selector[..], granted.owner.into_word().as_slice()].concat();
        let ((question, _), before) = (page.call_data(*contract, &data), super::wei(page, *before));
        lines.push(format!("(ok, out) = {}.staticcall({question});", page.accounts.expression(*contract)));
        lines.push(format!("require(!ok || abi.decode(out, (uint256)) <= {before}, \"{PAID}\");"));
    }
    Some(lines)
}

/// A target has no code any more.
pub(super) fn destroyed(case: &Case<'_>, page: &Page<'_>) -> Option<Vec<String>> {
    let target = account(page, case.violation.judge);
    Some(vec![
        format!("address target = {target};"),
        "uint256 size;".into(),
        "assembly { size := extcodesize(target) }".into(),
        "require(size == 0, \"hotfire: the target still has its code\");".into(),
    ])
}

/// A user can take out nothing by any way that was open before, now and in thirty days. `None` where tokens would have to be
/// given back first.
pub(super) fn frozen(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Vec<String>> {
    let mut lines = given_back(case, page)?;
    let locked = locked_out(case, arena)?;
    let calls: Vec<String> =
        arena.exits.iter().filter(|exit| exit.who == locked).map(|exit| call(page, exit)).collect();
    lines.push("bool ok;".into());
    for wait in [false, true] {
        for call in &calls {
            if wait {
                lines.push(format!("_wait({PATIENCE_SECS}, {PATIENCE_BLOCKS}); // 30 days later"));
            }
            lines.push(format!("(ok,) = {call};"));
            lines.push("require(!ok, \"hotfire: the user can take out what is its own\");".into());
        }
    }
    Some(lines)
}

/// An honest user gets less by all its exits than it did before. `None` where tokens would have to be given back first.
pub(super) fn lost(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Vec<String>> {
    let mut lines = given_back(case, page)?;
    let who = locked_out(case, arena)?;
    let how = &case.violation.reason.how;
    let asset = arena.assets.iter().position(|asset| how.contains(&format!(" {} ", asset.name)))?;
    let taking = arena.books.takings.iter().find(|taking| taking.who == who)?;
    let before = taking.units.first()?[asset];
    let ppm = case.violation.value?.unsigned_abs().saturating_mul(U256::from(99)) / U256::from(100);
    let most = before.saturating_sub(before.saturating_mul(ppm) / U256::from(1_000_000));
    let holds = match arena.assets[asset].token {
        None => format!("{}.balance", account(page, who)),
        Some(token) => format!("_balanceOf({}, {})", page.accounts.expression(token), account(page, who)),
    };
    // What it held before the attack, but for what it lent: what it was paid meanwhile is its own, too.
    let held = taking.wealth[asset].saturating_sub(lent(case, asset, who));
    let exits: Vec<&Exit> = arena.exits.iter().filter(|exit| exit.who == who).collect();
    lines.extend(exits.into_iter().map(|exit| format!("{};", call(page, exit))));
    let most = super::wei(page, held.saturating_add(most));
    lines.push(format!("require({holds} <= {most}, \"hotfire: the user can take out what is its own\");"));
    Some(lines)
}

/// A token's balances are more than its supply, or not all who could take out what is theirs still can. `None` where tokens would have to
/// be given back first.
pub(super) fn insolvent(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Vec<String>> {
    let judge = case.violation.judge;
    if arena.assets.iter().any(|asset| asset.token == Some(judge))
        && !case.violation.reason.subject.contains('.')
    {
        let token = page.accounts.expression(judge);
        let mut lines = vec!["uint256 sum;".to_owned()];
        for who in &arena.books.known {
            lines.push(format!("sum += _balanceOf({token}, {});", page.accounts.expression(*who)));
        }
        lines.push(format!(
            "(, bytes memory out) = {token}.staticcall(abi.encodeWithSignature(\"totalSupply()\"));"
        ));
        lines.push(
            "require(sum > abi.decode(out, (uint256)), \"hotfire: the token's balances add up\");".into(),
        );
        return Some(lines);
    }
    let mut lines = given_back(case, page)?;
    lines.extend(["bool all = true;".into(), "bool ok;".into()]);
    for exit in arena.books.run.iter().map(|index| &arena.exits[*index]) {
        lines.push(format!("(ok,) = {};", call(page, exit)));
        lines.push("all = all && ok;".into());
    }
    lines.push("require(!all, \"hotfire: everybody can take out what is its own\");".into());
    Some(lines)
}

/// Statements that give the targets what they lost; `None` where that would take tokens.
fn given_back(case: &Case<'_>, page: &Page<'_>) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    for loss in case.changes.iter().filter(|change| change.units.is_negative()) {
        if loss.token.is_some() {
            return None;
        }
        let (who, wei) = (account(page, loss.who), super::wei(page, loss.units.unsigned_abs()));
        lines.push("// An empty till alone harms nobody: what was taken is given back.".into());
        lines.push(format!("vm.deal({who}, {who}.balance + {wei});"));
    }
    Some(lines)
}

/// Who is locked out: whoever has an exit by the function that the finding is about, and is named by it.
fn locked_out(case: &Case<'_>, arena: &Arena) -> Option<Address> {
    let violation = case.violation;
    let mut exits = arena.exits.iter().filter(|exit| exit.call.to == violation.judge);
    exits.find(|exit| violation.message.starts_with(&named(case, exit.who))).map(|exit| exit.who)
}

/// Units that somebody lends of an asset.
fn lent(case: &Case<'_>, asset: usize, who: Address) -> U256 {
    let loans = case.sequence.iter().filter(|tx| tx.from == who);
    let loans = loans.filter_map(|tx| hotfire_fuzz::replay::loan_in(case.harness, tx));
    loans.filter(|(of, _)| *of == asset).map(|(_, units)| units).fold(U256::ZERO, U256::saturating_add)
}

/// What the detectors call an account.
pub(super) fn named(case: &Case<'_>, who: Address) -> String {
    case.harness.labels.get(&who).cloned().unwrap_or_else(|| who.to_string())
}

fn call(page: &mut Page<'_>, exit: &Exit) -> String {
    let (data, _) = page.call_data(exit.call.to, &exit.call.data);
    let (from, to) = (page.accounts.expression(exit.who), page.accounts.expression(exit.call.to));
    super::send(&from, &to, &super::wei(page, exit.call.value), &data)
}

pub(super) fn account(page: &Page<'_>, who: Address) -> String {
    page.accounts.constant(who).unwrap_or_else(|| format!("address({})", who.to_checksum(None)))
}
