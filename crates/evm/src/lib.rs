//! The EVM room: worlds, snapshots, two engines behind one seam, coverage, comparisons, traces and cheatcodes.
//!
//! Invariant: `revm` types do not leave this crate, and both engines give the same outcome for the same call.

pub mod chain;
pub mod cheats;
pub mod cmplog;
pub mod coverage;
mod edges;
pub mod executor;
pub mod fast;
pub mod outcome;
pub mod reads;
pub mod reference;
pub mod setup;
pub mod trace;
pub mod world;

pub use alloy_primitives::{Address, B256, Bytes, U256};
pub use executor::Executor;
pub use fast::{FastExecutor, Snapshot};
pub use reference::ReferenceExecutor;
pub use trace::CallTree;
pub use world::{World, WorldError};
