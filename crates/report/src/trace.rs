//! `trace.txt`: what happened inside the calls of a finding, frame by frame.
//!
//! Invariant: at most [`LINES_MAX`] lines of at most [`LINE_MAX`] characters; what is left out is counted.

use crate::case::Case;
use crate::names::{DecodedCall, Names};
use crate::place::place_of;
use crate::sequence::Told;
use crate::{flow, number, value};
use hotfire_evm::outcome::Halt;
use hotfire_evm::trace::{CallTree, FrameKind, FrameStatus, Item, Node};
use hotfire_project::Project;

/// The name of the file.
pub const TRACE_FILE: &str = "trace.txt";
/// Most lines of a trace.
pub const LINES_MAX: usize = 4_000;
/// Longest line, in characters.
pub const LINE_MAX: usize = 800;
/// Deepest frame that is shown.
const DEPTH_MAX: usize = 64;

/// What a trace shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TraceOptions {
    /// Storage writes too.
    pub storage: bool,
}

/// The trace of all calls of a case.
#[must_use]
pub fn render(case: &Case<'_>, options: TraceOptions) -> String {
    let names = Names::new(case.harness, case.project, case.traces);
    let mut page = Page::new(&names, case.project, options);
    page.line(&format!("finding {}: {}", case.id, case.title()));
    for (at, tree) in case.traces.iter().enumerate() {
        page.line("");
        match case.sequence.get(at) {
            Some(_) => page.line(&format!("{}. {}", at + 1, Told::of(case, &names, at).line())),
            None => page.line("then"),
        }
        page.tree(tree);
    }
    page.money(case);
    page.finish()
}

/// The trace of one call.
#[must_use]
pub fn render_tree(names: &Names<'_>, project: &Project, tree: &CallTree, options: TraceOptions) -> String {
    let mut page = Page::new(names, project, options);
    page.tree(tree);
    page.finish()
}

struct Page<'a, 'b> {
    names: &'a Names<'b>,
    project: &'a Project,
    options: TraceOptions,
    text: String,
    lines: usize,
    left_out: usize,
}

impl<'a, 'b> Page<'a, 'b> {
    fn new(names: &'a Names<'b>, project: &'a Project, options: TraceOptions) -> Self {
        Self { names, project, options, text: String::new(), lines: 0, left_out: 0 }
    }

    fn line(&mut self, line: &str) {
        if self.lines >= LINES_MAX {
            self.left_out += 1;
            return;
        }
        self.lines += 1;
        self.text.push_str(&value::clip(line.trim_end().to_owned(), LINE_MAX));
        self.text.push('\n');
    }

    fn finish(mut self) -> String {
        if self.left_out > 0 {
            self.text.push_str(&format!("… and {} lines more\n", self.left_out));
        }
        self.text
    }

    fn tree(&mut self, tree: &CallTree) {
        if let Some(root) = tree.nodes.first() {
            self.node(tree, root, "");
        }
        if tree.cut > 0 {
            self.line(&format!("  … {} frames and items were not recorded", tree.cut));
        }
    }

    /// Who paid whom, what, and in which transaction.
    fn money(&mut self, case: &Case<'_>) {
        let flows = flow::flows(case, self.names);
        if !flows.is_empty() {
            self.line("");
            self.line("the flow of money");
        }
        for flow in &flows {
            self.line(&format!("  {:>3}. {}", flow.tx, flow.told));
        }
        if flows.len() >= flow::FLOWS_MAX {
            self.line("  … and perhaps more");
        }
        let changes = flow::changes(case, self.names);
        if !changes.is_empty() {
            self.line("");
            self.line("in the end");
        }
        for change in &changes {
            self.line(&format!("  {}", change.told));
        }
    }

    /// A frame, then what happened inside it.
    fn node(&mut self, tree: &CallTree, node: &Node, indent: &str) {
        let call = self.call(node);
        let head = self.head(node, call.as_ref());
        let lead = if indent.is_empty() { "  " } else { "" };
        self.line(&format!("{lead}{indent}{head}"));
        let inner = format!("{lead}{}", indent.replace("├─ ", "│  "));
        if node.depth >= DEPTH_MAX {
            self.line(&format!("{inner}└─ …"));
            return;
        }
        for item in &node.items {
            match item {
                Item::Frame(index) => {
                    if let Some(child) = tree.nodes.get(*index) {
                        self.node(tree, child, &format!("{inner}├─ "));
                    }
                }
                Item::Event(event) => {
                    self.line(&format!("{inner}├─ emit {}", self.names.event(event)));
                }
                Item::Store { slot, old, new } if self.options.storage => {
                    self.line(&format!("{inner}├─ slot 0x{slot:x}: 0x{old:x} → 0x{new:x}"));
                }
                Item::Store { .. } => {}
            }
        }
        let end = self.ending(node, call.as_ref());
        self.line(&format!("{inner}└─ {end}"));
        if let Some(place) = place_of(self.names, self.project, node) {
            self.line(&format!("{inner}   at {} in {}", place.text(), function_name(&place)));
            self.line(&format!("{inner}   {} │ {}", place.line, value::one_line(&place.text)));
        }
    }

    fn call(&self, node: &Node) -> Option<DecodedCall> {
        if node.kind.is_create() {
            return None;
        }
        // In a delegate call it is the code's contract that knows the function.
        let decoded = self.names.call(node.code_address, &node.input)?;
        if decoded.signature.is_empty() && !node.input.is_empty() {
            return None;
        }
        Some(decoded)
    }

    /// `vault.deposit(amount: 5)  value: 1 ether  [delegatecall to logic]`.
    fn head(&self, node: &Node, call: Option<&DecodedCall>) -> String {
        let mut head = if node.kind.is_create() {
            let contract = self.project.contract_by_init_code(&node.input);
            let name = contract.map_or_else(|| "contract".to_owned(), |contract| contract.name.clone());
            format!("new {name} at {}", self.names.of(node.to))
        } else {
            let what = match call {
                Some(call) => call.text(),
                None if node.input.is_empty() => "receive()".to_owned(),
                None => value::bytes_text(&node.input),
            };
            format!("{}.{what}", self.names.of(node.to))
        };
        if !node.value.is_zero() && node.kind != FrameKind::DelegateCall {
            head.push_str(&format!("  value: {}", number::ether(node.value)));
        }
        match node.kind {
            FrameKind::StaticCall => head.push_str("  [static]"),
            FrameKind::DelegateCall => {
                head.push_str(&format!("  [delegatecall to {}]", self.names.of(node.code_address)));
            }
            FrameKind::CallCode => {
                head.push_str(&format!("  [callcode to {}]", self.names.of(node.code_address)));
            }
            FrameKind::Create2 => head.push_str("  [create2]"),
            FrameKind::Call | FrameKind::Create => {}
        }
        head
    }

    fn ending(&self, node: &Node, call: Option<&DecodedCall>) -> String {
        match node.status {
            FrameStatus::Success if node.kind.is_create() => format!("{} bytes of code", node.output.len()),
            FrameStatus::Success => {
                let returned = self.names.returned(call, &node.output);
                if returned.is_empty() { "stops".to_owned() } else { format!("returns {returned}") }
            }
            FrameStatus::Revert => format!("reverts {}", self.names.error(&node.output)),
            FrameStatus::Halt(halt) => format!("fails: {}", halt_text(halt)),
        }
    }
}

fn function_name(place: &crate::place::Place) -> String {
    match (place.contract.is_empty(), place.function.is_empty()) {
        (_, true) => "no function".to_owned(),
        (true, false) => place.function.clone(),
        (false, false) => format!("{}.{}", place.contract, place.function),
    }
}

fn halt_text(halt: Halt) -> &'static str {
    match halt {
        Halt::OutOfGas => "out of gas",
        Halt::InvalidOpcode => "invalid opcode",
        Halt::InvalidJump => "jump to no destination",
        Halt::Stack => "stack overflow or underflow",
        Halt::StaticWrite => "state change in a static call",
        Halt::OutOfFunds => "the sender cannot pay the value",
        Halt::Create => "contract creation failed",
        Halt::Precompile => "precompile failed",
        Halt::ReturnDataBounds => "return data read out of bounds",
        Halt::Other => "stopped exceptionally",
    }
}
