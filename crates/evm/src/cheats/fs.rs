//! Files, under the permissions of the project's configuration; and `ffi`.
//!
//! Invariant: a path is checked after `..` and symbolic links were resolved, and the file that is opened is the one that was checked.

use super::abi::{Answer, Args, Stop, bytes, done, give, text, uint};
use super::table::{Ctx, Registry};
use crate::setup::FsPermission;
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{I256, U256, hex};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Bytes read from one file at most.
const FILE_MAX: u64 = 64 << 20;
/// Entries of a directory listing at most.
const ENTRIES_MAX: usize = 1 << 16;

pub(super) fn register(table: &mut Registry) {
    table.add("projectRoot()", |ctx, _| give(text(ctx.cheats.config.root.display().to_string())));
    table.add("readFile(string)", |ctx, args| give(text(read_text(ctx, args.str(0))?)));
    table.add("readFileBinary(string)", |ctx, args| give(bytes(read(ctx, args.str(0))?)));
    table.add("readLine(string)", read_line);
    table.add("closeFile(string)", |ctx, args| {
        let path = allowed(ctx, args.str(0), Kind::Read)?;
        ctx.cheats.state.kept_mut().lines.remove(&path);
        done()
    });
    table.add("readLink(string)", |ctx, args| {
        let path = allowed(ctx, args.str(0), Kind::Read)?;
        give(text(fs::read_link(path).map_err(|e| e.to_string())?.display().to_string()))
    });
    table.all(&["readDir(string)", "readDir(string,uint64)", "readDir(string,uint64,bool)"], read_dir);
    table.add("exists(string)", |ctx, args| test(ctx, args, Path::exists));
    table.add("isFile(string)", |ctx, args| test(ctx, args, Path::is_file));
    table.add("isDir(string)", |ctx, args| test(ctx, args, Path::is_dir));
    table.add("fsMetadata(string)", metadata);
    table.all(&["writeFile(string,string)", "writeFileBinary(string,bytes)"], |ctx, args| {
        write(ctx, args.str(0), args.bytes(1))?;
        done()
    });
    table.add("writeLine(string,string)", write_line);
    table.add("copyFile(string,string)", |ctx, args| {
        let (from, to) = (allowed(ctx, args.str(0), Kind::Read)?, allowed(ctx, args.str(1), Kind::Write)?);
        give(uint(U256::from(fs::copy(from, to).map_err(|e| e.to_string())?)))
    });
    table.add("removeFile(string)", |ctx, args| {
        let path = allowed(ctx, args.str(0), Kind::Write)?;
        ctx.cheats.state.kept_mut().lines.remove(&path);
        fs::remove_file(path).map_err(|e| e.to_string())?;
        done()
    });
    table.add("createDir(string,bool)", |ctx, args| {
        let path = allowed(ctx, args.str(0), Kind::Write)?;
        let made = if args.bool(1) { fs::create_dir_all(path) } else { fs::create_dir(path) };
        made.map_err(|e| e.to_string())?;
        done()
    });
    table.add("removeDir(string,bool)", |ctx, args| {
        let path = allowed(ctx, args.str(0), Kind::Write)?;
        let gone = if args.bool(1) { fs::remove_dir_all(path) } else { fs::remove_dir(path) };
        gone.map_err(|e| e.to_string())?;
        done()
    });
    table.add("ffi(string[])", ffi);
    table.add("tryFfi(string[])", try_ffi);
}

/// What is done with a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Read,
    Write,
}

/// The real path of a file that may be used so.
fn allowed(ctx: &Ctx<'_>, path: &str, kind: Kind) -> Result<PathBuf, Stop> {
    let config = &ctx.cheats.config;
    let (verb, field) = if kind == Kind::Read { ("read", "read") } else { ("write", "read-write") };
    let refused = || {
        Stop::Forbidden(format!(
            "`{path}` may not be {verb}; give `{{ access = \"{field}\", path = … }}` in `fs_permissions` of foundry.toml"
        ))
    };
    let real = resolve(&config.root, Path::new(path)).ok_or_else(refused)?;
    let grants = config.fs_permissions.iter().filter_map(|permission: &FsPermission| {
        let folder = resolve(&config.root, &permission.path)?;
        real.starts_with(&folder).then_some((folder.components().count(), permission))
    });
    // The most specific entry decides.
    let (_, permission) = grants.max_by_key(|(length, _)| *length).ok_or_else(refused)?;
    let granted = if kind == Kind::Read { permission.read } else { permission.write };
    let is_config = real.file_name().is_some_and(|name| name == "foundry.toml");
    if granted && !(kind == Kind::Write && is_config) { Ok(real) } else { Err(refused()) }
}

/// The canonical form of a path of which the end need not exist yet.
fn resolve(root: &Path, path: &Path) -> Option<PathBuf> {
    let mut missing = Vec::new();
    let whole = root.join(path);
    let mut existing = whole.as_path();
    loop {
        if let Ok(mut real) = existing.canonicalize() {
            real.extend(missing.iter().rev());
            return Some(real);
        }
        // A dangling link would be followed by whoever writes to it.
        if existing.is_symlink() {
            return None;
        }
        match existing.components().next_back()? {
            Component::Normal(name) => missing.push(name),
            _ => return None,
        }
        existing = existing.parent()?;
    }
}

fn read(ctx: &Ctx<'_>, path: &str) -> Result<Vec<u8>, Stop> {
    let real = allowed(ctx, path, Kind::Read)?;
    let fail = |e: std::io::Error| format!("failed to read from {path:?}: {e}");
    if fs::metadata(&real).map_err(fail)?.len() > FILE_MAX {
        return Err(format!("{path:?} is larger than {FILE_MAX} bytes").into());
    }
    Ok(fs::read(real).map_err(fail)?)
}

/// Reads a text file.
pub(super) fn read_text(ctx: &Ctx<'_>, path: &str) -> Result<String, Stop> {
    String::from_utf8(read(ctx, path)?).map_err(|_| format!("{path:?} is not UTF-8").into())
}

/// Replaces the content of a file.
pub(super) fn write(ctx: &Ctx<'_>, path: &str, data: &[u8]) -> Result<(), Stop> {
    let real = allowed(ctx, path, Kind::Write)?;
    fs::write(real, data).map_err(|e| format!("failed to write to {path:?}: {e}").into())
}

fn write_line(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    use std::io::Write;
    let real = allowed(ctx, args.str(0), Kind::Write)?;
    let file = fs::OpenOptions::new().append(true).create(true).open(real);
    file.and_then(|mut file| writeln!(file, "{}", args.str(1))).map_err(|e| e.to_string())?;
    done()
}

fn read_line(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let real = allowed(ctx, args.str(0), Kind::Read)?;
    let whole = read_text(ctx, args.str(0))?;
    let at = ctx.cheats.state.kept_mut().lines.entry(real).or_default();
    let line = whole.lines().nth(*at).unwrap_or_default();
    *at += 1;
    give(text(line))
}

fn test(ctx: &mut Ctx<'_>, args: &Args, holds: fn(&Path) -> bool) -> Answer {
    give(DynSolValue::Bool(holds(&allowed(ctx, args.str(0), Kind::Read)?)))
}

fn read_dir(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let root = allowed(ctx, args.str(0), Kind::Read)?;
    let depth_max = if args.len() > 1 { args.u64(1) } else { 1 };
    let mut entries = Vec::new();
    let mut waiting = vec![(root, 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let list = fs::read_dir(&folder).map_err(|e| e.to_string())?;
        let mut paths: Vec<PathBuf> = list.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort_unstable();
        for path in paths {
            let depth = depth + 1;
            // Links are listed, never followed: they could lead out of what may be read.
            let is_dir = path.is_dir() && !path.is_symlink();
            entries.push((path.clone(), depth, is_dir));
            if is_dir && depth < depth_max {
                waiting.push((path, depth));
            }
        }
        if entries.len() > ENTRIES_MAX {
            return Err(format!("more than {ENTRIES_MAX} entries").into());
        }
    }
    entries.sort_unstable();
    let encode = |(path, depth, is_dir): (PathBuf, u64, bool)| {
        DynSolValue::Tuple(vec![
            text(""),
            text(path.display().to_string()),
            DynSolValue::Uint(U256::from(depth), 64),
            DynSolValue::Bool(is_dir),
            DynSolValue::Bool(path.is_symlink()),
        ])
    };
    give(DynSolValue::Array(entries.into_iter().map(encode).collect()))
}

fn metadata(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let data = fs::metadata(allowed(ctx, args.str(0), Kind::Read)?).map_err(|e| e.to_string())?;
    let time = |time: std::io::Result<std::time::SystemTime>| {
        let since = time.ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        uint(U256::from(since.unwrap_or_default().as_secs()))
    };
    give(DynSolValue::Tuple(vec![
        DynSolValue::Bool(data.is_dir()),
        DynSolValue::Bool(data.is_symlink()),
        uint(U256::from(data.len())),
        DynSolValue::Bool(data.permissions().readonly()),
        time(data.modified()),
        time(data.accessed()),
        time(data.created()),
    ]))
}

/// Runs a program in the project's root.
fn run(ctx: &Ctx<'_>, args: &Args) -> Result<std::process::Output, Stop> {
    if !ctx.cheats.config.ffi {
        return Err(Stop::Forbidden("running programs needs `ffi = true` or `--ffi`".to_owned()));
    }
    let words: Vec<&str> = args.list(0).iter().filter_map(DynSolValue::as_str).collect();
    let Some((program, rest)) = words.split_first().filter(|(program, _)| !program.is_empty()) else {
        return Err("can't execute empty command".into());
    };
    let mut command = std::process::Command::new(program);
    command.args(rest).current_dir(&ctx.cheats.config.root).stdin(std::process::Stdio::null());
    command.output().map_err(|e| format!("failed to execute command {program:?}: {e}").into())
}

/// Output that is hexadecimal is decoded.
fn decoded(output: &[u8]) -> Vec<u8> {
    let trimmed = output.trim_ascii();
    hex::decode(trimmed).unwrap_or_else(|_| trimmed.to_vec())
}

fn ffi(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let output = run(ctx, args)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("ffi command exited with {}: {}", output.status, said.trim()).into());
    }
    give(bytes(decoded(&output.stdout)))
}

fn try_ffi(ctx: &mut Ctx<'_>, args: &Args) -> Answer {
    let output = run(ctx, args)?;
    let code = I256::try_from(output.status.code().unwrap_or(-1)).unwrap_or_default();
    give(DynSolValue::Tuple(vec![
        DynSolValue::Int(code, 32),
        bytes(decoded(&output.stdout)),
        bytes(output.stderr),
    ]))
}
