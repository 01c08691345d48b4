//! Echidna's YAML configuration: what is followed, with its defaults.
//!
//! Invariant: a key that is not followed is a note, except those without which the harness would not be itself.

use std::path::{Path, PathBuf};

use alloy_primitives::{Address, Bytes, U256, address};
use serde_json::Value;

use super::DialectError;
use super::settings::{Settings, first_file, read_text};

/// Where the configuration is looked for, in this order.
pub(super) const FILES: [&str; 5] =
    ["echidna.yaml", "echidna.yml", "echidna.config.yaml", "echidna.config.yml", "echidna-config.yaml"];

/// `testMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TestMode {
    /// Boolean functions with the prefix must return `true`.
    Property,
    /// `assert` and the `AssertionFailed` event.
    Assertion,
    /// Functions with the prefix that return an `int256` are maximised.
    Optimization,
    /// Checked arithmetic that panics is a failure.
    Overflow,
    /// Nothing is a failure.
    Exploration,
}

/// What is followed of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EchidnaConfig {
    /// The file, if there is one.
    pub path: Option<PathBuf>,
    pub test_mode: TestMode,
    pub prefix: String,
    pub senders: Vec<Address>,
    /// Who asks the properties.
    pub psender: Address,
    pub deployer: Address,
    pub contract_addr: Address,
    /// Wei of the deployer and of each sender.
    pub balance_addr: U256,
    /// Wei of the harness.
    pub balance_contract: U256,
    pub seq_len: usize,
    pub max_time_delay: u64,
    pub max_block_delay: u64,
    pub max_value: U256,
    pub test_max_gas: u64,
    pub all_contracts: bool,
    pub filter_functions: Vec<String>,
    pub filter_blacklist: bool,
    pub exclude_view_pure: bool,
    /// Contracts to deploy first, by address.
    pub deploy_contracts: Vec<(Address, String)>,
    /// Codes to deploy first, by address.
    pub deploy_bytecodes: Vec<(Address, Bytes)>,
    /// What a user should know.
    pub notes: Vec<String>,
}

impl Default for EchidnaConfig {
    fn default() -> Self {
        let senders = [0x1_0000_u64, 0x2_0000, 0x3_0000].map(|n| Address::from_word(U256::from(n).into()));
        Self {
            path: None,
            test_mode: TestMode::Property,
            prefix: "echidna_".to_owned(),
            psender: senders[0],
            deployer: senders[2],
            senders: senders.to_vec(),
            contract_addr: address!("00a329c0648769A73afAc7F9381E08FB43dBEA72"),
            balance_addr: U256::from(u32::MAX),
            balance_contract: U256::ZERO,
            seq_len: 100,
            max_time_delay: 604_800,
            max_block_delay: 60_480,
            max_value: U256::from(100) * U256::from(10).pow(U256::from(18)),
            test_max_gas: 12_500_000,
            all_contracts: false,
            filter_functions: Vec::new(),
            filter_blacklist: true,
            exclude_view_pure: false,
            deploy_contracts: Vec::new(),
            deploy_bytecodes: Vec::new(),
            notes: Vec::new(),
        }
    }
}

impl EchidnaConfig {
    /// The configuration at `given`, otherwise the first of [`FILES`] under `root`, otherwise the defaults.
    pub(super) fn load(root: &Path, given: Option<&Path>) -> Result<Self, DialectError> {
        match given.map(Path::to_owned).or_else(|| first_file(root, &FILES)) {
            Some(path) => Self::parse(&path, &read_text(&path)?),
            None => Ok(Self::default()),
        }
    }

    /// Whether an `AssertionFailed` event or a failing `assert` in a called function counts.
    pub(super) fn is_assertion(&self) -> bool {
        self.test_mode == TestMode::Assertion
    }

    fn parse(path: &Path, text: &str) -> Result<Self, DialectError> {
        let mut root: Value =
            if text.lines().all(|line| line.trim().is_empty() || line.trim().starts_with('#')) {
                Value::Null
            } else {
                serde_saphyr::from_str(text).map_err(|error| DialectError::ConfigFile {
                    path: path.to_owned(),
                    detail: error.to_string(),
                })?
            };
        keep_digits(&mut root, text);
        let settings = Settings::new(path, &root)?;
        let mut config = Self { path: Some(path.to_owned()), ..Self::default() };
        config.take_rules(&settings)?;
        config.take_accounts(&settings)?;
        config.take_world(&settings)?;
        config.note_the_rest(&settings);
        Ok(config)
    }

    fn take_rules(&mut self, settings: &Settings<'_>) -> Result<(), DialectError> {
        if let Some(mode) = settings.text("testMode")? {
            self.test_mode = match mode.to_ascii_lowercase().as_str() {
                "property" => TestMode::Property,
                "assertion" => TestMode::Assertion,
                "optimization" => TestMode::Optimization,
                "overflow" => TestMode::Overflow,
                "exploration" => TestMode::Exploration,
                _ => {
                    let expected = "property, assertion, optimization, overflow or exploration";
                    return Err(settings.wrong("testMode", &Value::String(mode), expected));
                }
            };
        } else if settings.boolean("checkAsserts")?.unwrap_or(false) {
            self.test_mode = TestMode::Assertion;
            self.notes.push("echidna: `checkAsserts` is the old name of `testMode: assertion`".to_owned());
        }
        set(&mut self.prefix, settings.text("prefix")?);
        if let Some(len) = settings.number("seqLen")? {
            self.seq_len = usize::try_from(len).unwrap_or(usize::MAX).max(1);
        }
        set(&mut self.max_time_delay, settings.number("maxTimeDelay")?);
        set(&mut self.max_block_delay, settings.number("maxBlockDelay")?);
        set(&mut self.max_value, settings.word("maxValue")?);
        set(&mut self.test_max_gas, settings.number("testMaxGas")?);
        let all_contracts = settings.boolean("allContracts")?.or(settings.boolean("multi-abi")?);
        set(&mut self.all_contracts, all_contracts);
        set(&mut self.filter_functions, settings.texts("filterFunctions")?);
        set(&mut self.filter_blacklist, settings.boolean("filterBlacklist")?);
        set(&mut self.exclude_view_pure, settings.boolean("excludeViewPure")?);
        Ok(())
    }

    fn take_accounts(&mut self, settings: &Settings<'_>) -> Result<(), DialectError> {
        if let Some(senders) = settings.addresses("sender")?.filter(|senders| !senders.is_empty()) {
            self.senders = senders;
        }
        set(&mut self.psender, settings.address("psender")?);
        set(&mut self.deployer, settings.address("deployer")?);
        set(&mut self.contract_addr, settings.address("contractAddr")?);
        set(&mut self.balance_addr, settings.word("balanceAddr")?);
        set(&mut self.balance_contract, settings.word("balanceContract")?);
        Ok(())
    }

    fn take_world(&mut self, settings: &Settings<'_>) -> Result<(), DialectError> {
        self.deploy_contracts = settings.placements("deployContracts")?;
        for (at, text) in settings.placements("deployBytecodes")? {
            let code = text.trim().parse::<Bytes>().map_err(|_| {
                settings.wrong(
                    "deployBytecodes",
                    &Value::String(text.clone()),
                    "creation code in hexadecimal",
                )
            })?;
            self.deploy_bytecodes.push((at, code));
        }
        if settings.text("initialize")?.is_some_and(|file| !file.is_empty()) {
            let why = "a recorded chain is not replayed; deploy what it holds in the harness's constructor or with deployContracts";
            return Err(settings.unsupported("initialize", why));
        }
        if settings.text("rpcUrl")?.is_some_and(|url| !url.is_empty()) {
            self.notes.push("echidna: `rpcUrl` is not followed: live chains are not forked".to_owned());
        }
        Ok(())
    }

    /// Notes for keys that have no effect here, and for keys that Echidna does not know.
    fn note_the_rest(&mut self, settings: &Settings<'_>) {
        const SILENT: [&str; 33] = [
            "testLimit",
            "shrinkLimit",
            "stopOnFail",
            "timeout",
            "seed",
            "dictFreq",
            "dictfreq",
            "mutConsts",
            "coverage",
            "corpusDir",
            "coverageDir",
            "coverageFormats",
            "coverageExcludes",
            "format",
            "quiet",
            "workers",
            "server",
            "projectName",
            "allEvents",
            "disableSlither",
            "solcLibs",
            "codeSize",
            "propMaxGas",
            "maxGasprice",
            "estimateGas",
            "rpcBlock",
            "etherscanApiKey",
            "disableOnchainSources",
            "printCoverage",
            "epochs",
            "benchmarkMode",
            "gasLimit",
            "shrinkLevel",
        ];
        settings.ignore(&SILENT);
        const TOLD: [(&str, &str); 4] = [
            ("cryticArgs", "the project is compiled as its own configuration says"),
            ("solcArgs", "the project is compiled as its own configuration says"),
            ("allowFFI", "programs are run only with `ffi = true` under [cheatcodes] in hotfire.toml"),
            ("testDestruction", "self-destruction is not a failure here"),
        ];
        for (key, why) in TOLD {
            let set = settings.raw(key).is_some_and(|value| !is_empty(value));
            if set {
                self.notes.push(format!("echidna: `{key}` is not followed: {why}"));
            }
        }
        let unread = settings.unread();
        for key in unread.iter().filter(|key| !key.starts_with("symExec")) {
            self.notes.push(format!("echidna: `{key}` is not known and has no effect"));
        }
    }
}

/// Puts amounts of wei back as they are written: as numbers, those above 2^64 have been rounded.
fn keep_digits(root: &mut Value, text: &str) {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Amounts {
        max_value: Option<String>,
        balance_addr: Option<String>,
        balance_contract: Option<String>,
    }
    let Ok(written) = serde_saphyr::from_str::<Amounts>(text) else { return };
    let amounts = [
        ("maxValue", written.max_value),
        ("balanceAddr", written.balance_addr),
        ("balanceContract", written.balance_contract),
    ];
    for (key, digits) in amounts {
        if let (Some(value @ Value::Number(_)), Some(digits)) = (root.get_mut(key), digits) {
            *value = Value::String(digits);
        }
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => !yes,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<EchidnaConfig, DialectError> {
        EchidnaConfig::parse(Path::new("echidna.yaml"), text)
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        let config = parse("# nothing\n").unwrap();
        assert_eq!(config, EchidnaConfig { path: Some("echidna.yaml".into()), ..EchidnaConfig::default() });
    }

    #[test]
    fn values_are_read_as_echidna_writes_them() {
        let config = parse(
            "testMode: \"assertion\"\nprefix: \"optimize_\"\nbalanceAddr: 0x1043561a8829300000\nbalanceContract: 7\n\
             deployer: \"0x7FA9385bE102ac3EAc297483Dd6233D62b3e1496\"\nmaxValue: 100000000000000000000 # 100 eth\n\
             sender: [\"0x10000\"]\nseqLen: 50\nmaxTimeDelay: 0\ncryticArgs: []\nworkers: null\n\
             deployContracts: [[\"0x41414141\", \"Marker\"]]\ndeployBytecodes: [[\"0x42\", \"0x6001\"]]\n",
        )
        .unwrap();
        assert_eq!(config.test_mode, TestMode::Assertion);
        assert_eq!(config.prefix, "optimize_");
        assert_eq!(config.balance_addr, U256::from(0x10_4356_1a88_2930_0000_u128));
        assert_eq!(config.balance_contract, U256::from(7));
        assert_eq!(config.max_value, EchidnaConfig::default().max_value);
        assert_eq!(config.deployer, address!("7FA9385bE102ac3EAc297483Dd6233D62b3e1496"));
        assert_eq!((config.senders.len(), config.seq_len, config.max_time_delay), (1, 50, 0));
        assert_eq!(config.deploy_contracts[0].1, "Marker");
        assert_eq!(config.deploy_bytecodes[0].1.as_ref(), [0x60, 0x01]);
        assert!(config.notes.is_empty(), "{:?}", config.notes);
    }

    #[test]
    fn large_amounts_keep_all_their_digits() {
        let config = parse("maxValue: 123456789012345678901234567890\nodd: [1]\n").unwrap();
        assert_eq!(config.max_value, U256::from(123_456_789_012_345_678_901_234_567_890_u128));
        let message = parse("maxValue: [1]\n").unwrap_err().to_string();
        assert!(message.contains("`maxValue` is [1]"), "{message}");
    }

    #[test]
    fn what_is_not_followed_is_told() {
        let config = parse("cryticArgs: [\"--foundry\"]\nwhatIsThis: 1\nsymExec: true\n").unwrap();
        assert_eq!(config.notes.len(), 2);
        assert!(config.notes[0].contains("cryticArgs") && config.notes[1].contains("whatIsThis"));
    }

    #[test]
    fn what_cannot_be_left_out_is_an_error() {
        let message = parse("initialize: init.json\n").unwrap_err().to_string();
        assert!(message.starts_with("echidna.yaml: `initialize` is not supported"), "{message}");
        let message = parse("testMode: fast\n").unwrap_err().to_string();
        assert!(message.contains("`testMode`") && message.contains("exploration"), "{message}");
        assert!(parse("a: [").is_err());
    }
}
