//! The attacker: its accounts, how it reads a world, and the search for attacks that pay.
//!
//! Invariant: what the attacker does, a real contract can do; the engine knows nothing of it.

mod accounts;
mod act;
mod arena;
mod assets;
mod climb;
mod draw;
mod exits;
mod fill;
mod honest;
mod hunter;
mod keep;
mod ledger;
mod loans;
mod moves;
mod nest;
mod roles;
mod settle;
mod step;
mod view;

pub use accounts::{ACCOMPLICE, ATTACKER, BANK, codes, install};
pub(crate) use accounts::{hostile_runner, word_of};
pub(crate) use act::ask;
pub use arena::{Arena, Exit, Wanted};
pub use assets::Asset;
pub(crate) use exits::{explore, frozen, privileged};
pub(crate) use honest::HONEST_TXS_MAX;
pub use honest::HonestTx;
pub use hunter::Hunter;
pub use ledger::{Change, DUST_SHARE, DUST_UNITS};
pub(crate) use ledger::{Held, Holdings, Ledger};
pub use loans::Loan;
pub use roles::Role;
pub use view::{Input, View};
