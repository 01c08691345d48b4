//! The attacker ends with more than it owes, at the expense of what the targets held or of everybody's tokens.
//!
//! Invariant: a gain is stated in units that the attacker holds once every loan is paid back with its fee.

use super::Scene;
use crate::attack::{Arena, Change};
use crate::finding::{Reason, Violation};
use crate::rules::Rule;
use alloy_primitives::{Address, I256, U256};
use hotfire_evm::executor::Executor;

/// Judges the state at the end of an attack.
pub(super) fn judge(scene: &Scene<'_>, exec: &mut impl Executor) -> Option<Violation> {
    let Scene { harness, arena, ledger, genesis, .. } = *scene;
    let gains = ledger.gain(arena, exec, genesis)?;
    let first = arena.numeraire.map(|asset| arena.assets[asset].token);
    let most = gains.iter().find(|gain| Some(gain.token) == first);
    let most = most.or_else(|| gains.iter().max_by_key(|gain| (share(arena, gain), gain.token)))?;
    let made = ledger.honest_made();
    let losses = genesis.losses_after(made, arena, exec);
    let wrongs = genesis.wrongs(arena, exec, made);
    let of_asset = losses.iter().filter(|loss| loss.token == most.token);
    let loser = of_asset.max_by_key(|loss| (loss.units.unsigned_abs(), loss.who));
    let judge = loser.map_or_else(|| most.token.unwrap_or_default(), |loss| loss.who);
    let subject = super::name_of(harness, judge);
    let how = match loser {
        Some(_) => format!("{} taken", most.asset),
        None => format!("{} out of nothing", most.asset),
    };
    let others = gains.iter().filter(|gain| first.is_none() || gain.token != most.token);
    let list: Vec<String> = first.map(|_| most).into_iter().chain(others).map(amount).collect();
    let mut message = format!("the attacker is left with {}", list.join(" and "));
    if let Some(wrong) = wrongs.iter().max_by_key(|wrong| (share(arena, wrong), wrong.who)) {
        let who = harness.labels.get(&wrong.who).cloned().unwrap_or_else(|| wrong.who.to_string());
        message.push_str(&format!("; {who} gets {} less than without it", amount(wrong)));
    }
    Some(Violation {
        reason: Reason { rule: Rule::Gain, subject, how, site: None },
        at: 0,
        message,
        value: I256::try_from(
            gains.iter().map(|gain| share(arena, gain)).fold(U256::ZERO, U256::saturating_add),
        )
        .ok(),
        judge,
    })
}

/// A gain in parts per million of what there was.
fn share(arena: &Arena, gain: &Change) -> U256 {
    let prize =
        arena.assets.iter().find(|asset| asset.token == gain.token).map_or(U256::ZERO, |asset| asset.prize);
    gain.units.unsigned_abs().saturating_mul(U256::from(1_000_000)) / prize.max(U256::ONE)
}

/// `12.5 USD`, as people write it.
fn amount(change: &Change) -> String {
    told(change.units.unsigned_abs(), change.decimals, &change.asset)
}

/// Units of an asset, as people write them.
pub(super) fn told(units: U256, decimals: u8, asset: &str) -> String {
    format!("{} {asset}", decimal(units, decimals))
}

/// Units with the asset's decimal point, at most six places.
fn decimal(units: U256, decimals: u8) -> String {
    let one = U256::from(10).checked_pow(U256::from(decimals)).unwrap_or(U256::ONE);
    let (whole, rest) = (units / one, units % one);
    let places = format!("{rest:0>width$}", width = usize::from(decimals));
    let places = places[..places.len().min(6)].trim_end_matches('0');
    if places.is_empty() || decimals == 0 { whole.to_string() } else { format!("{whole}.{places}") }
}

/// What everybody gained and lost, for the record.
pub(super) fn changes(scene: &Scene<'_>, exec: &mut impl Executor) -> Vec<Change> {
    let Scene { arena, ledger, genesis, .. } = *scene;
    let mut changes = ledger.gain(arena, exec, genesis).unwrap_or_default();
    let made = ledger.honest_made();
    let losses = genesis.losses_after(made, arena, exec);
    changes.extend(losses.into_iter().filter(|change| change.who != Address::ZERO));
    changes.extend(genesis.wrongs(arena, exec, made));
    changes
}

#[cfg(test)]
mod tests {
    use super::decimal;
    use alloy_primitives::U256;

    #[test]
    fn units_are_shown_with_their_decimal_point() {
        assert_eq!(decimal(U256::from(1_500_000), 6), "1.5");
        assert_eq!(decimal(U256::from(1_000_000), 6), "1");
        assert_eq!(decimal(U256::from(7), 18), "0", "what is too small to show is not rounded up");
        assert_eq!(decimal(U256::from(42), 0), "42");
    }
}
