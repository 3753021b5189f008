//! Languages that people chose, as `lang:de` looks for them.

/// A language as it is compared: lower case, with `-` between its parts (`de`, `pt-br`); none for what is none.
pub(crate) fn language(written: &str) -> Option<String> {
    let language = written.trim().to_ascii_lowercase().replace('_', "-");
    let known = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let begins = language.starts_with(|c: char| c.is_ascii_lowercase());
    // The longest that RFC 5646 makes software keep room for.
    (begins && language.len() <= 35 && language.split('-').all(known)).then_some(language)
}

/// Whether somebody who chose this language speaks the wanted one: `de-AT` is `de` as well. Both as [`language`] gives them.
pub(crate) fn speaks(chosen: &str, wanted: &str) -> bool {
    chosen.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
