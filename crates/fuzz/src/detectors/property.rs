//! Rule `property`: a user's property or invariant does not hold.
//!
//! Invariant: a property that could not be asked (an unmet assumption, an unsupported cheatcode) is not broken.

use super::Ending;
use crate::finding::{Reason, Violation};
use crate::harness::Property;
use crate::rules::Rule;
use alloy_primitives::I256;
use hotfire_evm::outcome::Status;

/// A property's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It is broken.
    Broken(Violation),
    /// The value of an optimisation target.
    Value(I256),
    /// It could not be asked.
    NotJudged,
}

pub(super) fn judge(property: &Property, returns_bool: bool, ending: &Ending) -> Verdict {
    let how = match ending.status {
        Status::Assume | Status::Skip | Status::Fault => return Verdict::NotJudged,
        Status::Success if ending.assertion => ending.how.clone(),
        Status::Success if returns_bool && !is_true(&ending.output) => "returned false".into(),
        Status::Success => return Verdict::Holds,
        Status::Revert | Status::Halt(_) => ending.how.clone(),
    };
    Verdict::Broken(Violation {
        reason: Reason { rule: Rule::Property, subject: property.subject(), how, site: None },
        at: 0,
        message: ending.message.clone(),
        value: None,
        judge: property.address,
    })
}

fn is_true(output: &[u8]) -> bool {
    output.get(..32).is_some_and(|word| word.iter().any(|&byte| byte != 0))
}
