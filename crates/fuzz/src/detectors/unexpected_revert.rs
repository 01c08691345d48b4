//! Rule `unexpected-revert`: a called function failed although the harness says `fail_on_revert`.
//!
//! Invariant: a rejected assumption or a skipped test is not a failure.

use super::Ending;
use crate::finding::Violation;
use crate::harness::{Function, Harness};
use crate::rules::Rule;
use hotfire_evm::outcome::Status;

pub(super) fn judge(harness: &Harness, function: &Function, ending: &Ending) -> Option<Violation> {
    (harness.semantics.fail_on_revert && matches!(ending.status, Status::Revert | Status::Halt(_)))
        .then(|| super::ending::call_violation(Rule::UnexpectedRevert, function, ending))
}
