"""What belongs to an account: keys, mail addresses, tokens, two-factor, projects, days of activity."""

from gitlab.exceptions import GitlabAuthenticationError, GitlabDeleteError, GitlabGetError, GitlabHttpError, GitlabListError

from .base import FORBIDDEN, Facts


class Belongings(Facts):
    def setUp(self):
        super().setUp()
        self.maren = self.kim.users.get(self.named("maren.tide")["id"], lazy=True)

    def test_keys_are_listed_shown_added_and_deleted(self):
        # As in python-gitlab's own tests/functional/api/test_users.py.
        before = self.maren.keys.list()
        self.assertEqual([key.title for key in before], ["field laptop", "buoy 7"])
        key = self.maren.keys.create({"title": "testkey", "key": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ"})
        self.assertEqual(len(self.maren.keys.list()), 3)
        self.assertEqual(self.maren.keys.get(key.id).title, "testkey")
        key.delete()
        self.assertEqual(len(self.maren.keys.list()), 2)
        gpg = self.maren.gpgkeys.list()[0]
        self.assertEqual(self.maren.gpgkeys.get(gpg.id).key, gpg.key)
        self.maren.gpgkeys.delete(gpg.id)
        self.refused(GitlabGetError, 404, "404 GPG Key Not Found", self.maren.gpgkeys.get, gpg.id)

    def test_addresses_are_listed_added_and_deleted(self):
        before = len(self.maren.emails.list())
        email = self.maren.emails.create({"email": "foo2@letterbox.example"})
        self.assertEqual(len(self.maren.emails.list()), before + 1)
        email.delete()
        self.assertEqual(len(self.maren.emails.list()), before)
        wren = self.client("user").users.get(self.maren.id, lazy=True)
        self.refused(GitlabListError, 403, FORBIDDEN, wren.emails.list)

    def test_tokens_of_somebody_are_listed_and_revoked(self):
        listed = lambda **wanted: self.kim.personal_access_tokens.list(user_id=self.maren.id, **wanted)
        self.assertEqual([token.active for token in listed()], [True, False])
        made = self.maren.personal_access_tokens.create({"name": "user_api", "scopes": ["api"]})
        self.assertEqual((made.user_id, made.scopes, len(listed(state="active"))), (self.maren.id, ["api"], 2))
        self.kim.personal_access_tokens.delete(made.id)
        self.assertEqual((self.kim.personal_access_tokens.get(made.id).revoked, len(listed(state="active"))), (True, 1))
        self.refused(GitlabAuthenticationError, 401, "401 Unauthorized", self.client("user").personal_access_tokens.list, user_id=self.maren.id)
        self.refused(GitlabDeleteError, 404, "404 Not found", self.client("user").personal_access_tokens.delete, made.id)

    def test_impersonation_tokens_are_made_and_revoked(self):
        token = self.maren.impersonationtokens.create({"name": "user_token", "scopes": ["api", "read_user"]})
        self.assertIn(token.id, self.ids(self.maren.impersonationtokens.list(state="active")))
        token.delete()
        self.assertNotIn(token.id, self.ids(self.maren.impersonationtokens.list(state="active")))
        self.assertIn(token.id, self.ids(self.maren.impersonationtokens.list(state="inactive")))

    def test_projects_are_listed(self):
        contributed = self.maren.contributed_projects.list()
        self.assertEqual(len(contributed), self.server.person(self.maren.id)["projects"])
        self.assertTrue(set(self.ids(self.maren.projects.list())) <= set(self.ids(contributed)))
        self.assertTrue(set(self.ids(self.maren.starred_projects.list())) <= set(self.ids(contributed)))

    def test_days_of_activity_come_oldest_first(self):
        days = self.kim.user_activities.list(query_parameters={"from": "2001-01-01"}, get_all=True)
        seen = [person for person in self.server.people() if person["last_activity_on"]]
        self.assertEqual([row.last_activity_on for row in days], sorted(person["last_activity_on"] for person in seen))
        self.assertEqual({row.username for row in days}, {person["username"] for person in seen})

    def test_two_factor_is_taken_away_once(self):
        vera = self.named("vera.stone")["id"]
        path = f"/users/{vera}/disable_two_factor"
        self.kim.http_patch(path)
        self.assertIs(self.kim.users.get(vera).two_factor_enabled, False)
        why = "400 Bad request - Two-factor authentication is not enabled for this user"
        self.refused(GitlabHttpError, 400, why, self.kim.http_patch, path)
