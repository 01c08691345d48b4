//! Replays a sequence on any engine and judges it.
//!
//! Invariant: one function decides what happens between two transactions, for search, shrinking and confirmation alike.

use crate::attack::{Change, Held, Holdings, Ledger};
use crate::detectors::{Scene, Verdict, changes, judge_attack, judge_call, judge_property, measured};
use crate::finding::{Reason, Violation};
use crate::harness::{Function, Harness, PropertyKind};
use crate::rules::Rule;
use crate::search::function_of;
use crate::tx::Tx;
use alloy_primitives::{I256, U256};
use hotfire_evm::executor::Executor;
use hotfire_evm::outcome::{Call, Outcome};
use hotfire_evm::trace::CallTree;

/// Lets the delays of a transaction pass, calls, and takes the delays back if the call fails.
pub fn fire(exec: &mut impl Executor, call: &Call<'_>, delay_secs: u64, delay_blocks: u64) -> Outcome {
    if delay_secs == 0 && delay_blocks == 0 {
        return exec.call(call);
    }
    let before = wait(exec, delay_secs, delay_blocks);
    let outcome = exec.call(call);
    if !outcome.status.is_success() {
        let block = exec.block_mut();
        (block.timestamp, block.number) = before;
    }
    outcome
}

/// As [`fire`], and tells what happened frame by frame.
pub fn fire_traced(
    exec: &mut impl Executor,
    call: &Call<'_>,
    delay_secs: u64,
    delay_blocks: u64,
) -> (Outcome, CallTree) {
    let before = wait(exec, delay_secs, delay_blocks);
    let (outcome, tree) = exec.call_traced(call);
    if !outcome.status.is_success() {
        let block = exec.block_mut();
        (block.timestamp, block.number) = before;
    }
    (outcome, tree)
}

/// Lets time pass; returns the timestamp and number before.
pub fn wait(exec: &mut impl Executor, delay_secs: u64, delay_blocks: u64) -> (U256, U256) {
    let block = exec.block_mut();
    let before = (block.timestamp, block.number);
    block.timestamp = block.timestamp.saturating_add(U256::from(delay_secs));
    block.number = block.number.saturating_add(U256::from(delay_blocks));
    before
}

/// The message call of a transaction.
#[must_use]
pub fn call_of<'a>(harness: &Harness, tx: &'a Tx) -> Call<'a> {
    Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit: harness.semantics.gas_limit }
}

/// Replays from genesis until something breaks for the wanted reason; tells what, with [`Violation::at`] set.
///
/// Reasons are the same when rule, subject and manner agree; for [`Rule::Optimum`] the value must reach the wanted one
/// (`value_min`).
pub fn replay_until(
    harness: &Harness,
    exec: &mut impl Executor,
    txs: &[Tx],
    wanted: &Violation,
) -> Option<Violation> {
    if wanted.reason.rule.is_attack() {
        let found = replay_attack(harness, exec, txs, wanted.reason.rule).map(|(found, _)| found);
        return found.filter(|found| {
            same_reason(&found.reason, &wanted.reason) && is_worth(found.value, wanted.value)
        });
    }
    exec.record_events(harness.semantics.assertions);
    exec.reset();
    if txs.is_empty()
        && let Some(found) = judge_state(harness, exec, wanted)
    {
        return Some(found);
    }
    for (at, tx) in txs.iter().enumerate() {
        let Some(function) = function_of(harness, tx) else { continue };
        let outcome = fire(exec, &call_of(harness, tx), tx.delay_secs, tx.delay_blocks);
        if let Some(violation) = judge_call(harness, &harness.functions[function], exec, &outcome)
            && same_reason(&violation.reason, &wanted.reason)
        {
            return Some(Violation { at, ..violation });
        }
        if outcome.status.is_success()
            && let Some(violation) = judge_state(harness, exec, wanted)
        {
            return Some(Violation { at, ..violation });
        }
    }
    None
}

/// Puts the script of a transaction in place, in a world under attack.
pub fn prepare(harness: &Harness, exec: &mut impl Executor, tx: &Tx) {
    if harness.arena.is_some() {
        crate::attack::install(exec, &tx.script);
    }
}

/// Whether a transaction is one of honest users that the attacker only waits for.
#[must_use]
pub fn is_honest(harness: &Harness, tx: &Tx) -> bool {
    harness.arena.as_ref().is_some_and(|arena| arena.honest_at(tx).is_some())
}

/// What a transaction lends to the attacker, if it does: index of the asset, and units.
#[must_use]
pub fn loan_in(harness: &Harness, tx: &Tx) -> Option<(usize, U256)> {
    harness.arena.as_ref()?.lent_by(tx)
}

/// Replays an attack from genesis and judges where it ends; also tells what everybody gained and lost.
pub(crate) fn replay_attack(
    harness: &Harness,
    exec: &mut impl Executor,
    txs: &[Tx],
    rule: Rule,
) -> Option<(Violation, Vec<Change>)> {
    let arena = harness.arena.as_ref()?;
    exec.reset();
    let listed = txs.iter().filter_map(|tx| arena.honest_at(tx)).fold(0_u32, |set, honest| set | 1 << honest);
    // Any of them may fail.
    let sets = (1..=listed).filter(|set| set & !listed == 0);
    let gas_limit = harness.semantics.gas_limit;
    let genesis = Holdings::read(arena, exec).with_honest(arena, exec, gas_limit, sets);
    let mut ledger = Ledger::new(arena);
    let mut made = Vec::new();
    for tx in txs {
        // An honest transaction is made once.
        match arena.honest_at(tx) {
            Some(honest) if made.contains(&honest) => continue,
            honest => made.extend(honest),
        }
        prepare(harness, exec, tx);
        if fire(exec, &call_of(harness, tx), tx.delay_secs, tx.delay_blocks).status.is_success() {
            let held = Held::read(arena, exec);
            ledger.note(arena, &held, tx);
        }
    }
    // Before the judge, who may change the state.
    let scene = Scene { harness, arena, ledger: &ledger, genesis: &genesis, txs: [txs, &[]] };
    let changes = changes(&scene, exec);
    let found = judge_attack(rule, &scene, exec)?;
    let at = txs.len().saturating_sub(1);
    Some((Violation { at, ..found }, changes))
}

/// Whether an attack gains at least nineteen twentieths of what is wanted.
fn is_worth(found: Option<I256>, wanted: Option<I256>) -> bool {
    let (Some(found), Some(wanted)) = (found, wanted) else { return wanted.is_none() };
    found >= wanted - wanted / I256::unchecked_from(20)
}

/// Whether two reasons name the same flaw. The failing instruction may move when other calls are left out.
#[must_use]
pub fn same_reason(a: &Reason, b: &Reason) -> bool {
    (a.rule, &a.subject, &a.how) == (b.rule, &b.subject, &b.how)
}

/// Asks the property that the wanted violation is about.
fn judge_state(harness: &Harness, exec: &mut impl Executor, wanted: &Violation) -> Option<Violation> {
    if !matches!(wanted.reason.rule, Rule::Property | Rule::Optimum) {
        return None;
    }
    let property = harness.properties.iter().find(|property| {
        wanted.reason.subject == property.subject()
            && matches!(property.kind, PropertyKind::Maximise { .. }) == (wanted.reason.rule == Rule::Optimum)
    })?;
    match judge_property(harness, property, exec) {
        Verdict::Broken(found) => same_reason(&found.reason, &wanted.reason).then_some(found),
        Verdict::Value(value) => (Some(value) >= wanted.value).then(|| measured(property, value)),
        Verdict::Holds | Verdict::NotJudged => None,
    }
}

/// The function that a stateful violation at a call is about.
#[must_use]
pub fn function_named<'a>(harness: &'a Harness, subject: &str) -> Option<&'a Function> {
    harness.functions.iter().find(|function| function.subject() == subject)
}
