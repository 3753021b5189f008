"""The practice server from both sides: its control routes, which show its whole state, and Mastodon.py, which sees what a client sees."""

import json
import unittest
import urllib.request

from mastodon import Mastodon
from mastodon.errors import MastodonAPIError, MastodonInternalServerError, MastodonNotFoundError, MastodonUnauthorizedError

NOT_ALLOWED = "This action is not allowed"
NO_RECORD = "Record not found"
# Where a list is expected Mastodon.py makes one of the error as well, and its text is lost.
UNREAD = None
OUTSIDE_SCOPES = "This action is outside the authorized scopes"

# Everything else is the plain MastodonAPIError.
OWN_EXCEPTIONS = {401: MastodonUnauthorizedError, 404: MastodonNotFoundError, 500: MastodonInternalServerError}


class Practice:
    """A running practice Mastodon, behind its client's back."""

    def __init__(self, like, address):
        self.name = like
        self.like = tuple(int(part) for part in like.split("."))
        self.address = address

    def control(self, method, route, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/practice/{route}", data, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def people(self):
        """Everybody but the instance actor, newest first."""
        return [person for person in self.control("GET", "people") if person["id"] != "-99"]

    def state(self):
        return self.control("GET", "state")

    def last_strike(self):
        return self.state()["strikes"][-1]


def is_local(person):
    return person["domain"] is None


def is_plain(person):
    """Under no measure, here since long, and nothing special."""
    measures = ("suspension", "silenced_at", "sensitized_at", "moved_to")
    return not any(person[name] for name in measures) and not person["memorial"]


def is_member(person):
    user = person["user"]
    return bool(is_plain(person) and user and user["approved"] and user["confirmed_at"] and not user["disabled"] and user["role"] is None)


class Facts(unittest.TestCase):
    """A test on a server that has just been made up again."""

    server: Practice

    def setUp(self):
        self.server.control("POST", "reset")
        self.kim = self.client("moderator")
        self.noor = self.client("admin")

    def client(self, who):
        return Mastodon(access_token=f"practice-{who}", api_base_url=self.server.address, ratelimit_method="throw")

    def somebody(self, test):
        """The id of the newest person for whom the test holds; the person is there, or the practice server lost one of its states."""
        return next(person["id"] for person in self.server.people() if test(person))

    def id_of(self, handle):
        return self.somebody(lambda person: is_local(person) and person["username"] == handle)

    def account(self, id):
        return self.kim.admin_account(id)

    def refused(self, status, text, call, *args, **named):
        """The call is refused in these words, by the exception that belongs to the status, and nothing has changed by it."""
        before = self.server.state()
        with self.assertRaises(MastodonAPIError) as caught:
            call(*args, **named)
        error = caught.exception
        self.assertIs(type(error), OWN_EXCEPTIONS.get(status, MastodonAPIError), error)
        self.assertEqual((error.args[1], error.args[3]), (status, text))
        self.assertEqual(before, self.server.state(), "something was done all the same")

    def ids(self, rows):
        return [row["id"] for row in rows]

    def to_the_end(self, client, page):
        """This page's rows and those of all that follow. Lists of accounts are declared as `List` in Mastodon.py, which its own paging can't read back."""
        rows = []
        while page is not None:
            rows.extend(page)
            following = getattr(page, "_pagination_next", None)
            if following is None:
                break
            following["_mastopy_type"] = "PaginatableList[AdminAccount]"
            page = client.fetch_next(page)
        return rows
