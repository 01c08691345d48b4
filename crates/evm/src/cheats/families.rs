//! The families of cheatcodes, one module each.
//!
//! Invariant: each family registers its own cheatcodes; this list is the only place that names all families.

use super::table::Registry;
use super::{
    account, approx, artifact, asserts, block, crypto, derive, diff, emit, env, expect_call, expect_create,
    fs, json, misc, mock, prank, random, record, refused, revert, serialize, snapshot, text,
};

/// Registers every cheatcode.
pub(super) fn register(table: &mut Registry) {
    account::register(table);
    approx::register(table);
    artifact::register(table);
    asserts::register(table);
    block::register(table);
    crypto::register(table);
    derive::register(table);
    diff::register(table);
    emit::register(table);
    env::register(table);
    expect_call::register(table);
    expect_create::register(table);
    fs::register(table);
    json::register(table);
    misc::register(table);
    mock::register(table);
    prank::register(table);
    random::register(table);
    record::register(table);
    refused::register(table);
    revert::register(table);
    serialize::register(table);
    snapshot::register(table);
    text::register(table);
}
