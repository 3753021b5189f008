-- How much is asked before something leaves, as JSON of the engine's type. Who only looked goes on only looking.
ALTER TABLE profile ADD COLUMN safe_mode TEXT NOT NULL DEFAULT '"askIrreversible"';
UPDATE profile SET safe_mode = '"readOnly"' WHERE read_only;
ALTER TABLE profile DROP COLUMN read_only;
