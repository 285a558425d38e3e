//! The fuzzer's seeds, and a few changes to each target's: none may panic. Time and memory are measured by its driver.

#[path = "../fuzz/mutate.rs"]
mod mutate;
#[path = "../fuzz/seeds.rs"]
mod seeds;

use handout::fuzzing::TARGETS;
use mutate::{Random, mutated};

/// How many changed inputs each target gets.
const CHANGED: usize = 500;

#[test]
fn seeds_and_changes_to_them_are_read() {
    for (name, run) in TARGETS {
        let seeds = seeds::of(name);
        assert!(!seeds.is_empty(), "{name} has no seeds");
        let mut random = Random::new(1);
        let changed = std::iter::repeat_with(|| mutated(&seeds, &mut random)).take(CHANGED);
        for (index, input) in seeds.iter().cloned().chain(changed).enumerate() {
            let read = std::panic::catch_unwind(|| run(&input));
            assert!(read.is_ok(), "{name}: input {index} of seed 1 panics");
        }
    }
}
