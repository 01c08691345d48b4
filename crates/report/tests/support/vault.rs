//! The vault of examples/, its flaw, and the calls that show it.

use super::{HARNESS, SENDER, foundry, property, tx, val};
use alloy_primitives::Address;
use hotfire_fuzz::{Finding, Harness, PropertyKind, Rule, Tx};
use hotfire_project::{Options, Project};
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/vault").canonicalize().unwrap()
}

pub(crate) fn load(root: &Path) -> Project {
    let mut options = Options::new(root);
    options.no_build = true;
    options.out_of_date_ok = true;
    Project::load(&options, &mut |_| {}).unwrap()
}

pub(crate) fn users() -> Address {
    HARNESS.create(3)
}

pub(crate) fn harness(project: &Project) -> Harness {
    let path = "test/RewardVault.t.sol";
    let mut harness = foundry(project, path, "RewardVaultTest");
    super::add_functions(&mut harness, project, path, "Users", users());
    for name in ["invariant_depositsAreCovered", "invariant_sharesAddUp"] {
        property(&mut harness, name, PropertyKind::MustPass { returns_bool: false });
    }
    for (index, name) in ["Coin", "RewardVault", "Users"].into_iter().enumerate() {
        harness.labels.insert(HARNESS.create(index as u64 + 1), name.into());
    }
    harness.labels.insert(SENDER, "sender".into());
    harness
}

pub(crate) fn sequence() -> Vec<Tx> {
    let call = |signature: &str, args: &[&str]| {
        let args: Vec<_> = args.iter().map(|arg| val("uint256", arg)).collect();
        tx(SENDER, users(), signature, &args)
    };
    let mut reward = call("reward(uint256,uint256)", &["1", "1000000000000000000"]);
    reward.delay_secs = 259_200;
    reward.delay_blocks = 1;
    vec![
        call("deposit(uint256,uint256)", &["0", "1000000000000000000"]),
        reward,
        call("transferShares(uint256,uint256,uint256)", &["0", "1", "1000000000000000000"]),
        call("claim(uint256)", &["0"]),
        call("claim(uint256)", &["1"]),
    ]
}

/// The finding, confirmed.
pub(crate) fn finding(harness: &Harness) -> Finding {
    let sequence = sequence();
    let how = "assertion failed";
    let violation = super::violation(
        Rule::Property,
        "RewardVaultTest.invariant_depositsAreCovered()",
        how,
        sequence.len() - 1,
        HARNESS,
    );
    let mut finding = super::confirmed(harness, violation, sequence);
    finding.found_len = 31;
    finding
}
