-- Accounts as the server last described them. `row` = created_at in ms << 20 | tie-break: newest first is the cheap order.
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
    raw TEXT NOT NULL
) STRICT;

-- Those who wait are few among many.
CREATE INDEX account_pending ON account (row) WHERE marks & 1;

-- The same folded text by trigrams: what three letters and more are searched in.
CREATE VIRTUAL TABLE account_text USING fts5 (folded, content = '', contentless_delete = 1, tokenize = 'trigram');

-- How far refreshing has come; one row.
CREATE TABLE progress (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    finished_at INTEGER,
    -- Where older accounts go on at the server.
    older_cursor TEXT,
    reached_end INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO progress (one) VALUES (1);
