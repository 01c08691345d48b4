//! Which kinds of numbers work as an argument: an id is a small number, an amount a part of what there is.
//!
//! Invariant: no kind is given up: what works in one state may not in another.

use super::act::Act;
use crate::rng::Rng;
use alloy_primitives::U256;

/// Arguments of a function that are told apart.
const ARGUMENTS_MAX: usize = 16;
/// Numbers below this are small.
const SMALL: u64 = 16;
/// Tries of a kind after which it is judged, and how often another one must have worked.
const TRIES_MIN: u32 = 100;
const WORKED_MIN: u32 = 4;
/// How seldom a kind that does not work is tried all the same.
const HOPELESS_ONE_IN: usize = 6;

/// Kinds of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A part of something that is read when the step is taken.
    Live,
    Small,
    Other,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    tries: u32,
    worked: u32,
}

/// How often each kind worked, argument by argument.
#[derive(Clone, Debug, Default)]
pub(super) struct Habits(Vec<[Tally; 3]>);

impl Habits {
    /// Counts a step of a function whose arguments all have a fixed place.
    pub(super) fn note(&mut self, act: &Act, worked: bool) {
        let words = act.call.data.len().saturating_sub(4) / 32;
        self.0.resize(self.0.len().max(words.min(ARGUMENTS_MAX)), Default::default());
        let places = act.places();
        for (argument, tallies) in self.0.iter_mut().enumerate().take(words) {
            let at = 4 + 32 * argument;
            let kind = if places.contains(&Some(at as u32)) {
                Kind::Live
            } else if U256::from_be_slice(&act.call.data[at..at + 32]) < U256::from(SMALL) {
                Kind::Small
            } else {
                Kind::Other
            };
            let tally = &mut tallies[kind as usize];
            tally.tries = tally.tries.saturating_add(1);
            tally.worked = tally.worked.saturating_add(u32::from(worked));
        }
    }

    /// Whether a kind is to be passed over for the argument at this offset: it never worked, and another one does. Where it works at
    /// all it stays, however seldom: small amounts work more often than those that matter.
    pub(super) fn passes_over(&self, offset: usize, kind: Kind, rng: &mut Rng) -> bool {
        self.is_hopeless(offset, kind) && !rng.one_in(HOPELESS_ONE_IN)
    }

    /// Whether the argument at this offset is an id, as it seems: small numbers work, amounts never did.
    pub(super) fn is_id(&self, offset: usize) -> bool {
        self.is_hopeless(offset, Kind::Live)
    }

    fn is_hopeless(&self, offset: usize, kind: Kind) -> bool {
        let Some(tallies) = offset.checked_sub(4).and_then(|at| self.0.get(at / 32)) else { return false };
        let own = tallies[kind as usize];
        let other = tallies[if kind == Kind::Live { Kind::Small } else { Kind::Live } as usize];
        own.tries >= TRIES_MIN && own.worked == 0 && other.worked >= WORKED_MIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tx::{LiveAmount, NoteCall, Source};
    use alloy_primitives::{Address, Bytes};

    fn act(live: bool) -> Act {
        let source = Source::Wei(Address::ZERO);
        let amount = LiveAmount { at: Some(4), source, numerator: 1, denominator: 1 };
        let amounts = if live { vec![amount] } else { Vec::new() };
        let call = NoteCall { to: Address::ZERO, value: U256::ZERO, data: Bytes::from(vec![0; 36]), amounts };
        Act::plain(Some(0), Address::ZERO, call)
    }

    #[test]
    fn what_never_works_is_mostly_passed_over_where_something_else_does() {
        let (mut habits, mut rng) = (Habits::default(), Rng::new(1, 0));
        let mut passed =
            |habits: &Habits, kind| (0..600).filter(|_| habits.passes_over(4, kind, &mut rng)).count();
        (0..TRIES_MIN).for_each(|_| habits.note(&act(true), false));
        assert_eq!(passed(&habits, Kind::Live), 0, "nothing else works");
        (0..5).for_each(|_| habits.note(&act(false), true));
        let live = passed(&habits, Kind::Live);
        assert!((400..590).contains(&live), "mostly, not always: {live}");
        assert_eq!(passed(&habits, Kind::Small), 0);
        habits.note(&act(true), true);
        assert_eq!(passed(&habits, Kind::Live), 0, "it worked once");
    }
}
