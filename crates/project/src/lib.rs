//! Hotfire: project.
