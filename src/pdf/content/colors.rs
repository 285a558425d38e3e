//! Colors in a page's content: fills, and whether what is painted overprints.

use super::PageWriter;
use crate::color::{Color, Spot};
use crate::pdf::spots::space_name;
use crate::pdf::tags::Marks;

/// Names of the graphics states of press files (ISO 32000-1, 8.6.7): what is painted hides what is beneath it, or it
/// overprints: black text on a tint needs no hole in the tint.
pub(crate) const STATES: [&str; 2] = [KNOCK_OUT, OVERPRINT];
const KNOCK_OUT: &str = "GS0";
pub(super) const OVERPRINT: &str = "GS1";

/// Full black ink, which overprints.
const FULL_BLACK: Color = Color::Cmyk([0, 0, 0, 1000]);

impl<M: Marks> PageWriter<'_, '_, M> {
    /// Sets the color in which text and shapes are filled, by the operators of ISO 32000-1, 8.6.8.
    pub(super) fn fill(&mut self, color: Color) {
        let color = self.canvas.inks.paint(color);
        if self.fill == Some(color) {
            return;
        }
        let before = self.fill.replace(color);
        self.overprint(color == FULL_BLACK);
        match color {
            Color::Gray(gray) => self.content.op(&[f32::from(gray) / 255.0], "g"),
            Color::Rgb(channels) => {
                self.out.spaces.rgb = true;
                self.content.op(&channels.map(|channel| f32::from(channel) / 255.0), "rg");
            }
            Color::Cmyk(inks) => self.inks(inks),
            Color::Spot(spot) => self.spot(spot, before),
        }
    }

    /// Sets a tint of a spot ink to fill with; its color space is selected where it is not selected yet.
    fn spot(&mut self, spot: Spot, before: Option<Color>) {
        let Some(index) = self.canvas.inks.spots().iter().position(|known| known.name == spot.name) else {
            // No theme has it.
            return self.inks(spot.in_process_inks());
        };
        // Its alternate color.
        self.out.spaces.cmyk = true;
        if !matches!(before, Some(Color::Spot(before)) if before.name == spot.name) {
            self.content.named(&space_name(index), &[], "cs");
        }
        self.content.op(&[f32::from(spot.tint) / 1000.0], "scn");
    }

    /// Sets whether what is painted overprints, in a press file.
    pub(super) fn overprint(&mut self, overprints: bool) {
        if self.canvas.inks.is_press() && self.overprint != Some(overprints) {
            self.overprint = Some(overprints);
            self.content.named(if overprints { OVERPRINT } else { KNOCK_OUT }, &[], "gs");
        }
    }

    /// Sets process inks to fill with, in permille.
    fn inks(&mut self, inks: [u16; 4]) {
        self.out.spaces.cmyk = true;
        self.content.op(&inks.map(|ink| f32::from(ink) / 1000.0), "k");
    }
}
