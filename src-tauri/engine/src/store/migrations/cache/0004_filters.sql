-- Rows say more to be filtered by. As before, a row without the new columns would be missed without a word, and reports
-- without the accounts in them: so the cache begins anew.
DROP TABLE account_text;
DROP TABLE account_address;
DROP TABLE account;
DELETE FROM search_hit;
DELETE FROM report;

-- Accounts as the server last described them. `row` = created_at in ms << 20 | tie-break: newest first is the cheap order.
-- What is searched stands before `raw`, whose length would otherwise have to be read over.
CREATE TABLE account (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL,
    domain TEXT,
    display_name TEXT NOT NULL,
    mail TEXT,
    mail_confirmed INTEGER,
    ip TEXT,
    reason TEXT,
    -- The beginning of the profile's text.
    about TEXT,
    marks INTEGER NOT NULL,
    created_at INTEGER,
    seen_at INTEGER NOT NULL,
    -- Name, display name and mail, folded, one a line: what one and two letters are searched in.
    folded TEXT NOT NULL,
    -- Without their case: what beginnings are compared with.
    username_lower TEXT NOT NULL,
    name_lower TEXT NOT NULL,
    mail_lower TEXT,
    role TEXT,
    role_lower TEXT,
    role_id TEXT,
    -- Whether the server compares more addresses than it tells.
    addresses_untold INTEGER NOT NULL,
    -- Whether it may be the server's own without its saying so.
    internal_untold INTEGER NOT NULL,
    two_factor INTEGER,
    auditor INTEGER NOT NULL,
    public_mail_lower TEXT,
    -- Ways to sign in by other services, without their case: a line break, then `provider:uid` with a line break each.
    identities TEXT NOT NULL,
    raw TEXT NOT NULL
) STRICT;

-- Those who wait are few among many.
CREATE INDEX account_pending ON account (row) WHERE marks & 1;

-- The roles that were seen are asked for with every list.
CREATE INDEX account_role ON account (role, role_id) WHERE role IS NOT NULL;

-- The same folded text by trigrams: what three letters and more are searched in.
CREATE VIRTUAL TABLE account_text USING fts5 (folded, content = '', contentless_delete = 1, tokenize = 'trigram');

-- Every address from which an account was used, in network order: 4 bytes or 16, so that a range is a range.
CREATE TABLE account_address (
    row INTEGER NOT NULL,
    ip BLOB NOT NULL,
    PRIMARY KEY (row, ip)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_address_ip ON account_address (ip);

UPDATE progress SET finished_at = NULL, older_cursor = NULL, reached_end = 0;
