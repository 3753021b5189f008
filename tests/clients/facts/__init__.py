"""Facts on which Mastodon.py and the practice Mastodon have to agree, for every version that the practice server can be like."""
