//! What the attacker may do, and what it has learned of it: what works, what pays, what hands over control.
//!
//! Invariant: what is remembered of each function is bounded.

use super::accounts::{ACCOMPLICE, ATTACKER};
use super::act::Act;
use super::aim::{Aim, Goal};
use super::arena::{Arena, TRANSFER};
use super::habits::Habits;
use super::view::Input;
use crate::harness::Harness;
use crate::rng::Rng;
use crate::tx::Source;
use crate::values::{Codec, Leaf};
use alloy_primitives::Address;

/// Steps kept per function because they worked.
const POOL_MAX: usize = 48;
/// Steps kept per function because they failed further in than others.
const NEAR_MAX: usize = 8;
/// Steps kept per asset and function because they brought some of it.
const RAISING_MAX: usize = 6;

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
    /// Steps that failed further in than others had.
    pub(super) near: Vec<Act>,
    pub(super) next: usize,
    /// Most often that control came back during one step.
    pub(super) hands: usize,
    pub(super) calls: u64,
    pub(super) successes: u64,
    pub(super) habits: Habits,
}

/// Everything that the attacker may do.
#[derive(Debug)]
pub(super) struct Moves {
    pub(super) moves: Vec<Move>,
    /// Functions that may be drawn, the interesting ones more often.
    pub(super) choice: Vec<usize>,
    /// Accounts worth naming as an argument, the likelier ones more often.
    pub(super) accounts: Vec<Address>,
    /// Functions that may be drawn, each once.
    pub(super) inner: Vec<usize>,
    /// Contracts that gifts may change something for: any but plain tokens.
    pub(super) receivers: Vec<Address>,
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
            let closed = me == ATTACKER && arena.trusted.contains(&function.address);
            let weight = match (function.view || closed, plain_token) {
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
                near: Vec::new(),
                next: 0,
                hands: 0,
                calls: 0,
                successes: 0,
                habits: Habits::default(),
            });
        }
        let plain = |target: &Address| {
            arena.assets.iter().any(|asset| asset.token == Some(*target) && !asset.is_claim)
        };
        let mut receivers: Vec<Address> = arena
            .targets
            .iter()
            .copied()
            .filter(|target| !plain(target) && !arena.trusted.contains(target))
            .collect();
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

    /// Counts a step, and whether it changed something.
    pub(super) fn count(&mut self, act: &Act, success: bool, changed: bool) {
        if let Some(found) = act.function.map(|index| &mut self.moves[index]) {
            found.calls += 1;
            found.successes += u64::from(success);
            if found.codec.is_fixed() {
                found.habits.note(act, changed);
            }
        }
    }

    /// Forgets what worked; how often each function was called stays known.
    pub(super) fn forget(&mut self) {
        for found in &mut self.moves {
            found.pool.clear();
            found.near.clear();
            (found.next, found.hands) = (0, 0);
        }
        self.handing.clear();
        self.paying.clear();
        self.raising.iter_mut().for_each(Vec::clear);
    }

    /// Whether a step by a function worked, in this search.
    pub(super) fn worked(&self, function: usize) -> bool {
        !self.moves[function].pool.is_empty()
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

    /// Keeps a step that failed where none had come to before.
    pub(super) fn keep_near(&mut self, act: &Act) {
        let Some(found) = act.function.map(|index| &mut self.moves[index]) else { return };
        if found.near.len() >= NEAR_MAX {
            found.near.remove(0);
        }
        found.near.push(act.clone());
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
        let at = rng.below(self.raisers_of(asset).max(1));
        self.raising_by(asset, at, Goal::Cover(asset), rng)
    }

    /// How many functions brought some of an asset.
    pub(super) fn raisers_of(&self, asset: usize) -> usize {
        self.raising[asset].len()
    }

    /// The functions that raised an asset: the one at this place was best, and moves up.
    pub(super) fn prefer_raiser(&mut self, asset: usize, at: usize) {
        if at > 0 {
            self.raising[asset].swap(at - 1, at);
        }
    }

    /// A step by one of the functions that raised an asset, with one amount left to what it is for.
    pub(super) fn raising_by(&self, asset: usize, at: usize, goal: Goal, rng: &mut Rng) -> Option<Act> {
        let (_, known) = self.raising[asset].get(at)?;
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
    pub(super) fn places(&self, act: &Act) -> Vec<Option<u32>> {
        let mut places = act.places();
        let Some(index) = act.function else { return places };
        for leaf in self.words(index, &act.call.data) {
            let at = Some(leaf.offset as u32);
            if leaf.is_amount() && !places.contains(&at) {
                places.push(at);
            }
        }
        places
    }
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
