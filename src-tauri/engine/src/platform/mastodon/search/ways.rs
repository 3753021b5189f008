//! Filters that can be put in several ways, each of which the server can be asked for: words that may be in one part or in
//! another, and values that may be one of several.

use crate::filter::{Filter, FilterField, Network, domain, pieces};

/// More lists are not gone through for the values of what may be one of several: each costs requests.
const WAYS: usize = 16;

/// The filter as one for each combination of what may be one of several, as long as these are few; and the parts that must
/// be left to be compared here, as what must not be so.
pub(super) fn in_ways(filter: &Filter) -> (Vec<Filter>, Vec<FilterField>) {
    let mut ways = vec![Filter { clauses: Vec::new(), ..filter.clone() }];
    let mut not_asked = Vec::new();
    for clause in &filter.clauses {
        let few = |values: &Vec<Filter>| values.len() * ways.len() <= WAYS;
        let values = clause.ways().filter(few).filter(|_| has_parameter(clause.field)).unwrap_or_default();
        let both = ways.iter().flat_map(|way| values.iter().map(|value| joined(way, value.clone())));
        match both.collect::<Option<Vec<_>>>() {
            Some(both) if !both.is_empty() => ways = both,
            _ if not_asked.contains(&clause.field) => {}
            _ => not_asked.push(clause.field),
        }
    }
    (ways, not_asked)
}

/// Whether single values of the part can be sent, and [`joined`] knows it.
const fn has_parameter(field: FilterField) -> bool {
    use FilterField::{Domain, Ip, Mail, Name, Origin, Role, State, Username};
    matches!(field, State | Origin | Username | Name | Mail | Ip | Domain | Role)
}

/// The words as parts that the server knows, one filter for each way: a lone word only, and where no part is asked for
/// twice. None where they cannot be asked for.
pub(super) fn by_words(filter: &Filter) -> Option<Vec<Filter>> {
    let rest = Filter { text: String::new(), ..filter.clone() };
    let words = pieces(&filter.text);
    let word = match words.as_slice() {
        [] => return Some(vec![rest]),
        [word] => word.as_str(),
        [_, _, ..] => return None,
    };
    let bare = word.strip_prefix('@').unwrap_or(word);
    let some = |text: &str| Some(text.to_owned());
    let no = Filter::default;
    let ways = if bare.is_empty() {
        return Some(vec![rest]);
    } else if Network::parse(word).is_some() {
        vec![Filter { ip: some(word), ..no() }]
    } else if let Some((user, host)) = bare.split_once('@').filter(|(user, host)| !user.is_empty() && !host.is_empty())
    {
        let handle = domain(host).map(|domain| Filter { username: some(user), domain: Some(domain), ..no() });
        let mail = (bare == word).then(|| Filter { mail: some(word), ..no() });
        handle.into_iter().chain(mail).collect()
    } else if bare.contains(' ') {
        // No user name has a space.
        vec![Filter { name: some(bare), ..no() }]
    } else {
        vec![Filter { username: some(bare), ..no() }, Filter { name: some(bare), ..no() }]
    };
    ways.into_iter().map(|way| joined(&rest, way)).collect()
}

/// Both filters in one; none where both have a word of their own on one part.
fn joined(rest: &Filter, way: Filter) -> Option<Filter> {
    let clash = (rest.username.is_some() && way.username.is_some())
        || (rest.name.is_some() && way.name.is_some())
        || (rest.mail.is_some() && way.mail.is_some())
        || (rest.ip.is_some() && way.ip.is_some())
        || (rest.domain.is_some() && way.domain.is_some())
        || (rest.state.is_some() && way.state.is_some())
        || (rest.origin.is_some() && way.origin.is_some())
        || (rest.role.is_some() && way.role.is_some());
    (!clash).then(|| Filter {
        state: rest.state.or(way.state),
        origin: rest.origin.or(way.origin),
        role: rest.role.clone().or(way.role),
        username: rest.username.clone().or(way.username),
        name: rest.name.clone().or(way.name),
        mail: rest.mail.clone().or(way.mail),
        ip: rest.ip.clone().or(way.ip),
        domain: rest.domain.clone().or(way.domain),
        ..rest.clone()
    })
}
