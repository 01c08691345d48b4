// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Test} from "../lib/Vm.sol";

contract DocumentsTest is Test {
    struct Item {
        uint256 x;
    }

    string private json;
    string private toml;

    function setUp() public {
        json = vm.readFile("fixtures/sample.json");
        toml = vm.readFile("fixtures/sample.toml");
    }

    function testTyped() public view {
        vm.assertEq(vm.parseJsonString(json, ".name"), "hotfire");
        vm.assertEq(vm.parseJsonUint(json, ".count"), 3);
        vm.assertEq(vm.parseJsonInt(json, ".negative"), -7);
        vm.assertTrue(vm.parseJsonBool(json, ".flag"));
        vm.assertEq(vm.parseJsonAddress(json, ".owner"), address(0xAA));
        vm.assertEq(vm.parseJsonBytes(json, ".data"), hex"010203");
        vm.assertEq(vm.parseJsonUint(json, ".nested.inner.value"), type(uint256).max);
        vm.assertEq(vm.parseJsonUint(json, "$.items[1].x"), 2);
        vm.assertEq(vm.parseJsonUintArray(json, ".list").length, 3);
    }

    function testGuessed() public view {
        vm.assertEq(abi.decode(vm.parseJson(json, ".count"), (uint256)), 3);
        vm.assertEq(abi.decode(vm.parseJson(json, ".name"), (string)), "hotfire");
        vm.assertEq(abi.decode(vm.parseJson(json, ".owner"), (address)), address(0xAA));
        vm.assertEq(abi.decode(vm.parseJson(json, ".list"), (uint256[])).length, 3);
        Item[] memory items = abi.decode(vm.parseJson(json, ".items"), (Item[]));
        vm.assertEq(items[1].x, 2);
    }

    function testKeys() public view {
        vm.assertTrue(vm.keyExistsJson(json, ".nested.inner"));
        vm.assertFalse(vm.keyExistsJson(json, ".nested.outer"));
        string[] memory keys = vm.parseJsonKeys(json, ".nested");
        vm.assertEq(keys.length, 1);
        vm.assertEq(keys[0], "inner");
    }

    function testToml() public view {
        vm.assertEq(vm.parseTomlString(toml, ".name"), "hotfire");
        vm.assertEq(vm.parseTomlUint(toml, ".count"), 3);
        vm.assertTrue(vm.parseTomlBool(toml, ".nested.flag"));
        vm.assertEq(vm.parseTomlUintArray(toml, ".nested.list")[1], 5);
        vm.assertFalse(vm.keyExistsToml(toml, ".nothing"));
    }

    function testSerialize() public {
        vm.serializeUint("object", "small", uint256(1));
        vm.serializeBool("object", "flag", true);
        vm.serializeAddress("object", "owner", address(0xA));
        string memory inner = vm.serializeString("inner", "key", "value");
        string memory whole = vm.serializeString("object", "inner", inner);
        vm.assertEq(vm.parseJsonUint(whole, ".small"), 1);
        vm.assertTrue(vm.parseJsonBool(whole, ".flag"));
        vm.assertEq(vm.parseJsonAddress(whole, ".owner"), address(0xA));
        vm.assertEq(vm.parseJsonString(whole, ".inner.key"), "value");
        vm.assertEq(vm.serializeUint("numbers", "one", uint256(1)), '{"one":1}');
    }
}
