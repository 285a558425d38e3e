//! The arguments of job tickets.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::batch::{Finishing, Staple, Ticket};

/// Where copies are stapled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Staples {
    /// Once, in the upper corner where reading begins
    Corner,
    /// Twice, along the edge where reading begins
    Side,
}

/// What a ticket asks for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Ticket")]
pub(in crate::cli) struct TicketArgs {
    /// Write a ticket for the press beside a merged PDF: JDF, with sides, paper and copies
    #[arg(long, value_name = "FILE.jdf", requires = "output")]
    pub ticket: Option<PathBuf>,
    /// Staple each copy
    #[arg(long, value_name = "WHERE", requires = "ticket")]
    pub staple: Option<Staples>,
    /// Set each copy off from the one below it
    #[arg(long, requires = "ticket")]
    pub jog: bool,
    /// Put a blank sheet before the run
    #[arg(long, requires = "ticket")]
    pub banner: bool,
    /// Weight of the paper in g/m²
    #[arg(long, value_name = "G", requires = "ticket", value_parser = clap::value_parser!(u16).range(20..=1000))]
    pub weight: Option<u16>,
}

impl TicketArgs {
    /// The ticket, if one is wanted.
    pub(super) fn ticket(&self) -> Option<Ticket> {
        let staple = self.staple.map(|staples| match staples {
            Staples::Corner => Staple::Corner,
            Staples::Side => Staple::Side,
        });
        let finishing = Finishing { weight: self.weight, staple, jog: self.jog, banner: self.banner };
        Some(Ticket { path: self.ticket.clone()?, finishing })
    }
}
