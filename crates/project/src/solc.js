// Runs npm's solc: arguments are the path of soljson.js and `version` or `compile`.
// The input lies on the WebAssembly heap: on its stack, inputs above 64 KiB would end the compiler.
"use strict";
const fs = require("fs");
const [file, task] = process.argv.slice(1);
const solc = require(file);
const text = solc.UTF8ToString || solc.Pointer_stringify;
const write = (string) => {
  const bytes = Buffer.from(string, "utf8");
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
};
const ready = () => {
  write(text(solc._solidity_version()) + "\n");
  if (task !== "compile") return;
  const input = fs.readFileSync(0, "utf8");
  const length = Buffer.byteLength(input, "utf8") + 1;
  const pointer = (solc._malloc || solc._solidity_alloc)(length);
  if (pointer === 0) throw new Error(`no room for an input of ${length} bytes`);
  solc.stringToUTF8(input, pointer, length);
  write(text(solc._solidity_compile(pointer, 0, 0)));
};
if (solc._solidity_version && (solc.calledRun || solc.calledRun === undefined)) ready();
else solc.onRuntimeInitialized = ready;
