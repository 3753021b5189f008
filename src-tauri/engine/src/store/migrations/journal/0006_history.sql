-- What accounts that were shut out could be known by again.
CREATE TABLE met (
    decision TEXT NOT NULL REFERENCES decision (id),
    -- mail, address or name.
    kind TEXT NOT NULL,
    -- In lower case, addresses in their canonical form; none once only its HMAC is kept.
    value TEXT,
    hmac BLOB,
    CHECK ((value IS NULL) <> (hmac IS NULL))
) STRICT;

CREATE INDEX met_decision ON met (decision);
CREATE INDEX met_value ON met (kind, value) WHERE value IS NOT NULL;
CREATE INDEX met_hmac ON met (kind, hmac) WHERE hmac IS NOT NULL;

-- The random bytes from which the key of these HMACs is made.
CREATE TABLE secret (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    bytes BLOB NOT NULL
) STRICT;

-- The words of decisions as they are searched: folded, which SQL cannot do.
CREATE TABLE sought (
    seq INTEGER PRIMARY KEY REFERENCES decision (seq) ON DELETE CASCADE,
    account TEXT NOT NULL,
    handle TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;

-- When its words were erased; none while it has them.
ALTER TABLE decision ADD COLUMN erased_at INTEGER;

-- All that the history is narrowed by but words: a hundred thousand decisions are gone through without reading them.
CREATE INDEX decision_history ON decision (seq, decided_at, verb, status, lookup);
CREATE INDEX decision_words ON decision (ifnull(settled_at, decided_at)) WHERE erased_at IS NULL;
