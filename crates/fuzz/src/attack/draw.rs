//! Draws the attacker's steps: which function, by whom, with which amounts, and what is done when control comes back.
//!
//! Invariant: what is drawn depends on the arena, what worked before, and chance.

use super::accounts::{ACCOMPLICE, ATTACKER, word_of};
use super::act::{Act, Surplus};
use super::aim::Goal;
use super::allowances::{ALLOWANCE, TRANSFER_FROM};
use super::arena::{Arena, TRANSFER, call_to, two_words};
use super::fill::{fraction, place_calls};
use super::loans::Loan;
use super::moves::Moves;
use crate::harness::Harness;
use crate::rng::Rng;
use crate::tx::{LiveAmount, Note, NoteCall, Question, Source, Tx};
use crate::values::Dictionary;
use alloy_primitives::{Address, Bytes, U256};

/// Most notes that a drawn step has.
const DRAWN_NOTES_MAX: usize = 24;
/// Words of the call data with which control comes back that amounts may be taken from.
const HANDED_WORDS: usize = 5;
/// Calls after which a function that never worked is thought not to.
const HOPELESS_CALLS: u64 = 300;
/// How often a step is one that reads what the last one wrote, in percent.
const READER_PERCENT: u64 = 35;
/// How seldom it is of the function that was called less often, of two.
const LESS_CALLED_ONE_IN: usize = 2;
/// How often a step is made of one that failed further in than others, and how much is changed of it at the most.
const NEAR_PERCENT: u64 = 12;
const NEAR_CHANGES_MAX: usize = 2;
/// Longest pause, in seconds: 30 days.
const DELAY_SECS_MAX: usize = 30 * 86_400;
/// Seconds between two blocks.
const BLOCK_SECS: u64 = 12;

/// What steps are drawn from.
pub(super) struct Draw<'a> {
    pub(super) harness: &'a Harness,
    pub(super) arena: &'a Arena,
    pub(super) dictionary: &'a Dictionary,
    pub(super) rng: &'a mut Rng,
    /// What was done so far.
    pub(super) before: &'a [Tx],
    /// What the last steps returned.
    pub(super) returned: &'a [U256],
    /// Functions that read something that the last step wrote.
    pub(super) readers: &'a [usize],
    /// Assets of which less is held than owed.
    pub(super) short: &'a [usize],
}

impl Moves {
    /// Draws a step.
    pub(super) fn draw(&self, draw: &mut Draw<'_>, may_wait: bool) -> Act {
        let owed =
            if draw.short.is_empty() || !draw.rng.one_in(8) { None } else { draw.rng.pick(draw.short) };
        let mut act = if let Some(act) = owed.and_then(|asset| self.covering(*asset, draw.rng)) {
            act
        } else if draw.rng.one_in(12) {
            self.gift(draw)
        } else if !self.paying.is_empty() && draw.rng.one_in(8) {
            // As much as can be had, from whatever paid before.
            let index = self.paying[draw.rng.below(self.paying.len())];
            let mut act = self.step(index, draw);
            act.aim(Goal::Most, draw.rng);
            act
        } else {
            let index = self.pick(draw);
            self.step(index, draw)
        };
        if may_wait && draw.rng.one_in(6) {
            delay(&mut act, draw.rng);
        }
        act
    }

    fn pick(&self, draw: &mut Draw<'_>) -> usize {
        let rng = &mut *draw.rng;
        if !draw.readers.is_empty() && rng.percent(READER_PERCENT) {
            return self.less_called(draw.readers, rng);
        }
        if rng.one_in(LESS_CALLED_ONE_IN) {
            return self.less_called(&self.choice, rng);
        }
        if !self.handing.is_empty() && rng.one_in(5) {
            return self.handing[rng.below(self.handing.len())];
        }
        let drawn = self.choice[rng.below(self.choice.len())];
        // What never works is tried less often.
        if self.is_hopeless(drawn) && rng.percent(80) {
            self.choice[rng.below(self.choice.len())]
        } else {
            drawn
        }
    }

    /// Of two that are drawn, the function that was called less often and is not hopeless.
    fn less_called(&self, functions: &[usize], rng: &mut Rng) -> usize {
        let drawn = [functions[rng.below(functions.len())], functions[rng.below(functions.len())]];
        let key = |index: &usize| (self.is_hopeless(*index), self.moves[*index].calls, *index);
        drawn.into_iter().min_by_key(key).unwrap_or_default()
    }

    /// Whether a function that was often called never worked.
    pub(super) fn is_hopeless(&self, index: usize) -> bool {
        self.moves[index].calls > HOPELESS_CALLS && self.moves[index].successes == 0
    }

    fn step(&self, index: usize, draw: &mut Draw<'_>) -> Act {
        let found = &self.moves[index];
        let mut act = if !found.near.is_empty() && draw.rng.percent(NEAR_PERCENT) {
            let mut act = found.near[draw.rng.below(found.near.len())].clone();
            for _ in 0..1 + draw.rng.below(NEAR_CHANGES_MAX) {
                self.change(&mut act, draw);
            }
            act
        } else if !found.pool.is_empty() && draw.rng.percent(55) {
            let mut act = found.pool[draw.rng.below(found.pool.len())].clone();
            if draw.rng.percent(60) {
                act.notes.clear();
            }
            if draw.rng.percent(75) {
                act.aim = None;
            }
            if draw.rng.percent(50) {
                self.change(&mut act, draw);
            }
            act
        } else {
            let from = self.actor(draw);
            let mut call = self.call(index, draw);
            if from == ACCOMPLICE && draw.rng.one_in(2) {
                call.amounts.iter_mut().for_each(|amount| amount.source = of_accomplice(amount.source));
            }
            let surplus = surplus_of(&call, draw);
            Act { surplus, ..Act::plain(Some(index), from, call) }
        };
        act.delay_secs = 0;
        act.delay_blocks = 0;
        if found.hands > 0 && act.notes.is_empty() && draw.rng.percent(50) {
            self.write_notes(&mut act, found.hands, draw);
        }
        act
    }

    /// Who acts: often who acted last.
    fn actor(&self, draw: &mut Draw<'_>) -> Address {
        let last = draw.before.last().map(|tx| tx.from).filter(|who| self.actors.contains(who));
        match last {
            Some(who) if draw.rng.one_in(3) => who,
            _ => self.actors[draw.rng.below(self.actors.len())],
        }
    }

    /// Wei or tokens given away: what a contract holds without having counted it.
    fn gift(&self, draw: &mut Draw<'_>) -> Act {
        let to = self.receivers[draw.rng.below(self.receivers.len())];
        let assets = draw.arena.assets_of(to);
        let asset = assets[draw.rng.below(assets.len())];
        self.gift_of(draw.arena, to, asset, fraction(draw.rng))
    }

    /// A part of what the attacker holds of an asset, given away.
    fn gift_of(&self, arena: &Arena, to: Address, asset: usize, part: (u64, u64)) -> Act {
        let source = arena.source(asset, self.me);
        let (numerator, denominator) = part;
        let amount = |at| LiveAmount { at, source, numerator, denominator };
        let (function, call) = match arena.assets[asset].token {
            None => {
                let call = call_to(to, Bytes::new());
                (None, NoteCall { amounts: vec![amount(None)], ..call })
            }
            Some(token) => {
                let data = two_words(TRANSFER, to, U256::ZERO);
                let function = arena.function_at(token, &data);
                (function, NoteCall { amounts: vec![amount(Some(36))], ..call_to(token, data) })
            }
        };
        Act::plain(function, self.me, call)
    }

    /// A step of a contract that counts what it was given before, and the gifts that go before it.
    pub(super) fn prepaid(&self, draw: &mut Draw<'_>) -> Vec<Act> {
        let index = self.pick(draw);
        let to = self.moves[index].address;
        let mut part = fraction(draw.rng);
        let mut acts = Vec::new();
        for asset in draw.arena.assets_of(to) {
            if draw.arena.assets[asset].token.is_some() && draw.rng.percent(70) {
                acts.push(self.gift_of(draw.arena, to, asset, part));
                if draw.rng.one_in(2) {
                    part = fraction(draw.rng);
                }
            }
        }
        acts.push(self.step(index, draw));
        acts
    }

    /// Changes a step that worked: an amount, an argument, who acts.
    pub(super) fn change(&self, act: &mut Act, draw: &mut Draw<'_>) {
        let Some(found) = act.function.map(|index| &self.moves[index]) else { return };
        let amounts = act.call.amounts.len();
        if amounts > 0 && draw.rng.percent(60) {
            let amount = &mut act.call.amounts[draw.rng.below(amounts)];
            if draw.rng.one_in(3) {
                *amount = self.live(amount.at, &found.sources, draw.rng);
            } else {
                (amount.numerator, amount.denominator) = fraction(draw.rng);
            }
            return;
        }
        if draw.rng.one_in(8) {
            act.from = self.actors[draw.rng.below(self.actors.len())];
        }
        let mut data = act.call.data.to_vec();
        let mut calls = Vec::new();
        if !found.codec.is_fixed() && draw.rng.one_in(2) {
            calls = self.fill_blobs(found, &mut data, draw);
        }
        let mut leaves = Vec::new();
        if found.codec.leaves(&data, &mut leaves) && !leaves.is_empty() {
            let is_filled = !calls.is_empty();
            if data != act.call.data {
                // Nothing is read into bytes that are others now.
                let is_word =
                    |at: u32| leaves.iter().any(|leaf| leaf.is_word() && leaf.offset == at as usize);
                act.keep_amounts(is_word);
            }
            place_calls(calls, &leaves, &mut data, &mut act.call.amounts, draw.rng);
            let leaf = leaves[draw.rng.below(leaves.len())];
            if leaf.is_word() && !is_filled {
                self.fill(found, &leaf, &mut data, &mut act.call.amounts, draw);
            }
        }
        act.call.data = data.into();
    }

    /// What is done when control comes back: the same again and again, or something else once.
    pub(super) fn write_notes(&self, act: &mut Act, hands: usize, draw: &mut Draw<'_>) {
        let again = NoteCall { value: U256::ZERO, ..act.call.clone() };
        if draw.rng.percent(35) {
            let times = draw.rng.log_count(DRAWN_NOTES_MAX);
            act.notes = vec![Note(vec![again]); times];
            return;
        }
        let at = draw.rng.below(hands.min(DRAWN_NOTES_MAX));
        act.notes.resize(act.notes.len().max(at + 1), Note::default());
        let calls = 1 + draw.rng.below(3);
        act.notes[at] = Note((0..calls).map(|_| self.nested(draw)).collect());
        if draw.rng.one_in(8) {
            let note = act.notes[at].clone();
            act.notes.resize(draw.rng.log_count(DRAWN_NOTES_MAX).max(at + 1), note);
        }
    }

    fn nested(&self, draw: &mut Draw<'_>) -> NoteCall {
        match draw.rng.below(12) {
            0 => self.gift(draw).call,
            1 if draw.rng.one_in(2) => pull(draw),
            1 => sweep(draw),
            _ => {
                let index = self.choice[draw.rng.below(self.choice.len())];
                self.nested_in(index, draw)
            }
        }
    }

    /// Whether control came back during such a step before.
    pub(super) fn hands_over(&self, act: &Act) -> bool {
        self.hands_of(act) > 0
    }

    /// Most often that control came back during such a step.
    pub(super) fn hands_of(&self, act: &Act) -> usize {
        act.function.map_or(0, |index| self.moves[index].hands)
    }

    /// How many kinds of calls can be made when control comes back: of each function, a sweep, a gift, and what was approved.
    pub(super) fn inner_calls(&self) -> usize {
        self.inner.len() + 3
    }

    /// A call of one of these kinds.
    pub(super) fn inner_call(&self, kind: usize, draw: &mut Draw<'_>) -> NoteCall {
        match kind.checked_sub(self.inner.len()) {
            None => self.nested_in(self.inner[kind], draw),
            Some(0) => sweep(draw),
            Some(1) => self.gift(draw).call,
            Some(_) => pull(draw),
        }
    }

    fn nested_in(&self, index: usize, draw: &mut Draw<'_>) -> NoteCall {
        let pool = &self.moves[index].pool;
        let mut call = if !pool.is_empty() && draw.rng.percent(60) {
            let mut act = pool[draw.rng.below(pool.len())].clone();
            if draw.rng.percent(40) {
                self.change(&mut act, draw);
            }
            act.call
        } else {
            self.call(index, draw)
        };
        if draw.rng.one_in(12)
            && let Some(amount) = call.amounts.first_mut()
        {
            // A number that came along when control was handed over.
            amount.source = Source::Handed(4 + 32 * draw.rng.below(HANDED_WORDS) as u32);
            (amount.numerator, amount.denominator) = (1, 1);
        }
        call
    }
}

/// Lets time pass before a step.
pub(super) fn delay(act: &mut Act, rng: &mut Rng) {
    act.delay_secs = 1 + rng.below(DELAY_SECS_MAX) as u64;
    if rng.one_in(2) {
        act.delay_secs = [12, 3600, 86_400, 7 * 86_400][rng.below(4)];
    }
    act.delay_blocks = act.delay_secs.div_ceil(BLOCK_SECS);
}

/// The step by which a lender lends all that it has.
pub(super) fn loan(arena: &Arena, loan: &Loan) -> Act {
    let source = arena.source(loan.asset, loan.from);
    let amount = |at| LiveAmount { at, source, numerator: 1, denominator: 1 };
    let call = match arena.assets[loan.asset].token {
        None => NoteCall { value: loan.amount, ..call_to(ATTACKER, Bytes::new()) },
        Some(token) => {
            let data = two_words(TRANSFER, ATTACKER, U256::ZERO);
            NoteCall { amounts: vec![amount(Some(36))], ..call_to(token, data) }
        }
    };
    Act::plain(None, loan.from, call)
}

/// A call that, run as a target, hands over what the target holds.
fn sweep(draw: &mut Draw<'_>) -> NoteCall {
    let target = draw.arena.targets[draw.rng.below(draw.arena.targets.len())];
    let asset = draw.rng.below(draw.arena.assets.len());
    let source = draw.arena.source(asset, target);
    let amount = |at| LiveAmount { at, source, numerator: 1, denominator: 1 };
    match draw.arena.assets[asset].token {
        None => NoteCall { amounts: vec![amount(None)], ..call_to(ATTACKER, Bytes::new()) },
        Some(token) => {
            let data = two_words(TRANSFER, ATTACKER, U256::ZERO);
            NoteCall { amounts: vec![amount(Some(36))], ..call_to(token, data) }
        }
    }
}

/// A call that takes what a target lets the attacker spend: who hands over control has mostly approved something before.
fn pull(draw: &mut Draw<'_>) -> NoteCall {
    let tokens: Vec<Address> = draw.arena.assets.iter().filter_map(|asset| asset.token).collect();
    let target = draw.arena.targets[draw.rng.below(draw.arena.targets.len())];
    let Some(token) = draw.rng.pick(&tokens).copied() else { return sweep(draw) };
    let (own, me) = (word_of(target), word_of(ATTACKER));
    let words = [own, me, U256::ZERO].map(|word| word.to_be_bytes::<32>());
    let data = [&TRANSFER_FROM[..], words.as_flattened()].concat();
    let question = Question { contract: token, selector: ALLOWANCE, arguments: [own, me], word: 0 };
    let amount = LiveAmount { at: Some(68), source: Source::View(question), numerator: 1, denominator: 1 };
    NoteCall { amounts: vec![amount], ..call_to(token, data.into()) }
}

/// The same number of the accomplice's.
fn of_accomplice(source: Source) -> Source {
    match source {
        Source::Wei(ATTACKER) => Source::Wei(ACCOMPLICE),
        Source::View(question) => {
            let own = |word: U256| if word == word_of(ATTACKER) { word_of(ACCOMPLICE) } else { word };
            Source::View(Question { arguments: question.arguments.map(own), ..question })
        }
        other => other,
    }
}

/// Some amounts are parts of what is left beyond what is owed, of an asset at hand.
fn surplus_of(call: &NoteCall, draw: &mut Draw<'_>) -> Vec<Surplus> {
    let mut surplus = Vec::new();
    for amount in &call.amounts {
        if draw.rng.percent(25) {
            let (numerator, denominator) = fraction(draw.rng);
            let asset = draw.rng.below(draw.arena.assets.len());
            surplus.push(Surplus { at: amount.at, asset, numerator, denominator });
        }
    }
    surplus
}
