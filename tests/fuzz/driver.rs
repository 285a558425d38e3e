//! Fuzzing without another tool: `cargo test --features fuzzing --test fuzz -- --seconds 120`, with `--target NAME` for
//! one of them and `--seed N` for other inputs. Inputs that panic or exceed the limits are written to `target/fuzz`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "what was found is for whoever runs it")]

mod memory;
mod mutate;
mod program;
mod seeds;
#[path = "../it/stopped.rs"]
mod stopped;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use handout::fuzzing;
use mutate::{Random, mutated};

/// The most time an input may take; without optimization everything takes several times as long.
const MOST_TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });

/// The most memory an input may use, besides the fonts in the program.
const MOST_MEMORY: usize = 200 * 1024 * 1024;

/// An input that has not finished after this long never will.
const HANGS: Duration = Duration::from_secs(60);

/// The current input and its start time, for the watchdog that ends hangs.
static UNDER_WAY: Mutex<Option<(Instant, &'static str, Vec<u8>)>> = Mutex::new(None);
static EXECUTED: AtomicU64 = AtomicU64::new(0);

struct Arguments {
    seconds: u64,
    seed: u64,
    target: Option<String>,
}

fn main() -> ExitCode {
    let arguments = match read_arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    std::thread::spawn(watch);
    // Panics are reported with their input.
    std::panic::set_hook(Box::new(|_| {}));
    let mut findings = 0;
    let wanted = |name: &str| arguments.target.as_ref().is_none_or(|target| target == name);
    for &(name, run) in fuzzing::TARGETS.iter().filter(|(name, _)| wanted(name)) {
        findings += fuzz(name, run, &seeds::of(name), &arguments);
    }
    for &(name, run, sound) in program::TARGETS.iter().filter(|(name, ..)| wanted(name)) {
        findings += fuzz(name, run, &[seeds::of(name), vec![sound()]].concat(), &arguments);
    }
    program::clean_up();
    if findings > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn read_arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments { seconds: 1, seed: 1, target: None };
    while let Some(option) = given.next() {
        let mut number = || given.next().and_then(|n| n.parse().ok()).ok_or(format!("{option} wants a number"));
        match option.as_str() {
            "--seconds" => arguments.seconds = number()?,
            "--seed" => arguments.seed = number()?,
            "--target" => arguments.target = given.next(),
            // Arguments that `cargo test` passes to all tests: test names, and how to print.
            _ => {}
        }
    }
    Ok(arguments)
}

/// Runs the seeds of a target, then mutated ones until its time is over. Returns the number of kinds of findings.
#[expect(clippy::disallowed_methods, reason = "fuzzing takes as long as it is told")]
fn fuzz(name: &'static str, run: fn(&[u8]), seeds: &[Vec<u8>], arguments: &Arguments) -> usize {
    assert!(!seeds.is_empty(), "{name} has no seeds");
    let mut random = Random::new(arguments.seed);
    let mut findings: BTreeMap<String, PathBuf> = BTreeMap::new();
    let start = Instant::now();
    let (mut count, mut slowest, mut largest) = (0_u64, Duration::ZERO, 0);
    while count < seeds.len() as u64 || start.elapsed().as_secs() < arguments.seconds {
        let input = match seeds.get(count as usize) {
            Some(seed) => seed.clone(),
            None => mutated(seeds, &mut random),
        };
        count += 1;
        let (mut time, memory, mut wrong) = execute(name, run, &input);
        if time > MOST_TIME {
            // Something else may have delayed it.
            time = time.min(execute(name, run, &input).0);
        }
        if time > slowest {
            slowest = time;
            // Anything near the limit is worth a look.
            if slowest > MOST_TIME / 4 {
                keep(name, &input, "slowest");
            }
        }
        largest = largest.max(memory);
        if time > MOST_TIME {
            wrong = wrong.or_else(|| Some(format!("took {time:?}")));
        }
        if memory > MOST_MEMORY {
            wrong = wrong.or_else(|| Some(format!("took {} MB", memory >> 20)));
        }
        if let Some(wrong) = wrong {
            let kind: String = wrong.chars().filter(|c| !c.is_ascii_digit()).collect();
            findings.entry(kind).or_insert_with(|| {
                let path = keep(name, &input, &EXECUTED.load(Ordering::Relaxed).to_string());
                println!("{name}: {wrong}\n  {}", path.display());
                path
            });
        }
    }
    println!(
        "{name}: {count} inputs, slowest {slowest:?}, most memory {} MB, {} findings",
        largest >> 20,
        findings.len()
    );
    findings.len()
}

/// Runs one input: its time, its memory, and the panic if there was one.
#[expect(clippy::disallowed_methods, reason = "how long an input takes is what is looked for")]
fn execute(name: &'static str, run: fn(&[u8]), input: &[u8]) -> (Duration, usize, Option<String>) {
    let start = Instant::now();
    let computed = computed();
    *UNDER_WAY.lock().expect("no panic while it is held") = Some((start, name, input.to_vec()));
    EXECUTED.fetch_add(1, Ordering::Relaxed);
    memory::begin();
    let result = catch_unwind(AssertUnwindSafe(|| run(input)));
    let memory = memory::most();
    let time = computed.zip(self::computed()).map_or(start.elapsed(), |(before, after)| after - before);
    *UNDER_WAY.lock().expect("no panic while it is held") = None;
    let wrong = result.err().map(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
        format!("panicked: {}", said.unwrap_or_default())
    });
    (time, memory, wrong)
}

/// The processor time of this thread, where the system provides it: other programs do not count.
fn computed() -> Option<Duration> {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    said.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Ends the process if an input never finishes.
fn watch() {
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let under_way = UNDER_WAY.lock().expect("no panic while it is held");
        if let Some((start, name, input)) = &*under_way
            && start.elapsed() > HANGS
        {
            println!("{name}: no end after {HANGS:?}\n  {}", keep(name, input, "endless").display());
            std::process::exit(1);
        }
    }
}

/// Saves an input.
fn keep(name: &str, input: &[u8], what: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    let path = folder.join(format!("{name}-{what}"));
    std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, input)).expect("the input is written");
    path
}
