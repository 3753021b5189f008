-- Profiles that are being put on the desk or taken off it: written before the first secret or file of theirs is made or goes,
-- deleted after the last. What is here at a start was cut off, and is cleaned away.
CREATE TABLE passage (
    -- It becomes a part of a path that is deleted.
    profile TEXT PRIMARY KEY CHECK (length(profile) = 36)
) STRICT;
