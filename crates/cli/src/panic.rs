//! What happens when hotfire itself is wrong.
//!
//! Invariant: whoever sees a panic also sees what to send us: version, seed, place and words.

use std::{
    io::Write,
    panic::PanicHookInfo,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// The seed of the running campaign, once there is one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seed(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    is_set: AtomicBool,
    seed: AtomicU64,
}

impl Seed {
    pub(crate) fn set(&self, seed: u64) {
        self.0.seed.store(seed, Ordering::Relaxed);
        self.0.is_set.store(true, Ordering::Release);
    }

    fn text(&self) -> String {
        if self.0.is_set.load(Ordering::Acquire) {
            format!(", seed {}", self.0.seed.load(Ordering::Relaxed))
        } else {
            String::new()
        }
    }
}

/// Fails where `HOTFIRE_TRIP` says, so that tests see what users would. A release never trips.
pub(crate) fn trip(place: &str) {
    let wanted = cfg!(debug_assertions) && std::env::var_os("HOTFIRE_TRIP").is_some_and(|at| at == place);
    assert!(!wanted, "tripped at {place}");
}

/// Replaces the standard message of a panic; the exit code is the caller's.
pub(crate) fn install_hook() -> Seed {
    let seed = Seed::default();
    let shown = seed.clone();
    std::panic::set_hook(Box::new(move |info| {
        // With stderr gone there is nobody to tell.
        drop(std::io::stderr().lock().write_all(message(info, &shown.text()).as_bytes()));
    }));
    seed
}

fn message(info: &PanicHookInfo<'_>, seed: &str) -> String {
    let place =
        info.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
    let words = info.payload_as_str().unwrap_or("no message");
    let version = env!("CARGO_PKG_VERSION");
    let trace = match std::env::var_os("RUST_BACKTRACE") {
        Some(level) if level != "0" => format!("{}\n", std::backtrace::Backtrace::force_capture()),
        _ => String::new(),
    };
    format!(
        "\nhotfire has failed by its own fault{place}: {words}\n\
         Findings that were shown are safe on disk. Please report this, with the contracts if you can, and with\n\
         these words: hotfire {version}{seed}{place}: {words}\n{trace}"
    )
}
