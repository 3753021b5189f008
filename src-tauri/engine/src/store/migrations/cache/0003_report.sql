-- Reports as the server last described them. Whom they are about, who made them and who handles them stand in `account`.
CREATE TABLE report (
    id TEXT PRIMARY KEY,
    -- When it was made; where the server does not tell, when it was first seen. Newest first is the order of the list.
    made_at INTEGER NOT NULL,
    created_at INTEGER,
    target TEXT NOT NULL,
    -- Whether whom it is about belongs to another server.
    remote INTEGER NOT NULL,
    reporter TEXT,
    assigned TEXT,
    category TEXT NOT NULL,
    resolved INTEGER NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    -- The beginning of what the reporter wrote.
    comment TEXT NOT NULL,
    posts INTEGER NOT NULL,
    media INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    raw TEXT NOT NULL
) STRICT;

CREATE INDEX report_order ON report (made_at DESC, id DESC);

-- Open ones are few among many, and asked for by account.
CREATE INDEX report_open ON report (target) WHERE NOT resolved AND NOT gone;
