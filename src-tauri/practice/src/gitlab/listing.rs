//! A page of the list of users, from an order that is kept: nobody beyond the page is read, except to count up to where the server stops counting too.

use std::borrow::Cow;

use super::filter::Filter;
use super::order::{Column, Order, Place};
use super::paging::{Page, asked, decode};
use super::refusal::Refusal;
use super::register::{Register, bounds, directed};
use super::state::User;
use super::switches::{GitlabSwitches, Inferred};
use crate::call::Call;
use crate::world::Site;

/// Whom a list holds, and how they stand in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed<'a> {
    pub(super) users: &'a Register,
    pub(super) filter: &'a Filter,
    pub(super) order: Order,
}

impl<'a> Listed<'a> {
    /// The page that is asked for. Keyset came with 16.5, the furthest offset with 17.0.
    pub(super) fn page(
        self,
        call: &Call,
        site: &Site,
        switches: &GitlabSwitches,
    ) -> Result<(Vec<&'a User>, Page), Refusal> {
        let not_yet = "Keyset pagination is not yet available for this type of request";
        let keyset = match call.query.get("pagination") {
            None | Some("offset" | "legacy" | "") => false,
            Some("keyset") => switches.at_least(16, 5) || switches.other(Inferred::OldKeysetRefused),
            Some(_) => return Err(Refusal::Parameter("pagination does not have a valid value".to_owned())),
        };
        if keyset && !switches.at_least(16, 5) {
            return Err(Refusal::NotThatPaging(not_yet.to_owned()));
        }
        match self.order {
            _ if !keyset => self.by_number(call, site, switches),
            Order::BestMatch if switches.other(Inferred::KeysetSearch) => {
                self.by_cursor((Column::Id, true), call, site)
            }
            Order::BestMatch => Err(Refusal::NotThatPaging(not_yet.to_owned())),
            Order::By(column, descending) => self.by_cursor((column, descending), call, site),
        }
    }

    fn by_number(self, call: &Call, site: &Site, switches: &GitlabSwitches) -> Result<(Vec<&'a User>, Page), Refusal> {
        let (page, per_page) = asked(call)?;
        let reach = page.saturating_mul(per_page);
        if switches.at_least(17, 0) && reach > switches.offset_limit {
            return Err(Refusal::NotThatPaging(format!(
                "Offset pagination has a maximum allowed offset of {} for requests that return objects of type User. Remaining records can be retrieved using keyset pagination.",
                switches.offset_limit
            )));
        }
        let before = reach.saturating_sub(per_page);
        if let (Order::By(column, descending), true) = (self.order, self.filter.is_everybody()) {
            let rows = self.users.walk((column, descending), None, before).map(|rows| rows.take(per_page).collect());
            return Ok((rows.unwrap_or_default(), Page::by_number(self.users.len(), call, site, switches)?));
        }
        // One more than is counted or shown: then there is a next page, and no total.
        let enough = switches.count_limit.max(reach).saturating_add(1);
        let mut rows: Vec<&User> = Vec::new();
        let mut total = 0;
        for user in self.walk(self.order, None).take(enough) {
            if (before..reach).contains(&total) {
                rows.push(user);
            }
            total += 1;
        }
        Ok((rows, Page::by_number(total, call, site, switches)?))
    }

    fn by_cursor(self, order: (Column, bool), call: &Call, site: &Site) -> Result<(Vec<&'a User>, Page), Refusal> {
        let (_, per_page) = asked(call)?;
        let invalid = || Refusal::Parameter("cursor is invalid".to_owned());
        let behind = call.query.filled("cursor").map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()?;
        let mut all = self.walk(Order::By(order.0, order.1), behind.as_ref());
        let rows: Vec<&User> = all.by_ref().take(per_page).collect();
        let last = rows.last().filter(|_| all.next().is_some()).map(|user| order.0.place(user));
        Ok((rows, Page::by_cursor(last.as_ref(), call, site)?))
    }

    /// All who match, in order, from behind a place: through the few whom the register knows, sorted, or step by step through everybody.
    fn walk(self, order: Order, behind: Option<&Place>) -> Box<dyn Iterator<Item = &'a User> + 'a> {
        let (users, filter) = (self.users, self.filter);
        let mut sorted: Vec<&User> = match (order, filter.candidates(users)) {
            (Order::By(Column::Id, descending), Some(Cow::Borrowed(ids))) => {
                let inside = ids.range(bounds(behind.map(|(_, id)| *id), descending));
                let listed = inside.filter_map(|id| users.get(id)).filter(|user| filter.matches(user));
                return directed(listed, descending);
            }
            (_, Some(ids)) => ids.iter().filter_map(|id| users.get(id)).filter(|user| filter.matches(user)).collect(),
            (Order::BestMatch, None) => users.values().filter(|user| filter.matches(user)).collect(),
            (Order::By(column, descending), None) => {
                let everybody = users.walk((column, descending), behind, 0).into_iter().flatten();
                return Box::new(everybody.filter(|user| filter.matches(user)));
            }
        };
        filter.sort(&mut sorted, &order);
        if let (Order::By(column, descending), Some(place)) = (order, behind) {
            sorted.retain(|user| if descending { column.place(user) < *place } else { column.place(user) > *place });
        }
        Box::new(sorted.into_iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Params;
    use crate::gitlab::Gitlab;

    /// Every order from every depth is what sorting everybody gives.
    #[test]
    fn a_walk_finds_what_sorting_everybody_would() {
        let mut instance = Gitlab::seed(3, 10_000, "2026-06-01T12:00:00Z".parse().unwrap());
        let switches = GitlabSwitches { enterprise: true, ..GitlabSwitches::default() };
        #[rustfmt::skip]
        let filters = [
            "", "active=true", "blocked=true", "exclude_active=true", "admins=true", "external=true&exclude_active=true", "exclude_humans=true",
            "humans=true&two_factor=enabled", "exclude_internal=true&exclude_humans=true", "username=KIM", "username=nobody-at-all", "search=otter",
            "search=an", "search=kim@quarry.example", "created_after=2026-05-28", "created_after=2020-01-01&created_before=2025-01-01",
            "created_before=2016-08-01", "created_after=2026-01-01&created_before=2025-01-01", "without_projects=true", "auditors=true", "skip_ldap=true",
            "extern_uid=x&provider=saml",
        ];
        let orders = [
            "",
            "order_by=id&sort=asc",
            "order_by=name&sort=asc",
            "order_by=username&sort=desc",
            "order_by=updated_at&sort=desc",
        ];
        for column in [Column::Name, Column::Username] {
            instance.users.open(column);
        }
        for filter in filters {
            for order in orders {
                let query = Params::from_query(&format!("{filter}&{order}"));
                let parsed = Filter::parse(&query, true, &switches).unwrap();
                let order = Order::parse(&query, true).unwrap();
                let mut wanted: Vec<&User> = instance.users.values().filter(|user| parsed.matches(user)).collect();
                parsed.sort(&mut wanted, &order);
                let wanted: Vec<i64> = wanted.iter().map(|user| user.id).collect();
                let listed = Listed { users: &instance.users, filter: &parsed, order };
                let walked: Vec<i64> = listed.walk(order, None).map(|user| user.id).collect();
                assert!(walked == wanted, "{filter} in {order:?}: {} and {}", walked.len(), wanted.len());
                let (Order::By(column, _), Some(middle)) = (order, wanted.get(wanted.len() / 2)) else { continue };
                let place = column.place(instance.users.get(middle).unwrap());
                let behind: Vec<i64> = listed.walk(order, Some(&place)).map(|user| user.id).collect();
                assert!(behind == wanted[wanted.len() / 2 + 1..], "{filter} in {order:?} from the middle");
            }
        }
    }

    #[test]
    fn a_cursor_of_no_order_stands_before_or_behind_everybody() {
        let instance = Gitlab::seed(3, 300, "2026-06-01T12:00:00Z".parse().unwrap());
        let walked = |column: Column, descending: bool, value: &str| {
            let place = (value.to_owned(), 0);
            instance.users.walk((column, descending), Some(&place), 0).unwrap().count()
        };
        for column in [Column::Id, Column::UpdatedAt] {
            assert_eq!((walked(column, true, "~"), walked(column, false, "~")), (300, 0), "{column:?}");
        }
        assert_eq!((walked(Column::UpdatedAt, true, ""), walked(Column::UpdatedAt, false, "")), (0, 300));
    }

    #[test]
    fn the_orders_follow_every_change() {
        let mut instance = Gitlab::seed(3, 300, "2026-06-01T12:00:00Z".parse().unwrap());
        for column in [Column::Name, Column::Username] {
            instance.users.open(column);
        }
        for id in [3, 77, 150, 299] {
            let mut user = instance.users.get_mut(&id).unwrap();
            (user.name, user.username) = (format!("Zz {id}"), format!("aa{id}"));
            user.updated_at = user.created_at;
        }
        instance.users.remove(&100);
        instance.sign_up(5, "2026-06-02T12:00:00Z".parse().unwrap());
        for column in [Column::Id, Column::Name, Column::Username, Column::UpdatedAt] {
            let walked = instance.users.walk((column, false), None, 0).unwrap();
            let places: Vec<Place> = walked.map(|user| column.place(user)).collect();
            assert!(places.is_sorted() && places.len() == 304, "{column:?}");
        }
        assert_eq!(instance.users.named("AA150").map(|user| user.id), Some(150));
    }
}
