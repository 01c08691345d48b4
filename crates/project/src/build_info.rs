//! forge's build-info: which source each of the compiler's ids means, and, in a full one, the sources' texts.
//!
//! Invariant: the head is read without reading the rest, since a full build-info can have hundreds of megabytes.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};

use crate::assemble::SourceIds;
use crate::limits::{files_under, in_parallel, read_bytes};

/// What the head of a build-info says.
#[derive(Debug, Clone)]
pub(crate) struct BuildInfo {
    pub(crate) file: PathBuf,
    pub(crate) id: String,
    pub(crate) ids: Arc<SourceIds>,
}

/// All build-infos of a folder, by file name; broken ones are left out.
pub(crate) fn build_infos(folder: &Path) -> Vec<BuildInfo> {
    let files = files_under(folder, ".json", &[]);
    in_parallel(&files, |file| head(file)).into_iter().flatten().collect()
}

fn head(file: &Path) -> Option<BuildInfo> {
    let mut seen = Head::default();
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(File::open(file).ok()?));
    // The error that ends the reading early is ours: `seen` has what is wanted by then.
    let _ = serde::Deserializer::deserialize_map(&mut json, &mut seen);
    let ids = match seen.paths {
        Some(paths) => numbered(paths),
        None => full_ids(file)?,
    };
    let stem = || file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    Some(BuildInfo { id: seen.id.or_else(stem)?, ids: Arc::new(ids), file: file.to_owned() })
}

fn numbered(paths: BTreeMap<String, String>) -> SourceIds {
    paths.into_iter().filter_map(|(id, path)| Some((id.parse().ok()?, path))).collect()
}

#[derive(Debug, Default)]
struct Head {
    id: Option<String>,
    paths: Option<BTreeMap<String, String>>,
}

impl<'de> Visitor<'de> for &mut Head {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a build-info")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => self.id = Some(map.next_value()?),
                "source_id_to_path" => self.paths = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            if self.id.is_some() && self.paths.is_some() {
                return Err(M::Error::custom("enough"));
            }
        }
        Ok(())
    }
}

/// The ids from solc's output, for build-infos of old versions of forge.
fn full_ids(file: &Path) -> Option<SourceIds> {
    #[derive(Deserialize)]
    struct Full {
        output: Output,
    }
    #[derive(Deserialize)]
    struct Output {
        sources: BTreeMap<String, Id>,
    }
    #[derive(Deserialize)]
    struct Id {
        id: u32,
    }
    let full: Full = serde_json::from_slice(&read_bytes(file).ok()?).ok()?;
    Some(full.output.sources.into_iter().map(|(path, source)| (source.id, path)).collect())
}

/// The sources' texts, when the build-info is a full one.
pub(crate) fn texts(file: &Path) -> BTreeMap<String, Arc<str>> {
    #[derive(Deserialize)]
    struct Full {
        input: Option<Input>,
    }
    #[derive(Deserialize)]
    struct Input {
        sources: BTreeMap<String, Text>,
    }
    #[derive(Deserialize)]
    struct Text {
        content: Option<Arc<str>>,
    }
    let full: Option<Full> = read_bytes(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let sources = full.and_then(|full| full.input).map(|input| input.sources).unwrap_or_default();
    sources.into_iter().filter_map(|(path, text)| Some((path, text.content?))).collect()
}
