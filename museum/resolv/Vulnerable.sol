// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A dollar token that is minted against USDC in two steps: the user asks and pays, a service completes.
contract Dollar is Token("Resolv USD", "USR", 18) {
    function burn(uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        totalSupply -= amount;
        emit Transfer(msg.sender, address(0), amount);
    }
}

contract Issuer {
    uint256 private constant SCALE = 1e12;

    struct Request {
        address owner;
        uint256 paid;
        uint256 mintMin;
        bool closed;
    }

    Token public immutable usdc;
    Dollar public immutable dollar;
    address public immutable service;
    /// USDC of completed requests, from which holders are paid.
    uint256 public reserve;
    Request[] public requests;

    event Requested(uint256 indexed id, address indexed owner, uint256 paid, uint256 mintMin);
    event Cancelled(uint256 indexed id);
    event Completed(uint256 indexed id, uint256 minted);
    event Redeemed(address indexed who, uint256 burned, uint256 paid);

    constructor(Token usdc_, address service_) {
        usdc = usdc_;
        dollar = new Dollar();
        service = service_;
    }

    function requestMint(uint256 amount, uint256 mintMin) external returns (uint256 id) {
        id = requests.length;
        requests.push(Request(msg.sender, amount, mintMin, false));
        usdc.transferFrom(msg.sender, address(this), amount);
        emit Requested(id, msg.sender, amount, mintMin);
    }

    function cancelMint(uint256 id) external {
        Request storage request = requests[id];
        require(msg.sender == request.owner && !request.closed, "not open");
        request.closed = true;
        usdc.transfer(request.owner, request.paid);
        emit Cancelled(id);
    }

    /// The service has priced what was paid, fee included, and says what is minted for it.
    function completeMint(uint256 id, uint256 amount) external {
        require(msg.sender == service, "only the service");
        Request storage request = requests[id];
        require(!request.closed, "not open");
        require(amount >= request.mintMin, "less than asked");
        request.closed = true;
        reserve += request.paid;
        dollar.mint(request.owner, amount);
        emit Completed(id, amount);
    }

    /// Pays USDC for dollars, one for one, while there is any.
    function redeem(uint256 amount) external {
        uint256 paid = amount / SCALE;
        reserve -= paid;
        dollar.transferFrom(msg.sender, address(this), amount);
        dollar.burn(amount);
        usdc.transfer(msg.sender, paid);
        emit Redeemed(msg.sender, amount, paid);
    }
}
