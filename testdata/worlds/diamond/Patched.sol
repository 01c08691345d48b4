// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// Where everything lies, whoever's code runs.
struct Book {
    mapping(bytes4 => Route) routes;
    address owner;
    mapping(address => uint256) deposits;
}

struct Route {
    address facet;
    uint96 position;
}

function book() pure returns (Book storage b) {
    bytes32 slot = keccak256("diamond.book");
    assembly {
        b.slot := slot
    }
}

function pay(address payable to, uint256 amount) {
    (bool paid,) = to.call{value: amount}("");
    require(paid, "not paid");
}

/// Delegates by selector, as EIP-2535 says, and has no loupe.
contract Diamond {
    constructor(bytes4[] memory selectors, address[] memory facets) {
        book().owner = msg.sender;
        for (uint256 i = 0; i < selectors.length; i++) {
            book().routes[selectors[i]] = Route(facets[i], uint96(i + 1));
        }
    }

    fallback() external payable {
        address facet = book().routes[msg.sig].facet;
        require(facet != address(0), "no such function");
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), facet, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch ok
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }
}

contract Deposits {
    function deposit() external payable {
        book().deposits[msg.sender] += msg.value;
    }

    function withdraw(uint256 amount) external {
        book().deposits[msg.sender] -= amount;
        pay(payable(msg.sender), amount);
    }
}

contract Rescue {
    /// Takes out what was sent here by mistake.
    function rescue(address payable to, uint256 amount) external {
        require(msg.sender == book().owner, "only the owner");
        pay(to, amount);
    }
}
