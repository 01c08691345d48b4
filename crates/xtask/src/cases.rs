//! The list of harnesses with known answers: `testdata/harness/cases.toml`.
//!
//! Invariant: a case that must be found names its rule, its flawed target and the target's fixed twin.

use crate::repo;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// One harness and what is known about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) id: String,
    #[expect(dead_code, reason = "written for people, and required")]
    why: String,
    pub(crate) dialect: String,
    pub(crate) contract: String,
    pub(crate) file: String,
    pub(crate) expect: Expect,
    #[serde(default)]
    pub(crate) rule: String,
    pub(crate) forge: bool,
    pub(crate) target: Option<String>,
    pub(crate) fixed: Option<String>,
    pub(crate) config: Option<String>,
    /// Why the stand does not give the known answer yet: such a case is shown, and does not fail the gate.
    pub(crate) open: Option<String>,
    pub(crate) optimum: Option<i64>,
    pub(crate) optimum_fixed: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Expect {
    Found,
    Silent,
}

impl Case {
    pub(crate) fn is_optimization(&self) -> bool {
        self.dialect.ends_with("optimization")
    }

    /// The Foundry side of a Chimera pair, of which otherwise only the other side searches.
    pub(crate) fn is_foundry_side(&self) -> bool {
        self.dialect == "chimera" && self.contract.ends_with("ToFoundry")
    }
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

pub(crate) fn folder() -> PathBuf {
    repo::root().join("testdata/harness")
}

/// Reads the list and checks that everything it names exists.
pub(crate) fn read(folder: &Path) -> Result<Vec<Case>> {
    let text = repo::read(&folder.join("cases.toml"))?;
    let cases = toml::from_str::<Cases>(&text).context("cases.toml")?.case;
    ensure!(!cases.is_empty(), "cases.toml lists no case");
    for case in &cases {
        check(folder, case).with_context(|| format!("cases.toml: case {}", case.id))?;
    }
    Ok(cases)
}

fn check(folder: &Path, case: &Case) -> Result<()> {
    let files = [Some(&case.file), case.target.as_ref(), case.fixed.as_ref(), case.config.as_ref()];
    for file in files.into_iter().flatten() {
        ensure!(folder.join(file).is_file(), "{file} does not exist");
    }
    if case.expect == Expect::Found {
        ensure!(!case.rule.is_empty(), "a case that must be found names its rule");
        ensure!(case.target.is_some() && case.fixed.is_some(), "a case that must be found has a fixed twin");
    }
    let optima = (case.optimum.is_some(), case.optimum_fixed.is_some());
    ensure!(optima == (case.is_optimization(), case.is_optimization()), "optimisation cases have two optima");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[case]]\nid='a'\nwhy='w'\ndialect='foundry-invariant'\ncontract='A'\nfile='A.sol'\n\
        expect='found'\nrule='invariant_a'\nforge=true\ntarget='A.sol'\nfixed='A.sol'\n";

    fn read_text(text: &str) -> Result<Vec<Case>> {
        // Tests of one program share a process: each text gets a folder of its own.
        let folder = repo::scratch(&format!("unit/cases-{}-{}", text.len(), text.matches('=').count()))?;
        std::fs::write(folder.join("A.sol"), "")?;
        std::fs::write(folder.join("cases.toml"), text)?;
        read(&folder)
    }

    #[test]
    fn a_case_names_what_exists() {
        assert_eq!(read_text(GOOD).unwrap()[0].rule, "invariant_a");
        for (from, to, problem) in [
            ("target='A.sol'", "target='Gone.sol'", "Gone.sol does not exist"),
            ("rule='invariant_a'\n", "", "names its rule"),
            ("fixed='A.sol'\n", "", "has a fixed twin"),
            ("foundry-invariant", "echidna-optimization", "two optima"),
        ] {
            let error = format!("{:#}", read_text(&GOOD.replace(from, to)).unwrap_err());
            assert!(error.contains(problem), "{error}");
        }
    }
}
