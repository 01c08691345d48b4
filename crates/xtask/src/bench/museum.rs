//! Which real attacks are found again, in how many seeds, how fast, and for what gain.
//!
//! Invariant: a median is over the seeds in which the twin was found, and how many those are stands beside it.

use super::machine;
use super::numbers::{grouped, median};
use crate::twin::{self, Budget, Twin};
use crate::{hotfire, repo};
use anyhow::{Result, ensure};
use serde::Serialize;
use std::fmt::Write;

const WORKERS: u32 = 2;
const PAGE: &str = "docs/src/museum-table.md";
const NUMBERS: &str = "docs/museum.json";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// How many seeds each twin is fired at with
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=100))]
    seeds: u64,
    /// Seconds for each twin and seed; two workers
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// Only incidents whose id contains this
    #[arg(long, default_value = "")]
    filter: String,
    /// Write docs/src/museum-table.md, and docs/museum.json for `hotfire museum`
    #[arg(long)]
    write: bool,
    /// Fire with this binary instead of building one
    #[arg(long)]
    binary: Option<std::path::PathBuf>,
}

#[derive(Serialize)]
struct Report {
    machine: String,
    workers: u32,
    seconds_each: u64,
    seeds: u64,
    /// Twins that were found in at least one seed.
    found: usize,
    /// Twins that were found in every seed.
    found_always: usize,
    /// Median of the twins' medians.
    seconds: Option<f64>,
    executions: Option<f64>,
    twins: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    found_in: usize,
    /// Medians over the seeds in which it was found.
    seconds: Option<f64>,
    executions: Option<f64>,
    /// What the attacker was left with in the first of these seeds.
    gain: Option<String>,
    /// What went wrong, if a campaign did not end as it should.
    problem: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let machine = machine();
    let binary = arguments.binary.clone().map_or_else(hotfire::build, Ok)?;
    let binary = std::path::absolute(binary)?;
    let mut ids = twin::incidents()?;
    ids.retain(|id| id.contains(&arguments.filter));
    ensure!(!ids.is_empty(), "no incident's id contains `{}`", arguments.filter);
    ensure!(!arguments.write || arguments.filter.is_empty(), "what is written is about the whole museum");
    let mut twins = Vec::new();
    for id in ids {
        let row = fire(&binary, &id, arguments)?;
        if !arguments.json {
            print!(
                "{}{}",
                if twins.is_empty() { head() } else { String::new() },
                line(&row, arguments.seeds)
            );
        }
        twins.push(row);
    }
    let report = sum(machine, arguments, twins);
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("\n{}", closing(&report));
    }
    if arguments.write {
        std::fs::write(repo::root().join(PAGE), page(&report))?;
        std::fs::write(repo::root().join(NUMBERS), serde_json::to_string_pretty(&report)? + "\n")?;
    }
    Ok(report.twins.iter().all(|row| row.problem.is_none()))
}

/// One twin with every seed.
fn fire(binary: &std::path::Path, id: &str, arguments: &Arguments) -> Result<Row> {
    let (mut secs, mut executions) = (Vec::new(), Vec::new());
    let mut row =
        Row { id: id.to_owned(), found_in: 0, seconds: None, executions: None, gain: None, problem: None };
    for seed in 1..=arguments.seeds {
        let home = repo::scratch(&format!("bench/museum/{id}-{seed}"))?;
        let budget = Budget { seed, workers: WORKERS, executions: None, secs: arguments.seconds };
        match Twin::Vulnerable(id.to_owned()).fire(binary, &home, budget) {
            Err(error) => row.problem = Some(format!("{error:#}")),
            Ok(done) => {
                let Some(attack) = done.attacks.iter().find(|attack| attack.confirmed) else { continue };
                secs.push(attack.seconds_to_find.unwrap_or(done.secs));
                executions.push(done.executions as f64);
                let gain = attack.message.strip_prefix("the attacker is left with ");
                row.gain.get_or_insert_with(|| gain.unwrap_or(&attack.title).to_owned());
            }
        }
    }
    row.found_in = secs.len();
    if !secs.is_empty() {
        (row.seconds, row.executions) = (Some(median(&secs)), Some(median(&executions)));
    }
    Ok(row)
}

fn sum(machine: String, arguments: &Arguments, twins: Vec<Row>) -> Report {
    let of = |value: fn(&Row) -> Option<f64>| {
        let values: Vec<f64> = twins.iter().filter_map(value).collect();
        (!values.is_empty()).then(|| median(&values))
    };
    Report {
        machine,
        workers: WORKERS,
        seconds_each: arguments.seconds,
        seeds: arguments.seeds,
        found: twins.iter().filter(|row| row.found_in > 0).count(),
        found_always: twins.iter().filter(|row| row.found_in as u64 == arguments.seeds).count(),
        seconds: of(|row| row.seconds),
        executions: of(|row| row.executions),
        twins,
    }
}

fn head() -> String {
    format!("{:<18}{:>6}{:>10}{:>14}  gain\n", "twin", "found", "seconds", "calls")
}

fn line(row: &Row, seeds: u64) -> String {
    let found = format!("{}/{seeds}", row.found_in);
    let [secs, calls, gain] = cells(row);
    let problem = row.problem.as_ref().map_or(String::new(), |problem| format!("    {problem}\n"));
    format!("{:<18}{found:>6}{secs:>10}{calls:>14}  {gain}\n{problem}", row.id)
}

fn cells(row: &Row) -> [String; 3] {
    let unknown = || "-".to_owned();
    [
        row.seconds.map_or_else(unknown, |secs| format!("{secs:.1}")),
        row.executions.map_or_else(unknown, grouped),
        row.gain.clone().unwrap_or_else(unknown),
    ]
}

fn closing(report: &Report) -> String {
    let known = |value: Option<f64>, show: fn(f64) -> String| value.map_or("-".to_owned(), show);
    format!(
        "{} of {} found, {} of them with each of {} seeds; medians: {} s, {} calls\n\
         {} s for each at most, {} workers; {}",
        report.found,
        report.twins.len(),
        report.found_always,
        report.seeds,
        known(report.seconds, |secs| format!("{secs:.1}")),
        known(report.executions, grouped),
        report.seconds_each,
        report.workers,
        report.machine,
    )
}

/// The page of the book.
fn page(report: &Report) -> String {
    let mut text = format!(
        "# The museum in numbers\n\nWritten by `cargo xtask bench museum --write`.\n\n{}.\n\n\
         | twin | found | seconds | calls | the attacker is left with |\n|---|---|---|---|---|\n",
        closing(report).replace('\n', ".\n")
    );
    for row in &report.twins {
        let [secs, calls, gain] = cells(row);
        let (id, found, seeds) = (&row.id, row.found_in, report.seeds);
        // Writing to a string cannot fail.
        let _ok = writeln!(text, "| {id} | {found} of {seeds} | {secs} | {calls} | {gain} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, secs: &[f64]) -> Row {
        let seconds = (!secs.is_empty()).then(|| median(secs));
        let gain = seconds.map(|_| "1 ether".to_owned());
        Row { id: id.into(), found_in: secs.len(), seconds, executions: seconds, gain, problem: None }
    }

    #[test]
    fn what_was_not_found_is_counted_and_has_no_number() {
        let arguments = Arguments {
            json: false,
            seeds: 2,
            seconds: 60,
            filter: String::new(),
            write: false,
            binary: None,
        };
        let report =
            sum("m".into(), &arguments, vec![row("a", &[1.0, 3.0]), row("b", &[4.0]), row("c", &[])]);
        assert_eq!((report.found, report.found_always, report.seconds), (2, 1, Some(3.0)));
        let page = page(&report);
        assert!(page.contains("2 of 3 found, 1 of them with each of 2 seeds"), "{page}");
        assert!(page.contains("| b | 1 of 2 | 4.0 | 4 | 1 ether |\n| c | 0 of 2 | - | - | - |"), "{page}");
    }
}
