//! `hotfire.toml`: what may also be said on the command line, and what is too long for it.
//!
//! Invariant: an unknown key is an error that names key, file and line; nothing in the file is passed over.

use crate::{
    args::{DialectArg, OutOfDate},
    error::CliError,
    units::{Count, Time},
};
use alloy_primitives::{Address, U256};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// The file's name.
pub(crate) const FILE: &str = "hotfire.toml";
/// Largest file that is read.
const BYTES_MAX: u64 = 1 << 20;

/// The whole file; every key may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) time: Option<Time>,
    pub(crate) executions: Option<Count>,
    pub(crate) stop_on_first: Option<bool>,
    pub(crate) seed: Option<u64>,
    pub(crate) workers: Option<u32>,
    pub(crate) corpus_mib: Option<u32>,
    pub(crate) match_contract: Option<String>,
    pub(crate) no_match_contract: Option<String>,
    pub(crate) match_test: Option<String>,
    pub(crate) no_match_test: Option<String>,
    pub(crate) match_path: Option<String>,
    pub(crate) no_match_path: Option<String>,
    pub(crate) dialect: Option<DialectArg>,
    pub(crate) compromise: Vec<String>,
    pub(crate) config: Option<PathBuf>,
    pub(crate) solc: Option<PathBuf>,
    pub(crate) profile: Option<String>,
    pub(crate) libraries: Vec<String>,
    pub(crate) out_of_date: Option<OutOfDate>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) constructor_args: BTreeMap<String, Vec<String>>,
    pub(crate) rules: Rules,
    pub(crate) world: World,
    pub(crate) honest: Vec<Honest>,
    pub(crate) cheatcodes: Cheatcodes,
    #[serde(skip)]
    pub(crate) path: Option<PathBuf>,
}

/// Rules of judgement and generation, over the dialect's own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Rules {
    pub(crate) senders: Vec<Address>,
    pub(crate) sequence_len_max: Option<usize>,
    pub(crate) delay_secs_max: Option<u64>,
    pub(crate) delay_blocks_max: Option<u64>,
    pub(crate) value_max: Option<U256>,
    pub(crate) gas_limit: Option<u64>,
    pub(crate) fail_on_revert: Option<bool>,
    pub(crate) evm_version: Option<hotfire_evm::setup::Fork>,
}

/// What a world under attack is made of, where it is not to be recognised.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct World {
    pub(crate) tokens: Vec<String>,
    pub(crate) numeraire: Option<String>,
    pub(crate) capital: BTreeMap<String, U256>,
    pub(crate) roles: BTreeMap<String, String>,
    pub(crate) trusted: Vec<String>,
    pub(crate) excluded: Vec<String>,
    pub(crate) gain: Vec<String>,
}

/// A transaction of an honest user, which an attacker may act before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Honest {
    pub(crate) from: String,
    pub(crate) to: String,
    #[serde(default)]
    pub(crate) signature: String,
    #[serde(default)]
    pub(crate) args: Vec<String>,
    #[serde(default)]
    pub(crate) value: U256,
}

/// What cheatcodes may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Cheatcodes {
    pub(crate) ffi: bool,
    pub(crate) env: BTreeMap<String, String>,
}

/// Reads the file in `folder`; defaults when there is none.
pub(crate) fn read(folder: &Path) -> Result<Config, CliError> {
    let path = folder.join(FILE);
    let cannot = |source: io::Error| CliError::Read { path: path.clone(), source };
    let bytes = match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(error) => return Err(cannot(error)),
        Ok(data) => data.len(),
    };
    if bytes > BYTES_MAX {
        return Err(cannot(io::Error::other(format!("it has {bytes} bytes; at most {BYTES_MAX} are read"))));
    }
    let text = fs::read_to_string(&path).map_err(cannot)?;
    let mut config = parse(&text).map_err(|error| CliError::config(&path, text, &error))?;
    config.path = Some(path);
    Ok(config)
}

fn parse(text: &str) -> Result<Config, toml::de::Error> {
    let config: Config = toml::from_str(text)?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn every_key_is_read() {
        let config = parse(include_str!("../tests/full.toml")).unwrap();
        assert_eq!(config.time, Some(Time(Some(Duration::from_secs(300)))));
        assert_eq!(config.executions, Some(Count(1_000_000)));
        assert_eq!(
            config.constructor_args["test/A.t.sol:A"],
            ["0x0000000000000000000000000000000000000001", "[1,2]"]
        );
        assert_eq!(config.rules.sequence_len_max, Some(100));
        assert_eq!(config.rules.value_max, Some(U256::from(10).pow(U256::from(18))));
        assert_eq!(config.rules.evm_version, Some(hotfire_evm::setup::Fork::Cancun));
        assert_eq!(config.world.capital["ether"], U256::from(10).pow(U256::from(21)));
        assert!(config.cheatcodes.ffi);
        assert_eq!(config.out_of_date, Some(OutOfDate::Ok));
        assert_eq!(parse("").unwrap(), Config::default());
    }

    #[test]
    fn unknown_keys_are_errors() {
        for text in [
            "tiem = \"5m\"",
            "[rules]\nsender = []",
            "[cheatcodes]\nffi = 1",
            "[unknown]",
            "[world]\ntoken = []",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
