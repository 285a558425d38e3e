//! Shapes the texts of a schedule.

use super::{Phase, ShapedBlock, Words};
use crate::geom::Length;
use crate::model::document::{Daytime, Medicine, Schedule, Text};
use crate::style::{Styles, TextLook};

/// A schedule with shaped texts.
#[derive(Clone, Debug)]
pub(crate) struct ShapedSchedule {
    /// Head of the column of medicines.
    pub medicine: Words,
    /// Head of a column of reasons.
    pub why: Words,
    /// The times of day.
    pub times: Vec<(Daytime, Words)>,
    /// The medicines.
    pub medicines: Vec<ShapedMedicine>,
}

/// A medicine with shaped texts.
#[derive(Clone, Debug)]
pub(crate) struct ShapedMedicine {
    /// Name and dose.
    pub named: Vec<ShapedBlock>,
    /// What it is for, and how to take it.
    pub about: Vec<ShapedBlock>,
    /// All of it, with a word before what it is for.
    pub whole: Vec<ShapedBlock>,
    /// By time of day: the amount, or nothing.
    pub amounts: Vec<Vec<ShapedBlock>>,
}

/// How large amounts are, in permille of running text: the number is what the eye looks for.
const AMOUNT: i32 = 1250;
/// Between the texts of a medicine, in permille of their size.
const BETWEEN: i32 = 120;

impl Phase<'_, '_> {
    pub(super) fn schedule(&mut self, schedule: &Schedule, styles: &Styles, look: TextLook) -> ShapedSchedule {
        let Schedule { medicine, why, times, medicines } = schedule;
        let space = look.size.permille(BETWEEN);
        let look = TextLook { above: space, below: space, ..look };
        let head = TextLook { bold: true, ..look };
        ShapedSchedule {
            medicine: self.words(medicine, head),
            why: self.words(why, head),
            times: times.iter().map(|head| (head.time, self.words(&head.text, look))).collect(),
            medicines: medicines.iter().map(|medicine| self.medicine(medicine, styles, look)).collect(),
        }
    }

    fn medicine(&mut self, medicine: &Medicine, styles: &Styles, look: TextLook) -> ShapedMedicine {
        let Medicine { name, dose, why, note, amounts } = medicine;
        let bold = TextLook { bold: true, ..look };
        let size = look.size.permille(AMOUNT);
        // A number that is larger keeps the lines of its row.
        let number = TextLook { bold: true, size, above: Length::ZERO, below: Length::ZERO, ..look };
        let mut paragraph = |text: &Text, look| ShapedBlock::Paragraph(self.words(text, look));
        let name = paragraph(name, bold);
        let dose = dose.as_ref().map(|dose| paragraph(dose, look));
        let why = why.as_ref().map(|(alone, labeled)| (paragraph(alone, look), paragraph(labeled, look)));
        let amounts =
            amounts.iter().map(|amount| amount.iter().map(|text| paragraph(text, number)).collect()).collect();
        let note = self.blocks(note, styles, look);
        let named: Vec<ShapedBlock> = std::iter::once(name).chain(dose).collect();
        let (alone, labeled) = why.unzip();
        let about = alone.into_iter().chain(note.iter().cloned()).collect();
        let whole = named.iter().cloned().chain(labeled).chain(note).collect();
        ShapedMedicine { named, about, whole, amounts }
    }
}
