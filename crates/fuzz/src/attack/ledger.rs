//! The attacker's books: what was lent, what is held, what is left when everything is paid back.
//!
//! Invariant: a gain is stated only when every loan can be paid back, and of the assets gained with the fee.

use super::arena::Arena;
use super::honest::HonestSet;
use super::loans::OWN_SHARE;
use crate::tx::Tx;
use alloy_primitives::{Address, I256, U256};
use hotfire_evm::executor::Executor;
use serde::{Deserialize, Serialize};

/// Fee of a loan, in units of 1/10,000 of what was needed of it.
const FEE_BPS: u64 = 9;
/// What may be missing of a loan of which nothing is gained, as a share of it: what rounding takes.
pub const DUST_SHARE: u64 = 1_000_000_000;
/// As [`DUST_SHARE`], in units; the smaller of the two counts.
pub const DUST_UNITS: u64 = 1_000;
/// A gain counts from this share of what the loser held.
const MATERIAL_SHARE: u64 = 100;
/// As [`MATERIAL_SHARE`], when time passed: who waits may earn as anybody does.
const MATERIAL_SHARE_PATIENT: u64 = 10;

/// What is owed of one asset.
#[derive(Clone, Copy, Debug, Default)]
struct Debt {
    lent: U256,
    /// Least that was held since the first loan.
    low: U256,
}

/// Debts along a sequence.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    debts: Vec<Debt>,
    /// Time passed while more was owed than may be kept over time.
    overdue: bool,
    patient: bool,
    /// Honest transactions that were made.
    honest: HonestSet,
}

/// What somebody gained or lost of an asset, in units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Who.
    pub who: Address,
    /// The token; `None` for ether.
    pub token: Option<Address>,
    /// For people.
    pub asset: String,
    /// Decimal places of the asset.
    pub decimals: u8,
    /// Units; negative for a loss.
    pub units: I256,
}

impl Ledger {
    pub(crate) fn new(arena: &Arena) -> Self {
        Self { debts: vec![Debt::default(); arena.assets.len()], overdue: false, patient: false, honest: 0 }
    }

    /// Notes a transaction that succeeded; the state is the one after it.
    pub(crate) fn note(&mut self, arena: &Arena, held: &Held, tx: &Tx) {
        if tx.delay_secs > 0 || tx.delay_blocks > 0 {
            self.patient = true;
            self.overdue |= self.debts.iter().enumerate().any(|(asset, debt)| debt.lent > own(arena, asset));
        }
        if let Some(honest) = arena.honest_at(tx) {
            self.honest |= 1 << honest;
        }
        if let Some((asset, amount)) = arena.lent_by(tx) {
            let debt = &mut self.debts[asset];
            debt.low = if debt.lent.is_zero() { U256::MAX } else { debt.low.saturating_add(amount) };
            debt.lent = debt.lent.saturating_add(amount);
        }
        for asset in 0..self.debts.len() {
            if !self.debts[asset].lent.is_zero() {
                self.debts[asset].low = self.debts[asset].low.min(held.0[asset]);
            }
        }
    }

    /// What is left of an asset once its loan is paid back with the fee.
    pub(crate) fn net(&self, held: &Held, asset: usize) -> I256 {
        self.net_of(held.0[asset], asset)
    }

    /// As [`Ledger::net`], of so many units held.
    pub(super) fn net_of(&self, held: U256, asset: usize) -> I256 {
        let debt = self.debts[asset];
        let used = debt.lent.saturating_sub(debt.low);
        let fee = used.saturating_mul(U256::from(FEE_BPS)) / U256::from(10_000);
        let owed = debt.lent.saturating_add(fee);
        signed(held).saturating_sub(signed(owed))
    }

    /// What is held less than must be paid back of an asset, without the fee: nothing or less than nothing.
    pub(super) fn missing(&self, held: &Held, asset: usize) -> I256 {
        let owed = least_returned(self.debts[asset].lent);
        signed(held.0[asset]).saturating_sub(signed(owed)).min(I256::ZERO)
    }

    /// The attacker's gains, if nothing is owed and one of them is material.
    pub(crate) fn gain(
        &self,
        arena: &Arena,
        exec: &mut impl Executor,
        genesis: &Holdings,
    ) -> Option<Vec<Change>> {
        let held = Held::read(arena, exec);
        if !self.may_gain(arena, &held) {
            return None;
        }
        let mut changes = Vec::new();
        let mut material = false;
        let stakes = genesis.stakes_of_wronged(arena, exec, self);
        for asset in 0..arena.assets.len() {
            if !arena.assets[asset].counts {
                continue;
            }
            // What honest transactions alone would have brought the attacker is no gain.
            let net = self.net(&held, asset).saturating_sub(genesis.given(self.honest, asset));
            if !net.is_positive() {
                continue;
            }
            let stake = stakes.get(asset).filter(|stake| !stake.is_zero());
            let part = stake.map(|stake| (*stake / U256::from(self.share())).max(U256::ONE));
            material |= net.unsigned_abs() >= self.threshold(arena, exec, genesis, asset)
                || part.is_some_and(|part| net.unsigned_abs() >= part);
            changes.push(change(arena, asset, super::ATTACKER, net));
        }
        material.then_some(changes)
    }

    /// Whether every loan can be paid back and something is left of some asset, fee and all: cheap, for the hot path.
    pub(crate) fn may_gain(&self, arena: &Arena, held: &Held) -> bool {
        let mut assets = (0..arena.assets.len()).filter(|asset| !arena.assets[*asset].is_claim);
        let mut some = false;
        !self.overdue
            && assets.all(|asset| {
                some |= arena.assets[asset].counts && self.net(held, asset).is_positive();
                held.0[asset] >= least_returned(self.debts[asset].lent)
            })
            && some
    }

    /// Whether every loan can be paid back, but for what rounding takes: nothing was paid for anything.
    pub(crate) fn is_even(&self, arena: &Arena, held: &Held) -> bool {
        let mut assets = (0..arena.assets.len()).filter(|asset| !arena.assets[*asset].is_claim);
        !self.overdue && assets.all(|asset| held.0[asset] >= least_returned(self.debts[asset].lent))
    }

    /// Assets of which less is held than owed.
    pub(crate) fn short(&self, arena: &Arena, held: &Held) -> Vec<usize> {
        let assets = (0..arena.assets.len()).filter(|asset| !arena.assets[*asset].is_claim);
        assets.filter(|asset| held.0[*asset] < self.debts[*asset].lent).collect()
    }

    /// Of what a gain has to be one part to count.
    fn share(&self) -> u64 {
        if self.patient { MATERIAL_SHARE_PATIENT } else { MATERIAL_SHARE }
    }

    /// Whether time passed while more was owed than may be kept over time: nothing is gained any more.
    pub(super) fn is_overdue(&self) -> bool {
        self.overdue
    }

    /// Honest transactions that were made.
    pub(crate) fn honest_made(&self) -> HonestSet {
        self.honest
    }

    /// What a gain of an asset must be to count: a share of what the worst loser held, or of all there was.
    fn threshold(&self, arena: &Arena, exec: &mut impl Executor, genesis: &Holdings, asset: usize) -> U256 {
        let mut worst = (U256::ZERO, arena.assets[asset].supply);
        for (target, before) in arena.targets.iter().zip(genesis.of(self.honest, asset)) {
            let lost = before.saturating_sub(arena.balance(exec, asset, *target));
            if lost > worst.0 {
                worst = (lost, *before);
            }
        }
        (worst.1 / U256::from(self.share())).max(U256::ONE)
    }
}

/// What everybody holds at genesis, and after honest transactions alone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holdings {
    genesis: Baseline,
    after: Vec<(HonestSet, Baseline)>,
}

/// What everybody holds when the attacker does nothing.
#[derive(Clone, Debug, Default)]
struct Baseline {
    /// Asset by asset, in the order of [`Arena::targets`].
    targets: Vec<Vec<U256>>,
    /// In the order of [`Arena::users`].
    users: Vec<Vec<U256>>,
    /// The attacker's accounts together.
    own: Held,
}

impl Baseline {
    fn read(arena: &Arena, exec: &mut impl Executor) -> Self {
        let of = |exec: &mut _, asset, all: &[Address]| -> Vec<U256> {
            all.iter().map(|who| arena.balance(&mut *exec, asset, *who)).collect()
        };
        let assets = 0..arena.assets.len();
        Self {
            targets: assets.clone().map(|asset| of(&mut *exec, asset, &arena.targets)).collect(),
            users: assets.map(|asset| of(&mut *exec, asset, &arena.users)).collect(),
            own: Held::read(arena, exec),
        }
    }
}

impl Holdings {
    /// Reads the holdings of the current state.
    pub(crate) fn read(arena: &Arena, exec: &mut impl Executor) -> Self {
        Self { genesis: Baseline::read(arena, exec), after: Vec::new() }
    }

    /// Reads what everybody holds after a set of honest transactions.
    pub(super) fn add_baseline(&mut self, set: HonestSet, arena: &Arena, exec: &mut impl Executor) {
        self.after.push((set, Baseline::read(arena, exec)));
    }

    fn baseline(&self, set: HonestSet) -> &Baseline {
        self.after.iter().find(|(known, _)| *known == set).map_or(&self.genesis, |(_, baseline)| baseline)
    }

    /// What honest transactions alone bring the attacker.
    fn given(&self, set: HonestSet, asset: usize) -> I256 {
        let (own, before) = (&self.baseline(set).own, &self.genesis.own);
        signed(own.0[asset]).saturating_sub(signed(before.0[asset]))
    }

    /// What each honest user has less than after the honest transactions alone, of what these would have brought it. Who paid
    /// less than it would have was not wronged.
    pub(crate) fn wrongs(&self, arena: &Arena, exec: &mut impl Executor, set: HonestSet) -> Vec<Change> {
        if set == 0 {
            return Vec::new();
        }
        let alone = self.baseline(set);
        let mut wrongs = Vec::new();
        for (user, who) in arena.users.iter().enumerate() {
            let (mut short, mut has_paid, mut spared) = (Vec::new(), false, false);
            for asset in 0..arena.assets.len() {
                let (before, then) = (self.genesis.users[asset][user], alone.users[asset][user]);
                let now = arena.balance(exec, asset, *who);
                if then < before {
                    has_paid = true;
                    spared |= now > then;
                } else if now < then {
                    short.push(change(arena, asset, *who, signed(now).saturating_sub(signed(then))));
                }
            }
            if has_paid && !spared {
                wrongs.extend(short);
            }
        }
        wrongs
    }

    /// What was at stake for the honest users that were wronged by enough to count, by asset: what they would have paid or been
    /// paid.
    fn stakes_of_wronged(&self, arena: &Arena, exec: &mut impl Executor, ledger: &Ledger) -> Vec<U256> {
        let alone = self.baseline(ledger.honest);
        let mut stakes = vec![U256::ZERO; arena.assets.len()];
        for wrong in self.wrongs(arena, exec, ledger.honest) {
            let Some(user) = arena.users.iter().position(|who| *who == wrong.who) else { continue };
            let moved = |asset: usize| alone.users[asset][user].abs_diff(self.genesis.users[asset][user]);
            let short_of = arena.assets.iter().position(|asset| asset.token == wrong.token);
            let due = short_of.map_or(U256::ZERO, moved);
            if wrong.units.unsigned_abs() >= (due / U256::from(ledger.share())).max(U256::ONE) {
                for (asset, stake) in stakes.iter_mut().enumerate() {
                    *stake = (*stake).max(moved(asset));
                }
            }
        }
        stakes
    }

    /// Of one asset, in the order of [`Arena::targets`].
    fn of(&self, set: HonestSet, asset: usize) -> &[U256] {
        &self.baseline(set).targets[asset]
    }

    /// What a target holds less of an asset than at genesis.
    pub(super) fn missing(
        &self,
        arena: &Arena,
        exec: &mut impl Executor,
        asset: usize,
        who: Address,
    ) -> U256 {
        self.before(arena, asset, who).saturating_sub(arena.balance(exec, asset, who))
    }

    /// What a target holds more of an asset than at genesis.
    pub(crate) fn surplus(
        &self,
        arena: &Arena,
        exec: &mut impl Executor,
        asset: usize,
        who: Address,
    ) -> U256 {
        arena.balance(exec, asset, who).saturating_sub(self.before(arena, asset, who))
    }

    /// Whether a target held some of an asset before.
    pub(crate) fn had(&self, arena: &Arena, asset: usize, who: Address) -> bool {
        !self.before(arena, asset, who).is_zero()
    }

    fn before(&self, arena: &Arena, asset: usize, who: Address) -> U256 {
        let at = arena.targets.iter().position(|target| *target == who);
        at.map_or(U256::ZERO, |at| self.of(0, asset)[at])
    }

    /// How the targets' holdings differ from the current state's, losses only.
    pub(crate) fn losses(&self, arena: &Arena, exec: &mut impl Executor) -> Vec<Change> {
        self.losses_after(0, arena, exec)
    }

    /// As [`Holdings::losses`], against what the targets hold after honest transactions alone.
    pub(crate) fn losses_after(
        &self,
        set: HonestSet,
        arena: &Arena,
        exec: &mut impl Executor,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for asset in 0..arena.assets.len() {
            for (who, before) in arena.targets.iter().zip(self.of(set, asset)) {
                let now = arena.balance(exec, asset, *who);
                if now < *before {
                    changes.push(change(arena, asset, *who, signed(now) - signed(*before)));
                }
            }
        }
        changes
    }
}

fn change(arena: &Arena, asset: usize, who: Address, units: I256) -> Change {
    let asset = &arena.assets[asset];
    Change { who, token: asset.token, asset: asset.name.clone(), decimals: asset.decimals, units }
}

/// The least that pays back a loan of which nothing is gained.
fn least_returned(lent: U256) -> U256 {
    lent - (lent / U256::from(DUST_SHARE)).min(U256::from(DUST_UNITS))
}

/// What the attacker may keep over time.
fn own(arena: &Arena, asset: usize) -> U256 {
    let loans = arena.loans.iter().filter(|loan| loan.asset == asset);
    loans.map(|loan| loan.amount / U256::from(OWN_SHARE)).fold(U256::ZERO, U256::saturating_add)
}

/// What the attacker's accounts hold together, by asset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held(Vec<U256>);

impl Held {
    /// Assets of which more is held than before.
    pub(super) fn risen_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = usize> + 'a {
        let pairs = self.0.iter().zip(&before.0).enumerate();
        pairs.filter(|(_, (now, before))| now > before).map(|(asset, _)| asset)
    }

    /// How much more is held of an asset than before.
    pub(super) fn more_than(&self, before: &Self, asset: usize) -> I256 {
        signed(self.0[asset]).saturating_sub(signed(before.0[asset]))
    }

    /// How many times as much is held of an asset, at least once.
    pub(super) fn times(&self, less: &Self, asset: usize) -> u64 {
        (self.0[asset] / less.0[asset].max(U256::ONE)).clamp(U256::ONE, U256::from(u32::MAX)).to()
    }

    /// Units of one asset in the current state.
    pub(super) fn of(arena: &Arena, exec: &mut impl Executor, asset: usize) -> U256 {
        let own = arena.own_accounts();
        own.iter().map(|who| arena.balance(exec, asset, *who)).fold(U256::ZERO, U256::saturating_add)
    }

    /// Reads the current state.
    pub(crate) fn read(arena: &Arena, exec: &mut impl Executor) -> Self {
        Self((0..arena.assets.len()).map(|asset| Self::of(arena, exec, asset)).collect())
    }
}

fn signed(units: U256) -> I256 {
    I256::try_from(units).unwrap_or(I256::MAX)
}
