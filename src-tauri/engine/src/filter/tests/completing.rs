//! What is offered while one types.

use proptest::prelude::*;

use super::super::*;

fn offer(field: FilterField, values: &[&str]) -> FieldOffer {
    let values = values.iter().copied().map(str::to_owned).collect();
    FieldOffer { field, word: field.word().to_owned(), matching: Matching::OneOf, values }
}

fn offers() -> Vec<FieldOffer> {
    vec![
        offer(FilterField::Text, &[]),
        offer(FilterField::State, &["pending", "not-suspended", "limited", "suspended", "staff"]),
        offer(FilterField::Name, &[]),
        offer(FilterField::Domain, &[]),
        offer(FilterField::Role, &["Owner", "Site owner", "a,b"]),
        offer(FilterField::Joined, &[]),
        offer(FilterField::Projects, &["none"]),
        offer(FilterField::Has, &["reason", "role"]),
    ]
}

/// What the text becomes by each choice, the caret being where `|` stands.
fn chosen(typed: &str, common: &[&str]) -> Vec<String> {
    let (before, after) = typed.split_once('|').unwrap();
    let caret = u32::try_from(before.encode_utf16().count()).unwrap();
    let typed = format!("{before}{after}");
    let common: Vec<String> = common.iter().copied().map(str::to_owned).collect();
    let units: Vec<u16> = typed.encode_utf16().collect();
    let become_of = |completion: Completion| {
        let (start, length) = (completion.start as usize, completion.length as usize);
        let text = |units: &[u16]| String::from_utf16(units).unwrap();
        format!("{}{}{}", text(&units[..start]), completion.text, text(&units[start + length..]))
    };
    Typing::at(&typed, caret).completions(&offers(), &common).into_iter().map(become_of).collect()
}

#[test]
fn filter_words_and_their_values_are_offered_at_the_caret() {
    let cases: &[(&str, &[&str])] = &[
        ("r|", &["role:"]),
        ("x -R|", &["x -role:"]),
        ("🙂 s|t x", &["🙂 state: x"]),
        ("st|ate:pending x", &["state:pending x"]),
        ("sus|", &["state:suspended"]),
        ("-sus|", &["-state:suspended"]),
        ("state:s|", &["state:suspended", "state:staff", "state:not-suspended"]),
        ("x is:pen|ding,limited", &["x state:pending,limited"]),
        ("-state:pending,l|x y", &["-state:pending,limited y"]),
        (
            "state:pending,|",
            &["state:pending,not-suspended", "state:pending,limited", "state:pending,suspended", "state:pending,staff"],
        ),
        ("role:own|", &["role:Owner", "role:\"Site owner\""]),
        ("role:\"Site o|", &["role:\"Site owner\""]),
        ("role:\"Site o|wn\" x", &["role:\"Site owner\" x"]),
        ("role:Owner,\"a|", &["role:Owner,\"a,b\""]),
        ("joined:|", &["joined:<1d", "joined:<7d", "joined:<30d", "joined:>1y"]),
        ("joined:<3|", &["joined:<30d"]),
        ("has:r|", &["has:reason", "has:role"]),
        ("projects:|", &["projects:none"]),
        ("-projects:|", &[]),
        ("-pro|", &[]),
        ("\"state:p|", &[]),
        ("\"a b\" sta|", &["\"a b\" state:", "\"a b\" state:staff"]),
        ("zzz|", &[]),
        ("kind:b|", &[]),
        ("state:pending|", &[]),
    ];
    for (typed, wanted) in cases {
        assert_eq!(chosen(typed, &[]), *wanted, "{typed}");
    }
    assert_eq!(chosen("|", &[]).len(), 7, "every word of the filter");
    assert_eq!(chosen("x |", &[])[0], "x state:");
    assert_eq!(chosen("domain:s|", &["spam.example", "s.example"]), ["domain:spam.example", "domain:s.example"]);
    assert_eq!(chosen("domain:spam.example,s|", &["spam.example"]), Vec::<String>::new());
    let many: Vec<String> = (0..30).map(|at| format!("x{at}.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(chosen("domain:|", &many).len(), 12);
}

proptest! {
    #[test]
    fn whatever_is_chosen_is_understood_and_replaces_what_is_there(
        begun in proptest::sample::select(vec!["", "-", "state:", "-role:\"", "role:a,", "has:", "x \"", "s"]),
        typed in "\\PC{0,12}", caret in 0_u32..40,
    ) {
        let typed = format!("{begun}{typed}");
        let units: Vec<u16> = typed.encode_utf16().collect();
        for completion in Typing::at(&typed, caret).completions(&offers(), &[]) {
            let end = (completion.start + completion.length) as usize;
            prop_assert!(end <= units.len());
            prop_assert!(String::from_utf16(&units[completion.start as usize..end]).is_ok(), "no letter is cut");
            if !completion.open && !completion.text.contains(',') {
                prop_assert_eq!(Filter::parse(&completion.text).1, [], "{}", completion.text);
            }
        }
    }
}
