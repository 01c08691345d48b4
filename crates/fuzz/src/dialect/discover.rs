//! Which contracts are harnesses, and in whose dialect.
//!
//! Invariant: a contract is a candidate at most once; of a Chimera pair only one side searches.

use hotfire_project::{Contract, ContractKind, Project};

use super::echidna_config::{self, EchidnaConfig, TestMode};
use super::filter::Filter;
use super::foundry::{Tests, set_up_of};
use super::medusa_config::{self, MedusaConfig};
use super::{Candidate, DialectError, Plan, echidna, medusa};
use crate::harness::Dialect;

/// What a user can write, for the error when nothing is found.
const LOOKED_FOR: &str = "invariant_*, statefulFuzz* and test* functions (Foundry); echidna_* functions or echidna.yaml (Echidna); \
     property_* and optimize_* functions or medusa.json (Medusa); a setUp() without tests (a world to attack)";
/// Prefixes of properties in a Chimera tester without configuration.
const CHIMERA_PREFIXES: [&str; 4] = ["property_", "invariant_", "crytic_", "echidna_"];
/// How many names an error lists.
const NAMES_MAX: usize = 12;

/// Finds the harnesses of a project: in one dialect, or each in its own.
///
/// # Errors
/// When a configuration file is broken, or nothing says what to test; see [`DialectError`].
pub fn discover(
    project: &Project,
    filter: &Filter,
    dialect: Option<Dialect>,
) -> Result<Vec<Candidate>, DialectError> {
    let scan = Scan {
        project,
        filter,
        dialect,
        echidna: EchidnaConfig::load(&project.root, filter.config(&["yaml", "yml"]))?,
        medusa: MedusaConfig::load(&project.root, filter.config(&["json"]))?,
    };
    let found = scan.run()?;
    if !found.is_empty() {
        return Ok(found);
    }
    if !filter.is_empty() {
        let all = Scan { filter: &Filter::default(), ..scan }.run()?;
        if !all.is_empty() {
            let known: Vec<String> = all.iter().map(Candidate::id).collect();
            return Err(DialectError::NoMatch { filter: filter.to_string(), known: listed(&known) });
        }
    }
    Err(no_harness(project, dialect))
}

/// One look at a project.
struct Scan<'a> {
    project: &'a Project,
    filter: &'a Filter,
    dialect: Option<Dialect>,
    echidna: EchidnaConfig,
    medusa: MedusaConfig,
}

impl<'a> Scan<'a> {
    fn run(&self) -> Result<Vec<Candidate>, DialectError> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        if self.allows(Dialect::Medusa)
            && let Some(candidate) = self.configured_medusa(&mut taken)?
        {
            found.push(candidate);
        }
        for contract in self.deployable() {
            if taken.contains(&contract.id()) || !self.wants(contract) {
                continue;
            }
            if let Some(candidate) = self.claim(contract) {
                found.push(candidate);
            }
        }
        if found.is_empty() && self.allows(Dialect::World) {
            found.extend(self.worlds());
        }
        if found.is_empty() {
            found.extend(self.asserting()?);
        }
        found.sort_by(|a, b| (&a.path, &a.contract).cmp(&(&b.path, &b.contract)));
        Ok(found)
    }

    fn allows(&self, dialect: Dialect) -> bool {
        self.dialect.is_none_or(|only| only == dialect)
    }

    fn wants(&self, contract: &Contract) -> bool {
        self.filter.wants_contract(&contract.name, &contract.path)
    }

    /// The project's own contracts that can be deployed; of one `.sol` file, those of that file.
    fn deployable(&self) -> impl Iterator<Item = &'a Contract> {
        let project = self.project;
        project.contracts.iter().filter(move |contract| {
            contract.kind == ContractKind::Contract
                && contract.is_own_source
                && contract.is_deployable()
                && project.focus.as_ref().is_none_or(|focus| *focus == contract.path)
        })
    }

    /// The targets that medusa.json names, as one harness.
    fn configured_medusa(&self, taken: &mut Vec<String>) -> Result<Option<Candidate>, DialectError> {
        let Some(path) = self.medusa.path.as_ref().filter(|_| !self.medusa.targets.is_empty()) else {
            return Ok(None);
        };
        let mut contracts = Vec::new();
        for name in &self.medusa.targets {
            let contract =
                self.project.contract_named(name).map_err(|error| DialectError::UnknownContract {
                    path: path.clone(),
                    key: "fuzzing.targetContracts".to_owned(),
                    name: name.clone(),
                    near: near(&error),
                })?;
            contracts.push(contract);
        }
        taken.extend(contracts.iter().map(|contract| contract.id()));
        if !contracts.iter().any(|contract| self.wants(contract)) {
            return Ok(None);
        }
        Ok(contracts.first().map(|first| self.medusa_candidate(first, self.medusa.clone())))
    }

    /// What a contract's functions make of it.
    fn claim(&self, contract: &'a Contract) -> Option<Candidate> {
        if let Some(candidate) = self.chimera_tester(contract) {
            return Some(candidate);
        }
        let tests = Tests::of(contract, self.filter);
        let echidna = self.has_echidna(contract);
        let medusa = self.has_medusa(contract);
        let named = echidna || medusa;
        let for_foundry = !tests.is_empty() && (set_up_of(&contract.abi).is_some() || !named);
        if self.allows(Dialect::Foundry) && (for_foundry || self.dialect.is_some() && !tests.is_empty()) {
            return self.foundry_candidate(contract, tests);
        }
        if for_foundry && self.dialect.is_none() {
            return None;
        }
        if echidna && self.allows(Dialect::Echidna) {
            return Some(self.echidna_candidate(contract, self.echidna.clone()));
        }
        if medusa && self.allows(Dialect::Medusa) {
            let alone = MedusaConfig { targets: Vec::new(), ..self.medusa.clone() };
            return Some(self.medusa_candidate(contract, alone));
        }
        None
    }

    fn has_echidna(&self, contract: &Contract) -> bool {
        !echidna::properties_of(&self.echidna, contract, self.filter).0.is_empty()
            || self.echidna.is_assertion()
                && contract.abi.functions().any(|f| f.name.starts_with(&self.echidna.prefix))
    }

    fn has_medusa(&self, contract: &Contract) -> bool {
        !medusa::properties_of(&self.medusa, &contract.name, &contract.abi, self.filter).0.is_empty()
    }

    /// The side of a Chimera pair that is meant for Echidna and Medusa.
    fn chimera_tester(&self, contract: &'a Contract) -> Option<Candidate> {
        if !is_tester(self.project, contract) {
            return None;
        }
        if self.allows(Dialect::Medusa) && (self.dialect.is_some() || self.echidna.path.is_none()) {
            let mut config = MedusaConfig { targets: Vec::new(), ..self.medusa.clone() };
            if config.path.is_none() {
                config.property_prefixes = Some(CHIMERA_PREFIXES.map(str::to_owned).to_vec());
            }
            return Some(self.medusa_candidate(contract, config));
        }
        self.allows(Dialect::Echidna).then(|| self.echidna_candidate(contract, self.echidna.clone()))
    }

    fn foundry_candidate(&self, contract: &Contract, mut tests: Tests) -> Option<Candidate> {
        let mut notes = std::mem::take(&mut tests.notes);
        let twin = self.deployable().find(|other| {
            self.dialect.is_none()
                && self.wants(other)
                && is_tester(self.project, other)
                && is_twin(contract, other)
        });
        if let Some(twin) = twin.filter(|_| !tests.invariants.is_empty()) {
            notes.push(format!(
                "{}: its invariants are left to {}, the same harness for Echidna and Medusa; use --dialect foundry to run them here",
                contract.id(),
                twin.id()
            ));
            tests.invariants.clear();
        }
        (!tests.is_empty()).then(|| self.candidate(contract, Dialect::Foundry, notes, Plan::Foundry(tests)))
    }

    fn echidna_candidate(&self, contract: &Contract, mut config: EchidnaConfig) -> Candidate {
        let mut notes = std::mem::take(&mut config.notes);
        notes.extend(echidna::properties_of(&config, contract, self.filter).1);
        self.candidate(contract, Dialect::Echidna, notes, Plan::Echidna(Box::new(config)))
    }

    fn medusa_candidate(&self, contract: &Contract, mut config: MedusaConfig) -> Candidate {
        let mut notes = std::mem::take(&mut config.notes);
        notes.extend(medusa::properties_of(&config, &contract.id(), &contract.abi, self.filter).1);
        self.candidate(contract, Dialect::Medusa, notes, Plan::Medusa(Box::new(config)))
    }

    fn candidate(&self, contract: &Contract, dialect: Dialect, notes: Vec<String>, plan: Plan) -> Candidate {
        Candidate {
            contract: contract.name.clone(),
            path: contract.path.clone(),
            dialect,
            notes,
            plan,
            filter: self.filter.clone(),
        }
    }

    /// Contracts with a `setUp()` and without tests: worlds for an attacker.
    fn worlds(&self) -> impl Iterator<Item = Candidate> {
        let worlds = self.deployable().filter(|contract| {
            self.wants(contract)
                && set_up_of(&contract.abi).is_some()
                && Tests::of(contract, &Filter::default()).is_empty()
                && !self.has_echidna(contract)
                && !self.has_medusa(contract)
        });
        worlds.map(|contract| self.candidate(contract, Dialect::World, Vec::new(), Plan::World))
    }

    /// Contracts without any property, whose assertions are tested: those asked for by name, or the only one there is.
    fn asserting(&self) -> Result<Vec<Candidate>, DialectError> {
        let asked = self.dialect.is_some() || self.echidna.path.is_some() || self.medusa.path.is_some();
        if self.dialect == Some(Dialect::Foundry) {
            return Ok(Vec::new());
        }
        let named = asked && self.filter.names_contracts();
        let wanted: Vec<&Contract> = self
            .deployable()
            .filter(|contract| self.wants(contract) && (named || !contract.is_test_source))
            .filter(|contract| asked || Tests::of(contract, &Filter::default()).is_empty())
            .collect();
        let vague = wanted.len() > 1 && !named;
        let idle = !asked && !wanted.iter().any(|contract| may_assert(self.project, contract));
        if wanted.is_empty() || vague || idle {
            return self.abstract_only();
        }
        let found = wanted.into_iter().filter_map(|contract| self.assertion_candidate(contract));
        Ok(found.collect())
    }

    fn assertion_candidate(&self, contract: &Contract) -> Option<Candidate> {
        let use_echidna = match self.dialect {
            Some(dialect) => dialect == Dialect::Echidna,
            None => self.echidna.path.is_some() && self.medusa.path.is_none(),
        };
        let mut candidate = if use_echidna {
            let mut config = self.echidna.clone();
            if config.path.is_none() {
                config.test_mode = TestMode::Assertion;
            } else if matches!(config.test_mode, TestMode::Property | TestMode::Optimization) {
                return None;
            }
            self.echidna_candidate(contract, config)
        } else {
            self.medusa.assertions.as_ref()?;
            self.medusa_candidate(contract, MedusaConfig { targets: Vec::new(), ..self.medusa.clone() })
        };
        candidate.notes.push(format!(
            "{}: it has no properties; its functions are called and its assertions are tested",
            candidate.id()
        ));
        Some(candidate)
    }

    /// A filter that names only abstract contracts is a mistake worth its own words.
    fn abstract_only(&self) -> Result<Vec<Candidate>, DialectError> {
        if !self.filter.names_contracts() {
            return Ok(Vec::new());
        }
        let mut named =
            self.project.contracts.iter().filter(|contract| self.wants(contract) && contract.is_own_source);
        match (named.next(), named.next()) {
            (Some(only), None) if only.kind == ContractKind::Abstract => Err(DialectError::Abstract {
                contract: only.id(),
                missing: "it is declared abstract, or a base's function has no body".to_owned(),
            }),
            _ => Ok(Vec::new()),
        }
    }
}

/// Whether a contract or what it was compiled with asserts anything. Without sources it may.
fn may_assert(project: &Project, contract: &Contract) -> bool {
    let texts = contract.sources.iter().filter_map(|&index| project.sources.files().get(index));
    let mut texts = texts.map(|source| &source.text).peekable();
    let asserts =
        |text: &str| text.is_empty() || text.contains("assert(") || text.contains("AssertionFailed");
    texts.peek().is_none() || texts.any(|text| asserts(text))
}

/// Whether a contract is the Echidna and Medusa side of a Chimera harness: `CryticTester`, or one that inherits
/// `…TargetFunctions` and has a Foundry side.
fn is_tester(project: &Project, contract: &Contract) -> bool {
    let declared =
        contract.name == "CryticTester" || contract.bases.iter().any(|base| base == "CryticAsserts");
    if set_up_of(&contract.abi).is_some() {
        return false;
    }
    declared
        || target_functions(contract).is_some()
            && project
                .contracts
                .iter()
                .any(|other| set_up_of(&other.abi).is_some() && is_twin(other, contract))
}

/// Whether two contracts inherit the same `…TargetFunctions`.
fn is_twin(foundry: &Contract, tester: &Contract) -> bool {
    foundry.id() != tester.id()
        && target_functions(tester).is_some_and(|base| foundry.bases.iter().any(|other| other == base))
}

fn target_functions(contract: &Contract) -> Option<&String> {
    contract.bases.iter().find(|base| base.ends_with("TargetFunctions"))
}

/// The `; there is …` of an error about an unknown name.
fn near(error: &hotfire_project::ProjectError) -> String {
    match error {
        hotfire_project::ProjectError::UnknownContract { near, .. } => near.clone(),
        hotfire_project::ProjectError::Ambiguous { places, .. } => {
            format!("; the name is not unique: {places}")
        }
        _ => String::new(),
    }
}

fn no_harness(project: &Project, dialect: Option<Dialect>) -> DialectError {
    let own: Vec<String> = project
        .contracts
        .iter()
        .filter(|contract| {
            contract.is_own_source && contract.kind == ContractKind::Contract && contract.is_deployable()
        })
        .map(Contract::id)
        .collect();
    let looked_for = match dialect {
        None => LOOKED_FOR,
        Some(Dialect::Foundry) => "invariant_*, statefulFuzz* and test* functions",
        Some(Dialect::Echidna) => "functions with the configured prefix (echidna_*), or testMode: assertion",
        Some(Dialect::World) => "contracts with a setUp() and without tests",
        Some(Dialect::Medusa) => "targetContracts in medusa.json, property_* and optimize_* functions",
    };
    DialectError::NoHarness {
        looked_for: looked_for.to_owned(),
        near: format!("contracts that can be deployed: {}", listed(&own)),
        advice: format!(
            "write one of these functions, or name a contract with --match-contract and --dialect medusa to test its assertions{}",
            config_hint()
        ),
    }
}

fn config_hint() -> String {
    let files: Vec<&str> = echidna_config::FILES.iter().chain(&medusa_config::FILES).copied().collect();
    format!("; configurations are read from {}", files.join(", "))
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let mut text = names.iter().take(NAMES_MAX).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > NAMES_MAX {
        text.push_str(&format!(" and {} more", names.len() - NAMES_MAX));
    }
    text
}
