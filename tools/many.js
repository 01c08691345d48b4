#!/usr/bin/env node
// Writes a large Foundry project, always the same one, to measure how long the stand needs before its first call.
//
//   node tools/many.js DIR [CONTRACTS]     default: 200 contracts
//
// Compile it with `forge build --build-info` in DIR. Every contract has state, events, a struct and six functions; one
// harness deploys each tenth contract.
"use strict";
const fs = require("fs");
const path = require("path");

const [dir, countText = "200"] = process.argv.slice(2);
const count = Number(countText);
if (!dir || !Number.isInteger(count) || count < 1) {
  console.error("usage: node many.js DIR [CONTRACTS]");
  process.exit(2);
}
const HEAD = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n\n";
const FUNCTIONS = 6;
const next = generator(1);

write("foundry.toml", config());
for (let i = 0; i < count; i++) write(`src/${name(i)}.sol`, contract(i));
write("test/Many.t.sol", harness());
for (const file of ["Vm", "Stand", "Invariants"]) {
  write(`lib/stand/${file}.sol`, fs.readFileSync(path.join(__dirname, "../testdata/lib", `${file}.sol`), "utf8"));
}

function config() {
  return `[profile.default]
src = "src"
test = "test"
out = "out"
libs = []
remappings = ["stand/=lib/stand/"]
auto_detect_remappings = false
solc = ${JSON.stringify(path.join(__dirname, "solc"))}
offline = true
evm_version = "cancun"
optimizer = false
build_info = true
`;
}

function name(i) {
  return `Part${String(i).padStart(3, "0")}`;
}

function contract(i) {
  const functions = Array.from({ length: FUNCTIONS }, (_, j) => method(j)).join("\n");
  return `${HEAD}/// Part ${i} of many.
contract ${name(i)} {
    struct Entry {
        address owner;
        uint64 at;
        uint256 amount;
    }

    uint256 public total;
    uint256 public limit = ${1 + next(1_000_000)};
    mapping(address => Entry) public entries;
    mapping(uint256 => uint256) public slots;

    event Changed(address indexed who, uint256 indexed what, uint256 amount);

${functions}}
`;
}

function method(j) {
  const modulus = 2 + next(997);
  const threshold = 1 + next(1_000_000);
  return `    function step${j}(uint256 a, uint256 b) external returns (uint256 c) {
        require(a % ${modulus} != b % ${modulus} || a == b, "no step ${j}");
        c = a > ${threshold} ? a / ${1 + next(99)} : b % ${1 + next(9999)};
        if (c > limit) c = limit;
        if (slots[c % ${1 + next(64)}] < b) slots[c % ${1 + next(64)}] = c + ${next(100)};
        entries[msg.sender] = Entry(msg.sender, uint64(block.timestamp), c);
        total = (total + c) % ${1_000_000 + next(1_000_000)};
        emit Changed(msg.sender, ${j}, c);
    }
`;
}

function harness() {
  const used = Array.from({ length: Math.ceil(count / 10) }, (_, k) => k * 10);
  const imports = used.map((i) => `import {${name(i)}} from "../src/${name(i)}.sol";`).join("\n");
  const fields = used.map((i) => `    ${name(i)} private part${i};`).join("\n");
  const deploys = used.map((i) => `        part${i} = new ${name(i)}();`).join("\n");
  const checks = used.map((i) => `        vm.assertLt(part${i}.total(), 2_000_000);`).join("\n");
  return `${HEAD}import {Invariants} from "stand/Invariants.sol";
${imports}

contract ManyTest is Invariants {
${fields}

    function setUp() public {
${deploys}
    }

    function invariant_totalsAreSmall() public view {
${checks}
    }
}
`;
}

// Numerical Recipes' linear congruential generator: the same project on every machine.
function generator(seed) {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function write(file, text) {
  const at = path.join(dir, file);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, text);
}
