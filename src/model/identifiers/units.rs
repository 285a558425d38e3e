//! Units of measurement.

/// Units that handouts use with numbers.
const UNITS: [&str; 45] = [
    "%", "‰", "°", "°C", "°F", "C", "F", "K", "mg", "g", "kg", "mcg", "µg", "μg", "ng", "lb", "lbs", "oz", "mL", "ml",
    "L", "l", "dL", "cc", "mm", "cm", "m", "km", "ft", "mmol", "mEq", "IU", "kcal", "kJ", "mmHg", "bpm", "Gy", "mSv",
    "h", "hr", "min", "s", "am", "pm", "AM",
];

/// Whether a word is a unit of measurement.
pub(crate) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word) || word == "PM"
}
