//! Which accounts a list holds: v2's parameters, and v1 as the translation layer over them that it has been since 3.5 (1.2, 1.3).

use std::net::IpAddr;

use ipnet::IpNet;

use super::candidates::Clue;
use super::index::List;
use super::refusal::Refusal;
use super::roles::{MANAGE_REPORTS, ROLES};
use super::state::{Account, User};
use crate::Dialect;
use crate::call::Params;

/// Parameters that v1 permits, and keeps in its Link header.
pub(super) const V1: &[&str] = &[
    "local",
    "remote",
    "by_domain",
    "active",
    "pending",
    "disabled",
    "sensitized",
    "silenced",
    "suspended",
    "username",
    "display_name",
    "email",
    "ip",
    "staff",
];
/// Parameters that v2 permits. `role_ids` is kept in Link as a scalar only: the array form gets lost there.
pub(super) const V2: &[&str] = &[
    "origin",
    "status",
    "permissions",
    "username",
    "by_domain",
    "display_name",
    "email",
    "ip",
    "invited_by",
    "role_ids",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Active,
    Pending,
    Disabled,
    Silenced,
    Sensitized,
    Suspended,
}

/// A parsed filter; all parts have to hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    local: Option<bool>,
    status: Option<Status>,
    roles: Option<Vec<i64>>,
    invited_by: Option<i64>,
    username: Option<String>,
    display_name: Option<String>,
    email: Option<String>,
    domain: Option<String>,
    /// The inner none: unreadable, finds nobody.
    network: Option<Option<IpNet>>,
}

impl Filter {
    /// v1: local and not suspended unless asked otherwise; flags count by being there, whatever their value.
    pub(super) fn v1(query: &Params) -> Self {
        let flagged = |name: &str| query.filled(name).is_some();
        let status = [
            ("suspended", Status::Suspended),
            ("silenced", Status::Silenced),
            ("disabled", Status::Disabled),
            ("pending", Status::Pending),
        ];
        let status = status.into_iter().find(|(name, _)| flagged(name)).map_or(Status::Active, |(_, status)| status);
        Self {
            local: Some(!flagged("remote")),
            status: Some(status),
            roles: flagged("staff").then(staff_roles),
            ..Self::common(query)
        }
    }

    /// v2: no defaults; unknown words are refused, which 3.5 does with an exception.
    pub(super) fn v2(query: &Params, version: Dialect) -> Result<Self, Refusal> {
        let unknown = |what: &str, word: &str| match version {
            Dialect::V3_5 => Refusal::Broken,
            _ => Refusal::BadRequest(format!("Unknown {what}: {word}")),
        };
        let status = match query.filled("status") {
            None => None,
            Some("active") => Some(Status::Active),
            Some("pending") => Some(Status::Pending),
            Some("disabled") => Some(Status::Disabled),
            Some("silenced") => Some(Status::Silenced),
            Some("sensitized") if version >= Dialect::V4_0 => Some(Status::Sensitized),
            Some("suspended") => Some(Status::Suspended),
            Some(other) => return Err(unknown("status", other)),
        };
        let local = match query.filled("origin") {
            None => None,
            Some("local") => Some(true),
            Some("remote") => Some(false),
            Some(other) => return Err(unknown("origin", other)),
        };
        let asked: Vec<i64> = query.all("role_ids[]").chain(query.filled("role_ids")).map(number).collect();
        let roles = match query.filled("permissions") {
            Some("staff") => Some(staff_roles()),
            // Roles have ids since 4.0.
            _ => Some(asked).filter(|roles| !roles.is_empty() && version >= Dialect::V4_0),
        };
        Ok(Self { local, status, roles, invited_by: query.filled("invited_by").map(number), ..Self::common(query) })
    }

    fn common(query: &Params) -> Self {
        let text = |name: &str| query.filled(name).map(|value| value.trim().to_owned());
        Self {
            username: text("username").map(|name| name.trim_start_matches(['@', ' ']).to_owned()),
            display_name: text("display_name"),
            email: text("email"),
            domain: text("by_domain"),
            network: text("ip").map(|text| network(&text)),
            ..Self::default()
        }
    }

    /// What narrows the search down before [`Filter::matches`] looks at each; all of them hold for whoever matches.
    pub(super) fn clues(&self) -> Vec<Clue<'_>> {
        let status = self.status.and_then(Status::list).map(Clue::On);
        let network = self.network.flatten().map(Clue::Network);
        let clues = [
            status,
            self.roles.as_ref().map(|_| Clue::On(List::Staff)),
            self.invited_by.map(Clue::InvitedBy),
            self.username.as_deref().map(Clue::Username),
            self.display_name.as_deref().map(Clue::DisplayName),
            self.email.as_deref().map(Clue::Mail),
            self.domain.as_deref().map(Clue::Domain),
            network,
        ];
        clues.into_iter().flatten().collect()
    }

    /// Whether nobody can match, whoever they are.
    pub(super) fn finds_nobody(&self) -> bool {
        self.network == Some(None)
    }

    /// Whether the list holds this account.
    pub(super) fn matches(&self, account: &Account, version: Dialect) -> bool {
        let user = account.user.as_deref();
        let of_user = |test: &dyn Fn(&User) -> bool| user.is_some_and(test);
        // A domain overrides either origin: both constrain one column, and the later constraint wins.
        let origin_fits = match &self.domain {
            Some(domain) => account.domain.as_ref() == Some(domain),
            None => self.local.is_none_or(|local| account.is_local() == local),
        };
        origin_fits
            && self.status.is_none_or(|status| status.holds(account, version))
            && self.roles.as_ref().is_none_or(|roles| of_user(&|user| user.role.is_some_and(|role| roles.contains(&role))))
            // The inviting *user's* id, which no JSON shows: the documentation promises the account's.
            && self.invited_by.is_none_or(|inviter| of_user(&|user| user.invited_by.as_ref().is_some_and(|by| by.user == inviter)))
            && self.username.as_ref().is_none_or(|start| like(start, &account.username))
            && self.display_name.as_ref().is_none_or(|start| like(start, &account.profile.display_name))
            && self.email.as_ref().is_none_or(|start| of_user(&|user| like(start, &user.email)))
            && self.network.as_ref().is_none_or(|network| of_user(&|user| network.is_some_and(|network| user.addresses.iter().any(|address| network.contains(&address.ip)))))
    }
}

impl Status {
    /// The side list that has all who hold this status; none: it is what most are.
    const fn list(self) -> Option<List> {
        match self {
            Self::Active => None,
            Self::Pending => Some(List::Pending),
            Self::Disabled => Some(List::Disabled),
            Self::Silenced => Some(List::Silenced),
            Self::Sensitized => Some(List::Sensitized),
            Self::Suspended => Some(List::Suspended),
        }
    }

    fn holds(self, account: &Account, version: Dialect) -> bool {
        let suspended = account.suspension.is_some();
        match self {
            Self::Active => !suspended,
            Self::Pending => account.user.as_ref().is_some_and(|user| !user.approved),
            // 3.5 counted suspended ones as well.
            Self::Disabled => {
                (!suspended || version == Dialect::V3_5) && account.user.as_ref().is_some_and(|user| user.disabled)
            }
            Self::Silenced => account.silenced_at.is_some(),
            Self::Sensitized => account.sensitized_at.is_some(),
            Self::Suspended => suspended,
        }
    }
}

fn staff_roles() -> Vec<i64> {
    ROLES.iter().filter(|role| role.may(MANAGE_REPORTS)).map(|role| role.id).collect()
}

/// An address, or a range in CIDR notation.
fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// Whether an `ip` filter can be read at all.
pub(super) fn readable_network(text: &str) -> bool {
    network(text.trim()).is_some()
}

/// A number as Ruby's `to_i` and the database's cast read it: leading digits, else 0.
pub(super) fn number(text: &str) -> i64 {
    let text = text.trim_start();
    let digits =
        text.char_indices().take_while(|(at, letter)| letter.is_ascii_digit() || (*at == 0 && *letter == '-')).count();
    text[..digits].parse().unwrap_or(0)
}

/// `ILIKE 'start%'` without escaping: `%` and `_` in what people type are wildcards.
fn like(start: &str, text: &str) -> bool {
    let pattern: Vec<char> = start.to_lowercase().chars().chain(['%']).collect();
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('%') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(letter) if *letter == '_' || *letter == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((at, taken)) => {
                    (p, t) = (at + 1, taken + 1);
                    retry = Some((at, taken + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|letter| *letter == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_match_and_wildcards_are_not_escaped() {
        assert!(like("Foo", "foobar"));
        assert!(!like("bar", "foobar"));
        assert!(like("%bar", "foobar"));
        assert!(like("foo_bar", "fooxbar"));
        assert!(like("%@spam.example", "a@spam.example"));
        assert!(!like("foobarbaz", "foobar"));
        assert!(like("a%b%c", "axxbxxbxxc"));
    }

    #[test]
    fn a_host_inside_a_range_stands_for_the_range() {
        assert!(network("192.0.2.77/24").is_some_and(|net| net.contains(&"192.0.2.3".parse::<IpAddr>().unwrap())));
        assert!(network("nonsense").is_none());
    }

    #[test]
    fn numbers_are_read_as_ruby_does() {
        assert_eq!(["12", "12abc", "abc", "-5", ""].map(number), [12, 12, 0, -5, 0]);
    }
}
