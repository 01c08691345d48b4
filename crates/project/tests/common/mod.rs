//! Fixtures are copied to a folder of their own, so that nothing around them is read or written.

use std::fs;
use std::path::Path;

use hotfire_project::{Options, Project, ProjectError};
use tempfile::TempDir;

/// A copy of a fixture.
pub(crate) fn copy_fixture(name: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    copy(&from, folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the fixture can be listed") {
        let entry = entry.expect("the fixture can be listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// Options that never compile.
pub(crate) fn options(root: &Path) -> Options {
    let mut options = Options::new(root);
    options.no_build = true;
    options.profile = Some("default".into());
    options
}

/// Reads a project without compiling.
pub(crate) fn load(root: &Path) -> Result<Project, ProjectError> {
    Project::load(&options(root), &mut |_| {})
}
