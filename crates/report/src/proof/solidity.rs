//! ABI values as Solidity expressions.
//!
//! Invariant: an expression, encoded by the compiler, gives the value's encoding; what has no such expression gives `None`.

use crate::number;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, hex};
use std::collections::BTreeSet;

/// Most arguments of a call that are written as expressions: the compiler's stack has 16 places.
const ARGS_MAX: usize = 8;
/// Most elements that all arrays of a call may have together.
const ELEMENTS_MAX: usize = 48;
/// Bytes of a byte string on one line.
const HEX_LINE: usize = 48;
/// Longest byte string that is written as an expression.
const BYTES_MAX: usize = 4_096;

/// What a contract must provide for its expressions: `_list` for this element type and this many elements.
pub(super) type ListHelper = (String, usize);

/// Writes expressions and remembers what they need.
pub(super) struct Writer<'a> {
    /// The name of an address's constant, if it has one.
    pub(super) constant_of: &'a dyn Fn(Address) -> Option<String>,
    /// The compiler knows `type(uint256).max`.
    pub(super) has_type_max: bool,
    /// Helpers that the expressions call.
    pub(super) helpers: &'a mut BTreeSet<ListHelper>,
    /// Elements that may still be written.
    elements_left: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        constant_of: &'a dyn Fn(Address) -> Option<String>,
        has_type_max: bool,
        helpers: &'a mut BTreeSet<ListHelper>,
    ) -> Self {
        Self { constant_of, has_type_max, helpers, elements_left: ELEMENTS_MAX }
    }

    /// The arguments of a call, separated by commas and with a comma before the first.
    pub(super) fn arguments(&mut self, types: &[DynSolType], values: &[DynSolValue]) -> Option<String> {
        Some(listed(&self.expressions(types, values)?))
    }

    /// The arguments of a call one by one.
    pub(super) fn expressions(
        &mut self,
        types: &[DynSolType],
        values: &[DynSolValue],
    ) -> Option<Vec<String>> {
        if values.len() > ARGS_MAX || values.len() != types.len() {
            return None;
        }
        let before = self.helpers.clone();
        let each = types.iter().zip(values).map(|(ty, value)| self.expression(ty, value));
        let expressions: Option<Vec<String>> = each.collect();
        if expressions.is_none() {
            *self.helpers = before;
        }
        expressions
    }

    fn expression(&mut self, ty: &DynSolType, value: &DynSolValue) -> Option<String> {
        Some(match value {
            DynSolValue::Bool(value) => value.to_string(),
            DynSolValue::Int(value, bits) if self.has_type_max => number::signed(*value, *bits),
            DynSolValue::Int(value, _) => value.to_string(),
            DynSolValue::Uint(value, bits) if self.has_type_max => number::unsigned(*value, *bits),
            DynSolValue::Uint(value, _) => value.to_string(),
            DynSolValue::FixedBytes(word, len) if word.is_zero() => format!("bytes{len}(0)"),
            DynSolValue::FixedBytes(word, len) => {
                format!("bytes{len}(hex\"{}\")", hex::encode(&word[..*len]))
            }
            DynSolValue::Address(address) => self.address(*address),
            DynSolValue::Function(function) => format!("bytes24(hex\"{}\")", hex::encode(function)),
            DynSolValue::Bytes(bytes) => byte_string(bytes)?,
            DynSolValue::String(text) => string(text)?,
            DynSolValue::Array(values) => self.dynamic_array(ty, values)?,
            DynSolValue::FixedArray(values) => self.array_literal(ty, values)?,
            DynSolValue::Tuple(_) => return None,
        })
    }

    pub(super) fn address(&self, address: Address) -> String {
        (self.constant_of)(address).unwrap_or_else(|| address.to_checksum(None))
    }

    fn dynamic_array(&mut self, ty: &DynSolType, values: &[DynSolValue]) -> Option<String> {
        let DynSolType::Array(element) = ty else { return None };
        let name = type_name(element)?;
        if values.is_empty() {
            return Some(format!("new {name}[](0)"));
        }
        let literal = self.array_literal(ty, values)?;
        self.helpers.insert((name, values.len()));
        Some(format!("_list({literal})"))
    }

    /// `[uint256(1), 2]`: the first element decides the type.
    fn array_literal(&mut self, ty: &DynSolType, values: &[DynSolValue]) -> Option<String> {
        let (DynSolType::Array(element) | DynSolType::FixedArray(element, _)) = ty else { return None };
        self.elements_left = self.elements_left.checked_sub(values.len())?;
        let name = type_name(element)?;
        let converts = matches!(**element, DynSolType::Uint(_) | DynSolType::Int(_));
        let mut text = String::from("[");
        for (index, value) in values.iter().enumerate() {
            let expression = self.expression(element, value)?;
            match index {
                0 if converts => text.push_str(&format!("{name}({expression})")),
                0 => text.push_str(&expression),
                _ => text.push_str(&format!(", {expression}")),
            }
        }
        text.push(']');
        Some(text)
    }
}

/// Arguments behind another one.
pub(super) fn listed(arguments: &[String]) -> String {
    arguments.iter().map(|argument| format!(", {argument}")).collect()
}

/// The name of a type that the helpers can take; `None` for structs.
fn type_name(ty: &DynSolType) -> Option<String> {
    Some(match ty {
        DynSolType::Function => "bytes24".into(),
        DynSolType::Tuple(_) => return None,
        DynSolType::Array(element) => format!("{}[]", type_name(element)?),
        DynSolType::FixedArray(element, len) => format!("{}[{len}]", type_name(element)?),
        plain => plain.sol_type_name().into_owned(),
    })
}

/// Whether a memory variable of this type needs the word `memory`: everything but single words.
pub(super) fn is_reference(name: &str) -> bool {
    name.ends_with(']') || name == "string" || name == "bytes"
}

/// `bytes(hex"…")`.
fn byte_string(bytes: &[u8]) -> Option<String> {
    if bytes.len() > BYTES_MAX {
        return None;
    }
    Some(format!("bytes({})", hex_literal(bytes)))
}

/// One or more `hex"…"` that together are the bytes; empty bytes are `""`.
pub(super) fn hex_literal(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "\"\"".into();
    }
    let lines: Vec<String> =
        bytes.chunks(HEX_LINE).map(|line| format!("hex\"{}\"", hex::encode(line))).collect();
    lines.join("\n                ")
}

fn string(text: &str) -> Option<String> {
    let printable = |c: char| c == ' ' || c.is_ascii_graphic();
    if text.chars().all(printable) {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        return Some(format!("string(\"{escaped}\")"));
    }
    Some(format!("string({})", byte_string(text.as_bytes())?))
}

#[cfg(test)]
mod tests {
    use super::Writer;
    use alloy_dyn_abi::{DynSolType, DynSolValue};
    use alloy_primitives::{Address, I256, U256};
    use std::collections::BTreeSet;

    fn write(ty: &str, value: &DynSolValue) -> (Option<String>, BTreeSet<(String, usize)>) {
        let mut helpers = BTreeSet::new();
        let nobody = |_: Address| None;
        let ty = DynSolType::parse(ty).unwrap();
        let text = Writer::new(&nobody, true, &mut helpers).arguments(&[ty], std::slice::from_ref(value));
        (text, helpers)
    }

    #[test]
    fn arrays_of_arrays_are_built_by_helpers() {
        let one = DynSolValue::Int(I256::MINUS_ONE, 8);
        let inner = DynSolValue::Array(vec![one.clone(), one]);
        let (text, helpers) = write("int8[][]", &DynSolValue::Array(vec![inner.clone(), inner]));
        assert_eq!(text.unwrap(), ", _list([_list([int8(-1), -1]), _list([int8(-1), -1])])");
        assert_eq!(helpers, [("int8".into(), 2), ("int8[]".into(), 2)].into());
        assert_eq!(write("bool[]", &DynSolValue::Array(vec![])).0.unwrap(), ", new bool[](0)");
    }

    #[test]
    fn a_struct_has_no_expression() {
        let value = DynSolValue::Array(vec![DynSolValue::Tuple(vec![DynSolValue::Uint(U256::ONE, 256)])]);
        let (text, helpers) = write("(uint256)[]", &value);
        assert_eq!((text, helpers.len()), (None, 0));
    }

    #[test]
    fn strings_are_escaped() {
        let shown = |text: &str| write("string", &DynSolValue::String(text.into())).0.unwrap();
        assert_eq!(shown("a\"b\\"), ", string(\"a\\\"b\\\\\")");
        assert_eq!(shown("é"), ", string(bytes(hex\"c3a9\"))");
        assert_eq!(shown("\n"), ", string(bytes(hex\"0a\"))");
        assert_eq!(shown(""), ", string(\"\")");
    }
}
