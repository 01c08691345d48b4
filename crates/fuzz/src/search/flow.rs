//! Which function reads what another one wrote.
//!
//! Invariant: the table has a fixed size: functions times functions.

use hashbrown::HashMap;

/// Most slots whose last writer is remembered.
const SLOTS_MAX: usize = 65_536;
/// Most functions that are told apart.
const FUNCTIONS_MAX: usize = 512;

/// A place that is written and read: engine cell.
pub(crate) type Cell = u32;

/// Storage dataflow between functions.
#[derive(Debug)]
pub(crate) struct Flows {
    functions: usize,
    writer: HashMap<Cell, u16, foldhash::fast::FixedState>,
    pairs: Vec<bool>,
    /// For each function, those that read what it wrote.
    readers: Vec<Vec<usize>>,
}

impl Flows {
    pub(crate) fn new(functions: usize) -> Self {
        let functions = functions.min(FUNCTIONS_MAX);
        Self {
            functions,
            writer: HashMap::default(),
            pairs: vec![false; functions * functions],
            readers: vec![Vec::new(); functions],
        }
    }

    /// A function read a cell; `true` if it reads what another function wrote, for the first time.
    pub(crate) fn note_read(&mut self, function: usize, cell: Cell) -> bool {
        let Some(&writer) = self.writer.get(&cell) else { return false };
        let writer = usize::from(writer);
        if function >= self.functions || writer == function {
            return false;
        }
        let pair = &mut self.pairs[writer * self.functions + function];
        if *pair {
            return false;
        }
        *pair = true;
        self.readers[writer].push(function);
        true
    }

    /// A function wrote a cell.
    pub(crate) fn note_write(&mut self, function: usize, cell: Cell) {
        if function >= self.functions {
            return;
        }
        if self.writer.len() >= SLOTS_MAX {
            self.writer.clear();
        }
        self.writer.insert(cell, function as u16);
    }

    /// Functions that read what this one wrote.
    pub(crate) fn readers(&self, function: usize) -> &[usize] {
        self.readers.get(function).map_or(&[], Vec::as_slice)
    }
}
