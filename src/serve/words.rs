//! The page's own words. A native reader has to look at each language before a hospital uses it.

pub(super) mod batch;
pub(super) mod edit;
pub(super) mod lists;
pub(super) mod printer;
pub(super) mod set;

use super::checks::Kind;
use super::form::Form;
use crate::source::limits::MAX_LIST_ITEMS;

/// The words of one language. `{label}`, `{page}`, `{pages}` and `{count}` are filled in.
pub(super) struct Words {
    /// The language's tag.
    pub tag: &'static str,
    /// Its direction, as HTML has it.
    pub dir: &'static str,
    /// What it calls itself.
    pub name: &'static str,
    pub title: &'static str,
    pub skip: &'static str,
    pub page_language: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub search_button: &'static str,
    pub found: &'static str,
    pub none_found: &'static str,
    pub no_handouts: &'static str,
    pub all: &'static str,
    pub codes: &'static str,
    pub copy_language: &'static str,
    pub unreviewed: &'static str,
    pub text_size: &'static str,
    pub standard: &'static str,
    pub large: &'static str,
    pub paper: &'static str,
    pub usual_paper: &'static str,
    pub patient: &'static str,
    pub optional: &'static str,
    pub phone_hint: &'static str,
    pub print: &'static str,
    pub download: &'static str,
    pub blank: &'static str,
    pub privacy: &'static str,
    pub preview: &'static str,
    pub page_of: &'static str,
    pub needs_script: &'static str,
    pub problem: &'static str,
    pub error: &'static str,
    pub missing: &'static str,
    pub date: &'static str,
    pub time: &'static str,
    pub phone: &'static str,
    pub long: &'static str,
    pub damaged: &'static str,
    pub characters: &'static str,
    pub unknown: &'static str,
    pub one_identifier: &'static str,
    pub overdue: &'static str,
    pub barred: &'static str,
    pub broken: &'static str,
    pub broken_list: &'static str,
    pub changed: &'static str,
    pub busy: &'static str,
    pub too_wide: &'static str,
    pub silent: &'static str,
    pub cleared: &'static str,
    pub printed: &'static str,
    pub downloaded: &'static str,
    pub not_found: &'static str,
    pub not_found_hint: &'static str,
    pub sign_in: &'static str,
    pub access_code: &'static str,
    pub wrong_code: &'static str,
    /// Those of the page for a whole sheet.
    pub batch: &'static batch::Words,
    /// Those of the page for writing handouts.
    pub edit: &'static edit::Words,
    /// Those about lists of a copy.
    pub lists: &'static lists::Words,
    /// Those about printers.
    pub printer: &'static printer::Words,
    /// Those about sets of handouts.
    pub set: &'static set::Words,
}

impl Words {
    /// What is wrong with a field, in a sentence.
    pub(super) fn of(&self, kind: Kind, label: &str) -> String {
        let sentence = match kind {
            Kind::Missing => self.missing,
            Kind::Date => self.date,
            Kind::Time => self.time,
            Kind::Phone => self.phone,
            Kind::Long => self.long,
            Kind::Damaged => self.damaged,
            Kind::Characters => self.characters,
            Kind::Many => &self.lists.many.replace("{most}", &MAX_LIST_ITEMS.to_string()),
            Kind::Both => self.lists.both,
            Kind::List => self.lists.wrong,
            Kind::Unknown => self.unknown,
        };
        sentence.replace("{label}", label)
    }
}

/// All languages of the page.
pub(super) const ALL: [&Words; 3] = [&ENGLISH, &SPANISH, &ARABIC];

/// The name of the cookie that keeps the page's language: nothing else is in it.
pub(super) const COOKIE: &str = "handout-language";

/// The language of the page: as chosen now (`?ui=`), as chosen before, as the browser asks, or English.
pub(super) fn choose(query: &Form, cookie: Option<&str>, accepted: Option<&str>) -> &'static Words {
    let known = |tag: &str| ALL.into_iter().find(|words| words.tag == tag);
    query.get("ui").and_then(known).or_else(|| cookie.and_then(known)).or_else(|| accept(accepted?)).unwrap_or(&ENGLISH)
}

/// The language that a browser likes best among ours (RFC 9110, 12.5.4).
fn accept(header: &str) -> Option<&'static Words> {
    let mut best: Option<(f32, &'static Words)> = None;
    for range in header.split(',').take(20) {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse::<f32>().ok()).unwrap_or(0.0);
        let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        let Some(words) = ALL.into_iter().find(|words| words.tag == primary) else { continue };
        if weight > 0.0 && best.is_none_or(|(least, _)| weight > least) {
            best = Some((weight, words));
        }
    }
    best.map(|(_, words)| words)
}

const ENGLISH: Words = Words {
    tag: "en",
    dir: "ltr",
    name: "English",
    title: "Patient handouts",
    skip: "Skip to the content",
    page_language: "Language of this page",
    search: "Find a handout",
    search_hint: "Type part of its title in any language, or a code, such as C95.0",
    search_button: "Search",
    found: "Handouts found: {count}",
    none_found: "No handout has these words. Try fewer words, or only the beginning of a word.",
    no_handouts: "There are no handouts in the folder that this program was started with.",
    all: "All handouts",
    codes: "Codes",
    copy_language: "Language of the copy",
    unreviewed: "This translation has not been reviewed by a qualified translator yet.",
    text_size: "Text size",
    standard: "Standard",
    large: "Large print",
    paper: "Paper",
    usual_paper: "As usual here",
    patient: "For this patient",
    optional: "optional",
    phone_hint: "With the area code",
    print: "Print",
    download: "Download PDF",
    blank: "Print a blank copy",
    privacy: "Nothing that you type is stored. The fields are cleared after printing, and after five minutes without a \
              keystroke.",
    preview: "Pages as they will print",
    page_of: "Page {page} of {pages}",
    needs_script: "To see the pages while you type, allow scripts for this page. Printing works without them.",
    problem: "There is a problem",
    error: "Error:",
    missing: "Fill in “{label}”",
    date: "“{label}” must be a real date",
    time: "“{label}” must be a time of day, such as 8:15 am or 14:30",
    phone: "“{label}” must be a phone number with its area code, such as 901-595-3300",
    long: "“{label}” is too long. Shorten it",
    damaged: "“{label}” looks as if another program had changed it. Type it again",
    characters: "“{label}” has a character that cannot be printed. Type it again",
    unknown: "This handout has no such field",
    one_identifier: "Only a name tells this patient from others. Add a record number or a birth date, if you can.",
    overdue: "This handout is due for review. Ask whether it may still be used.",
    barred: "This handout is overdue for review and cannot be printed. Tell those who write your handouts.",
    broken: "This handout has a mistake and cannot be printed. Tell those who write your handouts.",
    broken_list: "Handouts with a mistake, which cannot be printed",
    changed: "This handout was changed a moment ago. Look at its pages, and then print.",
    busy: "The program is busy. Try again in a moment.",
    too_wide: "Something that you typed does not fit on the page. Shorten it.",
    silent: "The program does not answer. Is it still running?",
    cleared: "The fields were cleared.",
    printed: "The copy is in the print window. The fields were cleared.",
    downloaded: "The PDF was handed to the browser. The fields were cleared.",
    not_found: "There is no such page",
    not_found_hint: "The address may be mistyped, or the handout may have been removed.",
    sign_in: "Sign in",
    access_code: "Access code",
    wrong_code: "That is not the access code",
    batch: &batch::ENGLISH,
    edit: &edit::ENGLISH,
    lists: &lists::ENGLISH,
    printer: &printer::ENGLISH,
    set: &set::ENGLISH,
};

const SPANISH: Words = Words {
    tag: "es",
    dir: "ltr",
    name: "Español",
    title: "Folletos para pacientes",
    skip: "Ir al contenido",
    page_language: "Idioma de esta página",
    search: "Buscar un folleto",
    search_hint: "Escriba parte del título en cualquier idioma, o un código, como C95.0",
    search_button: "Buscar",
    found: "Folletos encontrados: {count}",
    none_found: "Ningún folleto tiene esas palabras. Pruebe con menos palabras o solo con el comienzo de una.",
    no_handouts: "No hay folletos en la carpeta con la que se inició este programa.",
    all: "Todos los folletos",
    codes: "Códigos",
    copy_language: "Idioma de la copia",
    unreviewed: "Esta traducción aún no ha sido revisada por un traductor cualificado.",
    text_size: "Tamaño de la letra",
    standard: "Normal",
    large: "Letra grande",
    paper: "Papel",
    usual_paper: "El habitual aquí",
    patient: "Para este paciente",
    optional: "opcional",
    phone_hint: "Con el código de área",
    print: "Imprimir",
    download: "Descargar PDF",
    blank: "Imprimir una copia en blanco",
    privacy: "Nada de lo que escriba se guarda. Los campos se borran después de imprimir y tras cinco minutos sin teclear.",
    preview: "Páginas tal como se imprimirán",
    page_of: "Página {page} de {pages}",
    needs_script: "Para ver las páginas mientras escribe, permita los scripts en esta página. Se puede imprimir sin ellos.",
    problem: "Hay un problema",
    error: "Error:",
    missing: "Rellene «{label}»",
    date: "«{label}» debe ser una fecha real",
    time: "«{label}» debe ser una hora del día, como 8:15 am o 14:30",
    phone: "«{label}» debe ser un número de teléfono con código de área, como 901-595-3300",
    long: "«{label}» es demasiado largo. Acórtelo",
    damaged: "Parece que otro programa alteró «{label}». Escríbalo de nuevo",
    characters: "«{label}» tiene un carácter que no se puede imprimir. Escríbalo de nuevo",
    unknown: "Este folleto no tiene ese campo",
    one_identifier: "Solo el nombre distingue a este paciente de otros. Añada el número de expediente o la fecha de \
                     nacimiento, si puede.",
    overdue: "Este folleto está pendiente de revisión. Pregunte si todavía se puede usar.",
    barred: "La revisión de este folleto está vencida y no se puede imprimir. Avise a quienes escriben los folletos.",
    broken: "Este folleto tiene un error y no se puede imprimir. Avise a quienes escriben los folletos.",
    broken_list: "Folletos con un error, que no se pueden imprimir",
    changed: "Este folleto se modificó hace un momento. Vea sus páginas y luego imprima.",
    busy: "El programa está ocupado. Inténtelo de nuevo en un momento.",
    too_wide: "Algo de lo que escribió no cabe en la página. Acórtelo.",
    silent: "El programa no responde. ¿Sigue en marcha?",
    cleared: "Los campos se borraron.",
    printed: "La copia está en la ventana de impresión. Los campos se borraron.",
    downloaded: "El PDF se entregó al navegador. Los campos se borraron.",
    not_found: "No existe esa página",
    not_found_hint: "Puede que la dirección esté mal escrita o que el folleto se haya retirado.",
    sign_in: "Entrar",
    access_code: "Código de acceso",
    wrong_code: "Ese no es el código de acceso",
    batch: &batch::SPANISH,
    edit: &edit::SPANISH,
    lists: &lists::SPANISH,
    printer: &printer::SPANISH,
    set: &set::SPANISH,
};

const ARABIC: Words = Words {
    tag: "ar",
    dir: "rtl",
    name: "العربية",
    title: "نشرات المرضى",
    skip: "انتقل إلى المحتوى",
    page_language: "لغة هذه الصفحة",
    search: "ابحث عن نشرة",
    search_hint: "اكتب جزءًا من عنوانها بأي لغة، أو رمزًا مثل \u{2066}C95.0\u{2069}",
    search_button: "بحث",
    found: "عدد النشرات: {count}",
    none_found: "لا توجد نشرة فيها هذه الكلمات. جرّب كلمات أقل، أو أول الكلمة فقط.",
    no_handouts: "لا توجد نشرات في المجلد الذي شُغّل به هذا البرنامج.",
    all: "كل النشرات",
    codes: "الرموز",
    copy_language: "لغة النسخة",
    unreviewed: "لم يراجع مترجم مؤهل هذه الترجمة بعد.",
    text_size: "حجم الخط",
    standard: "عادي",
    large: "خط كبير",
    paper: "الورق",
    usual_paper: "المعتاد هنا",
    patient: "لهذا المريض",
    optional: "اختياري",
    phone_hint: "مع رمز المنطقة",
    print: "طباعة",
    download: "تنزيل ملف PDF",
    blank: "طباعة نسخة فارغة",
    privacy: "لا يُحفظ شيء مما تكتبه. تُمسح الحقول بعد الطباعة، وبعد خمس دقائق دون كتابة.",
    preview: "الصفحات كما ستُطبع",
    page_of: "الصفحة {page} من {pages}",
    needs_script: "لرؤية الصفحات أثناء الكتابة، اسمح بالبرامج النصية لهذه الصفحة. الطباعة تعمل من دونها.",
    problem: "هناك مشكلة",
    error: "خطأ:",
    missing: "املأ الحقل «{label}»",
    date: "يجب أن يكون «{label}» تاريخًا صحيحًا",
    time: "يجب أن يكون «{label}» وقتًا من اليوم، مثل \u{2066}8:15 am\u{2069} أو \u{2066}14:30\u{2069}",
    phone: "يجب أن يكون «{label}» رقم هاتف مع رمز المنطقة، مثل \u{2066}901-595-3300\u{2069}",
    long: "الحقل «{label}» طويل جدًا. اختصره",
    damaged: "يبدو أن برنامجًا آخر غيّر «{label}». اكتبه من جديد",
    characters: "في الحقل «{label}» حرف لا يمكن طباعته. اكتبه من جديد",
    unknown: "لا يوجد هذا الحقل في هذه النشرة",
    one_identifier: "لا يميّز هذا المريض عن غيره إلا الاسم. أضف رقم الملف أو تاريخ الميلاد إن أمكن.",
    overdue: "حان موعد مراجعة هذه النشرة. اسأل هل ما زال استخدامها مسموحًا.",
    barred: "فات موعد مراجعة هذه النشرة ولا يمكن طباعتها. أخبر من يكتب نشراتكم.",
    broken: "في هذه النشرة خطأ ولا يمكن طباعتها. أخبر من يكتب نشراتكم.",
    broken_list: "نشرات فيها خطأ ولا يمكن طباعتها",
    changed: "عُدّلت هذه النشرة قبل لحظات. انظر إلى صفحاتها ثم اطبع.",
    busy: "البرنامج مشغول. حاول بعد قليل.",
    too_wide: "شيء مما كتبته لا تتسع له الصفحة. اختصره.",
    silent: "البرنامج لا يستجيب. هل ما زال يعمل؟",
    cleared: "مُسحت الحقول.",
    printed: "النسخة في نافذة الطباعة. مُسحت الحقول.",
    downloaded: "سُلّم ملف PDF إلى المتصفح. مُسحت الحقول.",
    not_found: "لا توجد هذه الصفحة",
    not_found_hint: "ربما كُتب العنوان خطأ، أو أُزيلت النشرة.",
    sign_in: "تسجيل الدخول",
    access_code: "رمز الدخول",
    wrong_code: "هذا ليس رمز الدخول",
    batch: &batch::ARABIC,
    edit: &edit::ARABIC,
    lists: &lists::ARABIC,
    printer: &printer::ARABIC,
    set: &set::ARABIC,
};
