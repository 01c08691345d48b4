//! The binary as a user meets it: what it prints, how it exits, what it leaves on disk.
//!
//! Invariant: no test needs forge, solc or a network; projects come with their compiled artifacts.

#[cfg(test)]
mod durability;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod fire;
#[cfg(test)]
mod help;
#[cfg(test)]
mod museum;
#[cfg(test)]
mod stand;
#[cfg(test)]
mod world;
