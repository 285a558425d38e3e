//! The fuzzer's seeds that only the whole program reads.

#[path = "../fuzz/program.rs"]
mod program;
#[path = "../fuzz/seeds.rs"]
mod seeds;

#[test]
fn seeds_of_manifests_and_journals_are_read() {
    for (name, run, sound) in program::TARGETS {
        let seeds = seeds::of(name);
        seeds.iter().for_each(|seed| run(seed));
        run(&sound());
    }
    program::clean_up();
}
