//! A source and everything that it imports.
//!
//! Invariant: every import of every source in a graph leads to a source in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ProjectError;
use crate::disk::Disk;
use crate::outline::Outline;
use crate::remap::Remappings;

/// How many sources one project may have.
const SOURCES_MAX: usize = 50_000;

/// One source to compile.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) text: Arc<str>,
    pub(crate) imports: Vec<String>,
    pub(crate) pragmas: Vec<String>,
    /// Whether there is a contract in it, whose code would be asked for.
    pub(crate) has_contracts: bool,
}

/// Sources by name, with their imports.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: BTreeMap<String, Node>,
}

impl Graph {
    /// Reads the sources with these names and all that they import.
    pub(crate) fn read(
        roots: &[String],
        remappings: &Remappings,
        disk: &mut Disk,
    ) -> Result<Self, ProjectError> {
        let mut graph = Self::default();
        let mut waiting: Vec<(String, Option<(String, String)>)> =
            roots.iter().map(|root| (root.clone(), None)).collect();
        while !waiting.is_empty() && graph.nodes.len() < SOURCES_MAX {
            disk.read_all(waiting.iter().map(|(name, _)| name.as_str()));
            let mut next = Vec::new();
            for (name, importer) in waiting {
                if graph.nodes.contains_key(&name) {
                    continue;
                }
                let Some(file) = disk.file(&name) else { return Err(missing(&name, importer, disk)) };
                let text = file.text.clone();
                let outline = Outline::of(&text);
                let resolved = |import: &String| (remappings.resolve(import, &name), import.clone());
                let imports: Vec<(String, String)> = outline.imports.iter().map(resolved).collect();
                next.extend(
                    imports
                        .iter()
                        .map(|(target, import)| (target.clone(), Some((name.clone(), import.clone())))),
                );
                let node = Node {
                    text,
                    imports: imports.into_iter().map(|(target, _)| target).collect(),
                    pragmas: outline.pragmas,
                    has_contracts: !outline.contracts.is_empty(),
                };
                graph.nodes.insert(name, node);
            }
            waiting = next;
        }
        Ok(graph)
    }

    /// The names of a source and all that it imports, directly or not.
    pub(crate) fn closure(&self, name: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> =
            self.nodes.get_key_value(name).map(|(name, _)| name.as_str()).into_iter().collect();
        while let Some(next) = waiting.pop() {
            if seen.insert(next) {
                waiting.extend(
                    self.nodes.get(next).into_iter().flat_map(|node| node.imports.iter().map(String::as_str)),
                );
            }
        }
        seen
    }
}

fn missing(name: &str, importer: Option<(String, String)>, disk: &Disk) -> ProjectError {
    let tried =
        disk.places(name).iter().map(|place| place.display().to_string()).collect::<Vec<_>>().join(", ");
    let (from, import) = importer.unwrap_or_else(|| ("the project".to_owned(), name.to_owned()));
    ProjectError::Import { import, from, tried }
}
