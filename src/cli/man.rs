//! `handout man`: the manual page, with all commands on one page.

use clap::CommandFactory;
use clap_mangen::Man;

use super::args::Cli;
use super::outcome::Outcome;
use super::stdout::print;

/// Prints the page in roff, for `man -l -`.
pub(super) fn run() -> anyhow::Result<Outcome> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut page = vec![];
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        page.extend(format!(".SH \"HANDOUT {}\"\n", sub.get_name().to_uppercase()).bytes());
        let man = Man::new(sub.clone().display_name(format!("handout {}", sub.get_name())));
        let mut part = vec![];
        man.render_description_section(&mut part)?;
        man.render_synopsis_section(&mut part)?;
        man.render_options_section(&mut part)?;
        man.render_extra_section(&mut part)?;
        // Sections of a subcommand become subsections of the page.
        page.extend(
            String::from_utf8_lossy(&part).replace("\n.SH ", "\n.SS ").replacen(".SH DESCRIPTION", "", 1).bytes(),
        );
    }
    man.render_extra_section(&mut page)?;
    man.render_version_section(&mut page)?;
    print(&page)?;
    Ok(Outcome::Clean)
}
