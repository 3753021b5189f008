-- Decisions of one profile. A row is written before its request leaves.
CREATE TABLE decision (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    -- The start of Bailiwick that wrote it: a row found sending under another start was cut off.
    start TEXT NOT NULL,
    account TEXT NOT NULL,
    handle TEXT NOT NULL,
    by TEXT NOT NULL,
    verb TEXT NOT NULL,
    status TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    settled_at INTEGER,
    reason TEXT,
    message TEXT,
    told INTEGER,
    before_marks INTEGER NOT NULL,
    after_marks INTEGER,
    answer_code INTEGER,
    answer_words TEXT,
    -- Why it was refused, as JSON of the code.
    refusal TEXT,
    lookup TEXT
) STRICT;

CREATE INDEX decision_account ON decision (account, seq);
CREATE INDEX decision_open ON decision (seq) WHERE status IN ('sending', 'unsure', 'accepted');
