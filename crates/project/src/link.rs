//! Which libraries a contract needs, in which order, and where they are.
//!
//! Invariant: a plan names every library before what calls it, each once, and none that is already deployed.

use std::collections::BTreeMap;

use alloy_primitives::Address;

use crate::{Contract, LibraryLink, Project, ProjectError};

/// Where libraries are deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkedLibraries {
    exact: BTreeMap<(String, String), Address>,
    by_name: BTreeMap<String, Address>,
}

impl LinkedLibraries {
    /// Notes that the library `name` of the source `path` is at `address`.
    pub fn insert(&mut self, path: &str, name: &str, address: Address) {
        self.exact.insert((path.to_owned(), name.to_owned()), address);
    }

    /// Notes a link as the user gave it.
    pub fn insert_link(&mut self, link: &LibraryLink) {
        match &link.path {
            Some(path) => self.insert(path, &link.name, link.address),
            None => {
                self.by_name.insert(link.name.clone(), link.address);
            }
        }
    }

    /// Where a library is.
    pub fn get(&self, path: &str, name: &str) -> Option<Address> {
        let exact = self.exact.get(&(path.to_owned(), name.to_owned()));
        exact.or_else(|| self.by_name.get(name)).copied()
    }
}

impl Project {
    /// The libraries that must be deployed before `contract`, in that order.
    ///
    /// The caller deploys each, notes its address in a copy of [`Project::linked`], and passes that to
    /// [`Contract::init_code`].
    ///
    /// # Errors
    /// A library that is not in the project, or libraries that need each other.
    pub fn link_plan<'a>(&'a self, contract: &'a Contract) -> Result<Vec<&'a Contract>, ProjectError> {
        let mut plan = Vec::new();
        let mut path = Vec::new();
        self.plan_into(contract, &mut path, &mut plan)?;
        Ok(plan)
    }

    fn plan_into<'a>(
        &'a self,
        contract: &'a Contract,
        path: &mut Vec<&'a Contract>,
        plan: &mut Vec<&'a Contract>,
    ) -> Result<(), ProjectError> {
        path.push(contract);
        let codes = contract.init.libraries().into_iter().chain(contract.runtime.libraries());
        for (source, name) in codes {
            if self.linked.get(source, name).is_some() {
                continue;
            }
            let library = self.contract_at(source, name).ok_or_else(|| ProjectError::UnknownLibrary {
                contract: contract.id(),
                library: format!("{source}:{name}"),
            })?;
            if plan.iter().any(|planned| std::ptr::eq(*planned, library)) || std::ptr::eq(library, contract) {
                continue;
            }
            if path.iter().any(|waiting| std::ptr::eq(*waiting, library)) {
                return Err(ProjectError::LibraryCycle { library: library.id(), through: contract.id() });
            }
            self.plan_into(library, path, plan)?;
            plan.push(library);
        }
        path.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_found_by_path_first_then_by_name() {
        let mut linked = LinkedLibraries::default();
        linked.insert_link(&"Maths:0x00000000000000000000000000000000000000aa".parse().unwrap());
        linked.insert_link(&"src/M.sol:Maths:0x00000000000000000000000000000000000000bb".parse().unwrap());
        assert_eq!(linked.get("src/M.sol", "Maths"), Some(Address::with_last_byte(0xbb)));
        assert_eq!(linked.get("lib/M.sol", "Maths"), Some(Address::with_last_byte(0xaa)));
        assert_eq!(linked.get("lib/M.sol", "Other"), None);
    }

    #[test]
    fn what_is_no_link_says_what_one_looks_like() {
        for text in ["", "Maths", "Maths:0x12", ":Maths:0x00000000000000000000000000000000000000aa"] {
            let message = text.parse::<LibraryLink>().unwrap_err().to_string();
            assert!(message.contains("path:Name:0x"), "{message}");
        }
    }

    /// A project of contracts whose code calls the libraries that are named after them.
    fn project(calls: &[(&str, &[&str])]) -> Project {
        let found = calls.iter().map(|(name, libraries)| {
            let code = "__$0123456789abcdef0123456789abcdef01$__".repeat(libraries.len());
            let places: Vec<String> = libraries
                .iter()
                .enumerate()
                .map(|(index, library)| format!(r#""{library}":[{{"start":{},"length":20}}]"#, 1 + 20 * index))
                .collect();
            let json = format!(
                r#"{{"bytecode":{{"object":"0x00{code}","linkReferences":{{"a.sol":{{{}}}}}}},"deployedBytecode":{{}}}}"#,
                places.join(",")
            );
            let compiled = crate::artifact::forge_artifact(json.as_bytes()).unwrap().unwrap();
            let (path, name) = ("a.sol".into(), (*name).to_owned());
            crate::assemble::Found { path, name, compiled, ids: Default::default(), compiler: None }
        });
        let parts = crate::project::Parts {
            root: "p".into(),
            kind: crate::ProjectKind::Foundry,
            found: found.collect(),
            folders: Default::default(),
            foundry: Default::default(),
            focus: None,
            notes: Vec::new(),
        };
        let root = std::path::Path::new("p");
        let disk = crate::disk::Disk::new(root, &[]);
        parts.into_project(&crate::Options::new("p"), root, &disk, &BTreeMap::new()).unwrap()
    }

    #[test]
    fn libraries_come_before_what_calls_them() {
        let project = project(&[("A", &["M", "L"]), ("L", &["N"]), ("M", &["N"]), ("N", &[])]);
        let plan = project.link_plan(project.contract_named("A").unwrap()).unwrap();
        assert_eq!(plan.iter().map(|library| library.name.as_str()).collect::<Vec<_>>(), ["N", "M", "L"]);
    }

    #[test]
    fn a_circle_and_a_missing_library_are_told() {
        let project = project(&[("A", &["L"]), ("B", &["Gone"]), ("L", &["M"]), ("M", &["L"])]);
        let error = |name| project.link_plan(project.contract_named(name).unwrap()).unwrap_err().to_string();
        assert!(error("A").contains("needs itself"), "{}", error("A"));
        assert!(error("B").contains("a.sol:Gone, which is not among"), "{}", error("B"));
    }
}
