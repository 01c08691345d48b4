#!/usr/bin/env node
// Compiles a folder of contracts with the pinned solc and writes what Hardhat 2 would: artifacts/, their .dbg.json, build-info.
// With --standard-json it writes the compiler's input.json and output.json instead.
//
//   node hardhat.js PROJECT_DIR CONTRACTS_DIR OUT_DIR [--standard-json]
"use strict";
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");

const SOLC_VERSION = "0.8.30";
const [project, contracts, out, flag] = process.argv.slice(2);
if (!project || !contracts || !out) {
  console.error("usage: node hardhat.js PROJECT_DIR CONTRACTS_DIR OUT_DIR [--standard-json]");
  process.exit(2);
}
const input = {
  language: "Solidity",
  sources: sources(),
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: "cancun",
    metadata: { bytecodeHash: "none" },
    outputSelection: {
      "*": { "*": ["abi", "evm.bytecode", "evm.deployedBytecode", "evm.methodIdentifiers", "storageLayout"], "": ["ast"] },
    },
  },
};
const output = compile();
if (flag === "--standard-json") {
  write("input.json", input);
  write("output.json", output);
} else {
  writeHardhat();
}

function sources() {
  const dir = path.join(project, contracts);
  const files = fs.readdirSync(dir).filter((file) => file.endsWith(".sol")).sort();
  const entry = (file) => [path.posix.join(contracts, file), { content: fs.readFileSync(path.join(dir, file), "utf8") }];
  return Object.fromEntries(files.map(entry));
}

function compile() {
  const text = execFileSync(path.join(__dirname, "solc"), ["--standard-json"], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const result = JSON.parse(text);
  const errors = (result.errors || []).filter((error) => error.severity === "error");
  if (errors.length > 0) {
    console.error(errors.map((error) => error.formattedMessage).join("\n"));
    process.exit(1);
  }
  return result;
}

function writeHardhat() {
  const id = "hardhat";
  const info = { id, _format: "hh-sol-build-info-1", solcVersion: SOLC_VERSION, solcLongVersion: longVersion(), input, output };
  write(`build-info/${id}.json`, info);
  for (const [sourceName, byName] of Object.entries(output.contracts)) {
    for (const [contractName, contract] of Object.entries(byName)) {
      const { bytecode, deployedBytecode } = contract.evm;
      write(`${sourceName}/${contractName}.json`, {
        _format: "hh-sol-artifact-1",
        contractName,
        sourceName,
        abi: contract.abi,
        bytecode: `0x${bytecode.object}`,
        deployedBytecode: `0x${deployedBytecode.object}`,
        linkReferences: bytecode.linkReferences,
        deployedLinkReferences: deployedBytecode.linkReferences,
      });
      const up = "../".repeat(sourceName.split("/").length);
      write(`${sourceName}/${contractName}.dbg.json`, { _format: "hh-sol-dbg-1", buildInfo: `${up}build-info/${id}.json` });
    }
  }
}

function longVersion() {
  const text = execFileSync(path.join(__dirname, "solc"), ["--version"], { encoding: "utf8" });
  return text.match(/Version: (\d+\.\d+\.\d+\+commit\.[0-9a-f]+)/)[1];
}

function write(file, value) {
  const at = path.join(out, file);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, JSON.stringify(value, null, 2) + "\n");
}
