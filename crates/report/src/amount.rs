//! Amounts of assets as people write them.
//!
//! Invariant: what is shown is never more than the amount; what is too small to show is `0`, or says so in the smallest unit.

use crate::number;
use alloy_primitives::U256;

/// Decimal places that are shown.
const PLACES_MAX: usize = 6;

/// `1_000.5 DAI`: units with the asset's decimal point and name.
#[must_use]
pub fn units(amount: U256, decimals: u8, asset: &str) -> String {
    let number = decimal(amount, decimals);
    if number == "0" && !amount.is_zero() {
        let unit =
            if asset == "ether" { "wei".to_owned() } else { format!("of the smallest units of {asset}") };
        return format!("{} {unit}", number::grouped(&amount.to_string()));
    }
    format!("{number} {asset}")
}

/// As [`units`], where nothing is rounded, the number is large enough to be an amount, and it is not one of the marks
/// for "all".
pub(crate) fn exact(amount: U256, decimals: u8, asset: &str) -> Option<String> {
    let dust = U256::from(10).checked_pow(U256::from(usize::from(decimals).saturating_sub(PLACES_MAX)))?;
    let is_amount = decimals > 0 && amount >= dust && (amount % dust).is_zero() && amount.bit_len() <= 128;
    is_amount.then(|| units(amount, decimals, asset))
}

/// Units with a decimal point, rounded down to a few places.
fn decimal(amount: U256, decimals: u8) -> String {
    let digits = amount.to_string();
    let decimals = usize::from(decimals);
    let padded = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, rest) = padded.split_at(padded.len() - decimals);
    let rest = rest[..rest.len().min(PLACES_MAX)].trim_end_matches('0');
    let whole = number::grouped(whole);
    if rest.is_empty() { whole } else { format!("{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::{exact, units};
    use alloy_primitives::U256;

    #[test]
    fn amounts_have_their_decimal_point() {
        let text = |amount: u128, decimals| units(U256::from(amount), decimals, "USD");
        assert_eq!(text(1_500_000, 6), "1.5 USD");
        assert_eq!(text(12_345_000_000, 6), "12_345 USD");
        assert_eq!(text(1_999_999_999_999_999_999, 18), "1.999999 USD");
        assert_eq!(text(7, 18), "7 of the smallest units of USD");
        assert_eq!(text(42, 0), "42 USD");
        assert_eq!(text(0, 18), "0 USD");
        assert_eq!(units(U256::from(7), 18, "ether"), "7 wei");
        let strange = units(U256::MAX, 255, "USD");
        assert!(strange.ends_with(" of the smallest units of USD"), "{strange}");
    }

    #[test]
    fn only_numbers_that_are_amounts_are_shown_as_such() {
        let text = |amount: U256, decimals| exact(amount, decimals, "USD");
        assert_eq!(text(U256::from(1_500_000_000_000_000_000u64), 18).unwrap(), "1.5 USD");
        assert_eq!(text(U256::from(1_500_000_000_000_000_001u64), 18), None, "it would be rounded");
        assert_eq!(text(U256::from(3), 18), None);
        assert_eq!(text(U256::MAX, 6), None, "everything there is");
        assert_eq!(text(U256::from(5), 0), None);
        assert_eq!(text(U256::ZERO, 6), None);
    }
}
