//! Numbers as people and Solidity write them.
//!
//! Invariant: every text here is a Solidity expression with exactly the given value.

use alloy_primitives::{I256, U256};

/// Beyond this distance from the greatest value of a type, a number is written out.
const NEAR_MAX: u64 = 1_000;
/// From this number of digits on, trailing zeros become an exponent.
const EXPONENT_DIGITS_MIN: usize = 7;
/// Most digits that stand before an exponent.
const MANTISSA_DIGITS_MAX: usize = 6;
/// Numbers with more digits are written without separators.
const GROUPED_DIGITS_MAX: usize = 15;

/// An unsigned number of a type with `bits` bits: `5`, `12_000`, `1.5e18`, `type(uint256).max - 1`.
#[must_use]
pub fn unsigned(value: U256, bits: usize) -> String {
    if bits >= 32 {
        let max = greatest(bits);
        if value <= max && max - value < U256::from(NEAR_MAX) {
            let below = max - value;
            let name = format!("type(uint{bits}).max");
            return if below.is_zero() { name } else { format!("{name} - {below}") };
        }
    }
    plain(&value.to_string())
}

/// A signed number of a type with `bits` bits.
#[must_use]
pub fn signed(value: I256, bits: usize) -> String {
    let least = I256::MIN.asr(256 - bits.clamp(8, 256));
    if bits >= 32 && value == least {
        return format!("type(int{bits}).min");
    }
    if bits >= 32 && value == !least {
        return format!("type(int{bits}).max");
    }
    let digits = plain(&value.unsigned_abs().to_string());
    if value.is_negative() { format!("-{digits}") } else { digits }
}

/// Wei with their unit: `1.5 ether`, `20 gwei`, `7 wei`.
#[must_use]
pub fn ether(wei: U256) -> String {
    let digits = wei.to_string();
    for (zeros, unit) in [(18, "ether"), (9, "gwei")] {
        if let Some(number) = in_unit(&digits, zeros) {
            return format!("{number} {unit}");
        }
    }
    format!("{} wei", plain(&digits))
}

/// Seconds as the largest units that divide them: `3 days`, `1 hour`, `90 seconds`.
#[must_use]
pub fn duration(secs: u64) -> String {
    let (amount, unit) = match secs {
        0 => (0, "second"),
        s if s.is_multiple_of(86_400) => (s / 86_400, "day"),
        s if s.is_multiple_of(3_600) => (s / 3_600, "hour"),
        s if s.is_multiple_of(60) => (s / 60, "minute"),
        s => (s, "second"),
    };
    if amount == 1 { format!("1 {unit}") } else { format!("{} {unit}s", plain(&amount.to_string())) }
}

/// A pause between two transactions: `3 days and 1 block`.
#[must_use]
pub fn pause(secs: u64, blocks: u64) -> String {
    let blocks_text =
        if blocks == 1 { "1 block".to_owned() } else { format!("{} blocks", grouped(&blocks.to_string())) };
    match (secs, blocks) {
        (_, 0) => duration(secs),
        (0, _) => blocks_text,
        _ => format!("{} and {blocks_text}", duration(secs)),
    }
}

fn greatest(bits: usize) -> U256 {
    if bits >= 256 { U256::MAX } else { (U256::ONE << bits) - U256::ONE }
}

/// The number divided by ten to the `zeros`, if that leaves few digits.
fn in_unit(digits: &str, zeros: usize) -> Option<String> {
    const DECIMALS_MAX: usize = 4;
    if digits == "0" {
        return None;
    }
    let significant = digits.trim_end_matches('0').len();
    let whole_len = digits.len().saturating_sub(zeros);
    let decimals = significant.saturating_sub(whole_len);
    if digits.len() + DECIMALS_MAX <= zeros || decimals > DECIMALS_MAX {
        return None;
    }
    let padded = format!("{digits:0>width$}", width = zeros + 1);
    let (whole, rest) = padded.split_at(padded.len() - zeros);
    let rest = rest.trim_end_matches('0');
    let whole = if whole.len() > EXPONENT_DIGITS_MIN { plain(whole) } else { grouped(whole) };
    Some(if rest.is_empty() { whole } else { format!("{whole}.{rest}") })
}

/// Decimal digits with an exponent or separators where that reads better.
fn plain(digits: &str) -> String {
    let significant = digits.trim_end_matches('0');
    let zeros = digits.len() - significant.len();
    if digits.len() >= EXPONENT_DIGITS_MIN && significant.len() <= MANTISSA_DIGITS_MAX && zeros >= 3 {
        let (first, rest) = significant.split_at(1);
        let point = if rest.is_empty() { String::new() } else { format!(".{rest}") };
        return format!("{first}{point}e{}", digits.len() - 1);
    }
    grouped(digits)
}

pub(crate) fn grouped(digits: &str) -> String {
    if digits.len() <= 4 || digits.len() > GROUPED_DIGITS_MAX {
        return digits.to_owned();
    }
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{duration, ether, signed, unsigned};
    use alloy_primitives::{I256, U256};

    fn text(value: u128) -> String {
        unsigned(U256::from(value), 256)
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(text(0), "0");
        assert_eq!(text(1234), "1234");
        assert_eq!(text(12_000), "12_000");
        assert_eq!(text(10u128.pow(18)), "1e18");
        assert_eq!(text(15 * 10u128.pow(17)), "1.5e18");
        assert_eq!(text(1_234_567), "1_234_567");
        assert_eq!(text(1_234_567_890_123_456_789), "1234567890123456789");
        assert_eq!(unsigned(U256::MAX, 256), "type(uint256).max");
        assert_eq!(unsigned(U256::MAX - U256::from(3), 256), "type(uint256).max - 3");
        assert_eq!(unsigned(U256::from(255), 8), "255");
        assert_eq!(unsigned(U256::from(u64::MAX), 64), "type(uint64).max");
        assert_eq!(unsigned(U256::from(u64::MAX), 256), "18446744073709551615");
    }

    #[test]
    fn signed_numbers_have_their_ends() {
        assert_eq!(signed(I256::MIN, 256), "type(int256).min");
        assert_eq!(signed(I256::MAX, 256), "type(int256).max");
        assert_eq!(signed(I256::try_from(-128).unwrap(), 8), "-128");
        assert_eq!(signed(I256::try_from(i64::MIN).unwrap(), 64), "type(int64).min");
        assert_eq!(signed(I256::try_from(-1_000_000_000).unwrap(), 256), "-1e9");
    }

    #[test]
    fn wei_and_seconds_have_units() {
        assert_eq!(ether(U256::from(10u128.pow(18))), "1 ether");
        assert_eq!(ether(U256::from(15 * 10u128.pow(17))), "1.5 ether");
        assert_eq!(ether(U256::from(20_000_000_000u64)), "20 gwei");
        assert_eq!(ether(U256::from(7)), "7 wei");
        assert_eq!(ether(U256::ZERO), "0 wei");
        assert_eq!(ether(U256::from(10u128.pow(18) + 1)), "1000000000000000001 wei");
        assert_eq!(duration(259_200), "3 days");
        assert_eq!(duration(3_600), "1 hour");
        assert_eq!(duration(61), "61 seconds");
    }
}
