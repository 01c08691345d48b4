//! The project's source files: their text, lines and outlines.
//!
//! Invariant: a file is held once, whatever number of contracts is compiled from it; lines and outlines are made on
//! first use and never change.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::outline::Outline;

/// One source file.
#[derive(Debug)]
pub struct Source {
    /// Project-relative path, or the name that the compiler knows it by; `/` separates.
    pub path: Arc<str>,
    /// The text; empty when only artifacts are there.
    pub text: Arc<str>,
    lines: OnceLock<Vec<u32>>,
    outline: OnceLock<Outline>,
}

impl Source {
    pub(crate) fn new(path: &str, text: Arc<str>) -> Self {
        Self { path: path.into(), text, lines: OnceLock::new(), outline: OnceLock::new() }
    }

    /// What the file declares.
    pub fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(&self.text))
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (u32, u32) {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset).max(1);
        let start = starts[line - 1] as usize;
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).map_or(u32::MAX, |column| column + 1))
    }

    /// The text of a line, counted from 1, without its end.
    pub fn line(&self, line: u32) -> Option<&str> {
        let index = (line as usize).checked_sub(1)?;
        let starts = self.line_starts();
        let start = *starts.get(index)? as usize;
        let end = starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        self.text.get(start..end).map(|text| text.trim_end_matches(['\n', '\r']))
    }

    /// How many lines there are.
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.line_starts().len()).unwrap_or(u32::MAX)
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
            let starts = breaks.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
            std::iter::once(0).chain(starts).collect()
        })
    }
}

/// All source files of a project, by path and by number.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    by_path: BTreeMap<Arc<str>, usize>,
}

impl Sources {
    /// All files, in the order of their numbers.
    pub fn files(&self) -> &[Source] {
        &self.files
    }

    /// The file with this path.
    pub fn by_path(&self, path: &str) -> Option<&Source> {
        self.by_path.get(path).map(|&index| &self.files[index])
    }

    pub(crate) fn index_of(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Adds a file unless its path is there already; its number.
    pub(crate) fn add(&mut self, path: &str, text: impl FnOnce() -> Arc<str>) -> usize {
        if let Some(index) = self.index_of(path) {
            return index;
        }
        let source = Source::new(path, text());
        let index = self.files.len();
        self.by_path.insert(source.path.clone(), index);
        self.files.push(source);
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let source = Source::new("a.sol", "é=1;\r\n\nx".into());
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(2), (1, 2));
        assert_eq!(source.line_column(1), (1, 1), "inside a character counts as its beginning");
        assert_eq!(source.line_column(8), (3, 1));
        assert_eq!(source.line_column(999), (3, 2));
        assert_eq!((source.line(1), source.line(2), source.line(3)), (Some("é=1;"), Some(""), Some("x")));
        assert_eq!((source.line(0), source.line(4)), (None, None));
    }

    #[test]
    fn a_path_is_held_once() {
        let mut sources = Sources::default();
        assert_eq!(sources.add("a", || "1".into()), sources.add("a", || "2".into()));
        assert_eq!(&*sources.by_path("a").unwrap().text, "1");
    }
}
