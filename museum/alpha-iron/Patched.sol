// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

import {Token} from "common/Token.sol";

/// Lends dollars to positions. What a position does is up to a spell, a contract that its owner names; it only has to be solvent after.
contract Bank {
    struct Position {
        address owner;
        uint256 collateral;
        uint256 debtShares;
    }

    Token public immutable susd;
    Token public immutable weth;
    uint256 public immutable etherPrice;
    uint256 public constant COLLATERAL_FACTOR = 0.7e18;
    uint256 public constant RATE_PER_YEAR = 0.2e18;

    mapping(address => uint256) public depositOf;
    Position[] public positions;
    uint256 public totalDebt;
    uint256 public totalShares;
    uint256 public pendingReserve;
    uint256 public accruedAt;
    uint256 private current;
    address private spell;

    event Executed(uint256 indexed id, address spell);

    modifier fromSpell() {
        require(msg.sender == spell, "only the spell");
        accrue();
        _;
    }

    constructor(Token susd_, Token weth_, uint256 etherPrice_) {
        susd = susd_;
        weth = weth_;
        etherPrice = etherPrice_;
        accruedAt = block.timestamp;
    }

    function deposit(uint256 amount) external {
        susd.transferFrom(msg.sender, address(this), amount);
        depositOf[msg.sender] += amount;
    }

    function withdraw(uint256 amount) external {
        depositOf[msg.sender] -= amount;
        susd.transfer(msg.sender, amount);
    }

    function open() external returns (uint256 id) {
        id = positions.length;
        positions.push(Position(msg.sender, 0, 0));
    }

    /// Lets a spell act on a position of the caller.
    function execute(uint256 id, address spell_, bytes calldata data) external {
        require(spell == address(0), "locked");
        require(positions[id].owner == msg.sender, "not yours");
        require(spell_ != address(0) && spell_ != address(susd) && spell_ != address(weth), "no spell");
        (current, spell) = (id, spell_);
        (bool done,) = spell_.call(data);
        require(done, "the spell failed");
        spell = address(0);
        uint256 worth = positions[id].collateral * etherPrice / 1e18;
        require(debtOf(id) <= worth * COLLATERAL_FACTOR / 1e18, "too little collateral");
        emit Executed(id, spell_);
    }

    function putCollateral(uint256 amount) external fromSpell {
        weth.transferFrom(msg.sender, address(this), amount);
        positions[current].collateral += amount;
    }

    function takeCollateral(uint256 amount) external fromSpell {
        positions[current].collateral -= amount;
        weth.transfer(msg.sender, amount);
    }

    function borrow(uint256 amount) external fromSpell {
        uint256 shares = totalShares == 0 ? amount : (amount * totalShares + totalDebt - 1) / totalDebt;
        totalShares += shares;
        totalDebt += amount;
        positions[current].debtShares += shares;
        susd.transfer(msg.sender, amount);
    }

    function repay(uint256 amount) external fromSpell {
        Position storage position = positions[current];
        uint256 debt = debtOf(current);
        uint256 shares = amount >= debt ? position.debtShares : amount * totalShares / totalDebt;
        if (amount > debt) amount = debt;
        position.debtShares -= shares;
        totalShares -= shares;
        totalDebt = totalShares == 0 || amount > totalDebt ? 0 : totalDebt - amount;
        susd.transferFrom(msg.sender, address(this), amount);
    }

    function debtOf(uint256 id) public view returns (uint256) {
        uint256 shares = positions[id].debtShares;
        return shares == 0 ? 0 : (shares * totalDebt + totalShares - 1) / totalShares;
    }

    /// Adds the interest since the last time; a tenth of it is the bank's and waits.
    function accrue() public {
        uint256 interest = totalDebt * RATE_PER_YEAR / 1e18 * (block.timestamp - accruedAt) / 365 days;
        accruedAt = block.timestamp;
        totalDebt += interest - interest / 10;
        pendingReserve += interest / 10;
    }

    /// Has the borrowers owe what waits for the bank.
    function resolveReserve() external {
        accrue();
        require(totalShares > 0, "no borrowers");
        totalDebt += pendingReserve;
        pendingReserve = 0;
    }
}
