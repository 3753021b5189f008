"""Every verb on an account: how it was, what the answer says, how it is afterwards as read again, and what is refused."""

from .base import NO_RECORD, NOT_ALLOWED, OUTSIDE_SCOPES, UNREAD, Facts, is_local, is_member, is_plain

FLAGS = {"sensitive": "sensitized", "disable": "disabled", "silence": "silenced", "suspend": "suspended"}


class Verbs(Facts):
    def flag(self, id, name):
        """As the list shows it, except that 3.5 keeps this one to itself."""
        if name == "sensitized" and self.server.like < (4, 0):
            return self.server.control("GET", f"people/{id}")["sensitized_at"] is not None
        return self.account(id)[name]

    def pending(self):
        return self.somebody(lambda p: p["user"] and not p["user"]["approved"] and p["user"]["confirmed_at"])

    def member(self):
        return self.somebody(is_member)

    def remote(self):
        return self.somebody(lambda p: not is_local(p) and is_plain(p))

    def suspended(self, origin, due):
        return self.somebody(lambda p: p["suspension"] and p["suspension"]["origin"] == origin and bool(p["suspension"]["deletion_due"]) == due)

    def test_approve_once(self):
        id = self.pending()
        self.assertIs(self.account(id)["approved"], False)
        self.assertIs(self.kim.admin_account_approve(id)["approved"], True)
        self.assertIs(self.account(id)["approved"], True)
        self.refused(403, NOT_ALLOWED, self.kim.admin_account_approve, id)
        self.refused(403, "Forbidden", self.kim.admin_account_approve, self.remote())

    def test_reject_takes_the_account_away(self):
        id = self.pending()
        name = self.account(id)["username"]
        answer = self.kim.admin_account_reject(id)
        self.assertEqual(answer.get("username"), name if self.server.like < (4, 0) else None)
        self.refused(404, NO_RECORD, self.kim.admin_account, id)
        self.refused(404, NO_RECORD, self.kim.admin_account_reject, id)
        self.refused(403, NOT_ALLOWED, self.kim.admin_account_reject, self.member())
        self.refused(403, "Forbidden", self.kim.admin_account_reject, self.remote())

    def test_every_measure_and_its_reverse(self):
        undo = {
            "sensitive": self.kim.admin_account_unsensitive,
            "disable": self.kim.admin_account_enable,
            "silence": self.kim.admin_account_unsilence,
            "suspend": self.kim.admin_account_unsuspend,
        }
        id = self.member()
        for measure, reverse in undo.items():
            flag = FLAGS[measure]
            self.assertIs(self.flag(id, flag), False, measure)
            self.assertIsNone(self.kim.admin_account_moderate(id, measure))
            self.assertIs(self.flag(id, flag), True, measure)
            self.assertEqual(self.server.last_strike()["action"], measure)
            answer = reverse(id)
            self.assertEqual(answer["id"], id)
            self.assertIs(self.flag(id, flag), False, measure)
            if measure == "suspend":
                self.refused(403, NOT_ALLOWED, reverse, id)
            else:
                self.assertEqual(reverse(id)["id"], id, "a second time is no fault")

    def test_a_remote_account_takes_all_but_a_frozen_login(self):
        id = self.remote()
        for measure in ("sensitive", "silence", "suspend"):
            self.kim.admin_account_moderate(id, measure)
            self.assertIs(self.flag(id, FLAGS[measure]), True, measure)
        # Mastodon.py doesn't ask for JSON, so what comes is a page without a word in it.
        self.refused(500, None, self.kim.admin_account_moderate, id, "disable")
        self.refused(403, "Forbidden", self.kim.admin_account_enable, id)
        self.kim.admin_account_unsuspend(id)
        self.assertIs(self.account(id)["suspended"], False)

    def test_a_warning_changes_nothing_but_leaves_a_strike(self):
        id = self.member()
        before = self.account(id)
        self.kim.admin_account_moderate(id, text="Please.")
        self.assertEqual(self.account(id), before)
        strike = self.server.last_strike()
        self.assertEqual((strike["action"], strike["target"], strike["text"], strike["notified"]), ("none", id, "Please.", True))
        self.kim.admin_account_moderate(id, text="Own words", warning_preset_id="1")
        preset = self.server.state()["presets"][0]["text"]
        self.assertEqual(self.server.last_strike()["text"], f"{preset}\n\nOwn words")
        self.kim.admin_account_moderate(id, "silence", text="Zeile 1\nZeile 2 & ☂", send_email_notification=True)
        self.assertEqual(self.server.last_strike()["text"], "Zeile 1\nZeile 2 & ☂")

    def test_a_client_that_drops_its_no_has_the_person_told(self):
        # Mastodon.py takes False for "say nothing of it", and left out means yes since 3.5.
        self.kim.admin_account_moderate(self.member(), "silence", send_email_notification=False)
        self.assertIs(self.server.last_strike()["notified"], True)

    def test_wrong_parameters_are_refused(self):
        id = self.member()
        self.refused(404, NO_RECORD, self.kim.admin_account_moderate, id, "silence", report_id="9999")
        self.refused(404, NO_RECORD, self.kim.admin_account_moderate, id, "silence", warning_preset_id="9999")
        if self.server.like >= (4, 0):
            self.refused(422, "Validation failed: Type is not included in the list", self.kim.admin_account_moderate, id, "ban")
        for missing in ("999", "abc"):
            self.refused(404, NO_RECORD, self.kim.admin_account, missing)
            self.refused(404, NO_RECORD, self.kim.admin_account_unsilence, missing)

    def test_rank_has_to_be_higher_except_for_a_warning(self):
        for handle in ("kim", "teo", "noor", "ada"):
            id = self.id_of(handle)
            for measure in FLAGS:
                self.refused(403, NOT_ALLOWED, self.kim.admin_account_moderate, id, measure)
            self.kim.admin_account_moderate(id, text="A word among ourselves")
            self.assertEqual(self.server.last_strike()["target"], id)
        self.noor.admin_account_moderate(self.id_of("teo"), "silence")
        self.assertIs(self.account(self.id_of("teo"))["silenced"], True)

    def test_a_suspension_blanks_the_profile_until_it_is_lifted(self):
        id = self.id_of("wren")
        before = self.account(id)["account"]
        self.kim.admin_account_moderate(id, "suspend")
        blank = self.account(id)["account"]
        self.assertTrue(before["display_name"] and before["note"])
        self.assertEqual((blank["display_name"], blank["note"], blank["suspended"], blank["statuses_count"]), ("", "", True, 0))
        self.assertEqual(self.kim.admin_account_unsuspend(id)["account"]["display_name"], before["display_name"])

    def test_deleting_is_for_admins_and_only_while_a_deletion_is_due(self):
        id = self.suspended("local", True)
        self.refused(403, NOT_ALLOWED, self.kim.admin_account_delete, id)
        self.refused(403, NOT_ALLOWED, self.noor.admin_account_delete, self.member())
        self.refused(403, NOT_ALLOWED, self.noor.admin_account_delete, self.suspended("local", False))
        self.refused(403, NOT_ALLOWED, self.noor.admin_account_delete, self.suspended("remote", False))
        answer = self.noor.admin_account_delete(id)
        self.assertEqual(answer.get("id"), id if self.server.like < (4, 0) else None)
        self.assertEqual(self.noor.admin_account_delete(id).get("id"), answer.get("id"), "queued: until the worker has run")
        self.server.control("POST", "clock", {"forward_ms": 60_000})
        self.assertIs(self.account(id)["disabled"], True)
        self.refused(403, NOT_ALLOWED, self.noor.admin_account_delete, id)
        self.assertIs(self.kim.admin_account_unsuspend(id)["disabled"], True)
        self.assertIs(self.kim.admin_account_enable(id)["disabled"], False)

    def test_a_suspension_from_the_other_side_is_not_ours_to_lift(self):
        id = self.suspended("remote", False)
        self.refused(403, NOT_ALLOWED, self.kim.admin_account_unsuspend, id)
        self.kim.admin_account_moderate(id, "suspend")
        self.assertIs(self.kim.admin_account_unsuspend(id)["suspended"], False)

    def test_tokens_that_will_not_do(self):
        id = self.pending()
        self.assertEqual(self.client("read").admin_account(id)["id"], id)
        self.refused(403, OUTSIDE_SCOPES, self.client("read").admin_account_approve, id)
        self.refused(403, OUTSIDE_SCOPES, self.client("no-scope").admin_account, id)
        self.refused(403, UNREAD, self.client("no-scope").admin_accounts_v2)
        self.refused(403, NOT_ALLOWED, self.client("member").admin_account_approve, id)
        self.refused(403, NOT_ALLOWED, self.client("nobody-has-this").admin_account, id)
        self.refused(401, "The access token was revoked", self.client("revoked").admin_account, id)
