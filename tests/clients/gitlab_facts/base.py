"""The practice GitLab from both sides: its control routes, which show its whole state, and python-gitlab, which sees what a client sees."""

import contextlib
import datetime
import json
import unittest
import urllib.request
from urllib.parse import urlsplit

import gitlab
from gitlab.exceptions import GitlabGetError, GitlabListError

FORBIDDEN = "403 Forbidden"
NO_USER = "404 User Not Found"

# The state machine's.
STATES = ("active", "blocked", "ldap_blocked", "banned", "deactivated", "blocked_pending_approval")

# Everybody else is GitLab's own machinery, and no field of the API says so.
NOT_INTERNAL = ("human", "project_bot", "service_user", "service_account")


class Practice:
    """A running practice GitLab, behind its client's back."""

    def __init__(self, like, address):
        self.name = like
        self.version = tuple(int(part) for part in like.split("."))
        self.address = address
        # The control routes have no part in a relative root.
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        self.enterprise = self.control("GET", "settings")["practice"]["enterprise"]

    def control(self, method, route, body=None):
        return json.loads(self.control_bytes(method, route, body))

    def control_bytes(self, method, route, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.origin}/practice/{route}", data, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def people(self):
        """Everybody, newest first."""
        return self.control("GET", "people")

    def person(self, id):
        return self.control("GET", f"people/{id}")

    def state(self):
        """All that it remembers, to be compared."""
        return self.control_bytes("GET", "state")

    def settings(self, **changes):
        self.control("POST", "settings", changes)

    def practise(self, **switches):
        self.settings(practice=switches)

    def let_workers_run(self):
        """With the next request."""
        self.control("POST", "clock", {"forward_ms": 60_000})

    def open_a_window(self):
        """To the next full hour, so that no throttle's window ends in the middle of a test."""
        now = datetime.datetime.fromisoformat(self.control("GET", "clock")["now"])
        self.control("POST", "clock", {"forward_ms": round(1000 * (3600 - now.timestamp() % 3600))})


def is_internal(person):
    return person["user_type"] not in NOT_INTERNAL


def is_plain(person):
    """An active human without anything special about them."""
    special = ("is_admin", "locked", "external", "unsaveable", "duty", "left_directory", "note")
    return person["state"] == "active" and person["user_type"] == "human" and not any(person[name] for name in special)


class Facts(unittest.TestCase):
    """A test on a server that has just been made up again."""

    server: Practice
    watched = False

    def setUp(self):
        self.server.control("POST", "reset")
        self.control = self.server.control
        self.kim = self.client("administrator")

    def client(self, who):
        # Throttles are looked at, not waited for.
        return gitlab.Gitlab(self.server.address, private_token=f"practice-{who}")

    def since(self, *version):
        return self.server.version >= version

    def somebody(self, test):
        """The raw state of the newest person for whom the test holds; the person is there, or the practice server lost one of its kinds."""
        return next(person for person in self.server.people() if test(person))

    def named(self, username):
        return self.somebody(lambda person: person["username"] == username)

    def newcomer(self, **changes):
        """Somebody whom nobody has seen yet, and who is therefore dormant."""
        id = self.control("POST", "people", {"count": 1})[0]
        return self.control("POST", f"people/{id}", {"state": "active", **changes})["id"]

    @contextlib.contextmanager
    def unchanged(self, id=None):
        """Whatever is tried here, nothing comes of it: for this account, or for anything."""
        look = (lambda: self.server.person(id)) if id else self.server.state
        before = look()
        self.watched = True
        yield
        self.watched = False
        self.assertTrue(before == look(), "something was done all the same")

    def refused(self, kind, status, text, call, *args, **named):
        """The call is refused in these words, by the exception that belongs to the call, and nothing has changed by it."""
        # The whole state takes a while; whoever only reads changes nothing.
        only_reads = kind in (GitlabListError, GitlabGetError)
        with contextlib.nullcontext() if self.watched or only_reads else self.unchanged():
            with self.assertRaises(gitlab.GitlabError) as caught:
                call(*args, **named)
            error = caught.exception
            self.assertEqual((type(error), error.response_code, error.error_message), (kind, status, text))

    def ids(self, rows):
        return [row.id for row in rows]
