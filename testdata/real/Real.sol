// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Capped} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import {ERC20FlashMint} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20FlashMint.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Enumerable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ERC20 as MateERC20} from "solmate/src/tokens/ERC20.sol";
import {ERC721 as MateERC721} from "solmate/src/tokens/ERC721.sol";
import {ERC4626 as MateERC4626} from "solmate/src/tokens/ERC4626.sol";
import {WETH as MateWETH} from "solmate/src/tokens/WETH.sol";
import {ERC20 as LadyERC20} from "solady/src/tokens/ERC20.sol";
import {ERC721 as LadyERC721} from "solady/src/tokens/ERC721.sol";
import {ERC1155 as LadyERC1155} from "solady/src/tokens/ERC1155.sol";
import {ERC4626 as LadyERC4626} from "solady/src/tokens/ERC4626.sol";
import {WETH as LadyWETH} from "solady/src/tokens/WETH.sol";

contract ZeppelinVotes is ERC20, ERC20Burnable, ERC20Permit, ERC20Votes {
    constructor() ERC20("Votes", "V") ERC20Permit("Votes") {
        for (uint160 i = 1; i <= 3; i++) _mint(address(i * 0x10000), 1e24);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }
}

contract ZeppelinFlash is ERC20, ERC20Capped, ERC20FlashMint {
    constructor() ERC20("Flash", "F") ERC20Capped(1e27) {
        for (uint160 i = 1; i <= 3; i++) _mint(address(i * 0x10000), 1e24);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Capped) {
        super._update(from, to, value);
    }
}

contract ZeppelinVault is ERC4626 {
    constructor(IERC20 asset) ERC20("Vault", "VLT") ERC4626(asset) {}
}

contract ZeppelinItems is ERC721, ERC721Enumerable {
    constructor() ERC721("Items", "I") {}

    function mint(uint256 id) external {
        _safeMint(msg.sender, id % 64);
    }

    function _update(address to, uint256 id, address auth) internal override(ERC721, ERC721Enumerable) returns (address) {
        return super._update(to, id, auth);
    }

    function _increaseBalance(address account, uint128 value) internal override(ERC721, ERC721Enumerable) {
        super._increaseBalance(account, value);
    }

    function supportsInterface(bytes4 id) public view override(ERC721, ERC721Enumerable) returns (bool) {
        return super.supportsInterface(id);
    }
}

contract ZeppelinMany is ERC1155, AccessControl {
    constructor() ERC1155("uri") {
        _grantRole(DEFAULT_ADMIN_ROLE, address(0x10000));
    }

    function mint(uint256 id, uint256 amount) external {
        _mint(msg.sender, id % 8, amount % 1e30, "");
    }

    function supportsInterface(bytes4 id) public view override(ERC1155, AccessControl) returns (bool) {
        return super.supportsInterface(id);
    }
}

contract ZeppelinTimelock is TimelockController {
    constructor() TimelockController(5, _all(), _all(), address(0x10000)) {}

    function _all() private pure returns (address[] memory all) {
        all = new address[](3);
        for (uint160 i = 0; i < 3; i++) all[i] = address((i + 1) * 0x10000);
    }
}

contract MateToken is MateERC20("Mate", "M", 18) {
    constructor() {
        for (uint160 i = 1; i <= 3; i++) _mint(address(i * 0x10000), 1e24);
    }
}

contract MateItems is MateERC721("Items", "I") {
    function tokenURI(uint256) public pure override returns (string memory) {
        return "uri";
    }

    function mint(uint256 id) external {
        _mint(msg.sender, id % 64);
    }
}

contract MateVault is MateERC4626 {
    constructor(MateERC20 asset) MateERC4626(asset, "Vault", "V") {}

    function totalAssets() public view override returns (uint256) {
        return asset.balanceOf(address(this));
    }
}

contract MateEther is MateWETH {}

contract LadyToken is LadyERC20 {
    constructor() {
        for (uint160 i = 1; i <= 3; i++) _mint(address(i * 0x10000), 1e24);
    }

    function name() public pure override returns (string memory) {
        return "Lady";
    }

    function symbol() public pure override returns (string memory) {
        return "L";
    }
}

contract LadyItems is LadyERC721 {
    function name() public pure override returns (string memory) {
        return "Items";
    }

    function symbol() public pure override returns (string memory) {
        return "I";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "uri";
    }

    function mint(uint256 id) external {
        _mint(msg.sender, id % 64);
    }
}

contract LadyMany is LadyERC1155 {
    function uri(uint256) public pure override returns (string memory) {
        return "uri";
    }

    function mint(uint256 id, uint256 amount) external {
        _mint(msg.sender, id % 8, amount % 1e30, "");
    }
}

contract LadyVault is LadyERC4626 {
    address private immutable token;

    constructor(address asset_) {
        token = asset_;
    }

    function asset() public view override returns (address) {
        return token;
    }

    function name() public pure override returns (string memory) {
        return "Vault";
    }

    function symbol() public pure override returns (string memory) {
        return "V";
    }
}

contract LadyEther is LadyWETH {}
