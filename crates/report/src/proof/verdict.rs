//! The last lines of a proof: what must be broken.
//!
//! Invariant: the condition is true after the replay that made the finding, and false when the property holds or the call
//! ends well.

use super::Page;
use crate::case::Case;
use crate::error::ReportError;
use alloy_primitives::{B256, hex, keccak256};
use hotfire_evm::trace::FrameStatus;
use hotfire_fuzz::{PropertyKind, Rule};
use serde::Serialize;

/// Argument types of the events that say that an assertion failed.
const ASSERTION_ARGUMENTS: [&str; 8] =
    ["", "string", "uint256", "int256", "bytes", "bytes32", "address", "bool"];
const PANIC: [u8; 4] = hex!("4e487b71");

/// The verdict's part of the template.
#[derive(Debug, Default, Serialize)]
pub(super) struct Verdict {
    /// What is asked; `None` when the last call itself is judged.
    question: Option<String>,
    /// The condition that is true while the flaw is there.
    condition: String,
    /// What the test says when it is false.
    otherwise: String,
    /// Comment lines.
    comment: Vec<String>,
    /// The condition looks at events and at ds-test's slot.
    listens: bool,
    /// The event that says that an assertion failed, as a signature.
    event: String,
    /// The condition uses `_isTrue`.
    is_true: bool,
}

pub(super) fn plan(case: &Case<'_>, page: &mut Page<'_>) -> Result<Verdict, ReportError> {
    if case.rule().is_attack() {
        return Ok(Verdict { comment: vec![super::comment(&case.title())], ..Verdict::default() });
    }
    let mut verdict = match case.rule() {
        Rule::Property | Rule::Optimum => asked(case, page)?,
        _ => called(case)?,
    };
    verdict.comment = vec![super::comment(&case.title())];
    Ok(verdict)
}

/// A property is asked after the sequence.
fn asked(case: &Case<'_>, page: &mut Page<'_>) -> Result<Verdict, ReportError> {
    let property = case.property().ok_or_else(|| ReportError::NoProof {
        what: format!("finding {}", case.id),
        why: format!("the harness has no property {}", case.violation.reason.subject),
    })?;
    let (data, _) = page.call_data(property.address, &property.data);
    let (from, to) = (page.accounts.expression(property.from), page.accounts.expression(property.address));
    let question = super::send(&from, &to, "0", &data);
    let mut verdict = Verdict { question: Some(question), ..Verdict::default() };
    match property.kind {
        PropertyKind::Maximise { signed } => {
            let value = case.violation.value.unwrap_or_default();
            let ty = if signed { "int256" } else { "uint256" };
            let least = match (signed, page.has_type_max) {
                (true, true) => crate::number::signed(value, 256),
                (false, true) => crate::number::unsigned(value.into_raw(), 256),
                (_, false) => value.to_string(),
            };
            verdict.condition = format!("ok && out.length >= 32 && abi.decode(out, ({ty})) >= {least}");
            verdict.otherwise = "hotfire: the value is not reached".into();
        }
        PropertyKind::MustPass { returns_bool } => {
            verdict.listens = says_so(case);
            verdict.event = assertion_event(case);
            verdict.is_true = returns_bool;
            verdict.condition = match (returns_bool, verdict.listens) {
                (true, true) => "!ok || _said() || !_isTrue(out)".into(),
                (true, false) => "!ok || !_isTrue(out)".into(),
                (false, true) => "!ok || _said()".into(),
                (false, false) => "!ok".into(),
            };
            verdict.otherwise = "hotfire: the property holds".into();
        }
    }
    Ok(verdict)
}

/// The last call of the sequence is judged by its ending.
fn called(case: &Case<'_>) -> Result<Verdict, ReportError> {
    if case.sequence.get(case.violation.at).is_none() {
        return Err(ReportError::NoProof {
            what: format!("finding {}", case.id),
            why: "its sequence is shorter than it says".into(),
        });
    }
    let mut verdict = Verdict {
        listens: says_so(case),
        event: assertion_event(case),
        otherwise: "hotfire: the call does not fail like this any more".into(),
        ..Verdict::default()
    };
    verdict.condition = if verdict.listens { "ok && _said()".into() } else { ending(case) };
    Ok(verdict)
}

/// How the failing call ends, as a condition.
fn ending(case: &Case<'_>) -> String {
    let output = case.judging_node().map(|node| &node.output[..]).unwrap_or_default();
    if case.rule() == Rule::Test {
        return "!ok".into();
    }
    match output.first_chunk::<4>() {
        Some(&PANIC) if output.len() == 36 => {
            let code = output[35];
            format!(
                "!ok && keccak256(out) == keccak256(abi.encodeWithSignature(\"Panic(uint256)\", 0x{code:02x}))"
            )
        }
        Some(selector) => format!("!ok && _selector(out) == 0x{}", hex::encode(selector)),
        None => "!ok && out.length < 4".into(),
    }
}

/// The judging call returned normally and yet said that an assertion failed: by an event or by ds-test's slot.
fn says_so(case: &Case<'_>) -> bool {
    let returned = match case.judging_node() {
        Some(node) => node.status == FrameStatus::Success,
        None => case.violation.reason.how == "assertion failed",
    };
    returned && case.violation.reason.how == "assertion failed"
}

/// The signature of the event that was seen, or of the most usual one.
fn assertion_event(case: &Case<'_>) -> String {
    let seen: Vec<B256> = case.judging_topics();
    let signatures = ASSERTION_ARGUMENTS.iter().map(|argument| format!("AssertionFailed({argument})"));
    let mut found = signatures.filter(|signature| seen.contains(&keccak256(signature)));
    found.next().unwrap_or_else(|| "AssertionFailed(string)".into())
}
