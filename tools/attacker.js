#!/usr/bin/env node
// Compiles the attacker's contracts (crates/fuzz/src/attack/contracts) to the runtime code that the crate embeds.
//
//   node attacker.js           write the .hex files
//   node attacker.js --check   compare with those that are there
"use strict";
const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");

const dir = path.join(__dirname, "../crates/fuzz/src/attack/contracts");
let stale = false;
for (const name of ["Attacker", "Plan"]) {
  const input = {
    language: "Yul",
    sources: { [name]: { content: fs.readFileSync(path.join(dir, `${name}.yul`), "utf8") } },
    settings: {
      evmVersion: "paris",
      optimizer: { enabled: true, details: { yul: true } },
      outputSelection: { "*": { "*": ["evm.deployedBytecode.object"] } },
    },
  };
  const out = JSON.parse(execFileSync(path.join(__dirname, "solc"), ["--standard-json"], { input: JSON.stringify(input) }));
  const errors = (out.errors || []).filter((error) => error.severity === "error");
  if (errors.length > 0) throw new Error(errors[0].formattedMessage);
  const objects = Object.values(out.contracts[name])[0].evm;
  const hex = `${objects.deployedBytecode.object}\n`;
  const file = path.join(dir, `${name.toLowerCase()}.hex`);
  if (process.argv.includes("--check")) {
    if (fs.readFileSync(file, "utf8") !== hex) {
      console.error(`${path.relative(process.cwd(), file)} is stale: run node tools/attacker.js`);
      stale = true;
    }
  } else {
    fs.writeFileSync(file, hex);
  }
}
process.exit(stale ? 1 : 0);
