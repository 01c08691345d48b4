//! The campaign room: workers, threads, clock, budgets, events and the store.
//!
//! Invariant: nothing found is lost. A finding is on disk, synced, before it is announced.

mod budget;
pub mod event;
mod exchange;
mod gauge;
mod judge;
mod keeper;
mod ledger;
pub mod outcome;
mod runner;
mod speed;
mod stand;
pub mod store;
mod worker;

#[cfg(test)]
mod tests;

pub use budget::Budget;
pub use event::{Ended, Event, FindingCard, HarnessCard, Progress};
pub use judge::Renderer;
pub use outcome::{Covered, Fixed, Found, HarnessOutcome, NotConfirmed, Outcome};
pub use runner::{CLOSING, Campaign, Options};
pub use store::{Record, Store, StoreError};
