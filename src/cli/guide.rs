//! `handout guide`: the pages of `src/guide`, as they are in the repository.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::outcome::Outcome;
use super::stdout::print;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  handout guide\n  handout guide batch\n  handout guide errors | less")]
pub(super) struct GuideArgs {
    /// The page to print; without one, the list of pages
    topic: Option<Topic>,
}

/// A page of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Topic(&'static Page);

#[derive(Debug, PartialEq, Eq)]
struct Page {
    name: &'static str,
    about: &'static str,
    text: &'static str,
}

/// In reading order.
const TOPICS: &[Topic] = &[
    Topic(&Page {
        name: "write",
        about: "Write a handout: text, blocks, phone numbers, tables, pictures",
        text: include_str!("../guide/write.md"),
    }),
    Topic(&Page {
        name: "copy",
        about: "Make one patient's copy, in large print or on another paper size",
        text: include_str!("../guide/copy.md"),
    }),
    Topic(&Page {
        name: "serve",
        about: "Show a page on which nurses find, fill in, see and print handouts",
        text: include_str!("../guide/serve.md"),
    }),
    Topic(&Page {
        name: "batch",
        about: "Make a copy for each record of a list, check the run, split it across machines",
        text: include_str!("../guide/batch.md"),
    }),
    Topic(&Page {
        name: "press",
        about: "Make the file that a print shop's press needs",
        text: include_str!("../guide/press.md"),
    }),
    Topic(&Page {
        name: "impose",
        about: "Put pages on sheets: booklets, stacks to cut, several pages on a side",
        text: include_str!("../guide/impose.md"),
    }),
    Topic(&Page {
        name: "preflight",
        about: "Check a PDF as a print shop would: rules, limits, a shop's own profile",
        text: include_str!("../guide/preflight.md"),
    }),
    Topic(&Page {
        name: "languages",
        about: "Translate: fonts, right-to-left text, numbers, language notices",
        text: include_str!("../guide/languages.md"),
    }),
    Topic(&Page {
        name: "reference",
        about: "Look up every key of the file format and every option of the commands",
        text: include_str!("../guide/reference.md"),
    }),
    Topic(&Page {
        name: "errors",
        about: "Look up an error or warning by its code",
        text: include_str!("../guide/errors.md"),
    }),
    Topic(&Page {
        name: "speed",
        about: "See how fast it is, and how large its input may be",
        text: include_str!("../guide/speed.md"),
    }),
    Topic(&Page {
        name: "design",
        about: "See what the PDF contains, how the program is built, and from which crates",
        text: include_str!("../guide/design.md"),
    }),
];

impl ValueEnum for Topic {
    fn value_variants<'a>() -> &'a [Topic] {
        TOPICS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name).help(self.0.about))
    }
}

/// Prints a page, or the list of pages.
pub(super) fn run(args: &GuideArgs) -> anyhow::Result<Outcome> {
    match args.topic {
        Some(topic) => print(topic.0.text.as_bytes())?,
        None => {
            let mut list = String::from("# The guide to handout\n\n");
            for Topic(page) in TOPICS {
                list += &format!("- `handout guide {}`: {}\n", page.name, page.about);
            }
            print(list.as_bytes())?;
        }
    }
    Ok(Outcome::Clean)
}
