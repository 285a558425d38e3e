#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| handout::fuzzing::records_sheets(bytes));
