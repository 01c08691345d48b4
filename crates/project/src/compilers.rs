//! Finding solc: the one that is named, svm's, the one on PATH, npm's; and running it.
//!
//! Invariant: a compiler is only used under the version that it reports itself.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use semver::Version;
use serde::Deserialize;

use crate::ProjectError;
use crate::limits::read_text;
use crate::process::{Ran, is_program, on_path, run};
use crate::solc_output::SolcOutput;

/// Where a compiler was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SolcOrigin {
    /// It was named by `--solc`.
    Option,
    /// It was named by `foundry.toml`.
    FoundryToml,
    /// In one of svm's folders.
    Svm,
    /// On PATH.
    Path,
    /// npm's package `solc`, run by Node.
    Npm,
}

/// A compiler that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solc {
    /// The executable, or npm's `soljson.js`.
    pub path: PathBuf,
    /// Its version.
    pub version: Version,
    /// Where it was found.
    pub origin: SolcOrigin,
    node: Option<PathBuf>,
}

/// The program that runs npm's compiler; see `solc.js`.
const RUNNER: &str = include_str!("solc.js");
/// How many compilers are looked at.
const COMPILERS_MAX: usize = 256;

impl Solc {
    /// The compiler at a path: an executable, a `soljson.js`, or the folder of npm's package.
    pub(crate) fn at(path: &Path, origin: SolcOrigin) -> Result<Self, ProjectError> {
        let wrong =
            |detail: &str| ProjectError::Compiler { path: path.to_owned(), detail: detail.to_owned() };
        if !path.exists() {
            return Err(wrong("there is no such file"));
        }
        let script = if path.is_dir() { path.join("soljson.js") } else { path.to_owned() };
        if script.file_name().is_some_and(|name| name == "soljson.js") {
            let node = on_path("node").ok_or_else(|| wrong("it needs Node, and `node` is not on PATH"))?;
            let mut solc = Self { path: script, version: Version::new(0, 0, 0), origin, node: Some(node) };
            let ran = solc.run_node("version", &[])?;
            let text = String::from_utf8_lossy(&ran.stdout).into_owned();
            solc.version = version_in(&text).ok_or_else(|| wrong(&said(&ran)))?;
            return Ok(solc);
        }
        if !is_program(path) {
            return Err(wrong("it is not an executable file"));
        }
        let ran = run(Command::new(path).arg("--version"), &[]).map_err(ProjectError::io("run", path))?;
        let text = String::from_utf8_lossy(&ran.stdout).into_owned();
        let version = version_in(&text).ok_or_else(|| wrong(&said(&ran)))?;
        Ok(Self { path: path.to_owned(), version, origin, node: None })
    }

    /// The version without its build.
    pub fn release(&self) -> Version {
        release(&self.version)
    }

    /// A name for messages.
    pub fn title(&self) -> String {
        format!("solc {}", self.release())
    }

    /// Compiles a standard-json input.
    pub(crate) fn compile(&self, input: &[u8]) -> Result<serde_json::Value, ProjectError> {
        let ran = match self.node {
            Some(_) => self.run_node("compile", input)?,
            None => {
                let mut command = Command::new(&self.path);
                run(command.arg("--standard-json"), input).map_err(ProjectError::io("run", &self.path))?
            }
        };
        let mut json = ran.stdout.as_slice();
        if self.node.is_some() {
            let end = json.iter().position(|&byte| byte == b'\n').unwrap_or(0);
            self.check_version(&String::from_utf8_lossy(&json[..end]))?;
            json = &json[end..];
        }
        serde_json::from_slice(json).map_err(|error| ProjectError::Compiler {
            path: self.path.clone(),
            detail: format!("it did not answer in JSON ({error}): {}", said(&ran)),
        })
    }

    /// Some packages carry another compiler than their version says.
    fn check_version(&self, text: &str) -> Result<(), ProjectError> {
        let inside = version_in(text).map(|version| release(&version));
        if inside.as_ref() == Some(&self.release()) {
            return Ok(());
        }
        Err(ProjectError::Compiler {
            path: self.path.clone(),
            detail: format!(
                "its package says {}, but the compiler in it is {}; install the package's -fixed version if there is one",
                self.release(),
                inside.map_or_else(|| "unknown".to_owned(), |version| version.to_string())
            ),
        })
    }

    fn run_node(&self, task: &str, input: &[u8]) -> Result<Ran, ProjectError> {
        let node = self.node.as_deref().unwrap_or(Path::new("node"));
        let mut command = Command::new(node);
        command.arg("-e").arg(RUNNER).arg(&self.path).arg(task);
        let ran = run(&mut command, input).map_err(ProjectError::io("run", node))?;
        if ran.status.success() {
            return Ok(ran);
        }
        let detail = format!("{}: {}", ran.status, ran.tail());
        Err(ProjectError::Compiler { path: self.path.clone(), detail })
    }
}

/// What solc's answer means, or its refusal as an error.
pub(crate) fn accepted(solc: &Solc, output: &SolcOutput) -> Result<(), ProjectError> {
    match output.refusal() {
        None => Ok(()),
        Some(messages) => Err(ProjectError::Refused { compiler: solc.title(), messages }),
    }
}

/// All compilers that need not be named: svm's, PATH's and npm's; newest first, one of each version.
pub(crate) fn installed(root: &Path) -> Vec<Solc> {
    let mut found = svm();
    found.extend(on_path("solc").and_then(|path| Solc::at(&path, SolcOrigin::Path).ok()));
    found.extend(npm(root));
    // Of one version the first found is kept: a native compiler is faster than npm's.
    found.sort_by(|a, b| b.release().cmp(&a.release()).then(a.origin.cmp(&b.origin)));
    found.dedup_by(|a, b| a.release() == b.release());
    found
}

/// Where [`installed`] looks, in words.
pub(crate) fn looked_at() -> String {
    "~/.svm, ~/.local/share/svm, PATH, node_modules/solc* of the project and the folders above it".to_owned()
}

fn svm() -> Vec<Solc> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let data =
        std::env::var_os("XDG_DATA_HOME").filter(|data: &OsString| !data.is_empty()).map(PathBuf::from);
    let data = data.or_else(|| home.as_ref().map(|home| home.join(".local/share")));
    let folders = [home.map(|home| home.join(".svm")), data.map(|data| data.join("svm"))];
    let versions = folders.into_iter().flatten().flat_map(|folder| sorted_folders(&folder));
    let found = versions.filter_map(|(folder, name)| {
        let version = Version::parse(&name).ok()?;
        let path = folder.join(format!("solc-{name}"));
        is_program(&path).then_some(Solc { path, version, origin: SolcOrigin::Svm, node: None })
    });
    found.take(COMPILERS_MAX).collect()
}

/// npm's packages named `solc` or `solc-…`, in the project and the folders above it. Their versions are what the
/// packages say until one runs: starting each takes long.
fn npm(root: &Path) -> Vec<Solc> {
    #[derive(Deserialize)]
    struct Package {
        version: String,
    }
    const PARENTS_MAX: usize = 8;
    let Some(node) = on_path("node") else { return Vec::new() };
    let modules = root.ancestors().take(PARENTS_MAX).map(|parent| parent.join("node_modules"));
    let packages = modules.flat_map(|folder| sorted_folders(&folder));
    let named = packages.filter(|(_, name)| name == "solc" || name.starts_with("solc-"));
    let found = named.filter_map(|(folder, _)| {
        let path = folder.join("soljson.js");
        let package: Package = serde_json::from_str(&read_text(&folder.join("package.json")).ok()?).ok()?;
        let version = Version::parse(package.version.trim_end_matches("-fixed")).ok()?;
        path.is_file().then(|| Solc { path, version, origin: SolcOrigin::Npm, node: Some(node.clone()) })
    });
    found.take(COMPILERS_MAX).collect()
}

/// The folders in a folder with their names, sorted.
fn sorted_folders(folder: &Path) -> Vec<(PathBuf, String)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(PathBuf, String)> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .filter_map(|path| Some((path.clone(), path.file_name()?.to_str()?.to_owned())))
        .collect();
    found.sort();
    found
}

/// The version without pre-release and build.
pub(crate) fn release(version: &Version) -> Version {
    Version::new(version.major, version.minor, version.patch)
}

/// The first word of a text that is a version, as in `Version: 0.8.30+commit.73712a01.Linux.g++`.
pub(crate) fn version_in(text: &str) -> Option<Version> {
    let words = text.split_whitespace().filter(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    words.into_iter().find_map(|word| {
        let number = word.split(['+', '-']).next().unwrap_or(word);
        Version::parse(word).or_else(|_| Version::parse(number)).ok()
    })
}

fn said(ran: &Ran) -> String {
    let tail = ran.tail();
    if tail.is_empty() { format!("it said nothing ({})", ran.status) } else { format!("it said: {tail}") }
}
