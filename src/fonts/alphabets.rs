//! Letters that a face must have to serve a language or a script.
//!
//! The letters of each language follow the main exemplar sets of Unicode CLDR 48, without A to Z; where CLDR has none
//! (Hmong, Fijian, Samoan, Marshallese, Iloko and a few more) they follow the usual orthography.

use crate::lang::Language;

/// Primary language subtags, and the lowercase letters beyond A to Z that these languages use.
pub(super) type Alphabet = (&'static [&'static str], &'static str);

/// Languages whose whole alphabet, lowercase and capital, Atkinson Hyperlegible Next has in all four styles. A test
/// checks this list against the fonts.
pub(super) const ATKINSON: &[Alphabet] = &[
    (&["af"], "áâèéêëîïôöû"),
    (&["ay"], "äïüñ"),
    (&["ca"], "·àçèéíïòóúü"),
    (&["ch"], "åñ"),
    (&["co"], "àèìïòùü"),
    (&["cs"], "áéíóúýčďěňřšťůž"),
    (&["cy"], "àáâäèéêëìíîïòóôöùúûüýÿŵŷẁẃẅỳ"),
    (&["da"], "åæø"),
    (&["de", "pdc"], "ßäöü"),
    (
        &[
            "en", "id", "ms", "ceb", "sw", "rw", "rn", "so", "om", "sn", "zu", "xh", "st", "ss", "ts", "hmn", "mww",
            "hnj", "fj", "mfe", "bi", "tpi", "kos", "pon",
        ],
        "",
    ),
    (&["es"], "áéíñóúü"),
    (&["et"], "äõöüšž"),
    (&["eu"], "çñ"),
    (&["fi"], "äåöšž"),
    (&["fil", "tl", "ilo", "pag"], "ñ"),
    (&["fo"], "áæíðóøúý"),
    (&["fr"], "àâæçèéêëîïôùûüÿœ"),
    (&["ga"], "áéíóú"),
    (&["gd"], "àèìòù"),
    (&["gl"], "áéíïñóúü"),
    (&["hr", "bs", "sr"], "ćčđšž"),
    (&["ht"], "èò"),
    (&["hu"], "áéíóöúüőű"),
    (&["is"], "áæéíðóöúýþ"),
    (&["it"], "àèéìòù"),
    (&["jv"], "âåèéêìòù"),
    (&["ku"], "çêîûş"),
    (&["lb"], "äéë"),
    (&["lt"], "ąčėęįšūųž"),
    (&["lv"], "āčēģīķļņšūž"),
    (&["mg"], "àèìòôỳ"),
    (&["mt"], "àèìòùċġħż"),
    (&["nb", "nn", "no"], "àåæéòóôø"),
    (&["nl"], "áäéëíïóöúü\u{301}"),
    (&["nso"], "êôš"),
    (&["ny"], "ŵ"),
    (&["oc"], "àáçèéíïòóúü"),
    (&["pap"], "èñòùü"),
    (&["pl"], "óąćęłńśźż"),
    (&["pt"], "àáâãçéêíòóôõú"),
    (&["ro"], "âîășț"),
    (&["sk"], "áäéíóôúýčďĺľňŕšťž"),
    (&["sl"], "čšž"),
    (&["sq"], "çë"),
    (&["su"], "é"),
    (&["sv"], "àäåéö"),
    (&["tk"], "äçöüýňşž"),
    (&["tn"], "êô"),
    (&["tr"], "çöüğış"),
    (&["yap"], "äëö"),
];

/// Languages for which Atkinson Hyperlegible Next lacks a letter.
pub(super) const OTHERS: &[Alphabet] = &[
    (&["ak", "tw"], "ɔɛ"),
    (&["ast"], "áéíñóúüḥḷ"),
    (&["az"], "çöüğışə"),
    (&["br"], "êñùʼ"),
    (&["ee"], "àáãèéìíòóõùúĩŋũƒɔɖɛɣʋ\u{300}\u{301}\u{303}ẽ"),
    (&["eo"], "ĉĝĥĵŝŭ"),
    (&["ff"], "ñŋƴɓɗ"),
    (&["gaa"], "ŋɔɛ"),
    (&["gn"], "ãñõĩũʼ\u{303}ẽỹ"),
    (&["ha"], "ƙƴɓɗʼ"),
    (&["haw", "sm"], "āēīōūʻ"),
    (&["ig"], "ṅịọụ"),
    (&["kab"], "čǧɛɣḍḥṛṣṭẓ"),
    (&["lg"], "ŋ"),
    (&["ln"], "áâéêíîóôúěǎǐǒɔɛ\u{301}\u{302}\u{30c}"),
    (&["mh"], "ļm\u{327}ņo\u{327}āōūḷṃṇọ"),
    (&["mi"], "āēīōū"),
    (&["nv"], "áéíóąęįłǫ\u{301}’"),
    (&["qu"], "ñʼ"),
    (&["to"], "áéíóúāēīōūʻ"),
    (&["uz"], "ʻʼ"),
    (&["vi"], "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    (&["wo"], "àéëñóŋ"),
    (&["yo"], "àáèéìíòóùúńǹ\u{300}\u{301}\u{304}ḿṣẹọ"),
];

/// Whether a list includes a language.
pub(super) fn holds(list: &[Alphabet], language: &Language) -> bool {
    letters(list, language).is_some()
}

/// The lowercase letters beyond A to Z of a language in a list.
pub(super) fn letters(list: &[Alphabet], language: &Language) -> Option<&'static str> {
    let canonical = language.canonical().split('-').next().unwrap_or_default();
    let has = |name: &str| list.iter().find(|(languages, _)| languages.contains(&name)).map(|(_, letters)| *letters);
    has(language.primary()).or_else(|| has(canonical))
}

/// For each known script, letters without which a face does not serve it.
pub(super) const SCRIPT_SAMPLES: &[(&[u8; 4], &str)] = &[
    (b"Latn", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?()-'"),
    (b"Grek", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ"),
    (b"Cyrl", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгдежзийклмнопрстуфхцчшщьюя"),
    (b"Arab", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْ،؛؟"),
    (b"Hani", "一二三上下大小人口手水火山中天日月目心生"),
    (b"Hira", "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"),
    (b"Kana", "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンー"),
    (b"Hang", "가나다라마바사아자차카타파하각는을를이그것한국어병원약물"),
    (b"Bopo", "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦㄧㄨㄩ"),
    (b"Hebr", "אבגדהוזחטיךכלםמןנסעףפץצקרשת"),
    (b"Armn", "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ"),
    (b"Beng", "অআইঈউঊএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ়ািীুূেো্"),
    (b"Cher", "ᎠᎡᎢᎣᎤᎥᎦᎧᎨᎩᎪᎫᎬᎭᎮᎯᎰᎱᎲᎳ"),
    (b"Deva", "अआइईउऊएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह़ािीुूेैोौ्ं"),
    (b"Ethi", "ሀለሐመሠረሰሸቀበተቸኀነኘአከኸወዐዘዠየደጀገጠጨጰጸፀፈፐ"),
    (b"Geor", "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"),
    (b"Gujr", "અઆઇઈઉઊએઐઓઔકખગઘચછજઝટઠડઢણતથદધનપફબભમયરલવશષસહાિીુૂેૈોૌ્"),
    (b"Guru", "ਅਆਇਈਉਊਏਐਓਔਕਖਗਘਚਛਜਝਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵਸਹਾਿੀੁੂੇੈੋੌ੍"),
    (b"Khmr", "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអាិីឹឺុូេែៃោៅ្"),
    (b"Knda", "ಅಆಇಈಉಊಎಏಐಒಓಔಕಖಗಘಚಛಜಝಟಠಡಢಣತಥದಧನಪಫಬಭಮಯರಲವಶಷಸಹಾಿೀುೂೆೇೈ್"),
    (b"Laoo", "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮະາິີຶືຸູເແໂໃໄ່້"),
    (b"Mlym", "അആഇഈഉഊഎഏഐഒഓഔകഖഗഘങചഛജഝഞടഠഡഢണതഥദധനപഫബഭമയരലവശഷസഹാിീുൂ്"),
    (b"Mymr", "ကခဂဃငစဆဇဈညဋဌဍဎဏတထဒဓနပဖဗဘမယရလဝသဟဠအါာိီုူေဲံ့း္်ျြွှ"),
    (b"Sinh", "අආඇඈඉඊඋඌඑඒඔඕකඛගඝචඡජටඨඩඪණතථදධනපඵබභමයරලවශෂසහළාැෑිීුූ්"),
    (b"Taml", "அஆஇஈஉஊஎஏஐஒஓஔகஙசஞடணதநபமயரலவழளறனாிீுூெேை்"),
    (b"Telu", "అఆఇఈఉఊఎఏఐఒఓఔకఖగఘచఛజఝటఠడఢణతథదధనపఫబభమయరలవశషసహాిీుూెేై్"),
    (b"Thai", "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาิีึืุูเแโใไ่้"),
    (b"Tibt", "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧཨིེོུ་།"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::Fonts;

    #[test]
    fn atkinson_has_exactly_the_alphabets_of_its_list() {
        let fonts = Fonts::bundled();
        let whole = |letters: &str| {
            let both = || letters.chars().chain(letters.chars().flat_map(char::to_uppercase));
            let mut faces = fonts.faces().filter(|(_, face)| face.family().starts_with("Atkinson"));
            faces.all(|(_, face)| both().all(|c| face.has_char(c)))
        };
        for (languages, letters) in ATKINSON {
            assert!(whole(letters), "{languages:?}");
        }
        for (languages, letters) in OTHERS {
            assert!(!whole(letters), "{languages:?}");
        }
    }
}
