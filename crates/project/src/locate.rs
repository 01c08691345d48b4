//! From a pc to file, line and function, and from a function to its pcs.
//!
//! Invariant: an answer names a source that the project holds; without its text, or without a source map, there is none.

use crate::CodeKind;
use crate::contract::Contract;
use crate::outline::{Function, FunctionKind};
use crate::pcs::{PcMap, Place};
use crate::sources::{Source, Sources};

/// A place in the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location<'a> {
    /// The file's project-relative path.
    pub file: &'a str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The last line of the place, from 1.
    pub line_end: u32,
    /// The function around it.
    pub function: Option<&'a str>,
    /// The contract that the function is written in.
    pub contract: Option<&'a str>,
    /// The text of the line.
    pub text: &'a str,
}

/// A function and the instructions that come from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionPcs {
    /// The file's project-relative path.
    pub file: String,
    /// The contract that it is written in; none for a free function.
    pub contract: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: FunctionKind,
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line, from 1.
    pub line_end: u32,
    /// The pcs of its instructions, ascending.
    pub pcs: Vec<u32>,
}

impl Contract {
    /// The place in the sources that the instruction at `pc` comes from.
    pub fn locate<'a>(&self, sources: &'a Sources, code: CodeKind, pc: usize) -> Option<Location<'a>> {
        let place = self.pc_map(code).place(pc)?;
        let source = self.source(sources, place)?;
        let (line, column) = source.line_column(place.start as usize);
        let (line_end, _) = source.line_column(place_end(place).saturating_sub(1).max(place.start as usize));
        let function = function_of(source, place);
        Some(Location {
            file: &source.path,
            line,
            column,
            line_end,
            function: function.map(|function| function.name.as_str()),
            contract: function.and_then(|function| function.contract.as_deref()),
            text: source.line(line).unwrap_or(""),
        })
    }

    /// The pcs of all instructions of a code, ascending; data after the code is read as instructions too.
    pub fn instruction_pcs(&self, code: CodeKind) -> &[u32] {
        self.pc_map(code).pcs()
    }

    /// The functions that have instructions in a code, with their pcs, in the order of file and line.
    pub fn functions(&self, sources: &Sources, code: CodeKind) -> &[FunctionPcs] {
        self.functions[code as usize].get_or_init(|| self.collect_functions(sources, code))
    }

    /// The pcs of the functions with this name in a code, ascending.
    pub fn function_pcs(&self, sources: &Sources, code: CodeKind, name: &str) -> Vec<u32> {
        let named = self.functions(sources, code).iter().filter(|function| function.name == name);
        let mut pcs: Vec<u32> = named.flat_map(|function| function.pcs.iter().copied()).collect();
        pcs.sort_unstable();
        pcs
    }

    fn collect_functions(&self, sources: &Sources, code: CodeKind) -> Vec<FunctionPcs> {
        let map = self.pc_map(code);
        let mut found: Vec<(usize, usize, Vec<u32>)> = Vec::new();
        for (index, &pc) in map.pcs().iter().enumerate() {
            let Some(place) = map.place_at(index) else { continue };
            let Some((file, source)) = self.numbered_source(sources, place) else { continue };
            let Some(function) = function_of(source, place) else { continue };
            let start = function.range.start;
            match found.binary_search_by_key(&(file, start), |entry| (entry.0, entry.1)) {
                Ok(at) => found[at].2.push(pc),
                Err(at) => found.insert(at, (file, start, vec![pc])),
            }
        }
        let mut functions: Vec<FunctionPcs> =
            found.into_iter().filter_map(|entry| describe(sources, entry)).collect();
        functions.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        functions
    }

    fn pc_map(&self, code: CodeKind) -> &PcMap {
        let code = self.code(code);
        code.pcs.get_or_init(|| PcMap::new(&code.bytes, &code.source_map))
    }

    fn source<'a>(&self, sources: &'a Sources, place: Place) -> Option<&'a Source> {
        self.numbered_source(sources, place).map(|(_, source)| source)
    }

    fn numbered_source<'a>(&self, sources: &'a Sources, place: Place) -> Option<(usize, &'a Source)> {
        let index = (*self.files.get(usize::try_from(place.file).ok()?)?)?;
        let source = sources.files().get(index)?;
        (place_end(place) <= source.text.len()).then_some((index, source))
    }
}

fn place_end(place: Place) -> usize {
    place.start as usize + place.len as usize
}

/// The function that holds the whole place; a place that is a whole contract is in none.
fn function_of(source: &Source, place: Place) -> Option<&Function> {
    let function = source.outline().function_at(place.start as usize)?;
    (place_end(place) <= function.range.end).then_some(function)
}

fn describe(sources: &Sources, (file, start, pcs): (usize, usize, Vec<u32>)) -> Option<FunctionPcs> {
    let source = sources.files().get(file)?;
    let function = source.outline().function_at(start)?;
    Some(FunctionPcs {
        file: source.path.to_string(),
        contract: function.contract.clone(),
        name: function.name.clone(),
        kind: function.kind,
        line: source.line_column(function.range.start).0,
        line_end: source.line_column(function.range.end.saturating_sub(1)).0,
        pcs,
    })
}
