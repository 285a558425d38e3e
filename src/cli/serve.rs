//! `handout serve`: the nurse's page.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, bail};
use clap::{Args, ColorChoice};
use jiff::Timestamp;

use super::font_files::{font_files, load_fonts};
use super::outcome::Outcome;
use super::report::{self, Reporter};
use super::values::MessageFormat;
use crate::diag::Diagnostics;
use crate::ledger::Ledger;
use crate::serve::{self, Access, Broken, Library, Notice, Printers, Settings, Token, tls};
use crate::source::limits::MAX_TEXT_BYTES;
use crate::source::read_limited;

const EXAMPLES: &str = "\
Examples:
  handout serve content
  handout serve content --edit
  handout serve content --ledger prints.jsonl --who 'Desk 3'
  handout serve content --printer 'Ward 3=ipp://cups.example.org/printers/ward3'
  handout serve content --listen 10.1.2.3:8443 --host handouts.example.org:8443 \\
      --token-file token --tls-cert cert.pem --tls-key key.pem

The page is for this computer only. On any other address, --token-file, --tls-cert and --tls-key are required, or a
proxy before it that does both (--behind-proxy). Nothing of a patient is stored, logged or put into an address.";

/// A token that is shorter can be guessed.
const SHORTEST_TOKEN: usize = 16;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ServeArgs {
    /// Folder of handouts; folders below it are looked into as well
    #[arg(default_value = ".", value_name = "CONTENT")]
    content: PathBuf,
    /// Address to listen on; with port 0, a free one is chosen
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7777")]
    listen: SocketAddr,
    /// A name by which browsers reach it, with its port if that is not the usual one; repeatable
    #[arg(long, value_name = "NAME[:PORT]")]
    host: Vec<String>,
    /// Ask everybody for the access code in this file
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Certificate chain for encrypted connections (PEM)
    #[arg(long, value_name = "FILE.pem", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's key (PEM)
    #[arg(long, value_name = "FILE.pem", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A proxy at this address encrypts connections and knows who asks
    #[arg(long, value_name = "https://NAME", conflicts_with = "tls_cert")]
    behind_proxy: Option<String>,
    /// Write down each print: who, which, when, how many pages, their codes; no patient's values
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Let everybody who reaches the page change the handouts in the folder
    #[arg(long)]
    edit: bool,
    /// A printer that copies can be sent to without the browser's window (IPP); repeatable
    #[arg(long, value_name = "[NAME=]URI")]
    printer: Vec<String>,
    /// Certificates by which printers at ipps:// and https:// addresses are known (PEM)
    #[arg(long, value_name = "FILE.pem", requires = "printer")]
    printer_cert: Option<PathBuf>,
    /// The desk, ward or person in the ledger and in the queues of printers
    #[arg(long, value_name = "NAME", default_value = "desk")]
    who: String,
    /// Threads that make copies and pictures [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Prefer the fonts in a folder to the bundled ones; repeatable
    #[arg(long, value_name = "DIR")]
    font_dir: Vec<PathBuf>,
    /// How problems are reported
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
}

/// Serves until it is told to stop (Ctrl+C, SIGTERM).
pub(super) fn run(args: &ServeArgs, color: ColorChoice) -> anyhow::Result<Outcome> {
    let (access, tls) = access(args)?;
    let certificates = args.printer_cert.as_deref().map(read).transpose()?;
    let printers = Printers::new(&args.printer, certificates.as_deref(), &args.who)?;
    let fonts = load_fonts(&font_files(&args.font_dir)?)?;
    let format = args.message_format;
    let library = Library::open(&args.content, now, Box::new(move |notice| tell(notice, format, color)));
    let library = library.with_context(|| format!("cannot read the folder `{}`", args.content.display()))?;
    let catalog = library.recent();
    if !catalog.broken.is_empty() {
        report::note(&not_served(&catalog.broken));
    }
    // Where handouts are written, one that is broken can be mended.
    let can_be_mended = args.edit && !catalog.broken.is_empty();
    if catalog.topics.is_empty() && !can_be_mended {
        bail!("there are no handouts to serve in `{}`", args.content.display());
    }
    let ledger = args.ledger.as_deref().map(|path| {
        Ledger::open(path, &args.who).with_context(|| format!("cannot use the ledger `{}`", path.display()))
    });
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let count = crate::diag::count(catalog.topics.len() as u64, "handout");
    let settings = Settings {
        library,
        // There is one for as long as the program runs, and threads share it.
        fonts: Box::leak(Box::new(fonts)),
        edit: args.edit,
        listen: args.listen,
        access,
        tls,
        ledger: ledger.transpose()?.map(Mutex::new),
        printers,
        threads: args.threads.map_or(cores, usize::from),
        clock: now,
    };
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    // A panic's message can quote the text that it was about: only its place is shown.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        report::note(&format!("internal error at {place}: please report it"));
    }));
    serve::serve(settings, |address| report::note(&format!("serving {count} on {scheme}://{address}/")))?;
    report::note("stopped");
    Ok(Outcome::Clean)
}

/// Says what has become of the files on the disk.
fn tell(notice: Notice<'_>, format: MessageFormat, color: ColorChoice) {
    match notice {
        Notice::Problems(sources, problems) if problems.has_errors() => {
            let mut reporter = Reporter::new(format, color);
            reporter.report(sources, Diagnostics(problems.0.into_iter().filter(is_error).collect()));
        }
        Notice::Problems(..) => {}
        Notice::Read(catalog) => {
            let count = crate::diag::count(catalog.topics.len() as u64, "handout");
            report::note(&format!("files have changed: serving {count}"));
            if !catalog.broken.is_empty() {
                report::note(&not_served(&catalog.broken));
            }
        }
        Notice::Folder(error) => {
            report::note(&format!("the folder cannot be read any more, and nothing is served until it can: {error}"));
        }
    }
}

fn not_served(broken: &[Broken]) -> String {
    let names: Vec<String> = broken.iter().map(|broken| format!("`{}`", broken.path.display())).collect();
    let count = crate::diag::count(broken.len() as u64, "file");
    format!("{count} with errors, not served: {}", names.join(", "))
}

fn is_error(problem: &crate::diag::Diagnostic) -> bool {
    problem.severity == crate::diag::Severity::Error
}

#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
fn now() -> Timestamp {
    Timestamp::now()
}

/// Who may reach the page. On an address that others reach, everybody must be known and nobody may listen in.
fn access(args: &ServeArgs) -> anyhow::Result<(Access, Option<tls::Config>)> {
    let token = args.token_file.as_deref().map(token).transpose()?;
    let tls = match (&args.tls_cert, &args.tls_key) {
        (Some(chain), Some(key)) => Some(tls::Config::new(&read(chain)?, &read(key)?)?),
        _ => None,
    };
    if !args.listen.ip().is_loopback() && args.behind_proxy.is_none() && (token.is_none() || tls.is_none()) {
        bail!(
            "{} can be reached from other computers: give --token-file, --tls-cert and --tls-key, or --behind-proxy if a \
             proxy encrypts and asks who it is; without them, listen on 127.0.0.1",
            args.listen
        );
    }
    let mut hosts: Vec<String> = args.host.iter().map(|host| host.to_ascii_lowercase()).collect();
    if let Some(proxy) = &args.behind_proxy {
        let name = proxy.strip_prefix("https://").map(|name| name.trim_end_matches('/'));
        let Some(name) = name.filter(|name| !name.is_empty() && !name.contains('/')) else {
            bail!("--behind-proxy takes the address that browsers use, `https://NAME`, without a path");
        };
        hosts.push(name.to_ascii_lowercase());
    }
    let https = tls.is_some() || args.behind_proxy.is_some();
    Ok((Access { hosts, https, token }, tls))
}

fn token(path: &Path) -> anyhow::Result<Token> {
    let text = String::from_utf8(read(path)?).ok().context("the access code is not text")?;
    let text = text.trim();
    if text.chars().count() < SHORTEST_TOKEN {
        bail!("the access code in `{}` has fewer than {SHORTEST_TOKEN} characters; use a random one", path.display());
    }
    Ok(Token::new(text))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    read_limited(path, MAX_TEXT_BYTES).map_err(|error| anyhow::anyhow!("cannot read `{}`: {error}", path.display()))
}
