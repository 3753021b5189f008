#!/usr/bin/env python3
"""python-gitlab against practice servers: python_gitlab.py VERSION=ADDRESS …"""

import io
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.dont_write_bytecode = True

from gitlab_facts.access import Access  # noqa: E402
from gitlab_facts.around import Around  # noqa: E402
from gitlab_facts.base import Practice  # noqa: E402
from gitlab_facts.belongings import Belongings  # noqa: E402
from gitlab_facts.lists import Lists  # noqa: E402
from gitlab_facts.verbs import Verbs  # noqa: E402


def facts_about(server):
    """All tests, each bound to the server."""
    loader = unittest.TestLoader()
    bound = [type(f"{group.__name__} of {server.name}", (group,), {"server": server}) for group in (Lists, Verbs, Around, Belongings, Access)]
    return unittest.TestSuite(loader.loadTestsFromTestCase(group) for group in bound)


def main(arguments):
    agreed = bool(arguments)
    for argument in arguments:
        like, address = argument.split("=", 1)
        # python-gitlab warns of lists that it was not asked to finish; that is no disagreement.
        result = unittest.TextTestRunner(verbosity=0, warnings="ignore", stream=io.StringIO()).run(facts_about(Practice(like, address)))
        wrong = result.failures + result.errors
        agreed &= not wrong and result.testsRun > 0
        print(f"  python-gitlab, {like}: {result.testsRun - len(wrong)} of {result.testsRun} facts")
        for test, trace in wrong:
            print(f"\n{test}\n{trace}", file=sys.stderr)
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
