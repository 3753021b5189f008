-- Whole instances: rows are found by text and sorted by any column without reading them all. As before, a row without the
-- new columns would be missed without a word: so the cache begins anew.
DROP TABLE account_text;
DROP TABLE account_address;
DROP TABLE account;
DELETE FROM search_hit;
DELETE FROM report;

-- Accounts as the server last described them. `row` = created_at in ms << 2 | tie-break: newest first is the cheap order.
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
    -- The beginning of the profile's text, of those who wait.
    about TEXT,
    -- The marks, and above them what else is asked with yes or no (`bits.rs`): every index has it, so that rows are left
    -- out without being read.
    marks INTEGER NOT NULL,
    created_at INTEGER,
    seen_at INTEGER NOT NULL,
    active_at INTEGER,
    -- When it was found to be gone.
    gone_at INTEGER,
    -- What words are looked for in, folded, one text a line.
    folded TEXT NOT NULL,
    -- Without their case, where that is another text: what beginnings are compared with and what is sorted by.
    username_lower TEXT,
    name_lower TEXT,
    mail_lower TEXT,
    mail_domain TEXT,
    -- The latest address in network order.
    ip_bytes BLOB,
    locale TEXT,
    role TEXT,
    role_lower TEXT,
    role_id TEXT,
    public_mail_lower TEXT,
    -- Ways to sign in by other services, without their case: a line break, then `provider:uid` with a line break each.
    identities TEXT,
    -- The last use of the oldest address that the server dates.
    oldest_address_at INTEGER,
    -- A digest of what the server said: what is as it was is not written again.
    digest INTEGER NOT NULL
) STRICT;

-- What the server said, packed. Away from the rows, whose pages it would fill.
CREATE TABLE account_raw (
    row INTEGER PRIMARY KEY,
    -- The dictionary that it was packed with; 0: none.
    dictionary INTEGER NOT NULL,
    packed BLOB NOT NULL
) STRICT;

CREATE TABLE dictionary (
    number INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- How many rows have which marks: counting them would read them all.
CREATE TABLE tally (
    marks INTEGER PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT;

CREATE INDEX account_newest ON account (row, marks);
CREATE INDEX account_queue ON account (mail_confirmed IS 0, row, marks) WHERE marks & 1;
-- Those with a restriction, with power, gone: few among many.
CREATE INDEX account_rare ON account (row, marks) WHERE marks & 1017853;
CREATE INDEX account_handle ON account (coalesce(username_lower, username), row, marks);
CREATE INDEX account_name ON account (coalesce(name_lower, display_name), row, marks) WHERE display_name <> '';
CREATE INDEX account_mail ON account (coalesce(mail_lower, mail), row, marks) WHERE mail IS NOT NULL;
CREATE INDEX account_mail_domain ON account (mail_domain, row, marks) WHERE mail_domain IS NOT NULL;
CREATE INDEX account_domain ON account (domain, row, marks) WHERE domain IS NOT NULL;
CREATE INDEX account_ip ON account (ip_bytes, row, marks) WHERE ip_bytes IS NOT NULL;
CREATE INDEX account_active ON account (active_at, row, marks) WHERE active_at IS NOT NULL;
CREATE INDEX account_seen ON account (seen_at, row, marks);
CREATE INDEX account_locale ON account (locale, row, marks) WHERE locale IS NOT NULL;
CREATE INDEX account_role ON account (role, role_id, row, marks) WHERE role IS NOT NULL;
CREATE INDEX account_identity ON account (row, marks) WHERE identities IS NOT NULL;
CREATE INDEX account_public_mail ON account (public_mail_lower, row, marks) WHERE public_mail_lower IS NOT NULL;
CREATE INDEX account_gone ON account (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX account_oldest_address ON account (oldest_address_at) WHERE oldest_address_at IS NOT NULL;

-- The folded text by trigrams: what three letters and more are searched in. Beside it the marks, as words that nobody can
-- type: text and state together need no row.
CREATE VIRTUAL TABLE account_text USING fts5 (
    folded, marks, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);

-- Its trigrams, for words that are shorter.
CREATE VIRTUAL TABLE account_term USING fts5vocab (account_text, row);

-- Every address from which an account was used, in network order: 4 bytes or 16, so that a range is a range.
CREATE TABLE account_address (
    row INTEGER NOT NULL,
    ip BLOB NOT NULL,
    PRIMARY KEY (row, ip)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_address_ip ON account_address (ip);

DROP TABLE progress;

-- How far refreshing has come; one row.
CREATE TABLE progress (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- When a whole refresh last ended well.
    finished_at INTEGER,
    -- Whether everybody who is to be kept was fetched once.
    reached_end INTEGER NOT NULL DEFAULT 0,
    -- Whether a list of everybody ended before its end.
    cut_short INTEGER NOT NULL DEFAULT 0,
    paused INTEGER NOT NULL DEFAULT 0,
    -- The newest account that is known: newcomers come after it.
    newest TEXT,
    -- The first fill: which list, where in it, how many so far, since when.
    fill_step TEXT,
    fill_cursor TEXT,
    fill_fetched INTEGER,
    -- How many there will be, about: told again when the desk is opened on a fill that is paused.
    fill_expected INTEGER,
    fill_began_at INTEGER,
    -- The sweep through everybody: when it began, and where it goes on at the server. Began without a cursor is at the end.
    sweep_began_at INTEGER,
    sweep_cursor TEXT
) STRICT;

INSERT INTO progress (one) VALUES (1);
