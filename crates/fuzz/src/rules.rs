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
    /// A target has no code any more.
    Destroyed,
    /// A target that has something to lose makes a call of which the attacker chose target and data.
    ArbitraryCall,
    /// What an honest user had approved is spent without its consent.
    Approval,
    /// A role that nobody had is the attacker's, for nothing.
    VacantRole,
    /// An honest user can take out less than before, at nobody's cost.
    Loss,
    /// There are more claims than there is to meet them.
    Insolvency,
    /// A view tells what is not so while its contract is in the middle of a call, and another target goes by it.
    ReadOnlyReentrancy,
    /// A payment to an honest user fails, and what it had to claim is gone all the same.
    SilentFailure,
    /// A signature that was used before is taken once more, and somebody is short by it.
    ReplayedSignature,
}

impl Rule {
    /// Every rule, in the order of the book.
    pub const ALL: [Self; 18] = [
        Self::Property,
        Self::Assertion,
        Self::UnexpectedRevert,
        Self::Test,
        Self::Optimum,
        Self::Gain,
        Self::Frozen,
        Self::Takeover,
        Self::HostileCode,
        Self::Destroyed,
        Self::ArbitraryCall,
        Self::Approval,
        Self::VacantRole,
        Self::Loss,
        Self::Insolvency,
        Self::ReadOnlyReentrancy,
        Self::SilentFailure,
        Self::ReplayedSignature,
    ];

    /// Rules that judge what an attack leaves behind besides a gain, in the order in which a state is judged: the cheap ones
    /// first, and those that change it last.
    pub const OF_STATES: [Self; 12] = [
        Self::Takeover,
        Self::HostileCode,
        Self::VacantRole,
        Self::Destroyed,
        Self::ArbitraryCall,
        Self::ReadOnlyReentrancy,
        Self::Approval,
        Self::SilentFailure,
        Self::ReplayedSignature,
        Self::Frozen,
        Self::Insolvency,
        Self::Loss,
    ];

    /// Whether the rule judges what an attack leaves behind.
    #[must_use]
    pub fn is_attack(self) -> bool {
        matches!(self, Self::Gain) || Self::OF_STATES.contains(&self)
    }

    /// Whether judging by the rule changes the state that is judged.
    pub(crate) fn changes_state(self) -> bool {
        matches!(
            self,
            Self::ArbitraryCall
                | Self::ReadOnlyReentrancy
                | Self::Approval
                | Self::SilentFailure
                | Self::ReplayedSignature
                | Self::Frozen
                | Self::Insolvency
                | Self::Loss
        )
    }

    /// Whether a finding is held back for a while, since a gain tells more: what opens the way to it is often seen first.
    #[must_use]
    pub fn waits_for_gain(self) -> bool {
        matches!(
            self,
            Self::Destroyed
                | Self::ArbitraryCall
                | Self::ReadOnlyReentrancy
                | Self::Approval
                | Self::VacantRole
                | Self::Loss
                | Self::Insolvency
                | Self::SilentFailure
                | Self::ReplayedSignature
        )
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
            Self::Destroyed => "destroyed",
            Self::ArbitraryCall => "arbitrary-call",
            Self::Approval => "approval",
            Self::VacantRole => "vacant-role",
            Self::Loss => "loss",
            Self::Insolvency => "insolvency",
            Self::ReadOnlyReentrancy => "read-only-reentrancy",
            Self::SilentFailure => "silent-failure",
            Self::ReplayedSignature => "replayed-signature",
        }
    }
    /// The vector in OWASP's Smart Contract Top 10 of 2026, where the rule alone tells it: a gain or a loss may come of any flaw.
    #[must_use]
    pub fn vector(self) -> Option<&'static str> {
        match self {
            Self::Takeover | Self::Destroyed | Self::Approval | Self::ReplayedSignature => Some("SC01:2026"),
            Self::HostileCode | Self::ArbitraryCall => Some("SC05:2026"),
            Self::ReadOnlyReentrancy => Some("SC08:2026"),
            Self::SilentFailure => Some("SC06:2026"),
            Self::VacantRole => Some("SC10:2026"),
            _ => None,
        }
    }
}
