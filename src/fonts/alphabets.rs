//! Letters that a face must have before it may serve a language or a script.

use crate::lang::Language;

/// The letters of a language that is written in Latin script, beyond A to Z.
pub(super) struct Alphabet {
    /// Primary language subtags.
    pub(super) languages: &'static [&'static str],
    /// Small letters; capitals too where they are not one letter each.
    pub(super) letters: &'static str,
    /// Whether Atkinson Hyperlegible Next has them all, in both cases. A test holds this against the font.
    pub(super) atkinson: bool,
}

impl Alphabet {
    /// Whether this is the alphabet of a language.
    pub(super) fn is_of(&self, language: &Language) -> bool {
        self.languages.contains(&language.primary())
    }
}

pub(super) const ALPHABETS: &[Alphabet] = &[
    Alphabet { languages: &["en"], letters: "éèêëïöçñ", atkinson: true },
    Alphabet { languages: &["es"], letters: "áéíóúüñ¿¡", atkinson: true },
];

/// For each script that the program knows, letters without which a face does not serve it.
pub(super) const SCRIPT_SAMPLES: &[(&[u8; 4], &str)] = &[
    (b"Latn", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?()-'"),
    (b"Grek", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ"),
    (b"Cyrl", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгдежзийклмнопрстуфхцчшщьюя"),
    (b"Arab", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْ،؛؟"),
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
