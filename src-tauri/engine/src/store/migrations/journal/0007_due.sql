-- For how many days a decision was meant, where it was meant for some.
ALTER TABLE decision ADD COLUMN lasts INTEGER;

-- What is to be looked at again: the end of what was meant for some days, and reminders. Nothing in here is ever sent.
CREATE TABLE due (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    handle TEXT NOT NULL,
    -- What was meant for some days, and the verb that takes it back; a reminder has neither.
    decision TEXT UNIQUE REFERENCES decision (id),
    verb TEXT,
    at INTEGER NOT NULL,
    words TEXT,
    made_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- How it ended: done, dropped, overtaken.
    ended TEXT,
    CHECK ((ended IS NULL) = (ended_at IS NULL)),
    CHECK ((decision IS NULL) = (verb IS NULL))
) STRICT;

CREATE INDEX due_open ON due (at, seq) WHERE ended IS NULL;
CREATE INDEX due_account ON due (account) WHERE ended IS NULL;
