//! Hotfire: fuzz.
