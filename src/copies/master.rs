//! A master: what the copies of a handout share when their records have the same fields.

use std::sync::Arc;

use super::fonts::{BuiltFont, Encoders, FontCache};
use super::texts::text_key;
use super::trace::HandoutKey;
use super::trace_line::{self, TraceLine};
use crate::color::{Color, ColorSpaces, Spot};
use crate::content::lists::{ItemName, unnumbered};
use crate::content::spanned::Entries;
use crate::content::types::{FieldKind, FieldSpec, Scalar};
use crate::diag::Diagnostics;
use crate::engine::styles;
use crate::fonts::Fonts;
use crate::geom::Length;
use crate::layout::display::{Content, ElementId, Owner, PlacedRun};
use crate::layout::letters::outline_letters;
use crate::layout::questions::Typesetter;
use crate::layout::shaped::{Words, shape_document, shape_words};
use crate::manifest::page::Hash;
use crate::model::choices::choices_of;
use crate::model::document::{Document, FieldRef, InlineKind, Text};
use crate::model::fields::{Printing, print_values};
use crate::model::images::Pictures;
use crate::model::values::PrintedValues;
use crate::paginate::{Pages, paginate_open};
use crate::pdf::check::{check_pictures, check_sheet};
use crate::pdf::content::write_page;
use crate::pdf::encode::Neighbours;
use crate::pdf::font::EncodeError;
use crate::pdf::fonts::{FixedFonts, FontTable};
use crate::pdf::images::ImageTable;
use crate::pdf::intent::{Intent, Output};
use crate::pdf::object::{Dict, Recording, Sink};
use crate::pdf::spots::write_spots;
use crate::pdf::tags::Tags;
use crate::style::{Styles, TextLook};
use crate::text::RunContent;

/// What the copies of one handout share when their records have the same fields.
pub(crate) struct Master<'f> {
    /// The document, with a sample's values.
    pub document: Document,
    /// Its styles.
    pub styles: Styles,
    /// All faces.
    pub faces: &'f Fonts,
    /// The encoders that all texts try first: those of [`Master::fonts`], then those of whole alphabets.
    pub encoders: FixedFonts<'f>,
    /// The fonts of every copy's file.
    pub fonts: Vec<Arc<BuiltFont>>,
    /// The images.
    pub images: ImageTable,
    /// By image: its hash for the digests of pages.
    pub image_hashes: Vec<Option<Hash>>,
    /// The hash of the graphics states and spot inks that pages name, if any.
    pub states_hash: Option<Hash>,
    /// What its files are for.
    pub intent: Intent,
    /// What colors in them mean.
    pub output: Output,
    /// The pictures as they were read, for masters of other shapes.
    pub pictures: Pictures,
    /// By image: whether its copies show it.
    pub shown: Vec<bool>,
    /// Fonts of names.
    pub cache: Arc<FontCache>,
    /// What distinguishes it from other masters of a run.
    pub key: [u8; 32],
    /// What trace codes are derived from: the handout with its images, on any paper.
    pub code_key: HandoutKey,
    /// Its trace lines.
    pub trace: TraceLine,
    /// The texts with a patient's values, as most variants have them.
    pub slots: Vec<(Text, TextLook)>,
    /// By slot: the key of its text, if its only values are dates, times, choices and those of items, which recur.
    pub recurs: Vec<Option<[u8; 32]>>,
}

/// See [`Master::states_hash`]: of what pages have besides fonts and images.
fn states_hash(intent: &Intent) -> Option<Hash> {
    let mut recording = Recording::default();
    let states = intent.write_states(&mut recording);
    let mut dict = Dict::new();
    states.iter().for_each(|(name, id)| dict.set(name.clone(), *id));
    let mut more = Dict::new().with("Resources/ExtGState", dict);
    let spots = write_spots(&mut recording, &intent.inks);
    if !spots.is_empty() {
        let mut dict = Dict::new();
        spots.into_iter().for_each(|(name, id)| dict.set(name, id));
        more.set("Resources/ColorSpace", dict);
    }
    let id = recording.push(more);
    (!states.is_empty()).then(|| recording.hash(id, &[]))
}

/// The fields of a handout's copies, and how their values are printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'s> {
    /// The fields.
    pub specs: Option<&'s Entries<FieldSpec>>,
    /// The region of phone numbers without a country code.
    pub region: &'s str,
    /// By field: how its values are printed.
    pub printings: &'s [Printing],
}

/// Lays out a document on pages that leave room for the typesetter's values.
pub(crate) fn lay_out(
    typesetter: &mut Typesetter<'_>,
    document: &Document,
    styles: &Styles,
    diagnostics: &mut Diagnostics,
) -> Option<Pages> {
    typesetter.questions = Default::default();
    let shaped = shape_document(typesetter, document, styles, diagnostics);
    let pages = paginate_open(typesetter, document, &shaped, styles, diagnostics);
    (!diagnostics.has_errors()).then_some(pages)
}

impl<'f> Master<'f> {
    /// Prepares the copies of a document: the key of its handout, and its own among the masters of a run. `document` has values for all the copies' fields; which values does not
    /// matter, except for problems, which go to `diagnostics`.
    pub(crate) fn new(
        mut document: Document,
        (handout, key): (HandoutKey, [u8; 32]),
        fields: Fields<'_>,
        intent: &Intent,
        fonts: &'f Fonts,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Master<'f>>, EncodeError> {
        outline_letters(&mut document, fonts, diagnostics);
        trace_line::make_room(&mut document.theme);
        let intent = intent.clone().with_spots(&document.theme);
        intent.adapt(&mut document);
        check_sheet(&document, &intent, diagnostics);
        let styles = styles(&document, fonts, diagnostics);
        let mut typesetter = Typesetter::new(fonts);
        typesetter.set_values(document.values.clone());
        let open = lay_out(&mut typesetter, &document, &styles, diagnostics);
        let Some(mut pages) = open.filter(|_| !diagnostics.has_errors()) else { return Ok(None) };
        check_pictures(&document, &pages.pages, &intent, diagnostics);
        if diagnostics.has_errors() {
            return Ok(None);
        }
        crate::layout::place::fill_slots(&typesetter.shaper, &mut pages.structure, &mut pages.pages, styles.hairline);

        let code_key = handout.with_pictures(&pages.pages).with_font(&document.theme);
        // The sample's own glyphs are among those of whole alphabets: they change no copy.
        let mut table = FontTable::new(fonts);
        let mut images = ImageTable::default();
        let sheets = intent.sheets(&pages.pages, &document);
        let mut tags = Tags::new(pages.structure, sheets.sides.len(), intent.standards.edition);
        let mut spaces = ColorSpaces::default();
        for (index, page) in pages.pages.iter().enumerate() {
            let canvas = sheets.canvas(index, intent.stack, &intent.inks);
            spaces |= write_page(page, canvas, &mut table, &mut images, &mut tags).spaces;
        }
        let slots = std::mem::take(&mut typesetter.questions).texts;
        let copy_words = document.lexicon.words(&document.language).copy.into_owned();
        let trace = TraceLine::new(&mut typesetter, &copy_words, &document.language, &styles);
        let mut show = |table: &mut FontTable<'f>, samples: PrintedValues| {
            typesetter.set_values(samples);
            for (text, look) in &slots {
                let words = shape_words(&mut typesetter, text, *look, &mut Diagnostics::default());
                encode_all(table, &words);
            }
            let look = trace_line::look(&styles);
            encode_all(
                table,
                &shape_words(
                    &mut typesetter,
                    &trace_line::sample(&copy_words, &document.language),
                    look,
                    &mut Diagnostics::default(),
                ),
            );
        };
        for values in samples(fields, &document) {
            show(&mut table, values);
        }
        let recurs = recurring(&slots, fields.specs);
        let cache = Arc::new(FontCache::default());
        let mut encoders: Encoders<'f> = table.into_encoders();
        let built = encoders.iter().map(|(_, encoder)| cache.font(encoder)).collect::<Result<Vec<_>, _>>()?;
        for alphabet in ALPHABETS {
            let mut table = FontTable::over(fonts, Arc::new(encoders.clone()));
            show(&mut table, words_as_values(&document, alphabet));
            encoders.extend(table.into_encoders());
        }
        Ok(Some(Master {
            document,
            styles,
            faces: fonts,
            encoders: Arc::new(encoders),
            fonts: built,
            states_hash: states_hash(&intent),
            pictures: Pictures::default(),
            shown: vec![true; images.len()],
            image_hashes: images.hashes(&intent.inks),
            code_key,
            images,
            output: intent.output(spaces).clone(),
            intent,
            cache,
            key,
            trace,
            slots,
            recurs,
        }))
    }
}

impl<'f> Master<'f> {
    /// The master of copies that leave out some of this one's blocks, or repeat them: the same fonts and images, other
    /// texts. `key` distinguishes it. `None` if there are problems, which go to `diagnostics`.
    pub(crate) fn reshaped(
        &self,
        mut document: Document,
        key: [u8; 32],
        fields: Fields<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Master<'f>> {
        // Its drawings have outlines of letters in place of these: see `outline_letters`.
        let read = self.pictures.all();
        document.each_image(&mut |image| {
            let place = read.iter().position(|(_, known)| Arc::ptr_eq(known, image));
            if let Some((_, outlined)) = place.and_then(|place| self.document.pictures.get(place)) {
                *image = outlined.clone();
            }
        });
        trace_line::make_room(&mut document.theme);
        self.intent.adapt(&mut document);
        let mut typesetter = Typesetter::new(self.faces);
        typesetter.set_values(document.values.clone());
        let pages = lay_out(&mut typesetter, &document, &self.styles, diagnostics)?;
        let mut shown = vec![false; self.images.len()];
        for item in pages.pages.iter().flat_map(|page| &page.items) {
            let Content::Picture { image, .. } = &item.content else { continue };
            if let Some(shown) = self.images.find(image).and_then(|index| shown.get_mut(index)) {
                *shown = true;
            }
        }
        let slots = std::mem::take(&mut typesetter.questions).texts;
        Some(Master {
            recurs: recurring(&slots, fields.specs),
            document,
            styles: self.styles.clone(),
            faces: self.faces,
            encoders: self.encoders.clone(),
            fonts: self.fonts.clone(),
            images: self.images.clone(),
            image_hashes: self.image_hashes.clone(),
            states_hash: self.states_hash,
            intent: self.intent.clone(),
            output: self.output.clone(),
            pictures: Pictures::default(),
            shown,
            cache: self.cache.clone(),
            key,
            code_key: self.code_key,
            trace: self.trace.clone(),
            slots,
        })
    }
}

impl Master<'_> {
    /// Adds its spot inks to those of a run, where each ink may have one look (ISO 19005-2, 6.2.4.4). Handouts that may
    /// share sheets with earlier ones have the same inks: their pages have color spaces by the same names.
    pub(crate) fn agree_on_spots(&self, known: &mut Vec<Spot>, same: bool) -> Result<(), String> {
        if same && self.intent.inks.spots() != known.as_slice() {
            return Err("handouts on the same sheets need the same spot inks, in the same order".to_owned());
        }
        for spot in self.intent.inks.spots() {
            match known.iter().find(|known| known.name == spot.name) {
                None => known.push(*spot),
                Some(known) if known == spot => {}
                Some(_) => return Err(format!("sites of this run disagree on the spot ink `{}`", spot.name.as_str())),
            }
        }
        Ok(())
    }
}

/// Letters of names in languages whose names are common, beyond Latin-1: each alphabet is a separate font, made for the
/// first name that needs it. A name in none of these alphabets gets its own font. Each is one word: a word is set in
/// one face, so its plain letters are also in the alphabet's face.
const ALPHABETS: [&str; 4] = [
    // Vietnamese.
    "ĂÂĐÊÔƠƯăâđêôơưÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬáàảãạắằẳẵặấầẩẫậÉÈẺẼẸẾỀỂỄỆéèẻẽẹếềểễệÍÌỈĨỊíìỉĩịÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢóòỏõọốồổỗộớ\
     ờởỡợÚÙỦŨỤỨỪỬỮỰúùủũụứừửữựÝỲỶỸỴýỳỷỹỵABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789’.-",
    // Latin of Central Europe, Turkey, the Baltic.
    "ĀāĂăĄąĆćĊċČčĎďĐđĒēĖėĘęĚěĞğĠġĢģĦħĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŸŹźŻżŽžȘșȚțABCDEFGHI\
     JKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùú\
     ûüýþÿ0123456789’.-",
    // Cyrillic of Russian, Ukrainian, Belarusian, Bulgarian, Serbian.
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюяІЇЄҐЎЈЉЊЋЏЂіїєґўјљњћџђ’.-",
    // Greek.
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ’.-",
];

/// All printable characters of Latin-1 with the punctuation of names, and pairs that faces join.
const LATIN_1: &str = "!\"#$%&'()*+,-./ 0123456789 :;<=>?@ ABCDEFGHIJKLMNOPQRSTUVWXYZ [\\]^_` abcdefghijklmnopqrstuvwxyz {|}~ \
    ¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿ ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ \
    ’‘“”–— fi fl ff ffi ffl fj tt ft a\u{a0}b";

/// See [`Master::recurs`].
fn recurring(slots: &[(Text, TextLook)], specs: Option<&Entries<FieldSpec>>) -> Vec<Option<[u8; 32]>> {
    let specs = specs.map_or(&[][..], |specs| &specs.0);
    let named = |field: usize| {
        let (name, spec) = specs.get(field).map(|(name, spec)| (name.value.as_str(), spec.kind)).unwrap_or_default();
        format!("{} {spec:?}", unnumbered(name).unwrap_or_default())
    };
    let key = |(text, look): &(Text, TextLook)| all_recur(text, specs).then(|| text_key(text, look, named));
    slots.iter().map(key).collect()
}

/// Whether all fields in a text are dates, times, choices and fields of items: one hospital has few medicines.
fn all_recur(text: &Text, specs: &[(Scalar, FieldSpec)]) -> bool {
    let recurs = |(name, spec): &(Scalar, FieldSpec)| {
        let is_one_of_few = matches!(spec.kind, FieldKind::Date | FieldKind::Time | FieldKind::Choice);
        is_one_of_few || ItemName::parse(name).is_some()
    };
    text.spans.iter().all(|span| match span.kind {
        InlineKind::Field(FieldRef { field, .. }) => specs.get(field).is_some_and(recurs),
        _ => true,
    })
}

/// The same words in place of all values.
fn words_as_values(document: &Document, words: &str) -> PrintedValues {
    let mut values = document.values.clone();
    for value in values.iter_mut() {
        value.truncate(1);
        value.iter_mut().for_each(|inline| inline.kind = InlineKind::Words(words.to_owned()));
    }
    values
}

/// Values that use whatever the values of most records use: Latin-1, choices, and the dates and times of a year.
fn samples(fields: Fields<'_>, document: &Document) -> Vec<PrintedValues> {
    let Fields { specs: all, region, printings } = fields;
    let mut samples = vec![words_as_values(document, LATIN_1)];
    let specs = all.map_or(&[][..], |specs| &specs.0);
    let given: Vec<bool> = document.values.given().collect();
    for month in 1..=12 {
        let text = |spec: &FieldSpec| match spec.kind {
            FieldKind::Date => Some(format!("20{}-{month:02}-{:02}", 20 + month, 12 + month)),
            FieldKind::Time => Some(format!("{:02}:{:02}", 2 * month - 1, 5 * month - 5)),
            FieldKind::Choice => choices_of(spec).cycle().nth(month - 1).map(|(value, _)| value.to_owned()),
            FieldKind::Text | FieldKind::Phone | FieldKind::List => None,
        };
        let record: Vec<(String, String)> = specs
            .iter()
            .enumerate()
            .filter(|(index, _)| given.get(*index) == Some(&true))
            .filter_map(|(_, (name, spec))| Some((name.value.clone(), text(spec)?)))
            .collect();
        samples.push(print_values(all, &record, printings, region, &mut Diagnostics::default()));
    }
    samples
}

/// Assigns codes to all glyphs of a text, wherever its lines end.
fn encode_all(table: &mut FontTable<'_>, words: &Words) {
    for run in &words.shaped.runs {
        let RunContent::Glyphs { face, .. } = &run.content else { continue };
        let owner = Owner::Element(ElementId(0));
        let placed = PlacedRun {
            x: Length::ZERO,
            width: Length::ZERO,
            run: run.clone(),
            hyphen: None,
            owner,
            color: Color::BLACK,
        };
        for (after_rtl, ends_line) in [(false, false), (false, true), (true, false), (true, true)] {
            let neighbours = Neighbours { rtl_paragraph: words.shaped.rtl, after_rtl, ends_line };
            table.encode(*face, &words.shaped.text, &placed, neighbours);
        }
    }
}
