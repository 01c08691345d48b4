//! `cargo xtask test`: everything that must hold before a change lands.
//!
//! Invariant: every step runs whatever the others say, and the last line counts them.

use crate::harness::{self, Answer, Effort};
use crate::{cases, fresh, hotfire, jobs, museum, proofs, repo, tidy, tools};
use anyhow::{Context, Result, bail, ensure};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Problems of one step that are printed; further ones are counted.
const PROBLEMS_SHOWN_MAX: usize = 40;

#[derive(clap::Args)]
pub(crate) struct TestArguments {
    /// Run only these steps
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Step>,
    /// Seconds that the stand has for each harness
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// Calls at each harness that must stay silent
    #[arg(long, default_value_t = 20_000)]
    silent_executions: u64,
    /// Fire with this binary instead of building one
    #[arg(long)]
    binary: Option<std::path::PathBuf>,
    /// Only harness cases, twins and worlds whose name contains this
    #[arg(long, default_value = "")]
    filter: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Step {
    /// Layout of crates, files and pages
    Tidy,
    /// Unit, snapshot and property tests of all crates
    Cargo,
    /// Committed artifacts are what the compiler makes
    Fresh,
    /// Every harness gives its known answer, and every proof passes with the flaw and fails without it
    Harness,
    /// Every twin of the museum and every honest world gives its known answer
    Museum,
}

/// Runs the steps; `true` if all passed.
pub(crate) fn run(arguments: &TestArguments) -> Result<bool> {
    let _alone = repo::lock()?;
    println!("tools: forge, solc and Solidity libraries from npm");
    if !tools::install()? {
        println!("tools: already installed");
    }
    ensure!(proofs::ready(), "forge is not where npm should have put it");
    let steps: [(Step, &str); 5] = [
        (Step::Tidy, "tidy: layout of crates, files and pages"),
        (Step::Cargo, "cargo: tests of all crates"),
        (Step::Fresh, "fresh: recompile every committed artifact and compare"),
        (Step::Harness, "harness: every case, its fixed twin and its proof"),
        (Step::Museum, "museum: every twin, and every honest world"),
    ];
    let (mut passed, mut failed) = (0, 0);
    for (step, title) in steps {
        if !arguments.only.is_empty() && !arguments.only.contains(&step) {
            continue;
        }
        println!("\n== {title}");
        let start = Instant::now();
        let problems = perform(step, arguments).unwrap_or_else(|error| vec![format!("{error:#}")]);
        for problem in problems.iter().take(PROBLEMS_SHOWN_MAX) {
            println!("  {problem}");
        }
        if problems.len() > PROBLEMS_SHOWN_MAX {
            println!("  ... and {} more", problems.len() - PROBLEMS_SHOWN_MAX);
        }
        let good = problems.is_empty();
        let word = if good { "ok" } else { "FAILED" };
        println!("== {word} ({:.0} s)", start.elapsed().as_secs_f64());
        if good { passed += 1 } else { failed += 1 }
    }
    println!("\n{passed} passed, {failed} failed");
    Ok(failed == 0)
}

fn perform(step: Step, arguments: &TestArguments) -> Result<Vec<String>> {
    match step {
        Step::Tidy => Ok(tidy::problems(&repo::root())),
        Step::Cargo => cargo_test().map(|()| Vec::new()),
        Step::Fresh => fresh::check(),
        Step::Harness => harnesses(arguments),
        Step::Museum => museum::check(arguments.binary.as_deref(), &arguments.filter),
    }
}

fn cargo_test() -> Result<()> {
    cargo(&["test", "--workspace", "--locked", "--no-fail-fast"])?;
    // Ignored by a plain `cargo test`, because it needs the compilers.
    // Of the whole workspace again, so that nothing is compiled with other features.
    cargo(&["test", "--workspace", "--locked", "--test", "real_contracts", "--", "--ignored"])
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments)
        .current_dir(repo::root())
        .stdin(Stdio::null())
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!("cargo {} failed", arguments.join(" "));
    }
    Ok(())
}

fn harnesses(arguments: &TestArguments) -> Result<Vec<String>> {
    let folder = cases::folder();
    let mut cases = cases::read(&folder)?;
    cases.retain(|case| case.id.contains(&arguments.filter));
    ensure!(!cases.is_empty(), "no case's id contains `{}`", arguments.filter);
    let binary = arguments.binary.clone().map_or_else(hotfire::build, Ok)?;
    let effort =
        Effort { workers: 1, secs: arguments.seconds, silent_executions: arguments.silent_executions };
    let start = Instant::now();
    let answers = harness::fire_all(&binary, &folder, &cases, effort, true, jobs::processors())?;
    let good = answers.iter().filter(|answer| answer.problem.is_none()).count();
    println!("  {good} of {} answers as known ({:.0} s)", answers.len(), start.elapsed().as_secs_f64());
    for answer in answers.iter().filter(|answer| is_open(answer)) {
        let why = answer.case.open.as_deref().unwrap_or_default();
        println!("  open: {} ({why})", problem(answer).unwrap_or_default());
    }
    let mut problems: Vec<String> =
        answers.iter().filter(|answer| !is_open(answer)).filter_map(problem).collect();
    let start = Instant::now();
    let bad = proofs::check(&answers)?;
    println!(
        "  {} proofs run twice by forge, {} bad ({:.0} s)",
        proven(&answers),
        bad.len(),
        start.elapsed().as_secs_f64()
    );
    problems.extend(bad);
    Ok(problems)
}

fn proven(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| !answer.twin && answer.finding.is_some()).count()
}

/// Whether a flaw was missed that the list says is missed; a fixed twin that reports something is never excused.
fn is_open(answer: &Answer) -> bool {
    !answer.twin && answer.case.open.is_some() && answer.problem.is_some()
}

fn problem(answer: &Answer) -> Option<String> {
    let twin = if answer.twin { " (fixed twin)" } else { "" };
    answer.problem.as_ref().map(|problem| format!("{}{twin}: {problem}", answer.case.id))
}
