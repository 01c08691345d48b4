//! Reading a Hardhat project's build-infos, of Hardhat 2 and 3.
//!
//! Invariant: a contract comes from the build-info whose copy of its source equals the one on disk, if there is one;
//! no time stamp is read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::assemble::{Folders, Found, is_under};
use crate::disk::Disk;
use crate::limits::{files_under, in_parallel, read_bytes, read_text, relative};
use crate::outline::Outline;
use crate::solc_output::{SolcInput, SolcOutput};
use crate::{ProjectError, Step};

/// The folder of a Hardhat project's sources, unless its configuration says otherwise.
const SOURCES: &str = "contracts";

/// What the artifacts hold, and whether it still belongs to the sources.
#[derive(Debug)]
pub(crate) struct HardhatArtifacts {
    pub(crate) found: Vec<Found>,
    pub(crate) stale: Vec<String>,
    /// Texts as compiled.
    pub(crate) texts: BTreeMap<String, Arc<str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawBuildInfo {
    solc_long_version: Option<String>,
    solc_version: Option<String>,
    input: SolcInput,
    output: Option<SolcOutput>,
}

/// Hardhat 3 keeps the output in a file of its own.
#[derive(Debug, Deserialize)]
struct RawOutputFile {
    output: SolcOutput,
}

struct Build {
    texts: BTreeMap<String, Arc<str>>,
    found: Vec<Found>,
}

pub(crate) fn folders() -> Folders {
    Folders { own: vec![SOURCES.into(), "test".into()], test: vec!["test".into()] }
}

/// Reads the build-infos and compares them with the sources on disk.
pub(crate) fn read_artifacts(
    root: &Path,
    artifacts: &Path,
    disk: &mut Disk,
    progress: &mut dyn FnMut(Step),
) -> Result<HardhatArtifacts, ProjectError> {
    let files: Vec<PathBuf> = files_under(&artifacts.join("build-info"), ".json", &[])
        .into_iter()
        .filter(|file| !file.to_string_lossy().ends_with(".output.json"))
        .collect();
    progress(Step::Reading { files: files.len() });
    let mut builds = Vec::new();
    for (file, result) in files.iter().zip(in_parallel(&files, |file| read_build(file))) {
        builds.push(result.map_err(|detail| ProjectError::Artifact { path: file.clone(), detail })?);
    }
    let names = builds.iter().flat_map(|build| build.texts.keys().map(String::as_str));
    disk.read_all(names);
    let (found, texts) = choose(builds, disk);
    let mut stale = changed(&texts, disk);
    stale.extend(uncompiled(root, &texts));
    Ok(HardhatArtifacts { found, stale, texts })
}

fn read_build(file: &Path) -> Result<Build, String> {
    let bytes = read_bytes(file).map_err(|error| error.to_string())?;
    let raw: RawBuildInfo = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let output = match raw.output {
        Some(output) => output,
        None => {
            let beside = file.with_extension("output.json");
            let bytes = read_bytes(&beside).map_err(|error| error.to_string())?;
            let raw: RawOutputFile = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
            raw.output
        }
    };
    let version = raw.solc_long_version.or(raw.solc_version);
    let found = output.into_found(version.as_deref())?.into_iter().map(plain_names).collect();
    let texts =
        raw.input.sources.into_iter().filter_map(|(name, source)| Some((plain_name(&name), source.content?)));
    Ok(Build { texts: texts.collect(), found })
}

/// Hardhat 3 puts `project/` before the project's own paths.
fn plain_name(name: &str) -> String {
    name.strip_prefix("project/").unwrap_or(name).to_owned()
}

fn plain_names(mut found: Found) -> Found {
    if !found.ids.values().any(|name| name.starts_with("project/")) {
        return found;
    }
    found.path = plain_name(&found.path);
    found.ids = Arc::new(found.ids.iter().map(|(&id, name)| (id, plain_name(name))).collect());
    for code in [&mut found.compiled.init, &mut found.compiled.runtime] {
        for link in &mut code.links {
            link.path = plain_name(&link.path).into();
        }
    }
    if let Some(metadata) = &mut found.compiled.metadata {
        let sources = std::mem::take(&mut metadata.sources);
        metadata.sources = sources.into_iter().map(|(name, source)| (plain_name(&name), source)).collect();
    }
    found
}

/// For each contract the build whose text of its source is the one on disk, otherwise the last one.
fn choose(builds: Vec<Build>, disk: &Disk) -> (Vec<Found>, BTreeMap<String, Arc<str>>) {
    let mut chosen: BTreeMap<(String, String), (bool, Found)> = BTreeMap::new();
    let mut texts: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for build in builds {
        let is_current = |name: &str| {
            let compiled = build.texts.get(name);
            disk.file(name).zip(compiled).is_some_and(|(file, text)| file.has_text(text))
        };
        for (name, text) in &build.texts {
            if !texts.contains_key(name) || is_current(name) {
                texts.insert(name.clone(), text.clone());
            }
        }
        for found in build.found {
            let current = is_current(&found.path);
            let key = (found.path.clone(), found.name.clone());
            match chosen.get(&key) {
                Some((true, _)) if !current => {}
                _ => {
                    chosen.insert(key, (current, found));
                }
            }
        }
    }
    (chosen.into_values().map(|(_, found)| found).collect(), texts)
}

fn changed(texts: &BTreeMap<String, Arc<str>>, disk: &Disk) -> Vec<String> {
    let reasons = texts.iter().filter_map(|(name, text)| match disk.file(name) {
        Some(file) if !file.has_text(text) => Some(format!("{name} has changed since it was compiled")),
        None if is_under(name, SOURCES) => Some(format!("{name} is gone, but still among the artifacts")),
        _ => None,
    });
    reasons.collect()
}

fn uncompiled(root: &Path, texts: &BTreeMap<String, Arc<str>>) -> Vec<String> {
    let files = files_under(&root.join(SOURCES), ".sol", &["node_modules"]);
    let names: BTreeSet<String> = files.iter().map(|file| relative(root, file)).collect();
    let unseen = names.into_iter().filter(|name| !texts.contains_key(name));
    let with_contracts = unseen.filter(|name| {
        read_text(&root.join(name)).is_ok_and(|text| !Outline::of(&text).contracts.is_empty())
    });
    with_contracts.map(|name| format!("{name} has not been compiled")).collect()
}
