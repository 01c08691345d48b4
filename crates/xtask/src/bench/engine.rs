//! How long the engine alone takes for a call, from the engine's own example.
//!
//! Invariant: a case that the example does not know has no number.

use crate::child::{self, Limits};
use crate::repo;
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use std::process::Command;

/// The example's line that is closest to what the campaign's loop asks of the engine.
const LINE: &str = "absorbed: call, coverage absorbed";
const WALL_SECS_MAX: u64 = 1800;

/// Nanoseconds of a call with coverage, by the case's name as the example writes it.
pub(super) fn call_nanos() -> Result<BTreeMap<String, f64>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args([
        "run",
        "--release",
        "--locked",
        "--quiet",
        "--package",
        "hotfire-evm",
        "--example",
        "speed",
    ]);
    command.current_dir(repo::root());
    let done = child::run(&mut command, Limits::wall_secs(WALL_SECS_MAX))?;
    ensure!(done.code == Some(0), "`{}` failed:\n{}", child::line(&command), done.stderr);
    Ok(parse(&done.stdout))
}

fn parse(text: &str) -> BTreeMap<String, f64> {
    let mut nanos = BTreeMap::new();
    let mut case = String::new();
    for line in text.lines() {
        if !line.starts_with(' ') {
            case = line.split(" (").next().unwrap_or_default().to_owned();
        } else if let Some(rest) = line.trim_start().strip_prefix(LINE)
            && let Some(median) = rest.split_whitespace().next().and_then(|word| word.parse().ok())
        {
            nanos.insert(case.clone(), median);
        }
    }
    nanos
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_behind_the_line_is_taken() {
        let text = "model name: X; 2 processors\nns per call: median (least-most) of 9 rounds\n\
            maze (57 % succeed)\n  plain revm                            2956 (2900-3000)  x1.00\n  \
            absorbed: call, coverage absorbed     1234 (1200-1300)  x2.40\n";
        assert_eq!(parse(text), BTreeMap::from([("maze".to_owned(), 1234.0)]));
    }
}
