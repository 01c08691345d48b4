//! From an import path to the compiler's name of a source, as solc and forge do it.
//!
//! Invariant: the rules are solc's: the longest context wins, then the longest prefix, then the later entry.

use std::path::Path;

use crate::FoundryConfig;
use crate::limits::read_text;

/// One `context:prefix=target`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Remapping {
    context: String,
    prefix: String,
    target: String,
}

/// A project's remappings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remappings {
    entries: Vec<Remapping>,
}

impl Remappings {
    /// Those of the configuration, after those that follow from the folders of dependencies.
    pub(crate) fn of(root: &Path, config: &FoundryConfig) -> Self {
        let mut all = Self::default();
        if config.auto_detect_remappings {
            for lib in config.libs.iter().filter(|lib| !lib.ends_with("node_modules")) {
                all.detect(root, lib, DEPTH_MAX);
            }
        }
        for text in &config.remappings {
            all.add(text);
        }
        all
    }

    fn add(&mut self, text: &str) {
        let Some((from, target)) = text.split_once('=') else { return };
        let (context, prefix) = from.split_once(':').unwrap_or(("", from));
        let parts = [context, prefix, target].map(|part| part.trim().to_owned());
        let [context, prefix, target] = parts;
        self.entries.retain(|entry| (&entry.context, &entry.prefix) != (&context, &prefix));
        self.entries.push(Remapping { context, prefix, target });
    }

    /// `lib/x` becomes `x/=lib/x/src/`; what a dependency itself depends on comes first, so that it does not hide ours.
    fn detect(&mut self, root: &Path, lib: &str, depth_left: usize) {
        let Ok(entries) = std::fs::read_dir(root.join(lib)) else { return };
        let mut names: Vec<String> =
            entries.filter_map(Result::ok).filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.retain(|name| root.join(lib).join(name).is_dir() && !name.starts_with('.'));
        names.sort();
        for name in &names {
            let folder = format!("{lib}/{name}");
            if depth_left > 0 {
                self.detect(root, &format!("{folder}/lib"), depth_left - 1);
            }
            self.inherit(root, &folder);
        }
        for name in &names {
            let folder = format!("{lib}/{name}");
            let inner =
                ["src", "contracts"].into_iter().find(|inner| root.join(&folder).join(inner).is_dir());
            let target = inner.map_or_else(|| format!("{folder}/"), |inner| format!("{folder}/{inner}/"));
            self.add(&format!("{name}/={target}"));
        }
    }

    /// A dependency's own `remappings.txt`, with targets inside it.
    fn inherit(&mut self, root: &Path, folder: &str) {
        let Ok(text) = read_text(&root.join(folder).join("remappings.txt")) else { return };
        for line in text.lines() {
            if let Some((prefix, target)) =
                line.trim().split_once('=').filter(|(prefix, _)| !prefix.contains(':'))
            {
                self.add(&format!("{prefix}={folder}/{target}"));
            }
        }
    }

    /// The compiler's name of what `from` imports.
    pub(crate) fn resolve(&self, import: &str, from: &str) -> String {
        let name = if import.starts_with("./") || import.starts_with("../") {
            join(from, import)
        } else {
            import.to_owned()
        };
        let fits = |entry: &&Remapping| from.starts_with(&entry.context) && name.starts_with(&entry.prefix);
        // Of equals `max_by_key` takes the last.
        let best =
            self.entries.iter().filter(fits).max_by_key(|entry| (entry.context.len(), entry.prefix.len()));
        best.map_or_else(|| name.clone(), |entry| format!("{}{}", entry.target, &name[entry.prefix.len()..]))
    }

    /// For solc's settings.
    pub(crate) fn settings(&self) -> Vec<String> {
        let text = |entry: &Remapping| match entry.context.as_str() {
            "" => format!("{}={}", entry.prefix, entry.target),
            context => format!("{context}:{}={}", entry.prefix, entry.target),
        };
        self.entries.iter().map(text).collect()
    }
}

/// How deep dependencies of dependencies are looked for.
const DEPTH_MAX: usize = 3;

/// A relative import path from the folder of the importing source.
fn join(from: &str, import: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remappings(entries: &[&str]) -> Remappings {
        let mut all = Remappings::default();
        entries.iter().for_each(|entry| all.add(entry));
        all
    }

    #[test]
    fn the_longest_context_then_the_longest_prefix_wins() {
        let all = remappings(&["a/=lib/a/src/", "a/b/=lib/ab/", "lib/c/:a/=lib/c/lib/a/"]);
        assert_eq!(all.resolve("a/X.sol", "src/A.sol"), "lib/a/src/X.sol");
        assert_eq!(all.resolve("a/b/X.sol", "src/A.sol"), "lib/ab/X.sol");
        assert_eq!(all.resolve("a/b/X.sol", "lib/c/A.sol"), "lib/c/lib/a/b/X.sol");
        assert_eq!(all.resolve("./B.sol", "src/A.sol"), "src/B.sol");
        assert_eq!(all.resolve("../lib/./B.sol", "src/x/A.sol"), "src/lib/B.sol");
        assert_eq!(all.resolve("@oz/B.sol", "src/A.sol"), "@oz/B.sol");
    }

    #[test]
    fn dependencies_give_remappings_that_the_configuration_overrides() {
        let folder = tempfile::tempdir().unwrap();
        for inner in ["lib/a/src", "lib/b/contracts", "lib/c", "lib/a/lib/d/src"] {
            std::fs::create_dir_all(folder.path().join(inner)).unwrap();
        }
        std::fs::write(folder.path().join("lib/c/remappings.txt"), "e/=lib/e/\n").unwrap();
        let config = FoundryConfig { remappings: vec!["b/=other/".into()], ..FoundryConfig::default() };
        let all = Remappings::of(folder.path(), &config);
        let resolve = |import: &str| all.resolve(import, "src/A.sol");
        assert_eq!(resolve("a/X.sol"), "lib/a/src/X.sol");
        assert_eq!(resolve("b/X.sol"), "other/X.sol");
        assert_eq!(resolve("c/X.sol"), "lib/c/X.sol");
        assert_eq!(resolve("d/X.sol"), "lib/a/lib/d/src/X.sol");
        assert_eq!(resolve("e/X.sol"), "lib/c/lib/e/X.sol");
    }
}
