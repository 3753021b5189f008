//! Profiles that try a desk's patience: markup, directions of writing, letters that can't be seen, names without end.

use super::super::state::Field;
use super::plant::{Planter, html};
use super::queue::{applicant, minutes};
use crate::people::names::Name;
use crate::people::reasons;
use crate::time::DAY;

struct Odd {
    handle: &'static str,
    display_name: String,
    note: String,
    field: Option<(&'static str, &'static str)>,
}

fn odds() -> Vec<Odd> {
    let odd = |handle, display_name: &str, note: &str| Odd {
        handle,
        display_name: display_name.to_owned(),
        note: note.to_owned(),
        field: None,
    };
    vec![
        Odd {
            field: Some((
                "<b>Site</b>",
                "<a href=\"javascript:alert('field')\">click me</a><img src=x onerror=\"document.title='owned'\">",
            )),
            ..odd(
                "scripty",
                "<img src=x onerror=alert(1)>",
                "<p>Hello <script>window.pwned = true</script><b onclick=\"alert(2)\">there</b> <a href=\"javascript:alert(3)\">my page</a></p><style>*{display:none}</style><iframe src=\"https://collect.example/\"></iframe>",
            )
        },
        odd(
            "office_desk",
            "\u{202E}ksed troppuS\u{202C} Hollyhock \u{2066}official\u{2069}",
            &html("We will never ask for your password. Please send us your password."),
        ),
        odd("kirn", "K\u{200B}im Lind\u{200D}qvist\u{FEFF}", &html("Moderator, tea first.")),
        odd(
            "endless",
            &"Lopado"
                .chars()
                .chain("temachoselachogaleokranioleipsano".chars())
                .cycle()
                .take(10_000)
                .collect::<String>(),
            &html("My name is a dish. It has all the fish."),
        ),
        odd("sunflower", "🌻🐝🌻", &html("🌻")),
        odd("layla_h", "ليلى حداد", &html("خطاطة ومرممة مخطوطات. أحب القهوة والصمت.")),
        odd("tamar_c", "תמר כהן", &html("מורה למוזיקה, אופה בשבתות.")),
        odd(
            "zalgo",
            "Z\u{0335}\u{0321}\u{034D}a\u{0336}\u{0316}l\u{0334}\u{0323}g\u{0337}\u{0324}o\u{0338}\u{0325}",
            &html("He comes. Also he is vegetarian."),
        ),
        odd("blank_page", "\u{3164}", ""),
    ]
}

/// Settled people with such profiles, and two who wait with such reasons.
pub(super) fn plant(planter: &mut Planter) {
    for (at, odd) in odds().into_iter().enumerate() {
        planter.crowd.reserve(odd.handle);
        let name =
            Name { full: odd.handle.to_owned(), given: odd.handle.to_owned(), family: "x".to_owned(), locale: "en" };
        let age = (9 + at as i64 * 21) * DAY;
        let id = planter.local(age, odd.handle, &name).id;
        planter.live(id, &name, age);
        planter.alter(id, |account| {
            account.profile.display_name = odd.display_name;
            account.profile.note = odd.note;
            let field =
                odd.field.map(|(name, value)| Field { name: name.into(), value: value.into(), verified_at: None });
            account.profile.fields.splice(0..0, field);
        });
    }
    for (age, reason) in [(305, reasons::FORMULA.to_owned()), (415, reasons::very_long())] {
        let id = applicant(planter, minutes(age), true);
        planter.user(id, |user| user.invite_request = Some(reason));
    }
}
