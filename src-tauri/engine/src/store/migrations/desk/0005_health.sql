-- What the server said of the token, as JSON of the engine's type and nothing secret; and when it was last looked up what
-- the server serves and lets us do, in ms since 1970.
ALTER TABLE profile ADD COLUMN token_facts TEXT NOT NULL DEFAULT 'null';
ALTER TABLE profile ADD COLUMN probed_at INTEGER;
