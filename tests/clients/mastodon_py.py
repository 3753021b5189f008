#!/usr/bin/env python3
"""Mastodon.py against practice servers: mastodon_py.py [--throttled] VERSION=ADDRESS …

For every server all facts; with --throttled before it, those about throttles only.
"""

import io
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.dont_write_bytecode = True

from facts.access import Access, Throttled  # noqa: E402
from facts.base import Practice  # noqa: E402
from facts.lists import Lists  # noqa: E402
from facts.reports import Reports  # noqa: E402
from facts.verbs import Verbs  # noqa: E402


def facts_about(server, groups):
    """The tests of these groups, each bound to the server."""
    loader = unittest.TestLoader()
    bound = [type(f"{group.__name__} of {server.name}", (group,), {"server": server}) for group in groups]
    return unittest.TestSuite(loader.loadTestsFromTestCase(group) for group in bound)


def main(arguments):
    agreed = True
    groups = [Lists, Verbs, Reports, Access]
    for argument in arguments:
        if argument == "--throttled":
            groups = [Throttled]
            continue
        like, address = argument.split("=", 1)
        suite = facts_about(Practice(like, address), groups)
        # Mastodon.py warns of /api/v1/instance, which is where it looks up the version; that is no disagreement.
        result = unittest.TextTestRunner(verbosity=0, warnings="ignore", stream=io.StringIO()).run(suite)
        wrong = result.failures + result.errors
        agreed &= not wrong and result.testsRun > 0
        what = "throttles" if groups == [Throttled] else "facts"
        print(f"  Mastodon.py, {like}: {result.testsRun - len(wrong)} of {result.testsRun} {what}")
        for test, trace in wrong:
            print(f"\n{test}\n{trace}", file=sys.stderr)
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
