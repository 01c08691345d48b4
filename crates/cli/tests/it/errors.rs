//! What a user sees when something is wrong: what happened, where, what to do next; and the exit code.

use crate::stand::{Stand, assert_text};
use snapbox::{Data, file};

/// Runs, compares stderr, and wants nothing on stdout.
fn fails(stand: &Stand, args: &[&str], code: i32, expected: Data) {
    let out = stand.hotfire(args).env("PATH", "/nonexistent").output().unwrap();
    assert_text(Some(stand), &out.stderr, expected);
    assert_eq!((out.status.code(), out.stdout.len()), (Some(code), 0));
}

#[test]
fn no_such_path() {
    fails(&Stand::empty(), &["fire", "nowhere"], 2, file!["snapshots/no-such-path.txt"]);
}

#[test]
fn no_project() {
    fails(&Stand::empty(), &["fire"], 2, file!["snapshots/no-project.txt"]);
}

#[test]
fn broken_toml() {
    let stand = Stand::vault();
    stand.write("hotfire.toml", "time = \"5m\"\nworkers = = 2\n");
    fails(&stand, &["fire"], 2, file!["snapshots/broken-toml.txt"]);
}

#[test]
fn unknown_key() {
    let stand = Stand::vault();
    stand.write("hotfire.toml", "[rules]\nsequence_length = 5\n");
    fails(&stand, &["fire"], 2, file!["snapshots/unknown-key.txt"]);
}

#[test]
fn bad_value_in_toml() {
    let stand = Stand::vault();
    stand.write("hotfire.toml", "time = \"soon\"\n");
    fails(&stand, &["fire"], 2, file!["snapshots/bad-value.txt"]);
}

#[test]
fn bad_value_on_the_command_line() {
    fails(&Stand::empty(), &["fire", "--time", "soon"], 2, file!["snapshots/bad-flag.txt"]);
    fails(&Stand::empty(), &["fire", "--workers", "0"], 2, file!["snapshots/no-workers.txt"]);
}

#[test]
fn no_harness_matches() {
    fails(&Stand::vault(), &["fire", "--match-contract", "Nothing"], 2, file!["snapshots/no-match.txt"]);
}

#[test]
fn no_such_configuration() {
    fails(&Stand::vault(), &["fire", "--config", "echidna.yaml"], 2, file!["snapshots/no-config.txt"]);
}

#[test]
fn artifacts_out_of_date_and_no_compiler() {
    let stand = Stand::vault();
    stand.write("src/RewardVault.sol", "pragma solidity ^0.8.0; contract RewardVault {}");
    let out = stand.hotfire(&["fire"]).env("PATH", "/nonexistent").output().unwrap();
    assert_eq!(out.status.code(), Some(3));
    let text = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(text.contains("src/RewardVault.sol"), "{text}");
}

#[test]
fn the_store_is_taken() {
    let stand = Stand::vault();
    std::fs::create_dir(stand.path().join(".hotfire")).unwrap();
    let lock = std::fs::File::create(stand.path().join(".hotfire/lock")).unwrap();
    lock.lock().unwrap();
    fails(&stand, &["fire"], 4, file!["snapshots/locked.txt"]);
}

#[test]
fn our_own_fault() {
    let stand = Stand::vault();
    let trip = |place: &str| {
        let args = ["fire", "--seed", "7", "--executions", "20000", "--workers", "1", "--stop-on-first"];
        let out = stand.hotfire(&args).env("HOTFIRE_TRIP", place).output().unwrap();
        assert_eq!(out.status.code(), Some(70), "{place}");
        let text = String::from_utf8_lossy(&out.stderr).into_owned();
        for words in
            ["hotfire has failed by its own fault at", "Please report this", ", seed 7", "tripped at"]
        {
            assert!(text.contains(words), "{place}: {text}");
        }
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    assert_eq!(trip("start"), "", "what did not run has no result");
    // A finding whose files cannot be rendered is recorded and reported all the same.
    assert!(trip("renderer").contains("1 thing broken"));
    assert_eq!(stand.findings().len(), 1);
}
