//! The report room: what a finding looks like on disk and on a terminal.
//!
//! Invariant: a report says what was tried, what was reached and what was not; no format says that something is safe.
//!
//! A finding becomes four things: [`proof`] (a Foundry test that passes exactly while the flaw is there), [`record`] (to keep
//! and to replay), [`trace`] (what happened inside) and a [`ReportedFinding`], from which [`terminal`] and [`json`] are written.

pub mod amount;
pub mod case;
pub mod error;
pub mod files;
pub mod flow;
pub mod gaps;
pub mod json;
pub mod names;
pub mod number;
pub mod place;
pub mod proof;
pub mod record;
pub mod report;
pub mod sequence;
pub mod style;
pub mod terminal;
pub mod trace;
pub mod value;

pub use case::Case;
pub use error::ReportError;
pub use files::{File, render_files};
pub use gaps::{Covered, Gap, Reach, reach};
pub use place::Place;
pub use record::{NotApplicable, Record};
pub use report::{HarnessStats, KeyLoss, Mended, Report, ReportedFinding, Stats, StolenKey, UnconfirmedHit};
pub use sequence::Told;
