//! A finding together with the harness and the project that it is about: what every format starts from.
//!
//! Invariant: a case borrows; it says nothing that its finding, harness and project do not say.

use hotfire_evm::CallTree;
use hotfire_evm::trace::{FrameStatus, Item, Node};
use hotfire_fuzz::attack::{ACCOMPLICE, ATTACKER, Change};
use hotfire_fuzz::{Finding, Harness, Property, Rule, Tx, Violation};
use hotfire_project::Project;

/// A finding in its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// [`Finding::id`].
    pub id: &'a str,
    /// What broke.
    pub violation: &'a Violation,
    /// What was done.
    pub sequence: &'a [Tx],
    /// Length of the sequence before shrinking.
    pub found_len: usize,
    /// Executions of the worker when it was found.
    pub executions: u64,
    /// [`Finding::traces`].
    pub traces: &'a [CallTree],
    /// [`Finding::changes`].
    pub changes: &'a [Change],
    /// The harness that it was found with.
    pub harness: &'a Harness,
    /// The project that the harness is in.
    pub project: &'a Project,
}

impl<'a> Case<'a> {
    /// A confirmed finding in its surroundings.
    #[must_use]
    pub fn new(finding: &'a Finding, harness: &'a Harness, project: &'a Project) -> Self {
        Self {
            id: &finding.id,
            violation: &finding.violation,
            sequence: &finding.sequence.0,
            found_len: finding.found_len,
            executions: finding.executions,
            traces: &finding.traces,
            changes: &finding.changes,
            harness,
            project,
        }
    }

    /// The kind of thing that broke.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.violation.reason.rule
    }

    /// The property that is broken or measured; `None` when a transaction itself failed.
    #[must_use]
    pub fn property(&self) -> Option<&'a Property> {
        if !matches!(self.rule(), Rule::Property | Rule::Optimum) {
            return None;
        }
        let subject = &self.violation.reason.subject;
        self.harness.properties.iter().find(|property| property.subject() == *subject)
    }

    /// The call in which it showed: the judging call, or the failing transaction.
    #[must_use]
    pub fn judging_tree(&self) -> Option<&'a CallTree> {
        if self.property().is_some() {
            return (self.traces.len() > self.sequence.len()).then(|| self.traces.last()).flatten();
        }
        // An attack does not break at a call.
        if self.rule().is_attack() {
            return None;
        }
        self.traces.get(self.violation.at)
    }

    /// The top frame of the call in which it showed.
    #[must_use]
    pub fn judging_node(&self) -> Option<&'a Node> {
        self.judging_tree()?.nodes.first()
    }

    /// How often control reached the attacker's contracts during a transaction, at most.
    #[must_use]
    pub fn handovers(&self, at: usize) -> usize {
        let whole = self.traces.get(at).filter(|tree| tree.cut == 0);
        whole.map_or(usize::MAX, |tree| tree.nodes.iter().filter(|node| is_attackers(node)).count())
    }

    /// First topics of the events of the judging call.
    pub(crate) fn judging_topics(&self) -> Vec<alloy_primitives::B256> {
        let Some(tree) = self.judging_tree() else { return Vec::new() };
        let live = tree.nodes.iter().filter(|node| node.status == FrameStatus::Success);
        let items = live.flat_map(|node| &node.items);
        let events = items.filter_map(|item| match item {
            Item::Event(event) => event.topics.first().copied(),
            _ => None,
        });
        events.collect()
    }

    /// The broken thing in a few words: `invariant_solvent() of VaultTest does not hold`.
    #[must_use]
    pub fn title(&self) -> String {
        title(
            self.rule(),
            &self.violation.reason.subject,
            &self.violation.reason.how,
            &self.violation.message,
        )
    }
}

/// Whether a frame runs the attacker's code.
pub(crate) fn is_attackers(node: &Node) -> bool {
    [ATTACKER, ACCOMPLICE].contains(&node.code_address)
}

/// A finding's headline.
#[must_use]
pub fn title(rule: Rule, subject: &str, how: &str, message: &str) -> String {
    let (contract, function) = subject.split_once('.').unwrap_or(("", subject));
    let named = if contract.is_empty() { function.to_owned() } else { format!("{function} of {contract}") };
    let message = if message.is_empty() || how.contains(message) {
        String::new()
    } else {
        format!(": {}", crate::value::one_line(message))
    };
    let how = crate::value::one_line(how);
    match rule {
        Rule::Property => format!("{named} does not hold ({how}{message})"),
        Rule::Assertion => format!("an assertion fails in {named} ({how}{message})"),
        Rule::UnexpectedRevert => format!("{named} must not revert, and does ({how}{message})"),
        Rule::Test => format!("{named} fails ({how}{message})"),
        Rule::Gain => format!("{how} from {named}{message}"),
        Rule::Optimum => {
            format!("{named} reaches {}", crate::value::one_line(message.trim_start_matches(": ")))
        }
        // What an attack leaves behind.
        _ => format!("{named} {how}{message}"),
    }
}
