//! Which contracts and functions a Foundry harness wants called, by forge's rules.
//!
//! Invariant: exclusion wins over selection for a function, and a selection by selector wins over everything for its
//! contract; the order is that of deployment, then of the ABI.

use std::sync::Arc;

use alloy_json_abi::{Function as AbiFunction, JsonAbi};
use alloy_primitives::{Address, Selector};

use super::DialectError;
use super::abi::{TestKind, is_view, test_kind};
use super::std_invariant::Wishes;

/// Functions of forge-std's bases that are no handlers when the harness itself is a target.
const HELPERS: [&str; 2] = ["IS_TEST", "failed"];

/// A contract of the world that was compiled here.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub address: Address,
    /// Source path.
    pub path: String,
    pub name: String,
    pub abi: Arc<JsonAbi>,
    /// A library's code, which nobody means as a target.
    pub is_library: bool,
}

impl Known {
    /// Whether an artifact's name means this contract: `Name`, `File.sol:Name` or `path/File.sol:Name`.
    pub(super) fn is_named(&self, artifact: &str) -> bool {
        match artifact.rsplit_once(':') {
            None => self.name == artifact,
            Some((file, name)) => {
                let file = file.trim_start_matches("./");
                self.name == name
                    && self
                        .path
                        .strip_suffix(file)
                        .is_some_and(|before| before.is_empty() || before.ends_with('/'))
            }
        }
    }
}

/// A contract to call.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub address: Address,
    pub name: String,
    /// Functions to call, in the ABI's order.
    pub functions: Vec<AbiFunction>,
}

/// What there is to choose from.
pub(super) struct Choice<'a> {
    /// `path:Name` of the harness, for errors.
    pub id: &'a str,
    pub harness: Address,
    /// Contracts that the deployment of the harness and `setUp()` created, in order; the harness is among them.
    pub created: &'a [Known],
    /// The contract whose code an address has, created or not.
    pub known_at: &'a dyn Fn(Address) -> Option<Known>,
    /// The interface of an artifact by name.
    pub artifact: &'a dyn Fn(&str) -> Option<Arc<JsonAbi>>,
}

/// A target while its functions are being chosen.
struct Draft {
    name: String,
    address: Address,
    abi: Arc<JsonAbi>,
    more: Vec<Arc<JsonAbi>>,
    only: Vec<Selector>,
    never: Vec<Selector>,
}

/// Resolves the wishes of a harness; what is odd and harmless goes into `notes`.
pub(super) fn resolve(
    choice: &Choice<'_>,
    wishes: &Wishes,
    notes: &mut Vec<String>,
) -> Result<Vec<Target>, DialectError> {
    let mut drafts = by_contract(choice, wishes, notes)?;
    add_interfaces(choice, wishes, &mut drafts)?;
    add_selectors(choice, wishes, &mut drafts)?;
    let targets: Vec<Target> = drafts.into_iter().map(|draft| finish(draft, choice.harness)).collect();
    for empty in targets.iter().filter(|target| target.functions.is_empty()) {
        if wishes.contracts.contains(&empty.address) {
            notes.push(format!(
                "{}: the target {} has no function that changes state; for a proxy, name its interface with targetInterface",
                choice.id, empty.name
            ));
        }
    }
    let targets: Vec<Target> = targets.into_iter().filter(|target| !target.functions.is_empty()).collect();
    if targets.is_empty() { Err(no_targets(choice, wishes)) } else { Ok(targets) }
}

/// `targetContracts`, `excludeContracts`, `targetArtifacts`, `excludeArtifacts` and `targetArtifactSelectors`.
fn by_contract(
    choice: &Choice<'_>,
    wishes: &Wishes,
    notes: &mut Vec<String>,
) -> Result<Vec<Draft>, DialectError> {
    check_artifacts(choice, wishes)?;
    let chosen = !wishes.artifacts.is_empty() || !wishes.artifact_selectors.is_empty();
    let by_artifact = |known: &Known| {
        !chosen
            || wishes.artifacts.iter().any(|name| known.is_named(name))
            || wishes.artifact_selectors.iter().any(|(name, _)| known.is_named(name))
    };
    let refused = |known: &Known| wishes.not_artifacts.iter().any(|name| known.is_named(name));
    let mut drafts: Vec<Draft> = Vec::new();
    let mut add = |known: &Known| {
        if drafts.iter().all(|draft| draft.address != known.address) {
            drafts.push(Draft::of(known));
        }
    };
    if wishes.contracts.is_empty() {
        let wanted = choice.created.iter().filter(|known| {
            known.address != choice.harness
                && !known.is_library
                && !wishes.not_contracts.contains(&known.address)
                && by_artifact(known)
                && !refused(known)
        });
        wanted.for_each(&mut add);
    } else {
        for &address in &wishes.contracts {
            let Some(known) = (choice.known_at)(address) else {
                if wishes.interfaces.iter().all(|(at, _)| *at != address) {
                    notes.push(format!(
                        "{}: targetContracts() names {address}, where no contract of this project is; it is left out",
                        choice.id
                    ));
                }
                continue;
            };
            if !wishes.not_contracts.contains(&address) && by_artifact(&known) && !refused(&known) {
                add(&known);
            }
        }
    }
    for draft in &mut drafts {
        let known = (choice.known_at)(draft.address);
        for (name, selectors) in &wishes.artifact_selectors {
            if known.as_ref().is_some_and(|known| known.is_named(name)) {
                draft.only.extend(selectors);
            }
        }
    }
    Ok(drafts)
}

/// An artifact that nobody knows is a mistake in the harness, as in forge.
fn check_artifacts(choice: &Choice<'_>, wishes: &Wishes) -> Result<(), DialectError> {
    let lists = [
        ("targetArtifacts()", wishes.artifacts.iter().collect::<Vec<_>>()),
        ("excludeArtifacts()", wishes.not_artifacts.iter().collect()),
        ("targetArtifactSelectors()", wishes.artifact_selectors.iter().map(|(name, _)| name).collect()),
    ];
    for (list, names) in lists {
        for name in names {
            if (choice.artifact)(name).is_none() {
                return Err(bad_target(choice, list, name.clone(), "and there is no such artifact"));
            }
        }
    }
    Ok(())
}

/// `targetInterfaces`: interfaces replace what is known of an address; several for one address are joined.
fn add_interfaces(choice: &Choice<'_>, wishes: &Wishes, drafts: &mut Vec<Draft>) -> Result<(), DialectError> {
    let mut joined: Vec<Draft> = Vec::new();
    for (address, names) in &wishes.interfaces {
        for name in names {
            let abi = (choice.artifact)(name).ok_or_else(|| {
                bad_target(choice, "targetInterfaces()", name.clone(), "and there is no such artifact")
            })?;
            match joined.iter_mut().find(|draft| draft.address == *address) {
                Some(draft) => draft.more.push(abi),
                None => {
                    let short = name.rsplit(':').next().unwrap_or(name);
                    joined.push(Draft::new(*address, short, abi));
                }
            }
        }
    }
    for fresh in joined {
        match drafts.iter().position(|draft| draft.address == fresh.address) {
            Some(at) => drafts[at] = fresh,
            None => drafts.push(fresh),
        }
    }
    Ok(())
}

/// `targetSelectors` and `excludeSelectors`; a selector makes its contract a target.
fn add_selectors(choice: &Choice<'_>, wishes: &Wishes, drafts: &mut Vec<Draft>) -> Result<(), DialectError> {
    for (address, selectors) in &wishes.selectors {
        let place = match drafts.iter().position(|draft| draft.address == *address) {
            Some(place) => place,
            None => {
                let known = (choice.known_at)(*address).ok_or_else(|| {
                    let why = "where no contract of this project is; for other code use targetInterface";
                    bad_target(choice, "targetSelectors()", address.to_string(), why)
                })?;
                drafts.push(Draft::of(&known));
                drafts.len() - 1
            }
        };
        let draft = &mut drafts[place];
        for selector in selectors {
            if !draft.functions().any(|function| function.selector() == *selector) {
                let why = format!("which {} does not have", draft.name);
                return Err(bad_target(choice, "targetSelectors()", selector.to_string(), &why));
            }
        }
        draft.only.extend(selectors);
    }
    for (address, selectors) in &wishes.not_selectors {
        if let Some(draft) = drafts.iter_mut().find(|draft| draft.address == *address) {
            draft.never.extend(selectors);
        }
    }
    Ok(())
}

impl Draft {
    fn new(address: Address, name: &str, abi: Arc<JsonAbi>) -> Self {
        Self { name: name.to_owned(), address, abi, more: Vec::new(), only: Vec::new(), never: Vec::new() }
    }

    fn of(known: &Known) -> Self {
        Self::new(known.address, &known.name, known.abi.clone())
    }

    fn functions(&self) -> impl Iterator<Item = &AbiFunction> {
        std::iter::once(&self.abi).chain(&self.more).flat_map(|abi| abi.functions())
    }
}

fn finish(draft: Draft, harness: Address) -> Target {
    let is_harness = draft.address == harness;
    let mut functions: Vec<AbiFunction> = Vec::new();
    for function in draft.functions() {
        let selector = function.selector();
        let wanted = if draft.only.is_empty() {
            !is_view(function) && (!is_harness || !is_test_function(function))
        } else {
            draft.only.contains(&selector)
        };
        let seen = functions.iter().any(|known| known.selector() == selector);
        if wanted && !seen && !draft.never.contains(&selector) {
            functions.push(function.clone());
        }
    }
    Target { address: draft.address, name: draft.name, functions }
}

/// What the harness has for the runner and not for the search.
fn is_test_function(function: &AbiFunction) -> bool {
    test_kind(function) != TestKind::Other || HELPERS.contains(&function.name.as_str())
}

fn bad_target(choice: &Choice<'_>, list: &'static str, name: String, why: &str) -> DialectError {
    DialectError::BadTarget { contract: choice.id.to_owned(), list, name, why: why.to_owned() }
}

fn no_targets(choice: &Choice<'_>, wishes: &Wishes) -> DialectError {
    let others: Vec<&str> = choice
        .created
        .iter()
        .filter(|known| known.address != choice.harness)
        .map(|known| known.name.as_str())
        .collect();
    let why = if others.is_empty() && wishes.contracts.is_empty() {
        "setUp() deployed no contract of this project".to_owned()
    } else if wishes.contracts.is_empty() {
        format!("deployed in setUp(): {}; none is left with a function that changes state", others.join(", "))
    } else {
        "targetContracts() names no contract of this project that has a function that changes state"
            .to_owned()
    };
    DialectError::NoTargets { contract: choice.id.to_owned(), why }
}

#[cfg(test)]
#[path = "targets_tests.rs"]
mod tests;
