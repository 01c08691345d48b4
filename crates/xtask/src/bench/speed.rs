//! Calls per CPU-second of the whole campaign loop, side by side with forge.
//!
//! Invariant: both programs are measured alike: user and system time of the process and its children, start-up taken off,
//! runs alternating, medians.

use super::engine;
use super::numbers::{geomean, grouped, median, spread};
use super::{CASES, copy_for_forge, machine, warm_up};
use crate::child::{self, Limits};
use crate::hotfire::{self, Shot};
use crate::{forge, repo};
use anyhow::{Context, Result, ensure};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Calls of one run of forge.
const DEPTH: u64 = 500;
/// First guesses, to learn how many calls fill the time.
const TRIAL_RUNS: u64 = 20;
const TRIAL_EXECUTIONS: u64 = 200_000;
/// Beyond this a measurement has gone wrong.
const WALL_SECS_MAX: u64 = 900;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Measurements of each program at each case
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// CPU-seconds of each measurement
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
}

#[derive(Serialize)]
struct Report {
    machine: String,
    rows: Vec<Row>,
    /// Geometric means of the ratios.
    geomean: f64,
    geomean_guided: f64,
    commands: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    case: &'static str,
    hotfire_calls_per_cpu_s: f64,
    hotfire_spread: f64,
    forge_calls_per_cpu_s: f64,
    forge_spread: f64,
    ratio: f64,
    forge_guided_calls_per_cpu_s: f64,
    forge_guided_spread: f64,
    ratio_guided: f64,
    /// Share of the loop's time that a call takes on the engine alone.
    evm_share: Option<f64>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let machine = machine();
    let binary = hotfire::build()?;
    let project = copy_for_forge("testdata/bench")?;
    let mut report =
        Report { machine, rows: Vec::new(), geomean: 0.0, geomean_guided: 0.0, commands: Vec::new() };
    for (case, contract) in CASES {
        let bench = Bench { binary: &binary, project: &project, contract };
        report.rows.push(bench.row(case, arguments, &mut report.commands).with_context(|| case.to_owned())?);
    }
    let nanos = engine::call_nanos()?;
    for row in &mut report.rows {
        row.evm_share = nanos.get(row.case).map(|nanos| nanos * row.hotfire_calls_per_cpu_s / 1e9);
    }
    report.geomean = geomean(&report.rows.iter().map(|row| row.ratio).collect::<Vec<_>>());
    report.geomean_guided = geomean(&report.rows.iter().map(|row| row.ratio_guided).collect::<Vec<_>>());
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print(&report, arguments);
    }
    Ok(true)
}

struct Bench<'a> {
    binary: &'a Path,
    project: &'a Path,
    contract: &'static str,
}

/// Calls and the CPU-seconds that they took, start-up included.
struct Measured {
    calls: u64,
    cpu_secs: f64,
}

impl Bench<'_> {
    fn row(&self, case: &'static str, arguments: &Arguments, commands: &mut Vec<String>) -> Result<Row> {
        let forge_start = warm_up(self.project, self.contract)?;
        let start = self.hotfire(1)?.cpu_secs;
        let secs = f64::from(arguments.seconds);
        let runs = fill(secs, TRIAL_RUNS, &self.forge(TRIAL_RUNS, None)?, forge_start);
        let corpus = repo::root().join("target/xtask/bench/corpus");
        let guided_runs = fill(secs, TRIAL_RUNS, &self.forge(TRIAL_RUNS, Some(&corpus))?, forge_start);
        let executions = fill(secs, TRIAL_EXECUTIONS, &self.hotfire(TRIAL_EXECUTIONS)?, start);
        commands.push(child::line(&self.shot(executions).command(self.binary)));
        commands.push(child::line(&self.forge_command(runs, None)));
        commands.push(child::line(&self.forge_command(guided_runs, Some(Path::new("DIR")))));
        let (mut ours, mut theirs, mut guided) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..arguments.runs {
            ours.push(self.hotfire(executions)?.rate(start));
            theirs.push(self.forge(runs, None)?.rate(forge_start));
            guided.push(self.forge(guided_runs, Some(&corpus))?.rate(forge_start));
        }
        let (hotfire, forge, forge_guided) = (median(&ours), median(&theirs), median(&guided));
        Ok(Row {
            case,
            hotfire_calls_per_cpu_s: hotfire,
            hotfire_spread: spread(&ours),
            forge_calls_per_cpu_s: forge,
            forge_spread: spread(&theirs),
            ratio: hotfire / forge,
            forge_guided_calls_per_cpu_s: forge_guided,
            forge_guided_spread: spread(&guided),
            ratio_guided: hotfire / forge_guided,
            evm_share: None,
        })
    }

    fn shot(&self, executions: u64) -> Shot {
        Shot {
            project: repo::root().join("testdata/bench"),
            contract: self.contract.to_owned(),
            workers: 1,
            seed: 1,
            executions: Some(executions),
            store: repo::root().join("target/xtask/bench/store"),
            ..Shot::default()
        }
    }

    fn hotfire(&self, executions: u64) -> Result<Measured> {
        // A corpus of the last run would not be like for like.
        repo::scratch("bench/store")?;
        let fired = self.shot(executions).fire(self.binary, Limits::wall_secs(WALL_SECS_MAX))?;
        ensure!(fired.findings.is_empty(), "a harness without flaws gave a finding");
        Ok(Measured { calls: fired.executions, cpu_secs: fired.done.cpu_secs })
    }

    /// Every invariant of the contract gets a campaign of its own in forge; all their calls are counted.
    fn forge(&self, runs: u64, corpus: Option<&PathBuf>) -> Result<Measured> {
        if let Some(corpus) = corpus.filter(|corpus| corpus.exists()) {
            std::fs::remove_dir_all(corpus)?;
        }
        let mut command = self.forge_command(runs, corpus.map(PathBuf::as_path));
        let done = forge::run(&mut command, Limits::wall_secs(WALL_SECS_MAX))?;
        let (suites, done) = done.context("forge did not end in time")?;
        let tests = || suites.values().flat_map(|tests| tests.values());
        ensure!(tests().all(|test| test.passed), "forge found a flaw in a harness without flaws");
        let calls = tests().map(|test| test.calls).sum();
        ensure!(calls > runs, "forge took no notice of FOUNDRY_INVARIANT_RUNS and FOUNDRY_INVARIANT_DEPTH");
        Ok(Measured { calls, cpu_secs: done.cpu_secs })
    }

    fn forge_command(&self, runs: u64, corpus: Option<&Path>) -> Command {
        let mut command = forge::test(self.project);
        command.args(["--threads", "1", "--match-contract", &format!("^{}$", self.contract)]);
        command
            .env("FOUNDRY_INVARIANT_RUNS", runs.to_string())
            .env("FOUNDRY_INVARIANT_DEPTH", DEPTH.to_string())
            .env("FOUNDRY_INVARIANT_SHOW_METRICS", "false");
        if let Some(corpus) = corpus {
            command.env("FOUNDRY_INVARIANT_CORPUS_DIR", corpus);
        }
        command
    }
}

impl Measured {
    /// Calls per CPU-second without the start-up.
    fn rate(&self, start_secs: f64) -> f64 {
        self.calls as f64 / (self.cpu_secs - start_secs).max(0.01)
    }
}

/// How much work fills the time, from a trial.
fn fill(secs: f64, trial: u64, measured: &Measured, start_secs: f64) -> u64 {
    let per_unit = (measured.cpu_secs - start_secs).max(0.01) / trial as f64;
    (secs / per_unit).ceil().max(1.0) as u64
}

fn print(report: &Report, arguments: &Arguments) {
    println!("machine: {}", report.machine);
    for command in &report.commands {
        println!("  {command}");
    }
    println!(
        "\ncalls per CPU-second, medians of {} (spread: largest less smallest, of the median)",
        arguments.runs
    );
    println!(
        "forge runs one campaign per invariant and checks only that one; the stand checks all of them in one.\n"
    );
    println!(
        "{:<8}{:>12}{:>8}{:>12}{:>8}{:>8}{:>14}{:>8}{:>8}{:>8}",
        "case", "hotfire", "spread", "forge", "spread", "ratio", "forge guided", "spread", "ratio", "evm"
    );
    for row in &report.rows {
        println!(
            "{:<8}{:>12}{:>7.0}%{:>12}{:>7.0}%{:>8.1}{:>14}{:>7.0}%{:>8.1}{:>8}",
            row.case,
            grouped(row.hotfire_calls_per_cpu_s),
            100.0 * row.hotfire_spread,
            grouped(row.forge_calls_per_cpu_s),
            100.0 * row.forge_spread,
            row.ratio,
            grouped(row.forge_guided_calls_per_cpu_s),
            100.0 * row.forge_guided_spread,
            row.ratio_guided,
            row.evm_share.map_or("?".to_owned(), |share| format!("{:.0}%", 100.0 * share)),
        );
    }
    println!("\nevm: a call with coverage on the engine alone, as a share of the loop's time");
    println!("geometric mean of the ratios: {:.1}; guided: {:.1}", report.geomean, report.geomean_guided);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_fills_the_time_without_the_start() {
        let measured = Measured { calls: 1000, cpu_secs: 3.0 };
        assert_eq!(fill(10.0, 100, &measured, 1.0), 500);
        assert!((measured.rate(1.0) - 500.0).abs() < 1e-9);
    }
}
