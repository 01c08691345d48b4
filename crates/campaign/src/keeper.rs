//! Writes the corpus, in a thread of its own: no worker and no clock waits for the disk.
//!
//! Invariant: what waits to be written is bounded; beyond it entries are passed over and counted, never the search slowed.

use crate::{exchange::Parcel, store::Corpus};
use crossbeam_channel::{Receiver, Sender};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Most bytes of sequences that wait to be written.
const WAITING_BYTES_MAX: usize = 64 << 20;
/// Memory of a transaction besides its data.
const TX_BYTES: usize = size_of::<hotfire_fuzz::Tx>();

/// How much waits to be written.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    bytes: AtomicUsize,
    passed_over: AtomicUsize,
}

/// Where a worker hands over corpus entries.
#[derive(Clone, Debug)]
pub(crate) struct Outlet<'a> {
    pub(crate) sink: Sender<(usize, Parcel)>,
    pub(crate) backlog: &'a Backlog,
}

impl Outlet<'_> {
    /// Hands entries over unless too much waits already.
    pub(crate) fn offer(&self, lane: usize, entries: &Parcel) {
        let bytes = bytes_of(entries);
        if self.backlog.bytes.load(Ordering::Relaxed) + bytes > WAITING_BYTES_MAX {
            self.backlog.passed_over.fetch_add(entries.len(), Ordering::Relaxed);
            return;
        }
        self.backlog.bytes.fetch_add(bytes, Ordering::Relaxed);
        // A keeper that has given up does not listen; it has said why.
        drop(self.sink.send((lane, entries.clone())));
    }
}

/// Writes until all workers have left; says what goes wrong, once.
pub(crate) fn keep(
    mut corpora: Vec<Corpus>,
    parcels: &Receiver<(usize, Parcel)>,
    backlog: &Backlog,
    out: &Sender<Notice>,
) {
    for (lane, parcel) in parcels {
        if let Err(error) = corpora[lane].insert(&parcel) {
            let why = if error.is_full() { "the disk is full" } else { "it cannot be written" };
            let message = format!("the corpus is kept in memory only from here on, because {why}: {error}");
            drop(out.send(Notice { message, is_failure: true }));
            return;
        }
        backlog.bytes.fetch_sub(bytes_of(&parcel), Ordering::Relaxed);
    }
    let passed_over = backlog.passed_over.load(Ordering::Relaxed);
    if passed_over > 0 {
        let message = format!(
            "{passed_over} sequences were not written: the disk is slower than the search; they may be found again"
        );
        drop(out.send(Notice { message, is_failure: false }));
    }
}

/// Something that the keeper has to say.
#[derive(Debug)]
pub(crate) struct Notice {
    pub(crate) message: String,
    /// The corpus is no longer written.
    pub(crate) is_failure: bool,
}

fn bytes_of(entries: &Parcel) -> usize {
    let of_one =
        |entry: &hotfire_fuzz::Sequence| entry.iter().map(|tx| tx.data.len() + TX_BYTES).sum::<usize>();
    entries.iter().map(of_one).sum()
}
