//! The words about sets of handouts, second languages and favorites. A native reader has to look at each language before a
//! hospital uses it.

/// The words of one language. `{title}` and `{count}` are filled in.
pub(in crate::serve) struct Words {
    pub title: &'static str,
    pub handouts: &'static str,
    pub change: &'static str,
    pub cover: &'static str,
    pub make: &'static str,
    pub make_hint: &'static str,
    pub add: &'static str,
    pub count: &'static str,
    pub too_many: &'static str,
    pub favorite: &'static str,
    pub favorites: &'static str,
    pub also: &'static str,
    pub also_hint: &'static str,
    pub also_none: &'static str,
}

pub(super) const ENGLISH: Words = Words {
    title: "A set of handouts for one patient",
    handouts: "Handouts in the set",
    change: "Choose other handouts",
    cover: "A cover page that lists the handouts",
    make: "Make a set",
    make_hint: "To print several handouts for one patient together, check them below.",
    add: "In the set: {title}",
    count: "Handouts chosen: {count}",
    too_many: "A set has at most {count} handouts",
    favorite: "Favorite: {title}",
    favorites: "Favorites are at the top of the list. Only this browser knows them.",
    also: "Also in",
    also_hint: "Adds the same copy in another language",
    also_none: "No other language",
};

pub(super) const SPANISH: Words = Words {
    title: "Un juego de folletos para un paciente",
    handouts: "Folletos del juego",
    change: "Elegir otros folletos",
    cover: "Una portada con la lista de los folletos",
    make: "Hacer un juego",
    make_hint: "Para imprimir juntos varios folletos para un paciente, márquelos en la lista.",
    add: "En el juego: {title}",
    count: "Folletos elegidos: {count}",
    too_many: "Un juego tiene como máximo {count} folletos",
    favorite: "Favorito: {title}",
    favorites: "Los favoritos están al comienzo de la lista. Solo este navegador los conoce.",
    also: "También en",
    also_hint: "Añade la misma copia en otro idioma",
    also_none: "Ningún otro idioma",
};

pub(super) const ARABIC: Words = Words {
    title: "مجموعة نشرات لمريض واحد",
    handouts: "النشرات في المجموعة",
    change: "اختر نشرات أخرى",
    cover: "صفحة غلاف فيها قائمة النشرات",
    make: "اجمعها في مجموعة",
    make_hint: "لطباعة عدة نشرات معًا لمريض واحد، حدّدها في القائمة أدناه.",
    add: "في المجموعة: {title}",
    count: "النشرات المختارة: {count}",
    too_many: "لا تزيد المجموعة على {count} نشرة",
    favorite: "مفضلة: {title}",
    favorites: "النشرات المفضلة في أول القائمة. لا يعرفها إلا هذا المتصفح.",
    also: "وأيضًا بلغة",
    also_hint: "النسخة نفسها مرة ثانية بلغة أخرى",
    also_none: "لا لغة أخرى",
};
