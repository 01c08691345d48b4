//! The judges: one file per rule. They look at a frozen state and at how a call ended.
//!
//! Invariant: a detector never changes the state it looks at.

mod approval;
mod arbitrary_call;
mod assertion;
mod destroyed;
mod ending;
mod frozen;
mod gain;
mod insolvency;
mod loss;
mod optimum;
mod property;
mod read_only_reentrancy;
mod replayed_signature;
mod silent_failure;
mod takeover;
mod test;
mod unexpected_revert;
mod vacant_role;

pub(crate) use arbitrary_call::Stake;
pub use ending::{Ending, describe, emits_assertions, panic_meaning};
pub use optimum::measured;
pub use property::Verdict;
pub use read_only_reentrancy::{Belief, beliefs, misleading_word};

use crate::attack::{Arena, Change, Holdings, Ledger};
use crate::finding::Violation;
use crate::harness::{Function, Harness, Property, PropertyKind};
use crate::replay::{call_of, fire, prepare};
use crate::rules::Rule;
use crate::tx::Tx;
use hotfire_evm::executor::Executor;
use hotfire_evm::outcome::{Call, Outcome, Status};

/// Whether [`judge_call`] may find anything: cheap, for the hot path.
pub fn may_break(harness: &Harness, exec: &mut impl Executor, outcome: &Outcome) -> bool {
    let semantics = &harness.semantics;
    match outcome.status {
        Status::Success => semantics.assertions && ending::says_failed(exec),
        Status::Revert | Status::Halt(_) => {
            semantics.stateless
                || semantics.fail_on_revert
                || ending::panic_code(&outcome.output).is_some()
                || exec.assertion_failed()
        }
        Status::Assume | Status::Skip | Status::Fault => false,
    }
}

/// Judges how the call of a function ended. The state is the one that the call left behind.
pub fn judge_call(
    harness: &Harness,
    function: &Function,
    exec: &mut impl Executor,
    outcome: &Outcome,
) -> Option<Violation> {
    let ending = Ending::of(harness, exec, outcome);
    if harness.semantics.stateless {
        return test::judge(function, &ending);
    }
    assertion::judge(harness, function, &ending)
        .or_else(|| unexpected_revert::judge(harness, function, &ending))
}

/// Asks a property and judges the answer. The state is left as it was.
pub fn judge_property(harness: &Harness, property: &Property, exec: &mut impl Executor) -> Verdict {
    let outcome = exec.probe(&question(harness, property));
    judge_answer(harness, property, exec, &outcome)
}

/// Judges a property's answer that was got with [`question`].
pub fn judge_answer(
    harness: &Harness,
    property: &Property,
    exec: &mut impl Executor,
    outcome: &Outcome,
) -> Verdict {
    match property.kind {
        PropertyKind::MustPass { returns_bool } => {
            let ending = Ending::of(harness, exec, outcome);
            property::judge(property, returns_bool, &ending)
        }
        PropertyKind::Maximise { signed } => optimum::judge(signed, outcome),
    }
}

/// An attack whose end is judged.
pub(crate) struct Scene<'a> {
    pub(crate) harness: &'a Harness,
    pub(crate) arena: &'a Arena,
    /// What the attacker owes.
    pub(crate) ledger: &'a Ledger,
    /// What the targets held before.
    pub(crate) genesis: &'a Holdings,
    /// What was done from genesis on: first this, then that.
    pub(crate) txs: [&'a [Tx]; 2],
}

/// Judges by one rule the state that an attack leaves behind. May change the state.
pub(crate) fn judge_attack(rule: Rule, scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    match rule {
        Rule::Gain => gain::judge(scene, exec),
        // Who took out what is its own can do so no more, and nobody froze or took it.
        Rule::Frozen | Rule::Insolvency | Rule::Loss if scene.ledger.honest_made() != 0 => None,
        Rule::Frozen => frozen::judge(scene, exec),
        Rule::Takeover => takeover::judge_roles(scene, exec),
        Rule::HostileCode => takeover::judge_code(scene.harness, scene.arena, exec),
        Rule::Destroyed => destroyed::judge(scene, exec),
        Rule::ArbitraryCall => arbitrary_call::judge(scene, exec),
        Rule::ReadOnlyReentrancy => read_only_reentrancy::judge(scene, exec),
        Rule::Approval => approval::judge(scene, exec),
        Rule::VacantRole => vacant_role::judge(scene, exec),
        Rule::SilentFailure => silent_failure::judge(scene, exec),
        Rule::ReplayedSignature => replayed_signature::judge(scene, exec),
        Rule::Loss => loss::judge(scene, exec),
        Rule::Insolvency => insolvency::judge(scene, exec),
        Rule::Property | Rule::Assertion | Rule::UnexpectedRevert | Rule::Test | Rule::Optimum => None,
    }
}

/// Goes back to genesis and on to the state before the last transaction.
fn replay_all_but_last(scene: &Scene<'_>, exec: &mut impl Executor) {
    exec.reset();
    let all = scene.txs.iter().map(|txs| txs.len()).sum::<usize>();
    for tx in scene.txs.into_iter().flatten().take(all.saturating_sub(1)) {
        prepare(scene.harness, exec, tx);
        fire(exec, &call_of(scene.harness, tx), tx.delay_secs, tx.delay_blocks);
    }
}

/// What everybody gained and lost in an attack.
pub(crate) fn changes(scene: &Scene<'_>, exec: &mut impl Executor) -> Vec<Change> {
    gain::changes(scene, exec)
}

/// What people call an account.
fn name_of(harness: &Harness, who: alloy_primitives::Address) -> String {
    harness.labels.get(&who).cloned().unwrap_or_else(|| who.to_string())
}

/// The call that asks a property.
#[must_use]
pub fn question<'a>(harness: &Harness, property: &'a Property) -> Call<'a> {
    Call {
        from: property.from,
        to: property.address,
        value: alloy_primitives::U256::ZERO,
        data: &property.data,
        gas_limit: harness.semantics.gas_limit,
    }
}
