//! Endings that the last transaction makes: what is asked before it and after it.
//!
//! Invariant: the same questions are asked both times, and the proof fails where the answers are the same.

use super::Page;
use super::attacker::Watch;
use super::ending::{account, named};
use crate::case::Case;
use alloy_primitives::Address;
use hotfire_fuzz::Rule;
use hotfire_fuzz::attack::Arena;

/// Views that are compared.
const TOLD_MAX: usize = 12;

/// What is asked before the last transaction, and what must be true after it; both as statements.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) before: Vec<String>,
    pub(super) checks: Vec<String>,
    asked: usize,
}

impl Compared {
    /// Asks for a number before, and says where it is found afterwards.
    fn ask(&mut self, question: &str) -> String {
        self.before.push(format!("before.push({question});"));
        self.asked += 1;
        format!("before[{}]", self.asked - 1)
    }
}

/// Plans what is compared; `None` unless the rule is one of these.
pub(super) fn plan(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Compared> {
    match case.rule() {
        Rule::SilentFailure => not_paid(case, page, arena),
        Rule::ReplayedSignature => Some(short(page, arena, case.violation.judge)),
        Rule::ReadOnlyReentrancy => misled(case, page),
        _ => None,
    }
}

/// What the view told meanwhile is what it told neither before nor after, and the call that was misled went well.
pub(super) fn misled(case: &Case<'_>, page: &mut Page<'_>) -> Option<Compared> {
    let now = format!("_ask({})", Watch::of(case)?.question(page));
    let mut compared = Compared::default();
    let before = compared.ask(&now);
    compared.checks = vec![
        "require(Plan(PLAN).believed(), \"hotfire: nobody goes by what the view tells meanwhile\");".into(),
        "uint256 told = Plan(PLAN).told();".into(),
        format!("uint256 later = {now};"),
        format!("bool lies = (told < {before} && told < later) || (told > {before} && told > later);"),
        "require(lies, \"hotfire: meanwhile, the view tells what is so\");".into(),
    ];
    Some(compared)
}

/// Somebody has less of something, and more of nothing.
fn short(page: &Page<'_>, arena: &Arena, who: Address) -> Compared {
    let mut compared = Compared::default();
    compared.checks.push("bool short;".into());
    for (asset, held) in arena.assets.iter().zip(holdings(page, arena, who)) {
        let before = compared.ask(&held);
        if asset.counts {
            compared.checks.push(format!("short = short || {held} < {before};"));
        }
        compared.checks.push(format!("require({held} <= {before}, \"hotfire: something is given for it\");"));
    }
    compared.checks.push("require(short, \"hotfire: nothing is lost by the signature\");".into());
    compared
}

/// A user was not paid, and less is told of it than before.
fn not_paid(case: &Case<'_>, page: &mut Page<'_>, arena: &Arena) -> Option<Compared> {
    let violation = case.violation;
    let claims = arena.claims.iter().filter(|claim| {
        claim.question.contract == violation.judge
            && violation.message.contains(&claim.subject)
            && violation.message.starts_with(&format!("{} ", named(case, claim.who)))
    });
    let claims: Vec<_> = claims.take(TOLD_MAX).collect();
    let who = claims.first()?.who;
    let mut compared = Compared::default();
    compared.checks.push("bool gone;".into());
    for claim in claims.into_iter().filter(|claim| claim.who == who) {
        let contract = page.accounts.expression(claim.question.contract);
        let data = claim.question.data();
        let (question, _) = page.call_data(claim.question.contract, &data);
        let now = format!("_ask({contract}, {question}, {})", claim.question.word);
        let before = compared.ask(&now);
        compared.checks.push(format!("gone = gone || {now} < {before};"));
    }
    compared.checks.push("require(gone, \"hotfire: the user has as much to claim as before\");".into());
    for held in holdings(page, arena, who) {
        let before = compared.ask(&held);
        compared.checks.push(format!("require({held} <= {before}, \"hotfire: the user is paid\");"));
    }
    Some(compared)
}

/// What somebody holds of each asset, as expressions.
fn holdings(page: &Page<'_>, arena: &Arena, who: Address) -> Vec<String> {
    let who = account(page, who);
    let of = |token: &Option<Address>| match token {
        None => format!("{who}.balance"),
        Some(token) => format!("_balanceOf({}, {who})", page.accounts.expression(*token)),
    };
    arena.assets.iter().map(|asset| of(&asset.token)).collect()
}
