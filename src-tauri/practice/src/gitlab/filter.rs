//! Which users a list holds and in which order (3.1, 3.2). Unknown parameters are dropped without a word.

use jiff::Timestamp;

use super::refusal::Refusal;
use super::state::{State, User, UserType};
use crate::call::Params;

/// Below this length a search has to match the whole name or username.
const SHORTEST_SUBSTRING: usize = 3;

/// A parsed filter; all parts have to hold. A flag that is false is as good as absent.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    as_admin: bool,
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
}

impl Filter {
    /// Reads the parameters; those for administrators are ignored for others (the privilege trap).
    pub(super) fn parse(query: &Params, as_admin: bool) -> Result<Self, Refusal> {
        let flag = |name: &str| boolean(query, name);
        let text = |name: &str| query.filled(name).map(str::to_owned);
        let for_admin = |name: &str| boolean(query, name).map(|value| value && as_admin);
        let (created_after, created_before) = (moment(query, "created_after")?, moment(query, "created_before")?);
        let identity = match (text("extern_uid"), text("provider")) {
            (None, None) => None,
            (Some(_), Some(_)) if !as_admin => return Err(Refusal::forbidden()),
            (Some(uid), Some(provider)) => Some((provider, uid)),
            (Some(_), None) => return Err(Refusal::Parameter("provider is missing".to_owned())),
            (None, Some(_)) => return Err(Refusal::Parameter("extern_uid is missing".to_owned())),
        };
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
            username: text("username"),
            search: query.filled("search").map(|text| text.trim().trim_start_matches('@').to_lowercase()),
            public_email: text("public_email"),
            active: flag("active")?,
            blocked: flag("blocked")?,
            exclude_active: flag("exclude_active")?,
            external: flag("external")?,
            exclude_external: flag("exclude_external")?,
            humans: flag("humans")?,
            exclude_humans: flag("exclude_humans")?,
            exclude_internal: flag("exclude_internal")?,
            without_project_bots: flag("without_project_bots")?,
            admins: for_admin("admins")?,
            without_projects: for_admin("without_projects")?,
            two_factor: two_factor.filter(|_| as_admin),
            created_after: created_after.filter(|_| as_admin),
            created_before: created_before.filter(|_| as_admin),
            identity,
            custom_attributes: if as_admin { custom_attributes.collect() } else { Vec::new() },
        })
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
            && self.created_after.is_none_or(|after| user.created_at > after)
            && self.created_before.is_none_or(|before| user.created_at < before)
            && self.identity.as_ref().is_none_or(|(provider, uid)| {
                user.identities.iter().any(|own| own.provider == *provider && own.extern_uid == *uid)
            })
            && self.custom_attributes.iter().all(|(key, value)| user.custom_attributes.get(key) == Some(value))
    }

    /// Part of the name or username; a mail address only whole, and only public ones for others than administrators.
    fn found(&self, text: &str, user: &User) -> bool {
        let names = [user.name.to_lowercase(), user.username.to_lowercase()];
        let by_name = names
            .iter()
            .any(|name| if text.chars().count() < SHORTEST_SUBSTRING { name == text } else { name.contains(text) });
        let same = |mail: &String| mail.to_lowercase() == text;
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

/// What a list is sorted by; ties go by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Also for `created_at`, which the server replaces by the id.
    Id,
    Name,
    Username,
    UpdatedAt,
}

impl Column {
    /// Where a user stands in the ascending order. A cursor keeps this, so that its page begins behind it, whoever has come, gone or changed meanwhile.
    pub(super) fn place(self, user: &User) -> (String, i64) {
        let value = match self {
            Self::Id => String::new(),
            Self::Name => user.name.to_lowercase(),
            Self::Username => user.username.clone(),
            Self::UpdatedAt => format!("{:030}", user.updated_at.as_nanosecond()),
        };
        (value, user.id)
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    BestMatch,
    /// Column, and whether it goes down.
    By(Column, bool),
}

impl Order {
    /// Default: id, newest first; with a search and no wish: the best match first.
    pub(super) fn parse(query: &Params, as_admin: bool) -> Result<Self, Refusal> {
        let invalid = |name: &str| Refusal::Parameter(format!("{name} does not have a valid value"));
        let column = match query.get("order_by") {
            None => None,
            Some("id" | "created_at") => Some(Column::Id),
            Some("name") => Some(Column::Name),
            Some("username") => Some(Column::Username),
            Some("updated_at") => Some(Column::UpdatedAt),
            Some(_) => return Err(invalid("order_by")),
        };
        let descending = match query.get("sort") {
            None => None,
            Some("desc") => Some(true),
            Some("asc") => Some(false),
            Some(_) => return Err(invalid("sort")),
        };
        let searching = query.filled("search").is_some();
        Ok(match (column.filter(|_| as_admin), descending.filter(|_| as_admin)) {
            (None, None) if searching => Self::BestMatch,
            (column, descending) => Self::By(column.unwrap_or(Column::Id), descending.unwrap_or(true)),
        })
    }
}

fn boolean(query: &Params, name: &str) -> Result<bool, Refusal> {
    match query.get(name).map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "false" | "f" | "0" | "no" | "off") => Ok(false),
        Some("true" | "t" | "1" | "yes" | "on") => Ok(true),
        Some(_) => Err(Refusal::Parameter(format!("{name} is invalid"))),
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
