//! Packs the museum into one compressed file, so that the binary carries it.
//!
//! Invariant: what is packed depends on nothing but the files of `museum/`: same files, same bytes.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

/// Effort of the compression; higher ones take seconds and gain little.
const LEVEL: u8 = 6;
/// Deepest folder below `museum/` that is packed.
const DEPTH_MAX: usize = 6;

fn main() -> io::Result<()> {
    let repository = Path::new("../..");
    let museum = repository.join("museum");
    let found = repository.join("docs/museum.json");
    for path in [&museum, &found] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = BTreeMap::new();
    read_folder(&museum, "", 0, &mut files)?;
    if found.is_file() {
        files.insert("museum.json".to_owned(), fs::read(&found)?);
    }
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("museum.pack"), miniz_oxide::deflate::compress_to_vec(&pack(&files), LEVEL))
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let is_made = name.starts_with('.') || name == "cache" || name == "lib";
        if is_made || depth > DEPTH_MAX {
            continue;
        }
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &format!("{path}/"), depth + 1, files)?;
        } else {
            let bytes = fs::read(entry.path())?;
            let bytes = if path.contains("/out") { slim(&path, bytes) } else { bytes };
            files.insert(path, bytes);
        }
    }
    Ok(())
}

/// An artifact without what the stand does not read: of a build-info only its head is, which source each id means.
fn slim(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    let Ok(text) = String::from_utf8(bytes.clone()) else { return bytes };
    if path.contains("/build-info/") {
        return match text.find(",\"language\":") {
            Some(end) => format!("{}}}\n", &text[..end]).into_bytes(),
            None => bytes,
        };
    }
    match (text.find(",\"methodIdentifiers\":{"), text.find(",\"metadata\":{")) {
        (Some(begin), Some(end)) if begin < end => format!("{}{}", &text[..begin], &text[end..]).into_bytes(),
        _ => bytes,
    }
}

/// The table (a line `offset length path` for each file, then an empty line), then the texts; equal ones lie there once.
fn pack(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut table = String::new();
    let mut texts = Vec::new();
    let mut placed: BTreeMap<&[u8], usize> = BTreeMap::new();
    for (path, bytes) in files {
        let at = *placed.entry(bytes).or_insert_with(|| {
            texts.extend_from_slice(bytes);
            texts.len() - bytes.len()
        });
        table.push_str(&format!("{at} {} {path}\n", bytes.len()));
    }
    table.push('\n');
    let mut all = table.into_bytes();
    all.extend(texts);
    all
}
