//! What people write about themselves: profile texts, little facts, and what they do for a living.

/// Profile texts for a Mastodon, with language. `#tags` become links as the server would write them.
#[rustfmt::skip]
pub(crate) const BIOS: &[(&str, &str)] = &[
    ("en", "Bird ringer, tea drinker. Photographs of wet places. #birding #fens"),
    ("en", "Slow woodworking in a shed that used to be a dairy. Opinions are my own, shavings are everyone's. #woodworking"),
    ("en", "Librarian, map person, owner of one elderly cat and many unread books. she/they"),
    ("en", "I fix radios and write about the people who bring them. #repair #shortwave"),
    ("en", "Soil scientist. Yes, I will look at your compost. No, I will not judge it. #soil #compost"),
    ("en", "Night shift lab tech. Posts at 4 am. Sourdough, synthesisers, insomnia."),
    ("en", "Community choir, second alto. Buses, ballads, bad puns."),
    ("en", "Free software since 1997, allotment since 2003. One of these still has slugs. #foss #allotment"),
    ("en", "Painter of fog. Commissions open in spring. All my pictures have descriptions. #painting #AltText"),
    ("en", "Teaches maths, plays the concertina, apologises for both."),
    ("en", "Village football correspondent. Wrote a book on goalposts."),
    ("en", "Disability rights, sewing patterns, and a very small dog named Biscuit. #a11y #sewing"),
    ("en", "Amateur astronomer under cloudy skies. #astronomy #clouds"),
    ("en", "Sails a leaky dinghy. Reads the shipping forecast aloud. Replies slowly, with pleasure."),
    ("en", "Poems from Yoruba and back again. #translation #poetry"),
    ("en", "Cooperative accountant. I make spreadsheets for people who hate spreadsheets."),
    ("en", "Trains, zines, glue. #trains #zines"),
    ("en", "Mother, mender, mycologist. Don't eat it until I've seen the gills. #fungi"),
    ("de", "Alte Apfelsorten, neue Fahrräder. Wohnt im Wendland und redet gern darüber. #garten #fahrrad"),
    ("de", "Boote aus Holz. Meistens Leim an den Fingern, deshalb viele Tippfehler."),
    ("de", "Repair-Café, Chor, Kommunalpolitik – in dieser Reihenfolge. #repaircafe"),
    ("de", "Informatik in der Schule. Freie Software gehört in die Schule. Katzenbilder auch. #bildung #foss"),
    ("de", "Bahn aus Überzeugung, verspätet aus Erfahrung. #nahverkehr"),
    ("fr", "Des ruches en Bretagne. Du miel, du vent, des coquilles. #abeilles"),
    ("fr", "Lavoirs, fontaines et autres endroits humides. Photos à moi, partage bienvenu. #patrimoine"),
    ("fr", "Prof de musique, deux enfants, trois violoncelles."),
    ("es", "Encuadernación. Papel, hilo y paciencia. #libros"),
    ("es", "Estación meteorológica casera y mucho mate. #meteorología"),
    ("es", "Cooperativa de reparto en bicicleta. Hablamos de cuestas. #bici"),
    ("pt-BR", "Aves, aulas e uma coleção de nuvens. #aves"),
    ("pt-BR", "Biblioteca, fichas, café e samba de roda."),
    ("nl", "Molenaar in opleiding. Wind mee. #molens"),
    ("nl", "Stadsfotograaf, tegelwipper, kattenpersoneel. #tegelwippen"),
    ("it", "Restauro mobili e storie. #restauro"),
    ("pl", "Szydełko, retro komputery, herbata z malinami. #retro"),
    ("sv", "Nyckelharpa och myggmedel. #folkmusik"),
    ("fi", "Suunnistaja, joka eksyy mielellään. #metsä"),
    ("tr", "Şiir, çay, vapur."),
    ("hi", "Carnatic violin, monsoon photographs, and very long train journeys. #trains"),
    ("ja", "古い駅と新しいカメラ。写真はすべて自分のものです。#鉄道"),
    ("zh-CN", "植物画，慢慢画。#写生"),
    ("ko", "뜨개질하는 개발자. #오픈소스"),
    ("ar", "خط عربي ومخطوطات قديمة وقهوة وصمت. #خط_عربي"),
    ("he", "מוזיקה כל השבוע, אפייה בשבתות."),
    ("uk", "Краєзнавство. Старі листівки та нові запитання. #історія"),
    ("el", "Ερασιτεχνικό θέατρο, επαγγελματική μαγειρική."),
    ("vi", "Màu nước, mưa và mèo. #vẽ"),
    ("cy", "Dysgu, canu, crwydro. #Cymraeg"),
    ("fa", "مترجم شعر، دوستدار باغ‌های قدیمی."),
];

/// Longer texts of several paragraphs, for anybody.
pub(crate) const LONG_BIOS: &[&str] = &[
    "I have kept a weather diary since I was nine.\n\nThese days I run the allotment newsletter, a seed swap on the first Saturday of the month, and the village's only working mimeograph.\n\nI answer every message, though not always in the same season. Please describe your pictures; my brother reads with his ears. #seeds #weather",
    "Former ship's cook, current school cook. I write down recipes for 240 people and then divide.\n\nStrong feelings: onions, unions, good boots.\n\nThis is my private account. The school has nothing to do with it and is glad of that. #cooking #unions",
    "Ich übersetze Gebrauchsanweisungen und schreibe nachts Märchen.\n\nWas hier steht: Fundstücke aus beidem, Bilder vom Kanal, gelegentlich ein Aufruf zur Demo.\n\nWas hier nicht steht: alles andere. #übersetzen #märchen",
];

/// Custom fields of a profile: name and value; a value that is an address becomes a link.
#[rustfmt::skip]
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("Pronouns", "she/her"), ("Pronouns", "they/them"), ("Pronomen", "er/ihm"), ("Pronouns", "he/him"),
    ("Home page", "https://fog-and-fens.example"), ("Blog", "https://blog.example.org/notes"), ("Garden", "zone 8b, clay, slugs"),
    ("Languages", "cy, en, a little de"), ("Matrix", "@me:chat.example"), ("Choir", "second alto"), ("Coffee", "yes please"),
    ("Web", "https://werkstatt.example.net"), ("Location", "by the river"), ("Code", "https://code.example.com/~me"), ("Toot language", "🇩🇪 🇬🇧"),
];

/// What somebody does who has an account on a company's or university's GitLab.
#[rustfmt::skip]
pub(crate) const JOBS: &[&str] = &[
    "Hydrologist", "Backend developer", "Site reliability engineer", "Research software engineer", "Data steward", "Technical writer",
    "Lab manager", "Master's student", "PhD candidate", "Embedded developer", "UX researcher", "Release engineer", "Cartographer",
    "Accessibility tester", "Firmware apprentice", "Librarian for research data", "Test engineer", "Postdoc", "Working student", "Frontend developer",
];

/// Where they do it.
#[rustfmt::skip]
pub(crate) const ORGANIZATIONS: &[&str] = &[
    "River Institute", "Nordstadt University", "Quarry Cooperative", "Open Maps Guild", "Harbour Works", "Lantern Labs", "Municipal IT", "Fen Observatory",
];

/// Places, large and small.
#[rustfmt::skip]
pub(crate) const PLACES: &[&str] = &[
    "Aberystwyth", "Accra", "Bengaluru", "Bremen", "Brest", "Cork", "Curitiba", "Eindhoven", "Gdańsk", "Göteborg", "Hà Nội", "Kisumu",
    "Kyoto", "Lagos", "Leipzig", "Ljubljana", "Lviv", "Oaxaca", "Oulu", "Porto Alegre", "Ramallah", "Tampere", "Thessaloniki", "Valparaíso",
];

/// One line about oneself, as on a GitLab profile.
#[rustfmt::skip]
pub(crate) const LINES: &[&str] = &[
    "I measure rivers and write small tools in Rust and R.", "Merge requests welcome, meetings less so.", "Maps, gauges, YAML.",
    "On the 07:12 train most days. Reviews before nine.", "Keeper of the build farm.", "Mostly deleting code.", "I write the docs nobody asked for and everybody needs.",
    "Part-time cellist, full-time pipeline plumber.", "Ask me about flood plains.", "Learning Rust with the patience of my colleagues.",
    "Ich kümmere mich um die Messstationen.", "Une thèse sur les rivières intermittentes.", "Datos abiertos, código abierto, ventanas abiertas.",
    "Sensors in cold water since 2011.", "If the dashboard is red, it was probably me. I am fixing it.",
];

/// What those write who have just asked for an account there.
#[rustfmt::skip]
pub(crate) const NEWCOMER_LINES: &[&str] = &[
    "Starting as a working student on Monday.", "Guest from the gauge workshop, until March.", "Here to report two bugs and a half.", "Maintainer of a small maps library you use.",
    "New in the lab, room 2.14.", "I would like to translate the docs into Welsh.", "Einarbeitung bei Frau Wallin.", "Stage de master, rivières et capteurs.",
];

/// What administrators have noted on somebody.
#[rustfmt::skip]
pub(crate) const NOTES: &[&str] = &[
    "Asked for a second account for the field laptop, ok until March. – kim",
    "Left the institute in June, keep the account for the handover. – osei",
    "Warned on 12 May: mined coins in CI. Apologised, student project. – kim",
    "Name change, old handle was mlindner. – ingrid",
    "Contractor for the gauge project, external until the end of the year. – kim",
    "Same person as @t.vogt_old? Mail went unanswered. – osei",
];
