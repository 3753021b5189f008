//! From a filter to the one list that is asked for. It holds every user who fits, as far as the server can be asked; what
//! it sends beyond that is sorted out here (gitlab.md §3.1 to §3.3).

use std::borrow::Cow;

use super::super::client::ADMINISTRATOR;
use super::asked::Asked;
use super::served::Served;
use super::term::term;
use crate::filter::{AccountKind, Clause, Filter, FilterField, Origin, StateFilter, attribute, lower};
use crate::model::Timestamp;

/// A parameter of the request. Never a blank value, nor a flag that says no: both are dropped (§3.1).
pub(super) type Parameter = (Cow<'static, str>, String);

/// The list to go through.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    /// Its parameters; none where no user of a GitLab fits, or where no list tells who does.
    pub query: Option<Vec<Parameter>>,
    /// What the server was asked for by them.
    pub asked: Asked,
    /// Parts of the filter that it is not asked for, or not exactly.
    pub not_asked: Vec<FilterField>,
}

pub(super) fn plan(filter: &Filter, served: Served, now: Timestamp) -> Plan {
    let mut plan = Plan { query: Some(Vec::new()), asked: Asked::default(), not_asked: Vec::new() };
    if fits_nobody(filter) {
        return Plan { query: None, ..plan };
    }
    let untold = untold(filter, served);
    if !untold.is_empty() {
        // Whatever is asked instead brings nobody of whom it is known.
        return Plan { query: None, not_asked: untold, ..plan };
    }
    ask_words(filter, served, &mut plan);
    ask_state(filter, served, &mut plan);
    ask_kind(filter.kind, served, &mut plan);
    ask_login(filter, served, &mut plan);
    ask_facts(filter, served, now, &mut plan);
    ask_clauses(filter, served, &mut plan);
    plan
}

/// Parts that no user tells and that this server cannot be asked for.
fn untold(filter: &Filter, served: Served) -> Vec<FilterField> {
    let parts = [
        (filter.invited_by.is_some(), FilterField::InvitedBy),
        // Lists tell no addresses (§4).
        (filter.ip.is_some(), FilterField::Ip),
        (filter.saml.is_some() && !served.enterprise, FilterField::Saml),
    ];
    let clauses = filter.clauses.iter().map(|clause| {
        (clause.field.is_of_the_server() || (clause.field == FilterField::Ip && !clause.not), clause.field)
    });
    parts.into_iter().chain(clauses).filter(|part| part.0).map(|part| part.1).collect()
}

impl Plan {
    fn send(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        self.query.get_or_insert_default().push((name.into(), value.into()));
    }

    fn flag(&mut self, name: &'static str) {
        self.send(name, "true");
    }
}

/// Whether the filter is for accounts that no GitLab has: of other servers, in states of other servers, with a role. Its
/// one role for the whole instance has no number.
fn fits_nobody(filter: &Filter) -> bool {
    // Also where that is so of everything that may be instead.
    let in_no_way = |ways: Vec<Filter>| ways.iter().all(fits_nobody);
    if filter.clauses.iter().filter_map(Clause::ways).any(in_no_way) {
        return true;
    }
    use StateFilter::{Limited, LoginFrozen, Sensitive, Suspended};
    let elsewhere = filter.origin == Some(Origin::Remote) || filter.domain.is_some();
    let role = filter.role.as_ref().is_some_and(|role| lower(role) != lower(ADMINISTRATOR));
    elsewhere || role || matches!(filter.state, Some(Limited | Sensitive | LoginFrozen | Suspended))
}

fn ask_words(filter: &Filter, served: Served, plan: &mut Plan) {
    let (term, not_asked) = term(filter, served);
    plan.not_asked.extend(not_asked);
    if let Some(term) = term {
        plan.asked.term = Some(term.clone());
        plan.send("search", term);
    }
}

fn ask_state(filter: &Filter, served: Served, plan: &mut Plan) {
    if filter.state == Some(StateFilter::Staff) || filter.role.is_some() {
        plan.flag("admins");
        plan.asked.filter.role = Some(ADMINISTRATOR.to_owned());
    }
    match filter.state {
        // Nobody is suspended here.
        None | Some(StateFilter::NotSuspended | StateFilter::Staff) => {}
        Some(state @ StateFilter::Active) => {
            plan.flag("active");
            plan.asked.filter.state = Some(state);
        }
        Some(state @ StateFilter::Blocked) => {
            plan.flag("blocked");
            plan.asked.filter.state = Some(state);
        }
        // None of the three can be asked for alone (§3.3).
        Some(StateFilter::Pending | StateFilter::Banned | StateFilter::Deactivated) => {
            if served.kinds_and_states() {
                plan.flag("exclude_active");
                plan.asked.shut_out = true;
            }
            plan.not_asked.push(FilterField::State);
        }
        // `active` would leave out the server's own.
        Some(StateFilter::Unrestricted | StateFilter::Locked) => plan.not_asked.push(FilterField::State),
        // `fits_nobody` knows of these.
        Some(StateFilter::Limited | StateFilter::Sensitive | StateFilter::LoginFrozen | StateFilter::Suspended) => {
            plan.query = None
        }
    }
}

fn ask_kind(kind: Option<AccountKind>, served: Served, plan: &mut Plan) {
    let Some(kind) = kind else { return };
    match (kind, served.kinds_and_states()) {
        (AccountKind::Human, true) => {
            plan.flag("humans");
            plan.asked.filter.kind = Some(kind);
        }
        (AccountKind::Bot, true) => {
            plan.flag("exclude_humans");
            plan.flag("exclude_internal");
            plan.asked.filter.kind = Some(kind);
        }
        // Bots come, too; those of them that are the server's own are known by their names at most.
        (AccountKind::Internal, true) => {
            plan.flag("exclude_humans");
            plan.asked.no_person = true;
        }
        // What is older can at least leave out some of those who are not meant.
        (AccountKind::Human, false) => {
            plan.flag("exclude_internal");
            plan.flag("without_project_bots");
            plan.not_asked.push(FilterField::Kind);
        }
        (AccountKind::Bot, false) => {
            plan.flag("exclude_internal");
            plan.not_asked.push(FilterField::Kind);
        }
        (AccountKind::Internal, false) => plan.not_asked.push(FilterField::Kind),
    }
}

/// How they sign in.
fn ask_login(filter: &Filter, served: Served, plan: &mut Plan) {
    if let Some(on) = filter.two_factor {
        plan.send("two_factor", if on { "enabled" } else { "disabled" });
        plan.asked.filter.two_factor = Some(on);
    }
    match filter.identity.as_ref().map(|identity| (identity, identity.split_once(':'))) {
        None => {}
        Some((identity, Some((provider, uid)))) => {
            plan.send("provider", provider);
            plan.send("extern_uid", uid);
            plan.asked.filter.identity = Some(identity.clone());
        }
        // Both or neither (§3.1).
        Some((_, None)) => plan.not_asked.push(FilterField::Identity),
    }
    match filter.ldap {
        None => {}
        Some(false) if served.enterprise => {
            plan.flag("skip_ldap");
            plan.asked.skip_ldap = true;
        }
        Some(_) => plan.not_asked.push(FilterField::Ldap),
    }
    if let Some(saml) = &filter.saml {
        plan.send("saml_provider_id", saml);
        plan.asked.filter.saml = Some(saml.clone());
    }
}

/// What else is known of them.
fn ask_facts(filter: &Filter, served: Served, now: Timestamp, plan: &mut Plan) {
    if let Some(external) = filter.external {
        plan.flag(if external { "external" } else { "exclude_external" });
        plan.asked.filter.external = Some(external);
    }
    if let Some(days) = &filter.joined {
        let (from, after) = days.moments(now);
        // Both bounds belong to the list (`app/models/concerns/created_at_filterable.rb`): whoever was made in the first
        // moment of the day after comes, too, so that nobody is lost who was made in the last microsecond before.
        if let Some(from) = from.and_then(iso) {
            plan.send("created_after", from);
        }
        if let Some(after) = after.and_then(iso) {
            plan.send("created_before", after);
        }
        plan.asked.filter.joined = Some(days.clone());
    }
    if filter.active.is_some() {
        plan.not_asked.push(FilterField::Active);
    }
    if filter.without_projects {
        plan.flag("without_projects");
    }
    match filter.auditor {
        None => {}
        Some(true) if served.enterprise => {
            plan.flag("auditors");
            plan.asked.filter.auditor = Some(true);
        }
        Some(_) => plan.not_asked.push(FilterField::Auditor),
    }
    if let Some(mail) = filter.public_mail.as_ref().filter(|_| served.public_mail()) {
        plan.send("public_email", mail);
        plan.asked.filter.public_mail = Some(mail.clone());
    }
    if let Some((key, value)) = filter.attribute.as_deref().and_then(attribute) {
        plan.send(format!("custom_attributes[{key}]"), value);
    }
}

/// What must not be so, or may be one of several: no parameter says it. Where all the states are of those who are shut
/// out, at least the others can be left out.
fn ask_clauses(filter: &Filter, served: Served, plan: &mut Plan) {
    use StateFilter::{Banned, Blocked, Deactivated, Pending};
    for clause in &filter.clauses {
        if !plan.not_asked.contains(&clause.field) {
            plan.not_asked.push(clause.field);
        }
        let shut_out = |way: &Filter| matches!(way.state, Some(Pending | Blocked | Banned | Deactivated));
        let all = clause.ways().is_some_and(|ways| ways.iter().all(shut_out));
        if all && served.kinds_and_states() && !plan.asked.shut_out {
            plan.flag("exclude_active");
            plan.asked.shut_out = true;
        }
    }
}

fn iso(at: Timestamp) -> Option<String> {
    Some(jiff::Timestamp::from_millisecond(at.0).ok()?.to_string())
}
