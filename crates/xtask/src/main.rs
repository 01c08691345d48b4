//! Hotfire: xtask.
fn main() {}
