//! The attacker: its accounts, how it reads a world, and the search for attacks that pay.
//!
//! Invariant: what the attacker does, a real contract can do; the engine knows nothing of it.

mod accounts;
mod act;
mod arena;
mod climb;
mod draw;
mod exits;
mod fill;
mod hunter;
mod keep;
mod ledger;
mod moves;
mod nest;
mod settle;
mod step;

pub use accounts::{ACCOMPLICE, ATTACKER, BANK, codes, install};
pub(crate) use accounts::{hostile_runner, word_of};
pub(crate) use act::ask;
pub use arena::{Arena, Asset, Exit, Input, Loan, Role, View};
pub(crate) use exits::{explore, frozen};
pub use hunter::Hunter;
pub use ledger::{Change, DUST_SHARE, DUST_UNITS};
pub(crate) use ledger::{Held, Holdings, Ledger};
