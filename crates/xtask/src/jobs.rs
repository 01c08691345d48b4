//! Does the same with many things, a few at a time.
//!
//! Invariant: results come in the order of the things, however long each took.

use std::sync::{Mutex, PoisonError};

/// Processors that this process may use.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Applies the function to each thing in up to `threads` threads.
pub(crate) fn each<T: Send, R: Send>(
    things: Vec<T>,
    threads: usize,
    apply: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let queue = Mutex::new(things.into_iter().enumerate());
    let results = Mutex::new(Vec::new());
    let work = || {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((at, thing)) = next else { return };
            let result = apply(thing);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order() {
        let slow_first = |n: u64| {
            std::thread::sleep(std::time::Duration::from_millis(20 - n));
            n * 2
        };
        assert_eq!(each((0..20).collect(), 4, slow_first), (0..20).map(|n| n * 2).collect::<Vec<_>>());
    }
}
