//! Hotfire: cli.
fn main() {}
