//! From a filter to the lists that are asked for. Together they hold every account that fits, as far as the server can be
//! asked; what it sends beyond that is sorted out here.
//!
//! v2 takes nearly everything in one list (§1.3). v1 has defaults (local, not suspended), tests its flags by presence, and
//! takes one state (§1.2): several lists cover what one cannot. GoToSocial refuses what it does not know (§5.6), so it is
//! sent nothing else.

use super::super::served::Dialect;
use super::ways::{by_words, in_ways};
use crate::filter::{Filter, FilterField, Fit, Origin, SeenRole, StateFilter, lower};
use crate::model::{Account, Timestamp};

/// Which of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    V1,
    V2,
}

/// One list to go through.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pass {
    /// Its parameters. Never a blank value, nor a flag that says no.
    pub query: Vec<(&'static str, String)>,
    /// What the server was asked for by them.
    asked: Filter,
}

impl Pass {
    /// Whether a server that heeds the parameters can have sent the account. `%`, `_` and `\` in a beginning are not
    /// escaped by the server (§1.3), so such a part excludes nobody; nor does a mail domain exclude longer ones.
    pub fn may_bring(&self, account: &Account, now: Timestamp) -> bool {
        let literal = |text: Option<String>| text.filter(|text| !text.contains(['%', '_', '\\']));
        let (of_domain, mail): (Vec<String>, Vec<String>) =
            literal(self.asked.mail.clone()).into_iter().partition(|mail| mail.starts_with('@'));
        let asked = Filter {
            username: literal(self.asked.username.clone()),
            name: literal(self.asked.name.clone()),
            mail: mail.into_iter().next(),
            ..self.asked.clone()
        };
        let told = account.mail.as_deref().map(lower).unwrap_or_default();
        asked.check(account, &[], now) != Fit::No && of_domain.iter().all(|domain| told.contains(&lower(domain)))
    }
}

/// Lists to go through, one after another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub passes: Vec<Pass>,
    /// Parts of the filter that none of them asks for, or none exactly.
    pub not_asked: Vec<FilterField>,
}

/// Whether roles can be asked for by id: v2 since 4.0, and not GoToSocial, whose roles have no number.
pub(super) fn has_role_ids(dialect: Dialect, route: Route) -> bool {
    route == Route::V2 && matches!(dialect, Dialect::Mastodon(_)) && !dialect.is_before(4, 0)
}

/// The lists for the filter; where a part may be one of several, those for each of them.
pub(super) fn plan(filter: &Filter, roles: &[SeenRole], dialect: Dialect, route: Route) -> Plan {
    let unknown = filter.clauses.iter().map(|clause| clause.field).filter(|field| field.is_of_the_server());
    let unknown: Vec<FilterField> = unknown.collect();
    if !unknown.is_empty() {
        // Nobody of whom it is known would come.
        return Plan { passes: Vec::new(), not_asked: unknown };
    }
    let (ways, mut not_asked) = in_ways(filter);
    let mut passes: Vec<Pass> = Vec::new();
    for way in &ways {
        let plan = plan_one(way, roles, dialect, route);
        // Two values can be the same to the server.
        passes.extend(plan.passes.into_iter().filter(|pass| !passes.contains(pass)).collect::<Vec<_>>());
        not_asked.extend(plan.not_asked.into_iter().filter(|field| !not_asked.contains(field)).collect::<Vec<_>>());
    }
    Plan { passes, not_asked }
}

fn plan_one(filter: &Filter, roles: &[SeenRole], dialect: Dialect, route: Route) -> Plan {
    let mut not_asked = Vec::new();
    let filters = by_words(filter).unwrap_or_else(|| {
        not_asked.push(FilterField::Text);
        vec![Filter { text: String::new(), ..filter.clone() }]
    });
    let role = filter.role.as_ref().filter(|_| has_role_ids(dialect, route)).and_then(|role| role_id(role, roles));
    if filter.role.is_some() && role.is_none() {
        not_asked.push(FilterField::Role);
    }
    let inviter = filter.invited_by.clone().filter(|_| route == Route::V2 && dialect != Dialect::GoToSocial);
    if filter.invited_by.is_some() && inviter.is_none() {
        // No answer tells who was invited by that user, so whatever is asked instead brings nobody of whom it is known.
        return Plan { passes: Vec::new(), not_asked: vec![FilterField::InvitedBy] };
    }
    let (foreign, known_here) = foreign(filter);
    if !known_here {
        return Plan { passes: Vec::new(), not_asked: foreign };
    }
    not_asked.extend(foreign);
    let states = states(filter.state, dialect, route, role.is_some());
    if states.inexact {
        not_asked.push(FilterField::State);
    }
    let mut passes = Vec::new();
    for filter in &filters {
        for origin in origins(filter, route) {
            for state in &states.lists {
                let mut pass = Pass { query: Vec::new(), asked: Filter::default() };
                origin.ask(&mut pass);
                state.ask(&mut pass);
                ask_common(filter, &mut pass);
                if let Some(id) = &role {
                    pass.query.push(("role_ids[]", id.clone()));
                    pass.asked.role.clone_from(&filter.role);
                }
                pass.query.extend(inviter.clone().map(|inviter| ("invited_by", inviter)));
                passes.push(pass);
            }
        }
    }
    Plan { passes, not_asked }
}

/// Parts of the filter that no Mastodon can be asked for, and whether its accounts tell of all of them.
fn foreign(filter: &Filter) -> (Vec<FilterField>, bool) {
    let told = [
        (filter.kind.is_some(), FilterField::Kind),
        (filter.joined.is_some(), FilterField::Joined),
        (filter.active.is_some(), FilterField::Active),
    ];
    let untold = [
        // Nobody is said to be external, to be an auditor, or to sign in by another service.
        (filter.external == Some(true), FilterField::External),
        (filter.two_factor.is_some(), FilterField::TwoFactor),
        (filter.without_projects, FilterField::Projects),
        (filter.identity.is_some(), FilterField::Identity),
        (filter.ldap == Some(true), FilterField::Ldap),
        (filter.saml.is_some(), FilterField::Saml),
        (filter.auditor == Some(true), FilterField::Auditor),
        (filter.public_mail.is_some(), FilterField::PublicMail),
        (filter.attribute.is_some(), FilterField::Attribute),
    ];
    let there = |parts: &[(bool, FilterField)]| parts.iter().filter(|part| part.0).map(|part| part.1).collect();
    let untold: Vec<FilterField> = there(&untold);
    if untold.is_empty() { (there(&told), true) } else { (untold, false) }
}

/// The id to ask for: as typed, or of the role of that name that was seen. `-99`, which everybody has, finds nobody (§1.3).
fn role_id(typed: &str, roles: &[SeenRole]) -> Option<String> {
    let is_number = |id: &str| !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit());
    if is_number(typed) {
        return Some(typed.to_owned());
    }
    let named = roles.iter().find(|role| lower(&role.name) == lower(typed));
    named.and_then(|role| role.id.clone()).filter(|id| is_number(id))
}

/// Parameters that mean the same to v1, v2 and GoToSocial.
fn ask_common(filter: &Filter, pass: &mut Pass) {
    // A leading `%` makes of the beginning of a mail address any part of it, as the web interface does it (§1.3).
    let mail = filter.mail.as_ref().map(|mail| if mail.starts_with('@') { format!("%{mail}") } else { mail.clone() });
    let parts = [
        ("username", filter.username.clone()),
        ("display_name", filter.name.clone()),
        ("email", mail),
        ("ip", filter.ip.clone()),
        ("by_domain", filter.domain.clone()),
    ];
    pass.query.extend(parts.into_iter().filter_map(|(name, value)| Some((name, value?))));
    pass.asked = Filter {
        username: filter.username.clone(),
        name: filter.name.clone(),
        mail: filter.mail.clone(),
        ip: filter.ip.clone(),
        domain: filter.domain.clone(),
        ..pass.asked.clone()
    };
}

/// A parameter, and what it asks for.
#[derive(Debug, Clone, Default, PartialEq)]
struct Part {
    parameters: Vec<(&'static str, &'static str)>,
    asked: Filter,
}

impl Part {
    fn ask(&self, pass: &mut Pass) {
        pass.query.extend(self.parameters.iter().map(|(name, value)| (*name, (*value).to_owned())));
        pass.asked.state = self.asked.state.or(pass.asked.state);
        pass.asked.origin = self.asked.origin.or(pass.asked.origin);
    }

    fn origin(name: &'static str, value: &'static str, origin: Option<Origin>) -> Self {
        Part { parameters: vec![(name, value)], asked: Filter { origin, ..Filter::default() } }
    }

    fn state(parameters: &[(&'static str, &'static str)], state: StateFilter) -> Self {
        Part { parameters: parameters.to_vec(), asked: Filter { state: Some(state), ..Filter::default() } }
    }
}

/// Whether only accounts of this server can fit: nothing of this is known of others (§3.1).
fn is_local_only(filter: &Filter) -> bool {
    let state = matches!(filter.state, Some(StateFilter::Pending | StateFilter::LoginFrozen | StateFilter::Staff));
    state || filter.mail.is_some() || filter.ip.is_some() || filter.role.is_some() || filter.invited_by.is_some()
}

/// Where to look; nowhere for what contradicts itself. A domain overrides either origin (§1.3), so it is asked for alone;
/// before 3.5 v1 needs `remote` with it.
fn origins(filter: &Filter, route: Route) -> Vec<Part> {
    let (local, remote) = match (filter.origin, filter.domain.is_some(), is_local_only(filter)) {
        (Some(Origin::Local), true, _) | (Some(Origin::Remote), _, true) | (_, true, true) => return Vec::new(),
        (Some(Origin::Local), ..) | (_, _, true) => (true, false),
        (Some(Origin::Remote), ..) | (_, true, _) => (false, true),
        (None, false, false) => (true, true),
    };
    match route {
        Route::V2 if filter.domain.is_some() => vec![Part::default()],
        Route::V2 if local && remote => vec![Part::default()],
        Route::V2 if local => vec![Part::origin("origin", "local", Some(Origin::Local))],
        Route::V2 => vec![Part::origin("origin", "remote", Some(Origin::Remote))],
        Route::V1 => {
            // v1's `local` is its default and does nothing; it is there for readers of the server's log.
            let local = local.then(|| Part::origin("local", "true", Some(Origin::Local)));
            let remote = remote.then(|| Part::origin("remote", "true", Some(Origin::Remote)));
            local.into_iter().chain(remote).collect()
        }
    }
}

struct States {
    lists: Vec<Part>,
    /// Whether they hold more than the state, or less.
    inexact: bool,
}

/// Which states to ask for.
fn states(state: Option<StateFilter>, dialect: Dialect, route: Route, by_role: bool) -> States {
    let v2 = route == Route::V2;
    let list = |status: &'static str, asked: StateFilter| {
        // Every status of v2 is a flag of v1.
        let parameter = if v2 { ("status", status) } else { (status, "true") };
        Part::state(&[parameter], asked)
    };
    let active = || list("active", StateFilter::NotSuspended);
    let suspended = || list("suspended", StateFilter::Suspended);
    let all = || if v2 { vec![Part::default()] } else { vec![active(), suspended()] };
    let exact = |lists| States { lists, inexact: false };
    let inexact = |lists| States { lists, inexact: true };
    match state {
        None => exact(all()),
        Some(StateFilter::Pending) => exact(vec![list("pending", StateFilter::Pending)]),
        Some(StateFilter::NotSuspended) => exact(vec![active()]),
        Some(StateFilter::Limited) => exact(vec![list("silenced", StateFilter::Limited)]),
        Some(StateFilter::Suspended) => exact(vec![suspended()]),
        // Since 4.0 suspended ones are left out of it (§1.3).
        Some(StateFilter::LoginFrozen) => exact(vec![list("disabled", StateFilter::LoginFrozen), suspended()]),
        Some(StateFilter::Sensitive) => {
            let known = v2 && matches!(dialect, Dialect::Mastodon(_)) && !dialect.is_before(4, 0);
            if known { exact(vec![list("sensitized", StateFilter::Sensitive)]) } else { inexact(all()) }
        }
        // A role's id and `staff` exclude each other (§1.3).
        Some(StateFilter::Staff) if by_role => inexact(all()),
        Some(StateFilter::Staff) => {
            let parameter = if v2 { ("permissions", "staff") } else { ("staff", "true") };
            let with_staff =
                |list: Part| Part::state(&[&list.parameters[..], &[parameter]].concat(), StateFilter::Staff);
            exact(all().into_iter().map(with_staff).collect())
        }
        Some(StateFilter::Unrestricted | StateFilter::Active) => inexact(vec![active()]),
        // States of other kinds of server.
        Some(StateFilter::Blocked | StateFilter::Banned | StateFilter::Deactivated | StateFilter::Locked) => {
            exact(Vec::new())
        }
    }
}
