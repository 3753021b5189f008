"""Reports: lists, one of them, the four verbs, and how measures close them."""

import urllib.request

from .base import NO_RECORD, NOT_ALLOWED, OUTSIDE_SCOPES, UNREAD, Facts


class Reports(Facts):
    def expected(self, test):
        found = [report["id"] for report in self.server.state()["reports"] if test(report)]
        return sorted(found, key=int, reverse=True)

    def is_open(self, report):
        return report["resolved_at"] is None

    def test_the_list_holds_the_open_ones_and_others_when_asked(self):
        self.assertEqual(self.ids(self.kim.admin_reports()), self.expected(self.is_open))
        closed = self.expected(lambda report: not self.is_open(report))
        self.assertEqual(self.ids(self.kim.admin_reports(resolved=True)), closed)
        both = self.ids(self.kim.admin_reports(resolved=True, unresolved=True))
        self.assertEqual(both, self.expected(lambda report: True) if self.server.like >= (4, 6) else closed)

    def test_the_list_can_be_about_somebody_or_by_somebody(self):
        target, by = self.id_of("office_desk"), self.id_of("wren")
        about = self.kim.admin_reports(target_account_id=target)
        self.assertEqual(self.ids(about), self.expected(lambda r: self.is_open(r) and r["target"] == target))
        written = self.kim.admin_reports(account_id=by)
        self.assertEqual(self.ids(written), self.expected(lambda r: self.is_open(r) and r["by"] == by))
        self.assertTrue(about and written)

    def test_pages_lead_to_the_end_and_back(self):
        everything = self.expected(self.is_open)
        first = self.kim.admin_reports(limit=2)
        self.assertEqual(self.ids(self.kim.fetch_remaining(first)), everything)
        second = self.kim.fetch_next(first)
        self.assertEqual(self.ids(second), everything[2:4])
        self.assertEqual(self.ids(self.kim.fetch_previous(second)), everything[:2])

    def test_a_report_carries_accounts_posts_and_rules(self):
        report = self.kim.admin_report("5")
        self.assertEqual((report["id"], report["category"], report["action_taken"]), ("5", "violation", False))
        self.assertIn("@", report["account"]["email"] or "@")
        self.assertTrue(report["comment"] and report["rules"][0]["text"])
        pictures = [media for status in report["statuses"] for media in status["media_attachments"]]
        self.assertTrue(pictures)
        for media in pictures:
            with urllib.request.urlopen(media["preview_url"], timeout=20) as answer:
                self.assertTrue(answer.headers["content-type"].startswith("image/"))
                self.assertTrue(answer.read(8).startswith(b"\x89PNG"))

    def test_assigning_taking_over_and_giving_back(self):
        who = lambda: (self.kim.admin_report("2")["assigned_account"] or {}).get("username")
        self.assertEqual(who(), "teo")
        self.assertEqual(self.kim.admin_report_assign("2")["assigned_account"]["username"], "kim")
        self.assertEqual(who(), "kim", "taken from teo without a word")
        self.noor.admin_report_assign("2")
        self.assertEqual(who(), "noor")
        self.assertIsNone(self.kim.admin_report_unassign("2")["assigned_account"])
        self.assertIsNone(who())

    def test_resolving_and_reopening_can_be_repeated(self):
        self.assertIs(self.kim.admin_report("2")["action_taken"], False)
        self.assertIs(self.kim.admin_report_resolve("2")["action_taken"], True)
        self.noor.admin_report_resolve("2")
        closed = self.kim.admin_report("2")
        self.assertEqual((closed["action_taken"], closed["action_taken_by_account"]["username"]), (True, "noor"))
        self.assertIsNotNone(closed["action_taken_at"])
        for _ in range(2):
            self.assertIs(self.kim.admin_report_reopen("2")["action_taken"], False)
        again = self.kim.admin_report("2")
        self.assertEqual((again["action_taken"], again["action_taken_by_account"]), (False, None))

    def test_a_warning_closes_its_report_and_a_measure_all(self):
        target = self.id_of("office_desk")
        about = lambda: self.ids(self.kim.admin_reports(target_account_id=target))
        before = about()
        self.assertTrue(len(before) > 2)
        self.kim.admin_account_moderate(target, text="About your adverts", report_id=before[0])
        self.assertEqual(about(), before[1:])
        self.assertEqual(self.server.last_strike()["report"], before[0])
        self.kim.admin_account_moderate(target, "silence", report_id=before[1])
        self.assertEqual(about(), [])
        self.assertEqual(self.kim.admin_report(before[2])["action_taken_by_account"]["username"], "kim")

    def test_who_may_not_is_refused(self):
        self.refused(404, NO_RECORD, self.kim.admin_report, "9999")
        self.refused(404, NO_RECORD, self.kim.admin_report_resolve, "9999")
        self.refused(403, UNREAD, self.client("member").admin_reports)
        self.refused(403, NOT_ALLOWED, self.client("member").admin_report, "2")
        self.refused(403, NOT_ALLOWED, self.client("member").admin_report_resolve, "2")
        self.refused(403, OUTSIDE_SCOPES, self.client("read").admin_report_assign, "2")
