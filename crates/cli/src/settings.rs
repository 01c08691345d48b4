//! What was asked for: the command line over `hotfire.toml` over the defaults.
//!
//! Invariant: paths in the file are relative to the file, paths on the command line to the current folder.

use crate::{
    args::{DialectArg, FireArgs, OutOfDate, ProjectArgs},
    config::{self, Config},
    error::CliError,
    units::Time,
};
use hotfire_campaign::Budget;
use hotfire_fuzz::{
    Dialect,
    dialect::{Filter, HonestKeys, MountOptions, Patterns, WorldKeys},
};
use hotfire_project::LibraryLink;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a campaign runs when nothing is said.
pub(crate) const TIME_DEFAULT: Duration = Duration::from_secs(60);
/// Memory for corpora when nothing is said.
const CORPUS_MIB_DEFAULT: u32 = 512;
/// Most workers by default; more may be asked for.
const WORKERS_DEFAULT_MAX: usize = 64;

/// What is read, and how.
#[derive(Debug)]
pub(crate) struct ProjectSettings {
    pub(crate) options: hotfire_project::Options,
    pub(crate) filter: Filter,
    pub(crate) dialect: Option<Dialect>,
    pub(crate) mount: MountOptions,
    pub(crate) out: Option<PathBuf>,
    pub(crate) config: Config,
    /// What a user should know of how these came about.
    pub(crate) notes: Vec<String>,
}

/// How it is fired at.
#[derive(Debug)]
pub(crate) struct FireSettings {
    pub(crate) budget: Budget,
    pub(crate) seed: Option<u64>,
    pub(crate) workers: u32,
    pub(crate) corpus_bytes_max: usize,
}

/// The folder in which a project's own files are looked for.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.to_owned();
    }
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

impl ProjectSettings {
    pub(crate) fn new(args: &ProjectArgs) -> Result<Self, CliError> {
        if !args.path.exists() {
            return Err(hotfire_project::ProjectError::NotFound { path: args.path.clone() }.into());
        }
        let folder = folder_of(&args.path);
        let config = config::read(&folder)?;
        let inside = |path: &PathBuf| folder.join(path);
        let patterns = patterns(args, &config);
        let peer = args.config.clone().or_else(|| config.config.as_ref().map(inside));
        if let Some(path) = peer.as_ref().filter(|path| !path.is_file()) {
            let source = std::io::Error::other("there is no such file");
            return Err(CliError::Read { path: path.clone(), source });
        }
        let filter = Filter::new(&patterns)?.with_config(peer);
        let libraries = config.libraries.iter().chain(&args.library).map(|text| text.parse::<LibraryLink>());
        let out_of_date = args.out_of_date.or(config.out_of_date).unwrap_or_default();
        let options = hotfire_project::Options {
            root: args.path.clone(),
            solc: args.solc.clone().or_else(|| config.solc.as_ref().map(|solc| compiler(&folder, solc))),
            out_of_date_ok: out_of_date == OutOfDate::Ok,
            libraries: libraries.collect::<Result<_, _>>()?,
            profile: args.profile.clone().or_else(|| config.profile.clone()),
            ..hotfire_project::Options::default()
        };
        let mut mount = mount_options(args, &config);
        let mut notes = Vec::new();
        if mount.compromise.is_empty() {
            mount.compromise = stolen_in(&folder)?;
            notes.extend(mount.compromise.iter().map(|role| {
                format!("the key of `{role}` is stolen, as incident.toml says; --compromise names others")
            }));
        }
        Ok(Self {
            options,
            filter,
            dialect: args.dialect.or(config.dialect).map(DialectArg::into_dialect),
            mount,
            out: args.out.clone().or_else(|| config.out.as_ref().map(inside)),
            config,
            notes,
        })
    }

    /// The folder for corpus, findings and reports.
    pub(crate) fn store_folder(&self, project_root: &Path) -> PathBuf {
        self.out.clone().unwrap_or_else(|| project_root.join(hotfire_campaign::store::FOLDER))
    }
}

/// The roles whose keys were stolen in the attack that a folder of the museum is about.
fn stolen_in(folder: &Path) -> Result<Vec<String>, CliError> {
    #[derive(serde::Deserialize)]
    struct Incident {
        #[serde(default)]
        compromise: Vec<String>,
    }
    let path = folder.join("incident.toml");
    // Most projects have no such file.
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(Vec::new()) };
    match toml::from_str::<Incident>(&text) {
        Ok(incident) => Ok(incident.compromise),
        Err(error) => Err(CliError::config(&path, text, &error)),
    }
}

/// A compiler in the file: a path when something is there, otherwise a version or a program's name.
fn compiler(folder: &Path, solc: &Path) -> PathBuf {
    let inside = folder.join(solc);
    if inside.exists() { inside } else { solc.to_owned() }
}

fn patterns(args: &ProjectArgs, config: &Config) -> Patterns {
    let or = |flag: &Option<String>, key: &Option<String>| flag.clone().or_else(|| key.clone());
    let mut patterns = Patterns {
        match_contract: or(&args.match_contract, &config.match_contract),
        no_match_contract: or(&args.no_match_contract, &config.no_match_contract),
        match_test: or(&args.match_test, &config.match_test),
        no_match_test: or(&args.no_match_test, &config.no_match_test),
        match_path: or(&args.match_path, &config.match_path),
        no_match_path: or(&args.no_match_path, &config.no_match_path),
    };
    if let Some(contract) = &args.contract {
        let (path, name) =
            contract.rsplit_once(':').map_or((None, contract.as_str()), |(path, name)| (Some(path), name));
        patterns.match_contract = Some(format!("^{}$", name.replace('$', "\\$")));
        patterns.match_path = path.map(str::to_owned);
    }
    patterns
}

fn mount_options(args: &ProjectArgs, config: &Config) -> MountOptions {
    let rules = &config.rules;
    MountOptions {
        constructor_args: config.constructor_args.clone(),
        senders: rules.senders.clone(),
        sequence_len_max: rules.sequence_len_max,
        delay_secs_max: rules.delay_secs_max,
        delay_blocks_max: rules.delay_blocks_max,
        value_max: rules.value_max,
        gas_limit: rules.gas_limit,
        fail_on_revert: rules.fail_on_revert,
        fork: rules.evm_version,
        compromise: if args.compromise.is_empty() {
            config.compromise.clone()
        } else {
            args.compromise.clone()
        },
        world: world_keys(config),
        ffi: config.cheatcodes.ffi,
        env: config.cheatcodes.env.clone(),
    }
}

fn world_keys(config: &Config) -> WorldKeys {
    let config::World { tokens, numeraire, capital, roles, trusted, excluded, gain } = config.world.clone();
    let honest = config.honest.iter().map(|honest| {
        let config::Honest { from, to, signature, args, value } = honest.clone();
        HonestKeys { from, to, signature, args, value }
    });
    let honest = honest.collect();
    WorldKeys { tokens, numeraire, capital, roles, trusted, excluded, gain, honest }
}

impl FireSettings {
    pub(crate) fn new(args: &FireArgs, config: &Config) -> Self {
        let executions = args.executions.or(config.executions).map(|count| count.0);
        let time = match args.time.or(config.time) {
            Some(Time(time)) => time,
            None => executions.is_none().then_some(TIME_DEFAULT),
        };
        let processors = std::thread::available_parallelism().map_or(1, usize::from).min(WORKERS_DEFAULT_MAX);
        let workers = args.workers.or(config.workers).unwrap_or(u32::try_from(processors).unwrap_or(1));
        let mib = config.corpus_mib.unwrap_or(CORPUS_MIB_DEFAULT).max(1);
        Self {
            budget: Budget {
                time,
                executions,
                stop_on_first: args.stop_on_first || config.stop_on_first.unwrap_or(false),
            },
            seed: args.seed.or(config.seed),
            workers: workers.max(1),
            corpus_bytes_max: usize::try_from(mib).unwrap_or(usize::MAX).saturating_mul(1 << 20),
        }
    }
}

impl DialectArg {
    fn into_dialect(self) -> Dialect {
        match self {
            Self::Foundry => Dialect::Foundry,
            Self::Echidna => Dialect::Echidna,
            Self::Medusa => Dialect::Medusa,
            Self::World => Dialect::World,
        }
    }
}
