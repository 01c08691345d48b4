//! Calls per second of one worker, of two, and of two campaigns of one worker side by side, and the memory that they take.
//!
//! Two campaigns side by side share nothing, so they show what the machine's second core is worth: two workers cannot do better.
//!
//! Invariant: every worker gets the same number of calls, so that all campaigns run about equally long: a campaign is slowest while
//! it finds most, and a shorter one would be all beginning. Start-up is part of none.

use super::numbers::{grouped, median};
use super::{CASES, machine};
use crate::child::Limits;
use crate::hotfire::{self, Fired, Shot};
use crate::repo;
use anyhow::{Context, Result};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Instant;

const WALL_SECS_MAX: u64 = 900;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Measurements of each
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Calls of each worker
    #[arg(long, default_value_t = 2_000_000)]
    executions: u64,
}

#[derive(Serialize)]
struct Report {
    machine: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    case: &'static str,
    calls_per_s_1: f64,
    calls_per_s_2: f64,
    /// Median of the ratios of runs that followed each other.
    ratio: f64,
    /// As `ratio`, of two campaigns side by side: the machine's limit.
    ratio_apart: f64,
    peak_rss_mib_1: f64,
    peak_rss_mib_2: f64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let binary = hotfire::build()?;
    let mut report = Report { machine: machine(), rows: Vec::new() };
    // Every campaign has a store of its own: file systems are slow where files have just been removed.
    let mut stand = Stand { binary: &binary, stores: repo::scratch("bench/stores")?, campaigns: 0 };
    for (case, contract) in CASES {
        let (mut rates, mut ratios, mut apart) = ([Vec::new(), Vec::new()], Vec::new(), Vec::new());
        let mut memory = [0_u64; 2];
        for _ in 0..arguments.runs {
            let mut pair = [0.0; 2];
            for workers in [1_u32, 2] {
                let at = workers as usize - 1;
                let start_secs = stand.fire(contract, workers, 1)?.done.wall_secs;
                let fired = stand.fire(contract, workers, arguments.executions)?;
                pair[at] = fired.executions as f64 / (fired.done.wall_secs - start_secs).max(0.001);
                rates[at].push(pair[at]);
                memory[at] = memory[at].max(fired.done.peak_rss_bytes);
            }
            ratios.push(pair[1] / pair[0]);
            apart.push(stand.fire_apart(contract, arguments.executions)? / pair[0]);
        }
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        report.rows.push(Row {
            case,
            calls_per_s_1: median(&rates[0]),
            calls_per_s_2: median(&rates[1]),
            ratio: median(&ratios),
            ratio_apart: median(&apart),
            peak_rss_mib_1: mib(memory[0]),
            peak_rss_mib_2: mib(memory[1]),
        });
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print(&report);
    }
    Ok(true)
}

/// What is fired, and where the next campaign's store goes.
struct Stand<'a> {
    binary: &'a Path,
    stores: PathBuf,
    campaigns: u32,
}

impl Stand<'_> {
    fn shot(&mut self, contract: &str, workers: u32, executions: u64) -> Shot {
        self.campaigns += 1;
        Shot {
            project: repo::root().join("testdata/bench"),
            contract: contract.to_owned(),
            workers,
            seed: 1,
            executions: Some(executions * u64::from(workers)),
            store: self.stores.join(self.campaigns.to_string()),
            ..Shot::default()
        }
    }

    fn fire(&mut self, contract: &str, workers: u32, executions: u64) -> Result<Fired> {
        self.shot(contract, workers, executions).fire(self.binary, Limits::wall_secs(WALL_SECS_MAX))
    }

    /// Calls per second of two campaigns of one worker side by side, start-up taken off.
    fn fire_apart(&mut self, contract: &str, executions: u64) -> Result<f64> {
        let (_, start_secs) = self.fire_both(contract, 1)?;
        let (calls, secs) = self.fire_both(contract, executions)?;
        Ok(calls as f64 / (secs - start_secs).max(0.001))
    }

    /// Calls and seconds of two campaigns of one worker side by side.
    fn fire_both(&mut self, contract: &str, executions: u64) -> Result<(u64, f64)> {
        let shots = [self.shot(contract, 1, executions), self.shot(contract, 1, executions)];
        let binary = self.binary;
        let began = Instant::now();
        let calls = std::thread::scope(|scope| {
            let fire = |shot| scope.spawn(move || Shot::fire(shot, binary, Limits::wall_secs(WALL_SECS_MAX)));
            let fired =
                shots.each_ref().map(fire).map(|thread| thread.join().ok().context("a thread panicked")?);
            fired.into_iter().map(|fired| Ok(fired?.executions)).sum::<Result<u64>>()
        });
        Ok((calls?, began.elapsed().as_secs_f64()))
    }
}

fn print(report: &Report) {
    println!("machine: {}", report.machine);
    println!(
        "{:<8}{:>16}{:>16}{:>8}{:>8}{:>12}{:>12}",
        "case", "1 worker", "2 workers", "ratio", "apart", "MiB", "MiB"
    );
    for row in &report.rows {
        println!(
            "{:<8}{:>14}/s{:>14}/s{:>8.2}{:>8.2}{:>12.0}{:>12.0}",
            row.case,
            grouped(row.calls_per_s_1),
            grouped(row.calls_per_s_2),
            row.ratio,
            row.ratio_apart,
            row.peak_rss_mib_1,
            row.peak_rss_mib_2
        );
    }
    println!("\napart: two campaigns of one worker side by side against one alone: what the machine allows");
}
