//! The memory that images and fonts take: parts that expand are not read, and files beyond the limit are not either.

#[cfg(target_os = "linux")]
use std::process::Command;

#[cfg(target_os = "linux")]
use crate::png::{chunk, png, zeros};
use crate::support::run;

/// Builds a handout of one image with this much memory, and returns the exit code.
#[cfg(target_os = "linux")]
fn built_in(megabytes: u32, bytes: &[u8]) -> Option<i32> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.png"), bytes).expect("written");
    let yaml = "handout: 1\nid: t\ntitle: T\nlanguage: en\nbody:\n  - figure: {image: a.png, alt: A picture}\n";
    std::fs::write(folder.path().join("a.yaml"), yaml).expect("written");
    let limited = format!("ulimit -v {}; exec \"$0\" build a.yaml", megabytes * 1024);
    let mut command = Command::new("sh");
    command.current_dir(folder.path()).args(["-c", &limited, env!("CARGO_BIN_EXE_handout")]);
    command.output().expect("the program starts").status.code()
}

#[cfg(target_os = "linux")]
#[test]
fn what_swells_in_a_png_is_not_read() {
    let bomb = zeros(600 << 20);
    let profile = chunk(b"iCCP", &[b"p\0\0", &bomb[..]].concat());
    let text = chunk(b"zTXt", &[b"t\0\0", &bomb[..]].concat());
    let international = chunk(b"iTXt", &[b"t\0\x01\0\0\0", &bomb[..]].concat());
    for (name, chunks) in [("iCCP", profile), ("zTXt", text), ("iTXt", international)] {
        assert_eq!(built_in(350, &png(2, 2, 3, &chunks)), Some(0), "{name}");
    }
    // The largest image, with transparency.
    assert_eq!(built_in(450, &png(5000, 5000, 4, &[])), Some(0));
}

#[test]
fn fonts_are_not_read_beyond_their_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("mine")).expect("a folder");
    let file = std::fs::File::create(folder.path().join("mine/a.otf")).expect("a file");
    // A file with a hole takes no room on the disk.
    file.set_len(600 << 20).expect("so long");
    let output = run(folder.path(), &["fonts", "--font-dir", "mine"]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("mine/a.otf`: larger than 40 MB"), "{message}");
    let face = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSansCJKjp-Full-Regular.otf");
    std::fs::remove_file(folder.path().join("mine/a.otf")).expect("removed");
    for name in 0..9 {
        std::fs::hard_link(face, folder.path().join(format!("mine/{name}.otf")))
            .or_else(|_| std::fs::copy(face, folder.path().join(format!("mine/{name}.otf"))).map(drop))
            .expect("linked");
    }
    let output = run(folder.path(), &["fonts", "--font-dir", "mine"]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("exceed 100 MB in total"), "{message}");
}
