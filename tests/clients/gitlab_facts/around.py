"""What stands around an account: the note, deletion, custom attributes, logins, memberships, counts, events, status."""

import datetime
from email.utils import format_datetime

from gitlab.exceptions import GitlabDeleteError, GitlabGetError, GitlabHttpError, GitlabListError, GitlabSetError, GitlabUpdateError

from .base import FORBIDDEN, NO_USER, Facts, is_plain


class Around(Facts):
    def user(self, id):
        return self.kim.users.get(id, lazy=True)

    def busy(self):
        def is_busy(person):
            return is_plain(person) and person["issues"] > 1 and {one["source_type"] for one in person["memberships"]} == {"Project", "Namespace"}

        return self.somebody(is_busy)

    def test_an_account_in_full_has_what_a_row_has_and_four_fields_more(self):
        person = self.busy()
        whole = self.kim.users.get(person["id"]).attributes
        row = self.kim.users.list(username=person["username"])[0].attributes
        more = {"highest_role", "current_sign_in_ip", "last_sign_in_ip", "sign_in_count"} | ({"plan", "trial"} if self.server.enterprise else set())
        self.assertEqual(set(whole) - set(row), more)
        self.assertEqual({key: whole[key] for key in row if key != "local_time"}, {key: row[key] for key in row if key != "local_time"})
        for name in ("username", "name", "email", "state", "is_admin", "external", "note", "locked", "bio"):
            if name in whole or self.since(15, 8):
                self.assertEqual(whole[name], person[name], name)
        self.assertEqual((whole["two_factor_enabled"], whole["last_activity_on"]), (person["two_factor"], person["last_activity_on"]))
        for name, came in (("locked", (15, 8)), ("created_by", (15, 6)), ("email_reset_offered_at", (16, 7)), ("github", (18,)), ("preferred_language", (18,))):
            self.assertEqual(name in whole, self.since(*came), name)
        self.assertEqual("using_license_seat" in whole, self.server.enterprise)
        self.refused(GitlabGetError, 404, NO_USER, self.kim.users.get, 999_999)
        self.refused(GitlabGetError, 404, "404 Not Found", self.kim.users.get, "kim")

    def test_a_note_is_read_written_and_written_over(self):
        id = self.somebody(is_plain)["id"]
        for note in ("Asked twice. – kim", "Zeile 1\nZeile 2 & ☂ = 50 %", ""):
            answer = self.kim.users.update(id, {"note": note})
            self.assertEqual((answer["note"], self.kim.users.get(id).note, self.server.person(id)["note"]), (note, note, note))
        user = self.kim.users.get(id)
        user.note = "Saved by its object"
        user.save()
        self.assertEqual(self.server.person(id)["note"], "Saved by its object")
        self.refused(GitlabUpdateError, 404, NO_USER, self.kim.users.update, 999_999, {"note": "x"})
        self.refused(GitlabUpdateError, 403, FORBIDDEN, self.client("user").users.update, id, {"note": "x"})
        self.refused(GitlabUpdateError, 403, "insufficient_scope", self.client("read").users.update, id, {"note": "x"})
        self.refused(GitlabUpdateError, 400, {"name": ["can't be blank"]}, self.kim.users.update, id, {"name": " "})

    def test_a_deletion_leaves_contributions_to_the_ghost_unless_it_is_hard(self):
        ghost = self.somebody(lambda p: p["user_type"] == "ghost")["id"]
        for hard in (False, True):
            person, before = self.busy(), self.server.person(ghost)["issues"]
            self.kim.users.delete(person["id"], **({"hard_delete": True} if hard else {}))
            self.assertEqual(self.kim.users.get(person["id"]).state, "active", "no worker has run yet")
            self.server.let_workers_run()
            self.kim.auth()
            self.refused(GitlabGetError, 404, NO_USER, self.kim.users.get, person["id"])
            self.assertEqual(self.server.person(ghost)["issues"] - before, 0 if hard else person["issues"])
            self.refused(GitlabDeleteError, 404, NO_USER, self.kim.users.delete, person["id"])

    def test_the_last_owner_of_a_group_is_only_deleted_hard(self):
        owner = self.somebody(lambda p: any(one["sole_owner"] for one in p["memberships"]))["id"]
        text = "User cannot be removed while is the sole-owner of a group"
        self.refused(GitlabDeleteError, 409, text, self.kim.users.delete, owner)
        self.refused(GitlabDeleteError, 409, text, self.kim.users.delete, owner, hard_delete=False)
        self.kim.users.delete(owner, hard_delete=True)
        self.assertIsNotNone(self.server.person(owner)["removal_queued_at"])

    def test_nobody_is_deleted_who_has_changed_meanwhile(self):
        id = self.somebody(is_plain)["id"]
        updated = datetime.datetime.fromisoformat(self.server.person(id)["updated_at"])
        on = lambda moment: {"If-Unmodified-Since": format_datetime(moment.astimezone(datetime.timezone.utc), usegmt=True)}
        earlier = on(updated - datetime.timedelta(hours=1))
        self.refused(GitlabDeleteError, 412, "412 Precondition Failed", self.kim.users.delete, id, extra_headers=earlier)
        self.kim.users.delete(id, extra_headers=on(updated))
        self.assertIsNotNone(self.server.person(id)["removal_queued_at"])

    def test_custom_attributes_are_set_listed_filtered_by_and_taken_away(self):
        # As in python-gitlab's own tests/functional/api/test_users.py.
        user = self.user(self.somebody(is_plain)["id"])
        self.assertEqual(user.customattributes.list(), [])
        attribute = user.customattributes.set("case", "17/2026 & more")
        self.assertEqual((attribute.key, attribute.value), ("case", "17/2026 & more"))
        self.assertEqual([found.id for found in self.kim.users.list(custom_attributes={"case": "17/2026 & more"})], [user.id])
        self.assertEqual(self.kim.users.list(custom_attributes={"case": "18"}), [])
        user.customattributes.set("case", "18")
        self.assertEqual(user.customattributes.get("case").value, "18")
        self.assertEqual(self.kim.users.get(user.id, with_custom_attributes=True).custom_attributes, [{"key": "case", "value": "18"}])
        self.assertNotIn("custom_attributes", self.kim.users.get(user.id).attributes)
        rows = self.kim.users.list(custom_attributes={"case": "18"}, with_custom_attributes=True)
        self.assertEqual(rows[0].custom_attributes, [{"key": "case", "value": "18"}])
        user.customattributes.get("case").delete()
        self.refused(GitlabGetError, 404, "404 Not found", user.customattributes.get, "case")
        other = self.client("user").users.get(user.id, lazy=True)
        self.refused(GitlabListError, 403, FORBIDDEN, other.customattributes.list)
        self.refused(GitlabSetError, 403, FORBIDDEN, other.customattributes.set, "case", "19")

    def test_the_server_notes_who_blocked_and_unblocked(self):
        user = self.user(self.somebody(is_plain)["id"])
        user.block()
        self.assertRegex(user.customattributes.get("blocked_by").value, r"^kim/\d+\+\d{4}-\d\d-\d\d ")
        user.unblock()
        self.assertEqual({one.key for one in user.customattributes.list()}, {"blocked_by", "unblocked_by"})
        # The same table as anybody's, so that trust can be written by hand.
        self.assertEqual(user.customattributes.set("trusted_by", "kim/2").value, "kim/2")

    def test_without_their_ldap_login_somebody_can_be_judged_again(self):
        user = self.user(self.somebody(lambda p: p["state"] == "ldap_blocked")["id"])
        self.refused(GitlabDeleteError, 404, "404 Identity Not Found", user.identityproviders.delete, "github")
        user.identityproviders.delete("ldapmain")
        self.assertEqual(self.kim.users.get(user.id).identities, [])
        self.assertIs(user.unblock(), True)

    def test_memberships_are_all_there_and_by_type(self):
        person = self.busy()
        raw = [{key: one[key] for key in ("source_id", "source_name", "source_type", "access_level")} for one in person["memberships"]]
        listed = lambda **wanted: [one.attributes for one in self.user(person["id"]).memberships.list(get_all=True, per_page=2, **wanted)]
        # python-gitlab adds whose they are.
        bare = lambda rows: [{key: value for key, value in row.items() if key != "user_id"} for row in rows]
        self.assertEqual(bare(listed()), raw)
        for kind in ("Project", "Namespace"):
            self.assertEqual(bare(listed(type=kind)), [one for one in raw if one["source_type"] == kind])
        self.refused(GitlabListError, 400, "type does not have a valid value", listed, type="Group")
        self.refused(GitlabListError, 403, FORBIDDEN, self.client("user").users.get(person["id"], lazy=True).memberships.list)
        self.assertEqual(self.kim.users.get(person["id"]).highest_role, max(one["access_level"] for one in raw))

    def test_counts_are_those_of_the_account(self):
        # python-gitlab has no name for them.
        person = self.busy()
        groups = [one for one in person["memberships"] if one["source_type"] == "Namespace"]
        counts = {f"{what}_count": person[what] for what in ("projects", "issues", "merge_requests")} | {"groups_count": len(groups)}
        path = f"/users/{person['id']}/associations_count"
        self.assertEqual(self.kim.http_get(path), counts)
        self.refused(GitlabHttpError, 403, FORBIDDEN, self.client("user").http_get, path)
        me = self.named("wren")["id"]
        self.assertEqual(self.client("user").http_get(f"/users/{me}/associations_count")["projects_count"], self.server.person(me)["projects"])

    def test_events_come_newest_first_page_by_page_and_by_kind(self):
        user = self.user(self.named("kim")["id"])
        events = user.events.list(get_all=True, per_page=2)
        self.assertTrue(len(events) > 2)
        self.assertEqual([event.created_at for event in events], sorted((event.created_at for event in events), reverse=True))
        self.assertEqual({event.author_id for event in events}, {user.id})
        self.assertTrue({"action_name", "target_type", "target_title", "project_id", "author_username", "author"} <= set(events[0].attributes))
        issues = user.events.list(get_all=True, target_type="issue")
        self.assertEqual([event.id for event in issues], [event.id for event in events if event.target_type == "Issue"])
        newcomer = self.user(self.newcomer())
        self.assertEqual(newcomer.events.list(), [])

    def test_a_status_is_read_by_id_and_by_name(self):
        person = self.somebody(lambda p: p["status"])
        for name in (person["id"], person["username"]):
            status = self.kim.users.get(name, lazy=True).status.get()
            self.assertEqual((status.emoji, status.message), (person["status"]["emoji"], person["status"]["message"]))
        self.assertIsNone(self.user(self.newcomer()).status.get().message)
