//! solc's standard-json output, and files that carry one: build-infos, caches.
//!
//! Invariant: a contract whose code is broken is an error that names it; an ABI that cannot be read is not.

use std::collections::BTreeMap;
use std::sync::Arc;

use alloy_json_abi::JsonAbi;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::artifact::{Compiled, Metadata, RawCode, code};
use crate::assemble::{Found, SourceIds};
use crate::layout::StorageLayout;

/// Contracts by source and name.
pub(crate) type RawContracts = BTreeMap<String, BTreeMap<String, RawContract>>;

/// solc's output.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SolcOutput {
    pub(crate) contracts: RawContracts,
    pub(crate) sources: BTreeMap<String, RawSourceId>,
    pub(crate) errors: Vec<SolcMessage>,
}

/// The id of a source.
#[derive(Debug, Deserialize)]
pub(crate) struct RawSourceId {
    pub(crate) id: Option<u32>,
}

/// An error or warning.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct SolcMessage {
    pub(crate) severity: String,
    pub(crate) message: String,
    pub(crate) formatted_message: Option<String>,
}

/// One contract.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawContract {
    abi: Option<Value>,
    #[serde(default)]
    evm: RawEvm,
    metadata: Option<Value>,
    storage_layout: Option<StorageLayout>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawEvm {
    bytecode: RawCode,
    deployed_bytecode: RawCode,
}

impl RawContract {
    fn compiled(self) -> Result<Compiled, String> {
        let metadata: Option<Metadata> = match self.metadata {
            Some(Value::String(text)) => serde_json::from_str(&text).ok(),
            Some(value) => serde_json::from_value(value).ok(),
            None => None,
        };
        let abi = self.abi.map(serde_json::from_value::<JsonAbi>);
        let abi_ok = !matches!(abi, Some(Err(_)));
        Ok(Compiled {
            abi: abi.and_then(Result::ok).unwrap_or_default(),
            abi_ok,
            init: code(self.evm.bytecode).map_err(|error| format!("evm.bytecode: {error}"))?,
            runtime: code(self.evm.deployed_bytecode)
                .map_err(|error| format!("evm.deployedBytecode: {error}"))?,
            metadata,
            storage_layout: self.storage_layout,
            source_id: None,
        })
    }
}

impl SolcOutput {
    /// The ids of the sources.
    pub(crate) fn ids(&self) -> SourceIds {
        self.sources.iter().filter_map(|(path, source)| Some((source.id?, path.clone()))).collect()
    }

    /// What solc says against the sources, errors only, as it formats them; nothing when it accepts them.
    pub(crate) fn refusal(&self) -> Option<String> {
        const MESSAGES_MAX: usize = 20;
        let errors = self.errors.iter().filter(|message| message.severity == "error");
        let mut texts: Vec<&str> = errors
            .map(|error| error.formatted_message.as_deref().unwrap_or(&error.message).trim_end())
            .collect();
        let left_out = texts.len().saturating_sub(MESSAGES_MAX);
        texts.truncate(MESSAGES_MAX);
        if texts.is_empty() {
            return None;
        }
        let more = if left_out > 0 { format!("\n… and {left_out} more errors") } else { String::new() };
        Some(texts.join("\n") + &more)
    }

    /// All contracts.
    pub(crate) fn into_found(self, compiler: Option<&str>) -> Result<Vec<Found>, String> {
        let ids = Arc::new(self.ids());
        found(self.contracts, &ids, compiler)
    }
}

/// Contracts in the common shape.
pub(crate) fn found(
    contracts: RawContracts,
    ids: &Arc<SourceIds>,
    compiler: Option<&str>,
) -> Result<Vec<Found>, String> {
    let mut all = Vec::new();
    for (path, named) in contracts {
        for (name, raw) in named {
            let compiled = raw.compiled().map_err(|detail| format!("{path}:{name}: {detail}"))?;
            let (path, compiler) = (path.clone(), compiler.map(str::to_owned));
            all.push(Found { path, name, compiled, ids: ids.clone(), compiler });
        }
    }
    Ok(all)
}

/// Takes the contracts out of solc's output, whose remainder is then small.
pub(crate) fn take_contracts(output: &mut Value) -> Value {
    let contracts = output.as_object_mut().and_then(|output| output.remove("contracts"));
    contracts.unwrap_or_else(|| Value::Object(serde_json::Map::new()))
}

/// A source in a standard-json input.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct InputSource {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) urls: Vec<String>,
}

/// A standard-json input.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct SolcInput {
    #[serde(default)]
    pub(crate) language: String,
    #[serde(default)]
    pub(crate) sources: BTreeMap<String, InputSource>,
    #[serde(default)]
    pub(crate) settings: Value,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OUTPUT: &str = r#"{"contracts":{"a.sol":{"A":{"abi":[{"type":"odd"}],"metadata":"{\"sources\":{}}","evm":{"bytecode":{"object":"6000"},"deployedBytecode":{"object":"00","sourceMap":"0:1:0"}}}}},"sources":{"a.sol":{"id":0,"ast":{}}},"errors":[{"severity":"warning","message":"w"},{"severity":"error","message":"e"}]}"#;

    #[test]
    fn output_is_read_and_errors_are_told_from_warnings() {
        let output: SolcOutput = serde_json::from_str(OUTPUT).unwrap();
        assert_eq!(output.refusal().as_deref(), Some("e"));
        let found = output.into_found(Some("0.8.30")).unwrap();
        assert_eq!((found[0].path.as_str(), found[0].name.as_str()), ("a.sol", "A"));
        assert_eq!(found[0].ids.get(&0).map(String::as_str), Some("a.sol"));
        assert!(!found[0].compiled.abi_ok);
    }

    proptest! {
        #[test]
        fn a_truncated_or_garbled_output_never_panics(cut in 0_usize..400, at in 0_usize..400, byte in any::<u8>()) {
            let mut bytes = OUTPUT.as_bytes().to_vec();
            if let Some(slot) = bytes.get_mut(at) { *slot = byte; }
            bytes.truncate(cut);
            if let Ok(output) = serde_json::from_slice::<SolcOutput>(&bytes) { let _ = output.into_found(None); }
        }
    }
}
