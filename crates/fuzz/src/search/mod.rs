//! The search of one worker: walks through states, a corpus of what was new, and solving of single comparisons.
//!
//! Invariant: one worker's run is a function of harness, seed, worker index, executions and imports.

mod blobs;
mod climb;
mod corpus;
mod draft;
mod fire;
mod flow;
mod fuzzer;
mod input;
mod math;
mod observe;
mod plan;
mod policy;
mod roam;
mod seed;
mod sites;
mod solve;
mod target;
mod trim;
mod walk;

pub(crate) use draft::function_of;
pub use fuzzer::{FuzzOptions, FuzzStats, Fuzzer};
pub(crate) use seed::dictionary_of;
