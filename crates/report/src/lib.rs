//! Hotfire: report.
