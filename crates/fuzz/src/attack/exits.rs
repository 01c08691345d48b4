//! What honest users can take out, and what roles guard, found by trying before the attack.
//!
//! Invariant: found once per world with a fixed seed; judging later asks exactly the same calls.

use super::accounts::{ATTACKER, word_of};
use super::act::{Act, Setting, ask};
use super::arena::{Arena, BALANCE_OF, Exit, View, plain, two_words};
use super::draw::{Draw, Moves};
use super::ledger::{Holdings, Ledger};
use crate::harness::Harness;
use crate::replay::wait;
use crate::rng::Rng;
use crate::tx::{NoteCall, Tx};
use crate::values::Dictionary;
use alloy_primitives::{Address, U256};
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Call;
use std::sync::Arc;

/// Calls tried for each account.
const TRIES: usize = 1_500;
/// Accounts that are tried.
const ACCOUNTS_MAX: usize = 6;
/// Exits kept for each account: of different functions.
const EXITS_MAX: usize = 6;
/// How long a frozen exit is waited for: thirty days.
const PATIENCE_SECS: u64 = 30 * 86_400;
const PATIENCE_BLOCKS: u64 = PATIENCE_SECS / 12;
/// The seed of what is tried; it has nothing to do with the campaign's.
const SEED: u64 = 0x0e71;

/// Tries what honest users and roles can do; completes the arena.
pub(crate) fn explore(harness: &mut Harness) {
    let Some(mut arena) = harness.arena.as_deref().cloned() else { return };
    let mut exec = FastExecutor::new(Arc::clone(&harness.world));
    let dictionary = crate::search::dictionary_of(harness, &mut exec);
    let mut explorer = Explorer { harness, dictionary, exec, rng: Rng::new(SEED, 0) };
    for who in arena.honest.clone().into_iter().take(ACCOUNTS_MAX) {
        let exits = explorer.exits_of(&arena, who);
        arena.exits.extend(exits);
    }
    explorer.find_guards(&mut arena);
    harness.arena = Some(Arc::new(arena));
}

struct Explorer<'a> {
    harness: &'a Harness,
    dictionary: Dictionary,
    exec: FastExecutor,
    rng: Rng,
}

impl Explorer<'_> {
    /// Draws a step of somebody's at genesis, as a transaction.
    fn draw(&mut self, arena: &Arena, moves: &Moves) -> (Act, Tx) {
        let mut draw = Draw {
            harness: self.harness,
            arena,
            dictionary: &self.dictionary,
            rng: &mut self.rng,
            before: &[],
        };
        let act = moves.draw(&mut draw, false);
        let ledger = Ledger::new(arena);
        let setting =
            Setting { arena, ledger: &ledger, answers: &[], gas_limit: self.harness.semantics.gas_limit };
        let act = Act { notes: Vec::new(), surplus: Vec::new(), most: None, ..act };
        let tx = act.lower(&mut self.exec, &setting);
        (act, tx)
    }

    /// Calls by which an account gets something without giving anything of value but claims.
    fn exits_of(&mut self, arena: &Arena, who: Address) -> Vec<Exit> {
        let moves = Moves::of_somebody(self.harness, arena, who);
        if moves.is_empty() {
            return Vec::new();
        }
        let genesis = self.exec.snapshot();
        let before = wealth(arena, &mut self.exec, who);
        let told_before = told(arena, &mut self.exec, who);
        let mut best: Vec<(usize, f64, Exit)> = Vec::new();
        for _ in 0..TRIES {
            let (act, tx) = self.draw(arena, &moves);
            let Some(function) = act.function else { continue };
            if !self.exec.call(&self.call_of(&tx)).status.is_success() {
                continue;
            }
            let after = wealth(arena, &mut self.exec, who);
            let told_after = told(arena, &mut self.exec, who);
            self.exec.restore(&genesis);
            if !owes_no_more(&told_before, &told_after) {
                continue;
            }
            let Some(worth) = gained(arena, &before, &after) else { continue };
            let exit = Exit { who, call: NoteCall { data: tx.data, value: tx.value, ..act.call } };
            match best.iter_mut().find(|(known, ..)| *known == function) {
                Some(known) if known.1 < worth => *known = (function, worth, exit),
                Some(_) => {}
                None => best.push((function, worth, exit)),
            }
        }
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().take(EXITS_MAX).map(|(.., exit)| exit).collect()
    }

    /// Which roles can do what a stranger cannot, and could if the role's slot named it.
    fn find_guards(&mut self, arena: &mut Arena) {
        let genesis = self.exec.snapshot();
        for index in 0..arena.roles.len() {
            let role = arena.roles[index].clone();
            let slots = self.exec.slots(role.contract);
            let Some((slot, old)) =
                slots.into_iter().find(|(_, word)| (*word << 96) == (word_of(role.holder) << 96))
            else {
                continue;
            };
            let new = (old >> 160 << 160) | word_of(ATTACKER);
            let moves = Moves::of_somebody(self.harness, arena, role.holder);
            for _ in 0..TRIES / 3 {
                let (act, tx) = self.draw(arena, &moves);
                if act.call.to != role.contract || !self.works(&tx) {
                    continue;
                }
                let stranger = Tx { from: ATTACKER, ..tx };
                if self.works(&stranger) {
                    continue;
                }
                self.exec.store(role.contract, slot, new);
                let guards = self.works(&stranger);
                self.exec.restore(&genesis);
                if guards {
                    arena.roles[index].guards = true;
                    break;
                }
            }
        }
    }

    fn works(&mut self, tx: &Tx) -> bool {
        let call = self.call_of(tx);
        self.exec.probe(&call).status.is_success()
    }

    fn call_of<'t>(&self, tx: &'t Tx) -> Call<'t> {
        let gas_limit = self.harness.semantics.gas_limit;
        Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit }
    }
}

fn wealth(arena: &Arena, exec: &mut FastExecutor, who: Address) -> Vec<U256> {
    (0..arena.assets.len()).map(|asset| arena.balance(exec, asset, who)).collect()
}

/// What views tell of an account, but for the balances of assets that are no claims.
fn told(arena: &Arena, exec: &mut FastExecutor, who: Address) -> Vec<U256> {
    let plain = |view: &View| {
        arena.assets.iter().any(|asset| asset.token == Some(view.address) && !asset.is_claim)
            && view.selector == BALANCE_OF
    };
    let views = arena.views.iter().filter(|view| view.takes_account && !view.is_address && !plain(view));
    views.map(|view| ask(exec, view.address, view.selector, word_of(who)).unwrap_or_default()).collect()
}

/// Whether nothing that is told of an account became more: it took out, and did not borrow.
fn owes_no_more(before: &[U256], after: &[U256]) -> bool {
    before.iter().zip(after).all(|(before, after)| after <= before)
}

/// What was gained, in shares of what there is; `None` if an asset that is no claim was given for it, or nothing came.
fn gained(arena: &Arena, before: &[U256], after: &[U256]) -> Option<f64> {
    let mut worth = 0.0;
    for (asset, (before, after)) in arena.assets.iter().zip(before.iter().zip(after)) {
        if asset.is_claim {
            continue;
        }
        if after < before {
            return None;
        }
        worth += f64::from(*after - *before) / f64::from(asset.prize.max(U256::ONE));
    }
    (worth > 0.0).then_some(worth)
}

/// The first exit that worked at genesis and works no more, now or in thirty days, although the targets are given back what they lost.
/// Changes the state.
pub(crate) fn frozen<'a>(
    harness: &Harness,
    arena: &'a Arena,
    exec: &mut impl Executor,
    genesis: &Holdings,
) -> Option<&'a Exit> {
    let broken: Vec<&Exit> = arena.exits.iter().filter(|exit| !exit_works(harness, exec, exit)).collect();
    if broken.is_empty() {
        return None;
    }
    if !give_back(harness, arena, exec, genesis) {
        return None;
    }
    let broken: Vec<&Exit> = broken.into_iter().filter(|exit| !exit_works(harness, exec, exit)).collect();
    wait(exec, PATIENCE_SECS, PATIENCE_BLOCKS);
    let exits = arena.exits.iter();
    // Somebody who can still take out something by another way is not locked in.
    broken.into_iter().find(|exit| {
        exits.clone().filter(|other| other.who == exit.who).all(|other| !exit_works(harness, exec, other))
    })
}

fn exit_works(harness: &Harness, exec: &mut impl Executor, exit: &Exit) -> bool {
    let tx = plain(exit.who, exit.call.to, exit.call.value, exit.call.data.clone());
    super::install(exec, &tx.script);
    // The same words as at genesis, and the same parts of what there is now.
    let now = super::act::with_amounts(exec, &tx, &exit.call.amounts);
    let gas_limit = harness.semantics.gas_limit;
    [tx, now].iter().any(|tx| {
        let call = Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit };
        exec.probe(&call).status.is_success()
    })
}

/// Gives the targets what they lost, so that an empty till alone freezes nothing. Tells whether that was possible.
fn give_back(harness: &Harness, arena: &Arena, exec: &mut impl Executor, genesis: &Holdings) -> bool {
    let gas_limit = harness.semantics.gas_limit;
    for loss in genesis.losses(arena, exec) {
        let Some(token) = loss.token else {
            let wei = exec.balance(loss.who).saturating_add(loss.units.unsigned_abs());
            exec.set_balance(loss.who, wei);
            continue;
        };
        let Some(asset) = arena.assets.iter().position(|asset| asset.token == Some(token)) else { continue };
        let others = arena.own_accounts().into_iter().chain(arena.loans.iter().map(|loan| loan.from));
        for from in others.chain(arena.targets.iter().copied().filter(|who| *who != loss.who)) {
            let left = genesis.missing(arena, exec, asset, loss.who);
            let spare = match arena.targets.contains(&from) {
                true => genesis.surplus(arena, exec, asset, from),
                false => arena.balance(exec, asset, from),
            };
            let amount = left.min(spare);
            if !amount.is_zero() {
                let data = two_words(super::arena::TRANSFER, loss.who, amount);
                exec.call(&Call { from, to: token, value: U256::ZERO, data: &data, gas_limit });
            }
        }
    }
    genesis.losses(arena, exec).is_empty()
}
