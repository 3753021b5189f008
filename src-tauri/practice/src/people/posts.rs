//! What people post. Written by hand, like their reasons: a page of posts is what a moderator judges by.

/// Language, content warning (empty: none), text, and a picture with its description (empty: a picture without one).
pub(crate) type Post = (&'static str, &'static str, &'static str, Option<&'static str>);

/// Ordinary posts.
#[rustfmt::skip]
pub(crate) const POSTS: &[Post] = &[
    ("en", "", "First frost on the allotment. The kale looks pleased, I am not. #allotment", Some("Curled kale leaves with white edges of frost.")),
    ("en", "", "Does anybody have a spare bobbin for a 1952 treadle machine? I can pay in jam.", None),
    ("en", "", "The 07:12 was a 07:41 today, which is the 07:12's way of being itself. #trains", None),
    ("en", "", "Fog.", Some("")),
    ("en", "", "Three waxwings in the rowan by the bus stop, and nobody looked up. #birding", Some("Three crested birds between red berries, a bus shelter out of focus behind them.")),
    ("en", "food", "Made soup for nine, four came, I regret nothing.", None),
    ("en", "uspol, tired", "I have turned the radio off and put the kettle on. That's it, that's the post.", None),
    ("en", "", "PSA: describing a picture takes less time than finding the right filter for it.\n\nThat is all. #AltText", None),
    ("en", "", "Found a letter from 1911 in the back of a drawer that I bought as \"empty\". It is about a pig.", Some("A page of brown ink handwriting; the word pig is legible twice.")),
    ("en", "health", "Results are fine. Thank you all for asking so gently.", None),
    ("en", "", "New reed for the shawm. The neighbours have been informed.", None),
    ("en", "", "Question for the gardeners: is it a weed if I like it?", None),
    ("en", "spider", "She has lived above the sink since May and her name is Dorothea.", Some("A large brown house spider on a white wall.")),
    ("en", "", "Choir on Thursday is in the small hall, not the large one. Bring a jumper.", None),
    ("en", "", "I read the whole shipping forecast to a two-year-old. She wants it again.", None),
    ("en", "", "The compost is at 61 degrees and so am I. #compost", None),
    ("de", "", "Im Wendland riecht es nach Äpfeln und nach Regen. Mehr brauche ich heute nicht. #garten", Some("Eine Kiste mit roten und gelben Äpfeln im nassen Gras.")),
    ("de", "", "Drei Fahrräder, ein Toaster und eine Puppe: heutiger Stand im Repair-Café. Die Puppe spricht wieder, leider.", None),
    ("de", "Kommunalpolitik", "Vier Stunden Bauausschuss. Ich kann jetzt sehr genau sagen, was ein Gehweg ist.", None),
    ("de", "", "Der Leim hält. Ich halte auch, aber knapp.", Some("")),
    ("fr", "", "Les ruches sont rentrées pour l’hiver. Elles grondent un peu, moi aussi. #abeilles", Some("Quatre ruches blanches sous un hangar, au crépuscule.")),
    ("fr", "", "Lavoir n° 112, au bout d’un chemin que la carte ne connaît pas. #patrimoine", Some("Un lavoir de pierre couvert de mousse, l’eau très claire.")),
    ("fr", "nourriture", "Vingt-deux crêpes, trois personnes. Les comptes ne tombent pas juste.", None),
    ("es", "", "Hoy he cosido un cuaderno de ochenta hojas y solo me he pinchado dos veces. #libros", Some("Un cuaderno cosido con hilo rojo sobre una mesa de madera.")),
    ("es", "", "21,4 grados, viento del norte, mate lavado. Fin del parte. #meteorología", None),
    ("pt-BR", "", "Sabiá na janela às cinco da manhã. Ele não trabalha amanhã. #aves", Some("Um sabiá-laranjeira num galho, contra o céu ainda escuro.")),
    ("nl", "", "Windkracht vijf, zeilen gezwicht, koffie klaar. #molens", Some("Een stellingmolen met halve zeilen onder snelle wolken.")),
    ("it", "", "Il cassetto era incollato con la colla sbagliata nel 1974. Oggi si apre.", None),
    ("pl", "", "Stary komputer się uruchomił i od razu chciał dyskietki. Rozumiem go.", None),
    ("sv", "", "Nyckelharpan låter som en dörr idag. En vacker dörr, men ändå. #folkmusik", None),
    ("ja", "", "廃駅のホームに猫がいました。時刻表は昭和五十三年のままです。#鉄道", Some("木造のホームのベンチに座る三毛猫。")),
    ("ar", "", "كتبت حرف الواو مئتي مرة اليوم، والمئتان الأولى لا تعجبني. #خط_عربي", Some("ورقة عليها صفوف من حرف الواو بحبر أسود.")),
    ("he", "", "החלה תפחה מעבר לתבנית ועכשיו היא שכנה. שבת שלום.", None),
    ("uk", "", "Листівка 1926 року: «Дощ, але ми співаємо». Нічого не змінилося. #історія", None),
    ("cy", "", "Gair y dydd: cynefin. Lle mae rhywun yn perthyn. #Cymraeg", None),
    ("ko", "", "장갑 한 짝을 다 떴는데 같은 손이 두 개가 됐다. #뜨개질", Some("")),
];
