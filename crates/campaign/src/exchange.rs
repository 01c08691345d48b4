//! Where workers leave new corpus entries for each other.
//!
//! Invariant: in round `r` a worker takes what the others left in round `r - LAG`, whole and in the order of the
//! workers; so what a worker knows depends on counts, not on the clock, and nobody waits for one who is less than
//! `LAG` rounds behind.

use hotfire_fuzz::Sequence;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Rounds that a worker may be ahead of the slowest.
pub(crate) const LAG: u64 = 2;
/// Rounds that are kept for the slowest: it may be `LAG` behind, and wants what is `LAG` older still.
const KEPT_ROUNDS_MAX: usize = 2 * LAG as usize + 2;
/// How often a waiting worker looks whether it should stop.
const WAIT: Duration = Duration::from_millis(20);

/// What one worker left in one round.
pub(crate) type Parcel = Arc<[Sequence]>;

/// The exchange of one campaign.
#[derive(Debug)]
pub(crate) struct Exchange {
    shelves: Mutex<Shelves>,
    changed: Condvar,
}

#[derive(Debug)]
struct Shelves {
    /// By lane, then by worker.
    lanes: Vec<Vec<Shelf>>,
    /// Workers that will leave nothing more.
    gone: Vec<bool>,
}

/// Parcels of consecutive rounds; the last is that of round `next - 1`.
#[derive(Clone, Debug, Default)]
struct Shelf {
    parcels: VecDeque<Parcel>,
    next: u64,
}

impl Exchange {
    pub(crate) fn new(lanes: usize, workers: usize) -> Self {
        let lanes = vec![vec![Shelf::default(); workers]; lanes];
        Self { shelves: Mutex::new(Shelves { lanes, gone: vec![false; workers] }), changed: Condvar::new() }
    }

    /// Leaves a parcel; `round` counts up from 0 without a gap.
    pub(crate) fn leave(&self, lane: usize, worker: usize, round: u64, parcel: Parcel) {
        let mut shelves = self.lock();
        let shelf = &mut shelves.lanes[lane][worker];
        assert_eq!(shelf.next, round, "a worker leaves one parcel a round");
        shelf.parcels.push_back(parcel);
        shelf.next += 1;
        if shelf.parcels.len() > KEPT_ROUNDS_MAX {
            shelf.parcels.pop_front();
        }
        drop(shelves);
        self.changed.notify_all();
    }

    /// What the others left for the taker's `round`, in the order of the workers; empty when it is to stop.
    pub(crate) fn take(&self, lane: usize, worker: usize, round: u64, stop: &AtomicBool) -> Vec<Parcel> {
        let Some(wanted) = round.checked_sub(LAG) else { return Vec::new() };
        let mut shelves = self.lock();
        loop {
            if stop.load(Ordering::Relaxed) {
                return Vec::new();
            }
            let ready = |other: usize| {
                other == worker || shelves.gone[other] || shelves.lanes[lane][other].next > wanted
            };
            if (0..shelves.gone.len()).all(ready) {
                let others = shelves.lanes[lane].iter().enumerate().filter(|(other, _)| *other != worker);
                return others.filter_map(|(_, shelf)| shelf.of_round(wanted)).collect();
            }
            let waited = self.changed.wait_timeout(shelves, WAIT);
            shelves = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A worker that has ended, however it ended, is not waited for.
    pub(crate) fn depart(&self, worker: usize) {
        self.lock().gone[worker] = true;
        self.changed.notify_all();
    }

    /// The shelves are whole between calls, so a panic elsewhere does not make them unusable.
    fn lock(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn of_round(&self, round: u64) -> Option<Parcel> {
        let first = self.next - self.parcels.len() as u64;
        let at = round.checked_sub(first).expect("a parcel is kept until the slowest has taken it");
        self.parcels.get(usize::try_from(at).ok()?).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn parcel(len: usize) -> Parcel {
        vec![Sequence::default(); len].into()
    }

    #[test]
    fn parcels_come_in_the_order_of_workers_whatever_the_speeds() {
        let (exchange, stop) = (Exchange::new(1, 3), AtomicBool::new(false));
        let taken: Vec<Vec<Vec<usize>>> = thread::scope(|scope| {
            let worker = |me: usize| {
                let (exchange, stop) = (&exchange, &stop);
                move || {
                    let mut all = Vec::new();
                    for round in 0..40 {
                        let sizes =
                            exchange.take(0, me, round, stop).iter().map(|parcel| parcel.len()).collect();
                        all.push(sizes);
                        if round % 3 == me as u64 {
                            thread::sleep(Duration::from_millis(1));
                        }
                        exchange.leave(0, me, round, parcel(me * 100 + usize::try_from(round).unwrap()));
                    }
                    all
                }
            };
            let threads: Vec<_> = (0..3).map(|me| scope.spawn(worker(me))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(taken[1][0], Vec::<usize>::new());
        assert_eq!(taken[1][1], Vec::<usize>::new());
        for (round, sizes) in taken[1].iter().enumerate().skip(2) {
            assert_eq!(*sizes, [round - 2, 200 + round - 2], "round {round}");
        }
    }

    #[test]
    fn nobody_waits_for_the_gone_or_after_a_stop() {
        let (exchange, stop) = (Exchange::new(1, 2), AtomicBool::new(false));
        exchange.leave(0, 1, 0, parcel(1));
        exchange.depart(1);
        assert_eq!(exchange.take(0, 0, 2, &stop).len(), 1);
        assert_eq!(exchange.take(0, 0, 3, &stop).len(), 0);
        let exchange = Exchange::new(1, 2);
        stop.store(true, Ordering::Relaxed);
        assert_eq!(exchange.take(0, 0, 9, &stop).len(), 0);
    }
}
