-- The warning preset that was named, and the report that a decision is about or was caused by.
ALTER TABLE decision ADD COLUMN preset TEXT;
ALTER TABLE decision ADD COLUMN report TEXT;

CREATE INDEX decision_report ON decision (report, seq) WHERE report IS NOT NULL;
