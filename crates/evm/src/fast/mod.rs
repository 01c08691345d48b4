//! The fast engine: revm's interpreter over our own host, frames and state.
//!
//! Invariant: it gives what plain revm gives, gas included.

mod chain;
mod codes;
mod create;
mod dump;
mod formula;
mod frame;
mod hooks;
mod host;
mod intern;
mod keccak;
mod logs;
#[cfg(test)]
mod model;
mod ops;
mod ops_call;
mod ops_jump;
mod ops_watch;
mod run;
mod snapshot;
mod state;
mod table;
mod tracer;
mod transact;
mod warmth;
mod watching;

pub use chain::SAVED_MAX;
pub(crate) use formula::Recall;
pub(crate) use frame::{frame_status, halt_of};
pub(crate) use intern::hash_word;
pub use snapshot::Snapshot;
pub use state::DEPLOYED_MAX;
pub(crate) use state::Saved;
pub(crate) use tracer::{Entry, Tracer};
pub use transact::{CELLS_MAX, CODE_BYTES_MAX, FastExecutor};
