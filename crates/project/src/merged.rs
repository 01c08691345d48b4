//! The settings of one test: `foundry.toml` with the test's own `forge-config:` lines over it.
//!
//! Invariant: a line for another profile changes nothing; a line whose value does not fit is an error that names it.

use toml::{Table, Value};

use crate::inline::InlineSetting;
use crate::toml_value::Reader;
use crate::{Contract, FoundryConfig, FuzzConfig, InvariantConfig, ProjectError};

impl FoundryConfig {
    /// The invariant settings for a contract, or for one of its functions.
    ///
    /// # Errors
    /// When a `forge-config:` line has a value that does not fit its key.
    pub fn invariant_for(
        &self,
        contract: &Contract,
        function: Option<&str>,
    ) -> Result<InvariantConfig, ProjectError> {
        let mut config = self.invariant.clone();
        let table = self.lines(contract, function, "invariant.");
        config.take(&Reader::new(&table, "invariant")).map_err(|detail| wrong(contract, &detail))?;
        Ok(config)
    }

    /// The fuzz settings for a contract, or for one of its functions.
    ///
    /// # Errors
    /// When a `forge-config:` line has a value that does not fit its key.
    pub fn fuzz_for(&self, contract: &Contract, function: Option<&str>) -> Result<FuzzConfig, ProjectError> {
        let mut config = self.fuzz.clone();
        let table = self.lines(contract, function, "fuzz.");
        config.take(&Reader::new(&table, "fuzz")).map_err(|detail| wrong(contract, &detail))?;
        Ok(config)
    }

    /// The lines of a section that hold here, the function's after the contract's.
    fn lines(&self, contract: &Contract, function: Option<&str>, section: &str) -> Table {
        let config = &contract.forge_config;
        let of_function = function.and_then(|name| config.functions.get(name));
        let lines = config.contract.iter().chain(of_function.into_iter().flatten());
        let holds = |line: &&InlineSetting| line.profile.as_deref().is_none_or(|named| named == self.profile);
        let keyed =
            lines.filter(holds).filter_map(|line| Some((line.key.strip_prefix(section)?, &line.value)));
        // Inline, forge takes `fail-on-revert` and `fail_on_revert` alike.
        keyed.map(|(key, value)| (key.replace('-', "_"), value_of(value))).collect()
    }
}

/// A value as TOML reads it, otherwise as text.
fn value_of(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>().ok();
    parsed.and_then(|mut table| table.remove("value")).unwrap_or_else(|| Value::String(text.to_owned()))
}

fn wrong(contract: &Contract, detail: &str) -> ProjectError {
    ProjectError::Config {
        path: contract.path.clone().into(),
        detail: format!("a forge-config: line of {}: {detail}", contract.name),
    }
}
