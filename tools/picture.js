#!/usr/bin/env node
// Draws docs/img/fire.svg: what `hotfire fire` really prints on a terminal when it is fired at a copy of examples/vault.
//
//     cargo build --release && node tools/picture.js target/release/hotfire
//
// Needs `script` of util-linux, which gives the program a terminal.
"use strict";
const { execFileSync } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");

const COLUMNS = 150;
const [CHAR, LINE, SIZE, EDGE, BAR] = [8.43, 19, 14, 18, 26];
const COMMAND = "hotfire fire examples/vault";
const COLOURS = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#76e3ea" };

function fire(binary) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "hotfire-"));
  const root = path.join(__dirname, "..");
  fs.cpSync(path.join(root, "examples/vault"), path.join(home, "examples/vault"), {
    recursive: true,
    filter: (file) => path.basename(file) !== ".hotfire",
  });
  const line = `stty cols ${COLUMNS} rows 60; '${path.resolve(binary)}' fire examples/vault --stop-on-first --seed 1`;
  try {
    execFileSync("script", ["-qc", line, path.join(home, "log")], { cwd: home, stdio: "ignore" });
    // No folder of a machine: paths begin where one typed the command.
    return fs.readFileSync(path.join(home, "log"), "utf8").replaceAll(`${fs.realpathSync(home)}/`, "    ");
  } finally {
    fs.rmSync(home, { recursive: true });
  }
}

/** Lines as a terminal shows them in the end: the live line, which begins with a spinner, is gone. */
function lines(log) {
  const parts = log.split(/\r?\n|\r|\x1b\[2K|\x1b\[\d*[AB]|(?=[\u2800-\u28ff])|(?<=\S) {8,}(?=\S)/).map((part) => part.trimEnd());
  const kept = parts.filter((part) => !/^[\u2800-\u28ff]|^Script (started|done)/.test(part));
  const report = kept.findIndex((part) => part.includes("BROKEN"));
  const single = kept.filter((part, at) => part || (at >= report && kept[at - 1]));
  return [`\x1b[32m$\x1b[0m ${COMMAND}`, ...single].join("\n").trimEnd().split("\n");
}

/** Runs of equal style: [column, text, attributes]. */
function runs(line) {
  const found = [];
  let [column, style] = [0, {}];
  for (const part of line.split(/(\x1b\[[0-9;?]*[A-Za-z])/)) {
    const codes = /^\x1b\[([0-9;]*)m$/.exec(part);
    if (codes) {
      for (const code of codes[1].split(";").map(Number)) {
        if (code === 0) style = {};
        else if (code === 1) style = { ...style, "font-weight": 600 };
        else if (code === 2) style = { ...style, opacity: 0.65 };
        else if (COLOURS[code]) style = { ...style, fill: COLOURS[code] };
      }
    } else if (part && !part.startsWith("\x1b")) {
      if (part.trim()) found.push([column + part.length - part.trimStart().length, part.trim(), style]);
      column += part.length;
    }
  }
  return found;
}

function draw(rows) {
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const widest = Math.max(...rows.flat().map(([column, text]) => column + text.length));
  const [width, height] = [Math.ceil(widest * CHAR + 2 * EDGE), rows.length * LINE + 2 * EDGE + BAR];
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${COMMAND}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...["#ff5f57", "#febc2e", "#28c840"].map((c, n) => `<circle cx="${EDGE + 6 + n * 18}" cy="18" r="5.5" fill="${c}"/>`),
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="${SIZE}" fill="#e6edf3">`,
  ];
  rows.forEach((row, at) => {
    for (const [column, text, style] of row) {
      const place = `x="${(EDGE + column * CHAR).toFixed(1)}" y="${EDGE + BAR + at * LINE + SIZE}"`;
      const length = `textLength="${(text.length * CHAR).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
      const looks = Object.entries(style).map(([name, value]) => ` ${name}="${value}"`).join("");
      out.push(`<text ${place} ${length}${looks}>${escape(text)}</text>`);
    }
  });
  return out.concat("</g>", "</svg>", "").join("\n");
}

const target = path.join(__dirname, "../docs/img/fire.svg");
fs.mkdirSync(path.dirname(target), { recursive: true });
fs.writeFileSync(target, draw(lines(fire(process.argv[2])).map(runs)));
