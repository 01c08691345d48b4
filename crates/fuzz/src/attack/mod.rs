//! The attacker: its accounts, how it reads a world, and the search for attacks that pay.
//!
//! Invariant: what the attacker does, a real contract can do; the engine knows nothing of it.

mod accounts;
mod act;
mod allowances;
mod alter;
mod arena;
mod assets;
mod books;
mod claims;
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
mod needs;
mod nest;
mod prospects;
mod restart;
mod roles;
mod settle;
mod signatures;
mod step;
mod vacant;
mod view;
mod ways;

pub use accounts::{ACCOMPLICE, ATTACKER, BANK, codes, install};
pub(crate) use accounts::{PLAN, hostile_runner, marked, marked_caller, word_of};
pub(crate) use act::ask;
pub use allowances::{Granted, Told};
pub(crate) use allowances::{TRANSFER_FROM, calldata_of_harm, harm_done, kept, mover};
pub(crate) use arena::TRANSFER;
pub use arena::{Arena, Exit, Wanted};
pub use assets::Asset;
pub use books::{Books, Taking};
pub(crate) use books::{shortage, till_short, unbacked};
pub use claims::Claim;
pub(crate) use claims::is_less;
pub(crate) use exits::{explore, frozen, privileged};
pub(crate) use honest::HONEST_TXS_MAX;
pub use honest::HonestTx;
pub use hunter::Hunter;
pub use ledger::{Change, DUST_SHARE, DUST_UNITS};
pub(crate) use ledger::{Held, Holdings, Ledger};
pub use loans::Loan;
pub use roles::{Asked, Membership, Role};
pub use signatures::Signatures;
pub(crate) use signatures::{Key, shown_in};
pub use view::{Input, View};
