//! forge's precedence rules on small hand-made interfaces.

use super::*;

const HARNESS: Address = Address::with_last_byte(1);
const TOKEN: Address = Address::with_last_byte(2);
const VAULT: Address = Address::with_last_byte(3);
const LIBRARY: Address = Address::with_last_byte(4);
const PROXY: Address = Address::with_last_byte(5);

fn known(address: Address, name: &str, functions: &[&str]) -> Known {
    let abi = Arc::new(JsonAbi::parse(functions.iter().copied()).unwrap());
    Known { address, path: format!("src/{name}.sol"), name: name.into(), abi, is_library: address == LIBRARY }
}

fn world() -> Vec<Known> {
    vec![
        known(HARNESS, "Test", &["function setUp()", "function invariant_a()", "function act(uint256 x)"]),
        known(
            TOKEN,
            "Token",
            &["function mint(uint256 x)", "function burn()", "function supply() view returns (uint256)"],
        ),
        known(VAULT, "Vault", &["function deposit() payable", "function assets() view returns (uint256)"]),
        known(LIBRARY, "Maths", &["function add(uint256 x)"]),
    ]
}

fn run(wishes: &Wishes) -> Result<Vec<String>, DialectError> {
    let created = world();
    let choice = Choice {
        id: "test/T.sol:Test",
        harness: HARNESS,
        created: &created,
        known_at: &|at| world().into_iter().find(|known| known.address == at),
        artifact: &|name| world().into_iter().find(|known| known.is_named(name)).map(|known| known.abi),
    };
    let targets = resolve(&choice, wishes, &mut Vec::new())?;
    let names = targets.iter().flat_map(|target| {
        target.functions.iter().map(move |function| format!("{}.{}", target.name, function.name))
    });
    Ok(names.collect())
}

fn selector(signature: &str) -> Selector {
    AbiFunction::parse(signature).unwrap().selector()
}

#[test]
fn everything_that_was_deployed_is_a_target_by_default() {
    assert_eq!(run(&Wishes::default()).unwrap(), ["Token.burn", "Token.mint", "Vault.deposit"]);
}

#[test]
fn target_contracts_are_exclusive_and_exclusions_are_honoured() {
    let only = Wishes { contracts: vec![VAULT], ..Wishes::default() };
    assert_eq!(run(&only).unwrap(), ["Vault.deposit"]);
    let without = Wishes { not_contracts: vec![TOKEN], ..Wishes::default() };
    assert_eq!(run(&without).unwrap(), ["Vault.deposit"]);
    let both = Wishes { contracts: vec![TOKEN, VAULT], not_contracts: vec![TOKEN], ..Wishes::default() };
    assert_eq!(run(&both).unwrap(), ["Vault.deposit"]);
}

#[test]
fn a_selected_harness_is_a_target_without_its_tests() {
    let own = Wishes { contracts: vec![HARNESS], ..Wishes::default() };
    assert_eq!(run(&own).unwrap(), ["Test.act"]);
}

#[test]
fn selectors_limit_their_contract_and_add_it() {
    let one = Wishes { selectors: vec![(TOKEN, vec![selector("mint(uint256)")])], ..Wishes::default() };
    assert_eq!(run(&one).unwrap(), ["Token.mint", "Vault.deposit"]);
    let view = Wishes {
        contracts: vec![VAULT],
        selectors: vec![(TOKEN, vec![selector("supply()")])],
        ..Wishes::default()
    };
    assert_eq!(run(&view).unwrap(), ["Vault.deposit", "Token.supply"]);
}

#[test]
fn excluded_selectors_win() {
    let wishes = Wishes {
        selectors: vec![(TOKEN, vec![selector("mint(uint256)"), selector("burn()")])],
        not_selectors: vec![(TOKEN, vec![selector("mint(uint256)")]), (VAULT, vec![selector("deposit()")])],
        ..Wishes::default()
    };
    assert_eq!(run(&wishes).unwrap(), ["Token.burn"]);
}

#[test]
fn artifacts_select_by_name_or_by_file_and_name() {
    let by_name = Wishes { artifacts: vec!["Vault".into()], ..Wishes::default() };
    assert_eq!(run(&by_name).unwrap(), ["Vault.deposit"]);
    let by_file = Wishes { artifacts: vec!["Token.sol:Token".into()], ..Wishes::default() };
    assert_eq!(run(&by_file).unwrap(), ["Token.burn", "Token.mint"]);
    let refused = Wishes { not_artifacts: vec!["src/Token.sol:Token".into()], ..Wishes::default() };
    assert_eq!(run(&refused).unwrap(), ["Vault.deposit"]);
    let selected =
        Wishes { artifact_selectors: vec![("Token".into(), vec![selector("burn()")])], ..Wishes::default() };
    assert_eq!(run(&selected).unwrap(), ["Token.burn"]);
    let message =
        run(&Wishes { artifacts: vec!["Nope".into()], ..Wishes::default() }).unwrap_err().to_string();
    assert!(message.contains("targetArtifacts() names Nope"), "{message}");
}

#[test]
fn interfaces_make_foreign_code_a_target() {
    let wishes = Wishes {
        contracts: vec![PROXY],
        interfaces: vec![(PROXY, vec!["Token".into(), "Vault".into()])],
        ..Wishes::default()
    };
    assert_eq!(run(&wishes).unwrap(), ["Token.burn", "Token.mint", "Token.deposit"]);
}

#[test]
fn nothing_to_call_and_unknown_selectors_are_errors() {
    let nothing = Wishes { not_contracts: vec![TOKEN, VAULT], ..Wishes::default() };
    let message = run(&nothing).unwrap_err().to_string();
    assert!(message.contains("nothing to call") && message.contains("Token, Vault"), "{message}");
    let unknown = Wishes { selectors: vec![(TOKEN, vec![Selector::new([9; 4])])], ..Wishes::default() };
    assert!(run(&unknown).unwrap_err().to_string().contains("which Token does not have"));
}
