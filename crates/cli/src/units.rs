//! Durations, counts and sizes as people write them: `30s`, `1h30m`, `1e6`, `10k`.
//!
//! Invariant: a text is read exactly or refused; nothing is rounded.

use serde::{Deserialize, Deserializer, de};
use std::{fmt, marker::PhantomData, str::FromStr, time::Duration};

/// Longest time that is accepted: a hundred years.
const SECS_MAX: u64 = 100 * 366 * 24 * 3600;

/// A limit of time; `forever` is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time(pub(crate) Option<Duration>);

/// A count of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count(pub(crate) u64);

impl FromStr for Time {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a time; write 30s, 5m, 2h, 1h30m, or forever");
        if text == "forever" {
            return Ok(Self(None));
        }
        let mut millis: u64 = 0;
        let mut rest = text.trim();
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number: u64 = rest[..digits].parse().map_err(|_| bad())?;
            rest = &rest[digits..];
            let unit = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            let factor = match &rest[..unit] {
                "ms" => 1,
                "" | "s" | "sec" => 1000,
                "m" | "min" => 60 * 1000,
                "h" => 3600 * 1000,
                "d" => 24 * 3600 * 1000,
                _ => return Err(bad()),
            };
            millis = number.checked_mul(factor).and_then(|part| millis.checked_add(part)).ok_or_else(bad)?;
            rest = &rest[unit..];
        }
        if millis == 0 || millis > SECS_MAX * 1000 {
            return Err(bad());
        }
        Ok(Self(Some(Duration::from_millis(millis))))
    }
}

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a count; write 50000, 50_000, 50k, 2M or 1e6");
        let plain: String = text.trim().chars().filter(|&c| c != '_').collect();
        let (plain, thousands) = match plain.as_bytes().last() {
            Some(b'k' | b'K') => (&plain[..plain.len() - 1], 3),
            Some(b'M') => (&plain[..plain.len() - 1], 6),
            Some(b'G') => (&plain[..plain.len() - 1], 9),
            _ => (plain.as_str(), 0),
        };
        let (mantissa, exponent) = plain.split_once(['e', 'E']).unwrap_or((plain, "0"));
        let exponent: u32 = exponent.parse().ok().filter(|&exponent: &u32| exponent <= 19).ok_or_else(bad)?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(bad());
        }
        let places = u32::try_from(fraction.len()).map_err(|_| bad())?;
        let zeros = (exponent + thousands).checked_sub(places).ok_or_else(bad)?;
        let number: u64 = format!("{whole}{fraction}").parse().map_err(|_| bad())?;
        10_u64.checked_pow(zeros).and_then(|factor| number.checked_mul(factor)).map(Self).ok_or_else(bad)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Written { expected: "a time such as \"5m\"", kind: PhantomData })
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Written { expected: "a count such as 50000 or \"1e6\"", kind: PhantomData })
    }
}

/// Reads a number or a text by way of the text's reader.
struct Written<T> {
    expected: &'static str,
    kind: PhantomData<T>,
}

impl<T: FromStr<Err = String>> de::Visitor<'_> for Written<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        // `1e6` is a float to TOML.
        number.to_string().parse().map_err(E::custom)
    }
}

/// A time for people: `45s`, `5m`, `1h30m`, `250ms`.
pub(crate) fn short_time(time: Duration) -> String {
    let secs = time.as_secs();
    if secs == 0 {
        return format!("{}ms", time.as_millis());
    }
    let parts = [(secs / 86_400, "d"), (secs / 3600 % 24, "h"), (secs / 60 % 60, "m"), (secs % 60, "s")];
    parts.iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number}{unit}")).collect()
}

/// A number for people: `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(text: &str) -> Option<u64> {
        text.parse::<Time>().ok().and_then(|time| time.0).map(|time| time.as_secs())
    }

    #[test]
    fn times_are_read() {
        assert_eq!(secs("30s"), Some(30));
        assert_eq!(secs("5m"), Some(300));
        assert_eq!(secs("2h"), Some(7200));
        assert_eq!(secs("1h30m"), Some(5400));
        assert_eq!(secs("45"), Some(45));
        assert_eq!("500ms".parse::<Time>().unwrap().0, Some(Duration::from_millis(500)));
        assert_eq!("forever".parse::<Time>().unwrap(), Time(None));
        for bad in ["", "0", "0s", "m", "5x", "-5s", "5 m", "99999999999999999999s", "1e3s", "9999999d"] {
            assert!(bad.parse::<Time>().is_err(), "{bad}");
        }
    }

    #[test]
    fn counts_are_read() {
        for (text, number) in [
            ("0", 0),
            ("50_000", 50_000),
            ("10k", 10_000),
            ("2M", 2_000_000),
            ("1e6", 1_000_000),
            ("1.5e3", 1500),
            ("1.5k", 1500),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(text.parse::<Count>(), Ok(Count(number)), "{text}");
        }
        for bad in ["", "k", "-1", "1.5", "1e-3", "1e20", "18446744073709551616", "ten", "1e3e3", "0x10"] {
            assert!(bad.parse::<Count>().is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_are_shown() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(short_time(Duration::from_secs(5400)), "1h30m");
        assert_eq!(short_time(Duration::from_millis(250)), "250ms");
        assert_eq!(short_time(Duration::from_secs(60)), "1m");
    }
}
