//! What an attack leaves behind besides a gain: a role taken over, the attacker's code run as a target's own, a user locked out.
//!
//! Invariant: a check passes after the replay that made the finding, and is about the very contract that it names.

use super::Page;
use super::attack::appears;
use crate::case::Case;
use alloy_primitives::Address;
use hotfire_fuzz::attack::{ACCOMPLICE, Arena, Exit};

/// How long a user who is locked out waits, as the detector does.
const PATIENCE_SECS: u64 = 30 * 86_400;
const PATIENCE_BLOCKS: u64 = PATIENCE_SECS / 12;

/// The role is the attacker's.
pub(super) fn taken_over(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Vec<String>> {
    let violation = case.violation;
    let mut roles = arena.roles.iter();
    let role =
        roles.find(|role| role.subject == violation.reason.subject && role.contract == violation.judge)?;
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

/// A target ran the attacker's code.
pub(super) fn hostile(case: &Case<'_>, page: &Page<'_>) -> Option<Vec<String>> {
    let target = page.accounts.expression(case.violation.judge);
    Some(vec![format!(
        "require(Plan(PLAN).runner() == {target}, \"hotfire: the attacker's code is not run as the target's own\");"
    )])
}

/// A user can take out nothing by any way that was open before, now and in thirty days. `None` where tokens would have to be
/// given back first.
pub(super) fn frozen(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    for loss in case.changes.iter().filter(|change| change.units.is_negative()) {
        if loss.token.is_some() {
            return None;
        }
        let (who, wei) = (account(page, loss.who), super::wei(page, loss.units.unsigned_abs()));
        lines.push("// An empty till alone freezes nothing: what was taken is given back.".into());
        lines.push(format!("vm.deal({who}, {who}.balance + {wei});"));
    }
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

/// Who is locked out: whoever has an exit by the function that the finding is about, and is named by it.
fn locked_out(case: &Case<'_>, arena: &Arena) -> Option<Address> {
    let violation = case.violation;
    let named = |who: Address| case.harness.labels.get(&who).cloned().unwrap_or_else(|| who.to_string());
    let mut exits = arena.exits.iter().filter(|exit| exit.call.to == violation.judge);
    exits.find(|exit| violation.message.starts_with(&named(exit.who))).map(|exit| exit.who)
}

fn call(page: &mut Page<'_>, exit: &Exit) -> String {
    let (data, _) = page.call_data(exit.call.to, &exit.call.data);
    let (from, to) = (page.accounts.expression(exit.who), page.accounts.expression(exit.call.to));
    super::send(&from, &to, &super::wei(page, exit.call.value), &data)
}

fn account(page: &Page<'_>, who: Address) -> String {
    page.accounts.constant(who).unwrap_or_else(|| format!("address({})", who.to_checksum(None)))
}
