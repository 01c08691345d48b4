// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// The cheatcodes that the tests of this folder use, under the names and types of Foundry's cheatcode address.
interface Vm {
    enum CallerMode { None, Broadcast, RecurrentBroadcast, Prank, RecurrentPrank }
    enum AccountAccessKind {
        Call, DelegateCall, CallCode, StaticCall, Create, SelfDestruct, Resume, Balance, Extcodesize, Extcodehash,
        Extcodecopy
    }
    enum ForgeContext {
        TestGroup, Test, Coverage, Snapshot, ScriptGroup, ScriptDryRun, ScriptBroadcast, ScriptResume, Unknown
    }

    struct Log { bytes32[] topics; bytes data; address emitter; }
    struct Wallet { address addr; uint256 publicKeyX; uint256 publicKeyY; uint256 privateKey; }
    struct DirEntry { string errorMessage; string path; uint64 depth; bool isDir; bool isSymlink; }
    struct ChainInfo { uint256 forkId; uint256 chainId; }
    struct StorageAccess {
        address account; bytes32 slot; bool isWrite; bytes32 previousValue; bytes32 newValue; bool reverted;
    }
    struct AccountAccess {
        ChainInfo chainInfo; AccountAccessKind kind; address account; address accessor; bool initialized;
        uint256 oldBalance; uint256 newBalance; bytes deployedCode; uint256 value; bytes data; bool reverted;
        StorageAccess[] storageAccesses; uint64 depth;
    }

    // The block.
    function warp(uint256) external;
    function roll(uint256) external;
    function fee(uint256) external;
    function chainId(uint256) external;
    function prevrandao(bytes32) external;
    function prevrandao(uint256) external;
    function coinbase(address) external;
    function blobBaseFee(uint256) external;
    function getBlobBaseFee() external view returns (uint256);
    function blobhashes(bytes32[] calldata) external;
    function getBlobhashes() external view returns (bytes32[] memory);
    function txGasPrice(uint256) external;
    function getBlockNumber() external view returns (uint256);
    function getBlockTimestamp() external view returns (uint256);
    function getChainId() external view returns (uint256);

    // The caller.
    function prank(address) external;
    function prank(address, address) external;
    function prank(address, bool) external;
    function prank(address, address, bool) external;
    function startPrank(address) external;
    function startPrank(address, address) external;
    function startPrank(address, bool) external;
    function stopPrank() external;
    function readCallers() external view returns (CallerMode, address, address);
    function broadcast(address) external;
    function startBroadcast(address) external;
    function stopBroadcast() external;

    // The state.
    function deal(address, uint256) external;
    function etch(address, bytes calldata) external;
    function load(address, bytes32) external view returns (bytes32);
    function store(address, bytes32, bytes32) external;
    function getNonce(address) external view returns (uint64);
    function getNonce(Wallet calldata) external view returns (uint64);
    function setNonce(address, uint64) external;
    function setNonceUnsafe(address, uint64) external;
    function resetNonce(address) external;
    function label(address, string calldata) external;
    function getLabel(address) external view returns (string memory);
    function computeCreateAddress(address, uint256) external pure returns (address);
    function computeCreate2Address(bytes32, bytes32) external pure returns (address);
    function computeCreate2Address(bytes32, bytes32, address) external pure returns (address);
    function cloneAccount(address, address) external;
    function copyStorage(address, address) external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256) external returns (bool);
    function revertToStateAndDelete(uint256) external returns (bool);
    function deleteStateSnapshot(uint256) external returns (bool);
    function deleteStateSnapshots() external;

    // Random values.
    function randomUint() external returns (uint256);
    function randomUint(uint256) external returns (uint256);
    function randomUint(uint256, uint256) external returns (uint256);
    function randomInt() external returns (int256);
    function randomInt(uint256) external returns (int256);
    function randomAddress() external returns (address);
    function randomBool() external returns (bool);
    function randomBytes(uint256) external returns (bytes memory);
    function randomBytes4() external returns (bytes4);
    function randomBytes8() external returns (bytes8);
    function setSeed(uint256) external;
    function sort(uint256[] calldata) external returns (uint256[] memory);
    function shuffle(uint256[] calldata) external returns (uint256[] memory);
    function bound(uint256, uint256, uint256) external returns (uint256);
    function bound(int256, int256, int256) external returns (int256);

    // What is expected.
    function assume(bool) external pure;
    function assumeNoRevert() external;
    function skip(bool) external;
    function expectRevert() external;
    function expectRevert(bytes4) external;
    function expectRevert(bytes calldata) external;
    function expectRevert(address) external;
    function expectRevert(bytes4, address) external;
    function expectRevert(bytes calldata, address) external;
    function expectRevert(uint64) external;
    function expectRevert(bytes4, uint64) external;
    function expectPartialRevert(bytes4) external;
    function expectPartialRevert(bytes4, address) external;
    function _expectCheatcodeRevert() external;
    function _expectCheatcodeRevert(bytes calldata) external;
    function expectEmit() external;
    function expectEmit(address) external;
    function expectEmit(uint64) external;
    function expectEmit(address, uint64) external;
    function expectEmit(bool, bool, bool, bool) external;
    function expectEmit(bool, bool, bool, bool, address) external;
    function expectEmitAnonymous() external;
    function expectEmitAnonymous(bool, bool, bool, bool, bool) external;
    function expectCall(address, bytes calldata) external;
    function expectCall(address, bytes calldata, uint64) external;
    function expectCall(address, uint256, bytes calldata) external;
    function expectCallMinGas(address, uint256, uint64, bytes calldata) external;
    function expectCreate(bytes calldata, address) external;
    function expectCreate2(bytes calldata, address) external;

    // Mocks and records.
    function mockCall(address, bytes calldata, bytes calldata) external;
    function mockCall(address, bytes4, bytes calldata) external;
    function mockCall(address, uint256, bytes calldata, bytes calldata) external;
    function mockCalls(address, bytes calldata, bytes[] calldata) external;
    function mockCallRevert(address, bytes calldata, bytes calldata) external;
    function mockFunction(address, address, bytes calldata) external;
    function clearMockedCalls() external;
    function record() external;
    function stopRecord() external;
    function accesses(address) external returns (bytes32[] memory, bytes32[] memory);
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function startStateDiffRecording() external;
    function stopAndReturnStateDiff() external returns (AccountAccess[] memory);

    // Keys.
    function addr(uint256) external pure returns (address);
    function sign(uint256, bytes32) external pure returns (uint8, bytes32, bytes32);
    function sign(Wallet calldata, bytes32) external returns (uint8, bytes32, bytes32);
    function sign(address, bytes32) external returns (uint8, bytes32, bytes32);
    function signCompact(uint256, bytes32) external pure returns (bytes32, bytes32);
    function createWallet(string calldata) external returns (Wallet memory);
    function createWallet(uint256) external returns (Wallet memory);
    function createWallet(uint256, string calldata) external returns (Wallet memory);
    function rememberKey(uint256) external returns (address);
    function deriveKey(string calldata, uint32) external pure returns (uint256);
    function deriveKey(string calldata, string calldata, uint32) external pure returns (uint256);
    function ensNamehash(string calldata) external pure returns (bytes32);

    // Text.
    function toString(address) external pure returns (string memory);
    function toString(bytes calldata) external pure returns (string memory);
    function toString(bytes32) external pure returns (string memory);
    function toString(bool) external pure returns (string memory);
    function toString(uint256) external pure returns (string memory);
    function toString(int256) external pure returns (string memory);
    function parseBytes(string calldata) external pure returns (bytes memory);
    function parseAddress(string calldata) external pure returns (address);
    function parseUint(string calldata) external pure returns (uint256);
    function parseInt(string calldata) external pure returns (int256);
    function parseBytes32(string calldata) external pure returns (bytes32);
    function parseBool(string calldata) external pure returns (bool);
    function toLowercase(string calldata) external pure returns (string memory);
    function toUppercase(string calldata) external pure returns (string memory);
    function trim(string calldata) external pure returns (string memory);
    function replace(string calldata, string calldata, string calldata) external pure returns (string memory);
    function split(string calldata, string calldata) external pure returns (string[] memory);
    function indexOf(string calldata, string calldata) external pure returns (uint256);
    function contains(string calldata, string calldata) external pure returns (bool);
    function toBase64(string calldata) external pure returns (string memory);
    function toBase64(bytes calldata) external pure returns (string memory);
    function toBase64URL(bytes calldata) external pure returns (string memory);
    function toRlp(bytes[] calldata) external pure returns (bytes memory);
    function fromRlp(bytes calldata) external pure returns (bytes[] memory);

    // Documents.
    function parseJson(string calldata) external pure returns (bytes memory);
    function parseJson(string calldata, string calldata) external pure returns (bytes memory);
    function parseJsonUint(string calldata, string calldata) external pure returns (uint256);
    function parseJsonUintArray(string calldata, string calldata) external pure returns (uint256[] memory);
    function parseJsonInt(string calldata, string calldata) external pure returns (int256);
    function parseJsonBool(string calldata, string calldata) external pure returns (bool);
    function parseJsonAddress(string calldata, string calldata) external pure returns (address);
    function parseJsonString(string calldata, string calldata) external pure returns (string memory);
    function parseJsonBytes(string calldata, string calldata) external pure returns (bytes memory);
    function parseJsonBytes32(string calldata, string calldata) external pure returns (bytes32);
    function parseJsonKeys(string calldata, string calldata) external pure returns (string[] memory);
    function keyExistsJson(string calldata, string calldata) external view returns (bool);
    function parseTomlUint(string calldata, string calldata) external pure returns (uint256);
    function parseTomlUintArray(string calldata, string calldata) external pure returns (uint256[] memory);
    function parseTomlString(string calldata, string calldata) external pure returns (string memory);
    function parseTomlBool(string calldata, string calldata) external pure returns (bool);
    function keyExistsToml(string calldata, string calldata) external view returns (bool);
    function serializeUint(string calldata, string calldata, uint256) external returns (string memory);
    function serializeUint(string calldata, string calldata, uint256[] calldata) external returns (string memory);
    function serializeBool(string calldata, string calldata, bool) external returns (string memory);
    function serializeAddress(string calldata, string calldata, address) external returns (string memory);
    function serializeString(string calldata, string calldata, string calldata) external returns (string memory);
    function serializeJson(string calldata, string calldata) external returns (string memory);
    function writeJson(string calldata, string calldata) external;
    function writeJson(string calldata, string calldata, string calldata) external;

    // The environment.
    function setEnv(string calldata, string calldata) external;
    function envExists(string calldata) external view returns (bool);
    function envBool(string calldata) external view returns (bool);
    function envUint(string calldata) external view returns (uint256);
    function envInt(string calldata) external view returns (int256);
    function envAddress(string calldata) external view returns (address);
    function envBytes32(string calldata) external view returns (bytes32);
    function envString(string calldata) external view returns (string memory);
    function envBytes(string calldata) external view returns (bytes memory);
    function envUint(string calldata, string calldata) external view returns (uint256[] memory);
    function envString(string calldata, string calldata) external view returns (string[] memory);
    function envOr(string calldata, uint256) external view returns (uint256);
    function envOr(string calldata, bool) external view returns (bool);
    function envOr(string calldata, string calldata) external view returns (string memory);
    function envOr(string calldata, string calldata, uint256[] calldata) external view returns (uint256[] memory);
    function projectRoot() external view returns (string memory);
    function readFile(string calldata) external view returns (string memory);
    function readLine(string calldata) external view returns (string memory);
    function closeFile(string calldata) external;
    function readDir(string calldata) external view returns (DirEntry[] memory);
    function writeFile(string calldata, string calldata) external;
    function writeLine(string calldata, string calldata) external;
    function removeFile(string calldata) external;
    function createDir(string calldata, bool) external;
    function copyFile(string calldata, string calldata) external returns (uint64);
    function exists(string calldata) external view returns (bool);
    function isFile(string calldata) external view returns (bool);
    function isDir(string calldata) external view returns (bool);

    // Code.
    function getCode(string calldata) external view returns (bytes memory);
    function getDeployedCode(string calldata) external view returns (bytes memory);
    function deployCode(string calldata) external returns (address);
    function deployCode(string calldata, bytes calldata) external returns (address);
    function deployCode(string calldata, bytes calldata, uint256) external returns (address);
    function deployCode(string calldata, bytes calldata, uint256, bytes32) external returns (address);

    // The rest.
    function pauseGasMetering() external;
    function resumeGasMetering() external;
    function breakpoint(string calldata) external;
    function isContext(ForgeContext) external view returns (bool);
    function getFoundryVersion() external view returns (string memory);
    function foundryVersionCmp(string calldata) external view returns (int256);
    function foundryVersionAtLeast(string calldata) external view returns (bool);
    function allowCheatcodes(address) external;
    function makePersistent(address) external;
    function isPersistent(address) external view returns (bool);

    // Assertions.
    function assertTrue(bool) external pure;
    function assertTrue(bool, string calldata) external pure;
    function assertFalse(bool) external pure;
    function assertFalse(bool, string calldata) external pure;
    function assertEq(bool, bool) external pure;
    function assertEq(bool, bool, string calldata) external pure;
    function assertNotEq(bool, bool) external pure;
    function assertNotEq(bool, bool, string calldata) external pure;
    function assertEq(bool[] calldata, bool[] calldata) external pure;
    function assertEq(bool[] calldata, bool[] calldata, string calldata) external pure;
    function assertNotEq(bool[] calldata, bool[] calldata) external pure;
    function assertNotEq(bool[] calldata, bool[] calldata, string calldata) external pure;
    function assertEq(uint256, uint256) external pure;
    function assertEq(uint256, uint256, string calldata) external pure;
    function assertNotEq(uint256, uint256) external pure;
    function assertNotEq(uint256, uint256, string calldata) external pure;
    function assertEq(uint256[] calldata, uint256[] calldata) external pure;
    function assertEq(uint256[] calldata, uint256[] calldata, string calldata) external pure;
    function assertNotEq(uint256[] calldata, uint256[] calldata) external pure;
    function assertNotEq(uint256[] calldata, uint256[] calldata, string calldata) external pure;
    function assertEq(int256, int256) external pure;
    function assertEq(int256, int256, string calldata) external pure;
    function assertNotEq(int256, int256) external pure;
    function assertNotEq(int256, int256, string calldata) external pure;
    function assertEq(int256[] calldata, int256[] calldata) external pure;
    function assertEq(int256[] calldata, int256[] calldata, string calldata) external pure;
    function assertNotEq(int256[] calldata, int256[] calldata) external pure;
    function assertNotEq(int256[] calldata, int256[] calldata, string calldata) external pure;
    function assertEq(address, address) external pure;
    function assertEq(address, address, string calldata) external pure;
    function assertNotEq(address, address) external pure;
    function assertNotEq(address, address, string calldata) external pure;
    function assertEq(address[] calldata, address[] calldata) external pure;
    function assertEq(address[] calldata, address[] calldata, string calldata) external pure;
    function assertNotEq(address[] calldata, address[] calldata) external pure;
    function assertNotEq(address[] calldata, address[] calldata, string calldata) external pure;
    function assertEq(bytes32, bytes32) external pure;
    function assertEq(bytes32, bytes32, string calldata) external pure;
    function assertNotEq(bytes32, bytes32) external pure;
    function assertNotEq(bytes32, bytes32, string calldata) external pure;
    function assertEq(bytes32[] calldata, bytes32[] calldata) external pure;
    function assertEq(bytes32[] calldata, bytes32[] calldata, string calldata) external pure;
    function assertNotEq(bytes32[] calldata, bytes32[] calldata) external pure;
    function assertNotEq(bytes32[] calldata, bytes32[] calldata, string calldata) external pure;
    function assertEq(string calldata, string calldata) external pure;
    function assertEq(string calldata, string calldata, string calldata) external pure;
    function assertNotEq(string calldata, string calldata) external pure;
    function assertNotEq(string calldata, string calldata, string calldata) external pure;
    function assertEq(string[] calldata, string[] calldata) external pure;
    function assertEq(string[] calldata, string[] calldata, string calldata) external pure;
    function assertNotEq(string[] calldata, string[] calldata) external pure;
    function assertNotEq(string[] calldata, string[] calldata, string calldata) external pure;
    function assertEq(bytes calldata, bytes calldata) external pure;
    function assertEq(bytes calldata, bytes calldata, string calldata) external pure;
    function assertNotEq(bytes calldata, bytes calldata) external pure;
    function assertNotEq(bytes calldata, bytes calldata, string calldata) external pure;
    function assertEq(bytes[] calldata, bytes[] calldata) external pure;
    function assertEq(bytes[] calldata, bytes[] calldata, string calldata) external pure;
    function assertNotEq(bytes[] calldata, bytes[] calldata) external pure;
    function assertNotEq(bytes[] calldata, bytes[] calldata, string calldata) external pure;
    function assertLt(uint256, uint256) external pure;
    function assertLt(uint256, uint256, string calldata) external pure;
    function assertGt(uint256, uint256) external pure;
    function assertGt(uint256, uint256, string calldata) external pure;
    function assertLe(uint256, uint256) external pure;
    function assertLe(uint256, uint256, string calldata) external pure;
    function assertGe(uint256, uint256) external pure;
    function assertGe(uint256, uint256, string calldata) external pure;
    function assertEqDecimal(uint256, uint256, uint256) external pure;
    function assertEqDecimal(uint256, uint256, uint256, string calldata) external pure;
    function assertNotEqDecimal(uint256, uint256, uint256) external pure;
    function assertNotEqDecimal(uint256, uint256, uint256, string calldata) external pure;
    function assertLtDecimal(uint256, uint256, uint256) external pure;
    function assertLtDecimal(uint256, uint256, uint256, string calldata) external pure;
    function assertGtDecimal(uint256, uint256, uint256) external pure;
    function assertGtDecimal(uint256, uint256, uint256, string calldata) external pure;
    function assertLeDecimal(uint256, uint256, uint256) external pure;
    function assertLeDecimal(uint256, uint256, uint256, string calldata) external pure;
    function assertGeDecimal(uint256, uint256, uint256) external pure;
    function assertGeDecimal(uint256, uint256, uint256, string calldata) external pure;
    function assertApproxEqAbs(uint256, uint256, uint256) external pure;
    function assertApproxEqAbs(uint256, uint256, uint256, string calldata) external pure;
    function assertApproxEqRel(uint256, uint256, uint256) external pure;
    function assertApproxEqRel(uint256, uint256, uint256, string calldata) external pure;
    function assertApproxEqAbsDecimal(uint256, uint256, uint256, uint256) external pure;
    function assertApproxEqRelDecimal(uint256, uint256, uint256, uint256) external pure;
    function assertLt(int256, int256) external pure;
    function assertLt(int256, int256, string calldata) external pure;
    function assertGt(int256, int256) external pure;
    function assertGt(int256, int256, string calldata) external pure;
    function assertLe(int256, int256) external pure;
    function assertLe(int256, int256, string calldata) external pure;
    function assertGe(int256, int256) external pure;
    function assertGe(int256, int256, string calldata) external pure;
    function assertEqDecimal(int256, int256, uint256) external pure;
    function assertEqDecimal(int256, int256, uint256, string calldata) external pure;
    function assertNotEqDecimal(int256, int256, uint256) external pure;
    function assertNotEqDecimal(int256, int256, uint256, string calldata) external pure;
    function assertLtDecimal(int256, int256, uint256) external pure;
    function assertLtDecimal(int256, int256, uint256, string calldata) external pure;
    function assertGtDecimal(int256, int256, uint256) external pure;
    function assertGtDecimal(int256, int256, uint256, string calldata) external pure;
    function assertLeDecimal(int256, int256, uint256) external pure;
    function assertLeDecimal(int256, int256, uint256, string calldata) external pure;
    function assertGeDecimal(int256, int256, uint256) external pure;
    function assertGeDecimal(int256, int256, uint256, string calldata) external pure;
    function assertApproxEqAbs(int256, int256, uint256) external pure;
    function assertApproxEqAbs(int256, int256, uint256, string calldata) external pure;
    function assertApproxEqRel(int256, int256, uint256) external pure;
    function assertApproxEqRel(int256, int256, uint256, string calldata) external pure;
    function assertApproxEqAbsDecimal(int256, int256, uint256, uint256) external pure;
    function assertApproxEqRelDecimal(int256, int256, uint256, uint256) external pure;
}

/// The base of all test contracts.
abstract contract Test {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
}
