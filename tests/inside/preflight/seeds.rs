//! Defects: what each is called, how a good file gets it, and the code under which it is found.

use super::press::Press;

/// A defect.
pub(super) type Seed = (&'static str, fn(&mut Press), &'static str);

/// All of them, in the order of the rules.
pub(super) const SEEDS: &[Seed] = &[
    ("not a PDF", |p| p.header = "%!PS-Adobe-3.0", "file-unreadable"),
    ("encrypted", |p| p.trailer += "/Encrypt<</Filter/Standard/V 1/R 2/P -44>>", "file-encrypted"),
    ("bytes after the end", |p| p.tail = b"left over\n", "file-damaged"),
    ("content with a broken filter", |p| p.set(p.content, "Filter", "/FlateDecode"), "object-damaged"),
    ("content with an unknown filter", |p| p.set(p.content, "Filter", "/Crypt"), "object-damaged"),
    (
        "forms in forms in forms",
        |p| {
            let mut inner = p.add("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]>>", Some(b"0 0 1 1 re f ".repeat(100)));
            for _ in 0..3 {
                let resources = format!("/Resources<</XObject<</X {inner} 0 R>>>>");
                let form = format!("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{resources}>>");
                inner = p.add(&form, Some(b"/X Do ".repeat(100)));
            }
            p.resource(p.page(), "XObject", "Form", &format!("{inner} 0 R"));
            p.paint("0 0 0 1 k 1 0 0 1 100 100 cm /Form Do");
        },
        "page-too-complex",
    ),
    ("no pages", |p| p.set(p.root, "Pages", "<</Type/Pages/Kids[]/Count 0>>"), "pages-none"),
    ("one page larger", |p| p.set(p.pages[1], "TrimBox", "[20 20 200 200]"), "page-sizes-differ"),
    ("a MediaBox of three numbers", |p| p.set(p.page(), "MediaBox", "[0 0 700]"), "box-broken"),
    ("no TrimBox", |p| p.remove(p.page(), "TrimBox"), "trim-missing"),
    ("an ArtBox beside the TrimBox", |p| p.set(p.page(), "ArtBox", "[9 9 90 90]"), "trim-and-art"),
    ("a TrimBox beyond the BleedBox", |p| p.set(p.page(), "BleedBox", "[20 20 300 300]"), "boxes-nested"),
    (
        "boxes rounded differently",
        |p| {
            let (width, height) = p.size(p.page());
            p.set(p.page(), "BleedBox", &format!("[0 0 {} {height}]", width + 0.0001));
        },
        "boxes-nested",
    ),
    (
        "a MediaBox that begins elsewhere",
        |p| {
            let (width, height) = p.size(p.page());
            p.set(p.page(), "MediaBox", &format!("[-10 -10 {width} {height}]"));
        },
        "box-origin",
    ),
    (
        "a CropBox of the trim",
        |p| {
            let trim = p.text(p.page(), "TrimBox");
            p.set(p.page(), "CropBox", &trim);
        },
        "crop-inside-bleed",
    ),
    ("a UserUnit", |p| p.set(p.page(), "UserUnit", "2.0"), "page-scaled"),
    ("no bleed", |p| p.set(p.page(), "BleedBox", &p.text(p.page(), "TrimBox")), "bleed-missing"),
    (
        "a bleed of 2 mm",
        |p| {
            let (width, height) = p.size(p.page());
            p.set(p.page(), "BleedBox", &format!("[3.3 3.3 {} {}]", width - 3.3, height - 3.3));
        },
        "bleed-missing",
    ),
    ("an area that ends at the trim", |p| p.paint("0.2 0 0 0 k 9 300 100 50 re f"), "bleed-reach"),
    ("an area that ends in the bleed", |p| p.paint("0.2 0 0 0 k 5 300 100 50 re f"), "bleed-reach"),
    ("an area that almost reaches the trim", |p| p.paint("0.2 0 0 0 k 9.4 300 100 50 re f"), "bleed-reach"),
    ("an image that ends at the trim", |p| p.paint("24 0 0 24 9 300 cm /Im0 Do"), "bleed-reach"),
    ("text at the edge", |p| p.write_text(10.0, "0 0 0 1 k 1 0 0 1 -88 0 cm"), "text-near-trim"),
    (
        "no version",
        |p| {
            p.remove(p.info, "GTS_PDFXVersion");
            p.replace(p.metadata, "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "");
        },
        "version-missing",
    ),
    (
        "a misspelt version",
        |p| {
            p.set(p.info, "GTS_PDFXVersion", "(PDF/X4)");
            p.replace(p.metadata, ">PDF/X-4<", ">PDF/X4<");
        },
        "version-misspelt",
    ),
    ("two versions", |p| p.set(p.info, "GTS_PDFXVersion", "(PDF/X-1a:2003)"), "version-misspelt"),
    (
        "a version that the shop does not take",
        |p| {
            p.set(p.info, "GTS_PDFXVersion", "(PDF/X-5g)");
            p.replace(p.metadata, ">PDF/X-4<", ">PDF/X-5g<");
        },
        "version-unwanted",
    ),
    ("PDF 2.0 as PDF/X-4", |p| p.header = "%PDF-2.0", "version-header"),
    ("no output intent", |p| p.remove(p.root, "OutputIntents"), "intent-missing"),
    ("an output intent only for PDF/A", |p| p.set(p.intent, "S", "/GTS_PDFA1"), "intent-missing"),
    (
        "two output intents for PDF/X",
        |p| p.set(p.root, "OutputIntents", &format!("[{0} 0 R {0} 0 R]", p.intent)),
        "intent-many",
    ),
    ("a nameless condition", |p| p.remove(p.intent, "OutputConditionIdentifier"), "intent-condition"),
    ("no profile", |p| p.remove(p.intent, "DestOutputProfile"), "intent-profile"),
    (
        "a profile of a screen",
        |p| p.set_data(p.profile, include_bytes!("../../../fonts/icc/sRGB-v4.icc").to_vec()),
        "intent-profile",
    ),
    ("a profile cut off", |p| p.set_data(p.profile, p.data(p.profile)[..5000].to_vec()), "intent-profile"),
    (
        "a profile of its own for PDF/A",
        |p| {
            let other = p.add("<</N 4>>", Some(p.data(p.profile)));
            let a = p.add(&format!("<</Type/OutputIntent/S/GTS_PDFA1/DestOutputProfile {other} 0 R>>"), None);
            p.set(p.root, "OutputIntents", &format!("[{} 0 R {a} 0 R]", p.intent));
        },
        "intents-differ",
    ),
    ("no metadata", |p| p.remove(p.root, "Metadata"), "metadata-missing"),
    ("metadata that are not XML", |p| p.set_data(p.metadata, b"<x:xmpmeta>".to_vec()), "metadata-missing"),
    ("another title", |p| p.set(p.info, "Title", "(Another title)"), "metadata-differs"),
    ("another date", |p| p.set(p.info, "ModDate", "(D:20010101000000Z)"), "metadata-differs"),
    ("trapped in one place", |p| p.set(p.info, "Trapped", "/True"), "metadata-differs"),
    (
        "no title",
        |p| {
            p.remove(p.info, "Title");
            p.replace(p.metadata, "<dc:title>", "<dc:relation>");
            p.replace(p.metadata, "</dc:title>", "</dc:relation>");
        },
        "title-missing",
    ),
    (
        "no date of change",
        |p| {
            p.remove(p.info, "ModDate");
            p.replace(p.metadata, "xmp:ModifyDate>", "xmp:Nothing>");
        },
        "dates-missing",
    ),
    (
        "nothing about trapping",
        |p| {
            p.remove(p.info, "Trapped");
            p.replace(p.metadata, "pdf:Trapped>", "pdf:Nothing>");
        },
        "trapped-unknown",
    ),
    (
        "trapping unknown",
        |p| {
            p.set(p.info, "Trapped", "/Unknown");
            p.replace(p.metadata, "<pdf:Trapped>False<", "<pdf:Trapped>Unknown<");
        },
        "trapped-unknown",
    ),
    ("no version of the document", |p| p.replace(p.metadata, "xmpMM:VersionID>", "xmpMM:Nothing>"), "metadata-ids"),
    ("no identifier", |p| p.trailer.clear(), "id-missing"),
    ("a ViewArea of CropBox", |p| p.set(p.root, "ViewerPreferences", "<</ViewArea/CropBox>>"), "view-area"),
    ("a PrintClip of TrimBox", |p| p.set(p.root, "ViewerPreferences", "<</PrintClip/TrimBox>>"), "view-area"),
    ("JavaScript", |p| p.set(p.root, "Names", "<</JavaScript<</Names[]>>>>"), "action-present"),
    ("an action at the beginning", |p| p.set(p.root, "OpenAction", "<</S/JavaScript/JS(1)>>"), "action-present"),
    (
        "a link",
        |p| p.set(p.page(), "Annots", "[<</Type/Annot/Subtype/Link/Rect[100 100 200 120]>>]"),
        "annotation-printed",
    ),
    ("a form", |p| p.set(p.root, "AcroForm", "<</Fields[<</FT/Tx/T(a)>>]>>"), "form-fields"),
    (
        "a hidden layer",
        |p| {
            let layer = p.add("<</Type/OCG/Name(a)>>", None);
            p.set(p.root, "OCProperties", &format!("<</OCGs[{layer} 0 R]/D<</OFF[{layer} 0 R]>>>>"));
        },
        "layer-hidden",
    ),
    ("a font that is not there", |p| p.paint("0 0 0 1 k BT /Nowhere 12 Tf 100 120 Td (a) Tj ET"), "font-missing"),
    (
        "a font that is not embedded",
        |p| {
            p.resource(p.page(), "Font", "Helv", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
            p.paint("0 0 0 1 k BT /Helv 12 Tf 100 120 Td (abc) Tj ET");
        },
        "font-not-embedded",
    ),
    (
        "a font of drawings",
        |p| {
            let font = "<</Type/Font/Subtype/Type3/FontMatrix[1 0 0 1 0 0]/FontBBox[0 0 1 1]/FirstChar 97/LastChar 97\
                        /Widths[1]/CharProcs<<>>/Encoding<</Differences[97/a]>>>>";
            p.resource(p.page(), "Font", "Drawn", font);
            p.paint("0 0 0 1 k BT /Drawn 12 Tf 100 120 Td (a) Tj ET");
        },
        "font-type3",
    ),
    ("text of 3 pt", |p| p.write_text(3.0, "0 0 0 1 k"), "text-small"),
    ("text of 12 pt made small", |p| p.write_text(12.0, "0 0 0 1 k 0.25 0 0 0.25 90 90 cm"), "text-small"),
    ("small text in two inks", |p| p.write_text(5.0, "1 0.5 0 0 k"), "text-small-inks"),
    ("text in RGB", |p| p.write_text(12.0, "0 0 0 rg"), "color-rgb"),
    ("an area in RGB", |p| p.paint("0.2 0.4 0.6 rg 100 100 50 50 re f"), "color-rgb"),
    ("an image in RGB", |p| p.set(p.image, "ColorSpace", "/DeviceRGB"), "color-rgb"),
    ("an inline image in RGB", |p| p.paint("20 0 0 20 100 100 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI"), "color-rgb"),
    (
        "RGB with a profile",
        |p| {
            let icc = p.add("<</N 3>>", Some(include_bytes!("../../../fonts/icc/sRGB-v4.icc").to_vec()));
            p.resource(p.page(), "ColorSpace", "Light", &format!("[/ICCBased {icc} 0 R]"));
            p.paint("/Light cs 0.2 0.3 0.9 scn 100 100 50 50 re f");
        },
        "color-rgb",
    ),
    ("a palette in RGB", |p| p.set(p.image, "ColorSpace", "[/Indexed/DeviceRGB 1<000000FFFFFF>]"), "color-rgb"),
    (
        "RGB in a pattern",
        |p| {
            let tile =
                "<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 5 5]/XStep 5/YStep 5/Resources<<>>>>";
            let tile = p.add(tile, Some(b"1 0 0 rg 0 0 3 3 re f".to_vec()));
            p.resource(p.page(), "Pattern", "Tile", &format!("{tile} 0 R"));
            p.paint("/Pattern cs /Tile scn 100 100 50 50 re f");
        },
        "color-rgb",
    ),
    (
        "a gradient in RGB",
        |p| {
            let function = "<</FunctionType 2/Domain[0 1]/C0[0 0 0]/C1[1 1 1]/N 1>>";
            let shading = format!("<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 90 0]/Function{function}>>");
            p.resource(p.page(), "Shading", "Fade", &shading);
            p.paint("100 100 50 50 re W n /Fade sh");
        },
        "color-rgb",
    ),
    (
        "RGB in a form",
        |p| {
            let form = p.add("<</Type/XObject/Subtype/Form/BBox[0 0 99 99]>>", Some(b"1 0 0 rg 9 9 9 9 re f".to_vec()));
            p.resource(p.page(), "XObject", "Form", &format!("{form} 0 R"));
            p.paint("1 0 0 1 100 100 cm /Form Do");
        },
        "color-rgb",
    ),
    ("black in DeviceGray", |p| p.write_text(12.0, "0 g"), "gray-device"),
    ("a gray in four inks", |p| p.paint("0.51 0.42 0.42 0.18 k 100 100 50 50 re f"), "gray-four-inks"),
    ("gray text in three inks", |p| p.write_text(12.0, "0.6 0.5 0.5 0 k"), "gray-four-inks"),
    ("text in four inks", |p| p.write_text(12.0, "0.83 0.72 0.45 1 k"), "text-rich-black"),
    ("text in registration colors", |p| p.write_text(12.0, "1 1 1 1 k"), "text-rich-black"),
    ("a line in rich black", |p| p.paint("0.6 0.4 0.4 1 K 0.5 w 100 100 m 200 100 l S"), "line-rich-black"),
    ("a filled line in rich black", |p| p.paint("0.6 0.4 0.4 1 k 100 100 100 1 re f"), "line-rich-black"),
    ("400 % of ink", |p| p.paint("1 1 1 1 k 100 100 50 50 re f"), "ink-total"),
    (
        "an image of 360 %",
        |p| p.set_data(p.image, std::iter::repeat_n([230, 230, 230, 230], 10_000).flatten().collect()),
        "ink-total",
    ),
    (
        "black that overprints much",
        |p| p.paint("/Out gs 0.9 0.8 0.7 0 k 100 100 50 50 re f /Over gs 0 0 0 1 k 110 110 9 9 re f"),
        "ink-total",
    ),
    (
        "the color of all plates",
        |p| {
            let space = "[/Separation/All/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[1 1 1 1]/N 1>>]";
            p.resource(p.page(), "ColorSpace", "All", space);
            p.paint("/All cs 0.5 scn 100 100 50 50 re f");
        },
        "ink-registration",
    ),
    (
        "a spot ink",
        |p| {
            let space =
                "[/Separation/PANTONE#20185#20C/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 1 1 0]/N 1>>]";
            p.resource(p.page(), "ColorSpace", "Spot", space);
            p.paint("/Spot cs 1 scn 100 100 50 50 re f");
        },
        "spot-colors",
    ),
    (
        "a spot ink of two names",
        |p| {
            for (key, name) in [("One", "PANTONE#20185#20C"), ("Two", "Pantone#20185C")] {
                let function = "<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 1 1 0]/N 1>>";
                p.resource(p.page(), "ColorSpace", key, &format!("[/Separation/{name}/DeviceCMYK{function}]"));
                p.paint(&format!("/{key} cs 1 scn 100 100 50 50 re f"));
            }
        },
        "spot-ambiguous",
    ),
    (
        "black text that knocks out",
        |p| {
            p.paint("0.3 0.1 0 0 k 90 100 100 50 re f");
            p.write_text(12.0, "/Out gs 0 0 0 1 k");
        },
        "black-knocks-out",
    ),
    (
        "overprint mode 0",
        |p| {
            p.resource(p.page(), "ExtGState", "Zero", "<</OP true/op true/OPM 0>>");
            p.write_text(12.0, "/Zero gs 0 0 0 1 k");
        },
        "overprint-mode",
    ),
    ("white text that overprints", |p| p.write_text(12.0, "/Over gs 0 0 0 0 k"), "white-overprint"),
    ("a white area that overprints", |p| p.paint("/Over gs 0 0 0 0 k 100 100 50 50 re f"), "white-overprint"),
    (
        "white that overprints in a form",
        |p| {
            let form = p.add("<</Type/XObject/Subtype/Form/BBox[0 0 99 99]>>", Some(b"9 9 9 9 re f".to_vec()));
            p.resource(p.page(), "XObject", "Form", &format!("{form} 0 R"));
            p.paint("/Over gs 0 0 0 0 k 1 0 0 1 100 100 cm /Form Do");
        },
        "white-overprint",
    ),
    ("a line of 0.1 pt", |p| p.paint("0 0 0 1 K 0.1 w 100 100 m 200 100 l S"), "hairline-stroked"),
    ("the thinnest line", |p| p.paint("0 0 0 1 K 0 w 100 100 m 200 100 l S"), "hairline-stroked"),
    ("a line made thin", |p| p.paint("0 0 0 1 K 1 w 0.1 0 0 0.1 0 0 cm 1000 1000 m 2000 1000 l S"), "hairline-stroked"),
    ("a filled hairline", |p| p.paint("0 0 0 1 k 100 100 100 0.1 re f"), "hairline-filled"),
    (
        "a slanted filled hairline",
        |p| p.paint("0 0 0 1 k 100 100 m 200 150 l 200 150.1 l 100 100.1 l f"),
        "hairline-filled",
    ),
    ("a thin frame", |p| p.paint("0 0 0 1 k 100 100 90 90 re 100.1 100.1 89.8 89.8 re f*"), "hairline-filled"),
    ("an image of 72 ppi", |p| p.paint("100 0 0 100 100 100 cm /Im0 Do"), "image-resolution"),
    ("an image stretched", |p| p.paint("24 0 0 100 100 100 cm /Im0 Do"), "image-resolution"),
    (
        "a stencil of 300 ppi",
        |p| {
            let stencil = "<</Type/XObject/Subtype/Image/Width 100/Height 50/BitsPerComponent 1/ImageMask true>>";
            let stencil = p.add(stencil, Some(vec![0x55; 650]));
            p.resource(p.page(), "XObject", "Stencil", &format!("{stencil} 0 R"));
            p.paint("0 0 0 1 k 24 0 0 12 100 100 cm /Stencil Do");
        },
        "image-resolution-line-art",
    ),
    ("alternates", |p| p.set(p.image, "Alternates", "[]"), "image-alternates"),
    ("OPI", |p| p.set(p.image, "OPI", "<</2.0<<>>>>"), "image-opi"),
    (
        "PostScript",
        |p| {
            let code = p.add("<</Type/XObject/Subtype/PS>>", Some(b"showpage".to_vec()));
            p.resource(p.page(), "XObject", "Code", &format!("{code} 0 R"));
            p.paint("/Code Do");
        },
        "postscript-object",
    ),
    (
        "another file",
        |p| {
            let form = p.add("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<</F(a.pdf)/Page 0>>>>", Some(Vec::new()));
            p.resource(p.page(), "XObject", "Form", &format!("{form} 0 R"));
            p.paint("1 0 0 1 100 100 cm /Form Do");
        },
        "reference-object",
    ),
    (
        "transparency in PDF/X-1a",
        |p| {
            p.header = "%PDF-1.4";
            p.set(p.info, "GTS_PDFXVersion", "(PDF/X-1a:2003)");
            p.replace(p.metadata, ">PDF/X-4<", ">PDF/X-1a:2003<");
            p.resource(p.page(), "ExtGState", "Half", "<</ca 0.5>>");
            p.paint("/Half gs 0.5 0 0 0 k 100 100 50 50 re f");
        },
        "transparency-live",
    ),
    ("a page blended in RGB", |p| p.set(p.page(), "Group", "<</S/Transparency/CS/DeviceRGB>>"), "group-rgb"),
    (
        "a form blended in RGB",
        |p| {
            let group = "/Group<</S/Transparency/CS/DeviceRGB>>";
            let form = p.add(&format!("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{group}>>"), Some(Vec::new()));
            p.resource(p.page(), "XObject", "Form", &format!("{form} 0 R"));
            p.paint("1 0 0 1 100 100 cm /Form Do");
        },
        "group-rgb",
    ),
    (
        "a transfer function",
        |p| {
            p.resource(p.page(), "ExtGState", "Curve", "<</TR/Identity>>");
            p.paint("/Curve gs");
        },
        "transfer-function",
    ),
    (
        "a screen of its own",
        |p| {
            p.resource(
                p.page(),
                "ExtGState",
                "Screen",
                "<</HT<</HalftoneType 1/Frequency 60/Angle 45/SpotFunction/Round>>>>",
            );
            p.paint("/Screen gs");
        },
        "halftone-present",
    ),
];
