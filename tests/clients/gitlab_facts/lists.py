"""Every filter of the list, every order, search, and pages to the end, against the state behind them."""

import warnings

from gitlab.exceptions import GitlabListError

from .base import FORBIDDEN, Facts, is_internal

COLUMNS = ("id", "name", "username", "created_at", "updated_at")
NO_KEYSET = "Keyset pagination is not yet available for this type of request"


class Lists(Facts):
    def list(self, **filters):
        return self.ids(self.kim.users.list(get_all=True, per_page=100, **filters))

    def expected(self, test):
        return [person["id"] for person in self.server.people() if test(person)]

    def assert_lists(self, test, **filters):
        """Exactly those, newest first; and the test tells people apart, or nothing is shown by it."""
        expected = self.expected(test)
        self.assertTrue(0 < len(expected) < len(self.server.people()), f"{filters} sorts out nobody")
        self.assertEqual(self.list(**filters), expected, filters)

    def assert_ignored(self, **filters):
        self.assertEqual(self.list(**filters), self.expected(lambda person: True), filters)

    def test_without_filters_everybody_comes_newest_first(self):
        self.assert_ignored()
        everybody = self.list()
        self.assertEqual(everybody, sorted(everybody, reverse=True))

    def test_states_that_can_be_asked_for(self):
        self.assert_lists(lambda p: p["state"] == "active" and not is_internal(p), active=True)
        self.assert_lists(lambda p: p["state"] in ("blocked", "ldap_blocked"), blocked=True)
        if self.since(17):
            self.assert_lists(lambda p: p["state"] != "active", exclude_active=True)
            self.assert_lists(lambda p: p["state"] != "active" and p["external"] is False, exclude_active=True, exclude_external=True)
        else:
            self.assert_ignored(exclude_active=True)

    def test_kinds_of_account(self):
        self.assert_lists(lambda p: p["external"], external=True)
        self.assert_lists(lambda p: not p["external"], exclude_external=True)
        self.assert_lists(lambda p: not is_internal(p), exclude_internal=True)
        self.assert_lists(lambda p: p["user_type"] != "project_bot", without_project_bots=True)
        self.assert_lists(lambda p: p["is_admin"], admins=True)
        self.assert_lists(lambda p: p["projects"] == 0, without_projects=True)
        self.assert_lists(lambda p: p["two_factor"], two_factor="enabled")
        self.assert_lists(lambda p: not p["two_factor"], two_factor="disabled")
        if self.since(17):
            self.assert_lists(lambda p: p["user_type"] == "human", humans=True)
            self.assert_lists(lambda p: p["user_type"] != "human", exclude_humans=True)
        else:
            self.assert_ignored(humans=True)
            self.assert_ignored(exclude_humans=True)
        if self.server.enterprise:
            self.assert_lists(lambda p: p["is_auditor"], auditors=True)
            self.assert_lists(lambda p: not any(own["provider"].startswith("ldap") for own in p["identities"]), skip_ldap=True)
        else:
            self.assert_ignored(auditors=True)
            self.assert_ignored(skip_ldap=True)

    def test_a_flag_that_is_false_is_as_good_as_absent(self):
        flags = ("active", "blocked", "external", "admins", "humans", "without_projects", "without_project_bots")
        flags += ("exclude_active", "exclude_external", "exclude_internal", "exclude_humans")
        self.assert_ignored(**dict.fromkeys(flags, False))

    def test_what_the_server_does_not_know_is_dropped_without_a_word(self):
        # python-gitlab offers `status`, and no GitLab has ever known it.
        self.assert_ignored(status="banned", state="banned", banned=True, two_factor="sometimes")

    def test_an_account_is_found_by_its_whole_name_its_age_its_login_and_its_attributes(self):
        self.assertEqual(self.list(username="KIM"), [self.named("kim")["id"]])
        self.assertEqual(self.list(username="ki"), [])
        middle = self.server.people()[60]
        self.assert_lists(lambda p: p["created_at"] > middle["created_at"] or p["id"] == middle["id"], created_after=middle["created_at"])
        self.assert_lists(lambda p: p["created_at"] < middle["created_at"] or p["id"] == middle["id"], created_before=middle["created_at"])
        login = next(person for person in self.server.people() if person["identities"])
        identity = login["identities"][0]
        self.assertEqual(self.list(extern_uid=identity["extern_uid"], provider=identity["provider"]), [login["id"]])
        both = "extern_uid, provider provide all or none of parameters"
        self.refused(GitlabListError, 400, both, self.kim.users.list, extern_uid="1")
        trusted = self.somebody(lambda p: "trusted_by" in p["custom_attributes"])
        self.assertEqual(self.list(custom_attributes={"trusted_by": trusted["custom_attributes"]["trusted_by"]}), [trusted["id"]])
        public = self.somebody(lambda p: p["public_email"])
        if self.since(17) and not self.since(19):
            self.assert_ignored(public_email=public["public_email"])
        else:
            self.assertEqual(self.list(public_email=public["public_email"]), [public["id"]])

    def test_a_search_finds_parts_of_names_and_whole_addresses(self):
        def named_like(text):
            return {p["id"] for p in self.server.people() if text in p["username"].lower() or text in p["name"].lower()}

        for text in ("kim", "@kim", "KIM", "wav", "lindq"):
            self.assertEqual(set(self.list(search=text)), named_like(text.lstrip("@").lower()), text)
        self.assertEqual(self.list(search="ki"), [], "short words have to match whole")
        person = self.somebody(lambda p: p["other_emails"])
        late = self.somebody(lambda p: p["unconfirmed_emails"])
        self.assertEqual(self.list(search=person["email"].upper()), [person["id"]])
        self.assertEqual(self.list(search=person["other_emails"][0]), [person["id"]])
        self.assertEqual(self.list(search=late["unconfirmed_emails"][0]), [])
        self.assertEqual(self.list(search=person["email"].split("@")[1]), [], "no part of an address")
        exact = self.control("POST", f"people/{self.newcomer()}", {"username": "aaa-kim", "name": "Zz"})
        self.assertEqual(self.list(search="kim")[0], self.named("kim")["id"], "the whole name comes first")
        self.assertEqual(self.list(search="kim", order_by="id", sort="desc")[0], exact["id"])

    def test_every_order_goes_both_ways_and_since_16_5_by_cursor_too(self):
        people = {person["id"]: person for person in self.server.people()}
        for column in COLUMNS:
            # created_at is replaced by the id.
            def place(id):
                value = people[id]["id" if column == "created_at" else column]
                return value.lower() if column == "name" else value

            for order in ({"order_by": column, "sort": "asc"}, {"order_by": column, "sort": "desc"}):
                rows = self.list(**order)
                self.assertEqual(sorted(rows), sorted(people), order)
                places = [place(id) for id in rows]
                self.assertEqual(places, sorted(places, reverse=order["sort"] == "desc"), order)
                if self.since(16, 5):
                    listed = self.kim.users.list(iterator=True, pagination="keyset", per_page=60, **order)
                    self.assertEqual((listed.total, listed.next_page), (None, None))
                    self.assertEqual(self.ids(listed), rows, order)
        self.refused(GitlabListError, 400, "order_by does not have a valid value", self.kim.users.list, order_by="last_activity_on")
        self.refused(GitlabListError, 400, "sort does not have a valid value", self.kim.users.list, sort="up")

    def test_pages_by_number_reach_the_end_with_and_without_totals(self):
        everybody = self.expected(lambda person: True)
        pages = -(-len(everybody) // 30)
        listed = self.kim.users.list(iterator=True, per_page=30)
        self.assertEqual((listed.total, listed.total_pages, listed.per_page), (len(everybody), pages, 30))
        self.assertEqual((listed.current_page, listed.next_page, listed.prev_page), (1, 2, None))
        self.assertEqual(self.ids(listed), everybody)
        self.assertEqual((listed.current_page, listed.next_page, listed.prev_page), (pages, None, pages - 1))
        self.assertEqual(self.ids(self.kim.users.list(page=2, per_page=7)), everybody[7:14])
        self.assertEqual(self.kim.users.list(page=pages + 1, per_page=30), [])
        self.assertEqual(len(self.kim.users.list(get_all=False)), 20)
        self.assertEqual(len(self.kim.users.list(get_all=False, per_page=200)), 100)
        self.server.practise(count_limit=50)
        uncounted = self.kim.users.list(iterator=True, per_page=30)
        self.assertEqual((uncounted.total, uncounted.total_pages), (None, None))
        self.assertEqual(self.ids(uncounted), everybody)

    def test_far_pages_by_number_are_refused_since_17(self):
        self.server.practise(offset_limit=100)
        if self.since(17):
            text = "Offset pagination has a maximum allowed offset of 100 for requests that return objects of type User. "
            text += "Remaining records can be retrieved using keyset pagination."
            self.refused(GitlabListError, 405, text, self.list, order_by="id", sort="asc", page=2)
        else:
            self.assert_ignored()

    def test_pages_by_cursor_go_with_filters_and_not_with_a_search(self):
        if not self.since(16, 5):
            listed = self.kim.users.list(iterator=True, pagination="keyset", order_by="id", per_page=7)
            self.assertIsNotNone(listed.total, "nobody knew the parameter")
            return
        self.assertEqual(self.list(pagination="keyset", order_by="name", external=True), self.list(order_by="name", external=True))
        self.refused(GitlabListError, 405, NO_KEYSET, self.list, pagination="keyset", search="kim")

    def test_a_cursor_loses_nobody_while_people_come_and_go(self):
        if not self.since(16, 5):
            return
        everybody = self.expected(lambda person: True)
        listed = self.kim.users.list(iterator=True, pagination="keyset", order_by="id", sort="desc", per_page=40)
        rows = [next(listed) for _ in range(40)]
        self.control("POST", "people", {"count": 3})
        leaving = everybody[100]
        self.control("DELETE", f"people/{leaving}")
        self.assertEqual(self.ids(rows + list(listed)), [id for id in everybody if id != leaving])

    def test_who_is_no_administrator_here_is_not_told(self):
        hidden = ("blocked", "ldap_blocked", "banned")
        visible = self.expected(lambda p: p["state"] not in hidden)
        for who in ("user", "no-admin-mode"):
            client = self.client(who)
            rows = client.users.list(get_all=True, per_page=100)
            if who == "no-admin-mode" and not self.since(15, 8):
                self.assertIn("is_admin", rows[0].attributes)
                continue
            self.assertEqual(self.ids(rows), visible)
            self.assertTrue({"deactivated", "blocked_pending_approval"} <= {row.state for row in rows})
            keys = {"id", "username", "public_email", "name", "state", "locked", "avatar_url", "web_url"}
            self.assertEqual(set(rows[0].attributes), keys)
            ignored = {"admins": True, "two_factor": "enabled", "without_projects": True, "created_after": "2026-01-01"}
            ignored |= {"order_by": "name", "sort": "asc", "with_custom_attributes": True}
            self.assertEqual(self.ids(client.users.list(get_all=True, per_page=100, **ignored)), visible)
            self.assertEqual(client.users.list(blocked=True), [])
            self.refused(GitlabListError, 403, FORBIDDEN, client.users.list, extern_uid="1", provider="ldapmain")

    def test_no_address_of_the_server_is_foreign_to_the_client(self):
        # python-gitlab warns of links and profiles that don't begin with the address it was given, as behind a forgotten relative root.
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.kim.auth()
            self.list()
        self.assertTrue(self.kim.user.web_url.startswith(f"{self.server.address}/"))
