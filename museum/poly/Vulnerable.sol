// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Where the manager keeps who may attest the messages of other chains.
contract CrossChainData {
    address public immutable owner;
    address public keeper;

    constructor(address keeper_) {
        owner = msg.sender;
        keeper = keeper_;
    }

    /// Installs the keeper of the next epoch.
    function putCurEpochConPubKeyBytes(bytes calldata next) external returns (bool) {
        require(msg.sender == owner, "only the owner");
        keeper = abi.decode(next, (address));
        return true;
    }
}

/// Holds what was sent to the other chain, and pays out what its counterpart there sends back.
contract LockProxy {
    uint64 public constant OTHER = 3;
    CrossChainManager public immutable manager;
    address public immutable counterpart;

    constructor(address counterpart_) {
        manager = CrossChainManager(msg.sender);
        counterpart = counterpart_;
    }

    function lock(Token token, uint256 amount, address to) external {
        token.transferFrom(msg.sender, address(this), amount);
        manager.crossChain(OTHER, counterpart, "unlock", abi.encode(token, to, amount));
    }

    function unlock(bytes calldata args, bytes calldata from, uint64 fromChain) external returns (bool) {
        require(msg.sender == address(manager), "only the manager");
        require(fromChain == OTHER && address(bytes20(from)) == counterpart, "not the counterpart");
        (Token token, address to, uint256 amount) = abi.decode(args, (Token, address, uint256));
        token.transfer(to, amount);
        return true;
    }
}

/// Carries messages between chains: each is a call of a named method of a contract.
contract CrossChainManager {
    uint64 public constant CHAIN = 2;
    CrossChainData public immutable data;
    LockProxy public immutable proxy;
    mapping(uint256 => bool) public done;

    event Sent(address indexed from, uint64 indexed toChain, address indexed to, bytes method, bytes args);

    constructor(address keeper, address counterpart) {
        data = new CrossChainData(keeper);
        proxy = new LockProxy(counterpart);
    }

    /// Sends a message. To this chain itself it needs nobody to carry it.
    function crossChain(uint64 toChain, address to, bytes calldata method, bytes calldata args) external {
        emit Sent(msg.sender, toChain, to, method, args);
        if (toChain == CHAIN) execute(CHAIN, msg.sender, to, method, args);
    }

    /// Executes a message that was sent on another chain, as the keeper attests.
    function verifyAndExecute(
        uint256 number,
        uint64 fromChain,
        address from,
        address to,
        bytes calldata method,
        bytes calldata args
    ) external {
        require(msg.sender == data.keeper() && fromChain != CHAIN, "not attested");
        require(!done[number], "executed already");
        done[number] = true;
        execute(fromChain, from, to, method, args);
    }

    function execute(uint64 fromChain, address from, address to, bytes calldata method, bytes calldata args) private {
        bytes4 selector = bytes4(keccak256(abi.encodePacked(method, "(bytes,bytes,uint64)")));
        (bool ok,) = to.call(abi.encodeWithSelector(selector, args, abi.encodePacked(from), fromChain));
        require(ok, "call failed");
    }
}
