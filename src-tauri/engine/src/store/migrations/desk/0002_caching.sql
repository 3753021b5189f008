-- What of the instance is kept on this computer, as JSON of the engine's type. Profiles from before kept everybody.
ALTER TABLE profile ADD COLUMN caching TEXT NOT NULL DEFAULT '{"remote":"all","goneDays":30,"addressDays":365}';
