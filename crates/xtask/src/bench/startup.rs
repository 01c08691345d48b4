//! Time to the first call at a project of 200 contracts.
//!
//! Invariant: the project is always the same, and compiled before the clock starts.

use super::machine;
use super::numbers::{median, spread};
use crate::child::{self, Limits};
use crate::hotfire::{self, Shot};
use crate::{repo, tools};
use anyhow::{Result, ensure};
use serde::Serialize;
use std::path::Path;
use std::process::Command;

const CONTRACTS: u32 = 200;
const HARNESS: &str = "ManyTest";
const WALL_SECS_MAX: u64 = 900;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of text
    #[arg(long)]
    json: bool,
    /// Measurements
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
}

#[derive(Serialize)]
struct Report {
    machine: String,
    contracts: u32,
    /// From the start of the program to its end after one call.
    secs: f64,
    spread: f64,
    peak_rss_mib: f64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let binary = hotfire::build()?;
    let project = repo::root().join("target/xtask/bench-many");
    if !project.join("out").is_dir() {
        generate(&repo::scratch("bench-many")?)?;
    }
    let machine = machine();
    let (mut secs, mut memory) = (Vec::new(), 0);
    for _ in 0..arguments.runs {
        let shot = Shot {
            project: project.clone(),
            contract: HARNESS.to_owned(),
            workers: 1,
            seed: 1,
            executions: Some(1),
            store: repo::scratch("bench/store")?,
            ..Shot::default()
        };
        let fired = shot.fire(&binary, Limits::wall_secs(WALL_SECS_MAX))?;
        secs.push(fired.done.wall_secs);
        memory = memory.max(fired.done.peak_rss_bytes);
    }
    let report = Report {
        machine,
        contracts: CONTRACTS,
        secs: median(&secs),
        spread: spread(&secs),
        peak_rss_mib: memory as f64 / f64::from(1 << 20),
    };
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("machine: {}", report.machine);
        println!(
            "{CONTRACTS} contracts, artifacts read, world built, one call: {:.3} s (spread {:.0}%), {:.0} MiB",
            report.secs,
            100.0 * report.spread,
            report.peak_rss_mib
        );
    }
    Ok(true)
}

fn generate(project: &Path) -> Result<()> {
    let mut many = Command::new("node");
    many.arg(repo::root().join("tools/many.js")).arg(project).arg(CONTRACTS.to_string());
    let mut build = Command::new(tools::forge());
    build.args(["build", "--build-info"]).current_dir(project);
    for command in [&mut many, &mut build] {
        let done = child::run(command, Limits::wall_secs(WALL_SECS_MAX))?;
        ensure!(done.code == Some(0), "`{}` failed:\n{}", child::line(command), done.stderr);
    }
    Ok(())
}
