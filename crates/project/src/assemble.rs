//! From what compilers left to contracts: one shape for all kinds of project.
//!
//! Invariant: contracts are in the order of path and name, whatever order they were found in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use alloy_json_abi::JsonAbi;

use crate::artifact::Compiled;
use crate::contract::{Contract, ContractKind};
use crate::inline::InlineConfig;
use crate::limits::in_parallel;
use crate::sources::{Source, Sources};

/// The compiler's source ids of one compilation.
pub(crate) type SourceIds = BTreeMap<u32, String>;

/// The largest source id that is followed; a compilation has fewer sources.
const SOURCE_ID_MAX: u32 = 100_000;

/// One contract as it was found, before its sources are known.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) compiled: Compiled,
    pub(crate) ids: Arc<SourceIds>,
    /// The compiler's version, when the metadata lacks it.
    pub(crate) compiler: Option<String>,
}

/// Which folders are the project's own and which hold tests.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    pub(crate) own: Vec<String>,
    pub(crate) test: Vec<String>,
}

impl Folders {
    fn is_test(&self, path: &str) -> bool {
        path.ends_with(".t.sol") || self.test.iter().any(|folder| is_under(path, folder))
    }

    pub(crate) fn is_own(&self, path: &str) -> bool {
        self.is_test(path) || self.own.iter().any(|folder| is_under(path, folder))
    }
}

/// Whether a project-relative path lies in a folder; the folders `""` and `.` hold everything but dependencies and what
/// lies above the project.
pub(crate) fn is_under(path: &str, folder: &str) -> bool {
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    if folder.is_empty() || folder == "." {
        return !["node_modules/", "lib/", "@", "../"].iter().any(|outside| path.starts_with(outside));
    }
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Makes contracts and sources; `text` gives a source's text by its name.
pub(crate) fn assemble(
    mut found: Vec<Found>,
    folders: &Folders,
    text: impl Fn(&str) -> Option<Arc<str>>,
) -> (Vec<Contract>, Sources) {
    found.sort_by(|a, b| (&a.path, &a.name).cmp(&(&b.path, &b.name)));
    let sources = gather_sources(&found, text);
    let with_contracts: BTreeSet<usize> =
        found.iter().filter_map(|one| sources.index_of(&one.path)).collect();
    let with_contracts: Vec<usize> = with_contracts.into_iter().collect();
    in_parallel(&with_contracts, |&index| {
        sources.files()[index].outline();
    });
    let mut tables: BTreeMap<*const SourceIds, Arc<Vec<Option<usize>>>> = BTreeMap::new();
    let mut contracts = Vec::with_capacity(found.len());
    for one in found {
        let key = Arc::as_ptr(&one.ids);
        let files = tables.entry(key).or_insert_with(|| Arc::new(file_table(&one.ids, &sources))).clone();
        contracts.push(contract(one, files, folders, &sources));
    }
    (contracts, sources)
}

fn gather_sources(found: &[Found], text: impl Fn(&str) -> Option<Arc<str>>) -> Sources {
    let mut names = BTreeSet::new();
    for one in found {
        names.insert(one.path.as_str());
        names.extend(one.ids.values().map(String::as_str));
        names.extend(
            one.compiled.metadata.iter().flat_map(|metadata| metadata.sources.keys().map(String::as_str)),
        );
    }
    let mut sources = Sources::default();
    for name in names {
        sources.add(name, || text(name).unwrap_or_else(|| "".into()));
    }
    sources
}

fn file_table(ids: &SourceIds, sources: &Sources) -> Vec<Option<usize>> {
    let Some((&last, _)) = ids.range(..=SOURCE_ID_MAX).next_back() else { return Vec::new() };
    (0..=last).map(|id| ids.get(&id).and_then(|path| sources.index_of(path))).collect()
}

fn contract(found: Found, files: Arc<Vec<Option<usize>>>, folders: &Folders, sources: &Sources) -> Contract {
    let Found { path, name, compiled, compiler, .. } = found;
    let source = sources.by_path(&path);
    let declared = source.and_then(|source| source.outline().contract(&name));
    let kind = declared.map_or_else(|| guess_kind(&compiled), |declaration| declaration.kind);
    let metadata = compiled.metadata.unwrap_or_default();
    let used: Vec<usize> = if metadata.sources.is_empty() {
        files.iter().copied().flatten().collect()
    } else {
        metadata.sources.keys().filter_map(|name| sources.index_of(name)).collect()
    };
    let version = compiler.unwrap_or_default();
    let version = if metadata.compiler.version.is_empty() { &version } else { &metadata.compiler.version };
    let abi: Arc<JsonAbi> = compiled.abi.into();
    Contract {
        kind,
        abi,
        init: compiled.init,
        runtime: compiled.runtime,
        is_test_source: folders.is_test(&path),
        is_own_source: folders.is_own(&path),
        compiler: semver::Version::parse(version.trim_start_matches('v')).ok(),
        evm_version: metadata.settings.evm_version,
        bases: bases(&path, &name, &used, sources),
        forge_config: source.map(|source| inline_config(source, &name)).unwrap_or_default(),
        storage_layout: compiled.storage_layout.map(Arc::new),
        sources: used,
        files,
        functions: [OnceLock::new(), OnceLock::new()],
        name,
        path,
    }
}

fn inline_config(source: &Source, contract: &str) -> InlineConfig {
    if source.text.contains("forge-config:") {
        InlineConfig::of(&source.text, source.outline(), contract)
    } else {
        InlineConfig::default()
    }
}

/// What a contract is when its source is not there.
fn guess_kind(compiled: &Compiled) -> ContractKind {
    // Library code begins by comparing its own address: PUSH20 0… ADDRESS EQ.
    const LIBRARY_TAIL: [u8; 2] = [0x30, 0x14];
    let code = &compiled.runtime.bytes;
    let is_library = code.first() == Some(&0x73)
        && code.get(1..21).is_some_and(|address| address.iter().all(|&byte| byte == 0))
        && code.get(21..23) == Some(&LIBRARY_TAIL[..]);
    match (is_library, compiled.init.is_empty(), compiled.abi.constructor.is_some()) {
        (true, _, _) => ContractKind::Library,
        (false, false, _) => ContractKind::Contract,
        (false, true, true) => ContractKind::Abstract,
        (false, true, false) => ContractKind::Interface,
    }
}

/// The names of all bases, nearest first.
fn bases(path: &str, name: &str, used: &[usize], sources: &Sources) -> Vec<String> {
    const BASES_MAX: usize = 256;
    let mut order: Vec<String> = Vec::new();
    let mut waiting = vec![(path.to_owned(), name.to_owned())];
    let mut next = 0;
    while next < waiting.len() && order.len() < BASES_MAX {
        let (path, name) = waiting[next].clone();
        next += 1;
        let Some(declaration) = sources.by_path(&path).and_then(|source| source.outline().contract(&name))
        else {
            continue;
        };
        for base in &declaration.bases {
            if order.contains(base) || base == &name {
                continue;
            }
            order.push(base.clone());
            let own = sources.by_path(&path).filter(|source| source.outline().contract(base).is_some());
            let others = used.iter().filter_map(|&index| sources.files().get(index));
            let home =
                own.or_else(|| others.into_iter().find(|source| source.outline().contract(base).is_some()));
            waiting.extend(home.map(|source| (source.path.to_string(), base.clone())));
        }
    }
    order
}
