//! Which known flaws are found, how fast, and which of them forge finds with the same CPU time.
//!
//! Invariant: both programs get the same CPU time per case; a case that forge cannot express is marked, not counted.

use super::{copy_for_forge, machine, warm_up};
use crate::cases::{self, Case, Expect};
use crate::child::Limits;
use crate::harness::{self, Effort};
use crate::{forge, hotfire, repo};
use anyhow::{Result, ensure};
use serde::Serialize;
use std::path::Path;
use std::time::Duration;

const WORKERS: u32 = 2;
/// More than the time is enough for.
const RUNS: &str = "4000000000";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// Seconds for each case; forge gets the CPU time of as many seconds of two workers
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// Only cases whose id contains this
    #[arg(long, default_value = "")]
    filter: String,
    /// Leave forge out
    #[arg(long)]
    no_forge: bool,
}

#[derive(Serialize)]
struct Report {
    machine: String,
    seconds: u64,
    found: usize,
    to_find: usize,
    silent: usize,
    to_be_silent: usize,
    forge_found: usize,
    forge_to_find: usize,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    case: String,
    expect: &'static str,
    as_expected: bool,
    problem: Option<String>,
    secs: Option<f64>,
    cpu_secs: Option<f64>,
    executions: Option<u64>,
    /// Absent where forge was not run.
    forge: Option<Forge>,
}

#[derive(Serialize)]
struct Forge {
    found: bool,
    cpu_secs: f64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let machine = machine();
    let binary = hotfire::build()?;
    let folder = cases::folder();
    let mut cases = cases::read(&folder)?;
    cases.retain(|case| case.id.contains(&arguments.filter));
    ensure!(!cases.is_empty(), "no case's id contains `{}`", arguments.filter);
    let effort = Effort { workers: WORKERS, secs: arguments.seconds, silent_executions: u64::MAX };
    let project = copy_for_forge("testdata/harness")?;
    let mut rows = Vec::new();
    for case in &cases {
        let answers = harness::fire_all(&binary, &folder, std::slice::from_ref(case), effort, false, 1)?;
        for answer in answers {
            let fired = answer.fired.as_ref();
            let row = Row {
                case: case.id.clone(),
                expect: if case.expect == Expect::Found { "found" } else { "silent" },
                as_expected: answer.problem.is_none(),
                secs: fired.map(|fired| fired.done.wall_secs),
                cpu_secs: fired.map(|fired| fired.done.cpu_secs),
                executions: fired.map(|fired| fired.executions),
                forge: if arguments.no_forge { None } else { fire_forge(&project, case, arguments.seconds)? },
                problem: answer.problem,
            };
            if !arguments.json {
                print_row(&row, rows.is_empty());
            }
            rows.push(row);
        }
    }
    let report = count(machine, arguments.seconds, rows);
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print_sums(&report);
    }
    Ok(report.rows.iter().all(|row| row.as_expected))
}

/// The same harness under forge, for cases with something to find that forge can express.
fn fire_forge(project: &Path, case: &Case, secs: u64) -> Result<Option<Forge>> {
    if !case.forge || case.expect == Expect::Silent {
        return Ok(None);
    }
    let start_secs = warm_up(project, &case.contract)?;
    let cpu_secs = (secs * u64::from(WORKERS)) as f64;
    let mut command = forge::test(project);
    command.args([
        "--threads",
        &WORKERS.to_string(),
        "--fail-fast",
        "--match-contract",
        &format!("^{}$", case.contract),
    ]);
    command
        .env("FOUNDRY_INVARIANT_RUNS", RUNS)
        .env("FOUNDRY_FUZZ_RUNS", RUNS)
        .env("FOUNDRY_INVARIANT_SHOW_METRICS", "false")
        .env("FOUNDRY_INVARIANT_CORPUS_DIR", repo::scratch("bench/find-corpus")?);
    let limits = Limits { wall: Duration::from_secs(secs * 10), cpu_secs: cpu_secs + start_secs };
    let done = forge::run(&mut command, limits)?;
    Ok(Some(done.map_or(Forge { found: false, cpu_secs }, |(suites, done)| {
        let failed = suites.values().flat_map(|tests| tests.values()).any(|test| !test.passed);
        Forge { found: failed, cpu_secs: done.cpu_secs - start_secs }
    })))
}

fn count(machine: String, seconds: u64, rows: Vec<Row>) -> Report {
    let of = |expect: &str, good: bool| {
        rows.iter().filter(|row| row.expect == expect && (row.as_expected || !good)).count()
    };
    let forge = || rows.iter().filter_map(|row| row.forge.as_ref());
    Report {
        machine,
        seconds,
        found: of("found", true),
        to_find: of("found", false),
        silent: of("silent", true),
        to_be_silent: of("silent", false),
        forge_found: forge().filter(|forge| forge.found).count(),
        forge_to_find: forge().count(),
        rows,
    }
}

fn print_row(row: &Row, first: bool) {
    if first {
        println!(
            "{:<28}{:<8}{:<10}{:>8}{:>14}   forge (CPU-s)",
            "case", "expect", "hotfire", "CPU-s", "calls"
        );
    }
    let unknown = || "?".to_owned();
    println!(
        "{:<28}{:<8}{:<10}{:>8}{:>14}   {}",
        row.case,
        row.expect,
        if row.as_expected { "yes" } else { "NO" },
        row.cpu_secs.map_or_else(unknown, |secs| format!("{secs:.1}")),
        row.executions.map_or_else(unknown, |calls| super::numbers::grouped(calls as f64)),
        row.forge.as_ref().map_or("-".to_owned(), |forge| {
            format!("{} ({:.1})", if forge.found { "yes" } else { "no" }, forge.cpu_secs)
        }),
    );
    if let Some(problem) = &row.problem {
        println!("    {problem}");
    }
}

fn print_sums(report: &Report) {
    println!("\nmachine: {}", report.machine);
    println!("{} s a case, {WORKERS} workers; forge with corpus, the same CPU time", report.seconds);
    println!(
        "hotfire: {} of {} found, {} of {} silent",
        report.found, report.to_find, report.silent, report.to_be_silent
    );
    println!("forge:   {} of {} found", report.forge_found, report.forge_to_find);
}
