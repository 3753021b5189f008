-- Decisions that wait before they are sent. What is left of the hold, in ms, and when it was counted last.
ALTER TABLE decision ADD COLUMN hold_left INTEGER;
ALTER TABLE decision ADD COLUMN counted_at INTEGER;
-- The account or the report as it was decided about: its revision, and what of it is shown beside what was found later (JSON).
ALTER TABLE decision ADD COLUMN revision TEXT NOT NULL DEFAULT '';
ALTER TABLE decision ADD COLUMN seen TEXT;
ALTER TABLE decision ADD COLUMN found TEXT;
-- Whether the reason is added to the note on the server as well.
ALTER TABLE decision ADD COLUMN note_too INTEGER NOT NULL DEFAULT 0;
-- How often it was sent and surely did not arrive.
ALTER TABLE decision ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
-- Whose word it waits for before it may leave.
ALTER TABLE decision ADD COLUMN review TEXT NOT NULL DEFAULT 'none';

CREATE INDEX decision_waiting ON decision (seq) WHERE status IN ('held', 'ready');
