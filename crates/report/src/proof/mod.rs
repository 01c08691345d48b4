//! `Proof.t.sol`: a finding as a Foundry test that passes exactly while the flaw is there.
//!
//! Invariant: the test rebuilds the world as the harness's [`Setup`](hotfire_evm::setup::Setup) does, step by step, and takes
//! the user's contracts from their sources, so that mending them makes it fail.

mod accounts;
mod attack;
mod attacker;
mod compared;
mod ending;
mod note;
mod run;
mod sender;
mod solidity;
mod verdict;
mod world;

pub use run::{Run, run_command};

use crate::case::Case;
use crate::error::ReportError;
use crate::names::{DecodedCall, Names};
use crate::place::broke_at;
use crate::{number, value};
use accounts::Accounts;
use alloy_primitives::{Address, hex, keccak256};
use hotfire_fuzz::{Finding, Harness, Tx};
use hotfire_project::Project;
use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use semver::Version;
use serde::Serialize;
use solidity::{ListHelper, Writer, hex_literal, is_reference};
use std::collections::BTreeSet;

/// The name of the file.
pub const FILE: &str = "Proof.t.sol";
/// The name of the test contract.
pub const CONTRACT: &str = "HotfireProof";
/// Call gas from which on the clause is left out: forge's own limit for a test is as high.
const GAS_MAX: u64 = 1 << 30;

/// The folder of a finding, relative to the project.
#[must_use]
pub fn folder(id: &str) -> String {
    format!(".hotfire/findings/{id}")
}

/// Writes the Foundry test of a finding.
///
/// # Errors
/// [`ReportError::NoProof`] when the world or a call cannot be told in Solidity.
pub fn render(finding: &Finding, harness: &Harness, project: &Project) -> Result<String, ReportError> {
    render_case(&Case::new(finding, harness, project))
}

/// Writes the Foundry test of a case.
///
/// # Errors
/// As [`render`].
pub fn render_case(case: &Case<'_>) -> Result<String, ReportError> {
    let names = Names::new(case.harness, case.project, case.traces);
    let solc = compiler(case)?;
    let mut page = Page {
        accounts: Accounts::new(case, &names),
        names,
        lists: BTreeSet::new(),
        imports: world::Imports::default(),
        has_type_max: solc >= Version::new(0, 6, 8),
    };
    let attack = attack::plan(case, &mut page)?;
    let world = world::plan(case, &mut page, attack.as_ref())?;
    let steps = case.sequence.iter().enumerate().map(|(at, tx)| step(case, &mut page, at, tx)).collect();
    let verdict = verdict::plan(case, &mut page)?;
    let sheet = Sheet {
        header: header(case, &page.names),
        pragma: pragma(&solc),
        experimental: solc.minor < 8,
        old_calls: solc.minor < 6,
        isolate: case.harness.world.setup().block.base_fee == 0,
        contract: CONTRACT,
        test: test_name(case),
        imports: page.imports.lines(),
        accounts: page.accounts.lines(),
        attack,
        world,
        steps,
        verdict,
        lists: page.lists.iter().map(List::new).collect(),
        gas: gas(case),
        sender: sender::sender(case),
    };
    fill(sheet)
}

fn fill(sheet: Sheet<'_>) -> Result<String, ReportError> {
    let mut env = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    env.set_syntax(syntax);
    env.add_template("proof", include_str!("../../templates/Proof.t.sol.j2"))?;
    env.add_template("attacker", include_str!("../../templates/Attacker.sol.j2"))?;
    env.add_template("ledger", include_str!("../../templates/Ledger.sol.j2"))?;
    env.add_template("balance", include_str!("../../templates/Balance.sol.j2"))?;
    Ok(without_unused(&env.get_template("proof")?.render(Serde(sheet))?))
}

/// Identifiers, keywords and words of comments.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// Leaves out the cheatcodes and the constants that a proof does not use.
fn without_unused(text: &str) -> String {
    let uses = |name: &str| text.contains(&format!("vm.{name}("));
    let logs = uses("getRecordedLogs");
    let (mut out, mut in_interface, mut in_struct) = (String::with_capacity(text.len()), false, false);
    for line in text.lines() {
        in_interface = line.starts_with("interface ") || (in_interface && line != "}");
        in_struct =
            in_interface && (line.trim_start().starts_with("struct ") || (in_struct && !line.is_empty()));
        let cheat = line.trim_start().strip_prefix("function ").and_then(|rest| rest.split('(').next());
        let unused = in_interface && cheat.is_some_and(|name| !uses(name));
        let constant = ["address private constant ", "address internal constant "]
            .iter()
            .find_map(|start| line.trim_start().strip_prefix(start)?.split(' ').next());
        let unused =
            unused || constant.is_some_and(|name| words(text).filter(|word| *word == name).count() == 1);
        let of_logs = in_interface && (in_struct || line.is_empty());
        if unused || (of_logs && !logs) {
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// What the template is filled with.
#[derive(Debug, Serialize)]
struct Sheet<'a> {
    header: Vec<String>,
    pragma: String,
    experimental: bool,
    old_calls: bool,
    isolate: bool,
    contract: &'static str,
    test: String,
    imports: Vec<String>,
    accounts: &'a [accounts::Line],
    attack: Option<attack::Attack>,
    world: world::WorldPlan,
    steps: Vec<Step>,
    verdict: verdict::Verdict,
    lists: Vec<List>,
    gas: String,
    sender: sender::Sender,
}

/// What is written, and what it needs from the rest of the file.
struct Page<'a> {
    names: Names<'a>,
    accounts: Accounts,
    lists: BTreeSet<ListHelper>,
    imports: world::Imports,
    has_type_max: bool,
}

impl Page<'_> {
    /// A call's data as an expression, and what it means if the expression does not tell.
    fn call_data(&mut self, to: Address, data: &[u8]) -> (String, Option<DecodedCall>) {
        let call = self.names.call(to, data);
        let readable =
            call.as_ref().filter(|call| call.exact && !call.signature.is_empty()).and_then(|call| {
                let (types, values): (Vec<_>, Vec<_>) =
                    call.args.iter().map(|arg| (arg.ty.clone(), arg.value.clone())).unzip();
                let constant_of = |address| self.accounts.constant(address);
                let mut writer = Writer::new(&constant_of, self.has_type_max, &mut self.lists);
                let arguments = writer.arguments(&types, &values)?;
                Some(format!("{}{arguments})", encoding(&call.signature, data)))
            });
        (readable.unwrap_or_else(|| hex_literal(data)), call)
    }
}

/// The beginning of an encoding. What has no name goes by its selector, and no text hashes to that.
fn encoding(signature: &str, data: &[u8]) -> String {
    let hash = keccak256(signature);
    match data.first_chunk::<4>() {
        Some(selector) if *selector != hash[..4] => {
            format!("abi.encodeWithSelector(bytes4(0x{})", hex::encode(selector))
        }
        _ => format!("abi.encodeWithSignature(\"{signature}\""),
    }
}

/// One call of the sequence.
#[derive(Debug, Serialize)]
struct Step {
    comment: Vec<String>,
    wait: Option<[u64; 2]>,
    call: String,
    /// The last call of a sequence whose verdict looks at how it ended.
    judged: bool,
}

fn step(case: &Case<'_>, page: &mut Page<'_>, at: usize, tx: &Tx) -> Step {
    let (data, call) = page.call_data(tx.to, &tx.data);
    let loan = attack::loan(case, page, tx);
    let mut what = format!("{}. ", at + 1);
    let who = page.names.short(tx.from);
    let to = page.names.short(tx.to);
    match (&loan, &call) {
        (Some((_, told)), _) => what.push_str(told),
        (None, Some(call)) if call.name == "receive" => {
            what.push_str(&format!("{who} sends {} to {to}", number::ether(tx.value)));
        }
        (None, Some(call)) => what.push_str(&format!("{who} calls {to}.{}", call.text())),
        (None, None) => what.push_str(&format!("{who} calls {to}")),
    }
    let wait = (tx.delay_secs > 0 || tx.delay_blocks > 0).then_some([tx.delay_secs, tx.delay_blocks]);
    if wait.is_some() {
        what.push_str(&format!(", {} later", number::pause(tx.delay_secs, tx.delay_blocks)));
    }
    let (from, to) = (page.accounts.expression(tx.from), page.accounts.expression(tx.to));
    let judged = !case.rule().is_attack() && case.property().is_none() && at == case.violation.at;
    Step {
        comment: vec![comment(&what)],
        wait,
        call: loan.map_or_else(|| send(&from, &to, &wei(page, tx.value), &data), |(statement, _)| statement),
        judged,
    }
}

/// A call of `_send`, on two lines when it is long.
fn send(from: &str, to: &str, value: &str, data: &str) -> String {
    const LINE_MAX: usize = 90;
    let text = format!("_send({from}, {to}, {value}, {data})");
    if text.len() <= LINE_MAX {
        return text;
    }
    format!("_send(\n            {from}, {to}, {value},\n            {data}\n        )")
}

fn wei(page: &Page<'_>, value: alloy_primitives::U256) -> String {
    if page.has_type_max { number::unsigned(value, 256) } else { value.to_string() }
}

/// Gas of a call; forge's own limit applies when it is no less.
fn gas(case: &Case<'_>) -> String {
    let limit = case.harness.semantics.gas_limit;
    if limit >= GAS_MAX { "gasleft()".into() } else { number::grouped(&limit.to_string()) }
}

/// A helper that makes a dynamic array.
#[derive(Debug, Serialize)]
struct List {
    ty: String,
    memory: &'static str,
    len: usize,
}

impl List {
    fn new((ty, len): &ListHelper) -> Self {
        Self { ty: ty.clone(), memory: if is_reference(ty) { " memory" } else { "" }, len: *len }
    }
}

/// The lines above the code.
fn header(case: &Case<'_>, names: &Names<'_>) -> Vec<String> {
    let run = run_command(case.project, case.id);
    let mut lines = vec![format!("Hotfire finding {}: {}", case.id, case.title()), String::new()];
    lines.push(format!("  rule      {}", case.rule().id()));
    lines.push(format!("  harness   {}", case.harness.id));
    if let Some(place) = case.judging_tree().and_then(|tree| broke_at(names, case.project, tree)) {
        lines.push(format!("  broke at  {}", place.text()));
    }
    lines.push(format!("  sequence  {} calls, found with {}", case.sequence.len(), case.found_len));
    lines.push(String::new());
    lines.push("It passes while the flaw is there and fails once it is mended. Run it with".into());
    lines.push(String::new());
    lines.push(format!("  {}", run.command));
    lines.extend(run.note.map(|note| format!("  ({note})")));
    lines.iter().map(|line| comment(line)).collect()
}

/// Text for a `//` comment.
fn comment(text: &str) -> String {
    const COMMENT_MAX: usize = 600;
    let plain: String = value::one_line(text);
    let mut ascii = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '…' => ascii.push_str("..."),
            c if c.is_ascii() => ascii.push(c),
            c => ascii.extend(c.escape_unicode()),
        }
    }
    value::clip(ascii, COMMENT_MAX).replace('…', "...")
}

/// `test_invariant_solvent_is_broken`.
fn test_name(case: &Case<'_>) -> String {
    if case.rule().is_attack() {
        return attack::test_name(case);
    }
    let subject = &case.violation.reason.subject;
    let function = subject.rsplit_once('.').map_or(subject.as_str(), |(_, function)| function);
    let name = function.split('(').next().unwrap_or_default();
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let what = match case.rule() {
        hotfire_fuzz::Rule::Optimum => "reaches_its_value",
        hotfire_fuzz::Rule::Property => "is_broken",
        _ => "fails",
    };
    format!("test_{name}_{what}")
}

/// Every version with the same minor number that knows what the template uses.
fn pragma(solc: &Version) -> String {
    let patch = match solc.minor {
        5 => 3,
        6 => 2,
        _ => 0,
    };
    format!("^{}.{}.{patch}", solc.major, solc.minor)
}

/// The version of the compiler that made the harness.
fn compiler(case: &Case<'_>) -> Result<Version, ReportError> {
    let contract = case.project.contract_at(&case.harness.path, &case.harness.contract);
    let version =
        contract.and_then(|contract| contract.compiler.clone()).unwrap_or_else(|| Version::new(0, 8, 0));
    if version < Version::new(0, 5, 3) {
        return Err(ReportError::NoProof {
            what: format!("finding {}", case.id),
            why: format!("Solidity {version} cannot take a contract's code; proofs need 0.5.3 or later"),
        });
    }
    Ok(version)
}
