//! Color spaces and colors (ISO 32000-1, 8.6), as far as they decide which inks are on paper.

use super::document::Document;
use crate::syntax::{Dict, Value};

/// Maximum nesting of color spaces: an indexed one over a separation over a device.
const MAX_DEPTH: usize = 4;

/// A color space.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Space {
    /// DeviceGray.
    Gray,
    /// DeviceRGB.
    Rgb,
    /// DeviceCMYK.
    Cmyk,
    /// CalGray, CalRGB or Lab, by name.
    Calibrated(&'static str),
    /// A profile of this many channels.
    Icc(usize),
    /// A palette of colors in another space.
    Indexed(Box<Space>, Vec<u8>),
    /// Inks by name, and the space of their alternate.
    Inks(Vec<String>, Box<Space>),
    /// A pattern, and the space of its own color if it has one.
    Pattern(Option<Box<Space>>),
    /// Not understood.
    Unknown,
}

/// Inks that a color puts on paper, from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Inks {
    /// Cyan, magenta, yellow, black.
    pub process: [f64; 4],
    /// Spot inks by name.
    pub spots: Vec<(String, f64)>,
    /// All plates at once: for registration marks.
    pub registration: bool,
}

/// A color: a space, and the components in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Color {
    /// Its space.
    pub space: Space,
    /// Its components.
    pub values: Vec<f64>,
}

impl Color {
    /// The black that every page begins with (ISO 32000-1, 8.4.1).
    pub(crate) fn initial() -> Color {
        Color { space: Space::Gray, values: vec![0.0] }
    }

    /// The inks, where they are known without a profile.
    pub(crate) fn inks(&self) -> Option<Inks> {
        self.space.inks(&self.values)
    }
}

impl Inks {
    /// All ink together: 4 is 400 %.
    pub(crate) fn total(&self) -> f64 {
        self.process.iter().sum::<f64>() + self.spots.iter().map(|(_, tint)| tint).sum::<f64>()
    }

    /// How many inks there are.
    pub(crate) fn count(&self) -> usize {
        let process = self.process.iter().filter(|ink| **ink > 0.0).count();
        process + self.spots.iter().filter(|(_, tint)| *tint > 0.0).count()
    }

    /// Whether there is black and nothing else.
    pub(crate) fn only_black(&self) -> bool {
        let [c, m, y, k] = self.process;
        c + m + y == 0.0 && k > 0.0 && self.spots.iter().all(|(_, tint)| *tint == 0.0)
    }

    /// Whether paper stays white.
    pub(crate) fn is_white(&self) -> bool {
        self.count() == 0
    }
}

impl Space {
    /// The space that a value describes; names of resources are looked up among `resources`.
    pub(crate) fn read(document: &Document, resources: &Dict<'_>, value: &Value<'_>) -> Space {
        Space::nested(document, resources, value, 0)
    }

    fn nested(document: &Document, resources: &Dict<'_>, value: &Value<'_>, depth: usize) -> Space {
        if depth > MAX_DEPTH {
            return Space::Unknown;
        }
        let nested = |value: &Value<'_>| Space::nested(document, resources, value, depth + 1);
        match document.resolve(value) {
            Value::Name(name) => match name.as_ref() {
                b"DeviceGray" | b"G" => Space::Gray,
                b"DeviceRGB" | b"RGB" => Space::Rgb,
                b"DeviceCMYK" | b"CMYK" => Space::Cmyk,
                b"CalGray" => Space::Calibrated("CalGray"),
                b"CalRGB" => Space::Calibrated("CalRGB"),
                b"Pattern" => Space::Pattern(None),
                other => {
                    let spaces = document.dict(resources, "ColorSpace");
                    let key = String::from_utf8_lossy(other).into_owned();
                    spaces.get(&key).map_or(Space::Unknown, nested)
                }
            },
            Value::Array(items) => {
                let item = |index: usize| items.get(index).map_or(Value::Null, |item| document.resolve(item));
                let family = item(0);
                match family.as_name().unwrap_or_default() {
                    b"CalGray" => Space::Calibrated("CalGray"),
                    b"CalRGB" => Space::Calibrated("CalRGB"),
                    b"Lab" => Space::Calibrated("Lab"),
                    b"ICCBased" => {
                        let profile = document.as_dict(items.get(1));
                        Space::Icc(document.number(&profile, "N").unwrap_or_default() as usize)
                    }
                    b"Indexed" | b"I" => {
                        let table = match (item(3), items.get(3)) {
                            (Value::String(bytes), _) => bytes.into_owned(),
                            (_, Some(value)) => {
                                let stream = document.stream(value).and_then(|stream| document.decoded(&stream));
                                // Up to 256 colors of a few components.
                                stream.map_or(Vec::new(), |data| data.bytes.iter().take(8192).copied().collect())
                            }
                            _ => Vec::new(),
                        };
                        Space::Indexed(Box::new(items.get(1).map_or(Space::Unknown, nested)), table)
                    }
                    b"Separation" => {
                        let name = item(1).as_name().map(lossy).unwrap_or_default();
                        Space::Inks(vec![name], Box::new(items.get(2).map_or(Space::Unknown, nested)))
                    }
                    b"DeviceN" => {
                        let Value::Array(names) = item(1) else { return Space::Unknown };
                        let name = |value: &Value<'_>| document.resolve(value).as_name().map(lossy).unwrap_or_default();
                        let names = names.iter().take(32).map(name).collect();
                        Space::Inks(names, Box::new(items.get(2).map_or(Space::Unknown, nested)))
                    }
                    b"Pattern" => Space::Pattern(items.get(1).map(|value| Box::new(nested(value)))),
                    _ if items.len() == 1 => nested(&items[0]),
                    _ => Space::Unknown,
                }
            }
            _ => Space::Unknown,
        }
    }

    /// How many components its colors have.
    pub(crate) fn channels(&self) -> usize {
        match self {
            Space::Gray | Space::Indexed(..) => 1,
            Space::Rgb => 3,
            Space::Cmyk => 4,
            Space::Calibrated(name) => {
                if *name == "CalGray" {
                    1
                } else {
                    3
                }
            }
            Space::Icc(channels) => *channels,
            Space::Inks(names, _) => names.len(),
            Space::Pattern(_) | Space::Unknown => 0,
        }
    }

    /// The color that a space begins with (ISO 32000-1, 8.6.8, `cs`).
    pub(crate) fn initial(&self) -> Vec<f64> {
        match self {
            Space::Cmyk | Space::Icc(4) => vec![0.0, 0.0, 0.0, 1.0],
            Space::Inks(names, _) => vec![1.0; names.len()],
            other => vec![0.0; other.channels().min(32)],
        }
    }

    /// The space in which colors end up: under palettes and patterns.
    pub(crate) fn base(&self) -> &Space {
        match self {
            Space::Indexed(base, _) | Space::Pattern(Some(base)) => base.base(),
            other => other,
        }
    }

    /// Whether colors are made of light: `DeviceRGB`, or a name for what amounts to it.
    pub(crate) fn light(&self) -> Option<&'static str> {
        match self.base() {
            Space::Rgb => Some("DeviceRGB"),
            Space::Icc(3) => Some("RGB with a profile"),
            Space::Calibrated("CalGray") => None,
            Space::Calibrated(name) => Some(name),
            Space::Inks(_, alternate) => match alternate.base() {
                Space::Rgb => Some("a spot color in RGB"),
                _ => None,
            },
            _ => None,
        }
    }

    fn inks(&self, values: &[f64]) -> Option<Inks> {
        let value = |index: usize| values.get(index).copied().unwrap_or_default().clamp(0.0, 1.0);
        match self {
            Space::Gray | Space::Icc(1) | Space::Calibrated("CalGray") => {
                Some(Inks { process: [0.0, 0.0, 0.0, 1.0 - value(0)], ..Inks::default() })
            }
            Space::Cmyk | Space::Icc(4) => {
                Some(Inks { process: [value(0), value(1), value(2), value(3)], ..Inks::default() })
            }
            Space::Indexed(base, table) => {
                let channels = base.channels();
                let index = values.first().copied().unwrap_or_default().clamp(0.0, 255.0) as usize;
                let entry = table.get(index * channels..(index + 1) * channels)?;
                base.inks(&entry.iter().map(|byte| f64::from(*byte) / 255.0).collect::<Vec<_>>())
            }
            Space::Inks(names, _) => {
                let mut inks = Inks::default();
                for (index, name) in names.iter().enumerate() {
                    match name.as_str() {
                        "Cyan" => inks.process[0] = value(index),
                        "Magenta" => inks.process[1] = value(index),
                        "Yellow" => inks.process[2] = value(index),
                        "Black" => inks.process[3] = value(index),
                        "None" => {}
                        "All" => {
                            inks.process = [value(index); 4];
                            inks.registration = true;
                        }
                        spot => inks.spots.push((spot.to_owned(), value(index))),
                    }
                }
                Some(inks)
            }
            _ => None,
        }
    }
}

fn lossy(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
