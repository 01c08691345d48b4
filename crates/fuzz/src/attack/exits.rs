//! What honest users can take out, and what roles guard, found by trying before the attack.
//!
//! Invariant: found once per world with a fixed seed; judging later asks exactly the same calls.

use super::accounts::{ATTACKER, BANK, word_of};
use super::act::{Act, Setting, VIEW_GAS};
use super::arena::{Arena, Exit, plain, two_words};
use super::assets::{Asset, BALANCE_OF};
use super::draw::Draw;
use super::ledger::{Holdings, Ledger};
use super::moves::Moves;
use super::roles::{Asked, Role};
use crate::harness::Harness;
use crate::replay::wait;
use crate::rng::Rng;
use crate::tx::{NoteCall, Tx};
use crate::values::{Codec, Dictionary, Leaf};
use alloy_dyn_abi::DynSolType;
use alloy_primitives::{Address, Bytes, U256};
use hotfire_evm::chain::Chain;
use hotfire_evm::executor::Executor;
use hotfire_evm::fast::FastExecutor;
use hotfire_evm::outcome::Call;
use std::cell::Cell;
use std::sync::Arc;

/// Calls tried for each account.
const TRIES: usize = 1_500;
/// Accounts that are tried.
const ACCOUNTS_MAX: usize = 6;
/// Exits kept for each account: of different functions.
const EXITS_MAX: usize = 6;
/// Parts of what was taken out at genesis that are tried when all of it cannot be.
const EASINGS: [u64; 4] = [1, 2, 100, 1_000_000];
/// Contracts and numbers that are asked about together with an account.
const CONTRACTS_MAX: usize = 8;
const NUMBERS_MAX: u64 = 4;
/// Words of an answer that are looked at.
const ANSWER_WORDS_MAX: usize = 8;
/// How long a frozen exit is waited for: thirty days.
const PATIENCE_SECS: u64 = 30 * 86_400;
const PATIENCE_BLOCKS: u64 = PATIENCE_SECS / 12;
/// The seed of what is tried; it has nothing to do with the campaign's.
const SEED: u64 = 0x0e71;
/// Slots that a view reads and that are tried as what it answers by.
const PLACES_MAX: usize = 8;

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
    explorer.find_vacancies(&mut arena);
    arena.books = super::books::measure(harness, &arena, &mut explorer.exec);
    arena.find_signatures(&harness.world, &mut explorer.exec, harness.semantics.gas_limit);
    harness.arena = Some(Arc::new(arena));
}

/// The accounts that can do, with a contract that names them as a role, what a stranger cannot; each with the names of its
/// roles. Contracts of the world are left out: they have no key.
pub(crate) fn privileged(harness: &Harness) -> Vec<(Address, Vec<String>)> {
    let Some(arena) = harness.arena.as_deref() else { return Vec::new() };
    let mut exec = FastExecutor::new(Arc::clone(&harness.world));
    let dictionary = crate::search::dictionary_of(harness, &mut exec);
    let mut explorer = Explorer { harness, dictionary, exec, rng: Rng::new(SEED, 1) };
    let mut holders: Vec<(Address, Vec<String>)> = Vec::new();
    for role in arena.roles.iter().filter(|role| !arena.targets.contains(&role.holder)) {
        // Whom the user names is taken at the user's word.
        if !role.guards && !role.contract.is_zero() && !explorer.can_more(arena, role) {
            continue;
        }
        match holders.iter_mut().find(|(holder, _)| *holder == role.holder) {
            Some((_, names)) if names.contains(&role.name) => {}
            Some((_, names)) => names.push(role.name.clone()),
            None => holders.push((role.holder, vec![role.name.clone()])),
        }
    }
    holders
}

/// Tries what accounts can do before the attack.
pub(super) struct Explorer<'a> {
    pub(super) harness: &'a Harness,
    dictionary: Dictionary,
    pub(super) exec: FastExecutor,
    rng: Rng,
}

impl Explorer<'_> {
    /// Draws a step of somebody's at genesis, as a transaction.
    pub(super) fn draw(&mut self, arena: &Arena, moves: &Moves) -> (Act, Tx) {
        let mut draw = Draw {
            harness: self.harness,
            arena,
            dictionary: &self.dictionary,
            rng: &mut self.rng,
            before: &[],
            returned: &[],
            readers: &[],
            short: &[],
        };
        let act = moves.draw(&mut draw, false);
        let ledger = Ledger::new(arena);
        let (gas_limit, trials) = (self.harness.semantics.gas_limit, Cell::new(0));
        let setting = Setting { arena, ledger: &ledger, answers: &[], gas_limit, trials: &trials };
        let act = Act { notes: Vec::new(), surplus: Vec::new(), aim: None, ..act };
        let tx = act.lower(&mut self.exec, &setting);
        (act, tx)
    }

    /// Calls by which an account gets something without giving anything of value but claims.
    fn exits_of(&mut self, arena: &Arena, who: Address) -> Vec<Exit> {
        let moves = Moves::of_somebody(self.harness, arena, who);
        if moves.is_empty() {
            return Vec::new();
        }
        let untouched = self.exec.snapshot();
        // Whoever owes something approves when it pays.
        for tx in arena.approval_txs(&[who]) {
            self.exec.call(&self.call_of(&tx));
        }
        let genesis = self.exec.snapshot();
        let before = wealth(arena, &mut self.exec, who);
        let questions = self.questions(arena);
        let told_before = told(&questions, &mut self.exec);
        let mut best: Vec<(usize, f64, Exit)> = Vec::new();
        // Contracts to which the account can pay so that less is told of it, and nothing more: it owes them.
        let mut debts: Vec<Address> = Vec::new();
        for _ in 0..TRIES {
            let (act, tx) = self.draw(arena, &moves);
            let Some(function) = act.function else { continue };
            if !self.exec.call(&self.call_of(&tx)).status.is_success() {
                continue;
            }
            let after = wealth(arena, &mut self.exec, who);
            let known =
                best.iter().find(|(known, ..)| *known == function).map_or(0.0, |(_, worth, _)| *worth);
            let worth = gained(arena, &before, &after).filter(|worth| *worth > known);
            let may_repay =
                worth.is_none() && !debts.contains(&tx.to) && gained(arena, &after, &before).is_some();
            let told_after = (worth.is_some() || may_repay).then(|| told(&questions, &mut self.exec));
            self.exec.restore(&genesis);
            let Some(told_after) = told_after.filter(|after| owes_no_more(&told_before, after)) else {
                continue;
            };
            let Some(worth) = worth else {
                if told_after != told_before {
                    debts.push(tx.to);
                }
                continue;
            };
            let exit = Exit { who, call: NoteCall { data: tx.data, value: tx.value, ..act.call } };
            match best.iter_mut().find(|(known, ..)| *known == function) {
                Some(known) => *known = (function, worth, exit),
                None => best.push((function, worth, exit)),
            }
        }
        // Who owes something there takes out only as much as prices allow.
        best.retain(|(.., exit)| !debts.contains(&exit.call.to));
        self.exec.restore(&untouched);
        best.retain(|(.., exit)| exit_works(self.harness, &mut self.exec, exit));
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().take(EXITS_MAX).map(|(.., exit)| exit).collect()
    }

    /// What can be asked about accounts: views of an account, alone or with another account, a contract or a small number.
    /// Balances of assets that are no claims are left out.
    fn questions(&self, arena: &Arena) -> Vec<(Address, Bytes)> {
        let own = arena.own_accounts();
        let accounts: Vec<U256> =
            arena.honest.iter().take(ACCOUNTS_MAX).chain(&own).map(|who| word_of(*who)).collect();
        let contracts = arena.targets.iter().take(CONTRACTS_MAX).map(|target| word_of(*target));
        let others: Vec<U256> = contracts.chain(accounts.iter().copied()).collect();
        let numbers: Vec<U256> = (0..NUMBERS_MAX).map(U256::from).collect();
        let mut questions = Vec::new();
        for function in self.harness.functions.iter().filter(|function| function.view) {
            let Some(selector) = function.selector else { continue };
            let plain = |asset: &Asset| asset.token == Some(function.address) && !asset.is_claim;
            if selector == BALANCE_OF && arena.assets.iter().any(plain) {
                continue;
            }
            let none = [U256::ZERO];
            let (first, second): (&[U256], &[U256]) = match function.inputs.as_slice() {
                [DynSolType::Address] => (&accounts, &none),
                [DynSolType::Address, DynSolType::Address] => (&accounts, &others),
                [DynSolType::Address, DynSolType::Uint(_)] => (&accounts, &numbers),
                [DynSolType::Uint(_), DynSolType::Address] => (&numbers, &accounts),
                _ => continue,
            };
            for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
                let words = [a.to_be_bytes::<32>(), b.to_be_bytes::<32>()].concat();
                questions.push((function.address, [&selector[..], &words].concat().into()));
            }
        }
        questions
    }

    /// Which roles can do what a stranger cannot, and could if the role's slot named it.
    fn find_guards(&mut self, arena: &mut Arena) {
        let genesis = self.exec.snapshot();
        for index in 0..arena.roles.len() {
            let role = arena.roles[index].clone();
            if self.is_open(&role) {
                continue;
            }
            let Some((account, slot, new)) = self.substitute(&role) else { continue };
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
                self.exec.store(account, slot, new);
                let guards = self.works(&stranger);
                self.exec.restore(&genesis);
                if guards {
                    arena.roles[index].guards = true;
                    break;
                }
            }
        }
    }

    /// Whether anybody gets a role by a call without arguments: then it is meant for all.
    fn is_open(&mut self, role: &Role) -> bool {
        if role.asked == Asked::Who {
            return false;
        }
        let genesis = self.exec.snapshot();
        let functions = self.harness.functions.iter();
        let plain = functions.filter(|f| f.address == role.contract && f.inputs.is_empty() && !f.view);
        plain.filter_map(|function| function.selector).any(|selector| {
            let call = Call {
                from: BANK,
                to: role.contract,
                value: U256::ZERO,
                data: &selector,
                gas_limit: self.harness.semantics.gas_limit,
            };
            self.exec.call(&call);
            let is_given = role.is_held_by(&mut self.exec, BANK);
            self.exec.restore(&genesis);
            is_given
        })
    }

    /// Where and what to write so that the attacker has a role.
    fn substitute(&mut self, role: &Role) -> Option<(Address, U256, U256)> {
        if role.asked == Asked::Who {
            let slots = self.exec.slots(role.contract);
            let mut slots = slots.into_iter();
            let (slot, old) = slots.find(|(_, word)| (*word << 96) == (word_of(role.holder) << 96))?;
            return Some((role.contract, slot, (old >> 160 << 160) | word_of(ATTACKER)));
        }
        let genesis = self.exec.snapshot();
        let (to, data) = (role.contract, role.question(ATTACKER).data());
        let question = Call { from: ATTACKER, to, value: U256::ZERO, data: &data, gas_limit: VIEW_GAS };
        let cells = self.exec.probe_reads(&question).1.cells.clone();
        let places: Vec<_> = cells.into_iter().filter_map(|cell| self.exec.slot_of(cell)).collect();
        let found = places.into_iter().take(PLACES_MAX).find(|(account, slot)| {
            self.exec.store(*account, *slot, U256::ONE);
            let is_it = role.is_held_by(&mut self.exec, ATTACKER);
            self.exec.restore(&genesis);
            is_it
        });
        found.map(|(account, slot)| (account, slot, U256::ONE))
    }

    /// Whether the holder of a role can do something with the contract that names it that a stranger cannot.
    fn can_more(&mut self, arena: &Arena, role: &Role) -> bool {
        let moves = Moves::of_somebody(self.harness, arena, role.holder);
        (0..TRIES / 3).any(|_| {
            let (act, tx) = self.draw(arena, &moves);
            act.call.to == role.contract && self.works(&tx) && !self.works(&Tx { from: ATTACKER, ..tx })
        })
    }

    pub(super) fn works(&mut self, tx: &Tx) -> bool {
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

/// What is told of all accounts, word by word.
fn told(questions: &[(Address, Bytes)], exec: &mut FastExecutor) -> Vec<Vec<U256>> {
    let answer = |(contract, data): &(Address, Bytes)| {
        let call = Call { from: ATTACKER, to: *contract, value: U256::ZERO, data, gas_limit: VIEW_GAS };
        let output = exec.probe(&call).output;
        output.chunks_exact(32).take(ANSWER_WORDS_MAX).map(U256::from_be_slice).collect()
    };
    questions.iter().map(answer).collect()
}

/// Whether nothing that is told of anybody became more: somebody took out, and nobody borrowed.
fn owes_no_more(before: &[Vec<U256>], after: &[Vec<U256>]) -> bool {
    before.iter().flatten().zip(after.iter().flatten()).all(|(before, after)| after <= before)
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
    let mut works = |tx: &Tx| {
        let call = Call { from: tx.from, to: tx.to, value: tx.value, data: &tx.data, gas_limit };
        exec.probe(&call).status.is_success()
    };
    works(&tx) || works(&now) || eased(harness, &tx).iter().any(works)
}

/// The same exit with less taken out and nothing else asked for: a price that has moved locks nobody in.
fn eased(harness: &Harness, tx: &Tx) -> Vec<Tx> {
    let Some(leaves) = amounts_in(harness, tx) else { return Vec::new() };
    let mut eased = Vec::new();
    for (part, kept) in EASINGS.into_iter().flat_map(|part| (0..=leaves.len()).map(move |kept| (part, kept)))
    {
        let mut data = tx.data.to_vec();
        for (index, leaf) in leaves.iter().enumerate() {
            // All amounts alike, or all but one nothing.
            let word = if kept == leaves.len() || kept == index {
                leaf.word(&data) / U256::from(part)
            } else {
                U256::ZERO
            };
            leaf.set_word(&mut data, word);
        }
        eased.push(Tx { data: data.into(), ..tx.clone() });
    }
    eased
}

/// The same exit with all its amounts made smaller, if it has any.
pub(super) fn scaled(harness: &Harness, tx: &Tx, numerator: u64, denominator: u64) -> Option<Tx> {
    let leaves = amounts_in(harness, tx).filter(|leaves| !leaves.is_empty())?;
    let mut data = tx.data.to_vec();
    for leaf in leaves {
        let word = super::act::part(leaf.word(&data), numerator, denominator);
        leaf.set_word(&mut data, word);
    }
    Some(Tx { data: data.into(), ..tx.clone() })
}

/// Where the data of an exit have amounts.
fn amounts_in(harness: &Harness, tx: &Tx) -> Option<Vec<Leaf>> {
    let function = harness.functions.iter().find(|f| f.address == tx.to && f.selector == tx.selector())?;
    let mut leaves = Vec::new();
    if !Codec::new(function.selector, function.inputs.clone()).leaves(&tx.data, &mut leaves) {
        return None;
    }
    leaves.retain(Leaf::is_amount);
    Some(leaves)
}

/// Gives the targets what they lost, so that an empty till alone freezes nothing. Tells whether that was possible.
pub(super) fn give_back(
    harness: &Harness,
    arena: &Arena,
    exec: &mut impl Executor,
    genesis: &Holdings,
) -> bool {
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
