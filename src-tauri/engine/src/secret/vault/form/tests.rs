use super::*;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::typed(text.to_owned())
}

fn contents() -> Contents {
    let pairs = [("desk/key", "0123"), ("a/token", r#"{"token":"glpat-\"quoted\"","since":5}"#), ("empty", "")];
    pairs.into_iter().map(|(name, secret)| (name.to_owned(), Secret::new(secret.to_owned()))).collect()
}

fn bare(contents: &Contents) -> Vec<(String, String)> {
    contents.iter().map(|(name, secret)| (name.clone(), secret.expose().to_owned())).collect()
}

fn opened(file: &[u8], typed: &str) -> Result<Contents, Unopened> {
    let (_, contents) = Claims::of(file)?.opened(&passphrase(typed)).unwrap()?;
    Ok(contents)
}

fn unopened(file: &[u8], typed: &str) -> Unopened {
    opened(file, typed).map(|contents| bare(&contents)).unwrap_err()
}

/// As somebody does it who wants it to look whole.
fn with_checksum(mut file: Vec<u8>) -> Vec<u8> {
    file.truncate(file.len() - CHECKSUM);
    let checksum = Sha256::digest(&file);
    file.extend_from_slice(&checksum);
    file
}

#[test]
fn what_is_sealed_comes_back_with_the_passphrase_and_no_other() {
    let sealing = Sealing::fresh(&passphrase("gru\u{308}n wie gras")).unwrap();
    let file = sealing.sealed(&contents()).unwrap();
    assert_eq!(bare(&opened(&file, "gr\u{fc}n wie gras").unwrap()), bare(&contents()));
    assert_eq!(unopened(&file, "gr\u{fc}n wie Gras"), Unopened::WrongPassphrase);
    let nothing = sealing.sealed(&Contents::new()).unwrap();
    assert!(opened(&nothing, "gr\u{fc}n wie gras").unwrap().is_empty());
    for (name, secret) in bare(&contents()) {
        let holds = |part: &str| !part.is_empty() && file.windows(part.len()).any(|window| window == part.as_bytes());
        assert!(!holds(&name) && !holds(&secret), "{name}");
    }
}

#[test]
fn no_nonce_and_no_salt_is_used_twice() {
    let sealing = Sealing::fresh(&passphrase("0123456789")).unwrap();
    let parts = |file: &[u8]| (file[COSTS..COSTS + SALT].to_vec(), file[COSTS + SALT..HEADER].to_vec());
    let (salt, nonce) = parts(&sealing.sealed(&contents()).unwrap());
    let (same, other) = parts(&sealing.sealed(&contents()).unwrap());
    assert_eq!(salt, same);
    assert_ne!(nonce, other);
    let again = Sealing::fresh(&passphrase("0123456789")).unwrap();
    assert_ne!(parts(&again.sealed(&contents()).unwrap()).0, salt);
}

#[test]
fn whatever_is_changed_in_the_file_is_noticed() {
    let file = Sealing::fresh(&passphrase("0123456789")).unwrap().sealed(&contents()).unwrap();
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert!(matches!(Claims::of(&changed), Err(Unopened::Damaged(_))), "byte {at}");
    }
    for length in [0, 1, 16, HEADER, HEADER + CHECKSUM, file.len() - 1] {
        assert!(matches!(Claims::of(&file[..length]), Err(Unopened::Damaged(_))), "{length} bytes");
    }
    // By somebody who knows about the checksum: salt, nonce, what is sealed, its tag.
    for at in [COSTS, COSTS + SALT, HEADER, file.len() - CHECKSUM - 1] {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert_eq!(unopened(&with_checksum(changed), "0123456789"), Unopened::WrongPassphrase, "byte {at}");
    }
}

#[test]
fn a_file_that_lies_about_its_costs_is_not_tried() {
    let file = Sealing::fresh(&passphrase("0123456789")).unwrap().sealed(&contents()).unwrap();
    for (at, lie) in [(1, u32::MAX), (1, 262_145), (1, 8), (2, u32::MAX), (2, 1), (3, u32::MAX), (3, 0), (0, 2)] {
        let mut lying = file.clone();
        lying[MAGIC.len() + 4 * at..][..4].copy_from_slice(&lie.to_le_bytes());
        assert!(matches!(Claims::of(&with_checksum(lying)), Err(Unopened::Damaged(_))), "number {at} is {lie}");
    }
    assert!(Cost::USUAL.is_bearable());
}

#[test]
fn a_text_that_is_no_list_is_not_read() {
    assert!(read(&[]).unwrap().is_empty());
    for odd in [&[1][..], &[1, 0, 0, 0], &[1, 0, 0, 0, b'a'], &[0, 0, 0, 0, 9, 0, 0, 0, b'a'], &[255; 12]] {
        assert!(read(odd).is_none(), "{odd:?}");
    }
}
