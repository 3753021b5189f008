-- By what the server is recognised and reached beyond the system's own settings, as JSON of the engine's type. The key of a
-- client certificate is in the keychain under the profile's id, never here.
ALTER TABLE profile ADD COLUMN trust TEXT NOT NULL DEFAULT '{"roots":[],"pinned":null,"client":null,"proxy":null}';
