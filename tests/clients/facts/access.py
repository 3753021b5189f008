"""Getting in: an application, the form in the browser, the code, the token; who one is; posts; and the throttles."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests
from mastodon import Mastodon
from mastodon.errors import MastodonAPIError, MastodonIllegalArgumentError, MastodonRatelimitError

from .base import NOT_ALLOWED, Facts

SCOPES = ["read", "admin:read", "admin:write"]


class Form(HTMLParser):
    """The first form of a page with its hidden fields, and the value of a field that is only to be read."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.shown = None, {}, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.action = attributes["action"]
        elif tag == "input" and attributes.get("type") == "hidden":
            self.fields[attributes["name"]] = attributes["value"]
        elif tag == "input" and "readonly" in attributes:
            self.shown = attributes["value"]


class Access(Facts):
    def registered(self):
        id, secret = Mastodon.create_app("Desk", scopes=SCOPES, api_base_url=self.server.address)
        return Mastodon(client_id=id, client_secret=secret, api_base_url=self.server.address, ratelimit_method="throw")

    def code(self, client, who, decision):
        """What the server shows to somebody who opens the address in a browser and decides."""
        browser = requests.Session()
        url = client.auth_request_url(scopes=SCOPES, allow_http=True)
        form = Form(browser.get(url, timeout=20).text)
        answer = browser.post(urljoin(url, form.action), form.fields | {"account": who, "decision": decision}, timeout=20)
        return Form(answer.text).shown

    def test_a_code_from_the_browsers_form_becomes_a_token_that_works_until_it_is_revoked(self):
        client = self.registered()
        code = self.code(client, "kim", "allow")
        token = client.log_in(code=code, scopes=SCOPES, allow_http=True)
        self.assertEqual(client.account_verify_credentials()["username"], "kim")
        self.assertTrue(client.admin_accounts_v2(limit=1))
        with self.assertRaises((MastodonAPIError, MastodonIllegalArgumentError)):
            client.log_in(code=code, scopes=SCOPES, allow_http=True)
        client.access_token = token
        client.revoke_access_token(allow_http=True)
        dead = Mastodon(access_token=token, api_base_url=self.server.address)
        self.refused(401, "The access token was revoked", dead.admin_account, self.id_of("kim"))

    def test_whoever_denies_gives_no_code(self):
        self.assertIsNone(self.code(self.registered(), "kim", "deny"))

    def test_a_member_may_grant_every_scope_and_opens_nothing_with_it(self):
        client = self.registered()
        client.log_in(code=self.code(client, "wren", "allow"), scopes=SCOPES, allow_http=True)
        self.assertEqual(client.account_verify_credentials()["username"], "wren")
        self.refused(403, NOT_ALLOWED, client.admin_account, self.id_of("wren"))

    def test_credentials_tell_the_role_since_4_0(self):
        me = self.kim.account_verify_credentials()
        self.assertEqual(me["username"], "kim")
        if self.server.like < (4, 0):
            self.assertIsNone(me.get("role"))
        else:
            self.assertEqual((me["role"]["name"], bool(int(me["role"]["permissions"]) & 0x400)), ("Moderator", True))
        self.refused(401, "The access token is invalid", self.client("nobody-has-this").account_verify_credentials)

    def test_posts_come_page_by_page_and_a_suspended_account_has_none(self):
        id = self.id_of("wren")
        reader = self.client("moderator")
        everything = self.ids(reader.fetch_remaining(reader.account_statuses(id, limit=40)))
        self.assertTrue(len(everything) > 3)
        self.assertEqual(self.ids(reader.fetch_remaining(reader.account_statuses(id, limit=2))), everything)
        self.kim.admin_account_moderate(id, "suspend")
        self.assertEqual(reader.account_statuses(id), [])


class Throttled(Facts):
    """On a server whose throttles are on."""

    def test_what_is_left_is_told_and_the_three_hundred_and_first_request_is_refused(self):
        self.kim.admin_accounts_v2(limit=1)
        self.assertEqual(self.kim.ratelimit_limit, 300)
        left = self.kim.ratelimit_remaining
        self.assertTrue(250 < left < 300, left)
        self.assertIsNotNone(self.kim.ratelimit_reset, "Mastodon.py can read when")
        for _ in range(left):
            self.kim.account_verify_credentials()
        with self.assertRaises(MastodonRatelimitError):
            self.kim.account_verify_credentials()
