//! Why a deployment or `setUp()` failed, with the line of source where it broke.
//!
//! Invariant: what cannot be told is left out; the message stands without it.

use hotfire_evm::World;
use hotfire_evm::outcome::Status;
use hotfire_evm::setup::Setup;
use hotfire_evm::trace::{CallTree, Node};
use hotfire_evm::world::WorldError;
use hotfire_project::{CodeKind, Contract, Project};

use super::DialectError;
use crate::detectors::describe;

/// The error for a setup step that did not succeed; `id` is the harness.
pub(super) fn explain(project: &Project, setup: &Setup, id: &str, error: &WorldError) -> DialectError {
    let step = if error.label.ends_with(')') {
        error.label.clone()
    } else {
        format!("the deployment of {}", error.label)
    };
    let outcome = &error.outcome;
    if let (Status::Fault, Some(fault)) = (outcome.status, &outcome.fault) {
        return DialectError::Unsupported { contract: id.to_owned(), step, fault: fault.to_string() };
    }
    let (how, message) = describe(outcome, false);
    let custom = custom_error(project, &outcome.output);
    let reason = match custom {
        Some(name) => format!("reverted with {name}"),
        None if message.is_empty() || how.contains(&message) => how,
        None => format!("{how}: {message}"),
    };
    let place =
        error.trace.as_ref().and_then(|tree| place(project, setup, error.step, tree)).unwrap_or_default();
    DialectError::StepFailed { contract: id.to_owned(), step, reason, place }
}

/// The name of a custom error that the project declares.
fn custom_error(project: &Project, output: &[u8]) -> Option<String> {
    let selector: &[u8; 4] = output.first_chunk()?;
    let mut errors = project.contracts.iter().flat_map(|contract| contract.abi.errors());
    errors.find(|error| error.selector() == *selector).map(alloy_json_abi::Error::signature)
}

/// `\n  at file:line: text` of the instruction that broke first.
fn place(project: &Project, setup: &Setup, step: usize, tree: &CallTree) -> Option<String> {
    let node = tree.broke_at()?;
    let (contract, kind) = contract_of(project, setup, step, tree, node)?;
    let at = contract.locate(&project.sources, kind, node.failed_pc?)?;
    Some(format!("\n  at {}:{}: {}", at.file, at.line, at.text.trim()))
}

fn contract_of<'a>(
    project: &'a Project,
    setup: &Setup,
    step: usize,
    tree: &CallTree,
    node: &Node,
) -> Option<(&'a Contract, CodeKind)> {
    if node.kind.is_create() {
        return project.contract_by_init_code(&node.input).map(|contract| (contract, CodeKind::Init));
    }
    let created = tree.nodes.iter().find(|other| other.kind.is_create() && other.to == node.code_address);
    let code = match created {
        Some(creation) => creation.output.clone(),
        None => {
            let mut before = setup.clone();
            before.steps.truncate(step);
            World::build(&before).ok()?.code(node.code_address)
        }
    };
    project.contract_by_runtime_code(&code).map(|contract| (contract, CodeKind::Runtime))
}
