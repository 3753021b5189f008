//! Takes secrets out of what a server says, should it repeat them: as they are, or in a form that only looks otherwise.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

/// What stands in the place of a secret.
const INSTEAD: &str = "…";

/// The words without the secrets.
pub(crate) fn redacted(mut said: String, secrets: &[&str]) -> String {
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        for form in forms(secret) {
            if said.contains(form.as_str()) {
                said = said.replace(form.as_str(), INSTEAD);
            }
        }
    }
    said
}

/// The secret as it is, percent-encoded, in hexadecimal digits, and in base 64: by itself or within something longer, as in
/// the header of a basic sign-in, where what stands before it decides how it looks.
pub(crate) fn forms(secret: &str) -> Vec<Zeroizing<String>> {
    let bytes = secret.as_bytes();
    let hex = |upper: bool| {
        let mut digits = Zeroizing::new(String::with_capacity(2 * bytes.len()));
        for byte in bytes {
            digits.extend([byte >> 4, byte & 15].into_iter().filter_map(|half| char::from_digit(half.into(), 16)));
        }
        if upper {
            digits.make_ascii_uppercase();
        }
        digits
    };
    let mut forms = vec![Zeroizing::new(secret.to_owned()), hex(false), hex(true)];
    forms.push(Zeroizing::new(url::form_urlencoded::byte_serialize(bytes).collect()));
    for before in 0..3 {
        let mut whole = Zeroizing::new(vec![0; before]);
        whole.extend_from_slice(bytes);
        let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(&*whole));
        // Letters that stand for a neighbour's bits, too, are not the secret's alone.
        let first = [0, 2, 3][before];
        let last = encoded.len() - usize::from(whole.len() % 3 != 0);
        let own = Zeroizing::new(encoded.get(first..last).unwrap_or_default().to_owned());
        forms.push(Zeroizing::new(own.replace('+', "-").replace('/', "_")));
        forms.push(own);
    }
    // What is so short is no secret's.
    forms.retain(|form| form.len() >= 4);
    forms
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_form_of_a_secret_stays(secret in "[!-~]{8,80}", before in "[ -~]{0,9}", after in "[ -~]{0,9}") {
            let whole = format!("{before}{secret}{after}");
            let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let digits: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
            let said = [STANDARD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole), percent, digits.to_lowercase(), digits, whole];
            for said in said {
                let clean = redacted(format!("you sent <{said}>"), &[&secret]);
                prop_assert!(clean.contains(INSTEAD), "{clean}");
                for form in forms(&secret) {
                    prop_assert!(!clean.contains(form.as_str()), "{clean}");
                }
            }
        }

        #[test]
        fn other_words_are_left_alone(said in "[ -~]{0,200}", secret in "[A-Z]{30}") {
            prop_assume!(!said.contains(&secret));
            prop_assert_eq!(redacted(said.clone(), &[&secret, ""]), said);
        }
    }
}
