//! Proofs in every kind of project, run with the very command that is printed: they pass, and fail on the mended contract.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[path = "support/forge.rs"]
mod forge;

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, Bytes, U256, keccak256};
use hotfire_fuzz::dialect::{Filter, MountOptions, discover, mount};
use hotfire_fuzz::tx::Script;
use hotfire_fuzz::{Finding, Harness, Hit, Reason, Rule, Sequence, Tx, Violation};
use hotfire_project::{Options, Project};
use hotfire_report::{Case, proof};
use std::path::{Path, PathBuf};

/// A folder of the repository.
fn repo(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path).canonicalize().unwrap()
}

fn load(path: &Path, solc: &str) -> Project {
    let mut options = Options::new(path);
    options.solc = Some(forge::tools().join("node_modules").join(solc));
    options.out_of_date_ok = true;
    Project::load(&options, &mut |_| {}).unwrap()
}

fn mounted(project: &Project) -> Harness {
    let candidates = discover(project, &Filter::default(), None).unwrap();
    let harnesses =
        candidates.iter().flat_map(|found| mount(found, project, &MountOptions::default()).unwrap());
    harnesses.into_iter().next().unwrap()
}

/// Calls of functions of the harness, by signature and arguments as Solidity writes them.
fn calls(harness: &Harness, calls: &[(&str, &str)]) -> Vec<Tx> {
    let call = |(signature, args): &(&str, &str)| {
        let function = harness.functions.iter().find(|function| function.signature == *signature).unwrap();
        let types = &signature[signature.find('(').unwrap()..];
        let values = DynSolType::parse(types).unwrap().coerce_str(args).unwrap();
        let DynSolValue::Tuple(_) = values else { panic!("{signature}") };
        let mut data = keccak256(signature)[..4].to_vec();
        data.extend(values.abi_encode_params());
        Tx {
            from: harness.senders[0],
            to: function.address,
            value: U256::ZERO,
            data: Bytes::from(data),
            delay_secs: 0,
            delay_blocks: 0,
            script: Script::default(),
        }
    };
    calls.iter().map(call).collect()
}

fn confirmed(harness: &Harness, rule: Rule, subject: &str, how: &str, txs: Vec<Tx>) -> Finding {
    let violation = Violation {
        reason: Reason { rule, subject: subject.into(), how: how.into(), site: None },
        at: txs.len() - 1,
        message: String::new(),
        value: None,
        judge: Address::ZERO,
    };
    let hit = Hit { violation, sequence: Sequence(txs), executions: 1 };
    hotfire_fuzz::confirm(harness, &hit).unwrap_or_else(|error| panic!("{error}"))
}

/// Writes the proof, runs the printed command, mends the source, runs it again.
fn prove(case: &Case<'_>, root: &Path, solc: &str, source: &str, mend: (&str, &str)) {
    let text = forge::write_proof(root, case);
    let run = proof::run_command(case.project, case.id);
    let (said, passed) = forge::run_shell(root, &run.command, solc);
    assert!(passed && said.contains("1 passed; 0 failed"), "{said}\n{text}");
    let path = root.join(source);
    let broken = std::fs::read_to_string(&path).unwrap();
    let mended = broken.replacen(mend.0, mend.1, 1);
    assert_ne!(broken, mended);
    std::fs::write(&path, mended).unwrap();
    let (said, passed) = forge::run_shell(root, &run.command, solc);
    assert!(!passed && said.contains("hotfire: "), "{said}\n{text}");
}

/// A copy of a folder of the repository.
fn copied(path: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("project");
    forge::copy(&repo(path), &root);
    (dir, root)
}

#[test]
fn hardhat_with_a_library() {
    let (_dir, root) = copied("testdata/projects/hardhat");
    let project = load(&root, "solc");
    let harness = mounted(&project);
    let txs = calls(&harness, &[("pay(uint32)", "(4000001)")]);
    let subject = "TillProperties.echidna_counted_right()";
    let finding = confirmed(&harness, Rule::Property, subject, "returned false", txs);
    let case = Case::new(&finding, &harness, &project);
    prove(&case, &root, "solc", "contracts/Till.sol", ("if (amount > 4_000_000) counted += 1;", ""));
}

#[test]
fn one_file() {
    let (_dir, root) = copied("testdata/projects/single");
    let project = load(&root.join("Purse.sol"), "solc");
    purse(&project, &root, "Purse.sol");
}

#[test]
fn standard_json_beside_its_sources() {
    let (_dir, root) = copied("testdata/projects/standard-json");
    std::fs::copy(root.join("json/output.json"), root.join("output.json")).unwrap();
    std::fs::copy(root.join("json/input.json"), root.join("input.json")).unwrap();
    let project = load(&root.join("input.json"), "solc");
    purse(&project, &root, "contracts/Purse.sol");
}

fn purse(project: &Project, root: &Path, source: &str) {
    let harness = mounted(project);
    let put = ("put(uint64)", "(5)");
    let take = ("take(uint64)", "(5)");
    let txs = calls(&harness, &[put, take, take]);
    let finding =
        confirmed(&harness, Rule::Property, "Purse.echidna_paid_what_it_got()", "returned false", txs);
    let case = Case::new(&finding, &harness, project);
    prove(&case, root, "solc", source, ("amount <= got", "paid + amount <= got"));
}

#[test]
fn foundry_with_a_library_and_arguments() {
    let (_dir, root) = copied("testdata/projects/linked");
    let toml = std::fs::read_to_string(root.join("foundry.toml")).unwrap();
    std::fs::write(root.join("foundry.toml"), toml.replace("solc = \"../../../tools/solc\"\n", "")).unwrap();
    let project = load(&root, "solc");
    let harness = mounted(&project);
    let txs = calls(&harness, &[("repay(uint64)", "(7)")]);
    let subject = "LoanTest.invariant_owesAtMostWhatWasBorrowed()";
    let finding = confirmed(&harness, Rule::Property, subject, "assertion failed", txs);
    let case = Case::new(&finding, &harness, &project);
    prove(
        &case,
        &root,
        "solc",
        "src/Loan.sol",
        ("amount > principal ? amount - principal", "amount > principal ? 0"),
    );
}

#[test]
fn old_solidity() {
    let (_dir, root) = copied("crates/report/tests/fixtures/legacy");
    let project = load(&root, "solc-0.5.16");
    let harness = mounted(&project);
    let add = "add(uint64[],uint256)";
    let txs = calls(&harness, &[(add, "([1,2,3],6)"), (add, "([0,0,0,0,0,0,0,0],100)")]);
    let finding = confirmed(&harness, Rule::Property, "Sum.echidna_total()", "returned false", txs);
    let case = Case::new(&finding, &harness, &project);
    insta::assert_snapshot!("proof_old_solidity", proof::render_case(&case).unwrap());
    prove(&case, &root, "solc-0.5.16", "src/Sum.sol", ("            parts++;\n", ""));
}
