//! The ledger of prints: ten thousand ways to tamper with it, all found.

use std::fs;

use handout::ledger::{Entry, Ledger, Problem, verify};
use jiff::Timestamp;
use tempfile::tempdir;

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

#[test]
fn every_line_changed_dropped_added_or_moved_is_found() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("prints.jsonl");
    let mut ledger = Ledger::open(&path, "Ward \"3\"\n").expect("a new ledger");
    for number in 0..12 {
        let codes = ["7K3M-9QXT-4B0D", "0000-0000-0000"];
        let time = Timestamp::from_second(1_796_000_000 + 60 * number).expect("a time");
        let entry = Entry { time, action: "print", handout: "asthma", language: "es", pages: 2, codes: codes.to_vec() };
        ledger.append(&entry).expect("written");
    }
    drop(ledger);
    assert_eq!(verify(&path).expect("it is whole").lines, 12);
    let whole = fs::read(&path).expect("the ledger");
    let lines: Vec<&[u8]> = whole.split_inclusive(|&byte| byte == b'\n').collect();
    let mut numbers = Numbers(1);
    for round in 0..10_000 {
        let at = numbers.below(lines.len());
        let mut now = lines.clone();
        let mut bytes = match round % 5 {
            // Changed: one byte becomes another.
            0 => whole.clone(),
            1 => {
                now.remove(at);
                now.concat()
            }
            2 => {
                now.insert(numbers.below(lines.len() + 1), lines[at]);
                now.concat()
            }
            3 => {
                now.swap(at, (at + 1 + numbers.below(lines.len() - 1)) % lines.len());
                now.concat()
            }
            // Cut off, at any byte.
            _ => whole[..numbers.below(whole.len())].to_vec(),
        };
        if round % 5 == 0 {
            let place = numbers.below(bytes.len());
            bytes[place] ^= 1 << numbers.below(8);
        }
        fs::write(&path, &bytes).expect("written");
        assert!(verify(&path).is_err(), "round {round} was not found");
    }
    fs::write(&path, &whole).expect("written");
    assert!(verify(&path).is_ok());
}

#[test]
fn a_ledger_goes_on_only_where_it_ended() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("prints.jsonl");
    let entry = || Entry {
        time: Timestamp::from_second(1_796_000_000).expect("a time"),
        action: "blank",
        handout: "asthma",
        language: "en",
        pages: 1,
        codes: vec![],
    };
    let mut ledger = Ledger::open(&path, "desk").expect("a new ledger");
    assert!(matches!(Ledger::open(&path, "desk"), Err(Problem::Locked)));
    ledger.append(&entry()).expect("written");
    let head = fs::read(folder.path().join("prints.jsonl.head")).expect("the head");
    ledger.append(&entry()).expect("written");
    drop(ledger);
    // The machine stopped between the second line and its head.
    fs::write(folder.path().join("prints.jsonl.head"), head).expect("written");
    assert!(matches!(verify(&path), Err(Problem::End { found: 2, written: 1 })));
    let mut ledger = Ledger::open(&path, "desk").expect("it goes on");
    ledger.append(&entry()).expect("written");
    drop(ledger);
    assert_eq!(verify(&path).expect("it is whole").lines, 3);
    let whole = fs::read_to_string(&path).expect("the ledger");
    fs::write(&path, whole.replacen("desk", "disk", 1)).expect("written");
    assert!(matches!(Ledger::open(&path, "desk"), Err(Problem::Line { line: 1, .. })));
}
