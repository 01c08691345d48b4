//! Rule `assertion`: an assertion failed inside a called function.
//!
//! Invariant: silent unless the harness's dialect counts that kind of assertion.

use super::Ending;
use crate::finding::Violation;
use crate::harness::{Function, Harness};
use crate::rules::Rule;

pub(super) fn judge(harness: &Harness, function: &Function, ending: &Ending) -> Option<Violation> {
    let semantics = &harness.semantics;
    let panicked = ending.panic.is_some_and(|code| semantics.panic_codes.contains(&code));
    (panicked || (ending.assertion && semantics.assertions))
        .then(|| super::ending::call_violation(Rule::Assertion, function, ending))
}
