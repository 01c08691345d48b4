//! `museum` and `world` from end to end, in an empty folder and with nothing installed.
//!
//! Invariant: what is found is found with the binary alone.

use crate::stand::{Stand, assert_text, repository};
use serde_json::Value;
use snapbox::file;

fn lines(bytes: &[u8]) -> Vec<Value> {
    String::from_utf8_lossy(bytes).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_oldest_incident_is_listed_first() {
    let stand = Stand::empty();
    let out = stand.hotfire(&["museum"]).output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(text.lines().nth(1).unwrap().starts_with("the-dao "), "{text}");
    let out = stand.hotfire(&["museum", "--json"]).output().unwrap();
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(document["incidents"][0]["date"], "2016-06-17");
    assert!(!stand.path().join(".hotfire").exists(), "it only lists");
}

#[test]
fn a_page_says_what_happened() {
    let out = Stand::empty().hotfire(&["museum", "show", "the-dao"]).output().unwrap();
    assert_text(None, &out.stdout, file!["snapshots/museum-show.txt"]);
    let out = Stand::empty().hotfire(&["museum", "show", "dao"]).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert_text(None, &out.stderr, file!["snapshots/museum-unknown.txt"]);
}

#[test]
fn a_twin_is_found_and_its_patched_twin_is_silent() {
    let stand = Stand::empty();
    let args =
        ["museum", "fire", "the-dao", "--seed", "1", "--workers", "1", "--executions", "50k", "--json"];
    let fire = |variant: &str| {
        let args = [args.as_slice(), &["--variant", variant]].concat();
        let out = stand.hotfire(&args).env("PATH", "/nonexistent").output().unwrap();
        let report: Value = serde_json::from_slice(&out.stdout).unwrap();
        (out.status.code(), report["findings"].as_array().unwrap().clone())
    };
    let (code, findings) = fire("vulnerable");
    assert_eq!((code, findings.len()), (Some(1), 1));
    assert_eq!(findings[0]["rule"], "gain");
    assert_eq!(fire("patched"), (Some(0), Vec::new()));
    let museum = stand.path().join(".hotfire/museum");
    assert!(museum.join("the-dao-vulnerable/.hotfire/findings").is_dir());
    assert!(museum.join("the-dao-patched/Vulnerable.sol").is_file());
}

#[test]
fn all_twins_give_a_row_each() {
    let stand = Stand::empty();
    let args = ["museum", "fire", "--all", "--seed", "1", "--workers", "1", "--executions", "50", "--json"];
    let out = stand.hotfire(&args).env("PATH", "/nonexistent").output().unwrap();
    let rows = lines(&out.stdout);
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    assert!(rows.len() >= 80 && rows.len().is_multiple_of(2), "{}", rows.len());
    for row in &rows {
        assert_eq!((&row["seed"], &row["problem"]), (&Value::from(1), &Value::Null), "{row}");
        assert!(row["executions"].as_u64().is_some() && row["loss"].is_array(), "{row}");
    }
}

#[test]
fn a_world_is_shown_as_the_attacker_reads_it() {
    let stand = Stand::empty();
    let world = repository().join("museum/bybit").canonicalize().unwrap();
    let world = world.to_str().unwrap();
    let out = stand.hotfire(&["world", world]).env("PATH", "/nonexistent").output().unwrap();
    assert_text(None, &out.stdout, file!["snapshots/world.txt"]);
    assert_text(None, &out.stderr, file!["snapshots/world-notes.txt"]);
    let out = stand.hotfire(&["world", world, "--json", "--compromise", "nobody"]).output().unwrap();
    assert_eq!(out.status.code(), Some(3), "a role that nobody has");
}

#[test]
fn each_key_is_stolen_in_turn_and_its_worst_is_told() {
    let stand = Stand::empty();
    let fire = |variant: &str, more: &[&str]| {
        let lay_out = ["museum", "fire", "bybit", "--variant", variant, "--executions", "1"];
        stand.hotfire(&lay_out).env("PATH", "/nonexistent").output().unwrap();
        let project = format!(".hotfire/museum/bybit-{variant}");
        let args = ["fire", &project, "--compromise", "any-one"];
        let budget = ["--seed", "1", "--workers", "1", "--executions", "100k"];
        stand.hotfire(&[&args[..], &budget, more].concat()).env("PATH", "/nonexistent").output().unwrap()
    };
    let keys = |variant: &str| {
        let report: Value = serde_json::from_slice(&fire(variant, &["--json"]).stdout).unwrap();
        let keys = report["keys"].as_array().unwrap().clone();
        assert_eq!(report["harnesses"].as_array().unwrap().len(), keys.len(), "a harness for each key");
        keys
    };
    let loses = |keys: &[Value], role: &str| {
        assert!(keys.iter().any(|key| key["roles"][0] == role), "{keys:?}");
        keys.iter().any(|key| key["roles"][0] == role && key["loss"]["title"].is_string())
    };
    assert!(loses(&keys("vulnerable"), "quorum"), "the wallet is lost with this key");
    let patched = keys("patched");
    assert!(!loses(&patched, "quorum"), "a second check protects what people own");
    assert!(loses(&patched, "minter"), "who may mint may mint");
    let text = String::from_utf8_lossy(&fire("vulnerable", &[]).stdout).into_owned();
    assert!(text.contains("the largest loss found with each stolen key\n"), "{text}");
    assert!(text.contains("Proxy loses 401_347 ether"), "{text}");
}

#[test]
fn a_world_tells_whose_keys_are_stolen_in_turn() {
    let world = repository().join("museum/bybit").canonicalize().unwrap();
    let args = ["world", world.to_str().unwrap(), "--compromise", "any-one"];
    let out = Stand::empty().hotfire(&args).env("PATH", "/nonexistent").output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(text.matches("World.sol:World\n").count(), 1, "one world, whatever is stolen: {text}");
    let quorum = text.lines().find(|line| line.contains("Proxy.quorum()")).unwrap();
    assert!(quorum.ends_with("stolen in turn"), "{text}");
}
