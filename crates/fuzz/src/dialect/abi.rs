//! What an ABI says: which functions may be called, and what a function's name makes of it in each dialect.
//!
//! Invariant: the order of functions is the ABI's own (by name), so that it never depends on a hash.

use alloy_dyn_abi::{DynSolType, Specifier};
use alloy_json_abi::{Function as AbiFunction, JsonAbi, Param, StateMutability};
use alloy_primitives::Address;

use crate::harness::Function;

/// What forge makes of a function by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TestKind {
    /// `setUp`.
    SetUp,
    /// `afterInvariant`.
    AfterInvariant,
    /// `invariant*`, `statefulFuzz*`.
    Invariant,
    /// `test*` with parameters.
    Fuzz,
    /// `test*` without parameters.
    Unit,
    /// `testFail*`.
    MustFail,
    /// `table*`: parameters from fixtures.
    Table,
    /// `fixture*`: values for parameters.
    Fixture,
    /// Anything else.
    Other,
}

/// Classifies as forge does.
pub(super) fn test_kind(function: &AbiFunction) -> TestKind {
    let name = function.name.as_str();
    let has_inputs = !function.inputs.is_empty();
    if name.starts_with("testFail") {
        TestKind::MustFail
    } else if name.starts_with("test") {
        if has_inputs { TestKind::Fuzz } else { TestKind::Unit }
    } else if name.starts_with("invariant") || name.starts_with("statefulFuzz") {
        TestKind::Invariant
    } else if name.starts_with("table") && has_inputs {
        TestKind::Table
    } else if name.starts_with("fixture") {
        TestKind::Fixture
    } else if name.eq_ignore_ascii_case("setUp") && !has_inputs {
        TestKind::SetUp
    } else if name.eq_ignore_ascii_case("afterInvariant") && !has_inputs {
        TestKind::AfterInvariant
    } else {
        TestKind::Other
    }
}

/// Whether the function promises not to write.
pub(super) fn is_view(function: &AbiFunction) -> bool {
    matches!(function.state_mutability, StateMutability::View | StateMutability::Pure)
}

/// Whether the only answer is a `bool`.
pub(super) fn returns_bool(function: &AbiFunction) -> bool {
    matches!(function.outputs.as_slice(), [only] if only.ty == "bool")
}

/// Whether the only answer is an `int256` (`Some(true)`) or a `uint256` (`Some(false)`).
pub(super) fn returns_number(function: &AbiFunction) -> Option<bool> {
    match function.outputs.as_slice() {
        [only] if only.ty == "int256" => Some(true),
        [only] if only.ty == "uint256" => Some(false),
        _ => None,
    }
}

/// A function as the search sees it; `None` when a parameter's type cannot be drawn (internal function types).
pub(super) fn callable(address: Address, contract: &str, function: &AbiFunction) -> Option<Function> {
    Some(Function {
        address,
        contract: contract.to_owned(),
        name: function.name.clone(),
        signature: function.signature(),
        selector: Some(function.selector().0),
        inputs: types(&function.inputs)?,
        payable: function.state_mutability == StateMutability::Payable,
        view: is_view(function),
    })
}

/// `receive()` if it is there, and `fallback()` if it takes ether or there is no `receive()`.
pub(super) fn nameless(address: Address, contract: &str, abi: &JsonAbi) -> Vec<Function> {
    let entry = |name: &str, payable: bool| Function {
        address,
        contract: contract.to_owned(),
        name: name.to_owned(),
        signature: format!("{name}()"),
        selector: None,
        inputs: Vec::new(),
        payable,
        view: false,
    };
    let receive = abi.receive.as_ref().map(|_| entry("receive", true));
    let fallback = abi
        .fallback
        .as_ref()
        .map(|fallback| entry("fallback", fallback.state_mutability == StateMutability::Payable));
    receive.into_iter().chain(fallback).collect()
}

/// `type name` of each, for people.
pub(super) fn params(params: &[Param]) -> String {
    let each = params.iter().map(|param| {
        let name = if param.name.is_empty() { String::new() } else { format!(" {}", param.name) };
        format!("{}{name}", param.selector_type())
    });
    each.collect::<Vec<_>>().join(", ")
}

/// Resolved types; `None` when one is no ABI type.
pub(super) fn types(params: &[Param]) -> Option<Vec<DynSolType>> {
    params.iter().map(|param| param.resolve().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(signature: &str) -> AbiFunction {
        AbiFunction::parse(signature).unwrap()
    }

    #[test]
    fn names_are_read_as_forge_reads_them() {
        let kind = |signature: &str| test_kind(&parse(signature));
        assert_eq!(kind("function setUp()"), TestKind::SetUp);
        assert_eq!(kind("function invariant_a()"), TestKind::Invariant);
        assert_eq!(kind("function statefulFuzz_a()"), TestKind::Invariant);
        assert_eq!(kind("function testFuzz_a(uint256 x)"), TestKind::Fuzz);
        assert_eq!(kind("function test_a()"), TestKind::Unit);
        assert_eq!(kind("function testFailA()"), TestKind::MustFail);
        assert_eq!(kind("function tableA(uint256 x)"), TestKind::Table);
        assert_eq!(kind("function fixtureX()"), TestKind::Fixture);
        assert_eq!(kind("function afterInvariant()"), TestKind::AfterInvariant);
        assert_eq!(kind("function deposit()"), TestKind::Other);
    }

    #[test]
    fn a_callable_has_its_canonical_signature_and_types() {
        let function = parse("function f((uint256,address)[] xs, bytes4 y) payable");
        let callable = callable(Address::ZERO, "C", &function).unwrap();
        assert_eq!(callable.signature, "f((uint256,address)[],bytes4)");
        assert_eq!(callable.inputs.len(), 2);
        assert!(callable.payable && !callable.view);
    }

    #[test]
    fn receive_and_fallback_have_no_selector() {
        let text = r#"[{"type": "receive", "stateMutability": "payable"}, {"type": "fallback", "stateMutability": "nonpayable"}]"#;
        let abi: JsonAbi = serde_json::from_str(text).unwrap();
        let found = nameless(Address::ZERO, "C", &abi);
        let seen: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.payable, f.selector)).collect();
        assert_eq!(seen, [("receive", true, None), ("fallback", false, None)]);
    }
}
