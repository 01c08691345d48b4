//! What was never reached: functions of the deployed contracts, by name.
//!
//! Invariant: only functions whose code was in the world count; a function is reached when one of its instructions ran.

use alloy_primitives::{B256, keccak256};
use hotfire_fuzz::Harness;
use hotfire_project::{CodeKind, Contract, FunctionKind, Project};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Executed program counters by code hash.
pub type Covered = BTreeMap<B256, BTreeSet<u32>>;

/// A function that no call has reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// Project-relative path.
    pub file: String,
    /// Its first line, from 1.
    pub line: u32,
    /// The contract that it is written in; empty for a free function.
    pub contract: String,
    /// Its name.
    pub function: String,
}

impl Gap {
    /// `Vault.claim (src/Vault.sol:41)`.
    #[must_use]
    pub fn text(&self) -> String {
        if self.contract.is_empty() {
            return format!("{} ({}:{})", self.function, self.file, self.line);
        }
        format!("{}.{} ({}:{})", self.contract, self.function, self.file, self.line)
    }
}

/// What was reached and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Functions of which an instruction ran.
    pub reached: usize,
    /// The others, by file and line.
    pub gaps: Vec<Gap>,
}

/// Which functions the calls of some harnesses have reached. Test sources and dependencies are left out.
#[must_use]
pub fn reach<'a>(
    project: &Project,
    harnesses: impl IntoIterator<Item = (&'a Harness, &'a Covered)>,
) -> Reach {
    let mut functions: BTreeMap<Gap, bool> = BTreeMap::new();
    let nothing = BTreeSet::new();
    for (harness, covered) in harnesses {
        for address in harness.world.addresses() {
            let code = harness.world.code(address);
            if code.is_empty() {
                continue;
            }
            let Some(contract) = project.contract_by_runtime_code(&code) else { continue };
            let pcs = covered.get(&keccak256(&code)).unwrap_or(&nothing);
            note(project, contract, pcs, &mut functions);
        }
    }
    let reached = functions.values().filter(|reached| **reached).count();
    let gaps = functions.into_iter().filter(|(_, reached)| !reached).map(|(gap, _)| gap).collect();
    Reach { reached, gaps }
}

fn note(project: &Project, contract: &Contract, pcs: &BTreeSet<u32>, functions: &mut BTreeMap<Gap, bool>) {
    for function in contract.functions(&project.sources, CodeKind::Runtime) {
        let own = function.kind != FunctionKind::Getter
            && function.kind != FunctionKind::Modifier
            && !is_foreign(project, &function.file);
        if !own {
            continue;
        }
        let gap = Gap {
            file: function.file.clone(),
            line: function.line,
            contract: function.contract.clone().unwrap_or_default(),
            function: function.name.clone(),
        };
        let ran = function.pcs.iter().any(|pc| pcs.contains(pc));
        *functions.entry(gap).or_default() |= ran;
    }
}

/// Whether a source is a test or not the project's own.
fn is_foreign(project: &Project, file: &str) -> bool {
    let of_file = project.contracts.iter().find(|contract| contract.path == file);
    of_file.is_none_or(|contract| contract.is_test_source || !contract.is_own_source)
}
