//! Rule `test`: a stateless fuzz or unit test failed.
//!
//! Invariant: only tests that were really run to an end are judged: assumptions and skips are silent.

use super::Ending;
use crate::finding::Violation;
use crate::harness::Function;
use crate::rules::Rule;
use hotfire_evm::outcome::Status;

pub(super) fn judge(function: &Function, ending: &Ending) -> Option<Violation> {
    (ending.assertion || matches!(ending.status, Status::Revert | Status::Halt(_)))
        .then(|| super::ending::call_violation(Rule::Test, function, ending))
}
