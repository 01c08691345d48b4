//! Compiles one Solidity file and everything that it imports from npm packages.
//!
//! Invariant: the compiler sees exactly the files that the imports name; nothing is looked up elsewhere.

use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The paths that a source imports, as written.
fn imports(source: &str) -> Vec<String> {
    let statements = source.split(';').filter_map(|part| {
        let start = part.rfind("\nimport ")?;
        let quoted = part[start..].split('"').nth(1)?;
        Some(quoted.to_owned())
    });
    statements.collect()
}

/// The name of an import inside the file of another name.
fn resolve(importer: &str, path: &str) -> String {
    if !path.starts_with('.') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// The contracts of a file: name to compiler output.
pub(crate) fn compile(tools: &Path, file: &Path) -> Map<String, Value> {
    let modules = tools.join("node_modules");
    assert!(modules.exists(), "the tools are not installed: run `npm ci` in tools/, or `cargo xtask test`");
    let main = "Main.sol";
    let mut sources = Map::new();
    let mut waiting = vec![(main.to_owned(), std::fs::read_to_string(file).unwrap())];
    while let Some((name, content)) = waiting.pop() {
        for path in imports(&content) {
            let wanted = resolve(&name, &path);
            if !sources.contains_key(&wanted) && !waiting.iter().any(|(known, _)| *known == wanted) {
                let text = std::fs::read_to_string(modules.join(&wanted));
                waiting.push((wanted.clone(), text.unwrap_or_else(|e| panic!("{wanted}: {e}"))));
            }
        }
        sources.insert(name, json!({ "content": content }));
    }
    let input = json!({
        "language": "Solidity",
        "sources": sources,
        "settings": {
            "evmVersion": "cancun",
            "optimizer": { "enabled": true, "runs": 200 },
            "outputSelection": { main: { "*": ["abi", "evm.bytecode.object"] } },
        },
    });
    let mut solc = Command::new(tools.join("solc"))
        .arg("--standard-json")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    solc.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output: Value = serde_json::from_slice(&solc.wait_with_output().unwrap().stdout).unwrap();
    let mut errors = output["errors"].as_array().into_iter().flatten();
    let error = errors.find(|error| error["severity"] == "error");
    assert!(error.is_none(), "{error:#?}");
    output["contracts"][main].as_object().unwrap().clone()
}
