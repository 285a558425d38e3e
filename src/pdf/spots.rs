//! Spot inks as color spaces (ISO 32000-1, 8.6.6.4): a press has a plate for each, and any other device mixes the ink
//! from cyan, magenta, yellow and black.

use super::inks::Inks;
use super::object::{Dict, Ref, Sink, Value, name};
use crate::color::Spot;

/// The name, in content streams, of the ink with this index among [`Inks::spots`].
pub(crate) fn space_name(index: usize) -> String {
    format!("CS{index}")
}

/// Writes the color spaces that pages name.
pub(crate) fn write_spots(sink: &mut impl Sink, inks: &Inks) -> Vec<(String, Ref)> {
    let spots = inks.spots().iter().enumerate();
    spots.map(|(index, spot)| (space_name(index), write_spot(sink, spot))).collect()
}

/// Writes the color space of an ink: its tints are proportional to its alternate color.
pub(crate) fn write_spot(sink: &mut impl Sink, spot: &Spot) -> Ref {
    let alternate = spot.alternate.map(|ink| f32::from(ink) / 1000.0);
    // 7.10.3: an exponential function with the exponent 1.
    let tints = Dict::new()
        .with("FunctionType", 2)
        .with("Domain", Value::from([0.0, 1.0]))
        .with("C0", Value::from([0.0; 4]))
        .with("C1", Value::from(alternate))
        .with("N", 1);
    let ink = name(spot.name.as_str().to_owned());
    sink.push(Value::Array(vec![name("Separation"), ink, name("DeviceCMYK"), tints.into()]))
}
