//! What honest users can take out by all their exits, one after the other, and whether tokens add up: at genesis, and after an attack.
//!
//! Invariant: both are measured by the same calls; what the targets lost is given back before anything is said to be less.

use super::accounts::BANK;
use super::act::{ask, with_amounts};
use super::arena::{Arena, Exit, plain};
use super::assets::TOTAL_SUPPLY;
use super::exits::{give_back, scaled};
use super::ledger::Holdings;
use crate::harness::Harness;
use crate::replay::{call_of, wait};
use crate::tx::Tx;
use alloy_primitives::{Address, U256};
use hotfire_evm::executor::Executor;

/// Accounts whose balances are added up.
const KNOWN_MAX: usize = 64;
/// Part of what could be taken out that must be missing: less is a fee or rounding.
const LESS_SHARE: u64 = 100;
/// What may be more all the same: what rounding gives.
const MORE_SHARE: u64 = 1_000_000;
/// Part of a supply that balances may exceed it by: rounding of tokens whose balances are computed.
const EXCESS_SHARE: u64 = 1_000;

/// What was true before the attack.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// What each user could take out.
    pub takings: Vec<Taking>,
    /// Exits of all users, by index, that worked one after the other.
    pub run: Vec<usize>,
    /// Accounts that may hold something.
    pub known: Vec<Address>,
    /// Assets of which the known accounts held no more than there was.
    pub sound: Vec<usize>,
}

/// What a user can take out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    /// The user.
    pub who: Address,
    /// Units of each asset that it holds before.
    pub wealth: Vec<U256>,
    /// For each of its exits, units of each asset when that is the first to be taken and the others follow.
    pub units: Vec<Vec<U256>>,
}

/// Somebody can take out less than before.
pub(crate) struct Shortage {
    pub(crate) who: Address,
    pub(crate) asset: usize,
    /// Parts per million that are missing.
    pub(crate) ppm: U256,
}

/// Measures a world before the attack. The state is left as it was.
pub(super) fn measure(harness: &Harness, arena: &Arena, exec: &mut impl Executor) -> Books {
    let mut users: Vec<Address> = arena.exits.iter().map(|exit| exit.who).collect();
    users.dedup();
    let takings = users.into_iter().map(|who| taking(harness, arena, exec, who)).collect();
    let state = exec.save_state();
    let works = |index: &usize| take(harness, arena, exec, &arena.exits[*index]);
    let run = (0..arena.exits.len()).filter(works).collect();
    exec.load_state(state);
    exec.drop_state(state);
    let known = known(arena);
    let tokens = (1..arena.assets.len()).filter(|asset| !exceeds(arena, exec, &known, *asset));
    let sound = tokens.collect();
    Books { takings, run, known, sound }
}

/// The first user who can take out at least a hundredth less of some asset than at genesis, now or after the same time, and more of
/// none, whichever exit it takes first. Changes the state.
pub(crate) fn shortage(
    harness: &Harness,
    arena: &Arena,
    exec: &mut impl Executor,
    genesis: &Holdings,
    txs: [&[Tx]; 2],
) -> Option<Shortage> {
    // The first order alone tells most of those who lost nothing.
    let lacks = |exec: &mut _, before: &Taking| {
        let paid = received(arena, exec, before, txs);
        let now = sum(&taken(harness, arena, exec, before.who, 0), &paid);
        before.units.first().is_some_and(|before| is_less(&now, before, before).is_some())
    };
    let mut suspects: Vec<(&Taking, Vec<U256>)> = Vec::new();
    for before in &arena.books.takings {
        if lacks(&mut *exec, before) {
            suspects.push((before, received(arena, exec, before, txs)));
        }
    }
    if suspects.is_empty() || !give_back(harness, arena, exec, genesis) {
        return None;
    }
    let mut now = Vec::new();
    for (before, paid) in &suspects {
        let units = taking(harness, arena, exec, before.who).units;
        now.push(units.iter().map(|units| sum(units, paid)).collect::<Vec<_>>());
    }
    let (time, number) = (exec.block().timestamp, exec.block().number);
    exec.reset();
    let begin = (exec.block().timestamp, exec.block().number);
    wait(exec, time.saturating_sub(begin.0).saturating_to(), number.saturating_sub(begin.1).saturating_to());
    suspects.iter().zip(&now).find_map(|((before, _), now)| {
        let later = taking(harness, arena, exec, before.who);
        let orders = now.iter().zip(before.units.iter().zip(&later.units));
        let less: Option<Vec<(usize, U256)>> =
            orders.map(|(now, (before, later))| is_less(now, before, later)).collect();
        let (asset, ppm) = less?.into_iter().min_by_key(|(_, ppm)| *ppm)?;
        Some(Shortage { who: before.who, asset, ppm })
    })
}

/// What a user holds more of than before, loans taken back: what was paid out to it without its doing.
fn received(arena: &Arena, exec: &mut impl Executor, before: &Taking, txs: [&[Tx]; 2]) -> Vec<U256> {
    let mut wealth = arena.wealth_of(exec, before.who);
    for (asset, units) in
        txs.into_iter().flatten().filter(|tx| tx.from == before.who).filter_map(|tx| arena.lent_by(tx))
    {
        wealth[asset] = wealth[asset].saturating_add(units);
    }
    let changes = arena.assets.iter().zip(wealth.iter().zip(&before.wealth));
    let more = |(asset, (now, before)): (&super::Asset, (&U256, &U256))| {
        if asset.is_claim { U256::ZERO } else { now.saturating_sub(*before) }
    };
    changes.map(more).collect()
}

fn sum(a: &[U256], b: &[U256]) -> Vec<U256> {
    a.iter().zip(b).map(|(a, b)| a.saturating_add(*b)).collect()
}

/// The asset of which most is missing compared with the smaller of two takings, in parts per million, if a hundredth is and there is more of
/// nothing.
fn is_less(now: &[U256], before: &[U256], later: &[U256]) -> Option<(usize, U256)> {
    let mut most: Option<(usize, U256)> = None;
    for (asset, now) in now.iter().enumerate() {
        let (least, best) = (before[asset].min(later[asset]), before[asset].max(later[asset]));
        if *now > best.saturating_add(best / U256::from(MORE_SHARE)).saturating_add(U256::ONE) {
            return None;
        }
        let missing = least.saturating_sub(*now);
        if !missing.is_zero() && missing > least / U256::from(LESS_SHARE) {
            let ppm = missing.saturating_mul(U256::from(1_000_000)) / least;
            most = most.filter(|(_, known)| *known >= ppm).or(Some((asset, ppm)));
        }
    }
    most
}

/// A token of which the known accounts hold more than there is.
pub(crate) fn unbacked(arena: &Arena, exec: &mut impl Executor) -> Option<usize> {
    let books = &arena.books;
    books.sound.iter().copied().find(|asset| exceeds(arena, exec, &books.known, *asset))
}

/// An exit that works alone, and works no more when the other users took out what is theirs before: at genesis it did. Changes the state.
pub(crate) fn till_short<'a>(
    harness: &Harness,
    arena: &'a Arena,
    exec: &mut impl Executor,
    genesis: &Holdings,
) -> Option<&'a Exit> {
    let state = exec.save_state();
    let run = arena.books.run.iter().map(|index| &arena.exits[*index]);
    let all_work = run.clone().all(|exit| take(harness, arena, exec, exit));
    exec.load_state(state);
    if all_work {
        exec.drop_state(state);
        return None;
    }
    // Of what nobody can give back, the till is short all the same.
    give_back(harness, arena, exec, genesis);
    let given_back = exec.save_state();
    let mut alive = Vec::new();
    for exit in run {
        if take(harness, arena, exec, exit) {
            alive.push(exit);
        }
        exec.load_state(given_back);
    }
    let broken = alive.into_iter().find(|exit| !take(harness, arena, exec, exit));
    exec.drop_state(given_back);
    exec.drop_state(state);
    broken
}

/// What a user can take out, by which exit is the first. The state is left as it was.
fn taking(harness: &Harness, arena: &Arena, exec: &mut impl Executor, who: Address) -> Taking {
    let exits = arena.exits.iter().filter(|exit| exit.who == who).count();
    let wealth = arena.wealth_of(exec, who);
    Taking { who, wealth, units: (0..exits).map(|first| taken(harness, arena, exec, who, first)).collect() }
}

/// Units of each asset that a user takes out by all its exits, beginning with one of them. The state is left as it was.
fn taken(
    harness: &Harness,
    arena: &Arena,
    exec: &mut impl Executor,
    who: Address,
    first: usize,
) -> Vec<U256> {
    let exits: Vec<&Exit> = arena.exits.iter().filter(|exit| exit.who == who).collect();
    let state = exec.save_state();
    let before = arena.wealth_of(exec, who);
    for at in 0..exits.len() {
        take(harness, arena, exec, exits[(first + at) % exits.len()]);
    }
    let after = arena.wealth_of(exec, who);
    exec.load_state(state);
    exec.drop_state(state);
    let changes = arena.assets.iter().zip(before.iter().zip(&after));
    changes
        .map(
            |(asset, (before, after))| {
                if asset.is_claim { U256::ZERO } else { after.saturating_sub(*before) }
            },
        )
        .collect()
}

/// Takes an exit: with the words that worked at genesis or the same parts of what there is now, whichever gives more, or else with a
/// hundredth less. Tells whether one worked.
fn take(harness: &Harness, arena: &Arena, exec: &mut impl Executor, exit: &Exit) -> bool {
    let tx = plain(exit.who, exit.call.to, exit.call.value, exit.call.data.clone());
    super::install(exec, &tx.script);
    let now = with_amounts(exec, &tx, &exit.call.amounts);
    if now != tx {
        let state = exec.save_state();
        let worth = [&tx, &now].map(|tx| {
            let worth = worth_of(harness, arena, exec, tx);
            exec.load_state(state);
            worth
        });
        exec.drop_state(state);
        if worth[1] > worth[0] {
            return exec.call(&call_of(harness, &now)).status.is_success();
        }
    }
    exec.call(&call_of(harness, &tx)).status.is_success()
        || scaled(harness, &tx, 99, 100)
            .is_some_and(|less| exec.call(&call_of(harness, &less)).status.is_success())
}

/// What an exit gives its user, in shares of what there is; less than nothing if it fails.
fn worth_of(harness: &Harness, arena: &Arena, exec: &mut impl Executor, tx: &Tx) -> f64 {
    let before = arena.wealth_of(exec, tx.from);
    if !exec.call(&call_of(harness, tx)).status.is_success() {
        return -1.0;
    }
    let after = arena.wealth_of(exec, tx.from);
    let plain = arena.assets.iter().zip(before.iter().zip(&after)).filter(|(asset, _)| !asset.is_claim);
    let share = |(asset, (before, after)): (&super::Asset, (&U256, &U256))| {
        f64::from(after.saturating_sub(*before)) / f64::from(asset.prize.max(U256::ONE))
    };
    plain.map(share).sum()
}

/// Accounts that may hold something.
fn known(arena: &Arena) -> Vec<Address> {
    let mut known: Vec<Address> = Vec::new();
    let own = arena.own_accounts();
    let others = arena.loans.iter().map(|loan| loan.from).chain(arena.roles.iter().map(|role| role.holder));
    let first = own.iter().chain(&arena.targets).chain(&arena.honest).copied();
    for who in first.chain(others).filter(|who| *who != BANK) {
        if known.len() < KNOWN_MAX && !known.contains(&who) {
            known.push(who);
        }
    }
    known
}

/// Whether accounts hold more of a token than there is.
fn exceeds(arena: &Arena, exec: &mut impl Executor, known: &[Address], asset: usize) -> bool {
    let Some(token) = arena.assets[asset].token else { return false };
    let Some(supply) = ask(exec, token, TOTAL_SUPPLY, U256::ZERO) else { return true };
    let sum = known.iter().map(|who| arena.balance(exec, asset, *who)).fold(U256::ZERO, U256::saturating_add);
    sum > supply.saturating_add(supply / U256::from(EXCESS_SHARE))
}

#[cfg(test)]
mod tests {
    use super::is_less;
    use alloy_primitives::U256;

    fn units(units: &[u64]) -> Vec<U256> {
        units.iter().map(|n| U256::from(*n)).collect()
    }

    #[test]
    fn less_of_one_and_more_of_none_is_a_loss() {
        let before = units(&[1_000, 500]);
        let less = |now: &[u64], later: &[u64]| is_less(&units(now), &before, &units(later));
        assert_eq!(less(&[1_000, 500], &[1_000, 500]), None);
        assert_eq!(less(&[990, 500], &[1_000, 500]), None, "a hundredth is a fee");
        assert_eq!(less(&[900, 500], &[1_000, 500]), Some((0, U256::from(100_000))));
        assert_eq!(less(&[900, 600], &[1_000, 500]), None, "something else came for it");
        assert_eq!(less(&[900, 500], &[890, 500]), None, "time alone would have taken more");
        assert_eq!(less(&[0, 100], &[1_000, 500]), Some((0, U256::from(1_000_000))), "the worst is told");
    }
}
