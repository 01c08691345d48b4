//! What accounts, functions, events and errors are called.
//!
//! Invariant: a name is for people; nothing is decided by it. What has no name shows its bytes.

use crate::value;
use alloy_dyn_abi::{DynSolType, DynSolValue, EventExt as _, Specifier as _};
use alloy_json_abi::{Event as AbiEvent, Param};
use alloy_primitives::{Address, B256, U256, address, hex};
use hotfire_evm::World;
use hotfire_evm::outcome::Event;
use hotfire_evm::trace::{CallTree, FrameStatus};
use hotfire_fuzz::Harness;
use hotfire_fuzz::attack::Arena;
use hotfire_fuzz::detectors::panic_meaning;
use hotfire_fuzz::tx::Question;
use hotfire_project::{Contract, Project};
use std::collections::BTreeMap;

/// Where cheatcodes live.
pub(crate) const CHEATS: Address = address!("7109709ECfa91a80626fF3989D68f67F5b1DD12D");
/// Where `console.log` lives.
pub(crate) const CONSOLE: Address = address!("000000000000000000636F6e736F6c652e6c6f67");
/// The usual deployer of `CREATE2` contracts.
pub(crate) const CREATE2_DEPLOYER: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");

const ERROR: [u8; 4] = hex!("08c379a0");
const CHEATCODE_ERROR: [u8; 4] = hex!("eeaa9e6f");
const PANIC: [u8; 4] = hex!("4e487b71");

/// The names of one harness's world.
pub struct Names<'a> {
    harness: &'a Harness,
    project: &'a Project,
    contracts: BTreeMap<Address, &'a Contract>,
}

/// One argument or return value.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Its name in the source; may be empty.
    pub name: String,
    /// Its type.
    pub ty: DynSolType,
    /// Its value.
    pub value: DynSolValue,
    /// Its value for people.
    pub text: String,
}

/// A call's function and arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct DecodedCall {
    /// The function's name; `receive` or `fallback` when no function is named.
    pub name: String,
    /// Canonical signature; empty for `receive` and `fallback`.
    pub signature: String,
    /// The arguments in order.
    pub args: Vec<Argument>,
    /// Encoding the arguments again gives the very call data.
    pub exact: bool,
    /// Types of what it returns, if its contract is known.
    pub outputs: Vec<Param>,
}

impl DecodedCall {
    /// `deposit(who: 3, amount: 1e18)`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}({})", self.name, arguments_text(&self.args))
    }
}

/// `who: 3, amount: 1e18`.
#[must_use]
pub fn arguments_text(args: &[Argument]) -> String {
    let parts: Vec<String> = args
        .iter()
        .map(|arg| if arg.name.is_empty() { arg.text.clone() } else { format!("{}: {}", arg.name, arg.text) })
        .collect();
    parts.join(", ")
}

impl<'a> Names<'a> {
    /// Learns the contracts of a harness's world, and those that `traces` create.
    #[must_use]
    pub fn new(harness: &'a Harness, project: &'a Project, traces: &[CallTree]) -> Self {
        let mut contracts = BTreeMap::new();
        let known = harness.functions.iter().map(|function| function.address);
        let asked = harness.properties.iter().map(|property| property.address);
        let labelled = harness.labels.keys().copied();
        let entered =
            traces.iter().flat_map(|tree| &tree.nodes).flat_map(|node| [node.to, node.code_address]);
        let addresses =
            [harness.address].into_iter().chain(known).chain(asked).chain(labelled).chain(entered);
        for address in addresses {
            if contracts.contains_key(&address) {
                continue;
            }
            let code = code_at(&harness.world, address);
            if !code.is_empty()
                && let Some(contract) = project.contract_by_runtime_code(&code)
            {
                contracts.insert(address, contract);
            }
        }
        for node in traces.iter().flat_map(|tree| &tree.nodes) {
            if node.kind.is_create()
                && node.status == FrameStatus::Success
                && let Some(contract) = project.contract_by_runtime_code(&node.output)
            {
                contracts.entry(node.to).or_insert(contract);
            }
        }
        if let Some(contract) = project.contract_at(&harness.path, &harness.contract) {
            contracts.insert(harness.address, contract);
        }
        Self { harness, project, contracts }
    }

    /// The contract at an address.
    #[must_use]
    pub fn contract(&self, address: Address) -> Option<&'a Contract> {
        self.contracts.get(&address).copied()
    }

    /// The name of an address, if it has one.
    #[must_use]
    pub fn known(&self, address: Address) -> Option<String> {
        if let Some(label) = self.harness.labels.get(&address).filter(|label| !label.is_empty()) {
            return Some(value::one_line(label));
        }
        if let Some(contract) = self.contracts.get(&address) {
            return Some(contract.name.clone());
        }
        let function = self.harness.functions.iter().find(|function| function.address == address);
        if let Some(function) = function {
            return Some(function.contract.clone());
        }
        match address {
            CHEATS => Some("vm".into()),
            CONSOLE => Some("console".into()),
            CREATE2_DEPLOYER => Some("create2Deployer".into()),
            _ => None,
        }
    }

    /// The name of an address, or the address itself.
    #[must_use]
    pub fn of(&self, address: Address) -> String {
        self.known(address).unwrap_or_else(|| address.to_checksum(None))
    }

    /// The name of an address, or its first and last digits.
    #[must_use]
    pub fn short(&self, address: Address) -> String {
        self.known(address).unwrap_or_else(|| {
            let text = address.to_checksum(None);
            let digits = text.trim_start_matches("0x").trim_start_matches('0');
            if digits.len() <= 8 {
                format!("0x{digits}")
            } else {
                format!("{}…{}", &text[..6], &text[38..])
            }
        })
    }

    /// The call data of a question, with as many words as the view takes.
    pub(crate) fn asked(&self, question: &Question) -> Vec<u8> {
        let data = question.data();
        let takes = |words: usize| {
            let call = self.call(question.contract, &data[..4 + 32 * words]);
            call.is_some_and(|call| call.exact && call.args.len() == words)
        };
        let words = (0..=2).find(|words| takes(*words)).unwrap_or(2);
        data[..4 + 32 * words].to_vec()
    }

    /// The function and the arguments of call data that an address gets.
    #[must_use]
    pub fn call(&self, to: Address, data: &[u8]) -> Option<DecodedCall> {
        let Some(selector) = data.first_chunk::<4>() else {
            let name = if data.is_empty() { "receive" } else { "fallback" };
            return Some(DecodedCall {
                name: name.into(),
                signature: String::new(),
                args: Vec::new(),
                exact: false,
                outputs: Vec::new(),
            });
        };
        let by_contract = self.contracts.get(&to).and_then(|contract| function_in(contract, *selector));
        if let Some(function) = by_contract {
            return decode(function, data, self);
        }
        let functions = &self.harness.functions;
        let named = functions.iter().find(|f| f.address == to && f.selector == Some(*selector));
        if let Some(function) = named {
            let args = self.arguments(&[], &function.inputs, &data[4..])?;
            let exact = encoded(&args) == data[4..];
            return Some(DecodedCall {
                name: function.name.clone(),
                signature: function.signature.clone(),
                args,
                exact,
                outputs: Vec::new(),
            });
        }
        let contracts = self.project.contracts.iter();
        contracts.filter_map(|contract| function_in(contract, *selector)).find_map(|f| decode(f, data, self))
    }

    /// The harness whose world is named.
    pub(crate) fn harness(&self) -> &'a Harness {
        self.harness
    }

    /// The world as an attacker reads it, if it is attacked.
    pub(crate) fn arena(&self) -> Option<&'a Arena> {
        self.harness.arena.as_deref()
    }

    /// An amount of an asset in words; `None` for ether.
    pub(crate) fn amount(&self, token: Option<Address>, amount: U256) -> String {
        let asset = self.arena().and_then(|arena| arena.assets.iter().find(|asset| asset.token == token));
        match (asset, token) {
            (Some(asset), _) => crate::amount::units(amount, asset.decimals, &asset.name),
            (None, None) => crate::amount::units(amount, 18, "ether"),
            (None, Some(token)) => crate::amount::units(amount, 0, &self.short(token)),
        }
    }

    /// The signature of a selector that some contract of the project has.
    pub(crate) fn signature(&self, selector: [u8; 4]) -> Option<String> {
        let mut found = self.project.contracts.iter().filter_map(|contract| function_in(contract, selector));
        found.next().map(alloy_json_abi::Function::signature)
    }

    /// What a call returned, decoded if its function is known.
    #[must_use]
    pub fn returned(&self, call: Option<&DecodedCall>, output: &[u8]) -> String {
        if output.is_empty() {
            return String::new();
        }
        let decoded = call.and_then(|call| self.parameters(&call.outputs, output));
        match decoded.as_deref() {
            Some([]) | None => value::bytes_text(output),
            Some(args) => arguments_text(args),
        }
    }

    /// What revert data say: `Error("…")`, a panic with its meaning, a custom error with its arguments.
    #[must_use]
    pub fn error(&self, output: &[u8]) -> String {
        let Some(selector) = output.first_chunk::<4>() else {
            return if output.is_empty() { "without data".into() } else { value::bytes_text(output) };
        };
        let arguments = &output[4..];
        match *selector {
            PANIC if arguments.len() == 32 => {
                let code = U256::from_be_slice(arguments);
                let meaning = panic_meaning(u8::try_from(code).unwrap_or(u8::MAX));
                return format!("panic 0x{code:02x}: {meaning}");
            }
            ERROR | CHEATCODE_ERROR => {
                let text = DynSolType::String.abi_decode_params(arguments);
                if let Ok(DynSolValue::String(text)) = text {
                    return value::clip(value::quoted(&text), value::TEXT_MAX);
                }
            }
            _ => {}
        }
        let errors = self.project.contracts.iter().flat_map(|contract| contract.abi.errors());
        for error in errors.filter(|error| error.selector() == *selector) {
            if let Some(args) = self.parameters(&error.inputs, arguments) {
                return format!("{}({})", error.name, arguments_text(&args));
            }
        }
        value::bytes_text(output)
    }

    /// An event with its arguments.
    #[must_use]
    pub fn event(&self, event: &Event) -> String {
        let raw = || {
            let topics: Vec<String> = event.topics.iter().map(ToString::to_string).collect();
            format!("(topics [{}], data {})", topics.join(", "), value::bytes_text(&event.data))
        };
        let Some(topic) = event.topics.first() else { return raw() };
        let own = self.contracts.get(&event.address).into_iter().copied();
        let all = own.chain(&self.project.contracts);
        let mut found = all.filter_map(|contract| event_in(contract, *topic, event.topics.len()));
        found.find_map(|abi| self.event_text(abi, event)).unwrap_or_else(raw)
    }

    fn event_text(&self, abi: &AbiEvent, event: &Event) -> Option<String> {
        let decoded = abi.decode_log_parts(event.topics.iter().copied(), &event.data).ok()?;
        let (mut indexed, mut body) = (decoded.indexed.iter(), decoded.body.iter());
        let mut parts = Vec::with_capacity(abi.inputs.len());
        for input in &abi.inputs {
            let value = if input.indexed { indexed.next() } else { body.next() }?;
            let text = value::text(value, None, &|address| self.of(address));
            parts.push(if input.name.is_empty() { text } else { format!("{}: {text}", input.name) });
        }
        Some(format!("{}({})", abi.name, parts.join(", ")))
    }

    pub(crate) fn parameters(&self, params: &[Param], data: &[u8]) -> Option<Vec<Argument>> {
        let types = params.iter().map(|param| param.resolve().ok()).collect::<Option<Vec<_>>>()?;
        self.arguments(params, &types, data)
    }

    fn arguments(&self, params: &[Param], types: &[DynSolType], data: &[u8]) -> Option<Vec<Argument>> {
        let tuple = DynSolType::Tuple(types.to_vec()).abi_decode_params(data).ok()?;
        let DynSolValue::Tuple(values) = tuple else { return None };
        let args = values.into_iter().zip(types).enumerate().map(|(index, (value, ty))| {
            let param = params.get(index);
            let text = value::text(&value, param, &|address| self.of(address));
            Argument { name: param.map(|p| p.name.clone()).unwrap_or_default(), ty: ty.clone(), value, text }
        });
        Some(args.collect())
    }
}

/// The code that an account of a world has.
pub(crate) fn code_at(world: &World, address: Address) -> alloy_primitives::Bytes {
    world.code(address)
}

/// The encoding of arguments.
pub(crate) fn encoded(args: &[Argument]) -> Vec<u8> {
    DynSolValue::Tuple(args.iter().map(|arg| arg.value.clone()).collect()).abi_encode_params()
}

fn decode(function: &alloy_json_abi::Function, data: &[u8], names: &Names<'_>) -> Option<DecodedCall> {
    let args = names.parameters(&function.inputs, &data[4..])?;
    let exact = encoded(&args) == data[4..];
    Some(DecodedCall {
        name: function.name.clone(),
        signature: function.signature(),
        args,
        exact,
        outputs: function.outputs.clone(),
    })
}

fn function_in(contract: &Contract, selector: [u8; 4]) -> Option<&alloy_json_abi::Function> {
    contract.abi.functions().find(|function| function.selector() == selector)
}

fn event_in(contract: &Contract, topic: B256, topics: usize) -> Option<&AbiEvent> {
    contract.abi.events().find(|event| {
        let indexed = event.inputs.iter().filter(|input| input.indexed).count();
        !event.anonymous && event.selector() == topic && indexed + 1 == topics
    })
}

/// Where in the call data each argument that is a single word lies.
pub(crate) fn word_offsets(types: &[DynSolType]) -> Vec<Option<usize>> {
    let mut at = 4;
    let mut offsets = Vec::with_capacity(types.len());
    for ty in types {
        let words = head_words(ty);
        let is_word = !ty.is_dynamic() && !matches!(ty, DynSolType::FixedArray(..) | DynSolType::Tuple(_));
        offsets.push(is_word.then_some(at));
        at += 32 * words;
    }
    offsets
}

/// Words that an argument takes in the head of an encoding.
fn head_words(ty: &DynSolType) -> usize {
    if ty.is_dynamic() {
        return 1;
    }
    match ty {
        DynSolType::FixedArray(element, len) => len * head_words(element),
        DynSolType::Tuple(members) => members.iter().map(head_words).sum(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::word_offsets;
    use alloy_dyn_abi::DynSolType;

    #[test]
    fn amounts_go_where_single_words_lie() {
        let offsets = |text: &str| {
            let DynSolType::Tuple(types) = DynSolType::parse(text).unwrap() else { panic!("{text}") };
            word_offsets(&types)
        };
        assert_eq!(offsets("(address,uint256)"), [Some(4), Some(36)]);
        assert_eq!(offsets("(uint256[2],uint128)"), [None, Some(68)]);
        assert_eq!(offsets("(bytes,uint256,(bool,bool),int8)"), [None, Some(36), None, Some(132)]);
        assert_eq!(offsets("((string,bool),uint256)"), [None, Some(36)]);
    }
}
