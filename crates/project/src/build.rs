//! Compiling with solc where there is no forge, so that only what changed is compiled again.
//!
//! Invariant: what is taken from the cache is what compiling would give: its key covers the compiler's version, the
//! settings, and the names and texts of a source and all that it imports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::assemble::{Found, SourceIds};
use crate::cache::{Cache, Entry};
use crate::closure::Graph;
use crate::compilers::{Solc, SolcOrigin, accepted, installed, looked_at, version_in};
use crate::disk::Disk;
use crate::pragma;
use crate::remap::Remappings;
use crate::solc_output::{SolcOutput, found, take_contracts};
use crate::{FoundryConfig, Options, ProjectError, Step};

/// What is to be compiled.
pub(crate) struct Build<'a> {
    pub(crate) root: &'a Path,
    pub(crate) options: &'a Options,
    pub(crate) config: &'a FoundryConfig,
    /// Names of the sources that the project consists of; what they import is added.
    pub(crate) roots: Vec<String>,
    /// Why this has to be compiled, for the error when it cannot.
    pub(crate) why: String,
}

impl Build<'_> {
    /// Compiles, or takes from the cache.
    pub(crate) fn run(
        &self,
        disk: &mut Disk,
        progress: &mut dyn FnMut(Step),
    ) -> Result<Vec<Found>, ProjectError> {
        let remappings = Remappings::of(self.root, self.config);
        let graph = Graph::read(&self.roots, &remappings, disk)?;
        let mut cache = Cache::open(self.root, self.options);
        let mut all: BTreeMap<(String, String), Found> = BTreeMap::new();
        for (solc, roots) in self.groups(&graph)? {
            let settings = self.settings(&solc, &remappings);
            let names: BTreeSet<&str> = roots.iter().flat_map(|root| graph.closure(root)).collect();
            let names: Vec<&str> =
                names.into_iter().filter(|name| graph.nodes[*name].has_contracts).collect();
            let job = Job { solc: &solc, settings: &settings, graph: &graph };
            for entry in job.entries(&names, &mut cache, progress)? {
                for one in entry.into_found(&solc)? {
                    // Groups come newest compiler first: a dependency of several is taken from the newest.
                    all.entry((one.path.clone(), one.name.clone())).or_insert(one);
                }
            }
        }
        cache.prune();
        Ok(all.into_values().collect())
    }

    /// Which roots each compiler gets, newest compiler first.
    fn groups<'g>(&self, graph: &'g Graph) -> Result<Vec<(Solc, Vec<&'g str>)>, ProjectError> {
        let candidates = candidates(self.root, self.options, self.config, &self.why)?;
        let mut groups: Vec<(Solc, Vec<&str>)> =
            candidates.into_iter().map(|solc| (solc, Vec::new())).collect();
        for root in &self.roots {
            let Some((root, _)) = graph.nodes.get_key_value(root) else { continue };
            let demands: Vec<(&str, &str)> = graph
                .closure(root)
                .into_iter()
                .flat_map(|name| graph.nodes[name].pragmas.iter().map(move |demand| (name, demand.as_str())))
                .collect();
            let fits = |solc: &Solc| demands.iter().all(|(_, demand)| pragma::accepts(demand, &solc.version));
            match groups.iter_mut().find(|(solc, _)| fits(solc)) {
                Some((_, roots)) => roots.push(root),
                None => return Err(no_version_fits(root, &demands, &groups)),
            }
        }
        groups.retain(|(_, roots)| !roots.is_empty());
        Ok(groups)
    }

    fn settings(&self, solc: &Solc, remappings: &Remappings) -> Value {
        // solc knows these settings from these versions on.
        const VIA_IR_MIN: semver::Version = semver::Version::new(0, 8, 13);
        const CBOR_MIN: semver::Version = semver::Version::new(0, 8, 18);
        const HASH_MIN: semver::Version = semver::Version::new(0, 6, 0);
        let config = self.config;
        let mut settings = json!({
            "remappings": remappings.settings(),
            "optimizer": { "enabled": config.optimizer.unwrap_or(false), "runs": config.optimizer_runs.unwrap_or(200) },
        });
        if let Some(version) = &config.evm_version {
            settings["evmVersion"] = json!(version.to_ascii_lowercase());
        }
        let release = solc.release();
        if config.via_ir && release >= VIA_IR_MIN {
            settings["viaIR"] = json!(true);
        }
        if let Some(hash) = config.bytecode_hash.as_ref().filter(|_| release >= HASH_MIN) {
            settings["metadata"]["bytecodeHash"] = json!(hash);
        }
        if !config.cbor_metadata && release >= CBOR_MIN {
            settings["metadata"]["appendCBOR"] = json!(false);
        }
        settings
    }
}

/// One compiler's part of a build.
struct Job<'a> {
    solc: &'a Solc,
    settings: &'a Value,
    graph: &'a Graph,
}

impl Job<'_> {
    /// What the compiler gives for each of these sources, from the cache where it is there.
    fn entries(
        &self,
        names: &[&str],
        cache: &mut Cache,
        progress: &mut dyn FnMut(Step),
    ) -> Result<Vec<Entry>, ProjectError> {
        let mut entries = Vec::new();
        let mut dirty: Vec<(&str, String)> = Vec::new();
        for &name in names {
            let key = self.key(name);
            match cache.get(&key) {
                Some(entry) => entries.push(entry),
                None => dirty.push((name, key)),
            }
        }
        if dirty.is_empty() {
            return Ok(entries);
        }
        progress(Step::Compiling { compiler: self.solc.title(), files: dirty.len() });
        let dirty_names: Vec<&str> = dirty.iter().map(|(name, _)| *name).collect();
        let mut output = self.solc.compile(&self.input(&dirty_names))?;
        let contracts = take_contracts(&mut output);
        let summary: SolcOutput = serde_json::from_value(output).map_err(|error| ProjectError::Compiler {
            path: self.solc.path.clone(),
            detail: format!("its output has another form than expected: {error}"),
        })?;
        accepted(self.solc, &summary)?;
        let ids = summary.ids();
        for (name, key) in dirty {
            let named = contracts.get(name).cloned().unwrap_or_else(|| json!({}));
            let entry = Entry { path: name.to_owned(), ids: ids.clone(), contracts: named };
            cache.put(&key, &entry);
            entries.push(entry);
        }
        Ok(entries)
    }

    fn key(&self, name: &str) -> String {
        let mut text = format!("{}\n{}\n{name}\n", self.solc.version, self.settings);
        for inner in self.graph.closure(name) {
            let hash = alloy_primitives::keccak256(self.graph.nodes[inner].text.as_bytes());
            text.push_str(&format!("{inner} {hash}\n"));
        }
        format!("{:x}", alloy_primitives::keccak256(text))
    }

    fn input(&self, names: &[&str]) -> Vec<u8> {
        let closure: BTreeSet<&str> = names.iter().flat_map(|name| self.graph.closure(name)).collect();
        let sources: serde_json::Map<String, Value> = closure
            .into_iter()
            .map(|name| (name.to_owned(), json!({ "content": &*self.graph.nodes[name].text })))
            .collect();
        let mut settings = self.settings.clone();
        let selection: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), json!({ "*": outputs() }))).collect();
        settings["outputSelection"] = Value::Object(selection);
        json!({ "language": "Solidity", "sources": sources, "settings": settings }).to_string().into_bytes()
    }
}

/// What the compiler is asked for.
pub(crate) fn outputs() -> Value {
    json!([
        "abi",
        "metadata",
        "storageLayout",
        "evm.bytecode.object",
        "evm.bytecode.sourceMap",
        "evm.bytecode.linkReferences",
        "evm.deployedBytecode.object",
        "evm.deployedBytecode.sourceMap",
        "evm.deployedBytecode.linkReferences",
        "evm.deployedBytecode.immutableReferences",
    ])
}

impl Entry {
    fn into_found(self, solc: &Solc) -> Result<Vec<Found>, ProjectError> {
        let wrong = |detail: String| ProjectError::Compiler { path: solc.path.clone(), detail };
        let named = serde_json::from_value(self.contracts).map_err(|error| wrong(error.to_string()))?;
        let ids: Arc<SourceIds> = Arc::new(self.ids);
        found(BTreeMap::from([(self.path, named)]), &ids, Some(&solc.version.to_string())).map_err(wrong)
    }
}

/// The compilers that may be used, newest first: the one that is named, or all that are installed.
pub(crate) fn candidates(
    root: &Path,
    options: &Options,
    config: &FoundryConfig,
    why: &str,
) -> Result<Vec<Solc>, ProjectError> {
    let named = options.solc.as_ref().map(|path| (path.to_string_lossy().into_owned(), SolcOrigin::Option));
    let named = named.or_else(|| config.solc.clone().map(|solc| (solc, SolcOrigin::FoundryToml)));
    let no_compiler = |wanted: &str| ProjectError::NoCompiler {
        why: why.to_owned(),
        wanted: wanted.to_owned(),
        looked: looked_at(),
        advice: "install forge, or `npm install solc`, or name a compiler with --solc".to_owned(),
    };
    let Some((text, origin)) = named else {
        let all = installed(root);
        return if all.is_empty() { Err(no_compiler("any solc that the sources accept")) } else { Ok(all) };
    };
    if let Some(version) = version_in(text.trim_start_matches(['=', 'v'])).filter(|_| !is_path(&text)) {
        let all = installed(root);
        let versions = all.iter().map(|solc| solc.release().to_string()).collect::<Vec<_>>().join(", ");
        let fitting: Vec<Solc> = all.into_iter().filter(|solc| solc.release() == version).collect();
        return match (fitting.is_empty(), versions.is_empty()) {
            (false, _) => Ok(fitting),
            (true, true) => Err(no_compiler(&format!("solc {version}"))),
            (true, false) => Err(ProjectError::WrongCompiler {
                file: if origin == SolcOrigin::Option { "--solc".into() } else { "foundry.toml".into() },
                wanted: version.to_string(),
                found: versions,
                example: version.to_string(),
            }),
        };
    }
    // A path in foundry.toml is relative to the project, one on the command line to where we are.
    let path = PathBuf::from(&text);
    let path = if origin == SolcOrigin::FoundryToml { root.join(path) } else { path };
    let path = std::path::absolute(&path).map_err(ProjectError::io("read", &path))?;
    Ok(vec![Solc::at(&path, origin)?])
}

fn is_path(text: &str) -> bool {
    text.contains(['/', '\\'])
}

fn no_version_fits(root: &str, demands: &[(&str, &str)], groups: &[(Solc, Vec<&str>)]) -> ProjectError {
    let unmet =
        |(_, demand): &&(&str, &str)| !groups.iter().any(|(solc, _)| pragma::accepts(demand, &solc.version));
    let found = groups.iter().map(|(solc, _)| solc.release().to_string()).collect::<Vec<_>>().join(", ");
    if let Some((file, demand)) = demands.iter().find(unmet) {
        let example = pragma::example(demand);
        return ProjectError::WrongCompiler {
            file: (*file).to_owned(),
            wanted: (*demand).to_owned(),
            found,
            example,
        };
    }
    let mut all: Vec<&str> = demands.iter().map(|(_, demand)| *demand).collect();
    all.sort_unstable();
    all.dedup();
    let all = all.join(" and ");
    ProjectError::WrongCompiler {
        file: format!("{root}, with what it imports,"),
        example: pragma::example(&all),
        wanted: all,
        found,
    }
}
