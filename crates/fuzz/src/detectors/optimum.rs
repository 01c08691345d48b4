//! Rule `optimum`: the value of a function that the search maximises. A measurement, not a flaw.
//!
//! Invariant: a call that fails, or that does not return a word, has no value.

use super::Verdict;
use crate::finding::{Reason, Violation};
use crate::harness::Property;
use crate::rules::Rule;
use alloy_primitives::{I256, U256};
use hotfire_evm::outcome::Outcome;

pub(super) fn judge(signed: bool, outcome: &Outcome) -> Verdict {
    if !outcome.status.is_success() {
        return Verdict::NotJudged;
    }
    let Some(word) = outcome.output.get(..32).map(U256::from_be_slice) else { return Verdict::NotJudged };
    // Unsigned values beyond the signed range are cut to its end, so that they stay comparable.
    let value = if signed { I256::from_raw(word) } else { I256::try_from(word).unwrap_or(I256::MAX) };
    Verdict::Value(value)
}

/// The violation that reports a value.
#[must_use]
pub fn measured(property: &Property, value: I256) -> Violation {
    Violation {
        reason: Reason {
            rule: Rule::Optimum,
            subject: property.subject(),
            how: "maximised".into(),
            site: None,
        },
        at: 0,
        message: value.to_string(),
        value: Some(value),
        judge: property.address,
    }
}
