//! The command line.
//!
//! Invariant: a flag means the same for every command that has it, and wins over `hotfire.toml`.

use crate::units::{Count, Time};
use clap::{ArgAction, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  hotfire fire                        every harness of the project in this folder, for a minute
  hotfire fire --time 1h              for an hour; run it again and it goes on where it ended
  hotfire fire --match-test solvent   only tests and invariants with `solvent` in their names
  hotfire fire --executions 1e6 --seed 7 --workers 2
                                      the same findings each time, for CI
  hotfire replay                      every recorded finding again: still fails, or fixed?
  hotfire doctor                      what is here to build and to fire at, what is missing
  hotfire museum fire the-dao         find a real attack again, with nothing but this binary

Exit codes:
  0 nothing found   1 findings   2 usage or configuration   3 the target does not build or deploy
  4 incomplete      70 a bug in hotfire itself";

const FIRE_EXAMPLES: &str = "\
Examples:
  hotfire fire                        every harness of the project in this folder, for a minute
  hotfire fire test/Vault.t.sol       one file
  hotfire fire --time forever         until Ctrl-C; what was found and reached is kept
  hotfire fire --stop-on-first --json > report.json
  hotfire fire --config echidna.yaml  with an Echidna or Medusa configuration

A harness needs no change: invariant_*, statefulFuzz* and test* functions (Foundry),
echidna_* (Echidna), property_* and optimize_* (Medusa) run as they are. A contract with a
setUp() and no tests is a world: an attacker with borrowed money is let loose on it, and what
is reported is an attack that pays. `hotfire world` shows what the attacker sees. Everything
here may also be set in hotfire.toml; `hotfire init` writes one that explains itself.

Findings are confirmed on a second engine and written to .hotfire/findings/<id>/ before they
are shown. With --executions, --seed and --workers the same findings come every time; with
--time the clock decides how far it gets.

Exit codes:
  0 nothing found   1 findings   2 usage or configuration   3 the target does not build or deploy
  4 incomplete      70 a bug in hotfire itself";

const REPLAY_EXAMPLES: &str = "\
Examples:
  hotfire replay                 every recorded finding of the project in this folder
  hotfire replay 3f2a91c07e      one of them, by its id

Every finding in .hotfire/findings is fired again at the current build. Commit that folder,
and a fixed flaw stays fixed.

Exit codes:
  0 none fails      1 at least one still fails      2 usage or configuration
  3 the target does not build or deploy             4 one no longer applies: what it calls is gone";

const WORLD_EXAMPLES: &str = "\
Examples:
  hotfire world                     the world in this folder, as an attacker reads it
  hotfire world museum/the-dao --json
  hotfire world --compromise owner  with a stolen key; an unknown role lists those that there are
  hotfire world --compromise any-one
                                    whose keys would be stolen in turn

A world is a contract with a setUp() and no tests: it deploys contracts and gives people what
they own. Everything shown was recognised by what calls do and answer: an asset is what tells
a supply and balances and can be moved, a claim is a token that holds other assets, a loan is
what people hold outside of the targets, a role is an account that some target names.

Exit codes:
  0 shown   2 usage or configuration, or there is no world   3 it does not build or deploy";

const MUSEUM_EXAMPLES: &str = "\
Examples:
  hotfire museum                    what there is: id, date, kind of flaw, loss
  hotfire museum show the-dao       what happened, and what would have stopped it
  hotfire museum fire the-dao       let the attacker find it again
  hotfire museum fire the-dao --variant patched
                                    the same world with the flaw mended: nothing must be found

Each incident is a small world with two twins of the contract that failed, one with the flaw and
one without. They are part of this binary, compiled; nothing else is needed to fire at them.";

const MUSEUM_FIRE_EXAMPLES: &str = "\
Examples:
  hotfire museum fire the-dao                    until it is found, a minute at most
  hotfire museum fire bybit --time 5m --seed 7
  hotfire museum fire the-dao --variant patched  nothing must be found
  hotfire museum fire --all                      every twin in both variants, as a table
  hotfire museum fire --all --json               the same, one JSON object a line

The project is laid out in .hotfire/museum/<id>-<variant>/, in place of what was there; read it,
change it, and fire at it with `hotfire fire`. Keys that were stolen in the real attack
(`compromise` in incident.toml) are stolen here too. The search ends with the first finding.

Exit codes:
  0 nothing found   1 findings   2 usage or configuration   3 the target does not build or deploy
  4 incomplete      70 a bug in hotfire itself";

/// A test stand for smart contracts: fires transactions at them on the ground, so that they do not fail in flight.
#[derive(Debug, Parser)]
#[command(name = "hotfire", version, about, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Args {
    /// Say more about what is done, on stderr (-vv for everything).
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,

    /// Say nothing on stderr but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Search for sequences of transactions that break something.
    Fire(Box<FireArgs>),
    /// Fire every recorded finding again at the current build.
    Replay(Box<ReplayArgs>),
    /// Show a world as the attacker reads it: assets, loans, accounts, roles, targets.
    World(Box<WorldArgs>),
    /// Real attacks, to read about and to find again.
    Museum(MuseumArgs),
    /// Write a hotfire.toml that explains itself.
    Init(InitArgs),
    /// Say what is here to build and to fire at, what is wrong, and what to do.
    Doctor(Box<DoctorArgs>),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

#[derive(Debug, ClapArgs)]
#[command(after_help = FIRE_EXAMPLES)]
pub(crate) struct FireArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// How long to search: 30s, 5m, 2h, or forever [default: 60s, or no limit with --executions].
    #[arg(long, value_name = "TIME", help_heading = "Budget")]
    pub(crate) time: Option<Time>,

    /// How many calls, all workers together, shared evenly: 50000, 1e6, 10k.
    #[arg(long, value_name = "COUNT", help_heading = "Budget")]
    pub(crate) executions: Option<Count>,

    /// End with the first finding.
    #[arg(long, help_heading = "Budget")]
    pub(crate) stop_on_first: bool,

    /// Start of all random choices [default: drawn, and shown].
    #[arg(long, value_name = "NUMBER", help_heading = "Budget")]
    pub(crate) seed: Option<u64>,

    /// Threads that search [default: one for each processor].
    #[arg(long, value_name = "COUNT", help_heading = "Budget", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) workers: Option<u32>,

    /// Print one JSON document instead of text.
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = REPLAY_EXAMPLES, mut_arg("path", |path| path.help("A project, or the id of one finding")))]
pub(crate) struct ReplayArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Print one JSON document instead of text.
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = WORLD_EXAMPLES)]
pub(crate) struct WorldArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Print one JSON document instead of text.
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = MUSEUM_EXAMPLES)]
pub(crate) struct MuseumArgs {
    #[command(subcommand)]
    pub(crate) command: Option<MuseumCommand>,

    /// Print one JSON document instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MuseumCommand {
    /// Print the page of an incident.
    Show {
        /// The incident, as `hotfire museum` lists it.
        id: String,
    },
    /// Fire at an incident's twin, or at all of them.
    Fire(MuseumFireArgs),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = MUSEUM_FIRE_EXAMPLES)]
pub(crate) struct MuseumFireArgs {
    /// The incident, as `hotfire museum` lists it.
    #[arg(required_unless_present = "all")]
    pub(crate) id: Option<String>,

    /// Every incident, in both variants unless one is named.
    #[arg(long, conflicts_with = "id")]
    pub(crate) all: bool,

    /// Which of the two twins [default: vulnerable, or both with --all].
    #[arg(long, value_name = "VARIANT")]
    pub(crate) variant: Option<Variant>,

    /// How long to search at most, for each twin: 30s, 5m, 2h, or forever [default: 60s, or 20s with --all].
    #[arg(long, value_name = "TIME", help_heading = "Budget")]
    pub(crate) time: Option<Time>,

    /// How many calls at most, for each twin: 50000, 1e6, 10k.
    #[arg(long, value_name = "COUNT", help_heading = "Budget")]
    pub(crate) executions: Option<Count>,

    /// Start of all random choices [default: drawn, and shown].
    #[arg(long, value_name = "NUMBER", help_heading = "Budget")]
    pub(crate) seed: Option<u64>,

    /// Threads that search [default: one for each processor].
    #[arg(long, value_name = "COUNT", help_heading = "Budget", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) workers: Option<u32>,

    /// Print JSON instead of text: one document, or with --all one object a line.
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

/// Which of an incident's two twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Variant {
    /// With the flaw.
    Vulnerable,
    /// Without it.
    Patched,
}

impl std::fmt::Display for Variant {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Vulnerable => "vulnerable",
            Self::Patched => "patched",
        })
    }
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct InitArgs {
    /// The project's folder.
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
}

/// What to fire at; the same for every command that reads a project.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct ProjectArgs {
    /// A project's folder, a .sol file or a standard-json file.
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,

    /// Only harnesses whose names match this regular expression.
    #[arg(long, value_name = "REGEX", visible_alias = "mc", help_heading = "Which harnesses")]
    pub(crate) match_contract: Option<String>,

    /// No harnesses whose names match this regular expression.
    #[arg(long, value_name = "REGEX", visible_alias = "nmc", help_heading = "Which harnesses")]
    pub(crate) no_match_contract: Option<String>,

    /// Only tests, invariants and properties whose signatures match this regular expression.
    #[arg(long, value_name = "REGEX", visible_alias = "mt", help_heading = "Which harnesses")]
    pub(crate) match_test: Option<String>,

    /// No tests, invariants and properties whose signatures match this regular expression.
    #[arg(long, value_name = "REGEX", visible_alias = "nmt", help_heading = "Which harnesses")]
    pub(crate) no_match_test: Option<String>,

    /// Only source files that match this glob.
    #[arg(long, value_name = "GLOB", visible_alias = "mp", help_heading = "Which harnesses")]
    pub(crate) match_path: Option<String>,

    /// No source files that match this glob.
    #[arg(long, value_name = "GLOB", visible_alias = "nmp", help_heading = "Which harnesses")]
    pub(crate) no_match_path: Option<String>,

    /// Only this contract: its name, or path:Name.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["match_contract", "match_path"], help_heading = "Which harnesses")]
    pub(crate) contract: Option<String>,

    /// Follow only one peer's conventions [default: each harness its own].
    #[arg(long, value_name = "DIALECT", help_heading = "Which harnesses")]
    pub(crate) dialect: Option<DialectArg>,

    /// An Echidna (.yaml) or Medusa (.json) configuration [default: the project's own].
    #[arg(long, value_name = "FILE", help_heading = "Which harnesses")]
    pub(crate) config: Option<PathBuf>,

    /// A role whose key the attacker has stolen: the name of a view that tells it, such as `owner`; may be given several times; `any-one` tries each in turn [default: `compromise` of incident.toml].
    #[arg(long, value_name = "ROLE", help_heading = "Worlds under attack")]
    pub(crate) compromise: Vec<String>,

    /// The compiler: an executable, a soljson.js, a folder of npm's solc, or a version.
    #[arg(long, value_name = "SOLC", help_heading = "Building")]
    pub(crate) solc: Option<PathBuf>,

    /// The profile of foundry.toml [default: FOUNDRY_PROFILE, then `default`].
    #[arg(long, value_name = "NAME", help_heading = "Building")]
    pub(crate) profile: Option<String>,

    /// A library that is already deployed; may be given several times.
    #[arg(long, value_name = "PATH:NAME:ADDRESS", help_heading = "Building")]
    pub(crate) library: Vec<String>,

    /// What to do about artifacts that are older than their sources.
    #[arg(long, value_name = "POLICY", help_heading = "Building")]
    pub(crate) out_of_date: Option<OutOfDate>,

    /// The folder for corpus, findings and reports [default: .hotfire in the project].
    #[arg(long, value_name = "FOLDER", help_heading = "Output")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DialectArg {
    /// `invariant_*`, `statefulFuzz*`, `test*`, `setUp()`.
    Foundry,
    /// `echidna_*` and its YAML configuration.
    Echidna,
    /// `property_*`, `optimize_*` and medusa.json.
    Medusa,
    /// A `setUp()` without tests: a world for the attacker.
    World,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OutOfDate {
    /// Compile again, or refuse if that is not possible.
    #[default]
    Build,
    /// Use them as they are.
    Ok,
}
