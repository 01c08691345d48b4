//! The id cards of the detectors. Each rule has a page `docs/src/detectors/<id>.md`.
//!
//! Invariant: an id never changes its meaning and is never used again.

use serde::{Deserialize, Serialize};

/// What kind of thing broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A user's property or invariant does not hold after a sequence.
    Property,
    /// An assertion failed inside a called function.
    Assertion,
    /// A call reverted although the harness forbids it (`fail_on_revert`).
    UnexpectedRevert,
    /// A stateless fuzz or unit test failed.
    Test,
    /// The value of an optimisation target; a measurement, not a flaw.
    Optimum,
    /// The attacker ends with more than it owes.
    Gain,
    /// An honest user can never again take out what is its own.
    Frozen,
    /// A role that guards something is the attacker's.
    Takeover,
    /// A target ran the attacker's code as its own.
    HostileCode,
}

impl Rule {
    /// Every rule, in the order of the book.
    pub const ALL: [Self; 9] = [
        Self::Property,
        Self::Assertion,
        Self::UnexpectedRevert,
        Self::Test,
        Self::Optimum,
        Self::Gain,
        Self::Frozen,
        Self::Takeover,
        Self::HostileCode,
    ];

    /// Whether the rule judges what an attack leaves behind.
    #[must_use]
    pub fn is_attack(self) -> bool {
        matches!(self, Self::Gain | Self::Frozen | Self::Takeover | Self::HostileCode)
    }

    /// Stable id, also the name of the page.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Property => "property",
            Self::Assertion => "assertion",
            Self::UnexpectedRevert => "unexpected-revert",
            Self::Test => "test",
            Self::Optimum => "optimum",
            Self::Gain => "gain",
            Self::Frozen => "frozen",
            Self::Takeover => "takeover",
            Self::HostileCode => "hostile-code",
        }
    }
}
