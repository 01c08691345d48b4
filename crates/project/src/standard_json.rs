//! Reading a standard-json input, a standard-json output, or a build-info that holds both.
//!
//! Invariant: an input is compiled with its own settings; only which outputs are wanted is ours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::assemble::{Found, SourceIds};
use crate::build::{candidates, outputs};
use crate::cache::{Cache, Entry};
use crate::compilers::accepted;
use crate::disk::Disk;
use crate::limits::read_bytes;
use crate::outline::Outline;
use crate::pragma;
use crate::solc_output::{
    InputSource, RawContracts, SolcInput, SolcMessage, SolcOutput, found, take_contracts,
};
use crate::{FoundryConfig, Options, ProjectError, Step};

/// A file that may be either.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawFile {
    language: Option<String>,
    sources: BTreeMap<String, RawSource>,
    settings: Option<Value>,
    contracts: Option<RawContracts>,
    errors: Vec<SolcMessage>,
    input: Option<SolcInput>,
    output: Option<SolcOutput>,
    solc_long_version: Option<String>,
    solc_version: Option<String>,
}

/// A source of an input (with content) or of an output (with an id).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawSource {
    content: Option<Arc<str>>,
    urls: Vec<String>,
    id: Option<u32>,
}

/// What the file gives.
#[derive(Debug)]
pub(crate) struct FromJson {
    pub(crate) found: Vec<Found>,
    pub(crate) texts: BTreeMap<String, Arc<str>>,
    pub(crate) notes: Vec<String>,
}

pub(crate) fn read(
    file: &Path,
    root: &Path,
    options: &Options,
    disk: &mut Disk,
    progress: &mut dyn FnMut(Step),
) -> Result<FromJson, ProjectError> {
    let wrong = |detail: String| ProjectError::Artifact { path: file.to_owned(), detail };
    progress(Step::Reading { files: 1 });
    let raw: RawFile =
        serde_json::from_slice(&read_bytes(file)?).map_err(|error| wrong(error.to_string()))?;
    let version = raw.solc_long_version.or(raw.solc_version);
    let texts_of = |sources: &BTreeMap<String, InputSource>| {
        sources.iter().filter_map(|(name, source)| Some((name.clone(), source.content.clone()?))).collect()
    };
    if let Some(output) = raw.output {
        let texts = raw.input.map(|input| texts_of(&input.sources)).unwrap_or_default();
        let found = output.into_found(version.as_deref()).map_err(wrong)?;
        return Ok(FromJson { found, texts, notes: Vec::new() });
    }
    if let Some(contracts) = raw.contracts {
        let ids: SourceIds =
            raw.sources.iter().filter_map(|(path, source)| Some((source.id?, path.clone()))).collect();
        disk.read_all(raw.sources.keys().map(String::as_str));
        let found = found(contracts, &Arc::new(ids), version.as_deref()).map_err(wrong)?;
        let notes = differing(&found, disk);
        return Ok(FromJson { found, texts: BTreeMap::new(), notes });
    }
    if raw.language.is_none() && raw.input.is_none() {
        let said: Vec<&str> = raw.errors.iter().map(|error| error.message.as_str()).take(3).collect();
        let why = match said.as_slice() {
            [] => "the JSON is neither a standard-json input nor its output nor a build-info".to_owned(),
            said => format!("the output has no contracts, only messages: {}", said.join("; ")),
        };
        return Err(ProjectError::NotAProject { path: file.to_owned(), why });
    }
    let mut input = raw.input.unwrap_or_else(|| SolcInput {
        language: raw.language.unwrap_or_default(),
        sources: raw
            .sources
            .into_iter()
            .map(|(name, source)| (name, InputSource { content: source.content, urls: source.urls }))
            .collect(),
        settings: raw.settings.unwrap_or_else(|| json!({})),
    });
    fill_contents(&mut input, disk)?;
    let texts = texts_of(&input.sources);
    let found = compile(input, file, root, options, progress)?;
    Ok(FromJson { found, texts, notes: Vec::new() })
}

/// An output comes without texts; those on disk may be others than were compiled.
fn differing(found: &[Found], disk: &Disk) -> Vec<String> {
    let sources =
        found.iter().filter_map(|one| one.compiled.metadata.as_ref()).flat_map(|metadata| &metadata.sources);
    let changed = sources.filter(|(name, source)| {
        disk.file(name).zip(source.keccak256.as_ref()).is_some_and(|(file, hash)| !file.has_hash(hash))
    });
    let names: BTreeSet<&str> = changed.map(|(name, _)| name.as_str()).collect();
    let note = |name| format!("{name} is not the text that was compiled: lines may be wrong");
    names.into_iter().map(note).collect()
}

/// Sources that are given by `urls` are read from the file's folder.
fn fill_contents(input: &mut SolcInput, disk: &mut Disk) -> Result<(), ProjectError> {
    for (name, source) in input.sources.iter_mut().filter(|(_, source)| source.content.is_none()) {
        let mut names = vec![name.clone()];
        names.append(&mut source.urls);
        disk.read_all(names.iter().map(String::as_str));
        source.content = names.iter().find_map(|name| disk.file(name)).map(|file| file.text.clone());
        if source.content.is_none() {
            let (import, from) = (name.clone(), "the standard-json input".to_owned());
            return Err(ProjectError::Import { import, from, tried: names.join(", ") });
        }
    }
    Ok(())
}

fn compile(
    mut input: SolcInput,
    file: &Path,
    root: &Path,
    options: &Options,
    progress: &mut dyn FnMut(Step),
) -> Result<Vec<Found>, ProjectError> {
    if options.no_build {
        return Err(ProjectError::OutOfDate {
            reasons: format!("  - {} is an input that has not been compiled", file.display()),
            advice: "run solc on it and give its output".to_owned(),
        });
    }
    let why = format!("{} has to be compiled", file.display());
    let compilers = candidates(root, options, &FoundryConfig::default(), &why)?;
    let outlines = input
        .sources
        .iter()
        .map(|(name, source)| (name, Outline::of(source.content.as_deref().unwrap_or(""))));
    let demands: Vec<(String, String)> = outlines
        .flat_map(|(name, outline)| outline.pragmas.into_iter().map(move |demand| (name.clone(), demand)))
        .collect();
    let fits = |version: &semver::Version| demands.iter().all(|(_, demand)| pragma::accepts(demand, version));
    let Some(solc) = compilers.iter().find(|solc| fits(&solc.version)) else {
        let newest = &compilers[0];
        let unmet = demands.iter().find(|(_, demand)| !pragma::accepts(demand, &newest.version));
        let (file, wanted) = unmet.cloned().unwrap_or_default();
        let found = compilers.iter().map(|solc| solc.release().to_string()).collect::<Vec<_>>().join(", ");
        return Err(ProjectError::WrongCompiler { file, example: pragma::example(&wanted), wanted, found });
    };
    if !input.settings.is_object() {
        input.settings = json!({});
    }
    input.settings["outputSelection"] = json!({ "*": { "*": outputs() } });
    let bytes = serde_json::to_vec(&input).unwrap_or_default();
    let version = solc.version.to_string();
    let key =
        format!("{:x}", alloy_primitives::keccak256([version.as_bytes(), b"\n", bytes.as_slice()].concat()));
    let mut cache = Cache::open(root, options);
    let entry = match cache.get(&key) {
        Some(entry) => entry,
        None => {
            progress(Step::Compiling { compiler: solc.title(), files: input.sources.len() });
            let mut output = solc.compile(&bytes)?;
            let contracts = take_contracts(&mut output);
            let wrong = |error: serde_json::Error| ProjectError::Compiler {
                path: solc.path.clone(),
                detail: error.to_string(),
            };
            let summary: SolcOutput = serde_json::from_value(output).map_err(wrong)?;
            accepted(solc, &summary)?;
            let entry = Entry { path: String::new(), ids: summary.ids(), contracts };
            cache.put(&key, &entry);
            entry
        }
    };
    cache.prune();
    let wrong = |detail: String| ProjectError::Compiler { path: solc.path.clone(), detail };
    let contracts: RawContracts = match entry.contracts {
        Value::Null => RawContracts::new(),
        value => serde_json::from_value(value).map_err(|error| wrong(error.to_string()))?,
    };
    found(contracts, &Arc::new(entry.ids), Some(&version)).map_err(wrong)
}
