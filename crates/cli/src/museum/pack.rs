//! The museum that the binary carries: reading it, and laying a twin out on disk.
//!
//! Invariant: a twin is on disk whole or not at all.

use crate::{args::Variant, error::CliError};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/museum.pack"));

/// The folder that twins import from, beside them.
const COMMON: &str = "common";
/// Most bytes that the museum has when it is unpacked.
const BYTES_MAX: usize = 1 << 28;

/// All files of the museum.
#[derive(Debug)]
pub(crate) struct Pack {
    bytes: Vec<u8>,
    files: BTreeMap<String, Range<usize>>,
}

/// `incident.toml`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Incident {
    /// What it is called.
    pub(crate) title: String,
    /// The day of the attack.
    pub(crate) date: toml::value::Datetime,
    /// What was lost, in words.
    pub(crate) loss: String,
    /// The kind of flaw.
    pub(crate) vector: String,
    /// Roles whose keys were stolen.
    #[serde(default)]
    pub(crate) compromise: Vec<String>,
}

impl Pack {
    /// Unpacks the museum in memory.
    pub(crate) fn open() -> Result<Self, CliError> {
        let broken = |what: &str| CliError::Report(format!("the museum in the binary is broken: {what}"));
        let bytes = miniz_oxide::inflate::decompress_to_vec_with_limit(PACKED, BYTES_MAX)
            .map_err(|error| broken(&error.to_string()))?;
        let end = bytes.windows(2).position(|two| two == b"\n\n").ok_or_else(|| broken("no table"))? + 2;
        let table = std::str::from_utf8(&bytes[..end]).map_err(|error| broken(&error.to_string()))?;
        let mut files = BTreeMap::new();
        for line in table.lines().filter(|line| !line.is_empty()) {
            let (range, path) = entry(line, end).ok_or_else(|| broken(line))?;
            if range.end > bytes.len() {
                return Err(broken(line));
            }
            files.insert(path, range);
        }
        Ok(Self { bytes, files })
    }

    /// The ids of the incidents, sorted.
    pub(crate) fn ids(&self) -> Vec<&str> {
        self.files.keys().filter_map(|path| path.strip_suffix("/incident.toml")).collect()
    }

    /// A file's text.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(&self.bytes[self.files.get(path)?.clone()]).ok()
    }

    /// What is known of an incident.
    pub(crate) fn incident(&self, id: &str) -> Result<Incident, CliError> {
        let path = format!("{id}/incident.toml");
        let Some(text) = self.text(&path) else {
            return Err(CliError::NoIncident { id: id.to_owned(), near: near(id, &self.ids()) });
        };
        toml::from_str(text).map_err(|error| CliError::Report(format!("{path}: {error}")))
    }

    /// Lays a twin out as a project in `museum`, with what it imports beside it; what was there is replaced.
    pub(crate) fn unpack(&self, museum: &Path, id: &str, variant: Variant) -> Result<PathBuf, CliError> {
        let common: Vec<(String, &[u8])> =
            self.below(COMMON).map(|(path, bytes)| (path.to_owned(), bytes)).collect();
        let twin: Vec<(String, &[u8])> =
            self.below(id).filter_map(|(path, bytes)| Some((placed(path, variant)?, bytes))).collect();
        lay_out(museum, COMMON, &common)?;
        lay_out(museum, &format!("{id}-{variant}"), &twin)
    }

    fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.files.iter().filter_map(move |(path, range)| {
            let inner = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((inner, &self.bytes[range.clone()]))
        })
    }
}

/// Where a file of an incident's folder lies in the project of one of its twins; `None` if it is of the other.
fn placed(path: &str, variant: Variant) -> Option<String> {
    if variant == Variant::Vulnerable {
        return (!path.starts_with("out-patched/") && path != "Patched.sol").then(|| path.to_owned());
    }
    match path {
        "Vulnerable.sol" => None,
        "Patched.sol" => Some("Vulnerable.sol".to_owned()),
        // Which source each id means is the same for both.
        _ if path.starts_with("out/build-info/") => Some(path.to_owned()),
        _ if path.starts_with("out/") => None,
        _ => Some(match path.strip_prefix("out-patched/") {
            Some(inner) => format!("out/{inner}"),
            None => path.to_owned(),
        }),
    }
}

/// Writes a folder under another name, and gives it its own when it is whole.
fn lay_out(museum: &Path, name: &str, files: &[(String, &[u8])]) -> Result<PathBuf, CliError> {
    let folder = museum.join(name);
    let part = museum.join(format!(".{name}.part{}", std::process::id()));
    let old = museum.join(format!(".{name}.old{}", std::process::id()));
    let cannot = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| CliError::Write { path, source }
    };
    for (path, bytes) in files {
        let file = part.join(path);
        let parent = file.parent().unwrap_or(&part);
        fs::create_dir_all(parent).map_err(cannot(parent))?;
        fs::write(&file, own_project(path, bytes)).map_err(cannot(&file))?;
    }
    if folder.exists() {
        fs::rename(&folder, &old).map_err(cannot(&folder))?;
    }
    fs::rename(&part, &folder).map_err(cannot(&folder))?;
    if old.exists() {
        fs::remove_dir_all(&old).map_err(cannot(&old))?;
    }
    Ok(folder)
}

/// A project of its own does not know the compilers of this repository: forge chooses one by the pragmas.
fn own_project(path: &str, bytes: &[u8]) -> Vec<u8> {
    if path != "foundry.toml" {
        return bytes.to_owned();
    }
    let text = String::from_utf8_lossy(bytes);
    let kept = text.lines().filter(|line| !line.starts_with("solc =") && !line.starts_with("offline ="));
    kept.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
}

fn entry(line: &str, texts: usize) -> Option<(Range<usize>, String)> {
    let mut parts = line.splitn(3, ' ');
    let at = texts.checked_add(parts.next()?.parse().ok()?)?;
    let end = at.checked_add(parts.next()?.parse().ok()?)?;
    Some((at..end, parts.next()?.to_owned()))
}

/// The ids that look like the one that was given.
fn near(id: &str, ids: &[&str]) -> String {
    let id = id.to_ascii_lowercase();
    let stem = id.get(..3).unwrap_or(&id);
    let near: Vec<&str> = ids.iter().filter(|known| known.contains(stem)).copied().collect();
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_incident_has_what_it_needs() {
        let pack = Pack::open().unwrap();
        let ids = pack.ids();
        assert!(ids.len() >= 40 && ids.contains(&"the-dao"), "{ids:?}");
        for id in ids {
            let incident = pack.incident(id).unwrap();
            assert!(
                !incident.title.is_empty() && !incident.loss.is_empty() && !incident.vector.is_empty(),
                "{id}"
            );
            assert!(pack.text(&format!("{id}/README.md")).is_some_and(|page| page.starts_with("# ")), "{id}");
            for file in ["World.sol", "Vulnerable.sol", "Patched.sol", "foundry.toml"] {
                assert!(pack.text(&format!("{id}/{file}")).is_some(), "{id}/{file}");
            }
        }
        let error = pack.incident("dao").unwrap_err().to_string();
        assert!(error.contains("did you mean the-dao?"), "{error}");
    }

    #[test]
    fn a_twin_is_laid_out_in_place_of_the_other() {
        let home = tempfile::tempdir().unwrap();
        let pack = Pack::open().unwrap();
        for variant in [Variant::Vulnerable, Variant::Patched] {
            let folder = pack.unpack(home.path(), "the-dao", variant).unwrap();
            assert_eq!(folder, home.path().join(format!("the-dao-{variant}")));
            let wanted = match variant {
                Variant::Vulnerable => "the-dao/Vulnerable.sol",
                Variant::Patched => "the-dao/Patched.sol",
            };
            assert_eq!(
                fs::read_to_string(folder.join("Vulnerable.sol")).unwrap(),
                pack.text(wanted).unwrap()
            );
            assert!(!folder.join("Patched.sol").exists() && !folder.join("out-patched").exists());
            assert!(!fs::read_to_string(folder.join("foundry.toml")).unwrap().contains("solc ="));
            let mut options = hotfire_project::Options::new(&folder);
            options.no_build = true;
            let project = hotfire_project::Project::load(&options, &mut |_| {}).unwrap();
            assert!(project.notes.is_empty(), "{:?}", project.notes);
        }
        let mut left: Vec<String> = fs::read_dir(home.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["common", "the-dao-patched", "the-dao-vulnerable"]);
    }
}
