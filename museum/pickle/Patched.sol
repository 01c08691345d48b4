// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Holds what a jar invested; obeys the controller alone.
contract Strategy {
    Token public immutable token;
    address public immutable controller;

    constructor(Token token_, address controller_) {
        token = token_;
        controller = controller_;
    }

    /// Gives back to the controller what was invested.
    function withdraw(uint256 amount) external {
        require(msg.sender == controller, "only the controller");
        token.transfer(controller, amount);
    }
}

/// A vault: its shares are a token, what it is given goes to its strategy.
contract Jar {
    Token public immutable token;
    Controller public immutable controller;
    uint256 public totalSupply;
    uint256 public invested;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    constructor(Token token_, Controller controller_) {
        token = token_;
        controller = controller_;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 shares) external returns (bool) {
        balanceOf[msg.sender] -= shares;
        balanceOf[to] += shares;
        return true;
    }

    function transferFrom(address from, address to, uint256 shares) external returns (bool) {
        allowance[from][msg.sender] -= shares;
        balanceOf[from] -= shares;
        balanceOf[to] += shares;
        return true;
    }

    function deposit(uint256 amount) external returns (uint256 shares) {
        shares = totalSupply == 0 ? amount : amount * totalSupply / invested;
        require(shares > 0, "no shares");
        totalSupply += shares;
        balanceOf[msg.sender] += shares;
        invested += amount;
        token.transferFrom(msg.sender, address(controller.strategies(this)), amount);
    }

    function withdraw(uint256 shares) external returns (uint256 amount) {
        amount = shares * invested / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        invested -= amount;
        controller.withdraw(amount);
        token.transfer(msg.sender, amount);
    }
}

/// Trades one token for another at a market that is called as the caller says. The controller runs this code as its own.
contract Converter {
    function convert(Token token, uint256 amount, address market, bytes calldata trade) external {
        token.approve(market, amount);
        (bool done,) = market.call(trade);
        require(done, "no trade");
    }
}

/// Knows the jars, their strategies, the converters and their markets.
contract Controller {
    address public immutable owner;
    mapping(Jar => Strategy) public strategies;
    mapping(address => bool) public converters;
    mapping(address => bool) public markets;

    constructor() {
        owner = msg.sender;
    }

    function setStrategy(Jar jar, Strategy strategy) external {
        require(msg.sender == owner && address(strategies[jar]) == address(0), "not set");
        strategies[jar] = strategy;
    }

    function allow(address converter, address market) external {
        require(msg.sender == owner, "only the owner");
        (converters[converter], markets[market]) = (true, true);
    }

    function known(Jar jar) private view returns (bool) {
        return address(strategies[jar]) != address(0);
    }

    /// Fetches from the strategy what a jar has to pay out.
    function withdraw(uint256 amount) external {
        Jar jar = Jar(msg.sender);
        strategies[jar].withdraw(amount);
        jar.token().transfer(msg.sender, amount);
    }

    /// Turns the caller's shares of one jar into shares of another.
    function swapExactJarForJar(
        Jar from,
        Jar to,
        uint256 shares,
        uint256 sharesMin,
        address converter,
        address market,
        bytes calldata trade
    ) external returns (uint256 got) {
        require(converters[converter], "not a converter");
        require(known(from) && known(to) && markets[market], "not a jar or a market");
        from.transferFrom(msg.sender, address(this), shares);
        uint256 amount = from.withdraw(shares);
        Token token = to.token();
        uint256 before = token.balanceOf(address(this));
        (bool done,) = converter.delegatecall(abi.encodeCall(Converter.convert, (from.token(), amount, market, trade)));
        require(done, "not converted");
        uint256 bought = token.balanceOf(address(this)) - before;
        token.approve(address(to), bought);
        got = to.deposit(bought);
        require(got >= sharesMin, "slippage");
        to.transfer(msg.sender, got);
    }
}
