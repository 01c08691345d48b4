//! `cargo xtask bench`: what the stand is measured by.
//!
//! Invariant: a bench prints the command lines and the machine that its numbers come from.

mod engine;
mod find;
mod museum;
mod numbers;
mod scale;
mod speed;
mod startup;

use crate::{child, forge, repo};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

#[derive(clap::Subcommand)]
pub(crate) enum Bench {
    /// Calls per CPU-second of the whole campaign loop, side by side with forge
    Speed(speed::Arguments),
    /// Which known flaws are found, how fast, and which of them forge finds with the same CPU time
    Find(find::Arguments),
    /// Which real attacks are found again, in how many seeds, how fast
    Museum(museum::Arguments),
    /// Calls per second of one worker and of two, and the memory they take
    Scale(scale::Arguments),
    /// Time to the first call at a project of 200 contracts
    Startup(startup::Arguments),
}

/// Runs one of the benches.
pub(crate) fn run(bench: &Bench) -> Result<bool> {
    let _alone = repo::lock()?;
    crate::tools::install()?;
    match bench {
        Bench::Speed(arguments) => speed::run(arguments),
        Bench::Find(arguments) => find::run(arguments),
        Bench::Museum(arguments) => museum::run(arguments),
        Bench::Scale(arguments) => scale::run(arguments),
        Bench::Startup(arguments) => startup::run(arguments),
    }
}

/// The speed harnesses: a short name and the harness contract.
const CASES: [(&str, &str); 3] = [("token", "TokenBench"), ("pair", "PairBench"), ("maze", "MazeBench")];
/// Time for one compilation by forge.
const COMPILE_SECS_MAX: u64 = 900;

/// The model of the processor and the number of its cores that this process may use.
fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = crate::jobs::processors();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("?").to_owned();
    format!(
        "{}, {cores} cores, load {load} before the start",
        model.map_or("unknown CPU", |(_, model)| model)
    )
}

/// A copy of a project of ours for forge to compile and run in, as deep as the original, so that its paths hold.
fn copy_for_forge(project: &str) -> Result<PathBuf> {
    let work = repo::scratch(&format!("bench/{}", project.replace('/', "-")))?;
    std::os::unix::fs::symlink(repo::root().join("tools"), work.join("tools"))?;
    let copy = work.join(project);
    for name in ["src", "test", "lib"] {
        repo::copy(&repo::root().join(project).join(name), &copy.join(name))?;
    }
    let config = Path::new(project).join("foundry.toml");
    std::fs::copy(repo::root().join(&config), work.join(&config))?;
    Ok(copy)
}

/// Runs forge once with next to no work, so that everything is compiled; returns its CPU time when it is.
fn warm_up(project: &Path, contract: &str) -> Result<f64> {
    let mut cpu_secs = 0.0;
    for _ in 0..2 {
        let mut command = forge::test(project);
        command.args(["--match-contract", &format!("^{contract}$")]);
        for name in ["FOUNDRY_INVARIANT_RUNS", "FOUNDRY_INVARIANT_DEPTH", "FOUNDRY_FUZZ_RUNS"] {
            command.env(name, "1");
        }
        let done = forge::run(&mut command, child::Limits::wall_secs(COMPILE_SECS_MAX))?;
        cpu_secs = done.with_context(|| format!("forge does not compile {contract} in time"))?.1.cpu_secs;
    }
    Ok(cpu_secs)
}
