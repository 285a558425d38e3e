"""A thousand ways to write a number, and sentences in four right-to-left languages to put them in.

Everything is generated in a fixed order. A format says what is typed, what must be printed, and whether a line may end
inside it. `identifiers` tells which parts of it read from left to right in any surroundings; the order of everything
else is that of UAX #9.
"""

import re
from dataclasses import dataclass

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True)
class Format:
    """A number as typed and as printed."""

    kind: str
    typed: str
    printed: str
    breakable: bool = False


AREAS = [("901", "595", "3300"), ("615", "343", "9100"), ("212", "555", "0147"), ("866", "278", "5833")]
JOINTS = ["{a}-{b}-{c}", "{a}.{b}.{c}", "{a} {b} {c}", "{a}‑{b}‑{c}", "{a}‐{b}‐{c}", "{a}–{b}–{c}", "{a}\u00a0{b}\u00a0{c}"]
PARENTHESES = ["({a}) {b}-{c}", "({a}){b}-{c}", "({a}) {b}.{c}", "({a}) {b} {c}", "({a})-{b}-{c}", "({a})\u00a0{b}‑{c}"]
# What precedes a number: as typed, and as printed.
PREFIXES = [("", ""), ("1-", "1-"), ("1 ", "1-"), ("+1 ", "+1 "), ("+1-", "+1 "), ("+1.", "+1 "), ("+1", "+1 ")]
EXTENSIONS = [(" ext. 12", " ext. 12"), (" x345", " ext. 345"), (", ext 6", " ext. 6"), (" extension 4567", " ext. 4567")]
RANGES = [("–{end}", "–{end}"), ("-{end}", "–{end}"), ("/{end}", "/{end}")]
VANITY = ["1-866-2STJUDE", "1-800-FLOWERS", "1-888-2STJUDE"]
ABROAD = [
    ("+44 20 7946 0958", "+44 20 7946 0958"), ("+44 (20) 7946 0958", "+44 20 7946 0958"),
    ("+442079460958", "+44 20 7946 0958"), ("+33 1 42 34 56 78", "+33 1 42 34 56 78"),
    ("+33-1-42-34-56-78", "+33 1 42 34 56 78"), ("+49 30 901820", "+49 30 901820"),
    ("+966 11 464 7272", "+966 11 464 7272"), ("+966-11-464-7272", "+966 11 464 7272"),
    ("+98 21 8889 6692", "+98 21 8889 6692"), ("+92 42 35905000", "+92 42 35905000"),
    ("+972 3-697-4444", "+972 3-697-4444"), ("+972 3 697 4444", "+972 3-697-4444"),
    ("+20 2 25321000", "+20 2 25321000"), ("+971 4 219 8888", "+971 4 219 8888"),
]  # fmt: skip


def phones():
    """Phone numbers in the ways that people type them."""
    for parts in AREAS:
        a, b, c = parts
        plain, toll_free = f"{a}-{b}-{c}", a in ("866", "800", "888")
        for typed_prefix, printed_prefix in PREFIXES:
            for joint in JOINTS + PARENTHESES:
                if "(" in joint and typed_prefix.endswith("."):
                    continue
                if typed_prefix == "+1" and joint.startswith("{a}"):
                    continue  # "+1901-…": no one divides a number there.
                typed = typed_prefix + joint.format(a=a, b=b, c=c)
                printed = ("1-" if toll_free and not printed_prefix else printed_prefix) + plain
                yield Format("phone", typed, printed)
        shown = ("1-" if toll_free else "") + plain
        for joint in (JOINTS[0], JOINTS[1], PARENTHESES[0], PARENTHESES[1]):
            typed = joint.format(a=a, b=b, c=c)
            for typed_end, printed_end in EXTENSIONS:
                yield Format("phone", typed + typed_end, shown + printed_end)
            end = str(int(c) + 5).zfill(4)
            for typed_end, printed_end in RANGES:
                yield Format("phone", typed + typed_end.format(end=end), shown + printed_end.format(end=end))
            for digits in (ARABIC, PERSIAN):
                yield Format("phone", typed.translate(digits), shown)
        yield Format("phone", f"+1{a}{b}{c}", f"+1 {plain}")
        yield Format("phone", f"+1{a}{b}{c}".translate(ARABIC), f"+1 {plain}")
    for typed, printed in ABROAD:
        yield Format("phone", typed, printed)
    for typed in VANITY + ["911", "9-1-1", "988", "711", "311"]:
        yield Format("phone", typed, typed)


TIMES = ["8:30", "08:30", "14:05", "8:30 am", "8:30 AM", "8:30am", "8:30 a.m.", "11 p.m.", "14:05:30", "8 am", "24:00"]
TIME_RANGES = ["{0}–{1}", "{0}-{1}", "{0} – {1}", "{0} - {1}", "{0}—{1}", "{0} / {1}", "{0}−{1}"]
RANGE_ENDS = [("8:30", "10:45"), ("8", "10"), ("08:00", "17:30"), ("2:00 pm", "4:30 pm"), ("8 a.m.", "5 p.m.")]
DATES = ["10/15/2026", "15/10/2026", "2026-10-15", "2026/10/15", "15.10.2026", "15-10-2026", "10-15-2026", "1/5", "1-5",
         "2026/10", "10/2026", "10-2026", "15/10–20/10", "10/15/2026–10/20/2026", "1/5/26", "01.05.26", "2026-10-15 14:30",
         "10/15/2026 8:30", "2025–2026", "2025-2026", "15–20/10/2026", "2026-10-15T14:30"]  # fmt: skip
AMOUNTS = ["5", "10", "0.5", "2.5", "1,000", "1 000", "12,5", "5–10", "5-10", "5 – 10", "5 - 10", "0.25–0.5", "½", "1½",
           "1 ½", "1/2", "1 1/2", "1,000–1,500", "10-20", "2.5−5"]  # fmt: skip
UNITS = ["mL", "mg", "mcg", "µg", "mg/kg", "mg/kg/day", "mg/5 mL", "IU", "mmol/L", "mm", "kg", "mL/h"]
DOSES = ["500mg", "5mL", "2×5 mg", "2 × 5 mg", "2x5 mg", "3 x 1", "1×3", "1+1", "2 + 1", "120/80", "120/80 mmHg", "< 5 mg",
         "<5 mg", "≤5", "≤ 5 mL", ">10", "≥ 10 mL", "±2", "~5 mL", "≈ 5 mL", "10 mL (2 tsp)", "5 mg (1 tablet)", "0.9% NaCl",
         "5% glucose", "100 mg × 3", "1-0-1", "1–1–1", "1-0-1-0", "10 mg / 24 h", "20 mg/m²", "10⁹/L", "4.5 × 10⁹/L",
         "5 mg–10 mg", "5 mg - 10 mg", "2 mg to 4 mg", "1:1000", "1:1,000", "1 mL = 20 mg"]  # fmt: skip
PERCENT = ["50%", "50 %", "12.5%", "5–10%", "5%–10%", "0.9%", "100%", "±5%", "50‰", ">95%", "5-10 %"]
TEMPERATURES = ["38.5°C", "38.5 °C", "38 °C", "100.4°F", "100.4 °F", "37–38 °C", "37-38°C", "36.6°", "-20 °C", "−20 °C",
                "+4 °C", "2–8 °C", "-20–-10 °C", "38 °C (100.4 °F)", "38.5°C/101.3°F", "≥38.0 °C"]  # fmt: skip
PLAIN = ["-5", "−5", "+5", "-0.5", "3.14", "1,234.56", "1.234,56", "10,000", "10 000", "1 000 000", "1/3", "3/4", "2¾", "¼",
         "⅔", "5/10", "7.5.2", "1.2.3", "10=10", "2+2=4", "5–7–9", "5-7-9", "10-20-30", "3…5", "12:5", "#12", "№ 5", "No. 5",
         "$50", "$1,200.50", "€20", "50 €", "£5", "₪50", "50 ₪", "US$20", "*67", "5′ 6″", "5'6\"", "6×6"]  # fmt: skip
CODES = ["00418-2273", "A-12", "B12", "12B", "CD4", "CD4+", "T4-12", "H1N1", "COVID-19", "G6PD", "M5000-12", "4-B-12", "12-A",
         "B-12/4", "AB-0418/2273", "3A-5", "ICD-10", "X-ray 2", "MRN 00418-2273", "Tylenol 500 mg", "500 mg Tylenol",
         "CD4/CD8 1.2", "vitamin B12", "Rh+ 5", "E120", "mRNA-1273", "PM2.5", "#12-B", "A1C 6.5%", "pH 7.4",
         "May 5, 2026", "5 mg, 10 mg", "Memphis, TN 38105", "HbA1c 6.5, 7.2", "Dr. Lee 12"]  # fmt: skip
ADDRESSES = ["https://www.example.org/", "https://example.org/a-b/c2?d=1&e=2", "www.stjude.org", "www.example.org/2026/10",
             "stjude.org/test-1", "info@example.org", "a.b-c2@example-1.org", "24h@example.org", "http://example.org:8080/x",
             "https://example.org/#s-2", "help+24@example.org", "https://example.org/ar/10-20"]  # fmt: skip


def numbers():
    """Times, ranges, dates, doses, percentages, temperatures, plain and coded numbers, in three kinds of digits."""

    def both(kind, typed, breakable=False):
        yield Format(kind, typed, typed, breakable)
        if not any(char.isascii() and char.isalpha() for char in typed):
            for digits in (ARABIC, PERSIAN):
                native = typed.translate(digits).replace("%", "٪")
                if native != typed:
                    yield Format(f"{kind}, native digits", native, native, breakable)

    for typed in TIMES:
        yield from both("time", typed)
    for joint in TIME_RANGES:
        for first, last in RANGE_ENDS:
            yield from both("time range", joint.format(first, last))
    for typed in DATES:
        yield from both("date", typed)
    for index, amount in enumerate(AMOUNTS):
        for step in range(4):
            yield Format("dose", *2 * [f"{amount} {UNITS[(index * 5 + step * 3) % len(UNITS)]}"])
        yield from both("amount", amount)
    for kind, group in (("dose", DOSES), ("percentage", PERCENT), ("temperature", TEMPERATURES), ("number", PLAIN), ("code", CODES)):
        for typed in group:
            yield from both(kind, typed)
    for native in ("٣٧٫٥", "۳۷٫۵", "١٬٠٠٠", "۱٬۰۰۰", "٣٧٫٥–٣٨٫٥", "۳۷٫۵-۳۸٫۵", "٥٫٥٪", "۵٫۵٪"):
        yield Format("number, native digits", native, native)
    for typed in ADDRESSES:
        yield Format("address", typed, typed, breakable=True)


def all_formats():
    """All of them, each once."""
    return list(dict.fromkeys([*phones(), *numbers()]))


AMOUNT = r"(?:\d{1,3}(?: \d{3})+|\d+(?:[.,:/٫٬]\d+)*(?: \d/\d| ?[½¼¾⅔])?[⁰-⁹]*|[½¼¾⅔])"
UNIT = (
    r"(?: ?(?:[%‰°]|°[CF]|mmHg|mmol|mcg|µg|mg|mL|IU|kg|mm|h|am|AM|pm|a\.m\.|p\.m\.)(?![A-Za-z])"
    r"(?: ?/ ?(?:\d+ )?(?:kg|day|mL|L|h|m²)(?![A-Za-z]))*|/L|[′'] ?\d+[″\"])"
)
QUANTITY = rf"[-−+±]?{AMOUNT}(?: ?[-–−—×x/] ?[-−]?{AMOUNT})*{UNIT}(?: ?[-–−—/] ?[-−]?{AMOUNT}{UNIT})*"
# A whole number with a fraction, which the standard alone would turn around.
MIXED = r"\d+(?: ?[½¼¾⅔]| \d/\d)"
PRICE = r"[$€£]\d+(?:[.,]\d+)*|\d+ [€£$]"
PRODUCT = r"\d+ ?x ?\d+"
# Words consisting of letters need no help: they are left to the standard.
WORD = r"(?=[\d./-]*[A-Za-z])(?![A-Za-z]+(?:-[A-Za-z]+)*$)[A-Za-z\d]+(?:[-./:][A-Za-z\d]+)*\+?"
# Formats of several parts: those that are identifiers.
PARTS = {
    "10 mL (2 tsp)": ["10 mL", "2 tsp"], "5 mg (1 tablet)": ["5 mg"], "0.9% NaCl": ["0.9%"], "5% glucose": ["5%"], "100 mg × 3": ["100 mg"],
    "2 mg to 4 mg": ["2 mg", "4 mg"], "1 mL = 20 mg": ["1 mL", "20 mg"], "38 °C (100.4 °F)": ["38 °C", "100.4 °F"],
    "X-ray 2": [], "MRN 00418-2273": ["00418-2273"], "Tylenol 500 mg": ["500 mg"], "500 mg Tylenol": ["500 mg"],
    "CD4/CD8 1.2": ["CD4/CD8"], "vitamin B12": ["B12"], "Rh+ 5": ["Rh+"], "A1C 6.5%": ["A1C", "6.5%"], "pH 7.4": [], "May 5, 2026": [],
    "5 mg, 10 mg": ["5 mg", "10 mg"], "Memphis, TN 38105": [], "HbA1c 6.5, 7.2": ["HbA1c"], "Dr. Lee 12": [], "No. 5": [],
    "#12-B": ["12-B"], "US$20": [],
}  # fmt: skip


def names_one_thing(text):
    """Whether a chain of digit groups identifies one thing."""
    if re.fullmatch(r"\d{1,3}(?: \d{3})+", text):
        return any(group.startswith(("0", "٠", "۰")) for group in text.split()[1:])  # Thousands, if a zero shows it.
    for long in ("–", "—", "-", "−"):
        first, _, second = text.partition(long)
        signs = [re.sub(r"\d", "", part) for part in (first, second)]
        if text.count(long) == 1 and signs[0] + signs[1] and (signs[0] == signs[1] or long in "–—"):
            return False  # A range of two such things, or of two decimal numbers.
    if not re.fullmatch(r"\d+(?:[-–—−./]\d+)+", text):
        return False
    groups = re.split(r"[-–—−./]", text)
    zero = any(len(group) > 1 and int(group[0]) == 0 for group in groups)
    if set(re.sub(r"\d", "", text)) == {"."}:
        return len(groups) > 2 or (len(groups[0]) > 1 and int(groups[0][0]) == 0)
    if len(groups) == 3 and re.fullmatch(r"\d+\.\d+[-−]\d+", text):
        return False
    return len(groups) > 2 or zero or int(groups[0]) >= int(groups[1])


def identifiers(form):
    """The parts of a format that read from left to right in any text."""
    text = form.printed
    if form.kind in ("phone", "address"):
        return [text]
    if text in PARTS:
        return PARTS[text]
    whole = re.compile(f"(?:{QUANTITY}|{MIXED}|{PRICE}|{PRODUCT}|{WORD})")
    if names_one_thing(text) or whole.fullmatch(text):
        return [text]
    inside = text.lstrip("<>≤≥~≈ ")
    if inside != text and whole.fullmatch(inside):
        return [inside]  # A comparison sign belongs to the sentence.
    day, _, time = text.partition(" ")
    if ":" in time and names_one_thing(day):
        return [day]
    found = []
    for part in re.split(r"(?<=\d)[–—-](?=\d)| [-–—−] | (?=\d)", text):
        if names_one_thing(part):
            found.append(part)
    return found


# `{}` is the number. Sentences of simple words; only right-to-left text, except for the number.
SENTENCES = {
    "ar": {
        "dial": ["اتصلوا بالرقم {} في أي وقت.", "رقم الهاتف: {}", "هاتف {}، كل يوم", "للسؤال اتصل على {}."],
        "say": ["المقدار {} في اليوم.", "{} هو المقدار", "خذ {}", "المقدار: {}؛ ثم استرح.", "هل المقدار {}؟"],
        "word": "كلمة",
        "prefix": ["بـ{}", "و{}"],
    },
    "fa": {
        "dial": ["با شمارهٔ {} تماس بگیرید.", "تلفن: {}", "تلفن {}، هر روز", "می‌توانید به {} زنگ بزنید."],
        "say": ["مقدار آن {} در روز است.", "{} مقدار آن است", "بخورید {}", "مقدار: {}؛ سپس بخوابید.", "آیا مقدار {} است؟"],
        "word": "واژه",
        "prefix": ["به‌{}", "و{}"],
    },
    "ur": {
        "dial": ["اس نمبر {} پر فون کریں۔", "فون: {}", "فون {}، ہر روز", "آپ {} پر فون کر سکتے ہیں۔"],
        "say": ["روزانہ {} لیں۔", "{} مقدار ہے", "لیں {}", "مقدار: {}؛ پھر آرام کریں۔", "کیا مقدار {} ہے؟"],
        "word": "لفظ",
        "prefix": ["تا{}", "و{}"],
    },
    "he": {
        "dial": ["התקשרו אל {} בכל שעה.", "טלפון: {}", "טלפון {}, בכל יום", "אפשר להתקשר ל־{}."],
        "say": ["המנה היא {} ביום.", "{} היא המנה", "קחו {}", "המנה: {}; אחר כך נוחו.", "האם המנה {}?"],
        "word": "מילה",
        "prefix": ["ב-{}", "ל־{}", "כ{}"],
    },
}
# Shapes around a number, in any language; `W` is a word of the language, `{2}` a second number.
SHAPES = ["W ({}) W", "({}) W", "W ({})", "({})", "W «{}» W", "W [{}] W.", "{}", "{}.", "W {}, W", "W: {}.", "W – {} – W",
          "W/{} W", "W “{}” W", "W ({}).", "W (W {})", "W ({} W) W", "W - {}", "{} – W", "W, {}", "{}: W",
          "W ({}، W)", "…{}… W", "W • {} • W", "W \"{}\" W", "W {}! W", "W-{} W", "W ({}, {2}) W",
          "W {}; {2}", "W {}، {2}، W", "W [{}, {2}]", "W {2}, {}. W",
          "W ({2}; {}) W"]  # fmt: skip


def contexts(language, kind):
    """The sentences and shapes for a kind of number."""
    own = SENTENCES[language]
    sentences = own["dial"] if kind == "phone" else own["say"]
    shapes = [shape.replace("W", own["word"]) for shape in SHAPES]
    joined = [f"{own['word']} {prefix} {own['word']}" for prefix in own["prefix"]]
    dialled = [f"{own['dial'][1].split(':')[0]} {shape}" for shape in shapes] if kind == "phone" else shapes
    return [*sentences, *dialled, *joined]
