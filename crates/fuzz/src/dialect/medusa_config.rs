//! Medusa's JSON configuration: what is followed, with its defaults, in both spellings of its keys.
//!
//! Invariant: a key that is not followed is a note, never an error; a value of a wrong type is an error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alloy_primitives::{Address, U256};
use serde_json::Value;

use super::DialectError;
use super::settings::{Settings, first_file, read_text};

/// Where the configuration is looked for.
pub(super) const FILES: [&str; 1] = ["medusa.json"];

/// Solidity's panic codes by Medusa's switch, with the switch's default.
const PANICS: [(&str, u8, bool); 10] = [
    ("failOnCompilerInsertedPanic", 0x00, false),
    ("failOnAssertion", 0x01, true),
    ("failOnArithmeticUnderflow", 0x11, false),
    ("failOnDivideByZero", 0x12, false),
    ("failOnEnumTypeConversionOutOfBounds", 0x21, false),
    ("failOnIncorrectStorageAccess", 0x22, false),
    ("failOnPopEmptyArray", 0x31, false),
    ("failOnOutOfBoundsArrayAccess", 0x32, false),
    ("failOnAllocateTooMuchMemory", 0x41, false),
    ("failOnCallUninitializedVariable", 0x51, false),
];

/// What is followed of the configuration.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MedusaConfig {
    /// The file, if there is one.
    pub path: Option<PathBuf>,
    /// Contracts to deploy and to call, in this order.
    pub targets: Vec<String>,
    /// Contracts to deploy at fixed addresses before the targets.
    pub predeployed: Vec<(String, Address)>,
    /// Wei of each target, in the order of the targets.
    pub balances: Vec<U256>,
    /// Function to call on each target after its deployment; empty for none.
    pub init_functions: Vec<String>,
    /// Constructor arguments by contract and parameter.
    pub constructor_args: BTreeMap<String, Value>,
    /// Arguments of the functions in `init_functions`, by contract and parameter.
    pub init_args: BTreeMap<String, Value>,
    pub deployer: Address,
    pub senders: Vec<Address>,
    pub seq_len: usize,
    pub max_block_delay: u64,
    pub max_time_delay: u64,
    pub tx_gas_limit: u64,
    pub test_all_contracts: bool,
    pub test_view_methods: bool,
    /// Panic codes that are failures; `None` when assertion testing is off.
    pub assertions: Option<Vec<u8>>,
    /// Prefixes of properties; `None` when property testing is off.
    pub property_prefixes: Option<Vec<String>>,
    /// Prefixes of functions to maximise; `None` when optimisation testing is off.
    pub optimize_prefixes: Option<Vec<String>>,
    /// `Contract.signature` of the only functions to call; empty for all.
    pub target_functions: Vec<String>,
    /// `Contract.signature` of functions not to call.
    pub exclude_functions: Vec<String>,
    /// What a user should know.
    pub notes: Vec<String>,
}

impl Default for MedusaConfig {
    fn default() -> Self {
        let senders = [0x1_0000_u64, 0x2_0000, 0x3_0000].map(|n| Address::from_word(U256::from(n).into()));
        Self {
            path: None,
            targets: Vec::new(),
            predeployed: Vec::new(),
            balances: Vec::new(),
            init_functions: Vec::new(),
            constructor_args: BTreeMap::new(),
            init_args: BTreeMap::new(),
            deployer: senders[2],
            senders: senders.to_vec(),
            seq_len: 100,
            max_block_delay: 60_480,
            max_time_delay: 604_800,
            tx_gas_limit: 12_500_000,
            test_all_contracts: false,
            test_view_methods: true,
            assertions: Some(vec![0x01]),
            property_prefixes: Some(vec!["property_".to_owned()]),
            optimize_prefixes: Some(vec!["optimize_".to_owned()]),
            target_functions: Vec::new(),
            exclude_functions: Vec::new(),
            notes: Vec::new(),
        }
    }
}

impl MedusaConfig {
    /// The configuration at `given`, otherwise medusa.json under `root`, otherwise the defaults.
    pub(super) fn load(root: &Path, given: Option<&Path>) -> Result<Self, DialectError> {
        match given.map(Path::to_owned).or_else(|| first_file(root, &FILES)) {
            Some(path) => Self::parse(&path, &read_text(&path)?),
            None => Ok(Self::default()),
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, DialectError> {
        let root: Value = serde_json::from_str(text)
            .map_err(|error| DialectError::ConfigFile { path: path.to_owned(), detail: error.to_string() })?;
        let file = Settings::new(path, &root)?;
        let mut config = Self { path: Some(path.to_owned()), ..Self::default() };
        let fuzzing = file.table("fuzzing")?;
        config.take_deployment(&fuzzing)?;
        config.take_rules(&fuzzing)?;
        config.take_testing(&fuzzing.table("testing")?)?;
        config.take_chain(&fuzzing.table("chainConfig")?)?;
        config.note_the_rest(&fuzzing, &[]);
        Ok(config)
    }

    fn take_deployment(&mut self, fuzzing: &Settings<'_>) -> Result<(), DialectError> {
        let targets = fuzzing.texts("targetContracts")?.filter(|targets| !targets.is_empty());
        let old = fuzzing.texts("deploymentOrder")?;
        self.targets = targets.or(old).unwrap_or_default();
        let predeployed = fuzzing.table("predeployedContracts")?;
        for (name, _) in predeployed.entries() {
            if let Some(at) = predeployed.address(name)? {
                self.predeployed.push((name.clone(), at));
            }
        }
        self.balances = fuzzing.words("targetContractsBalances")?.unwrap_or_default();
        self.init_functions = fuzzing.texts("targetContractsInitFunctions")?.unwrap_or_default();
        for (key, into) in
            [("constructorArgs", &mut self.constructor_args), ("initializationArgs", &mut self.init_args)]
        {
            let args = fuzzing.table(key)?;
            into.extend(args.entries().map(|(name, value)| (name.clone(), value.clone())));
        }
        set(&mut self.deployer, fuzzing.address("deployerAddress")?);
        if let Some(senders) = fuzzing.addresses("senderAddresses")?.filter(|senders| !senders.is_empty()) {
            self.senders = senders;
        }
        Ok(())
    }

    fn take_rules(&mut self, fuzzing: &Settings<'_>) -> Result<(), DialectError> {
        if let Some(len) = fuzzing.number("callSequenceLength")?.or(fuzzing.number("maxTxSequenceLength")?) {
            self.seq_len = usize::try_from(len).unwrap_or(usize::MAX).max(1);
        }
        set(
            &mut self.max_block_delay,
            fuzzing.number("blockNumberDelayMax")?.or(fuzzing.number("maxBlockNumberDelay")?),
        );
        let secs = fuzzing.number("blockTimestampDelayMax")?.or(fuzzing.number("maxBlockTimestampDelay")?);
        set(&mut self.max_time_delay, secs);
        set(&mut self.tx_gas_limit, fuzzing.number("transactionGasLimit")?);
        Ok(())
    }

    fn take_testing(&mut self, testing: &Settings<'_>) -> Result<(), DialectError> {
        let all_contracts = testing.boolean("testAllContracts")?.or(testing.boolean("testAllAddresses")?);
        set(&mut self.test_all_contracts, all_contracts);
        let assertions = testing.table("assertionTesting")?;
        let view = testing.boolean("testViewMethods")?.or(assertions.boolean("testViewMethods")?);
        set(&mut self.test_view_methods, view);
        let newer = assertions.raw("panicCodeConfig").is_some();
        let switches = assertions.table(if newer { "panicCodeConfig" } else { "assertionModes" })?;
        let mut codes = Vec::new();
        for (key, code, default) in PANICS {
            if switches.boolean(key)?.unwrap_or(default) {
                codes.push(code);
            }
        }
        self.assertions = assertions.boolean("enabled")?.unwrap_or(true).then_some(codes);
        for (key, prefixes) in [
            ("propertyTesting", &mut self.property_prefixes),
            ("optimizationTesting", &mut self.optimize_prefixes),
        ] {
            let table = testing.table(key)?;
            if let Some(given) = table.texts("testPrefixes")?.filter(|given| !given.is_empty()) {
                *prefixes = Some(given);
            }
            if !table.boolean("enabled")?.unwrap_or(true) {
                *prefixes = None;
            }
        }
        self.target_functions = testing.texts("targetFunctionSignatures")?.unwrap_or_default();
        self.exclude_functions = testing.texts("excludeFunctionSignatures")?.unwrap_or_default();
        const SILENT: [&str; 6] = [
            "stopOnFailedTest",
            "stopOnFailedContractMatching",
            "stopOnNoTests",
            "traceAll",
            "verbosity",
            "shrinkLimit",
        ];
        self.note_the_rest(testing, &SILENT);
        Ok(())
    }

    fn take_chain(&mut self, chain: &Settings<'_>) -> Result<(), DialectError> {
        let cheats = chain.table("cheatCodes")?;
        if cheats.boolean("enableFFI")?.unwrap_or(false) {
            self.notes
                .push("medusa: `enableFFI` is not followed: programs are run only with `ffi = true` under [cheatcodes] in hotfire.toml".to_owned());
        }
        if chain.table("forkConfig")?.boolean("forkModeEnabled")?.unwrap_or(false) {
            self.notes.push("medusa: `forkConfig` is not followed: live chains are not forked".to_owned());
        }
        self.note_the_rest(
            chain,
            &["codeSizeCheckDisabled", "skipAccountChecks", "contractAddressOverrides"],
        );
        Ok(())
    }

    fn note_the_rest(&mut self, table: &Settings<'_>, silent: &[&str]) {
        const SILENT: [&str; 15] = [
            "workers",
            "workerResetLimit",
            "timeout",
            "testLimit",
            "shrinkLimit",
            "coverageEnabled",
            "coverageFormats",
            "corpusDirectory",
            "pruneFrequency",
            "revertReporterEnabled",
            "blockGasLimit",
            "coverageExclusions",
            "seed",
            "verbosity",
            "useSlither",
        ];
        table.ignore(&SILENT);
        table.ignore(silent);
        for key in table.unread() {
            self.notes.push(format!("medusa: `{key}` is not known and has no effect"));
        }
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<MedusaConfig, DialectError> {
        MedusaConfig::parse(Path::new("medusa.json"), text)
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        let config = parse("{}").unwrap();
        assert_eq!(config, MedusaConfig { path: Some("medusa.json".into()), ..MedusaConfig::default() });
    }

    #[test]
    fn both_spellings_are_read() {
        let config = parse(
            r#"{"fuzzing": {"workers": 10, "deploymentOrder": ["CryticTester"], "targetContractsBalances": ["0x27b46536c66c8e3000000"],
            "predeployedContracts": {"Marker": "0x1234"}, "maxBlockNumberDelay": 5, "senderAddresses": ["0x10000"],
            "testing": {"stopOnFailedTest": false, "testViewMethods": false,
              "assertionTesting": {"enabled": true, "assertionModes": {"failOnAssertion": false, "failOnDivideByZero": true}},
              "propertyTesting": {"testPrefixes": ["echidna_", "property_"]}, "optimizationTesting": {"enabled": false}},
            "chainConfig": {"codeSizeCheckDisabled": true, "cheatCodes": {"cheatCodesEnabled": true, "enableFFI": false}}},
            "compilation": {}}"#,
        )
        .unwrap();
        assert_eq!(config.targets, ["CryticTester"]);
        assert_eq!(config.balances, [U256::from(0x0002_7b46_536c_66c8_e300_0000_u128)]);
        assert_eq!(config.predeployed[0].0, "Marker");
        assert_eq!((config.max_block_delay, config.senders.len()), (5, 1));
        assert_eq!(config.assertions, Some(vec![0x12]));
        assert_eq!(
            config.property_prefixes.as_deref(),
            Some(&["echidna_".to_owned(), "property_".to_owned()][..])
        );
        assert_eq!(config.optimize_prefixes, None);
        assert!(!config.test_view_methods);
        assert!(config.notes.is_empty(), "{:?}", config.notes);
    }

    #[test]
    fn bad_values_name_their_key_and_unknown_keys_are_told() {
        let message = parse(r#"{"fuzzing": {"callSequenceLength": "long"}}"#).unwrap_err().to_string();
        assert!(message.starts_with("medusa.json: `fuzzing.callSequenceLength` is \"long\""), "{message}");
        let config = parse(r#"{"fuzzing": {"testing": {"odd": 1}}}"#).unwrap();
        assert_eq!(config.notes, ["medusa: `fuzzing.testing.odd` is not known and has no effect"]);
    }
}
