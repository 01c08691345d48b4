// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// A pool of two staked ethers. Its shares are worth one ether each: half of their number follows the sum of what lies here, half the
/// root of the product, so that what is scarce costs more. Sum and product are kept, not computed each time.
contract StakedPool {
    Token[2] public tokens;
    address public immutable feeder;
    address public immutable treasury;
    uint256[2] public rates;
    uint256[2] public balances;
    uint256[2] private values;
    uint256 private sum;
    uint256 private product;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event Added(address indexed who, uint256 shares);
    event Removed(address indexed who, uint256 shares);

    constructor(Token token0, Token token1, address treasury_) {
        tokens = [token0, token1];
        rates = [uint256(1e18), 1e18];
        feeder = msg.sender;
        treasury = treasury_;
    }

    /// Adds any amounts of the two tokens and mints shares for what the pool is worth more.
    function add(uint256 amount0, uint256 amount1) external returns (uint256 shares) {
        balances[0] += amount0;
        balances[1] += amount1;
        refresh(0);
        refresh(1);
        shares = mint(msg.sender);
        require(shares > 0, "no shares");
        tokens[0].transferFrom(msg.sender, address(this), amount0);
        tokens[1].transferFrom(msg.sender, address(this), amount1);
        emit Added(msg.sender, shares);
    }

    /// Burns shares of the caller and pays out both tokens in proportion.
    function remove(uint256 shares) external {
        uint256 amount0 = balances[0] * shares / totalSupply;
        uint256 amount1 = balances[1] * shares / totalSupply;
        balanceOf[msg.sender] -= shares;
        totalSupply -= shares;
        balances[0] -= amount0;
        balances[1] -= amount1;
        (uint256 before0, uint256 before1) = (values[0], values[1]);
        values = [valueOf(0), valueOf(1)];
        (uint256 less0, uint256 less1) = (before0 - values[0], before1 - values[1]);
        sum -= less0 + less1;
        product = values[0] * values[1];
        tokens[0].transfer(msg.sender, amount0);
        tokens[1].transfer(msg.sender, amount1);
        emit Removed(msg.sender, shares);
    }

    /// Staked ether earns: its rate grows. What the pool is worth more goes to the treasury.
    function setRate(uint256 token, uint256 rate) external {
        require(msg.sender == feeder && rate >= rates[token], "refused");
        rates[token] = rate;
        refresh(token);
        mint(treasury);
    }

    /// Takes a greater balance or rate of a token into account.
    function refresh(uint256 token) private {
        uint256 more = valueOf(token) - values[token];
        values[token] += more;
        sum += more;
        product += more * values[1 - token];
    }

    function mint(address to) private returns (uint256 shares) {
        uint256 worth = (sum + 2 * root(product)) / 2;
        shares = worth > totalSupply ? worth - totalSupply : 0;
        totalSupply += shares;
        balanceOf[to] += shares;
    }

    function valueOf(uint256 token) private view returns (uint256) {
        return balances[token] * rates[token] / 1e18;
    }

    function root(uint256 x) private pure returns (uint256 y) {
        y = x;
        uint256 z = x / 2 + 1;
        while (z < y) {
            y = z;
            z = (x / z + z) / 2;
        }
    }
}
