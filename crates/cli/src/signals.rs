//! Ctrl-C: the first ends the search in order, the second ends the process.
//!
//! Invariant: outside a search one Ctrl-C is enough.

use crate::{error::CliError, exit::Exit};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// The wish to stop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop {
    pub(crate) wanted: Arc<AtomicBool>,
    searching: Arc<AtomicBool>,
}

impl Stop {
    /// Listens for Ctrl-C, and for a request to terminate.
    pub(crate) fn listen() -> Result<Self, CliError> {
        let stop = Self::default();
        let heard = stop.clone();
        let handler = move || {
            let first = !heard.wanted.swap(true, Ordering::SeqCst);
            if first && heard.searching.load(Ordering::SeqCst) {
                crate::show("\nstopping: what is in hand is confirmed and saved; Ctrl-C again ends at once");
            } else {
                std::process::exit(Exit::Incomplete as i32);
            }
        };
        ctrlc::set_handler(handler).map_err(|error| CliError::Signals(error.to_string()))?;
        Ok(stop)
    }

    /// From here on the first Ctrl-C is only a wish.
    pub(crate) fn search_begins(&self) {
        self.searching.store(true, Ordering::SeqCst);
    }
}
