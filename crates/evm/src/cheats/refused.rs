//! Cheatcodes that are known by name and not done: forks, sending transactions, RPC, symbolic storage.
//!
//! Invariant: each of them is a [`Fault`](crate::outcome::Fault) that says what is missing.

use super::abi::Stop;
use super::table::Registry;

/// Need a fork of a live chain.
const FORK: &[&str] = &[
    "activeFork()",
    "createFork(string)",
    "createFork(string,uint256)",
    "createFork(string,bytes32)",
    "createSelectFork(string)",
    "createSelectFork(string,uint256)",
    "createSelectFork(string,bytes32)",
    "selectFork(uint256)",
    "rollFork(uint256)",
    "rollFork(bytes32)",
    "rollFork(uint256,uint256)",
    "rollFork(uint256,bytes32)",
    "transact(bytes32)",
    "transact(uint256,bytes32)",
    "rpc(string,string)",
    "rpc(string,string,string)",
    "rpcUrl(string)",
    "rpcUrls()",
    "rpcUrlStructs()",
    "eth_getLogs(uint256,uint256,address,bytes32[])",
    "getRawBlockHeader(uint256)",
];

/// Only make sense in scripts that send transactions.
const SCRIPT: &[&str] = &[
    "broadcastRawTransaction(bytes)",
    "executeTransaction(bytes)",
    "getBroadcast(string,uint64,uint8)",
    "getBroadcasts(string,uint64)",
    "getBroadcasts(string,uint64,uint8)",
    "getDeployment(string)",
    "getDeployment(string,uint64)",
    "getDeployments(string,uint64)",
    "attachBlob(bytes)",
    "prompt(string)",
    "promptAddress(string)",
    "promptSecret(string)",
    "promptSecretUint(string)",
    "promptUint(string)",
];

/// Known and not implemented.
const MISSING: &[&str] = &[
    "attachDelegation((uint8,bytes32,bytes32,uint64,address))",
    "attachDelegation((uint8,bytes32,bytes32,uint64,address),bool)",
    "createEd25519Key(bytes32)",
    "dumpState(string)",
    "eip712HashStruct(string,bytes)",
    "eip712HashStruct(string,string,bytes)",
    "eip712HashType(string)",
    "eip712HashType(string,string)",
    "eip712HashTypedData(string)",
    "expectSafeMemory(uint64,uint64)",
    "expectSafeMemoryCall(uint64,uint64)",
    "stopExpectSafeMemory()",
    "getArtifactPathByCode(bytes)",
    "getArtifactPathByDeployedCode(bytes)",
    "getChain(string)",
    "getChain(uint256)",
    "getEvmVersion()",
    "setEvmVersion(string)",
    "getMappingKeyAndParentOf(address,bytes32)",
    "getMappingLength(address,bytes32)",
    "getMappingSlotAt(address,bytes32,uint256)",
    "startMappingRecording()",
    "stopMappingRecording()",
    "getRecordedLogsJson()",
    "getStateDiff()",
    "getStateDiffJson()",
    "getStorageSlots(address,string)",
    "interceptInitcode()",
    "lastCallGas()",
    "currentFilePath()",
    "publicKeyP256(uint256)",
    "signP256(uint256,bytes32)",
    "loadAllocs(string)",
    "parseJsonType(string,string)",
    "parseJsonType(string,string,string)",
    "parseJsonTypeArray(string,string,string)",
    "parseTomlType(string,string)",
    "parseTomlType(string,string,string)",
    "parseTomlTypeArray(string,string,string)",
    "publicKeyEd25519(bytes32)",
    "resolveEnv(string)",
    "serializeJsonType(string,bytes)",
    "serializeJsonType(string,string,string,bytes)",
    "setArbitraryStorage(address)",
    "setArbitraryStorage(address,bool)",
    "setBlockhash(uint256,bytes32)",
    "signAndAttachDelegation(address,uint256)",
    "signAndAttachDelegation(address,uint256,bool)",
    "signAndAttachDelegation(address,uint256,uint64)",
    "signDelegation(address,uint256)",
    "signDelegation(address,uint256,bool)",
    "signDelegation(address,uint256,uint64)",
    "signEd25519(bytes,bytes,bytes32)",
    "signWithNonceUnsafe(uint256,bytes32,uint256)",
    "startDebugTraceRecording()",
    "stopAndReturnDebugTraceRecording()",
    "verifyEd25519(bytes,bytes,bytes,bytes32)",
];

pub(super) fn register(table: &mut Registry) {
    table.all(FORK, |_, _| Err(Stop::Forbidden("it needs a fork of a live chain".to_owned())));
    table.all(SCRIPT, |_, _| Err(Stop::Forbidden("it is for scripts that send transactions".to_owned())));
    table.all(MISSING, |_, _| Err(Stop::Unsupported));
}
