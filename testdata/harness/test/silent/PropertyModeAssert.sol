// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract PropertyModeAssertEchidna {
    uint256 private count;

    function add(uint256 n) external {
        assert(n != 7);
        require(n < 100, "too many");
        count += n;
        assert(count % 10 != 3 || count > 10_000_000);
    }

    function echidna_count_is_not_three() public view returns (bool) {
        return count != 3;
    }
}
