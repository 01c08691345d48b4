//! Hotfire: evm.
