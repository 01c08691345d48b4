//! Views of an interface that tell whether an account has a role.
//!
//! Invariant: a view is recognised by what it takes and answers, never by its name.

use super::abi::is_view;
use super::targets::Known;
use crate::attack::Membership;
use alloy_json_abi::{Function as AbiFunction, JsonAbi};
use alloy_primitives::Address;
use std::collections::BTreeMap;
use std::sync::Arc;

/// `is(account)`, and `has(role, account)` for each role that the contract tells as a constant.
pub(super) fn memberships(
    targets: &[(Known, Arc<JsonAbi>)],
    labels: &BTreeMap<Address, String>,
) -> Vec<Membership> {
    let mut found = Vec::new();
    for (known, abi) in targets {
        let name = labels.get(&known.address).unwrap_or(&known.name);
        let views: Vec<&AbiFunction> = abi.functions().filter(|function| is_view(function)).collect();
        let constants = || views.iter().filter(|view| types(view) == (vec![], vec!["bytes32"]));
        for view in &views {
            let membership = |subject: String, role| Membership {
                contract: known.address,
                selector: view.selector().0,
                subject: format!("{name}.{subject}"),
                role,
            };
            match types(view) {
                (takes, answers)
                    if takes == ["address"] && (answers == ["bool"] || answers == ["uint256"]) =>
                {
                    found.push(membership(view.signature(), None));
                }
                (takes, answers) if takes == ["bytes32", "address"] && answers == ["bool"] => {
                    let of = constants().map(|role| membership(role.name.clone(), Some(role.selector().0)));
                    found.extend(of);
                }
                _ => {}
            }
        }
    }
    found
}

/// What a function takes and answers.
fn types(function: &AbiFunction) -> (Vec<&str>, Vec<&str>) {
    let takes = function.inputs.iter().map(|param| param.ty.as_str()).collect();
    (takes, function.outputs.iter().map(|param| param.ty.as_str()).collect())
}
