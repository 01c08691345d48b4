//! The constants in the sources, for a fuzzing dictionary.
//!
//! Invariant: sets are ordered and bounded by [`LITERALS_MAX`]; a literal that is none (too large, odd digits) is left
//! out.

use std::collections::BTreeSet;

use alloy_primitives::{Address, U256, hex};

use crate::lexer::{Token, TokenKind, tokens};

/// How many literals of each kind are kept.
pub const LITERALS_MAX: usize = 16_384;
/// The longest string or bytes literal kept, in bytes.
const TEXT_BYTES_MAX: usize = 4096;

/// Constants found in source text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Literals {
    /// Whole numbers, units and exponents applied; a negated one in two's complement.
    pub integers: BTreeSet<U256>,
    /// Addresses: hexadecimal numbers of 40 digits.
    pub addresses: BTreeSet<Address>,
    /// Contents of strings, escapes resolved.
    pub strings: BTreeSet<String>,
    /// Contents of `hex"…"`.
    pub bytes: BTreeSet<Vec<u8>>,
}

impl Literals {
    /// The literals of a source text.
    pub fn of(source: &str) -> Self {
        let mut literals = Self::default();
        literals.add(source);
        literals
    }

    /// Adds the literals of a source text.
    pub fn add(&mut self, source: &str) {
        let tokens = tokens(source);
        let mut index = 0;
        while index < tokens.len() {
            if is_directive(source, &tokens, index) {
                index += tokens[index..].iter().position(|token| token.is_mark(source, b';')).unwrap_or(1);
            } else {
                self.token(source, &tokens, index);
            }
            index += 1;
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.integers.is_empty()
            && self.addresses.is_empty()
            && self.strings.is_empty()
            && self.bytes.is_empty()
    }

    fn token(&mut self, source: &str, tokens: &[Token], index: usize) {
        let token = &tokens[index];
        let text = token.text(source);
        match token.kind {
            TokenKind::Number => {
                if let Some(address) = address(text) {
                    insert(&mut self.addresses, address);
                    return;
                }
                let unit = tokens.get(index + 1).map_or("", |next| next.text(source));
                let Some(number) = integer(text, unit) else { return };
                let is_negated = index > 0
                    && tokens[index - 1].is_mark(source, b'-')
                    && !follows_value(source, tokens, index - 1);
                insert(&mut self.integers, if is_negated { number.wrapping_neg() } else { number });
            }
            TokenKind::Text => {
                let inner = text.trim_start_matches("unicode");
                if let Some(value) = unescape(inner).filter(|value| value.len() <= TEXT_BYTES_MAX) {
                    match String::from_utf8(value) {
                        Ok(value) => insert(&mut self.strings, value),
                        Err(error) => insert(&mut self.bytes, error.into_bytes()),
                    }
                }
            }
            TokenKind::Hex => {
                let digits = text.trim_start_matches("hex").trim_matches(['"', '\'']).replace('_', "");
                if let Some(value) = hex::decode(digits).ok().filter(|value| value.len() <= TEXT_BYTES_MAX) {
                    insert(&mut self.bytes, value);
                }
            }
            TokenKind::Word | TokenKind::Doc | TokenKind::Mark => {}
        }
    }
}

fn insert<T: Ord>(set: &mut BTreeSet<T>, value: T) {
    if set.len() < LITERALS_MAX {
        set.insert(value);
    }
}

/// Whether a pragma or import begins here, whose literals say nothing about values.
fn is_directive(source: &str, tokens: &[Token], index: usize) -> bool {
    let begins =
        index == 0 || tokens[index - 1].is_mark(source, b';') || tokens[index - 1].is_mark(source, b'}');
    begins && (tokens[index].is_word(source, "pragma") || tokens[index].is_word(source, "import"))
}

/// Whether the mark at `index` follows a value, so that a minus there subtracts.
fn follows_value(source: &str, tokens: &[Token], index: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|before| &tokens[before]) else { return false };
    match before.kind {
        TokenKind::Number => true,
        TokenKind::Word => !before.is_word(source, "return"),
        _ => before.is_mark(source, b')') || before.is_mark(source, b']'),
    }
}

fn address(text: &str) -> Option<Address> {
    const DIGITS: usize = 40;
    let digits = text.strip_prefix("0x")?;
    if digits.len() == DIGITS { digits.parse().ok() } else { None }
}

/// A whole number as Solidity reads it, times its unit; fractions that a unit or exponent does not fill are none.
fn integer(text: &str, unit: &str) -> Option<U256> {
    let text = text.replace('_', "");
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return if digits.is_empty() { None } else { U256::from_str_radix(digits, 16).ok() };
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().ok()?;
    let (factor, unit_zeros) = unit_value(unit);
    let digits = format!("{whole}{fraction}");
    // A 256-bit number has 78 decimal digits at most.
    const ZEROS_MAX: i64 = 80;
    const DIGITS_MAX: usize = 200;
    if digits.is_empty() || digits.len() > DIGITS_MAX || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let shift = exponent.checked_add(unit_zeros)?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let scaled = if shift >= 0 {
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() {
            return Some(U256::ZERO);
        }
        let zeros = usize::try_from(shift.min(ZEROS_MAX)).ok()?;
        U256::from_str_radix(&format!("{significant}{}", "0".repeat(zeros)), 10)
            .ok()
            .filter(|_| shift <= ZEROS_MAX)?
    } else {
        let cut = usize::try_from(shift.unsigned_abs()).ok()?;
        let kept = digits.len().checked_sub(cut)?;
        if digits[kept..].bytes().any(|digit| digit != b'0') {
            return scaled_fraction(&digits, cut, factor);
        }
        U256::from_str_radix(if kept == 0 { "0" } else { &digits[..kept] }, 10).ok()?
    };
    scaled.checked_mul(U256::from(factor))
}

/// `digits / 10^cut * factor` when it is whole, as `0.5 days`.
fn scaled_fraction(digits: &str, cut: usize, factor: u64) -> Option<U256> {
    let product = U256::from_str_radix(digits, 10).ok()?.checked_mul(U256::from(factor))?;
    let divisor = U256::from(10_u64).checked_pow(U256::from(cut))?;
    (product % divisor).is_zero().then(|| product / divisor)
}

/// A unit as a factor and a number of decimal zeros.
fn unit_value(unit: &str) -> (u64, i64) {
    match unit {
        "gwei" => (1, 9),
        "szabo" => (1, 12),
        "finney" => (1, 15),
        "ether" => (1, 18),
        "minutes" => (60, 0),
        "hours" => (3600, 0),
        "days" => (86_400, 0),
        "weeks" => (604_800, 0),
        "years" => (31_536_000, 0),
        _ => (1, 0),
    }
}

/// The bytes of a quoted string; none when an escape is broken.
fn unescape(quoted: &str) -> Option<Vec<u8>> {
    let quote = quoted.chars().next()?;
    let inner = quoted.strip_prefix(quote)?;
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    let mut value = Vec::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(next) = rest.next() {
        if next != '\\' {
            value.extend(next.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        match rest.next()? {
            'n' => value.push(b'\n'),
            'r' => value.push(b'\r'),
            't' => value.push(b'\t'),
            'x' => value.push(u8::try_from(code_point(&mut rest, 2)?).ok()?),
            'u' => value.extend(char::from_u32(code_point(&mut rest, 4)?)?.encode_utf8(&mut [0; 4]).bytes()),
            '\n' => {}
            other => value.extend(other.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    Some(value)
}

fn code_point(rest: &mut std::str::Chars<'_>, digits: usize) -> Option<u32> {
    let text: String = rest.by_ref().take(digits).collect();
    if text.len() == digits { u32::from_str_radix(&text, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::address;
    use proptest::prelude::*;

    fn integers(source: &str) -> Vec<U256> {
        Literals::of(source).integers.into_iter().collect()
    }

    fn numbers(values: &[u128]) -> Vec<U256> {
        values.iter().copied().map(U256::from).collect()
    }

    #[test]
    fn numbers_are_read_with_units_exponents_and_underscores() {
        assert_eq!(integers("1_000 + 0xff"), numbers(&[255, 1000]));
        assert_eq!(integers("2 ether"), numbers(&[2_000_000_000_000_000_000]));
        assert_eq!(integers("1.5 ether"), numbers(&[1_500_000_000_000_000_000]));
        assert_eq!(integers("3 gwei; 4 days; 2 weeks"), numbers(&[345_600, 1_209_600, 3_000_000_000]));
        assert_eq!(integers("0.5 days"), numbers(&[43_200]));
        assert_eq!(integers("1e18 2.5e1 100e-2"), numbers(&[1, 25, 1_000_000_000_000_000_000]));
        assert_eq!(integers(".5 ether"), numbers(&[500_000_000_000_000_000]));
        assert_eq!(integers("0.3; 1e99; 1e-1; 0x; 0b1; 1e; 1e999999999999999999999"), numbers(&[]));
        assert_eq!(integers("0 ether; 00"), numbers(&[0]));
    }

    #[test]
    fn a_minus_that_negates_is_told_from_one_that_subtracts() {
        assert_eq!(integers("x = -5;"), [U256::from(5).wrapping_neg()]);
        assert_eq!(integers("x - 5; f(a) - 5"), numbers(&[5]));
        assert_eq!(integers("return -5;"), [U256::from(5).wrapping_neg()]);
    }

    #[test]
    fn addresses_strings_and_bytes_are_told_apart() {
        let source = r#"pragma solidity ^0.8.20; import "./x.sol";
            address a = 0x7109709ECfa91a80626fF3989D68f67F5b1DD12D; // 77
            string s = "a\x41\u00e9\n\"q"; string t = unicode"日"; bytes b = hex"00_ff"; bytes c = "\xff";
            bytes32 h = 0x00000000000000000000000000000000000000000000000000000000000000ff;"#;
        let literals = Literals::of(source);
        assert_eq!(literals.addresses, [address!("7109709ECfa91a80626fF3989D68f67F5b1DD12D")].into());
        assert_eq!(literals.strings, ["aAé\n\"q".to_owned(), "日".to_owned()].into());
        assert_eq!(literals.bytes, [vec![0, 0xff], vec![0xff]].into());
        assert_eq!(literals.integers, [U256::from(255)].into());
    }

    proptest! {
        #[test]
        fn any_text_is_scanned(source in "[0-9a-fx_e.\\-+\"'\\\\\n hexuminutesday ;é]{0,160}") {
            let _ = Literals::of(&source);
        }

        #[test]
        fn a_number_that_is_written_is_found(number in any::<u128>()) {
            prop_assert_eq!(integers(&format!("x = {number};")), numbers(&[number]));
            prop_assert_eq!(integers(&format!("x = {number:#x};")).len(), 1);
        }
    }
}
