//! `hotfire init`: a `hotfire.toml` in which every key is explained and none is set.
//!
//! Invariant: the file that is written is read back by `config` and says the same as no file at all.

use crate::{args::InitArgs, config::FILE, error::CliError, exit::Exit};
use std::{fs, io::Write, path::Path};

pub(crate) const TEMPLATE: &str = include_str!("hotfire.toml");

pub(crate) fn run(args: &InitArgs) -> Result<Exit, CliError> {
    if !args.path.is_dir() {
        return Err(hotfire_project::ProjectError::NotFound { path: args.path.clone() }.into());
    }
    let path = args.path.join(FILE);
    let write = |source| CliError::Write { path: path.clone(), source };
    let mut file = match fs::File::create_new(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(CliError::Exists { path });
        }
        file => file.map_err(write)?,
    };
    file.write_all(TEMPLATE.as_bytes()).map_err(write)?;
    crate::print(&explanation(&args.path))
}

fn explanation(folder: &Path) -> String {
    let shown = folder.join(FILE);
    let mut text = format!(
        "wrote {}; every key in it is explained and has its default\n\n\
         next:\n  hotfire doctor    what is here to build and to fire at\n  hotfire fire      fire at all of it for a minute\n\n\
         Findings go to .hotfire/findings; commit that folder, and `hotfire replay` keeps fixed flaws fixed.\n\
         The rest of .hotfire is made anew; a .gitignore inside leaves it out.\n",
        shown.display()
    );
    let ignored = fs::read_to_string(folder.join(".gitignore")).unwrap_or_default();
    if ignored.lines().any(|line| line.trim().trim_matches('/') == ".hotfire") {
        text.push_str(
            "\nnote: .gitignore leaves out .hotfire as a whole; take that line out to commit findings\n",
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_says_nothing_and_every_commented_key_is_a_key() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), TEMPLATE).unwrap();
        let read = crate::config::read(folder.path()).unwrap();
        assert_eq!(crate::config::Config { path: None, ..read }, crate::config::Config::default());
        let set: String = TEMPLATE
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(if line.starts_with('#') { "" } else { line }))
            .flat_map(|line| [line, "\n"])
            .collect();
        fs::write(folder.path().join(FILE), &set).unwrap();
        let read = crate::config::read(folder.path()).unwrap_or_else(|error| panic!("{error}\n{set}"));
        assert_ne!(crate::config::Config { path: None, ..read }, crate::config::Config::default());
    }
}
