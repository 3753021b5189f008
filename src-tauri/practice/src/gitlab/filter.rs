//! Which users a list holds (3.1, 3.2), by version. Unknown parameters are dropped without a word.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;

use super::index::List;
use super::order::Order;
use super::refusal::Refusal;
use super::register::Register;
use super::state::{State, User, UserType};
use super::switches::{GitlabSwitches, Inferred};
use crate::call::Params;

/// A shorter search has to match a whole name (3.2).
const SHORTEST_PART: usize = 3;

/// A parsed filter; all parts have to hold. A flag that is false is as good as absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    as_admin: bool,
    short_parts: bool,
    username: Option<String>,
    search: Option<String>,
    public_email: Option<String>,
    active: bool,
    blocked: bool,
    exclude_active: bool,
    external: bool,
    exclude_external: bool,
    humans: bool,
    exclude_humans: bool,
    exclude_internal: bool,
    without_project_bots: bool,
    admins: bool,
    without_projects: bool,
    two_factor: Option<bool>,
    created_after: Option<Timestamp>,
    created_before: Option<Timestamp>,
    identity: Option<(String, String)>,
    custom_attributes: Vec<(String, String)>,
    auditors: bool,
    skip_ldap: bool,
    saml_provider: Option<i64>,
    enterprise: bool,
}

impl Filter {
    /// Reads the parameters; those for administrators are ignored for others (the privilege trap).
    pub(super) fn parse(query: &Params, as_admin: bool, switches: &GitlabSwitches) -> Result<Self, Refusal> {
        let flag = |name: &str| boolean(query, name);
        let since_17 = |name: &str| if switches.at_least(17, 0) { boolean(query, name) } else { Ok(false) };
        let enterprise = |name: &str| if switches.enterprise { boolean(query, name) } else { Ok(false) };
        // By accident before parameters were declared, ignored in 17 and 18, declared since 19 (1.7).
        let by_public_email = !switches.at_least(17, 0) || switches.at_least(19, 0);
        let text = |name: &str| query.filled(name).map(str::to_owned);
        let for_admin = |name: &str| boolean(query, name).map(|value| value && as_admin);
        let (created_after, created_before) = (moment(query, "created_after")?, moment(query, "created_before")?);
        let identity = match (text("extern_uid"), text("provider")) {
            (None, None) => None,
            (Some(_), Some(_)) if !as_admin => return Err(Refusal::forbidden()),
            (Some(uid), Some(provider)) => Some((provider, uid)),
            (Some(_), None) | (None, Some(_)) => {
                let why = "extern_uid, provider provide all or none of parameters";
                return Err(Refusal::Parameter(why.to_owned()));
            }
        };
        let saml_provider =
            query.filled("saml_provider_id").filter(|_| switches.enterprise).map(str::parse::<i64>).transpose();
        let saml_provider = saml_provider.map_err(|_| Refusal::Parameter("saml_provider_id is invalid".to_owned()))?;
        let two_factor = match query.get("two_factor") {
            Some("enabled") => Some(true),
            Some("disabled") => Some(false),
            _ => None,
        };
        let custom_attributes = query.iter().filter_map(|(name, value)| {
            let key = name.strip_prefix("custom_attributes[")?.strip_suffix(']')?;
            Some((key.to_owned(), value.to_owned()))
        });
        Ok(Self {
            as_admin,
            short_parts: switches.other(Inferred::ShortSearchesMatch),
            username: text("username"),
            search: searched(query).map(str::to_lowercase),
            public_email: text("public_email").filter(|_| by_public_email),
            active: flag("active")?,
            blocked: flag("blocked")?,
            exclude_active: since_17("exclude_active")?,
            external: flag("external")?,
            exclude_external: flag("exclude_external")?,
            humans: since_17("humans")?,
            exclude_humans: since_17("exclude_humans")?,
            exclude_internal: flag("exclude_internal")?,
            without_project_bots: flag("without_project_bots")?,
            admins: for_admin("admins")?,
            without_projects: for_admin("without_projects")?,
            two_factor: two_factor.filter(|_| as_admin),
            created_after: created_after.filter(|_| as_admin),
            created_before: created_before.filter(|_| as_admin),
            identity,
            custom_attributes: if as_admin { custom_attributes.collect() } else { Vec::new() },
            auditors: enterprise("auditors")?,
            skip_ldap: enterprise("skip_ldap")?,
            saml_provider,
            enterprise: switches.enterprise,
        })
    }

    /// Whether nothing is asked and nobody is hidden.
    pub(super) fn is_everybody(&self) -> bool {
        let same =
            Self { short_parts: self.short_parts, enterprise: self.enterprise, as_admin: true, ..Self::default() };
        *self == same
    }

    /// Among whom those are who match, where the register knows some few; none: most match, or nothing tells.
    pub(super) fn candidates<'a>(&self, users: &'a Register) -> Option<Cow<'a, BTreeSet<i64>>> {
        let lists = [
            (self.blocked, List::Blocked),
            (self.exclude_active, List::NotActive),
            (self.admins, List::Admins),
            (self.external, List::External),
            (self.exclude_humans, List::Machines),
            (self.identity.is_some() || self.saml_provider.is_some(), List::Identified),
            (self.auditors, List::Auditors),
            (!self.custom_attributes.is_empty(), List::Attributed),
        ];
        let listed = lists.into_iter().filter(|(asked, _)| *asked).map(|(_, list)| Cow::Borrowed(users.listed(list)));
        let named = self
            .username
            .as_deref()
            .map(|name| Cow::Owned(users.named(name).map(|user| user.id).into_iter().collect()));
        let dated = self.created_after.is_some() || self.created_before.is_some();
        let created = dated.then(|| users.created(self.created_after, self.created_before)).flatten().map(Cow::Owned);
        listed.chain(named).chain(created).min_by_key(|ids| ids.len())
    }

    /// Whether the list holds this user.
    pub(super) fn matches(&self, user: &User) -> bool {
        let internal = user.user_type.is_internal();
        let human = user.user_type == UserType::Human;
        // Others than administrators never see these, and are not told.
        let visible = self.as_admin || !matches!(user.state, State::Blocked | State::LdapBlocked | State::Banned);
        visible
            && self.username.as_ref().is_none_or(|name| name.eq_ignore_ascii_case(&user.username))
            && self.search.as_ref().is_none_or(|text| self.found(text, user))
            && self.public_email.as_ref().is_none_or(|mail| *mail == user.public_email)
            && (!self.active || (user.state == State::Active && !internal))
            && (!self.blocked || matches!(user.state, State::Blocked | State::LdapBlocked))
            && (!self.exclude_active || user.state != State::Active)
            && (!self.external || user.external)
            && (!self.exclude_external || !user.external)
            && (!self.humans || human)
            && (!self.exclude_humans || !human)
            && (!self.exclude_internal || !internal)
            && (!self.without_project_bots || user.user_type != UserType::ProjectBot)
            && (!self.admins || user.is_admin)
            && (!self.without_projects || user.projects == 0)
            && self.two_factor.is_none_or(|wanted| user.two_factor == wanted)
            // Both bounds belong to it (`app/models/concerns/created_at_filterable.rb`).
            && self.created_after.is_none_or(|after| user.created_at >= after)
            && self.created_before.is_none_or(|before| user.created_at <= before)
            && self.identity.as_ref().is_none_or(|(provider, uid)| {
                let mut known = user.identities.iter().filter(|own| self.enterprise || !own.is_scim());
                known.any(|own| own.provider == *provider && own.extern_uid == *uid)
            })
            && (!self.auditors || user.is_auditor)
            && (!self.skip_ldap || user.identities.iter().all(|own| !own.provider.starts_with("ldap")))
            && self.saml_provider.is_none_or(|id| user.identities.iter().any(|own| own.saml_provider_id == Some(id)))
            && self.custom_attributes.iter().all(|(key, value)| user.custom_attributes.get(key) == Some(value))
    }

    /// Part of the name or username; a mail address only whole, and only public ones for others than administrators.
    fn found(&self, text: &str, user: &User) -> bool {
        let parts = self.short_parts || text.chars().count() >= SHORTEST_PART;
        let by_name = [&user.name, &user.username]
            .into_iter()
            .any(|name| if parts { holds(name, text) } else { name.to_lowercase() == text });
        let same = |mail: &String| mail.eq_ignore_ascii_case(text) || (!mail.is_ascii() && mail.to_lowercase() == text);
        by_name
            || same(&user.public_email)
            || (self.as_admin && (same(&user.email) || user.other_emails.iter().any(same)))
    }

    /// How well a user fits the search, best first: the order of a search that names no other.
    fn rank(&self, user: &User) -> u8 {
        let Some(text) = &self.search else { return 0 };
        if user.public_email.to_lowercase() == *text {
            0
        } else if user.username.to_lowercase() == *text {
            1
        } else if user.name.to_lowercase() == *text {
            2
        } else {
            3
        }
    }

    /// Sorts a page's candidates.
    pub(super) fn sort(&self, users: &mut [&User], order: &Order) {
        match order {
            Order::BestMatch => users.sort_by_cached_key(|user| (self.rank(user), user.name.to_lowercase(), user.id)),
            Order::By(column, descending) => {
                users.sort_by_cached_key(|user| column.place(user));
                if *descending {
                    users.reverse();
                }
            }
        }
    }
}

/// Whether a name has a part, which is in lower case. Plain letters are compared where they stand: a search looks at everybody.
fn holds(name: &str, part: &str) -> bool {
    if name.is_ascii() {
        name.as_bytes().windows(part.len().max(1)).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
    } else {
        name.to_lowercase().contains(part)
    }
}

/// A leading `@` does not count, and a search for nothing is none.
pub(super) fn searched(query: &Params) -> Option<&str> {
    let text = query.get("search")?.trim();
    Some(text.strip_prefix('@').unwrap_or(text)).filter(|text| !text.is_empty())
}

pub(super) fn boolean(query: &Params, name: &str) -> Result<bool, Refusal> {
    query.filled(name).map_or(Ok(false), |text| truth(name, text))
}

/// Yes or no in all the words that Grape's coercion knows (dry-types, `Params::Bool`): python-gitlab says `True`.
pub(super) fn truth(name: &str, text: &str) -> Result<bool, Refusal> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" | "yes" | "y" | "on" => Ok(true),
        "false" | "f" | "0" | "no" | "n" | "off" => Ok(false),
        _ => Err(Refusal::Parameter(format!("{name} is invalid"))),
    }
}

/// A moment with an offset, or a day (its start in UTC).
fn moment(query: &Params, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = query.filled(name) else {
        return Ok(None);
    };
    let whole = text
        .parse::<Timestamp>()
        .or_else(|_| format!("{text}T00:00:00Z").parse())
        .or_else(|_| format!("{text}Z").parse());
    whole.map(Some).map_err(|_| Refusal::Parameter(format!("{name} is invalid")))
}
