//! Which kind of project a path is, and how each kind is read.
//!
//! Invariant: a compiler runs only when artifacts are missing or out of date by content, and never when told not to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::assemble::{Folders, Found, is_under};
use crate::build::Build;
use crate::disk::Disk;
use crate::foundry::{OutFolder, own_sources};
use crate::limits::{files_under, relative};
use crate::project::Parts;
use crate::{
    FoundryConfig, Options, Project, ProjectError, ProjectKind, Step, forge, foundry, hardhat, standard_json,
};

/// How many folders above a file are looked at for its project.
const PARENTS_MAX: usize = 16;

/// Reads the project at `options.root`.
pub(crate) fn load(options: &Options, progress: &mut dyn FnMut(Step)) -> Result<Project, ProjectError> {
    let given = absolute(&options.root)?;
    if !given.exists() {
        return Err(ProjectError::NotFound { path: options.root.clone() });
    }
    match kind_of(&given)? {
        ProjectKind::Foundry => load_foundry(&given, None, options, progress),
        ProjectKind::Hardhat => load_hardhat(&given, None, options, progress),
        ProjectKind::StandardJson => load_json(&given, options, progress),
        ProjectKind::Solidity => match home_of(&given) {
            Some((root, ProjectKind::Foundry)) => {
                load_foundry(&root, Some(relative(&root, &given)), options, progress)
            }
            Some((root, _)) => load_hardhat(&root, Some(relative(&root, &given)), options, progress),
            None => load_solidity(&given, options, progress),
        },
    }
}

/// An absolute path without `.` and `..`, so that folders above it can be walked.
fn absolute(path: &Path) -> Result<PathBuf, ProjectError> {
    match path.canonicalize() {
        Ok(path) => Ok(path),
        Err(_) => std::path::absolute(path).map_err(ProjectError::io("read", path)),
    }
}

/// Says which kind of project a path is.
pub(crate) fn kind_of(path: &Path) -> Result<ProjectKind, ProjectError> {
    const HARDHAT: [&str; 5] = [
        "hardhat.config.ts",
        "hardhat.config.js",
        "hardhat.config.cjs",
        "hardhat.config.mjs",
        "hardhat.config.cts",
    ];
    let not = |why: &str| ProjectError::NotAProject { path: path.to_owned(), why: why.to_owned() };
    if path.is_file() {
        return match path.extension().and_then(|ending| ending.to_str()) {
            Some("sol") => Ok(ProjectKind::Solidity),
            Some("json") => Ok(ProjectKind::StandardJson),
            _ => Err(not("the file is neither .sol nor .json")),
        };
    }
    if path.join("foundry.toml").is_file() {
        return Ok(ProjectKind::Foundry);
    }
    let has_config = HARDHAT.iter().any(|name| path.join(name).is_file());
    if has_config || path.join("artifacts/build-info").is_dir() {
        return Ok(ProjectKind::Hardhat);
    }
    let folders = ["out", "src", "contracts", "test"];
    if folders.iter().any(|folder| path.join(folder).is_dir()) {
        return Ok(ProjectKind::Foundry);
    }
    if !top_sources(path).is_empty() {
        return Ok(ProjectKind::Solidity);
    }
    Err(not("the folder has none of the files and folders that make one"))
}

/// The project that a `.sol` file belongs to: the nearest one above it that has the file in its own folders.
fn home_of(file: &Path) -> Option<(PathBuf, ProjectKind)> {
    if file.is_dir() {
        return None;
    }
    for folder in file.ancestors().skip(1).take(PARENTS_MAX) {
        let kind = match kind_of(folder) {
            Ok(ProjectKind::Foundry) if folder.join("foundry.toml").is_file() => ProjectKind::Foundry,
            Ok(ProjectKind::Hardhat) => ProjectKind::Hardhat,
            _ => continue,
        };
        let path = relative(folder, file);
        let is_own = match kind {
            // A configuration that cannot be read is reported when the project is.
            ProjectKind::Foundry => FoundryConfig::read(folder, None)
                .map_or(true, |config| [&config.src, &config.test].iter().any(|own| is_under(&path, own))),
            _ => is_under(&path, "contracts"),
        };
        return is_own.then(|| (folder.to_owned(), kind));
    }
    None
}

fn load_foundry(
    root: &Path,
    focus: Option<String>,
    options: &Options,
    progress: &mut dyn FnMut(Step),
) -> Result<Project, ProjectError> {
    let config = FoundryConfig::read(root, profile(options).as_deref())?;
    let mut disk = Disk::new(root, &config.libs);
    let mut out = foundry::read_out(root, &config, &mut disk, progress);
    if !out.stale.is_empty() && options.out_of_date_ok && !out.found.is_empty() {
        out.notes
            .push(format!("artifacts that are out of date are used on purpose: {}", out.stale.join("; ")));
    } else if !out.stale.is_empty() || out.found.is_empty() {
        out = rebuild(root, &config, options, out, &mut disk, progress)?;
    }
    let parts = Parts {
        root: root.to_owned(),
        kind: ProjectKind::Foundry,
        found: out.found,
        folders: foundry::folders(&config),
        foundry: config,
        focus,
        notes: out.notes,
    };
    parts.into_project(options, root, &disk, &out.old_texts)
}

/// Compiles a Foundry project, with forge if it is there.
fn rebuild(
    root: &Path,
    config: &FoundryConfig,
    options: &Options,
    out: OutFolder,
    disk: &mut Disk,
    progress: &mut dyn FnMut(Step),
) -> Result<OutFolder, ProjectError> {
    let roots: Vec<String> = own_sources(root, config).iter().map(|file| relative(root, file)).collect();
    if roots.is_empty() {
        return Err(ProjectError::NoContracts { path: root.to_owned() });
    }
    if options.no_build {
        let reasons =
            if out.stale.is_empty() { vec!["nothing has been compiled".to_owned()] } else { out.stale };
        return Err(out_of_date(&reasons, "run `forge build`"));
    }
    let forge = forge::find(options);
    let failed = match &forge {
        Some(forge) => match forge::build(forge, root, options, config, progress) {
            Ok(()) => return reread(root, config, disk, progress),
            Err(error) if forge::is_about_compiler(&error) => Some(error),
            Err(error) => return Err(error),
        },
        None => None,
    };
    let why = out.stale.first().cloned().unwrap_or_else(|| "nothing has been compiled".to_owned());
    let build = Build { root, options, config, roots, why };
    match (build.run(disk, progress), failed) {
        (Ok(found), _) => Ok(OutFolder { found, ..OutFolder::default() }),
        // forge knows the project better than we do: what it said comes first.
        (Err(ProjectError::NoCompiler { .. }), Some(error)) => Err(error),
        // There is something to go on with: say so.
        (Err(error), _) if is_compiler_missing(&error) && !out.found.is_empty() => {
            Err(out_of_date(&out.stale, &format!("they cannot be compiled here: {error}")))
        }
        (Err(error), _) => Err(error),
    }
}

fn is_compiler_missing(error: &ProjectError) -> bool {
    use ProjectError::{Compiler, NoCompiler, WrongCompiler};
    matches!(error, NoCompiler { .. } | Compiler { .. } | WrongCompiler { .. })
}

/// Reads what forge has just built. What it left out on purpose (`skip`) is noted.
fn reread(
    root: &Path,
    config: &FoundryConfig,
    disk: &mut Disk,
    progress: &mut dyn FnMut(Step),
) -> Result<OutFolder, ProjectError> {
    let mut out = foundry::read_out(root, config, disk, progress);
    let (left_out, wrong): (Vec<String>, Vec<String>) = std::mem::take(&mut out.stale)
        .into_iter()
        .partition(|reason| reason.ends_with(foundry::NOT_COMPILED));
    if !wrong.is_empty() {
        return Err(out_of_date(&wrong, "`forge build` did not change that; run `forge build --force`"));
    }
    out.notes.extend(left_out.into_iter().map(|reason| format!("{reason} by forge")));
    Ok(out)
}

fn load_hardhat(
    root: &Path,
    focus: Option<String>,
    options: &Options,
    progress: &mut dyn FnMut(Step),
) -> Result<Project, ProjectError> {
    const ADVICE: &str = "run `npx hardhat compile`, or name a compiler with --solc";
    let config = hardhat_config(root);
    let mut disk = Disk::new(root, &config.libs);
    let folder = options.artifacts_dir.clone().unwrap_or_else(|| PathBuf::from("artifacts"));
    let artifacts = hardhat::read_artifacts(root, &root.join(folder), &mut disk, progress)?;
    let mut notes = Vec::new();
    let mut stale = artifacts.stale;
    if artifacts.found.is_empty() && stale.is_empty() {
        stale.push("there are no artifacts".to_owned());
    }
    let (mut found, mut texts) = (artifacts.found, artifacts.texts);
    if !stale.is_empty() && options.out_of_date_ok && !found.is_empty() {
        notes.push(format!("artifacts that are out of date are used on purpose: {}", stale.join("; ")));
    } else if !stale.is_empty() {
        // What hardhat.config says is only known to Hardhat; we compile when the compiler is named.
        if options.no_build || options.solc.is_none() {
            return Err(out_of_date(&stale, ADVICE));
        }
        let roots: Vec<String> = own_sources(root, &config).iter().map(|file| relative(root, file)).collect();
        found = Build { root, options, config: &config, roots, why: stale.join("; ") }
            .run(&mut disk, progress)?;
        texts = BTreeMap::new();
        notes.push(
            "compiled without hardhat.config: optimiser off, the compiler's own EVM version".to_owned(),
        );
    }
    let parts = Parts {
        root: root.to_owned(),
        kind: ProjectKind::Hardhat,
        found,
        folders: hardhat::folders(),
        foundry: config,
        focus,
        notes,
    };
    parts.into_project(options, root, &disk, &texts)
}

fn hardhat_config(root: &Path) -> FoundryConfig {
    let libs = vec!["node_modules".to_owned()];
    let config =
        FoundryConfig { src: "contracts".into(), test: "contracts".into(), libs, ..FoundryConfig::default() };
    let text = crate::limits::read_text(&root.join("remappings.txt")).unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| line.contains('='));
    FoundryConfig { remappings: lines.map(str::to_owned).collect(), ..config }
}

fn load_json(
    file: &Path,
    options: &Options,
    progress: &mut dyn FnMut(Step),
) -> Result<Project, ProjectError> {
    let root = file.parent().unwrap_or(Path::new("/"));
    let mut disk = Disk::new(root, &["lib".to_owned()]);
    let read = standard_json::read(file, root, options, &mut disk, progress)?;
    let mut parts = alone(root, ProjectKind::StandardJson, read.found, None, FoundryConfig::default());
    parts.notes = read.notes;
    parts.into_project(options, file, &disk, &read.texts)
}

/// One `.sol` file, or a folder with nothing but `.sol` files.
fn load_solidity(
    given: &Path,
    options: &Options,
    progress: &mut dyn FnMut(Step),
) -> Result<Project, ProjectError> {
    let root = if given.is_dir() { given } else { given.parent().unwrap_or(Path::new("/")) };
    let config = FoundryConfig::read(root, profile(options).as_deref())?;
    let mut disk = Disk::new(root, &config.libs);
    let files = if given.is_dir() { top_sources(given) } else { vec![given.to_owned()] };
    let roots: Vec<String> = files.iter().map(|file| relative(root, file)).collect();
    if options.no_build {
        return Err(out_of_date(
            &[format!("{} has not been compiled", roots.join(", "))],
            "leave out --no-build",
        ));
    }
    let why = format!("{} has to be compiled", roots.join(", "));
    let focus = (!given.is_dir()).then(|| roots[0].clone());
    let found = Build { root, options, config: &config, roots, why }.run(&mut disk, progress)?;
    alone(root, ProjectKind::Solidity, found, focus, config).into_project(
        options,
        given,
        &disk,
        &BTreeMap::new(),
    )
}

fn top_sources(folder: &Path) -> Vec<PathBuf> {
    files_under(folder, ".sol", &[]).into_iter().filter(|file| file.parent() == Some(folder)).collect()
}

fn alone(
    root: &Path,
    kind: ProjectKind,
    found: Vec<Found>,
    focus: Option<String>,
    foundry: FoundryConfig,
) -> Parts {
    let folders = Folders { own: vec![String::new()], test: vec!["test".into()] };
    Parts { root: root.to_owned(), kind, found, folders, foundry, focus, notes: Vec::new() }
}

pub(crate) fn profile(options: &Options) -> Option<String> {
    let named = options.profile.clone().or_else(|| std::env::var("FOUNDRY_PROFILE").ok());
    named.filter(|name| !name.is_empty())
}

fn out_of_date(reasons: &[String], advice: &str) -> ProjectError {
    const REASONS_MAX: usize = 8;
    let mut lines: Vec<String> =
        reasons.iter().take(REASONS_MAX).map(|reason| format!("  - {reason}")).collect();
    if reasons.len() > REASONS_MAX {
        lines.push(format!("  - and {} more", reasons.len() - REASONS_MAX));
    }
    ProjectError::OutOfDate { reasons: lines.join("\n"), advice: advice.to_owned() }
}
