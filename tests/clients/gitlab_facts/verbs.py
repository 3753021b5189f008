"""The eight verbs in every state, from the same table as the practice server's own test: what python-gitlab makes of each body, and how the account is then."""

import datetime
import json
from pathlib import Path

from gitlab import exceptions
from gitlab.exceptions import GitlabAuthenticationError, GitlabBlockError, GitlabGetError

from .base import FORBIDDEN, NO_USER, STATES, Facts, is_internal, is_plain

CELLS = json.loads((Path(__file__).parents[3] / "src-tauri/practice/tests/practice/gitlab_matrix.json").read_text())

# As python-gitlab names what was refused.
OWN_EXCEPTIONS = {
    "activate": exceptions.GitlabActivateError,
    "deactivate": exceptions.GitlabDeactivateError,
    "block": exceptions.GitlabBlockError,
    "unblock": exceptions.GitlabUnblockError,
    "ban": exceptions.GitlabBanError,
    "unban": exceptions.GitlabUnbanError,
    "approve": exceptions.GitlabUserApproveError,
    "reject": exceptions.GitlabUserRejectError,
}
NO_ADMINISTRATOR = dict.fromkeys(OWN_EXCEPTIONS, FORBIDDEN) | {
    "approve": "You are not allowed to approve a user",
    "reject": "You are not allowed to reject a user",
}


class Verbs(Facts):
    def body(self, cell):
        """What this version says."""
        for since, older in cell.get("before", {}).items():
            if not self.since(*(int(part) for part in since.split("."))):
                return older["body"]
        return cell["body"]

    def verb(self, word, id, who=None):
        """The method, without a look at the account first."""
        return getattr((who or self.kim).users.get(id, lazy=True), word)

    def assert_state(self, id, state, what):
        """As the API says it and as the server has it."""
        if state == "gone":
            with self.assertRaises(GitlabGetError, msg=what) as caught:
                self.kim.users.get(id)
            self.assertEqual((caught.exception.response_code, caught.exception.error_message), (404, NO_USER))
            return
        self.assertEqual((self.kim.users.get(id).state, self.server.person(id)["state"]), (state, state), what)

    def test_every_verb_in_every_state(self):
        self.assertEqual({(cell["verb"], cell["state"]) for cell in CELLS}, {(verb, state) for verb in OWN_EXCEPTIONS for state in STATES})
        for cell in CELLS:
            what = f"{cell['verb']} of {cell['state']}"
            id, body = self.newcomer(state=cell["state"]), self.body(cell)
            self.assert_state(id, cell["state"], what)
            user = self.kim.users.get(id)
            if cell["status"] < 300:
                answer = getattr(user, cell["verb"])()
                self.assertEqual((answer, type(answer)), (body, type(body)), what)
                if answer is True:
                    # From `true` python-gitlab concludes by itself, and the server has to agree.
                    self.assertEqual(user.state, cell["after"], what)
                if cell["after"] == "gone":
                    self.assert_state(id, cell["state"], "nobody is gone before a worker has run")
                    self.server.let_workers_run()
            else:
                with self.unchanged(id):
                    self.refused(OWN_EXCEPTIONS[cell["verb"]], cell["status"], body["message"], getattr(user, cell["verb"]))
            self.assert_state(id, cell["after"], what)

    def test_what_python_gitlab_itself_tests_on_a_live_server(self):
        # tests/functional/api/test_users.py
        user = self.kim.users.get(self.somebody(is_plain)["id"])
        self.assertIs(user.block(), True)
        self.assertIn(user, self.kim.users.list(blocked=True, get_all=True))
        self.assertIsNone(user.block())
        self.assertIs(user.unblock(), True)
        self.assertIn(user, self.kim.users.list(blocked=False, get_all=True))
        self.assertIs(user.unblock(), False)
        user.ban()
        self.assertEqual(self.kim.users.get(user.id).state, "banned")
        user.unban()
        self.assertEqual(self.kim.users.get(user.id).state, "active")

    def test_who_is_still_active_is_not_deactivated_until_the_instance_says_so(self):
        now = datetime.datetime.fromisoformat(self.control("GET", "clock")["now"])
        id = self.newcomer(last_activity_on=str(now.date() - datetime.timedelta(days=40)))
        text = "The user you are trying to deactivate has been active in the past 90 days and cannot be deactivated"
        text = text if self.since(16) else f"403 Forbidden - {text} by the API"
        self.refused(OWN_EXCEPTIONS["deactivate"], 403, text, self.verb("deactivate", id))
        settings = self.kim.settings.get()
        self.assertEqual(settings.deactivate_dormant_users_period, 90)
        settings.deactivate_dormant_users_period = 30
        settings.save()
        self.assertIs(self.verb("deactivate", id)(), True)
        self.assert_state(id, "deactivated", "40 days are more than 30")

    def test_oneself_can_be_banned_but_not_blocked(self):
        me = self.named("kim")["id"]
        text = "403 Forbidden - The API initiating user cannot be blocked by the API"
        if self.since(16):
            self.refused(GitlabBlockError, 403, text, self.verb("block", me))
        with self.assertRaisesRegex(exceptions.GitlabDeactivateError, "has been active in the past 90 days"):
            self.verb("deactivate", me)()
        self.assertIs(self.verb("ban", me)(), True)
        self.refused(GitlabGetError, 403, "403 Forbidden - Your account has been blocked.", self.kim.users.get, me)

    def test_a_second_reject_before_the_worker_runs_succeeds_too(self):
        id = self.newcomer(state="blocked_pending_approval")
        for _ in range(2):
            self.assertEqual(self.verb("reject", id)(), {"message": "Success"})

    def test_other_administrators_have_no_guard(self):
        other = self.named("ingrid")["id"]
        self.assertIs(self.verb("block", other)(), True)
        self.assert_state(other, "blocked", "an administrator")

    def test_internal_accounts_are_guarded_from_some_and_bots_from_nothing(self):
        ghost = self.somebody(lambda p: p["user_type"] == "ghost")["id"]
        self.refused(GitlabBlockError, 403, "An internal user cannot be blocked", self.verb("block", ghost))
        said = "Internal users cannot be deactivated" if self.since(16) else "403 Forbidden - An internal user cannot be deactivated by the API"
        self.refused(OWN_EXCEPTIONS["deactivate"], 403, said, self.verb("deactivate", ghost))
        self.assertIs(self.verb("ban", ghost)(), True)
        for kind in ("project_bot", "service_account", "service_user"):
            bot = self.somebody(lambda p: p["user_type"] == kind)
            self.assertFalse(is_internal(bot))
            self.assertIs(self.verb("block", bot["id"])(), True, kind)

    def test_nobody_is_nobody_for_every_verb(self):
        with self.unchanged():
            for word, kind in OWN_EXCEPTIONS.items():
                self.refused(kind, 404, NO_USER, self.verb(word, 999_999))
                self.refused(kind, 404, "404 Not Found", self.verb(word, "kim"))

    def test_every_verb_is_for_administrators_with_the_right_token(self):
        id = self.newcomer(state="blocked_pending_approval")
        with self.unchanged(id):
            for word, kind in OWN_EXCEPTIONS.items():
                self.refused(kind, 403, NO_ADMINISTRATOR[word], self.verb(word, id, self.client("user")))
                if self.since(15, 8):
                    self.refused(kind, 403, NO_ADMINISTRATOR[word], self.verb(word, id, self.client("no-admin-mode")))
                for who in ("read", "read-user", "no-scope"):
                    # The body has `error` in the place of `message`, and python-gitlab reads either.
                    self.refused(kind, 403, "insufficient_scope", self.verb(word, id, self.client(who)))
                self.refused(GitlabAuthenticationError, 401, "401 Unauthorized", self.verb(word, id, self.client("of-nobody")))
                for who in ("revoked", "expired"):
                    self.refused(GitlabAuthenticationError, 401, "invalid_token", self.verb(word, id, self.client(who)))

    def test_a_record_that_cannot_be_saved_says_so_in_many_ways(self):
        id = self.newcomer(unsaveable="Website url is not a valid URL")
        broken = lambda state: self.control("POST", f"people/{id}", {"state": state})
        self.refused(OWN_EXCEPTIONS["deactivate"], 400, "Website url is not a valid URL", self.verb("deactivate", id))
        for word in ("block", "ban"):
            self.refused(OWN_EXCEPTIONS[word], 500, "Website url is not a valid URL", self.verb(word, id))
        broken("blocked")
        self.assertIs(self.verb("unblock", id)(), False)
        broken("blocked_pending_approval")
        self.refused(OWN_EXCEPTIONS["approve"], 422, "Website url is not a valid URL", self.verb("approve", id))
        self.assert_state(id, "blocked_pending_approval", "nothing was saved")
