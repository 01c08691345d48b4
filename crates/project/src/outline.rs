//! What a source file declares: contracts, their bases, functions and their byte ranges, imports and pragmas.
//!
//! Invariant: any text gives an outline; function ranges do not overlap and are sorted, so that a byte offset is in one
//! function at most.

use std::ops::Range;

use crate::ContractKind;
use crate::lexer::{Token, TokenKind, tokens};

/// What kind of function a range of source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FunctionKind {
    /// `function name(…)`, in a contract or free.
    Function,
    /// `constructor(…)`.
    Constructor,
    /// `receive()`.
    Receive,
    /// `fallback(…)`, or the nameless function of old Solidity.
    Fallback,
    /// `modifier name(…)`.
    Modifier,
    /// A public state variable, whose reader the compiler writes.
    Getter,
}

/// A function's place in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name; `constructor`, `receive` and `fallback` for those.
    pub name: String,
    /// The contract that it is written in; none for a free function.
    pub contract: Option<String>,
    /// What it is.
    pub kind: FunctionKind,
    /// Byte range in the source, from the keyword to the closing brace.
    pub range: Range<usize>,
    /// Whether it has a body (or is a getter).
    pub has_body: bool,
    pub(crate) docs: Vec<Range<usize>>,
}

/// A contract's place in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ContractKind,
    /// The names of its direct bases as written, last part only.
    pub bases: Vec<String>,
    /// Byte range in the source.
    pub range: Range<usize>,
    pub(crate) docs: Vec<Range<usize>>,
}

/// Everything that a file declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Contracts, interfaces and libraries, in order.
    pub contracts: Vec<Declaration>,
    /// Functions, modifiers and getters, in order.
    pub functions: Vec<Function>,
    /// Import paths as written.
    pub imports: Vec<String>,
    /// What follows each `pragma solidity`.
    pub pragmas: Vec<String>,
}

impl Outline {
    /// Reads a source.
    pub fn of(source: &str) -> Self {
        let tokens = tokens(source);
        let mut reader = Reader { source, tokens: &tokens, at: 0, outline: Self::default() };
        reader.file();
        reader.outline
    }

    /// The function that a byte offset is in.
    pub fn function_at(&self, offset: usize) -> Option<&Function> {
        let after = self.functions.partition_point(|function| function.range.start <= offset);
        self.functions[..after].last().filter(|function| offset < function.range.end)
    }

    /// The contract with this name.
    pub fn contract(&self, name: &str) -> Option<&Declaration> {
        self.contracts.iter().find(|contract| contract.name == name)
    }
}

struct Reader<'a> {
    source: &'a str,
    tokens: &'a [Token],
    at: usize,
    outline: Outline,
}

impl<'a> Reader<'a> {
    fn file(&mut self) {
        let mut docs = Vec::new();
        while let Some(token) = self.peek() {
            match token.text(self.source) {
                _ if token.kind == TokenKind::Doc => {
                    docs.push(token.start..token.end);
                    self.at += 1;
                    continue;
                }
                "pragma" => self.pragma(),
                "import" => self.import(),
                "abstract" if self.word_is(1, "contract") => self.contract(1, &mut docs),
                "contract" | "interface" | "library" if self.is_word(1) => self.contract(0, &mut docs),
                "function" if self.is_word(1) => self.function(None, &mut docs),
                _ => self.statement(),
            }
            docs.clear();
        }
    }

    fn pragma(&mut self) {
        let from = self.at;
        self.statement();
        let inner = &self.tokens[from + 1..self.at];
        let Some((first, rest)) = inner.split_first() else { return };
        if let (true, Some(start), Some(end)) = (
            first.is_word(self.source, "solidity"),
            rest.first().map(|token| token.start),
            rest.iter().rev().find(|token| !token.is_mark(self.source, b';')).map(|token| token.end),
        ) {
            self.outline.pragmas.push(self.source.get(start..end).unwrap_or("").to_owned());
        }
    }

    fn import(&mut self) {
        let from = self.at;
        self.statement();
        let mut texts = self.tokens[from..self.at].iter().filter(|token| token.kind == TokenKind::Text);
        if let Some(path) = texts.next_back() {
            let quoted = path.text(self.source).trim_start_matches("unicode");
            self.outline.imports.push(quoted.trim_matches(['"', '\'']).to_owned());
        }
    }

    /// A contract whose keyword is `skip` tokens ahead.
    fn contract(&mut self, skip: usize, docs: &mut Vec<Range<usize>>) {
        let start = self.tokens[self.at].start;
        let kind = match self.tokens[self.at + skip].text(self.source) {
            "interface" => ContractKind::Interface,
            "library" => ContractKind::Library,
            _ if skip == 1 => ContractKind::Abstract,
            _ => ContractKind::Contract,
        };
        let name = self.tokens[self.at + skip + 1].text(self.source).to_owned();
        self.at += skip + 2;
        let bases = self.bases();
        self.outline.contracts.push(Declaration {
            name: name.clone(),
            kind,
            bases,
            range: start..start,
            docs: std::mem::take(docs),
        });
        let index = self.outline.contracts.len() - 1;
        self.members(&name);
        self.outline.contracts[index].range.end = self.end_so_far();
    }

    /// Reads `is A, b.C(1)` up to the opening brace, which it passes.
    fn bases(&mut self) -> Vec<String> {
        let mut bases = Vec::new();
        let mut last = None;
        while let Some(token) = self.peek() {
            let text = token.text(self.source);
            match text {
                "{" | "," | "is" => bases.extend(last.take()),
                "(" => {
                    self.balanced();
                    continue;
                }
                ";" | "}" => break,
                _ if token.kind == TokenKind::Word => last = Some(text.to_owned()),
                _ => {}
            }
            self.at += 1;
            if text == "{" {
                break;
            }
        }
        bases
    }

    fn members(&mut self, contract: &str) {
        let mut docs = Vec::new();
        while let Some(token) = self.peek() {
            match token.text(self.source) {
                _ if token.kind == TokenKind::Doc => {
                    docs.push(token.start..token.end);
                    self.at += 1;
                    continue;
                }
                "}" => {
                    self.at += 1;
                    return;
                }
                "function" if self.is_word(1) || self.nameless_function() => {
                    self.function(Some(contract), &mut docs)
                }
                "modifier" if self.is_word(1) => self.function(Some(contract), &mut docs),
                "constructor" | "receive" | "fallback" if self.mark_is(1, b'(') => {
                    self.function(Some(contract), &mut docs);
                }
                _ => self.variable(contract),
            }
            docs.clear();
        }
    }

    /// Whether `function (` here begins old Solidity's nameless function, not a variable of function type.
    fn nameless_function(&self) -> bool {
        let rest = &self.tokens[self.at..];
        let end = rest.iter().position(|token| {
            token.is_mark(self.source, b'{')
                || token.is_mark(self.source, b';')
                || token.is_mark(self.source, b'=')
        });
        end.is_some_and(|end| rest[end].is_mark(self.source, b'{'))
    }

    fn function(&mut self, contract: Option<&str>, docs: &mut Vec<Range<usize>>) {
        let first = self.tokens[self.at];
        let named = self.is_word(1).then(|| self.tokens[self.at + 1].text(self.source));
        let (kind, name) = match (first.text(self.source), named) {
            ("constructor", _) => (FunctionKind::Constructor, "constructor"),
            ("receive", _) => (FunctionKind::Receive, "receive"),
            ("modifier", Some(name)) => (FunctionKind::Modifier, name),
            ("function", Some(name)) => (FunctionKind::Function, name),
            _ => (FunctionKind::Fallback, "fallback"),
        };
        let has_body = self.signature_and_body();
        self.outline.functions.push(Function {
            name: name.to_owned(),
            contract: contract.map(str::to_owned),
            kind,
            range: first.start..self.end_so_far(),
            has_body,
            docs: std::mem::take(docs),
        });
    }

    /// Passes a function; true when it has a body.
    fn signature_and_body(&mut self) -> bool {
        while let Some(token) = self.peek() {
            match token.text(self.source) {
                "(" | "[" => self.balanced(),
                "{" => {
                    self.balanced();
                    return true;
                }
                ";" => {
                    self.at += 1;
                    return false;
                }
                "}" => return false,
                _ => self.at += 1,
            }
        }
        false
    }

    /// Passes a member that is no function; a public state variable is noted as a getter.
    fn variable(&mut self, contract: &str) {
        let from = self.at;
        self.statement();
        if self.at == from {
            self.at += 1;
        }
        let tokens = &self.tokens[from..self.at];
        let keyword = tokens.first().map_or("", |token| token.text(self.source));
        if matches!(keyword, "struct" | "enum" | "event" | "error" | "using" | "type") {
            return;
        }
        let head = declaration_head(self.source, tokens);
        let is_public = head.iter().any(|token| token.is_word(self.source, "public"));
        if let (true, Some(name)) = (is_public, head.last().filter(|token| token.kind == TokenKind::Word)) {
            self.outline.functions.push(Function {
                name: name.text(self.source).to_owned(),
                contract: Some(contract.to_owned()),
                kind: FunctionKind::Getter,
                range: self.tokens[from].start..self.end_so_far(),
                has_body: true,
                docs: Vec::new(),
            });
        }
    }

    /// Passes one statement: up to `;`, or the braces of a struct or enum. It leaves a closing `}` of the surroundings.
    fn statement(&mut self) {
        let keyword = self.peek().map_or("", |token| token.text(self.source));
        let ends_with_braces = matches!(keyword, "struct" | "enum");
        while let Some(token) = self.peek() {
            match token.text(self.source) {
                ";" => {
                    self.at += 1;
                    return;
                }
                "{" => {
                    self.balanced();
                    if ends_with_braces {
                        return;
                    }
                }
                "(" | "[" => self.balanced(),
                "}" => return self.stray_brace(),
                _ => self.at += 1,
            }
        }
    }

    /// A `}` at the file's level belongs to nothing and is passed; in a contract it is the contract's.
    fn stray_brace(&mut self) {
        let open = self.outline.contracts.last().is_some_and(|contract| contract.range.is_empty());
        if !open {
            self.at += 1;
        }
    }

    /// Passes a bracketed group, the opening bracket being next. A wrong closing bracket closes too.
    fn balanced(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            self.at += 1;
            match token.text(self.source) {
                "(" | "[" | "{" if token.kind == TokenKind::Mark => depth += 1,
                ")" | "]" | "}" if token.kind == TokenKind::Mark => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn is_word(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.kind == TokenKind::Word)
    }

    fn word_is(&self, ahead: usize, word: &str) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.is_word(self.source, word))
            && self.is_word(ahead + 1)
    }

    fn mark_is(&self, ahead: usize, mark: u8) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.is_mark(self.source, mark))
    }

    fn end_so_far(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.end)
    }
}

/// A declaration's part before its value; the `=` of a mapping's `=>` does not end it.
fn declaration_head<'t>(source: &str, tokens: &'t [Token]) -> &'t [Token] {
    let ends = |index: usize| {
        let token = &tokens[index];
        let is_arrow = tokens.get(index + 1).is_some_and(|next| next.is_mark(source, b'>'));
        token.is_mark(source, b';') || (token.is_mark(source, b'=') && !is_arrow)
    };
    &tokens[..(0..tokens.len()).find(|&index| ends(index)).unwrap_or(tokens.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOURCE: &str = r#"
pragma solidity >=0.8.0 <0.9.0;
import {A as B, C} from "./a.sol";
import "b.sol";
using {plus} for uint256 global;
struct S { uint256 a; }
error Odd(uint256 a);
function free(uint256 a) pure returns (uint256) { return a; }
uint256 constant K = 1;
interface I { function i() external; }
abstract contract Base is I, x.Other(1, "}") {
    mapping(address => mapping(uint256 => bool)) public seen;
    function (uint256) external callback;
    string public text = "function not() {";
    uint256[2] public pair = [uint256(1), 2];
    uint256 hidden;
    event E(uint256 a);
    enum Mode { On, Off }
    struct T { function (uint256) external f; }
    modifier only(uint256 a) virtual { if (a > 0) { _; } }
    constructor(uint256 a) Other(a) { /* } */ }
    /// @notice docs
    function f(uint256 a) public virtual only(a) returns (uint256 b) {
        // function hidden() {}
        this.g{value: 1}(a);
        assembly { function inner(x) -> y { y := x } }
    }
    function g(uint256) external payable virtual;
    receive() external payable {}
    fallback(bytes calldata) external returns (bytes memory) {}
}
library L { }
contract Old { function() public payable { } }
"#;

    #[test]
    fn what_a_file_declares_is_found() {
        let outline = Outline::of(SOURCE);
        assert_eq!(outline.pragmas, [">=0.8.0 <0.9.0"]);
        assert_eq!(outline.imports, ["./a.sol", "b.sol"]);
        let contracts: Vec<(&str, ContractKind)> =
            outline.contracts.iter().map(|contract| (contract.name.as_str(), contract.kind)).collect();
        use ContractKind::{Abstract, Contract, Interface, Library};
        assert_eq!(contracts, [("I", Interface), ("Base", Abstract), ("L", Library), ("Old", Contract)]);
        assert_eq!(outline.contract("Base").unwrap().bases, ["I", "Other"]);
        let functions: Vec<(Option<&str>, &str)> = outline
            .functions
            .iter()
            .map(|function| (function.contract.as_deref(), function.name.as_str()))
            .collect();
        let base = |name| (Some("Base"), name);
        let expected = [
            (None, "free"),
            (Some("I"), "i"),
            base("seen"),
            base("text"),
            base("pair"),
            base("only"),
            base("constructor"),
            base("f"),
            base("g"),
            base("receive"),
            base("fallback"),
            (Some("Old"), "fallback"),
        ];
        assert_eq!(functions, expected);
        let without: Vec<&str> = outline
            .functions
            .iter()
            .filter(|function| !function.has_body)
            .map(|function| function.name.as_str())
            .collect();
        assert_eq!(without, ["i", "g"]);
    }

    #[test]
    fn an_offset_is_in_the_function_around_it() {
        let outline = Outline::of(SOURCE);
        let at = |text: &str| {
            let function = outline.function_at(SOURCE.find(text).unwrap());
            function.map(|function| function.name.as_str())
        };
        assert_eq!(at("this.g"), Some("f"));
        assert_eq!(at("inner(x)"), Some("f"));
        assert_eq!(at("hidden;"), None);
        assert_eq!(at("library L"), None);
        let range = outline.functions.iter().find(|function| function.name == "only").unwrap().range.clone();
        assert_eq!(&SOURCE[range], "modifier only(uint256 a) virtual { if (a > 0) { _; } }");
    }

    proptest! {
        #[test]
        fn any_text_has_an_outline_with_sorted_functions(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "contract", "abstract", "function", "modifier", "constructor", "A", "is", "{", "}", "(", ")", ";", ",",
                    "=", "=>", "public", "struct", "\"", "/*", "*/", "//", "\n", "pragma", "solidity", "import", "[", "é",
                ]),
                0..60,
            ),
        ) {
            let source = words.join(" ");
            let outline = Outline::of(&source);
            let mut last = 0;
            for function in &outline.functions {
                prop_assert!(function.range.start >= last && function.range.end > function.range.start);
                prop_assert!(source.get(function.range.clone()).is_some());
                last = function.range.end;
            }
            for contract in &outline.contracts {
                prop_assert!(source.get(contract.range.clone()).is_some());
            }
            for offset in 0..source.len() { let _ = outline.function_at(offset); }
        }
    }
}
