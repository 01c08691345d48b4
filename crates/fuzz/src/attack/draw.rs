//! Draws the attacker's steps: which function, by whom, with which amounts, and what is done when control comes back.
//!
//! Invariant: what is drawn depends on the arena, what worked before, and chance.

use super::accounts::{ACCOMPLICE, ATTACKER, word_of};
use super::act::{Act, Aim, Goal, Surplus};
use super::arena::{Arena, Input, Loan, TRANSFER, call_to, two_words};
use super::fill::fraction;
use crate::harness::Harness;
use crate::rng::Rng;
use crate::tx::{LiveAmount, Note, NoteCall, Question, Source, Tx};
use crate::values::{Codec, Dictionary, Leaf, LeafKind};
use alloy_primitives::{Address, Bytes, U256};

/// Steps kept per function because they worked.
const POOL_MAX: usize = 48;
/// Steps kept per asset and function because they brought some of it.
const RAISING_MAX: usize = 6;
/// Most notes that a drawn step has.
const DRAWN_NOTES_MAX: usize = 24;
/// Words of the call data with which control comes back that amounts may be taken from.
const HANDED_WORDS: usize = 5;
/// Calls after which a function that never worked is thought not to.
const HOPELESS_CALLS: u64 = 300;
/// Longest pause, in seconds: 30 days.
const DELAY_SECS_MAX: usize = 30 * 86_400;
/// Seconds between two blocks.
const BLOCK_SECS: u64 = 12;

/// A function as the attacker knows it.
#[derive(Debug)]
pub(super) struct Move {
    pub(super) codec: Codec,
    pub(super) address: Address,
    pub(super) payable: bool,
    /// Where its amounts may come from, the likelier ones more often.
    pub(super) sources: Vec<Source>,
    /// Steps that worked.
    pub(super) pool: Vec<Act>,
    pub(super) next: usize,
    /// Most often that control came back during one step.
    pub(super) hands: usize,
    pub(super) calls: u64,
    pub(super) successes: u64,
}

/// Everything that the attacker may do.
#[derive(Debug)]
pub(super) struct Moves {
    pub(super) moves: Vec<Move>,
    /// Functions that may be drawn, the interesting ones more often.
    pub(super) choice: Vec<usize>,
    /// Accounts worth naming as an argument, the likelier ones more often.
    pub(super) accounts: Vec<Address>,
    /// The same functions, each once.
    inner: Vec<usize>,
    /// Contracts that gifts may change something for: any but plain tokens.
    receivers: Vec<Address>,
    /// For whom the steps are drawn.
    pub(super) me: Address,
    /// Who acts.
    pub(super) actors: Vec<Address>,
    /// Functions during which control came back.
    pub(super) handing: Vec<usize>,
    /// Functions that paid the attacker.
    pub(super) paying: Vec<usize>,
    /// Steps that brought the attacker something, by asset and function.
    raising: Vec<Vec<(usize, Vec<Act>)>>,
}

/// What steps are drawn from.
pub(super) struct Draw<'a> {
    pub(super) harness: &'a Harness,
    pub(super) arena: &'a Arena,
    pub(super) dictionary: &'a Dictionary,
    pub(super) rng: &'a mut Rng,
    /// What was done so far.
    pub(super) before: &'a [Tx],
    /// Assets of which less is held than owed.
    pub(super) short: &'a [usize],
}

impl Moves {
    /// What the attacker may do.
    pub(super) fn new(harness: &Harness, arena: &Arena) -> Self {
        let mut actors = vec![ATTACKER; 10];
        actors.extend([ACCOMPLICE; 2]);
        for who in &arena.stolen {
            actors.extend(std::iter::repeat_n(*who, 8));
        }
        Self::of(harness, arena, ATTACKER, actors)
    }

    /// What somebody else may do.
    pub(super) fn of_somebody(harness: &Harness, arena: &Arena, me: Address) -> Self {
        Self::of(harness, arena, me, vec![me])
    }

    fn of(harness: &Harness, arena: &Arena, me: Address, actors: Vec<Address>) -> Self {
        let tokens: Vec<Address> = arena.assets.iter().filter_map(|asset| asset.token).collect();
        let mut moves = Vec::with_capacity(harness.functions.len());
        let mut choice = Vec::new();
        for (index, function) in harness.functions.iter().enumerate() {
            let selector = function.selector.unwrap_or_default();
            let plain_token = tokens.contains(&function.address) && is_allowance(&function.name);
            let weight = match (function.view, plain_token) {
                (true, _) => 0,
                (_, true) => usize::from(selector == TRANSFER),
                _ => 6,
            };
            choice.extend(std::iter::repeat_n(index, weight));
            moves.push(Move {
                codec: Codec::new(function.selector, function.inputs.clone()),
                address: function.address,
                payable: function.payable,
                sources: sources_of(arena, function.address, me),
                pool: Vec::new(),
                next: 0,
                hands: 0,
                calls: 0,
                successes: 0,
            });
        }
        let plain = |target: &Address| {
            arena.assets.iter().any(|asset| asset.token == Some(*target) && !asset.is_claim)
        };
        let mut receivers: Vec<Address> =
            arena.targets.iter().copied().filter(|target| !plain(target)).collect();
        if receivers.is_empty() {
            receivers.clone_from(&arena.targets);
        }
        let mut inner = choice.clone();
        inner.dedup();
        Self {
            inner,
            receivers,
            moves,
            choice,
            accounts: accounts_of(arena, &tokens, me),
            me,
            actors,
            handing: Vec::new(),
            paying: Vec::new(),
            raising: vec![Vec::new(); arena.assets.len()],
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.choice.is_empty()
    }

    /// Counts a step.
    pub(super) fn count(&mut self, act: &Act, success: bool) {
        if let Some(index) = act.function {
            self.moves[index].calls += 1;
            self.moves[index].successes += u64::from(success);
        }
    }

    /// Calls and successes of each function.
    pub(super) fn tally(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.moves.iter().map(|found| (found.calls, found.successes))
    }

    /// Keeps a step that worked.
    pub(super) fn keep(&mut self, act: &Act) {
        let Some(found) = act.function.map(|index| &mut self.moves[index]) else { return };
        if found.pool.contains(act) {
            return;
        }
        if found.pool.len() < POOL_MAX {
            found.pool.push(act.clone());
        } else {
            found.pool[found.next] = act.clone();
            found.next = (found.next + 1) % POOL_MAX;
        }
    }

    /// Notes that control came back so often during a step.
    pub(super) fn note_handovers(&mut self, act: &Act, times: usize) {
        let Some(index) = act.function else { return };
        self.moves[index].hands = self.moves[index].hands.max(times);
        if !self.handing.contains(&index) {
            self.handing.push(index);
        }
    }

    /// Notes that a step paid.
    pub(super) fn note_payout(&mut self, act: &Act) {
        if let Some(index) = act.function.filter(|index| !self.paying.contains(index)) {
            self.paying.push(index);
        }
    }

    /// Notes that a step brought some of an asset.
    pub(super) fn note_raised(&mut self, asset: usize, act: &Act) {
        let Some(function) = act.function else { return };
        let all = &mut self.raising[asset];
        let place = all.iter().position(|(other, _)| *other == function).unwrap_or_else(|| {
            all.push((function, Vec::new()));
            all.len() - 1
        });
        let known = &mut all[place].1;
        if let Some(same) = known.iter().position(|other| same_but_amounts(other, act)) {
            known.remove(same);
        } else if known.len() >= RAISING_MAX {
            known.remove(0);
        }
        known.push(act.clone());
    }

    /// A step that brought some of an asset, to be taken so far that what is owed of it is brought back.
    pub(super) fn covering(&self, asset: usize, rng: &mut Rng) -> Option<Act> {
        let way = rng.below(self.ways_to(asset).max(1));
        self.raising_by(asset, way, Goal::Cover(asset), rng)
    }

    /// How many functions brought some of an asset.
    pub(super) fn ways_to(&self, asset: usize) -> usize {
        self.raising[asset].len()
    }

    /// A step by one of the functions that raised an asset, with one amount left to what it is for.
    pub(super) fn raising_by(&self, asset: usize, way: usize, goal: Goal, rng: &mut Rng) -> Option<Act> {
        let (_, known) = self.raising[asset].get(way)?;
        let mut act = rng.pick(known)?.clone();
        (act.delay_secs, act.delay_blocks) = (0, 0);
        let places = self.places(&act);
        act.aim = rng.pick(&places).map(|at| Aim { at: *at, goal });
        Some(act)
    }

    /// The words of a function's arguments.
    pub(super) fn words(&self, function: usize, data: &[u8]) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.moves[function].codec.leaves(data, &mut leaves);
        leaves.retain(Leaf::is_word);
        leaves
    }

    /// Where a step has amounts: its large numbers, and the wei if it sends any.
    fn places(&self, act: &Act) -> Vec<Option<u32>> {
        let mut places = act.places();
        let Some(index) = act.function else { return places };
        for leaf in self.words(index, &act.call.data) {
            let at = Some(leaf.offset as u32);
            if matches!(leaf.kind, LeafKind::Uint(bits) if bits > 32) && !places.contains(&at) {
                places.push(at);
            }
        }
        places
    }

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
            let index = self.pick(draw.rng);
            self.step(index, draw)
        };
        if may_wait && draw.rng.one_in(6) {
            act.delay_secs = 1 + draw.rng.below(DELAY_SECS_MAX) as u64;
            if draw.rng.one_in(2) {
                act.delay_secs = [12, 3600, 86_400, 7 * 86_400][draw.rng.below(4)];
            }
            act.delay_blocks = act.delay_secs.div_ceil(BLOCK_SECS);
        }
        act
    }

    fn pick(&self, rng: &mut Rng) -> usize {
        if !self.handing.is_empty() && rng.one_in(5) {
            return self.handing[rng.below(self.handing.len())];
        }
        let drawn = self.choice[rng.below(self.choice.len())];
        // What never works is tried less often.
        let hopeless = self.moves[drawn].calls > HOPELESS_CALLS && self.moves[drawn].successes == 0;
        if hopeless && rng.percent(80) { self.choice[rng.below(self.choice.len())] } else { drawn }
    }

    fn step(&self, index: usize, draw: &mut Draw<'_>) -> Act {
        let found = &self.moves[index];
        let mut act = if !found.pool.is_empty() && draw.rng.percent(55) {
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
        let index = self.pick(draw.rng);
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
    fn change(&self, act: &mut Act, draw: &mut Draw<'_>) {
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
        if !found.codec.is_fixed() && draw.rng.one_in(2) {
            self.fill_blobs(&found.codec, &mut data, draw);
        }
        let mut leaves = Vec::new();
        if found.codec.leaves(&data, &mut leaves) && !leaves.is_empty() {
            let leaf = leaves[draw.rng.below(leaves.len())];
            if leaf.is_word() {
                self.fill(found, &leaf, &mut data, &mut act.call.amounts, draw);
            }
        }
        act.call.amounts.retain(|amount| amount.at.is_none_or(|at| at as usize + 32 <= data.len()));
        act.call.data = data.into();
    }

    /// What is done when control comes back: the same again and again, or something else once.
    fn write_notes(&self, act: &mut Act, hands: usize, draw: &mut Draw<'_>) {
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
            1 => sweep(draw),
            _ => {
                let index = self.choice[draw.rng.below(self.choice.len())];
                self.nested_in(index, draw)
            }
        }
    }

    /// Whether control came back during such a step before.
    pub(super) fn hands_over(&self, act: &Act) -> bool {
        act.function.is_some_and(|index| self.moves[index].hands > 0)
    }

    /// How many kinds of calls can be made when control comes back: of each function, and a sweep and a gift.
    pub(super) fn inner_calls(&self) -> usize {
        self.inner.len() + 2
    }

    /// A call of one of these kinds.
    pub(super) fn inner_call(&self, kind: usize, draw: &mut Draw<'_>) -> NoteCall {
        match kind.checked_sub(self.inner.len()) {
            None => self.nested_in(self.inner[kind], draw),
            Some(0) => sweep(draw),
            Some(_) => self.gift(draw).call,
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

/// Whether two steps differ in nothing but amounts.
fn same_but_amounts(a: &Act, b: &Act) -> bool {
    let words = |act: &Act| {
        let mut data = act.call.data.to_vec();
        for at in act.places().into_iter().flatten() {
            if let Some(place) = data.get_mut(at as usize..at as usize + 32) {
                place.fill(0);
            }
        }
        data
    };
    a.from == b.from && words(a) == words(b)
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

/// Token functions that move nothing, or only what was approved.
fn is_allowance(name: &str) -> bool {
    matches!(
        name,
        "approve" | "transfer" | "transferFrom" | "increaseAllowance" | "decreaseAllowance" | "permit"
    )
}

/// Where the amounts of a contract's functions may come from.
fn sources_of(arena: &Arena, address: Address, me: Address) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut add = |source: Source, weight: usize| sources.extend(std::iter::repeat_n(source, weight));
    let related = arena.assets_of(address);
    for asset in 0..arena.assets.len() {
        let near = related.contains(&asset);
        add(arena.source(asset, me), if near { 8 } else { 2 });
        add(arena.source(asset, address), if near { 4 } else { 1 });
        for target in arena.targets.iter().filter(|target| **target != address) {
            add(arena.source(asset, *target), 1);
        }
    }
    let tokens: Vec<Address> = arena.assets.iter().filter_map(|asset| asset.token).collect();
    for view in &arena.views {
        let here = view.address == address;
        let about_account = view.inputs.contains(&Input::Address);
        let mut questions = view.questions(me, &tokens);
        questions.retain(|(_, is_address)| !is_address);
        // The more there is to ask, the less often each is asked.
        let weight = match (here, about_account) {
            (true, true) => 6,
            (true, false) => 2,
            (false, true) => 1,
            (false, false) => 0,
        };
        for (question, _) in &questions {
            add(Source::View(*question), usize::div_ceil(weight, questions.len()));
        }
    }
    sources
}

fn accounts_of(arena: &Arena, tokens: &[Address], me: Address) -> Vec<Address> {
    let mut accounts = Vec::new();
    let mut add = |who: Address, weight: usize| accounts.extend(std::iter::repeat_n(who, weight));
    let many = arena.targets.len() + tokens.len();
    add(me, (many / 2).max(3));
    add(ACCOMPLICE, 1 + many / 8);
    tokens.iter().for_each(|who| add(*who, 1));
    arena.targets.iter().for_each(|who| add(*who, 1));
    let honest = arena.honest.len().clamp(1, 4);
    arena.honest.iter().take(honest).for_each(|who| add(*who, 1));
    accounts.push(Address::ZERO);
    accounts
}
