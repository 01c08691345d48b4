//! The files of a finding, as a store writes them.
//!
//! Invariant: a finding always has its record and its trace; a proof that cannot be written is explained in its place.

use crate::case::Case;
use crate::error::ReportError;
use crate::proof;
use crate::record::{RECORD_FILE, Record};
use crate::trace::{self, TRACE_FILE, TraceOptions};
use hotfire_fuzz::{Finding, Harness};
use hotfire_project::Project;

/// The file that says why there is no Foundry test.
pub const NO_PROOF_FILE: &str = "Proof.md";

/// A file: its name inside the finding's folder, and its content.
pub type File = (String, Vec<u8>);

/// All files of a finding. `seconds` is the time from the start of the campaign, if known.
///
/// # Errors
/// [`ReportError`] only for mistakes of ours; a finding without a Foundry test is no error.
pub fn render_files(
    finding: &Finding,
    harness: &Harness,
    project: &Project,
    seconds: Option<f64>,
) -> Result<Vec<File>, ReportError> {
    render_case_files(&Case::new(finding, harness, project), seconds)
}

/// As [`render_files`], for a case.
///
/// # Errors
/// As [`render_files`].
pub fn render_case_files(case: &Case<'_>, seconds: Option<f64>) -> Result<Vec<File>, ReportError> {
    let mut files: Vec<File> = Vec::with_capacity(3);
    let has_proof = match proof::render_case(case) {
        Ok(text) => {
            files.push((proof::FILE.to_owned(), text.into_bytes()));
            true
        }
        Err(error @ ReportError::NoProof { .. }) => {
            files.push((NO_PROOF_FILE.to_owned(), format!("{error}\n").into_bytes()));
            false
        }
        Err(error) => return Err(error),
    };
    let record = Record::new(case, seconds, has_proof).to_json()?;
    files.push((RECORD_FILE.to_owned(), record.into_bytes()));
    let trace = trace::render(case, TraceOptions::default());
    files.push((TRACE_FILE.to_owned(), trace.into_bytes()));
    Ok(files)
}
