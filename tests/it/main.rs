//! Tests of the program and of what the library makes public, in one binary so that they link once.

mod architecture;
mod bad_inputs;
mod batch;
mod batch_verify;
mod builds;
mod cli;
mod client;
mod identifiers;
mod impose;
mod guide;
mod in_memory;
mod journal;
mod landscape;
mod image_limits;
mod record_forms;
mod records_values;
mod reimpose;
mod serve;
mod serve_batch;
mod serve_edit;
mod serve_printer;
mod serve_reload;
mod support;
mod order;
mod outputs;
mod preflight;
mod embedded;
mod translations;
mod limits;
mod linearized;
mod verify;
mod stopped;
mod tickets;
mod fuzz;
#[cfg(target_os = "linux")]
mod png;
