//! The families of cheatcodes, one module each.
//!
//! Invariant: each family registers its own cheatcodes; this list is the only place that names all families.

use super::table::Registry;
use super::{
    account, approx, artifact, asserts, block, crypto, diff, emit, expect_call, expect_create, misc, mock,
    prank, random, record, refused, revert, snapshot,
};

/// Registers every cheatcode.
pub(super) fn register(table: &mut Registry) {
    account::register(table);
    approx::register(table);
    artifact::register(table);
    asserts::register(table);
    block::register(table);
    crypto::register(table);
    diff::register(table);
    emit::register(table);
    expect_call::register(table);
    expect_create::register(table);
    misc::register(table);
    mock::register(table);
    prank::register(table);
    random::register(table);
    record::register(table);
    refused::register(table);
    revert::register(table);
    snapshot::register(table);
}
