//! Calls per second of one worker and of two, and the memory that they take.
//!
//! Invariant: both get the same number of calls in all; start-up is part of neither.

use super::numbers::{grouped, median};
use super::{CASES, machine};
use crate::child::Limits;
use crate::hotfire::{self, Shot};
use crate::repo;
use anyhow::Result;
use serde::Serialize;

const WALL_SECS_MAX: u64 = 900;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Measurements of each
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Calls of each measurement
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
    ratio: f64,
    peak_rss_mib_1: f64,
    peak_rss_mib_2: f64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let binary = hotfire::build()?;
    let mut report = Report { machine: machine(), rows: Vec::new() };
    for (case, contract) in CASES {
        let fire = |workers: u32, executions: u64| {
            let shot = Shot {
                project: repo::root().join("testdata/bench"),
                contract: contract.to_owned(),
                workers,
                seed: 1,
                executions: Some(executions),
                store: repo::scratch("bench/store")?,
                ..Shot::default()
            };
            shot.fire(&binary, Limits::wall_secs(WALL_SECS_MAX))
        };
        let (mut rates, mut memory) = ([Vec::new(), Vec::new()], [0_u64; 2]);
        for _ in 0..arguments.runs {
            for workers in [1_u32, 2] {
                let at = workers as usize - 1;
                let start_secs = fire(workers, 1)?.done.wall_secs;
                let fired = fire(workers, arguments.executions)?;
                rates[at].push(fired.executions as f64 / (fired.done.wall_secs - start_secs).max(0.001));
                memory[at] = memory[at].max(fired.done.peak_rss_bytes);
            }
        }
        let (one, two) = (median(&rates[0]), median(&rates[1]));
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        report.rows.push(Row {
            case,
            calls_per_s_1: one,
            calls_per_s_2: two,
            ratio: two / one,
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

fn print(report: &Report) {
    println!("machine: {}", report.machine);
    println!("{:<8}{:>16}{:>16}{:>8}{:>12}{:>12}", "case", "1 worker", "2 workers", "ratio", "MiB", "MiB");
    for row in &report.rows {
        println!(
            "{:<8}{:>14}/s{:>14}/s{:>8.2}{:>12.0}{:>12.0}",
            row.case,
            grouped(row.calls_per_s_1),
            grouped(row.calls_per_s_2),
            row.ratio,
            row.peak_rss_mib_1,
            row.peak_rss_mib_2
        );
    }
}
