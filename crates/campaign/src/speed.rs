//! Executions a second over the last few seconds.
//!
//! Invariant: at most [`SAMPLES_MAX`] samples are held.

use std::{collections::VecDeque, time::Duration};

/// Samples held; the rate is that between the oldest and the newest.
const SAMPLES_MAX: usize = 20;

#[derive(Debug, Default)]
pub(crate) struct Speed {
    samples: VecDeque<(Duration, u64)>,
}

impl Speed {
    /// Notes how many executions there are by now and tells the rate.
    pub(crate) fn note(&mut self, at: Duration, executions: u64) -> f64 {
        if self.samples.len() == SAMPLES_MAX {
            self.samples.pop_front();
        }
        self.samples.push_back((at, executions));
        let (since, before) =
            if self.samples.len() < SAMPLES_MAX { (Duration::ZERO, 0) } else { self.samples[0] };
        let secs = (at - since).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let done = executions.saturating_sub(before) as f64;
        if secs > 0.0 { done / secs } else { 0.0 }
    }
}
