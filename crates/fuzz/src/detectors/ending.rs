//! How a call ended, in the terms that the detectors share.
//!
//! Invariant: reading an ending costs nothing on the path of an ordinary successful call.

use crate::finding::{Reason, Violation};
use crate::harness::{Function, Harness};
use crate::rules::Rule;
use alloy_primitives::{Address, B256, U256, address, hex, keccak256};
use hotfire_evm::executor::Executor;
use hotfire_evm::outcome::{Halt, Outcome, Status};
use std::sync::LazyLock;

/// Where cheatcodes live.
const CHEATS: Address = address!("7109709ECfa91a80626fF3989D68f67F5b1DD12D");
/// The slot (`"failed"`) that ds-test's `fail()` sets on the cheatcode address.
const FAILED_SLOT: U256 = U256::from_limbs([0, 0, 0, 0x6661_696c_6564_0000]);
/// `Panic(uint256)`.
const PANIC: [u8; 4] = hex!("4e487b71");
/// `Error(string)`.
const ERROR: [u8; 4] = hex!("08c379a0");
/// `CheatcodeError(string)`, with which cheatcodes revert.
const CHEATCODE_ERROR: [u8; 4] = hex!("eeaa9e6f");

/// First topics of the events by which Echidna and Medusa harnesses say that an assertion failed.
static ASSERTION_TOPICS: LazyLock<Vec<B256>> = LazyLock::new(|| {
    ["", "string", "uint256", "int256", "bytes", "bytes32", "address", "bool"]
        .iter()
        .map(|argument| keccak256(format!("AssertionFailed({argument})")))
        .collect()
});

/// Whether code can emit an `AssertionFailed` event: then events must be recorded.
#[must_use]
pub fn emits_assertions(code: &[u8]) -> bool {
    ASSERTION_TOPICS.iter().any(|topic| code.windows(32).any(|window| window == topic.as_slice()))
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// How execution stopped.
    pub status: Status,
    /// Solidity's panic code, if it panicked.
    pub panic: Option<u8>,
    /// An assertion failed: `vm.assert*`, ds-test's `fail()` or an `AssertionFailed` event. Panics are not counted here.
    pub assertion: bool,
    /// How it ended in a few words that tell flaws apart; see [`describe`].
    pub how: String,
    /// The message for people.
    pub message: String,
    /// Return data.
    pub output: alloy_primitives::Bytes,
}

impl Ending {
    /// Reads the ending of the executor's last call.
    pub fn of(harness: &Harness, exec: &mut impl Executor, outcome: &Outcome) -> Self {
        let panic = (outcome.status == Status::Revert).then(|| panic_code(&outcome.output)).flatten();
        let mut assertion = outcome.status == Status::Revert && exec.assertion_failed();
        if outcome.status.is_success() && harness.semantics.assertions {
            assertion |= says_failed(exec);
        }
        let (how, message) = if outcome.status.is_success() && !assertion {
            Default::default()
        } else {
            describe(outcome, assertion)
        };
        Self { status: outcome.status, panic, assertion, how, message, output: outcome.output.clone() }
    }
}

/// Whether a successful call said that an assertion failed: by ds-test's slot or by an event.
pub(super) fn says_failed(exec: &mut impl Executor) -> bool {
    exec.load(CHEATS, FAILED_SLOT) != U256::ZERO
        || exec
            .events()
            .iter()
            .any(|event| event.topics.first().is_some_and(|topic| ASSERTION_TOPICS.contains(topic)))
}

/// Says how a call ended: a short text that tells flaws apart, and the message for people.
#[must_use]
pub fn describe(outcome: &Outcome, assertion: bool) -> (String, String) {
    let output = &outcome.output;
    if assertion {
        return ("assertion failed".into(), text_argument(output).unwrap_or_default());
    }
    match outcome.status {
        Status::Success => ("returned".into(), String::new()),
        Status::Assume => ("assumption not met".into(), String::new()),
        Status::Skip => ("skipped".into(), String::new()),
        Status::Fault => {
            let fault = outcome.fault.as_ref().map(ToString::to_string).unwrap_or_default();
            ("not supported".into(), fault)
        }
        Status::Halt(halt) => (halt_name(halt).into(), String::new()),
        Status::Revert => describe_revert(output),
    }
}

fn describe_revert(output: &[u8]) -> (String, String) {
    if let Some(code) = panic_code(output) {
        return (format!("panic 0x{code:02x}"), panic_meaning(code).into());
    }
    let selector: Option<&[u8; 4]> = output.first_chunk();
    match selector {
        None => ("reverted without data".into(), String::new()),
        Some(&(ERROR | CHEATCODE_ERROR)) => {
            let text = text_argument(output).unwrap_or_default();
            (format!("reverted: {}", text.chars().take(120).collect::<String>()), text)
        }
        Some(selector) => (format!("reverted with 0x{}", hex::encode(selector)), String::new()),
    }
}

/// The violation of a call that ended badly.
pub(super) fn call_violation(rule: Rule, function: &Function, ending: &Ending) -> Violation {
    Violation {
        reason: Reason { rule, subject: function.subject(), how: ending.how.clone(), site: None },
        at: 0,
        message: ending.message.clone(),
        value: None,
        judge: function.address,
    }
}

fn halt_name(halt: Halt) -> &'static str {
    match halt {
        Halt::OutOfGas => "out of gas",
        Halt::InvalidOpcode => "invalid opcode",
        Halt::InvalidJump => "invalid jump",
        Halt::Stack => "stack overflow or underflow",
        Halt::StaticWrite => "state change in a static call",
        Halt::OutOfFunds => "sender cannot pay the value",
        Halt::Create => "contract creation failed",
        Halt::Precompile => "precompile failed",
        Halt::ReturnDataBounds => "return data out of bounds",
        Halt::Other => "stopped exceptionally",
    }
}

/// The code of a `Panic(uint256)`.
pub(super) fn panic_code(output: &[u8]) -> Option<u8> {
    let word: &[u8; 32] = output.strip_prefix(&PANIC)?.try_into().ok()?;
    word[..31].iter().all(|&byte| byte == 0).then_some(word[31])
}

/// What Solidity's documentation says of a panic code.
#[must_use]
pub fn panic_meaning(code: u8) -> &'static str {
    match code {
        0x01 => "assertion failed",
        0x11 => "arithmetic overflow or underflow",
        0x12 => "division or modulo by zero",
        0x21 => "conversion to an enum out of range",
        0x22 => "incorrectly encoded storage byte array",
        0x31 => "pop on an empty array",
        0x32 => "array index out of bounds",
        0x41 => "too much memory allocated",
        0x51 => "call of a zero-initialised function variable",
        _ => "compiler-inserted panic",
    }
}

/// The single string argument of an error.
fn text_argument(output: &[u8]) -> Option<String> {
    let arguments = output.get(4..)?;
    let len = usize::try_from(U256::from_be_slice(arguments.get(32..64)?)).ok()?;
    let text = arguments.get(64..64usize.checked_add(len)?)?;
    Some(String::from_utf8_lossy(text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{FAILED_SLOT, describe, emits_assertions};
    use alloy_primitives::{Bytes, U256, hex, keccak256};
    use hotfire_evm::outcome::{Outcome, Status};

    fn reverted(output: &[u8]) -> Outcome {
        Outcome { status: Status::Revert, gas_used: 0, output: Bytes::copy_from_slice(output), fault: None }
    }

    #[test]
    fn reverts_are_told_apart() {
        let mut panic = hex!("4e487b71").to_vec();
        panic.extend(U256::from(0x11).to_be_bytes::<32>());
        assert_eq!(describe(&reverted(&panic), false).0, "panic 0x11");
        let mut error = hex!("08c379a0").to_vec();
        error.extend(U256::from(32).to_be_bytes::<32>());
        error.extend(U256::from(3).to_be_bytes::<32>());
        error.extend(b"no!");
        assert_eq!(describe(&reverted(&error), false), ("reverted: no!".into(), "no!".into()));
        assert_eq!(describe(&reverted(&[1, 2, 3, 4, 5]), false).0, "reverted with 0x01020304");
        assert_eq!(describe(&reverted(&[]), false).0, "reverted without data");
        assert_eq!(
            describe(&reverted(&hex!("08c379a0ffff")), false).1,
            "",
            "a broken string is no panic of ours"
        );
    }

    #[test]
    fn the_failed_slot_is_the_word_failed() {
        assert!(FAILED_SLOT.to_be_bytes::<32>().starts_with(b"failed\0"));
    }

    #[test]
    fn assertion_events_are_seen_in_code() {
        let mut code = vec![0x7f];
        code.extend(keccak256("AssertionFailed(string)"));
        assert!(emits_assertions(&code));
        assert!(!emits_assertions(&code[1..32]));
    }
}
