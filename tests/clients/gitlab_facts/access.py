"""Who one is, what the instance says about itself, tokens that will not do, and both kinds of throttle."""

import json
import time

import gitlab
from gitlab.exceptions import GitlabAuthenticationError, GitlabGetError, GitlabHttpError, GitlabListError, GitlabUpdateError

from .base import FORBIDDEN, Facts


class Access(Facts):
    def test_a_client_learns_who_it_is(self):
        self.kim.auth()
        self.assertEqual((self.kim.user.username, self.kim.user.is_admin), ("kim", True))
        osei = self.client("no-admin-mode")
        osei.auth()
        self.assertIs(osei.user.is_admin, True, "also without admin mode")
        wren = self.client("user")
        wren.auth()
        self.assertEqual((wren.user.username, "is_admin" in wren.user.attributes, wren.user.email), ("wren", False, self.named("wren")["email"]))

    def test_a_token_is_good_in_either_header(self):
        bearer = gitlab.Gitlab(self.server.address, oauth_token="practice-administrator")
        bearer.auth()
        self.assertEqual(bearer.user.username, "kim")

    def test_version_and_metadata_are_of_the_version(self):
        edition = "-ee" if self.server.enterprise else ""
        full = f"{self.server.name}{edition}"
        version, revision = self.kim.version()
        self.assertEqual(version, full)
        metadata = self.kim.http_get("/metadata")
        self.assertEqual((metadata["version"], metadata["revision"], metadata["enterprise"]), (full, revision, self.server.enterprise))
        self.assertIn("enabled", metadata["kas"])
        self.assertEqual(self.client("of-nobody").version(), ("unknown", "unknown"))

    def test_a_token_tells_its_scopes_and_its_end(self):
        token = self.kim.personal_access_tokens.get("self")
        admin_mode = ["admin_mode"] if self.since(15, 8) else []
        self.assertEqual((token.scopes, token.active, token.revoked, token.user_id), (["api"] + admin_mode, True, False, self.named("kim")["id"]))
        if self.since(16):
            self.assertRegex(token.expires_at, r"^\d{4}-\d\d-\d\d$")
        self.server.practise(token_days=None)
        self.assertIsNone(self.kim.personal_access_tokens.get("self").expires_at)
        self.assertEqual(self.client("no-scope").personal_access_tokens.get("self").scopes, ["read_repository"])

    def test_settings_are_for_administrators(self):
        settings = self.kim.settings.get()
        raw = self.control("GET", "settings")
        about_people = ("deactivate_dormant_users", "deactivate_dormant_users_period", "require_admin_approval_after_user_signup", "user_deactivation_emails_enabled")
        for name in ("admin_mode", "throttle_authenticated_api_enabled", *about_people):
            self.assertEqual(getattr(settings, name), raw[name], name)
        self.refused(GitlabGetError, 403, FORBIDDEN, self.client("user").settings.get)
        self.refused(GitlabGetError, 403, "insufficient_scope", self.client("read-user").settings.get)
        settings.deactivate_dormant_users, settings.deactivate_dormant_users_period = True, 30
        self.refused(GitlabUpdateError, 400, {"deactivate_dormant_users_period": ["must be greater than or equal to 90"]}, settings.save)
        settings.deactivate_dormant_users_period = 120
        settings.save()
        self.assertEqual(self.control("GET", "settings")["deactivate_dormant_users_period"], 120)

    def test_admin_mode_is_asked_for_only_where_it_is_on(self):
        osei = self.client("no-admin-mode")
        self.server.settings(admin_mode=False)
        self.assertIn("is_admin", osei.users.list(get_all=False)[0].attributes)
        self.assertTrue(osei.users.list(blocked=True))

    def test_reading_tokens_read(self):
        wren = self.named("wren")["id"]
        for who in ("read", "read-user"):
            self.assertEqual(self.client(who).users.get(wren).note, None)
        self.refused(GitlabListError, 403, "insufficient_scope", self.client("no-scope").users.list)

    def test_tokens_that_are_none_are_refused(self):
        nobody = gitlab.Gitlab(self.server.address)
        self.refused(GitlabAuthenticationError, 401, "401 Unauthorized", nobody.users.list)
        self.refused(GitlabAuthenticationError, 401, "401 Unauthorized", self.client("of-nobody").users.list)
        for who in ("revoked", "expired"):
            self.refused(GitlabAuthenticationError, 401, "invalid_token", self.client(who).auth)

    def test_a_caller_who_could_not_sign_in_is_told_why(self):
        wren = self.named("wren")["id"]
        for change, why in (
            ({"state": "blocked"}, "Your account has been blocked."),
            ({"state": "blocked_pending_approval"}, "Your account is pending approval from your administrator and hence blocked."),
            ({"state": "deactivated"}, "Your account has been deactivated by your administrator. Please log back in to reactivate your account."),
        ):
            self.control("POST", f"people/{wren}", change)
            self.refused(GitlabHttpError, 403, f"403 Forbidden - {why}", self.client("user").http_get, "/user")

    def test_a_refusal_has_one_of_three_bodies_by_who_refuses(self):
        # python-gitlab takes its words from either, so the bodies are looked at here.
        revoked = "Token was revoked. You have to re-authorize from the user."
        too_little = "The request requires higher privileges than provided by the access token."
        for client, path, body in (
            (self.kim, "/users/999999", {"message": "404 User Not Found"}),
            (self.kim, "/users/kim", {"error": "404 Not Found"}),
            (self.kim, "/users/1/nonsense", {"error": "404 Not Found"}),
            (self.client("revoked"), "/user", {"error": "invalid_token", "error_description": revoked}),
            (self.client("no-scope"), "/user", {"error": "insufficient_scope", "error_description": too_little, "scope": "api read_api read_user"}),
        ):
            with self.assertRaises(gitlab.GitlabError) as caught:
                client.http_get(path)
            self.assertEqual(json.loads(caught.exception.response_body), body, path)

    def test_the_instances_throttle_speaks_plain_text_and_is_waited_for(self):
        self.server.open_a_window()
        throttle = lambda requests, seconds: self.server.settings(
            throttle_authenticated_api_enabled=True,
            throttle_authenticated_api_requests_per_period=requests,
            throttle_authenticated_api_period_in_seconds=seconds,
        )
        throttle(2, 3600)
        left = lambda answer: answer.headers.get("RateLimit-Remaining")
        first = self.kim.http_request("get", "/user")
        self.assertEqual(left(first), "1" if self.since(18) else None)
        self.kim.http_request("get", "/user")
        self.refused(GitlabListError, 429, "Retry later\n", self.kim.users.list, obey_rate_limit=False)
        # One in each second: python-gitlab reads how long it has to wait.
        throttle(1, 1)
        began = time.monotonic()
        for _ in range(2):
            self.kim.auth()
        self.assertLess(time.monotonic() - began, 10)

    def test_an_endpoints_own_limit_speaks_json_and_says_nothing_of_when(self):
        self.server.open_a_window()
        text = {"error": "This endpoint has been requested too many times. Try again later."}
        wren, id = self.client("user"), self.named("kim")["id"]
        self.server.settings(users_get_by_id_limit=1)
        wren.users.get(id)
        self.refused(GitlabGetError, 429, text, wren.users.get, id, obey_rate_limit=False)
        for _ in range(2):
            self.kim.users.get(id)
        if self.since(17, 10):
            self.server.settings(users_api_limit_status=1)
            status = self.kim.users.get(id, lazy=True).status
            status.get()
            self.refused(GitlabGetError, 429, text, status.get, obey_rate_limit=False)
