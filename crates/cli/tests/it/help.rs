//! Help, version, completions and `init`, word for word.

use crate::stand::{Stand, assert_text, hotfire};
use snapbox::file;

#[test]
fn help() {
    let out = hotfire(&["--help"]).output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty());
    assert_text(None, &out.stdout, file!["snapshots/help.txt"]);
}

#[test]
fn help_of_fire() {
    let out = hotfire(&["fire", "--help"]).output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty());
    assert_text(None, &out.stdout, file!["snapshots/help-fire.txt"]);
}

#[test]
fn help_of_replay() {
    let out = hotfire(&["replay", "--help"]).output().unwrap();
    assert_text(None, &out.stdout, file!["snapshots/help-replay.txt"]);
}

#[test]
fn help_of_world_and_museum() {
    for (args, expected) in [
        (["world", "--help"].as_slice(), file!["snapshots/help-world.txt"]),
        (&["museum", "--help"], file!["snapshots/help-museum.txt"]),
        (&["museum", "fire", "--help"], file!["snapshots/help-museum-fire.txt"]),
    ] {
        let out = hotfire(args).output().unwrap();
        assert_text(None, &out.stdout, expected);
    }
}

#[test]
fn version() {
    let out = hotfire(&["--version"]).output().unwrap();
    assert_eq!(out.stdout, concat!("hotfire ", env!("CARGO_PKG_VERSION"), "\n").as_bytes());
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let out = hotfire(&["completions", shell]).output().unwrap();
        assert!(out.status.success(), "{shell}");
        assert!(String::from_utf8_lossy(&out.stdout).contains("stop-on-first"), "{shell}");
    }
}

#[test]
fn init_writes_a_file_once() {
    let stand = Stand::empty();
    let out = stand.hotfire(&["init"]).output().unwrap();
    assert_text(Some(&stand), &out.stdout, file!["snapshots/init.txt"]);
    assert!(stand.path().join("hotfire.toml").is_file());
    let out = stand.hotfire(&["init"]).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert_text(Some(&stand), &out.stderr, file!["snapshots/init-again.txt"]);
}

#[test]
fn doctor_finds_a_compiled_project() {
    let stand = Stand::vault();
    let out = stand.hotfire(&["doctor"]).env("PATH", "/nonexistent").output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert_text(Some(&stand), &out.stdout, file!["snapshots/doctor.txt"]);
    assert!(!stand.path().join(".hotfire").exists(), "it only looks");
}

#[test]
fn doctor_says_what_is_missing() {
    let stand = Stand::vault();
    stand.write("src/RewardVault.sol", "pragma solidity ^0.8.0; contract RewardVault {}");
    let out = stand.hotfire(&["doctor"]).env("PATH", "/nonexistent").output().unwrap();
    assert_text(Some(&stand), &out.stdout, file!["snapshots/doctor-stale.txt"]);
}
