#!/usr/bin/env node
// Makes forge's output fit to commit: no path of the machine that built it, a stable name for the build-info, and without what
// nobody here reads (syntax trees and a second copy of the metadata are nine tenths of the bytes).
//
//   node slim.js OUT_DIR NAME
"use strict";
const fs = require("fs");
const path = require("path");

const [out, name] = process.argv.slice(2);
if (!out || !name) {
  console.error("usage: node slim.js OUT_DIR NAME");
  process.exit(2);
}
slimBuildInfos(path.join(out, "build-info"));
for (const file of jsonFiles(out)) slimArtifact(file);

function slimBuildInfos(dir) {
  const files = fs.readdirSync(dir).sort();
  files.forEach((file, index) => {
    const from = path.join(dir, file);
    const info = JSON.parse(fs.readFileSync(from, "utf8"));
    info.id = index === 0 ? name : `${name}-${index}`;
    for (const key of ["allowPaths", "basePath", "includePaths"]) delete info.input[key];
    for (const source of Object.values(info.output.sources)) delete source.ast;
    for (const contracts of Object.values(info.output.contracts)) {
      for (const contract of Object.values(contracts)) delete contract.metadata;
    }
    fs.unlinkSync(from);
    fs.writeFileSync(path.join(dir, `${info.id}.json`), JSON.stringify(info) + "\n");
  });
}

function slimArtifact(file) {
  const artifact = JSON.parse(fs.readFileSync(file, "utf8"));
  delete artifact.ast;
  delete artifact.rawMetadata;
  fs.writeFileSync(file, JSON.stringify(artifact) + "\n");
}

function jsonFiles(dir) {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === "build-info" ? [] : jsonFiles(at);
    return entry.name.endsWith(".json") ? [at] : [];
  });
}
