-- The profiles on the desk. Tokens and keys are in the keychain under the profile's id, never here.
CREATE TABLE profile (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    base TEXT NOT NULL,
    -- What stands after the @ of its own accounts.
    home TEXT NOT NULL,
    number INTEGER NOT NULL UNIQUE,
    -- The mark, the software and who one is there, as JSON of the engine's types.
    mark TEXT NOT NULL,
    software TEXT NOT NULL,
    who TEXT NOT NULL,
    read_only INTEGER NOT NULL,
    pictures TEXT NOT NULL,
    added_at INTEGER NOT NULL
) STRICT;
