//! Arguments and answers of cheatcodes: ABI in, ABI out.
//!
//! Invariant: arguments were decoded by the types of the signature under which the cheatcode is registered, so the typed getters cannot miss.

use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, Bytes, I256, U256};

/// Selector of `CheatcodeError(string)`, with which failing cheatcodes revert.
const CHEATCODE_ERROR: [u8; 4] = [0xee, 0xaa, 0x9e, 0x6f];

/// Decoded arguments, in order.
#[derive(Debug)]
pub(super) struct Args(pub(super) Vec<DynSolValue>);

/// What a cheatcode gives back to its caller.
#[derive(Debug)]
pub(super) enum Reply {
    /// These values, ABI-encoded.
    Values(Vec<DynSolValue>),
    /// The result of running this code; see [`super::Intercept::Run`].
    Run { target: Address, code: Bytes, input: Bytes },
}

/// Why a cheatcode did not do what was asked.
#[derive(Debug)]
pub(super) enum Stop {
    /// An error as forge gives it: revert with `CheatcodeError(string)`.
    Error(String),
    /// Revert with exactly these data.
    Data(Bytes),
    /// The configuration forbids it; the reason.
    Forbidden(String),
    /// Known, but not implemented in this form.
    Unsupported,
}

/// The result of a cheatcode.
pub(super) type Answer = Result<Reply, Stop>;

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::Error(message)
    }
}

impl From<&str> for Stop {
    fn from(message: &str) -> Self {
        Self::Error(message.to_owned())
    }
}

impl Args {
    /// Number of arguments.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The argument at a position.
    pub(super) fn at(&self, index: usize) -> &DynSolValue {
        &self.0[index]
    }

    /// An unsigned integer of any width.
    pub(super) fn u256(&self, index: usize) -> U256 {
        match self.at(index) {
            DynSolValue::Uint(value, _) => *value,
            DynSolValue::Int(value, _) => value.into_raw(),
            DynSolValue::FixedBytes(word, _) => U256::from_be_bytes(word.0),
            other => mismatch(other),
        }
    }

    /// A signed integer of any width.
    pub(super) fn i256(&self, index: usize) -> I256 {
        match self.at(index) {
            DynSolValue::Int(value, _) => *value,
            other => mismatch(other),
        }
    }

    /// An unsigned integer cut at `u64::MAX`.
    pub(super) fn u64(&self, index: usize) -> u64 {
        self.u256(index).saturating_to()
    }

    /// An address.
    pub(super) fn address(&self, index: usize) -> Address {
        match self.at(index) {
            DynSolValue::Address(address) => *address,
            other => mismatch(other),
        }
    }

    /// A `bytes32` or a shorter fixed array, padded on the right.
    pub(super) fn b256(&self, index: usize) -> B256 {
        match self.at(index) {
            DynSolValue::FixedBytes(word, _) => *word,
            other => mismatch(other),
        }
    }

    /// A boolean.
    pub(super) fn bool(&self, index: usize) -> bool {
        match self.at(index) {
            DynSolValue::Bool(value) => *value,
            other => mismatch(other),
        }
    }

    /// `bytes`, the significant part of a `bytesN`, or the bytes of a string.
    pub(super) fn bytes(&self, index: usize) -> &[u8] {
        match self.at(index) {
            DynSolValue::Bytes(bytes) => bytes,
            DynSolValue::FixedBytes(word, size) => &word[..*size],
            DynSolValue::String(text) => text.as_bytes(),
            other => mismatch(other),
        }
    }

    /// A string.
    pub(super) fn str(&self, index: usize) -> &str {
        match self.at(index) {
            DynSolValue::String(text) => text,
            other => mismatch(other),
        }
    }

    /// The elements of an array or the fields of a struct.
    pub(super) fn list(&self, index: usize) -> &[DynSolValue] {
        match self.at(index) {
            DynSolValue::Array(items) | DynSolValue::FixedArray(items) | DynSolValue::Tuple(items) => items,
            other => mismatch(other),
        }
    }

    /// The fields of a struct as arguments.
    pub(super) fn fields(&self, index: usize) -> Args {
        Args(self.list(index).to_vec())
    }
}

fn mismatch(value: &DynSolValue) -> ! {
    unreachable!("the signature fixes the type of each argument, got {value:?}")
}

/// An empty answer.
pub(super) fn done() -> Answer {
    Ok(Reply::Values(Vec::new()))
}

/// One value.
pub(super) fn give(value: DynSolValue) -> Answer {
    Ok(Reply::Values(vec![value]))
}

/// A `uint256`.
pub(super) fn uint(value: U256) -> DynSolValue {
    DynSolValue::Uint(value, 256)
}

/// A `bytes32`.
pub(super) fn word(value: B256) -> DynSolValue {
    DynSolValue::FixedBytes(value, 32)
}

/// An array of `bytes32`.
pub(super) fn words(values: impl IntoIterator<Item = B256>) -> DynSolValue {
    DynSolValue::Array(values.into_iter().map(word).collect())
}

/// A string.
pub(super) fn text(value: impl Into<String>) -> DynSolValue {
    DynSolValue::String(value.into())
}

/// `bytes`.
pub(super) fn bytes(value: impl Into<Vec<u8>>) -> DynSolValue {
    DynSolValue::Bytes(value.into())
}

/// ABI encoding of a list of values as return data.
pub(super) fn encode(values: Vec<DynSolValue>) -> Bytes {
    if values.is_empty() { Bytes::new() } else { DynSolValue::Tuple(values).abi_encode_params().into() }
}

/// Revert data of a failing cheatcode.
pub(super) fn encode_error(message: &str) -> Bytes {
    let mut data = CHEATCODE_ERROR.to_vec();
    data.extend(encode(vec![text(message)]));
    data.into()
}

/// The message of `Error(string)` or `CheatcodeError(string)` as raw bytes; other data unchanged.
pub(super) fn unwrap_error(data: &[u8]) -> &[u8] {
    const ERROR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
    match data.split_first_chunk::<4>() {
        Some((selector, rest)) if *selector == ERROR || *selector == CHEATCODE_ERROR => {
            tail(rest).unwrap_or(data)
        }
        _ => data,
    }
}

/// The dynamic bytes that are the only argument of an encoding.
fn tail(data: &[u8]) -> Option<&[u8]> {
    let offset: usize = U256::try_from_be_slice(data.get(..32)?)?.try_into().ok()?;
    let start = offset.checked_add(32)?;
    let length: usize = U256::try_from_be_slice(data.get(offset..start)?)?.try_into().ok()?;
    data.get(start..start.checked_add(length)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn the_error_selector_is_that_of_forge() {
        assert_eq!(keccak256("CheatcodeError(string)")[..4], CHEATCODE_ERROR);
    }

    #[test]
    fn errors_wrap_and_unwrap() {
        assert_eq!(unwrap_error(&encode_error("what")), b"what");
        assert_eq!(unwrap_error(b"\x08\xc3\x79\xa0abc"), b"\x08\xc3\x79\xa0abc");
        assert_eq!(unwrap_error(b""), b"");
    }
}
