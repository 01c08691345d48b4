//! What `[world]` of hotfire.toml says, and what comes of it.
//!
//! Invariant: a name that means nothing is an error that lists the names there are, never passed over.

use crate::stand::{Stand, copy, repository};
use serde_json::Value;

const PROJECT: &str = ".hotfire/museum/the-dao-vulnerable";

/// A world of the museum as a project, with a hotfire.toml.
fn stand(keys: &str) -> Stand {
    let stand = Stand::empty();
    let lay_out = ["museum", "fire", "the-dao", "--executions", "1"];
    stand.hotfire(&lay_out).env("PATH", "/nonexistent").output().unwrap();
    stand.write(&format!("{PROJECT}/hotfire.toml"), keys);
    stand
}

fn run(stand: &Stand, args: &[&str]) -> (Option<i32>, String, String) {
    let out = stand.hotfire(args).env("PATH", "/nonexistent").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code(), text(&out.stdout), text(&out.stderr))
}

fn world(keys: &str) -> Value {
    let (code, out, err) = run(&stand(keys), &["world", PROJECT, "--json"]);
    assert_eq!(code, Some(0), "{err}");
    serde_json::from_str::<Value>(&out).unwrap()["worlds"][0].clone()
}

#[test]
fn a_world_is_what_hotfire_toml_says() {
    let plain = world("");
    let target = plain["targets"][0]["name"].as_str().unwrap().to_owned();
    assert_eq!(plain["targets"][0]["trusted"], false);
    let said = world(&format!(
        "[world]\nnumeraire = \"ether\"\ncapital = {{ ether = \"7\" }}\ntrusted = [\"{target}\"]\n\
         roles = {{ keeper = \"0x00000000000000000000000000000000000000aa\" }}\n"
    ));
    assert_eq!(said["numeraire"], "ether");
    assert_eq!(said["loans"][0]["amount"], "7");
    assert_eq!(said["targets"][0]["trusted"], true);
    assert_eq!(said["roles"].as_array().unwrap().last().unwrap()["name"], "keeper");
    let (count, fewer) = (plain["targets"].as_array().unwrap().len(), 1);
    if count > fewer {
        let said = world(&format!("[world]\nexcluded = [\"{target}\"]\n"));
        assert_eq!(said["targets"].as_array().unwrap().len(), count - fewer);
    }
}

#[test]
fn nothing_is_found_where_the_flaw_is_trusted_or_its_gain_does_not_count() {
    let found = |keys: &str| {
        let budget = ["--seed", "1", "--workers", "1", "--executions", "20k", "--stop-on-first", "--json"];
        let (_, out, err) = run(&stand(keys), &[&["fire", PROJECT], &budget[..]].concat());
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
        report["findings"].as_array().unwrap().len()
    };
    let targets = world("")["targets"].clone();
    let names: Vec<String> =
        targets.as_array().unwrap().iter().map(|target| target["address"].to_string()).collect();
    assert_eq!(found(""), 1);
    assert_eq!(found("[world]\ncapital = { ether = \"1000000000000000000000000\" }\n"), 1);
    assert_eq!(found(&format!("[world]\ntrusted = [{}]\n", names.join(", "))), 0);
}

#[test]
fn a_transaction_that_waits_can_be_said_in_hotfire_toml() {
    let entry = |signature: &str, args: &str| {
        format!(
            "[[honest]]\nfrom = \"0x00000000000000000000000000000000000000aa\"\nto = \"Fund\"\n\
             signature = \"{signature}\"\nargs = [{args}]\nvalue = \"5\"\n"
        )
    };
    let said = world(&entry("withdraw(address,uint256)", "\"Fund\", \"7\""));
    let made = &said["honest_transactions"][0];
    assert_eq!((&made["value"], &made["name"]), (&"5".into(), &"Fund.withdraw(address,uint256)".into()));
    assert!(made["data"].as_str().unwrap().ends_with("07"), "{made}");
    for (signature, args, told) in [
        ("withdraw(address)", "", "takes 1 arguments, and 0 are given"),
        ("withdraw(", "", "is no signature"),
        ("withdraw(uint256)", "\"much\"", "argument 1"),
        ("withdraw(address)", "\"Nobody\"", "and nothing is called so"),
    ] {
        let (code, _, err) = run(&stand(&entry(signature, args)), &["world", PROJECT]);
        assert_eq!(code, Some(2), "{err}");
        let flat = err.split_whitespace().collect::<Vec<_>>().join(" ").replace("│ ", "");
        assert!(flat.contains(told), "{signature}: {err}");
    }
}

#[test]
fn a_sale_without_a_minimum_is_sandwiched_and_one_with_a_minimum_is_not() {
    let stand = Stand::empty();
    let source = repository().join("testdata/worlds/sandwich");
    for (variant, out) in [("flawed", "out"), ("patched", "out-patched")] {
        let project = stand.path().join(variant);
        copy(&source.join(out), &project.join("out"));
        let sources = ["World.sol", "foundry.toml"].map(|name| (name, name));
        let target = if out == "out" { "Vulnerable.sol" } else { "Patched.sol" };
        for (from, to) in sources.into_iter().chain([(target, "Vulnerable.sol")]) {
            std::fs::copy(source.join(from), project.join(to)).unwrap();
        }
    }
    let fire = |variant: &str, executions: &str| {
        let budget = ["--seed", "1", "--workers", "1", "--stop-on-first", "--json", "--out-of-date", "ok"];
        let args = [&["fire", variant, "--executions", executions], &budget[..]].concat();
        let (_, out, err) = run(&stand, &args);
        serde_json::from_str::<Value>(&out).unwrap_or_else(|_| panic!("{err}"))
    };
    let flawed = fire("flawed", "120k");
    assert_eq!(flawed["findings"][0]["rule"], "gain", "{flawed}");
    let message = flawed["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("; alice gets "), "the honest user pays for it: {message}");
    assert!(flawed["findings"][0]["sequence"].to_string().contains("honest_sell"));
    assert_eq!(fire("patched", "15k")["findings"], serde_json::json!([]));
    let (_, out, _) = run(&stand, &["world", "flawed", "--out-of-date", "ok"]);
    assert!(out.contains("\n  World.honest_sell()  by "), "{out}");
}

#[test]
fn names_that_mean_nothing_are_errors_that_list_what_there_is() {
    for (keys, told) in [
        ("trusted = [\"Nobody\"]", "`world.trusted` names `Nobody`, and nothing is called so"),
        (
            "trusted = [\"0x00000000000000000000000000000000000000aa\"]",
            "and setUp() created no such contract",
        ),
        ("numeraire = \"EUR\"", "`world.numeraire` names `EUR`, and no asset is called so"),
        ("capital = { EUR = \"1\" }", "there is ether"),
        ("roles = { keeper = \"Nobody\" }", "`world.roles.keeper` names `Nobody`"),
        ("gain = [\"EUR\"]", "`world.gain` names `EUR`"),
        ("token = [\"EUR\"]", "unknown field `token`"),
    ] {
        let (code, _, err) = run(&stand(&format!("[world]\n{keys}\n")), &["world", PROJECT]);
        assert_eq!(code, Some(2), "{keys}: {err}");
        let flat = err.split_whitespace().collect::<Vec<_>>().join(" ").replace("│ ", "");
        assert!(flat.contains(told), "{keys}: {err}");
    }
}
