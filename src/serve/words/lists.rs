//! The words about lists of a copy, such as a patient's medicines. A native reader has to look at each language before a
//! hospital uses it.

/// The words of one language. `{label}`, `{count}` and `{most}` are filled in.
pub(in crate::serve) struct Words {
    pub hint: &'static str,
    pub needs_script: &'static str,
    pub add: &'static str,
    pub remove: &'static str,
    pub none: &'static str,
    pub count: &'static str,
    pub many: &'static str,
    pub both: &'static str,
    pub wrong: &'static str,
}

pub(super) const ENGLISH: Words = Words {
    hint: "Left blank, it is printed as rows to fill in by hand.",
    needs_script: "To add more than one, allow scripts for this page.",
    add: "Add another",
    remove: "Remove",
    none: "There are none",
    count: "{label}: {count} on this page",
    many: "“{label}” has more than {most} items. Print the list from another program",
    both: "“{label}” has items, but also says that there are none. Remove one of the two",
    wrong: "“{label}” is not a list. Type it again",
};

pub(super) const SPANISH: Words = Words {
    hint: "Si se deja en blanco, se imprime como filas para rellenar a mano.",
    needs_script: "Para añadir más de uno, permita los scripts en esta página.",
    add: "Añadir otro",
    remove: "Quitar",
    none: "No hay ninguno",
    count: "{label}: {count} en esta página",
    many: "«{label}» tiene más de {most} elementos. Imprima la lista desde otro programa",
    both: "«{label}» tiene elementos, pero también dice que no hay ninguno. Quite una de las dos cosas",
    wrong: "«{label}» no es una lista. Escríbala de nuevo",
};

pub(super) const ARABIC: Words = Words {
    hint: "إذا تُركت فارغة، تُطبع صفوفًا تُملأ باليد.",
    needs_script: "لإضافة أكثر من عنصر، اسمح بالبرامج النصية لهذه الصفحة.",
    add: "أضف عنصرًا آخر",
    remove: "احذف",
    none: "لا يوجد شيء",
    count: "{label}: \u{2068}{count}\u{2069} في هذه الصفحة",
    many: "في «{label}» أكثر من {most} عنصرًا. اطبع القائمة من برنامج آخر",
    both: "في «{label}» عناصر، ومحدد أيضًا أنه لا يوجد شيء. احذف أحدهما",
    wrong: "«{label}» ليست قائمة. اكتبها من جديد",
};
