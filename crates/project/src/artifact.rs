//! The JSON that compilers and frameworks leave: forge's artifacts, code, metadata.
//!
//! Invariant: anything may be in these files; what is broken is an error with words, never a panic, and every range
//! that is taken over lies inside its code.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use alloy_json_abi::JsonAbi;
use alloy_primitives::hex;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::code::{ADDRESS_BYTES, CODE_BYTES_MAX, Code, ImmutableReference, LinkReference};
use crate::layout::StorageLayout;

/// Byte ranges by source and library, as solc writes them.
type LinkTable = BTreeMap<String, BTreeMap<String, Vec<RawRange>>>;

#[derive(Debug, Clone, Copy, Deserialize)]
struct RawRange {
    start: usize,
    length: usize,
}

/// `evm.bytecode` of solc, `bytecode` of forge.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct RawCode {
    object: Option<String>,
    source_map: Option<String>,
    link_references: Option<LinkTable>,
    immutable_references: Option<BTreeMap<String, Vec<RawRange>>>,
}

/// The metadata that solc writes for each contract.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Metadata {
    pub(crate) compiler: MetadataCompiler,
    pub(crate) settings: MetadataSettings,
    pub(crate) sources: BTreeMap<String, MetadataSource>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct MetadataCompiler {
    pub(crate) version: String,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct MetadataSettings {
    pub(crate) compilation_target: BTreeMap<String, String>,
    pub(crate) evm_version: Option<String>,
    #[serde(rename = "viaIR")]
    pub(crate) via_ir: Option<bool>,
    pub(crate) optimizer: MetadataOptimizer,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct MetadataOptimizer {
    pub(crate) enabled: Option<bool>,
    pub(crate) runs: Option<u64>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct MetadataSource {
    pub(crate) keccak256: Option<String>,
    /// The text itself, with `useLiteralContent`.
    pub(crate) content: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(bound = "A: Deserialize<'de>")]
struct RawForge<A> {
    abi: Option<A>,
    bytecode: Option<RawCode>,
    deployed_bytecode: Option<RawCode>,
    metadata: Option<Metadata>,
    raw_metadata: Option<String>,
    storage_layout: Option<StorageLayout>,
    id: Option<u32>,
}

/// An ABI, or whatever stands in its place.
trait AbiField {
    fn into_abi(self) -> JsonAbi;
}

impl AbiField for JsonAbi {
    fn into_abi(self) -> JsonAbi {
        self
    }
}

impl AbiField for IgnoredAny {
    fn into_abi(self) -> JsonAbi {
        JsonAbi::new()
    }
}

/// What one compiled contract's JSON says, in one shape for all frameworks.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) abi: JsonAbi,
    /// Whether the ABI could be read; a library's may use types that no caller can name.
    pub(crate) abi_ok: bool,
    pub(crate) init: Code,
    pub(crate) runtime: Code,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) storage_layout: Option<StorageLayout>,
    /// The compiler's id of the contract's source, when the artifact has it.
    pub(crate) source_id: Option<u32>,
}

/// Reads forge's artifact; `Ok(None)` when the JSON is something else.
pub(crate) fn forge_artifact(json: &[u8]) -> Result<Option<Compiled>, String> {
    fn compiled<A: AbiField>(raw: RawForge<A>, abi_ok: bool) -> Result<Option<Compiled>, String> {
        let (Some(init), Some(runtime)) = (raw.bytecode, raw.deployed_bytecode) else { return Ok(None) };
        let metadata =
            raw.metadata.or_else(|| raw.raw_metadata.and_then(|text| serde_json::from_str(&text).ok()));
        Ok(Some(Compiled {
            abi: raw.abi.map_or_else(JsonAbi::new, AbiField::into_abi),
            abi_ok,
            init: code(init).map_err(|error| format!("bytecode: {error}"))?,
            runtime: code(runtime).map_err(|error| format!("deployedBytecode: {error}"))?,
            metadata,
            storage_layout: raw.storage_layout,
            source_id: raw.id,
        }))
    }
    match serde_json::from_slice::<RawForge<JsonAbi>>(json) {
        Ok(raw) => compiled(raw, true),
        Err(error) => match serde_json::from_slice::<RawForge<IgnoredAny>>(json) {
            Ok(raw) => compiled(raw, false),
            Err(_) => Err(error.to_string()),
        },
    }
}

/// Takes over one code; what is wrong with it in words.
pub(crate) fn code(raw: RawCode) -> Result<Code, String> {
    let mut digits = raw.object.unwrap_or_default().into_bytes();
    if digits.starts_with(b"0x") {
        digits.drain(..2);
    }
    if digits.len() > 2 * CODE_BYTES_MAX {
        return Err(format!("it has {} bytes, at most {CODE_BYTES_MAX} are read", digits.len() / 2));
    }
    let mut links = Vec::new();
    for (path, libraries) in raw.link_references.unwrap_or_default() {
        let path: Arc<str> = path.into();
        for (name, ranges) in libraries {
            let name: Arc<str> = name.into();
            for range in ranges {
                clear_hole(&mut digits, range.start, range.length, ADDRESS_BYTES)?;
                links.push(LinkReference { path: path.clone(), name: name.clone(), start: range.start });
            }
        }
    }
    links.sort_by_key(|link| link.start);
    if digits.contains(&b'_') {
        return Err("it has a library placeholder that linkReferences does not name".to_owned());
    }
    let bytes = hex::decode(&digits).map_err(|error| error.to_string())?;
    let mut immutables = Vec::new();
    for (id, ranges) in raw.immutable_references.unwrap_or_default() {
        let id = id.parse().unwrap_or_default();
        for range in ranges {
            let end = range.start.checked_add(range.length).filter(|&end| end <= bytes.len());
            end.ok_or_else(|| format!("an immutable at {} lies outside the code", range.start))?;
            immutables.push(ImmutableReference { id, start: range.start, len: range.length });
        }
    }
    immutables.sort_by_key(|hole| hole.start);
    let source_map = raw.source_map.unwrap_or_default().into();
    Ok(Code { bytes: bytes.into(), links, immutables, source_map, pcs: OnceLock::new() })
}

/// Writes zeros over a placeholder in hexadecimal code.
fn clear_hole(digits: &mut [u8], start: usize, len: usize, len_wanted: usize) -> Result<(), String> {
    let range = start.checked_mul(2).and_then(|from| Some(from..from.checked_add(len.checked_mul(2)?)?));
    match range.filter(|_| len == len_wanted).and_then(|range| digits.get_mut(range)) {
        Some(hole) => {
            hole.fill(b'0');
            Ok(())
        }
        None => Err(format!("a library's place at {start} lies outside the code")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn artifact(object: &str, links: &str, immutables: &str) -> Result<Option<Compiled>, String> {
        let json = format!(
            r#"{{"abi":[],"bytecode":{{"object":"{object}","linkReferences":{links}}},
                "deployedBytecode":{{"object":"0x6000","immutableReferences":{immutables}}}}}"#
        );
        forge_artifact(json.as_bytes())
    }

    #[test]
    fn placeholders_become_zeros_with_a_reference() {
        let object = format!("0x73{}00", "__$0123456789abcdef0123456789abcdef01$__");
        let links = r#"{"a.sol":{"L":[{"start":1,"length":20}]}}"#;
        let compiled = artifact(&object, links, r#"{"7":[{"start":0,"length":2}]}"#).unwrap().unwrap();
        assert_eq!(compiled.init.bytes.len(), 22);
        assert_eq!(compiled.init.libraries(), [("a.sol", "L")]);
        assert_eq!(compiled.runtime.immutables, [ImmutableReference { id: 7, start: 0, len: 2 }]);
        assert!(artifact(&object, "{}", "{}").unwrap_err().contains("placeholder"));
    }

    #[test]
    fn ranges_outside_the_code_are_refused() {
        let far = r#"{"a.sol":{"L":[{"start":18446744073709551615,"length":20}]}}"#;
        assert!(artifact("0x6000", far, "{}").unwrap_err().contains("outside"));
        assert!(
            artifact("0x6000", "{}", r#"{"1":[{"start":1,"length":32}]}"#).unwrap_err().contains("outside")
        );
        assert!(artifact("0x6", "{}", "{}").is_err());
        assert!(artifact("0xzz", "{}", "{}").is_err());
    }

    #[test]
    fn an_abi_that_cannot_be_read_does_not_hide_the_code() {
        let json = br#"{"abi":[{"type":"strange"}],"bytecode":{"object":"0x00"},"deployedBytecode":{}}"#;
        let compiled = forge_artifact(json).unwrap().unwrap();
        assert!(!compiled.abi_ok && compiled.init.bytes.len() == 1);
        assert!(forge_artifact(b"{\"foo\":1}").unwrap().is_none());
    }

    proptest! {
        #[test]
        fn a_truncated_or_garbled_artifact_never_panics(cut in 0_usize..400, at in 0_usize..400, byte in any::<u8>()) {
            let json = r#"{"abi":[{"type":"function","name":"f","inputs":[],"outputs":[],"stateMutability":"view"}],"bytecode":{"object":"0x73__$0123456789abcdef0123456789abcdef01$__00","sourceMap":"1:2:0","linkReferences":{"a.sol":{"L":[{"start":1,"length":20}]}}},"deployedBytecode":{"object":"0x6000","immutableReferences":{"7":[{"start":0,"length":2}]}},"metadata":{"sources":{}},"id":3}"#;
            let mut bytes = json.as_bytes().to_vec();
            if let Some(slot) = bytes.get_mut(at) { *slot = byte; }
            bytes.truncate(cut);
            let _ = forge_artifact(&bytes);
        }
    }
}
