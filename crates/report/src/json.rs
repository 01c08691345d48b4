//! The report as one JSON document.
//!
//! Invariant: the document says what the terminal says; members are added, never renamed, while `version` stays.

use crate::error::ReportError;
use crate::flow::ToldChange;
use crate::gaps::Gap;
use crate::place::Place;
use crate::report::{HarnessStats, Mended, Report, ReportedFinding, Stats, StolenKey, UnconfirmedHit};
use crate::sequence::Told;
use serde::Serialize;

/// The version of the document.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<Entry<'a>>,
    optima: Vec<Entry<'a>>,
    mended: &'a [Mended],
    stats: &'a Stats,
    harnesses: &'a [HarnessStats],
    gaps: &'a [Gap],
    #[serde(skip_serializing_if = "<[StolenKey]>::is_empty")]
    keys: &'a [StolenKey],
    unconfirmed: Unconfirmed<'a>,
    findings_not_listed: usize,
    notes: &'a [String],
    incomplete: Option<&'a str>,
}

#[derive(Serialize)]
struct Unconfirmed<'a> {
    count: usize,
    hits: &'a [UnconfirmedHit],
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    rule: &'static str,
    title: &'a str,
    harness: &'a str,
    contract: &'a str,
    property: &'a str,
    how: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    sequence: Vec<Line<'a>>,
    #[serde(skip_serializing_if = "<[ToldChange]>::is_empty")]
    changes: &'a [ToldChange],
    broke_at: Option<&'a Place>,
    confirmed: bool,
    known: bool,
    folder: Option<&'a str>,
    proof: Option<&'a str>,
    run: Option<&'a str>,
    found_len: usize,
    executions_to_find: u64,
    seconds_to_find: Option<f64>,
}

#[derive(Serialize)]
struct Line<'a> {
    text: String,
    #[serde(flatten)]
    told: &'a Told,
}

/// Writes the document; it ends with a line feed.
///
/// # Errors
/// [`ReportError::Json`], which would be a mistake of ours.
pub fn render(report: &Report) -> Result<String, ReportError> {
    let document = Document {
        version: VERSION,
        findings: report.findings.iter().map(entry).collect(),
        optima: report.optima.iter().map(entry).collect(),
        mended: &report.mended,
        stats: &report.stats,
        harnesses: &report.harnesses,
        gaps: &report.gaps,
        keys: &report.keys,
        unconfirmed: Unconfirmed { count: report.unconfirmed_count, hits: &report.unconfirmed },
        findings_not_listed: report.findings_not_listed,
        notes: &report.notes,
        incomplete: report.incomplete.as_deref(),
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

fn entry(finding: &ReportedFinding) -> Entry<'_> {
    Entry {
        id: &finding.id,
        rule: finding.rule.id(),
        title: &finding.title,
        harness: &finding.harness,
        contract: &finding.contract,
        property: &finding.property,
        how: &finding.how,
        message: &finding.message,
        value: finding.value.as_deref(),
        sequence: finding.sequence.iter().map(|told| Line { text: told.line(), told }).collect(),
        changes: &finding.changes,
        broke_at: finding.broke_at.as_ref(),
        confirmed: finding.confirmed,
        known: finding.known,
        folder: finding.folder.as_deref(),
        proof: finding.proof.as_deref(),
        run: finding.run.as_deref(),
        found_len: finding.found_len,
        executions_to_find: finding.executions_to_find,
        seconds_to_find: finding.seconds_to_find,
    }
}
