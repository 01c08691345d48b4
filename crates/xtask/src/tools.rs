//! The pinned forge, the pinned compilers and the Solidity libraries of the tests, all from npm.
//!
//! Invariant: what is installed is what `tools/package-lock.json` says.

use crate::repo;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const STAMP: &str = "node_modules/.hotfire-lock";

/// Installs the tools unless they are there already; tells whether it had to.
pub(crate) fn install() -> Result<bool> {
    let tools = repo::root().join("tools");
    if is_fresh(&tools) {
        return Ok(false);
    }
    let status = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&tools)
        .stdin(Stdio::null())
        .status()
        .context("npm is needed to fetch forge and solc: install Node.js 20 or newer")?;
    ensure!(status.success(), "`npm ci` failed in {}", tools.display());
    std::fs::copy(tools.join("package-lock.json"), tools.join(STAMP))?;
    Ok(true)
}

pub(crate) fn forge() -> PathBuf {
    repo::root().join("tools/node_modules/@foundry-rs/forge-linux-amd64/bin/forge")
}

fn is_fresh(tools: &Path) -> bool {
    let lock = std::fs::read(tools.join("package-lock.json"));
    let stamp = std::fs::read(tools.join(STAMP));
    matches!((lock, stamp), (Ok(lock), Ok(stamp)) if lock == stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_fresh_only_under_the_same_lock() {
        let folder = repo::scratch("unit/tools").unwrap();
        std::fs::write(folder.join("package-lock.json"), "1").unwrap();
        assert!(!is_fresh(&folder), "nothing is installed");
        std::fs::create_dir(folder.join("node_modules")).unwrap();
        std::fs::write(folder.join(STAMP), "1").unwrap();
        assert!(is_fresh(&folder));
        std::fs::write(folder.join("package-lock.json"), "2").unwrap();
        assert!(!is_fresh(&folder), "the lock changed");
    }
}
