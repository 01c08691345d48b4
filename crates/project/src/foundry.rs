//! Reading a Foundry project's `out/`.
//!
//! Invariant: artifacts are judged by the sources' content; a time stamp decides nothing, so artifacts that came with
//! the sources are as good as those just compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::artifact::{Compiled, forge_artifact};
use crate::assemble::{Folders, Found, SourceIds, is_under};
use crate::build_info::{BuildInfo, build_infos, texts};
use crate::disk::Disk;
use crate::glob::Globs;
use crate::limits::{files_under, in_parallel, read_bytes, relative};
use crate::outline::Outline;
use crate::pcs::decode;
use crate::{FoundryConfig, Step};

/// How the reason ends when a source is in no compilation.
pub(crate) const NOT_COMPILED: &str = "has not been compiled";

/// What `out/` holds, and whether it still belongs to the sources.
#[derive(Debug, Default)]
pub(crate) struct OutFolder {
    pub(crate) found: Vec<Found>,
    /// Why it is out of date; nothing when it is fresh.
    pub(crate) stale: Vec<String>,
    pub(crate) notes: Vec<String>,
    /// Texts as compiled, of files that have changed since.
    pub(crate) old_texts: BTreeMap<String, Arc<str>>,
}

/// One artifact file.
struct Artifact {
    file: PathBuf,
    path: String,
    name: String,
    compiled: Compiled,
}

/// The folders of a Foundry project.
pub(crate) fn folders(config: &FoundryConfig) -> Folders {
    Folders {
        own: vec![config.src.clone(), config.test.clone(), config.script.clone()],
        test: vec![config.test.clone()],
    }
}

/// Reads `out/` and compares it with the sources on disk.
pub(crate) fn read_out(
    root: &Path,
    config: &FoundryConfig,
    disk: &mut Disk,
    progress: &mut dyn FnMut(Step),
) -> OutFolder {
    let out = root.join(&config.out);
    let files = files_under(&out, ".json", &["build-info"]);
    progress(Step::Reading { files: files.len() });
    let infos = build_infos(&out.join("build-info"));
    let mut stale = Vec::new();
    let mut artifacts = Vec::new();
    for (file, result) in files.iter().zip(in_parallel(&files, |file| read_artifact(file, &infos))) {
        match result {
            Ok(Some(artifact)) => artifacts.push(artifact),
            Ok(None) => {}
            Err(detail) => stale.push(format!("{} is broken: {detail}", relative(root, file))),
        }
    }
    let named = infos.iter().flat_map(|info| info.ids.values().map(String::as_str));
    let metadata = artifacts.iter().filter_map(|artifact| artifact.compiled.metadata.as_ref());
    disk.read_all(named.chain(metadata.flat_map(|metadata| metadata.sources.keys().map(String::as_str))));

    let mut notes = Vec::new();
    let artifacts = drop_leftovers(artifacts, config, disk, &mut notes);
    let changed = changed_sources(&artifacts, config, disk);
    stale.extend(changed.values().cloned());
    stale.extend(uncompiled(root, config, &artifacts, &infos));
    notes.extend(settings_notes(config, &artifacts));
    notes.extend(artifacts.iter().filter(|artifact| !artifact.compiled.abi_ok).map(|artifact| {
        format!(
            "{}:{} has an ABI that cannot be read; its functions cannot be called by name",
            artifact.path, artifact.name
        )
    }));
    let old_texts = if changed.is_empty() { BTreeMap::new() } else { old_texts(&infos, &changed) };
    let builds = BuildIds::read(root, config, &infos);
    let found = artifacts.into_iter().map(|artifact| builds.found(artifact, disk)).collect();
    OutFolder { found, stale, notes, old_texts }
}

fn read_artifact(file: &Path, infos: &[BuildInfo]) -> Result<Option<Artifact>, String> {
    let bytes = read_bytes(file).map_err(|error| error.to_string())?;
    let Some(compiled) = forge_artifact(&bytes)? else { return Ok(None) };
    let target = compiled
        .metadata
        .as_ref()
        .and_then(|metadata| metadata.settings.compilation_target.first_key_value());
    let (path, name) = match target {
        Some((path, name)) => (path.clone(), name.clone()),
        None => {
            let by_id = compiled.source_id.and_then(|id| infos.iter().find_map(|info| info.ids.get(&id)));
            let stem =
                file.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.split('.').next());
            match (by_id, stem) {
                (Some(path), Some(name)) => (path.clone(), name.to_owned()),
                _ => return Ok(None),
            }
        }
    };
    Ok(Some(Artifact { file: file.to_owned(), path, name, compiled }))
}

/// Leaves one artifact for each contract, and none whose source is gone from the project's own folders.
fn drop_leftovers(
    artifacts: Vec<Artifact>,
    config: &FoundryConfig,
    disk: &Disk,
    notes: &mut Vec<String>,
) -> Vec<Artifact> {
    let own = folders(config);
    let mut kept: BTreeMap<(String, String), Artifact> = BTreeMap::new();
    let mut gone = BTreeSet::new();
    for artifact in artifacts {
        if own.is_own(&artifact.path) && disk.file(&artifact.path).is_none() {
            gone.insert(artifact.path);
            continue;
        }
        let key = (artifact.path.clone(), artifact.name.clone());
        match kept.get(&key) {
            Some(other) if rank(other, disk) >= rank(&artifact, disk) => {}
            _ => {
                kept.insert(key, artifact);
            }
        }
    }
    if !gone.is_empty() {
        let list = gone.into_iter().collect::<Vec<_>>().join(", ");
        notes.push(format!("artifacts whose sources are gone were left out: {list}"));
    }
    kept.into_values().collect()
}

/// What makes one of several artifacts of a contract the better one: fresh first, then the newer compiler.
fn rank(artifact: &Artifact, disk: &Disk) -> (bool, Option<semver::Version>) {
    let Some(metadata) = &artifact.compiled.metadata else { return (false, None) };
    let is_fresh = metadata.sources.iter().all(|(name, source)| match (disk.file(name), &source.keccak256) {
        (Some(file), Some(hash)) => file.has_hash(hash),
        _ => true,
    });
    (is_fresh, semver::Version::parse(&metadata.compiler.version).ok())
}

/// Why each changed source makes the artifacts stale, by its name.
fn changed_sources(artifacts: &[Artifact], config: &FoundryConfig, disk: &Disk) -> BTreeMap<String, String> {
    let own = folders(config);
    let mut changed = BTreeMap::new();
    for artifact in artifacts {
        let Some(metadata) = &artifact.compiled.metadata else { continue };
        for (name, source) in &metadata.sources {
            let Some(hash) = &source.keccak256 else { continue };
            match disk.file(name) {
                Some(file) if !file.has_hash(hash) => {
                    changed
                        .entry(name.clone())
                        .or_insert_with(|| format!("{name} has changed since it was compiled"));
                }
                None if own.is_own(name) => {
                    changed
                        .entry(name.clone())
                        .or_insert_with(|| format!("{name} is gone; {} needs it", artifact.path));
                }
                // A dependency that did not come with the project is taken as compiled.
                _ => {}
            }
        }
    }
    changed
}

/// Own sources with contracts in them that no compilation has seen.
fn uncompiled(
    root: &Path,
    config: &FoundryConfig,
    artifacts: &[Artifact],
    infos: &[BuildInfo],
) -> Vec<String> {
    let mut seen: BTreeSet<&str> =
        infos.iter().flat_map(|info| info.ids.values().map(String::as_str)).collect();
    seen.extend(artifacts.iter().map(|artifact| artifact.path.as_str()));
    let mut reasons = Vec::new();
    for file in own_sources(root, config) {
        let name = relative(root, &file);
        if seen.contains(name.as_str()) {
            continue;
        }
        let text = crate::limits::read_text(&file).unwrap_or_default();
        if !Outline::of(&text).contracts.is_empty() {
            reasons.push(format!("{name} {NOT_COMPILED}"));
        }
    }
    reasons
}

/// The `.sol` files of the source and test folders, sorted, without what `skip` leaves out.
pub(crate) fn own_sources(root: &Path, config: &FoundryConfig) -> Vec<PathBuf> {
    const SKIP: [&str; 3] = ["node_modules", ".hotfire", ".git"];
    let mut skip: Vec<&str> = SKIP.to_vec();
    skip.extend([config.out.as_str(), config.cache_path.as_str()]);
    skip.extend(config.libs.iter().map(String::as_str));
    let folders: BTreeSet<&str> = [config.src.as_str(), config.test.as_str()].into();
    let files = folders.into_iter().flat_map(|folder| files_under(&root.join(folder), ".sol", &skip));
    let skipped = Globs::skipped(&config.skip);
    let wanted = files.filter(|file| !skipped.match_path(&relative(root, file)));
    let wanted: BTreeSet<PathBuf> = wanted.collect();
    wanted.into_iter().collect()
}

fn settings_notes(config: &FoundryConfig, artifacts: &[Artifact]) -> Option<String> {
    let settings = |artifact: &&Artifact| {
        is_under(&artifact.path, &config.src) || is_under(&artifact.path, &config.test)
    };
    let metadata = artifacts.iter().find(settings)?.compiled.metadata.as_ref()?;
    let compiled = &metadata.settings;
    let differs =
        |ours: Option<bool>, theirs: Option<bool>| ours.is_some() && theirs.is_some() && ours != theirs;
    let what = if config
        .evm_version
        .as_deref()
        .zip(compiled.evm_version.as_deref())
        .is_some_and(|(a, b)| !a.eq_ignore_ascii_case(b))
    {
        "evm_version"
    } else if config.via_ir != compiled.via_ir.unwrap_or(false) {
        "via_ir"
    } else if differs(config.optimizer, compiled.optimizer.enabled) {
        "optimizer"
    } else if config.optimizer_runs.zip(compiled.optimizer.runs).is_some_and(|(a, b)| a != b) {
        "optimizer_runs"
    } else {
        return None;
    };
    Some(format!(
        "the artifacts were compiled with another {what} than foundry.toml says; compile again to use it"
    ))
}

/// The texts as compiled, of the sources that have changed, from full build-infos.
fn old_texts(infos: &[BuildInfo], changed: &BTreeMap<String, String>) -> BTreeMap<String, Arc<str>> {
    let mut old = BTreeMap::new();
    for info in infos {
        old.extend(texts(&info.file).into_iter().filter(|(name, _)| changed.contains_key(name)));
    }
    old
}

/// Which build each artifact came from.
struct BuildIds<'a> {
    root: &'a Path,
    infos: &'a [BuildInfo],
    /// forge's own notes, when its cache is there: artifact file to build.
    noted: BTreeMap<PathBuf, String>,
    none: Arc<SourceIds>,
}

impl<'a> BuildIds<'a> {
    fn read(root: &'a Path, config: &FoundryConfig, infos: &'a [BuildInfo]) -> Self {
        let cache = root.join(&config.cache_path).join("solidity-files-cache.json");
        let noted =
            if infos.len() > 1 { noted_builds(&cache, &root.join(&config.out)) } else { BTreeMap::new() };
        Self { root, infos, noted, none: Arc::default() }
    }

    fn found(&self, artifact: Artifact, disk: &Disk) -> Found {
        let ids = self.ids_of(&artifact, disk);
        Found { path: artifact.path, name: artifact.name, compiled: artifact.compiled, ids, compiler: None }
    }

    fn ids_of(&self, artifact: &Artifact, disk: &Disk) -> Arc<SourceIds> {
        let noted = self.noted.get(&artifact.file);
        let fits = |info: &&BuildInfo| {
            let by_id = artifact
                .compiled
                .source_id
                .map(|id| info.ids.get(&id).is_some_and(|path| *path == artifact.path));
            by_id.unwrap_or_else(|| info.ids.values().any(|path| *path == artifact.path))
        };
        let fitting: Vec<&BuildInfo> = self.infos.iter().filter(fits).collect();
        let by_note = fitting.iter().find(|info| noted == Some(&info.id));
        let best = by_note.or_else(|| match fitting.as_slice() {
            [] => None,
            [only] => Some(only),
            several => several.iter().min_by_key(|info| misfits(artifact, &info.ids, disk)),
        });
        best.map_or_else(|| self.none.clone(), |info| self.anchored(&info.ids))
    }

    /// Paths below the project as relative ones; old versions of forge wrote absolute paths.
    fn anchored(&self, ids: &Arc<SourceIds>) -> Arc<SourceIds> {
        if ids.values().all(|path| !Path::new(path).is_absolute()) {
            return ids.clone();
        }
        Arc::new(ids.iter().map(|(&id, path)| (id, relative(self.root, Path::new(path)))).collect())
    }
}

/// How many places of the source map are in no source, or outside its text, under these ids.
fn misfits(artifact: &Artifact, ids: &SourceIds, disk: &Disk) -> usize {
    const PLACES_MAX: usize = 65_536;
    let used = |name: &String| {
        artifact.compiled.metadata.as_ref().is_none_or(|metadata| metadata.sources.contains_key(name))
    };
    let places = decode(artifact.compiled.runtime.source_map(), PLACES_MAX);
    let wrong = places.iter().filter(|place| place.file >= 0).filter(|place| {
        let name = u32::try_from(place.file).ok().and_then(|id| ids.get(&id));
        let text_len =
            name.filter(|name| used(name)).and_then(|name| disk.file(name)).map(|file| file.text.len());
        text_len.is_none_or(|len| place.start as usize + place.len as usize > len)
    });
    wrong.count()
}

/// Reads which build each artifact file came from; an unreadable cache says nothing.
fn noted_builds(cache: &Path, out: &Path) -> BTreeMap<PathBuf, String> {
    fn collect(
        value: &serde_json::Value,
        out: &Path,
        into: &mut BTreeMap<PathBuf, String>,
        depth_left: usize,
    ) {
        let Some(object) = value.as_object().filter(|_| depth_left > 0) else { return };
        let text = |key: &str| object.get(key).and_then(serde_json::Value::as_str);
        if let (Some(path), Some(build)) = (text("path"), text("build_id")) {
            into.insert(out.join(path), build.to_owned());
            return;
        }
        for inner in object.values() {
            collect(inner, out, into, depth_left - 1);
        }
    }
    const DEPTH_MAX: usize = 8;
    let mut noted = BTreeMap::new();
    let json =
        read_bytes(cache).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    if let Some(files) = json.as_ref().and_then(|json| json.get("files")) {
        collect(files, out, &mut noted, DEPTH_MAX);
    }
    noted
}
