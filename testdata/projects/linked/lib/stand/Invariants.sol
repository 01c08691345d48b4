// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Stand} from "./Stand.sol";

/// Tells an invariant runner what to call and as whom. The runner calls `setUp()` and then reads the external views back; their
/// names and types are Foundry's.
abstract contract Invariants is Stand {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    struct FuzzArtifactSelector {
        string artifact;
        bytes4[] selectors;
    }

    struct FuzzInterface {
        address addr;
        string[] artifacts;
    }

    address[] private contractsIn;
    address[] private contractsOut;
    address[] private sendersIn;
    address[] private sendersOut;
    string[] private artifactsIn;
    string[] private artifactsOut;
    FuzzSelector[] private selectorsIn;
    FuzzSelector[] private selectorsOut;
    FuzzArtifactSelector[] private artifactSelectorsIn;
    FuzzInterface[] private interfacesIn;

    function targetContract(address target) internal {
        contractsIn.push(target);
    }

    function excludeContract(address target) internal {
        contractsOut.push(target);
    }

    function targetSender(address sender) internal {
        sendersIn.push(sender);
    }

    function excludeSender(address sender) internal {
        sendersOut.push(sender);
    }

    function targetArtifact(string memory artifact) internal {
        artifactsIn.push(artifact);
    }

    function excludeArtifact(string memory artifact) internal {
        artifactsOut.push(artifact);
    }

    function targetSelector(FuzzSelector memory selector) internal {
        selectorsIn.push(selector);
    }

    function excludeSelector(FuzzSelector memory selector) internal {
        selectorsOut.push(selector);
    }

    function targetArtifactSelector(FuzzArtifactSelector memory selector) internal {
        artifactSelectorsIn.push(selector);
    }

    function targetInterface(FuzzInterface memory target) internal {
        interfacesIn.push(target);
    }

    function targetContracts() external view returns (address[] memory) {
        return contractsIn;
    }

    function excludeContracts() external view returns (address[] memory) {
        return contractsOut;
    }

    function targetSenders() external view returns (address[] memory) {
        return sendersIn;
    }

    function excludeSenders() external view returns (address[] memory) {
        return sendersOut;
    }

    function targetArtifacts() external view returns (string[] memory) {
        return artifactsIn;
    }

    function excludeArtifacts() external view returns (string[] memory) {
        return artifactsOut;
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        return selectorsIn;
    }

    function excludeSelectors() external view returns (FuzzSelector[] memory) {
        return selectorsOut;
    }

    function targetArtifactSelectors() external view returns (FuzzArtifactSelector[] memory) {
        return artifactSelectorsIn;
    }

    function targetInterfaces() external view returns (FuzzInterface[] memory) {
        return interfacesIn;
    }
}
