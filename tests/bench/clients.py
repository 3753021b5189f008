"""Other clients of the practice servers: they fetch accounts and store nothing.

    clients.py KIND ADDRESS TOKEN ACCOUNTS

Prints what it cost as JSON: {"accounts", "cpu" in seconds, "peak" in KiB}.
"""

import json
import resource
import sys

kind, address, token, wanted = sys.argv[1:]
wanted = int(wanted)


def mastodon() -> int:
    """Pages by hand: Mastodon.py's own paging would follow links, which lose filters."""
    from mastodon import Mastodon

    client = Mastodon(api_base_url=address, access_token=token, ratelimit_method="throw", version_check_mode="none")
    fetched, last = 0, None
    while fetched < wanted:
        page = client.admin_accounts_v2(limit=200, max_id=last)
        if not page:
            break
        fetched += len(page)
        last = page[-1].id
    return fetched


def gitlab() -> int:
    """Keyset pages of 100."""
    from gitlab import Gitlab

    client = Gitlab(address, private_token=token)
    pages = client.users.list(iterator=True, per_page=100, pagination="keyset", order_by="id", sort="desc")
    return sum(1 for _, _user in zip(range(wanted), pages))


accounts = {"mastodon": mastodon, "gitlab": gitlab}[kind]()
spent = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"accounts": accounts, "cpu": spent.ru_utime + spent.ru_stime, "peak": spent.ru_maxrss}))
