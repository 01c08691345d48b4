//! `hotfire fire`: prepare, search, report.
//!
//! Invariant: the result is printed however the search ended, and the exit code says the worst that happened.

use crate::{
    args::FireArgs,
    error::CliError,
    exit::Exit,
    panic::{Seed, trip},
    prepare::{Prepared, prepare},
    report,
    screen::Screen,
    settings::{FireSettings, ProjectSettings},
    signals::Stop,
};
use hotfire_campaign::{Campaign, Ended, Options, Outcome, Store};
use std::hash::{BuildHasher, Hasher};

pub(crate) fn run(args: &FireArgs, quiet: bool, seed_slot: &Seed) -> Result<Exit, CliError> {
    let settings = ProjectSettings::new(&args.project)?;
    let fire = FireSettings::new(args, &settings.config);
    let seed = fire.seed.unwrap_or_else(drawn);
    seed_slot.set(seed);
    trip("start");
    let stop = Stop::listen()?;
    let fired = search(&settings, &fire, seed, &stop, quiet)?;
    crate::print(&report::of_campaign(&fired.prepared, &fired.options, &fired.outcome, args.json)?)?;
    Ok(fired.exit())
}

/// A campaign that has ended.
#[derive(Debug)]
pub(crate) struct Fired {
    pub(crate) prepared: Prepared,
    pub(crate) options: Options,
    pub(crate) outcome: Outcome,
}

/// Prepares a project and searches it.
pub(crate) fn search(
    settings: &ProjectSettings,
    fire: &FireSettings,
    seed: u64,
    stop: &Stop,
    quiet: bool,
) -> Result<Fired, CliError> {
    let prepared = prepare(settings, quiet)?;
    let store = Store::open(&settings.store_folder(&prepared.project.root))?;
    let options = Options {
        seed,
        workers: fire.workers,
        budget: fire.budget.clone(),
        corpus_bytes_max: fire.corpus_bytes_max,
    };
    let campaign = Campaign {
        harnesses: &prepared.harnesses,
        options: &options,
        store: Some(&store),
        renderer: &|harness, finding| {
            trip("renderer");
            report::finding_files(&prepared.project, harness, finding)
        },
        stop: &stop.wanted,
    };
    let mut screen = Screen::new(quiet, &fire.budget);
    stop.search_begins();
    let outcome = campaign.run(&mut |event| screen.note(&event))?;
    Ok(Fired { prepared, options, outcome })
}

/// A seed that nobody chose; it is shown, so that it can be given again.
pub(crate) fn drawn() -> u64 {
    // The hasher's keys are the standard library's own randomness. Short enough to be typed.
    std::hash::RandomState::new().build_hasher().finish() >> 32
}

impl Fired {
    /// The worst that happened.
    pub(crate) fn exit(&self) -> Exit {
        let Self { prepared, options, outcome } = self;
        let has_limit = options.budget.time.is_some() || options.budget.executions.is_some();
        if !outcome.panics.is_empty() {
            Exit::OurBug
        } else if !outcome.unsaved.is_empty() {
            Exit::Incomplete
        } else if outcome.flaws() > 0 {
            Exit::Findings
        } else if !prepared.failed.is_empty() {
            Exit::Target
        } else if outcome.store_failed || (outcome.ended == Ended::Interrupted && has_limit) {
            Exit::Incomplete
        } else {
            Exit::Nothing
        }
    }
}
