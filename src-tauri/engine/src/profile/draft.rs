//! A server that is being connected: found, then entered with a token, then put on the desk.

use super::{FoundPerson, FoundServer, Hue, InstanceMark, Pattern, TokenPlace, Who};
use crate::connection::Trusted;
use crate::error::{ErrorCode, Result};
use crate::filter::is_invisible;
use crate::platform::oauth::Registered;
use crate::platform::{self, Found, Introduced};
use crate::secret::Credential;
use crate::store::desk::ProfileRecord;

/// How many places the desk has: `Ctrl+1` to `Ctrl+9`.
pub(crate) const PLACES: u8 = 9;

const NAME_LENGTH: usize = 60;

const PATTERNS: [Pattern; 6] =
    [Pattern::Solid, Pattern::Dashed, Pattern::Dotted, Pattern::Double, Pattern::Diagonal, Pattern::Wave];
const HUES: [Hue; 6] = [Hue::Blue, Hue::Teal, Hue::Purple, Hue::Brown, Hue::Pink, Hue::Slate];

/// A server that is being connected.
#[derive(Debug)]
pub(crate) struct Draft {
    pub found: Found,
    /// By what the server was recognised and reached.
    pub trusted: Trusted,
    /// What opens it and who that is, once the server took it.
    pub entered: Option<(Credential, Introduced)>,
    /// The application with which somebody was asked last: another sign-in needs no other one.
    pub registered: Option<Registered>,
}

impl Draft {
    /// What the person sees of the server.
    pub fn server(&self, id: &str) -> FoundServer {
        FoundServer {
            draft: id.to_owned(),
            address: self.found.base.for_people(),
            software: self.found.software.clone(),
            title: self.found.title.clone(),
            latency_ms: self.found.latency_ms,
            purposes: platform::purposes(&self.found.software, &self.found.base),
            sign_in: platform::sign_in_offers(&self.found.software),
        }
    }

    /// What the person sees of themselves there.
    pub fn person(
        &self,
        id: &str,
        you: Who,
        latency_ms: u32,
        token: TokenPlace,
        others: &[ProfileRecord],
    ) -> Result<FoundPerson> {
        let address = self.found.base.for_people();
        // What the server calls itself is what its moderators call it.
        let name = self.found.title.clone().and_then(|title| checked_name(&title).ok()).unwrap_or(address);
        Ok(FoundPerson {
            draft: id.to_owned(),
            software: self.found.software.clone(),
            you,
            latency_ms,
            mark: free_mark(&name, others)?,
            name,
            token,
            federated: platform::federated(self.found.software.platform),
        })
    }
}

/// A mark that no other profile has: the lowest free number, and a pattern and hue of its own while there are some.
pub(crate) fn free_mark(name: &str, others: &[ProfileRecord]) -> Result<InstanceMark> {
    let taken: Vec<u8> = others.iter().map(|other| other.mark.number).collect();
    let number = (1..=PLACES).find(|number| !taken.contains(number)).ok_or(ErrorCode::DeskFull)?;
    let turn = usize::from(number - 1);
    let taken_letters: Vec<&str> = others.iter().map(|other| other.mark.letters.as_str()).collect();
    let own: String = name.chars().filter(char::is_ascii_alphabetic).take(2).collect::<String>().to_uppercase();
    // An address without letters, or letters that are taken: the number tells them apart then.
    let letters = if own.len() == 2 && !taken_letters.contains(&own.as_str()) { own } else { format!("S{number}") };
    let looks: Vec<_> = others.iter().map(|other| (other.mark.pattern, other.mark.hue)).collect();
    let (pattern, hue) = free_look(turn, &looks);
    Ok(InstanceMark { number, letters, pattern, hue })
}

/// A look unlike all others, beginning with the one of this turn: numbers move when instances are put in another order,
/// looks don't, so that what goes with a number may be somebody's. Where there are many, hue or pattern alone differ.
fn free_look(turn: usize, taken: &[(Pattern, Hue)]) -> (Pattern, Hue) {
    let is_new_hue = |hue: Hue| taken.iter().all(|&(_, other)| other != hue);
    let is_new_pattern = |pattern: Pattern| taken.iter().all(|&(other, _)| other != pattern);
    let looks = || (turn..turn + PATTERNS.len() * HUES.len()).map(look);
    let free = looks().find(|&(pattern, hue)| is_new_hue(hue) && is_new_pattern(pattern));
    let free = free.or_else(|| looks().find(|&(_, hue)| is_new_hue(hue)));
    free.or_else(|| looks().find(|look| !taken.contains(look))).unwrap_or_else(|| look(turn))
}

/// The pattern and hue of a turn; hues are shifted after six, so that the seventh to ninth differ from the first three in both.
fn look(turn: usize) -> (Pattern, Hue) {
    let pattern = PATTERNS.get(turn % PATTERNS.len()).copied().unwrap_or(Pattern::Solid);
    let hue = HUES.get((turn + turn / HUES.len()) % HUES.len()).copied().unwrap_or(Hue::Blue);
    (pattern, hue)
}

/// A name that can be shown: trimmed, 1 to 60 characters, without what cannot be seen.
pub(crate) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME_LENGTH;
    if fits && !name.chars().any(|c| c.is_control() || is_invisible(c)) {
        Ok(name.to_owned())
    } else {
        Err(ErrorCode::NameInvalid.into())
    }
}

/// A mark that can be shown and whose number no other profile has.
pub(crate) fn checked_mark<'a>(
    mut mark: InstanceMark,
    mut others: impl Iterator<Item = &'a ProfileRecord>,
) -> Result<InstanceMark> {
    mark.letters = mark.letters.trim().to_uppercase();
    if mark.letters.chars().count() != 2 || !mark.letters.chars().all(char::is_alphanumeric) {
        return Err(ErrorCode::NameInvalid.into());
    }
    if !(1..=PLACES).contains(&mark.number) || others.any(|other| other.mark.number == mark.number) {
        return Err(ErrorCode::NumberTaken.into());
    }
    Ok(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instance_looks_unlike_the_others_whatever_its_number_is() {
        let mut taken = Vec::new();
        for turn in 0..6 {
            let (pattern, hue) = free_look(turn, &taken);
            assert!(taken.iter().all(|&(other, shade)| other != pattern && shade != hue), "{turn}");
            taken.push((pattern, hue));
        }
        // The third left, and the others moved up: whoever comes is the sixth, whose look is the fifth's by now.
        let left = taken.remove(2);
        assert_eq!(free_look(5, &taken), left);
        taken.push(left);
        for turn in 6..9 {
            let look = free_look(turn, &taken);
            assert!(!taken.contains(&look), "{turn}");
            taken.push(look);
        }
    }
}
