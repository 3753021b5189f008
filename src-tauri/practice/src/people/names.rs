//! Names from many places. `Shown|ascii` gives the spelling for a handle where folding the letters would not do.

/// Names of one language, with the language's code as servers store it.
pub(crate) struct Culture {
    /// BCP 47 language, as in Mastodon's `locale`.
    pub(crate) locale: &'static str,
    given: &'static [&'static str],
    family: &'static [&'static str],
    family_first: bool,
}

const fn culture(locale: &'static str, given: &'static [&'static str], family: &'static [&'static str]) -> Culture {
    Culture { locale, given, family, family_first: false }
}

const fn family_first(
    locale: &'static str,
    given: &'static [&'static str],
    family: &'static [&'static str],
) -> Culture {
    Culture { locale, given, family, family_first: true }
}

/// Each culture is drawn as often as its entry in [`WEIGHTS`] says.
#[rustfmt::skip]
pub(crate) const CULTURES: &[Culture] = &[
    culture("en",
        &["Alice", "Bram", "Cerys", "Dermot", "Edith", "Fergus", "Gwen", "Hattie", "Imogen", "Jonah", "Maeve", "Nell", "Oscar", "Rowan", "Tamsin", "Wilf"],
        &["Ashdown", "Birch", "Calloway", "Darrow", "Ellery", "Fairweather", "Garrick", "Hollis", "Larkin", "Marlowe", "O'Dwyer|odwyer", "Pruett", "Quill", "Thackeray", "Whitlock", "Yarrow"]),
    culture("en",
        &["Adaeze", "Babajide", "Chidi", "Efua", "Folake", "Ifeoma", "Kwabena", "Ngozi", "Obinna", "Temitope", "Yaw", "Zainab"],
        &["Adeyemi", "Asante", "Balogun", "Chukwu", "Eze", "Mensah", "Nwosu", "Okonkwo", "Osei", "Owusu", "Uche", "Yeboah"]),
    culture("de",
        &["Anneliese", "Bärbel|baerbel", "Clemens", "Dörte|doerte", "Emil", "Friederike", "Gesa", "Henrike", "Jürgen|juergen", "Lotte", "Malte", "Nele", "Rüdiger|ruediger", "Svenja", "Torben", "Wiebke"],
        &["Ackermann", "Brückner|brueckner", "Dietz", "Engelhardt", "Fuchs", "Grünwald|gruenwald", "Hartwig", "Kessler", "Lindemann", "Möller|moeller", "Petersen", "Reinhold", "Schäfer|schaefer", "Vogt", "Weiß|weiss", "Zander"]),
    culture("fr",
        &["Amélie", "Baptiste", "Céline", "Damien", "Élodie", "Fabrice", "Hélène", "Inès", "Jérôme", "Maëlle", "Océane", "Rémi", "Solène", "Thibault"],
        &["Barbier", "Chevallier", "Delacroix", "Fontaine", "Garnier", "Lefèvre", "Marchand", "Morvan", "Perrin", "Rousselot", "Thévenet", "Vasseur"]),
    culture("es",
        &["Ainhoa", "Benjamín", "Catalina", "Emiliano", "Fernanda", "Itzel", "Joaquín", "Lucía", "Marisol", "Nicolás", "Ramón", "Valentina", "Xiomara", "Íñigo|inigo"],
        &["Aguirre", "Barrera", "Castaño|castano", "Domínguez", "Echeverría", "Fuentes", "Iglesias", "Muñoz|munoz", "Paredes", "Quispe", "Restrepo", "Zamora"]),
    culture("pt-BR",
        &["Antônia", "Caio", "Débora", "Flávio", "Heitor", "Iara", "João|joao", "Luíza", "Mateus", "Raquel", "Thaís", "Vinícius"],
        &["Abreu", "Barros", "Cordeiro", "Falcão|falcao", "Guimarães|guimaraes", "Lacerda", "Nogueira", "Pacheco", "Queiroz", "Sampaio", "Teixeira", "Vilela"]),
    culture("nl",
        &["Anouk", "Bas", "Daan", "Femke", "Hilde", "Jelle", "Lotje", "Marijn", "Roos", "Sjoerd", "Tess", "Zoë"],
        &["Bakker", "de Boer|deboer", "Dijkstra", "van den Berg|vdberg", "Hoekstra", "Kuipers", "Meijer", "Postma", "van der Veen|vdveen", "Smit", "Terpstra", "Visser"]),
    culture("it",
        &["Alessia", "Bruno", "Chiara", "Davide", "Elisa", "Fiorella", "Ginevra", "Lorenzo", "Matteo", "Ornella"],
        &["Bellini", "Caruso", "De Santis|desantis", "Ferrante", "Galli", "Lombardi", "Moretti", "Pellegrino", "Rinaldi", "Vitale"]),
    culture("pl",
        &["Agnieszka", "Bartosz", "Dorota", "Elżbieta", "Grzegorz", "Joanna", "Kacper", "Łukasz|lukasz", "Małgorzata|malgorzata", "Wojciech"],
        &["Dąbrowska|dabrowska", "Głowacki|glowacki", "Jabłoński|jablonski", "Kowalczyk", "Lewandowska", "Majewski", "Nowicka", "Pawlak", "Sobczak", "Wróbel|wrobel"]),
    culture("sv",
        &["Astrid", "Björn|bjorn", "Elsa", "Göran|goran", "Ingrid", "Linnéa", "Måns|mans", "Saga", "Tuva", "Viggo"],
        &["Bergström|bergstrom", "Ekdahl", "Forsberg", "Hedlund", "Lundqvist", "Nyström|nystrom", "Sandberg", "Sjögren|sjogren", "Wallin", "Åkesson|akesson"]),
    culture("fi",
        &["Aino", "Eero", "Helmi", "Ilmari", "Kaisa", "Onni", "Päivi|paivi", "Tapio", "Väinö|vaino", "Venla"],
        &["Hämäläinen|hamalainen", "Järvinen|jarvinen", "Koskela", "Laaksonen", "Mäkelä|makela", "Niemi", "Rantanen", "Salonen", "Tuominen", "Virtanen"]),
    culture("tr",
        &["Aylin", "Barış|baris", "Ceren", "Deniz", "Elif", "Gökhan|gokhan", "İpek|ipek", "Mert", "Özge|ozge", "Selin"],
        &["Aksoy", "Bozkurt", "Çelik|celik", "Demir", "Erdoğdu|erdogdu", "Güneş|gunes", "Kaya", "Öztürk|ozturk", "Şahin|sahin", "Yıldız|yildiz"]),
    culture("hi",
        &["Aarav", "Bhavna", "Devika", "Farhan", "Gauri", "Ishaan", "Kavya", "Lakshmi", "Meera", "Nikhil", "Priya", "Rohan"],
        &["Banerjee", "Chatterjee", "Deshpande", "Iyer", "Joshi", "Kulkarni", "Menon", "Nair", "Patil", "Rao", "Subramanian", "Verma"]),
    family_first("ja",
        &["葵|aoi", "大輔|daisuke", "恵美|emi", "春香|haruka", "健太|kenta", "美咲|misaki", "直樹|naoki", "さくら|sakura", "拓也|takuya", "優子|yuko"],
        &["青木|aoki", "藤田|fujita", "橋本|hashimoto", "石川|ishikawa", "小林|kobayashi", "松尾|matsuo", "中村|nakamura", "斎藤|saito", "高橋|takahashi", "山口|yamaguchi"]),
    family_first("zh-CN",
        &["安琪|anqi", "大伟|dawei", "海燕|haiyan", "佳怡|jiayi", "丽华|lihua", "明远|mingyuan", "思雨|siyu", "文博|wenbo", "晓东|xiaodong", "子涵|zihan"],
        &["陈|chen", "冯|feng", "郭|guo", "黄|huang", "李|li", "林|lin", "孙|sun", "王|wang", "徐|xu", "周|zhou"]),
    family_first("ko",
        &["다은|daeun", "현우|hyunwoo", "지민|jimin", "민서|minseo", "서연|seoyeon", "수빈|subin", "태호|taeho", "유진|yujin"],
        &["배|bae", "최|choi", "한|han", "강|kang", "김|gim", "이|yi", "박|bak", "윤|yoon"]),
    culture("ar",
        &["أمينة|amina", "بلال|bilal", "داليا|dalia", "فارس|faris", "هدى|huda", "جميلة|jamila", "كريم|karim", "ليلى|layla", "نور|noura", "سامي|sami"],
        &["العطار|alattar", "بركات|barakat", "حداد|haddad", "الخوري|khoury", "منصور|mansour", "نصر|nasr", "رحماني|rahmani", "الصالح|alsaleh", "طه|taha", "زيدان|zaydan"]),
    culture("he",
        &["אבישי|avishai", "דנה|dana", "איתמר|itamar", "מיכל|michal", "נעמה|naama", "רותם|rotem", "תמר|tamar", "יונתן|yonatan"],
        &["אלון|alon", "בן דוד|bendavid", "כהן|cohen", "גולן|golan", "לוי|levi", "מזרחי|mizrahi", "פרץ|peretz", "שרון|sharon"]),
    culture("uk",
        &["Богдан|bohdan", "Ганна|hanna", "Ірина|iryna", "Катерина|kateryna", "Леся|lesia", "Максим|maksym", "Олена|olena", "Соломія|solomiia", "Тарас|taras", "Юрій|yurii"],
        &["Бондаренко|bondarenko", "Гончар|honchar", "Коваленко|kovalenko", "Лисенко|lysenko", "Мельник|melnyk", "Петренко|petrenko", "Савчук|savchuk", "Шевчук|shevchuk"]),
    culture("el",
        &["Αλέξανδρος|alexandros", "Δήμητρα|dimitra", "Ελένη|eleni", "Κώστας|kostas", "Μαρία|maria", "Νίκος|nikos", "Σοφία|sofia", "Θανάσης|thanasis"],
        &["Αντωνίου|antoniou", "Βλάχος|vlachos", "Γεωργίου|georgiou", "Καραγιάννη|karagianni", "Μακρής|makris", "Παππάς|pappas", "Ράπτης|raptis", "Σταύρου|stavrou"]),
    culture("en",
        &["Akinyi", "Baraka", "Halima", "Imani", "Juma", "Makena", "Neema", "Otieno", "Wanjiru", "Zawadi"],
        &["Achieng", "Barasa", "Kamau", "Kiptoo", "Mwangi", "Njoroge", "Ochieng", "Omondi", "Wairimu", "Wekesa"]),
    family_first("vi",
        &["Anh", "Bảo|bao", "Đức|duc", "Hạnh|hanh", "Lan", "Minh", "Ngọc|ngoc", "Phương|phuong", "Thảo|thao", "Tuấn|tuan"],
        &["Bùi|bui", "Đặng|dang", "Hoàng|hoang", "Lê|le", "Nguyễn|nguyen", "Phạm|pham", "Trần|tran", "Võ|vo"]),
    culture("cy",
        &["Aled", "Bethan", "Carys", "Dilys", "Eirlys", "Geraint", "Lowri", "Rhodri"],
        &["Bevan", "Cadwallader", "Gruffydd", "Llewelyn", "Morgan", "Prosser", "Rees", "Vaughan"]),
    culture("fa",
        &["آرش|arash", "بهار|bahar", "داریوش|dariush", "فرشته|fereshteh", "نگار|negar", "پریسا|parisa", "سیاوش|siavash", "یاسمن|yasaman"],
        &["احمدی|ahmadi", "فرهادی|farhadi", "کریمی|karimi", "مرادی|moradi", "نوری|nouri", "رستمی|rostami", "شیرازی|shirazi", "تهرانی|tehrani"]),
];

/// How many of a hundred people bear names of each entry of [`CULTURES`], in its order.
pub(crate) const WEIGHTS: &[u64] = &[16, 6, 14, 8, 8, 5, 6, 3, 4, 3, 3, 3, 5, 4, 3, 2, 3, 1, 3, 2, 4, 2, 1, 1];

/// A person's name, shown and as the parts of a handle.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    /// As the person writes it.
    pub(crate) full: String,
    /// ASCII, lower case.
    pub(crate) given: String,
    /// ASCII, lower case.
    pub(crate) family: String,
    /// The language of the name.
    pub(crate) locale: &'static str,
}

/// Draws a name.
pub(crate) fn draw(chance: &mut crate::chance::Chance) -> Name {
    let mut ticket = chance.below(WEIGHTS.iter().sum());
    let culture = CULTURES
        .iter()
        .zip(WEIGHTS)
        .find(|(_, weight)| {
            let here = ticket < **weight;
            ticket = ticket.saturating_sub(**weight);
            here
        })
        .map_or(&CULTURES[0], |(culture, _)| culture);
    let (given, given_ascii) = spellings(chance.text(culture.given));
    let (family, family_ascii) = spellings(chance.text(culture.family));
    let full = match (culture.family_first, culture.locale) {
        (false, _) => format!("{given} {family}"),
        // Korean and Chinese names are written without a space between, Japanese and Vietnamese ones with.
        (true, "ko" | "zh-CN") => format!("{family}{given}"),
        (true, _) => format!("{family} {given}"),
    };
    Name { full, given: given_ascii, family: family_ascii, locale: culture.locale }
}

fn spellings(entry: &'static str) -> (&'static str, String) {
    match entry.split_once('|') {
        Some((shown, ascii)) => (shown, ascii.to_owned()),
        None => (entry, fold(entry)),
    }
}

/// Accents off, lower case, letters only: enough for the Latin names above that carry no spelling of their own.
fn fold(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            'a'..='z' => Some(letter),
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' => Some('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' => Some('e'),
            'í' | 'ì' | 'î' | 'ï' => Some('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => Some('o'),
            'ú' | 'ù' | 'û' | 'ü' => Some('u'),
            'ç' | 'ć' => Some('c'),
            'ż' | 'ź' => Some('z'),
            'ñ' => Some('n'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_culture_has_a_weight_and_every_name_an_ascii_handle() {
        assert_eq!(CULTURES.len(), WEIGHTS.len());
        for culture in CULTURES {
            for entry in culture.given.iter().chain(culture.family) {
                let (_, ascii) = spellings(entry);
                assert!(!ascii.is_empty() && ascii.bytes().all(|byte| byte.is_ascii_lowercase()), "{entry} → {ascii}");
            }
        }
    }
}
