//! `hotfire museum fire`: one twin as any project, or all of them as a table.
//!
//! Invariant: a row is printed when its campaign has ended, in the order of the ids, and none is left out.

use super::pack::Pack;
use crate::{
    args::{FireArgs, MuseumFireArgs, ProjectArgs, Variant},
    error::{CliError, Show},
    exit::Exit,
    fire::{self, Fired},
    panic::Seed,
    settings::{FireSettings, ProjectSettings},
    show,
    signals::Stop,
    units::{Time, grouped},
};
use hotfire_campaign::Found;
use hotfire_fuzz::Harness;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::Duration,
};

/// Where twins are laid out, below the current folder.
const FOLDER: &str = "museum";
/// How long each twin is searched when all are.
const ALL_TIME_DEFAULT: Duration = Duration::from_secs(20);

/// What became of one twin.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    variant: Variant,
    /// Something was found, confirmed or not.
    found: bool,
    /// It was replayed on the reference engine.
    confirmed: bool,
    /// From the start of the search to the finding.
    seconds: Option<f64>,
    /// Of all workers, until the search ended.
    executions: u64,
    rule: Option<&'static str>,
    /// What the attacker gained and the targets lost.
    loss: Vec<Loss>,
    seed: u64,
    /// Why there was no search.
    problem: Option<String>,
    #[serde(skip)]
    message: String,
}

/// A change of what somebody holds.
#[derive(Debug, Serialize)]
struct Loss {
    who: String,
    asset: String,
    decimals: u8,
    /// Signed, in the smallest units.
    units: String,
}

pub(super) fn run(args: &MuseumFireArgs, quiet: bool, seed_slot: &Seed) -> Result<Exit, CliError> {
    let pack = Pack::open()?;
    let museum = Path::new(hotfire_campaign::store::FOLDER).join(FOLDER);
    match &args.id {
        None => all(&pack, &museum, args, seed_slot),
        Some(id) => {
            pack.incident(id)?;
            let folder = pack.unpack(&museum, id, args.variant.unwrap_or(Variant::Vulnerable))?;
            if !quiet {
                show(&format!("the project is in {}", folder.display()));
            }
            fire::run(&fire_args(args, folder, args.time), quiet, seed_slot)
        }
    }
}

fn fire_args(args: &MuseumFireArgs, path: PathBuf, time: Option<Time>) -> FireArgs {
    FireArgs {
        project: ProjectArgs { path, ..ProjectArgs::default() },
        time,
        executions: args.executions,
        stop_on_first: true,
        seed: args.seed,
        workers: args.workers,
        json: args.json,
    }
}

fn all(pack: &Pack, museum: &Path, args: &MuseumFireArgs, seed_slot: &Seed) -> Result<Exit, CliError> {
    let seed = args.seed.unwrap_or_else(fire::drawn);
    seed_slot.set(seed);
    let stop = Stop::listen()?;
    let shows = Show::of_stderr();
    let variants = match args.variant {
        Some(one) => vec![one],
        None => vec![Variant::Vulnerable, Variant::Patched],
    };
    let limited = args.executions.is_none().then_some(Time(Some(ALL_TIME_DEFAULT)));
    if !args.json {
        crate::print(&head(seed))?;
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut worst = Exit::Nothing;
    for id in pack.ids() {
        for &variant in &variants {
            let path = pack.unpack(museum, id, variant)?;
            let fire = fire_args(args, path, args.time.or(limited));
            let fired = one(&fire, seed, &stop);
            let (row, exit) = match &fired {
                Ok(fired) => (Row::new(id, variant, seed, fired), fired.exit()),
                Err(error) => {
                    show(&shows.render(error));
                    (Row::failed(id, variant, seed, error), error.exit())
                }
            };
            worst = if rank(exit) > rank(worst) { exit } else { worst };
            crate::print(&if args.json { row.json()? } else { row.text() })?;
            rows.push(row);
            if stop.wanted.load(Ordering::SeqCst) {
                return Ok(Exit::Incomplete);
            }
        }
    }
    if !args.json {
        crate::print(&sums(&rows))?;
    }
    Ok(worst)
}

fn one(args: &FireArgs, seed: u64, stop: &Stop) -> Result<Fired, CliError> {
    let settings = ProjectSettings::new(&args.project)?;
    fire::search(&settings, &FireSettings::new(args, &settings.config), seed, stop, true)
}

/// Which exit code wins over which.
fn rank(exit: Exit) -> u8 {
    match exit {
        Exit::Nothing => 0,
        Exit::Target => 1,
        Exit::Findings => 2,
        Exit::Usage => 3,
        Exit::Incomplete => 4,
        Exit::OurBug => 5,
    }
}

impl Row {
    fn new(id: &str, variant: Variant, seed: u64, fired: &Fired) -> Self {
        let lanes = &fired.outcome.harnesses;
        let found = lanes.iter().find_map(|lane| Some((&*lane.harness, lane.findings.first()?)));
        let unconfirmed = lanes.iter().any(|lane| lane.unconfirmed_count > 0);
        Self {
            id: id.to_owned(),
            variant,
            found: found.is_some() || unconfirmed,
            confirmed: found.is_some(),
            seconds: found.map(|(_, found)| found.card.at_secs),
            executions: fired.outcome.executions(),
            rule: found.map(|(_, found)| found.card.rule.id()),
            loss: found.map_or_else(Vec::new, |(harness, found)| losses(harness, found)),
            seed,
            problem: None,
            message: found.map_or_else(String::new, |(_, found)| found.finding.violation.message.clone()),
        }
    }

    fn failed(id: &str, variant: Variant, seed: u64, error: &CliError) -> Self {
        let text = error.to_string();
        let problem = text.lines().next().unwrap_or_default().to_owned();
        Self {
            id: id.to_owned(),
            variant,
            found: false,
            confirmed: false,
            seconds: None,
            executions: 0,
            rule: None,
            loss: Vec::new(),
            seed,
            message: problem.clone(),
            problem: Some(problem),
        }
    }

    fn json(&self) -> Result<String, CliError> {
        let text = serde_json::to_string(self).map_err(|error| CliError::Report(error.to_string()))?;
        Ok(text + "\n")
    }

    fn text(&self) -> String {
        let word = match self {
            Self { problem: Some(_), .. } => "FAILED",
            Self { confirmed: true, .. } => "found",
            Self { found: true, .. } => "unconfirmed",
            _ => "-",
        };
        let seconds = self.seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.1} s"));
        let calls = grouped(self.executions);
        let message = self.message.strip_prefix("the attacker is left with ").unwrap_or(&self.message);
        let line = format!(
            "{:<18}{:<12}{word:<13}{seconds:>8}{calls:>13}  {:<6}{message}",
            self.id,
            self.variant.to_string(),
            self.rule.unwrap_or("-"),
        );
        format!("{}\n", line.trim_end())
    }
}

fn losses(harness: &Harness, found: &Found) -> Vec<Loss> {
    let loss = |change: &hotfire_fuzz::attack::Change| Loss {
        who: harness.labels.get(&change.who).cloned().unwrap_or_else(|| change.who.to_string()),
        asset: change.asset.clone(),
        decimals: change.decimals,
        units: change.units.to_string(),
    };
    found.finding.changes.iter().map(loss).collect()
}

fn head(seed: u64) -> String {
    format!(
        "seed {seed}\n{:<18}{:<12}{:<13}{:>8}{:>13}  {:<6}{}\n",
        "twin", "variant", "", "after", "calls", "rule", "the attacker is left with"
    )
}

fn sums(rows: &[Row]) -> String {
    let of = |variant: Variant| rows.iter().filter(move |row| row.variant == variant);
    let found = of(Variant::Vulnerable).filter(|row| row.confirmed).count();
    let silent = of(Variant::Patched).filter(|row| !row.found && row.problem.is_none()).count();
    let (flawed, patched) = (of(Variant::Vulnerable).count(), of(Variant::Patched).count());
    let mut parts = Vec::new();
    if flawed > 0 {
        parts.push(format!("{found} of {flawed} found"));
    }
    if patched > 0 {
        parts.push(format!("{silent} of {patched} patched twins silent"));
    }
    format!("\n{}\n", parts.join(", "))
}
