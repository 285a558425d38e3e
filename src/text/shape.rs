//! Shape: from items to clusters of positioned glyphs, by HarfBuzz's rules.

use std::ops::Range;

use harfrust::{Buffer, BufferFlags, Direction, Script, ShapeOptions, ShapePlan, ShaperFont, Tag};

use super::collect::Collected;
use super::itemize::{Item, stand_in};
use super::{Cluster, Glyph, Run, RunContent, Shaped, TextStyle, punctuation};
use crate::fonts::{Face, FaceId, Fonts};
use crate::lang::Language;

/// Shapes with the fonts of one build and keeps what the next call can reuse: prepared fonts, plans and the buffer.
pub(crate) struct Shaper<'f> {
    fonts: &'f Fonts,
    plans: Vec<(PlanKey, ShapePlan)>,
    shaper_fonts: Vec<(FaceId, ShaperFont<'f, 'static>)>,
    buffer: Buffer,
}

/// What a plan depends on.
#[derive(Clone, PartialEq, Eq)]
struct PlanKey {
    face: FaceId,
    script: [u8; 4],
    rtl: bool,
    language: Language,
}

impl<'f> Shaper<'f> {
    /// A shaper with these fonts.
    pub(crate) fn new(fonts: &'f Fonts) -> Shaper<'f> {
        Shaper { fonts, plans: Vec::new(), shaper_fonts: Vec::new(), buffer: Buffer::new() }
    }

    /// The fonts it shapes with.
    pub(crate) fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    pub(super) fn shape_items(
        &mut self,
        collected: &Collected,
        items: &[Item],
        language: &Language,
        TextStyle { size, coarse, upright, .. }: TextStyle,
    ) -> Vec<Run> {
        let mut runs = Vec::with_capacity(items.len());
        for item in items {
            let attributes = &collected.attributes[item.attributes];
            let content = match item.face {
                None => RunContent::Blank { width: size * i32::from(attributes.blank_ems.unwrap_or(8)) },
                Some(face) => {
                    let language = attributes.language.as_ref().unwrap_or(language);
                    let words = &collected.text[item.range.clone()];
                    let language = shaping_language(words, item.script, language);
                    let key = PlanKey { face, script: item.script, rtl: item.level % 2 == 1, language };
                    // Letters join across a change of style inside a word.
                    let context = 0..collected.text.len();
                    let (clusters, glyphs) = self.shape(&collected.text, item.range.clone(), context, key, coarse);
                    RunContent::Glyphs { face, script: item.script, clusters, glyphs }
                }
            };
            let family = item.face.map_or("", |face| self.fonts.face(face).family());
            let mut size = size.permille(optical_size(item.script, family));
            let mut content = content;
            // In large print nothing is smaller than the text.
            if attributes.mark.is_some() && !upright {
                size = size.permille(MARK_SIZE);
                raise(&mut content, self.fonts);
            }
            runs.push(Run { range: item.range.clone(), level: item.level, attributes: item.attributes, size, content });
        }
        runs
    }

    /// The part of a run on one line, reshaped where a cut would change its glyphs.
    pub(crate) fn cut_run(&mut self, shaped: &Shaped, run: &Run, range: Range<usize>, language: &Language) -> Run {
        let RunContent::Glyphs { face, script, clusters, glyphs } = &run.content else {
            return run.clone();
        };
        if range == run.range {
            return run.clone();
        }
        let first = clusters.partition_point(|c| c.range.start < range.start);
        let last = clusters.partition_point(|c| c.range.start < range.end);
        let clean = |at: usize, index: usize| {
            at == run.range.start
                || at == run.range.end
                || clusters.get(index).is_some_and(|c| c.range.start == at && !c.unsafe_to_break)
        };
        let (clusters, glyphs) = if clean(range.start, first) && clean(range.end, last) {
            copy_clusters(&clusters[first..last], glyphs)
        } else {
            let attributes = shaped.attributes_of(run);
            let language = attributes.language.as_ref().unwrap_or(language);
            let language = shaping_language(&shaped.text[run.range.clone()], *script, language);
            let key = PlanKey { face: *face, script: *script, rtl: run.is_rtl(), language };
            // Where the run ends, its neighbor follows on the line; where it is cut, the line ends.
            let start = if range.start == run.range.start { 0 } else { range.start };
            let end = if range.end == run.range.end { shaped.text.len() } else { range.end };
            self.shape(&shaped.text, range.clone(), start..end, key, shaped.style.coarse)
        };
        let content = RunContent::Glyphs { face: *face, script: *script, clusters, glyphs };
        Run { range, content, level: run.level, attributes: run.attributes, size: run.size }
    }

    /// The glyphs of a hyphen in a run's font, if it has one.
    pub(crate) fn hyphen(&self, face: FaceId) -> Option<Glyph> {
        let face = self.fonts.face(face);
        let id = face.glyph('\u{2010}').or_else(|| face.glyph('-'))?;
        Some(Glyph { id, dx: 0, dy: 0 })
    }

    /// Shapes `range`; the surrounding text up to `context` determines joining at its edges.
    fn shape(
        &mut self,
        text: &str,
        range: Range<usize>,
        context: Range<usize>,
        key: PlanKey,
        coarse: bool,
    ) -> (Vec<Cluster>, Vec<Glyph>) {
        let face = self.fonts.face(key.face);
        let font = face.font();
        let shaper_font = match self.shaper_fonts.iter().position(|(id, _)| *id == key.face) {
            Some(index) => index,
            None => {
                self.shaper_fonts.push((key.face, ShaperFont::new(font)));
                self.shaper_fonts.len() - 1
            }
        };
        let direction = if key.rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        let script = Script::from_iso15924_tag(Tag::new(&key.script));
        let language = harfrust::Language::new(key.language.tag());
        let plan = match self.plans.iter().position(|(k, _)| *k == key) {
            Some(index) => index,
            None => {
                let plan = ShapePlan::new(font, direction, script, language.as_ref(), &[]);
                self.plans.push((key, plan));
                self.plans.len() - 1
            }
        };
        let buffer = &mut self.buffer;
        buffer.reset();
        for (offset, c) in text[range.clone()].char_indices() {
            let drawn = stand_in(c).filter(|_| !face.has_char(c)).unwrap_or(c);
            buffer.push(u32::from(drawn), (range.start + offset) as u32);
        }
        buffer.set_content_type(Some(harfrust::ContentType::Unicode));
        buffer.set_pre_context(&text[context.start..range.start]);
        buffer.set_post_context(&text[range.end..context.end]);
        buffer.set_direction(direction);
        buffer.set_script(script);
        buffer.set_language(language);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        let options = ShapeOptions::new().plan(Some(&self.plans[plan].1));
        if harfrust::shape(&self.shaper_fonts[shaper_font].1, buffer, options).is_err() {
            // Only a plan of another direction or a shaped buffer fails, and neither is possible here.
            return (Vec::new(), Vec::new());
        }
        let (mut clusters, glyphs) = clusters_of(buffer, range);
        if coarse {
            leave_out_small_kerns(&mut clusters, &glyphs, face);
        }
        punctuation::close_up(&mut clusters, text, &self.plans[plan].0.language, i32::from(face.units_per_em()));
        (clusters, glyphs)
    }
}

/// The size of a footnote's mark and how far its baseline is above that of the text, in permille of the text's size and
/// of its own. The size is that of the running header, the smallest on a page.
const MARK_SIZE: i32 = 750;
const MARK_RISE: i32 = 420;

/// Raises glyphs above the baseline. Readers of the text find them on the line.
fn raise(content: &mut RunContent, fonts: &Fonts) {
    let RunContent::Glyphs { face, glyphs, .. } = content else { return };
    let rise = MARK_RISE * i32::from(fonts.face(*face).units_per_em()) / 1000;
    glyphs.iter_mut().for_each(|glyph| glyph.dy += rise);
}

/// The largest kern omitted from coarse texts, in permille of the size: at 10 pt, less than a tenth of a millimeter.
const SMALL_KERN: i32 = 20;

fn leave_out_small_kerns(clusters: &mut [Cluster], glyphs: &[Glyph], face: &Face) {
    let most = SMALL_KERN * i32::from(face.units_per_em()) / 1000;
    for cluster in clusters {
        let [Glyph { id, dx: 0, dy: 0 }] = glyphs[cluster.glyphs.clone()] else { continue };
        let own = face.advance(id);
        if (cluster.advance - own).abs() <= most {
            cluster.advance = own;
        }
    }
}

/// The language whose glyphs a run uses: the text's own, except for Western words in Chinese that an apostrophe
/// identifies. Chinese fonts draw it as a quotation mark as wide as an ideograph.
fn shaping_language(words: &str, script: [u8; 4], language: &Language) -> Language {
    let is_chinese = || matches!(&language.script(), b"Hans" | b"Hant");
    let has_apostrophe = || {
        words.char_indices().any(|(at, c)| {
            c == '\u{2019}'
                && words[..at].ends_with(char::is_alphabetic)
                && words[at + c.len_utf8()..].starts_with(char::is_alphabetic)
        })
    };
    match script == *b"Latn" && is_chinese() && has_apostrophe() {
        true => Language::parse("en").unwrap_or_else(|| language.clone()),
        false => language.clone(),
    }
}

/// How much larger than its neighbors a script is set, in permille, so that all look the same size: the small letters
/// of Naskh are 430 units tall where those of the Latin font are 496, those of Nastaliq 460. In all other scripts they
/// are at least as tall as Latin ones.
fn optical_size(script: [u8; 4], family: &str) -> i32 {
    match &script {
        b"Arab" if family.contains("Nastaliq") => 1060,
        b"Arab" => 1130,
        _ => 1000,
    }
}

/// Some of a run's clusters with only their glyphs.
fn copy_clusters(clusters: &[Cluster], glyphs: &[Glyph]) -> (Vec<Cluster>, Vec<Glyph>) {
    let mut copied = Vec::with_capacity(clusters.len());
    let clusters = clusters.iter().map(|cluster| {
        let start = copied.len();
        copied.extend_from_slice(&glyphs[cluster.glyphs.clone()]);
        Cluster { glyphs: start..copied.len(), ..cluster.clone() }
    });
    (clusters.collect(), copied)
}

/// Groups the buffer's glyphs by cluster, in logical order.
fn clusters_of(buffer: &Buffer, range: Range<usize>) -> (Vec<Cluster>, Vec<Glyph>) {
    let (infos, positions) = (buffer.glyph_infos(), buffer.glyph_positions());
    let rtl = buffer.direction() == Direction::RightToLeft;
    let mut glyphs = Vec::with_capacity(infos.len());
    let mut clusters: Vec<Cluster> = Vec::with_capacity(infos.len());
    let mut pen = 0;
    for (info, position) in infos.iter().zip(positions) {
        let start = info.cluster as usize;
        if clusters.last().is_none_or(|c| c.range.start != start) {
            pen = 0;
            let empty = glyphs.len()..glyphs.len();
            clusters.push(Cluster { range: start..start, advance: 0, unsafe_to_break: false, glyphs: empty });
        }
        glyphs.push(Glyph { id: info.glyph_id as u16, dx: pen + position.x_offset, dy: position.y_offset });
        pen += position.x_advance;
        if let Some(cluster) = clusters.last_mut() {
            cluster.advance = pen;
            cluster.glyphs.end = glyphs.len();
            cluster.unsafe_to_break |= buffer_flag(info);
        }
    }
    join_negative(&mut clusters, &mut glyphs);
    if rtl {
        clusters.reverse();
    }
    // A cluster's text extends to the next one's start; anything before the first belongs to it.
    if let Some(first) = clusters.first_mut() {
        first.range.start = range.start;
    }
    let starts: Vec<usize> = clusters.iter().map(|c| c.range.start).collect();
    for (i, cluster) in clusters.iter_mut().enumerate() {
        cluster.range.end = starts.get(i + 1).copied().unwrap_or(range.end);
    }
    (clusters, glyphs)
}

fn buffer_flag(info: &harfrust::GlyphInfo) -> bool {
    info.unsafe_to_break()
}

/// A cluster with a negative advance (a Nastaliq medial hah) is not possible in `hmtx`: it is merged with the cluster
/// to its right. Clusters are in visual order here.
fn join_negative(clusters: &mut Vec<Cluster>, glyphs: &mut [Glyph]) {
    let mut i = clusters.len();
    while i > 0 {
        i -= 1;
        if clusters[i].advance >= 0 || clusters.len() == 1 {
            continue;
        }
        let (left, right) = if i + 1 < clusters.len() { (i, i + 1) } else { (i - 1, i) };
        let shift = clusters[left].advance;
        for glyph in &mut glyphs[clusters[right].glyphs.clone()] {
            glyph.dx += shift;
        }
        let joined = Cluster {
            range: clusters[left].range.start.min(clusters[right].range.start)..0,
            advance: shift + clusters[right].advance,
            unsafe_to_break: true,
            glyphs: clusters[left].glyphs.start..clusters[right].glyphs.end,
        };
        clusters[left] = joined;
        clusters.remove(right);
    }
}
