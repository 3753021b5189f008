-- The note that was to be written, and the one that it replaces: the server keeps no earlier ones.
ALTER TABLE decision ADD COLUMN note TEXT;
ALTER TABLE decision ADD COLUMN note_before TEXT;

-- Requests of decisions that take several. A row is written before its request leaves.
CREATE TABLE step (
    decision TEXT NOT NULL REFERENCES decision (id),
    number INTEGER NOT NULL,
    part TEXT NOT NULL,
    verb TEXT NOT NULL,
    status TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    answer_code INTEGER,
    answer_words TEXT,
    -- Why it was refused, as JSON of the code.
    refusal TEXT,
    PRIMARY KEY (decision, number)
) STRICT;

CREATE INDEX decision_halfway ON decision (seq) WHERE status = 'halfway';
